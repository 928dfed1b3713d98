// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of str iterators, for inlined loops.
#pragma once

#include "runtime-lib/text/str.h"

namespace tr {

struct StrIterator : Object {
  const Str* text; // null: exhausted
  uint64_t index;
};

Value strIteratorNext(Value self);

} // namespace tr
