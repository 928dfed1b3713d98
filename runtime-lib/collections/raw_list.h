// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists whose items lie raw: doubles, or int64s. The compiler makes one where it has proven that
// every list of that place in the program holds nothing else in any run, and what is done with
// these lists anywhere (passes/infer/storage.h has the list of it). So such a list is read, stored
// to, appended to, iterated over, repeated and measured, and no other code meets it: it is exactly
// a list, of a shape of its own, so that whoever asks for tr_shape_list passes it by.
//
// Invariant: `data` is pointer-free memory with the items' bits where a list of words has words.
#pragma once

#include "runtime-lib/collections/list.h"

namespace tr {

extern "C" {
extern Shape tr_shape_doubleList;
extern Shape tr_shape_intList;
}

inline bool isRawList(const List* list) {
  return list->shape == &tr_shape_doubleList || list->shape == &tr_shape_intList;
}

inline bool isRawList(Value v) { return v.isObject() && isRawList(v.as<List>()); }

// An item of any list, by a valid index.
Value listItem(const List* list, uint64_t i);
// The bits that stand for an item in that list. Ends the program when a raw list can't hold it,
// which the compiler has ruled out.
Value listBits(const List* list, Value item);

} // namespace tr
