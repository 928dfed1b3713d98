// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The objects that stand for C++ functions: builtin functions and bound methods, method
// descriptors, class method descriptors, __new__ of builtin types.
#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/with_receiver.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

NativeFunction* nativeOf(Value v) { return v.as<NativeFunction>(); }

NativeFunction* newNative(Shape* shape, Entry entry, const NativeDef* def, Type* owner,
                          Value self) {
  auto* native = static_cast<NativeFunction*>(memory::allocate(sizeof(NativeFunction)));
  native->shape = shape;
  native->entry = entry;
  native->def = def;
  native->self = self;
  native->module = kUnbound;
  native->owner = owner;
  return native;
}

// T.__new__(cls, ...): constructs for classes that keep T's layout.
Value newEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* native = static_cast<NativeFunction*>(self);
  Type* owner = native->owner;
  if (nargs == 0)
    return raiseTypeError("%N.__new__(): not enough arguments", owner);
  if (!isType(args[0]))
    return raiseTypeError("%N.__new__(X): X is not a type object (%T)", owner, args[0]);
  Type* type = asType(args[0]);
  ensureReady(type);
  if (!isSubtype(type, owner))
    return raiseTypeError("%N.__new__(%N): %N is not a subtype of %N", owner, type, type, owner);
  // The builtin base whose constructor the class must use.
  Type* builtin = type;
  while (builtin->heap)
    builtin = builtin->base;
  if (!type->mro || builtin->slots.construct != owner->slots.construct) {
    // Named is the nearest base that has no __new__ of its own; a class whose mro() still runs has
    // no constructor at all.
    Type* safe = type;
    while (safe->heap && safe->mro && safe->slots.construct != builtin->slots.construct)
      safe = safe->base;
    return raiseTypeError("%N.__new__(%N) is not safe, use %N.__new__()", owner, type, safe);
  }
  return owner->slots.construct(type, args + 1, nargs - 1, kwnames);
}

const NativeDef kNewDef = nativeRaw("__new__", nullptr);

Value functionName(Value self) {
  if (const Function* compiled = compiledBuiltinOf(self))
    return compiled->name;
  return makeStr(nativeOf(self)->def->name);
}
Value functionQualname(Value self) {
  if (const Function* compiled = compiledBuiltinOf(self))
    return compiled->qualname;
  NativeFunction* native = nativeOf(self);
  Type* type = native->owner;
  if (type && !native->self.isUnbound())
    type = native->self.isObject() && isType(native->self) ? asType(native->self)
                                                           : typeOf(native->self);
  if (type)
    ensureReady(type);
  if (type)
    return formatText("%U.%s", type->qualname, native->def->name);
  return makeStr(native->def->name);
}
Value functionModule(Value self) {
  if (const Function* compiled = compiledBuiltinOf(self))
    return compiled->module;
  NativeFunction* native = nativeOf(self);
  if (!native->module.isUnbound())
    return native->module;
  return native->owner ? kNone : strValue(intern("builtins"));
}
bool setFunctionModule(Value self, Value value) {
  Function* compiled = compiledBuiltinOf(self);
  (compiled ? compiled->module : nativeOf(self)->module) = value.isUnbound() ? kNone : value;
  return true;
}
Value functionSelf(Value self) {
  NativeFunction* native = nativeOf(self);
  return compiledBuiltinOf(self) || native->self.isUnbound() ? kNone : native->self;
}
// __doc__ and __text_signature__: programs do not carry the texts.
Value functionDoc(Value self) {
  const Function* compiled = compiledBuiltinOf(self);
  return compiled ? compiled->doc : kNone;
}
Value functionSignature(Value) { return kNone; }
Value functionOwner(Value self) { return typeValue(nativeOf(self)->owner); }

const GetSetDef kFunctionGetSets[] = {{"__name__", functionName, nullptr},
                                      {"__qualname__", functionQualname, nullptr},
                                      {"__module__", functionModule, setFunctionModule},
                                      {"__self__", functionSelf, nullptr},
                                      {"__doc__", functionDoc, nullptr},
                                      {"__text_signature__", functionSignature, nullptr},
                                      {nullptr, nullptr, nullptr}};
const GetSetDef kDescriptorGetSets[] = {
    {"__name__", functionName, nullptr},          {"__qualname__", functionQualname, nullptr},
    {"__objclass__", functionOwner, nullptr},     {"__doc__", functionDoc, nullptr},
    {"__text_signature__", functionSignature, nullptr}, {nullptr, nullptr, nullptr}};

Value functionRepr(Value self) {
  if (const Function* compiled = compiledBuiltinOf(self))
    return formatText("<built-in function %S>", compiled->name);
  NativeFunction* native = nativeOf(self);
  if (native->self.isUnbound() || !native->owner)
    return formatText("<built-in function %s>", native->def->name);
  return formatText("<built-in method %s of %T object at %p>", native->def->name, native->self,
                    native->self.isObject() ? static_cast<void*>(native->self.object())
                                            : reinterpret_cast<void*>(native->self.bits));
}
Value descriptorRepr(Value self) {
  return formatText("<method '%s' of '%s' objects>", nativeOf(self)->def->name,
                    nativeOf(self)->owner->cname);
}

Value functionCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isExact(left, &tr_type_builtinFunction) ||
      !isExact(right, &tr_type_builtinFunction))
    return kNotImplemented;
  if (compiledBuiltinOf(left) || compiledBuiltinOf(right))
    return identityCompare(left, right, op);
  bool same = nativeOf(left)->def == nativeOf(right)->def &&
              isSame(nativeOf(left)->self, nativeOf(right)->self);
  return boolean(same == (op == CompareOp::Eq));
}
int64_t functionHash(Value self, bool* ok) {
  if (compiledBuiltinOf(self))
    return identityHash(self, ok);
  *ok = true;
  return static_cast<int64_t>(
      (reinterpret_cast<uint64_t>(nativeOf(self)->def) ^ nativeOf(self)->self.bits) >> 4);
}

Value descriptorGet(Value self, Value object, Value) {
  if (object.isUnbound())
    return self;
  NativeFunction* native = nativeOf(self);
  if (!isA(object, native->owner))
    return raiseTypeError("descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                          native->def->name, native->owner, object);
  return objectValue(
      newNative(&tr_shape_builtinFunction, nativeEntry, native->def, native->owner, object));
}

Value classDescriptorGet(Value self, Value object, Value type) {
  NativeFunction* native = nativeOf(self);
  if (type.isUnbound() || type.isNone()) {
    if (object.isUnbound())
      return raiseTypeError("descriptor '%s' for type '%N' needs either an object or a type",
                            native->def->name, native->owner);
    type = typeValue(typeOf(object));
  }
  if (!isType(type))
    return raiseTypeError("descriptor '%s' for type '%N' needs a type, not a '%T' as arg 2",
                          native->def->name, native->owner, type);
  if (!isSubtype(asType(type), native->owner))
    return raiseTypeError("descriptor '%s' requires a subtype of '%N' but received '%N'",
                          native->def->name, native->owner, asType(type));
  return objectValue(
      newNative(&tr_shape_builtinFunction, nativeEntry, native->def, native->owner, type));
}

// Called without binding (through the type's namespace): the class comes first.
Value classDescriptorEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* native = static_cast<NativeFunction*>(self);
  if (nargs == 0)
    return raiseTypeError("descriptor '%s' of '%N' object needs an argument", native->def->name,
                          native->owner);
  Value bound = classDescriptorGet(objectValue(self), kUnbound, args[0]);
  return bound.isError() ? bound : call(bound, args + 1, nargs - 1, kwnames);
}

} // namespace

extern "C" {
Shape tr_shape_compiledBuiltin = {&tr_type_builtinFunction, nullptr};
}

Value makeCompiledBuiltin(const Function* function, Value module, BuiltinKind kind) {
  size_t bytes = sizeof(Function) + function->code->captures * sizeof(Value);
  auto* made = static_cast<Function*>(memory::allocate(bytes));
  memcpy(static_cast<void*>(made), function, bytes);
  made->shape = &tr_shape_compiledBuiltin;
  made->module = module;
  made->annotations = smallInt(static_cast<int>(kind));
  return objectValue(made);
}

namespace {

const NativeDef kConstructorDef = nativeRaw("__new__", nullptr);

bool hasPlainInit(Type* type) {
  return isSame(lookupInType(type, name_init()), lookupInType(&tr_type_object, name_init()));
}

// Whether instances of type may be made by `constructor`; else an exception is pending.
bool constructs(const NativeFunction* constructor, Value name, Type* type) {
  ensureReady(type);
  bool inherits = false;
  for (uint64_t i = 0; type->mro && i < type->mro->length && !inherits; ++i) {
    Type* base = asType(type->mro->items()[i]);
    ensureReady(base);
    inherits = isSame(dictGetStr(base->dict, name_new()),
                      objectValue(const_cast<NativeFunction*>(constructor)));
  }
  if (!inherits) {
    raiseTypeError("%S.__new__(%N): %N is not a subtype of %S", name, type, type, name);
    return false;
  }
  Type* builtin = type;
  while (builtin->heap)
    builtin = builtin->base;
  if (builtin == &tr_type_object)
    return true;
  raiseTypeError("%S.__new__(%N) is not safe, use %N.__new__()", name, type, builtin);
  return false;
}

Value constructorEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* native = static_cast<NativeFunction*>(self);
  auto* function = native->self.as<Function>();
  if (nargs == 0)
    return raiseTypeError("%S.__new__(): not enough arguments", function->module);
  if (!isType(args[0]))
    return raiseTypeError("%S.__new__(X): X is not a type object (%T)", function->module, args[0]);
  Type* type = asType(args[0]);
  if (!constructs(native, function->module, type))
    return kError;
  const CodeInfo* code = function->code;
  bool byPosition = code->posOnly == code->positional || code->positional == 1;
  if (kwnames && kwnames->length && byPosition && code->keywordOnly == 0 &&
      !(code->flags & kCodeVarKeywords)) {
    // They may be for the __init__ of a derived class.
    if (hasPlainInit(type))
      return raiseTypeError("%S() takes no keyword arguments", function->name);
    kwnames = nullptr;
  }
  Object* made = newInstance(type);
  if (!made)
    return kError;
  WithReceiver all(objectValue(made), args + 1, nargs - 1, kwnames);
  Value result = function->entry(function, all.words(), nargs, kwnames);
  return result.isError() ? result : objectValue(made);
}

} // namespace

Value makeCompiledConstructor(const Function* function, Value name) {
  Value body = makeCompiledBuiltin(function, name, BuiltinKind::Constructor);
  std::string_view whole = utf8Of(asStr(name));
  Value last = makeStr(whole.substr(whole.rfind('.') + 1));
  body.as<Function>()->name = body.as<Function>()->qualname = last;
  return objectValue(
      newNative(&tr_shape_builtinFunction, constructorEntry, &kConstructorDef, nullptr, body));
}

Value makeMethodDescriptor(Type* owner, const NativeDef* def) {
  if (def->flags & kNativeStatic)
    return makeStaticMethod(
        objectValue(newNative(&tr_shape_builtinFunction, nativeEntry, def, owner, kUnbound)));
  if (def->flags & kNativeClass)
    return objectValue(
        newNative(&tr_shape_classmethodDescriptor, classDescriptorEntry, def, owner, kUnbound));
  return objectValue(newNative(&tr_shape_methodDescriptor, nativeEntry, def, owner, kUnbound));
}

Value makeNewWrapper(Type* owner) {
  return objectValue(
      newNative(&tr_shape_builtinFunction, newEntry, &kNewDef, owner, typeValue(owner)));
}

Type* newWrapperOwner(Value v) {
  if (!isExact(v, &tr_type_builtinFunction) || nativeOf(v)->entry != newEntry)
    return nullptr;
  return nativeOf(v)->owner;
}

TR_DEFINE_TYPE(builtinFunction, .cname = "builtin_function_or_method", .base = &tr_type_object,
               .flags = kTypeHasEntry, .instanceSize = sizeof(NativeFunction),
               .layout = Layout::Other, .getsets = kFunctionGetSets,
               .slots = {.repr = functionRepr,
                         .hash = functionHash,
                         .call = callByEntry,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = functionCompare});
TR_DEFINE_TYPE(methodDescriptor, .cname = "method_descriptor", .base = &tr_type_object,
               .flags = kTypeHasEntry | kTypeMethodLike, .instanceSize = sizeof(NativeFunction),
               .layout = Layout::Other, .getsets = kDescriptorGetSets,
               .slots = {.repr = descriptorRepr,
                         .hash = identityHash,
                         .call = callByEntry,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = descriptorGet,
                         .compare = identityCompare});
TR_DEFINE_TYPE(classmethodDescriptor, .cname = "classmethod_descriptor", .base = &tr_type_object,
               .flags = kTypeHasEntry, .instanceSize = sizeof(NativeFunction),
               .layout = Layout::Other, .getsets = kDescriptorGetSets,
               .slots = {.repr = descriptorRepr,
                         .hash = identityHash,
                         .call = callByEntry,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = classDescriptorGet,
                         .compare = identityCompare});

} // namespace tr
