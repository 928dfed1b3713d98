// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shortest digits: Schubfach (Giulietti, "The Schubfach way to render doubles"). A given number of
// digits: an exact 128-bit product where 5^power fits 64 bits, else 192 bits of one, else big
// natural numbers.
#include "runtime-lib/numbers/decimal.h"

#include <charconv>
#include <cstring>

#include "runtime-lib/numbers/decimal_product.h"
#include "runtime-lib/numbers/limbs.h"

namespace tr::decimal {
namespace {

using Double = unsigned __int128;

struct Binary {
  uint64_t mantissa; // * 2^exponent
  int exponent;
  bool lowestOfItsExponent; // the gap below is half the gap above
};

Binary split(double d) {
  auto bits = std::bit_cast<uint64_t>(d);
  uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  int exponent = static_cast<int>(bits >> 52 & 0x7ff);
  if (!exponent)
    return {fraction, -1074, false};
  return {fraction | uint64_t{1} << 52, exponent - 1075, fraction == 0 && exponent > 1};
}

// The product's bits from 2^128 on, with all below gathered in the lowest.
uint64_t roundToOdd(uint64_t high, uint64_t low, uint64_t n) {
  Double sum = Double{high} * n + static_cast<uint64_t>(Double{low} * n >> 64);
  return static_cast<uint64_t>(sum >> 64) | (static_cast<uint64_t>(sum) > 1);
}

Short schubfach(const Binary& b) {
  // The bounds of what rounds to d, four times, belong to it when its mantissa is even.
  bool closer = b.lowestOfItsExponent, odd = b.mantissa & 1;
  uint64_t middle = 4 * b.mantissa, below = middle - 2 + closer, above = middle + 2;
  int k = (b.exponent * 1262611 - (closer ? 524031 : 0)) >> 22;
  int shift = b.exponent + floorLog2Pow10(-k) + 1;
  Power power = powerOfTen(-k);
  // Rounded up.
  uint64_t low = power.low + !power.exact, high = power.high + (!power.exact && low == 0);
  uint64_t from = roundToOdd(high, low, below << shift) + odd;
  uint64_t value = roundToOdd(high, low, middle << shift);
  uint64_t to = roundToOdd(high, low, above << shift) - odd;

  uint64_t whole = value / 4;
  if (whole >= 10) {
    uint64_t tens = whole / 10;
    bool lowerFits = from <= 40 * tens, upperFits = 40 * tens + 40 <= to;
    if (lowerFits != upperFits)
      return {tens + upperFits, k + 1};
  }
  bool lowerFits = from <= 4 * whole, upperFits = 4 * whole + 4 <= to;
  if (lowerFits != upperFits)
    return {whole + upperFits, k};
  uint64_t half = 4 * whole + 2;
  return {whole + (value > half || (value == half && (whole & 1))), k};
}

// --- exact arithmetic. The largest number is a mantissa times 5^1074: 2547 bits.

constexpr size_t kLimbs = 48;

struct Natural {
  limbs::Limb limbs[kLimbs];
  size_t count;

  void multiply(uint64_t by) {
    if (limbs::Limb carry = limbs::mulOne(limbs, limbs, count, by))
      limbs[count++] = carry;
  }
  void multiplyByFives(int n) {
    for (; n >= kFives; n -= kFives - 1)
      multiply(kFive.of[kFives - 1]);
    multiply(kFive.of[n]);
  }
  void shiftLeft(int bits) {
    size_t whole = static_cast<size_t>(bits) / 64;
    memmove(limbs + whole, limbs, count * sizeof(limbs::Limb));
    memset(limbs, 0, whole * sizeof(limbs::Limb));
    count += whole;
    if (limbs::Limb carry = limbs::shiftLeft(limbs, limbs, count, bits % 64))
      limbs[count++] = carry;
  }
  // Over 2^bits, to the nearest, half to even.
  void shiftRightRounded(int bits) {
    size_t whole = static_cast<size_t>(bits) / 64;
    if (whole > count) {
      count = 0;
      return;
    }
    limbs[count] = 0;
    size_t halfLimb = static_cast<size_t>(bits - 1) / 64;
    limbs::Limb halfBit = limbs::Limb{1} << (bits - 1) % 64;
    bool half = limbs[halfLimb] & halfBit;
    bool sticky = (limbs[halfLimb] & (halfBit - 1)) || limbs::normalise(limbs, halfLimb);
    memmove(limbs, limbs + whole, (count - whole) * sizeof(limbs::Limb));
    count -= whole;
    limbs::shiftRight(limbs, limbs, count, bits % 64);
    count = limbs::normalise(limbs, count);
    roundUp(half, sticky);
  }
  // Over 10^n, to the nearest, half to even; sticky: the number is a fraction larger.
  void divideByTens(int n, bool sticky) {
    constexpr int kChunk = 18;
    constexpr uint64_t kChunkPower = 1000000000000000000;
    auto divide = [&](uint64_t by) {
      uint64_t rest = limbs::divideOne(limbs, limbs, count, by);
      count = limbs::normalise(limbs, count);
      return rest;
    };
    for (n--; n >= kChunk; n -= kChunk)
      sticky |= divide(kChunkPower) != 0;
    for (; n > 0; n--)
      sticky |= divide(10) != 0;
    uint64_t last = divide(10);
    roundUp(last >= 5, sticky || last > 5);
  }
  void roundUp(bool half, bool sticky) {
    bool odd = count && (limbs[0] & 1);
    if (!half || (!sticky && !odd))
      return;
    if (count == 0 || limbs::addOne(limbs, limbs, count, 1))
      limbs[count++] = 1;
  }
  void appendTo(std::string* out) const {
    if (!count)
      return;
    size_t before = out->size();
    out->resize(before + limbs::digitBound(count, 10));
    out->resize(before + limbs::toDigits(out->data() + before, limbs, count, 10));
  }
};

// Appends the digits of d * 10^power rounded to an integer; none for 0.
void appendScaledExactly(double d, int power, std::string* out) {
  Binary b = split(d);
  if (!b.mantissa)
    return;
  Natural n{{b.mantissa}, 1};
  // From here on d has zeros.
  int last = b.exponent < 0 ? -b.exponent : 0;
  int zeros = 0;
  if (power > last) {
    zeros = power - last;
    power = last;
  }
  if (power >= 0) {
    n.multiplyByFives(power);
    int shift = b.exponent + power;
    if (shift >= 0)
      n.shiftLeft(shift);
    else
      n.shiftRightRounded(-shift);
  } else if (b.exponent >= 0) {
    n.shiftLeft(b.exponent);
    n.divideByTens(-power, false);
  } else {
    int cut = -b.exponent;
    uint64_t whole = cut < 64 ? b.mantissa >> cut : 0;
    bool sticky = cut >= 64 || whole << cut != b.mantissa;
    n = {{whole}, size_t{whole != 0}};
    n.divideByTens(-power, sticky);
  }
  size_t before = out->size();
  n.appendTo(out);
  if (out->size() > before)
    out->append(static_cast<size_t>(zeros), '0');
}

void appendNumber(uint64_t n, std::string* out) {
  char text[20];
  auto end = std::to_chars(text, text + sizeof text, n);
  out->append(text, end.ptr);
}

constexpr uint64_t kTenToThe19 = 10000000000000000000u;

} // namespace

Short shortest(double d) {
  Binary b = split(d);
  Short result;
  if (b.exponent <= 0 && b.exponent > -53 && !(b.mantissa & ((uint64_t{1} << -b.exponent) - 1)))
    result = {b.mantissa >> -b.exponent, 0}; // an integer below 2^53
  else
    result = schubfach(b);
  while (result.significand % 10 == 0) {
    result.significand /= 10;
    result.exponent++;
  }
  return result;
}

bool scaled(double d, int power, uint64_t* out) {
  Binary b = split(d);
  if (!b.mantissa) {
    *out = 0;
    return true;
  }
  if (power >= 0 && power < kFives) {
    // Below 2^117, and exact.
    Double product = Double{b.mantissa} * kFive.of[power];
    int shift = b.exponent + power;
    if (shift >= 0) {
      if (shift >= 64 || product >> (64 - shift))
        return false;
      *out = static_cast<uint64_t>(product) << shift;
      return *out < kTenToThe19;
    }
    if (shift < -118) {
      *out = 0;
      return true;
    }
    Double whole = product >> -shift, rest = product - (whole << -shift),
           half = Double{1} << (-shift - 1);
    whole += rest > half || (rest == half && (whole & 1));
    *out = static_cast<uint64_t>(whole);
    return whole < kTenToThe19;
  }
  if (power < kLeastPower || power > kLargestPower)
    return false;
  Product product = timesPowerOfTen(b.mantissa, power);
  int drop = -(product.exponent + b.exponent);
  return drop >= 128 && roundProduct(product, drop, out) && *out < kTenToThe19;
}

Digits shortestDigits(double d) {
  if (d == 0)
    return {"0", 0};
  Short s = shortest(d);
  Digits result{{}, s.exponent};
  appendNumber(s.significand, &result.text);
  result.exponent += static_cast<int>(result.text.size()) - 1;
  return result;
}

Digits significant(double d, size_t count) {
  if (d == 0)
    return {std::string(count, '0'), 0};
  Binary b = split(d);
  // The exponent is this, or one more; rounding to 10^count is seen the same way.
  int exponent = floorLog10Pow2(b.exponent + 63 - std::countl_zero(b.mantissa));
  // No double has more digits than 767.
  size_t known = count < 800 ? count : 800;
  Digits result;
  for (;; exponent++) {
    int power = static_cast<int>(known) - 1 - exponent;
    uint64_t n;
    result.text.clear();
    if (known < 19 && scaled(d, power, &n))
      appendNumber(n, &result.text);
    else
      appendScaledExactly(d, power, &result.text);
    if (result.text.size() <= known)
      break;
  }
  result.exponent = exponent;
  result.text.append(count - known, '0');
  return result;
}

std::string scaledDigits(double d, int power) {
  std::string out;
  uint64_t n;
  if (!scaled(d, power, &n))
    appendScaledExactly(d, power, &out);
  else if (n)
    appendNumber(n, &out);
  return out;
}

} // namespace tr::decimal
