// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Searching units for units. One-byte text goes to the C library's memchr, memrchr and memmem (two-way
// search: linear in the worst case); wider text is searched as bytes, and hits that do not start on
// a unit are stepped over.
#pragma once

#include <cstdint>
#include <cstring>

namespace tr {

constexpr uint64_t kNotFound = ~uint64_t{0};

template <class U> inline uint64_t findUnit(const U* h, uint64_t n, U c) {
  if constexpr (sizeof(U) == 1) {
    const void* hit = n ? memchr(h, c, n) : nullptr;
    return hit ? static_cast<uint64_t>(static_cast<const U*>(hit) - h) : kNotFound;
  } else {
    for (uint64_t i = 0; i < n; i++)
      if (h[i] == c) return i;
    return kNotFound;
  }
}

template <class U> inline uint64_t findUnitBackwards(const U* h, uint64_t n, U c) {
  if constexpr (sizeof(U) == 1) {
    const void* hit = n ? memrchr(h, c, n) : nullptr;
    return hit ? static_cast<uint64_t>(static_cast<const U*>(hit) - h) : kNotFound;
  } else {
    while (n--)
      if (h[n] == c) return n;
    return kNotFound;
  }
}

// The first place of needle in h, or kNotFound. An empty needle is found at 0.
template <class U> inline uint64_t findUnits(const U* h, uint64_t n, const U* needle, uint64_t m) {
  if (m == 0) return 0;
  if (m > n) return kNotFound;
  if (m == 1) return findUnit(h, n, needle[0]);
  const auto* at = reinterpret_cast<const char*>(h);
  const char* end = at + n * sizeof(U);
  for (;;) {
    const auto* hit = static_cast<const char*>(memmem(at, static_cast<size_t>(end - at), needle, m * sizeof(U)));
    if (!hit) return kNotFound;
    uint64_t offset = static_cast<uint64_t>(hit - reinterpret_cast<const char*>(h));
    if (offset % sizeof(U) == 0) return offset / sizeof(U);
    at = hit + 1;
  }
}

// The last place. A shift table over the needle's low bits keeps the common case sublinear.
template <class U> inline uint64_t findUnitsBackwards(const U* h, uint64_t n, const U* needle, uint64_t m) {
  if (m == 0) return n;
  if (m > n) return kNotFound;
  if (m == 1) return findUnitBackwards(h, n, needle[0]);
  constexpr unsigned kTable = 64;
  uint8_t shift[kTable];
  uint64_t widest = m < 255 ? m : 255;
  memset(shift, static_cast<int>(widest), kTable);
  // shift[x]: how far the window may move left when its first unit hashes to x.
  for (uint64_t i = widest - 1; i > 0; i--) shift[needle[i] % kTable] = static_cast<uint8_t>(i);
  for (uint64_t at = n - m;;) {
    if (h[at] == needle[0] && memcmp(h + at, needle, m * sizeof(U)) == 0) return at;
    uint64_t step = shift[h[at] % kTable];
    if (step > at) return kNotFound;
    at -= step;
  }
}

// How many times, without overlap, at most `limit`. The needle is not empty.
template <class U> inline uint64_t countUnits(const U* h, uint64_t n, const U* needle, uint64_t m, uint64_t limit) {
  uint64_t count = 0;
  if (m == 1 && limit == kNotFound) {
    for (uint64_t i = 0; i < n; i++) count += h[i] == needle[0];
    return count;
  }
  while (count < limit) {
    uint64_t at = findUnits(h, n, needle, m);
    if (at == kNotFound) break;
    count++;
    h += at + m;
    n -= at + m;
  }
  return count;
}

// Python's clipping of start and end arguments to a length; false when the range is beyond the end.
inline bool clipRange(int64_t* start, int64_t* end, uint64_t length) {
  auto n = static_cast<int64_t>(length);
  if (*end > n) *end = n;
  else if (*end < 0) *end = *end + n < 0 ? 0 : *end + n;
  if (*start < 0) *start = *start + n < 0 ? 0 : *start + n;
  return *start <= *end;
}

}  // namespace tr
