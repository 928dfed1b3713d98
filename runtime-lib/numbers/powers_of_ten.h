// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Powers of ten to 128 bits, for all that a double times or over a power of ten may need. A table
// of every 27th to 192 bits (624 bytes) times an exact power of five below 2^64 gives each of them;
// the 64 bits to spare make the leading 128 right, which the unit test shows for every one.
#pragma once

#include <cstdint>

namespace tr::decimal {

constexpr int kLeastPower = -351, kLargestPower = 350;
// Powers of five that fit 64 bits.
constexpr int kFives = 28;

struct FiveTable {
  uint64_t of[kFives];
};
constexpr FiveTable makeFives() {
  FiveTable table{{1}};
  for (int i = 1; i < kFives; i++)
    table.of[i] = table.of[i - 1] * 5;
  return table;
}
inline constexpr FiveTable kFive = makeFives();

constexpr int floorLog2Pow10(int k) { return (k * 1741647) >> 19; } // |k| <= 1233
constexpr int floorLog10Pow2(int e) { return (e * 1262611) >> 22; } // |e| <= 1500

// 10^k is (high:low + t) * 2^(floorLog2Pow10(k) - 127) with 0 <= t < 1, and high's top bit set;
// t = 0 when exact.
struct Power {
  uint64_t high, low;
  bool exact;
};
Power powerOfTen(int k); // kLeastPower <= k <= kLargestPower

} // namespace tr::decimal
