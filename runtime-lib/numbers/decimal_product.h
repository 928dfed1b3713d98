// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An integer times a power of ten to 192 bits, and its rounding where those decide. What is left
// undecided (about one in 2^60, and ties) takes exact arithmetic instead.
#pragma once

#include <bit>

#include "runtime-lib/numbers/powers_of_ten.h"

namespace tr::decimal {

// The true product is (high:middle:low + t) * 2^exponent with 0 <= t < 2^64; t = 0 when exact.
struct Product {
  uint64_t high, middle, low;
  int exponent;
  bool exact;
  int bits() const { return 192 - std::countl_zero(high); } // 191 or 192
};

// n * 10^k, n > 0.
inline Product timesPowerOfTen(uint64_t n, int k) {
  using Double = unsigned __int128;
  Power power = powerOfTen(k);
  int shift = std::countl_zero(n);
  n <<= shift;
  Double low = Double{n} * power.low;
  Double high = Double{n} * power.high + (low >> 64);
  return {static_cast<uint64_t>(high >> 64), static_cast<uint64_t>(high),
          static_cast<uint64_t>(low), floorLog2Pow10(k) - 127 - shift, power.exact};
}

// The product over 2^drop (of the bits, without its exponent) as the nearest integer, half to even.
// False when the known bits do not decide, or the result does not fit; drop >= 128.
inline bool roundProduct(const Product& p, int drop, uint64_t* out) {
  if (drop > 193) {
    *out = 0; // below a quarter
    return true;
  }
  if (drop == 193) {
    *out = 0; // about half at most
    return ~p.high || ~p.middle;
  }
  int cut = drop - 128;
  uint64_t whole = cut == 64 ? 0 : p.high >> cut;
  // The fraction's first 128 bits beside those of one half.
  uint64_t high = cut == 64 ? p.high : p.high & ((uint64_t{1} << cut) - 1);
  auto fraction = static_cast<unsigned __int128>(high) << 64 | p.middle;
  auto half = static_cast<unsigned __int128>(1) << (63 + cut);
  bool up = fraction >= half;
  if (fraction == half && p.low == 0) {
    if (!p.exact)
      return false;
    up = whole & 1;
  }
  if (!p.exact && fraction + 1 == half)
    return false;
  *out = whole + up;
  return *out != 0 || !up;
}

} // namespace tr::decimal
