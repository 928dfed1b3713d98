// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of a dict (keys, values, items) and the iterators over them.
#pragma once

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/core/type.h"

namespace tr {

struct DictView : Object {
  Dict* dict;
};

// An iterator in either direction, over keys, values or items by its type.
struct DictIterator : Object {
  Dict* dict;        // null: exhausted
  uint64_t used;     // of the dict at the start; kStaleDict once it changed
  uint64_t position; // forwards: next entry; backwards: entries below it are left
  uint64_t left;
};
constexpr uint64_t kStaleDict = ~uint64_t{0};

enum class DictPart : uint8_t { Keys, Values, Items };

Value makeDictView(Dict* dict, DictPart part);
Value makeDictIterator(Dict* dict, DictPart part);
Value makeDictReverseIterator(Dict* dict, DictPart part);

// Keys and items views are set-like.
inline bool isSetLikeView(Value v) {
  return isA(v, &tr_type_dictKeys) || isA(v, &tr_type_dictItems);
}

} // namespace tr
