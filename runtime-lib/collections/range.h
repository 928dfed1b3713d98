// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// range: an arithmetic progression of ints of any size.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Range : Object {
  Value start, stop, step; // ints (plain), step not 0
  Value length;            // int
};

inline bool isRange(Value v) { return v.isObject() && v.object()->shape == &tr_shape_range; }

// Plain ints; error with ValueError pending when step is 0.
Value makeRange(Value start, Value stop, Value step);
// The item at an int index that is known to be in [0, length).
Value rangeItem(const Range* range, Value index);

} // namespace tr
