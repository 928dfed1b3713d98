// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Division: by one limb and by schoolbook (Knuth, TAOCP 4.3.1, algorithm D) with the reciprocals
// of Moeller and Granlund ("Improved division by invariant integers", 2011), and recursively by
// Burnikel and Ziegler ("Fast recursive division", MPI-I-98-1-022) for long operands. And gcd by
// Lehmer's method.
#include <bit>

#include "runtime-lib/numbers/limbs.h"

namespace tr::limbs {
namespace {

// Divisors from this many limbs on are divided recursively.
constexpr size_t kRecursiveLimbs = 80;

// floor((high * 2^64 + low) / d) for high < d.
inline Limb divideTwo(Limb top, Limb low, Limb d, Limb* remainder) {
#if defined(__x86_64__)
  Limb quotient;
  asm("divq %4" : "=a"(quotient), "=d"(*remainder) : "0"(low), "1"(top), "r"(d) : "cc");
  return quotient;
#else
  DoubleLimb n = (static_cast<DoubleLimb>(top) << 64) | low;
  *remainder = static_cast<Limb>(n % d);
  return static_cast<Limb>(n / d);
#endif
}

// floor((2^128 - 1) / d) - 2^64 for a normalised d (top bit set).
inline Limb reciprocal(Limb d) {
  Limb remainder;
  return divideTwo(~d, ~Limb{0}, d, &remainder);
}
// floor((2^192 - 1) / (d1, d0)) - 2^64 for a normalised d1.
Limb reciprocal(Limb d1, Limb d0) {
  Limb v = reciprocal(d1);
  Limb p = d1 * v + d0;
  if (p < d0) {
    v--;
    if (p >= d1) {
      v--;
      p -= d1;
    }
    p -= d1;
  }
  DoubleLimb t = static_cast<DoubleLimb>(v) * d0;
  Limb t1 = static_cast<Limb>(t >> 64), t0 = static_cast<Limb>(t);
  p += t1;
  if (p < t1) {
    v--;
    if (p > d1 || (p == d1 && t0 >= d0)) v--;
  }
  return v;
}

// (u1, u0) / d with d's reciprocal; u1 < d.
inline Limb divideTwo(Limb u1, Limb u0, Limb d, Limb v, Limb* remainder) {
  DoubleLimb q = static_cast<DoubleLimb>(v) * u1 + ((static_cast<DoubleLimb>(u1) << 64) | u0);
  Limb q1 = static_cast<Limb>(q >> 64) + 1, q0 = static_cast<Limb>(q);
  Limb r = u0 - q1 * d;
  if (r > q0) {
    q1--;
    r += d;
  }
  if (r >= d) {
    q1++;
    r -= d;
  }
  *remainder = r;
  return q1;
}

// (u2, u1, u0) / (d1, d0) with their reciprocal; (u2, u1) < (d1, d0).
inline Limb divideThree(Limb u2, Limb u1, Limb u0, DoubleLimb d, Limb v) {
  Limb d1 = static_cast<Limb>(d >> 64), d0 = static_cast<Limb>(d);
  DoubleLimb q = static_cast<DoubleLimb>(v) * u2 + ((static_cast<DoubleLimb>(u2) << 64) | u1);
  Limb q1 = static_cast<Limb>(q >> 64), q0 = static_cast<Limb>(q);
  Limb r1 = u1 - q1 * d1;
  DoubleLimb r = ((static_cast<DoubleLimb>(r1) << 64) | u0) - static_cast<DoubleLimb>(d0) * q1 - d;
  q1++;
  if (static_cast<Limb>(r >> 64) >= q0) {
    q1--;
    r += d;
  }
  if (r >= d) q1++;
  return q1;
}

// Algorithm D on normalised operands: a[na] is replaced by the remainder (its low nb limbs, the
// rest zero), q[na - nb] gets the quotient. nb >= 2, and the top nb limbs of a are below b.
void divideRows(Limb* q, Limb* a, size_t na, const Limb* b, size_t nb) {
  DoubleLimb d = (static_cast<DoubleLimb>(b[nb - 1]) << 64) | b[nb - 2];
  Limb v = reciprocal(b[nb - 1], b[nb - 2]);
  for (size_t i = na - nb; i-- > 0;) {
    Limb* u = a + i;
    Limb u2 = u[nb], u1 = u[nb - 1], u0 = u[nb - 2];
    if (((static_cast<DoubleLimb>(u2) << 64) | u1) >= d) {
      // Equal leading limbs: the digit is the largest there is, and exact.
      Limb borrow = subMulOne(u, b, nb, ~Limb{0});
      u[nb] = u2 - borrow;
      q[i] = ~Limb{0};
      continue;
    }
    Limb digit = divideThree(u2, u1, u0, d, v);
    Limb borrow = subMulOne(u, b, nb, digit);
    u[nb] = u2 - borrow;
    if (u2 < borrow) {
      // Two limbs of the divisor decide the digit up to one.
      digit--;
      u[nb] += add(u, u, nb, b, nb);
    }
    q[i] = digit;
  }
}

void divideTwoByOne(Limb* q, Limb* a, const Limb* b, size_t n, Limb* scratch);

// a[3 h] / b[2 h] by halves: q[h], the remainder left in a's low 2 h limbs (the rest zero). The
// quotient fits h limbs.
void divideThreeHalves(Limb* q, Limb* a, const Limb* b, size_t h, Limb* scratch) {
  const Limb* b1 = b + h;
  if (compare(a + 2 * h, normalise(a + 2 * h, h), b1, normalise(b1, h)) < 0) {
    divideTwoByOne(q, a + h, b1, h, scratch);  // a1 = remainder, h limbs at a + h
  } else {
    // The quotient would be 2^(64 h) or a bit less: take the largest that fits.
    for (size_t i = 0; i < h; i++) q[i] = ~Limb{0};
    // (a2, a1) - (2^(64 h) - 1) b1 = (a2 - b1, a1) + b1; a2 >= b1, and a2 = b1 save a small rest.
    sub(a + 2 * h, a + 2 * h, h, b1, h);
    Limb carry = add(a + h, a + h, h, b1, h);
    addOne(a + 2 * h, a + 2 * h, h, carry);
  }
  // remainder so far: a[h..3h) * 2^(64 h) + a0; subtract q * b0.
  Limb* product = scratch;
  multiply(product, q, h, b, h);
  Limb borrow = sub(a, a, 3 * h, product, 2 * h);
  while (borrow) {
    subOne(q, q, h, 1);
    Limb carry = add(a, a, 2 * h, b, 2 * h);
    if (carry) borrow -= addOne(a + 2 * h, a + 2 * h, h, carry);
  }
}

// a[2 n] / b[n], normalised, the top n limbs of a below b: q[n], the remainder left in a's low n
// limbs (the rest zero).
void divideTwoByOne(Limb* q, Limb* a, const Limb* b, size_t n, Limb* scratch) {
  if (n < kRecursiveLimbs || (n & 1)) {
    if (n == 1) {
      Limb remainder;
      q[0] = divideTwo(a[1], a[0], b[0], &remainder);
      a[0] = remainder;
      a[1] = 0;
      return;
    }
    divideRows(q, a, 2 * n, b, n);
    return;
  }
  size_t h = n / 2;
  divideThreeHalves(q + h, a + h, b, h, scratch);
  divideThreeHalves(q, a, b, h, scratch);
}

// Recursive division in pieces of the divisor's size, padded to a size that halves well.
void divideRecursive(Limb* q, Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  size_t halvings = 0, piece = nb;
  while (piece >= kRecursiveLimbs) {
    piece = (piece + 1) / 2;
    halvings++;
  }
  size_t n = piece << halvings;
  size_t pad = n - nb;
  unsigned bits = static_cast<unsigned>(std::countl_zero(b[nb - 1]));
  size_t pieces = (na + pad + 1 + n - 1) / n;  // one limb more for the shift
  if (pieces < 2) pieces = 2;
  size_t quotient = (pieces - 1) * n;
  Scratch memory(n + pieces * n + n + quotient + 2 * n);
  Limb* divisor = memory;
  Limb* window = divisor + n;
  Limb* digits = window + (pieces + 1) * n;
  Limb* scratch = digits + quotient;
  zero(divisor, pad);
  shiftLeft(divisor + pad, b, nb, bits);
  zero(window, (pieces + 1) * n);
  window[pad + na] = shiftLeft(window + pad, a, na, bits);
  for (size_t i = pieces - 1; i-- > 0;)
    divideTwoByOne(digits + i * n, window + i * n, divisor, n, scratch);
  if (q) copy(q, digits, na - nb + 1);
  if (r) shiftRight(r, window + pad, nb, bits);
}

}  // namespace

Limb mulMod(Limb a, Limb b, Limb m) {
  DoubleLimb product = static_cast<DoubleLimb>(a) * b;
  Limb remainder;
  divideTwo(static_cast<Limb>(product >> 64), static_cast<Limb>(product), m, &remainder);
  return remainder;
}

Limb divideOne(Limb* q, const Limb* a, size_t n, Limb d) {
  Limb remainder = 0;
  if (n == 1) {
    Limb only = a[0];
    if (q) q[0] = only / d;
    return only % d;
  }
  unsigned bits = static_cast<unsigned>(std::countl_zero(d));
  d <<= bits;
  Limb v = reciprocal(d);
  if (bits == 0) {
    for (size_t i = n; i-- > 0;) {
      Limb digit = divideTwo(remainder, a[i], d, v, &remainder);
      if (q) q[i] = digit;
    }
    return remainder;
  }
  if (n == 0) return 0;
  Limb next = a[n - 1];
  remainder = next >> (64 - bits);
  for (size_t i = n - 1; i > 0; i--) {
    Limb lower = a[i - 1];
    Limb digit = divideTwo(remainder, (next << bits) | (lower >> (64 - bits)), d, v, &remainder);
    if (q) q[i] = digit;
    next = lower;
  }
  Limb digit = divideTwo(remainder, next << bits, d, v, &remainder);
  if (q) q[0] = digit;
  return remainder >> bits;
}

void divide(Limb* q, Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  if (nb == 1) {
    Limb remainder = divideOne(q, a, na, b[0]);
    if (r) r[0] = remainder;
    return;
  }
  if (nb >= 2 * kRecursiveLimbs && na - nb >= kRecursiveLimbs) {
    size_t quotient = na - nb + 1;
    // A quotient much shorter than the divisor depends on the leading limbs only: divide those,
    // then correct by the product with the rest.
    if (quotient + 2 < nb / 2) {
      size_t drop = nb - quotient - 2;
      size_t ma = na - drop, mb = nb - drop;
      Scratch memory(quotient + 1 + mb + (quotient + drop + 1) + nb + 1);
      Limb* digits = memory;
      Limb* rest = digits + quotient + 1;   // nb + 1 limbs: remainder of the leading part, then a's low limbs
      Limb* product = rest + nb + 1;
      divide(digits, rest + drop, a + drop, ma, b + drop, mb);
      copy(rest, a, drop);
      rest[nb] = 0;
      multiply(product, digits, quotient, b, drop);
      size_t count = normalise(product, quotient + drop);
      // Low limbs can exceed the remainder by at most a few divisors.
      Limb borrow = sub(rest, rest, nb + 1, product, count);
      while (borrow) {
        subOne(digits, digits, quotient, 1);
        borrow -= add(rest, rest, nb + 1, b, nb);
      }
      if (q) copy(q, digits, quotient);
      if (r) copy(r, rest, nb);
      return;
    }
    divideRecursive(q, r, a, na, b, nb);
    return;
  }
  unsigned bits = static_cast<unsigned>(std::countl_zero(b[nb - 1]));
  size_t quotient = na - nb + 1;
  Scratch memory(na + 1 + nb + quotient);
  Limb* window = memory;
  Limb* divisor = window + na + 1;
  Limb* digits = q ? q : divisor + nb;
  window[na] = shiftLeft(window, a, na, bits);
  shiftLeft(divisor, b, nb, bits);
  divideRows(digits, window, na + 1, divisor, nb);
  if (r) shiftRight(r, window, nb, bits);
}

namespace {

// Cofactors of a run of Euclid's steps on the leading 63 bits x >= y of two numbers that are known
// to hold for the whole numbers (Knuth, algorithm L, with Collins' condition). False when no step
// is certain.
bool lehmerStep(Limb x, Limb y, int64_t m[4]) {
  int64_t a = 1, b = 0, c = 0, d = 1;
  auto sx = static_cast<DoubleLimb>(x), sy = static_cast<DoubleLimb>(y);
  using Wide = __int128;
  while (true) {
    Wide yc = static_cast<Wide>(sy) + c, yd = static_cast<Wide>(sy) + d;
    if (yc <= 0 || yd <= 0) break;
    Wide xa = static_cast<Wide>(sx) + a, xb = static_cast<Wide>(sx) + b;
    Limb quotient = static_cast<Limb>(xa) / static_cast<Limb>(yc);
    if (quotient != static_cast<Limb>(xb) / static_cast<Limb>(yd)) break;
    if (quotient > (Limb{1} << 31)) break;
    int64_t s = static_cast<int64_t>(quotient);
    int64_t na = c, nb = d, nc = a - s * c, nd = b - s * d;
    constexpr int64_t kLimit = int64_t{1} << 31;
    if (nc > kLimit || nc < -kLimit || nd > kLimit || nd < -kLimit) break;
    DoubleLimb next = sx - static_cast<DoubleLimb>(quotient) * sy;
    a = na, b = nb, c = nc, d = nd;
    sx = sy;
    sy = next;
  }
  m[0] = a, m[1] = b, m[2] = c, m[3] = d;
  return b != 0;
}

// r[n] = p * x + s * y for cofactors of opposite signs, the result known to be >= 0.
void combine(Limb* r, const Limb* a, const Limb* b, size_t n, int64_t p, int64_t s) {
  using Wide = __int128;
  Wide carry = 0;
  for (size_t i = 0; i < n; i++) {
    // |p|, |s| <= 2^31: the sum of two 95-bit products and a carry fits.
    carry += static_cast<Wide>(a[i]) * p + static_cast<Wide>(b[i]) * s;
    r[i] = static_cast<Limb>(carry);
    carry >>= 64;
  }
}

Limb gcdOne(Limb a, Limb b) {
  if (a == 0) return b;
  if (b == 0) return a;
  int shift = std::countr_zero(a | b);
  a >>= std::countr_zero(a);
  while (b) {
    b >>= std::countr_zero(b);
    if (a > b) {
      Limb t = a;
      a = b;
      b = t;
    }
    b -= a;
  }
  return a << shift;
}

}  // namespace

size_t gcd(Limb* a, size_t na, Limb* b, size_t nb) {
  Scratch memory(2 * na + 2);
  Limb* next = memory;
  Limb* spare = next + na + 1;
  Limb* result = a;
  if (compare(a, na, b, nb) < 0) {
    Limb* t = a;
    a = b;
    b = t;
    size_t n = na;
    na = nb;
    nb = n;
  }
  // Results move between the four buffers; the answer is copied to the first at the end.
  while (nb > 1) {
    int64_t m[4];
    bool stepped = false;
    if (na - nb <= 1) {
      unsigned bits = static_cast<unsigned>(std::countl_zero(a[na - 1]));
      auto leading = [&](const Limb* x, size_t n) -> Limb {
        Limb top = n >= na ? x[na - 1] : 0, lower = n >= na - 1 ? x[na - 2] : 0;
        return (bits ? (top << bits) | (lower >> (64 - bits)) : top) >> 1;
      };
      stepped = lehmerStep(leading(a, na), leading(b, nb), m);
    }
    if (stepped) {
      zero(b + nb, na - nb);
      combine(next, a, b, na, m[0], m[1]);
      combine(spare, a, b, na, m[2], m[3]);
      copy(a, next, na);
      copy(b, spare, na);
    } else {
      divide(nullptr, next, a, na, b, nb);
      copy(a, b, nb);
      copy(b, next, nb);
      na = nb;
    }
    size_t n = na;
    na = normalise(a, n);
    nb = normalise(b, n);
    if (compare(a, na, b, nb) < 0) {
      Limb* t = a;
      a = b;
      b = t;
      size_t count = na;
      na = nb;
      nb = count;
    }
  }
  if (nb == 1) {
    Limb remainder = divideOne(nullptr, a, na, b[0]);
    result[0] = gcdOne(b[0], remainder);
    return 1;
  }
  if (result != a) copy(result, a, na);
  return na;
}

}  // namespace tr::limbs
