// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Python's repr() of the constants that literals denote.
#include "compiler/ast/ast.h"
#include "compiler/support/unicode_identifiers.h"
#include "compiler/support/utf8.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace tauro::ast {

namespace {

char quoteFor(std::string_view text) {
  bool single = text.find('\'') != std::string_view::npos;
  bool twofold = text.find('"') != std::string_view::npos;
  return single && !twofold ? '"' : '\'';
}

void appendHex(std::string& out, const char* prefix, uint32_t value, int digits) {
  char hex[16];
  std::snprintf(hex, sizeof hex, "%s%0*x", prefix, digits, value);
  out += hex;
}

/// What str and bytes have in common; false if c needs more.
bool appendSimpleEscape(std::string& out, uint32_t c, char quote) {
  if (c == static_cast<uint32_t>(quote) || c == '\\')
    out += '\\', out += static_cast<char>(c);
  else if (c == '\n')
    out += "\\n";
  else if (c == '\r')
    out += "\\r";
  else if (c == '\t')
    out += "\\t";
  else if (c < 0x20 || c == 0x7F)
    appendHex(out, "\\x", c, 2);
  else if (c < 0x7F)
    out += static_cast<char>(c);
  else
    return false;
  return true;
}

std::string reprStr(std::string_view text) {
  char quote = quoteFor(text);
  std::string out(1, quote);
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    uint32_t c = decodeUtf8(p);
    if (appendSimpleEscape(out, c, quote))
      continue;
    if (unicode::isPrintable(c))
      appendUtf8(out, c);
    else if (c < 0x100)
      appendHex(out, "\\x", c, 2);
    else if (c < 0x10000)
      appendHex(out, "\\u", c, 4);
    else
      appendHex(out, "\\U", c, 8);
  }
  return out += quote;
}

std::string reprBytes(std::string_view bytes) {
  char quote = quoteFor(bytes);
  std::string out = "b";
  out += quote;
  for (char c : bytes)
    if (auto b = static_cast<unsigned char>(c); !appendSimpleEscape(out, b, quote))
      appendHex(out, "\\x", b, 2);
  return out += quote;
}

/// The shortest digits that read back as `value`, laid out as repr() does.
std::string reprFloat(double value, bool isImaginary) {
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  if (std::isnan(value))
    return "nan";
  char buffer[64];
  auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  std::string_view shortest(buffer, static_cast<size_t>(result.ptr - buffer));
  std::string out;
  if (shortest.front() == '-') {
    out = "-";
    shortest.remove_prefix(1);
  }
  size_t e = shortest.find('e');
  int exponent = 0;
  std::string_view exponentText = shortest.substr(e + 1);
  if (exponentText.front() == '+')
    exponentText.remove_prefix(1);
  std::from_chars(exponentText.data(), exponentText.data() + exponentText.size(), exponent);
  std::string digits(1, shortest[0]);
  if (e > 2)
    digits += shortest.substr(2, e - 2);
  int count = static_cast<int>(digits.size());
  if (exponent >= -4 && exponent < 16) {
    if (exponent < 0) {
      out += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
    } else if (count > exponent + 1) {
      out += digits.substr(0, static_cast<size_t>(exponent) + 1) + '.' +
             digits.substr(static_cast<size_t>(exponent) + 1);
    } else {
      out += digits + std::string(static_cast<size_t>(exponent + 1 - count), '0');
      if (!isImaginary)
        out += ".0";
    }
    return out;
  }
  out += digits[0];
  if (count > 1)
    out += '.' + digits.substr(1);
  char tail[16];
  std::snprintf(tail, sizeof tail, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
  return out += tail;
}

/// Hexadecimal digits to decimal, by long division into limbs of nine digits.
std::string hexToDecimal(std::string_view digits) {
  std::vector<uint32_t> limbs;
  for (char c : digits) {
    uint64_t carry =
        c <= '9' ? static_cast<uint64_t>(c - '0') : static_cast<uint64_t>(c - 'a' + 10);
    for (uint32_t& limb : limbs) {
      carry += uint64_t(limb) * 16;
      limb = static_cast<uint32_t>(carry % 1000000000);
      carry /= 1000000000;
    }
    if (carry)
      limbs.push_back(static_cast<uint32_t>(carry));
  }
  std::string out;
  for (size_t i = limbs.size(); i-- > 0;) {
    char part[16];
    std::snprintf(part, sizeof part, out.empty() ? "%u" : "%09u", limbs[i]);
    out += part;
  }
  return out.empty() ? "0" : out;
}

} // namespace

std::string repr(const ConstantValue& value) {
  constexpr size_t kLongestConverted = 4300; // as CPython limits int to str
  switch (value.kind()) {
  case ConstantKind::None:
    return "None";
  case ConstantKind::True:
    return "True";
  case ConstantKind::False:
    return "False";
  case ConstantKind::Ellipsis:
    return "Ellipsis";
  case ConstantKind::Int:
    return std::to_string(value.integer());
  case ConstantKind::BigInt:
    if (value.text().starts_with("0x") && value.text().size() <= kLongestConverted)
      return hexToDecimal(value.text().substr(2));
    return std::string(value.text());
  case ConstantKind::Float:
    return reprFloat(value.number(), false);
  case ConstantKind::Complex:
    return reprFloat(value.number(), true) + "j";
  case ConstantKind::Str:
    return reprStr(value.text());
  case ConstantKind::Bytes:
    return reprBytes(value.text());
  }
  __builtin_unreachable();
}

} // namespace tauro::ast
