// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// wrapper_descriptor and method-wrapper: a builtin type's slots as dunder attributes.
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/slot_rows.h"

#include <algorithm>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/generator.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// `before` is a space where CPython unpacks the arguments for a function without a name.
bool checkCount(uint64_t nargs, uint64_t min, uint64_t max, const char* before = "") {
  if (nargs >= min && nargs <= max)
    return true;
  const char* bound = min == max ? "" : nargs < min ? "at least " : "at most ";
  uint64_t expected = nargs < min ? min : max;
  raiseTypeError("%sexpected %s%zu argument%s, got %zu", before, bound, expected,
                 expected == 1 ? "" : "s", nargs);
  return false;
}

// Whether CPython has the slot of this type as a method, which words its errors otherwise.
bool isMethod(Type* owner, const SlotRow& row) {
  bool set = owner == &tr_type_set || owner == &tr_type_frozenset;
  return (row.kind == SlotKind::Item && (owner == &tr_type_list || owner == &tr_type_dict)) ||
         (row.kind == SlotKind::Contains && (owner == &tr_type_dict || set));
}

bool isSequence(Type* type) { return std::ranges::find(kSequences, type) != std::end(kSequences); }

Value okOrError(bool ok) { return ok ? kNone : kError; }

// What CPython's sequence slots raise where a binary slot of ours answers NotImplemented.
Value sequenceMismatch(const SlotRow& row, Value self, Value other) {
  Type* type = typeOf(self);
  bool add = row.offset == offsetof(Slots, add);
  bool mul = row.offset == offsetof(Slots, mul) || row.offset == offsetof(Slots, imul);
  if ((!add && !mul) || isSubtype(type, &tr_type_int))
    return kNotImplemented;
  const Str* name = nullptr;
  for (Type* base : kSequences)
    if (isSubtype(type, base))
      name = base->name;
  if (!name)
    return kNotImplemented;
  if (mul)
    return raiseTypeError("'%T' object cannot be interpreted as an integer", other);
  if (isSubtype(type, &tr_type_bytes) || isSubtype(type, &tr_type_bytearray))
    return raiseTypeError("can't concat %T to %N", other, type);
  return raiseTypeError("can only concatenate %U (not \"%T\") to %U", name, other, name);
}

Value callSlot(const SlotRow& row, void* slot, Type* owner, Value self, const Value* args,
               uint64_t nargs, Tuple* kwnames) {
  bool method = isMethod(owner, row);
  if (kwnames && kwnames->length && row.kind != SlotKind::Call && row.kind != SlotKind::Init)
    return method ? raiseTypeError("%N.%s() takes no keyword arguments", owner, row.name)
                  : raiseTypeError("wrapper %s() takes no keyword arguments", row.name);
  if (method && nargs != 1)
    return raiseTypeError("%N.%s() takes exactly one argument (%zu given)", owner, row.name, nargs);
  switch (row.kind) {
  case SlotKind::Unary:
    if (!checkCount(nargs, 0, 0))
      return kError;
    return reinterpret_cast<UnarySlot>(slot)(self);
  case SlotKind::Next: {
    if (!checkCount(nargs, 0, 0))
      return kError;
    Value result = reinterpret_cast<UnarySlot>(slot)(self);
    return result.isDone() ? raiseStopIteration(returnValueOf(self)) : result;
  }
  case SlotKind::Hash: {
    if (!checkCount(nargs, 0, 0))
      return kError;
    bool ok = true;
    int64_t hash = reinterpret_cast<decltype(Slots::hash)>(slot)(self, &ok);
    return ok ? makeInt(hash) : kError;
  }
  case SlotKind::Call:
    return reinterpret_cast<decltype(Slots::call)>(slot)(self, args, nargs, kwnames);
  case SlotKind::GetAttribute:
  case SlotKind::GetAttrHook:
    if (!checkCount(nargs, 1, 1))
      return kError;
    if (!isStr(args[0]))
      return raiseTypeError("attribute name must be string, not '%T'", args[0]);
    return reinterpret_cast<decltype(Slots::getattr)>(slot)(self, args[0]);
  case SlotKind::SetAttr:
  case SlotKind::DelAttr: {
    bool sets = row.kind == SlotKind::SetAttr;
    if (!checkCount(nargs, sets ? 2 : 1, sets ? 2 : 1, sets ? " " : ""))
      return kError;
    if (!isStr(args[0]))
      return raiseTypeError("attribute name must be string, not '%T'", args[0]);
    Type* type = typeOf(self);
    if (isSubtype(type, &tr_type_type) && owner == &tr_type_object)
      return raiseTypeError("can't apply this %s to %s object", row.name, typeName(type));
    return okOrError(
        reinterpret_cast<decltype(Slots::setattr)>(slot)(self, args[0], sets ? args[1] : kUnbound));
  }
  case SlotKind::DescrGet: {
    if (!checkCount(nargs, 1, 2, " "))
      return kError;
    Value type = nargs > 1 ? args[1] : kNone;
    if (args[0].isNone() && type.isNone())
      return raiseTypeError("__get__(None, None) is invalid");
    return reinterpret_cast<decltype(Slots::descrGet)>(slot)(
        self, args[0].isNone() ? kUnbound : args[0], type.isNone() ? kUnbound : type);
  }
  case SlotKind::DescrSet:
    if (!checkCount(nargs, 2, 2, " "))
      return kError;
    return okOrError(reinterpret_cast<decltype(Slots::descrSet)>(slot)(self, args[0], args[1]));
  case SlotKind::DescrDelete:
    if (!checkCount(nargs, 1, 1))
      return kError;
    return okOrError(reinterpret_cast<decltype(Slots::descrSet)>(slot)(self, args[0], kUnbound));
  case SlotKind::Compare:
    if (!checkCount(nargs, 1, 1))
      return kError;
    return reinterpret_cast<decltype(Slots::compare)>(slot)(self, args[0], row.op);
  case SlotKind::Truth: {
    if (!checkCount(nargs, 0, 0))
      return kError;
    int t = reinterpret_cast<decltype(Slots::truth)>(slot)(self);
    return t < 0 ? kError : boolean(t);
  }
  case SlotKind::Len: {
    if (!checkCount(nargs, 0, 0))
      return kError;
    int64_t n = reinterpret_cast<decltype(Slots::len)>(slot)(self);
    return n < 0 ? kError : makeInt(n);
  }
  case SlotKind::Item:
    if (!checkCount(nargs, 1, 1))
      return kError;
    return reinterpret_cast<BinarySlot>(slot)(self, args[0]);
  case SlotKind::SetItem:
    if (!checkCount(nargs, 2, 2, " "))
      return kError;
    return okOrError(reinterpret_cast<decltype(Slots::setitem)>(slot)(self, args[0], args[1]));
  case SlotKind::DelItem:
    if (!checkCount(nargs, 1, 1))
      return kError;
    return okOrError(reinterpret_cast<decltype(Slots::setitem)>(slot)(self, args[0], kUnbound));
  case SlotKind::Contains: {
    if (!checkCount(nargs, 1, 1))
      return kError;
    int t = reinterpret_cast<decltype(Slots::contains)>(slot)(self, args[0]);
    return t < 0 ? kError : boolean(t);
  }
  case SlotKind::Binary:
  case SlotKind::Reflected: {
    bool power = row.offset == offsetof(Slots, pow);
    bool repeats = isSequence(owner) && row.offset == offsetof(Slots, mul);
    if (!checkCount(nargs, 1, power ? 2 : 1, power || repeats ? " " : ""))
      return kError;
    if (nargs == 2 && !args[1].isNone()) {
      if (!isIntLike(self) || !isIntLike(args[0]) || !isIntLike(args[1]))
        return kNotImplemented;
      return row.kind == SlotKind::Binary
                 ? intPow(plainInt(self), plainInt(args[0]), plainInt(args[1]))
                 : intPow(plainInt(args[0]), plainInt(self), plainInt(args[1]));
    }
    auto fn = reinterpret_cast<BinarySlot>(slot);
    // The slot of sequences repeats its first operand if it can: that is self here, also reflected.
    bool selfFirst = row.kind == SlotKind::Binary || repeats;
    Value result = selfFirst ? fn(self, args[0]) : fn(args[0], self);
    return result.isNotImplemented() ? sequenceMismatch(row, self, args[0]) : result;
  }
  case SlotKind::InPlace: {
    if (!checkCount(nargs, 1, 1,
                    isSequence(owner) && row.offset == offsetof(Slots, imul) ? " " : ""))
      return kError;
    Value result = reinterpret_cast<BinarySlot>(slot)(self, args[0]);
    return result.isNotImplemented() ? sequenceMismatch(row, self, args[0]) : result;
  }
  case SlotKind::Init:
    return okOrError(reinterpret_cast<decltype(Slots::init)>(slot)(self, args, nargs, kwnames));
  case SlotKind::New:
    break;
  }
  return kError;
}

Value wrapperEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* wrapper = static_cast<SlotWrapper*>(self);
  bool method = isMethod(wrapper->owner, *wrapper->row);
  if (nargs == 0)
    return method ? raiseTypeError("unbound method %N.%s() needs an argument", wrapper->owner,
                                   wrapper->row->name)
                  : raiseTypeError("descriptor '%s' of '%N' object needs an argument",
                                   wrapper->row->name, wrapper->owner);
  if (!isA(args[0], wrapper->owner))
    return raiseTypeError(method ? "descriptor '%s' for '%N' objects doesn't apply to a '%T' object"
                                 : "descriptor '%s' requires a '%N' object but received a '%T'",
                          wrapper->row->name, wrapper->owner, args[0]);
  return callSlot(*wrapper->row, wrapper->slot, wrapper->owner, args[0], args + 1, nargs - 1,
                  kwnames);
}

Value boundEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* bound = static_cast<MethodWrapper*>(self);
  SlotWrapper* wrapper = bound->wrapper;
  return callSlot(*wrapper->row, wrapper->slot, wrapper->owner, bound->self, args, nargs, kwnames);
}

Value wrapperRepr(Value self) {
  auto* wrapper = self.as<SlotWrapper>();
  return formatText("<slot wrapper '%s' of '%N' objects>", wrapper->row->name, wrapper->owner);
}

Value wrapperGet(Value self, Value object, Value type) {
  if (object.isUnbound())
    return self;
  auto* wrapper = self.as<SlotWrapper>();
  if (!isA(object, wrapper->owner))
    return raiseTypeError("descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                          wrapper->row->name, wrapper->owner, object);
  return makeMethodWrapper(wrapper, object);
}

Value wrapperName(Value self) { return strValue(self.as<SlotWrapper>()->name); }
Value wrapperQualname(Value self) {
  auto* wrapper = self.as<SlotWrapper>();
  return formatText("%U.%s", wrapper->owner->qualname, wrapper->row->name);
}
Value wrapperObjclass(Value self) { return typeValue(self.as<SlotWrapper>()->owner); }
Value none(Value) { return kNone; }

const GetSetDef kWrapperGetSets[] = {{"__name__", wrapperName, nullptr},
                                     {"__qualname__", wrapperQualname, nullptr},
                                     {"__objclass__", wrapperObjclass, nullptr},
                                     {"__doc__", none, nullptr},
                                     {nullptr, nullptr, nullptr}};

Value boundRepr(Value self) {
  auto* bound = self.as<MethodWrapper>();
  return formatText("<method-wrapper '%s' of %N object at %p>", bound->wrapper->row->name,
                    typeOf(bound->self),
                    reinterpret_cast<void*>(bound->self.bits - abi::kObjectTag));
}

Value boundCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isExact(left, &tr_type_methodWrapper) ||
      !isExact(right, &tr_type_methodWrapper))
    return kNotImplemented;
  auto* a = left.as<MethodWrapper>();
  auto* b = right.as<MethodWrapper>();
  bool same = a->wrapper == b->wrapper && isSame(a->self, b->self);
  return boolean(same == (op == CompareOp::Eq));
}

int64_t boundHash(Value self, bool* ok) {
  *ok = true;
  auto* bound = self.as<MethodWrapper>();
  return static_cast<int64_t>((bound->self.bits ^ reinterpret_cast<uint64_t>(bound->wrapper)) >> 4);
}

Value boundName(Value self) { return strValue(self.as<MethodWrapper>()->wrapper->name); }
Value boundQualname(Value self) {
  return wrapperQualname(objectValue(self.as<MethodWrapper>()->wrapper));
}
Value boundSelf(Value self) { return self.as<MethodWrapper>()->self; }
Value boundObjclass(Value self) { return typeValue(self.as<MethodWrapper>()->wrapper->owner); }

const GetSetDef kBoundGetSets[] = {
    {"__name__", boundName, nullptr}, {"__qualname__", boundQualname, nullptr},
    {"__self__", boundSelf, nullptr}, {"__objclass__", boundObjclass, nullptr},
    {"__doc__", none, nullptr},       {nullptr, nullptr, nullptr}};

} // namespace

Value makeSlotWrapper(Type* owner, const SlotRow* row, void* slot) {
  auto* wrapper = static_cast<SlotWrapper*>(memory::allocate(sizeof(SlotWrapper)));
  wrapper->shape = &tr_shape_slotWrapper;
  wrapper->entry = wrapperEntry;
  wrapper->row = row;
  wrapper->owner = owner;
  wrapper->slot = slot;
  wrapper->name = intern(row->name);
  return objectValue(wrapper);
}

Value makeMethodWrapper(SlotWrapper* wrapper, Value self) {
  auto* bound = static_cast<MethodWrapper*>(memory::allocate(sizeof(MethodWrapper)));
  bound->shape = &tr_shape_methodWrapper;
  bound->entry = boundEntry;
  bound->wrapper = wrapper;
  bound->self = self;
  return objectValue(bound);
}

void addSlotWrappers(Type* type) {
  bool sequence = isSequence(type);
  for (unsigned i = 0; i < kSlotRowCount; ++i) {
    const SlotRow& row = kSlotRows[i];
    if (row.kind == SlotKind::New || row.kind == SlotKind::GetAttrHook)
      continue;
    void* slot = slotAt(type, row);
    if (!slot || (type->base && slotAt(type->base, row) == slot))
      continue;
    if (sequence && row.kind == SlotKind::Reflected && row.offset == offsetof(Slots, add))
      continue;
    dictSetStr(type->dict, slotRowName(i), makeSlotWrapper(type, &row, slot));
  }
}

TR_DEFINE_TYPE(slotWrapper, .cname = "wrapper_descriptor", .base = &tr_type_object,
               .flags = kTypeHasEntry | kTypeMethodLike, .instanceSize = sizeof(SlotWrapper),
               .layout = Layout::Other, .getsets = kWrapperGetSets,
               .slots = {.repr = wrapperRepr,
                         .hash = identityHash,
                         .call = callByEntry,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .descrGet = wrapperGet,
                         .compare = identityCompare});
TR_DEFINE_TYPE(methodWrapper, .cname = "method-wrapper", .base = &tr_type_object,
               .flags = kTypeHasEntry, .instanceSize = sizeof(MethodWrapper),
               .layout = Layout::Other, .getsets = kBoundGetSets,
               .slots = {.repr = boundRepr,
                         .hash = boundHash,
                         .call = callByEntry,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = boundCompare});

} // namespace tr
