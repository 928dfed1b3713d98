// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// __format__ of int, float and complex: digits from numbers/, layout here.
#include <climits>
#include <cmath>
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

Value unknownType(const FormatSpec& f, Value v) {
  if (f.type > 32 && f.type < 128)
    return raiseValueError("Unknown format code '%c' for object of type '%T'",
                           static_cast<int>(f.type), v);
  return raiseValueError("Unknown format code '\\x%x' for object of type '%T'",
                         static_cast<unsigned>(f.type), v);
}

// How many characters the digits take with separators and leading zeros that fill minWidth.
uint64_t groupedLength(const FormatSpec& f, uint64_t digits, int64_t minWidth) {
  if (digits == 0)
    return 0;
  uint64_t want = minWidth > 0 ? static_cast<uint64_t>(minWidth) : 0;
  if (!f.grouping)
    return digits > want ? digits : want;
  uint64_t g = f.groupSize, plain = digits + (digits - 1) / g;
  if (plain >= want)
    return plain;
  // A separator can't come first: such a width takes one more digit.
  return want % (g + 1) == 0 ? want + 1 : want;
}

// Right-aligned digits with separators and zeros in exactly n characters.
void appendGrouped(StrBuilder& out, const FormatSpec& f, std::string_view digits, uint64_t n) {
  if (!f.grouping) {
    out.appendRepeated('0', n - digits.size());
    out.append(digits);
    return;
  }
  uint64_t g = f.groupSize + 1;
  uint64_t digitCount = n - n / g; // how many of the n characters are digits
  uint64_t zeros = digitCount - digits.size();
  for (uint64_t left = n, d = 0; left; left--) {
    if (left % g == 0) {
      out.append(static_cast<char32_t>(f.grouping));
      continue;
    }
    out.append(static_cast<char32_t>(d < zeros ? '0' : digits[d - zeros]));
    d++;
  }
}

// The digits of an int in text that lives as long as *keep.
std::string_view intDigits(Value v, unsigned base, char* buffer, size_t size, Value* keep,
                           bool* negative) {
  if (v.isInt()) {
    int64_t i = v.smallInt();
    *negative = i < 0;
    uint64_t magnitude = i < 0 ? -static_cast<uint64_t>(i) : static_cast<uint64_t>(i);
    char* end = buffer + size;
    char* p = end;
    do
      *--p = "0123456789abcdef"[magnitude % base];
    while (magnitude /= base);
    return {p, static_cast<size_t>(end - p)};
  }
  *keep = intToStr(v, base);
  if (keep->isError())
    return {};
  std::string_view text = utf8Of(asStr(*keep));
  *negative = text[0] == '-';
  return text.substr(*negative);
}

Value formatIntSpec(Value v, Value plain, const FormatSpec& f);

// The layout of a double by spec; v is what messages name.
Value formatDouble(Value v, double d, const FormatSpec& f);

} // namespace

NumberText splitNumber(std::string_view text) {
  NumberText number;
  if (!text.empty() && text[0] == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  size_t n = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9')
    n++;
  number.digits = text.substr(0, n);
  number.rest = text.substr(n);
  return number;
}

void appendNumber(StrBuilder& out, const FormatSpec& f, const NumberText& number) {
  char sign = number.negative ? '-' : f.sign == '+' ? '+' : f.sign == ' ' ? ' ' : 0;
  uint64_t fixed = (sign != 0) + number.prefix.size() + number.rest.size();
  bool zeroFilled = f.fill == '0' && f.align == '=';
  int64_t minWidth = zeroFilled ? f.width - static_cast<int64_t>(fixed) : 0;
  uint64_t grouped = groupedLength(f, number.digits.size(), minWidth);
  int64_t missing = f.width - static_cast<int64_t>(fixed + grouped);
  uint64_t pad = missing > 0 ? static_cast<uint64_t>(missing) : 0;
  uint64_t left = f.align == '>' ? pad : f.align == '^' ? pad / 2 : 0;
  out.appendRepeated(f.fill, left);
  if (sign)
    out.append(static_cast<char32_t>(sign));
  out.append(number.prefix);
  if (f.align == '=')
    out.appendRepeated(f.fill, pad);
  if (grouped)
    appendGrouped(out, f, number.digits, grouped);
  out.append(number.rest);
  if (f.align == '<' || f.align == '^')
    out.appendRepeated(f.fill, pad - left);
}

namespace {

Value formatIntSpec(Value v, Value plain, const FormatSpec& f) {
  if (f.precision >= 0)
    return raiseValueError("Precision not allowed in integer format specifier");
  if (f.noNegativeZero)
    return raiseValueError("Negative zero coercion (z) not allowed in integer format specifier");
  NumberText number;
  char buffer[72];
  Value keep = kNone;
  unsigned base = 10;
  if (f.type == 'c') {
    if (f.sign)
      return raiseValueError("Sign not allowed with integer format specifier 'c'");
    if (f.alternate)
      return raiseValueError("Alternate form (#) not allowed with integer format specifier 'c'");
    int64_t code;
    if (!intToInt64(plain, &code))
      return raiseOverflowError("Python int too large to convert to C long");
    if (code < 0 || code >= 0x110000)
      return raiseOverflowError("%%c arg not in range(0x110000)");
    int64_t missing = f.width - 1;
    uint64_t pad = missing > 0 ? static_cast<uint64_t>(missing) : 0;
    uint64_t left = f.align == '>' || f.align == '=' ? pad : f.align == '^' ? pad / 2 : 0;
    StrBuilder out(pad + 1);
    out.appendRepeated(f.fill, left);
    out.append(static_cast<char32_t>(code));
    out.appendRepeated(f.fill, pad - left);
    return out.take();
  }
  switch (f.type) {
  case 'b':
    base = 2;
    break;
  case 'o':
    base = 8;
    break;
  case 'x':
  case 'X':
    base = 16;
    break;
  default:
    break;
  }
  number.digits = intDigits(plain, base, buffer, sizeof buffer, &keep, &number.negative);
  if (keep.isError())
    return kError;
  if (f.alternate && base != 10)
    number.prefix = f.type == 'b' ? "0b" : f.type == 'o' ? "0o" : f.type == 'x' ? "0x" : "0X";
  std::string upper;
  if (f.type == 'X') {
    upper = number.digits;
    for (char& c : upper)
      if (c >= 'a')
        c = static_cast<char>(c - 32);
    number.digits = upper;
  }
  StrBuilder out(number.digits.size() + 8);
  appendNumber(out, f, number);
  return out.take();
}

// Text of a double by the type, precision and # of a spec; without a type as repr, which adds ".0"
// to floats but not to the parts of a complex.
bool doubleText(double d, const FormatSpec& f, std::string* out, bool isFloat = true) {
  char type = f.type == 0 ? 'r' : f.type == 'n' ? 'g' : static_cast<char>(f.type);
  bool percent = type == '%';
  if (percent) {
    type = 'f';
    d *= 100;
  }
  if (f.precision > INT_MAX) {
    raiseValueError("precision too big");
    return false;
  }
  int precision = static_cast<int>(f.precision);
  bool addDotZero = f.type == 0 && isFloat;
  if (precision < 0)
    precision = type == 'r' ? 0 : 6;
  else if (type == 'r')
    type = 'g';
  *out = floatFormat(d, type, precision, f.alternate, addDotZero);
  if (f.noNegativeZero && (*out)[0] == '-') {
    bool zero = true;
    for (char c : *out) {
      if (c == 'e' || c == 'E')
        break;
      if ((c >= '1' && c <= '9') || c == 'i' || c == 'I' || c == 'n' || c == 'N')
        zero = false;
    }
    if (zero)
      out->erase(0, 1);
  }
  if (percent)
    *out += '%';
  return true;
}

bool isFloatType(char32_t type, bool percent) {
  switch (type) {
  case 0:
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
  case 'n':
    return true;
  case '%':
    return percent;
  default:
    return false;
  }
}

Value formatDouble(Value v, double d, const FormatSpec& f) {
  std::string text;
  if (!doubleText(d, f, &text))
    return kError;
  StrBuilder out(text.size() + 8);
  appendNumber(out, f, splitNumber(text));
  return out.take();
}

} // namespace

Value formatInt(Value v, Value spec) {
  const Str* s = asStr(spec);
  if (s->length() == 0)
    return str(v);
  FormatSpec f;
  if (!parseFormatSpec(v, s, 'd', '>', &f))
    return kError;
  Value plain = plainInt(v);
  switch (f.type) {
  case 'b':
  case 'c':
  case 'd':
  case 'o':
  case 'x':
  case 'X':
  case 'n':
    return formatIntSpec(v, plain, f);
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
  case '%': {
    double d;
    if (!toDouble(v, &d)) // by __float__ of a derived class
      return kError;
    return formatDouble(v, d, f);
  }
  default:
    return unknownType(f, v);
  }
}

Value formatFloat(Value v, Value spec) {
  const Str* s = asStr(spec);
  if (s->length() == 0)
    return str(v);
  FormatSpec f;
  if (!parseFormatSpec(v, s, 0, '>', &f))
    return kError;
  if (!isFloatType(f.type, true))
    return unknownType(f, v);
  return formatDouble(v, floatOf(v), f);
}

Value formatComplex(Value v, Value spec) {
  const Str* s = asStr(spec);
  if (s->length() == 0)
    return str(v);
  FormatSpec f;
  if (!parseFormatSpec(v, s, 0, '>', &f))
    return kError;
  if (!isFloatType(f.type, false))
    return unknownType(f, v);
  if (f.fill == '0')
    return raiseValueError("Zero padding is not allowed in complex format specifier");
  if (f.align == '=')
    return raiseValueError("'=' alignment flag is not allowed in complex format specifier");
  double re = v.as<ComplexBox>()->value.real, im = v.as<ComplexBox>()->value.imag;
  bool bare = f.type == 0;
  bool skipReal = bare && re == 0 && !std::signbit(re);
  bool parentheses = bare && !skipReal;
  FormatSpec part = f;
  part.width = -1;
  part.align = '<';
  part.fill = ' ';
  std::string realText, imagText;
  if (!doubleText(re, part, &realText, false) || !doubleText(im, part, &imagText, false))
    return kError;
  StrBuilder body;
  if (parentheses)
    body.append(U'(');
  if (!skipReal)
    appendNumber(body, part, splitNumber(realText));
  if (!skipReal)
    part.sign = '+';
  appendNumber(body, part, splitNumber(imagText));
  body.append(U'j');
  if (parentheses)
    body.append(U')');
  Value made = body.take();
  if (made.isError())
    return kError;
  uint64_t n = asStr(made)->length();
  if (f.width <= static_cast<int64_t>(n))
    return made;
  uint64_t pad = static_cast<uint64_t>(f.width) - n;
  uint64_t left = f.align == '>' ? pad : f.align == '^' ? pad / 2 : 0;
  StrBuilder out(static_cast<uint64_t>(f.width));
  out.appendRepeated(f.fill, left);
  out.append(asStr(made));
  out.appendRepeated(f.fill, pad - left);
  return out.take();
}

} // namespace tr
