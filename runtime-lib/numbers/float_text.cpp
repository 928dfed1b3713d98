// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float to text and back. Digits come from decimal.h; Python's layouts (when to use an exponent,
// trailing ".0") are made here.
#include <charconv>
#include <cmath>
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/numbers/decimal.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/unicode.h"

namespace tr {
namespace {

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
    size_t whole = static_cast<size_t>(exponent) + 1;
    out->append(digits, 0, whole);
    *out += '.';
    out->append(digits, whole);
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
  double size = std::fabs(d);
  switch (code | 0x20) {
  case 'e': {
    decimal::Digits decimal = decimal::significant(size, static_cast<size_t>(precision) + 1);
    appendScientific(&out, decimal.text, decimal.exponent, alternate, upper);
    return out;
  }
  case 'f': {
    auto decimals = static_cast<size_t>(precision);
    std::string digits = decimal::scaledDigits(size, precision);
    if (digits.size() <= decimals) {
      out += '0';
      if (decimals) {
        out += '.';
        out.append(decimals - digits.size(), '0');
      }
      out += digits;
    } else {
      size_t whole = digits.size() - decimals;
      out.append(digits, 0, whole);
      if (decimals) {
        out += '.';
        out.append(digits, whole);
      }
    }
    if (precision == 0 && alternate)
      out += '.';
    if (precision == 0 && !alternate && addDotZero)
      out += ".0";
    return out;
  }
  case 'g': {
    if (precision == 0)
      precision = 1;
    decimal::Digits decimal = decimal::significant(size, static_cast<size_t>(precision));
    if (!alternate)
      while (decimal.text.size() > 1 && decimal.text.back() == '0')
        decimal.text.pop_back();
    int exponent = decimal.exponent;
    // Where ".0" would be added it needs a digit more.
    if (exponent < -4 || exponent >= precision - addDotZero) {
      appendScientific(&out, decimal.text, exponent, alternate, upper);
      return out;
    }
    appendFixed(&out, decimal.text, exponent);
    bool pointed = exponent < 0 || static_cast<int>(decimal.text.size()) > exponent + 1;
    if (!pointed && alternate)
      out += '.';
    if (!pointed && !alternate && addDotZero)
      out += ".0";
    return out;
  }
  default: {
    decimal::Digits decimal = decimal::shortestDigits(size);
    int exponent = decimal.exponent;
    if (exponent < -4 || exponent >= 16) {
      appendScientific(&out, decimal.text, exponent, alternate, upper);
      return out;
    }
    appendFixed(&out, decimal.text, exponent);
    bool pointed = exponent < 0 || static_cast<int>(decimal.text.size()) > exponent + 1;
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
  // The first digits that count, as many as fit, and how many follow them.
  constexpr size_t kKept = 19;
  size_t begin = at, digits = 0, kept = 0;
  uint64_t significand = 0;
  int64_t exponent = 0;
  auto take = [&](bool afterPoint) {
    for (; at < n && isDigit(text[at]); at++, digits++) {
      if (kept < kKept) {
        significand = significand * 10 + static_cast<uint64_t>(text[at] - '0');
        kept += significand != 0;
        exponent -= afterPoint;
      } else {
        exponent += !afterPoint;
        kept++;
      }
    }
  };
  take(false);
  if (at < n && text[at] == '.') {
    at++;
    take(true);
    if (digits == 0)
      at = begin;
  }
  if (digits == 0)
    return 0;
  size_t digitsEnd = at, end = at;
  if (at < n && (text[at] | 0x20) == 'e') {
    at++;
    bool minus = false;
    if (at < n && (text[at] == '+' || text[at] == '-'))
      minus = text[at++] == '-';
    if (at < n && isDigit(text[at])) {
      // Larger than any number of digits can make up for.
      constexpr int64_t kBeyond = int64_t{1} << 56;
      int64_t given = 0;
      for (; at < n && isDigit(text[at]); at++)
        if (given < kBeyond)
          given = given * 10 + (text[at] - '0');
      exponent += minus ? -given : given;
      end = at;
    }
  }
  double d;
  if (kept <= kKept) {
    d = decimal::nearest(significand, exponent);
  } else {
    std::string plain;
    for (char c : text.substr(begin, digitsEnd - begin))
      if (c != '.')
        plain += c;
    // exponent is that of the last digit kept.
    d = decimal::nearest(plain, exponent - static_cast<int64_t>(kept - kKept));
  }
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
