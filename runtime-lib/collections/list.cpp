// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list's storage: growth, insertion, removal, slices, and the entries compiled code calls. The
// type and its methods are in list_methods.cpp, sorting in sort.cpp.
#include "runtime-lib/collections/list.h"

#include <algorithm>
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/deque.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/range.h"
#include "runtime-lib/collections/raw_list.h"
#include "runtime-lib/collections/set.h"

namespace tr {

constexpr uint64_t kMaxCapacity = uint64_t{1} << 48;

static void copyItems(Value* to, const Value* from, uint64_t count) {
  if (count)
    std::memcpy(static_cast<void*>(to), from, count * sizeof(Value));
}
static void moveItems(Value* to, const Value* from, uint64_t count) {
  if (count)
    std::memmove(static_cast<void*>(to), from, count * sizeof(Value));
}
// Words beyond the length hold no references, so that removed elements can be collected.
static void clearItems(Value* at, uint64_t count) {
  if (count)
    std::memset(static_cast<void*>(at), 0, count * sizeof(Value));
}

static bool reallocate(List* list, uint64_t capacity) {
  if (capacity > kMaxCapacity)
    return raiseMemoryError(), false;
  size_t bytes = capacity * sizeof(Value);
  auto* data = static_cast<Value*>(isRawList(list) ? memory::allocateColouredAtomicOrNull(bytes)
                                                   : memory::allocateColouredOrNull(bytes));
  if (!data)
    return false;
  copyItems(data, list->data, list->length);
  list->data = data;
  list->capacity = capacity;
  return true;
}

bool listReserve(List* list, uint64_t capacity) {
  return capacity <= list->capacity || reallocate(list, capacity);
}

// Room for `more` elements after growth by half, so that appending is amortised constant.
static bool growFor(List* list, uint64_t more) {
  uint64_t needed = list->length + more;
  if (needed <= list->capacity)
    return true;
  uint64_t grown = list->capacity + (list->capacity >> 1);
  return reallocate(list, std::max<uint64_t>({needed, (grown + 3) & ~uint64_t{3}, 4}));
}

bool listAppendSlow(List* list, Value bits) {
  if (!growFor(list, 1))
    return false;
  list->data[list->length++] = bits;
  return true;
}

static List* allocateOf(const Shape* shape, uint64_t capacity) {
  List* list = newObject<List>(shape);
  if (capacity && !reallocate(list, capacity))
    return nullptr;
  return list;
}

List* allocateList(uint64_t capacity) { return allocateOf(&tr_shape_list, capacity); }

List* allocateListLike(const List* other, uint64_t capacity) {
  return allocateOf(isRawList(other) ? other->shape : &tr_shape_list, capacity);
}

Value makeList(const Value* items, uint64_t length) {
  List* list = allocateList(length);
  if (!list)
    return kError;
  copyItems(list->data, items, length);
  list->length = length;
  return objectValue(list);
}

// After removals: the words in [length, oldLength) are stale. Gives back storage that is mostly
// unused.
static void shrinkTo(List* list, uint64_t length) {
  clearItems(list->data + length, list->length - length);
  list->length = length;
  if (list->capacity >= 256 && length < list->capacity / 4) {
    auto* data = static_cast<Value*>(memory::allocate(length * 2 * sizeof(Value) + sizeof(Value)));
    copyItems(data, list->data, length);
    list->data = data;
    list->capacity = length * 2 + 1;
  }
}

void listClear(List* list) {
  if (!list->capacity)
    return;
  list->data = nullptr;
  list->length = list->capacity = 0;
}

bool listInsert(List* list, int64_t index, Value v) {
  auto length = static_cast<int64_t>(list->length);
  if (index < 0)
    index = std::max<int64_t>(index + length, 0);
  if (index > length)
    index = length;
  if (!growFor(list, 1))
    return false;
  moveItems(list->data + index + 1, list->data + index, length - index);
  list->data[index] = v;
  ++list->length;
  return true;
}

Value listRemoveAt(List* list, uint64_t index) {
  Value removed = list->data[index];
  moveItems(list->data + index, list->data + index + 1, list->length - index - 1);
  shrinkTo(list, list->length - 1);
  return removed;
}

bool listReplace(List* list, int64_t low, int64_t high, const Value* items, uint64_t count) {
  auto length = static_cast<int64_t>(list->length);
  low = std::clamp<int64_t>(low, 0, length);
  high = std::clamp<int64_t>(high, low, length);
  uint64_t removed = high - low;
  if (count > removed) {
    if (!growFor(list, count - removed))
      return false;
    moveItems(list->data + low + count, list->data + high, length - high);
    list->length = length - removed + count;
  } else if (count < removed) {
    moveItems(list->data + low + count, list->data + high, length - high);
    copyItems(list->data + low, items, count);
    if (uint64_t left = length - removed + count)
      shrinkTo(list, left);
    else
      listClear(list);
    return true;
  }
  copyItems(list->data + low, items, count);
  return true;
}

Value listSlice(const List* list, int64_t low, int64_t high) {
  auto length = static_cast<int64_t>(list->length);
  low = std::clamp<int64_t>(low, 0, length);
  high = std::clamp<int64_t>(high, low, length);
  List* slice = allocateList(high - low);
  if (!slice)
    return kError;
  copyItems(slice->data, list->data + low, high - low);
  slice->length = high - low;
  return objectValue(slice);
}

void listReverse(List* list) { std::reverse(list->data, list->data + list->length); }

static bool extendFrom(List* list, const List* other) {
  uint64_t count = other->length;
  if (!growFor(list, count))
    return false;
  copyItems(list->data + list->length, other->data, count); // other may be list itself
  list->length += count;
  return true;
}

static bool extendWithItems(List* list, const Value* items, uint64_t count) {
  if (!growFor(list, count))
    return false;
  copyItems(list->data + list->length, items, count);
  list->length += count;
  return true;
}

// A range of small ints, which it says by *done.
static bool extendWithRange(List* list, const Range* range, bool* done) {
  if (!range->start.isInt() || !range->stop.isInt() || !range->step.isInt() ||
      !range->length.isInt())
    return true;
  auto count = static_cast<uint64_t>(range->length.smallInt());
  if (count > kMaxCapacity)
    return raiseMemoryError(), false;
  if (!growFor(list, count))
    return false;
  int64_t value = range->start.smallInt(), step = range->step.smallInt();
  Value* to = list->data + list->length;
  for (uint64_t i = 0; i < count; ++i)
    to[i] = smallInt(value + static_cast<int64_t>(i) * step);
  list->length += count;
  return *done = true;
}

bool listExtend(List* list, Value iterable) {
  bool done = false;
  // By itself even a list of a subclass is extended without its __len__ and __iter__.
  if (isListExact(iterable) || iterable == objectValue(list))
    return extendFrom(list, asList(iterable));
  if (isTupleExact(iterable))
    return extendWithItems(list, asTuple(iterable)->items(), asTuple(iterable)->length);
  if (isExact(iterable, &tr_type_dict)) {
    const Dict* dict = asDict(iterable);
    if (!growFor(list, dict->used))
      return false;
    Value key, value;
    for (uint64_t position = 0; dictNext(dict, &position, &key, &value);)
      listAppend(list, key);
    return true;
  }
  if (isSetExact(iterable) || isFrozensetExact(iterable)) {
    const Set* set = asSet(iterable);
    if (!growFor(list, set->used))
      return false;
    uint64_t position = 0;
    while (const SetEntry* entry = setNext(set, &position))
      listAppend(list, entry->key);
    return true;
  }
  if (isExact(iterable, &tr_type_deque)) {
    Deque* deque = asDeque(iterable);
    if (!growFor(list, deque->length))
      return false;
    for (uint64_t i = 0; i < deque->length; ++i)
      list->data[list->length++] = deque->at(i);
    return true;
  }
  if (isRange(iterable) && !extendWithRange(list, iterable.as<Range>(), &done))
    return false;
  if (done)
    return true;
  Value iterator = iterate(iterable);
  if (iterator.isError())
    return false;
  int64_t hint = lengthHint(iterable, 8);
  if (hint < 0)
    return false;
  // A hint may be wildly wrong: only a believable one is reserved at once.
  if (hint > 0 && static_cast<uint64_t>(hint) < kMaxCapacity - list->length &&
      list->length + hint > list->capacity && !reallocate(list, list->length + hint))
    return false;
  UnarySlot next = typeOf(iterator)->slots.next;
  for (;;) {
    Value v = keepGoing() ? next(iterator) : kError;
    if (v.isDone())
      return true;
    if (v.isError() || !listAppend(list, v))
      return false;
  }
}

Value listFromIterable(Value iterable) {
  if (isListExact(iterable))
    return makeList(asList(iterable)->data, asList(iterable)->length);
  if (isTupleExact(iterable))
    return makeList(asTuple(iterable)->items(), asTuple(iterable)->length);
  List* list = allocateList(0);
  return listExtend(list, iterable) ? objectValue(list) : kError;
}

extern "C" {

Value tr_make_list(void* items, int64_t count) {
  return makeList(static_cast<const Value*>(items), static_cast<uint64_t>(count));
}

bool tr_list_extend(Value list, Value iterable) {
  if (listExtend(asList(list), iterable))
    return true;
  // The display [*x] words the error of iter() in its own way.
  if (pendingIs(&tr_type_TypeError) && !takesIter(typeOf(iterable)))
    raiseTypeError("Value after * must be an iterable, not %T", iterable);
  return false;
}

Value tr_list_to_tuple(Value list) { return makeTuple(asList(list)->data, asList(list)->length); }

} // extern "C"

} // namespace tr
