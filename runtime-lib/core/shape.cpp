// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes and the attributes of instances: core/shape.h.
#include "runtime-lib/core/shape.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

constexpr uint32_t kIndexFrom = 9;        // smaller shapes are searched in order
constexpr uint32_t kMaxShapeSlots = 1024; // more attributes than that: dictionary mode

struct ShapeBlock {
  Shape shape;
  ShapeTable table;
};

Shape* newShape(Type* type, uint32_t inlineCapacity) {
  auto* block = static_cast<ShapeBlock*>(memory::allocate(sizeof(ShapeBlock)));
  block->shape.type = type;
  block->shape.table = &block->table;
  block->table.inlineCapacity = inlineCapacity;
  return &block->shape;
}

// Static first shapes have no table until an instance gets an attribute.
ShapeTable* tableOf(const Shape* shape) {
  if (!shape->table) {
    auto* table = static_cast<ShapeTable*>(memory::allocate(sizeof(ShapeTable)));
    table->inlineCapacity = shape->type->inlineSlots;
    const_cast<Shape*>(shape)->table = table;
  }
  return shape->table;
}

bool sameName(const Str* a, const Str* b) { return a == b || strEquals(a, b); }

void buildIndex(ShapeTable* table) {
  uint32_t size = 16;
  while (size < table->count * 2)
    size *= 2;
  auto* index = static_cast<uint32_t*>(memory::allocateAtomic(size * sizeof(uint32_t)));
  memset(index, 0, size * sizeof(uint32_t));
  for (uint32_t i = 0; i < table->count; ++i) {
    uint64_t at = strHash(table->names->names[i]);
    while (index[at & (size - 1)])
      ++at;
    index[at & (size - 1)] = i + 1;
  }
  table->indexMask = size - 1;
  table->index = index;
}

// The names of `table` and one more, sharing the array where table's are its last.
ShapeNames* extendNames(const ShapeTable* table, Str* name) {
  ShapeNames* names = table->names;
  uint32_t count = table->count;
  if (!names || names->count != count || names->count == names->capacity) {
    uint32_t capacity = count < 4 ? 8 : count * 2;
    auto* copy =
        static_cast<ShapeNames*>(memory::allocate(sizeof(ShapeNames) + capacity * sizeof(Str*)));
    copy->capacity = capacity;
    if (count)
      memcpy(copy->names, names->names, count * sizeof(Str*));
    names = copy;
  }
  names->names[count] = name;
  names->count = count + 1;
  return names;
}

uint32_t overflowCapacity(uint32_t count) {
  uint32_t capacity = 4;
  while (capacity < count)
    capacity *= 2;
  return capacity;
}

Value* slotAddress(Value* area, const ShapeTable* table, uint32_t slot) {
  if (slot < table->inlineCapacity)
    return &area[1 + slot];
  return reinterpret_cast<Value**>(area)[0] + (slot - table->inlineCapacity);
}

Shape* dictionaryShapeOf(Type* type) {
  if (!type->dictionaryShape) {
    type->dictionaryShape = newShape(type, 0);
    type->dictionaryShape->table->dictionary = true;
  }
  return type->dictionaryShape;
}

// An instance needed `count` slots: let the next ones have them inline.
void learnSlots(Type* type, uint32_t count) {
  if (!(type->flags & kTypeHeap) || type->inlineSlots >= kMaxInlineSlots)
    return;
  uint32_t wanted = count + (count & 1);
  if (wanted > kMaxInlineSlots)
    wanted = kMaxInlineSlots;
  if (wanted <= type->inlineSlots)
    return;
  type->inlineSlots = static_cast<uint16_t>(wanted);
  type->firstShape = makeFirstShape(type, wanted);
}

} // namespace

Value* attributeArea(Object* object, const Type* type) {
  if (type->attrOffset > 0) [[likely]]
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(object) + type->attrOffset);
  if (type->attrOffset == 0)
    return nullptr;
  // The item count of tuples and big ints follows the shape (the latter's is signed), that of bytes
  // their hash.
  int64_t count = reinterpret_cast<int64_t*>(object)[type->layout == Layout::Bytes ? 2 : 1];
  uint64_t items = static_cast<uint64_t>(count < 0 ? -count : count);
  uint64_t offset = type->instanceSize + (items * type->itemSize + 7) / 8 * 8;
  return reinterpret_cast<Value*>(reinterpret_cast<char*>(object) + offset);
}

bool hasAttributes(Value v) { return v.isObject() && typeOf(v)->attrOffset != 0; }

int64_t shapeFind(const Shape* shape, const Str* name) {
  ShapeTable* table = shape->table;
  if (!table || !table->count)
    return -1;
  Str** names = table->names->names;
  if (table->count < kIndexFrom) {
    for (uint32_t i = 0; i < table->count; ++i)
      if (names[i] == name)
        return i;
    uint64_t hash = strHash(name);
    for (uint32_t i = 0; i < table->count; ++i)
      if (strHash(names[i]) == hash && strEquals(names[i], name))
        return i;
    return -1;
  }
  if (!table->index)
    buildIndex(table);
  for (uint64_t at = strHash(name);; ++at) {
    uint32_t entry = table->index[at & table->indexMask];
    if (!entry)
      return -1;
    if (sameName(names[entry - 1], name))
      return entry - 1;
  }
}

Shape* shapeAdd(const Shape* shape, Str* name) {
  ShapeTable* table = tableOf(shape);
  for (uint32_t i = 0; i < table->transitionCount; ++i) {
    Shape* next = table->transitions[i];
    if (sameName(next->table->names->names[table->count], name))
      return next;
  }
  Shape* next = newShape(shape->type, table->inlineCapacity);
  next->table->names = extendNames(table, name);
  next->table->count = table->count + 1;
  uint32_t n = table->transitionCount;
  if ((n & (n - 1)) == 0) { // full at each power of two
    auto** grown = static_cast<Shape**>(memory::allocate((n ? 2 * n : 1) * sizeof(Shape*)));
    if (n)
      memcpy(grown, table->transitions, n * sizeof(Shape*));
    table->transitions = grown;
  }
  table->transitions[n] = next;
  table->transitionCount = n + 1;
  return next;
}

Shape* makeFirstShape(Type* type, uint32_t inlineCapacity) {
  return newShape(type, inlineCapacity);
}

Value instanceGet(Object* object, const Str* name) {
  const Shape* shape = object->shape;
  ShapeTable* table = shape->table;
  if (!table)
    return kUnbound;
  if (table->dictionary) {
    auto* dict = *reinterpret_cast<Dict**>(attributeArea(object, shape->type));
    return dictGetStr(dict, name);
  }
  int64_t slot = shapeFind(shape, name);
  if (slot < 0)
    return kUnbound;
  return *slotAddress(attributeArea(object, shape->type), table, static_cast<uint32_t>(slot));
}

bool instanceSet(Object* object, Str* name, Value value) {
  const Shape* shape = object->shape;
  Value* area = attributeArea(object, shape->type);
  ShapeTable* table = tableOf(shape);
  if (table->dictionary)
    return dictSetStr(*reinterpret_cast<Dict**>(area), name, value);
  int64_t slot = shapeFind(shape, name);
  if (slot >= 0) {
    *slotAddress(area, table, static_cast<uint32_t>(slot)) = value;
    return true;
  }
  if (table->count >= kMaxShapeSlots)
    return dictSetStr(instanceDict(object), name, value);
  Shape* next = shapeAdd(shape, name);
  uint32_t added = table->count;
  if (added >= table->inlineCapacity) {
    uint32_t used = added - table->inlineCapacity;
    auto** overflow = reinterpret_cast<Value**>(area);
    if (used == 0 || overflowCapacity(used) == used) {
      uint32_t capacity = overflowCapacity(used + 1);
      auto* grown = static_cast<Value*>(memory::allocateOrNull(capacity * sizeof(Value)));
      if (!grown)
        return false;
      if (used)
        memcpy(grown, *overflow, used * sizeof(Value));
      *overflow = grown;
      learnSlots(shape->type, added + 1);
    }
  }
  *slotAddress(area, table, added) = value;
  object->shape = next;
  return true;
}

int instanceRemove(Object* object, Str* name) {
  const Shape* shape = object->shape;
  if (!shape->table)
    return 0;
  if (!shape->table->dictionary && shapeFind(shape, name) < 0)
    return 0;
  return dictRemove(instanceDict(object), strValue(name));
}

Dict* instanceDict(Object* object) {
  const Shape* shape = object->shape;
  Value* area = attributeArea(object, shape->type);
  ShapeTable* table = tableOf(shape);
  if (table->dictionary)
    return *reinterpret_cast<Dict**>(area);
  Dict* dict = makeDict(table->count);
  for (uint32_t i = 0; i < table->count; ++i)
    dictSetStr(dict, table->names->names[i], *slotAddress(area, table, i));
  *reinterpret_cast<Dict**>(area) = dict;
  object->shape = dictionaryShapeOf(shape->type);
  return dict;
}

bool instanceSetDict(Object* object, Dict* dict) {
  Type* type = object->shape->type;
  *reinterpret_cast<Dict**>(attributeArea(object, type)) = dict;
  object->shape = dictionaryShapeOf(type);
  return true;
}

void instanceSetType(Object* object, Type* type) {
  if (object->shape->type->attrOffset != 0) {
    instanceDict(object);
    object->shape = dictionaryShapeOf(type);
  } else {
    object->shape = type->firstShape;
  }
}

} // namespace tr
