// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table between dunder names and slots, and the wrapper objects that make a builtin type's
// slots visible as dunder methods.
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

// How a wrapper calls its slot, and what arguments it takes.
enum class SlotKind : uint8_t {
  Unary,
  Hash,
  Call,
  GetAttribute,
  GetAttrHook,
  SetAttr,
  DelAttr,
  DescrGet,
  DescrSet,
  DescrDelete,
  Compare,
  Truth,
  Len,
  Item,
  SetItem,
  DelItem,
  Contains,
  Binary,
  Reflected,
  InPlace,
  Next,
  New,
  Init,
};

struct SlotRow {
  const char* name;
  SlotKind kind;
  CompareOp op;       // Compare only
  uint16_t offset;    // of the slot in Slots
  void* heapFunction; // the slot of a class whose dunder is no wrapper of this row
};

// Rows of one slot stand together.
extern const SlotRow kSlotRows[];
extern const unsigned kSlotRowCount;
// The interned name of a row.
Str* slotRowName(unsigned row);

inline void*& slotAt(Type* type, const SlotRow& row) {
  return *reinterpret_cast<void**>(reinterpret_cast<char*>(&type->slots) + row.offset);
}

// A builtin type's slot as an attribute of the type: int.__add__.
struct SlotWrapper : Object {
  Entry entry;
  const SlotRow* row;
  Type* owner;
  void* slot;
  Str* name;
};
// The same bound to an object: (1).__add__.
struct MethodWrapper : Object {
  Entry entry;
  SlotWrapper* wrapper;
  Value self;
};

Value makeSlotWrapper(Type* owner, const SlotRow* row, void* slot);
Value makeMethodWrapper(SlotWrapper* wrapper, Value self);

} // namespace tr
