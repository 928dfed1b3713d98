// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions from lists of them down to primaries: operators by precedence climbing, everything
// that can repeat as a loop. After a failed repetition the cursor goes back to before it.
#include "compiler/parse/parser.h"

#include <array>

namespace tauro::parse {

namespace {

constexpr int kFactorPrecedence = 7;

struct BinaryRow {
  int8_t precedence; // 0: no binary operator
  BinaryOperator op;
};
/// From operators.def through the spellings of tokens.def; power is not in it, its rule is apart.
constexpr std::array<BinaryRow, 128> makeBinaryRows() {
  constexpr std::string_view kSpellings[] = {
#define KEYWORD(Id, Spelling) Spelling,
#define PUNCTUATION(Id, Spelling) Spelling,
#define TOKEN(Id, Description) "",
#include "compiler/lex/tokens.def"
  };
  std::array<BinaryRow, 128> rows{};
  for (size_t i = 0; i < std::size(kSpellings); ++i) {
#define BINARY_OPERATOR(Id, Spelling, Precedence)                                                  \
  if (kSpellings[i] == Spelling && Precedence < kFactorPrecedence)                                 \
    rows[i] = {Precedence, BinaryOperator::Id};
#include "compiler/ast/operators.def"
  }
  return rows;
}
constexpr std::array<BinaryRow, 128> kBinaryRows = makeBinaryRows();

enum MemoRule : uint32_t {
  kExpressionRule,
  kDisjunctionRule,
  kNamedRule,
  kBitwiseRule,
  kPrimaryRule
};

} // namespace

template <Expr* (Parser::*Rule)()> Expr* Parser::memoised(uint32_t rule) {
  uint64_t key = uint64_t(pos_) << 3 | rule;
  if (auto found = memo_.find(key); found != memo_.end()) {
    if (found->second.result)
      pos_ = found->second.end;
    return found->second.result;
  }
  uint32_t start = pos_;
  Expr* result = (this->*Rule)();
  if (!result)
    pos_ = start;
  if (!raised_)
    memo_[key] = {result, pos_};
  return result;
}

// star_expressions = star_expression ("," star_expression)* [","]
Expr* Parser::starExpressions() { return itemOrTuple<&Parser::starExpression>(ExprContext::Load); }

// star_expression = "*" bitwise_or | expression
Expr* Parser::starExpression() {
  if (!at(TokenKind::Star))
    return expression();
  uint32_t start = pos_;
  advance();
  Expr* value = bitwiseOr();
  return value ? make<Starred>(rangeFrom(start), value, ExprContext::Load) : nullptr;
}

// star_named_expression = "*" bitwise_or | named_expression
Expr* Parser::starNamedExpression() {
  return at(TokenKind::Star) ? starExpression() : namedExpression();
}

// yield_expr = "yield" "from" expression | "yield" [star_expressions]
Expr* Parser::yieldExpression() {
  uint32_t start = pos_;
  advance();
  if (at(TokenKind::KwFrom)) {
    advance();
    Expr* value = expression();
    return value ? make<YieldFrom>(rangeFrom(start), value) : nullptr;
  }
  uint32_t after = pos_;
  Expr* value = starExpressions();
  if (!value) {
    if (raised_)
      return nullptr;
    pos_ = after;
  }
  return make<Yield>(rangeFrom(start), value);
}

// named_expression = NAME ":=" expression | expression !":="
Expr* Parser::namedExpression() {
  uint32_t start = pos_;
  if (at(TokenKind::Name) && kindAt(1) == TokenKind::ColonEqual) {
    auto* target = make<Name>(tokens_.range(pos_), tokens_.name(pos_), ExprContext::Store);
    advance();
    advance();
    if (Expr* value = expression())
      return make<NamedExpr>(rangeFrom(start), target, value);
    if (raised_)
      return nullptr;
    pos_ = start;
  }
  if (explaining_ && invalidNamedExpression())
    return nullptr;
  Expr* e = expression();
  if (e && at(TokenKind::ColonEqual))
    return fail(start);
  return e;
}

// expression = disjunction ["if" disjunction "else" expression] | lambda
Expr* Parser::expression() {
  Recursion recursion(*this);
  if (!recursion.ok())
    return nullptr;
  if (!memoising_)
    return plainExpression();
  uint64_t key = uint64_t(pos_) << 3 | kExpressionRule;
  if (explaining_ && !memo_.contains(key) && invalidExpression())
    return nullptr;
  return memoised<&Parser::plainExpression>(kExpressionRule);
}

Expr* Parser::plainExpression() {
  // The branches of `a if b else c if d else e` nest to the right: collected here, made from the
  // end.
  struct Branch {
    Expr *body, *test;
    uint32_t start;
  };
  std::vector<Branch> branches;
  Expr* result = nullptr;
  uint32_t last = pos_;
  while (true) {
    uint32_t start = pos_;
    if (at(TokenKind::KwLambda)) {
      result = lambda();
      break;
    }
    result = disjunction();
    if (!result || !at(TokenKind::KwIf))
      break;
    uint32_t beforeIf = pos_;
    advance();
    Expr* test = disjunction();
    if (!test || !accept(TokenKind::KwElse)) {
      if (raised_)
        return nullptr;
      pos_ = beforeIf;
      break;
    }
    if (explaining_ && invalidExpression())
      return nullptr;
    branches.push_back({result, test, start});
    last = beforeIf;
  }
  if (branches.empty() || raised_)
    return result;
  if (!result) {
    // The expression after the last `else` is missing: what stood before its `if` is left.
    pos_ = last;
    result = branches.back().body;
    branches.pop_back();
  }
  links_ += static_cast<uint32_t>(branches.size());
  uint32_t end = tokens_.end(pos_ - 1);
  for (size_t i = branches.size(); i-- > 0;) {
    const Branch& b = branches[i];
    result = make<IfExp>({tokens_.begin(b.start), end}, b.test, b.body, result);
  }
  return result;
}

// disjunction = conjunction ("or" conjunction)*
Expr* Parser::disjunction() {
  return memoising_ ? memoised<&Parser::plainDisjunction>(kDisjunctionRule) : plainDisjunction();
}

Expr* Parser::plainDisjunction() {
  auto rule = [this](auto next, TokenKind word, BoolOperator op) -> Expr* {
    uint32_t start = pos_;
    Expr* first = next();
    if (!first || !at(word))
      return first;
    ExprList values(exprs_);
    values.push(first);
    while (at(word)) {
      uint32_t beforeWord = pos_;
      advance();
      Expr* value = next();
      if (!value) {
        if (raised_)
          return nullptr;
        pos_ = beforeWord;
        break;
      }
      values.push(value);
    }
    if (values.size() == 1)
      return first;
    return make<BoolOp>(rangeFrom(start), op, values.finish(arena()));
  };
  // conjunction = inversion ("and" inversion)*
  return rule(
      [&] { return rule([this] { return inversion(); }, TokenKind::KwAnd, BoolOperator::And); },
      TokenKind::KwOr, BoolOperator::Or);
}

// inversion = "not" inversion | comparison
Expr* Parser::inversion() {
  if (!at(TokenKind::KwNot))
    return comparison();
  uint32_t start = pos_;
  uint32_t count = 0;
  while (accept(TokenKind::KwNot))
    ++count;
  Expr* operand = comparison();
  if (!operand)
    return fail(start);
  links_ += count;
  uint32_t end = tokens_.end(pos_ - 1);
  while (count-- > 0)
    operand = make<UnaryOp>({tokens_.begin(start + count), end}, UnaryOperator::Not, operand);
  return operand;
}

bool Parser::compareOperator(CompareOperator& op) {
  switch (kind()) {
  case TokenKind::EqualEqual:
    op = CompareOperator::Eq;
    break;
  case TokenKind::NotEqual:
    op = CompareOperator::NotEq;
    break;
  case TokenKind::Less:
    op = CompareOperator::Lt;
    break;
  case TokenKind::LessEqual:
    op = CompareOperator::LtE;
    break;
  case TokenKind::Greater:
    op = CompareOperator::Gt;
    break;
  case TokenKind::GreaterEqual:
    op = CompareOperator::GtE;
    break;
  case TokenKind::KwIn:
    op = CompareOperator::In;
    break;
  case TokenKind::KwNot:
    advance();
    if (!at(TokenKind::KwIn))
      return false;
    op = CompareOperator::NotIn;
    break;
  case TokenKind::KwIs:
    op = CompareOperator::Is;
    if (kindAt(1) == TokenKind::KwNot) {
      advance();
      op = CompareOperator::IsNot;
    }
    break;
  default:
    return false;
  }
  advance();
  return true;
}

// comparison = bitwise_or (("==" | ... | "is" "not" | "is") bitwise_or)*
Expr* Parser::comparison() {
  uint32_t start = pos_;
  Expr* left = bitwiseOr();
  if (!left)
    return nullptr;
  uint32_t beforeOp = pos_;
  CompareOperator op;
  if (!compareOperator(op)) {
    pos_ = beforeOp;
    return left;
  }
  ItemStack<CompareOperator>::List ops(compareOps_);
  ExprList comparators(exprs_);
  do {
    Expr* right = bitwiseOr();
    if (!right) {
      if (raised_)
        return nullptr;
      break;
    }
    ops.push(op);
    comparators.push(right);
    beforeOp = pos_;
  } while (compareOperator(op));
  pos_ = beforeOp;
  if (ops.empty())
    return left;
  return make<Compare>(rangeFrom(start), left, ops.finish(arena()), comparators.finish(arena()));
}

// bitwise_or = binary of any precedence
Expr* Parser::bitwiseOr() {
  return memoising_ ? memoised<&Parser::plainBitwiseOr>(kBitwiseRule) : binary(1);
}
Expr* Parser::plainBitwiseOr() { return binary(1); }

// binary = factor (operator binary-of-higher-precedence)*
Expr* Parser::binary(int minPrecedence) {
  uint32_t start = pos_;
  Expr* left = factor();
  if (!left)
    return nullptr;
  while (true) {
    BinaryRow row = kBinaryRows[static_cast<size_t>(kind())];
    if (row.precedence < minPrecedence || row.precedence == 0)
      return left;
    uint32_t beforeOp = pos_;
    advance();
    if (explaining_ && at(TokenKind::KwNot) && row.precedence >= 5 && notAfterOperator())
      return nullptr;
    Expr* right = binary(row.precedence + 1);
    if (!right) {
      if (raised_)
        return nullptr;
      pos_ = beforeOp;
      return left;
    }
    ++links_;
    left = make<BinOp>(rangeFrom(start), left, row.op, right);
  }
}

// factor = ("+" | "-" | "~") factor | power
Expr* Parser::factor() {
  auto isSign = [](TokenKind k) {
    return k == TokenKind::Minus || k == TokenKind::Plus || k == TokenKind::Tilde;
  };
  if (!isSign(kind()))
    return power();
  uint32_t start = pos_;
  while (isSign(kind()))
    advance();
  uint32_t count = pos_ - start;
  if (explaining_ && at(TokenKind::KwNot) && notAfterOperator())
    return nullptr;
  Expr* operand = power();
  if (!operand)
    return fail(start);
  links_ += count;
  uint32_t end = tokens_.end(pos_ - 1);
  while (count-- > 0) {
    uint32_t sign = start + count;
    UnaryOperator op = kinds_[sign] == TokenKind::Minus  ? UnaryOperator::USub
                       : kinds_[sign] == TokenKind::Plus ? UnaryOperator::UAdd
                                                         : UnaryOperator::Invert;
    operand = make<UnaryOp>({tokens_.begin(sign), end}, op, operand);
  }
  return operand;
}

// power = await_primary ["**" factor]
Expr* Parser::power() {
  uint32_t start = pos_;
  Expr* base = awaitPrimary();
  if (!base || !at(TokenKind::StarStar))
    return base;
  Recursion recursion(*this);
  if (!recursion.ok())
    return nullptr;
  uint32_t beforeOp = pos_;
  advance();
  Expr* exponent = factor();
  if (!exponent) {
    if (raised_)
      return nullptr;
    pos_ = beforeOp;
    return base;
  }
  return make<BinOp>(rangeFrom(start), base, BinaryOperator::Pow, exponent);
}

// await_primary = ["await"] primary
Expr* Parser::awaitPrimary() {
  if (!at(TokenKind::KwAwait))
    return memoising_ ? memoised<&Parser::primary>(kPrimaryRule) : primary();
  uint32_t start = pos_;
  advance();
  Expr* value = primary();
  return value ? make<Await>(rangeFrom(start), value) : fail(start);
}

// primary = atom ("." NAME | "(" [arguments] ")" | genexp | "[" slices "]")*
Expr* Parser::primary() {
  uint32_t start = pos_;
  Expr* e = atom();
  if (!e)
    return nullptr;
  while (true) {
    uint32_t before = pos_;
    switch (kind()) {
    case TokenKind::Dot: {
      advance();
      if (!at(TokenKind::Name)) {
        pos_ = before;
        return e;
      }
      NameId name = tokens_.name(pos_);
      advance();
      e = make<Attribute>(rangeFrom(start), e, name, ExprContext::Load);
      break;
    }
    case TokenKind::LParen: {
      Expr* call = callSuffix(e, start);
      if (!call) {
        if (raised_)
          return nullptr;
        pos_ = before;
        return e;
      }
      e = call;
      break;
    }
    case TokenKind::LBracket: {
      advance();
      Expr* index = slices();
      if (!index || !accept(TokenKind::RBracket)) {
        if (raised_)
          return nullptr;
        pos_ = before;
        return e;
      }
      e = make<Subscript>(rangeFrom(start), e, index, ExprContext::Load);
      break;
    }
    default:
      return e;
    }
    ++links_;
  }
}

} // namespace tauro::parse
