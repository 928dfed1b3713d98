// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions, classes, lambdas and type parameters.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// decorated = ("@" named_expression NEWLINE)+ (["async"] function_def | class_def)
// The definition begins at its keyword, not at its decorators.
Stmt* Parser::decorated() {
  ExprList decorators(exprs_);
  while (accept(TokenKind::At)) {
    Expr* decorator = namedExpression();
    if (!decorator || !accept(TokenKind::Newline))
      return nullptr;
    decorators.push(decorator);
  }
  Span<Expr*> span = decorators.finish(arena());
  uint32_t start = pos_;
  switch (kind()) {
  case TokenKind::KwDef:
    return functionDef(start, span, false);
  case TokenKind::KwClass:
    return classDef(start, span);
  case TokenKind::KwAsync:
    advance();
    return at(TokenKind::KwDef) ? functionDef(start, span, true) : nullptr;
  default:
    return nullptr;
  }
}

// function_def = ["async"] "def" NAME [type_params] "(" [parameters] ")" ["->" expression] ":"
// block
Stmt* Parser::functionDef(uint32_t start, Span<Expr*> decorators, bool isAsync) {
  uint32_t keyword = pos_;
  advance();
  if (!at(TokenKind::Name))
    return nullptr;
  NameId name = tokens_.name(pos_);
  advance();
  Span<TypeParam*> params;
  uint32_t bracket = pos_;
  if (!typeParams(params)) {
    if (explaining_)
      raise(diag::kExpectedOpenParen, tokens_.range(bracket));
    return nullptr;
  }
  if (!accept(TokenKind::LParen))
    return raiseHere(diag::kExpectedOpenParen);
  Arguments* arguments = parameters(ParameterStyle::Def);
  if (!arguments || !accept(TokenKind::RParen))
    return nullptr;
  Expr* returns = nullptr;
  if (at(TokenKind::Arrow)) {
    uint32_t arrow = pos_;
    advance();
    returns = expression();
    if (!returns) {
      if (explaining_)
        raise(diag::kExpectedColon, tokens_.range(arrow));
      return nullptr;
    }
  }
  Span<Stmt*> body;
  if (!forcedColon() || !block(body, diag::kExpectedFunctionBody, keyword))
    return nullptr;
  SourceRange range = statementRange(start);
  if (isAsync)
    return make<AsyncFunctionDef>(range, name, arguments, body, decorators, returns, params);
  return make<FunctionDef>(range, name, arguments, body, decorators, returns, params);
}

// class_def = "class" NAME [type_params] ["(" [arguments] ")"] ":" block
Stmt* Parser::classDef(uint32_t start, Span<Expr*> decorators) {
  advance();
  if (!at(TokenKind::Name))
    return nullptr;
  NameId name = tokens_.name(pos_);
  advance();
  Span<TypeParam*> params;
  if (!typeParams(params))
    return nullptr;
  Span<Expr*> bases;
  Span<Keyword*> keywords;
  if (accept(TokenKind::LParen)) {
    if (!at(TokenKind::RParen)) {
      uint32_t first = pos_;
      ExprList baseList(exprs_);
      ItemStack<Keyword*>::List keywordList(keywords_);
      if (!arguments(baseList, keywordList) || !at(TokenKind::RParen)) {
        if (explaining_ && !raised_) {
          pos_ = first;
          invalidArguments();
        }
        return nullptr;
      }
      bases = baseList.finish(arena());
      keywords = keywordList.finish(arena());
    }
    if (!accept(TokenKind::RParen))
      return nullptr;
  }
  Span<Stmt*> body;
  if (!headerColon() || !block(body, diag::kExpectedClassBody, start))
    return nullptr;
  return make<ClassDef>(statementRange(start), name, bases, keywords, body, decorators, params);
}

// type_params = "[" type_param ("," type_param)* [","] "]"
bool Parser::typeParams(Span<TypeParam*>& out) {
  if (!at(TokenKind::LBracket))
    return true;
  advance();
  ItemStack<TypeParam*>::List params(typeParams_);
  if (at(TokenKind::RBracket)) {
    if (explaining_)
      raiseHere(diag::kEmptyTypeParams);
    return false;
  }
  do {
    if (!params.empty() && at(TokenKind::RBracket))
      break;
    TypeParam* param = typeParam();
    if (!param)
      return false;
    params.push(param);
  } while (accept(TokenKind::Comma));
  out = params.finish(arena());
  return accept(TokenKind::RBracket);
}

// type_param = NAME [":" expression] ["=" expression] | "*" NAME ["=" star_expression]
//            | "**" NAME ["=" expression]
TypeParam* Parser::typeParam() {
  uint32_t start = pos_;
  bool star = accept(TokenKind::Star);
  bool twoStars = !star && accept(TokenKind::StarStar);
  if (!at(TokenKind::Name))
    return nullptr;
  NameId name = tokens_.name(pos_);
  advance();
  Expr *bound = nullptr, *defaultValue = nullptr;
  if (at(TokenKind::Colon)) {
    uint32_t colon = pos_;
    if ((star || twoStars) && !explaining_)
      return nullptr;
    advance();
    bound = expression();
    if (!bound)
      return nullptr;
    if (star || twoStars)
      return raise(is<Tuple>(bound) ? diag::kConstraintsOn : diag::kBoundOn, rangeFrom(colon),
                   star ? "TypeVarTuple" : "ParamSpec");
  }
  if (accept(TokenKind::Equal)) {
    defaultValue = star ? starExpression() : expression();
    if (!defaultValue)
      return nullptr;
  }
  SourceRange range = rangeFrom(start);
  if (star)
    return make<TypeVarTuple>(range, name, defaultValue);
  if (twoStars)
    return make<ParamSpec>(range, name, defaultValue);
  return make<TypeVar>(range, name, bound, defaultValue);
}

// lambda = "lambda" [parameters] ":" expression
Expr* Parser::lambda() {
  uint32_t start = pos_;
  advance();
  Arguments* arguments = parameters(ParameterStyle::Lambda);
  if (!arguments || !accept(TokenKind::Colon))
    return raised_ ? nullptr : fail(start);
  if (explaining_ && (at(TokenKind::FStringMiddle) || at(TokenKind::RBrace)))
    return raise(diag::kFStringLambda, rangeFrom(start));
  Expr* body = expression();
  if (!body)
    return raised_ ? nullptr : fail(start);
  return make<Lambda>(rangeFrom(start), arguments, body);
}

} // namespace tauro::parse
