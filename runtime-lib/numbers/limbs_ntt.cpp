// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products of very long numbers: a convolution of 64-bit limbs by number-theoretic transforms
// modulo three 62-bit primes, put together by the Chinese remainder theorem. Transforms are
// in-place, natural to bit-reversed order and back, with Harvey's lazily reduced butterflies
// (D. Harvey, "Faster arithmetic for number-theoretic transforms", 2014) on Shoup's products by
// known factors. Residues stay below 4p < 2^64 going forward and below 2p coming back.
#include <bit>

#include "runtime-lib/numbers/limbs.h"

namespace tr::limbs {
namespace {

struct Prime {
  Limb p;
  Limb generator; // of the multiplicative group, whose order 2^40 divides
};
constexpr Prime kPrimes[3] = {
    {4611615649683210241u, 11}, {4611549678985543681u, 19}, {4611546380450660353u, 5}};

constexpr Limb high(Limb a, Limb b) {
  return static_cast<Limb>((static_cast<DoubleLimb>(a) * b) >> 64);
}

constexpr Limb mulMod(Limb a, Limb b, Limb p) {
  return static_cast<Limb>(static_cast<DoubleLimb>(a) * b % p);
}
constexpr Limb powMod(Limb base, Limb exponent, Limb p) {
  Limb result = 1;
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      result = mulMod(result, base, p);
    base = mulMod(base, base, p);
  }
  return result;
}
constexpr Limb inverseMod(Limb a, Limb p) { return powMod(a % p, p - 2, p); }

// A factor w with floor(w * 2^64 / p): multiplies any limb to below 2p with three products.
struct Factor {
  Limb w, quotient;
};
constexpr Factor factorOf(Limb w, Limb p) {
  return {w, static_cast<Limb>((static_cast<DoubleLimb>(w) << 64) / p)};
}
inline Limb times(Limb a, Factor f, Limb p) { return a * f.w - high(a, f.quotient) * p; }
inline Limb reduceOnce(Limb a, Limb bound) { return a >= bound ? a - bound : a; }

// What a field needs, all known at compile time.
struct Field {
  Limb p;
  Limb reciprocal;     // floor(2^125 / p), for making factors without a division
  Limb negatedInverse; // -1/p mod 2^64
  Factor one, minusOne;
  Factor roots[40];  // roots[i] has order 2^(i + 2)
  Factor scales[40]; // 2^64 / 2^i
};
constexpr Field makeField(Prime prime) {
  Field field{};
  Limb p = prime.p;
  field.p = p;
  field.one = factorOf(1, p);
  field.minusOne = factorOf(p - 1, p);
  field.reciprocal = static_cast<Limb>((static_cast<DoubleLimb>(1) << 125) / p);
  Limb inverse = p;
  for (int i = 0; i < 6; i++)
    inverse *= 2 - p * inverse;
  field.negatedInverse = 0 - inverse;
  for (int i = 0; i < 38; i++)
    field.roots[i] = factorOf(powMod(prime.generator, (p - 1) >> (i + 2), p), p);
  Limb scale = static_cast<Limb>((static_cast<DoubleLimb>(1) << 64) % p);
  for (int i = 0; i < 40; i++) {
    field.scales[i] = factorOf(scale, p);
    scale = scale & 1 ? (scale >> 1) + (p >> 1) + 1 : scale >> 1;
  }
  return field;
}
constexpr Field kFields[3] = {makeField(kPrimes[0]), makeField(kPrimes[1]), makeField(kPrimes[2])};

// The factors of block s of every layer: the s-th root in bit-reversed order. A layer of m blocks
// uses the first m, so one table serves all.
void makeTable(Factor* table, size_t count, const Field& field) {
  Limb p = field.p;
  table[0] = field.one;
  unsigned level = 0;
  for (size_t m = 1; m < count; m *= 2, level++) {
    Factor root = field.roots[level];
    for (size_t j = 0; j < m; j++) {
      Limb w = reduceOnce(times(table[j].w, root, p), p);
      Limb quotient = static_cast<Limb>((static_cast<DoubleLimb>(w) * field.reciprocal) >> 61);
      Limb remainder = 0 - quotient * p;
      while (remainder >= p) {
        remainder -= p;
        quotient++;
      }
      table[m + j] = {w, quotient};
    }
  }
}

// One layer: (x, y) -> (x + w y, x - w y).
inline void forwardButterfly(Limb& x, Limb& y, Factor f, Limb p) {
  Limb a = reduceOnce(x, 2 * p), b = times(y, f, p);
  x = a + b;
  y = a - b + 2 * p;
}
// Its reverse, up to a factor 2: (x, y) -> (x + y, (y - x) * f), where f is -1/w.
inline void backwardButterfly(Limb& x, Limb& y, Factor f, Limb p) {
  Limb a = x, b = y;
  x = reduceOnce(a + b, 2 * p);
  y = times(b - a + 2 * p, f, p);
}

void forward(Limb* a, size_t n, const Factor* table, Limb p) {
  size_t blocks = 1, length = n;
  if (std::countr_zero(n) & 1) {
    size_t half = n / 2;
    for (size_t j = 0; j < half; j++) {
      Limb x = a[j], y = a[j + half];
      a[j] = x + y; // inputs are below p
      a[j + half] = x - y + 2 * p;
    }
    blocks = 2;
    length = half;
  }
  for (; length >= 4 && mayGoOn(); blocks *= 4, length /= 4) {
    size_t quarter = length / 4;
    for (size_t s = 0; s < blocks; s++) {
      Factor f = table[s], g = table[2 * s], h = table[2 * s + 1];
      Limb* x = a + s * length;
      for (size_t j = 0; j < quarter; j++) {
        Limb a0 = x[j], a1 = x[j + quarter], a2 = x[j + 2 * quarter], a3 = x[j + 3 * quarter];
        forwardButterfly(a0, a2, f, p);
        forwardButterfly(a1, a3, f, p);
        forwardButterfly(a0, a1, g, p);
        forwardButterfly(a2, a3, h, p);
        x[j] = a0;
        x[j + quarter] = a1;
        x[j + 2 * quarter] = a2;
        x[j + 3 * quarter] = a3;
      }
    }
  }
}

// -1/w of block s stands at the mirrored place of the same power-of-two range of the table;
// block 0 has w = 1.
inline Factor backwardFactor(const Factor* table, size_t s, Factor minusOne) {
  if (s == 0)
    return minusOne;
  size_t top = std::bit_floor(s);
  return table[3 * top - 1 - s];
}

void backward(Limb* a, size_t n, const Factor* table, const Field& field) {
  Factor minusOne = field.minusOne;
  Limb p = field.p;
  size_t length = 4, blocks = n / 4;
  for (; length <= n && mayGoOn(); length *= 4, blocks /= 4) {
    size_t quarter = length / 4;
    for (size_t s = 0; s < blocks; s++) {
      Factor f = backwardFactor(table, s, minusOne), g = backwardFactor(table, 2 * s, minusOne),
             h = backwardFactor(table, 2 * s + 1, minusOne);
      Limb* x = a + s * length;
      for (size_t j = 0; j < quarter; j++) {
        Limb a0 = x[j], a1 = x[j + quarter], a2 = x[j + 2 * quarter], a3 = x[j + 3 * quarter];
        backwardButterfly(a0, a1, g, p);
        backwardButterfly(a2, a3, h, p);
        backwardButterfly(a0, a2, f, p);
        backwardButterfly(a1, a3, f, p);
        x[j] = a0;
        x[j + quarter] = a1;
        x[j + 2 * quarter] = a2;
        x[j + 3 * quarter] = a3;
      }
    }
  }
  if (std::countr_zero(n) & 1) {
    size_t half = n / 2;
    for (size_t j = 0; j < half; j++) {
      Limb x = a[j], y = a[j + half];
      a[j] = reduceOnce(x + y, 2 * p);
      a[j + half] = reduceOnce(x - y + 2 * p, 2 * p);
    }
  }
}

void load(Limb* to, size_t n, const Limb* from, size_t count, Limb p) {
  // A limb is below 5p, since p > 2^64 / 5.
  for (size_t i = 0; i < count; i++)
    to[i] = reduceOnce(reduceOnce(reduceOnce(from[i], 2 * p), 2 * p), p);
  zero(to + count, n - count);
}

// r[n], below p: the cyclic convolution of a and b in one field.
void convolve(Limb* r, Limb* temp, size_t n, const Limb* a, size_t na, const Limb* b, size_t nb,
              Factor* table, const Field& field) {
  Limb p = field.p;
  bool square = a == b && na == nb;
  makeTable(table, n / 2, field);
  load(r, n, a, na, p);
  forward(r, n, table, p);
  const Limb* other = r;
  if (!square) {
    load(temp, n, b, nb, p);
    forward(temp, n, table, p);
    other = temp;
  }
  // Montgomery products divide by 2^64; the last factor puts that and the transforms' n right.
  for (size_t i = 0; i < n; i++) {
    DoubleLimb product =
        static_cast<DoubleLimb>(reduceOnce(r[i], 2 * p)) * reduceOnce(other[i], 2 * p);
    Limb low = static_cast<Limb>(product), top = static_cast<Limb>(product >> 64);
    r[i] = top + high(low * field.negatedInverse, p) + (low != 0);
  }
  backward(r, n, table, field);
  Factor scale = field.scales[std::countr_zero(n)];
  for (size_t i = 0; i < n; i++)
    r[i] = reduceOnce(times(r[i], scale, p), p);
}

} // namespace

void multiplyNtt(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  size_t out = na + nb;
  size_t n = std::bit_ceil(out - 1);
  if (n < 4)
    n = 4;
  Scratch memory(4 * n + n);
  if (stopped())
    return;
  Limb* residues[3] = {memory, memory + n, memory + 2 * n};
  Limb* temp = memory + 3 * n;
  auto* table = reinterpret_cast<Factor*>(memory + 4 * n);
  for (int k = 0; k < 3; k++)
    convolve(residues[k], temp, n, a, na, b, nb, table, kFields[k]);
  if (stopped())
    return;

  // Garner: x = x0 + x1 p0 + x2 p0 p1.
  constexpr Limb p0 = kPrimes[0].p, p1 = kPrimes[1].p, p2 = kPrimes[2].p;
  constexpr Factor inverse01 = factorOf(inverseMod(p0, p1), p1);
  constexpr Factor inverse02 = factorOf(inverseMod(p0, p2), p2);
  constexpr Factor inverse12 = factorOf(inverseMod(p1, p2), p2);
  constexpr DoubleLimb p01 = static_cast<DoubleLimb>(p0) * p1;
  constexpr Limb p01Low = static_cast<Limb>(p01), p01High = static_cast<Limb>(p01 >> 64);
  Limb carry0 = 0, carry1 = 0; // what the lower columns left: below 2^128
  for (size_t i = 0; i < out; i++) {
    Limb x0 = 0, x1 = 0, x2 = 0;
    if (i < n) {
      x0 = residues[0][i];
      // p0 > p1 > p2 differ by little, so one subtraction brings a residue into the next field.
      Limb y1 = reduceOnce(x0, p1);
      x1 = reduceOnce(times(residues[1][i] + p1 - y1, inverse01, p1), p1);
      Limb y2 = reduceOnce(x0, p2), z2 = reduceOnce(x1, p2);
      Limb t = reduceOnce(times(residues[2][i] + p2 - y2, inverse02, p2), p2);
      x2 = reduceOnce(times(t + p2 - z2, inverse12, p2), p2);
    }
    DoubleLimb low = static_cast<DoubleLimb>(x1) * p0 + x0;
    DoubleLimb part0 = static_cast<DoubleLimb>(x2) * p01Low,
               part1 = static_cast<DoubleLimb>(x2) * p01High;
    unsigned long long carry = 0;
    Limb s0 = __builtin_addcll(static_cast<Limb>(low), static_cast<Limb>(part0), 0, &carry);
    Limb s1 = __builtin_addcll(static_cast<Limb>(low >> 64), static_cast<Limb>(part0 >> 64), carry,
                               &carry);
    Limb s2 = static_cast<Limb>(part1 >> 64) + carry;
    s1 = __builtin_addcll(s1, static_cast<Limb>(part1), 0, &carry);
    s2 += carry;
    s0 = __builtin_addcll(s0, carry0, 0, &carry);
    s1 = __builtin_addcll(s1, carry1, carry, &carry);
    s2 += carry;
    r[i] = s0;
    carry0 = s1;
    carry1 = s2;
  }
}

} // namespace tr::limbs
