// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wrong forms of expressions that users write, with CPython 3.13's message for each. A function
// here is called, while explaining_, at the place where CPython's grammar has its rule
// "invalid_...", so that of several wrong forms the same one is found. Each tries its forms in
// order, leaves the cursor where it was, and gives true once a message has been raised.
#include "compiler/parse/parser.h"

namespace tauro::parse {

/// What an expression is called in messages.
std::string_view Parser::describe(const Expr* e) {
  switch (e->kind) {
  case NodeKind::Attribute:
    return "attribute";
  case NodeKind::Subscript:
    return "subscript";
  case NodeKind::Starred:
    return "starred";
  case NodeKind::Name:
    return "name";
  case NodeKind::List:
    return "list";
  case NodeKind::Tuple:
    return "tuple";
  case NodeKind::Lambda:
    return "lambda";
  case NodeKind::Call:
    return "function call";
  case NodeKind::BoolOp:
  case NodeKind::BinOp:
  case NodeKind::UnaryOp:
    return "expression";
  case NodeKind::GeneratorExp:
    return "generator expression";
  case NodeKind::Yield:
  case NodeKind::YieldFrom:
    return "yield expression";
  case NodeKind::Await:
    return "await expression";
  case NodeKind::ListComp:
    return "list comprehension";
  case NodeKind::SetComp:
    return "set comprehension";
  case NodeKind::DictComp:
    return "dict comprehension";
  case NodeKind::Dict:
    return "dict literal";
  case NodeKind::Set:
    return "set display";
  case NodeKind::JoinedStr:
  case NodeKind::FormattedValue:
    return "f-string expression";
  case NodeKind::Constant:
    switch (as<Constant>(e)->value.kind()) {
    case ConstantKind::None:
      return "None";
    case ConstantKind::True:
      return "True";
    case ConstantKind::False:
      return "False";
    case ConstantKind::Ellipsis:
      return "ellipsis";
    default:
      return "literal";
    }
  case NodeKind::Compare:
    return "comparison";
  case NodeKind::IfExp:
    return "conditional expression";
  case NodeKind::NamedExpr:
    return "named expression";
  default:
    return "expression";
  }
}

/// How many brackets are open behind a token of this line.
uint32_t Parser::bracketLevel(uint32_t token) {
  if (levels_.empty()) {
    uint16_t level = 0;
    uint32_t end = endOfLine(token);
    for (uint32_t i = statementStart_; i <= end; ++i) {
      switch (kinds_[i]) {
      case TokenKind::LParen:
      case TokenKind::LBracket:
      case TokenKind::LBrace:
        ++level;
        break;
      case TokenKind::RParen:
      case TokenKind::RBracket:
      case TokenKind::RBrace:
        --level;
        break;
      default:
        break;
      }
      levels_.push_back(level);
    }
  }
  uint32_t index = token - statementStart_;
  return index < levels_.size() ? levels_[index] : 0;
}

// What this reads is remembered, and so not searched for wrong forms later: as in CPython.
Expr* Parser::expressionWithoutInvalid() {
  explaining_ = false;
  Expr* e = plainExpression();
  explaining_ = true;
  return e;
}

// a b          in brackets        "Perhaps you forgot a comma?"
// a if b       without else
// print a
bool Parser::invalidExpression() {
  const uint32_t start = pos_;
  // CPython 3.13 compares only as many letters as the name has, so that `c` counts as `case`.
  auto isSoftKeyword = [this] {
    std::string_view name = names_[tokens_.name(pos_)];
    for (NameId keyword : {known::kUnderscore, known::kCase, known::kMatch, known::kType})
      if (names_[keyword].starts_with(name))
        return true;
    return false;
  };
  auto isLegacy = [](NameId name) { return name == known::kPrint || name == known::kExec; };
  bool skip = at(TokenKind::Name) && (kindAt(1) == TokenKind::String || isSoftKeyword());

  if (Expr* a = disjunction()) {
    uint32_t afterA = pos_;
    bool legacy = is<Name>(a) && isLegacy(as<Name>(a)->name);
    if (!skip && !legacy) {
      Expr* b = expressionWithoutInvalid();
      if (raised_)
        return true;
      if (b && bracketLevel(pos_ - 1) != 0) {
        raise(diag::kForgotComma, cover(a, b));
        return true;
      }
      pos_ = afterA;
    } else if (!skip) {
      expressionWithoutInvalid(); // reads on, as far as messages at the last token go
      pos_ = afterA;
    }
    if (accept(TokenKind::KwIf)) {
      Expr* b = disjunction();
      if (raised_)
        return true;
      if (b && !at(TokenKind::KwElse) && !at(TokenKind::Colon)) {
        raise(diag::kExpectedElse, cover(a, b));
        return true;
      }
    }
  }
  if (raised_)
    return true;
  pos_ = start;
  if (at(TokenKind::Name) && kindAt(1) != TokenKind::LParen) {
    NameId name = tokens_.name(pos_);
    advance();
    Expr* b = starExpressions();
    if (raised_)
      return true;
    if (b && isLegacy(name)) {
      raise(diag::kMissingCallParens, {tokens_.begin(start), b->range.end}, names_[name]);
      return true;
    }
    pos_ = start;
  }
  return false;
}

// a.b := c
// a = b        where "==" or ":=" is meant
bool Parser::invalidNamedExpression() {
  const uint32_t start = pos_;
  uint64_t key = uint64_t(start) << 3 | 2;
  if (memo_.contains(key))
    return false;

  Expr* a = expression();
  if (raised_)
    return true;
  if (a && accept(TokenKind::ColonEqual)) {
    Expr* value = expression();
    if (raised_)
      return true;
    if (value) {
      raise(diag::kNamedExprWith, a->range, describe(a));
      return true;
    }
  }
  auto endsAssignment = [this] { return !at(TokenKind::Equal) && !at(TokenKind::ColonEqual); };

  pos_ = start;
  if (at(TokenKind::Name) && kindAt(1) == TokenKind::Equal) {
    advance();
    advance();
    Expr* b = bitwiseOr();
    if (raised_)
      return true;
    if (b && endsAssignment()) {
      raise(diag::kMaybeMeantNamed, {tokens_.begin(start), b->range.end});
      return true;
    }
    pos_ = start;
  }
  bool excluded = at(TokenKind::KwTrue) || at(TokenKind::KwFalse) || at(TokenKind::KwNone);
  if (at(TokenKind::LBracket) || at(TokenKind::LParen)) {
    Expr* display = atom();
    if (raised_)
      return true;
    excluded = display && (is<List, Tuple, GeneratorExp>(display)) &&
               display->range.begin == tokens_.begin(start);
    pos_ = start;
  }
  if (!excluded) {
    a = bitwiseOr();
    if (raised_)
      return true;
    if (a && accept(TokenKind::Equal)) {
      Expr* b = bitwiseOr();
      if (raised_)
        return true;
      if (b && endsAssignment()) {
        raise(diag::kMaybeMeantEquals, a->range, describe(a));
        return true;
      }
    }
  }
  pos_ = start;
  memo_[key] = {nullptr, start};
  return false;
}

// - not a, a + not b: the cursor is at the `not`
bool Parser::notAfterOperator() {
  const uint32_t start = pos_;
  Expr* operand = inversion();
  if (operand && !raised_)
    raise(diag::kNotAfterOperator, rangeFrom(start));
  pos_ = start;
  return raised_;
}

// (*a) and (**a); start is the parenthesis
bool Parser::invalidGroup(uint32_t start) {
  pos_ = start + 1;
  bool star = at(TokenKind::Star), twoStars = at(TokenKind::StarStar);
  if (star || twoStars) {
    advance();
    Expr* e = expression();
    if (!e && star && !raised_)
      raiseAtLast(diag::kInvalidStarExpression);
    if (raised_)
      return true;
    if (e && at(TokenKind::RParen)) {
      if (star)
        raise(diag::kStarredHere, {tokens_.begin(start + 1), e->range.end});
      else
        raise(diag::kDoubleStarredHere, tokens_.range(start + 1));
      return true;
    }
  }
  pos_ = start;
  return false;
}

// [*a for ...], [a, b for ...]; start is the bracket
bool Parser::invalidComprehension(uint32_t start) {
  Span<Comprehension*> clauses;
  pos_ = start + 1;
  if (at(TokenKind::Star)) {
    advance();
    Expr* e = expression();
    if (!e && !raised_)
      raiseAtLast(diag::kInvalidStarExpression);
    if (e && !raised_ && comprehensionClauses(clauses) && !raised_)
      raise(diag::kUnpackInComprehension, {tokens_.begin(start + 1), e->range.end});
    if (raised_)
      return true;
  }
  if (kinds_[start] != TokenKind::LParen) {
    pos_ = start + 1;
    Expr* first = starNamedExpression();
    if (raised_)
      return true;
    if (first && accept(TokenKind::Comma)) {
      uint32_t afterComma = pos_;
      Expr* last = nullptr;
      while (Expr* item = starNamedExpression()) {
        last = item;
        if (!accept(TokenKind::Comma))
          break;
      }
      if (raised_)
        return true;
      if (last) {
        if (comprehensionClauses(clauses) && !raised_)
          raise(diag::kForgotTargetParens, cover(first, last));
      } else {
        pos_ = afterComma;
        if (comprehensionClauses(clauses) && !raised_)
          raise(diag::kForgotTargetParens, {first->range.begin, tokens_.end(afterComma - 1)});
      }
      if (raised_)
        return true;
    }
  }
  pos_ = start;
  return false;
}

// {a: *b}, {a:}, {**a for ...}; start is the brace. A key without a colon is met by dictDisplay.
bool Parser::invalidDict(uint32_t start) {
  pos_ = start + 1;
  while (!at(TokenKind::RBrace)) {
    if (accept(TokenKind::StarStar)) {
      if (!bitwiseOr() || raised_)
        break;
    } else {
      if (!expression() || raised_ || !at(TokenKind::Colon))
        break;
      uint32_t colon = pos_;
      advance();
      if (at(TokenKind::Star)) {
        uint32_t star = pos_;
        advance();
        if (bitwiseOr() && !raised_)
          raise(diag::kStarredDictValue, rangeFrom(star));
        break;
      }
      if (at(TokenKind::RBrace) || at(TokenKind::Comma)) {
        raise(diag::kDictValueExpected, tokens_.range(colon));
        break;
      }
      if (!expression() || raised_)
        break;
    }
    if (!accept(TokenKind::Comma))
      break;
  }
  if (raised_)
    return true;
  pos_ = start + 1;
  if (accept(TokenKind::StarStar)) {
    Span<Comprehension*> clauses;
    if (bitwiseOr() && !raised_ && comprehensionClauses(clauses) && !raised_ &&
        at(TokenKind::RBrace))
      raise(diag::kDictUnpackInComprehension, tokens_.range(start + 1));
    if (raised_)
      return true;
  }
  pos_ = start;
  return false;
}

// {a: b, c}: a key behind the first pair, where CPython looks for wrong forms only inside of
// brackets. Null once raised, or if there is no expression.
Expr* Parser::laterDictKey() {
  uint32_t start = pos_;
  memoising_ = false;
  Expr* key = expressionWithoutInvalid();
  memoising_ = true;
  if (raised_)
    return nullptr;
  if (!key) {
    pos_ = start;
    key = expression();
  }
  if (key && !at(TokenKind::Colon))
    return raise(diag::kDictColonExpected, {key->range.end - 1, key->range.end});
  return key;
}

// for f() in ...
bool Parser::invalidForTarget(uint32_t start) {
  pos_ = start;
  accept(TokenKind::KwAsync);
  if (accept(TokenKind::KwFor)) {
    Expr* e = starExpressions();
    if (e && !raised_)
      raiseInvalidTarget(e, TargetKind::For);
  }
  pos_ = start;
  return raised_;
}

// for a, b     in a comprehension, without `in`
bool Parser::invalidForClause(uint32_t start) {
  pos_ = start;
  accept(TokenKind::KwAsync);
  if (accept(TokenKind::KwFor)) {
    bool any = false;
    while (true) {
      uint32_t before = pos_;
      if (!bitwiseOr()) {
        if (raised_)
          return true;
        pos_ = before;
        break;
      }
      any = true;
      if (!accept(TokenKind::Comma))
        break;
    }
    if (any && !at(TokenKind::KwIn)) {
      raiseAtLast(diag::kInExpected);
      return true;
    }
  }
  return invalidForTarget(start);
}

} // namespace tauro::parse
