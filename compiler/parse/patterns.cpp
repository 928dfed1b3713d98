// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Patterns of case blocks (PEP 634).
#include "compiler/parse/parser.h"

namespace tauro::parse {

// patterns = maybe_star_pattern "," [maybe_star_pattern ("," maybe_star_pattern)* [","]] | pattern
Pattern* Parser::patterns() {
  uint32_t start = pos_;
  bool starred = at(TokenKind::Star);
  Pattern* first = maybeStarPattern();
  if (!first || (!starred && !at(TokenKind::Comma)))
    return first;
  if (!at(TokenKind::Comma))
    return nullptr; // a lone star needs a comma
  PatternList items(patterns_);
  items.push(first);
  if (!moreItems<&Parser::maybeStarPattern>(items))
    return nullptr;
  return make<MatchSequence>(rangeFrom(start), items.finish(arena()));
}

// maybe_star_pattern = "*" NAME | pattern
Pattern* Parser::maybeStarPattern() {
  if (!at(TokenKind::Star))
    return pattern();
  uint32_t start = pos_;
  advance();
  NameId name;
  if (atSoftKeyword(known::kUnderscore))
    advance();
  else if (!captureTarget(name))
    return nullptr;
  return make<MatchStar>(rangeFrom(start), name);
}

// pattern = or_pattern ["as" NAME]
Pattern* Parser::pattern() {
  Recursion recursion(*this);
  if (!recursion.ok())
    return nullptr;
  uint32_t start = pos_;
  Pattern* inner = orPattern();
  if (!inner || !at(TokenKind::KwAs))
    return inner;
  uint32_t beforeAs = pos_;
  advance();
  NameId name;
  if (captureTarget(name))
    return make<MatchAs>(rangeFrom(start), inner, name);
  if (explaining_) {
    if (atSoftKeyword(known::kUnderscore))
      return raiseHere(diag::kUnderscoreTarget);
    if (!at(TokenKind::Name)) {
      Expr* e = expression();
      if (e)
        return raise(diag::kInvalidPatternTarget, e->range);
    }
    if (raised_)
      return nullptr;
  }
  pos_ = beforeAs;
  return inner;
}

// or_pattern = closed_pattern ("|" closed_pattern)*
Pattern* Parser::orPattern() {
  uint32_t start = pos_;
  Pattern* first = closedPattern();
  if (!first || !at(TokenKind::Bar))
    return first;
  PatternList items(patterns_);
  items.push(first);
  while (accept(TokenKind::Bar)) {
    Pattern* item = closedPattern();
    if (!item)
      return nullptr;
    items.push(item);
  }
  return make<MatchOr>(rangeFrom(start), items.finish(arena()));
}

// pattern_capture_target = NAME that is not "_" and not followed by ".", "(" or "="
bool Parser::captureTarget(NameId& out) {
  if (!at(TokenKind::Name) || tokens_.name(pos_) == known::kUnderscore)
    return false;
  TokenKind next = kindAt(1);
  NameId name = tokens_.name(pos_);
  advance();
  if (next == TokenKind::Dot || next == TokenKind::LParen || next == TokenKind::Equal) {
    --pos_;
    return false;
  }
  out = name;
  return true;
}

bool Parser::acceptSingleton(ConstantKind& out) {
  if (at(TokenKind::KwNone))
    out = ConstantKind::None;
  else if (at(TokenKind::KwTrue))
    out = ConstantKind::True;
  else if (at(TokenKind::KwFalse))
    out = ConstantKind::False;
  else
    return false;
  advance();
  return true;
}

// closed_pattern = literal | capture | "_" | value | group | sequence | mapping | class
Pattern* Parser::closedPattern() {
  uint32_t start = pos_;
  ConstantKind singleton;
  if (acceptSingleton(singleton))
    return make<MatchSingleton>(rangeFrom(start), ConstantValue(singleton));
  switch (kind()) {
  case TokenKind::Number:
  case TokenKind::Minus:
  case TokenKind::String:
  case TokenKind::FStringStart: {
    Expr* value = literalExpr();
    return value ? make<MatchValue>(rangeFrom(start), value) : nullptr;
  }
  case TokenKind::Name:
    return nameLedPattern();
  case TokenKind::LParen:
  case TokenKind::LBracket:
    return bracketedPattern();
  case TokenKind::LBrace:
    return mappingPattern();
  default:
    return nullptr;
  }
}

// literal_expr = signed_number [("+" | "-") NUMBER] | strings | "None" | "True" | "False"
Expr* Parser::literalExpr() {
  uint32_t start = pos_;
  ConstantKind singleton;
  if (acceptSingleton(singleton))
    return make<Constant>(rangeFrom(start), ConstantValue(singleton), UnicodePrefix::No);
  switch (kind()) {
  case TokenKind::String:
  case TokenKind::FStringStart:
    return strings();
  case TokenKind::Number:
  case TokenKind::Minus:
    break;
  default:
    return nullptr;
  }
  Expr* real = signedNumber();
  if (!real || (!at(TokenKind::Plus) && !at(TokenKind::Minus)))
    return real;
  BinaryOperator op = at(TokenKind::Plus) ? BinaryOperator::Add : BinaryOperator::Sub;
  Expr* realNumber = is<UnaryOp>(real) ? as<UnaryOp>(real)->operand : real;
  if (as<Constant>(realNumber)->value.kind() == ConstantKind::Complex)
    return raise(diag::kRealNumberRequired, realNumber->range);
  advance();
  if (!at(TokenKind::Number))
    return nullptr;
  Expr* imaginary = number();
  if (!imaginary)
    return nullptr;
  if (as<Constant>(imaginary)->value.kind() != ConstantKind::Complex)
    return raise(diag::kImaginaryNumberRequired, imaginary->range);
  return make<BinOp>(rangeFrom(start), real, op, imaginary);
}

// signed_number = ["-"] NUMBER
Expr* Parser::signedNumber() {
  uint32_t start = pos_;
  bool negative = accept(TokenKind::Minus);
  if (!at(TokenKind::Number))
    return nullptr;
  Expr* value = number();
  if (!value || !negative)
    return value;
  return make<UnaryOp>(rangeFrom(start), UnaryOperator::USub, value);
}

// name_or_attr = NAME ("." NAME)*
Expr* Parser::nameOrAttr() {
  uint32_t start = pos_;
  Expr* e = make<Name>(tokens_.range(pos_), tokens_.name(pos_), ExprContext::Load);
  advance();
  while (at(TokenKind::Dot)) {
    advance();
    if (!at(TokenKind::Name))
      return nullptr;
    NameId attr = tokens_.name(pos_);
    advance();
    e = make<Attribute>(rangeFrom(start), e, attr, ExprContext::Load);
    ++links_;
  }
  return e;
}

// capture, wildcard, value and class patterns
Pattern* Parser::nameLedPattern() {
  uint32_t start = pos_;
  NameId name = tokens_.name(pos_);
  switch (kindAt(1)) {
  case TokenKind::Dot:
  case TokenKind::LParen: {
    Expr* e = nameOrAttr();
    if (!e)
      return nullptr;
    if (at(TokenKind::LParen))
      return classPattern(e, start);
    if (at(TokenKind::Equal))
      return nullptr;
    return make<MatchValue>(rangeFrom(start), e);
  }
  case TokenKind::Equal:
    if (name != known::kUnderscore) {
      advance();
      return nullptr;
    }
    [[fallthrough]];
  default:
    advance();
    return make<MatchAs>(rangeFrom(start), static_cast<Pattern*>(nullptr),
                         name == known::kUnderscore ? NameId() : name);
  }
}

// class_pattern = name_or_attr "(" [pattern ("," pattern)*] ["," NAME "=" pattern ...] [","] ")"
Pattern* Parser::classPattern(Expr* cls, uint32_t start) {
  advance();
  PatternList positional(patterns_);
  std::vector<NameId> names;
  std::vector<Pattern*> named;
  while (!at(TokenKind::RParen)) {
    if (at(TokenKind::Name) && kindAt(1) == TokenKind::Equal) {
      names.push_back(tokens_.name(pos_));
      advance();
      advance();
      Pattern* value = pattern();
      if (!value)
        return nullptr;
      named.push_back(value);
    } else {
      Pattern* item = pattern();
      if (!item)
        return nullptr;
      if (!named.empty()) {
        if (!explaining_)
          return nullptr;
        // All positional patterns that follow are to blame.
        Pattern* last = item;
        while (at(TokenKind::Comma) && kindAt(1) != TokenKind::RParen &&
               kindAt(2) != TokenKind::Equal) {
          advance();
          Pattern* next = pattern();
          if (!next)
            break;
          last = next;
        }
        if (raised_)
          return nullptr;
        return raise(diag::kPositionalPatternAfterKeyword, cover(item, last));
      }
      positional.push(item);
    }
    if (!accept(TokenKind::Comma))
      break;
  }
  if (!accept(TokenKind::RParen))
    return nullptr;
  return make<MatchClass>(rangeFrom(start), cls, positional.finish(arena()), arena().copy(names),
                          arena().copy(named));
}

// group = "(" pattern ")"; sequence = "[" [items] "]" | "(" [item "," [items]] ")"
Pattern* Parser::bracketedPattern() {
  uint32_t start = pos_;
  bool paren = at(TokenKind::LParen);
  TokenKind closing = paren ? TokenKind::RParen : TokenKind::RBracket;
  advance();
  PatternList items(patterns_);
  bool comma = false, starred = false;
  while (!at(closing)) {
    starred = at(TokenKind::Star);
    Pattern* item = maybeStarPattern();
    if (!item)
      return nullptr;
    items.push(item);
    if (!accept(TokenKind::Comma))
      break;
    comma = true;
  }
  if (!at(closing))
    return nullptr;
  if (paren && items.size() == 1 && !comma) {
    if (starred)
      return nullptr;
    advance();
    return items[0];
  }
  advance();
  return make<MatchSequence>(rangeFrom(start), items.finish(arena()));
}

// mapping = "{" [(literal_expr | attr) ":" pattern ("," ...)*] ["," "**" NAME] [","] "}"
Pattern* Parser::mappingPattern() {
  uint32_t start = pos_;
  advance();
  ExprList keys(exprs_);
  PatternList values(patterns_);
  NameId rest;
  while (!at(TokenKind::RBrace)) {
    if (accept(TokenKind::StarStar)) {
      if (!captureTarget(rest))
        return nullptr;
      accept(TokenKind::Comma);
      break;
    }
    Expr* key;
    if (at(TokenKind::Name)) {
      key = nameOrAttr();
      if (key && !is<Attribute>(key))
        key = nullptr;
    } else {
      key = literalExpr();
    }
    if (!key || !accept(TokenKind::Colon))
      return nullptr;
    Pattern* value = pattern();
    if (!value)
      return nullptr;
    keys.push(key);
    values.push(value);
    if (!accept(TokenKind::Comma))
      break;
  }
  if (!accept(TokenKind::RBrace))
    return nullptr;
  return make<MatchMapping>(rangeFrom(start), keys.finish(arena()), values.finish(arena()), rest);
}

} // namespace tauro::parse
