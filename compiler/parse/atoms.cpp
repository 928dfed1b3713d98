// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atoms: names, literals, displays, comprehensions.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// atom = NAME | "True" | "False" | "None" | strings | NUMBER | "..." | parenthesised | list |
// braced
Expr* Parser::atom() {
  auto constant = [this](ConstantKind k) {
    SourceRange range = tokens_.range(pos_);
    advance();
    return make<Constant>(range, ConstantValue(k), UnicodePrefix::No);
  };
  switch (kind()) {
  case TokenKind::Name: {
    auto* name = make<Name>(tokens_.range(pos_), tokens_.name(pos_), ExprContext::Load);
    advance();
    return name;
  }
  case TokenKind::Number:
    return number();
  case TokenKind::String:
  case TokenKind::FStringStart:
    return strings();
  case TokenKind::KwTrue:
    return constant(ConstantKind::True);
  case TokenKind::KwFalse:
    return constant(ConstantKind::False);
  case TokenKind::KwNone:
    return constant(ConstantKind::None);
  case TokenKind::Ellipsis:
    return constant(ConstantKind::Ellipsis);
  case TokenKind::LParen:
    return parenthesised();
  case TokenKind::LBracket:
    return listDisplay();
  case TokenKind::LBrace:
    return braced();
  default:
    return nullptr;
  }
}

// (star_named_expression ",")* [star_named_expression [","]], up to a closing bracket; at least the
// first item was read already.
bool Parser::starNamedExpressions(ExprList& out, TokenKind closing) {
  while (accept(TokenKind::Comma)) {
    if (at(closing))
      break;
    Expr* item = starNamedExpression();
    if (!item)
      return false;
    out.push(item);
  }
  return at(closing);
}

// parenthesised = "(" ")" | "(" yield_expr ")" | "(" named_expression ")"
//               | "(" star_named_expression "," [star_named_expressions] ")"
//               | "(" named_expression comprehension ")"
Expr* Parser::parenthesised() {
  uint32_t start = pos_;
  advance();
  if (accept(TokenKind::RParen))
    return make<Tuple>(rangeFrom(start), Span<Expr*>(), ExprContext::Load);
  if (at(TokenKind::KwYield)) {
    Expr* e = yieldExpression();
    return e && accept(TokenKind::RParen) ? e : fail(start);
  }
  auto wrong = [&]() -> Expr* {
    if (explaining_ && !raised_ && !invalidGroup(start))
      invalidComprehension(start);
    return fail(start);
  };
  Expr* first = starNamedExpression();
  if (!first)
    return wrong();
  switch (kind()) {
  case TokenKind::RParen:
    if (is<Starred>(first) && kinds_[start + 1] == TokenKind::Star)
      return wrong();
    advance();
    return first;
  case TokenKind::Comma: {
    ExprList items(exprs_);
    items.push(first);
    if (!starNamedExpressions(items, TokenKind::RParen))
      return wrong();
    advance();
    return make<Tuple>(rangeFrom(start), items.finish(arena()), ExprContext::Load);
  }
  case TokenKind::KwFor:
  case TokenKind::KwAsync: {
    Span<Comprehension*> clauses;
    if (kinds_[start + 1] == TokenKind::Star || !comprehensionClauses(clauses) ||
        !accept(TokenKind::RParen))
      return wrong();
    return make<GeneratorExp>(rangeFrom(start), first, clauses);
  }
  default:
    return wrong();
  }
}

// list = "[" [star_named_expressions] "]" | "[" named_expression comprehension "]"
Expr* Parser::listDisplay() {
  uint32_t start = pos_;
  advance();
  if (accept(TokenKind::RBracket))
    return make<List>(rangeFrom(start), Span<Expr*>(), ExprContext::Load);
  auto wrong = [&]() -> Expr* {
    if (explaining_ && !raised_)
      invalidComprehension(start);
    return fail(start);
  };
  Expr* first = starNamedExpression();
  if (!first)
    return wrong();
  if (atComprehension()) {
    Span<Comprehension*> clauses;
    if (is<Starred>(first) || !comprehensionClauses(clauses) || !accept(TokenKind::RBracket))
      return wrong();
    return make<ListComp>(rangeFrom(start), first, clauses);
  }
  ExprList items(exprs_);
  items.push(first);
  if (!starNamedExpressions(items, TokenKind::RBracket))
    return wrong();
  advance();
  return make<List>(rangeFrom(start), items.finish(arena()), ExprContext::Load);
}

// braced = dict | set | dictcomp | setcomp
Expr* Parser::braced() {
  uint32_t start = pos_;
  advance();
  if (accept(TokenKind::RBrace))
    return make<Dict>(rangeFrom(start), Span<Expr*>(), Span<Expr*>());
  auto wrong = [&]() -> Expr* {
    if (explaining_ && !raised_ && !invalidDict(start))
      invalidComprehension(start);
    return fail(start);
  };
  if (at(TokenKind::StarStar)) {
    Expr* dict = dictDisplay(start, nullptr);
    return dict ? dict : wrong();
  }
  Expr* first;
  if (explaining_) {
    // A dict is tried before a set, and its keys are no named expressions.
    first = at(TokenKind::Star) ? starExpression() : expression();
    if (!raised_ && (!first || !at(TokenKind::Colon))) {
      pos_ = start + 1;
      first = raised_ ? nullptr : starNamedExpression();
    }
  } else {
    first = starNamedExpression();
  }
  if (!first)
    return wrong();
  if (at(TokenKind::Colon) && !is<Starred>(first) &&
      !(is<NamedExpr>(first) && kinds_[start + 1] != TokenKind::LParen)) {
    Expr* dict = dictDisplay(start, first);
    return dict ? dict : wrong();
  }
  if (atComprehension()) {
    Span<Comprehension*> clauses;
    if (is<Starred>(first) || !comprehensionClauses(clauses) || !accept(TokenKind::RBrace))
      return wrong();
    return make<SetComp>(rangeFrom(start), first, clauses);
  }
  ExprList items(exprs_);
  items.push(first);
  if (!starNamedExpressions(items, TokenKind::RBrace))
    return wrong();
  advance();
  return make<Set>(rangeFrom(start), items.finish(arena()));
}

// dict = "{" kvpair ("," kvpair)* [","] "}" | "{" key ":" value comprehension "}"
// kvpair = "**" bitwise_or | expression ":" expression
// The cursor is behind the first key, or at the "**" if that is null.
Expr* Parser::dictDisplay(uint32_t start, Expr* key) {
  ExprList keys(exprs_);
  // Values are collected apart, since lists on one stack cannot interleave.
  std::vector<Expr*> values;
  bool first = true;
  while (true) {
    Expr* value;
    if (!key && at(TokenKind::StarStar)) {
      advance();
      value = bitwiseOr();
    } else {
      if (!key)
        key = explaining_ && !first ? laterDictKey() : expression();
      if (!key || !accept(TokenKind::Colon))
        return nullptr;
      value = expression();
      if (value && first && atComprehension()) {
        Span<Comprehension*> clauses;
        if (!comprehensionClauses(clauses) || !accept(TokenKind::RBrace))
          return nullptr;
        return make<DictComp>(rangeFrom(start), key, value, clauses);
      }
    }
    if (!value)
      return nullptr;
    keys.push(key);
    values.push_back(value);
    key = nullptr;
    first = false;
    if (!accept(TokenKind::Comma) || at(TokenKind::RBrace))
      break;
  }
  if (!accept(TokenKind::RBrace))
    return nullptr;
  return make<Dict>(rangeFrom(start), keys.finish(arena()), arena().copy(values));
}

// comprehension = clause+
bool Parser::comprehensionClauses(Span<Comprehension*>& out) {
  ItemStack<Comprehension*>::List clauses(comprehensions_);
  while (atComprehension()) {
    uint32_t start = pos_;
    Comprehension* clause = comprehensionClause();
    if (!clause) {
      if (raised_ || clauses.empty())
        return false;
      pos_ = start;
      break;
    }
    clauses.push(clause);
  }
  out = clauses.finish(arena());
  return !out.empty();
}

// clause = ["async"] "for" star_targets "in" disjunction ("if" disjunction)*
Comprehension* Parser::comprehensionClause() {
  uint32_t start = pos_;
  bool isAsync = accept(TokenKind::KwAsync);
  if (!accept(TokenKind::KwFor))
    return nullptr;
  Expr* target = starTargets();
  if (!target || !accept(TokenKind::KwIn)) {
    if (explaining_ && !raised_)
      invalidForClause(start);
    return nullptr;
  }
  Expr* iter = disjunction();
  if (!iter)
    return nullptr;
  ExprList conditions(exprs_);
  while (at(TokenKind::KwIf)) {
    uint32_t beforeIf = pos_;
    advance();
    Expr* condition = disjunction();
    if (!condition) {
      if (raised_)
        return nullptr;
      pos_ = beforeIf;
      break;
    }
    conditions.push(condition);
  }
  return make<Comprehension>(rangeFrom(start), target, iter, conditions.finish(arena()), isAsync);
}

} // namespace tauro::parse
