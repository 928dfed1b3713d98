// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str: code points of 1, 2 or 4 bytes each (the narrowest that holds them all), a length, a cached
// hash. Immutable for the program.
//
// Appending is amortised linear without reference counts: the result of a second concatenation in
// a row gets a growable buffer that is longer than the string; a string whose end is the buffer's
// used end may be extended in place, and the new, longer str shares the buffer (kStrShared).
//
// Invariants: the width is the narrowest that holds every code point, and kStrAscii is set exactly
// when all are below 128; so equal strings have equal width and equal bytes. Text inside the object
// ends with a zero unit; text in a shared buffer or of a subclass instance need not.
#pragma once

#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct Str : Object {
  mutable uint64_t hash; // 0: not computed yet
  uint64_t meta;         // length << 8 | flags (abi/layout.h)
  const void* data;

  uint64_t length() const { return meta >> abi::kStrLengthShift; }
  unsigned width() const { return 1u << (meta & abi::kStrWidthMask); } // bytes a code point
  bool isAscii() const { return meta & abi::kStrAscii; }
  const uint8_t* bytes1() const { return static_cast<const uint8_t*>(data); }
  const uint16_t* bytes2() const { return static_cast<const uint16_t*>(data); }
  const uint32_t* bytes4() const { return static_cast<const uint32_t*>(data); }
  char32_t at(uint64_t i) const {
    switch (meta & abi::kStrWidthMask) {
    case 0:
      return bytes1()[i];
    case 1:
      return bytes2()[i];
    default:
      return bytes4()[i];
    }
  }
};
static_assert(sizeof(Str) == abi::kStrInline);

inline bool isStr(Value v) {
  return v.isObject() &&
         (v.object()->shape == &tr_shape_str || isSubtype(v.object()->shape->type, &tr_type_str));
}
inline Str* asStr(Value v) { return v.as<Str>(); }
inline Value strValue(const Str* s) { return objectValue(s); }

// From UTF-8 (surrogates allowed as 3-byte sequences); text must be valid, as literals are.
Value makeStr(std::string_view utf8);
// From UTF-8 that may be invalid: UnicodeDecodeError as bytes.decode("utf-8", errors).
Value decodeUtf8(std::string_view bytes, const char* errors = "strict");
// One str object for equal text, kept for ever: attribute names.
Str* intern(std::string_view utf8);
Str* internStr(Str* s); // the one that equals s
// From code points.
Value makeStrFrom1(const uint8_t* codePoints, uint64_t length);  // Latin-1
Value makeStrFrom4(const char32_t* codePoints, uint64_t length); // narrows
Value makeCharStr(char32_t c);                                   // cached below 256

// UTF-8 of s, zero-ended; lives as long as s does (cached or inline) or in fresh collected memory.
// Surrogates come out as 3-byte sequences. Never fails.
std::string_view utf8Of(const Str* s);
// The same with lone surrogates refused: false with UnicodeEncodeError pending.
bool utf8Strict(const Str* s, std::string_view* out);

// SipHash-1-3 of the code points as stored (text/hash.h). 0 only for the empty str, never -1.
uint64_t strHashSlow(const Str* s);
inline uint64_t strHash(const Str* s) { return s->hash ? s->hash : strHashSlow(s); }
bool strEqualsSlow(const Str* a, const Str* b);
inline bool strEquals(const Str* a, const Str* b) { return a == b || strEqualsSlow(a, b); }
int strCompare(const Str* a, const Str* b); // by code points: -1, 0, 1
Value strConcat(Value a, Value b);          // both str; never a subclass instance
Value emptyStr();
// The characters [begin, end) as a str (a shared one for length 0 and 1); begin <= end <= length.
Value strSlice(const Str* s, uint64_t begin, uint64_t end);
// s itself when it is exactly a str, else a copy that is.
Value exactStr(Value s);
Value asciiOf(Value v); // ascii(v)
// A str object whose text the caller fills at mutableText, to the invariants above. Null with
// MemoryError pending.
Str* allocateStr(uint64_t length, unsigned widthLog2, bool ascii);
inline void* mutableText(Str* s) { return s + 1; }
// repr(s), appended: quoted and escaped as Python writes it; `asciiOnly` escapes all beyond ASCII.
class StrBuilder;
void appendStrRepr(StrBuilder& out, const Str* s, bool asciiOnly = false);

// Builds a str piece by piece: in a growing buffer that widens as needed, and that becomes the
// str itself at the end. Lives on the stack. After running out of memory it swallows what comes,
// and take answers kError.
class StrBuilder {
public:
  explicit StrBuilder(uint64_t sizeHint = 0) {
    if (sizeHint)
      reserveSlow(sizeHint, 0);
  }
  void append(const Str* s) { append(s, 0, s->length()); }
  void append(const Str* s, uint64_t begin, uint64_t end);
  void append(std::string_view utf8);
  void appendAscii(const char* text, uint64_t length); // all below 128
  void append(char32_t c) {
    if (c < 128 && widthLog2_ == 0 && length_ < capacity_)
      static_cast<uint8_t*>(data_)[length_++] = c;
    else
      appendSlow(c);
  }
  void appendRepeated(char32_t c, uint64_t count);
  void appendInt(int64_t v);
  bool appendStr(Value v);  // str(v); false when it raised
  bool appendRepr(Value v); // repr(v); false when it raised
  // Room for `count` ASCII characters, which the caller writes: at least that many bytes when the
  // builder is narrow, else null. advance() says how many were written.
  char* asciiRoom(uint64_t count);
  void advance(uint64_t count) { length_ += count; }
  uint64_t length() const { return length_; }
  bool failed() const { return failed_; }
  void clear(); // empty again, keeping the buffer
  Value take(); // the str, or kError with MemoryError pending; the builder is empty then

private:
  bool reserve(uint64_t more, unsigned widthLog2) {
    return (widthLog2 <= widthLog2_ && more <= capacity_ - length_) || reserveSlow(more, widthLog2);
  }
  bool reserveSlow(uint64_t more, unsigned widthLog2);
  void appendSlow(char32_t c);

  // The text of a Str in the making: the object's header stands before it. The interior pointer
  // is enough for the collector since a builder lives on the stack.
  void* data_ = nullptr;
  uint64_t length_ = 0, capacity_ = 0;
  unsigned widthLog2_ = 0;
  bool ascii_ = true; // no code point beyond 127 was added
  bool failed_ = false;
};

} // namespace tr

// A name that C++ code uses often: interned once. Declares a function-like accessor.
//   TR_NAME(init, "__init__")  ->  tr::Str* name_init()
#define TR_NAME(id, text)                                                                          \
  inline tr::Str* name_##id() {                                                                    \
    static tr::Str* cached = nullptr;                                                              \
    if (!cached)                                                                                   \
      cached = tr::intern(text);                                                                   \
    return cached;                                                                                 \
  }
