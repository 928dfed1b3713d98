// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the IR of one frame: a module's body, a function, a class body or a generator expression.
// Methods are grouped by family, one file each. Evaluation order, and the range that each operation
// carries for tracebacks, are those of CPython 3.13's compile.c.
//
// Protected regions: a region starts in a block of its own (startRegion), so that whatever its
// handler needs was defined in a block before it. Handlers use nothing else but variables and
// their own arguments.
#pragma once

#include "compiler/irbuild/module_builder.h"
#include "ir/builder.h"

namespace tauro::irbuild {

using ir::Block;
using ir::Op;
using ir::Value;

using Body = Span<ast::Stmt* const>;

/// What a call in the head of a for statement answered, and the callee. If that is a generator
/// function, the loop alone has the generator, and closes it when it is left early.
struct Owned {
  Value* value;
  Value* callee;
};

/// Something that a return, break or continue has to undo on its way out, or a loop it may end at.
struct Control {
  enum class Kind : uint8_t {
    Loop,
    Finally,       // in the protected part of a try with a finally clause
    FinallyShared, // in the finally clause that is built once for all ways in
    ExceptBody,    // in an except clause
    With,
  };
  /// A way out through a finally clause that is built once: what to do when it has run.
  struct Exit {
    enum class Kind : uint8_t { Return, Break, Continue } kind;
    size_t depth; // how many control entries stay
  };

  Kind kind;
  Block* outerHandler = nullptr; // in effect outside
  // Loop
  Block* breakTo = nullptr;
  Block* continueTo = nullptr;
  std::vector<Owned> owned;
  // Finally
  Body body;
  Block* entry = nullptr; // null: the clause is copied to every way out
  std::vector<Exit> exits;
  // FinallyShared, ExceptBody: the exception that was handled before
  Value* previous = nullptr;
  // ExceptBody
  const ast::ExceptHandler* handler = nullptr; // whose name to unbind; may be null
  // With
  Value* exitMethod = nullptr;
  bool isAsync = false;
  ir::SiteId site = 0;
};

/// A try statement of either kind.
struct Try {
  Body body;
  Span<ast::ExceptHandler* const> handlers;
  Body orelse, finalbody;
  bool isStar;

  template <class Node>
  explicit Try(const Node& node)
      : body(node.body), handlers(node.handlers), orelse(node.orelse), finalbody(node.finalbody),
        isStar(ast::is<ast::TryStar>(&node)) {}
};

/// Whether a display or a list of targets has a `*item`.
bool hasStar(Span<ast::Expr* const> elements);

class FunctionBuilder {
public:
  FunctionBuilder(ModuleBuilder& module, const Scope& frame, ir::Function* function);
  ~FunctionBuilder() { m_.inlineFrame = outerInlineFrame_; }
  FunctionBuilder(const FunctionBuilder&) = delete;

  // Entry points: the whole body of each kind of frame.
  void buildModule(Body body);
  void buildFunction(const ast::Arguments& args, Body body);
  void buildLambda(const ast::Arguments& args, const ast::Expr& body);
  void buildClass(const ast::ClassDef& def);
  void buildGeneratorExpression(const ast::GeneratorExp& node);
  void buildTypeValue(const ast::Expr& node);

private:
  // ---- emitting (function_builder.cpp) ----

  ir::Inst* emit(Op op, std::vector<Value*> operands, const ast::Node& at);
  ir::Inst* emitAt(Op op, std::vector<Value*> operands, ir::SiteId site);
  ir::Inst* emitNamed(Op op, std::vector<Value*> operands, const ir::Constant* name,
                      ir::SiteId site);
  Value* none() { return b_.none(); }
  Value* constant(const ir::Constant* c) { return b_.constant(c); }
  Value* boxed(Value* condition) { return b_.build(Op::BoxBool, {condition}); }
  Block* newBlock(const char* name) { return b_.newBlock(name); }
  void startBlock(Block* block) { b_.setBlock(block); }
  void jumpTo(Block* block); // unless the code here is unreachable already
  bool reachable() const { return !b_.isTerminated(); }
  /// A variable's name as the resolver knows it.
  NameId mangle(NameId name) const { return m_.resolution().mangle(*scope_, name); }
  /// Any name, such as an attribute's.
  std::string mangledText(NameId name) const;
  const ir::Constant* mangledName(NameId name) { return m_.str(mangledText(name)); }
  void bindParameters(const ast::Arguments& args);
  void declareVariables(const Scope& scope);
  void finish();

  // ---- variables (variables.cpp) ----

  int32_t addLocal(std::string_view name);
  Value* loadName(NameId name, const ast::Node& at);
  void storeName(NameId name, Value* value, const ast::Node& at);
  void deleteName(NameId name, const ast::Node& at);
  /// Ends an except clause's name: unbinds it whether it is bound or not.
  void unbindName(NameId name, const ast::Node& at);
  const Symbol& symbolOf(NameId mangled) const;
  Value* cellOf(VariableId variable);
  Value* loadRaw(VariableId variable);
  Value* loadVariable(VariableId variable, ir::SiteId site);
  void storeVariable(VariableId variable, Value* value);
  Value* checkBound(Value* value, NameId name, int kind, ir::SiteId site);
  Value* loadGlobal(NameId name, ir::SiteId site);
  Value* namespaceOr(NameId name, ir::SiteId site, VariableId variable);
  bool isBuiltin(const ast::Expr& node, std::string_view name) const;
  Value* moduleName(ir::SiteId site);
  Value* localsDict(ir::SiteId site);

  // ---- expressions (expressions.cpp) ----

  Value* expression(const ast::Expr& node);
  std::vector<Value*> expressions(Span<ast::Expr* const> nodes);
  Value* booleanOperation(const ast::BoolOp& node);
  Value* conditional(const ast::IfExp& node);
  Value* unary(const ast::UnaryOp& node);
  Value* binary(const ast::BinOp& node);
  Value* comparison(const ast::Compare& node);
  Value* compareOne(ast::CompareOperator op, Value* left, Value* right, const ast::Node& at);
  Value* compareTruth(ast::CompareOperator op, Value* left, Value* right, const ast::Node& at);
  Value* comparator(ast::CompareOperator op, const ast::Expr& node);
  void condition(const ast::Expr& node, Block* ifTrue, Block* ifFalse);
  Value* attribute(const ast::Attribute& node);
  Value* subscript(const ast::Subscript& node);
  Value* slice(const ast::Slice& node);
  Value* joinedString(const ast::JoinedStr& node);
  Value* formattedValue(const ast::FormattedValue& node);
  Value* lambda(const ast::Lambda& node);

  // ---- displays (displays.cpp) ----

  Value* listDisplay(const ast::List& node);
  Value* tupleDisplay(const ast::Tuple& node);
  Value* setDisplay(const ast::Set& node);
  Value* dictDisplay(const ast::Dict& node);
  std::vector<const ir::Constant*> constantElements(Span<ast::Expr* const> elements);
  Value* listOf(Span<ast::Expr* const> elements, const ast::Node& at);
  /// Elements with stars among them, as a tuple.
  Value* tupleOf(Span<ast::Expr* const> elements, const ast::Node& at);

  // ---- calls (calls.cpp) ----

  /// With `callee`, tells what was called, or null when that is no call by the program.
  Value* call(const ast::Call& node, Value** callee = nullptr);
  Value* plainCall(const ast::Call& node, Value** callee);
  const ast::Call* unseenView(const ast::Expr& node) const;
  const ast::Call* viewUsedUp(const ast::Call& node) const;
  template <class Build>
  Value* aroundView(const ast::Call* view, const ast::Expr& node, bool isUsedUp, Build build);
  bool isInert(const ast::Expr& node) const;
  Value* callWithStars(const ast::Call& node, Value** callee);
  Value* keywordDict(Span<ast::Keyword* const> keywords, Value* callee, const ast::Node& at);
  Value* superAttribute(const ast::Attribute& node);
  Value* superCall(const ast::Call& node);
  bool isPlainSuper(const ast::Expr& node) const;
  bool hasClassCell() const;
  Value* superClass();
  VariableId superSelf() const;
  Value* namespaceCall(const ast::Call& node);

  // ---- targets (assignments.cpp) ----

  void assign(const ast::Expr& target, Value* value);
  /// `count` items of an iterable, the one at `star` (if below count) a list of the rest.
  std::vector<Value*> unpackItems(Value* value, size_t count, size_t star, const ast::Node& at);
  void unpack(const ast::Expr& target, Span<ast::Expr* const> elements, Value* value);
  void assignment(const ast::Assign& node);
  void augmentedAssignment(const ast::AugAssign& node);
  void annotatedAssignment(const ast::AnnAssign& node);
  void deleteTarget(const ast::Expr& target);
  Value* annotation(const ast::Expr& node);
  void setUpAnnotations();

  // ---- statements (statements.cpp) ----

  void statements(Body body);
  void statement(const ast::Stmt& node);
  void ifStatement(const ast::If& node);
  void returnStatement(const ast::Return& node);
  void raiseStatement(const ast::Raise& node);
  void assertStatement(const ast::Assert& node);

  // ---- loops and comprehensions (loops.cpp) ----

  void whileStatement(const ast::While& node);
  void forStatement(const ast::For& node);
  Value* iterate(const ast::Expr& iterable, std::vector<Owned>* owned = nullptr);
  Value* ownedIterable(const ast::Expr& node, std::vector<Owned>& owned);
  void closeOwned(const std::vector<Owned>& owned);
  void loopBack(Block* latch, Block* header);
  Value* comprehension(const ast::Expr& node, Span<ast::Comprehension* const> generators,
                       const ast::Expr& element, const ast::Expr* value);
  Value* generatorExpression(const ast::GeneratorExp& node, Value** callee = nullptr,
                             std::vector<Owned>* owned = nullptr);
  template <class Element>
  void comprehensionLoops(Span<ast::Comprehension* const> generators, size_t at, Value* iterator,
                          const Element& element);

  // ---- async (async.cpp) ----

  Value* awaitExpression(const ast::Await& node);
  Value* await(Value* iterator, ir::SiteId site) { return emitAt(Op::Await, {iterator}, site); }
  void asyncForStatement(const ast::AsyncFor& node);
  /// The next item of an asynchronous iterator; where there is none control goes to `end`.
  Value* asyncNext(Value* iterator, ir::SiteId site, Block* end);
  Value* yieldValue(Value* value, const ast::Node& at);

  // ---- exceptions (exceptions.cpp) ----

  void startRegion(Block* handler);
  void endRegion(Block* outerHandler) { b_.setHandler(outerHandler); }
  void tryStatement(const Try& node);
  void tryExcept(const Try& node);
  void tryFinally(const Try& node);
  void copiedFinally(const Try& node);
  void sharedFinally(const Try& node);
  void exceptStarClauses(const Try& node, Block* entry, Block* end);
  void exceptClauses(const Try& node, Block* entry, Block* end);
  void leaveAndRethrow(Value* previous, Value* exception);
  void endExceptBody(const Control& control);
  void withExit(const Control& with);
  void withStatement(Span<ast::WithItem* const> items, Body body, bool isAsync);
  void leave(Control::Exit::Kind kind, size_t depth, Value* result);
  void undo(Control& control, Control::Exit exit, Value* result);
  Control* push(Control::Kind kind);
  void pop();

  // ---- definitions (definitions.cpp) ----

  template <class Def> void functionDefinition(const Def& node);
  void classDefinition(const ast::ClassDef& node);
  Value* makeFunction(const Scope& scope, ir::Function* function, Value* defaults,
                      Value* keywordDefaults, Value* annotations, ir::SiteId site);
  Value* positionalDefaults(const ast::Arguments& args, ir::SiteId site);
  Value* keywordOnlyDefaults(const ast::Arguments& args, ir::SiteId site);
  Value* annotationsDict(const ast::Arguments& args, const ast::Expr* returns, ir::SiteId site);
  ir::Function* declareFunction(const Scope& scope, ir::FunctionKind kind, uint32_t firstLine);
  uint32_t firstLineOf(Span<ast::Expr* const> decorators, const ast::Node& node) const;

  // ---- type parameters (type_parameters.cpp) ----

  void typeAlias(const ast::TypeAlias& node);
  Value* enterTypeParameters(Span<ast::TypeParam* const> params, ir::SiteId caller,
                             uint32_t firstLine);
  void leaveTypeParameters(const Scope* outer);
  Value* typeParameter(const ast::TypeParam& node);
  Value* typeValue(const ast::Expr& node);
  Value* genericBases(const ast::ClassDef& node, Value* parameters, ir::SiteId site);
  Value* callMaker(std::string_view module, std::string_view function,
                   std::vector<Value*> arguments, ir::SiteId site);

  // ---- imports (imports.cpp) ----

  void importStatement(const ast::Import& node);
  void importFromStatement(const ast::ImportFrom& node);
  Value* importModule(std::string_view dotted, bool topLevel, ir::SiteId site);

  // ---- match (match.cpp) ----

  /// A name that a pattern binds; stored when the whole pattern has matched.
  struct Capture {
    NameId name;
    Value* value;
    const ast::Pattern* pattern;
  };
  using Captures = std::vector<Capture>;
  void matchStatement(const ast::Match& node);
  void pattern(const ast::Pattern& node, Value* subject, Block* fail, Captures& captures);
  void sequencePattern(const ast::MatchSequence& node, Value* subject, Block* fail,
                       Captures& captures);
  void mappingPattern(const ast::MatchMapping& node, Value* subject, Block* fail,
                      Captures& captures);
  void classPattern(const ast::MatchClass& node, Value* subject, Block* fail, Captures& captures);
  void alternatives(const ast::MatchOr& node, Value* subject, Block* fail, Captures& captures);
  void capture(NameId name, Value* value, const ast::Pattern& node, Captures& captures);
  void require(Value* condition, Block* fail);
  void requireLength(Value* subject, Op compare, size_t length, const ast::Node& at, Block* fail);
  std::vector<Value*> requireTuple(Value* tuple, size_t count, Block* fail);

  ModuleBuilder& m_;
  ir::Function* function_;
  ir::Builder b_;
  const Scope* frame_;
  const Scope* scope_; // the frame, or an inline scope in it
  struct UnseenView {
    const ast::Call* call;
    Value* value;
  };
  UnseenView unseenView_{};    // that the call being built uses up, and its value once it is there
  Value* namespace_ = nullptr; // class body: what it fills; type values: the class's around them
  std::vector<std::unique_ptr<Control>> ownedControls_;
  std::vector<Control*> controls_;
  const ast::Arguments* arguments_ = nullptr; // of this function; null in other frames
  const ir::InlineFrame* outerInlineFrame_;   // of the code that this frame stands in
};

} // namespace tauro::irbuild
