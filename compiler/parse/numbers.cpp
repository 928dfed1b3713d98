// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of number literals, whose form the lexer has checked.
#include "compiler/parse/parser.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace tauro::parse {

namespace {

// CPython's sys.int_info.default_max_str_digits.
constexpr size_t kMaxDecimalDigits = 4300;

/// Correctly rounded; too large is infinity, too small is zero.
double toDouble(std::string_view text) {
  double value = 0;
  auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc::result_out_of_range)
    return value;
  return std::strtod(std::string(text).c_str(), nullptr);
}

/// Digits of base 16, 8 or 2 as hexadecimal ones without leading zeros.
std::string toHex(std::string_view digits, int bitsPerDigit) {
  std::string bits;
  for (char c : digits) {
    int value = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
    for (int bit = bitsPerDigit - 1; bit >= 0; --bit)
      bits += static_cast<char>('0' + (value >> bit & 1));
  }
  bits.insert(0, (4 - bits.size() % 4) % 4, '0');
  std::string hex;
  for (size_t i = 0; i < bits.size(); i += 4) {
    int value = (bits[i] - '0') * 8 + (bits[i + 1] - '0') * 4 + (bits[i + 2] - '0') * 2 +
                (bits[i + 3] - '0');
    if (value || !hex.empty())
      hex += "0123456789abcdef"[value];
  }
  return "0x" + hex;
}

} // namespace

// NUMBER
Expr* Parser::number() {
  uint32_t token = pos_;
  SourceRange range = tokens_.range(token);
  std::string_view text = tokens_.text(token);
  advance();

  // Most are small decimal integers.
  if (text.size() <= 18) {
    int64_t value = 0;
    size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
      value = value * 10 + (text[i] - '0');
    if (i == text.size())
      return make<Constant>(range, ConstantValue::ofInt(value), UnicodePrefix::No);
  }
  if (text.find('_') != std::string_view::npos) {
    scratch_.clear();
    for (char c : text)
      if (c != '_')
        scratch_ += c;
    text = scratch_;
  }
  auto constant = [&](ConstantValue value) {
    return make<Constant>(range, value, UnicodePrefix::No);
  };
  if (text.size() > 2 && text[0] == '0' && (text[1] | 32) >= 'b') {
    char letter = static_cast<char>(text[1] | 32);
    if (letter == 'x' || letter == 'o' || letter == 'b') {
      int base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
      std::string_view digits = text.substr(2);
      int64_t value;
      auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
      if (result.ec == std::errc())
        return constant(ConstantValue::ofInt(value));
      int bits = letter == 'x' ? 4 : letter == 'o' ? 3 : 1;
      return constant(ConstantValue::ofBigInt(arena().copy(toHex(digits, bits))));
    }
  }
  if ((text.back() | 32) == 'j')
    return constant(ConstantValue::ofImaginary(toDouble(text.substr(0, text.size() - 1))));
  if (text.find_first_of(".eE") != std::string_view::npos)
    return constant(ConstantValue::ofFloat(toDouble(text)));

  size_t nonZero = text.find_first_not_of('0');
  text = nonZero == std::string_view::npos ? "0" : text.substr(nonZero);
  int64_t value;
  auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc())
    return constant(ConstantValue::ofInt(value));
  if (text.size() > kMaxDecimalDigits)
    return raise(diag::kTooManyDigits, range, static_cast<int64_t>(text.size()));
  return constant(ConstantValue::ofBigInt(arena().copy(text)));
}

} // namespace tauro::parse
