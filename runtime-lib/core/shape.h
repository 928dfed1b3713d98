// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instance attributes. An object whose type takes attributes ends in an area:
//
//   word 0       overflow: null, or the array of the slots beyond the inline ones;
//                in dictionary mode the Dict
//   words 1..n   the shape's inlineCapacity inline slots
//
// A shape names the slots in order of assignment; assigning a new name moves the object to the
// shape's successor for that name. `del`, `__dict__` and `__class__` assignment turn an object into
// dictionary mode for good: its attributes then live in a Dict that the program may hold.
//
// A type learns: when an instance overflows, later instances start from a new first shape with
// more inline slots. Shapes live as long as their type.
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

struct ShapeNames { // shared by a shape and those that extend it
  uint32_t count, capacity;
  Str* names[];
};

struct ShapeTable {
  ShapeNames* names; // the first `count` are this shape's
  uint32_t count;
  uint32_t inlineCapacity;
  bool dictionary;
  uint32_t transitionCount;
  Shape** transitions; // successors; the name of each is its last one
  uint32_t* index;     // open addressing over names, made at first lookup of large shapes
  uint32_t indexMask;
};

constexpr uint32_t kMaxInlineSlots = 30;

// Where instances of type keep attributes: words of their area. Null where the type has none.
Value* attributeArea(Object* object, const Type* type);

// The slot number of name, or -1.
int64_t shapeFind(const Shape* shape, const Str* name);
// The shape that has name in addition. Not for dictionary shapes.
Shape* shapeAdd(const Shape* shape, Str* name);
// A new first shape for instances of type with that many inline slots.
Shape* makeFirstShape(Type* type, uint32_t inlineCapacity);

// Inline slot: its byte offset from the object's start (types with a fixed attribute offset).
inline uint32_t inlineSlotOffset(const Type* type, uint32_t slot) {
  return static_cast<uint32_t>(type->attrOffset) + 8 * (slot + 1);
}

bool hasAttributes(Value v); // its type takes instance attributes

// Instance attributes of an object whose type takes them. Get answers unbound where there is none,
// error only when a key of the dict raised in ==. Remove: 1, 0 or -1.
Value instanceGet(Object* object, const Str* name);
bool instanceSet(Object* object, Str* name, Value value);
int instanceRemove(Object* object, Str* name);
// The live dict (turns the object into dictionary mode).
Dict* instanceDict(Object* object);
bool instanceSetDict(Object* object, Dict* dict);
// Moves the object, in dictionary mode, to another type of the same layout.
void instanceSetType(Object* object, Type* type);

} // namespace tr
