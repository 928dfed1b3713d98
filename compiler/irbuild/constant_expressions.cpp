// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which expressions CPython's compiler computes. Only whether it does is asked here, and only where
// that shows: in the order of the elements of a set. The limits are those of Python/ast_opt.c in
// 3.13. An operator that raises is not computed there; whoever asks evaluates it then, and raises.
#include "compiler/irbuild/constant_expressions.h"

#include <optional>

namespace tauro::irbuild {

namespace {

using ast::BinaryOperator;

constexpr unsigned kMaxIntBits = 128; // of what *, ** and << answer
constexpr uint64_t kMaxStrLength = 4096;

// What is known of a constant: an int's value, a text's length in units of its type.
struct Known {
  enum Kind : uint8_t { Int, Real, Str, Bytes, Other } kind = Other;
  __int128 value = 0;
};
using Result = std::optional<Known>;

// Ints beyond are none of ours: of more bits, in a display of constants.
constexpr unsigned kLimitBits = 120; // leaves room for one digit more
constexpr __int128 kLimit = static_cast<__int128>(1) << kLimitBits;

unsigned bitsOf(__int128 v) {
  unsigned bits = 0;
  for (auto rest = static_cast<unsigned __int128>(v < 0 ? -v : v); rest; rest >>= 1)
    bits++;
  return bits;
}

Result integer(__int128 v) {
  if (v >= kLimit || v <= -kLimit)
    return std::nullopt;
  return Known{Known::Int, v};
}

Result powerOf(__int128 base, __int128 exponent) {
  if (exponent < 0)
    return Known{Known::Real};
  if (base != 0 && exponent > 0 && bitsOf(base) > kMaxIntBits / exponent)
    return std::nullopt;
  __int128 power = 1;
  if (base != 0 && base != 1 && base != -1) {
    for (__int128 i = 0; i < exponent; i++)
      if (__builtin_mul_overflow(power, base, &power))
        return std::nullopt;
  } else if (exponent != 0) {
    power = base == -1 && exponent % 2 == 0 ? 1 : base;
  }
  return integer(power);
}

Result ofInts(BinaryOperator op, __int128 a, __int128 b) {
  switch (op) {
  case BinaryOperator::Add:
    return integer(a + b);
  case BinaryOperator::Sub:
    return integer(a - b);
  case BinaryOperator::Mult: {
    __int128 product;
    bool isLarge = a != 0 && b != 0 && bitsOf(a) + bitsOf(b) > kMaxIntBits;
    return isLarge || __builtin_mul_overflow(a, b, &product) ? std::nullopt : integer(product);
  }
  case BinaryOperator::Pow:
    return powerOf(a, b);
  case BinaryOperator::LShift:
    if (b < 0 ||
        (a != 0 && (b > kMaxIntBits || bitsOf(a) > kMaxIntBits - b || bitsOf(a) + b > kLimitBits)))
      return std::nullopt;
    return a == 0 ? integer(0) : integer(a * (static_cast<__int128>(1) << b));
  case BinaryOperator::RShift:
    if (b < 0)
      return std::nullopt;
    return integer(b > 127 ? (a < 0 ? -1 : 0) : a >> b);
  case BinaryOperator::FloorDiv:
  case BinaryOperator::Mod: {
    if (b == 0)
      return std::nullopt;
    __int128 quotient = a / b, rest = a % b;
    if (rest != 0 && (rest < 0) != (b < 0)) {
      quotient--;
      rest += b;
    }
    return integer(op == BinaryOperator::Mod ? rest : quotient);
  }
  case BinaryOperator::Div:
    return b == 0 ? std::nullopt : Result(Known{Known::Real});
  case BinaryOperator::BitAnd:
    return integer(a & b);
  case BinaryOperator::BitOr:
    return integer(a | b);
  case BinaryOperator::BitXor:
    return integer(a ^ b);
  case BinaryOperator::MatMult:
    return std::nullopt;
  }
  __builtin_unreachable();
}

bool isText(const Known& known) { return known.kind == Known::Str || known.kind == Known::Bytes; }
bool isNumber(const Known& known) { return known.kind == Known::Int || known.kind == Known::Real; }

Result binary(BinaryOperator op, const Known& a, const Known& b) {
  if (a.kind == Known::Int && b.kind == Known::Int)
    return ofInts(op, a.value, b.value);
  if (isNumber(a) && isNumber(b))
    return Known{Known::Real}; // or it raises, as & of floats does
  if (op == BinaryOperator::Add && isText(a) && a.kind == b.kind)
    return Known{a.kind, a.value + b.value};
  if (op == BinaryOperator::Mult && (isText(a) || isText(b))) {
    const Known &text = isText(a) ? a : b, &times = isText(a) ? b : a;
    if (times.kind != Known::Int || times.value < 0 ||
        (text.value != 0 && times.value > static_cast<__int128>(kMaxStrLength) / text.value))
      return std::nullopt;
    return Known{text.kind, text.value * times.value};
  }
  return std::nullopt;
}

uint64_t codePoints(std::string_view utf8) {
  uint64_t count = 0;
  for (char c : utf8)
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

Result ofDigits(std::string_view text) {
  bool isHex = text.starts_with("0x");
  __int128 value = 0;
  for (char c : text.substr(isHex ? 2 : 0)) {
    int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * (isHex ? 16 : 10) + digit;
    if (value >= kLimit)
      return std::nullopt;
  }
  return integer(value);
}

Result ofConstant(const ast::ConstantValue& value) {
  switch (value.kind()) {
  case ast::ConstantKind::True:
  case ast::ConstantKind::False:
    return Known{Known::Int, value.kind() == ast::ConstantKind::True};
  case ast::ConstantKind::Int:
    return integer(value.integer());
  case ast::ConstantKind::BigInt:
    return ofDigits(value.text());
  case ast::ConstantKind::Float:
  case ast::ConstantKind::Complex:
    return Known{Known::Real};
  case ast::ConstantKind::Str:
    return Known{Known::Str, codePoints(value.text())};
  case ast::ConstantKind::Bytes:
    return Known{Known::Bytes, value.text().size()};
  case ast::ConstantKind::None:
  case ast::ConstantKind::Ellipsis:
    return Known{};
  }
  __builtin_unreachable();
}

Result unary(ast::UnaryOperator op, const Known& operand) {
  if (op == ast::UnaryOperator::Not)
    return Known{Known::Int, 1}; // or 0, which only the limit of a shift could tell
  if (!isNumber(operand) || (op == ast::UnaryOperator::Invert && operand.kind == Known::Real))
    return std::nullopt;
  if (operand.kind == Known::Real)
    return operand;
  return integer(op == ast::UnaryOperator::USub   ? -operand.value
                 : op == ast::UnaryOperator::UAdd ? operand.value
                                                  : ~operand.value);
}

Result known(const ast::Expr& node) {
  if (const auto* constant = ast::dynAs<ast::Constant>(&node))
    return ofConstant(constant->value);
  if (const auto* op = ast::dynAs<ast::UnaryOp>(&node)) {
    Result operand = known(*op->operand);
    return operand ? unary(op->op, *operand) : std::nullopt;
  }
  if (const auto* op = ast::dynAs<ast::BinOp>(&node)) {
    Result left = known(*op->left), right = left ? known(*op->right) : std::nullopt;
    return right ? binary(op->op, *left, *right) : std::nullopt;
  }
  if (const auto* tuple = ast::dynAs<ast::Tuple>(&node)) {
    for (const ast::Expr* element : tuple->elts)
      if (!known(*element))
        return std::nullopt;
    return Known{};
  }
  return std::nullopt;
}

} // namespace

bool isComputedByCompiler(const ast::Expr& node) { return known(node).has_value(); }

} // namespace tauro::irbuild
