// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work on code units whatever their width: dispatch to typed pointers, converting copies, and
// scans that look at many bytes at a time.
#pragma once

#include <cstring>

#include "runtime-lib/text/str.h"

namespace tr {

// Calls f with the typed pointer to the text.
template <class F> inline auto withUnits(const Str* s, F&& f) {
  switch (s->meta & abi::kStrWidthMask) {
  case 0:
    return f(s->bytes1());
  case 1:
    return f(s->bytes2());
  default:
    return f(s->bytes4());
  }
}

inline unsigned widthLog2Of(const Str* s) { return s->meta & abi::kStrWidthMask; }

// The width that a code point needs.
constexpr unsigned widthLog2For(char32_t c) { return c < 0x100 ? 0 : c < 0x10000 ? 1 : 2; }

inline bool isAsciiBytes(const uint8_t* p, uint64_t n) {
  uint64_t i = 0, any = 0;
  for (; i + 32 <= n; i += 32) {
    uint64_t w[4];
    memcpy(w, p + i, 32);
    any = w[0] | w[1] | w[2] | w[3];
    if (any & 0x8080808080808080)
      return false;
  }
  any = 0;
  for (; i < n; i++)
    any |= p[i];
  return !(any & 0x80);
}

// How many leading bytes are ASCII.
inline uint64_t asciiPrefix(const uint8_t* p, uint64_t n) {
  uint64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t w;
    memcpy(&w, p + i, 8);
    if (w & 0x8080808080808080)
      break;
  }
  while (i < n && p[i] < 0x80)
    i++;
  return i;
}

// A bit pattern at least as wide as the largest unit (the or of all): enough to choose a width.
template <class U> inline uint32_t unitMask(const U* p, uint64_t n) {
  uint32_t any = 0;
  for (uint64_t i = 0; i < n; i++)
    any |= p[i];
  return any;
}
template <> inline uint32_t unitMask(const uint8_t* p, uint64_t n) {
  return isAsciiBytes(p, n) ? 0x7f : 0xff;
}

// Copies n units, converting; values must fit.
template <class To, class From> inline void copyUnits(To* to, const From* from, uint64_t n) {
  if constexpr (sizeof(To) == sizeof(From)) {
    memcpy(to, from, n * sizeof(To));
  } else {
    for (uint64_t i = 0; i < n; i++)
      to[i] = static_cast<To>(from[i]);
  }
}
// The same with the widths as numbers.
void copyUnits(void* to, unsigned toWidthLog2, const void* from, unsigned fromWidthLog2,
               uint64_t n);

// A str from n units, narrowed to what they need. Null with MemoryError pending.
template <class U> inline Str* strFromUnits(const U* p, uint64_t n) {
  uint32_t mask = unitMask(p, n);
  unsigned width = widthLog2For(mask);
  Str* s = allocateStr(n, width, mask < 0x80);
  if (!s)
    return nullptr;
  void* to = mutableText(s);
  if (width == 0)
    copyUnits(static_cast<uint8_t*>(to), p, n);
  else if (width == 1)
    copyUnits(static_cast<uint16_t*>(to), p, n);
  else
    copyUnits(static_cast<uint32_t*>(to), p, n);
  return s;
}

// UTF-8 of one code point (surrogates as three bytes): bytes written.
inline unsigned putUtf8(char* out, char32_t c) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xc0 | c >> 6);
    out[1] = static_cast<char>(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xe0 | c >> 12);
    out[1] = static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out[2] = static_cast<char>(0x80 | (c & 0x3f));
    return 3;
  }
  out[0] = static_cast<char>(0xf0 | c >> 18);
  out[1] = static_cast<char>(0x80 | (c >> 12 & 0x3f));
  out[2] = static_cast<char>(0x80 | (c >> 6 & 0x3f));
  out[3] = static_cast<char>(0x80 | (c & 0x3f));
  return 4;
}

// Decodes one code point of valid UTF-8 (surrogates allowed) and steps over it.
inline char32_t takeUtf8(const uint8_t*& p) {
  uint32_t c = *p++;
  if (c < 0x80)
    return c;
  if (c < 0xe0)
    return (c & 0x1f) << 6 | (*p++ & 0x3f);
  if (c < 0xf0) {
    c = (c & 0x0f) << 12 | (p[0] & 0x3f) << 6 | (p[1] & 0x3f);
    p += 2;
    return c;
  }
  c = (c & 0x07) << 18 | (p[0] & 0x3f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  p += 3;
  return c;
}

} // namespace tr
