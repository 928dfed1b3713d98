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
// The iterator over an OrderedDict, of any part in either direction: no key may come or go.
struct OrderedDictIterator : Object {
  Dict* dict;        // null: exhausted
  uint64_t version;  // of the dict at the start
  uint64_t position; // as above
  uint64_t left;
  uint64_t part; // DictPart
  bool reversed;
};
constexpr uint64_t kStaleDict = ~uint64_t{0};

enum class DictPart : uint8_t { Keys, Values, Items };

Value makeDictView(Dict* dict, DictPart part);
// Those over instances of `type` and of what is derived from it are OrderedDict's from now on.
void setOrderedDict(Type* type);
Value makeDictIterator(Dict* dict, DictPart part);
Value makeDictReverseIterator(Dict* dict, DictPart part);

// Keys and items views are set-like.
inline bool isSetLikeView(Value v) {
  return isA(v, &tr_type_dictKeys) || isA(v, &tr_type_dictItems);
}

} // namespace tr
