// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tuples with named items, as sys.version_info is. A type's getset rows name the items in order:
//
//   static const GetSetDef kFields[] = {{"major", structItem<0>, nullptr}, ..., {nullptr, nullptr,
//   nullptr}}; TR_DEFINE_TYPE(versionInfo, .cname = "sys.version_info", .base = &tr_type_tuple,
//                  .instanceSize = sizeof(Tuple), .itemSize = sizeof(Value), .layout =
//                  Layout::Tuple, .getsets = kFields, .slots = kStructSlots);
#pragma once

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/native.h"

namespace tr {

template <unsigned index> Value structItem(Value self) { return asTuple(self)->items()[index]; }

Value structRepr(Value self);
constexpr Slots kStructSlots = {.repr = structRepr};

// Gives such a type its counts of fields: of all, and of those that are items.
void addFieldCounts(Type* type, unsigned fields, unsigned items);
// An instance of such a type.
Value makeStruct(Type* type, const Value* items, uint64_t count);

} // namespace tr
