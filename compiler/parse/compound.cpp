// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compound statements other than definitions. A header that is wrong fails the statement; what is
// wrong in a block is reported there, and the block is as if complete.
#include "compiler/parse/parser.h"

namespace tauro::parse {

/// Null without an error raised when the statement is no compound one.
Stmt* Parser::compoundStatement() {
  uint32_t start = pos_;
  switch (kind()) {
  case TokenKind::KwIf:
    return ifStatement();
  case TokenKind::KwWhile:
    return whileStatement();
  case TokenKind::KwFor:
    return forStatement(start, false);
  case TokenKind::KwTry:
    return tryStatement();
  case TokenKind::KwWith:
    return withStatement(start, false);
  case TokenKind::KwDef:
    return functionDef(start, {}, false);
  case TokenKind::KwClass:
    return classDef(start, {});
  case TokenKind::At:
    return decorated();
  case TokenKind::KwAsync:
    advance();
    switch (kind()) {
    case TokenKind::KwDef:
      return functionDef(start, {}, true);
    case TokenKind::KwFor:
      return forStatement(start, true);
    case TokenKind::KwWith:
      return withStatement(start, true);
    default:
      return nullptr;
    }
  default:
    return nullptr;
  }
}

// ":" in a header whose rule says so; a line that ends before it gets "expected ':'".
bool Parser::headerColon() {
  if (accept(TokenKind::Colon))
    return true;
  if (explaining_ && !raised_ && at(TokenKind::Newline))
    raiseAtLast(diag::kExpectedColon);
  return false;
}

// ":" where nothing else can follow.
bool Parser::forcedColon() {
  if (accept(TokenKind::Colon))
    return true;
  raiseHere(diag::kExpectedColon);
  return false;
}

// block = NEWLINE INDENT statement+ DEDENT | simple_stmts
bool Parser::block(Span<Stmt*>& out, DiagKind<int64_t> missing, uint32_t keyword) {
  if (at(TokenKind::Newline) && kindAt(1) != TokenKind::Indent) {
    advance();
    raiseHere(missing, lineOfToken(keyword));
    blockMissing_ = true;
    return false;
  }
  return blockBody(out);
}

bool Parser::blockWith(Span<Stmt*>& out, DiagKind<std::string_view, int64_t> missing,
                       std::string_view what, uint32_t keyword) {
  if (at(TokenKind::Newline) && kindAt(1) != TokenKind::Indent) {
    advance();
    raiseHere(missing, what, lineOfToken(keyword));
    blockMissing_ = true;
    return false;
  }
  return blockBody(out);
}

bool Parser::blockBody(Span<Stmt*>& out) {
  if (explaining_)
    return false; // the header was all there is to explain
  StmtList statements(stmts_);
  if (at(TokenKind::Newline)) {
    advance();
    advance();
    parseStatements(statements, true);
    accept(TokenKind::Dedent);
  } else {
    uint32_t start = pos_;
    uint32_t outer = statementStart_;
    statementStart_ = start;
    furthest_ = start;
    if (!simpleStatements(statements))
      recover(start, Clause::SimpleLine);
    statementStart_ = outer;
  }
  out = statements.finish(arena());
  return true;
}

// else_block = "else" ":" block
bool Parser::elseBlock(Span<Stmt*>& out) {
  if (!at(TokenKind::KwElse))
    return true;
  uint32_t keyword = pos_;
  advance();
  return forcedColon() && blockWith(out, diag::kExpectedBlock, "else", keyword);
}

// if_stmt = "if" named_expression ":" block ("elif" named_expression ":" block)* [else_block]
Stmt* Parser::ifStatement() {
  struct Branch {
    uint32_t start;
    Expr* test;
    Span<Stmt*> body;
  };
  std::vector<Branch> branches;
  Span<Stmt*> orelse;
  do {
    uint32_t start = pos_;
    bool first = branches.empty();
    if (!first)
      statementStart_ = furthest_ = start;
    advance();
    Expr* test = namedExpression();
    Span<Stmt*> body;
    if (!test || !headerColon() ||
        !blockWith(body, diag::kExpectedBlock, first ? "if" : "elif", start)) {
      if (first || explaining_)
        return nullptr;
      recover(start, Clause::Elif);
    }
    branches.push_back({start, test, body});
  } while (at(TokenKind::KwElif));
  if (at(TokenKind::KwElse)) {
    uint32_t start = statementStart_ = furthest_ = pos_;
    if (!elseBlock(orelse))
      recover(start);
  }
  // elif is an If in the else of the one before: made from the last.
  links_ += static_cast<uint32_t>(branches.size());
  uint32_t end = statementRange(branches[0].start).end;
  Stmt* result = nullptr;
  for (size_t i = branches.size(); i-- > 0;) {
    const Branch& b = branches[i];
    if (result)
      orelse = arena().copy(&result, 1);
    result = make<If>({tokens_.begin(b.start), end}, b.test, b.body, orelse);
  }
  return result;
}

// while_stmt = "while" named_expression ":" block [else_block]
Stmt* Parser::whileStatement() {
  uint32_t start = pos_;
  advance();
  Expr* test = namedExpression();
  Span<Stmt*> body, orelse;
  if (!test || !headerColon() || !blockWith(body, diag::kExpectedBlock, "while", start))
    return nullptr;
  uint32_t beforeElse = statementStart_ = furthest_ = pos_;
  if (!elseBlock(orelse))
    recover(beforeElse);
  return make<While>(statementRange(start), test, body, orelse);
}

// for_stmt = ["async"] "for" star_targets "in" star_expressions ":" block [else_block]
Stmt* Parser::forStatement(uint32_t start, bool isAsync) {
  uint32_t keyword = pos_;
  advance();
  Expr* target = starTargets();
  if (!target || !accept(TokenKind::KwIn)) {
    if (explaining_ && !raised_)
      invalidForTarget(start);
    return nullptr;
  }
  Expr* iter = starExpressions();
  Span<Stmt*> body, orelse;
  if (!iter || !headerColon() || !blockWith(body, diag::kExpectedBlock, "for", keyword))
    return nullptr;
  uint32_t beforeElse = statementStart_ = furthest_ = pos_;
  if (!elseBlock(orelse))
    recover(beforeElse);
  if (isAsync)
    return make<AsyncFor>(statementRange(start), target, iter, body, orelse);
  return make<For>(statementRange(start), target, iter, body, orelse);
}

// with_stmt = ["async"] "with" with_header block
Stmt* Parser::withStatement(uint32_t start, bool isAsync) {
  uint32_t keyword = pos_;
  advance();
  Span<WithItem*> items;
  Span<Stmt*> body;
  if (!withHeader(items) || !blockWith(body, diag::kExpectedBlock, "with", keyword))
    return nullptr;
  if (isAsync)
    return make<AsyncWith>(statementRange(start), items, body);
  return make<With>(statementRange(start), items, body);
}

// with_header = "(" with_item ("," with_item)* [","] ")" ":" | with_item ("," with_item)* ":"
// The parentheses of the first form must be followed by the colon; else they belong to an
// expression.
bool Parser::withHeader(Span<WithItem*>& out) {
  const uint32_t start = pos_;
  bool missesColon = false;
  for (bool parenthesised : {true, false}) {
    pos_ = start;
    if (parenthesised && !at(TokenKind::LParen))
      continue;
    ItemStack<WithItem*>::List items(withItems_);
    bool complete = withItems(items, parenthesised);
    if (complete && accept(TokenKind::Colon)) {
      out = items.finish(arena());
      return true;
    }
    if (raised_)
      return false;
    missesColon |= complete && at(TokenKind::Newline);
  }
  if (explaining_ && missesColon)
    raiseAtLast(diag::kExpectedColon);
  return false;
}

bool Parser::withItems(ItemStack<WithItem*>::List& items, bool parenthesised) {
  if (parenthesised)
    advance();
  do {
    if (parenthesised && !items.empty() && at(TokenKind::RParen))
      break;
    WithItem* item = withItem();
    if (!item)
      return false;
    items.push(item);
  } while (accept(TokenKind::Comma));
  return !parenthesised || accept(TokenKind::RParen);
}

// with_item = expression ["as" star_target]
WithItem* Parser::withItem() {
  uint32_t start = pos_;
  Expr* context = expression();
  if (!context)
    return nullptr;
  Expr* target = nullptr;
  if (at(TokenKind::KwAs)) {
    uint32_t beforeAs = pos_;
    advance();
    auto endsItem = [this] {
      return at(TokenKind::Comma) || at(TokenKind::RParen) || at(TokenKind::Colon);
    };
    target = starTarget();
    if (raised_)
      return nullptr;
    if (!target || !endsItem()) {
      if (explaining_) {
        pos_ = beforeAs + 1;
        Expr* e = expression();
        if (e && endsItem())
          raiseInvalidTarget(e, TargetKind::Star);
        if (raised_)
          return nullptr;
      }
      // A header without its colon is still one to complain about.
      if (!target || !(explaining_ && at(TokenKind::Newline))) {
        pos_ = beforeAs;
        target = nullptr;
      }
    }
  }
  return make<WithItem>(rangeFrom(start), context, target);
}

// try_stmt = "try" ":" block (except_block+ [else_block] [finally_block] | finally_block)
Stmt* Parser::tryStatement() {
  uint32_t start = pos_;
  advance();
  Span<Stmt*> body, orelse, final;
  if (!forcedColon() || !blockWith(body, diag::kExpectedBlock, "try", start))
    return nullptr;
  ItemStack<ExceptHandler*>::List handlers(handlers_);
  bool anyPlain = false, anyStar = false, broken = false;
  while (at(TokenKind::KwExcept)) {
    uint32_t clause = statementStart_ = furthest_ = pos_;
    bool isStar = kindAt(1) == TokenKind::Star;
    if ((isStar && anyPlain) || (!isStar && anyStar)) {
      if (!broken)
        raise(diag::kMixedExcept, isStar ? SourceRange{tokens_.begin(pos_), tokens_.end(pos_ + 1)}
                                         : tokens_.range(pos_));
      broken = true;
      recover(clause);
      continue;
    }
    (isStar ? anyStar : anyPlain) = true;
    ExceptHandler* handler = exceptHandler(isStar);
    if (handler)
      handlers.push(handler);
    else
      recover(clause, Clause::Except);
  }
  if (anyPlain || anyStar) {
    uint32_t clause = statementStart_ = furthest_ = pos_;
    if (!elseBlock(orelse))
      recover(clause);
  }
  if (at(TokenKind::KwFinally)) {
    uint32_t clause = statementStart_ = furthest_ = pos_;
    advance();
    if (!forcedColon() || !blockWith(final, diag::kExpectedBlock, "finally", clause))
      recover(clause);
  } else if (!anyPlain && !anyStar) {
    statementStart_ = furthest_ = pos_;
    if (at(TokenKind::Indent)) {
      raise(diag::kExpectedExcept, {tokens_.begin(pos_) - 1, tokens_.begin(pos_)});
      parseOrphanBlock();
    } else {
      raiseHere(diag::kExpectedExcept);
      skipOrphanClauses();
    }
    raised_ = false; // what follows is a statement of its own
  }
  SourceRange range = statementRange(start);
  Span<ExceptHandler*> span = handlers.finish(arena());
  if (anyStar)
    return make<TryStar>(range, body, span, orelse, final);
  return make<Try>(range, body, span, orelse, final);
}

// except_block = "except" ["*"] [expression ["as" NAME]] ":" block
ExceptHandler* Parser::exceptHandler(bool isStar) {
  uint32_t start = pos_;
  advance();
  if (isStar)
    advance();
  Expr* type = nullptr;
  NameId name;
  if (isStar && (at(TokenKind::Newline) || at(TokenKind::Colon))) {
    if (explaining_)
      raiseAtLast(diag::kExpectedExceptionTypes);
    return nullptr;
  }
  if (!at(TokenKind::Colon)) {
    if (at(TokenKind::Newline))
      return explaining_ ? raiseAtLast(diag::kExpectedColon) : nullptr;
    type = expression();
    if (!type)
      return nullptr;
    if (at(TokenKind::Comma) && explaining_) {
      // expression "," expressions ["as" NAME] ":"
      uint32_t firstType = start + (isStar ? 2 : 1);
      bool listed = true;
      uint32_t items = 0;
      while (listed && accept(TokenKind::Comma)) {
        if (items > 0 && (at(TokenKind::Colon) || at(TokenKind::KwAs)))
          break;
        listed = expression() != nullptr;
        ++items;
      }
      if (raised_ || !listed)
        return nullptr;
      if (accept(TokenKind::KwAs) && !accept(TokenKind::Name))
        return nullptr;
      if (accept(TokenKind::Colon))
        raise(diag::kParenthesiseExceptions, {tokens_.begin(firstType), tokens_.end(pos_ - 1)});
      return nullptr;
    }
    if (accept(TokenKind::KwAs)) {
      if (!at(TokenKind::Name))
        return nullptr;
      name = tokens_.name(pos_);
      advance();
    }
  }
  Span<Stmt*> body;
  if (!headerColon() ||
      !blockWith(body, diag::kExpectedBlock, isStar ? "except*" : "except", start))
    return nullptr;
  return make<ExceptHandler>(statementRange(start), type, name, body);
}

// match_stmt = "match" subject ":" NEWLINE INDENT case_block+ DEDENT
// subject = star_named_expression "," [star_named_expressions] | named_expression
// `match` is no keyword: null, with the cursor back at it, when the line is something else.
Stmt* Parser::matchStatement() {
  uint32_t start = pos_;
  switch (kindAt(1)) {
  // What cannot begin a subject.
  case TokenKind::Equal:
  case TokenKind::Dot:
  case TokenKind::Newline:
  case TokenKind::Comma:
  case TokenKind::Colon:
  case TokenKind::RParen:
  case TokenKind::Semicolon:
    advance();
    pos_ = start;
    return nullptr;
  default:
    break;
  }
  advance();
  Expr* subject = itemOrTuple<&Parser::starNamedExpression>(ExprContext::Load);
  if (!subject || is<Starred>(subject)) // a star needs a comma
    return raised_ ? nullptr : fail(start);
  if (!accept(TokenKind::Colon)) {
    if (explaining_ && at(TokenKind::Newline))
      return raiseAtLast(diag::kExpectedColon);
    return fail(start);
  }
  if (!at(TokenKind::Newline))
    return fail(start);
  if (kindAt(1) != TokenKind::Indent) {
    // Only a match statement ends like this.
    advance();
    blockMissing_ = true;
    return raiseHere(diag::kExpectedBlock, "match", lineOfToken(start));
  }
  if (explaining_)
    return nullptr;
  advance();
  advance();
  if (!atSoftKeyword(known::kCase)) {
    return fail(start);
  }
  ItemStack<MatchCase*>::List cases(cases_);
  while (!at(TokenKind::Dedent) && !at(TokenKind::EndOfFile)) {
    uint32_t caseStart = statementStart_ = furthest_ = pos_;
    bool atCase = atSoftKeyword(known::kCase);
    MatchCase* one = atCase ? caseBlock() : nullptr;
    if (one)
      cases.push(one);
    else
      recover(caseStart, atCase ? Clause::Case : Clause::Statement);
  }
  accept(TokenKind::Dedent);
  return make<Match>(statementRange(start), subject, cases.finish(arena()));
}

// case_block = "case" patterns ["if" named_expression] ":" block
MatchCase* Parser::caseBlock() {
  uint32_t start = pos_;
  advance();
  Pattern* pattern = patterns();
  if (!pattern)
    return nullptr;
  Expr* guard = nullptr;
  if (accept(TokenKind::KwIf)) {
    guard = namedExpression();
    if (!guard)
      return nullptr;
  }
  Span<Stmt*> body;
  if (!headerColon() || !blockWith(body, diag::kExpectedBlock, "case", start))
    return nullptr;
  return make<MatchCase>(statementRange(start), pattern, guard, body);
}

} // namespace tauro::parse
