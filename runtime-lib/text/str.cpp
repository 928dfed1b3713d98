// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making, comparing, joining and interning str objects. The type itself is in str_type.cpp.
#include "runtime-lib/text/str.h"

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/codec.h"
#include "runtime-lib/text/hash.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

// The record of a growable buffer. Strs over the same buffer are prefixes of it; the one whose
// length is `used` may be extended in place.
struct GrowBuffer {
  uint64_t used, capacity; // units
  void* text;
};

struct SharedStr : Str {
  GrowBuffer* buffer;
};

// Concatenations shorter than this many units just copy.
constexpr uint64_t kMinShared = 128;

constexpr uint64_t kMaxLength = uint64_t{1} << 55;

constexpr uint64_t metaFor(uint64_t length, unsigned widthLog2, bool ascii) {
  return length << abi::kStrLengthShift | widthLog2 | (ascii ? abi::kStrAscii : 0);
}

Str* emptyCached;
Str* charCache[256];

// The intern table: open addressing over a power of two of slots, kept for ever.
Str** internSlots;
uint64_t internCapacity, internCount;

bool growInternTable() {
  uint64_t capacity = internCapacity ? internCapacity * 2 : 128;
  auto* slots = static_cast<Str**>(memory::allocate(capacity * sizeof(Str*)));
  for (uint64_t i = 0; i < internCapacity; i++) {
    Str* s = internSlots[i];
    if (!s)
      continue;
    uint64_t at = strHash(s) & (capacity - 1);
    while (slots[at])
      at = (at + 1) & (capacity - 1);
    slots[at] = s;
  }
  internSlots = slots;
  internCapacity = capacity;
  return true;
}

Str** findInternSlot(uint64_t hash, const void* text, uint64_t length, unsigned widthLog2) {
  uint64_t at = hash & (internCapacity - 1);
  for (; internSlots[at]; at = (at + 1) & (internCapacity - 1)) {
    Str* s = internSlots[at];
    if (s->hash == hash && s->length() == length && widthLog2Of(s) == widthLog2 &&
        memcmp(s->data, text, length << widthLog2) == 0)
      break;
  }
  return &internSlots[at];
}

Str* internObject(Str* made) {
  Str** slot = findInternSlot(strHash(made), made->data, made->length(), widthLog2Of(made));
  if (!*slot) {
    *slot = made;
    internCount++;
  }
  return *slot;
}

// left + right, in a fresh buffer with room to grow.
Value concatGrowing(const Str* a, const Str* b, unsigned width, bool ascii) {
  uint64_t length = a->length() + b->length();
  uint64_t capacity = length + length / 2 + 64;
  void* text = memory::allocateAtomicOrNull(capacity << width);
  if (!text)
    return kError;
  auto* buffer = static_cast<GrowBuffer*>(memory::allocate(sizeof(GrowBuffer)));
  *buffer = {length, capacity, text};
  copyUnits(text, width, a->data, widthLog2Of(a), a->length());
  copyUnits(static_cast<char*>(text) + (a->length() << width), width, b->data, widthLog2Of(b),
            b->length());
  auto* s = static_cast<SharedStr*>(memory::allocate(sizeof(SharedStr)));
  s->shape = &tr_shape_str;
  s->meta = metaFor(length, width, ascii) | abi::kStrShared | abi::kStrJoined;
  s->data = text;
  s->buffer = buffer;
  return objectValue(s);
}

} // namespace

void copyUnits(void* to, unsigned toWidthLog2, const void* from, unsigned fromWidthLog2,
               uint64_t n) {
  auto copyTo = [&](auto* typed) {
    if (fromWidthLog2 == 0)
      copyUnits(typed, static_cast<const uint8_t*>(from), n);
    else if (fromWidthLog2 == 1)
      copyUnits(typed, static_cast<const uint16_t*>(from), n);
    else
      copyUnits(typed, static_cast<const uint32_t*>(from), n);
  };
  if (toWidthLog2 == 0)
    copyTo(static_cast<uint8_t*>(to));
  else if (toWidthLog2 == 1)
    copyTo(static_cast<uint16_t*>(to));
  else
    copyTo(static_cast<uint32_t*>(to));
}

Str* allocateStr(uint64_t length, unsigned widthLog2, bool ascii) {
  if (length > kMaxLength) {
    raiseMemoryError();
    return nullptr;
  }
  uint64_t bytes = sizeof(Str) + ((length + 1) << widthLog2);
  auto* s = static_cast<Str*>(memory::allocateAtomicOrNull(bytes));
  if (!s)
    return nullptr;
  s->shape = &tr_shape_str;
  s->hash = 0;
  s->meta = metaFor(length, widthLog2, ascii);
  s->data = s + 1;
  memset(reinterpret_cast<char*>(s + 1) + (length << widthLog2), 0, size_t{1} << widthLog2);
  return s;
}

Value emptyStr() {
  if (!emptyCached)
    emptyCached = allocateStr(0, 0, true);
  return objectValue(emptyCached);
}

Value makeCharStr(char32_t c) {
  if (c < 256) {
    if (!charCache[c]) {
      Str* s = allocateStr(1, 0, c < 128);
      *static_cast<uint8_t*>(mutableText(s)) = static_cast<uint8_t>(c);
      charCache[c] = s;
    }
    return objectValue(charCache[c]);
  }
  unsigned width = widthLog2For(c);
  Str* s = allocateStr(1, width, false);
  if (width == 1)
    *static_cast<uint16_t*>(mutableText(s)) = static_cast<uint16_t>(c);
  else
    *static_cast<uint32_t*>(mutableText(s)) = c;
  return objectValue(s);
}

Value makeStr(std::string_view utf8) {
  const auto* p = reinterpret_cast<const uint8_t*>(utf8.data());
  uint64_t size = utf8.size();
  if (size == 0)
    return emptyStr();
  uint64_t prefix = asciiPrefix(p, size);
  if (prefix == size) {
    if (size == 1)
      return makeCharStr(p[0]);
    Str* s = allocateStr(size, 0, true);
    if (!s)
      return kError;
    memcpy(mutableText(s), p, size);
    return objectValue(s);
  }
  // Lead bytes tell the length and the width: 0xc4 starts U+0100, 0xf0 U+10000.
  uint64_t length = prefix;
  uint8_t highest = 0;
  for (uint64_t i = prefix; i < size; i++) {
    length += (p[i] & 0xc0) != 0x80;
    highest = p[i] > highest ? p[i] : highest;
  }
  unsigned width = highest >= 0xf0 ? 2 : highest >= 0xc4 ? 1 : 0;
  if (length == 1)
    return makeCharStr(takeUtf8(p));
  Str* s = allocateStr(length, width, false);
  if (!s)
    return kError;
  auto fill = [&](auto* to) {
    using Unit = std::remove_reference_t<decltype(*to)>;
    for (uint64_t i = 0; i < length;) {
      // Each character left has a byte at least, so eight more can be read.
      if (length - i >= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        if (!(w & 0x8080808080808080)) {
          for (unsigned k = 0; k < 8; k++)
            to[i + k] = static_cast<Unit>(p[k]);
          i += 8;
          p += 8;
          continue;
        }
      }
      to[i++] = static_cast<Unit>(takeUtf8(p));
    }
  };
  if (width == 0)
    fill(static_cast<uint8_t*>(mutableText(s)));
  else if (width == 1)
    fill(static_cast<uint16_t*>(mutableText(s)));
  else
    fill(static_cast<uint32_t*>(mutableText(s)));
  return objectValue(s);
}

Value makeStrFrom1(const uint8_t* codePoints, uint64_t length) {
  if (length == 0)
    return emptyStr();
  if (length == 1)
    return makeCharStr(codePoints[0]);
  Str* s = allocateStr(length, 0, isAsciiBytes(codePoints, length));
  if (!s)
    return kError;
  memcpy(mutableText(s), codePoints, length);
  return objectValue(s);
}

Value makeStrFrom4(const char32_t* codePoints, uint64_t length) {
  if (length == 0)
    return emptyStr();
  if (length == 1)
    return makeCharStr(codePoints[0]);
  Str* s = strFromUnits(reinterpret_cast<const uint32_t*>(codePoints), length);
  return s ? objectValue(s) : kError;
}

Str* intern(std::string_view utf8) {
  if (internCount * 2 >= internCapacity)
    growInternTable();
  const auto* p = reinterpret_cast<const uint8_t*>(utf8.data());
  if (asciiPrefix(p, utf8.size()) == utf8.size()) {
    // The common case finds its object without making one.
    uint64_t hash = hashBytes(p, utf8.size());
    Str** slot = findInternSlot(hash, p, utf8.size(), 0);
    if (*slot)
      return *slot;
  }
  return internObject(asStr(makeStr(utf8)));
}

Str* internStr(Str* s) {
  if (internCount * 2 >= internCapacity)
    growInternTable();
  Str** slot = findInternSlot(strHash(s), s->data, s->length(), widthLog2Of(s));
  if (*slot)
    return *slot;
  return internObject(asStr(exactStr(objectValue(s))));
}

uint64_t strHashSlow(const Str* s) {
  uint64_t h = hashBytes(s->data, s->length() << widthLog2Of(s));
  s->hash = h;
  return h;
}

bool strEqualsSlow(const Str* a, const Str* b) {
  // Length and width must agree, sharing flags need not.
  constexpr uint64_t kCompared =
      ~uint64_t{0} << abi::kStrLengthShift | abi::kStrWidthMask | abi::kStrAscii;
  if ((a->meta ^ b->meta) & kCompared)
    return false;
  return memcmp(a->data, b->data, a->length() << widthLog2Of(a)) == 0;
}

int strCompare(const Str* a, const Str* b) {
  uint64_t na = a->length(), nb = b->length(), n = na < nb ? na : nb;
  int order = 0;
  if (widthLog2Of(a) == 0 && widthLog2Of(b) == 0) {
    order = memcmp(a->data, b->data, n);
  } else {
    order = withUnits(a, [&](const auto* p) {
      return withUnits(b, [&](const auto* q) {
        for (uint64_t i = 0; i < n; i++)
          if (p[i] != q[i])
            return p[i] < q[i] ? -1 : 1;
        return 0;
      });
    });
  }
  if (order)
    return order < 0 ? -1 : 1;
  return na < nb ? -1 : na > nb ? 1 : 0;
}

Value exactStr(Value v) {
  if (v.object()->shape == &tr_shape_str)
    return v;
  const Str* s = asStr(v);
  return strSlice(s, 0, s->length());
}

Value strSlice(const Str* s, uint64_t begin, uint64_t end) {
  uint64_t n = end - begin;
  if (n == s->length() && s->shape == &tr_shape_str)
    return objectValue(s);
  if (n == 0)
    return emptyStr();
  if (n == 1)
    return makeCharStr(s->at(begin));
  if (s->isAscii()) {
    Str* made = allocateStr(n, 0, true);
    if (!made)
      return kError;
    memcpy(mutableText(made), s->bytes1() + begin, n);
    return objectValue(made);
  }
  Str* made = withUnits(s, [&](const auto* p) { return strFromUnits(p + begin, n); });
  return made ? objectValue(made) : kError;
}

Value strConcat(Value left, Value right) {
  const Str *a = asStr(left), *b = asStr(right);
  uint64_t na = a->length(), nb = b->length();
  if (nb == 0)
    return exactStr(left);
  if (na == 0)
    return exactStr(right);
  unsigned wa = widthLog2Of(a), wb = widthLog2Of(b), width = wa > wb ? wa : wb;
  bool ascii = a->isAscii() && b->isAscii();
  uint64_t length = na + nb;
  if (a->meta & abi::kStrShared) {
    GrowBuffer* buffer = static_cast<const SharedStr*>(a)->buffer;
    if (width == wa && buffer->used == na && length <= buffer->capacity) {
      buffer->used = length;
      auto* s = static_cast<SharedStr*>(memory::allocate(sizeof(SharedStr)));
      s->shape = &tr_shape_str;
      s->meta = metaFor(length, width, ascii) | abi::kStrShared | abi::kStrJoined;
      s->data = buffer->text;
      s->buffer = buffer;
      copyUnits(static_cast<char*>(buffer->text) + (na << width), width, b->data, wb, nb);
      return objectValue(s);
    }
    if (length > kMaxLength)
      return raiseMemoryError();
    return concatGrowing(a, b, width, ascii);
  }
  if ((a->meta & abi::kStrJoined) && length >= kMinShared)
    return concatGrowing(a, b, width, ascii);
  Str* s = allocateStr(length, width, ascii);
  if (!s)
    return kError;
  s->meta |= abi::kStrJoined;
  auto* to = static_cast<char*>(mutableText(s));
  copyUnits(to, width, a->data, wa, na);
  copyUnits(to + (na << width), width, b->data, wb, nb);
  return objectValue(s);
}

std::string_view utf8Of(const Str* s) {
  uint64_t n = s->length();
  if (s->isAscii()) {
    const char* p = reinterpret_cast<const char*>(s->data);
    // Only text inside the object has the zero at its end.
    if (s->data == s + 1)
      return {p, n};
    char* copy = static_cast<char*>(memory::allocateAtomic(n + 1));
    memcpy(copy, p, n);
    copy[n] = 0;
    return {copy, n};
  }
  return withUnits(s, [&](const auto* p) -> std::string_view {
    uint64_t size = 0;
    for (uint64_t i = 0; i < n; i++)
      size += p[i] < 0x80 ? 1 : p[i] < 0x800 ? 2 : p[i] < 0x10000 ? 3 : 4;
    char* text = static_cast<char*>(memory::allocateAtomic(size + 1));
    char* to = text;
    for (uint64_t i = 0; i < n; i++)
      to += putUtf8(to, p[i]);
    *to = 0;
    return {text, size};
  });
}

bool utf8Strict(const Str* s, std::string_view* out) {
  uint64_t n = s->length();
  if (widthLog2Of(s) != 0) {
    int64_t bad = withUnits(s, [&](const auto* p) -> int64_t {
      for (uint64_t i = 0; i < n; i++)
        if (p[i] >= 0xd800 && p[i] < 0xe000)
          return static_cast<int64_t>(i);
      return -1;
    });
    if (bad >= 0) {
      uint64_t end = static_cast<uint64_t>(bad) + 1;
      while (end < n && s->at(end) >= 0xd800 && s->at(end) < 0xe000)
        end++;
      raiseUnicodeEncodeError("utf-8", s, static_cast<uint64_t>(bad), end,
                              "surrogates not allowed");
      return false;
    }
  }
  *out = utf8Of(s);
  return true;
}

} // namespace tr
