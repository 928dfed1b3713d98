// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format engine behind raise() and its kin; control/exceptions.h lists the conversions.
#include <cstdarg>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/text/format_text.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

struct Directive {
  int width = 0;
  int precision = -1;
  bool zero = false, left = false;
  int size = 0;  // how many l's; z counts as one
  char code = 0;
};

const char* parse(const char* p, Directive& d, va_list args) {
  for (;; p++) {
    if (*p == '0') d.zero = true;
    else if (*p == '-') d.left = true;
    else break;
  }
  while (*p >= '0' && *p <= '9') d.width = d.width * 10 + (*p++ - '0');
  if (*p == '.') {
    p++;
    if (*p == '*') {
      d.precision = va_arg(args, int);
      p++;
    } else {
      d.precision = 0;
      while (*p >= '0' && *p <= '9') d.precision = d.precision * 10 + (*p++ - '0');
    }
  }
  for (; *p == 'l' || *p == 'z'; p++) d.size++;
  d.code = *p++;
  return p;
}

// UTF-8 that may be cut or broken (names from outside): shown with U+FFFD.
void appendUtf8(StrBuilder& out, std::string_view text) {
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  if (asciiPrefix(p, text.size()) == text.size()) {
    out.appendAscii(text.data(), text.size());
    return;
  }
  Value decoded = decodeUtf8(text, "replace");
  if (decoded.isError()) clearPending();
  else out.append(asStr(decoded));
}

void appendPadded(StrBuilder& out, const Directive& d, std::string_view digits, bool negative) {
  int64_t pad = d.width - static_cast<int64_t>(digits.size()) - negative;
  if (pad < 0) pad = 0;
  if (!d.zero && !d.left) out.appendRepeated(' ', static_cast<uint64_t>(pad));
  if (negative) out.append(U'-');
  if (d.zero && !d.left) out.appendRepeated('0', static_cast<uint64_t>(pad));
  out.append(digits);
  if (d.left) out.appendRepeated(' ', static_cast<uint64_t>(pad));
}

void appendNumber(StrBuilder& out, const Directive& d, uint64_t magnitude, bool negative, unsigned base) {
  char digits[24];
  char* end = digits + sizeof digits;
  char* p = end;
  do *--p = "0123456789abcdef"[magnitude % base];
  while (magnitude /= base);
  appendPadded(out, d, {p, static_cast<size_t>(end - p)}, negative);
}

}  // namespace

Value formatTextV(const char* format, va_list args) {
  StrBuilder out;
  for (const char* p = format; *p;) {
    const char* begin = p;
    while (*p && *p != '%') p++;
    out.append(std::string_view(begin, static_cast<size_t>(p - begin)));
    if (!*p) break;
    Directive d;
    p = parse(p + 1, d, args);
    switch (d.code) {
    case 's': {
      const char* text = va_arg(args, const char*);
      size_t size = d.precision >= 0 ? strnlen(text, static_cast<size_t>(d.precision)) : strlen(text);
      appendUtf8(out, {text, size});
      break;
    }
    case 'd':
    case 'i': {
      int64_t v = d.size ? va_arg(args, int64_t) : va_arg(args, int);
      appendNumber(out, d, v < 0 ? -static_cast<uint64_t>(v) : static_cast<uint64_t>(v), v < 0, 10);
      break;
    }
    case 'u':
    case 'x': {
      uint64_t v = d.size ? va_arg(args, uint64_t) : va_arg(args, unsigned);
      appendNumber(out, d, v, false, d.code == 'x' ? 16 : 10);
      break;
    }
    case 'c': out.append(static_cast<char32_t>(va_arg(args, int))); break;
    case '%': out.append(U'%'); break;
    case 'S':
      if (!out.appendStr(va_arg(args, Value))) return kError;
      break;
    case 'R':
      if (!out.appendRepr(va_arg(args, Value))) return kError;
      break;
    case 'T': appendUtf8(out, typeNameOf(va_arg(args, Value))); break;
    case 'N': appendUtf8(out, typeName(va_arg(args, Type*))); break;
    case 'U': {
      const Str* s = va_arg(args, const Str*);
      uint64_t n = s->length();
      if (d.precision >= 0 && static_cast<uint64_t>(d.precision) < n) n = static_cast<uint64_t>(d.precision);
      out.append(s, 0, n);
      break;
    }
    default: __builtin_trap();  // a conversion that exceptions.h does not list
    }
  }
  return out.take();
}

Value formatText(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Value text = formatTextV(format, args);
  va_end(args);
  return text;
}

}  // namespace tr
