// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The object header, and the questions asked of any value: its type, whether it is of a type.
#pragma once

#include "runtime-lib/abi/types.h"
#include "runtime-lib/core/value.h"

namespace tr {

// Maps attribute names to slots for all objects of one type that got the same attributes in the
// same order. A builtin type's instances start with its static first shape, tr_shape_<type>.
// What stands behind a shape beyond its type is private to core/shape.{h,cpp}.
struct Shape {
  Type* type;
  struct ShapeTable* table; // null: no instance attributes
};

struct Object {
  const Shape* shape;
};

// The type of any value; for tagged words by tag.
Type* typeOfTagged(Value v);
inline Type* typeOf(Value v) { return v.isObject() ? v.object()->shape->type : typeOfTagged(v); }

// Exactly of a builtin type: one compare (an instance of a heap subclass has another type).
inline bool isExact(Value v, const Type* type) {
  return v.isObject() && v.object()->shape->type == type;
}

// Whether `type` is `base` or derives from it, by MRO (no __subclasscheck__).
bool isSubtype(const Type* type, const Type* base);
inline bool isA(Value v, const Type* base) {
  Type* type = typeOf(v);
  return type == base || isSubtype(type, base);
}

} // namespace tr
