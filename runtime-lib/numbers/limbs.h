// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on natural numbers as arrays of 64-bit limbs, least significant first: the kernel
// under big ints. Knows no objects and no collector; scratch comes from malloc, freed on return.
//
// Unless said otherwise: operands need no normal form (leading zero limbs are fine), a result may
// be the same array as an operand but not overlap one partially, and counts may be 0.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr::limbs {

using Limb = uint64_t;
using DoubleLimb = unsigned __int128;

// A long operation may stop before it is done: when the watch answers false (a signal came), or
// when scratch memory can't be had. From then on every function here returns soon, with a
// meaningless result, until the one who called first takes the reason. Operands stay as they are.
enum class Stop : uint8_t { None, Told, Memory };
extern constinit thread_local Stop stop;
inline bool stopped() { return stop != Stop::None; }
inline Stop takeStop() {
  Stop reason = stop;
  stop = Stop::None;
  return reason;
}
void setWatch(bool (*watch)());
// For loops whose turns take long: asks the watch.
bool mayGoOn();

// Scratch for one operation: on the stack when small. Without memory the operation is stopped, and
// there is nothing to be used.
class Scratch {
public:
  explicit Scratch(size_t count);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Limb* get() { return data_; }
  operator Limb*() { return data_; }

private:
  static constexpr size_t kInline = 64;
  Limb inline_[kInline];
  Limb* data_;
};

// Count without leading zero limbs.
inline size_t normalise(const Limb* a, size_t count) {
  while (count > 0 && a[count - 1] == 0)
    count--;
  return count;
}
int compare(const Limb* a, size_t na, const Limb* b, size_t nb); // normal forms; -1, 0, 1
size_t bitLength(const Limb* a, size_t n);
void copy(Limb* to, const Limb* from, size_t n);
void zero(Limb* to, size_t n);

// r[na] = a + b, na >= nb; answers the carry. r may be a or b.
Limb add(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb);
Limb addOne(Limb* r, const Limb* a, size_t n, Limb b);
// r[na] = a - b, na >= nb; answers the borrow.
Limb sub(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb);
Limb subOne(Limb* r, const Limb* a, size_t n, Limb b);

// By 0 <= bits < 64; answer what fell out: of the top (low bits) or of the bottom (high bits).
Limb shiftLeft(Limb* r, const Limb* a, size_t n, unsigned bits);
Limb shiftRight(Limb* r, const Limb* a, size_t n, unsigned bits);

// r[n] = a * b + carry; r[n] += a * b; r[n] -= a * b. All answer the limb beyond.
Limb mulOne(Limb* r, const Limb* a, size_t n, Limb b, Limb carry = 0);
Limb addMulOne(Limb* r, const Limb* a, size_t n, Limb b);
Limb subMulOne(Limb* r, const Limb* a, size_t n, Limb b);

// The functions from here on may stop, but for those on single limbs.

// r[na + nb] = a * b. r overlaps neither; na, nb >= 1. a and b may be the same array (squares are
// noticed by pointer and count).
void multiply(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb);

// The transform-based product that multiply uses for the largest operands (limbs_ntt.cpp).
void multiplyNtt(Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb);

// q[n] = a / d, answers a % d. d != 0; q may be a or null.
Limb divideOne(Limb* q, const Limb* a, size_t n, Limb d);
// q[na - nb + 1] = a / b; r[nb] = a % b. na >= nb >= 1, b[nb - 1] != 0. q and r overlap nothing;
// either may be null.
void divide(Limb* q, Limb* r, const Limb* a, size_t na, const Limb* b, size_t nb);

// a * b % m for a, b < m.
Limb mulMod(Limb a, Limb b, Limb m);

// Arithmetic modulo an odd number in Montgomery form: x stands for x * 2^(64 n) mod m.
class Montgomery {
public:
  Montgomery(const Limb* modulus, size_t n); // m[n - 1] != 0, m odd; keeps the pointer
  size_t size() const { return n_; }
  // r[n] = a * b * 2^(-64 n) mod m, all below m; scratch has 2 n + 1 limbs. r may be a or b.
  void multiply(Limb* r, const Limb* a, const Limb* b, Limb* scratch) const;
  // r[n] = t * 2^(-64 n) mod m; t has 2 n + 1 limbs and is destroyed.
  void reduce(Limb* r, Limb* t) const;

private:
  const Limb* modulus_;
  size_t n_;
  Limb negatedInverse_; // -1/m mod 2^64
};

// --- text
// An upper bound of the digits of a number of `n` limbs in base 2..36.
size_t digitBound(size_t n, unsigned base);
// Writes the digits of a (normal form, n >= 1) as characters 0-9a-z, most significant first,
// without leading zeros; answers how many. `out` has room for digitBound.
size_t toDigits(char* out, const Limb* a, size_t n, unsigned base);
// The reverse: `digits` hold values 0..base-1 (not characters). r has room for parseBound limbs;
// answers the normal count.
size_t parseBound(size_t digits, unsigned base);
size_t fromDigits(Limb* r, const uint8_t* digits, size_t count, unsigned base);

// Greatest common divisor of a and b (normal forms, both >= 1), which are destroyed; the result is
// written to a, whose count is answered. na >= nb, and b has room for na limbs.
size_t gcd(Limb* a, size_t na, Limb* b, size_t nb);

} // namespace tr::limbs
