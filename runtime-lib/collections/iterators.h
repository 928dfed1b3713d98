// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layouts of the iterators that inlined hot paths and other folders look into. An exhausted
// iterator drops its source and stays exhausted.
#pragma once

#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"

namespace tr {

struct ListIterator : Object {
  List* list;  // null: exhausted
  uint64_t index;
};
struct TupleIterator : Object {
  Tuple* tuple;  // null: exhausted
  uint64_t index;
};
// A range whose bounds and step fit int64: `remaining` more values from `next` on.
struct RangeIterator : Object {
  int64_t next, step;
  uint64_t remaining;
};

inline Value listIteratorNext(ListIterator* it) {
  List* list = it->list;
  if (!list) return kDone;
  if (it->index < list->length) return listAt(list, it->index++);
  it->list = nullptr;
  return kDone;
}
inline Value tupleIteratorNext(TupleIterator* it) {
  Tuple* tuple = it->tuple;
  if (!tuple) return kDone;
  if (it->index < tuple->length) return tuple->items()[it->index++];
  it->tuple = nullptr;
  return kDone;
}
inline Value rangeIteratorNext(RangeIterator* it) {
  if (!it->remaining) return kDone;
  int64_t value = it->next;
  it->next = static_cast<int64_t>(static_cast<uint64_t>(value) + static_cast<uint64_t>(it->step));
  --it->remaining;
  return makeInt(value);
}

Value makeListIterator(List* list);
Value makeTupleIterator(Tuple* tuple);

// The iterator that a class with __getitem__ and without __iter__ has.
Value makeSequenceIterator(Value sequence);

}  // namespace tr
