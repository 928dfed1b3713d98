// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layouts of the iterators that inlined hot paths and other folders look into. An exhausted
// iterator drops its source and stays exhausted.
#pragma once

#include "runtime-lib/collections/raw_list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/type.h"

namespace tr {

// What next() asks of a map and of a filter: a StopIteration that the function raised is pending.
Value mapStep(Value map);
Value filterStep(Value filter);

struct ListIterator : Object {
  List* list; // null: exhausted
  uint64_t index;
};
struct TupleIterator : Object {
  Tuple* tuple; // null: exhausted
  uint64_t index;
};
// A range whose bounds and step fit int64: `remaining` more values from `next` on.
struct RangeIterator : Object {
  int64_t next, step;
  uint64_t remaining;
};

inline Value listIteratorNext(ListIterator* it) {
  List* list = it->list;
  if (!list)
    return kDone;
  if (it->index < list->length) {
    uint64_t index = it->index++;
    return list->shape == &tr_shape_list ? listAt(list, index) : listItem(list, index);
  }
  it->list = nullptr;
  return kDone;
}
inline Value tupleIteratorNext(TupleIterator* it) {
  Tuple* tuple = it->tuple;
  if (!tuple)
    return kDone;
  if (it->index < tuple->length)
    return tuple->items()[it->index++];
  it->tuple = nullptr;
  return kDone;
}
inline Value rangeIteratorNext(RangeIterator* it) {
  if (!it->remaining)
    return kDone;
  int64_t value = it->next;
  it->next = static_cast<int64_t>(static_cast<uint64_t>(value) + static_cast<uint64_t>(it->step));
  --it->remaining;
  return makeInt(value);
}

Value makeListIterator(List* list);
Value makeListReverseIterator(List* list);
Value makeTupleIterator(Tuple* tuple);

// The iterator that a class with __getitem__ and without __iter__ has.
Value makeSequenceIterator(Value sequence);
Value makeCallableIterator(Value callable, Value sentinel); // iter(callable, sentinel)

Value iteratorSelf(Value self); // the iter slot of every iterator

// What __reduce__ of an iterator answers: (iter, (source,)), and a state where it has one.
Value iterRecipe(Value source, Value state = kUnbound);
// Likewise for one that stands at an item of its source; null with an empty object when exhausted.
Value iterRecipeAt(const Object* source, uint64_t index, Value empty);

// An index that __setstate__ got, put into [0, length]. False with an exception pending.
bool stateWithin(Value state, uint64_t length, uint64_t* index);

} // namespace tr

// The type of an iterator: slots of object beside iter and next; not for the program to make.
#define TR_DEFINE_ITERATOR_TYPE(id, name, Struct, nextFn, methodTable)                             \
  TR_DEFINE_TYPE(id, .cname = name, .base = &tr_type_object, .instanceSize = sizeof(tr::Struct),   \
                 .layout = tr::Layout::Other, .methods = methodTable,                              \
                 .slots = {.hash = tr::identityHash,                                               \
                           .iter = tr::iteratorSelf,                                               \
                           .next = nextFn,                                                         \
                           .getattr = tr::genericGetAttr,                                          \
                           .setattr = tr::genericSetAttr,                                          \
                           .compare = tr::identityCompare})

// The same for an iterator type that is a builtin name and may be subclassed.
#define TR_DEFINE_ADAPTER_TYPE(id, Struct, nextFn, constructFn, methodTable, docText)              \
  TR_DEFINE_TYPE(id, .cname = #id, .base = &tr_type_object, .flags = tr::kTypeBaseable,            \
                 .instanceSize = sizeof(tr::Struct), .layout = tr::Layout::Other,                  \
                 .methods = methodTable, .doc = docText,                                           \
                 .slots = {.hash = tr::identityHash,                                               \
                           .iter = tr::iteratorSelf,                                               \
                           .next = nextFn,                                                         \
                           .getattr = tr::genericGetAttr,                                          \
                           .setattr = tr::genericSetAttr,                                          \
                           .compare = tr::identityCompare,                                         \
                           .construct = constructFn});                                             \
  TR_BUILTIN_TYPE(id, id)
