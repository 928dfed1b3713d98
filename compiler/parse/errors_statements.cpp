// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wrong forms of simple statements; see errors.cpp.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// A name, attribute or subscript, perhaps in parentheses; a bare name only if allowed.
Expr* Parser::singleTarget(bool nameAllowed) {
  uint32_t start = pos_;
  Expr* e = awaitPrimary();
  if (raised_)
    return nullptr;
  if (!e || !(is<Name, Attribute, Subscript>(e)) ||
      (!nameAllowed && is<Name>(e) && kinds_[start] == TokenKind::Name))
    return fail(start);
  return e;
}

// The forms of assignments in the order of the grammar, then the wrong ones.
Parser::Explained Parser::explainAssignment() {
  const uint32_t start = pos_;
  auto afterColon = [&] {
    Expr* annotation = expression();
    if (!annotation)
      return raised_ ? Explained::Raised : Explained::No;
    uint32_t end = pos_;
    if (accept(TokenKind::Equal) && !annotatedRhs()) {
      if (raised_)
        return Explained::Raised;
      pos_ = end;
    }
    return Explained::Parsed;
  };
  Expr* target = at(TokenKind::Name) && kindAt(1) == TokenKind::Colon ? singleTarget(true)
                                                                      : singleTarget(false);
  if (raised_)
    return Explained::Raised;
  if (target && accept(TokenKind::Colon)) {
    Explained result = afterColon();
    if (result != Explained::No)
      return result;
  }

  pos_ = start;
  uint32_t targets = 0;
  while (true) {
    uint32_t before = pos_;
    Expr* t = starTargets();
    if (raised_)
      return Explained::Raised;
    if (!t || !accept(TokenKind::Equal)) {
      pos_ = before;
      break;
    }
    ++targets;
  }
  if (targets > 0) {
    Expr* value = annotatedRhs();
    if (raised_)
      return Explained::Raised;
    if (value && !at(TokenKind::Equal))
      return Explained::Parsed;
  }

  pos_ = start;
  target = singleTarget(true);
  if (raised_)
    return Explained::Raised;
  if (target && lex::isAugmentedAssignment(kind())) {
    advance();
    Expr* value = annotatedRhs();
    return raised_ ? Explained::Raised : value ? Explained::Parsed : Explained::No;
  }
  pos_ = start;
  return invalidAssignment() ? Explained::Raised : Explained::No;
}

// (a, b): int     f(): int     f() = 1     yield = 1     f() += 1
bool Parser::invalidAssignment() {
  const uint32_t start = pos_;
  auto annotated = [this] {
    if (!accept(TokenKind::Colon))
      return false;
    Expr* annotation = expression();
    return annotation && !raised_;
  };
  if (at(TokenKind::LBracket) || at(TokenKind::LParen)) {
    Expr* a = atom();
    if (raised_)
      return true;
    if (a && (is<List, Tuple>(a)) && annotated()) {
      raise(diag::kOnlySingleTarget, a->range, describe(a));
      return true;
    }
    if (raised_)
      return true;
    pos_ = start;
  }
  Expr* first = starNamedExpression();
  if (raised_)
    return true;
  if (first && accept(TokenKind::Comma)) {
    while (true) {
      uint32_t before = pos_;
      if (!starNamedExpression()) {
        if (raised_)
          return true;
        pos_ = before;
        break;
      }
      accept(TokenKind::Comma);
    }
    if (annotated()) {
      raise(diag::kOnlySingleTarget, first->range, "tuple");
      return true;
    }
    if (raised_)
      return true;
  }
  pos_ = start;
  Expr* a = expression();
  if (raised_)
    return true;
  if (a && annotated()) {
    raise(diag::kIllegalAnnotationTarget, a->range);
    return true;
  }
  if (raised_)
    return true;

  pos_ = start;
  while (true) {
    uint32_t before = pos_;
    Expr* target = starTargets();
    if (raised_)
      return true;
    if (!target || !accept(TokenKind::Equal)) {
      pos_ = before;
      break;
    }
  }
  if (at(TokenKind::KwYield)) {
    Expr* e = yieldExpression();
    if (e && !raised_ && at(TokenKind::Equal))
      raise(diag::kAssignToYield, e->range);
  } else {
    Expr* e = starExpressions();
    if (e && !raised_ && at(TokenKind::Equal))
      raiseInvalidTarget(e, TargetKind::Star);
  }
  if (raised_)
    return true;

  pos_ = start;
  a = starExpressions();
  if (a && !raised_ && lex::isAugmentedAssignment(kind())) {
    advance();
    Expr* value = annotatedRhs();
    if (value && !raised_)
      raise(diag::kIllegalAugmented, a->range, describe(a));
  }
  if (raised_)
    return true;
  pos_ = start;
  return false;
}

// import a from b, import alone
bool Parser::invalidImport(uint32_t start) {
  advance();
  if (at(TokenKind::Newline)) {
    raiseHere(diag::kExpectedImportNames);
    return true;
  }
  bool listed;
  do
    listed = dottedName().valid();
  while (listed && accept(TokenKind::Comma));
  if (listed && accept(TokenKind::KwFrom) && dottedName())
    raise(diag::kMeantFromImport, rangeFrom(start));
  pos_ = start;
  return raised_;
}

} // namespace tauro::parse
