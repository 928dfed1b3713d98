// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// collections.deque: slots, methods, the type and its iterators. The storage is in deque.cpp.
//
// Comparisons run user code: `changes` says whether the deque is still the same after them.
#include <algorithm>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/deque.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

Value raiseDequeMutated(Type* error) { return raise(error, "deque mutated during iteration"); }

namespace {

Value resultNone(bool ok) { return ok ? kNone : kError; }

// --- display and comparison

Value limitOf(const Deque* deque) {
  return deque->limit == kNoLimit ? kNone : makeInt(static_cast<int64_t>(deque->limit));
}

Value dequeRepr(Value self) {
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : makeStr("[...]");
  Value items = listFromIterable(self), text = kError;
  Type* type = typeOf(self);
  Deque* deque = asDeque(self);
  if (!items.isError())
    text = deque->limit == kNoLimit
               ? formatText("%U(%R)", type->name, items)
               : formatText("%U(%R, maxlen=%R)", type->name, items, limitOf(deque));
  reprLeave(self);
  return text;
}

Value dequeCompare(Value left, Value right, CompareOp op) {
  if (!isDeque(left) || !isDeque(right))
    return kNotImplemented;
  if (op == CompareOp::Eq || op == CompareOp::NotEq) {
    if (left == right)
      return boolean(op == CompareOp::Eq);
    if (asDeque(left)->length != asDeque(right)->length)
      return boolean(op == CompareOp::NotEq);
  }
  if (!tr_stack_check())
    return kError;
  Cursor mine, others;
  if (!mine.start(left) || !others.start(right))
    return kError;
  for (;;) {
    Value a = mine.next();
    if (a.isError())
      return kError;
    Value b = others.next();
    if (b.isError())
      return kError;
    if (a.isDone() || b.isDone())
      return compareLengths(!a.isDone(), !b.isDone(), op);
    int same = equalItems(a, b);
    if (same < 0)
      return kError;
    if (!same) {
      int holds = compareTruth(a, b, op);
      return holds < 0 ? kError : boolean(holds);
    }
  }
}

// --- subscripts

int64_t dequeLen(Value self) { return static_cast<int64_t>(asDeque(self)->length); }

bool placeOf(Value self, Value key, uint64_t* index) {
  if (isIndexLike(key))
    return sequenceIndex(key, asDeque(self)->length, "deque index out of range", index);
  return raiseTypeError("sequence index must be integer, not '%T'", key), false;
}

Value dequeItem(Value self, Value key) {
  uint64_t index;
  return placeOf(self, key, &index) ? asDeque(self)->at(index) : kError;
}

bool dequeAssign(Value self, Value key, Value value) {
  uint64_t index;
  if (!placeOf(self, key, &index))
    return false;
  if (value.isUnbound())
    dequeRemoveAt(asDeque(self), index);
  else
    asDeque(self)->at(index) = value;
  return true;
}

// --- searches

// Where an item equal to `item` is among those from `index` to `stop`; -1 nowhere, -2 on error:
// what equality raised, or `mutated`.
int64_t find(Deque* deque, Value item, uint64_t index, uint64_t stop, Type* mutated,
             bool foundFirst) {
  uint64_t changes = deque->changes;
  for (; index < stop; ++index) {
    int found = equalItems(deque->at(index), item);
    if (found < 0)
      return -2;
    if (found && foundFirst)
      return static_cast<int64_t>(index);
    if (deque->changes != changes)
      return raiseDequeMutated(mutated), -2;
    if (found)
      return static_cast<int64_t>(index);
  }
  return -1;
}

int dequeContains(Value self, Value item) {
  Deque* deque = asDeque(self);
  int64_t at = find(deque, item, 0, deque->length, &tr_type_RuntimeError, true);
  return at == -2 ? -1 : at >= 0;
}

Value countMethod(const Value* args, uint64_t) {
  Deque* deque = asDeque(args[0]);
  int64_t count = 0, at = -1;
  const uint64_t length = deque->length;
  while ((at = find(deque, args[1], static_cast<uint64_t>(at + 1), length, &tr_type_RuntimeError,
                    false)) >= 0)
    ++count;
  return at == -2 ? kError : makeInt(count);
}

Value indexMethod(const Value* args, uint64_t nargs) {
  Deque* deque = asDeque(args[0]);
  int64_t start = 0, stop = INT64_MAX;
  if ((nargs > 2 && !sliceArgument(args[2], &start)) ||
      (nargs > 3 && !sliceArgument(args[3], &stop)))
    return kError;
  auto length = static_cast<int64_t>(deque->length);
  if (start < 0 && (start += length) < 0)
    start = 0;
  if (stop < 0 && (stop += length) < 0)
    stop = 0;
  if (stop > length)
    stop = length;
  int64_t at = find(deque, args[1], static_cast<uint64_t>(start), static_cast<uint64_t>(stop),
                    &tr_type_RuntimeError, true);
  return at >= 0 ? makeInt(at) : at == -2 ? kError : raiseValueError("%R is not in deque", args[1]);
}

Value removeMethod(const Value* args, uint64_t) {
  Deque* deque = asDeque(args[0]);
  int64_t at = find(deque, args[1], 0, deque->length, &tr_type_IndexError, false);
  if (at < 0)
    return at == -2 ? kError : raiseValueError("%R is not in deque", args[1]);
  dequeRemoveAt(deque, static_cast<uint64_t>(at));
  return kNone;
}

// --- changes at the ends, and in between

Value appendMethod(const Value* args, uint64_t) {
  return resultNone(dequeAppend(asDeque(args[0]), args[1]));
}
Value appendLeftMethod(const Value* args, uint64_t) {
  return resultNone(dequeAppendLeft(asDeque(args[0]), args[1]));
}
Value extendMethod(const Value* args, uint64_t) {
  return resultNone(dequeExtend(asDeque(args[0]), args[1]));
}
Value extendLeftMethod(const Value* args, uint64_t) {
  return resultNone(dequeExtendLeft(asDeque(args[0]), args[1]));
}
Value popMethod(const Value* args, uint64_t) {
  Deque* deque = asDeque(args[0]);
  return deque->length ? dequePop(deque) : raiseIndexError("pop from an empty deque");
}
Value popLeftMethod(const Value* args, uint64_t) {
  Deque* deque = asDeque(args[0]);
  return deque->length ? dequePopLeft(deque) : raiseIndexError("pop from an empty deque");
}
Value clearMethod(const Value* args, uint64_t) {
  dequeClear(asDeque(args[0]));
  return kNone;
}
Value reverseMethod(const Value* args, uint64_t) {
  dequeReverse(asDeque(args[0]));
  return kNone;
}

Value insertMethod(const Value* args, uint64_t) {
  Deque* deque = asDeque(args[0]);
  int64_t index;
  if (!indexArgument(args[1], &index))
    return kError;
  auto length = static_cast<int64_t>(deque->length);
  if (deque->length == deque->limit)
    return raiseIndexError("deque already at its maximum size");
  index = index > length ? length : index >= 0 ? index : index < -length ? 0 : index + length;
  return resultNone(dequeInsert(deque, static_cast<uint64_t>(index), args[2]));
}

Value rotateMethod(const Value* args, uint64_t nargs) {
  int64_t steps = 1;
  if (nargs > 1 && !indexArgument(args[1], &steps))
    return kError;
  dequeRotate(asDeque(args[0]), steps);
  return kNone;
}

// --- copies and operators

Value copyOf(Value self) {
  Deque* deque = asDeque(self);
  Type* type = typeOf(self);
  if (type == &tr_type_deque) {
    Deque* copy = makeDeque();
    if (!copy)
      return kError;
    copy->limit = deque->limit;
    return dequeExtend(copy, self) ? objectValue(copy) : kError;
  }
  Value made = deque->limit == kNoLimit ? call1(typeValue(type), self)
                                        : call2(typeValue(type), self, limitOf(deque));
  if (!made.isError() && !isDeque(made))
    return raiseTypeError("%N() must return a deque, not %T", type, made);
  return made;
}

Value copyMethod(const Value* args, uint64_t) { return copyOf(args[0]); }

Value dequeAdd(Value left, Value right) {
  if (!isDeque(left) || !isDeque(right))
    return kNotImplemented;
  Value sum = copyOf(left);
  return !sum.isError() && dequeExtend(asDeque(sum), right) ? sum : kError;
}

Value dequeInPlaceAdd(Value left, Value right) {
  return dequeExtend(asDeque(left), right) ? left : kError;
}

Value dequeInPlaceMul(Value left, Value right) {
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  return dequeRepeat(asDeque(left), times) ? left : kError;
}

Value dequeMul(Value left, Value right) {
  if (!isDeque(left))
    std::swap(left, right);
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  Value copy = copyOf(left);
  return !copy.isError() && dequeRepeat(asDeque(copy), times) ? copy : kError;
}

TR_NAME(getstate, "__getstate__")

Value reduceMethod(const Value* args, uint64_t) {
  Value self = args[0], state = callMethod(self, name_getstate());
  if (state.isError())
    return kError;
  Value items = iterate(self);
  if (items.isError())
    return kError;
  Value limit = limitOf(asDeque(self)), none = objectValue(allocateTuple(0));
  return tupleOf(typeValue(typeOf(self)), limit.isNone() ? none : tupleOf(none, limit), state,
                 items);
}

// --- construction

Value dequeConstruct(Type* type, const Value*, uint64_t, Tuple*) {
  Deque* deque = makeDeque(type);
  return deque ? objectValue(deque) : kError;
}

bool dequeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value given[2];
  if (!bindNative("deque", "iterable=, maxlen=", args, nargs, kwnames, given))
    return false;
  Deque* deque = asDeque(self);
  int64_t limit = -1;
  if (!given[1].isUnbound() && !given[1].isNone()) {
    if (!stateArgument(given[1], &limit))
      return false;
    if (limit < 0)
      return raiseValueError("maxlen must be non-negative"), false;
  }
  dequeClear(deque);
  deque->limit = limit < 0 ? kNoLimit : static_cast<uint64_t>(limit);
  return given[0].isUnbound() || dequeExtend(deque, given[0]);
}

Value dequeMaxlen(Value self) { return limitOf(asDeque(self)); }

// --- iterators

// Nothing moves in a deque that does not change, so where an iterator is follows from how many
// items are left to it.
struct DequeIterator : Object {
  Deque* deque;
  uint64_t changes; // of the deque at the start
  uint64_t left;
};

Value makeWalk(Deque* deque, const Shape* shape) {
  auto* it = newObject<DequeIterator>(shape);
  it->deque = deque;
  it->changes = deque->changes;
  it->left = deque->length;
  return objectValue(it);
}

Value raiseMutated(DequeIterator* it) {
  it->left = 0;
  return raiseDequeMutated();
}

Value forwardNext(Value self) {
  auto* it = self.as<DequeIterator>();
  Deque* deque = it->deque;
  if (deque->changes != it->changes)
    return raiseMutated(it);
  return it->left ? deque->at(deque->length - it->left--) : kDone;
}

// Who is at the left end does not look any more whether the deque has changed.
Value backwardNext(Value self) {
  auto* it = self.as<DequeIterator>();
  if (!it->left)
    return kDone;
  return it->deque->changes != it->changes ? raiseMutated(it) : it->deque->at(--it->left);
}

// (deque, index=0): one that has passed `index` items. Names are not looked at.
Value constructWalk(const Value* args, uint64_t nargs, const Shape* shape) {
  if (nargs < 1 || nargs > 2)
    return raiseTypeError("function takes at %s argument%s (%zu given)",
                          nargs ? "most 2" : "least 1", nargs ? "s" : "", nargs);
  if (!isDeque(args[0]))
    return raiseTypeError("argument 1 must be collections.deque, not %T", args[0]);
  int64_t index = 0;
  if (nargs > 1 && !indexArgument(args[1], &index))
    return kError;
  Value made = makeWalk(asDeque(args[0]), shape);
  auto* it = made.as<DequeIterator>();
  if (index > 0)
    it->left -= std::min(static_cast<uint64_t>(index), it->left);
  return made;
}

Value constructForward(Type*, const Value* args, uint64_t nargs, Tuple*) {
  return constructWalk(args, nargs, &tr_shape_dequeIterator);
}
Value constructBackward(Type*, const Value* args, uint64_t nargs, Tuple*) {
  return constructWalk(args, nargs, &tr_shape_dequeReverseIterator);
}

Value walkHint(const Value* args, uint64_t) {
  return makeInt(static_cast<int64_t>(args[0].as<DequeIterator>()->left));
}

Value walkReduce(const Value* args, uint64_t) {
  auto* it = args[0].as<DequeIterator>();
  Value passed = makeInt(static_cast<int64_t>(it->deque->length - it->left));
  return tupleOf(typeValue(typeOf(args[0])), tupleOf(objectValue(it->deque), passed));
}

Value dequeIter(Value self) { return makeDequeIterator(asDeque(self)); }
Value reversedMethod(const Value* args, uint64_t) {
  return makeDequeReverseIterator(asDeque(args[0]));
}

const NativeDef kWalkMethods[] = {
    nativeNone("__length_hint__", walkHint),
    nativeNone("__reduce__", walkReduce),
    kNativeEnd,
};

const NativeDef kDequeMethods[] = {
    nativeOne("append", appendMethod),
    nativeOne("appendleft", appendLeftMethod),
    nativeNone("clear", clearMethod),
    nativeNone("copy", copyMethod),
    nativeOne("count", countMethod),
    nativeOne("extend", extendMethod),
    nativeOne("extendleft", extendLeftMethod),
    nativePositional("index", indexMethod, 1, 3),
    nativePositional("insert", insertMethod, 2, 2),
    nativeNone("pop", popMethod),
    nativeNone("popleft", popLeftMethod),
    nativeOne("remove", removeMethod),
    nativeNone("reverse", reverseMethod),
    nativePositional("rotate", rotateMethod, 0, 1),
    nativeNone("__copy__", copyMethod),
    nativeNone("__reduce__", reduceMethod),
    nativeNone("__reversed__", reversedMethod),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};
const GetSetDef kDequeGetSets[] = {{"maxlen", dequeMaxlen, nullptr}, {nullptr, nullptr, nullptr}};

} // namespace

Value makeDequeIterator(Deque* deque) { return makeWalk(deque, &tr_shape_dequeIterator); }
Value makeDequeReverseIterator(Deque* deque) {
  return makeWalk(deque, &tr_shape_dequeReverseIterator);
}

} // namespace tr

TR_DEFINE_TYPE(deque, .cname = "collections.deque", .base = &tr_type_object,
               .flags = tr::kTypeBaseable | tr::kTypeIsSequence, .instanceSize = sizeof(tr::Deque),
               .layout = tr::Layout::Other, .methods = tr::kDequeMethods,
               .getsets = tr::kDequeGetSets,
               .doc = "A list-like sequence optimized for data accesses near its endpoints.",
               .slots = {.repr = tr::dequeRepr,
                         .iter = tr::dequeIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::dequeCompare,
                         .len = tr::dequeLen,
                         .getitem = tr::dequeItem,
                         .setitem = tr::dequeAssign,
                         .contains = tr::dequeContains,
                         .construct = tr::dequeConstruct,
                         .init = tr::dequeInit,
                         .add = tr::dequeAdd,
                         .iadd = tr::dequeInPlaceAdd,
                         .mul = tr::dequeMul,
                         .imul = tr::dequeInPlaceMul});
TR_DEFINE_TYPE(dequeIterator, .cname = "collections._deque_iterator", .base = &tr_type_object,
               .instanceSize = sizeof(tr::DequeIterator), .layout = tr::Layout::Other,
               .methods = tr::kWalkMethods,
               .slots = {.hash = tr::identityHash,
                         .iter = tr::iteratorSelf,
                         .next = tr::forwardNext,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare,
                         .construct = tr::constructForward});
TR_DEFINE_TYPE(dequeReverseIterator, .cname = "collections._deque_reverse_iterator",
               .base = &tr_type_object, .instanceSize = sizeof(tr::DequeIterator),
               .layout = tr::Layout::Other, .methods = tr::kWalkMethods,
               .slots = {.hash = tr::identityHash,
                         .iter = tr::iteratorSelf,
                         .next = tr::backwardNext,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare,
                         .construct = tr::constructBackward});
