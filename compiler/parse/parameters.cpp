// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameter lists of `def` and `lambda`; the latter have no annotations and end at ":".
#include "compiler/parse/parser.h"

namespace tauro::parse {

// parameter = NAME [":" expression]; behind "*" the annotation may be starred
Arg* Parser::parameter(ParameterStyle style, bool starAnnotation) {
  if (!at(TokenKind::Name))
    return nullptr;
  uint32_t start = pos_;
  NameId name = tokens_.name(pos_);
  advance();
  Expr* annotation = nullptr;
  if (style == ParameterStyle::Def && accept(TokenKind::Colon)) {
    annotation = starAnnotation ? starExpression() : expression();
    if (!annotation)
      return nullptr;
  }
  return make<Arg>(rangeFrom(start), name, annotation);
}

// parameters = [positional ("," positional)* ["," "/"]] ["," "*" [parameter]]
//              ("," parameter ["=" expression])* ["," "**" parameter] [","]
// Once a positional one has a default, all later ones need one.
Arguments* Parser::parameters(ParameterStyle style) {
  const uint32_t start = pos_;
  const TokenKind closing = style == ParameterStyle::Def ? TokenKind::RParen : TokenKind::Colon;
  auto wrong = [&]() -> Arguments* {
    if (explaining_ && !raised_) {
      pos_ = start;
      invalidParameters(style);
    }
    return nullptr;
  };

  ItemStack<Arg*>::List positional(args_);
  std::vector<Arg*> keywordOnly;
  std::vector<Expr*> keywordDefaults;
  ExprList defaults(exprs_);
  size_t positionalOnly = 0;
  Arg *vararg = nullptr, *kwarg = nullptr;
  bool sawSlash = false, sawStar = false, bareStar = false;

  while (!at(closing)) {
    switch (kind()) {
    case TokenKind::Slash:
      if (sawSlash || sawStar || positional.empty())
        return wrong();
      advance();
      sawSlash = true;
      positionalOnly = positional.size();
      break;
    case TokenKind::Star:
      if (sawStar)
        return wrong();
      advance();
      sawStar = true;
      if (at(TokenKind::Comma)) {
        bareStar = true;
      } else {
        vararg = parameter(style, true);
        if (!vararg)
          return wrong();
      }
      break;
    case TokenKind::StarStar:
      if (bareStar && keywordOnly.empty())
        return wrong();
      advance();
      kwarg = parameter(style, false);
      if (!kwarg)
        return wrong();
      break;
    case TokenKind::Name: {
      Arg* arg = parameter(style, false);
      if (!arg)
        return wrong();
      Expr* value = nullptr;
      if (at(TokenKind::Equal)) {
        advance();
        if (explaining_ && (at(TokenKind::RParen) || at(TokenKind::Comma)))
          return raise(diag::kExpectedDefault, tokens_.range(pos_ - 1));
        value = expression();
        if (!value)
          return wrong();
      }
      if (sawStar) {
        keywordOnly.push_back(arg);
        keywordDefaults.push_back(value);
      } else {
        if (value)
          defaults.push(value);
        else if (!defaults.empty())
          return wrong();
        positional.push(arg);
      }
      break;
    }
    default:
      return wrong();
    }
    if (!accept(TokenKind::Comma)) {
      if (!at(closing))
        return wrong();
      break;
    }
    if (kwarg && !at(closing))
      return wrong();
  }
  if (bareStar && keywordOnly.empty())
    return wrong();

  Span<Arg*> all = positional.finish(arena());
  SourceRange range =
      pos_ > start ? rangeFrom(start) : SourceRange{tokens_.begin(pos_), tokens_.begin(pos_)};
  auto only = static_cast<uint32_t>(positionalOnly);
  return make<Arguments>(range, Span<Arg*>(all.data(), only), all.dropFront(only), vararg,
                         arena().copy(keywordOnly), arena().copy(keywordDefaults), kwarg,
                         defaults.finish(arena()));
}

} // namespace tauro::parse
