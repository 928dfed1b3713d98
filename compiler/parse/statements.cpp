// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Simple statements.
#include "compiler/parse/parser.h"

namespace tauro::parse {

namespace {
BinaryOperator augmentedOperator(TokenKind k) {
  return static_cast<BinaryOperator>(static_cast<int>(k) - static_cast<int>(TokenKind::BarEqual));
}
// tokens.def keeps the augmented assignments in the order of the operators.
static_assert(static_cast<int>(BinaryOperator::Pow) ==
              static_cast<int>(TokenKind::StarStarEqual) - static_cast<int>(TokenKind::BarEqual));
} // namespace

// simple_stmts = simple_stmt (";" simple_stmt)* [";"] NEWLINE
bool Parser::simpleStatements(StmtList& out) {
  while (true) {
    Stmt* statement = simpleStatement();
    if (!statement)
      return false;
    out.push(statement);
    if (accept(TokenKind::Newline))
      return true;
    if (!accept(TokenKind::Semicolon))
      return false;
    if (accept(TokenKind::Newline))
      return true;
  }
}

Stmt* Parser::simpleStatement() {
  uint32_t start = pos_;
  switch (kind()) {
  case TokenKind::KwReturn:
    return returnStatement();
  case TokenKind::KwImport:
    return importStatement();
  case TokenKind::KwFrom:
    return importFromStatement();
  case TokenKind::KwRaise:
    return raiseStatement();
  case TokenKind::KwPass:
    advance();
    return make<Pass>(rangeFrom(start));
  case TokenKind::KwBreak:
    advance();
    return make<Break>(rangeFrom(start));
  case TokenKind::KwContinue:
    advance();
    return make<Continue>(rangeFrom(start));
  case TokenKind::KwDel:
    return deleteStatement();
  case TokenKind::KwAssert:
    return assertStatement();
  case TokenKind::KwGlobal:
  case TokenKind::KwNonlocal:
    return scopeStatement();
  case TokenKind::Name:
    if (tokens_.name(pos_) == known::kType && kindAt(1) == TokenKind::Name) {
      // While explaining, as an expression first: that is the order of the grammar.
      if (explaining_ && explainAssignment() != Explained::No)
        return nullptr;
      pos_ = start;
      if (Stmt* alias = typeAlias(); alias || !explaining_ || raised_)
        return alias;
      pos_ = start;
    }
    return expressionStatement();
  default:
    return expressionStatement();
  }
}

// annotated_rhs = yield_expr | star_expressions
Expr* Parser::annotatedRhs() {
  return at(TokenKind::KwYield) ? yieldExpression() : starExpressions();
}

// expression_stmt = (star_targets "=")+ annotated_rhs
//                 | single_target augmented annotated_rhs
//                 | single_target ":" expression ["=" annotated_rhs]
//                 | annotated_rhs
Stmt* Parser::expressionStatement() {
  uint32_t start = pos_;
  if (explaining_) {
    switch (explainAssignment()) {
    case Explained::Raised:
      return nullptr;
    case Explained::Parsed:
      return make<Pass>(rangeFrom(start)); // this tree is for nobody
    case Explained::No:
      pos_ = start;
      Expr* e = annotatedRhs();
      return e ? make<ExprStmt>(rangeFrom(start), e) : nullptr;
    }
  }
  Expr* first = annotatedRhs();
  if (!first)
    return nullptr;
  if (at(TokenKind::Newline))
    return make<ExprStmt>(rangeFrom(start), first);
  if (at(TokenKind::Equal)) {
    ExprList targets(exprs_);
    Expr* value = first;
    while (at(TokenKind::Equal)) {
      if (!asTarget(value, ExprContext::Store))
        return nullptr;
      advance();
      targets.push(value);
      value = annotatedRhs();
      if (!value)
        return nullptr;
    }
    return make<Assign>(rangeFrom(start), targets.finish(arena()), value);
  }
  if (lex::isAugmentedAssignment(kind())) {
    if (!asSingleTarget(first))
      return nullptr;
    BinaryOperator op = augmentedOperator(kind());
    advance();
    Expr* value = annotatedRhs();
    return value ? make<AugAssign>(rangeFrom(start), first, op, value) : nullptr;
  }
  if (at(TokenKind::Colon)) {
    if (!asSingleTarget(first))
      return nullptr;
    advance();
    bool simple = is<Name>(first) && kinds_[start] == TokenKind::Name;
    Expr* annotation = expression();
    if (!annotation)
      return nullptr;
    Expr* value = nullptr;
    if (accept(TokenKind::Equal)) {
      value = annotatedRhs();
      if (!value)
        return nullptr;
    }
    return make<AnnAssign>(rangeFrom(start), first, annotation, value, simple);
  }
  return make<ExprStmt>(rangeFrom(start), first);
}

// return_stmt = "return" [star_expressions]
Stmt* Parser::returnStatement() {
  uint32_t start = pos_;
  advance();
  uint32_t after = pos_;
  Expr* value = at(TokenKind::Newline) ? nullptr : starExpressions();
  if (!value) {
    if (raised_)
      return nullptr;
    pos_ = after;
  }
  return make<Return>(rangeFrom(start), value);
}

// raise_stmt = "raise" [expression ["from" expression]]
Stmt* Parser::raiseStatement() {
  uint32_t start = pos_;
  advance();
  uint32_t after = pos_;
  Expr* exception = at(TokenKind::Newline) ? nullptr : expression();
  Expr* cause = nullptr;
  if (exception) {
    if (at(TokenKind::KwFrom)) {
      advance();
      cause = expression();
      if (!cause)
        return nullptr;
    }
  } else {
    if (raised_)
      return nullptr;
    pos_ = after;
  }
  return make<Raise>(rangeFrom(start), exception, cause);
}

// del_stmt = "del" del_target ("," del_target)* [","]   before ";" or NEWLINE
Stmt* Parser::deleteStatement() {
  uint32_t start = pos_;
  advance();
  {
    ExprList targets(exprs_);
    while (true) {
      Expr* target = deleteTarget();
      if (!target)
        break;
      targets.push(target);
      if (!accept(TokenKind::Comma))
        break;
    }
    if (raised_)
      return nullptr;
    if (!targets.empty() && (at(TokenKind::Semicolon) || at(TokenKind::Newline)))
      return make<Delete>(rangeFrom(start), targets.finish(arena()));
  }
  if (explaining_) {
    pos_ = start + 1;
    if (Expr* e = starExpressions())
      raiseInvalidTarget(e, TargetKind::Del);
  }
  return nullptr;
}

// assert_stmt = "assert" expression ["," expression]
Stmt* Parser::assertStatement() {
  uint32_t start = pos_;
  advance();
  Expr* test = expression();
  if (!test)
    return nullptr;
  Expr* message = nullptr;
  if (accept(TokenKind::Comma)) {
    message = expression();
    if (!message)
      return nullptr;
  }
  return make<Assert>(rangeFrom(start), test, message);
}

// global_stmt = "global" NAME ("," NAME)*, and likewise nonlocal
Stmt* Parser::scopeStatement() {
  uint32_t start = pos_;
  bool global = at(TokenKind::KwGlobal);
  advance();
  ItemStack<NameId>::List names(nameLists_);
  do {
    if (!at(TokenKind::Name))
      return nullptr;
    names.push(tokens_.name(pos_));
    advance();
  } while (accept(TokenKind::Comma));
  Span<NameId> span = names.finish(arena());
  if (global)
    return make<Global>(rangeFrom(start), span);
  return make<Nonlocal>(rangeFrom(start), span);
}

// dotted_name = NAME ("." NAME)*
NameId Parser::dottedName() {
  if (!at(TokenKind::Name))
    return NameId();
  NameId name = tokens_.name(pos_);
  advance();
  if (!at(TokenKind::Dot))
    return name;
  std::string joined(names_[name]);
  while (at(TokenKind::Dot) && kindAt(1) == TokenKind::Name) {
    advance();
    joined += '.';
    joined += names_[tokens_.name(pos_)];
    advance();
  }
  if (at(TokenKind::Dot))
    advance(), --pos_; // what is behind the dot was looked at
  return names_.intern(joined);
}

// import_stmt = "import" dotted_name ["as" NAME] ("," dotted_name ["as" NAME])*
Stmt* Parser::importStatement() {
  uint32_t start = pos_;
  if (explaining_ && invalidImport(start))
    return nullptr;
  advance();
  ItemStack<Alias*>::List aliases(aliases_);
  do {
    uint32_t begin = pos_;
    NameId name = dottedName();
    if (!name)
      return nullptr;
    NameId asName;
    if (accept(TokenKind::KwAs)) {
      if (!at(TokenKind::Name))
        return nullptr;
      asName = tokens_.name(pos_);
      advance();
    }
    aliases.push(make<Alias>(rangeFrom(begin), name, asName));
  } while (accept(TokenKind::Comma));
  return make<Import>(rangeFrom(start), aliases.finish(arena()));
}

// import_from = "from" "."* dotted_name "import" targets | "from" "."+ "import" targets
// targets = "(" as_name ("," as_name)* [","] ")" | as_name ("," as_name)* | "*"
Stmt* Parser::importFromStatement() {
  uint32_t start = pos_;
  advance();
  uint32_t level = 0;
  while (at(TokenKind::Dot) || at(TokenKind::Ellipsis)) {
    level += at(TokenKind::Dot) ? 1 : 3;
    advance();
  }
  NameId module = dottedName();
  if ((!module && level == 0) || !accept(TokenKind::KwImport))
    return nullptr;
  ItemStack<Alias*>::List aliases(aliases_);
  if (at(TokenKind::Star)) {
    advance();
    aliases.push(make<Alias>(rangeFrom(pos_ - 1), known::kStar, NameId()));
    return make<ImportFrom>(rangeFrom(start), module, aliases.finish(arena()), level);
  }
  if (explaining_ && at(TokenKind::Newline))
    return raiseHere(diag::kExpectedImportNames);
  bool parenthesised = accept(TokenKind::LParen);
  do {
    if (parenthesised && !aliases.empty() && at(TokenKind::RParen))
      break;
    if (!at(TokenKind::Name)) {
      if (explaining_ && !aliases.empty() && !parenthesised && at(TokenKind::Newline))
        raiseAtLast(diag::kTrailingImportComma);
      return nullptr;
    }
    uint32_t begin = pos_;
    NameId name = tokens_.name(pos_);
    advance();
    NameId asName;
    if (accept(TokenKind::KwAs)) {
      if (!at(TokenKind::Name))
        return nullptr;
      asName = tokens_.name(pos_);
      advance();
    }
    aliases.push(make<Alias>(rangeFrom(begin), name, asName));
  } while (accept(TokenKind::Comma));
  if (parenthesised && !accept(TokenKind::RParen))
    return nullptr;
  return make<ImportFrom>(rangeFrom(start), module, aliases.finish(arena()), level);
}

// type_alias = "type" NAME [type_params] "=" expression
Stmt* Parser::typeAlias() {
  uint32_t start = pos_;
  advance();
  auto* name = make<Name>(tokens_.range(pos_), tokens_.name(pos_), ExprContext::Store);
  advance();
  Span<TypeParam*> params;
  if (!typeParams(params) || !accept(TokenKind::Equal))
    return nullptr;
  Expr* value = expression();
  return value ? make<TypeAlias>(rangeFrom(start), name, params, value) : nullptr;
}

} // namespace tauro::parse
