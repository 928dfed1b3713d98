// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// math's functions on integers: factorial, comb, perm, gcd, lcm, isqrt. Long products are made as
// balanced trees, so that the factors of the large products have equal sizes.
#include <bit>

#include "runtime-lib/modules/math_functions.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// first * (first + step) * ... of count factors, all below 2^63.
Value productOfRange(uint64_t first, uint64_t step, uint64_t count) {
  unsigned bits = 64 - static_cast<unsigned>(std::countl_zero(first + step * (count - 1)));
  if (count <= 64 / bits) {
    uint64_t product = 1;
    for (uint64_t i = 0; i < count; i++)
      product *= first + step * i;
    return makeIntFromUInt64(product);
  }
  if (count == 1)
    return makeIntFromUInt64(first);
  uint64_t half = count / 2;
  Value low = productOfRange(first, step, half);
  if (low.isError())
    return kError;
  Value high = productOfRange(first + step * half, step, count - half);
  return high.isError() ? kError : intMul(low, high);
}

// n! = 2^(n - ones(n)) * product over i of the odd numbers in (n/2^(i+1), n/2^i], each to the
// power i + 1 (P. Luschny, "Divide, swing and conquer").
Value factorial(uint64_t n) {
  Value inner = smallInt(1), outer = smallInt(1);
  uint64_t upperBefore = 3;
  for (int i = 64 - std::countl_zero(n) - 2; i >= 0; i--) {
    uint64_t v = n >> i;
    if (v <= 2)
      continue;
    uint64_t upper = (v + 1) | 1;
    if (upper > upperBefore) {
      Value range = productOfRange(upperBefore, 2, (upper - upperBefore) / 2);
      inner = range.isError() ? kError : intMul(inner, range);
      if (inner.isError())
        return kError;
      upperBefore = upper;
    }
    outer = intMul(outer, inner);
    if (outer.isError())
      return kError;
  }
  return intShift(outer, static_cast<int64_t>(n) - std::popcount(n));
}

// n (n - 1) ... (n - k + 1) for any n.
Value fallingProduct(Value n, uint64_t k) {
  int64_t word;
  if (k == 0)
    return smallInt(1);
  if (intToInt64(n, &word))
    return productOfRange(static_cast<uint64_t>(word) - k + 1, 1, k);
  if (k == 1)
    return n;
  uint64_t half = k / 2;
  Value left = fallingProduct(n, half);
  if (left.isError())
    return kError;
  Value right = fallingProduct(intSub(n, makeIntFromUInt64(half)), k - half);
  return right.isError() ? kError : intMul(left, right);
}

// n! = odd * 2^twos; products and quotients of odd numbers are exact modulo 2^64, so a binomial
// below 2^64 is odd(n) / odd(k) / odd(n - k) there, shifted.
constexpr unsigned kTableSize = 128;
struct Factorials {
  uint64_t odd[kTableSize], inverse[kTableSize];
  uint8_t twos[kTableSize];
  uint8_t largestK[kTableSize]; // the largest k <= n/2 whose binomial is below 2^64
};
constexpr Factorials makeFactorials() {
  Factorials table{};
  uint64_t odd = 1;
  unsigned twos = 0;
  for (unsigned n = 0; n < kTableSize; n++) {
    if (n > 0) {
      odd *= n >> std::countr_zero(n);
      twos += static_cast<unsigned>(std::countr_zero(n));
    }
    table.odd[n] = odd;
    table.twos[n] = static_cast<uint8_t>(twos);
    uint64_t inverse = odd;
    for (int i = 0; i < 5; i++)
      inverse *= 2 - odd * inverse;
    table.inverse[n] = inverse;
    unsigned __int128 binomial = 1;
    unsigned k = 0;
    while (k < n / 2) {
      binomial = binomial * (n - k) / (k + 1);
      if (binomial >> 64)
        break;
      k++;
    }
    table.largestK[n] = static_cast<uint8_t>(k);
  }
  return table;
}
constexpr Factorials kFactorials = makeFactorials();

// The binomial of small arguments, k <= n / 2; unbound when a step would overflow.
Value smallBinomial(uint64_t n, uint64_t k) {
  if (n < kTableSize && k <= kFactorials.largestK[n]) {
    uint64_t odd = kFactorials.odd[n] * kFactorials.inverse[k] * kFactorials.inverse[n - k];
    return makeIntFromUInt64(
        odd << (kFactorials.twos[n] - kFactorials.twos[k] - kFactorials.twos[n - k]));
  }
  unsigned __int128 result = 1;
  for (uint64_t i = 1; i <= k; i++) {
    result *= n - k + i;
    if (result >> 64)
      return kUnbound;
    result = static_cast<uint64_t>(result) / i;
  }
  return makeIntFromUInt64(static_cast<uint64_t>(result));
}

// Arguments of comb and perm: plain ints, not negative.
bool countArgument(Value v, const char* name, Value* out) {
  Value index = toIndex(v);
  if (index.isError())
    return false;
  *out = plainInt(index);
  if (intIsNegative(*out))
    return raiseValueError("%s must be a non-negative integer", name), false;
  return true;
}

} // namespace

Value mathFactorial(const Value* args, uint64_t) {
  Value index = toIndex(args[0]);
  if (index.isError())
    return kError;
  int64_t n;
  if (intIsNegative(index))
    return raiseValueError("factorial() not defined for negative values");
  if (!intToInt64(index, &n))
    return raiseOverflowError("factorial() argument should not exceed %lld",
                              static_cast<long long>(INT64_MAX));
  return factorial(static_cast<uint64_t>(n));
}

Value mathComb(const Value* args, uint64_t) {
  Value n, k;
  if (!countArgument(args[0], "n", &n) || !countArgument(args[1], "k", &k))
    return kError;
  if (intCompare(k, n) > 0)
    return smallInt(0);
  Value other = intSub(n, k);
  if (other.isError())
    return kError;
  if (intCompare(other, k) < 0)
    k = other;
  int64_t count, word;
  if (!intToInt64(k, &count))
    return raiseOverflowError("min(n - k, k) must not exceed %lld",
                              static_cast<long long>(INT64_MAX));
  if (intToInt64(n, &word)) {
    Value small = smallBinomial(static_cast<uint64_t>(word), static_cast<uint64_t>(count));
    if (!small.isUnbound())
      return small;
  }
  Value product = fallingProduct(n, static_cast<uint64_t>(count));
  if (product.isError())
    return kError;
  Value divisor = factorial(static_cast<uint64_t>(count));
  return divisor.isError() ? kError : intFloorDiv(product, divisor);
}

Value mathPerm(const Value* args, uint64_t nargs) {
  if (nargs < 2 || args[1].isNone())
    return mathFactorial(args, 1);
  Value n, k;
  if (!countArgument(args[0], "n", &n) || !countArgument(args[1], "k", &k))
    return kError;
  if (intCompare(k, n) > 0)
    return smallInt(0);
  int64_t count;
  if (!intToInt64(k, &count))
    return raiseOverflowError("k must not exceed %lld", static_cast<long long>(INT64_MAX));
  return fallingProduct(n, static_cast<uint64_t>(count));
}

Value mathGcd(const Value* args, uint64_t nargs) {
  Value result = smallInt(0);
  for (uint64_t i = 0; i < nargs; i++) {
    Value v = toIndex(args[i]);
    if (v.isError())
      return kError;
    if (result == smallInt(1))
      continue; // the rest is still checked
    result = intGcd(result, v);
    if (result.isError())
      return kError;
  }
  return result;
}

Value mathLcm(const Value* args, uint64_t nargs) {
  Value result = smallInt(1);
  for (uint64_t i = 0; i < nargs; i++) {
    Value v = toIndex(args[i]);
    if (v.isError())
      return kError;
    if (intIsZero(result))
      continue;
    if (intIsZero(v)) {
      result = smallInt(0);
      continue;
    }
    Value divisor = intGcd(result, v);
    Value part = divisor.isError() ? kError : intFloorDiv(result, divisor);
    Value product = part.isError() ? kError : intMul(part, v);
    if (product.isError())
      return kError;
    result = intAbs(product);
    if (result.isError())
      return kError;
  }
  return result;
}

Value mathIsqrt(const Value* args, uint64_t) {
  Value v = toIndex(args[0]);
  if (v.isError())
    return kError;
  if (intIsNegative(v))
    return raiseValueError("isqrt() argument must be nonnegative");
  return intSqrt(v);
}

} // namespace tr
