// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bytes and bytearray: ASCII case, predicates, padding, translation, hexadecimal, decoding.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/text/bytes_methods.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

constexpr bool isLower(uint8_t c) { return c >= 'a' && c <= 'z'; }
constexpr bool isUpper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
constexpr bool isAlpha(uint8_t c) { return isLower(c) || isUpper(c); }
constexpr bool isDigit(uint8_t c) { return c >= '0' && c <= '9'; }
constexpr bool isSpace(uint8_t c) { return c == ' ' || (c >= 9 && c <= 13); }
constexpr uint8_t lower(uint8_t c) { return isUpper(c) ? c + 32 : c; }
constexpr uint8_t upper(uint8_t c) { return isLower(c) ? c - 32 : c; }

// The same length, each byte by f(byte, index).
template <class F> Value map(Value self, F f) {
  std::string_view s = contentsOf(self);
  ByteBuilder out(s.size() + 1);
  uint8_t* to = out.room(s.size());
  if (!to)
    return kError;
  for (size_t i = 0; i < s.size(); i++)
    to[i] = f(static_cast<uint8_t>(s[i]), i);
  out.advance(s.size());
  return isBytes(self) ? out.takeBytes() : out.takeBytearray();
}

template <class F> Value all(Value self, F f) {
  std::string_view s = contentsOf(self);
  for (char c : s)
    if (!f(static_cast<uint8_t>(c)))
      return kFalse;
  return boolean(!s.empty());
}

Value finish(Value self, ByteBuilder& out) {
  return isBytes(self) ? out.takeBytes() : out.takeBytearray();
}

bool padArguments(const char* name, const Value* args, uint64_t nargs, int64_t* width,
                  uint8_t* fill) {
  *fill = ' ';
  if (!toSsize(args[1], width))
    return false;
  if (nargs < 3)
    return true;
  std::string_view s;
  bool isOwn = isBytes(args[2]) || isBytearray(args[2]);
  if (isOwn && bytesLike(args[2], &s) && s.size() == 1) {
    *fill = static_cast<uint8_t>(s[0]);
    return true;
  }
  raiseTypeError("%s() argument 2 must be a byte string of length 1, not %A", name, args[2]);
  return false;
}

Value pad(Value self, int64_t left, int64_t right, uint8_t fill) {
  std::string_view s = contentsOf(self);
  if (left <= 0 && right <= 0 && isExact(self, &tr_type_bytes))
    return self;
  uint64_t before = left > 0 ? static_cast<uint64_t>(left) : 0,
           after = right > 0 ? static_cast<uint64_t>(right) : 0;
  ByteBuilder out(before + s.size() + after);
  out.appendRepeated(fill, before);
  out.append(s);
  out.appendRepeated(fill, after);
  return finish(self, out);
}

int hexDigit(char32_t c) {
  if (c >= '0' && c <= '9')
    return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<int>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return static_cast<int>(c - 'A' + 10);
  return -1;
}

} // namespace

Value bytesLower(const Value* args, uint64_t nargs) {
  return map(args[0], [](uint8_t c, size_t) { return lower(c); });
}
Value bytesUpper(const Value* args, uint64_t nargs) {
  return map(args[0], [](uint8_t c, size_t) { return upper(c); });
}
Value bytesSwapCase(const Value* args, uint64_t nargs) {
  return map(args[0],
             [](uint8_t c, size_t) { return static_cast<uint8_t>(isAlpha(c) ? c ^ 32 : c); });
}
Value bytesCapitalize(const Value* args, uint64_t nargs) {
  return map(args[0], [](uint8_t c, size_t i) { return i ? lower(c) : upper(c); });
}
Value bytesTitle(const Value* args, uint64_t nargs) {
  bool inWord = false;
  return map(args[0], [&](uint8_t c, size_t) {
    uint8_t mapped = inWord ? lower(c) : upper(c);
    inWord = isAlpha(c);
    return mapped;
  });
}

Value bytesIsAlnum(const Value* args, uint64_t nargs) {
  return all(args[0], [](uint8_t c) { return isAlpha(c) || isDigit(c); });
}
Value bytesIsAlpha(const Value* args, uint64_t nargs) { return all(args[0], isAlpha); }
Value bytesIsDigit(const Value* args, uint64_t nargs) { return all(args[0], isDigit); }
Value bytesIsSpace(const Value* args, uint64_t nargs) { return all(args[0], isSpace); }
Value bytesIsAscii(const Value* args, uint64_t nargs) {
  std::string_view s = contentsOf(args[0]);
  return boolean(isAsciiBytes(reinterpret_cast<const uint8_t*>(s.data()), s.size()));
}
Value bytesIsLower(const Value* args, uint64_t nargs) {
  bool cased = false;
  for (char c : contentsOf(args[0])) {
    if (isUpper(static_cast<uint8_t>(c)))
      return kFalse;
    cased |= isLower(static_cast<uint8_t>(c));
  }
  return boolean(cased);
}
Value bytesIsUpper(const Value* args, uint64_t nargs) {
  bool cased = false;
  for (char c : contentsOf(args[0])) {
    if (isLower(static_cast<uint8_t>(c)))
      return kFalse;
    cased |= isUpper(static_cast<uint8_t>(c));
  }
  return boolean(cased);
}
Value bytesIsTitle(const Value* args, uint64_t nargs) {
  bool cased = false, inWord = false;
  for (char ch : contentsOf(args[0])) {
    auto c = static_cast<uint8_t>(ch);
    if (isUpper(c) ? inWord : isLower(c) && !inWord)
      return kFalse;
    inWord = isAlpha(c);
    cased |= inWord;
  }
  return boolean(cased);
}

Value bytesCenter(const Value* args, uint64_t nargs) {
  int64_t width;
  uint8_t fill;
  if (!padArguments("center", args, nargs, &width, &fill))
    return kError;
  int64_t margin = width - static_cast<int64_t>(contentsOf(args[0]).size());
  if (margin < 0)
    margin = 0;
  int64_t left = margin / 2 + (margin & width & 1);
  return pad(args[0], left, margin - left, fill);
}
Value bytesLjust(const Value* args, uint64_t nargs) {
  int64_t width;
  uint8_t fill;
  if (!padArguments("ljust", args, nargs, &width, &fill))
    return kError;
  return pad(args[0], 0, width - static_cast<int64_t>(contentsOf(args[0]).size()), fill);
}
Value bytesRjust(const Value* args, uint64_t nargs) {
  int64_t width;
  uint8_t fill;
  if (!padArguments("rjust", args, nargs, &width, &fill))
    return kError;
  return pad(args[0], width - static_cast<int64_t>(contentsOf(args[0]).size()), 0, fill);
}

Value bytesZfill(const Value* args, uint64_t nargs) {
  int64_t width;
  if (!toSsize(args[1], &width))
    return kError;
  std::string_view s = contentsOf(args[0]);
  int64_t zeros = width - static_cast<int64_t>(s.size());
  if (zeros <= 0)
    return makeLike(args[0], s.data(), s.size());
  ByteBuilder out(static_cast<uint64_t>(width));
  if (!s.empty() && (s[0] == '+' || s[0] == '-')) {
    out.append(static_cast<uint8_t>(s[0]));
    s.remove_prefix(1);
  }
  out.appendRepeated('0', static_cast<uint64_t>(zeros));
  out.append(s);
  return finish(args[0], out);
}

Value bytesExpandTabs(const Value* args, uint64_t nargs) {
  int64_t size = 8;
  if (!args[1].isUnbound() && !toInt32(args[1], &size))
    return kError;
  ByteBuilder out;
  uint64_t column = 0;
  for (char c : contentsOf(args[0])) {
    if (c == '\t') {
      if (size > 0) {
        uint64_t step = static_cast<uint64_t>(size) - column % static_cast<uint64_t>(size);
        out.appendRepeated(' ', step);
        column += step;
      }
      continue;
    }
    column = c == '\n' || c == '\r' ? 0 : column + 1;
    out.append(static_cast<uint8_t>(c));
  }
  return finish(args[0], out);
}

// translate(table, /, delete=b'')
Value bytesTranslate(const Value* args, uint64_t nargs) {
  std::string_view table, dropped;
  bool mapped = !args[1].isNone();
  if (mapped && !bytesLikeOrRaise(args[1], &table))
    return kError;
  if (mapped && table.size() != 256)
    return raiseValueError("translation table must be 256 characters long");
  if (!args[2].isUnbound() && !bytesLikeOrRaise(args[2], &dropped))
    return kError;
  bool drop[256] = {};
  for (char c : dropped)
    drop[static_cast<uint8_t>(c)] = true;
  std::string_view s = contentsOf(args[0]);
  ByteBuilder out(s.size() + 1);
  uint8_t* to = out.room(s.size());
  if (!to)
    return kError;
  uint8_t* start = to;
  for (char c : s) {
    auto b = static_cast<uint8_t>(c);
    if (!drop[b])
      *to++ = mapped ? static_cast<uint8_t>(table[b]) : b;
  }
  out.advance(static_cast<uint64_t>(to - start));
  return finish(args[0], out);
}

Value bytesMakeTrans(const Value* args, uint64_t nargs) {
  std::string_view from, to;
  if (!bytesLikeOrRaise(args[0], &from) || !bytesLikeOrRaise(args[1], &to))
    return kError;
  if (from.size() != to.size())
    return raiseValueError("maketrans arguments must have same length");
  Bytes* table = allocateBytes(256);
  if (!table)
    return kError;
  for (unsigned i = 0; i < 256; i++)
    table->data()[i] = static_cast<uint8_t>(i);
  for (size_t i = 0; i < from.size(); i++)
    table->data()[static_cast<uint8_t>(from[i])] = static_cast<uint8_t>(to[i]);
  return objectValue(table);
}

// hex(sep=<none>, bytes_per_sep=1)
Value bytesHex(const Value* args, uint64_t nargs) {
  char sep = 0;
  int64_t group = 1;
  if (!args[2].isUnbound() && !toInt32(args[2], &group))
    return kError;
  if (!args[1].isUnbound()) {
    int64_t n = length(args[1]);
    if (n < 0)
      return kError;
    if (n != 1)
      return raiseValueError("sep must be length 1.");
    std::string_view s;
    if (isStr(args[1])) {
      if (!asStr(args[1])->isAscii())
        return raiseValueError("sep must be ASCII.");
      sep = static_cast<char>(asStr(args[1])->at(0));
    } else if (isBytes(args[1]) && bytesLike(args[1], &s)) {
      sep = s[0];
    } else {
      return raiseTypeError("sep must be str or bytes.");
    }
    if (static_cast<uint8_t>(sep) > 127)
      return raiseValueError("sep must be ASCII.");
  }
  std::string_view s = contentsOf(args[0]);
  uint64_t n = s.size(), every = static_cast<uint64_t>(group < 0 ? -group : group);
  bool separated = !args[1].isUnbound() && every && n > every;
  StrBuilder out(2 * n + (separated ? n / every : 0) + 1);
  // Groups are counted from the right unless the count is negative.
  for (uint64_t i = 0; i < n; i++) {
    if (separated && i && (group > 0 ? (n - i) % every == 0 : i % every == 0))
      out.append(static_cast<char32_t>(sep));
    auto b = static_cast<uint8_t>(s[i]);
    char pair[2] = {"0123456789abcdef"[b >> 4], "0123456789abcdef"[b & 15]};
    out.appendAscii(pair, 2);
  }
  return out.take();
}

// fromhex(string): a class method.
Value bytesFromHex(const Value* args, uint64_t nargs) {
  if (!isStr(args[1]))
    return raiseTypeError("fromhex() argument must be str, not %A", args[1]);
  const Str* s = asStr(args[1]);
  uint64_t n = s->length();
  ByteBuilder out(n / 2);
  for (uint64_t i = 0; i < n;) {
    char32_t c = s->at(i);
    if (c < 128 && isSpace(static_cast<uint8_t>(c))) {
      i++;
      continue;
    }
    int high = hexDigit(c), low = high < 0 || i + 1 >= n ? -1 : hexDigit(s->at(i + 1));
    if (low < 0)
      return raiseValueError("non-hexadecimal number found in fromhex() arg at position %zu",
                             static_cast<size_t>(high < 0 ? i : i + 1));
    out.append(static_cast<uint8_t>(high << 4 | low));
    i += 2;
  }
  Type* type = asType(args[0]);
  if (type == &tr_type_bytes)
    return out.takeBytes();
  if (type == &tr_type_bytearray)
    return out.takeBytearray();
  Value made = out.takeBytes();
  return made.isError() ? kError : call1(args[0], made);
}

// decode(encoding='utf-8', errors='strict')
Value bytesDecode(const Value* args, uint64_t nargs) {
  static const char* const names[] = {"encoding", "errors"};
  for (unsigned i = 1; i <= 2; i++)
    if (!args[i].isUnbound() && !isStr(args[i]))
      return raiseTypeError("decode() argument '%s' must be str, not %A", names[i - 1], args[i]);
  if (!args[1].isUnbound() && !codecArgument(args[1]))
    return kError;
  const char* handler = handlerNameOrRaise(args[2]);
  if (!handler)
    return kError;
  if (contentsOf(args[0]).empty()) // whatever the encoding, as CPython says
    return emptyStr();
  Codec codec = Codec::Utf8;
  if (!args[1].isUnbound() && !findCodecOrRaise(args[1], &codec))
    return kError;
  return decodeBytes(codec, contentsOf(args[0]), handler, args[0]);
}

} // namespace tr
