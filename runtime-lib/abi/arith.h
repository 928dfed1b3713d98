// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Python's arithmetic on machine words and doubles: the one copy of it, used by the runtime when
// it computes and by the compiler when it folds constants or emits the same steps.
//
// Functions named ...Overflow answer true when the exact result is not an int64; *out is then the
// low 64 bits (powOverflow: unspecified). Nothing here raises: what Python refuses is a
// precondition or an answer of its own (PowStatus).
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tauro::abi {

// --- integers
constexpr bool addOverflow(int64_t a, int64_t b, int64_t* out) {
  return __builtin_add_overflow(a, b, out);
}
constexpr bool subOverflow(int64_t a, int64_t b, int64_t* out) {
  return __builtin_sub_overflow(a, b, out);
}
constexpr bool mulOverflow(int64_t a, int64_t b, int64_t* out) {
  return __builtin_mul_overflow(a, b, out);
}
constexpr bool negOverflow(int64_t a, int64_t* out) {
  return __builtin_sub_overflow(int64_t{0}, a, out);
}
constexpr uint64_t magnitude(int64_t a) {
  return a < 0 ? 0 - static_cast<uint64_t>(a) : static_cast<uint64_t>(a);
}

// Quotient rounded to minus infinity, and the remainder with the divisor's sign. b != 0, and not
// (INT64_MIN, -1) for floorDiv.
constexpr int64_t floorDiv(int64_t a, int64_t b) {
  int64_t quotient = a / b;
  return quotient - ((a % b != 0) & ((a ^ b) < 0));
}
constexpr int64_t floorMod(int64_t a, int64_t b) {
  if (b == -1)
    return 0; // INT64_MIN % -1 traps
  int64_t remainder = a % b;
  return remainder != 0 && (remainder ^ b) < 0 ? remainder + b : remainder;
}
constexpr bool floorDivOverflow(int64_t a, int64_t b, int64_t* out) {
  if (b == -1)
    return negOverflow(a, out);
  *out = floorDiv(a, b);
  return false;
}

// count >= 0 in both; any size.
constexpr bool shiftLeftOverflow(int64_t a, int64_t count, int64_t* out) {
  *out = count < 64 ? static_cast<int64_t>(static_cast<uint64_t>(a) << count) : 0;
  if (a == 0)
    return false;
  return count > 63 || (*out >> count) != a;
}
constexpr int64_t shiftRight(int64_t a, int64_t count) { return a >> (count < 63 ? count : 63); }

// base ** exponent for exponent >= 0.
constexpr bool powOverflow(int64_t base, int64_t exponent, int64_t* out) {
  int64_t result = 1;
  while (true) {
    if ((exponent & 1) && __builtin_mul_overflow(result, base, &result))
      return true;
    exponent >>= 1;
    if (exponent == 0)
      break;
    if (__builtin_mul_overflow(base, base, &base)) {
      // The square is used by the next set bit, so the result can't fit, save for 0, 1 and -1,
      // whose squares do not overflow.
      return true;
    }
  }
  *out = result;
  return false;
}

constexpr int bitLength(uint64_t a) { return 64 - std::countl_zero(a); }

// --- floats
// a // b and a % b; b != 0.
inline void floatDivMod(double a, double b, double* quotient, double* remainder) {
  double mod = std::fmod(a, b);
  double div = (a - mod) / b;
  if (mod != 0.0) {
    if ((b < 0) != (mod < 0)) {
      mod += b;
      div -= 1.0;
    }
  } else {
    mod = std::copysign(0.0, b);
  }
  if (div != 0.0) {
    double floored = std::floor(div);
    if (div - floored > 0.5)
      floored += 1.0;
    div = floored;
  } else {
    div = std::copysign(0.0, a / b);
  }
  *quotient = div;
  *remainder = mod;
}
inline double floatFloorDiv(double a, double b) {
  double quotient, remainder;
  floatDivMod(a, b, &quotient, &remainder);
  return quotient;
}
inline double floatMod(double a, double b) {
  double mod = std::fmod(a, b);
  if (mod == 0.0)
    return std::copysign(0.0, b);
  return (b < 0) != (mod < 0) ? mod + b : mod;
}

enum class PowStatus : uint8_t {
  Ok,
  ZeroToNegative, // ZeroDivisionError
  Overflow,       // OverflowError
  Complex,        // negative base, fractional exponent: the result is complex
};
// a ** b with the special cases that IEEE's pow leaves to the C library.
inline PowStatus floatPow(double a, double b, double* out) {
  *out = 1.0;
  if (b == 0.0 || a == 1.0)
    return PowStatus::Ok;
  if (std::isnan(a) || std::isnan(b)) {
    *out = std::isnan(a) ? a : b;
    return PowStatus::Ok;
  }
  bool oddExponent = std::fmod(std::fabs(b), 2.0) == 1.0;
  if (std::isinf(b)) {
    double size = std::fabs(a);
    if (size != 1.0)
      *out = (b > 0) == (size > 1.0) ? std::fabs(b) : 0.0;
    return PowStatus::Ok;
  }
  if (std::isinf(a)) {
    if (b > 0)
      *out = oddExponent ? a : std::fabs(a);
    else
      *out = oddExponent ? std::copysign(0.0, a) : 0.0;
    return PowStatus::Ok;
  }
  if (a == 0.0) {
    if (b < 0)
      return PowStatus::ZeroToNegative;
    *out = oddExponent ? a : 0.0;
    return PowStatus::Ok;
  }
  bool negate = false;
  if (a < 0) {
    if (b != std::floor(b))
      return PowStatus::Complex;
    a = -a;
    negate = oddExponent;
  }
  if (a == 1.0) {
    *out = negate ? -1.0 : 1.0;
    return PowStatus::Ok;
  }
  double result = std::pow(a, b);
  *out = negate ? -result : result;
  return std::isinf(result) ? PowStatus::Overflow : PowStatus::Ok;
}

// --- between the two
enum class Ordering : int8_t { Less = -1, Equal = 0, Greater = 1, Unordered = 2 };

// The exact order of an int and a float, without rounding the int.
constexpr Ordering compareIntFloat(int64_t a, double b) {
  if (b != b)
    return Ordering::Unordered;
  if (b >= 0x1p63)
    return Ordering::Less;
  if (b < -0x1p63)
    return Ordering::Greater;
  int64_t whole = static_cast<int64_t>(b);
  if (a != whole)
    return a < whole ? Ordering::Less : Ordering::Greater;
  double fraction = b - static_cast<double>(whole);
  if (fraction == 0)
    return Ordering::Equal;
  return fraction > 0 ? Ordering::Less : Ordering::Greater;
}

// a / b for ints, correctly rounded (dividing the two doubles would round three times). b != 0.
constexpr double intTrueDiv(int64_t a, int64_t b) {
  constexpr int64_t kExact = int64_t{1} << 53;
  if (a >= -kExact && a <= kExact && b >= -kExact && b <= kExact)
    return a == 0 ? (b < 0 ? -0.0 : 0.0) : static_cast<double>(a) / static_cast<double>(b);
  if (a == 0)
    return b < 0 ? -0.0 : 0.0;
  uint64_t x = magnitude(a), y = magnitude(b);
  // A quotient of 63 to 65 bits, its lowest bit made sticky, rounds once when converted.
  int shift = 64 - bitLength(x) + bitLength(y) - 1;
  // x << shift may need 127 bits: long division by bits keeps this free of 128-bit library calls.
  uint64_t remainder = 0, quotient = 0;
  int total = bitLength(x) + shift;
  for (int bit = total - 1; bit >= 0; bit--) {
    bool carry = remainder >> 63;
    int source = bit - shift;
    remainder = (remainder << 1) | (source >= 0 ? (x >> source) & 1 : 0);
    quotient <<= 1;
    if (carry || remainder >= y) {
      remainder -= y;
      quotient |= 1;
    }
  }
  if (remainder != 0)
    quotient |= 1;
  double result = static_cast<double>(quotient);
  // 2^-shift, which is a normal double: 0 <= shift < 128.
  result *= std::bit_cast<double>(static_cast<uint64_t>(1023 - shift) << 52);
  return (a < 0) != (b < 0) ? -result : result;
}

// The integer part as int64; false when it does not fit or there is none.
constexpr bool floatToInt64(double d, int64_t* out) {
  if (!(d >= -0x1p63 && d < 0x1p63))
    return false;
  *out = static_cast<int64_t>(d);
  return true;
}

// --- numeric hashes: equal numbers of any type hash alike, as CPython computes them modulo the
// prime 2^61 - 1; -1 is never a hash.
constexpr unsigned kHashBits = 61;
constexpr uint64_t kHashModulus = (uint64_t{1} << kHashBits) - 1;
constexpr int64_t kHashInfinity = 314159;

constexpr int64_t hashInt64(int64_t a) {
  uint64_t residue = magnitude(a) % kHashModulus;
  int64_t hash = a < 0 ? -static_cast<int64_t>(residue) : static_cast<int64_t>(residue);
  return hash == -1 ? -2 : hash;
}
// d is not nan (its hash comes from the object's identity).
constexpr int64_t hashDouble(double d) {
  uint64_t bits = std::bit_cast<uint64_t>(d);
  bool negative = bits >> 63;
  int exponent = static_cast<int>((bits >> 52) & 0x7ff);
  uint64_t mantissa = bits & ((uint64_t{1} << 52) - 1);
  if (exponent == 0x7ff)
    return negative ? -kHashInfinity : kHashInfinity;
  if (exponent != 0)
    mantissa |= uint64_t{1} << 52;
  else
    exponent = 1;
  if (mantissa == 0)
    return 0;
  // Multiplying by 2^e modulo 2^61 - 1 rotates 61 bits by e.
  int rotate = (exponent - 1075) % static_cast<int>(kHashBits);
  if (rotate < 0)
    rotate += static_cast<int>(kHashBits);
  uint64_t residue =
      ((mantissa << rotate) & kHashModulus) | (rotate ? mantissa >> (kHashBits - rotate) : 0);
  // The mantissa is below the modulus, so its rotation is too unless it is all ones.
  if (residue == kHashModulus)
    residue = 0;
  int64_t hash = negative ? -static_cast<int64_t>(residue) : static_cast<int64_t>(residue);
  return hash == -1 ? -2 : hash;
}

} // namespace tauro::abi
