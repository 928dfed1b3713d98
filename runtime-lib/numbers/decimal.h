// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between doubles and decimal digits, always rounded correctly (half to even of the exact value).
// Knows no layouts and no objects: those are float_text.cpp's. All doubles are finite and >= 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tr::decimal {

// A decimal number of few digits: significand * 10^exponent.
struct Short {
  uint64_t significand;
  int exponent;
};
// The fewest digits that read back as d, of those the closest; no zeros at the end. d > 0.
Short shortest(double d);

// d * 10^power rounded to an integer, when that is below 10^19: false if not.
bool scaled(double d, int power, uint64_t* out);

// Digits, of which the first has the weight 10^exponent.
struct Digits {
  std::string text;
  int exponent;
};
Digits shortestDigits(double d);
// `count` >= 1 significant digits.
Digits significant(double d, size_t count);
// d * 10^power rounded to an integer: its digits without leading zeros, "" for 0.
std::string scaledDigits(double d, int power);

// The double nearest to digits * 10^exponent, where digits may start or end with any number of
// zeros. HUGE_VAL beyond the largest.
double nearest(std::string_view digits, int64_t exponent);
double nearest(uint64_t significand, int64_t exponent);

} // namespace tr::decimal
