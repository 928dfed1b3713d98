// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing format specifications; __format__ of str and object.
#include "runtime-lib/text/format_spec.h"

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/text/unicode.h"

namespace tr {

namespace {

bool isAlign(char32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

// Decimal digits from *at on; -1 when there are none, false when they are too many.
bool parseNumber(const Str* s, uint64_t* at, int64_t* out) {
  *out = -1;
  uint64_t n = s->length();
  int64_t v = 0;
  bool any = false;
  for (; *at < n; ++*at) {
    int digit = unicode::decimalValue(s->at(*at));
    if (digit < 0)
      break;
    any = true;
    if (v > (INT64_MAX - digit) / 10) {
      raiseValueError("Too many decimal digits in format string");
      return false;
    }
    v = v * 10 + digit;
  }
  if (any)
    *out = v;
  return true;
}

bool checkGrouping(FormatSpec* f) {
  if (!f->grouping)
    return true;
  switch (f->type) {
  case 'd':
  case 'e':
  case 'f':
  case 'g':
  case 'E':
  case 'G':
  case '%':
  case 'F':
  case 0:
    return true;
  case 'b':
  case 'o':
  case 'x':
  case 'X':
    if (f->grouping == '_') {
      f->groupSize = 4;
      return true;
    }
    break;
  default:
    break;
  }
  if (f->type > 32 && f->type < 128)
    raiseValueError("Cannot specify '%c' with '%c'.", f->grouping, static_cast<int>(f->type));
  else
    raiseValueError("Cannot specify '%c' with '\\x%x'.", f->grouping,
                    static_cast<unsigned>(f->type));
  return false;
}

} // namespace

bool parseFormatSpec(Value v, const Str* s, char32_t defaultType, char defaultAlign,
                     FormatSpec* out) {
  FormatSpec f;
  f.align = defaultAlign;
  f.type = defaultType;
  uint64_t n = s->length(), at = 0;
  auto peek = [&](char32_t c) { return at < n && s->at(at) == c; };
  if (n >= 2 && isAlign(s->at(1))) {
    f.fill = s->at(0);
    f.align = static_cast<char>(s->at(1));
    f.fillGiven = f.alignGiven = true;
    at = 2;
  } else if (n >= 1 && isAlign(s->at(0))) {
    f.align = static_cast<char>(s->at(0));
    f.alignGiven = true;
    at = 1;
  }
  if (peek('+') || peek('-') || peek(' '))
    f.sign = static_cast<char>(s->at(at++));
  if (peek('z'))
    f.noNegativeZero = true, at++;
  if (peek('#'))
    f.alternate = true, at++;
  if (!f.fillGiven && peek('0')) {
    f.fill = '0';
    if (!f.alignGiven && defaultAlign == '>')
      f.align = '=';
    at++;
  }
  if (!parseNumber(s, &at, &f.width))
    return false;
  if (peek(','))
    f.grouping = ',', at++;
  if (peek('_')) {
    if (f.grouping)
      return raiseValueError("Cannot specify both ',' and '_'."), false;
    f.grouping = '_';
    at++;
  }
  if (peek(',') && f.grouping == '_')
    return raiseValueError("Cannot specify both ',' and '_'."), false;
  if (peek('.')) {
    at++;
    if (!parseNumber(s, &at, &f.precision))
      return false;
    if (f.precision < 0)
      return raiseValueError("Format specifier missing precision"), false;
  }
  if (n - at > 1) {
    raiseValueError("Invalid format specifier '%U' for object of type '%T'", s, v);
    return false;
  }
  if (at < n)
    f.type = s->at(at);
  if (!checkGrouping(&f))
    return false;
  *out = f;
  return true;
}

Value formatStr(Value v, Value spec) {
  const Str* s = asStr(v);
  if (asStr(spec)->length() == 0)
    return isExact(v, &tr_type_str) ? v : str(v);
  FormatSpec f;
  if (!parseFormatSpec(v, asStr(spec), 's', '<', &f))
    return kError;
  if (f.type != 's') {
    if (f.type > 32 && f.type < 128)
      return raiseValueError("Unknown format code '%c' for object of type '%T'",
                             static_cast<int>(f.type), v);
    return raiseValueError("Unknown format code '\\x%x' for object of type '%T'",
                           static_cast<unsigned>(f.type), v);
  }
  if (f.sign)
    return raiseValueError(f.sign == ' ' ? "Space not allowed in string format specifier"
                                         : "Sign not allowed in string format specifier");
  if (f.noNegativeZero)
    return raiseValueError("Negative zero coercion (z) not allowed in string format specifier");
  if (f.alternate)
    return raiseValueError("Alternate form (#) not allowed in string format specifier");
  if (f.align == '=')
    return raiseValueError("'=' alignment not allowed in string format specifier");
  uint64_t n = s->length();
  if (f.precision >= 0 && static_cast<uint64_t>(f.precision) < n)
    n = static_cast<uint64_t>(f.precision);
  if (f.width <= static_cast<int64_t>(n))
    return strSlice(s, 0, n);
  uint64_t pad = static_cast<uint64_t>(f.width) - n;
  uint64_t left = f.align == '>' ? pad : f.align == '^' ? pad / 2 : 0;
  StrBuilder out(static_cast<uint64_t>(f.width));
  out.appendRepeated(f.fill, left);
  out.append(s, 0, n);
  out.appendRepeated(f.fill, pad - left);
  return out.take();
}

} // namespace tr
