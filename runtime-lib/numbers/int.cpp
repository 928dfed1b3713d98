// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int: making, comparing, hashing, sums, products, division, conversion to machine numbers.
#include "runtime-lib/numbers/int.h"

#include <bit>
#include <cmath>

#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/numbers/number_errors.h"
#include "runtime-lib/numbers/rounding.h"

namespace tr {

Value makeBigFromInt64(int64_t v) {
  BigInt* big = allocateBig(1);
  big->limbs()[0] = abi::magnitude(v);
  big->count = v < 0 ? -1 : 1;
  return objectValue(big);
}

Value makeIntFromUInt64(uint64_t v) {
  if (v <= static_cast<uint64_t>(abi::kIntMax))
    return smallInt(static_cast<int64_t>(v));
  BigInt* big = allocateBig(1);
  big->limbs()[0] = v;
  big->count = 1;
  return objectValue(big);
}

static Value makeFrom128(unsigned __int128 size, bool negative) {
  BigInt* big = allocateBig(2);
  big->limbs()[0] = static_cast<uint64_t>(size);
  big->limbs()[1] = static_cast<uint64_t>(size >> 64);
  return finishBig(big, 2, negative);
}

Value intFromLimbs(const uint64_t* limbs, uint64_t count, bool negative) {
  count = limbs::normalise(limbs, count);
  BigInt* big = allocateBig(count ? count : 1);
  if (!big)
    return kError;
  limbs::copy(big->limbs(), limbs, count);
  return finishBig(big, count, negative);
}

Value plainInt(Value v) {
  if (v.isInt())
    return v;
  if (v.isBool())
    return smallInt(v == kTrue);
  if (v.object()->shape == &tr_shape_int)
    return v;
  return v.as<IntInstance>()->value;
}

// --- sums

// |a| + |b| or |a| - |b| with the sign that results; subtract: of b's sign turned.
static Value addSigned(const IntView& a, const IntView& b, bool subtract) {
  const IntView &x = a.count >= b.count ? a : b, &y = a.count >= b.count ? b : a;
  bool sameSign = a.negative == (b.negative != subtract);
  if (sameSign) {
    BigInt* big = allocateBig(x.count + 1);
    if (!big)
      return kError;
    big->limbs()[x.count] = limbs::add(big->limbs(), x.limbs, x.count, y.limbs, y.count);
    return finishBig(big, x.count + 1, a.negative);
  }
  int order = limbs::compare(a.limbs, a.count, b.limbs, b.count);
  if (order == 0)
    return smallInt(0);
  const IntView &larger = order > 0 ? a : b, &smaller = order > 0 ? b : a;
  BigInt* big = allocateBig(larger.count);
  if (!big)
    return kError;
  limbs::sub(big->limbs(), larger.limbs, larger.count, smaller.limbs, smaller.count);
  return finishBig(big, larger.count, order > 0 ? a.negative : !a.negative);
}

Value intAdd(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return makeInt(a.smallInt() + b.smallInt());
  return addSigned(IntView(a), IntView(b), false);
}

Value intSub(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return makeInt(a.smallInt() - b.smallInt());
  return addSigned(IntView(a), IntView(b), true);
}

Value intNeg(Value v) {
  v = plainInt(v);
  if (v.isInt())
    return makeInt(-v.smallInt());
  IntView view(v);
  return intFromLimbs(view.limbs, view.count, !view.negative);
}

Value intAbs(Value v) {
  v = plainInt(v);
  return intIsNegative(v) ? intNeg(v) : v;
}

Value raiseStopped() {
  return limbs::takeStop() == limbs::Stop::Memory ? raiseMemoryError() : kError;
}

// --- products

Value intMul(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt()) {
    int64_t x = a.smallInt(), y = b.smallInt(), product;
    if (!__builtin_mul_overflow(x, y, &product))
      return makeInt(product);
    return makeFrom128(static_cast<unsigned __int128>(abi::magnitude(x)) * abi::magnitude(y),
                       (x < 0) != (y < 0));
  }
  IntView x(a), y(b);
  if (x.count == 0 || y.count == 0)
    return smallInt(0);
  BigInt* big = allocateBig(x.count + y.count);
  if (!big)
    return kError;
  limbs::multiply(big->limbs(), x.limbs, x.count, y.limbs, y.count);
  if (limbs::stopped())
    return raiseStopped();
  return finishBig(big, x.count + y.count, x.negative != y.negative);
}

// --- division

bool intDivMod(Value a, Value b, Value* quotient, Value* remainder) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt()) {
    int64_t x = a.smallInt(), y = b.smallInt();
    if (quotient)
      *quotient = makeInt(abi::floorDiv(x, y));
    if (remainder)
      *remainder = smallInt(abi::floorMod(x, y));
    return true;
  }
  IntView x(a), y(b);
  bool opposite = x.negative != y.negative;
  if (limbs::compare(x.limbs, x.count, y.limbs, y.count) < 0) {
    // |a| < |b|: 0 and a, or -1 and a + b.
    bool adjust = x.count != 0 && opposite;
    if (quotient)
      *quotient = smallInt(adjust ? -1 : 0);
    if (remainder)
      *remainder = adjust ? addSigned(x, y, false) : a;
    return !remainder || !remainder->isError();
  }
  uint64_t nq = x.count - y.count + 1;
  BigInt *q = nullptr, *r = nullptr;
  if (quotient && !(q = allocateBig(nq + 1)))
    return false;
  // The remainder decides the rounding of the quotient of opposite signs.
  if ((remainder || opposite) && !(r = allocateBig(y.count)))
    return false;
  limbs::divide(q ? q->limbs() : nullptr, r ? r->limbs() : nullptr, x.limbs, x.count, y.limbs,
                y.count);
  if (limbs::stopped()) {
    raiseStopped();
    return false;
  }
  bool adjust = opposite && limbs::normalise(r->limbs(), y.count) != 0;
  if (remainder) {
    if (adjust)
      limbs::sub(r->limbs(), y.limbs, y.count, r->limbs(), y.count);
    *remainder = finishBig(r, y.count, y.negative);
  }
  if (quotient) {
    q->limbs()[nq] = adjust ? limbs::addOne(q->limbs(), q->limbs(), nq, 1) : 0;
    *quotient = finishBig(q, nq + 1, opposite);
  }
  return true;
}

Value intFloorDiv(Value a, Value b) {
  if (intIsZero(b))
    return raiseZeroDivision("integer division or modulo by zero");
  Value quotient;
  return intDivMod(a, b, &quotient, nullptr) ? quotient : kError;
}

Value intMod(Value a, Value b) {
  if (intIsZero(b))
    return raiseZeroDivision("integer modulo by zero");
  Value remainder;
  return intDivMod(a, b, nullptr, &remainder) ? remainder : kError;
}

// The quotient is computed to 55 bits or more (fewer for subnormal results), its lowest bit sticky,
// and rounded once.
Value intTrueDiv(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (intIsZero(b))
    return raiseZeroDivision("division by zero");
  if (a.isInt() && b.isInt())
    return makeFloat(abi::intTrueDiv(a.smallInt(), b.smallInt()));
  IntView x(a), y(b);
  bool negative = x.negative != y.negative;
  double zero = negative ? -0.0 : 0.0;
  if (x.count == 0)
    return makeFloat(zero);
  int64_t difference = static_cast<int64_t>(x.bits()) - static_cast<int64_t>(y.bits());
  if (difference > 1024)
    return raiseOverflowError("integer division result too large for a float");
  if (difference < -1076)
    return makeFloat(zero);
  int64_t shift = (difference > -1021 ? difference : -1021) - 55;

  // numerator / denominator * 2^shift, with whichever side needs it shifted left.
  uint64_t left = shift < 0 ? static_cast<uint64_t>(-shift) : 0;
  uint64_t right = shift > 0 ? static_cast<uint64_t>(shift) : 0;
  uint64_t nx = x.count + left / 64 + 1, ny = y.count + right / 64 + 1;
  limbs::Scratch memory(nx + ny + nx + 1 + ny);
  if (limbs::stopped())
    return raiseStopped();
  uint64_t *n = memory, *d = n + nx, *q = d + ny, *r = q + nx + 1;
  limbs::zero(n, nx);
  limbs::zero(d, ny);
  n[x.count + left / 64] = limbs::shiftLeft(n + left / 64, x.limbs, x.count, left % 64);
  d[y.count + right / 64] = limbs::shiftLeft(d + right / 64, y.limbs, y.count, right % 64);
  nx = limbs::normalise(n, nx);
  ny = limbs::normalise(d, ny);
  uint64_t quotient = 0;
  bool inexact = true;
  if (nx >= ny) {
    limbs::divide(q, r, n, nx, d, ny);
    if (limbs::stopped())
      return raiseStopped();
    quotient = q[0]; // 56 bits at most
    inexact = limbs::normalise(r, ny) != 0;
  }
  bool overflow;
  double result = roundScaled(quotient | inexact, shift, &overflow);
  if (overflow)
    return raiseOverflowError("integer division result too large for a float");
  return makeFloat(negative ? -result : result);
}

// --- order and hash

int intCompare(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return a.smallInt() < b.smallInt() ? -1 : a.smallInt() > b.smallInt();
  IntView x(a), y(b);
  if (x.negative != y.negative)
    return x.negative ? -1 : 1;
  int order = limbs::compare(x.limbs, x.count, y.limbs, y.count);
  return x.negative ? -order : order;
}

bool intIsNegative(Value v) {
  v = plainInt(v);
  return v.isInt() ? v.smallInt() < 0 : v.as<BigInt>()->count < 0;
}

bool intIsZero(Value v) { return plainInt(v) == smallInt(0); }

uint64_t intHash(Value v) {
  v = plainInt(v);
  if (v.isInt())
    return static_cast<uint64_t>(abi::hashInt64(v.smallInt()));
  IntView view(v);
  // 2^64 = 2^3 modulo 2^61 - 1.
  uint64_t residue = 0;
  for (uint64_t i = view.count; i-- > 0;) {
    residue = ((residue << 3) & abi::kHashModulus) | (residue >> 58);
    uint64_t limb = view.limbs[i];
    residue += (limb & abi::kHashModulus) + (limb >> 61);
    residue = (residue & abi::kHashModulus) + (residue >> 61);
    if (residue >= abi::kHashModulus)
      residue -= abi::kHashModulus;
  }
  int64_t hash = view.negative ? -static_cast<int64_t>(residue) : static_cast<int64_t>(residue);
  return static_cast<uint64_t>(hash == -1 ? -2 : hash);
}

// --- conversions

bool intToInt64(Value v, int64_t* out) {
  v = plainInt(v);
  if (v.isInt()) {
    *out = v.smallInt();
    return true;
  }
  const BigInt* big = v.as<BigInt>();
  if (big->count != 1 && big->count != -1)
    return false;
  uint64_t size = big->limbs()[0];
  bool negative = big->count < 0;
  if (size > static_cast<uint64_t>(INT64_MAX) + negative)
    return false;
  *out = static_cast<int64_t>(negative ? 0 - size : size);
  return true;
}

bool intToUInt64(Value v, uint64_t* out) {
  v = plainInt(v);
  if (v.isInt()) {
    *out = static_cast<uint64_t>(v.smallInt());
    return v.smallInt() >= 0;
  }
  const BigInt* big = v.as<BigInt>();
  if (big->count != 1)
    return false;
  *out = big->limbs()[0];
  return true;
}

// The leading 64 bits (normalised, the lowest one sticky) and the count of bits below them.
static uint64_t leadingBits(const IntView& view, int64_t* below) {
  uint64_t n = view.count;
  unsigned shift = static_cast<unsigned>(std::countl_zero(view.limbs[n - 1]));
  *below = static_cast<int64_t>(n * 64 - shift) - 64;
  uint64_t top = view.limbs[n - 1] << shift;
  if (n > 1) {
    if (shift)
      top |= view.limbs[n - 2] >> (64 - shift);
    uint64_t rest = view.limbs[n - 2] << shift;
    for (uint64_t i = n - 2; !rest && i-- > 0;)
      rest = view.limbs[i];
    top |= rest != 0;
  }
  return top;
}

double intFrexp(Value v, int64_t* exponent) {
  v = plainInt(v);
  IntView view(v);
  *exponent = 0;
  if (view.count == 0)
    return 0.0;
  int64_t below;
  int extra;
  double mantissa = std::frexp(static_cast<double>(leadingBits(view, &below)), &extra);
  *exponent = below + extra;
  return view.negative ? -mantissa : mantissa;
}

double intToDouble(Value v, bool* overflow) {
  v = plainInt(v);
  *overflow = false;
  if (v.isInt())
    return static_cast<double>(v.smallInt());
  int64_t exponent;
  double mantissa = intFrexp(v, &exponent);
  if (exponent > 1024) {
    *overflow = true;
    return mantissa < 0 ? -HUGE_VAL : HUGE_VAL;
  }
  return std::ldexp(mantissa, static_cast<int>(exponent));
}

int intCompareDouble(Value v, double d) {
  v = plainInt(v);
  if (v.isInt())
    return static_cast<int>(abi::compareIntFloat(v.smallInt(), d));
  bool negative = v.as<BigInt>()->count < 0;
  if (std::isinf(d))
    return d > 0 ? -1 : 1;
  if (negative != (d < 0) || d == 0)
    return negative ? -1 : 1;
  double whole = std::trunc(d);
  int order = intCompare(v, intFromDouble(whole));
  if (order != 0 || whole == d)
    return order;
  return d > whole ? -1 : 1;
}

Value intFromDouble(double d) {
  int64_t word;
  if (abi::floatToInt64(d, &word))
    return makeInt(word);
  int exponent;
  double mantissa = std::frexp(std::fabs(d), &exponent);
  auto bits = static_cast<uint64_t>(std::ldexp(mantissa, 64));
  unsigned shift = static_cast<unsigned>(exponent - 64); // exponent > 63
  uint64_t count = shift / 64 + 2;
  BigInt* big = allocateBig(count);
  if (!big)
    return kError;
  limbs::zero(big->limbs(), count);
  big->limbs()[shift / 64] = bits << (shift % 64);
  if (shift % 64)
    big->limbs()[shift / 64 + 1] = bits >> (64 - shift % 64);
  return finishBig(big, count, d < 0);
}

Value intFromFloat(double d) {
  if (std::isnan(d))
    return raiseValueError("cannot convert float NaN to integer");
  if (std::isinf(d))
    return raiseOverflowError("cannot convert float infinity to integer");
  return intFromDouble(std::trunc(d));
}

} // namespace tr
