// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decoding bytes to text. Malformed UTF-8 is cut at maximal subparts (Unicode 15.1, section 3.9),
// so that each error covers the bytes that CPython reports.
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/codec.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

constexpr bool isSurrogate(char32_t c) { return c >= 0xd800 && c < 0xe000; }

class Decoder {
public:
  Decoder(Codec codec, std::string_view bytes, const char* errors, bool final, Value object,
          DecodeState& state, StrBuilder& out)
      : codec_(codec), p_(reinterpret_cast<const uint8_t*>(bytes.data())), n_(bytes.size()),
        errors_(errors), final_(final), object_(object), state_(state), out_(out) {}

  bool run();
  uint64_t consumed() const { return at_; }

private:
  bool utf8();
  bool ascii();
  bool utf16();
  bool utf32();
  // Handles the malformed bytes [at_, end) and steps over what the handler used up.
  bool handle(uint64_t end, const char* reason);
  uint32_t unit16(uint64_t i) const {
    return big_ ? static_cast<uint32_t>(p_[i] << 8 | p_[i + 1])
                : static_cast<uint32_t>(p_[i] | p_[i + 1] << 8);
  }
  uint32_t unit32(uint64_t i) const {
    uint32_t u;
    memcpy(&u, p_ + i, 4);
    return big_ ? __builtin_bswap32(u) : u;
  }
  const char* name() const {
    if (codec_ >= Codec::Utf16 && codec_ <= Codec::Utf16Be)
      return big_ ? "utf-16-be" : "utf-16-le";
    if (codec_ >= Codec::Utf32 && codec_ <= Codec::Utf32Be)
      return big_ ? "utf-32-be" : "utf-32-le";
    return codecName(codec_);
  }
  bool fail(uint64_t end, const char* reason) {
    if (object_.isUnbound())
      object_ = makeBytes(p_, n_);
    if (!object_.isError())
      raiseUnicodeDecodeError(name(), object_, at_, end, reason);
    return false;
  }

  Codec codec_;
  const uint8_t* p_;
  uint64_t n_, at_ = 0;
  const char* errors_;
  bool final_, big_ = false;
  Value object_;
  DecodeState& state_;
  StrBuilder& out_;
};

bool Decoder::handle(uint64_t end, const char* reason) {
  std::string_view how = errors_;
  if (how == "strict")
    return fail(end, reason);
  if (how == "ignore") {
    at_ = end;
    return true;
  }
  if (how == "replace") {
    out_.append(U'\ufffd');
    at_ = end;
    return true;
  }
  if (how == "backslashreplace") {
    for (; at_ < end; at_++) {
      char text[4] = {'\\', 'x', "0123456789abcdef"[p_[at_] >> 4],
                      "0123456789abcdef"[p_[at_] & 15]};
      out_.appendAscii(text, 4);
    }
    return true;
  }
  if (how == "surrogateescape") {
    uint64_t i = at_;
    for (; i < end && p_[i] >= 0x80; i++)
      out_.append(static_cast<char32_t>(0xdc00 + p_[i]));
    if (i == at_)
      return fail(end, reason);
    at_ = i;
    return true;
  }
  if (how == "surrogatepass") {
    char32_t c = 0;
    unsigned size = 0;
    if (codec_ == Codec::Utf8 || codec_ == Codec::Utf8Sig) {
      if (at_ + 3 <= n_ && p_[at_] == 0xed && (p_[at_ + 1] & 0xe0) == 0xa0 &&
          (p_[at_ + 2] & 0xc0) == 0x80) {
        c = static_cast<char32_t>(0xd000 | (p_[at_ + 1] & 0x3f) << 6 | (p_[at_ + 2] & 0x3f));
        size = 3;
      }
    } else if (codec_ >= Codec::Utf16 && codec_ <= Codec::Utf16Be) {
      if (at_ + 2 <= n_)
        c = unit16(at_), size = 2;
    } else if (codec_ >= Codec::Utf32 && codec_ <= Codec::Utf32Be) {
      if (at_ + 4 <= n_)
        c = unit32(at_), size = 4;
    }
    if (!isSurrogate(c))
      return fail(end, reason);
    out_.append(c);
    at_ += size;
    return true;
  }
  if (how == "xmlcharrefreplace" || how == "namereplace") {
    raiseTypeError("don't know how to handle UnicodeDecodeError in error callback");
    return false;
  }
  raise(&tr_type_LookupError, "unknown error handler name '%s'", errors_);
  return false;
}

bool Decoder::utf8() {
  while (at_ < n_) {
    if (uint64_t run = asciiPrefix(p_ + at_, n_ - at_)) {
      out_.appendAscii(reinterpret_cast<const char*>(p_ + at_), run);
      at_ += run;
      continue;
    }
    uint8_t lead = p_[at_];
    unsigned need = lead >= 0xc2 && lead < 0xe0   ? 2
                    : lead >= 0xe0 && lead < 0xf0 ? 3
                    : lead >= 0xf0 && lead < 0xf5 ? 4
                                                  : 0;
    if (!need) {
      if (!handle(at_ + 1, "invalid start byte"))
        return false;
      continue;
    }
    // The second byte's range depends on the lead: no overlong forms, surrogates, or beyond 10FFFF.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    unsigned have = 1;
    while (have < need && at_ + have < n_) {
      uint8_t b = p_[at_ + have];
      if (b < low || b > high)
        break;
      low = 0x80;
      high = 0xbf;
      have++;
    }
    if (have == need) {
      const uint8_t* p = p_ + at_;
      out_.append(takeUtf8(p));
      at_ += need;
    } else if (at_ + have == n_) {
      if (!final_)
        return true;
      if (!handle(n_, "unexpected end of data"))
        return false;
    } else if (!handle(at_ + have, "invalid continuation byte")) {
      return false;
    }
  }
  return true;
}

bool Decoder::ascii() {
  while (at_ < n_) {
    uint64_t run = asciiPrefix(p_ + at_, n_ - at_);
    out_.appendAscii(reinterpret_cast<const char*>(p_ + at_), run);
    at_ += run;
    if (at_ < n_ && !handle(at_ + 1, "ordinal not in range(128)"))
      return false;
  }
  return true;
}

bool Decoder::utf16() {
  while (at_ < n_) {
    if (at_ + 1 == n_) {
      if (!final_)
        return true;
      if (!handle(n_, "truncated data"))
        return false;
      continue;
    }
    uint32_t u = unit16(at_);
    if (!isSurrogate(u)) {
      out_.append(static_cast<char32_t>(u));
      at_ += 2;
    } else if (u >= 0xdc00) {
      if (!handle(at_ + 2, "illegal encoding"))
        return false;
    } else if (at_ + 3 >= n_) {
      if (!final_)
        return true;
      if (!handle(n_, "unexpected end of data"))
        return false;
    } else if (uint32_t second = unit16(at_ + 2); second >= 0xdc00 && second < 0xe000) {
      out_.append(static_cast<char32_t>(0x10000 + ((u - 0xd800) << 10) + (second - 0xdc00)));
      at_ += 4;
    } else if (!handle(at_ + 2, "illegal UTF-16 surrogate")) {
      return false;
    }
  }
  return true;
}

bool Decoder::utf32() {
  while (at_ < n_) {
    if (at_ + 4 > n_) {
      if (!final_)
        return true;
      if (!handle(n_, "truncated data"))
        return false;
      continue;
    }
    uint32_t c = unit32(at_);
    if (isSurrogate(c)) {
      if (!handle(at_ + 4, "code point in surrogate code point range(0xd800, 0xe000)"))
        return false;
    } else if (c >= 0x110000) {
      if (!handle(at_ + 4, "code point not in range(0x110000)"))
        return false;
    } else {
      out_.append(static_cast<char32_t>(c));
      at_ += 4;
    }
  }
  return true;
}

bool Decoder::run() {
  switch (codec_) {
  case Codec::Utf8Sig:
    if (!state_.started) {
      if (n_ < 3 && !final_ && memcmp(p_, "\xef\xbb\xbf", n_) == 0)
        return true;
      if (n_ >= 3 && memcmp(p_, "\xef\xbb\xbf", 3) == 0)
        at_ = 3;
      state_.started = n_ > 0;
    }
    return utf8();
  case Codec::Utf8:
    return utf8();
  case Codec::Ascii:
    return ascii();
  case Codec::Latin1: {
    while (at_ < n_) {
      uint64_t run = asciiPrefix(p_ + at_, n_ - at_);
      out_.appendAscii(reinterpret_cast<const char*>(p_ + at_), run);
      at_ += run;
      for (; at_ < n_ && p_[at_] >= 0x80; at_++)
        out_.append(static_cast<char32_t>(p_[at_]));
    }
    return true;
  }
  case Codec::Utf16:
  case Codec::Utf16Le:
  case Codec::Utf16Be:
    if (codec_ == Codec::Utf16 && state_.byteOrder == 0) {
      if (n_ < 2 && !final_)
        return true;
      uint32_t mark = n_ >= 2 ? unit16(0) : 0;
      if (mark == 0xfeff || mark == 0xfffe)
        at_ = 2;
      state_.byteOrder = mark == 0xfffe ? 1 : -1;
      state_.started = true;
    }
    big_ = codec_ == Codec::Utf16Be || (codec_ == Codec::Utf16 && state_.byteOrder > 0);
    return utf16();
  case Codec::Utf32:
  case Codec::Utf32Le:
  case Codec::Utf32Be:
    if (codec_ == Codec::Utf32 && state_.byteOrder == 0) {
      if (n_ < 4 && !final_)
        return true;
      uint32_t mark = n_ >= 4 ? unit32(0) : 0;
      if (mark == 0xfeff || mark == 0xfffe0000)
        at_ = 4;
      state_.byteOrder = mark == 0xfffe0000 ? 1 : -1;
      state_.started = true;
    }
    big_ = codec_ == Codec::Utf32Be || (codec_ == Codec::Utf32 && state_.byteOrder > 0);
    return utf32();
  case Codec::Unknown:
    break;
  }
  return true;
}

// Well-formed UTF-8 throughout, without surrogates.
bool isValidUtf8(const uint8_t* p, uint64_t n) {
  for (uint64_t i = 0; i < n;) {
    i += asciiPrefix(p + i, n - i);
    if (i == n)
      break;
    uint8_t lead = p[i];
    unsigned need = lead >= 0xc2 && lead < 0xe0   ? 2
                    : lead >= 0xe0 && lead < 0xf0 ? 3
                    : lead >= 0xf0 && lead < 0xf5 ? 4
                                                  : 0;
    if (!need || i + need > n)
      return false;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (p[i + 1] < low || p[i + 1] > high)
      return false;
    for (unsigned k = 2; k < need; k++)
      if ((p[i + k] & 0xc0) != 0x80)
        return false;
    i += need;
  }
  return true;
}

} // namespace

bool decodeText(Codec codec, std::string_view bytes, const char* errors, bool final, Value object,
                DecodeState& state, StrBuilder& out, uint64_t* consumed) {
  Decoder decoder(codec, bytes, errors, final, object, state, out);
  bool ok = decoder.run();
  if (consumed)
    *consumed = decoder.consumed();
  return ok && !out.failed();
}

Value decodeBytes(Codec codec, std::string_view bytes, const char* errors, Value object) {
  const auto* p = reinterpret_cast<const uint8_t*>(bytes.data());
  if (codec == Codec::Utf8 && isValidUtf8(p, bytes.size()))
    return makeStr(bytes);
  if (codec == Codec::Latin1)
    return makeStrFrom1(p, bytes.size());
  StrBuilder out(bytes.size());
  DecodeState state;
  return decodeText(codec, bytes, errors, true, object, state, out, nullptr) ? out.take() : kError;
}

Value decodeUtf8(std::string_view bytes, const char* errors) {
  return decodeBytes(Codec::Utf8, bytes, errors, kUnbound);
}

} // namespace tr
