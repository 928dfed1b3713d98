// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rounding of a scaled integer to a double, once.
#pragma once

#include <cmath>
#include <cstdint>

#include "runtime-lib/abi/arith.h"

namespace tr {

// mantissa * 2^exponent to the nearest double, ties to even, subnormals included. Where mantissa
// stands for a longer number its lowest bit is sticky; it then has 55 bits or more. mantissa <
// 2^63.
inline double roundScaled(uint64_t mantissa, int64_t exponent, bool* overflow) {
  *overflow = false;
  if (mantissa == 0)
    return 0.0;
  int64_t bits = tauro::abi::bitLength(mantissa);
  if (bits + exponent > 1025) {
    *overflow = true;
    return HUGE_VAL;
  }
  // The lowest bit that the result keeps: 53 bits, or down to 2^-1074.
  int64_t drop = bits - 53 > -1074 - exponent ? bits - 53 : -1074 - exponent;
  if (drop > 63)
    return 0.0;
  if (drop > 0) {
    uint64_t half = uint64_t{1} << (drop - 1);
    uint64_t below = mantissa & (2 * half - 1);
    mantissa -= below;
    if (below > half || (below == half && ((mantissa >> drop) & 1)))
      mantissa += 2 * half;
  }
  double result = std::ldexp(static_cast<double>(mantissa), static_cast<int>(exponent));
  *overflow = std::isinf(result);
  return result;
}

} // namespace tr
