// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tuple: items inline after the length. Never changes once anyone has seen it.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Tuple : Object {
  uint64_t length;
  Value* items() { return reinterpret_cast<Value*>(this + 1); }
  const Value* items() const { return reinterpret_cast<const Value*>(this + 1); }
};
static_assert(sizeof(Tuple) == abi::kTupleItems);

// A tuple or an instance of a subclass; exactly a tuple.
inline bool isTuple(Value v) { return isA(v, &tr_type_tuple); }
inline bool isTupleExact(Value v) { return v.isObject() && v.object()->shape == &tr_shape_tuple; }
inline Tuple* asTuple(Value v) { return v.as<Tuple>(); }

// Items are zero words: fill before anyone sees it. Null with MemoryError pending.
Tuple* allocateTuple(uint64_t length);
// The same for an instance of a subclass.
Tuple* allocateTupleOf(Type* type, uint64_t length);
Value makeTuple(const Value* items, uint64_t length);
template <class... V> Value tupleOf(V... values) {
  Value items[] = {values..., kNone};
  return makeTuple(items, sizeof...(values));
}
int tupleEquals(const Tuple* a, const Tuple* b); // 1, 0, -1
Value tupleFromIterable(Value iterable); // tuple(iterable): an exact tuple is answered itself
Tuple* emptyTuple();                     // the one (), statically allocated

} // namespace tr
