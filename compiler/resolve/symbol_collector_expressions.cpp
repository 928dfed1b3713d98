// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names in expressions and patterns. A comprehension is a scope, but its first iterable belongs to
// the one around it, and so does what := binds in it.
#include "compiler/resolve/symbol_collector.h"

namespace tauro::resolve {

using namespace ast;

// `self.name = ...`, in whatever function of the class.
void SymbolCollector::noteStaticAttribute(const Attribute& target) {
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

void SymbolCollector::comprehension(const Expr& node, Span<Comprehension* const> generators,
                                    const Expr& element, const Expr* value, ScopeKind kind,
                                    std::string_view scopeName, std::string_view described) {
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
      if (part.isAsync)
        noteAsync();
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
void SymbolCollector::extendWalrusScope(const Name& target) {
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
    case ScopeKind::TypeParameters:
    case ScopeKind::AliasValue:
    case ScopeKind::ParameterValue:
      r_.sink.emit(diag::kWalrusInTypeComprehension, at(target.range),
                   scope.kind == ScopeKind::TypeParameters ? "within the definition of a generic"
                   : scope.kind == ScopeKind::AliasValue   ? "in a type alias"
                                                           : "in a TypeVar bound");
      return;
    }
  }
}

// An await, or async for: the generator expression around it is asynchronous, functions say so.
void SymbolCollector::noteAsync() {
  Scope* scope = scope_;
  while (scope->kind == ScopeKind::Comprehension)
    scope = &r_.scope(scope->parent);
  if (scope->kind == ScopeKind::GeneratorExpression)
    scope->isAsync = true;
}

void SymbolCollector::yieldExpression(const Expr& node) {
  if (context_.comprehension)
    r_.sink.emit(diag::kYieldInComprehension, at(node.range), text(context_.comprehension));
  else
    scope_->isGenerator = true;
}

// globals() and locals(), which IR build makes from what it knows about the scope.
bool SymbolCollector::isNamespaceCall(const Call& call) const {
  const auto* name = dynAs<Name>(call.func);
  return name && call.args.empty() && call.keywords.empty() &&
         (text(name->name) == "globals" || text(name->name) == "locals");
}

// Like any target, but `self.x += 1` introduces no attribute.
void SymbolCollector::augmentedTarget(const Expr& target) {
  if (const auto* attribute = dynAs<Attribute>(&target))
    expression(*attribute->value);
  else
    expression(target);
}

void SymbolCollector::expression(const Expr& node) {
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
    if (refusedHere("named expression", node))
      return;
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
    return comprehension(comp, comp.generators, *comp.elt, nullptr, ScopeKind::GeneratorExpression,
                         "<genexpr>", "generator expression");
  }
  case NodeKind::Yield: {
    const auto& yield = static_cast<const Yield&>(node);
    if (refusedHere("yield expression", node))
      return;
    if (yield.value)
      expression(*yield.value);
    return yieldExpression(node);
  }
  case NodeKind::Await:
    if (refusedHere("await expression", node))
      return;
    noteAsync();
    return expression(*static_cast<const Await&>(node).value);
  case NodeKind::YieldFrom:
    if (refusedHere("yield expression", node))
      return;
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

void SymbolCollector::pattern(const Pattern& node) {
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

} // namespace tauro::resolve
