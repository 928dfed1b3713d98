// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of codecs, the byte builder, and encoding. Decoding is in codec_decode.cpp.
#include "runtime-lib/text/codec.h"

#include <cstring>

#include "runtime-lib/abi/unicode_names.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/units.h"

// Null in programs without the table, where the handler is not known.
extern "C" [[gnu::weak, gnu::visibility("hidden")]] size_t tr_character_name(uint32_t character,
                                                                             char* out);

namespace tr {

namespace {

struct CodecSpelling {
  const char* name; // lower case, separators as one _
  Codec codec;
};

constexpr CodecSpelling kSpellings[] = {
    {"utf_8", Codec::Utf8},
    {"utf8", Codec::Utf8},
    {"u8", Codec::Utf8},
    {"utf", Codec::Utf8},
    {"cp65001", Codec::Utf8},
    {"utf8_ucs2", Codec::Utf8},
    {"utf8_ucs4", Codec::Utf8},
    {"utf_8_sig", Codec::Utf8Sig},
    {"utf8_sig", Codec::Utf8Sig},
    {"utf_16", Codec::Utf16},
    {"utf16", Codec::Utf16},
    {"u16", Codec::Utf16},
    {"utf_16_le", Codec::Utf16Le},
    {"utf_16le", Codec::Utf16Le},
    {"utf16_le", Codec::Utf16Le},
    {"unicodelittleunmarked", Codec::Utf16Le},
    {"utf_16_be", Codec::Utf16Be},
    {"utf_16be", Codec::Utf16Be},
    {"utf16_be", Codec::Utf16Be},
    {"unicodebigunmarked", Codec::Utf16Be},
    {"utf_32", Codec::Utf32},
    {"utf32", Codec::Utf32},
    {"u32", Codec::Utf32},
    {"utf_32_le", Codec::Utf32Le},
    {"utf_32le", Codec::Utf32Le},
    {"utf32_le", Codec::Utf32Le},
    {"utf_32_be", Codec::Utf32Be},
    {"utf_32be", Codec::Utf32Be},
    {"utf32_be", Codec::Utf32Be},
    {"latin_1", Codec::Latin1},
    {"latin1", Codec::Latin1},
    {"latin", Codec::Latin1},
    {"iso_8859_1", Codec::Latin1},
    {"iso8859_1", Codec::Latin1},
    {"iso8859", Codec::Latin1},
    {"8859", Codec::Latin1},
    {"cp819", Codec::Latin1},
    {"l1", Codec::Latin1},
    {"iso_ir_100", Codec::Latin1},
    {"csisolatin1", Codec::Latin1},
    {"ibm819", Codec::Latin1},
    {"iso_8859_1_1987", Codec::Latin1},
    {"ascii", Codec::Ascii},
    {"us_ascii", Codec::Ascii},
    {"646", Codec::Ascii},
    {"us", Codec::Ascii},
    {"ansi_x3.4_1968", Codec::Ascii},
    {"cp367", Codec::Ascii},
    {"iso646_us", Codec::Ascii},
    {"iso_ir_6", Codec::Ascii},
    {"csascii", Codec::Ascii},
    {"ibm367", Codec::Ascii},
    {"ansi_x3_4_1968", Codec::Ascii},
};

enum class Handler : uint8_t {
  Strict,
  Ignore,
  Replace,
  Backslash,
  XmlCharRef,
  SurrogateEscape,
  SurrogatePass,
  NameReplace,
  Unknown
};

Handler findHandler(const char* name) {
  static constexpr const char* kNames[] = {
      "strict",          "ignore",        "replace",    "backslashreplace", "xmlcharrefreplace",
      "surrogateescape", "surrogatepass", "namereplace"};
  auto handler = Handler::Unknown;
  for (unsigned i = 0; i < 8; i++)
    if (!strcmp(name, kNames[i]))
      handler = static_cast<Handler>(i);
  return handler == Handler::NameReplace && !tr_character_name ? Handler::Unknown : handler;
}

constexpr bool isSurrogate(char32_t c) { return c >= 0xd800 && c < 0xe000; }

// One encoding: the target, and what to do with characters that it lacks.
class Encoder {
public:
  Encoder(Codec codec, const Str* s, const char* errors, ByteBuilder& out)
      : codec_(codec), text_(s), errors_(errors), out_(out) {}

  bool run(uint64_t begin, uint64_t end);

private:
  bool isWide() const { return codec_ >= Codec::Utf16 && codec_ <= Codec::Utf32Be; }
  char32_t limit() const {
    return codec_ == Codec::Ascii ? 0x80 : codec_ == Codec::Latin1 ? 0x100 : 0x110000;
  }
  bool encodable(char32_t c) const {
    return c < limit() && (codec_ == Codec::Latin1 || codec_ == Codec::Ascii || !isSurrogate(c));
  }
  void put(char32_t c);
  void putUnit16(uint16_t u);
  void putUnit32(uint32_t u);
  void putText(const char* ascii) {
    for (; *ascii; ascii++)
      put(static_cast<uint8_t>(*ascii));
  }
  bool handle(uint64_t begin, uint64_t end);
  bool fail(uint64_t begin, uint64_t end);

  Codec codec_;
  const Str* text_;
  const char* errors_;
  ByteBuilder& out_;
};

void Encoder::putUnit16(uint16_t u) {
  if (codec_ == Codec::Utf16Be)
    u = __builtin_bswap16(u);
  out_.append(&u, 2);
}
void Encoder::putUnit32(uint32_t u) {
  if (codec_ == Codec::Utf32Be)
    u = __builtin_bswap32(u);
  out_.append(&u, 4);
}

void Encoder::put(char32_t c) {
  switch (codec_) {
  case Codec::Utf16:
  case Codec::Utf16Le:
  case Codec::Utf16Be:
    if (c >= 0x10000) {
      putUnit16(static_cast<uint16_t>(0xd800 + ((c - 0x10000) >> 10)));
      putUnit16(static_cast<uint16_t>(0xdc00 + ((c - 0x10000) & 0x3ff)));
    } else {
      putUnit16(static_cast<uint16_t>(c));
    }
    break;
  case Codec::Utf32:
  case Codec::Utf32Le:
  case Codec::Utf32Be:
    putUnit32(c);
    break;
  case Codec::Latin1:
  case Codec::Ascii:
    out_.append(static_cast<uint8_t>(c));
    break;
  default: {
    char bytes[4];
    out_.append(bytes, putUtf8(bytes, c));
  }
  }
}

bool Encoder::fail(uint64_t begin, uint64_t end) {
  const char* reason = codec_ == Codec::Ascii    ? "ordinal not in range(128)"
                       : codec_ == Codec::Latin1 ? "ordinal not in range(256)"
                                                 : "surrogates not allowed";
  raiseUnicodeEncodeError(codecName(codec_), text_, begin, end, reason);
  return false;
}

bool Encoder::handle(uint64_t begin, uint64_t end) {
  Handler handler = findHandler(errors_);
  for (uint64_t i = begin; i < end; i++) {
    char32_t c = text_->at(i);
    switch (handler) {
    case Handler::Strict:
      return fail(begin, end);
    case Handler::Ignore:
      break;
    case Handler::Replace:
      put('?');
      break;
    case Handler::NameReplace: {
      char name[tauro::unicode::kMaxCharacterName + 1];
      if (size_t size = tr_character_name(c, name)) {
        name[size] = 0;
        putText("\\N{");
        putText(name);
        putText("}");
        break;
      }
      [[fallthrough]]; // who has no name is shown by number
    }
    case Handler::Backslash: {
      char escape[12];
      int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
      escape[0] = '\\';
      escape[1] = c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U';
      for (int d = 0; d < digits; d++)
        escape[2 + d] = "0123456789abcdef"[c >> (4 * (digits - 1 - d)) & 15];
      escape[2 + digits] = 0;
      putText(escape);
      break;
    }
    case Handler::XmlCharRef: {
      char digits[16];
      char* p = digits + sizeof digits;
      *--p = 0;
      *--p = ';';
      uint32_t v = c;
      do
        *--p = static_cast<char>('0' + v % 10);
      while (v /= 10);
      *--p = '#';
      *--p = '&';
      putText(p);
      break;
    }
    case Handler::SurrogateEscape:
      if (c < 0xdc80 || c > 0xdcff || isWide())
        return fail(i, end);
      out_.append(static_cast<uint8_t>(c - 0xdc00));
      break;
    case Handler::SurrogatePass:
      if (!isSurrogate(c) || codec_ == Codec::Latin1 || codec_ == Codec::Ascii)
        return fail(i, end);
      put(c);
      break;
    case Handler::Unknown:
      raise(&tr_type_LookupError, "unknown error handler name '%s'", errors_);
      return false;
    }
  }
  return true;
}

bool Encoder::run(uint64_t begin, uint64_t end) {
  if (codec_ == Codec::Utf8Sig)
    out_.append("\xef\xbb\xbf");
  if (codec_ == Codec::Utf16)
    putUnit16(0xfeff);
  if (codec_ == Codec::Utf32)
    putUnit32(0xfeff);
  if (!isWide() && text_->isAscii()) {
    out_.append(text_->bytes1() + begin, end - begin);
    return !out_.failed();
  }
  if (codec_ == Codec::Latin1 && widthLog2Of(text_) == 0) {
    out_.append(text_->bytes1() + begin, end - begin);
    return !out_.failed();
  }
  bool ok = withUnits(text_, [&](const auto* p) {
    for (uint64_t i = begin; i < end;) {
      char32_t c = p[i];
      if (encodable(c)) {
        put(c);
        i++;
        continue;
      }
      uint64_t stop = i + 1;
      if (!isWide())
        while (stop < end && !encodable(p[stop]))
          stop++;
      if (!handle(i, stop))
        return false;
      i = stop;
    }
    return true;
  });
  return ok && !out_.failed();
}

// Valid UTF-8 in one go: true unless there are surrogates.
bool encodeUtf8Fast(const Str* s, uint64_t begin, uint64_t end, ByteBuilder& out) {
  return withUnits(s, [&](const auto* p) {
    constexpr uint64_t kMaxBytes = sizeof *p == 1 ? 2 : sizeof *p == 2 ? 3 : 4;
    constexpr uint64_t kPiece = 4096;
    for (uint64_t i = begin; i < end;) {
      uint64_t n = end - i < kPiece ? end - i : kPiece;
      uint8_t* to = out.room(n * kMaxBytes);
      if (!to)
        return true;
      uint8_t* start = to;
      for (uint64_t stop = i + n; i < stop; i++) {
        char32_t c = p[i];
        if (c < 0x80) {
          *to++ = static_cast<uint8_t>(c);
          continue;
        }
        if (sizeof *p > 1 && isSurrogate(c))
          return false;
        to += putUtf8(reinterpret_cast<char*>(to), c);
      }
      out.advance(static_cast<uint64_t>(to - start));
    }
    return true;
  });
}

} // namespace

Codec findCodec(std::string_view name) {
  if (name == "utf-8" || name == "UTF-8" || name == "utf8")
    return Codec::Utf8;
  char normal[40];
  size_t n = 0;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
    bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
    if (!word)
      c = '_';
    if (c == '_' && n && normal[n - 1] == '_')
      continue;
    if (n + 1 >= sizeof normal)
      return Codec::Unknown;
    normal[n++] = c;
  }
  std::string_view key(normal, n);
  for (const CodecSpelling& s : kSpellings)
    if (key == s.name)
      return s.codec;
  return Codec::Unknown;
}

const char* codecName(Codec codec) {
  switch (codec) {
  case Codec::Utf8:
  case Codec::Utf8Sig:
    return "utf-8";
  case Codec::Utf16:
    return "utf-16";
  case Codec::Utf16Le:
    return "utf-16-le";
  case Codec::Utf16Be:
    return "utf-16-be";
  case Codec::Utf32:
    return "utf-32";
  case Codec::Utf32Le:
    return "utf-32-le";
  case Codec::Utf32Be:
    return "utf-32-be";
  case Codec::Latin1:
    return "latin-1";
  case Codec::Ascii:
    return "ascii";
  case Codec::Unknown:
    break;
  }
  return "unknown";
}

bool findCodecOrRaise(std::string_view name, Codec* out) {
  *out = findCodec(name);
  if (*out != Codec::Unknown)
    return true;
  raise(&tr_type_LookupError, "unknown encoding: %.*s", static_cast<int>(name.size()), name.data());
  return false;
}

const char* codecArgument(Value name) {
  if (!asStr(name)->isAscii() && encodeStr(Codec::Utf8, asStr(name), "strict").isError())
    return nullptr;
  std::string_view text = utf8Of(asStr(name));
  if (!memchr(text.data(), 0, text.size()))
    return text.data();
  raiseValueError("embedded null character");
  return nullptr;
}

bool findCodecOrRaise(Value name, Codec* out) {
  const char* text = codecArgument(name);
  return text && findCodecOrRaise(text, out);
}

const char* handlerNameOrRaise(Value errors) {
  return errors.isUnbound() ? "strict" : codecArgument(errors);
}

bool encodeText(Codec codec, const Str* s, uint64_t begin, uint64_t end, const char* errors,
                ByteBuilder& out) {
  if (codec == Codec::Utf8 && !s->isAscii()) {
    uint64_t before = out.size();
    if (encodeUtf8Fast(s, begin, end, out))
      return !out.failed();
    out.truncate(before);
  }
  return Encoder(codec, s, errors, out).run(begin, end);
}

Value encodeStr(Codec codec, const Str* s, const char* errors) {
  uint64_t n = s->length();
  if (s->isAscii() && (codec == Codec::Utf8 || codec == Codec::Ascii || codec == Codec::Latin1))
    return makeBytes(s->data, n);
  ByteBuilder out(n);
  return encodeText(codec, s, 0, n, errors, out) ? out.takeBytes() : kError;
}

namespace {
Value raiseUnicodeError(Type* type, const char* encoding, Value object, uint64_t start,
                        uint64_t end, const char* reason) {
  Value args[] = {makeStr(encoding), object, makeInt(static_cast<int64_t>(start)),
                  makeInt(static_cast<int64_t>(end)), makeStr(reason)};
  Value exception = call(typeValue(type), args, 5);
  return exception.isError() ? kError : raiseObject(exception);
}
} // namespace

Value raiseUnicodeEncodeError(const char* encoding, const Str* object, uint64_t start, uint64_t end,
                              const char* reason) {
  return raiseUnicodeError(&tr_type_UnicodeEncodeError, encoding, strValue(object), start, end,
                           reason);
}
Value raiseUnicodeDecodeError(const char* encoding, Value object, uint64_t start, uint64_t end,
                              const char* reason) {
  return raiseUnicodeError(&tr_type_UnicodeDecodeError, encoding, object, start, end, reason);
}

bool ByteBuilder::reserveSlow(uint64_t more) {
  if (failed_)
    return false;
  if (more > uint64_t{1} << 56) {
    raiseMemoryError();
    failed_ = true;
    return false;
  }
  uint64_t grown = capacity_ + capacity_ / 2;
  uint64_t capacity = size_ + more > grown ? size_ + more : grown;
  if (capacity < 40)
    capacity = 40;
  void* block = memory::allocateAtomicOrNull(sizeof(Bytes) + capacity + 1);
  if (!block) {
    failed_ = true;
    return false;
  }
  auto* fresh = static_cast<Bytes*>(block)->data();
  if (size_)
    memcpy(fresh, data_, size_);
  data_ = fresh;
  capacity_ = capacity;
  return true;
}

Value ByteBuilder::takeBytes() {
  uint8_t* data = data_;
  uint64_t size = size_, capacity = capacity_;
  bool failed = failed_;
  *this = ByteBuilder();
  if (failed)
    return kError;
  uint64_t waste = capacity - size;
  if (size <= 1 || (waste > 64 && waste > size))
    return makeBytes(data, size);
  auto* b = reinterpret_cast<Bytes*>(data) - 1;
  b->shape = &tr_shape_bytes;
  b->hash = 0;
  b->length = size;
  data[size] = 0;
  return objectValue(b);
}

Value ByteBuilder::takeBytearray() {
  if (failed_)
    return kError;
  Value made = makeBytearray(data_, size_);
  *this = ByteBuilder();
  return made;
}

} // namespace tr
