// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The message formats of control/exceptions.h.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

void appendUnsigned(StrBuilder& out, uint64_t v, unsigned base) {
  char digits[24];
  char* end = digits + sizeof(digits);
  char* at = end;
  do {
    *--at = "0123456789abcdef"[v % base];
    v /= base;
  } while (v);
  out.append(std::string_view(at, static_cast<size_t>(end - at)));
}

void appendSigned(StrBuilder& out, int64_t v) {
  if (v < 0)
    out.append(U'-');
  appendUnsigned(out, v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v), 10);
}

} // namespace

Value formatTextList(const char* format, va_list list) {
  StrBuilder out;
  while (*format) {
    const char* percent = strchr(format, '%');
    if (!percent) {
      out.append(std::string_view(format));
      break;
    }
    out.append(std::string_view(format, static_cast<size_t>(percent - format)));
    format = percent + 1;
    int precision = -1;
    if (*format == '.') {
      ++format;
      if (*format == '*') {
        precision = va_arg(list, int);
        ++format;
      } else {
        precision = 0;
        while (*format >= '0' && *format <= '9')
          precision = precision * 10 + (*format++ - '0');
      }
    }
    int longs = 0;
    while (*format == 'l' || *format == 'z' || *format == 'j') {
      ++longs;
      ++format;
    }
    switch (*format++) {
    case 's': {
      const char* text = va_arg(list, const char*);
      out.append(precision < 0
                     ? std::string_view(text)
                     : std::string_view(text, strnlen(text, static_cast<size_t>(precision))));
      break;
    }
    case 'd':
    case 'i':
      appendSigned(out, longs ? va_arg(list, int64_t) : va_arg(list, int));
      break;
    case 'u':
      appendUnsigned(out, longs ? va_arg(list, uint64_t) : va_arg(list, unsigned), 10);
      break;
    case 'x':
      appendUnsigned(out, longs ? va_arg(list, uint64_t) : va_arg(list, unsigned), 16);
      break;
    case 'p':
      out.append("0x");
      appendUnsigned(out, reinterpret_cast<uint64_t>(va_arg(list, void*)), 16);
      break;
    case 'c':
      out.append(static_cast<char32_t>(va_arg(list, int)));
      break;
    case '%':
      out.append(U'%');
      break;
    case 'S':
      if (!out.appendStr(va_arg(list, Value)))
        return kError;
      break;
    case 'R':
      if (!out.appendRepr(va_arg(list, Value)))
        return kError;
      break;
    case 'T':
      out.append(std::string_view(typeNameOf(va_arg(list, Value))));
      break;
    case 'A': {
      Value v = va_arg(list, Value);
      out.append(v.isNone() ? std::string_view("None") : std::string_view(typeNameOf(v)));
      break;
    }
    case 'N':
      out.append(std::string_view(typeName(va_arg(list, Type*))));
      break;
    case 'U':
      out.append(va_arg(list, Str*));
      break;
    default:
      abort(); // a format that this function does not know
    }
  }
  return out.take();
}

Value formatText(const char* format, ...) {
  va_list list;
  va_start(list, format);
  Value result = formatTextList(format, list);
  va_end(list);
  return result;
}

} // namespace tr
