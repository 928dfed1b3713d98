// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Internal to symbol_collector*.cpp: the walk that opens scopes and notes names.
// symbol_collector.cpp has definitions and statements, symbol_collector_expressions.cpp
// expressions, comprehensions and patterns.
#pragma once

#include "compiler/resolve/resolver.h"

namespace tauro::resolve {

class SymbolCollector {
public:
  SymbolCollector(Resolver& resolver, uint32_t module)
      : r_(resolver), source_(resolver.source(module)), module_(module) {}
  void run(Span<ast::Stmt* const> body);

private:
  // What holds while one scope's code is walked.
  struct Context {
    uint32_t inIterable = 0;      // inside an iterable expression of a comprehension
    bool iterationTarget = false; // inside a `for` target of this comprehension
    NameId comprehension;         // the kind of comprehension this is, as messages call it
    std::string_view typeScope;   // of type parameters and values: what messages call it
    std::unordered_map<NameId, SourceRange> directives; // names' first global or nonlocal
  };

  Location at(SourceRange range) const { return source_.at(range); }
  std::string_view text(NameId name) const { return r_.names.text(name); }

  Symbol& note(NameId name, uint32_t flags, SourceRange where) {
    return noteIn(*scope_, name, flags, where);
  }
  void bind(NameId name, SourceRange where) { note(name, kAssigned, where); }
  bool inFunction() const {
    return scope_->isFunctionLike() || scope_->kind == ScopeKind::Comprehension;
  }
  uint32_t flagsOf(NameId name) const {
    const Symbol* symbol = scope_->find(r_.mangle(*scope_, name));
    return symbol ? symbol->flags : 0;
  }

  template <class Body>
  void inScope(ScopeKind kind, const ast::Node& node, NameId name, Body&& body) {
    Scope* outer = scope_;
    Context outerContext = context_;
    ScopeId id = r_.addScope(kind, outer->id, &node, module_, name);
    scope_ = &r_.scope(id);
    context_ = Context();
    context_.inIterable = outerContext.inIterable;
    body();
    scope_ = outer;
    context_ = outerContext;
  }

  void statements(Span<ast::Stmt* const> body) {
    for (const ast::Stmt* stmt : body)
      statement(*stmt);
  }
  bool usesFutureAnnotations(Span<ast::Stmt* const> body) const;
  Symbol& noteIn(Scope& scope, NameId name, uint32_t flags, SourceRange where);
  void use(NameId name, SourceRange where);
  void parameters(const ast::Arguments& args);
  void defaults(const ast::Arguments& args);
  void annotation(const ast::Expr* node);
  void checkAnnotation(const ast::Node& node);
  void annotations(const ast::Arguments& args, const ast::Expr* returns);
  template <class Def> void function(const Def& def, bool isAsync);
  void classDefinition(const ast::ClassDef& def);
  /// Runs `body` in the scope of a definition's type parameters, if it has any.
  template <class Body>
  void withTypeParameters(Span<ast::TypeParam* const> params, NameId of, bool ofClass, Body&& body);
  void typeParameter(const ast::TypeParam& param);
  void typeValue(ScopeKind kind, const ast::Expr& value, NameId name, std::string_view described);
  void lookIntoClass();
  bool refusedHere(std::string_view what, const ast::Expr& node);
  void globalStatement(const ast::Global& stmt);
  void nonlocalStatement(const ast::Nonlocal& stmt);
  void checkDirectives(NameId name, SourceRange where, bool contradicts);
  void annotatedAssignment(const ast::AnnAssign& stmt);
  void importName(const ast::Alias& alias, bool from);
  template <class AnyTry> void tryStatement(const AnyTry& stmt);
  template <class AnyFor> void forStatement(const AnyFor& stmt);
  template <class AnyWith> void withStatement(const AnyWith& stmt);
  void statement(const ast::Stmt& stmt);

  void expressions(Span<ast::Expr* const> nodes) {
    for (const ast::Expr* node : nodes)
      expression(*node);
  }
  void noteStaticAttribute(const ast::Attribute& target);
  void comprehension(const ast::Expr& node, Span<ast::Comprehension* const> generators,
                     const ast::Expr& element, const ast::Expr* value, ScopeKind kind,
                     std::string_view scopeName, std::string_view described);
  void extendWalrusScope(const ast::Name& target);
  void noteAsync();
  void yieldExpression(const ast::Expr& node);
  bool isNamespaceCall(const ast::Call& call) const;
  void augmentedTarget(const ast::Expr& target);
  void expression(const ast::Expr& node);
  void pattern(const ast::Pattern& node);

  Resolver& r_;
  const SourceBuffer& source_;
  uint32_t module_;
  Scope* scope_ = nullptr;
  Context context_;
};

} // namespace tauro::resolve
