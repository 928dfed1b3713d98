// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Targets and expressions: stars, yields and awaits where they may not stand, and warnings about
// literals that are called, indexed or compared by identity.
#include "compiler/resolve/checks.h"

#include <unordered_set>

namespace tauro::resolve {

using namespace ast;

namespace {

std::string_view typeName(const ConstantValue& value) {
  switch (value.kind()) {
  case ast::ConstantKind::None:
    return "NoneType";
  case ast::ConstantKind::True:
  case ast::ConstantKind::False:
    return "bool";
  case ast::ConstantKind::Ellipsis:
    return "ellipsis";
  case ast::ConstantKind::Int:
  case ast::ConstantKind::BigInt:
    return "int";
  case ast::ConstantKind::Float:
    return "float";
  case ast::ConstantKind::Complex:
    return "complex";
  case ast::ConstantKind::Str:
    return "str";
  case ast::ConstantKind::Bytes:
    return "bytes";
  }
  __builtin_unreachable();
}

// The type's name when the expression can never be called or indexed.
std::string_view uncallableType(const Expr& node) {
  switch (node.kind) {
  case NodeKind::Constant:
    return typeName(static_cast<const Constant&>(node).value);
  case NodeKind::Tuple:
    return "tuple";
  case NodeKind::List:
  case NodeKind::ListComp:
    return "list";
  case NodeKind::Dict:
  case NodeKind::DictComp:
    return "dict";
  case NodeKind::Set:
  case NodeKind::SetComp:
    return "set";
  case NodeKind::GeneratorExp:
    return "generator";
  case NodeKind::Lambda:
    return "function";
  case NodeKind::JoinedStr:
  case NodeKind::FormattedValue:
    return "str";
  default:
    return {};
  }
}

} // namespace

// ---- targets ----

void PlacementChecker::target(const Expr& node) {
  switch (node.kind) {
  case NodeKind::Name: {
    const auto& name = static_cast<const Name&>(node);
    if (name.name == known::kDunderDebug)
      debugTarget(node, name.ctx);
    return;
  }
  case NodeKind::Attribute: {
    const auto& attribute = static_cast<const Attribute&>(node);
    if (attribute.attr == known::kDunderDebug)
      debugTarget(node, attribute.ctx);
    return expression(*attribute.value);
  }
  case NodeKind::Starred:
    report(diag::kBareStarTarget, node);
    return;
  case NodeKind::Tuple:
    return sequenceTarget(node, static_cast<const Tuple&>(node).elts);
  case NodeKind::List:
    return sequenceTarget(node, static_cast<const List&>(node).elts);
  default:
    return expression(node);
  }
}

void PlacementChecker::debugTarget(const Expr& node, ExprContext ctx) {
  if (ctx == ExprContext::Del)
    report(diag::kDeleteDebug, node);
  else
    report(diag::kAssignToDebug, node);
}

void PlacementChecker::sequenceTarget(const Expr& node, Span<Expr* const> elements) {
  bool star = false;
  for (size_t i = 0; i < elements.size(); ++i) {
    const auto* starred = dynAs<Starred>(elements[i]);
    if (!starred) {
      target(*elements[i]);
      continue;
    }
    if (star)
      report(diag::kSeveralStarTargets, node);
    star = true;
    if (i >= 256 || elements.size() - i - 1 >= (1u << 23))
      report(diag::kTooManyStarTargets, node);
    target(*starred->value);
  }
}

// ---- expressions ----

// Where `*x` may stand: displays and calls.
void PlacementChecker::elements(Span<Expr* const> nodes) {
  for (const Expr* node : nodes) {
    const auto* starred = dynAs<Starred>(node);
    expression(starred ? *starred->value : *node);
  }
}

void PlacementChecker::keywords(Span<Keyword* const> nodes) {
  std::unordered_set<NameId> seen;
  for (const Keyword* keyword : nodes) {
    if (keyword->arg == known::kDunderDebug)
      report(diag::kAssignToDebug, *keyword);
    if (keyword->arg && !seen.insert(keyword->arg).second)
      report(diag::kRepeatedKeyword, *keyword, text(keyword->arg));
    expression(*keyword->value);
  }
}

void PlacementChecker::comprehension(const Expr& node, Span<Comprehension* const> generators,
                                     bool isGenerator, const Expr& element, const Expr* value) {
  bool isAsync = false;
  expression(*generators[0]->iter);
  bool outerAwaits = awaits_;
  awaits_ = false;
  Context inner = context_;
  inner.inComprehension = true;
  inner.inTypes = false;
  inContext(inner, [&] {
    for (size_t i = 0; i < generators.size(); ++i) {
      const Comprehension& part = *generators[i];
      isAsync |= part.isAsync;
      target(*part.target);
      if (i > 0)
        expression(*part.iter);
      expressions(part.ifs);
    }
    expression(element);
    if (value)
      expression(*value);
  });
  // Any function may make a generator that awaits; what else awaits does so where it stands.
  isAsync |= awaits_;
  awaits_ = outerAwaits;
  if (!isAsync || isGenerator || context_.isAsync)
    return;
  if (context_.inComprehension)
    awaits_ = true;
  else
    report(diag::kAsyncComprehensionOutsideAsync, node);
}

void PlacementChecker::checkSubscript(const Subscript& node) {
  switch (node.value->kind) {
  case NodeKind::Constant: {
    auto kind = static_cast<const Constant*>(node.value)->value.kind();
    if (kind != ast::ConstantKind::Str && kind != ast::ConstantKind::Bytes &&
        kind != ast::ConstantKind::Ellipsis)
      return report(diag::kLiteralNotSubscriptable, node, uncallableType(*node.value));
    if (kind == ast::ConstantKind::Ellipsis)
      return report(diag::kLiteralNotSubscriptable, node, "ellipsis");
    break;
  }
  case NodeKind::Set:
  case NodeKind::SetComp:
  case NodeKind::GeneratorExp:
  case NodeKind::Lambda:
    return report(diag::kLiteralNotSubscriptable, node, uncallableType(*node.value));
  case NodeKind::Tuple:
  case NodeKind::List:
  case NodeKind::ListComp:
  case NodeKind::JoinedStr:
  case NodeKind::FormattedValue:
    break;
  default:
    return;
  }
  std::string_view index = uncallableType(*node.slice);
  if (index.empty() || index == "int" || index == "bool")
    return;
  report(diag::kLiteralIndexType, node, uncallableType(*node.value), index);
}

void PlacementChecker::checkIs(const Compare& node) {
  const Expr* left = node.left;
  auto literal = [](const Expr* e) -> const Constant* {
    const auto* constant = dynAs<Constant>(e);
    if (!constant)
      return nullptr;
    auto kind = constant->value.kind();
    bool singleton = kind <= ast::ConstantKind::Ellipsis;
    return singleton ? nullptr : constant;
  };
  for (size_t i = 0; i < node.ops.size(); ++i) {
    const Expr* right = node.comparators[i];
    CompareOperator op = node.ops[i];
    if (op == CompareOperator::Is || op == CompareOperator::IsNot) {
      const Constant* found = literal(left);
      if (!found)
        found = literal(right);
      if (found)
        return report(diag::kIsLiteral, node, spelling(op), typeName(found->value),
                      op == CompareOperator::Is ? "==" : "!=");
    }
    left = right;
  }
}

void PlacementChecker::expression(const Expr& node) {
  switch (node.kind) {
  case NodeKind::Starred:
    report(diag::kStarHere, node);
    return expression(*static_cast<const Starred&>(node).value);
  case NodeKind::Tuple:
    return elements(static_cast<const Tuple&>(node).elts);
  case NodeKind::List:
    return elements(static_cast<const List&>(node).elts);
  case NodeKind::Set:
    return elements(static_cast<const Set&>(node).elts);
  case NodeKind::Subscript: {
    const auto& subscript = static_cast<const Subscript&>(node);
    if (subscript.ctx == ExprContext::Load)
      checkSubscript(subscript);
    expression(*subscript.value);
    return expression(*subscript.slice);
  }
  case NodeKind::Call: {
    const auto& call = static_cast<const Call&>(node);
    std::string_view type = uncallableType(*call.func);
    if (!type.empty() && !is<Lambda>(call.func))
      report(diag::kLiteralNotCallable, node, type);
    expression(*call.func);
    elements(call.args);
    return keywords(call.keywords);
  }
  case NodeKind::Compare:
    checkIs(static_cast<const Compare&>(node));
    break;
  case NodeKind::NamedExpr: {
    const auto& walrus = static_cast<const NamedExpr&>(node);
    target(*walrus.target);
    return expression(*walrus.value);
  }
  case NodeKind::Lambda: {
    const auto& lambda = static_cast<const Lambda&>(node);
    arguments(*lambda.args);
    defaults(*lambda.args);
    Context inner;
    inner.frame = ScopeKind::Function;
    return inContext(inner, [&] { expression(*lambda.body); });
  }
  case NodeKind::ListComp: {
    const auto& comp = static_cast<const ListComp&>(node);
    return comprehension(node, comp.generators, false, *comp.elt);
  }
  case NodeKind::SetComp: {
    const auto& comp = static_cast<const SetComp&>(node);
    return comprehension(node, comp.generators, false, *comp.elt);
  }
  case NodeKind::DictComp: {
    const auto& comp = static_cast<const DictComp&>(node);
    return comprehension(node, comp.generators, false, *comp.key, comp.value);
  }
  case NodeKind::GeneratorExp: {
    const auto& comp = static_cast<const GeneratorExp&>(node);
    return comprehension(node, comp.generators, true, *comp.elt);
  }
  case NodeKind::Yield:
    if (context_.frame != ScopeKind::Function && !context_.inComprehension && !context_.inTypes)
      report(diag::kYieldOutsideFunction, node);
    break;
  case NodeKind::YieldFrom:
    if (context_.inComprehension || context_.inTypes)
      break;
    if (context_.frame != ScopeKind::Function)
      report(diag::kYieldOutsideFunction, node);
    else if (context_.isAsync)
      report(diag::kYieldFromInsideAsync, node);
    break;
  case NodeKind::Await:
    if (context_.inTypes)
      break;
    if (context_.inComprehension)
      awaits_ = true;
    else if (context_.frame != ScopeKind::Function)
      report(diag::kAwaitOutsideFunction, node);
    else if (!context_.isAsync)
      report(diag::kAwaitOutsideAsync, node);
    break;
  default:
    break;
  }
  walkChildren(node, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
}

} // namespace tauro::resolve
