// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Encoding and decoding of text: the codecs of codec.def-like breadth that Python programs use for
// files and bytes (utf-8, utf-8-sig, utf-16/32 with and without byte order, latin-1, ascii, cp1252
// and other single-byte pages), with all built-in error handlers.
#pragma once

#include <string_view>

#include "runtime-lib/text/str.h"

namespace tr {

enum class Codec : uint8_t {
  Utf8,
  Utf8Sig,
  Utf16,
  Utf16Le,
  Utf16Be,
  Utf32,
  Utf32Le,
  Utf32Be,
  Latin1,
  Ascii,
  Unknown
};

// By any of the spellings that Python accepts ("UTF8", "iso-8859-1", "us_ascii", ...).
Codec findCodec(std::string_view name);
// The normal spelling, as UnicodeError.encoding shows it.
const char* codecName(Codec codec);
// Same, raising LookupError "unknown encoding: NAME".
bool findCodecOrRaise(std::string_view name, Codec* out);

// The UTF-8 of a str that names an encoding or an error handler; null with the exception pending
// for one that has surrogates or zeros.
const char* codecArgument(Value name);
// The same with findCodecOrRaise.
bool findCodecOrRaise(Value name, Codec* out);
// The handler's name that an argument `errors` gives, a str or unbound, likewise.
const char* handlerNameOrRaise(Value errors);

// A growing byte buffer in collected memory. Lives on the stack.
class ByteBuilder {
public:
  explicit ByteBuilder(uint64_t sizeHint = 0) {
    if (sizeHint)
      reserveSlow(sizeHint);
  }
  void append(const void* bytes, uint64_t n) {
    if (uint8_t* to = room(n)) {
      __builtin_memcpy(to, bytes, n);
      size_ += n;
    }
  }
  void append(uint8_t b) {
    if (uint8_t* to = room(1)) {
      *to = b;
      size_++;
    }
  }
  void append(std::string_view s) { append(s.data(), s.size()); }
  void appendRepeated(uint8_t b, uint64_t n) {
    if (uint8_t* to = room(n)) {
      __builtin_memset(to, b, n);
      size_ += n;
    }
  }
  // Room for n bytes at the end, to be written and then counted by advance(); null when memory ran
  // out.
  uint8_t* room(uint64_t n) {
    return n <= capacity_ - size_ || reserveSlow(n) ? data_ + size_ : nullptr;
  }
  void advance(uint64_t n) { size_ += n; }
  const uint8_t* data() const { return data_; }
  uint8_t* data() { return data_; }
  uint64_t size() const { return size_; }
  bool failed() const { return failed_; }
  void clear() { size_ = 0; }
  void truncate(uint64_t n) { size_ = n; }
  std::string_view view() const { return {reinterpret_cast<const char*>(data_), size_}; }
  Value takeBytes(); // a bytes object, or kError with MemoryError pending
  Value takeBytearray();

private:
  bool reserveSlow(uint64_t more);
  // The contents of a bytes object in the making, header before it.
  uint8_t* data_ = nullptr;
  uint64_t size_ = 0, capacity_ = 0;
  bool failed_ = false;
};

// Appends the encoded characters [begin, end) of s. `errors` is a handler's name. False with the
// error pending (UnicodeEncodeError, LookupError for an unknown handler).
bool encodeText(Codec codec, const Str* s, uint64_t begin, uint64_t end, const char* errors,
                ByteBuilder& out);

// Decoding state between pieces of a stream.
struct DecodeState {
  int8_t byteOrder = 0; // of utf-16 and utf-32: -1 little, 1 big, 0 not seen yet
  bool started = false; // utf-8-sig: past the signature
};

// Appends the decoded bytes. With `final` false an unfinished sequence at the end is left over:
// *consumed says how much was used. `object` is what UnicodeDecodeError shows (unbound: a bytes
// copy is made). False with the error pending.
bool decodeText(Codec codec, std::string_view bytes, const char* errors, bool final, Value object,
                DecodeState& state, StrBuilder& out, uint64_t* consumed);

Value decodeBytes(Codec codec, std::string_view bytes, const char* errors, Value object);
Value encodeStr(Codec codec, const Str* s, const char* errors); // a bytes object

Value raiseUnicodeEncodeError(const char* encoding, const Str* object, uint64_t start, uint64_t end,
                              const char* reason);
Value raiseUnicodeDecodeError(const char* encoding, Value object, uint64_t start, uint64_t end,
                              const char* reason);

} // namespace tr
