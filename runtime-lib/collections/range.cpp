// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// range and its iterators: machine words where bounds and step fit, ints of any size otherwise.
#include "runtime-lib/collections/range.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

// ceil((high - low) / step) for step > 0, 0 when there is nothing between.
static Value countBetween(Value low, Value high, Value step) {
  if (intCompare(low, high) >= 0)
    return smallInt(0);
  Value distance = intSub(intSub(high, low), smallInt(1));
  return intAdd(intFloorDiv(distance, step), smallInt(1));
}

static Value rangeLength(Value start, Value stop, Value step) {
  if (start.isInt() && stop.isInt() && step.isInt()) {
    int64_t low = start.smallInt(), high = stop.smallInt(), by = step.smallInt();
    if (by < 0) {
      std::swap(low, high);
      by = -by;
    }
    return makeInt(low < high ? (high - low - 1) / by + 1 : 0);
  }
  return intIsNegative(step) ? countBetween(stop, start, intSub(smallInt(0), step))
                             : countBetween(start, stop, step);
}

Value makeRange(Value start, Value stop, Value step) {
  if (intIsZero(step))
    return raiseValueError("range() arg 3 must not be zero");
  Range* range = newObject<Range>(&tr_shape_range);
  range->start = start;
  range->stop = stop;
  range->step = step;
  range->length = rangeLength(start, stop, step);
  return objectValue(range);
}

Value rangeItem(const Range* range, Value index) {
  if (range->start.isInt() && range->stop.isInt() && range->step.isInt() && index.isInt())
    return makeInt(range->start.smallInt() + index.smallInt() * range->step.smallInt());
  return intAdd(range->start, intMul(index, range->step));
}

// --- slots

static Value rangeConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("range", kwnames) || !checkPositional("range", nargs, 1, 3))
    return kError;
  Value bounds[3];
  for (uint64_t i = 0; i < nargs; ++i)
    if ((bounds[i] = toIndex(args[i])).isError())
      return kError;
  if (nargs == 1)
    return makeRange(smallInt(0), bounds[0], smallInt(1));
  return makeRange(bounds[0], bounds[1], nargs == 3 ? bounds[2] : smallInt(1));
}

static Value rangeRepr(Value self) {
  auto* range = self.as<Range>();
  if (range->step == smallInt(1))
    return formatText("range(%R, %R)", range->start, range->stop);
  return formatText("range(%R, %R, %R)", range->start, range->stop, range->step);
}

static int64_t rangeHash(Value self, bool* ok) {
  auto* range = self.as<Range>();
  bool empty = intIsZero(range->length), one = range->length == smallInt(1);
  Value key =
      tupleOf(range->length, empty ? kNone : range->start, empty || one ? kNone : range->step);
  return hashOf(key, ok);
}

static bool rangeEquals(const Range* a, const Range* b) {
  if (intCompare(a->length, b->length))
    return false;
  if (intIsZero(a->length))
    return true;
  if (intCompare(a->start, b->start))
    return false;
  return a->length == smallInt(1) || !intCompare(a->step, b->step);
}

static Value rangeCompare(Value left, Value right, CompareOp op) {
  if (!isRange(left) || !isRange(right))
    return kNotImplemented;
  if (op != CompareOp::Eq && op != CompareOp::NotEq)
    return kNotImplemented;
  return boolean(rangeEquals(left.as<Range>(), right.as<Range>()) == (op == CompareOp::Eq));
}

static int rangeTruth(Value self) { return !intIsZero(self.as<Range>()->length); }

static int64_t rangeLen(Value self) {
  int64_t length;
  if (intToInt64(self.as<Range>()->length, &length))
    return length;
  raiseOverflowError("Python int too large to convert to C ssize_t");
  return -1;
}

// One bound of a slice as an index in [0 or -1, length], whatever its size.
static Value sliceBound(Value given, Value whenNone, Value lower, Value upper, Value length) {
  if (given.isNone())
    return whenNone;
  if (!isIndexLike(given))
    return raiseTypeError("slice indices must be integers or None or have an __index__ method");
  Value v = toIndex(given);
  if (v.isError())
    return kError;
  if (intIsNegative(v))
    v = intAdd(v, length);
  return intCompare(v, lower) < 0 ? lower : intCompare(v, upper) > 0 ? upper : v;
}

static Value rangeSlice(const Range* range, const Slice* slice) {
  Value step = smallInt(1);
  if (!slice->step.isNone()) {
    if (!isIndexLike(slice->step))
      return raiseTypeError("slice indices must be integers or None or have an __index__ method");
    step = toIndex(slice->step);
    if (step.isError())
      return kError;
    if (intIsZero(step))
      return raiseValueError("slice step cannot be zero");
  }
  bool backward = intIsNegative(step);
  Value lower = smallInt(backward ? -1 : 0);
  Value upper = backward ? intSub(range->length, smallInt(1)) : range->length;
  Value start = sliceBound(slice->start, backward ? upper : lower, lower, upper, range->length);
  if (start.isError())
    return kError;
  Value stop = sliceBound(slice->stop, backward ? lower : upper, lower, upper, range->length);
  if (stop.isError())
    return kError;
  auto at = [&](Value index) { return intAdd(range->start, intMul(index, range->step)); };
  return makeRange(at(start), at(stop), intMul(step, range->step));
}

static Value rangeSubscript(Value self, Value key) {
  auto* range = self.as<Range>();
  if (isIndexLike(key)) {
    Value index = toIndex(key);
    if (index.isError())
      return kError;
    if (intIsNegative(index))
      index = intAdd(index, range->length);
    if (intIsNegative(index) || intCompare(index, range->length) >= 0)
      return raiseIndexError("range object index out of range");
    return rangeItem(range, index);
  }
  if (isSlice(key))
    return rangeSlice(range, key.as<Slice>());
  return raiseTypeError("range indices must be integers or slices, not %T", key);
}

// The index of an int (or bool), unbound when it is not in the range.
static Value indexOfInt(const Range* range, Value v) {
  v = plainInt(v);
  Value distance = intSub(v, range->start);
  bool backward = intIsNegative(range->step);
  if (backward ? intCompare(v, range->start) > 0 || intCompare(v, range->stop) <= 0
               : intCompare(v, range->start) < 0 || intCompare(v, range->stop) >= 0)
    return kUnbound;
  if (!intIsZero(intMod(distance, range->step)))
    return kUnbound;
  return intFloorDiv(distance, range->step);
}

static bool isPlainIntOrBool(Value v) { return v.isBool() || isIntExact(v); }

// What other types are compared with: every item. Counts, or answers the index of the first.
static Value searchItems(Value self, Value item, bool counting) {
  Cursor cursor;
  if (!cursor.start(self))
    return kError;
  int64_t count = 0;
  for (int64_t i = 0;; ++i) {
    Value v = cursor.next();
    if (v.isDone())
      break;
    if (v.isError())
      return kError;
    int same = equalItems(v, item);
    if (same < 0)
      return kError;
    if (same && !counting)
      return makeInt(i);
    count += same;
  }
  return counting ? makeInt(count) : kUnbound;
}

static int rangeContains(Value self, Value item) {
  auto* range = self.as<Range>();
  Value found = isPlainIntOrBool(item) ? indexOfInt(range, item) : searchItems(self, item, false);
  return found.isError() ? -1 : !found.isUnbound();
}

static Value rangeIndex(const Value* args, uint64_t nargs) {
  if (isPlainIntOrBool(args[1])) {
    Value index = indexOfInt(args[0].as<Range>(), args[1]);
    return index.isUnbound() ? raiseValueError("%R is not in range", args[1]) : index;
  }
  Value index = searchItems(args[0], args[1], false);
  return index.isUnbound() ? raiseValueError("sequence.index(x): x not in sequence") : index;
}

static Value rangeCount(const Value* args, uint64_t nargs) {
  if (isPlainIntOrBool(args[1]))
    return smallInt(indexOfInt(args[0].as<Range>(), args[1]).isUnbound() ? 0 : 1);
  return searchItems(args[0], args[1], true);
}

// --- iteration

struct LongRangeIterator : Object {
  Value next, step, remaining;
};

static Value makeIterator(Value start, Value step, Value length) {
  int64_t first, by, count, distance, end;
  // Machine words, if the value after the last fits one too.
  if (intToInt64(start, &first) && intToInt64(step, &by) && intToInt64(length, &count) &&
      !__builtin_mul_overflow(by, count, &distance) &&
      !__builtin_add_overflow(first, distance, &end)) {
    auto* it = newObject<RangeIterator>(&tr_shape_rangeIterator);
    it->next = first;
    it->step = by;
    it->remaining = static_cast<uint64_t>(count);
    return objectValue(it);
  }
  auto* it = newObject<LongRangeIterator>(&tr_shape_longRangeIterator);
  it->next = start;
  it->step = step;
  it->remaining = length;
  return objectValue(it);
}

static Value rangeIter(Value self) {
  auto* range = self.as<Range>();
  return makeIterator(range->start, range->step, range->length);
}

static Value rangeReversed(const Value* args, uint64_t nargs) {
  auto* range = args[0].as<Range>();
  Value last = intAdd(range->start, intMul(intSub(range->length, smallInt(1)), range->step));
  return makeIterator(last, intSub(smallInt(0), range->step), range->length);
}

static Value shortNext(Value self) { return rangeIteratorNext(self.as<RangeIterator>()); }

static Value shortHint(const Value* args, uint64_t nargs) {
  return makeInt(static_cast<int64_t>(args[0].as<RangeIterator>()->remaining));
}

static Value shortSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<RangeIterator>();
  int64_t skip;
  Value state = toIndex(args[1]);
  if (state.isError())
    return kError;
  if (!intToInt64(state, &skip))
    return raiseOverflowError("Python int too large to convert to C long");
  uint64_t count = skip < 0 ? 0 : static_cast<uint64_t>(skip);
  if (count > it->remaining)
    count = it->remaining;
  it->next = static_cast<int64_t>(static_cast<uint64_t>(it->next) +
                                  count * static_cast<uint64_t>(it->step));
  it->remaining -= count;
  return kNone;
}

// By the range of what is left, with None for a state.
static Value reduceRest(Value next, Value step, Value remaining) {
  Value rest = makeRange(next, intAdd(next, intMul(step, remaining)), step);
  return rest.isError() ? kError : iterRecipe(rest, kNone);
}

static Value shortReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<RangeIterator>();
  return reduceRest(makeInt(it->next), makeInt(it->step), makeIntFromUInt64(it->remaining));
}

static Value longReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<LongRangeIterator>();
  return reduceRest(it->next, it->step, it->remaining);
}

static Value longNext(Value self) {
  auto* it = self.as<LongRangeIterator>();
  if (intIsZero(it->remaining))
    return kDone;
  Value value = it->next;
  it->next = intAdd(value, it->step);
  it->remaining = intSub(it->remaining, smallInt(1));
  return value;
}

static Value longHint(const Value* args, uint64_t nargs) {
  return args[0].as<LongRangeIterator>()->remaining;
}

static Value longSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<LongRangeIterator>();
  Value skip = toIndex(args[1]);
  if (skip.isError())
    return kError;
  if (intIsNegative(skip))
    skip = smallInt(0);
  if (intCompare(skip, it->remaining) > 0)
    skip = it->remaining;
  it->next = intAdd(it->next, intMul(skip, it->step));
  it->remaining = intSub(it->remaining, skip);
  return kNone;
}

static Value rangeReduce(const Value* args, uint64_t nargs) {
  auto* range = args[0].as<Range>();
  return tupleOf(typeValue(&tr_type_range), tupleOf(range->start, range->stop, range->step));
}

static Value rangeGetStart(Value self) { return self.as<Range>()->start; }
static Value rangeGetStop(Value self) { return self.as<Range>()->stop; }
static Value rangeGetStep(Value self) { return self.as<Range>()->step; }

static const GetSetDef kRangeMembers[] = {
    {"start", rangeGetStart, nullptr, true},
    {"stop", rangeGetStop, nullptr, true},
    {"step", rangeGetStep, nullptr, true},
    {nullptr, nullptr, nullptr},
};
static const NativeDef kRangeMethods[] = {
    nativeOne("count", rangeCount),
    nativeOne("index", rangeIndex),
    nativeNone("__reversed__", rangeReversed),
    nativeNone("__reduce__", rangeReduce),
    kNativeEnd,
};
static const NativeDef kShortMethods[] = {
    nativeNone("__length_hint__", shortHint),
    nativeNone("__reduce__", shortReduce),
    nativeOne("__setstate__", shortSetState),
    kNativeEnd,
};
static const NativeDef kLongMethods[] = {
    nativeNone("__length_hint__", longHint),
    nativeNone("__reduce__", longReduce),
    nativeOne("__setstate__", longSetState),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_TYPE(range, .cname = "range", .base = &tr_type_object, .flags = tr::kTypeIsSequence,
               .instanceSize = sizeof(tr::Range), .layout = tr::Layout::Other,
               .methods = tr::kRangeMethods, .getsets = tr::kRangeMembers,
               .slots = {.repr = tr::rangeRepr,
                         .hash = tr::rangeHash,
                         .iter = tr::rangeIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::rangeCompare,
                         .truth = tr::rangeTruth,
                         .len = tr::rangeLen,
                         .getitem = tr::rangeSubscript,
                         .contains = tr::rangeContains,
                         .construct = tr::rangeConstruct});
TR_BUILTIN_TYPE(range, range);

TR_DEFINE_ITERATOR_TYPE(rangeIterator, "range_iterator", RangeIterator, tr::shortNext,
                        tr::kShortMethods);
TR_DEFINE_ITERATOR_TYPE(longRangeIterator, "longrange_iterator", LongRangeIterator, tr::longNext,
                        tr::kLongMethods);

namespace tr::entry_kinds {
extern "C" Value tr_make_range_iterator(int64_t next, int64_t stop, int64_t step) {
  Value first = makeInt(next), by = makeInt(step);
  return makeIterator(first, by, rangeLength(first, makeInt(stop), by));
}
} // namespace tr::entry_kinds
