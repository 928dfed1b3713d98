// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// numbers/float_half.h.
#include "runtime-lib/numbers/float_half.h"

#include <cmath>

namespace tr {

bool doubleToHalf(double d, uint16_t* out) {
  uint16_t sign = std::signbit(d) ? 0x8000 : 0;
  if (std::isnan(d))
    return *out = sign | 0x7e00, true;
  if (std::isinf(d))
    return *out = sign | 0x7c00, true;
  double magnitude = std::fabs(d);
  int exponent;
  std::frexp(magnitude, &exponent); // magnitude in [2^(exponent-1), 2^exponent)
  if (magnitude == 0)
    return *out = sign, true;
  int lowest = exponent - 11; // the place of the last bit kept: 11 bits in all
  if (lowest < -24)
    lowest = -24;
  double rounded = std::nearbyint(std::ldexp(magnitude, -lowest));
  auto units = static_cast<uint32_t>(rounded);
  if (units == 2048) {
    units = 1024;
    lowest++;
  }
  if (units < 1024) { // subnormal: the place is -24
    *out = static_cast<uint16_t>(sign | units);
    return true;
  }
  int biased = lowest + 25;
  if (biased > 30)
    return false;
  *out = static_cast<uint16_t>(sign | (static_cast<uint32_t>(biased) << 10) | (units - 1024));
  return true;
}

double halfToDouble(uint16_t bits) {
  int exponent = bits >> 10 & 31;
  double fraction = bits & 1023;
  double magnitude = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
                     : exponent == 0 ? std::ldexp(fraction, -24)
                                     : std::ldexp(fraction + 1024, exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

} // namespace tr
