// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stable sorting of many items by unsigned 64-bit keys: least significant byte first, bytes in
// which all keys agree left out. For keys whose comparison nobody can observe.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime-lib/core/value.h"

namespace tr {

struct KeyedIndex {
  uint64_t key;
  uint64_t index; // into the items that the keys stand for
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

// The double of a key that stands for no negative zero.
inline double floatOfSortKey(uint64_t key) {
  return std::bit_cast<double>(key >> 63 ? key ^ (uint64_t{1} << 63) : ~key);
}

// One pass over the digit that starts at bit `shift`: from[0, count) to to[0, count).
template <unsigned kBits, class Item>
void radixPass(const Item* from, Item* to, uint64_t count, unsigned shift) {
  constexpr uint64_t kMask = (uint64_t{1} << kBits) - 1;
  uint32_t places[kMask + 1] = {};
  for (uint64_t i = 0; i < count; ++i)
    ++places[(keyOf(from[i]) >> shift) & kMask];
  uint32_t next = 0;
  for (uint32_t& place : places) {
    uint32_t size = place;
    place = next;
    next += size;
  }
  for (uint64_t i = 0; i < count; ++i)
    to[places[(keyOf(from[i]) >> shift) & kMask]++] = from[i];
}

// Sorts items[0, count) with the help of as much scratch space. Answers where the result lies: one
// of the two.
template <class Item> Item* radixSort(Item* items, Item* scratch, uint64_t count) {
  uint64_t differing = 0;
  for (uint64_t i = 1; i < count; ++i)
    differing |= keyOf(items[i]) ^ keyOf(items[0]);
  // Wide digits take fewer passes, but their counters must pay.
  constexpr uint64_t kMany = 8192;
  unsigned bits = count < kMany ? 8 : 11;
  for (unsigned shift = 0; shift < 64; shift += bits) {
    if (!((differing >> shift) & ((1u << bits) - 1)))
      continue;
    if (bits == 8)
      radixPass<8>(items, scratch, count, shift);
    else
      radixPass<11>(items, scratch, count, shift);
    std::swap(items, scratch);
  }
  return items;
}

} // namespace tr
