// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parser: recursive descent, one function per rule of the grammar, in the files named below.
//
// A function that fails gives null (or false) and leaves the cursor where it found it or further
// on; what it read is remembered in furthest_. No function reports a plain syntax error itself.
// When a statement fails, parser.cpp reads it again with explaining_ set: then the functions also
// try the wrong forms that users write (errors.cpp), each of which raises a message of its own. If
// none does, the statement gets "invalid syntax" at the furthest token of the first reading. This
// is how CPython finds its messages too, so they come out the same, at the same place; and the
// first reading, the only one that correct programs get, pays one untaken branch for it.
//
// raised_ says that this statement has its message: everything unwinds to the statement loop.
#pragma once

#include "compiler/ast/ast.h"
#include "compiler/lex/token_buffer.h"
#include "compiler/parse/parse.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"

#include <unordered_map>
#include <vector>

namespace tauro::parse {

using namespace ast;
using lex::TokenBuffer;
using lex::TokenKind;

/// How deep the parser may recurse. Rules that repeat without brackets (unary and power operators,
/// conditional expressions, elif) are loops and not bound by it.
inline constexpr uint32_t kMaxRecursion = 1000;

/// A reusable stack of list items under construction: lists nest, and none allocates on its own.
template <class T> class ItemStack {
public:
  class List {
  public:
    explicit List(ItemStack& stack) : stack_(stack), begin_(stack.items_.size()) {}
    ~List() { stack_.items_.resize(begin_); }
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    void push(T item) { stack_.items_.push_back(item); }
    size_t size() const { return stack_.items_.size() - begin_; }
    bool empty() const { return size() == 0; }
    T& operator[](size_t i) { return stack_.items_[begin_ + i]; }
    T& back() { return stack_.items_.back(); }
    Span<T> finish(Arena& arena) const { return arena.copy(stack_.items_.data() + begin_, size()); }

  private:
    ItemStack& stack_;
    size_t begin_;
  };

private:
  std::vector<T> items_;
};

class Parser {
public:
  Parser(const TokenBuffer& tokens, Interner& names, DiagnosticSink& sink);
  std::unique_ptr<Module> run();

private:
  using ExprList = ItemStack<Expr*>::List;
  using StmtList = ItemStack<Stmt*>::List;
  using PatternList = ItemStack<Pattern*>::List;

  enum class TargetKind : uint8_t { Star, For, Del };
  enum class ParameterStyle : uint8_t { Def, Lambda };
  /// What a failed reading was about to read, and is to be explained as.
  enum class Clause : uint8_t { Statement, SimpleLine, Elif, Except, Case };
  enum class Explained : uint8_t { Raised, Parsed, No };

  // ---- cursor ----
  TokenKind kind() const { return kinds_[pos_]; }
  TokenKind kindAt(uint32_t offset) const {
    uint32_t i = pos_ + offset;
    return kinds_[i < last_ ? i : last_];
  }
  bool at(TokenKind k) const { return kinds_[pos_] == k; }
  void advance() {
    ++pos_;
    if (pos_ > furthest_)
      furthest_ = pos_;
  }
  bool accept(TokenKind k) {
    if (!at(k))
      return false;
    advance();
    return true;
  }
  /// Goes back to `pos` and fails.
  std::nullptr_t fail(uint32_t pos) {
    pos_ = pos;
    return nullptr;
  }
  bool atSoftKeyword(NameId name) const {
    return at(TokenKind::Name) && tokens_.name(pos_) == name;
  }
  /// From the first byte of token `start` to the end of the token before the cursor.
  SourceRange rangeFrom(uint32_t start) const {
    return {tokens_.begin(start), tokens_.end(pos_ - 1)};
  }
  /// The same for what may end in layout tokens, which do not count.
  SourceRange statementRange(uint32_t start) const;

  template <class T, class... Fields> T* make(SourceRange range, Fields... fields) {
    return builder_.make<T>(range, fields...);
  }
  Arena& arena() { return builder_.arena(); }

  // ---- parser.cpp: statements one after the other, errors, recovery ----
  void parseStatements(StmtList& out, bool inBlock);
  bool parseStatement(StmtList& out);
  void recover(uint32_t start, Clause clause = Clause::Statement);
  void explain(uint32_t start, Clause clause);
  void skipOrphanClauses();
  void parseOrphanBlock();
  uint32_t endOfLine(uint32_t token) const;
  template <class Kind, class... Args>
  std::nullptr_t raise(Kind kind, SourceRange range, Args&&... args) {
    if (mayRaise())
      sink_.emit(kind, tokens_.source().at(withinLines(range)), std::forward<Args>(args)...);
    return nullptr;
  }
  /// What is missing at the end of the file is missed at the end of its last line.
  SourceRange withinLines(SourceRange range) const {
    std::string_view text = tokens_.source().text();
    if (range.begin < text.size() || text.empty() || text.back() != '\n')
      return range;
    uint32_t end = static_cast<uint32_t>(text.size()) - 1;
    return {end, end};
  }
  /// At the last token that was looked at.
  template <class Kind, class... Args> std::nullptr_t raiseAtLast(Kind kind, Args&&... args) {
    return raise(kind, tokens_.range(furthest_), std::forward<Args>(args)...);
  }
  /// At the cursor.
  template <class Kind, class... Args> std::nullptr_t raiseHere(Kind kind, Args&&... args) {
    return raise(kind, tokens_.range(pos_), std::forward<Args>(args)...);
  }
  bool mayRaise();
  static SourceRange cover(const Node* a, const Node* b) { return {a->range.begin, b->range.end}; }
  uint32_t lineOfToken(uint32_t token) const {
    return tokens_.source().lineColumn(tokens_.begin(token)).line;
  }

  // ---- statements.cpp ----
  bool simpleStatements(StmtList& out);
  Stmt* simpleStatement();
  Stmt* expressionStatement();
  Expr* annotatedRhs();
  Stmt* returnStatement();
  Stmt* raiseStatement();
  Stmt* deleteStatement();
  Stmt* assertStatement();
  Stmt* scopeStatement();
  Stmt* importStatement();
  Stmt* importFromStatement();
  NameId dottedName();
  Stmt* typeAlias();

  // ---- compound.cpp ----
  Stmt* compoundStatement();
  bool block(Span<Stmt*>& out, DiagKind<int64_t> missing, uint32_t keyword);
  bool blockWith(Span<Stmt*>& out, DiagKind<std::string_view, int64_t> missing,
                 std::string_view what, uint32_t keyword);
  bool blockBody(Span<Stmt*>& out);
  bool headerColon();
  bool forcedColon();
  bool elseBlock(Span<Stmt*>& out);
  Stmt* ifStatement();
  Stmt* whileStatement();
  Stmt* forStatement(uint32_t start, bool isAsync);
  Stmt* withStatement(uint32_t start, bool isAsync);
  bool withHeader(Span<WithItem*>& out);
  bool withItems(ItemStack<WithItem*>::List& items, bool parenthesised);
  WithItem* withItem();
  Stmt* tryStatement();
  ExceptHandler* exceptHandler(bool isStar);
  Stmt* matchStatement();
  MatchCase* caseBlock();

  // ---- definitions.cpp, parameters.cpp ----
  Stmt* decorated();
  Stmt* functionDef(uint32_t start, Span<Expr*> decorators, bool isAsync);
  Stmt* classDef(uint32_t start, Span<Expr*> decorators);
  bool typeParams(Span<TypeParam*>& out);
  TypeParam* typeParam();
  Arguments* parameters(ParameterStyle style);
  Arg* parameter(ParameterStyle style, bool starAnnotation);
  Expr* lambda();

  // ---- patterns.cpp ----
  Pattern* patterns();
  Pattern* pattern();
  Pattern* orPattern();
  bool acceptSingleton(ConstantKind& out); // None, True or False
  Pattern* closedPattern();
  Pattern* maybeStarPattern();
  Pattern* nameLedPattern();
  Pattern* classPattern(Expr* cls, uint32_t start);
  Pattern* bracketedPattern();
  Pattern* mappingPattern();
  Expr* literalExpr();
  Expr* signedNumber();
  Expr* nameOrAttr();
  bool captureTarget(NameId& out);

  // ---- expressions.cpp ----
  Expr* starExpressions();
  Expr* starExpression();
  Expr* starNamedExpression();
  Expr* yieldExpression();
  Expr* namedExpression();
  Expr* expression();
  Expr* plainExpression();
  Expr* disjunction();
  Expr* plainDisjunction();
  Expr* inversion();
  Expr* comparison();
  bool compareOperator(CompareOperator& op);
  Expr* bitwiseOr();
  Expr* plainBitwiseOr();
  Expr* binary(int minPrecedence);
  Expr* factor();
  Expr* power();
  Expr* awaitPrimary();
  Expr* primary();
  template <Expr* (Parser::*Rule)()> Expr* memoised(uint32_t rule);

  // ---- items with commas between ----
  /// ("," item)* [","] behind a first item; false when an item has raised.
  template <auto Item, class List> bool moreItems(List& items) {
    while (accept(TokenKind::Comma)) {
      uint32_t afterComma = pos_;
      auto* item = (this->*Item)();
      if (!item) {
        pos_ = afterComma;
        return !raised_;
      }
      items.push(item);
    }
    return true;
  }
  /// item ("," item)* [","]: the item itself, or with a comma a tuple.
  template <auto Item> Expr* itemOrTuple(ExprContext ctx) {
    uint32_t start = pos_;
    Expr* first = (this->*Item)();
    if (!first || !at(TokenKind::Comma))
      return first;
    ExprList items(exprs_);
    items.push(first);
    if (!moreItems<Item>(items))
      return nullptr;
    return make<Tuple>(rangeFrom(start), items.finish(arena()), ctx);
  }

  // ---- atoms.cpp ----
  Expr* atom();
  Expr* parenthesised();
  Expr* listDisplay();
  Expr* braced();
  Expr* dictDisplay(uint32_t start, Expr* firstKey);
  bool starNamedExpressions(ExprList& out, TokenKind closing);
  bool comprehensionClauses(Span<Comprehension*>& out);
  Comprehension* comprehensionClause();
  bool atComprehension() const { return at(TokenKind::KwFor) || at(TokenKind::KwAsync); }

  // ---- calls.cpp ----
  Expr* callSuffix(Expr* func, uint32_t start);
  bool arguments(ExprList& args, ItemStack<Keyword*>::List& keywords);
  bool argument(ExprList& args, ItemStack<Keyword*>::List& keywords, bool& sawDoubleStar);
  bool argumentsPrefix(ExprList& args, ItemStack<Keyword*>::List& keywords);
  Expr* slices();
  Expr* slice();

  // ---- targets.cpp ----
  Expr* starTargets();
  Expr* starTarget();
  Expr* deleteTarget();
  bool asTarget(Expr* e, ExprContext ctx);
  bool asSingleTarget(Expr* e);
  Expr* invalidTarget(Expr* e, TargetKind targets);
  std::nullptr_t raiseInvalidTarget(Expr* e, TargetKind targets);

  // ---- numbers.cpp, strings.cpp, fstrings.cpp ----
  Expr* number();
  Expr* strings();
  bool decodeString(uint32_t token, std::string_view body, bool raw, bool bytes, bool isFString,
                    std::string& out);
  bool decodeEscape(uint32_t token, std::string_view body, size_t& i, bool bytes, std::string& out);
  std::nullptr_t unicodeError(uint32_t token, size_t from, size_t to, std::string_view reason);
  void warnEscape(const char* at, std::string_view sequence, bool octal);
  bool fstring(ExprList& out);
  Expr* fstringMiddle(bool raw);
  bool replacementField(ExprList& out, bool raw);
  Expr* formatSpec(bool raw);
  Expr* foldStrings(ExprList& parts, uint32_t start, bool isFString);

  // ---- errors.cpp: wrong forms, tried while explaining_; true or null when one has raised ----
  bool invalidExpression();
  bool invalidNamedExpression();
  bool invalidGroup(uint32_t start);
  bool invalidComprehension(uint32_t start);
  bool invalidDict(uint32_t start);
  Expr* laterDictKey();
  bool invalidArguments();
  bool invalidKeywordArgument();
  bool invalidForTarget(uint32_t start);
  bool invalidForClause(uint32_t start);
  bool invalidReplacementField();
  Expr* expressionWithoutInvalid();
  bool invalidParameters(ParameterStyle style);
  bool notAfterOperator();
  uint32_t bracketLevel(uint32_t token);

  // errors_statements.cpp
  Explained explainAssignment();
  bool invalidAssignment();
  bool invalidImport(uint32_t start);
  Expr* singleTarget(bool nameAllowed);
  static std::string_view describe(const Expr* e);

  // ---- depth.cpp ----
  class Recursion {
  public:
    explicit Recursion(Parser& p) : parser_(p) {
      if (++p.depth_ > p.deepest_)
        p.deepest_ = p.depth_;
    }
    ~Recursion() { --parser_.depth_; }
    /// False when the limit is passed; the error has been raised then.
    bool ok() { return parser_.depth_ <= kMaxRecursion || parser_.tooDeep(); }

  private:
    Parser& parser_;
  };
  friend class Recursion;
  bool tooDeep();
  void checkHeight(const Stmt* statement, uint32_t bound);

  const TokenBuffer& tokens_;
  const TokenKind* kinds_;
  Interner& names_;
  DiagnosticSink& sink_;
  Builder builder_;

  uint32_t pos_ = 0;
  uint32_t furthest_ = 0;
  uint32_t last_; // the EndOfFile token
  uint32_t statementStart_ = 0;
  bool explaining_ = false; // looking for wrong forms
  bool memoising_ = false;  // in the second reading, where explaining_ is off in places
  bool raised_ = false;
  bool blockMissing_ = false; // the raised error is that; the next line is a statement of its own
  uint32_t warnedUpTo_ = 0;   // source offset: reading again repeats no warning

  uint32_t depth_ = 0;
  uint32_t deepest_ = 0; // recursion, and
  uint32_t links_ = 0;   // links of left-deep chains, in this statement, and
  uint32_t nested_ = 0;  // the heights of statements in it: together they bound its height

  struct Memo {
    Expr* result;
    uint32_t end;
  };
  std::unordered_map<uint64_t, Memo> memo_; // while memoising_
  std::vector<uint16_t> levels_;            // bracket depth of this line's tokens, while memoising_

  ItemStack<Expr*> exprs_;
  ItemStack<Stmt*> stmts_;
  ItemStack<Pattern*> patterns_;
  ItemStack<Comprehension*> comprehensions_;
  ItemStack<Keyword*> keywords_;
  ItemStack<CompareOperator> compareOps_;
  ItemStack<NameId> nameLists_;
  ItemStack<Alias*> aliases_;
  ItemStack<WithItem*> withItems_;
  ItemStack<ExceptHandler*> handlers_;
  ItemStack<MatchCase*> cases_;
  ItemStack<Arg*> args_;
  ItemStack<TypeParam*> typeParams_;
  std::string scratch_;
};

} // namespace tauro::parse
