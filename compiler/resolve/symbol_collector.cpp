// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Opens the scopes of a module and notes in each how its names occur: the first pass of CPython's
// symtable.c, with its errors. Decorators, defaults, bases and annotations belong to the scope
// around a definition, the first iterable of a comprehension to the scope around that.
#include "compiler/resolve/symbol_collector.h"

#include <algorithm>

namespace tauro::resolve {

using namespace ast;

void SymbolCollector::run(Span<Stmt* const> body) {
  ScopeId id =
      r_.addScope(ScopeKind::Module, ScopeId(), nullptr, module_, r_.names.intern("<module>"));
  r_.setModuleScope(module_, id);
  scope_ = &r_.scope(id);
  scope_->qualname = "<module>";
  scope_->futureAnnotations = usesFutureAnnotations(body);
  statements(body);
}

bool SymbolCollector::usesFutureAnnotations(Span<Stmt* const> body) const {
  for (const Stmt* stmt : body) {
    const auto* from = dynAs<ImportFrom>(stmt);
    if (from && from->level == 0 && from->module == known::kDunderFuture)
      for (const Alias* alias : from->names)
        if (r_.names.text(alias->name) == "annotations")
          return true;
  }
  return false;
}

// ---- symbols ----

Symbol& SymbolCollector::noteIn(Scope& scope, NameId name, uint32_t flags, SourceRange where) {
  NameId mangled = r_.mangle(scope, name);
  Symbol& symbol = r_.symbol(scope, mangled);
  if (&scope == scope_ && context_.iterationTarget && (flags & kAssigned)) {
    if (symbol.flags & (kGlobalStatement | kNonlocalStatement))
      r_.sink.emit(diag::kIterationRebindsWalrus, at(where), text(name));
    flags |= kIterationVariable;
  }
  if ((flags & kAssigned) && !(flags & kImported))
    flags |= kStored;
  symbol.flags |= flags;
  return symbol;
}

void SymbolCollector::use(NameId name, SourceRange where) {
  note(name, kUsed, where);
  if (r_.missingBuiltins.count(name))
    r_.missingUses.push_back({scope_->id, name, where});
  // super() without arguments finds the class through __class__.
  if (name == known::kSuper && inFunction())
    note(known::kDunderClass, kUsed, where);
}

// ---- scopes ----

void SymbolCollector::parameters(const Arguments& args) {
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

void SymbolCollector::defaults(const Arguments& args) {
  expressions(args.defaults);
  for (const Expr* value : args.kwDefaults)
    if (value)
      expression(*value);
}

void SymbolCollector::annotation(const Expr* node) {
  if (!node)
    return;
  if (scope_->futureAnnotations)
    checkAnnotation(*node);
  else
    expression(*node);
}

// Under `from __future__ import annotations` an annotation is text; some things are errors still.
void SymbolCollector::checkAnnotation(const Node& node) {
  if (is<NamedExpr>(&node))
    r_.sink.emit(diag::kNotInAnnotation, at(node.range), "named expression");
  else if (is<Yield, YieldFrom>(&node))
    r_.sink.emit(diag::kNotInAnnotation, at(node.range), "yield expression");
  else if (is<Await>(&node))
    r_.sink.emit(diag::kNotInAnnotation, at(node.range), "await expression");
  walkChildren(node, [&](const Node& child) { checkAnnotation(child); });
}

void SymbolCollector::annotations(const Arguments& args, const Expr* returns) {
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

template <class Def> void SymbolCollector::function(const Def& def, bool isAsync) {
  bind(def.name, def.range);
  defaults(*def.args);
  expressions(def.decoratorList);
  withTypeParameters(def.typeParams, def.name, false, [&] {
    annotations(*def.args, def.returns);
    inScope(ScopeKind::Function, def, def.name, [&] {
      scope_->isAsync = isAsync;
      parameters(*def.args);
      statements(def.body);
    });
  });
}

void SymbolCollector::classDefinition(const ClassDef& def) {
  bind(def.name, def.range);
  expressions(def.decoratorList);
  withTypeParameters(def.typeParams, def.name, true, [&] {
    expressions(def.bases);
    for (const Keyword* keyword : def.keywords)
      expression(*keyword->value);
    inScope(ScopeKind::Class, def, def.name, [&] {
      scope_->privateName = def.name;
      if (!def.typeParams.empty()) {
        note(known::kDunderTypeParams, kAssigned, def.range);
        note(known::kDotTypeParams, kUsed, def.range);
      }
      statements(def.body);
      std::vector<std::string>& names = scope_->staticAttributes;
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
    });
  });
}

// ---- type parameters ----

// In a class body, what stands here sees the class's own names.
void SymbolCollector::lookIntoClass() {
  const Scope& outer = r_.scope(scope_->parent);
  scope_->seesClass = outer.kind == ScopeKind::Class || outer.seesClass;
  if (scope_->seesClass && !scope_->isInline())
    note(known::kDunderClassDict, kUsed, SourceRange());
}

template <class Body>
void SymbolCollector::withTypeParameters(Span<TypeParam* const> params, NameId of, bool ofClass,
                                         Body&& body) {
  if (params.empty())
    return body();
  NameId name = r_.names.intern("<generic parameters of " + std::string(text(of)) + ">");
  inScope(ScopeKind::TypeParameters, *params[0], name, [&] {
    context_.typeScope = "the definition of a generic";
    lookIntoClass();
    if (ofClass) {
      scope_->privateName = of;
      scope_->manglesListed = true;
      note(known::kDotTypeParams, kAssigned, params[0]->range);
    }
    for (const TypeParam* param : params)
      typeParameter(*param);
    body();
  });
}

void SymbolCollector::typeParameter(const TypeParam& param) {
  auto declare = [&](NameId name) {
    if (scope_->manglesListed)
      scope_->mangledNames.push_back(name);
    if (flagsOf(name) & kTypeParameter)
      r_.sink.emit(diag::kDuplicateTypeParameter, at(param.range), text(name));
    note(name, kAssigned | kTypeParameter, param.range);
  };
  switch (param.kind) {
  case NodeKind::TypeVar: {
    const auto& variable = static_cast<const TypeVar&>(param);
    declare(variable.name);
    if (variable.bound)
      typeValue(ScopeKind::ParameterValue, *variable.bound, variable.name,
                is<Tuple>(variable.bound) ? "a TypeVar constraint" : "a TypeVar bound");
    if (variable.defaultValue)
      typeValue(ScopeKind::ParameterValue, *variable.defaultValue, variable.name,
                "a TypeVar default");
    return;
  }
  case NodeKind::ParamSpec: {
    const auto& spec = static_cast<const ParamSpec&>(param);
    declare(spec.name);
    if (spec.defaultValue)
      typeValue(ScopeKind::ParameterValue, *spec.defaultValue, spec.name, "a ParamSpec default");
    return;
  }
  default: {
    const auto& tuple = static_cast<const TypeVarTuple&>(param);
    declare(tuple.name);
    if (tuple.defaultValue)
      typeValue(ScopeKind::ParameterValue, *tuple.defaultValue, tuple.name,
                "a TypeVarTuple default");
    return;
  }
  }
}

void SymbolCollector::typeValue(ScopeKind kind, const Expr& value, NameId name,
                                std::string_view described) {
  inScope(kind, value, name, [&] {
    context_.typeScope = described;
    lookIntoClass();
    expression(value);
  });
}

// What would suspend or bind is refused where types stand; tells whether this is such a place.
bool SymbolCollector::refusedHere(std::string_view what, const Expr& node) {
  if (context_.typeScope.empty())
    return false;
  r_.sink.emit(diag::kNotInTypeScope, at(node.range), what, context_.typeScope);
  return true;
}

// ---- statements ----

void SymbolCollector::globalStatement(const Global& stmt) {
  for (NameId name : stmt.names) {
    uint32_t flags = flagsOf(name);
    if (flags & kParameter)
      r_.sink.emit(diag::kParameterAndGlobal, at(stmt.range), text(name));
    else if (flags & kUsed)
      r_.sink.emit(diag::kUsedBeforeGlobal, at(stmt.range), text(name));
    else if (flags & kAnnotated)
      r_.sink.emit(diag::kAnnotatedGlobal, at(stmt.range), text(name));
    else if (flags & kStored)
      r_.sink.emit(diag::kAssignedBeforeGlobal, at(stmt.range), text(name));
    note(name, kGlobalStatement, stmt.range);
    checkDirectives(name, stmt.range, flags & kNonlocalStatement);
  }
}

void SymbolCollector::nonlocalStatement(const Nonlocal& stmt) {
  for (NameId name : stmt.names) {
    uint32_t flags = flagsOf(name);
    if (flags & kParameter)
      r_.sink.emit(diag::kParameterAndNonlocal, at(stmt.range), text(name));
    else if (flags & kUsed)
      r_.sink.emit(diag::kUsedBeforeNonlocal, at(stmt.range), text(name));
    else if (flags & kAnnotated)
      r_.sink.emit(diag::kAnnotatedNonlocal, at(stmt.range), text(name));
    else if (flags & kStored)
      r_.sink.emit(diag::kAssignedBeforeNonlocal, at(stmt.range), text(name));
    else if (!(flags & kGlobalStatement) || scope_->kind == ScopeKind::Module)
      r_.nonlocals.push_back({scope_->id, r_.mangle(*scope_, name), stmt.range});
    note(name, kNonlocalStatement, stmt.range);
    checkDirectives(name, stmt.range,
                    (flags & kGlobalStatement) && scope_->kind != ScopeKind::Module);
  }
}

// A name that is both is reported where it was declared first.
void SymbolCollector::checkDirectives(NameId name, SourceRange where, bool contradicts) {
  SourceRange first = context_.directives.try_emplace(name, where).first->second;
  if (contradicts)
    r_.sink.emit(diag::kNonlocalAndGlobal, at(first), text(name));
}

void SymbolCollector::annotatedAssignment(const AnnAssign& stmt) {
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

void SymbolCollector::importName(const Alias& alias, bool from) {
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

template <class AnyTry> void SymbolCollector::tryStatement(const AnyTry& stmt) {
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

template <class AnyFor> void SymbolCollector::forStatement(const AnyFor& stmt) {
  expression(*stmt.target);
  expression(*stmt.iter);
  statements(stmt.body);
  statements(stmt.orelse);
}

template <class AnyWith> void SymbolCollector::withStatement(const AnyWith& stmt) {
  for (const WithItem* item : stmt.items) {
    expression(*item->contextExpr);
    if (item->optionalVars)
      expression(*item->optionalVars);
  }
  statements(stmt.body);
}

void SymbolCollector::statement(const Stmt& stmt) {
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
  case NodeKind::TypeAlias: {
    const auto& alias = static_cast<const TypeAlias&>(stmt);
    NameId name = static_cast<const Name*>(alias.name)->name;
    expression(*alias.name);
    return withTypeParameters(alias.typeParams, name, false, [&] {
      typeValue(ScopeKind::AliasValue, *alias.value, name, "a type alias");
    });
  }
  default: // those that hold expressions and nothing else
    walkChildren(stmt, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
    return;
  }
}

void Resolver::collectSymbols(uint32_t module) {
  SymbolCollector(*this, module).run(product->modules_[module].ast->body());
}

} // namespace tauro::resolve
