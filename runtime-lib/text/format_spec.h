// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format specification mini-language for numbers: what __format__ of the numeric types answers.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// format(number, spec); spec is a str. Digits come from numbers/ (intToStr, floatFormat).
Value formatInt(Value number, Value spec);
Value formatFloat(Value number, Value spec);
Value formatComplex(Value number, Value spec);

}  // namespace tr
