// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int: powers (plain, modular), inverse, greatest common divisor, integer square root.
#include <bit>
#include <cmath>

#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/numbers/number_errors.h"

namespace tr {
namespace {

using limbs::Limb;

// odd ** exponent by squaring from the top bit.
Value powOdd(Value base, uint64_t exponent) {
  Value result = base;
  for (int bit = abi::bitLength(exponent) - 2; bit >= 0; bit--) {
    result = intMul(result, result);
    if (result.isError())
      return kError;
    if ((exponent >> bit) & 1)
      result = intMul(result, base);
    if (result.isError())
      return kError;
  }
  return result;
}

Value powPlain(Value a, Value b) {
  if (!b.isInt()) {
    // Only 0, 1 and -1 have such powers that fit any memory.
    if (a == smallInt(0) || a == smallInt(1))
      return a;
    if (a == smallInt(-1))
      return intAnd(b, smallInt(1)) == smallInt(0) ? smallInt(1) : a;
    return raiseMemoryError();
  }
  auto exponent = static_cast<uint64_t>(b.smallInt());
  if (a.isInt()) {
    int64_t result;
    if (!abi::powOverflow(a.smallInt(), static_cast<int64_t>(exponent), &result))
      return makeInt(result);
  } else if (exponent < 2) {
    return exponent ? a : smallInt(1);
  }
  // a = odd * 2^twos: powers of the odd part are shorter.
  uint64_t twos;
  uint64_t bits;
  {
    IntView view(a);
    twos = 0;
    while (view.limbs[twos / 64] == 0)
      twos += 64;
    twos += static_cast<uint64_t>(std::countr_zero(view.limbs[twos / 64]));
    bits = view.bits();
  }
  uint64_t total;
  if (__builtin_mul_overflow(bits, exponent, &total) || total > (uint64_t{1} << 50))
    return raiseMemoryError();
  if (twos == 0)
    return powOdd(a, exponent);
  Value odd = intShift(a, -static_cast<int64_t>(twos));
  if (odd == smallInt(1))
    return intShift(odd, static_cast<int64_t>(twos * exponent));
  Value power = odd == smallInt(-1) ? smallInt(exponent & 1 ? -1 : 1) : powOdd(odd, exponent);
  return power.isError() ? kError : intShift(power, static_cast<int64_t>(twos * exponent));
}

// Bits [at, at + width) of the exponent.
unsigned window(const IntView& view, uint64_t at, unsigned width) {
  uint64_t limb = at / 64;
  unsigned shift = at % 64;
  uint64_t bits = view.limbs[limb] >> shift;
  if (shift + width > 64 && limb + 1 < view.count)
    bits |= view.limbs[limb + 1] << (64 - shift);
  return static_cast<unsigned>(bits & ((uint64_t{1} << width) - 1));
}
bool bitOf(const IntView& view, uint64_t at) { return (view.limbs[at / 64] >> (at % 64)) & 1; }

// base ** exponent mod m for one limb; base < m.
uint64_t powModLimb(uint64_t base, const IntView& exponent, uint64_t m) {
  uint64_t result = 1 % m;
  for (uint64_t bit = exponent.bits(); bit-- > 0;) {
    result = limbs::mulMod(result, result, m);
    if (bitOf(exponent, bit))
      result = limbs::mulMod(result, base, m);
  }
  return result;
}

// Multiplication modulo m: Montgomery's for odd moduli, by division for even ones and for those so
// long that fast products beat Montgomery's rows.
class Reducer {
public:
  Reducer(const IntView& m)
      : modulus_(m.limbs), n_(m.count), montgomery_(m.limbs, m.count),
        useMontgomery_((m.limbs[0] & 1) && m.count <= kMontgomeryLimbs), scratch_(3 * m.count + 2) {
  }
  void multiply(Limb* r, const Limb* a, const Limb* b) {
    Limb* t = scratch_;
    if (useMontgomery_) {
      montgomery_.multiply(r, a, b, t);
      return;
    }
    limbs::multiply(t, a, n_, b, n_);
    reduceWide(r, t, 2 * n_);
  }
  // r = t mod m for t of any size; r has n limbs, and may not be t.
  void reduceWide(Limb* r, const Limb* t, size_t nt) {
    nt = limbs::normalise(t, nt);
    if (nt < n_) {
      limbs::copy(r, t, nt);
      limbs::zero(r + nt, n_ - nt);
      return;
    }
    limbs::divide(nullptr, r, t, nt, modulus_, n_);
  }
  // In and out of the representation that multiply works on.
  void enter(Limb* r, const Limb* a) {
    if (!useMontgomery_) {
      limbs::copy(r, a, n_);
      return;
    }
    Limb* t = scratch_;
    limbs::zero(t, n_);
    limbs::copy(t + n_, a, n_);
    limbs::Scratch result(n_);
    if (limbs::stopped())
      return;
    reduceWide(result, t, 2 * n_);
    limbs::copy(r, result, n_);
  }
  void leave(Limb* r) {
    if (!useMontgomery_)
      return;
    Limb* t = scratch_;
    limbs::copy(t, r, n_);
    limbs::zero(t + n_, n_ + 1);
    montgomery_.reduce(r, t);
  }

private:
  static constexpr size_t kMontgomeryLimbs = 120;
  const Limb* modulus_;
  size_t n_;
  limbs::Montgomery montgomery_;
  bool useMontgomery_;
  limbs::Scratch scratch_;
};

// base ** exponent mod m with a sliding window; 0 <= base < m, m has several limbs, exponent > 0.
Value powModLimbs(Value base, const IntView& exponent, const IntView& m) {
  size_t n = m.count;
  uint64_t bits = exponent.bits();
  unsigned width = bits <= 24 ? 1 : bits <= 80 ? 3 : bits <= 240 ? 4 : bits <= 672 ? 5 : 6;
  size_t odds = size_t{1} << (width - 1); // base^1, base^3, ...
  limbs::Scratch memory((odds + 2) * n);
  Limb* table = memory;
  Limb* square = table + odds * n;
  Limb* result = square + n;
  Reducer reducer(m);
  if (limbs::stopped())
    return raiseStopped();
  {
    IntView view(base);
    limbs::copy(result, view.limbs, view.count);
    limbs::zero(result + view.count, n - view.count);
  }
  reducer.enter(table, result);
  if (odds > 1)
    reducer.multiply(square, table, table);
  for (size_t i = 1; i < odds; i++)
    reducer.multiply(table + i * n, table + (i - 1) * n, square);
  bool started = false;
  for (uint64_t bit = bits; bit > 0;) {
    if (!limbs::mayGoOn())
      break;
    if (!bitOf(exponent, bit - 1)) {
      reducer.multiply(result, result, result);
      bit--;
      continue;
    }
    // A window that ends in a one.
    unsigned take = bit < width ? static_cast<unsigned>(bit) : width;
    unsigned digits = window(exponent, bit - take, take);
    int zeros = std::countr_zero(digits);
    take -= static_cast<unsigned>(zeros);
    digits >>= zeros;
    if (started) {
      for (unsigned i = 0; i < take; i++)
        reducer.multiply(result, result, result);
      reducer.multiply(result, result, table + (digits >> 1) * n);
    } else {
      limbs::copy(result, table + (digits >> 1) * n, n);
      started = true;
    }
    bit -= take;
  }
  reducer.leave(result);
  return limbs::stopped() ? raiseStopped() : intFromLimbs(result, n, false);
}

// The inverse of a modulo m > 1 by Euclid; unbound when there is none.
Value inverseModulo(Value a, Value m) {
  Value r0 = m, r1 = a, t0 = smallInt(0), t1 = smallInt(1);
  while (!intIsZero(r1)) {
    Value quotient, remainder;
    if (!intDivMod(r0, r1, &quotient, &remainder))
      return kError;
    Value product = intMul(quotient, t1);
    Value next = product.isError() ? kError : intSub(t0, product);
    if (next.isError())
      return kError;
    r0 = r1, r1 = remainder, t0 = t1, t1 = next;
  }
  if (r0 != smallInt(1))
    return kUnbound;
  return intIsNegative(t0) ? intAdd(t0, m) : t0;
}

Value powMod(Value a, Value b, Value modulus) {
  if (intIsZero(modulus))
    return raiseValueError("pow() 3rd argument cannot be 0");
  Value m = intAbs(modulus);
  if (m == smallInt(1))
    return smallInt(0);
  Value base;
  if (m.isError() || !intDivMod(a, m, nullptr, &base))
    return kError;
  if (intIsNegative(b)) {
    base = inverseModulo(base, m);
    if (base.isUnbound())
      return raiseValueError("base is not invertible for the given modulus");
    if (base.isError())
      return kError;
    b = intNeg(b);
  }
  Value result;
  IntView exponent(b), view(m);
  if (exponent.count == 0)
    result = smallInt(1);
  else if (b == smallInt(1))
    result = base;
  else if (view.count == 1)
    result = makeIntFromUInt64(
        powModLimb(IntView(base).count ? IntView(base).limbs[0] : 0, exponent, view.limbs[0]));
  else
    result = powModLimbs(base, exponent, view);
  if (result.isError() || !intIsNegative(modulus) || intIsZero(result))
    return result;
  return intAdd(result, modulus);
}

} // namespace

Value intPow(Value a, Value b, Value modulus) {
  a = plainInt(a), b = plainInt(b);
  if (!modulus.isNone())
    return powMod(a, b, plainInt(modulus));
  if (intIsNegative(b)) {
    double x, y;
    if (!toDouble(a, &x) || !toDouble(b, &y))
      return kError;
    return floatPowValue(x, y);
  }
  return powPlain(a, b);
}

Value intGcd(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt()) {
    uint64_t x = abi::magnitude(a.smallInt()), y = abi::magnitude(b.smallInt());
    if (x == 0 || y == 0)
      return makeIntFromUInt64(x | y);
    int twos = std::countr_zero(x | y);
    x >>= std::countr_zero(x);
    while (y) {
      y >>= std::countr_zero(y);
      if (x > y)
        std::swap(x, y);
      y -= x;
    }
    return makeIntFromUInt64(x << twos);
  }
  if (intIsZero(a))
    return intAbs(b);
  if (intIsZero(b))
    return intAbs(a);
  IntView x(a), y(b);
  const IntView &longer = x.count >= y.count ? x : y, &shorter = x.count >= y.count ? y : x;
  limbs::Scratch memory(2 * longer.count);
  if (limbs::stopped())
    return raiseStopped();
  Limb *p = memory, *q = p + longer.count;
  limbs::copy(p, longer.limbs, longer.count);
  limbs::copy(q, shorter.limbs, shorter.count);
  size_t count = limbs::gcd(p, longer.count, q, shorter.count);
  if (limbs::stopped())
    return raiseStopped();
  return intFromLimbs(p, count, false);
}

// Newton's iteration with a precision that doubles each step, on leading parts of v: after the step
// with d bits, root^2 is the leading 2 d bits to within one unit of the root.
Value intSqrt(Value v) {
  v = plainInt(v);
  uint64_t bits = intBitLength(v);
  if (bits <= 61) {
    auto n = static_cast<uint64_t>(v.smallInt());
    auto root = static_cast<uint64_t>(std::sqrt(static_cast<double>(n)));
    while (root * root > n)
      root--;
    while ((root + 1) * (root + 1) <= n)
      root++;
    return smallInt(static_cast<int64_t>(root));
  }
  uint64_t c = (bits - 1) / 2;
  // Start from the leading 2 d + 1 or 2 d + 2 bits that a double's root gets right.
  int steps = abi::bitLength(c);
  int first = steps > 4 ? 4 : steps;
  uint64_t d = c >> (steps - first);
  Value lead = intShift(v, -static_cast<int64_t>(2 * (c - d)));
  Value root = intSqrt(lead);
  for (int s = steps - first - 1; s >= 0; s--) {
    uint64_t e = d;
    d = c >> s;
    Value scaled = intShift(root, static_cast<int64_t>(d - e) - 1);
    Value part = intShift(v, -static_cast<int64_t>(2 * c - e - d + 1));
    if (scaled.isError() || part.isError())
      return kError;
    Value quotient;
    if (!intDivMod(part, root, &quotient, nullptr))
      return kError;
    root = intAdd(scaled, quotient);
    if (root.isError())
      return kError;
  }
  Value square = intMul(root, root);
  if (square.isError())
    return kError;
  return intCompare(square, v) > 0 ? intSub(root, smallInt(1)) : root;
}

} // namespace tr
