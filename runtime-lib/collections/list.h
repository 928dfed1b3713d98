// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list: length, capacity and storage apart.
//
// Invariants: length <= capacity; data is null when capacity is 0 (but while the list is being
// sorted: sort.cpp), else a coloured array (memory.h); words in [length, capacity) hold no
// references (zero).
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct List : Object {
  uint64_t length;
  uint64_t capacity;
  Value* data;
};
static_assert(sizeof(Object) == abi::kListLength && abi::kListCapacity == abi::kListLength + 8 &&
              sizeof(List) == abi::kListItems + sizeof(Value*));

// A list or an instance of a subclass; exactly a list.
inline bool isList(Value v) { return isA(v, &tr_type_list); }
inline bool isListExact(Value v) { return v.isObject() && v.object()->shape == &tr_shape_list; }
inline List* asList(Value v) { return v.as<List>(); }

inline Value listAt(const List* list, uint64_t i) { return list->data[i]; }
inline void listSet(List* list, uint64_t i, Value v) { list->data[i] = v; }

Value makeList(const Value* items, uint64_t length);
List* allocateList(uint64_t capacity); // empty; null with MemoryError pending
// Likewise, of exactly list, and raw as the other one (raw_list.h).
List* allocateListLike(const List* other, uint64_t capacity);
// Room for `capacity` elements in all. False with MemoryError pending.
bool listReserve(List* list, uint64_t capacity);
bool listAppendSlow(List* list, Value bits); // of a raw list, the item's bits
inline bool listAppend(List* list, Value v) {
  if (list->length < list->capacity) [[likely]] {
    list->data[list->length++] = v;
    return true;
  }
  return listAppendSlow(list, v);
}
bool listInsert(List* list, int64_t index, Value v); // clips the index as list.insert does
// Removes and answers the element at a valid index.
Value listRemoveAt(List* list, uint64_t index);
bool listExtend(List* list, Value iterable);
Value listFromIterable(Value iterable); // list(iterable): always a new list
// Replaces elements [low, high) (clipped) by `count` items that do not lie in this list's storage.
bool listReplace(List* list, int64_t low, int64_t high, const Value* items, uint64_t count);
Value listSlice(const List* list, int64_t low, int64_t high); // a new list of [low, high), clipped
void listClear(List* list);
void listReverse(List* list);
// list.sort(): key is None or a callable. False when a comparison or the key raised.
bool listSort(List* list, Value key, bool reverse);

} // namespace tr
