// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decimal digits to the nearest double: one operation where digits and power are exact doubles
// (Clinger), else 192 bits of the product (as Eisel and Lemire do with 128), else exact division of
// big natural numbers.
#include <charconv>
#include <cmath>
#include <cstring>

#include "runtime-lib/numbers/decimal.h"
#include "runtime-lib/numbers/decimal_product.h"
#include "runtime-lib/numbers/limbs.h"
#include "runtime-lib/numbers/rounding.h"

namespace tr::decimal {
namespace {

constexpr double kExactTens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// n > 0. False when 192 bits do not decide.
bool nearestByProduct(uint64_t n, int64_t exponent, double* out) {
  // Below half of 2^-1074 even for 20 digits; beyond the largest double even for one.
  if (exponent < -344) {
    *out = 0;
    return true;
  }
  if (exponent > 308) {
    *out = HUGE_VAL;
    return true;
  }
  Product product = timesPowerOfTen(n, static_cast<int>(exponent));
  if (product.bits() + product.exponent > 1024) {
    *out = HUGE_VAL;
    return true;
  }
  int drop = product.bits() - 53;
  if (drop < -1074 - product.exponent)
    drop = -1074 - product.exponent;
  uint64_t mantissa;
  if (!roundProduct(product, drop, &mantissa))
    return false;
  *out = std::ldexp(static_cast<double>(mantissa), product.exponent + drop);
  return true;
}

// A decision between neighbours may need 767 digits; of what follows only whether it is zero.
constexpr size_t kDigitsThatCount = 800;
constexpr size_t kLimbs = 64; // 800 digits take 42, 5^1130 takes 41, and a quotient two more

void multiplyByFives(limbs::Limb* a, size_t* count, int64_t n) {
  for (int64_t step; n > 0; n -= step) {
    step = n < kFives ? n : kFives - 1;
    if (limbs::Limb carry = limbs::mulOne(a, a, *count, kFive.of[step]))
      a[(*count)++] = carry;
  }
}

// digits start with one that is not zero.
double nearestExactly(std::string_view digits, int64_t exponent) {
  bool sticky = false;
  if (digits.size() > kDigitsThatCount) {
    sticky = digits.find_first_not_of('0', kDigitsThatCount) != std::string_view::npos;
    exponent += static_cast<int64_t>(digits.size() - kDigitsThatCount);
    digits = digits.substr(0, kDigitsThatCount);
  }
  auto count = static_cast<int64_t>(digits.size());
  if (count + exponent > 310)
    return HUGE_VAL;
  if (count + exponent < -330)
    return 0;
  uint8_t values[kDigitsThatCount];
  for (size_t i = 0; i < digits.size(); i++)
    values[i] = static_cast<uint8_t>(digits[i] - '0');
  limbs::Limb number[kLimbs], by[kLimbs], quotient[kLimbs];
  size_t n = limbs::fromDigits(number, values, digits.size(), 10);
  int64_t binary = exponent;
  const limbs::Limb* result = number;
  if (exponent >= 0) {
    multiplyByFives(number, &n, exponent);
  } else {
    by[0] = 1;
    size_t nby = 1;
    multiplyByFives(by, &nby, -exponent);
    // Shifted up by whole limbs until the quotient has more than 64 bits.
    size_t up = nby + 2 > n ? nby + 2 - n : 0;
    memmove(number + up, number, n * sizeof *number);
    memset(number, 0, up * sizeof *number);
    n += up;
    binary -= static_cast<int64_t>(up) * 64;
    limbs::Limb rest[kLimbs];
    limbs::divide(quotient, rest, number, n, by, nby);
    sticky |= limbs::normalise(rest, nby) != 0;
    n = limbs::normalise(quotient, n - nby + 1);
    result = quotient;
  }
  // The leading 62 bits, with the rest in the lowest.
  auto cut = static_cast<int64_t>(limbs::bitLength(result, n)) - 62;
  uint64_t mantissa;
  if (cut <= 0) {
    mantissa = result[0] << -cut;
  } else {
    auto limb = static_cast<size_t>(cut) / 64;
    unsigned bit = cut % 64;
    uint64_t above = limb + 1 < n ? result[limb + 1] : 0;
    mantissa = result[limb] >> bit | (bit ? above << (64 - bit) : 0);
    sticky |= (result[limb] & ((uint64_t{1} << bit) - 1)) || limbs::normalise(result, limb);
  }
  bool overflow;
  return roundScaled(mantissa | sticky, binary + cut, &overflow);
}

} // namespace

double nearest(uint64_t significand, int64_t exponent) {
  if (significand == 0)
    return 0;
  if (significand <= uint64_t{1} << 53 && exponent >= -22 && exponent <= 22) {
    auto exact = static_cast<double>(significand);
    return exponent < 0 ? exact / kExactTens[-exponent] : exact * kExactTens[exponent];
  }
  double result;
  if (nearestByProduct(significand, exponent, &result))
    return result;
  char text[20];
  auto end = std::to_chars(text, text + sizeof text, significand);
  return nearestExactly({text, end.ptr}, exponent);
}

double nearest(std::string_view digits, int64_t exponent) {
  size_t from = digits.find_first_not_of('0');
  if (from == std::string_view::npos)
    return 0;
  digits.remove_prefix(from);
  constexpr size_t kWhole = 19;
  uint64_t leading = 0;
  size_t taken = digits.size() < kWhole ? digits.size() : kWhole;
  for (char c : digits.substr(0, taken))
    leading = leading * 10 + static_cast<uint64_t>(c - '0');
  if (taken == digits.size())
    return nearest(leading, exponent);
  // Between the leading digits and the next larger ones: mostly the same double.
  int64_t power = exponent + static_cast<int64_t>(digits.size() - taken);
  double low, high;
  if (nearestByProduct(leading, power, &low) && nearestByProduct(leading + 1, power, &high) &&
      low == high)
    return low;
  return nearestExactly(digits, exponent);
}

} // namespace tr::decimal
