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
// A slot holds a word; a *raw* one holds the bits of a double, in every object of the shape. Raw
// slots are inline, and come from predictions alone (core/known_class.h): they pay where compiled
// code knows the shape, and cost a little everywhere else. A shape's successor for a name is raw or
// not. When something else than a float is stored in a raw slot, its successor is replaced: the
// object moves to the shape where that slot is a word, and so do later instances, from their start.
// What was replaced is *retired*, with all that extends it. Retired shapes stay right for the
// objects that have them; those move when an inline cache misses (shapeRefresh). A name that was
// made a word stays one in all shapes of that first shape, so there is one path of shapes for each
// raw slot that fails and not one for each set of them.
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
  uint32_t rawSlots; // bit i: inline slot i is raw
  bool retired;
  Shape** transitions; // successors; the name of each is its last one
  uint32_t* index;     // open addressing over names, made at first lookup of large shapes
  uint32_t indexMask;
  const Shape* first;    // from which this one was extended
  ShapeNames* wordNames; // of a first shape: names that were raw once
};

constexpr uint32_t kMaxInlineSlots = 30;
static_assert(kMaxInlineSlots <= 32, "rawSlots has a bit for each");

// Where instances of type keep attributes: words of their area. Null where the type has none.
Value* attributeArea(Object* object, const Type* type);

// The slot number of name, or -1.
int64_t shapeFind(const Shape* shape, const Str* name);
// The shape that has name in addition; asRaw: a float is to be stored there, which its slot may
// take raw. Not for dictionary shapes.
Shape* shapeAdd(const Shape* shape, Str* name, bool asRaw = false);
// Has shape's successor for name raw, unless there is one already. The successor.
Shape* shapePredictRaw(const Shape* shape, Str* name);
inline bool isRawSlot(const Shape* shape, uint64_t slot) {
  return slot < kMaxInlineSlots && (shape->table->rawSlots >> slot & 1);
}
// Moves an object of a retired shape to the one that later instances have.
void shapeRefreshSlow(Object* object);
// A new first shape for instances of type with that many inline slots.
Shape* makeFirstShape(Type* type, uint32_t inlineCapacity);

// Inline slot: its byte offset from the object's start (types with a fixed attribute offset).
inline uint32_t inlineSlotOffset(const Type* type, uint32_t slot) {
  return static_cast<uint32_t>(type->attrOffset) + 8 * (slot + 1);
}

inline void shapeRefresh(Object* object) {
  if (object->shape->table && object->shape->table->retired) [[unlikely]]
    shapeRefreshSlow(object);
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
