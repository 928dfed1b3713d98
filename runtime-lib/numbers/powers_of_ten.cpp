// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table is made when the runtime is compiled: powers of 5^27 by exact products, and their
// reciprocals by exact division of a large power of two.
#include "runtime-lib/numbers/powers_of_ten.h"

#include <bit>

namespace tr::decimal {
namespace {

using Double = unsigned __int128;

constexpr int kStep = 27;
constexpr int kBelow = -kLeastPower / kStep, kAbove = kLargestPower / kStep;
constexpr int kLimbs = 20; // 13 steps down take 816 bits of 1280, and leave 464

struct Leading {
  uint64_t high, middle, low; // high's top bit is set
};

struct Natural {
  uint64_t limbs[kLimbs]; // least first

  constexpr void multiply(uint64_t by) {
    Double carry = 0;
    for (uint64_t& limb : limbs) {
      carry += Double{limb} * by;
      limb = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
  }
  constexpr void divide(uint64_t by) {
    Double rest = 0;
    for (int i = kLimbs; i-- > 0;) {
      rest = rest << 64 | limbs[i];
      limbs[i] = static_cast<uint64_t>(rest / by);
      rest %= by;
    }
  }
  constexpr uint64_t at(int i) const { return i < 0 ? 0 : limbs[i]; }
  constexpr Leading leading() const {
    int top = kLimbs - 1;
    while (!limbs[top])
      top--;
    int shift = std::countl_zero(limbs[top]);
    auto joined = [&](int i) { return shift ? at(i) << shift | at(i - 1) >> (64 - shift) : at(i); };
    return {joined(top), joined(top - 1), joined(top - 2)};
  }
};

struct StepTable {
  Leading of[kBelow + 1 + kAbove];
};
constexpr StepTable makeSteps() {
  StepTable table{};
  constexpr uint64_t five = kFive.of[kStep];
  Natural up{{1}};
  for (int i = 0; i <= kAbove; i++, up.multiply(five))
    table.of[kBelow + i] = up.leading();
  Natural down{};
  down.limbs[kLimbs - 1] = uint64_t{1} << 63;
  for (int i = 1; i <= kBelow; i++) {
    down.divide(five);
    table.of[kBelow - i] = down.leading();
  }
  return table;
}
constexpr StepTable kSteps = makeSteps();

} // namespace

Power powerOfTen(int k) {
  int above = k - kLeastPower;
  const Leading& step = kSteps.of[above / kStep];
  uint64_t five = kFive.of[above % kStep];
  Double low = Double{step.low} * five;
  Double middle = Double{step.middle} * five + (low >> 64);
  Double high = Double{step.high} * five + (middle >> 64);
  auto first = static_cast<uint64_t>(high >> 64), second = static_cast<uint64_t>(high),
       third = static_cast<uint64_t>(middle);
  // The product has as many bits of 256 as five of 64, or one more.
  int shift = std::countl_zero(first);
  bool exact = k >= 0 && k <= 55; // 5^55 < 2^128
  if (shift == 64)
    return {second, third, exact};
  if (shift == 0)
    return {first, second, exact};
  return {first << shift | second >> (64 - shift), second << shift | third >> (64 - shift), exact};
}

} // namespace tr::decimal
