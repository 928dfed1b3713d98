// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What follows a primary in brackets: call arguments and subscripts.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// "(" [arguments] ")" | "(" (NAME ":=" expression | expression) comprehension ")"
Expr* Parser::callSuffix(Expr* func, uint32_t start) {
  uint32_t open = pos_;
  advance();
  if (accept(TokenKind::RParen))
    return make<Call>(rangeFrom(start), func, Span<Expr*>(), Span<Keyword*>());
  if (at(TokenKind::Star) || at(TokenKind::StarStar) ||
      (at(TokenKind::Name) && kindAt(1) == TokenKind::Equal)) {
    // Not a lone generator.
  } else {
    // While explaining: `a.b = 1` is a wrong argument here, not a wrong named expression.
    bool named = at(TokenKind::Name) && kindAt(1) == TokenKind::ColonEqual;
    Expr* first = named || !explaining_ ? namedExpression() : expression();
    if (raised_ || (!first && !explaining_))
      return nullptr;
    if (first && atComprehension()) {
      Span<Comprehension*> clauses;
      if (comprehensionClauses(clauses) && accept(TokenKind::RParen)) {
        ExprList args(exprs_);
        args.push(make<GeneratorExp>(rangeFrom(open), first, clauses));
        return make<Call>(rangeFrom(start), func, args.finish(arena()), Span<Keyword*>());
      }
      if (raised_ || !explaining_)
        return nullptr;
      pos_ = open + 1;
    } else if (first && at(TokenKind::RParen)) {
      advance();
      ExprList args(exprs_);
      args.push(first);
      return make<Call>(rangeFrom(start), func, args.finish(arena()), Span<Keyword*>());
    } else if (first && at(TokenKind::Comma) && !explaining_) {
      ExprList args(exprs_);
      args.push(first);
      advance();
      ItemStack<Keyword*>::List keywords(keywords_);
      if (!at(TokenKind::RParen) && !arguments(args, keywords))
        return nullptr;
      if (!accept(TokenKind::RParen))
        return nullptr;
      return make<Call>(rangeFrom(start), func, args.finish(arena()), keywords.finish(arena()));
    } else if (explaining_) {
      pos_ = open + 1; // read again as arguments: what was read is remembered
    } else {
      return nullptr;
    }
  }
  ExprList args(exprs_);
  ItemStack<Keyword*>::List keywords(keywords_);
  if (!arguments(args, keywords) || !at(TokenKind::RParen)) {
    if (explaining_ && !raised_) {
      pos_ = open + 1;
      invalidArguments();
    }
    return nullptr;
  }
  advance();
  return make<Call>(rangeFrom(start), func, args.finish(arena()), keywords.finish(arena()));
}

// arguments = (positional ",")* (keyword-or-star ",")* (keyword-or-double-star ",")*
// positional = "*" expression | NAME ":=" expression | expression
// Positional arguments end at the first keyword, starred ones at the first "**".
bool Parser::arguments(ExprList& args, ItemStack<Keyword*>::List& keywords) {
  bool sawDoubleStar = false;
  do {
    if (at(TokenKind::RParen))
      return true; // behind a trailing comma
    if (!argument(args, keywords, sawDoubleStar))
      return false;
  } while (accept(TokenKind::Comma));
  return true;
}

/// As many arguments as there are; a comma that none follows is left.
bool Parser::argumentsPrefix(ExprList& args, ItemStack<Keyword*>::List& keywords) {
  bool sawDoubleStar = false;
  uint32_t end = pos_;
  while (argument(args, keywords, sawDoubleStar)) {
    end = pos_;
    if (!accept(TokenKind::Comma))
      break;
  }
  pos_ = end;
  return !raised_ && (!args.empty() || !keywords.empty());
}

bool Parser::argument(ExprList& args, ItemStack<Keyword*>::List& keywords, bool& sawDoubleStar) {
  uint32_t start = pos_;
  switch (kind()) {
  case TokenKind::Star: {
    if (sawDoubleStar)
      return false;
    advance();
    Expr* value = expression();
    if (!value) {
      if (explaining_ && !raised_)
        raiseAtLast(diag::kInvalidStarExpression);
      return false;
    }
    if (explaining_ && at(TokenKind::Equal)) {
      advance();
      if (expression() && !raised_)
        raise(diag::kAssignToStarred, rangeFrom(start));
      return false;
    }
    args.push(make<Starred>(rangeFrom(start), value, ExprContext::Load));
    return true;
  }
  case TokenKind::StarStar: {
    if (explaining_ && invalidKeywordArgument())
      return false;
    advance();
    Expr* value = expression();
    if (!value)
      return false;
    sawDoubleStar = true;
    keywords.push(make<Keyword>(rangeFrom(start), NameId(), value));
    return true;
  }
  default:
    if (at(TokenKind::Name) && kindAt(1) == TokenKind::Equal) {
      if (explaining_ && invalidKeywordArgument())
        return false;
      NameId name = tokens_.name(pos_);
      advance();
      advance();
      Expr* value = expression();
      if (!value)
        return false;
      keywords.push(make<Keyword>(rangeFrom(start), name, value));
      return true;
    }
    if (!keywords.empty()) {
      if (explaining_)
        invalidKeywordArgument();
      return false;
    }
    bool named = at(TokenKind::Name) && kindAt(1) == TokenKind::ColonEqual;
    Expr* value = named ? namedExpression() : expression();
    if (!value || at(TokenKind::ColonEqual) || at(TokenKind::Equal)) {
      if (!raised_) {
        pos_ = start;
        if (explaining_)
          invalidKeywordArgument();
      }
      return false;
    }
    args.push(value);
    return true;
  }
}

// slices = slice !"," | (slice | "*" expression) ("," (slice | "*" expression))* [","]
Expr* Parser::slices() {
  uint32_t start = pos_;
  bool starred = at(TokenKind::Star);
  Expr* first = slice();
  if (!first)
    return nullptr;
  if (!starred && !at(TokenKind::Comma))
    return first;
  ExprList items(exprs_);
  items.push(first);
  while (accept(TokenKind::Comma)) {
    if (at(TokenKind::RBracket))
      break;
    Expr* item = slice();
    if (!item)
      return nullptr;
    items.push(item);
  }
  return make<Tuple>(rangeFrom(start), items.finish(arena()), ExprContext::Load);
}

// slice = [expression] ":" [expression] [":" [expression]] | named_expression | "*" expression
Expr* Parser::slice() {
  uint32_t start = pos_;
  if (at(TokenKind::Star)) {
    advance();
    Expr* value = expression();
    if (!value && explaining_ && !raised_)
      raiseAtLast(diag::kInvalidStarExpression);
    return value ? make<Starred>(rangeFrom(start), value, ExprContext::Load) : nullptr;
  }
  Expr* lower = nullptr;
  if (!at(TokenKind::Colon)) {
    lower = explaining_ ? expression() : namedExpression();
    if (explaining_ && !raised_ && (!lower || !at(TokenKind::Colon))) {
      pos_ = start;
      lower = namedExpression();
    }
    if (!lower || !at(TokenKind::Colon))
      return lower;
    if (is<NamedExpr>(lower) && kinds_[start] != TokenKind::LParen)
      return nullptr;
  }
  advance();
  auto bound = [this](bool last) -> Expr* {
    if (at(TokenKind::RBracket) || at(TokenKind::Comma) || (!last && at(TokenKind::Colon)))
      return nullptr;
    uint32_t before = pos_;
    Expr* e = expression();
    if (!e && !raised_)
      pos_ = before;
    return e;
  };
  Expr* upper = bound(false);
  Expr* step = nullptr;
  if (!raised_ && accept(TokenKind::Colon))
    step = bound(true);
  if (raised_)
    return nullptr;
  return make<Slice>(rangeFrom(start), lower, upper, step);
}

} // namespace tauro::parse
