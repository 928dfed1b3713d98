// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes and the attributes of instances: core/shape.h.
#include "runtime-lib/core/shape.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
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
  block->table.first = &block->shape;
  return &block->shape;
}

// Static first shapes have no table until an instance gets an attribute.
ShapeTable* tableOf(const Shape* shape) {
  if (!shape->table) {
    auto* table = static_cast<ShapeTable*>(memory::allocate(sizeof(ShapeTable)));
    table->inlineCapacity = shape->type->inlineSlots;
    table->first = shape;
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

// The first `count` of names and one more, in the same array where they are its last.
ShapeNames* extendNames(ShapeNames* names, uint32_t count, Str* name) {
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

Value readSlot(Value* area, const Shape* shape, uint32_t slot) {
  Value* word = slotAddress(area, shape->table, slot);
  return isRawSlot(shape, slot) ? makeFloat(std::bit_cast<double>(word->bits)) : *word;
}

void storeSlot(Value* area, const Shape* shape, uint32_t slot, Value value) {
  Value* word = slotAddress(area, shape->table, slot);
  word->bits = isRawSlot(shape, slot) ? std::bit_cast<uint64_t>(floatOf(value)) : value.bits;
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
  const ShapeTable* before = type->firstShape->table;
  type->firstShape = makeFirstShape(type, wanted);
  type->firstShape->table->wordNames = before->wordNames;
  if (type->heap->known)
    predictShapes(type);
}

Shape* makeSuccessor(const Shape* shape, Str* name, bool raw) {
  ShapeTable* table = shape->table;
  Shape* next = newShape(shape->type, table->inlineCapacity);
  next->table->names = extendNames(table->names, table->count, name);
  next->table->count = table->count + 1;
  next->table->rawSlots = table->rawSlots | static_cast<uint32_t>(raw) << (table->count & 31);
  next->table->first = table->first;
  next->table->retired = table->retired;
  return next;
}

void addTransition(ShapeTable* table, Shape* next) {
  uint32_t n = table->transitionCount;
  if ((n & (n - 1)) == 0) { // full at each power of two
    auto** grown = static_cast<Shape**>(memory::allocate((n ? 2 * n : 1) * sizeof(Shape*)));
    if (n)
      memcpy(grown, table->transitions, n * sizeof(Shape*));
    table->transitions = grown;
  }
  table->transitions[n] = next;
  table->transitionCount = n + 1;
}

Shape** findTransition(ShapeTable* table, const Str* name) {
  for (uint32_t i = 0; i < table->transitionCount; ++i)
    if (sameName(table->transitions[i]->table->names->names[table->count], name))
      return &table->transitions[i];
  return nullptr;
}

bool isWordName(const ShapeTable* table, const Str* name) {
  const ShapeNames* names = table->first->table->wordNames;
  for (uint32_t i = 0; names && i < names->count; ++i)
    if (sameName(names->names[i], name))
      return true;
  return false;
}

// Whether slots of name may still be raw behind shape.
bool mayBeRaw(const Shape* shape, const Str* name) {
  const ShapeTable* table = shape->table;
  return table->count < table->inlineCapacity && !isWordName(table, name);
}

void retire(Shape* top) {
  // Depth first without recursion: a shape has up to kMaxShapeSlots ancestors.
  uint32_t size = 0, capacity = 16;
  auto** stack = static_cast<Shape**>(memory::allocate(capacity * sizeof(Shape*)));
  stack[size++] = top;
  while (size) {
    ShapeTable* table = stack[--size]->table;
    table->retired = true;
    while (size + table->transitionCount > capacity) {
      auto** grown = static_cast<Shape**>(memory::allocate(2 * capacity * sizeof(Shape*)));
      memcpy(grown, stack, size * sizeof(Shape*));
      stack = grown;
      capacity *= 2;
    }
    for (uint32_t i = 0; i < table->transitionCount; ++i)
      stack[size++] = table->transitions[i];
  }
}

// The successor, which takes a float raw (asRaw) or anything. Replaces one that does not.
Shape* successor(const Shape* shape, Str* name, bool asRaw, bool makeRaw) {
  ShapeTable* table = tableOf(shape);
  Shape** known = findTransition(table, name);
  if (known && (asRaw || !isRawSlot(*known, table->count)))
    return *known;
  Shape* next = makeSuccessor(shape, name, !known && makeRaw && mayBeRaw(shape, name));
  if (!known) {
    addTransition(table, next);
    return next;
  }
  if (!isWordName(table, name)) {
    ShapeTable* first = table->first->table;
    first->wordNames =
        extendNames(first->wordNames, first->wordNames ? first->wordNames->count : 0, name);
  }
  retire(*known);
  *known = next;
  ++tr_attribute_epoch; // caches lead to what was replaced
  return next;
}

// Moves the object to the shape that a new instance with these attributes would have; slot: one
// that is to hold something else than a float, or -1.
void moveToCurrent(Object* object, int64_t slot) {
  const Shape* shape = object->shape;
  const ShapeTable* table = shape->table;
  const Shape* current = table->first;
  for (uint32_t i = 0; i < table->count; ++i) {
    bool raw = isRawSlot(shape, i) && i != slot;
    current = successor(current, table->names->names[i], raw, raw);
  }
  Value* area = attributeArea(object, shape->type);
  for (uint32_t i = 0; i < table->count && i < kMaxInlineSlots; ++i)
    if (isRawSlot(shape, i) && !isRawSlot(current, i))
      area[1 + i] = readSlot(area, shape, i);
  object->shape = current;
}

} // namespace

void shapeRefreshSlow(Object* object) { moveToCurrent(object, -1); }

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

Shape* shapeAdd(const Shape* shape, Str* name, bool asRaw) {
  return successor(shape, name, asRaw, false);
}

Shape* shapePredictRaw(const Shape* shape, Str* name) { return successor(shape, name, true, true); }

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
  return readSlot(attributeArea(object, shape->type), shape, static_cast<uint32_t>(slot));
}

bool instanceSet(Object* object, Str* name, Value value) {
  const Shape* shape = object->shape;
  Value* area = attributeArea(object, shape->type);
  ShapeTable* table = tableOf(shape);
  if (table->dictionary)
    return dictSetStr(*reinterpret_cast<Dict**>(area), name, value);
  int64_t slot = shapeFind(shape, name);
  if (slot >= 0) {
    if (isRawSlot(shape, static_cast<uint64_t>(slot)) && !isFloatExact(value)) {
      moveToCurrent(object, slot);
      shape = object->shape;
    }
    storeSlot(area, shape, static_cast<uint32_t>(slot), value);
    return true;
  }
  if (table->count >= kMaxShapeSlots)
    return dictSetStr(instanceDict(object), name, value);
  Shape* next = shapeAdd(shape, name, isFloatExact(value));
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
  storeSlot(area, next, added, value);
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
    dictSetStr(dict, table->names->names[i], readSlot(area, shape, i));
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
