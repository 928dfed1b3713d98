// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stable sorting of many items by unsigned 64-bit keys: least significant byte first, bytes in which
// all keys agree left out. For keys whose comparison nobody can observe.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime-lib/core/value.h"

namespace tr {

struct KeyedIndex {
  uint64_t key;
  uint64_t index;  // into the items that the keys stand for
};
inline uint64_t keyOf(uint64_t item) { return item; }
inline uint64_t keyOf(const KeyedIndex& item) { return item.key; }

// Unsigned keys in the order of what they stand for.
inline uint64_t intSortKey(Value v) { return v.bits ^ (uint64_t{1} << 63); }
inline Value intOfSortKey(uint64_t key) { return {key ^ (uint64_t{1} << 63)}; }
// Not for nan. Both zeros have one key.
inline uint64_t floatSortKey(double d) {
  uint64_t bits = std::bit_cast<uint64_t>(d + 0.0);
  return bits >> 63 ? ~bits : bits | (uint64_t{1} << 63);
}

// Sorts items[0, count) with the help of as much scratch space. Answers where the result lies: one of the two.
template <class Item> Item* radixSort(Item* items, Item* scratch, uint64_t count) {
  constexpr unsigned kDigits = 8, kRadix = 256;
  uint32_t counts[kDigits][kRadix] = {};
  uint64_t first = keyOf(items[0]), differing = 0;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t key = keyOf(items[i]);
    differing |= key ^ first;
    for (unsigned d = 0; d < kDigits; ++d) ++counts[d][(key >> (8 * d)) & 0xFF];
  }
  for (unsigned d = 0; d < kDigits; ++d) {
    if (!((differing >> (8 * d)) & 0xFF)) continue;
    uint32_t next = 0;
    for (uint32_t& c : counts[d]) {
      uint32_t begin = next;
      next += c;
      c = begin;
    }
    for (uint64_t i = 0; i < count; ++i)
      scratch[counts[d][(keyOf(items[i]) >> (8 * d)) & 0xFF]++] = items[i];
    std::swap(items, scratch);
  }
  return items;
}

}  // namespace tr
