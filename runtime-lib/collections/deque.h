// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// collections.deque: a ring. The items lie in an array whose size is a power of two, from place
// `head` on and beyond its end at its start again, so that both ends grow and shrink in constant
// time on average. Whatever moves items, adds or removes some counts in `changes`, which is how
// iterators and searches that run user code notice; assigning to one and reverse() do not count.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Deque : Object {
  Value* places;
  uint64_t capacity; // a power of two, or 0 without an array
  uint64_t head;
  uint64_t length; // at most limit
  uint64_t limit;  // maxlen
  uint64_t changes;

  Value& at(uint64_t index) { return places[(head + index) & (capacity - 1)]; }
};
constexpr uint64_t kNoLimit = ~uint64_t{0};

// Instances of subclasses included.
inline bool isDeque(Value v) { return isA(v, &tr_type_deque); }
inline Deque* asDeque(Value v) { return v.as<Deque>(); }

// A new empty one without a limit, of an exact or derived type; null with MemoryError pending.
Deque* makeDeque(Type* type = &tr_type_deque);

// With one item too many for the limit, that at the other end goes. False: MemoryError is pending.
bool dequeAppend(Deque* deque, Value item);
bool dequeAppendLeft(Deque* deque, Value item);
bool dequeExtend(Deque* deque, Value iterable);
bool dequeExtendLeft(Deque* deque, Value iterable);
// Of one that is not empty.
Value dequePop(Deque* deque);
Value dequePopLeft(Deque* deque);
// index <= length, which is below the limit.
bool dequeInsert(Deque* deque, uint64_t index, Value item);
void dequeRemoveAt(Deque* deque, uint64_t index); // index < length
void dequeRotate(Deque* deque, int64_t steps);    // to the right
void dequeReverse(Deque* deque);
void dequeClear(Deque* deque);
// Repeats the items `times` times in place, times >= 0.
bool dequeRepeat(Deque* deque, int64_t times);

Value makeDequeIterator(Deque* deque);
Value makeDequeReverseIterator(Deque* deque);
// Raises that a deque changed under whoever looks at it.
Value raiseDequeMutated(Type* error = &tr_type_RuntimeError);

} // namespace tr
