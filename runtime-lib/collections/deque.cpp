// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The storage of deques: the ring, and what moves items in it. The type is in deque_type.cpp.
#include "runtime-lib/collections/deque.h"

#include <algorithm>

#include "runtime-lib/collections/common.h"

namespace tr {
namespace {

constexpr uint64_t kMinimum = 8;
constexpr uint64_t kMaxCapacity = uint64_t{1} << 44;
constexpr Value kFree = smallInt(0); // keeps nothing alive

// Moves the items to an array of `capacity` places.
bool resize(Deque* deque, uint64_t capacity) {
  if (capacity > kMaxCapacity)
    return raiseMemoryError(), false;
  auto* places = static_cast<Value*>(memory::allocateOrNull(capacity * sizeof(Value)));
  if (!places)
    return false;
  for (uint64_t i = 0; i < deque->length; ++i)
    places[i] = deque->at(i);
  Value* old = deque->places;
  uint64_t oldCapacity = deque->capacity;
  deque->places = places;
  deque->capacity = capacity;
  deque->head = 0;
  if (old)
    memory::release(old, oldCapacity * sizeof(Value));
  return true;
}

inline bool growForOne(Deque* deque) {
  return deque->length < deque->capacity ||
         resize(deque, deque->capacity ? deque->capacity * 2 : kMinimum);
}

// A large array of which an eighth is left in use halves; without memory for that it stays.
inline void shrink(Deque* deque) {
  if (deque->capacity > 1024 && deque->length < deque->capacity / 8 &&
      !resize(deque, deque->capacity / 2))
    clearPending();
}

inline void pushRight(Deque* deque, Value item) {
  ++deque->length;
  deque->at(deque->length - 1) = item;
}
inline void pushLeft(Deque* deque, Value item) {
  deque->head = (deque->head - 1) & (deque->capacity - 1);
  ++deque->length;
  deque->at(0) = item;
}
inline Value takeRight(Deque* deque) {
  Value& place = deque->at(--deque->length);
  Value item = place;
  place = kFree;
  return item;
}
inline Value takeLeft(Deque* deque) {
  Value& place = deque->at(0);
  Value item = place;
  place = kFree;
  deque->head = (deque->head + 1) & (deque->capacity - 1);
  --deque->length;
  return item;
}

} // namespace

Deque* makeDeque(Type* type) {
  auto* deque = newInstanceOf<Deque>(type);
  if (deque)
    deque->limit = kNoLimit;
  return deque;
}

bool dequeAppend(Deque* deque, Value item) {
  ++deque->changes;
  if (deque->length == deque->limit) {
    if (!deque->limit)
      return true;
    takeLeft(deque);
  } else if (!growForOne(deque)) {
    return false;
  }
  pushRight(deque, item);
  return true;
}

bool dequeAppendLeft(Deque* deque, Value item) {
  ++deque->changes;
  if (deque->length == deque->limit) {
    if (!deque->limit)
      return true;
    takeRight(deque);
  } else if (!growForOne(deque)) {
    return false;
  }
  pushLeft(deque, item);
  return true;
}

static bool extend(Deque* deque, Value iterable, bool (*append)(Deque*, Value)) {
  if (iterable == objectValue(deque)) {
    iterable = listFromIterable(iterable);
    if (iterable.isError())
      return false;
  }
  Cursor cursor;
  if (!cursor.start(iterable))
    return false;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return true;
    if (item.isError() || !append(deque, item))
      return false;
  }
}

bool dequeExtend(Deque* deque, Value iterable) { return extend(deque, iterable, dequeAppend); }
bool dequeExtendLeft(Deque* deque, Value iterable) {
  return extend(deque, iterable, dequeAppendLeft);
}

Value dequePop(Deque* deque) {
  ++deque->changes;
  Value item = takeRight(deque);
  shrink(deque);
  return item;
}

Value dequePopLeft(Deque* deque) {
  ++deque->changes;
  Value item = takeLeft(deque);
  shrink(deque);
  return item;
}

// The items on the shorter side of the index move.
bool dequeInsert(Deque* deque, uint64_t index, Value item) {
  if (!growForOne(deque))
    return false;
  ++deque->changes;
  if (index > deque->length / 2) {
    pushRight(deque, item);
    for (uint64_t i = deque->length - 1; i > index; --i)
      deque->at(i) = deque->at(i - 1);
  } else {
    pushLeft(deque, item);
    for (uint64_t i = 0; i < index; ++i)
      deque->at(i) = deque->at(i + 1);
  }
  deque->at(index) = item;
  return true;
}

void dequeRemoveAt(Deque* deque, uint64_t index) {
  ++deque->changes;
  if (index >= deque->length / 2) {
    for (uint64_t i = index; i + 1 < deque->length; ++i)
      deque->at(i) = deque->at(i + 1);
    takeRight(deque);
  } else {
    for (uint64_t i = index; i > 0; --i)
      deque->at(i) = deque->at(i - 1);
    takeLeft(deque);
  }
  shrink(deque);
}

void dequeRotate(Deque* deque, int64_t steps) {
  auto length = static_cast<int64_t>(deque->length);
  if (length < 2)
    return;
  ++deque->changes;
  steps %= length;
  if (steps < 0)
    steps += length;
  if (deque->length == deque->capacity)
    deque->head = (deque->head - static_cast<uint64_t>(steps)) & (deque->capacity - 1);
  else if (steps <= length / 2)
    for (; steps > 0; --steps)
      pushLeft(deque, takeRight(deque));
  else
    for (; steps < length; ++steps)
      pushRight(deque, takeLeft(deque));
}

void dequeReverse(Deque* deque) {
  for (uint64_t i = 0, j = deque->length; i + 1 < j; ++i)
    std::swap(deque->at(i), deque->at(--j));
}

void dequeClear(Deque* deque) {
  if (!deque->length)
    return;
  ++deque->changes;
  memory::release(deque->places, deque->capacity * sizeof(Value));
  deque->places = nullptr;
  deque->capacity = deque->head = deque->length = 0;
}

bool dequeRepeat(Deque* deque, int64_t times) {
  uint64_t count = deque->length, again = static_cast<uint64_t>(times);
  if (!count || times == 1)
    return true;
  if (!times)
    return dequeClear(deque), true;
  // With a limit the last items count, and whole rounds before them would only go again.
  if (deque->limit != kNoLimit)
    again = std::min(again, (deque->limit + 2 * count - 1) / count);
  if (again > kMaxCapacity / count)
    return raiseMemoryError(), false;
  Value all = listFromIterable(makeDequeIterator(deque));
  if (all.isError())
    return false;
  for (uint64_t i = 1; i < again; ++i)
    if (!keepGoing() || !dequeExtend(deque, all))
      return false;
  return true;
}

} // namespace tr
