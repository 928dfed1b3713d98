// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slots of classes that programs make: each calls the dunder found along the MRO. Where that
// dunder is the wrapper of a builtin type's slot, the slot itself is taken, so that
// `class A(list): pass` subscripts as fast as list.
//
// Binary slots follow the rules of the reference manual, 3.3.8: the right operand goes first when
// its class derives from the left's and provides another reflected method.
#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/slot_rows.h"
#include "runtime-lib/core/with_receiver.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// Row numbers, in the table's order below.
enum RowId : unsigned {
#define TR_SLOT(id, dunder, member, kind, op, heap) Row_##id,
#define TR_COMPARE(Name, id, spelling, dunder, Swapped) Row_##id,
#include "runtime-lib/core/slots.def"
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  Row_##id, Row_r##id, Row_i##id,
#define TR_UNARY(Name, id, spelling, dunder) Row_##id,
#include "runtime-lib/abi/operators.def"
  kRows
};

Str* rowNames[kRows];

inline Value call(RowId row, Value self) { return callDunder(rowNames[row], &self, 1); }

// Likewise for the slots that take one whose binding raises, whatever it is, as none: unbound.
Value callBindable(RowId row, const Value* args, uint64_t nargs) {
  Value found = lookupInType(typeOf(args[0]), rowNames[row]);
  if (found.isUnbound())
    return found;
  bool unbindable = false;
  Value result = callFound(found, args, nargs, nullptr, &unbindable);
  if (!unbindable)
    return result;
  clearPending();
  return kUnbound;
}

template <RowId row> Value heapUnary(Value self) {
  Value result = call(row, self);
  return result.isUnbound()
             ? raiseTypeError("bad operand type for unary %s: '%T'", kSlotRows[row].name, self)
             : result;
}

// That the answer is a str is for repr() and str() to see: object.__str__ passes on what __repr__
// answers.
Value heapRepr(Value self) {
  Value result = callBindable(Row_repr, &self, 1);
  return result.isUnbound()
             ? formatText("<%T object at %p>", self, static_cast<void*>(self.object()))
             : result;
}
Value heapStr(Value self) { return call(Row_str, self); }

int64_t heapHash(Value self, bool* ok) {
  Value result = callBindable(Row_hash, &self, 1);
  *ok = false;
  if (result.isUnbound())
    raiseTypeError("unhashable type: '%T'", self);
  if (result.isUnbound() || result.isError())
    return 0;
  if (!isIntLike(result)) {
    raiseTypeError("__hash__ method should return an integer");
    return 0;
  }
  *ok = true;
  int64_t hash;
  result = plainInt(result);
  if (!intToInt64(result, &hash))
    hash = static_cast<int64_t>(intHash(result));
  return hash == -1 ? -2 : hash;
}

Value heapCall(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value found = lookupInType(typeOf(self), rowNames[Row_call]);
  if (found.isUnbound())
    return raiseTypeError("'%T' object is not callable", self);
  WithReceiver all(self, args, nargs, kwnames);
  return callFound(found, all.words(), nargs + 1, kwnames);
}

Value heapIter(Value self) {
  Value found = lookupInType(typeOf(self), rowNames[Row_iter]);
  if (found.isNone())
    return raiseTypeError("'%T' object is not iterable", self);
  Value result = callBindable(Row_iter, &self, 1);
  if (!result.isUnbound())
    return result;
  Value item = lookupSpecial(self, rowNames[Row_getitem]);
  if (item.isUnbound() || item.isError()) {
    clearPending();
    return raiseTypeError("'%T' object is not iterable", self);
  }
  return makeSequenceIterator(self);
}

Value heapNext(Value self) {
  Value result = call(Row_next, self);
  if (result.isError() && pendingIs(&tr_type_StopIteration)) {
    clearPending();
    return kDone;
  }
  return result;
}

Value heapGetAttr(Value self, Value name) {
  Type* type = typeOf(self);
  Value getattribute = lookupInType(type, rowNames[Row_getattribute]);
  static const Value generic = lookupInType(&tr_type_object, rowNames[Row_getattribute]);
  Value result;
  if (getattribute == generic) {
    result = genericGetAttrOrUnbound(self, asStr(name));
    if (result.isUnbound()) {
      Value hook = lookupInType(type, rowNames[Row_getattr]);
      if (hook.isUnbound())
        return raiseNoAttribute(self, asStr(name));
      Value args[] = {self, name};
      return callFound(hook, args, 2);
    }
  } else {
    Value args[] = {self, name};
    result = callFound(getattribute, args, 2);
  }
  if (!result.isError() || !pendingIs(&tr_type_AttributeError))
    return result;
  Value hook = lookupInType(type, rowNames[Row_getattr]);
  if (hook.isUnbound())
    return result;
  clearPending();
  Value args[] = {self, name};
  return callFound(hook, args, 2);
}

bool heapSetAttr(Value self, Value name, Value value) {
  Value args[] = {self, name, value};
  return value.isUnbound() ? !callDunder(rowNames[Row_delattr], args, 2).isError()
                           : !callDunder(rowNames[Row_setattr], args, 3).isError();
}

Value heapDescrGet(Value self, Value object, Value type) {
  Value args[] = {self, object.isUnbound() ? kNone : object, type.isUnbound() ? kNone : type};
  return callDunder(rowNames[Row_get], args, 3);
}

bool heapDescrSet(Value self, Value object, Value value) {
  RowId row = value.isUnbound() ? Row_delete : Row_set;
  Value args[] = {self, object, value};
  Value result = callDunder(rowNames[row], args, value.isUnbound() ? 2 : 3);
  if (result.isUnbound())
    raise(&tr_type_AttributeError, "%s", kSlotRows[row].name);
  return !result.isUnbound() && !result.isError();
}

Value heapCompare(Value left, Value right, CompareOp op) {
  Value args[] = {left, right};
  Value result = callBindable(static_cast<RowId>(Row_lt + static_cast<unsigned>(op)), args, 2);
  return result.isUnbound() ? kNotImplemented : result;
}

int heapTruth(Value self) {
  Value result = call(Row_bool, self);
  if (result.isError())
    return -1;
  if (!result.isBool()) {
    raiseTypeError("__bool__ should return bool, returned %T", result);
    return -1;
  }
  return result == kTrue;
}

int64_t heapLen(Value self) {
  Value result = call(Row_len, self);
  if (result.isError())
    return -1;
  result = toIndex(result);
  if (result.isError())
    return -1;
  if (intIsNegative(result)) {
    raiseValueError("__len__() should return >= 0");
    return -1;
  }
  int64_t length;
  if (!intToInt64(result, &length)) {
    raiseOverflowError("cannot fit 'int' into an index-sized integer");
    return -1;
  }
  return length;
}

Value heapGetItem(Value self, Value key) {
  Value args[] = {self, key};
  Value result = callDunder(rowNames[Row_getitem], args, 2);
  return result.isUnbound() ? raiseTypeError("'%T' object is not subscriptable", self) : result;
}

bool heapSetItem(Value self, Value key, Value value) {
  bool deletes = value.isUnbound();
  Value args[] = {self, key, value};
  Value result = callDunder(rowNames[deletes ? Row_delitem : Row_setitem], args, deletes ? 2 : 3);
  if (result.isUnbound()) // the class has the other of the two
    raise(&tr_type_AttributeError, "%s", kSlotRows[deletes ? Row_delitem : Row_setitem].name);
  return !result.isUnbound() && !result.isError();
}

int heapContains(Value self, Value item) {
  Value found = lookupInType(typeOf(self), rowNames[Row_contains]);
  if (found.isNone()) {
    raiseTypeError("'%T' object is not a container", self);
    return -1;
  }
  Value args[] = {self, item};
  Value result = callFound(found, args, 2);
  return result.isError() ? -1 : truth(result);
}

// What __int__ or __index__ answered, as an int itself.
Value intAnswer(Value result, const char* dunder) {
  if (result.isError() || isIntExact(result))
    return result;
  if (isIntLike(result))
    return plainInt(result);
  return raiseTypeError("%s returned non-int (type %T)", dunder, result);
}

Value heapIndex(Value self) { return intAnswer(call(Row_index, self), "__index__"); }
Value heapInt(Value self) { return intAnswer(call(Row_int, self), "__int__"); }

Value heapFloat(Value self) {
  Value result = call(Row_float, self);
  if (result.isError() || isFloat(result))
    return result;
  return raiseTypeError("%T.__float__ returned non-float (type %T)", self, result);
}

Value heapConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value found = lookupInType(type, rowNames[Row_new]);
  if (found.isObject() && typeOf(found)->slots.descrGet) {
    // __new__ is a static method; a plain function assigned later binds through the class.
    found = typeOf(found)->slots.descrGet(found, kUnbound, typeValue(type));
    if (found.isError())
      return found;
  }
  WithReceiver all(typeValue(type), args, nargs, kwnames);
  return tr::call(found, all.words(), nargs + 1, kwnames);
}

bool heapInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Type* type = typeOf(self);
  Value found = type->heap ? type->heap->initFunction : kUnbound;
  if (found.isUnbound())
    found = lookupInType(type, rowNames[Row_init]);
  WithReceiver all(self, args, nargs, kwnames);
  Value result = callFound(found, all.words(), nargs + 1, kwnames);
  if (result.isNone())
    return true;
  if (!result.isError())
    raiseTypeError("__init__() should return None, not '%T'", result);
  return false;
}

// Calls row's method of self with other; NotImplemented when there is none.
Value callBinary(RowId row, Value self, Value other) {
  Value args[] = {self, other};
  Value result = callDunder(rowNames[row], args, 2);
  return result.isUnbound() ? kNotImplemented : result;
}

template <RowId row, RowId reflected, BinarySlot Slots::*slot>
Value heapBinary(Value left, Value right) {
  Type* leftType = typeOf(left);
  Type* rightType = typeOf(right);
  constexpr BinarySlot self = &heapBinary<row, reflected, slot>;
  bool tryRight = leftType != rightType && rightType->slots.*slot == self;
  if (leftType->slots.*slot == self) {
    if (tryRight && isSubtype(rightType, leftType)) {
      Value mine = lookupInType(rightType, rowNames[reflected]);
      if (!mine.isUnbound() && mine != lookupInType(leftType, rowNames[reflected])) {
        Value result = callBinary(reflected, right, left);
        if (!result.isNotImplemented())
          return result;
        tryRight = false;
      }
    }
    Value result = callBinary(row, left, right);
    if (!result.isNotImplemented() || leftType == rightType)
      return result;
  }
  return tryRight ? callBinary(reflected, right, left) : kNotImplemented;
}

template <RowId row> Value heapInPlace(Value left, Value right) {
  return callBinary(row, left, right);
}

template <RowId row> void* heapUnaryOf() { return reinterpret_cast<void*>(&heapUnary<row>); }

} // namespace

#define TR_FN(f) reinterpret_cast<void*>(&f)
const SlotRow kSlotRows[] = {
#define TR_SLOT(id, dunder, member, kind, op, heap)                                                \
  {dunder, SlotKind::kind, CompareOp::op, offsetof(Slots, member), reinterpret_cast<void*>(heap)},
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  {dunder, SlotKind::Compare, CompareOp::Name, offsetof(Slots, compare), TR_FN(heapCompare)},
#include "runtime-lib/core/slots.def"
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  {dunder, SlotKind::Binary, CompareOp::Eq, offsetof(Slots, id),                                   \
   reinterpret_cast<void*>(&heapBinary<Row_##id, Row_r##id, &Slots::id>)},                         \
      {reflected, SlotKind::Reflected, CompareOp::Eq, offsetof(Slots, id),                         \
       reinterpret_cast<void*>(&heapBinary<Row_##id, Row_r##id, &Slots::id>)},                     \
      {inPlace, SlotKind::InPlace, CompareOp::Eq, offsetof(Slots, i##id),                          \
       reinterpret_cast<void*>(&heapInPlace<Row_i##id>)},
#define TR_UNARY(Name, id, spelling, dunder)                                                       \
  {dunder, SlotKind::Unary, CompareOp::Eq, offsetof(Slots, id),                                    \
   reinterpret_cast<void*>(&heapUnary<Row_##id>)},
#include "runtime-lib/abi/operators.def"
};
const unsigned kSlotRowCount = kRows;

Str* slotRowName(unsigned row) {
  if (!rowNames[0])
    for (unsigned i = 0; i < kRows; ++i)
      rowNames[i] = intern(kSlotRows[i].name);
  return rowNames[row];
}

namespace {

// Sets the slot that rows [begin, end) stand for.
void fillSlot(Type* type, unsigned begin, unsigned end) {
  void* specific = nullptr;
  bool generic = false;
  bool found = false;
  for (unsigned i = begin; i < end; ++i) {
    const SlotRow& row = kSlotRows[i];
    Value v = lookupInType(type, slotRowName(i));
    if (v.isUnbound())
      continue;
    if (row.kind == SlotKind::Hash && v.isNone())
      continue; // unhashable: null
    found = true;
    void* candidate = nullptr;
    if (isExact(v, &tr_type_slotWrapper)) {
      auto* wrapper = v.as<SlotWrapper>();
      if (wrapper->row->offset == row.offset && wrapper->row->kind == row.kind &&
          isSubtype(type, wrapper->owner))
        candidate = wrapper->slot;
    } else if (row.kind == SlotKind::New) {
      // As in CPython, a class goes on as it or its base has made instances up to now, which tells
      // object.__new__ whether there was another __new__ that took the arguments.
      if (Type* owner = newWrapperOwner(v)) {
        candidate = slotAt(type, row);
        if (!candidate && type->base)
          candidate = slotAt(type->base, row);
        if (!candidate)
          candidate = reinterpret_cast<void*>(owner->slots.construct);
      }
    }
    if (!candidate || (specific && specific != candidate))
      generic = true;
    specific = candidate;
  }
  slotAt(type, kSlotRows[begin]) = !found    ? nullptr
                                   : generic ? kSlotRows[begin].heapFunction
                                             : specific;
  if (kSlotRows[begin].kind == SlotKind::Init && type->heap) {
    Value init = lookupInType(type, slotRowName(begin));
    type->heap->initFunction = isExact(init, &tr_type_function) ? init : kUnbound;
  }
}

unsigned slotEnd(unsigned begin) {
  unsigned end = begin + 1;
  while (end < kRows && kSlotRows[end].offset == kSlotRows[begin].offset)
    ++end;
  return end;
}

} // namespace

// __del__ is no slot, but instances are watched from their start.
static void noteFinaliser(Type* type) {
  type->flags &= ~kTypeHasFinaliser;
  if (!lookupInType(type, name_finalise()).isUnbound())
    type->flags |= kTypeHasFinaliser;
}

void fillSlots(Type* type) {
  // Reflected rows stand between; rows of one slot are adjacent by construction.
  for (unsigned i = 0; i < kRows; i = slotEnd(i))
    fillSlot(type, i, slotEnd(i));
  noteFinaliser(type);
}

void updateSlotsFor(Type* type, Str* name) {
  std::string_view text = utf8Of(name);
  if (text.size() < 5 || !text.starts_with("__") || !text.ends_with("__"))
    return;
  if (strEquals(name, name_finalise())) {
    struct Visit {
      static void run(Type* type, void*) {
        noteFinaliser(type);
        forSubclasses(type, run, nullptr);
      }
    };
    return Visit::run(type, nullptr);
  }
  for (unsigned begin = 0; begin < kRows; begin = slotEnd(begin)) {
    bool mine = false;
    for (unsigned i = begin; i < slotEnd(begin); ++i)
      mine |= strEquals(slotRowName(i), name);
    if (!mine)
      continue;
    struct Visit {
      unsigned begin;
      static void run(Type* type, void* context) {
        unsigned begin = static_cast<Visit*>(context)->begin;
        fillSlot(type, begin, slotEnd(begin));
        forSubclasses(type, run, context);
      }
    } visit{begin};
    Visit::run(type, &visit);
  }
}

} // namespace tr
