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
    if (p > d1 || (p == d1 && t0 >= d0))
      v--;
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
  if (r >= d)
    q1++;
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
    divideTwoByOne(q, a + h, b1, h, scratch); // a1 = remainder, h limbs at a + h
  } else {
    // The quotient would be 2^(64 h) or a bit less: take the largest that fits.
    for (size_t i = 0; i < h; i++)
      q[i] = ~Limb{0};
    // (a2, a1) - (2^(64 h) - 1) b1 = (a2 - b1, a1) + b1; a2 >= b1, and a2 = b1 save a small rest.
    sub(a + 2 * h, a + 2 * h, h, b1, h);
    Limb carry = add(a + h, a + h, h, b1, h);
    addOne(a + 2 * h, a + 2 * h, h, carry);
  }
  // remainder so far: a[h..3h) * 2^(64 h) + a0; subtract q * b0.
  Limb* product = scratch;
  multiply(product, q, h, b, h);
  if (stopped())
    return;
  Limb borrow = sub(a, a, 3 * h, product, 2 * h);
  while (borrow) {
    subOne(q, q, h, 1);
    Limb carry = add(a, a, 2 * h, b, 2 * h);
    if (carry)
      borrow -= addOne(a + 2 * h, a + 2 * h, h, carry);
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
  if (!mayGoOn())
    return;
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
  size_t pieces = (na + pad + 1 + n - 1) / n; // one limb more for the shift
  if (pieces < 2)
    pieces = 2;
  size_t quotient = (pieces - 1) * n;
  Scratch memory(n + pieces * n + n + quotient + 2 * n);
  if (stopped())
    return;
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
  if (q)
    copy(q, digits, na - nb + 1);
  if (r)
    shiftRight(r, window + pad, nb, bits);
}

} // namespace

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
    if (q)
      q[0] = only / d;
    return only % d;
  }
  unsigned bits = static_cast<unsigned>(std::countl_zero(d));
  d <<= bits;
  Limb v = reciprocal(d);
  if (bits == 0) {
    for (size_t i = n; i-- > 0;) {
      Limb digit = divideTwo(remainder, a[i], d, v, &remainder);
      if (q)
        q[i] = digit;
    }
    return remainder;
  }
  if (n == 0)
    return 0;
  Limb next = a[n - 1];
  remainder = next >> (64 - bits);
  for (size_t i = n - 1; i > 0; i--) {
    Limb lower = a[i - 1];
    Limb digit = divideTwo(remainder, (next << bits) | (lower >> (64 - bits)), d, v, &remainder);
    if (q)
      q[i] = digit;
    next = lower;
  }
  Limb digit = divideTwo(remainder, next << bits, d, v, &remainder);
  if (q)
    q[0] = digit;
  return remainder >> bits;
}

void divide(Limb* q, Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  if (nb == 1) {
    Limb remainder = divideOne(q, a, na, b[0]);
    if (r)
      r[0] = remainder;
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
      if (stopped())
        return;
      Limb* digits = memory;
      Limb* rest =
          digits + quotient + 1; // nb + 1 limbs: remainder of the leading part, then a's low limbs
      Limb* product = rest + nb + 1;
      divide(digits, rest + drop, a + drop, ma, b + drop, mb);
      copy(rest, a, drop);
      rest[nb] = 0;
      multiply(product, digits, quotient, b, drop);
      if (stopped())
        return;
      size_t count = normalise(product, quotient + drop);
      // Low limbs can exceed the remainder by at most a few divisors.
      Limb borrow = sub(rest, rest, nb + 1, product, count);
      while (borrow) {
        subOne(digits, digits, quotient, 1);
        borrow -= add(rest, rest, nb + 1, b, nb);
      }
      if (q)
        copy(q, digits, quotient);
      if (r)
        copy(r, rest, nb);
      return;
    }
    divideRecursive(q, r, a, na, b, nb);
    return;
  }
  unsigned bits = static_cast<unsigned>(std::countl_zero(b[nb - 1]));
  size_t quotient = na - nb + 1;
  Scratch memory(na + 1 + nb + quotient);
  if (stopped())
    return;
  Limb* window = memory;
  Limb* divisor = window + na + 1;
  Limb* digits = q ? q : divisor + nb;
  window[na] = shiftLeft(window, a, na, bits);
  shiftLeft(divisor, b, nb, bits);
  divideRows(digits, window, na + 1, divisor, nb);
  if (r)
    shiftRight(r, window, nb, bits);
}

namespace {

// A run of Euclid's steps as a matrix: two successive remainders are s0 a - t0 b and t1 b - s1 a,
// or, after an odd number of steps, the negations of that. The entries are magnitudes.
struct Cofactors {
  Limb s0 = 1, t0 = 0, s1 = 0, t1 = 1;
  bool odd = false;
  bool any() const { return t0 != 0; }
};

// Steps on x >= y, of 63 bits, that stand for longer numbers with errors below `slack` units, as
// far as the quotients are certain to be the long numbers' own (Lehmer; the condition bounds the
// true remainders as Collins and Jebelean do) and the entries stay below 2^31.
Cofactors lehmerRun(Limb x, Limb y, Limb slack) {
  Cofactors m;
  while (y != 0) {
    Limb quotient = 1, rest = x - y;
    if (rest >= y) {
      quotient = 2;
      rest -= y;
      if (rest >= y) {
        quotient = x / y;
        rest = x - quotient * y;
      }
    }
    if (quotient >> 31)
      break;
    Limb s2 = m.s0 + quotient * m.s1, t2 = m.t0 + quotient * m.t1;
    if ((s2 | t2) >> 31)
      break;
    if (rest < slack * (s2 + t2) || y - rest < slack * (s2 + t2 + m.s1 + m.t1))
      break;
    m.s0 = m.s1, m.t0 = m.t1, m.s1 = s2, m.t1 = t2;
    m.odd = !m.odd;
    x = y;
    y = rest;
  }
  return m;
}

inline DoubleLimb applied(DoubleLimb a, DoubleLimb b, Limb s, Limb t, bool negate) {
  DoubleLimb r = a * s - b * t;
  return negate ? 0 - r : r;
}

// Two runs on the leading 126 bits of a >= b (na limbs both, the top one of a not zero), so that
// the entries have up to 62 bits and one pass over the limbs does the work of both.
Cofactors lehmerStep(const Limb* a, const Limb* b, size_t na) {
  unsigned bits = static_cast<unsigned>(std::countl_zero(a[na - 1]));
  auto leading = [&](const Limb* x) {
    DoubleLimb top = (static_cast<DoubleLimb>(x[na - 1]) << 64) | x[na - 2];
    if (bits)
      top = top << bits | (na > 2 ? x[na - 3] >> (64 - bits) : 0);
    return top >> 2;
  };
  DoubleLimb x = leading(a), y = leading(b);
  Cofactors first = lehmerRun(static_cast<Limb>(x >> 63), static_cast<Limb>(y >> 63), 1);
  if (!first.any())
    return first;
  DoubleLimb x2 = applied(x, y, first.s0, first.t0, first.odd);
  DoubleLimb y2 = applied(x, y, first.s1, first.t1, !first.odd);
  // The leads' errors grew to less than 2^31 units: below one after a shift of 32 or more.
  auto high = static_cast<Limb>(x2 >> 64);
  if (x2 < y2 || (high >> 31) == 0 || high >> 62)
    return first;
  int shift = 1 + 64 - std::countl_zero(high);
  Cofactors second = lehmerRun(static_cast<Limb>(x2 >> shift), static_cast<Limb>(y2 >> shift), 2);
  Cofactors m;
  m.s0 = second.s0 * first.s0 + second.t0 * first.s1;
  m.t0 = second.s0 * first.t0 + second.t0 * first.t1;
  m.s1 = second.s1 * first.s0 + second.t1 * first.s1;
  m.t1 = second.s1 * first.t0 + second.t1 * first.t1;
  m.odd = first.odd != second.odd;
  return m;
}

// r[n] = p a - q b, known not to be negative and to fit.
void combine(Limb* r, const Limb* a, Limb p, const Limb* b, Limb q, size_t n) {
  Limb carryA = 0, carryB = 0;
  unsigned long long borrow = 0;
  for (size_t i = 0; i < n; i++) {
    DoubleLimb t = static_cast<DoubleLimb>(a[i]) * p + carryA;
    DoubleLimb u = static_cast<DoubleLimb>(b[i]) * q + carryB;
    carryA = static_cast<Limb>(t >> 64);
    carryB = static_cast<Limb>(u >> 64);
    r[i] = __builtin_subcll(static_cast<Limb>(t), static_cast<Limb>(u), borrow, &borrow);
  }
}

Limb gcdOne(Limb a, Limb b) {
  if (a == 0)
    return b;
  if (b == 0)
    return a;
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

} // namespace

size_t gcd(Limb* a, size_t na, Limb* b, size_t nb) {
  Scratch memory(2 * na + 2);
  if (stopped())
    return na;
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
    if (!mayGoOn())
      return na;
    Cofactors m;
    zero(b + nb, na - nb);
    if (na - nb <= 1)
      m = lehmerStep(a, b, na);
    if (m.any()) {
      combine(next, m.odd ? b : a, m.odd ? m.t0 : m.s0, m.odd ? a : b, m.odd ? m.s0 : m.t0, na);
      combine(spare, m.odd ? a : b, m.odd ? m.s1 : m.t1, m.odd ? b : a, m.odd ? m.t1 : m.s1, na);
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
  if (result != a)
    copy(result, a, na);
  return na;
}

} // namespace tr::limbs
