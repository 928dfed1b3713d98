// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Internal to checks*.cpp: the walk that finds misplaced constructs. checks.cpp has statements,
// checks_match.cpp patterns, checks_expressions.cpp targets and expressions.
#pragma once

#include "compiler/resolve/resolver.h"

namespace tauro::resolve {

class PlacementChecker {
public:
  PlacementChecker(Resolver& resolver, const ModuleInput& module)
      : r_(resolver), module_(module), source_(module.ast->source()) {}
  void run(Span<ast::Stmt* const> body) {
    checkFutures(body);
    statements(body);
  }

private:
  // What encloses a statement within its frame.
  struct Context {
    ScopeKind frame = ScopeKind::Module;
    bool isAsync = false;
    bool isGenerator = false;
    bool inComprehension = false; // where the symbol pass reports a yield
    bool inTypes = false;         // where it reports yield and await
    bool inLoop = false;
    bool inExceptStar = false; // and not in a loop inside it
    bool loopInExceptStar = false;
  };

  template <class... Params, class... Args>
  void report(DiagKind<Params...> kind, const ast::Node& node, Args&&... args) {
    r_.sink.emit(kind, source_.at(node.range), std::forward<Args>(args)...);
  }
  void refuse(const ast::Node& node, std::string_view what) {
    report(diag::kNotSupported, node, what);
  }
  std::string_view text(NameId name) const { return r_.names.text(name); }

  /// The context here, or that of a generic definition's head.
  Context withTypes(bool generic) const { return generic ? typeContext() : context_; }
  static Context typeContext() {
    Context inner;
    inner.frame = ScopeKind::TypeParameters;
    inner.inTypes = true;
    return inner;
  }
  template <class Body> void inContext(const Context& inner, Body&& body) {
    Context outer = context_;
    context_ = inner;
    body();
    context_ = outer;
  }
  template <class Body> void inLoop(Body&& body) {
    Context inner = context_;
    inner.inLoop = true;
    inner.loopInExceptStar = context_.inExceptStar;
    inContext(inner, body);
  }

  void statements(Span<ast::Stmt* const> body) {
    for (const ast::Stmt* stmt : body)
      statement(*stmt);
  }
  void checkFutures(Span<ast::Stmt* const> body);
  void arguments(const ast::Arguments& args);
  void defaults(const ast::Arguments& args);
  template <class Def> void function(const Def& def, bool isAsync);
  void typeParameters(Span<ast::TypeParam* const> params);
  void typeValue(const ast::Expr* node);
  template <class AnyTry> void tryStatement(const AnyTry& stmt, bool isStar);
  void importFrom(const ast::ImportFrom& stmt);
  void statement(const ast::Stmt& stmt);
  template <class AnyWith> void withStatement(const AnyWith& stmt);

  void match(const ast::Match& stmt);
  void refuseIrrefutable(const ast::Pattern& p, bool allowed);
  void bindPatternName(NameId name, const ast::Node& node, std::vector<NameId>& bound);
  void pattern(const ast::Pattern& p, std::vector<NameId>& bound);

  void expressions(Span<ast::Expr* const> nodes) {
    for (const ast::Expr* node : nodes)
      expression(*node);
  }
  void target(const ast::Expr& node);
  void debugTarget(const ast::Expr& node, ast::ExprContext ctx);
  void sequenceTarget(const ast::Expr& node, Span<ast::Expr* const> elements);
  void elements(Span<ast::Expr* const> nodes);
  void keywords(Span<ast::Keyword* const> nodes);
  void comprehension(const ast::Expr& node, Span<ast::Comprehension* const> generators,
                     bool isGenerator, const ast::Expr& element, const ast::Expr* value = nullptr);
  void checkSubscript(const ast::Subscript& node);
  void checkIs(const ast::Compare& node);
  void expression(const ast::Expr& node);

  Resolver& r_;
  const ModuleInput& module_;
  const SourceBuffer& source_;
  Context context_;
  bool awaits_ = false; // in the innermost comprehension, so far
  std::vector<const ast::ImportFrom*> earlyFutures_;
};

} // namespace tauro::resolve
