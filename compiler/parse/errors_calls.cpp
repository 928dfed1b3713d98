// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wrong forms of what stands in lists with rules of their own: arguments, parameters, and the
// replacement fields of f-strings; see errors.cpp.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// True = 1, a.b = 1, a = x for x in y, **a = b as arguments
bool Parser::invalidKeywordArgument() {
  const uint32_t start = pos_;
  auto raiseUpToEqual = [&](auto kind, uint32_t begin, auto... args) {
    raise(kind, {begin, tokens_.end(pos_)}, args...);
    return true;
  };
  switch (kind()) {
  case TokenKind::KwTrue:
  case TokenKind::KwFalse:
  case TokenKind::KwNone:
    if (kindAt(1) == TokenKind::Equal) {
      advance();
      return raiseUpToEqual(diag::kCannotAssign, tokens_.begin(start), tokens_.text(start));
    }
    break;
  case TokenKind::StarStar: {
    advance();
    Expr* target = expression();
    if (target && !raised_ && accept(TokenKind::Equal)) {
      Expr* value = expression();
      if (value && !raised_)
        raise(diag::kAssignToUnpacking, {tokens_.begin(start), value->range.end});
    }
    pos_ = start;
    return raised_;
  }
  case TokenKind::Name:
    if (kindAt(1) == TokenKind::Equal) {
      advance();
      advance();
      Span<Comprehension*> clauses;
      Expr* value = expression();
      if (value && !raised_ && atComprehension() && comprehensionClauses(clauses) && !raised_)
        raise(diag::kMaybeMeantNamed, {tokens_.begin(start), tokens_.end(start + 1)});
      pos_ = start;
      return raised_;
    }
    break;
  default:
    break;
  }
  Expr* e = expression();
  if (e && !raised_ && at(TokenKind::Equal))
    return raiseUpToEqual(diag::kAssignmentInArgument, e->range.begin);
  pos_ = start;
  return raised_;
}

// f(**a, *b), f(x for x in y, 1), f(a=), f(1, x for x in y), f(a=1, b)
bool Parser::invalidArguments() {
  const uint32_t start = pos_;
  auto lastItem = [](Span<Comprehension*> clauses) -> const Expr* {
    const Comprehension* last = clauses.back();
    return last->ifs.empty() ? last->iter : last->ifs.back();
  };
  Span<Comprehension*> clauses;
  {
    ExprList args(exprs_);
    ItemStack<Keyword*>::List keywords(keywords_);
    if (argumentsPrefix(args, keywords) && !keywords.empty() && at(TokenKind::Comma) &&
        kindAt(1) == TokenKind::Star) {
      uint32_t comma = pos_;
      advance();
      advance();
      Expr* value = expression();
      if (value && !raised_ && !at(TokenKind::Equal))
        raise(diag::kStarAfterDoubleStar, {tokens_.begin(comma), value->range.end});
    }
    if (raised_)
      return true;
  }
  pos_ = start;
  Expr* a = expression();
  if (raised_)
    return true;
  if (a && atComprehension() && comprehensionClauses(clauses) && !raised_ && at(TokenKind::Comma)) {
    raise(diag::kGeneratorParens, cover(a, lastItem(clauses)));
    return true;
  }
  if (raised_)
    return true;
  pos_ = start;
  if (at(TokenKind::Name) && kindAt(1) == TokenKind::Equal) {
    if (invalidKeywordArgument())
      return true;
  }
  auto missingValue = [this] {
    if (!at(TokenKind::Name) || kindAt(1) != TokenKind::Equal ||
        (kindAt(2) != TokenKind::Comma && kindAt(2) != TokenKind::RParen))
      return false;
    raise(diag::kExpectedArgumentValue, {tokens_.begin(pos_), tokens_.end(pos_ + 1)});
    return true;
  };
  if (missingValue())
    return true;
  {
    ExprList args(exprs_);
    ItemStack<Keyword*>::List keywords(keywords_);
    bool any = argumentsPrefix(args, keywords);
    if (raised_)
      return true;
    uint32_t afterArgs = pos_;
    if (any) {
      if (at(TokenKind::Comma)) {
        advance();
        if (missingValue())
          return true;
        pos_ = afterArgs;
      }
      if (atComprehension() && comprehensionClauses(clauses) && !raised_ && args.size() > 1) {
        raise(diag::kGeneratorParens, cover(args.back(), lastItem(clauses)));
        return true;
      }
      if (raised_)
        return true;
      pos_ = afterArgs;
      if (accept(TokenKind::Comma)) {
        uint32_t afterComma = pos_;
        Expr* e = expression();
        if (raised_)
          return true;
        if (e && atComprehension() && comprehensionClauses(clauses) && !raised_) {
          raise(diag::kGeneratorParens, cover(e, lastItem(clauses)));
          return true;
        }
        if (raised_)
          return true;
        pos_ = afterComma;
        ExprList more(exprs_);
        ItemStack<Keyword*>::List moreKeywords(keywords_);
        bool unpacking = false;
        for (size_t i = 0; i < keywords.size() - moreKeywords.size(); ++i)
          unpacking |= !keywords[i]->arg;
        if (argumentsPrefix(more, moreKeywords)) {
          if (unpacking)
            raiseAtLast(diag::kPositionalAfterUnpacking);
          else
            raiseAtLast(diag::kPositionalAfterKeyword);
          return true;
        }
        if (raised_)
          return true;
      }
    }
  }
  pos_ = start;
  return false;
}

// {=}, {a b}, {a!}, {a! r} and the like in f-strings; the cursor is behind the brace
bool Parser::invalidReplacementField() {
  switch (kind()) {
  case TokenKind::Equal:
  case TokenKind::Exclamation:
  case TokenKind::Colon:
  case TokenKind::RBrace:
    raiseHere(diag::kFStringEmptyField, tokens_.text(pos_));
    return true;
  default:
    break;
  }
  uint32_t start = pos_;
  Expr* value = annotatedRhs();
  if (raised_)
    return true;
  if (!value) {
    pos_ = start;
    raiseHere(diag::kFStringExpectingExpression);
    return true;
  }
  auto atEnd = [this] { return at(TokenKind::Colon) || at(TokenKind::RBrace); };
  if (accept(TokenKind::Equal)) {
    if (!at(TokenKind::Exclamation) && !atEnd()) {
      raiseHere(diag::kFStringAfterEqual);
      return true;
    }
  } else if (!at(TokenKind::Exclamation) && !atEnd()) {
    raiseHere(diag::kFStringAfterExpression);
    return true;
  }
  if (accept(TokenKind::Exclamation)) {
    if (atEnd()) {
      raiseHere(diag::kFStringMissingConversion);
      return true;
    }
    if (!accept(TokenKind::Name)) {
      raiseHere(diag::kFStringInvalidConversion);
      return true;
    }
    if (!atEnd()) {
      raiseHere(diag::kFStringAfterConversion);
      return true;
    }
  }
  if (at(TokenKind::Colon)) {
    if (formatSpec(false) && !at(TokenKind::RBrace))
      raiseHere(diag::kFStringExpectingBraceOrSpecs);
  } else if (!at(TokenKind::RBrace)) {
    raiseHere(diag::kFStringExpectingBrace);
  }
  return raised_;
}

// Parameters in the wrong order, in parentheses, without a default
bool Parser::invalidParameters(ParameterStyle style) {
  const TokenKind closing = style == ParameterStyle::Def ? TokenKind::RParen : TokenKind::Colon;
  bool any = false, anyDefault = false, sawSlash = false, sawStar = false;
  while (!at(closing)) {
    switch (kind()) {
    case TokenKind::Slash:
      if (!any && !sawStar) {
        if (kindAt(1) == TokenKind::Comma)
          raiseHere(diag::kArgumentBeforeSlash);
        return raised_;
      }
      if (sawStar || sawSlash) {
        if (sawSlash)
          raiseHere(diag::kSecondSlash);
        else
          raiseHere(diag::kSlashAfterStar);
        return true;
      }
      sawSlash = true;
      advance();
      if (at(TokenKind::Star)) {
        raiseHere(diag::kCommaBetweenSlashAndStar);
        return true;
      }
      break;
    case TokenKind::LParen: {
      // "(" NAME ("," NAME)* [","] ")" among parameters without defaults
      uint32_t open = pos_;
      if (anyDefault || sawStar)
        return false;
      advance();
      do {
        if (!accept(TokenKind::Name))
          break;
      } while (accept(TokenKind::Comma));
      if (!at(TokenKind::RParen) || pos_ == open + 1)
        return false;
      advance();
      SourceRange range = rangeFrom(open);
      if (style == ParameterStyle::Def)
        raise(diag::kParenthesisedParameters, range);
      else
        raise(diag::kParenthesisedLambdaParameters, range);
      return true;
    }
    case TokenKind::Star: {
      uint32_t star = pos_;
      if (sawStar) {
        if (kindAt(1) == TokenKind::Comma || kindAt(1) == TokenKind::Name)
          raiseHere(diag::kSecondStar);
        return raised_;
      }
      sawStar = true;
      advance();
      bool bare = at(closing) || (at(TokenKind::Comma) &&
                                  (kindAt(1) == closing || kindAt(1) == TokenKind::StarStar));
      if (bare) {
        if (style == ParameterStyle::Def) {
          raise(diag::kNamedAfterBareStar, tokens_.range(star));
        } else {
          if (at(TokenKind::Comma))
            advance();
          raiseAtLast(diag::kNamedAfterBareStar);
        }
        return true;
      }
      if (at(TokenKind::Comma))
        break;
      if (!parameter(style, true))
        return raised_;
      if (at(TokenKind::Equal)) {
        raiseHere(diag::kVarPositionalDefault);
        return true;
      }
      break;
    }
    case TokenKind::StarStar:
      advance();
      if (!parameter(style, false))
        return raised_;
      if (at(TokenKind::Equal)) {
        raiseHere(diag::kVarKeywordDefault);
        return true;
      }
      if (accept(TokenKind::Comma) && (at(TokenKind::Name) || at(TokenKind::Star) ||
                                       at(TokenKind::StarStar) || at(TokenKind::Slash))) {
        SourceRange range = tokens_.range(pos_);
        if (Arg* arg = at(TokenKind::Name) ? parameter(style, false) : nullptr)
          range = arg->range;
        raise(diag::kAfterVarKeyword, range);
        return true;
      }
      return false;
    case TokenKind::Name: {
      Arg* arg = parameter(style, false);
      if (!arg)
        return raised_;
      any = true;
      if (accept(TokenKind::Equal)) {
        if (!sawStar)
          anyDefault = true;
        if (!expression())
          return raised_;
      } else if (anyDefault && !sawStar) {
        if (at(TokenKind::Comma) || at(closing))
          raise(diag::kNonDefaultParameter, arg->range);
        return raised_;
      }
      break;
    }
    default:
      return false;
    }
    if (!accept(TokenKind::Comma))
      return false;
  }
  return false;
}

} // namespace tauro::parse
