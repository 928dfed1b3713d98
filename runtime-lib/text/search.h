// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Searching units for units. Candidates are the places where the needle's first and last unit both
// match, found sixteen bytes at a time (W. Mula, "SIMD-friendly algorithms for substring
// searching"); when too many of them fail, the C library's two-way memmem takes over, which is
// linear in the worst case.
#pragma once

#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tr {

constexpr uint64_t kNotFound = ~uint64_t{0};

template <class U> inline uint64_t findUnit(const U* h, uint64_t n, U c) {
  if constexpr (sizeof(U) == 1) {
    const void* hit = n ? memchr(h, c, n) : nullptr;
    return hit ? static_cast<uint64_t>(static_cast<const U*>(hit) - h) : kNotFound;
  } else {
    for (uint64_t i = 0; i < n; i++)
      if (h[i] == c)
        return i;
    return kNotFound;
  }
}

template <class U> inline uint64_t findUnitBackwards(const U* h, uint64_t n, U c) {
  if constexpr (sizeof(U) == 1) {
    const void* hit = n ? memrchr(h, c, n) : nullptr;
    return hit ? static_cast<uint64_t>(static_cast<const U*>(hit) - h) : kNotFound;
  } else {
    while (n--)
      if (h[n] == c)
        return n;
    return kNotFound;
  }
}

// memmem over units: hits that do not start on a unit are stepped over.
template <class U>
inline uint64_t findUnitsLinear(const U* h, uint64_t n, const U* needle, uint64_t m) {
  const auto* at = reinterpret_cast<const char*>(h);
  const char* end = at + n * sizeof(U);
  for (;;) {
    const auto* hit =
        static_cast<const char*>(memmem(at, static_cast<size_t>(end - at), needle, m * sizeof(U)));
    if (!hit)
      return kNotFound;
    uint64_t offset = static_cast<uint64_t>(hit - reinterpret_cast<const char*>(h));
    if (offset % sizeof(U) == 0)
      return offset / sizeof(U);
    at = hit + 1;
  }
}

#if defined(__SSE2__)
// A bit for each byte of a unit that equals c, of the 16 bytes at p.
template <class U> inline unsigned matchMask(const U* p, U c) {
  __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  if constexpr (sizeof(U) == 1)
    return static_cast<unsigned>(
        _mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(static_cast<char>(c)))));
  else if constexpr (sizeof(U) == 2)
    return static_cast<unsigned>(
        _mm_movemask_epi8(_mm_cmpeq_epi16(block, _mm_set1_epi16(static_cast<short>(c)))));
  else
    return static_cast<unsigned>(
        _mm_movemask_epi8(_mm_cmpeq_epi32(block, _mm_set1_epi32(static_cast<int>(c)))));
}
#endif

// The first place of needle in h, or kNotFound. An empty needle is found at 0.
template <class U> inline uint64_t findUnits(const U* h, uint64_t n, const U* needle, uint64_t m) {
  if (m == 0)
    return 0;
  if (m > n)
    return kNotFound;
  if (m == 1)
    return findUnit(h, n, needle[0]);
#if defined(__SSE2__)
  constexpr uint64_t kLanes = 16 / sizeof(U);
  constexpr unsigned kLaneBits = (1u << sizeof(U)) - 1;
  U first = needle[0], last = needle[m - 1];
  uint64_t i = 0, wasted = 0;
  for (; i + m - 1 + kLanes <= n; i += kLanes) {
    unsigned mask = matchMask(h + i, first) & matchMask(h + i + m - 1, last);
    while (mask) {
      unsigned bit = static_cast<unsigned>(__builtin_ctz(mask));
      uint64_t at = i + bit / sizeof(U);
      if (m == 2 || memcmp(h + at + 1, needle + 1, (m - 2) * sizeof(U)) == 0)
        return at;
      mask &= ~(kLaneBits << bit);
      wasted += m;
    }
    if (wasted > 4 * i + 4096)
      break;
  }
  if (wasted <= 4 * i + 4096) {
    for (; i + m <= n; i++)
      if (h[i] == first && memcmp(h + i, needle, m * sizeof(U)) == 0)
        return i;
    return kNotFound;
  }
  uint64_t rest = findUnitsLinear(h + i, n - i, needle, m);
  return rest == kNotFound ? kNotFound : i + rest;
#else
  return findUnitsLinear(h, n, needle, m);
#endif
}

// The last place. Like the forward search, from the end; a shift table takes over when too many
// candidates fail.
template <class U>
inline uint64_t findUnitsBackwards(const U* h, uint64_t n, const U* needle, uint64_t m) {
  if (m == 0)
    return n;
  if (m > n)
    return kNotFound;
  if (m == 1)
    return findUnitBackwards(h, n, needle[0]);
  uint64_t at = n - m; // the last place not looked at yet
#if defined(__SSE2__)
  constexpr uint64_t kLanes = 16 / sizeof(U);
  constexpr unsigned kLaneBits = (1u << sizeof(U)) - 1;
  U first = needle[0], last = needle[m - 1];
  uint64_t wasted = 0;
  while (at + 1 >= kLanes && wasted <= 4 * n + 4096) {
    uint64_t block = at + 1 - kLanes;
    unsigned mask = matchMask(h + block, first) & matchMask(h + block + m - 1, last);
    while (mask) {
      unsigned lane = (31 - static_cast<unsigned>(__builtin_clz(mask))) / sizeof(U);
      if (m == 2 || memcmp(h + block + lane + 1, needle + 1, (m - 2) * sizeof(U)) == 0)
        return block + lane;
      mask &= ~(kLaneBits << (lane * sizeof(U)));
      wasted += m;
    }
    if (block == 0)
      return kNotFound;
    at = block - 1;
  }
  if (wasted <= 4 * n + 4096) {
    for (;; at--) {
      if (h[at] == first && memcmp(h + at, needle, m * sizeof(U)) == 0)
        return at;
      if (at == 0)
        return kNotFound;
    }
  }
#endif
  constexpr unsigned kTable = 64;
  uint8_t shift[kTable];
  uint64_t widest = m < 255 ? m : 255;
  memset(shift, static_cast<int>(widest), kTable);
  // shift[x]: how far the window may move left when its first unit hashes to x.
  for (uint64_t i = widest - 1; i > 0; i--)
    shift[needle[i] % kTable] = static_cast<uint8_t>(i);
  for (;;) {
    if (h[at] == needle[0] && memcmp(h + at, needle, m * sizeof(U)) == 0)
      return at;
    uint64_t step = shift[h[at] % kTable];
    if (step > at)
      return kNotFound;
    at -= step;
  }
}

// How many times, without overlap, at most `limit`. The needle is not empty.
template <class U>
inline uint64_t countUnits(const U* h, uint64_t n, const U* needle, uint64_t m, uint64_t limit) {
  uint64_t count = 0;
  if (m == 1 && limit == kNotFound) {
    for (uint64_t i = 0; i < n; i++)
      count += h[i] == needle[0];
    return count;
  }
  while (count < limit) {
    uint64_t at = findUnits(h, n, needle, m);
    if (at == kNotFound)
      break;
    count++;
    h += at + m;
    n -= at + m;
  }
  return count;
}

// Python's clipping of start and end arguments to a length; false when the range is beyond the end.
inline bool clipRange(int64_t* start, int64_t* end, uint64_t length) {
  auto n = static_cast<int64_t>(length);
  if (*end > n)
    *end = n;
  else if (*end < 0)
    *end = *end + n < 0 ? 0 : *end + n;
  if (*start < 0)
    *start = *start + n < 0 ? 0 : *start + n;
  return *start <= *end;
}

} // namespace tr
