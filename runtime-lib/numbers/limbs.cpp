// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear and quadratic-free parts of the limb kernel: sums, shifts, products by one limb.
#include "runtime-lib/numbers/limbs.h"

#include <bit>
#include <cstdlib>
#include <cstring>

namespace tr::limbs {

constinit thread_local Stop stop = Stop::None;

namespace {
bool (*watch)() = nullptr;
}

void setWatch(bool (*newWatch)()) { watch = newWatch; }

bool mayGoOn() {
  if (stopped())
    return false;
  if (!watch || watch())
    return true;
  stop = Stop::Told;
  return false;
}

Scratch::Scratch(size_t count) : data_(inline_) {
  if (count <= kInline)
    return;
  data_ = static_cast<Limb*>(malloc(count * sizeof(Limb)));
  if (!data_)
    stop = Stop::Memory;
}

Scratch::~Scratch() {
  if (data_ != inline_)
    free(data_);
}

int compare(const Limb* a, size_t na, const Limb* b, size_t nb) {
  if (na != nb)
    return na < nb ? -1 : 1;
  for (size_t i = na; i-- > 0;)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return 0;
}

size_t bitLength(const Limb* a, size_t n) {
  n = normalise(a, n);
  return n == 0 ? 0 : n * 64 - static_cast<size_t>(std::countl_zero(a[n - 1]));
}

void copy(Limb* to, const Limb* from, size_t n) {
  if (n)
    memmove(to, from, n * sizeof(Limb));
}
void zero(Limb* to, size_t n) {
  if (n)
    memset(to, 0, n * sizeof(Limb));
}

Limb addOne(Limb* r, const Limb* a, size_t n, Limb b) {
  size_t i = 0;
  for (; i < n && b; i++) {
    Limb sum = a[i] + b;
    b = sum < b;
    r[i] = sum;
  }
  if (r != a)
    copy(r + i, a + i, n - i);
  return b;
}

Limb subOne(Limb* r, const Limb* a, size_t n, Limb b) {
  size_t i = 0;
  for (; i < n && b; i++) {
    Limb left = a[i];
    r[i] = left - b;
    b = left < b;
  }
  if (r != a)
    copy(r + i, a + i, n - i);
  return b;
}

// carry = step(i, carry) along a row. Unrolled, so that the additions of one limb overlap the
// multiplications of the next, and a carry of one bit stays in the processor's flag.
template <size_t Unrolled, class Carry, class Step>
[[gnu::always_inline]] static inline Carry alongRow(size_t n, Carry carry, Step step) {
  size_t i = 0;
  for (; i + Unrolled <= n; i += Unrolled)
#pragma clang loop unroll(full)
    for (size_t k = 0; k < Unrolled; k++)
      carry = step(i + k, carry);
  for (; i < n; i++)
    carry = step(i, carry);
  return carry;
}

Limb add(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  bool carry = alongRow<8>(nb, false, [=](size_t i, bool in) -> bool {
    unsigned long long out;
    r[i] = __builtin_addcll(a[i], b[i], in, &out);
    return out;
  });
  return addOne(r + nb, a + nb, na - nb, carry);
}

Limb sub(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb) {
  bool borrow = alongRow<8>(nb, false, [=](size_t i, bool in) -> bool {
    unsigned long long out;
    r[i] = __builtin_subcll(a[i], b[i], in, &out);
    return out;
  });
  return subOne(r + nb, a + nb, na - nb, borrow);
}

Limb shiftLeft(Limb* r, const Limb* a, size_t n, unsigned bits) {
  if (n == 0)
    return 0;
  if (bits == 0) {
    copy(r, a, n);
    return 0;
  }
  Limb out = a[n - 1] >> (64 - bits);
  for (size_t i = n - 1; i > 0; i--)
    r[i] = (a[i] << bits) | (a[i - 1] >> (64 - bits));
  r[0] = a[0] << bits;
  return out;
}

Limb shiftRight(Limb* r, const Limb* a, size_t n, unsigned bits) {
  if (n == 0)
    return 0;
  if (bits == 0) {
    copy(r, a, n);
    return 0;
  }
  Limb out = a[0] << (64 - bits);
  for (size_t i = 0; i + 1 < n; i++)
    r[i] = (a[i] >> bits) | (a[i + 1] << (64 - bits));
  r[n - 1] = a[n - 1] >> bits;
  return out;
}

Limb mulOne(Limb* r, const Limb* a, size_t n, Limb b, Limb carry) {
  return alongRow<4>(n, carry, [=](size_t i, Limb in) {
    DoubleLimb t = static_cast<DoubleLimb>(a[i]) * b + in;
    r[i] = static_cast<Limb>(t);
    return static_cast<Limb>(t >> 64);
  });
}

Limb addMulOne(Limb* r, const Limb* a, size_t n, Limb b) {
  return alongRow<4>(n, Limb(0), [=](size_t i, Limb in) {
    DoubleLimb t = static_cast<DoubleLimb>(a[i]) * b + r[i] + in;
    r[i] = static_cast<Limb>(t);
    return static_cast<Limb>(t >> 64);
  });
}

Limb subMulOne(Limb* r, const Limb* a, size_t n, Limb b) {
  return alongRow<4>(n, Limb(0), [=](size_t i, Limb in) {
    DoubleLimb t = static_cast<DoubleLimb>(a[i]) * b + in;
    Limb low = static_cast<Limb>(t), left = r[i];
    r[i] = left - low;
    return static_cast<Limb>(t >> 64) + (left < low);
  });
}

Montgomery::Montgomery(const Limb* modulus, size_t n) : modulus_(modulus), n_(n) {
  // Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96.
  Limb m = modulus[0], inverse = m;
  for (int i = 0; i < 5; i++)
    inverse *= 2 - m * inverse;
  negatedInverse_ = 0 - inverse;
}

void Montgomery::reduce(Limb* r, Limb* t) const {
  Limb top = t[2 * n_];
  for (size_t i = 0; i < n_; i++) {
    Limb carry = addMulOne(t + i, modulus_, n_, t[i] * negatedInverse_);
    Limb sum = t[i + n_] + carry;
    carry = sum < carry;
    t[i + n_] = sum;
    if (carry) {
      size_t k = i + n_ + 1;
      while (k < 2 * n_ && ++t[k] == 0)
        k++;
      if (k == 2 * n_)
        top++;
    }
  }
  if (top || compare(t + n_, n_, modulus_, n_) >= 0)
    sub(r, t + n_, n_, modulus_, n_);
  else
    copy(r, t + n_, n_);
}

void Montgomery::multiply(Limb* r, const Limb* a, const Limb* b, Limb* scratch) const {
  limbs::multiply(scratch, a, n_, b, n_);
  scratch[2 * n_] = 0;
  reduce(r, scratch);
}

} // namespace tr::limbs
