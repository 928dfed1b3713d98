// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float: doubles in the word or, for exponents out of its range, in a box. The box is not visible.
#pragma once

#include <string>
#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct FloatBox : Object {
  double value;
};

// A float or instance of a subclass.
inline bool isFloat(Value v) { return v.isTaggedDouble() || (v.isObject() && isA(v, &tr_type_float)); }
inline double floatOf(Value v) { return v.isTaggedDouble() ? v.taggedDouble() : v.as<FloatBox>()->value; }

// float(v) as arithmetic converts: int-likes and floats directly, then __float__, then __index__.
// False with TypeError "must be real number, not X" or OverflowError pending.
bool toDouble(Value v, double* out);
uint64_t floatHash(double d, Value identity);  // CPython's: numeric hash; nan by identity
std::string floatRepr(double d);               // shortest that round-trips, as repr()
// '%' and format() style conversions: code in "eEfFgG%", precision, flags as CPython's PyOS_double_to_string.
std::string floatFormat(double d, char code, int precision, bool alternate, bool addDotZero);
// float(text) after stripping and underscores; false when malformed (nothing raised).
bool floatParse(std::string_view text, double* out);

}  // namespace tr
