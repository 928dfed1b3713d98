// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IEEE 754's binary16: 11 bits of precision, exponents -14 to 15.
#pragma once

#include <cstdint>

namespace tr {

// The bits of d, rounded to the nearest, ties to even. False when d is finite and too large.
bool doubleToHalf(double d, uint16_t* out);
double halfToDouble(uint16_t bits);

} // namespace tr
