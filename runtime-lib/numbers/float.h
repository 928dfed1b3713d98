// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float: doubles in the word or, for exponents out of its range, in a box. The box is not visible.
// Instances of subclasses are boxes too, with their own shape.
#pragma once

#include <string>
#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct FloatBox : Object {
  double value;
};
static_assert(sizeof(FloatBox) == abi::kFloatBoxSize);

// A float or instance of a subclass.
inline bool isFloat(Value v) {
  return v.isTaggedDouble() || (v.isObject() && isA(v, &tr_type_float));
}
inline bool isFloatExact(Value v) { return v.isTaggedDouble() || isExact(v, &tr_type_float); }
inline double floatOf(Value v) {
  return v.isTaggedDouble() ? v.taggedDouble() : v.as<FloatBox>()->value;
}

// float(v) as arithmetic converts: int-likes and floats directly, then __float__, then __index__.
// False with TypeError "must be real number, not X" or OverflowError pending.
bool toDouble(Value v, double* out);
// Operand of a float operator: 1 converted (floats and int-likes), 0 of another type, -1 with
// OverflowError pending.
int floatOperand(Value v, double* out);
// CPython's numeric hash. Nans hash by their bits (`is` compares floats so), whatever object
// carries them.
uint64_t floatHash(double d);
inline uint64_t floatHash(double d, Value) { return floatHash(d); }

// The operators, with their errors; pow answers a complex for a negative base and a fractional
// exponent.
Value floatTrueDivValue(double a, double b);
Value floatFloorDivValue(double a, double b);
Value floatModValue(double a, double b);
Value floatDivModValue(double a, double b);
Value floatPowValue(double a, double b);
// The order of a float and an int-like or float: -1, 0, 1, or 2 for nan.
int floatCompareValue(double a, Value b);
// round(d, digits), correctly rounded in decimal; OverflowError beyond the largest double.
Value floatRound(double d, int64_t digits);

// --- text
std::string floatRepr(double d); // shortest that round-trips, as repr()
// Conversions of format() and %: code is one of e E f F g G and r (as repr), any precision, each
// digit exact. `alternate` as '#'; addDotZero: ".0" after a result that looks like an int.
// Infinities and nans come out as inf and nan (INF, NAN for capital codes).
std::string floatFormat(double d, char code, int precision, bool alternate, bool addDotZero);
// float(text) after stripping: digits, underscores between digits, inf, infinity, nan; false when
// malformed (nothing raised).
bool floatParse(std::string_view text, double* out);
// The longest prefix that is a float's text (no underscores, no spaces); 0 when there is none.
size_t floatParsePrefix(std::string_view text, double* out);
// float(text) of a str, bytes or bytearray: a float, or ValueError.
Value floatFromText(Value text);
// Copies text for a number parser: decimal digits of all scripts as ASCII, Unicode spaces as ' ',
// anything else beyond ASCII as '?'. Strips ASCII spaces at both ends.
std::string numberText(Value str);
// Drops underscores that stand between digits; false when one stands elsewhere.
bool removeUnderscores(std::string_view text, std::string* out);

// float(v) for any value, the constructor's one-argument form: an exact float.
Value floatFromValue(Value v);

} // namespace tr
