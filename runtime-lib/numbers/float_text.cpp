// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float to text and back. Digits come from the C++ library's exact conversions; Python's layouts
// (when to use an exponent, trailing ".0") are made here.
#include <charconv>
#include <cmath>
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/unicode.h"

namespace tr {
namespace {

// Significant digits and the power of ten of the first one.
struct Decimal {
  std::string digits;
  int exponent;
};

// |d| in scientific form: shortest that round-trips (precision < 0), or with so many decimals.
Decimal scientific(double d, int precision) {
  Decimal result;
  size_t room = precision < 0 ? 40 : static_cast<size_t>(precision) + 16;
  std::string text(room, '\0');
  char *begin = text.data(), *limit = begin + room;
  auto end =
      precision < 0
          ? std::to_chars(begin, limit, std::fabs(d), std::chars_format::scientific)
          : std::to_chars(begin, limit, std::fabs(d), std::chars_format::scientific, precision);
  char* e = static_cast<char*>(memchr(begin, 'e', static_cast<size_t>(end.ptr - begin)));
  int exponent = 0;
  std::from_chars(e[1] == '+' ? e + 2 : e + 1, end.ptr, exponent);
  result.exponent = exponent;
  result.digits.push_back(text[0]);
  if (e > begin + 2)
    result.digits.append(begin + 2, e);
  return result;
}

void appendExponent(std::string* out, int exponent, bool upper) {
  *out += upper ? 'E' : 'e';
  *out += exponent < 0 ? '-' : '+';
  exponent = std::abs(exponent);
  if (exponent < 10)
    *out += '0';
  char text[8];
  auto end = std::to_chars(text, text + sizeof text, exponent);
  out->append(text, end.ptr);
}

// Positional layout of digits whose first has weight 10^exponent.
void appendFixed(std::string* out, const std::string& digits, int exponent) {
  auto count = static_cast<int>(digits.size());
  if (exponent < 0) {
    *out += "0.";
    out->append(static_cast<size_t>(-exponent - 1), '0');
    *out += digits;
  } else if (count <= exponent + 1) {
    *out += digits;
    out->append(static_cast<size_t>(exponent + 1 - count), '0');
  } else {
    out->append(digits, 0, static_cast<size_t>(exponent + 1));
    *out += '.';
    out->append(digits, static_cast<size_t>(exponent + 1));
  }
}

void appendScientific(std::string* out, const std::string& digits, int exponent, bool alternate,
                      bool upper) {
  *out += digits[0];
  if (digits.size() > 1 || alternate)
    *out += '.';
  out->append(digits, 1);
  appendExponent(out, exponent, upper);
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool matches(std::string_view text, std::string_view lowerWord) {
  if (text.size() < lowerWord.size())
    return false;
  for (size_t i = 0; i < lowerWord.size(); i++)
    if ((text[i] | 0x20) != lowerWord[i])
      return false;
  return true;
}

} // namespace

std::string floatRepr(double d) { return floatFormat(d, 'r', 0, false, true); }

std::string floatFormat(double d, char code, int precision, bool alternate, bool addDotZero) {
  bool upper = code >= 'A' && code <= 'Z';
  std::string out;
  if (std::isnan(d))
    return upper ? "NAN" : "nan";
  if (std::signbit(d))
    out += '-';
  if (std::isinf(d))
    return out += upper ? "INF" : "inf";
  switch (code | 0x20) {
  case 'e': {
    Decimal decimal = scientific(d, precision);
    appendScientific(&out, decimal.digits, decimal.exponent, alternate, upper);
    return out;
  }
  case 'f': {
    size_t sign = out.size(), room = sign + 312 + static_cast<size_t>(precision);
    out.resize(room);
    auto end = std::to_chars(out.data() + sign, out.data() + room, std::fabs(d),
                             std::chars_format::fixed, precision);
    out.resize(static_cast<size_t>(end.ptr - out.data()));
    if (precision == 0 && alternate)
      out += '.';
    if (precision == 0 && !alternate && addDotZero)
      out += ".0";
    return out;
  }
  case 'g': {
    if (precision == 0)
      precision = 1;
    Decimal decimal = scientific(d, precision - 1);
    if (!alternate)
      while (decimal.digits.size() > 1 && decimal.digits.back() == '0')
        decimal.digits.pop_back();
    int exponent = decimal.exponent;
    // Where ".0" would be added it needs a digit more.
    if (exponent < -4 || exponent >= precision - addDotZero) {
      appendScientific(&out, decimal.digits, exponent, alternate, upper);
      return out;
    }
    appendFixed(&out, decimal.digits, exponent);
    bool pointed = exponent < 0 || static_cast<int>(decimal.digits.size()) > exponent + 1;
    if (!pointed && alternate)
      out += '.';
    if (!pointed && !alternate && addDotZero)
      out += ".0";
    return out;
  }
  default: {
    Decimal decimal = scientific(d, -1);
    int exponent = decimal.exponent;
    if (exponent < -4 || exponent >= 16) {
      appendScientific(&out, decimal.digits, exponent, alternate, upper);
      return out;
    }
    appendFixed(&out, decimal.digits, exponent);
    bool pointed = exponent < 0 || static_cast<int>(decimal.digits.size()) > exponent + 1;
    if (!pointed && addDotZero)
      out += ".0";
    if (!pointed && !addDotZero && alternate)
      out += '.';
    return out;
  }
  }
}

size_t floatParsePrefix(std::string_view text, double* out) {
  size_t at = 0, n = text.size();
  bool negative = false;
  if (at < n && (text[at] == '+' || text[at] == '-'))
    negative = text[at++] == '-';
  std::string_view rest = text.substr(at);
  if (matches(rest, "inf")) {
    *out = negative ? -HUGE_VAL : HUGE_VAL;
    return at + (matches(rest, "infinity") ? 8 : 3);
  }
  if (matches(rest, "nan")) {
    *out = std::copysign(std::nan(""), negative ? -1.0 : 1.0);
    return at + 3;
  }
  size_t begin = at, digits = 0;
  // The weight of the first digit that is not zero decides between 0 and inf out of range.
  int64_t weight = 0;
  bool nonzero = false;
  for (; at < n && isDigit(text[at]); at++, digits++) {
    nonzero |= text[at] != '0';
    weight += nonzero;
  }
  if (at < n && text[at] == '.') {
    size_t point = at++;
    for (; at < n && isDigit(text[at]); at++, digits++) {
      nonzero |= text[at] != '0';
      if (!nonzero)
        weight--;
    }
    if (digits == 0)
      at = point;
  }
  if (digits == 0)
    return 0;
  size_t end = at;
  int64_t exponent = 0;
  if (at < n && (text[at] | 0x20) == 'e') {
    at++;
    bool minus = false;
    if (at < n && (text[at] == '+' || text[at] == '-'))
      minus = text[at++] == '-';
    if (at < n && isDigit(text[at])) {
      for (; at < n && isDigit(text[at]); at++)
        if (exponent < 100000000)
          exponent = exponent * 10 + (text[at] - '0');
      if (minus)
        exponent = -exponent;
      end = at;
    }
  }
  double d = 0;
  auto result = std::from_chars(text.data() + begin, text.data() + end, d);
  if (result.ec == std::errc::result_out_of_range)
    d = nonzero && weight + exponent > 0 ? HUGE_VAL : 0.0;
  *out = negative ? -d : d;
  return end;
}

bool removeUnderscores(std::string_view text, std::string* out) {
  char previous = 0;
  for (char c : text) {
    if (c == '_') {
      if (!isDigit(previous))
        return false;
    } else {
      if (previous == '_' && !isDigit(c))
        return false;
      out->push_back(c);
    }
    previous = c;
  }
  return previous != '_';
}

bool floatParse(std::string_view text, double* out) {
  std::string plain;
  if (text.find('_') != std::string_view::npos) {
    if (!removeUnderscores(text, &plain))
      return false;
    text = plain;
  }
  return !text.empty() && floatParsePrefix(text, out) == text.size();
}

static std::string_view stripAscii(std::string_view text) {
  auto space = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
  while (!text.empty() && space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && space(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string numberText(Value str) {
  const Str* s = asStr(str);
  std::string text;
  if (s->isAscii()) {
    text = stripAscii({reinterpret_cast<const char*>(s->bytes1()), s->length()});
    return text;
  }
  for (uint64_t i = 0; i < s->length(); i++) {
    char32_t c = s->at(i);
    int digit;
    if (c < 127)
      text += static_cast<char>(c);
    else if (unicode::isSpace(c))
      text += ' ';
    else if ((digit = unicode::decimalValue(c)) >= 0)
      text += static_cast<char>('0' + digit);
    else
      text += '?';
  }
  return std::string(stripAscii(text));
}

Value floatFromText(Value v) {
  double d;
  std::string_view bytes;
  bool ok;
  if (isStr(v)) {
    const Str* s = asStr(v);
    ok = s->isAscii()
             ? floatParse(stripAscii({reinterpret_cast<const char*>(s->bytes1()), s->length()}), &d)
             : floatParse(numberText(v), &d);
  } else {
    bytesLike(v, &bytes);
    ok = floatParse(stripAscii(bytes), &d);
  }
  return ok ? makeFloat(d) : raiseValueError("could not convert string to float: %R", v);
}

} // namespace tr
