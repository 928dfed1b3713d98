// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list: length, capacity and storage apart. The storage strategy says how elements lie: as value
// words, or (where all are of one kind) as raw int64 or double. Only functions here and code that checked the
// strategy touch the storage.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

enum class ListStrategy : uint64_t { Values };

struct List : Object {
  uint64_t length;
  uint64_t capacity;
  ListStrategy strategy;
  Value* data;
};

inline bool isList(Value v) { return isA(v, &tr_type_list); }
inline List* asList(Value v) { return v.as<List>(); }

Value makeList(const Value* items, uint64_t length);
List* allocateList(uint64_t capacity);  // empty; null when out of memory
bool listAppend(List* list, Value v);
bool listExtend(List* list, Value iterable);
Value listFromIterable(Value iterable);  // list(iterable)
inline Value listAt(const List* list, uint64_t i) { return list->data[i]; }
inline void listSet(List* list, uint64_t i, Value v) { list->data[i] = v; }

}  // namespace tr
