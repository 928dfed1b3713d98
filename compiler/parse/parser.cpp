// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The statement loop: parsing, and what happens when a statement is wrong.
#include "compiler/parse/parser.h"

#include "compiler/lex/lex.h"

#include <algorithm>

namespace tauro::parse {

namespace {
// A line of more tokens than this is not read again for a better message.
constexpr uint32_t kMaxExplained = 200'000;
} // namespace

Parser::Parser(const TokenBuffer& tokens, Interner& names, DiagnosticSink& sink)
    : tokens_(tokens), kinds_(tokens.kinds()), names_(names), sink_(sink),
      builder_(tokens.source()), last_(tokens.size() - 1) {}

std::unique_ptr<Module> Parser::run() {
  Span<Stmt*> body;
  {
    StmtList statements(stmts_);
    parseStatements(statements, false);
    body = statements.finish(arena());
  }
  return builder_.finish(body);
}

SourceRange Parser::statementRange(uint32_t start) const {
  uint32_t last = pos_ - 1;
  while (kinds_[last] == TokenKind::Newline || kinds_[last] == TokenKind::Dedent ||
         kinds_[last] == TokenKind::Indent)
    --last;
  return {tokens_.begin(start), tokens_.end(last)};
}

// statements = statement*, up to the end of the block or file
void Parser::parseStatements(StmtList& out, bool inBlock) {
  while (!at(TokenKind::EndOfFile)) {
    if (at(TokenKind::Dedent)) {
      if (inBlock)
        return;
      ++pos_; // of a block that an error took apart
      continue;
    }
    uint32_t start = pos_;
    statementStart_ = furthest_ = start;
    if (at(TokenKind::Indent)) {
      // At the last blank, and whatever else the lexer found on this line.
      uint32_t end = tokens_.begin(pos_);
      sink_.emit(diag::kUnexpectedIndent, tokens_.source().at(end - 1, end));
      ++pos_;
      parseStatements(out, true);
      accept(TokenKind::Dedent);
      continue;
    }
    uint32_t outerLinks = links_, outerDeepest = deepest_, outerNested = nested_;
    links_ = deepest_ = nested_ = 0;
    size_t before = out.size();
    bool ok = parseStatement(out);
    if (ok) {
      for (size_t i = before; i < out.size(); ++i)
        checkHeight(out[i], outerNested);
    } else {
      nested_ = outerNested;
      recover(start);
      skipOrphanClauses();
    }
    links_ = outerLinks;
    deepest_ = outerDeepest;
  }
}

// statement = compound_stmt | simple_stmts
bool Parser::parseStatement(StmtList& out) {
  Stmt* statement;
  switch (kind()) {
  case TokenKind::KwIf:
  case TokenKind::KwWhile:
  case TokenKind::KwFor:
  case TokenKind::KwTry:
  case TokenKind::KwWith:
  case TokenKind::KwDef:
  case TokenKind::KwClass:
  case TokenKind::KwAsync:
  case TokenKind::At:
    statement = compoundStatement();
    break;
  case TokenKind::Name:
    if (tokens_.name(pos_) != known::kMatch)
      return simpleStatements(out);
    statement = matchStatement();
    if (!statement && !raised_)
      return simpleStatements(out);
    break;
  default:
    return simpleStatements(out);
  }
  if (!statement)
    return false;
  out.push(statement);
  return true;
}

uint32_t Parser::endOfLine(uint32_t token) const {
  while (token < last_ && kinds_[token] != TokenKind::Newline)
    ++token;
  return token;
}

/// Reports why the statement or clause at `start` failed, unless that was done, and moves to the
/// next one. The block under a broken header is parsed for its own errors.
void Parser::recover(uint32_t start, Clause clause) {
  uint32_t failedAt = furthest_;
  if (!raised_)
    explain(start, clause);
  raised_ = false;
  if (blockMissing_) {
    blockMissing_ = false; // pos_ is at the line that should have been indented
    return;
  }
  uint32_t line = start;
  uint32_t end = endOfLine(line);
  while (kinds_[line] == TokenKind::At && failedAt > end && end < last_) {
    line = end + 1; // the decorators are fine
    end = endOfLine(line);
  }
  pos_ = std::min(end + 1, last_);
  if (!at(TokenKind::Indent))
    return;
  bool isMatch = kinds_[line] == TokenKind::Name && tokens_.name(line) == known::kMatch;
  if (!isMatch) {
    parseOrphanBlock();
    return;
  }
  // Cases make no sense by themselves.
  uint32_t depth = 0;
  do {
    depth += at(TokenKind::Indent);
    depth -= at(TokenKind::Dedent);
    ++pos_;
  } while (depth > 0 && pos_ < last_);
}

/// Parses a block whose header is lost.
void Parser::parseOrphanBlock() {
  ++pos_;
  StmtList ignored(stmts_);
  parseStatements(ignored, true);
  accept(TokenKind::Dedent);
}

/// After a broken statement: the clauses that belonged to it.
void Parser::skipOrphanClauses() {
  while (at(TokenKind::KwElif) || at(TokenKind::KwElse) || at(TokenKind::KwExcept) ||
         at(TokenKind::KwFinally)) {
    pos_ = std::min(endOfLine(pos_) + 1, last_);
    if (at(TokenKind::Indent))
      parseOrphanBlock();
  }
}

/// Reads the failed statement again, now looking for the wrong forms that have messages of their
/// own.
void Parser::explain(uint32_t start, Clause clause) {
  const uint32_t failedAt = furthest_;
  if (failedAt - start < kMaxExplained) {
    explaining_ = memoising_ = true;
    memo_.clear();
    levels_.clear();
    pos_ = start;
    depth_ = 0;
    StmtList ignored(stmts_);
    switch (clause) {
    case Clause::Statement:
      parseStatement(ignored);
      break;
    case Clause::SimpleLine:
      simpleStatements(ignored);
      break;
    case Clause::Elif:
      advance();
      if (namedExpression())
        headerColon();
      break;
    case Clause::Except:
      exceptHandler(kindAt(1) == TokenKind::Star);
      break;
    case Clause::Case:
      caseBlock();
      break;
    }
    explaining_ = memoising_ = false;
    depth_ = 0;
  }
  if (raised_)
    return;
  pos_ = failedAt;
  if (at(TokenKind::Indent)) {
    uint32_t width = tokens_.begin(failedAt);
    raise(diag::kUnexpectedIndent, {width - 1, width});
  } else if (at(TokenKind::Dedent)) {
    // Before the line's first token, as far as there is anything.
    uint32_t begin = tokens_.begin(failedAt);
    bool indented = tokens_.source().lineColumn(begin).column > 1;
    raise(diag::kUnexpectedUnindent, {begin - indented, begin});
  } else {
    raise(diag::kInvalidSyntax, tokens_.range(failedAt));
  }
}

/// Whether the error about to be raised should be printed. One error of the lexer on the line is
/// enough; and a bracket that is never closed is the better explanation of what went wrong on later
/// lines.
bool Parser::mayRaise() {
  if (raised_)
    return false;
  raised_ = true;
  uint32_t end = endOfLine(std::max(furthest_, pos_));
  for (uint32_t i = statementStart_; i <= end; ++i)
    if (kinds_[i] == TokenKind::Error)
      return false;
  if (auto bracket = tokens_.unclosedBracket(tokens_.begin(statementStart_), tokens_.end(end))) {
    const SourceBuffer& source = tokens_.source();
    if (kinds_[furthest_] == TokenKind::Newline || furthest_ >= end ||
        lineOfToken(furthest_) > source.lineColumn(*bracket).line) {
      sink_.emit(diag::kNeverClosed, source.at(*bracket, *bracket + 1),
                 source.text({*bracket, *bracket + 1}));
      return false;
    }
  }
  return true;
}

std::unique_ptr<Module> parse(const TokenBuffer& tokens, Interner& names, DiagnosticSink& sink) {
  return Parser(tokens, names, sink).run();
}

std::unique_ptr<Module> parseSource(const SourceBuffer& source, Interner& names,
                                    DiagnosticSink& sink) {
  return parse(lex::lex(source, names, sink), names, sink);
}

} // namespace tauro::parse
