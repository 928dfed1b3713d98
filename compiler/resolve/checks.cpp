// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The errors of CPython's compile.c that need the context of a statement rather than names, its
// warnings about literals, and the refusal of constructs that later stages do not lower yet.
#include "compiler/resolve/checks.h"

#include <algorithm>

namespace tauro::resolve {

using namespace ast;

namespace {

// Features that `from __future__ import` knows; all are mandatory by now but annotations.
constexpr std::string_view kFutures[] = {
    "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations",
};

bool isDocstring(const Stmt& stmt) {
  const auto* expr = dynAs<ExprStmt>(&stmt);
  const auto* constant = expr ? dynAs<Constant>(expr->value) : nullptr;
  return constant && constant->value.isStr();
}

// A yield of the frame itself: nested ones are their own business.
bool containsYield(const Node& node) {
  if (is<Yield, YieldFrom>(&node))
    return true;
  if (is<FunctionDef, AsyncFunctionDef, ClassDef, Lambda, GeneratorExp>(&node))
    return false;
  bool found = false;
  walkChildren(node, [&](const Node& child) { found = found || containsYield(child); });
  return found;
}

bool isGenerator(const Node& def) {
  bool found = false;
  walkChildren(def, [&](const Node& child) { found = found || containsYield(child); });
  return found;
}

} // namespace

void PlacementChecker::checkFutures(Span<Stmt* const> body) {
  size_t i = 0;
  if (!body.empty() && isDocstring(*body[0]))
    ++i;
  for (; i < body.size(); ++i) {
    const auto* from = dynAs<ImportFrom>(body[i]);
    if (!from || from->level != 0 || from->module != known::kDunderFuture)
      break;
    earlyFutures_.push_back(from);
    for (const Alias* alias : from->names) {
      std::string_view feature = text(alias->name);
      if (feature == "braces")
        report(diag::kFutureBraces, *from);
      else if (std::find(std::begin(kFutures), std::end(kFutures), feature) == std::end(kFutures))
        report(diag::kUnknownFuture, *from, feature);
    }
  }
}

void PlacementChecker::arguments(const Arguments& args) {
  auto one = [&](const Arg* arg) {
    if (arg && arg->arg == known::kDunderDebug)
      report(diag::kAssignToDebug, *arg);
    if (!arg || !arg->annotation)
      return;
    const auto* starred = dynAs<Starred>(arg->annotation); // *args: *Ts
    expression(starred ? *starred->value : *arg->annotation);
  };
  for (const Arg* arg : args.posonlyargs)
    one(arg);
  for (const Arg* arg : args.args)
    one(arg);
  one(args.vararg);
  for (const Arg* arg : args.kwonlyargs)
    one(arg);
  one(args.kwarg);
}

void PlacementChecker::defaults(const Arguments& args) {
  expressions(args.defaults);
  for (const Expr* value : args.kwDefaults)
    if (value)
      expression(*value);
}

void PlacementChecker::typeParameters(Span<TypeParam* const> params) {
  bool seenDefault = false;
  auto one = [&](const TypeParam& param, NameId name, const Expr* bound, const Expr* value) {
    if (name == known::kDunderDebug)
      report(diag::kAssignToDebug, param);
    if (bound)
      typeValue(bound);
    if (value)
      typeValue(is<Starred>(value) ? static_cast<const Starred*>(value)->value : value);
    else if (seenDefault)
      report(diag::kNonDefaultTypeParameter, param, text(name));
    seenDefault = seenDefault || value;
  };
  for (const TypeParam* param : params) {
    if (const auto* variable = dynAs<TypeVar>(param))
      one(*param, variable->name, variable->bound, variable->defaultValue);
    else if (const auto* spec = dynAs<ParamSpec>(param))
      one(*param, spec->name, nullptr, spec->defaultValue);
    else if (const auto* tuple = dynAs<TypeVarTuple>(param))
      one(*param, tuple->name, nullptr, tuple->defaultValue);
  }
}

// Evaluated in a function of its own.
void PlacementChecker::typeValue(const Expr* node) {
  inContext(typeContext(), [&] { expression(*node); });
}

template <class Def> void PlacementChecker::function(const Def& def, bool isAsync) {
  if (def.name == known::kDunderDebug)
    report(diag::kAssignToDebug, def);
  expressions(def.decoratorList);
  defaults(*def.args);
  typeParameters(def.typeParams);
  inContext(withTypes(!def.typeParams.empty()), [&] {
    arguments(*def.args);
    if (def.returns)
      expression(*def.returns);
  });
  Context inner;
  inner.frame = ScopeKind::Function;
  inner.isAsync = isAsync;
  inner.isGenerator = isAsync && isGenerator(def);
  inContext(inner, [&] { statements(def.body); });
}

template <class AnyTry> void PlacementChecker::tryStatement(const AnyTry& stmt, bool isStar) {
  statements(stmt.body);
  for (size_t i = 0; i < stmt.handlers.size(); ++i) {
    const ExceptHandler& handler = *stmt.handlers[i];
    if (!handler.type && i + 1 < stmt.handlers.size())
      report(diag::kDefaultExceptNotLast, handler);
    if (handler.name == known::kDunderDebug)
      report(diag::kAssignToDebug, handler);
    if (handler.type)
      expression(*handler.type);
    Context inner = context_;
    if (isStar) {
      inner.inExceptStar = true;
      inner.inLoop = context_.inLoop;
      inner.loopInExceptStar = false;
    }
    inContext(inner, [&] { statements(handler.body); });
  }
  statements(stmt.orelse);
  statements(stmt.finalbody);
}

void PlacementChecker::importFrom(const ImportFrom& stmt) {
  if (stmt.level == 0 && stmt.module == known::kDunderFuture &&
      std::find(earlyFutures_.begin(), earlyFutures_.end(), &stmt) == earlyFutures_.end())
    report(diag::kFutureNotFirst, stmt);
  for (const Alias* alias : stmt.names)
    if ((alias->asname ? alias->asname : alias->name) == known::kDunderDebug)
      report(diag::kAssignToDebug, stmt);
}

void PlacementChecker::statement(const Stmt& stmt) {
  switch (stmt.kind) {
  case NodeKind::FunctionDef:
    return function(static_cast<const FunctionDef&>(stmt), false);
  case NodeKind::AsyncFunctionDef:
    return function(static_cast<const AsyncFunctionDef&>(stmt), true);
  case NodeKind::ClassDef: {
    const auto& def = static_cast<const ClassDef&>(stmt);
    if (def.name == known::kDunderDebug)
      report(diag::kAssignToDebug, def);
    expressions(def.decoratorList);
    typeParameters(def.typeParams);
    inContext(withTypes(!def.typeParams.empty()), [&] {
      elements(def.bases);
      keywords(def.keywords);
    });
    Context inner;
    inner.frame = ScopeKind::Class;
    return inContext(inner, [&] { statements(def.body); });
  }
  case NodeKind::Return: {
    const auto& ret = static_cast<const Return&>(stmt);
    if (context_.frame != ScopeKind::Function)
      report(diag::kReturnOutsideFunction, stmt);
    else if (context_.inExceptStar)
      report(diag::kJumpOutOfExceptStar,
             ret.value && is<Constant>(ret.value) ? *ret.value : static_cast<const Node&>(stmt));
    else if (ret.value && context_.isAsync && context_.isGenerator)
      report(diag::kReturnValueInAsyncGenerator, stmt);
    if (ret.value)
      expression(*ret.value);
    return;
  }
  case NodeKind::Break:
    if (!context_.inLoop)
      report(diag::kBreakOutsideLoop, stmt);
    else if (context_.inExceptStar && !context_.loopInExceptStar)
      report(diag::kJumpOutOfExceptStar, stmt);
    return;
  case NodeKind::Continue:
    if (!context_.inLoop)
      report(diag::kContinueOutsideLoop, stmt);
    else if (context_.inExceptStar && !context_.loopInExceptStar)
      report(diag::kJumpOutOfExceptStar, stmt);
    return;
  case NodeKind::For: {
    const auto& loop = static_cast<const For&>(stmt);
    target(*loop.target);
    expression(*loop.iter);
    inLoop([&] { statements(loop.body); });
    return statements(loop.orelse);
  }
  case NodeKind::AsyncFor: {
    const auto& loop = static_cast<const AsyncFor&>(stmt);
    if (!context_.isAsync)
      report(diag::kAsyncForOutsideAsync, stmt);
    target(*loop.target);
    expression(*loop.iter);
    inLoop([&] { statements(loop.body); });
    return statements(loop.orelse);
  }
  case NodeKind::While: {
    const auto& loop = static_cast<const While&>(stmt);
    expression(*loop.test);
    inLoop([&] { statements(loop.body); });
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
    if (!context_.isAsync)
      report(diag::kAsyncWithOutsideAsync, stmt);
    return withStatement(static_cast<const AsyncWith&>(stmt));
  case NodeKind::Match:
    return match(static_cast<const Match&>(stmt));
  case NodeKind::Try:
    return tryStatement(static_cast<const Try&>(stmt), false);
  case NodeKind::TryStar:
    return tryStatement(static_cast<const TryStar&>(stmt), true);
  case NodeKind::TypeAlias: {
    const auto& alias = static_cast<const TypeAlias&>(stmt);
    if (static_cast<const Name&>(*alias.name).name == known::kDunderDebug)
      report(diag::kAssignToDebug, stmt);
    typeParameters(alias.typeParams);
    return typeValue(alias.value);
  }
  case NodeKind::Assign: {
    const auto& assign = static_cast<const Assign&>(stmt);
    for (const Expr* t : assign.targets)
      target(*t);
    return expression(*assign.value);
  }
  case NodeKind::AugAssign: {
    const auto& assign = static_cast<const AugAssign&>(stmt);
    target(*assign.target);
    return expression(*assign.value);
  }
  case NodeKind::AnnAssign: {
    const auto& assign = static_cast<const AnnAssign&>(stmt);
    target(*assign.target);
    expression(*assign.annotation);
    if (assign.value)
      expression(*assign.value);
    return;
  }
  case NodeKind::Delete:
    for (const Expr* t : static_cast<const Delete&>(stmt).targets)
      target(*t);
    return;
  case NodeKind::Assert: {
    const auto& assertion = static_cast<const Assert&>(stmt);
    const auto* tuple = dynAs<Tuple>(assertion.test);
    if (tuple && !tuple->elts.empty())
      report(diag::kAssertOnTuple, stmt);
    expression(*assertion.test);
    if (assertion.msg)
      expression(*assertion.msg);
    return;
  }
  case NodeKind::Import:
    for (const Alias* alias : static_cast<const ast::Import&>(stmt).names)
      if ((alias->asname ? alias->asname : alias->name) == known::kDunderDebug)
        report(diag::kAssignToDebug, stmt);
    return;
  case NodeKind::ImportFrom:
    return importFrom(static_cast<const ImportFrom&>(stmt));
  default:
    walkChildren(stmt, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
    return;
  }
}

template <class AnyWith> void PlacementChecker::withStatement(const AnyWith& stmt) {
  for (const WithItem* item : stmt.items) {
    expression(*item->contextExpr);
    if (item->optionalVars)
      target(*item->optionalVars);
  }
  statements(stmt.body);
}

void Resolver::checkPlacement(uint32_t module) {
  const ModuleInput& input = product->modules_[module];
  PlacementChecker(*this, input).run(input.ast->body());
}

} // namespace tauro::resolve
