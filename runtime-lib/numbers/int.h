// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int: 62-bit words, and big ints (sign and magnitude, 64-bit limbs) beyond. A value that fits the
// word is never a big int, so ints are equal only if their representation is.
//
// "Plain" ints are small ints and BigInts. Int-likes are those, bools, and instances of subclasses
// of int, which hold a plain int (IntInstance). Functions below take int-likes unless they say
// plain.
#pragma once

#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct BigInt : Object {
  int64_t count; // limbs; negative for negative numbers; never 0
  uint64_t* limbs() { return reinterpret_cast<uint64_t*>(this + 1); }
  const uint64_t* limbs() const { return reinterpret_cast<const uint64_t*>(this + 1); }
};
static_assert(sizeof(BigInt) == abi::kBigLimbs);

// An instance of a subclass of int.
struct IntInstance : Object {
  Value value; // plain
};

// An int or bool or instance of a subclass of int.
inline bool isIntLike(Value v) {
  return v.isInt() || v.isBool() || (v.isObject() && isA(v, &tr_type_int));
}
// Exactly an int.
inline bool isIntExact(Value v) { return v.isInt() || isExact(v, &tr_type_int); }
// The plain int of an int-like value (bools and subclass instances too).
Value plainInt(Value v);

// Out-of-line arithmetic on two int-likes. Errors: MemoryError; ZeroDivisionError as the operator
// raises it.
Value intAdd(Value a, Value b);
Value intSub(Value a, Value b);
Value intMul(Value a, Value b);
Value intFloorDiv(Value a, Value b);
Value intMod(Value a, Value b);
// Both at once, b not zero; either pointer may be null. False with MemoryError pending.
bool intDivMod(Value a, Value b, Value* quotient, Value* remainder);
Value intTrueDiv(Value a, Value b);                    // a float
Value intPow(Value a, Value b, Value modulus = kNone); // a float for negative b without modulus
Value intNeg(Value v);
Value intAbs(Value v);
Value intInvert(Value v);
Value intAnd(Value a, Value b);
Value intOr(Value a, Value b);
Value intXor(Value a, Value b);
Value intLShift(Value a, Value b); // ValueError "negative shift count"
Value intRShift(Value a, Value b);
Value intShift(Value a, int64_t count); // left for positive counts, right (floor) for negative ones
int intCompare(Value a, Value b);       // -1, 0, 1
bool intIsNegative(Value v);
bool intIsZero(Value v);
uint64_t intHash(Value v); // CPython's: modulo 2^61 - 1
uint64_t intBitLength(Value v);
uint64_t intBitCount(Value v); // ones of the magnitude
Value intGcd(Value a, Value b);
Value intSqrt(Value v); // floor; v >= 0

// Conversions. False when it does not fit (nothing is raised).
bool intToInt64(Value v, int64_t* out);
bool intToUInt64(Value v, uint64_t* out);
double intToDouble(Value v,
                   bool* overflow); // round half to even; *overflow: beyond the largest double
// v = *mantissa * 2^exponent rounded to 53 bits, 0.5 <= |mantissa| < 1 (0 for 0).
double intFrexp(Value v, int64_t* exponent);
int intCompareDouble(Value v, double d); // exact; d is not nan
Value intFromDouble(double truncated);   // an integral finite double
// int(d): ValueError for nan, OverflowError for infinities.
Value intFromFloat(double d);
Value intFromLimbs(const uint64_t* limbs, uint64_t count, bool negative); // normalises
// From and to bytes, as int.from_bytes and to_bytes. intToBytes fills out[length]; OverflowError
// when it does not fit.
Value intFromBytes(const uint8_t* bytes, uint64_t length, bool littleEndian, bool isSigned);
bool intToBytes(Value v, uint8_t* out, uint64_t length, bool littleEndian, bool isSigned);

// --- text
// str with a leading '-', then the prefix (two characters at most); base 2..36. ValueError beyond
// the limit of digits, which holds for bases other than 2, 4, 8, 16 and 32.
Value intToStr(Value v, unsigned base = 10, std::string_view prefix = {});
// int(text, base): text may have whitespace around it, a sign, a prefix (base 0, 2, 8, 16) and
// underscores. Unbound when it is not a number of that form (nothing raised); error: ValueError
// because of the limit of digits.
Value intParse(std::string_view ascii, unsigned base);
// int(text, base) of a str, bytes or bytearray, with the errors that int() raises. base 0, 2..36.
Value intFromText(Value text, unsigned base);
// sys.get_int_max_str_digits and its setter; 0: no limit. Not below kIntMaxStrDigitsThreshold
// otherwise (the caller of the setter checks).
constexpr int64_t kIntDefaultMaxStrDigits = 4300;
constexpr int64_t kIntMaxStrDigitsThreshold = 640;
int64_t intMaxStrDigits();
void setIntMaxStrDigits(int64_t digits);

// int(v) for any value, the constructor's one-argument form: a plain int.
Value intFromValue(Value v);
// pow(a, b, c) for any values.
Value powModulo(Value a, Value b, Value c);
// round(v, digits) of an int; digits < 0 matters only.
Value intRound(Value v, Value digits);

} // namespace tr
