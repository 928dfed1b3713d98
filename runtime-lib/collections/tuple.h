// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tuple: items inline after the length.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Tuple : Object {
  uint64_t length;
  Value* items() { return reinterpret_cast<Value*>(this + 1); }
  const Value* items() const { return reinterpret_cast<const Value*>(this + 1); }
};
static_assert(sizeof(Tuple) == abi::kTupleItems);

inline bool isTuple(Value v) { return isA(v, &tr_type_tuple); }
inline Tuple* asTuple(Value v) { return v.as<Tuple>(); }

Tuple* allocateTuple(uint64_t length);  // items are zero words: fill before anyone sees it; null when out of memory
Value makeTuple(const Value* items, uint64_t length);
template <class... V> Value tupleOf(V... values) {
  Value items[] = {values..., kNone};
  return makeTuple(items, sizeof...(values));
}
Value tupleFromIterable(Value iterable);  // tuple(iterable)
extern Tuple* emptyTuple();

}  // namespace tr
