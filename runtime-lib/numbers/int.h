// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int: 62-bit words, and big ints (sign and magnitude, 64-bit limbs) beyond. A value that fits the
// word is never a big int, so ints are equal only if their representation is.
#pragma once

#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct BigInt : Object {
  int64_t count;  // limbs; negative for negative numbers; never 0
  uint64_t* limbs() { return reinterpret_cast<uint64_t*>(this + 1); }
  const uint64_t* limbs() const { return reinterpret_cast<const uint64_t*>(this + 1); }
};

// An int or bool or instance of a subclass of int.
inline bool isIntLike(Value v) { return v.isInt() || v.isBool() || (v.isObject() && isA(v, &tr_type_int)); }
// Exactly an int.
inline bool isIntExact(Value v) { return v.isInt() || isExact(v, &tr_type_int); }
// The plain int of an int-like value (bools and subclass instances too).
Value plainInt(Value v);

// Out-of-line arithmetic on two int-likes.
Value intAdd(Value a, Value b);
Value intSub(Value a, Value b);
Value intMul(Value a, Value b);
Value intFloorDiv(Value a, Value b);
Value intMod(Value a, Value b);
Value intPow(Value a, Value b, Value modulus = kNone);
int intCompare(Value a, Value b);  // -1, 0, 1
bool intIsNegative(Value v);
bool intIsZero(Value v);
uint64_t intHash(Value v);         // CPython's: modulo 2^61 - 1

// Conversions. False when it does not fit (nothing is raised).
bool intToInt64(Value v, int64_t* out);
bool intToUInt64(Value v, uint64_t* out);
double intToDouble(Value v, bool* overflow);  // round half to even; *overflow: beyond the largest double
Value intFromDouble(double truncated);        // an integral finite double
Value intToStr(Value v, unsigned base = 10);  // str, with a leading '-', no prefix
// int(text, base): unbound when it is not a number of that form (nothing raised).
Value intParse(std::string_view ascii, unsigned base);
Value intFromLimbs(const uint64_t* limbs, uint64_t count, bool negative);  // normalises

}  // namespace tr
