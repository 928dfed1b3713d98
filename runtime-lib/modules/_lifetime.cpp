// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// weakref.ReferenceType, and what the modules weakref, gc and atexit need of the runtime.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/hooks.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

WeakReference* referenceOf(Value v) { return v.as<WeakReference>(); }

Object* targetOf(WeakReference* reference) {
  return reference->target ? memory::unhide<Object>(reference->target) : nullptr;
}
Value targetValue(WeakReference* reference) {
  Object* target = targetOf(reference);
  return target ? objectValue(target) : kNone;
}

Value makeReference(Type* type, Value object, Value callback) {
  if (!object.isObject() || !takesWeakReferences(typeOf(object)))
    return raiseTypeError("cannot create weak reference to '%T' object", object);
  if (type == &tr_type_weakReference && callback.isNone()) {
    WeakReference* same = nullptr; // one is enough
    forReferences(
        object.object(),
        [](WeakReference* reference, void* out) {
          if (!reference->callback.isNone() ||
              !isExact(objectValue(reference), &tr_type_weakReference))
            return false;
          *static_cast<WeakReference**>(out) = reference;
          return true;
        },
        &same);
    if (same)
      return objectValue(same);
  }
  auto* made = newInstanceOf<WeakReference>(type);
  if (!made)
    return kError;
  made->callback = callback;
  made->hash = -1;
  trackReference(object.object(), made);
  return objectValue(made);
}

Value referenceConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (type == &tr_type_weakReference && !checkNoKeywords("ref", kwnames))
    return kError;
  if (!checkPositional("__new__", nargs, 1, 2))
    return kError;
  return makeReference(type, args[0], nargs > 1 ? args[1] : kNone);
}

bool referenceInit(Value, const Value*, uint64_t nargs, Tuple* kwnames) {
  return checkNoKeywords("ref", kwnames) && checkPositional("__init__", nargs, 1, 2);
}

Value referenceCall(Value self, const Value*, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("weakref", kwnames) || !checkPositional("weakref", nargs, 0, 0))
    return kError;
  return targetValue(referenceOf(self));
}

int64_t referenceHash(Value self, bool* ok) {
  WeakReference* reference = referenceOf(self);
  *ok = true;
  if (reference->hash != -1)
    return reference->hash;
  Object* target = targetOf(reference);
  if (!target) {
    raiseTypeError("weak object has gone away");
    *ok = false;
    return 0;
  }
  int64_t hash = hashOf(objectValue(target), ok);
  if (*ok)
    reference->hash = hash;
  return hash;
}

Value referenceCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isA(left, &tr_type_weakReference) ||
      !isA(right, &tr_type_weakReference))
    return kNotImplemented;
  Object *a = targetOf(referenceOf(left)), *b = targetOf(referenceOf(right));
  if (!a || !b)
    return boolean((left == right) == (op == CompareOp::Eq));
  return compare(objectValue(a), objectValue(b), op);
}

Value referenceRepr(Value self) {
  Object* target = targetOf(referenceOf(self));
  if (!target)
    return formatText("<weakref at %p; dead>", static_cast<void*>(self.object()));
  Value value = objectValue(target);
  // The class is asked: instances may answer any name, or fail at it.
  Value name = lookupSpecial(value, name_name());
  if (name.isError())
    return name;
  if (name.isObject() && isStr(name))
    return formatText("<weakref at %p; to '%T' at %p (%S)>", static_cast<void*>(self.object()),
                      value, static_cast<void*>(target), name);
  return formatText("<weakref at %p; to '%T' at %p>", static_cast<void*>(self.object()), value,
                    static_cast<void*>(target));
}

Value referenceCallback(Value self) {
  WeakReference* reference = referenceOf(self);
  return reference->target ? reference->callback : kNone;
}
const GetSetDef kReferenceGetSets[] = {{"__callback__", referenceCallback, nullptr},
                                       {nullptr, nullptr, nullptr}};

// --- functions

Value collect(const Value*, uint64_t) {
  memory::collect();
  return makeIntFromUInt64(runFinalisers());
}

// All live weak references to an object, oldest first.
Value referencesTo(const Value* args, uint64_t) {
  Value list = makeList(nullptr, 0);
  if (args[0].isObject())
    forReferences(
        args[0].object(),
        [](WeakReference* reference, void* out) {
          listAppend(asList(*static_cast<Value*>(out)), objectValue(reference));
          return false;
        },
        &list);
  return list;
}

Value setExitHook(const Value* args, uint64_t) {
  exitHook = args[0];
  return kNone;
}

// None: no hook any more.
Value setFirstStepHook(const Value* args, uint64_t) {
  firstStepHook = args[0].isNone() ? kUnbound : args[0];
  return kNone;
}

Value showIgnored(const Value* args, uint64_t) {
  reportIgnored("Exception ignored in atexit callback ", args[0], args[1], true);
  return kNone;
}

const NativeDef kFunctions[] = {nativeNone("collect", collect),
                                nativeOne("references_to", referencesTo),
                                nativeOne("set_exit_hook", setExitHook),
                                nativeOne("set_first_step_hook", setFirstStepHook),
                                nativePositional("report_ignored", showIgnored, 2, 2),
                                kNativeEnd};
const NativeDef kReferenceMethods[] = {
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {{"ref", [] { return typeValue(&tr_type_weakReference); }},
                                       kAttributeEnd};

} // namespace

TR_DEFINE_TYPE(weakReference, .cname = "weakref.ReferenceType", .base = &tr_type_object,
               .flags = kTypeBaseable, .instanceSize = sizeof(WeakReference),
               .layout = Layout::Other, .methods = kReferenceMethods, .getsets = kReferenceGetSets,
               .slots = {.repr = referenceRepr,
                         .hash = referenceHash,
                         .call = referenceCall,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = referenceCompare,
                         .construct = referenceConstruct,
                         .init = referenceInit});

} // namespace tr

TR_DEFINE_MODULE(_lifetime, tr::kFunctions, tr::kAttributes);
