// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products: schoolbook rows, Karatsuba above kKaratsubaLimbs, number-theoretic transforms above
// kNttLimbs. Operands of unequal size are cut into pieces of the smaller one's size. Thresholds
// were measured on x86-64 with clang 22.
#include "runtime-lib/numbers/limbs.h"

namespace tr::limbs {
namespace {

constexpr size_t kKaratsubaLimbs = 32;
constexpr size_t kKaratsubaSquareLimbs = 48;
constexpr size_t kNttLimbs = 1600;

// r[na + nb] = a * b, na >= nb >= 1, by rows.
void multiplyRows(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  r[na] = mulOne(r, a, na, b[0]);
  for (size_t i = 1; i < nb; i++)
    r[na + i] = addMulOne(r + i, a, na, b[i]);
}

// r[2 n] = a * a: the products off the diagonal once, doubled, plus the diagonal.
void squareRows(Limb* r, const Limb* a, size_t n) {
  r[0] = 0;
  if (n > 1) {
    r[n] = mulOne(r + 1, a + 1, n - 1, a[0]);
    for (size_t i = 1; i + 1 < n; i++)
      r[n + i] = addMulOne(r + 2 * i + 1, a + i + 1, n - 1 - i, a[i]);
  }
  r[2 * n - 1] = 0;
  shiftLeft(r, r, 2 * n, 1);
  unsigned long long carry = 0;
  for (size_t i = 0; i < n; i++) {
    DoubleLimb square = static_cast<DoubleLimb>(a[i]) * a[i];
    r[2 * i] = __builtin_addcll(r[2 * i], static_cast<Limb>(square), carry, &carry);
    r[2 * i + 1] = __builtin_addcll(r[2 * i + 1], static_cast<Limb>(square >> 64), carry, &carry);
  }
}

// r[n] = |a - b| of n-limb a and m-limb b, m <= n; whether a < b.
bool subAbsolute(Limb* r, const Limb* a, size_t n, const Limb* b, size_t m) {
  if (compare(a, normalise(a, n), b, normalise(b, m)) >= 0) {
    sub(r, a, n, b, m);
    return false;
  }
  // a < b, so the limbs of a beyond m are zero.
  sub(r, b, m, a, m);
  zero(r + m, n - m);
  return true;
}

constexpr size_t karatsubaScratch(size_t n) { return 4 * n + 256; }

// r[2 n] = a * b by Karatsuba's three half-size products. scratch: karatsubaScratch(n) limbs.
void multiplyBalanced(Limb* r, const Limb* a, const Limb* b, size_t n, Limb* scratch) {
  bool square = a == b;
  if (n < (square ? kKaratsubaSquareLimbs : kKaratsubaLimbs)) {
    if (square)
      squareRows(r, a, n);
    else
      multiplyRows(r, a, n, b, n);
    return;
  }
  size_t low = (n + 1) / 2, high = n - low;
  Limb* cross = scratch;         // 2 low limbs: |a0 - a1| * |b0 - b1|
  Limb* sum = scratch + 2 * low; // 2 low + 1 limbs: a0 b0 + a1 b1
  Limb* rest = scratch + 4 * low + 1;

  bool negative = subAbsolute(r, a, low, a + low, high);
  if (square) {
    multiplyBalanced(cross, r, r, low, rest);
    negative = false;
  } else {
    negative ^= subAbsolute(r + low, b, low, b + low, high);
    multiplyBalanced(cross, r, r + low, low, rest);
  }
  multiplyBalanced(r, a, b, low, rest);
  multiplyBalanced(r + 2 * low, a + low, square ? a + low : b + low, high, rest);

  // a0 b1 + a1 b0 = a0 b0 + a1 b1 - (a0 - a1)(b0 - b1)
  sum[2 * low] = add(sum, r, 2 * low, r + 2 * low, 2 * high);
  if (negative)
    sum[2 * low] += add(sum, sum, 2 * low, cross, 2 * low);
  else
    sum[2 * low] -= sub(sum, sum, 2 * low, cross, 2 * low);
  size_t room = 2 * n - low;
  add(r + low, r + low, room, sum, normalise(sum, 2 * low + 1));
}

// na >= nb, where nb is worth Karatsuba and na is larger: pieces of nb limbs.
void multiplyPieces(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  Scratch memory(2 * nb + karatsubaScratch(nb));
  if (stopped())
    return;
  Limb* product = memory;
  Limb* scratch = product + 2 * nb;
  multiplyBalanced(r, a, b, nb, scratch);
  size_t done = nb;
  while (done < na && mayGoOn()) {
    size_t piece = na - done < nb ? na - done : nb;
    if (piece == nb)
      multiplyBalanced(product, a + done, b, nb, scratch);
    else
      multiply(product, b, nb, a + done, piece);
    // r holds done + nb limbs; the new product starts at `done`.
    copy(r + done + nb, product + nb, piece);
    Limb carry = add(r + done, r + done, nb, product, nb);
    addOne(r + done + nb, r + done + nb, piece, carry);
    done += piece;
  }
}

} // namespace

void multiply(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  if (na < nb) {
    multiply(r, b, nb, a, na);
    return;
  }
  if (nb < kKaratsubaLimbs) {
    if (a == b && na == nb)
      squareRows(r, a, na);
    else
      multiplyRows(r, a, na, b, nb);
    return;
  }
  if (nb >= kNttLimbs) {
    if (na > 3 * nb) {
      // Transforms of the size of the small operand, not of the sum.
      Scratch product(3 * nb);
      zero(r, na + nb);
      for (size_t done = 0; done < na && mayGoOn();) {
        size_t piece = na - done < 2 * nb ? na - done : 2 * nb;
        if (piece >= nb)
          multiplyNtt(product, a + done, piece, b, nb);
        else
          multiply(product, b, nb, a + done, piece);
        add(r + done, r + done, na + nb - done, product, piece + nb);
        done += piece;
      }
      return;
    }
    multiplyNtt(r, a, na, b, nb);
    return;
  }
  if (na == nb) {
    Scratch scratch(karatsubaScratch(na));
    if (stopped())
      return;
    multiplyBalanced(r, a, b, na, scratch);
    return;
  }
  multiplyPieces(r, a, na, b, nb);
}

} // namespace tr::limbs
