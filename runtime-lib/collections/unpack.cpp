// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unpacking assignments: a, b = x and a, *b, c = x.
#include <cstring>

#include "runtime-lib/collections/common.h"

namespace tr {

static Value startUnpack(Value iterable) {
  Value iterator = iterate(iterable);
  if (iterator.isError() && pendingIs(&tr_type_TypeError) && !typeOf(iterable)->slots.iter &&
      !typeOf(iterable)->slots.getitem)
    raiseTypeError("cannot unpack non-iterable %T object", iterable);
  return iterator;
}

static bool tooMany(int64_t expected) {
  raiseValueError("too many values to unpack (expected %zd)", expected);
  return false;
}
static bool tooFew(int64_t expected, int64_t got, bool atLeast) {
  raiseValueError("not enough values to unpack (expected %s%zd, got %zd)",
                  atLeast ? "at least " : "", expected, got);
  return false;
}

static bool unpackItems(const Value* items, uint64_t length, Value* out, int64_t count) {
  auto got = static_cast<int64_t>(length);
  if (got != count)
    return got > count ? tooMany(count) : tooFew(count, got, false);
  if (length) // an empty list has no items array
    std::memcpy(static_cast<void*>(out), items, length * sizeof(Value));
  return true;
}

extern "C" bool tr_unpack(Value iterable, void* words, int64_t count) {
  auto* out = static_cast<Value*>(words);
  if (isTupleExact(iterable))
    return unpackItems(asTuple(iterable)->items(), asTuple(iterable)->length, out, count);
  if (isListExact(iterable))
    return unpackItems(asList(iterable)->data, asList(iterable)->length, out, count);
  Value iterator = startUnpack(iterable);
  if (iterator.isError())
    return false;
  UnarySlot next = typeOf(iterator)->slots.next;
  for (int64_t i = 0; i < count; ++i) {
    out[i] = next(iterator);
    if (out[i].isError())
      return false;
    if (out[i].isDone())
      return tooFew(count, i, false);
  }
  Value extra = next(iterator);
  if (extra.isDone())
    return true;
  return !extra.isError() && tooMany(count);
}

// The items before the star go to out[0..before), the list of the rest to out[before], and those
// after it behind that.
extern "C" bool tr_unpack_star(Value iterable, void* words, int64_t before, int64_t after) {
  auto* out = static_cast<Value*>(words);
  Value iterator = startUnpack(iterable);
  if (iterator.isError())
    return false;
  UnarySlot next = typeOf(iterator)->slots.next;
  for (int64_t i = 0; i < before; ++i) {
    out[i] = next(iterator);
    if (out[i].isError())
      return false;
    if (out[i].isDone())
      return tooFew(before + after, i, true);
  }
  Value rest = listFromIterable(iterator);
  if (rest.isError())
    return false;
  List* list = asList(rest);
  auto left = static_cast<int64_t>(list->length);
  if (left < after)
    return tooFew(before + after, before + left, true);
  for (int64_t i = 0; i < after; ++i)
    out[before + 1 + i] = listAt(list, left - after + i);
  if (after)
    listReplace(list, left - after, left, nullptr, 0);
  out[before] = rest;
  return true;
}

} // namespace tr
