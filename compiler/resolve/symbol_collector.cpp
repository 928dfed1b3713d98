// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Opens the scopes of a module and notes in each how its names occur: the first pass of CPython's
// symtable.c, with its errors. Decorators, defaults, bases and annotations belong to the scope
// around a definition, the first iterable of a comprehension to the scope around that.
#include "compiler/resolve/resolver.h"

#include <algorithm>

namespace tauro::resolve {

namespace {
using namespace ast;

class SymbolCollector {
public:
  SymbolCollector(Resolver& resolver, uint32_t module)
      : r_(resolver), source_(resolver.source(module)), module_(module) {}

  void run(Span<Stmt* const> body) {
    ScopeId id =
        r_.addScope(ScopeKind::Module, ScopeId(), nullptr, module_, r_.names.intern("<module>"));
    r_.setModuleScope(module_, id);
    scope_ = &r_.scope(id);
    scope_->qualname = "<module>";
    scope_->futureAnnotations = usesFutureAnnotations(body);
    statements(body);
  }

private:
  // What holds while one scope's code is walked.
  struct Context {
    uint32_t inIterable = 0;      // inside an iterable expression of a comprehension
    bool iterationTarget = false; // inside a `for` target of this comprehension
    NameId comprehension;         // the kind of comprehension this is, as messages call it
    std::unordered_map<NameId, SourceRange> directives; // names' first global or nonlocal
  };

  bool usesFutureAnnotations(Span<Stmt* const> body) const {
    for (const Stmt* stmt : body) {
      const auto* from = dynAs<ImportFrom>(stmt);
      if (from && from->level == 0 && from->module == known::kDunderFuture)
        for (const Alias* alias : from->names)
          if (r_.names.text(alias->name) == "annotations")
            return true;
    }
    return false;
  }

  Location at(SourceRange range) const { return source_.at(range); }
  std::string_view text(NameId name) const { return r_.names.text(name); }

  // ---- symbols ----

  Symbol& note(NameId name, uint32_t flags, SourceRange where) {
    return noteIn(*scope_, name, flags, where);
  }
  Symbol& noteIn(Scope& scope, NameId name, uint32_t flags, SourceRange where) {
    NameId mangled = r_.mangle(scope, name);
    Symbol& symbol = r_.symbol(scope, mangled);
    if (&scope == scope_ && context_.iterationTarget && (flags & kAssigned)) {
      if (symbol.flags & (kGlobalStatement | kNonlocalStatement))
        r_.sink.emit(diag::kIterationRebindsWalrus, at(where), text(name));
      flags |= kIterationVariable;
    }
    symbol.flags |= flags;
    return symbol;
  }

  void bind(NameId name, SourceRange where) { note(name, kAssigned, where); }

  void use(NameId name, SourceRange where) {
    note(name, kUsed, where);
    if (r_.missingBuiltins.count(name))
      r_.missingUses.push_back({scope_->id, name, where});
    // super() without arguments finds the class through __class__.
    if (name == known::kSuper && inFunction())
      note(known::kDunderClass, kUsed, where);
  }

  bool inFunction() const {
    return scope_->isFunctionLike() || scope_->kind == ScopeKind::Comprehension;
  }

  // ---- scopes ----

  template <class Body> void inScope(ScopeKind kind, const Node& node, NameId name, Body&& body) {
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

  void parameters(const Arguments& args) {
    auto one = [&](const Arg* arg) {
      if (!arg)
        return;
      NameId mangled = r_.mangle(*scope_, arg->arg);
      const Symbol* known = scope_->find(mangled);
      if (known && (known->flags & kParameter))
        r_.sink.emit(diag::kDuplicateArgument, at(arg->range), text(arg->arg));
      note(arg->arg, kParameter, arg->range);
    };
    for (const Arg* arg : args.posonlyargs)
      one(arg);
    for (const Arg* arg : args.args)
      one(arg);
    for (const Arg* arg : args.kwonlyargs)
      one(arg);
    one(args.vararg);
    one(args.kwarg);
  }

  void defaults(const Arguments& args) {
    expressions(args.defaults);
    for (const Expr* value : args.kwDefaults)
      if (value)
        expression(*value);
  }

  void annotation(const Expr* node) {
    if (!node)
      return;
    if (scope_->futureAnnotations)
      checkAnnotation(*node);
    else
      expression(*node);
  }

  // Under `from __future__ import annotations` an annotation is text; some things are errors still.
  void checkAnnotation(const Node& node) {
    if (is<NamedExpr>(&node))
      r_.sink.emit(diag::kNotInAnnotation, at(node.range), "named expression");
    else if (is<Yield, YieldFrom>(&node))
      r_.sink.emit(diag::kNotInAnnotation, at(node.range), "yield expression");
    else if (is<Await>(&node))
      r_.sink.emit(diag::kNotInAnnotation, at(node.range), "await expression");
    walkChildren(node, [&](const Node& child) { checkAnnotation(child); });
  }

  void annotations(const Arguments& args, const Expr* returns) {
    auto one = [&](const Arg* arg) {
      if (arg)
        annotation(arg->annotation);
    };
    for (const Arg* arg : args.posonlyargs)
      one(arg);
    for (const Arg* arg : args.args)
      one(arg);
    one(args.vararg);
    one(args.kwarg);
    for (const Arg* arg : args.kwonlyargs)
      one(arg);
    annotation(returns);
  }

  template <class Def> void function(const Def& def, bool isAsync) {
    bind(def.name, def.range);
    defaults(*def.args);
    expressions(def.decoratorList);
    annotations(*def.args, def.returns);
    inScope(ScopeKind::Function, def, def.name, [&] {
      scope_->isAsync = isAsync;
      parameters(*def.args);
      statements(def.body);
    });
  }

  void classDefinition(const ClassDef& def) {
    bind(def.name, def.range);
    expressions(def.decoratorList);
    expressions(def.bases);
    for (const Keyword* keyword : def.keywords)
      expression(*keyword->value);
    inScope(ScopeKind::Class, def, def.name, [&] {
      scope_->privateName = def.name;
      statements(def.body);
      std::vector<std::string>& names = scope_->staticAttributes;
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
    });
  }

  // `self.name = ...`, in whatever function of the class.
  void noteStaticAttribute(const Attribute& target) {
    const auto* object = dynAs<Name>(target.value);
    if (!object || object->name != known::kSelf)
      return;
    for (ScopeId id = scope_->id; id; id = r_.scope(id).parent) {
      Scope& scope = r_.scope(id);
      if (scope.kind == ScopeKind::Class) {
        scope.staticAttributes.emplace_back(text(target.attr));
        return;
      }
    }
  }

  void comprehension(const Expr& node, Span<Comprehension* const> generators, const Expr& element,
                     const Expr* value, ScopeKind kind, std::string_view scopeName,
                     std::string_view described) {
    ++context_.inIterable;
    expression(*generators[0]->iter);
    --context_.inIterable;
    inScope(kind, node, r_.names.intern(scopeName), [&] {
      context_.comprehension = r_.names.intern(described);
      if (kind == ScopeKind::GeneratorExpression) {
        scope_->isGenerator = true;
        note(known::kDotZero, kParameter, generators[0]->range);
      }
      for (size_t i = 0; i < generators.size(); ++i) {
        const Comprehension& part = *generators[i];
        context_.iterationTarget = true;
        expression(*part.target);
        context_.iterationTarget = false;
        if (i > 0) {
          ++context_.inIterable;
          expression(*part.iter);
          --context_.inIterable;
        }
        expressions(part.ifs);
      }
      if (value)
        expression(*value);
      expression(element);
    });
  }

  // The target of := in a comprehension belongs to the scope around all comprehensions.
  void extendWalrusScope(const Name& target) {
    for (ScopeId id = scope_->id; id; id = r_.scope(id).parent) {
      Scope& scope = r_.scope(id);
      NameId mangled = r_.mangle(scope, target.name);
      switch (scope.kind) {
      case ScopeKind::Comprehension:
      case ScopeKind::GeneratorExpression: {
        const Symbol* symbol = scope.find(mangled);
        if (symbol && (symbol->flags & kIterationVariable)) {
          r_.sink.emit(diag::kWalrusRebindsIteration, at(target.range), text(target.name));
          return;
        }
        continue;
      }
      case ScopeKind::Function:
      case ScopeKind::Lambda: {
        const Symbol* symbol = scope.find(mangled);
        bool global = symbol && (symbol->flags & kGlobalStatement);
        note(target.name, global ? kGlobalStatement : kNonlocalStatement, target.range);
        noteIn(scope, target.name, kAssigned, target.range);
        return;
      }
      case ScopeKind::Module:
        note(target.name, kGlobalStatement, target.range);
        noteIn(scope, target.name, kAssigned, target.range);
        return;
      case ScopeKind::Class:
        r_.sink.emit(diag::kWalrusInClassComprehension, at(target.range));
        return;
      }
    }
  }

  void yieldExpression(const Expr& node) {
    if (context_.comprehension)
      r_.sink.emit(diag::kYieldInComprehension, at(node.range), text(context_.comprehension));
    else
      scope_->isGenerator = true;
  }

  // ---- statements ----

  void statements(Span<Stmt* const> body) {
    for (const Stmt* stmt : body)
      statement(*stmt);
  }

  void globalStatement(const Global& stmt) {
    for (NameId name : stmt.names) {
      uint32_t flags = flagsOf(name);
      if (flags & kParameter)
        r_.sink.emit(diag::kParameterAndGlobal, at(stmt.range), text(name));
      else if (flags & kUsed)
        r_.sink.emit(diag::kUsedBeforeGlobal, at(stmt.range), text(name));
      else if (flags & kAnnotated)
        r_.sink.emit(diag::kAnnotatedGlobal, at(stmt.range), text(name));
      else if (flags & kAssigned)
        r_.sink.emit(diag::kAssignedBeforeGlobal, at(stmt.range), text(name));
      note(name, kGlobalStatement, stmt.range);
      checkDirectives(name, stmt.range, flags & kNonlocalStatement);
    }
  }

  void nonlocalStatement(const Nonlocal& stmt) {
    for (NameId name : stmt.names) {
      uint32_t flags = flagsOf(name);
      if (flags & kParameter)
        r_.sink.emit(diag::kParameterAndNonlocal, at(stmt.range), text(name));
      else if (flags & kUsed)
        r_.sink.emit(diag::kUsedBeforeNonlocal, at(stmt.range), text(name));
      else if (flags & kAnnotated)
        r_.sink.emit(diag::kAnnotatedNonlocal, at(stmt.range), text(name));
      else if (flags & kAssigned)
        r_.sink.emit(diag::kAssignedBeforeNonlocal, at(stmt.range), text(name));
      else if (!(flags & kGlobalStatement) || scope_->kind == ScopeKind::Module)
        r_.nonlocals.push_back({scope_->id, r_.mangle(*scope_, name), stmt.range});
      note(name, kNonlocalStatement, stmt.range);
      checkDirectives(name, stmt.range,
                      (flags & kGlobalStatement) && scope_->kind != ScopeKind::Module);
    }
  }

  // A name that is both is reported where it was declared first.
  void checkDirectives(NameId name, SourceRange where, bool contradicts) {
    SourceRange first = context_.directives.try_emplace(name, where).first->second;
    if (contradicts)
      r_.sink.emit(diag::kNonlocalAndGlobal, at(first), text(name));
  }

  uint32_t flagsOf(NameId name) const {
    const Symbol* symbol = scope_->find(r_.mangle(*scope_, name));
    return symbol ? symbol->flags : 0;
  }

  void annotatedAssignment(const AnnAssign& stmt) {
    if (scope_->kind == ScopeKind::Module || scope_->kind == ScopeKind::Class)
      scope_->hasAnnotations = true;
    if (const auto* name = dynAs<Name>(stmt.target)) {
      uint32_t flags = flagsOf(name->name);
      if (stmt.simple && scope_->kind != ScopeKind::Module) {
        if (flags & kGlobalStatement)
          r_.sink.emit(diag::kAnnotatedGlobal, at(stmt.range), text(name->name));
        else if (flags & kNonlocalStatement)
          r_.sink.emit(diag::kAnnotatedNonlocal, at(stmt.range), text(name->name));
      }
      if (stmt.simple)
        note(name->name, kAnnotated | kAssigned, name->range);
      else if (stmt.value)
        bind(name->name, name->range);
    } else {
      expression(*stmt.target);
    }
    annotation(stmt.annotation);
    if (stmt.value)
      expression(*stmt.value);
  }

  void importName(const Alias& alias, bool from) {
    if (alias.name == known::kStar) {
      if (scope_->kind != ScopeKind::Module)
        r_.sink.emit(diag::kImportStarInside, at(alias.range));
      return;
    }
    NameId bound = alias.asname;
    if (!bound) {
      std::string_view dotted = text(alias.name);
      size_t dot = dotted.find('.');
      bound = from || dot == dotted.npos ? alias.name
                                         : r_.names.intern(std::string(dotted.substr(0, dot)));
    }
    note(bound, kAssigned | kImported, alias.range);
  }

  template <class AnyTry> void tryStatement(const AnyTry& stmt) {
    statements(stmt.body);
    for (const ExceptHandler* handler : stmt.handlers) {
      if (handler->type)
        expression(*handler->type);
      if (handler->name)
        note(handler->name, kAssigned | kDeleted, handler->range);
      statements(handler->body);
    }
    statements(stmt.orelse);
    statements(stmt.finalbody);
  }

  template <class AnyFor> void forStatement(const AnyFor& stmt) {
    expression(*stmt.target);
    expression(*stmt.iter);
    statements(stmt.body);
    statements(stmt.orelse);
  }

  template <class AnyWith> void withStatement(const AnyWith& stmt) {
    for (const WithItem* item : stmt.items) {
      expression(*item->contextExpr);
      if (item->optionalVars)
        expression(*item->optionalVars);
    }
    statements(stmt.body);
  }

  void statement(const Stmt& stmt) {
    switch (stmt.kind) {
    case NodeKind::FunctionDef:
      return function(static_cast<const FunctionDef&>(stmt), false);
    case NodeKind::AsyncFunctionDef:
      return function(static_cast<const AsyncFunctionDef&>(stmt), true);
    case NodeKind::ClassDef:
      return classDefinition(static_cast<const ClassDef&>(stmt));
    case NodeKind::Assign: {
      const auto& assign = static_cast<const Assign&>(stmt);
      expressions(assign.targets);
      return expression(*assign.value);
    }
    case NodeKind::AugAssign: {
      const auto& assign = static_cast<const AugAssign&>(stmt);
      augmentedTarget(*assign.target);
      return expression(*assign.value);
    }
    case NodeKind::AnnAssign:
      return annotatedAssignment(static_cast<const AnnAssign&>(stmt));
    case NodeKind::For:
      return forStatement(static_cast<const For&>(stmt));
    case NodeKind::AsyncFor:
      return forStatement(static_cast<const AsyncFor&>(stmt));
    case NodeKind::While: {
      const auto& loop = static_cast<const While&>(stmt);
      expression(*loop.test);
      statements(loop.body);
      return statements(loop.orelse);
    }
    case NodeKind::If: {
      const auto& branch = static_cast<const If&>(stmt);
      expression(*branch.test);
      statements(branch.body);
      return statements(branch.orelse);
    }
    case NodeKind::With:
      return withStatement(static_cast<const With&>(stmt));
    case NodeKind::AsyncWith:
      return withStatement(static_cast<const AsyncWith&>(stmt));
    case NodeKind::Match: {
      const auto& match = static_cast<const Match&>(stmt);
      expression(*match.subject);
      for (const MatchCase* c : match.cases) {
        pattern(*c->pattern);
        if (c->guard)
          expression(*c->guard);
        statements(c->body);
      }
      return;
    }
    case NodeKind::Try:
      return tryStatement(static_cast<const Try&>(stmt));
    case NodeKind::TryStar:
      return tryStatement(static_cast<const TryStar&>(stmt));
    case NodeKind::Import:
      for (const Alias* alias : static_cast<const ast::Import&>(stmt).names)
        importName(*alias, false);
      return;
    case NodeKind::ImportFrom:
      for (const Alias* alias : static_cast<const ImportFrom&>(stmt).names)
        importName(*alias, true);
      return;
    case NodeKind::Global:
      return globalStatement(static_cast<const Global&>(stmt));
    case NodeKind::Nonlocal:
      return nonlocalStatement(static_cast<const Nonlocal&>(stmt));
    case NodeKind::TypeAlias:
      return expression(*static_cast<const TypeAlias&>(stmt).name);
    default: // those that hold expressions and nothing else
      walkChildren(stmt, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
      return;
    }
  }

  // globals() and locals(), which IR build makes from what it knows about the scope.
  bool isNamespaceCall(const Call& call) const {
    const auto* name = dynAs<Name>(call.func);
    return name && call.args.empty() && call.keywords.empty() &&
           (text(name->name) == "globals" || text(name->name) == "locals");
  }

  // Like any target, but `self.x += 1` introduces no attribute.
  void augmentedTarget(const Expr& target) {
    if (const auto* attribute = dynAs<Attribute>(&target))
      expression(*attribute->value);
    else
      expression(target);
  }

  // ---- expressions ----

  void expressions(Span<Expr* const> nodes) {
    for (const Expr* node : nodes)
      expression(*node);
  }

  void expression(const Expr& node) {
    switch (node.kind) {
    case NodeKind::Name: {
      const auto& name = static_cast<const Name&>(node);
      if (name.ctx == ExprContext::Load)
        return use(name.name, name.range);
      note(name.name, kAssigned | (name.ctx == ExprContext::Del ? kDeleted : 0), name.range);
      return;
    }
    case NodeKind::Attribute: {
      const auto& attribute = static_cast<const Attribute&>(node);
      if (attribute.ctx == ExprContext::Store)
        noteStaticAttribute(attribute);
      return expression(*attribute.value);
    }
    case NodeKind::NamedExpr: {
      const auto& walrus = static_cast<const NamedExpr&>(node);
      const auto* target = dynAs<Name>(walrus.target);
      if (context_.inIterable)
        r_.sink.emit(diag::kWalrusInIterable, at(walrus.range));
      else if (context_.comprehension && target)
        extendWalrusScope(*target);
      expression(*walrus.value);
      return expression(*walrus.target);
    }
    case NodeKind::Lambda: {
      const auto& lambda = static_cast<const Lambda&>(node);
      defaults(*lambda.args);
      return inScope(ScopeKind::Lambda, lambda, r_.names.intern("<lambda>"), [&] {
        parameters(*lambda.args);
        expression(*lambda.body);
      });
    }
    case NodeKind::ListComp: {
      const auto& comp = static_cast<const ListComp&>(node);
      return comprehension(comp, comp.generators, *comp.elt, nullptr, ScopeKind::Comprehension,
                           "<listcomp>", "list comprehension");
    }
    case NodeKind::SetComp: {
      const auto& comp = static_cast<const SetComp&>(node);
      return comprehension(comp, comp.generators, *comp.elt, nullptr, ScopeKind::Comprehension,
                           "<setcomp>", "set comprehension");
    }
    case NodeKind::DictComp: {
      const auto& comp = static_cast<const DictComp&>(node);
      return comprehension(comp, comp.generators, *comp.key, comp.value, ScopeKind::Comprehension,
                           "<dictcomp>", "dict comprehension");
    }
    case NodeKind::GeneratorExp: {
      const auto& comp = static_cast<const GeneratorExp&>(node);
      return comprehension(comp, comp.generators, *comp.elt, nullptr,
                           ScopeKind::GeneratorExpression, "<genexpr>", "generator expression");
    }
    case NodeKind::Yield: {
      const auto& yield = static_cast<const Yield&>(node);
      if (yield.value)
        expression(*yield.value);
      return yieldExpression(node);
    }
    case NodeKind::YieldFrom:
      expression(*static_cast<const YieldFrom&>(node).value);
      return yieldExpression(node);
    case NodeKind::Call: {
      const auto& call = static_cast<const Call&>(node);
      if (isNamespaceCall(call))
        note(static_cast<const Name*>(call.func)->name, kUsed, call.func->range);
      else
        expression(*call.func);
      expressions(call.args);
      for (const Keyword* keyword : call.keywords)
        expression(*keyword->value);
      return;
    }
    default:
      walkChildren(node, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
      return;
    }
  }

  void pattern(const Pattern& node) {
    switch (node.kind) {
    case NodeKind::MatchStar: {
      const auto& star = static_cast<const MatchStar&>(node);
      if (star.name)
        bind(star.name, star.range);
      return;
    }
    case NodeKind::MatchAs: {
      const auto& as = static_cast<const MatchAs&>(node);
      if (as.pattern)
        pattern(*as.pattern);
      if (as.name)
        bind(as.name, as.range);
      return;
    }
    case NodeKind::MatchMapping: {
      const auto& mapping = static_cast<const MatchMapping&>(node);
      if (mapping.rest)
        bind(mapping.rest, mapping.range);
      break;
    }
    default:
      break;
    }
    walkChildren(node, [&](const Node& child) {
      if (isPattern(child.kind))
        pattern(static_cast<const Pattern&>(child));
      else
        expression(static_cast<const Expr&>(child));
    });
  }

  Resolver& r_;
  const SourceBuffer& source_;
  uint32_t module_;
  Scope* scope_ = nullptr;
  Context context_;
};
} // namespace

void Resolver::collectSymbols(uint32_t module) {
  SymbolCollector(*this, module).run(product->modules_[module].ast->body());
}

} // namespace tauro::resolve
