// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions but calls, displays and comprehensions. Boolean operators are control flow; in a
// condition they branch directly and no truth value is boxed.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

namespace {
using ast::BinaryOperator;
using ast::CompareOperator;
using ast::NodeKind;

Op opOf(BinaryOperator op) {
  switch (op) {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  case BinaryOperator::Name:                                                                       \
    return Op::Py##Name;
#include "runtime-lib/abi/operators.def"
  }
  __builtin_unreachable();
}

// The op of a rich comparison, as a value or as a truth.
Op opOf(CompareOperator op, bool truth) {
  switch (op) {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  case CompareOperator::Name:                                                                      \
    return truth ? Op::Py##Name##Truth : Op::Py##Name;
#include "runtime-lib/abi/operators.def"
  default:
    break;
  }
  __builtin_unreachable();
}

bool isRich(CompareOperator op) { return op <= CompareOperator::GtE; }
bool isNegated(CompareOperator op) {
  return op == CompareOperator::IsNot || op == CompareOperator::NotIn;
}
} // namespace

Value* FunctionBuilder::expression(const ast::Expr& node) {
  if (const ir::Constant* folded = m_.fold(node))
    return constant(folded);
  switch (node.kind) {
  case NodeKind::Name:
    return loadName(static_cast<const ast::Name&>(node).name, node);
  case NodeKind::BoolOp:
    return booleanOperation(static_cast<const ast::BoolOp&>(node));
  case NodeKind::NamedExpr: {
    const auto& walrus = static_cast<const ast::NamedExpr&>(node);
    Value* value = expression(*walrus.value);
    assign(*walrus.target, value);
    return value;
  }
  case NodeKind::BinOp:
    return binary(static_cast<const ast::BinOp&>(node));
  case NodeKind::UnaryOp:
    return unary(static_cast<const ast::UnaryOp&>(node));
  case NodeKind::Lambda:
    return lambda(static_cast<const ast::Lambda&>(node));
  case NodeKind::IfExp:
    return conditional(static_cast<const ast::IfExp&>(node));
  case NodeKind::Dict:
    return dictDisplay(static_cast<const ast::Dict&>(node));
  case NodeKind::Set:
    return setDisplay(static_cast<const ast::Set&>(node));
  case NodeKind::List:
    return listDisplay(static_cast<const ast::List&>(node));
  case NodeKind::Tuple:
    return tupleDisplay(static_cast<const ast::Tuple&>(node));
  case NodeKind::ListComp: {
    const auto& comp = static_cast<const ast::ListComp&>(node);
    return comprehension(node, comp.generators, *comp.elt, nullptr);
  }
  case NodeKind::SetComp: {
    const auto& comp = static_cast<const ast::SetComp&>(node);
    return comprehension(node, comp.generators, *comp.elt, nullptr);
  }
  case NodeKind::DictComp: {
    const auto& comp = static_cast<const ast::DictComp&>(node);
    return comprehension(node, comp.generators, *comp.key, comp.value);
  }
  case NodeKind::GeneratorExp:
    return generatorExpression(static_cast<const ast::GeneratorExp&>(node));
  case NodeKind::Yield: {
    const auto& yield = static_cast<const ast::Yield&>(node);
    return yieldValue(yield.value ? expression(*yield.value) : none(), node);
  }
  case NodeKind::Await:
    return awaitExpression(static_cast<const ast::Await&>(node));
  case NodeKind::YieldFrom:
    return emit(Op::YieldFrom, {expression(*static_cast<const ast::YieldFrom&>(node).value)}, node);
  case NodeKind::Compare:
    return comparison(static_cast<const ast::Compare&>(node));
  case NodeKind::Call:
    return call(static_cast<const ast::Call&>(node));
  case NodeKind::FormattedValue:
    return formattedValue(static_cast<const ast::FormattedValue&>(node));
  case NodeKind::JoinedStr:
    return joinedString(static_cast<const ast::JoinedStr&>(node));
  case NodeKind::Attribute:
    return attribute(static_cast<const ast::Attribute&>(node));
  case NodeKind::Subscript:
    return subscript(static_cast<const ast::Subscript&>(node));
  case NodeKind::Slice:
    return slice(static_cast<const ast::Slice&>(node));
  default: // Await and Starred: refused before
    assert(false && "not an expression that IR build sees");
    __builtin_unreachable();
  }
}

std::vector<Value*> FunctionBuilder::expressions(Span<ast::Expr* const> nodes) {
  std::vector<Value*> values;
  values.reserve(nodes.size());
  for (const ast::Expr* node : nodes)
    values.push_back(expression(*node));
  return values;
}

// ---- operators ----

Value* FunctionBuilder::binary(const ast::BinOp& node) {
  Value* left = expression(*node.left);
  Value* right = expression(*node.right);
  return emit(opOf(node.op), {left, right}, node);
}

Value* FunctionBuilder::unary(const ast::UnaryOp& node) {
  Value* operand = expression(*node.operand);
  switch (node.op) {
  case ast::UnaryOperator::Not: {
    Value* truth = emit(Op::PyTruth, {operand}, node);
    return boxed(b_.build(Op::BoolNot, {truth}));
  }
  case ast::UnaryOperator::Invert:
    return emit(Op::PyInvert, {operand}, node);
  case ast::UnaryOperator::UAdd:
    return emit(Op::PyUAdd, {operand}, node);
  case ast::UnaryOperator::USub:
    return emit(Op::PyUSub, {operand}, node);
  }
  __builtin_unreachable();
}

Value* FunctionBuilder::booleanOperation(const ast::BoolOp& node) {
  ir::SiteId site = m_.site(node);
  Block* end = newBlock("bool");
  Value* result = end->addArgument(ir::Type::value());
  for (size_t i = 0; i < node.values.size(); ++i) {
    Value* value = expression(*node.values[i]);
    if (i + 1 == node.values.size()) {
      b_.jump(end, {value});
      break;
    }
    Value* truth = emitAt(Op::PyTruth, {value}, site);
    Block* next = newBlock("next");
    if (node.op == ast::BoolOperator::And)
      b_.branch(truth, next, {}, end, {value});
    else
      b_.branch(truth, end, {value}, next, {});
    startBlock(next);
  }
  startBlock(end);
  return result;
}

Value* FunctionBuilder::conditional(const ast::IfExp& node) {
  Block *then = newBlock("then"), *otherwise = newBlock("else"), *end = newBlock("endif");
  Value* result = end->addArgument(ir::Type::value());
  condition(*node.test, then, otherwise);
  startBlock(then);
  b_.jump(end, {expression(*node.body)});
  startBlock(otherwise);
  b_.jump(end, {expression(*node.orelse)});
  startBlock(end);
  return result;
}

// ---- comparisons ----

// A right operand; lists and sets of constants that are only searched need not be built.
Value* FunctionBuilder::comparator(CompareOperator op, const ast::Expr& node) {
  if (op != CompareOperator::In && op != CompareOperator::NotIn)
    return expression(node);
  Span<ast::Expr* const> elements;
  if (const auto* list = ast::dynAs<ast::List>(&node))
    elements = list->elts;
  else if (const auto* set = ast::dynAs<ast::Set>(&node))
    elements = set->elts;
  else
    return expression(node);
  std::vector<const ir::Constant*> items;
  for (const ast::Expr* element : elements) {
    const ir::Constant* item = m_.fold(*element);
    if (!item)
      return expression(node);
    items.push_back(item);
  }
  return constant(ast::is<ast::List>(&node) ? m_.ir().tupleConstant(std::move(items))
                                            : m_.ir().frozenSetConstant(std::move(items)));
}

Value* FunctionBuilder::compareTruth(CompareOperator op, Value* left, Value* right,
                                     const ast::Node& at) {
  if (isRich(op))
    return emit(opOf(op, true), {left, right}, at);
  bool in = op == CompareOperator::In || op == CompareOperator::NotIn;
  Value* truth = in ? emit(Op::PyContains, {right, left}, at) : emit(Op::PyIs, {left, right}, at);
  return isNegated(op) ? b_.build(Op::BoolNot, {truth}) : truth;
}

Value* FunctionBuilder::compareOne(CompareOperator op, Value* left, Value* right,
                                   const ast::Node& at) {
  if (isRich(op))
    return emit(opOf(op, false), {left, right}, at);
  return boxed(compareTruth(op, left, right, at));
}

Value* FunctionBuilder::comparison(const ast::Compare& node) {
  Value* left = expression(*node.left);
  size_t last = node.ops.size() - 1;
  if (last == 0)
    return compareOne(node.ops[0], left, comparator(node.ops[0], *node.comparators[0]), node);

  Block* end = newBlock("compared");
  Value* result = end->addArgument(ir::Type::value());
  for (size_t i = 0; i <= last; ++i) {
    Value* right = comparator(node.ops[i], *node.comparators[i]);
    Value* value = compareOne(node.ops[i], left, right, node);
    if (i == last) {
      b_.jump(end, {value});
      break;
    }
    Block* next = newBlock("next");
    b_.branch(emit(Op::PyTruth, {value}, node), next, {}, end, {value});
    startBlock(next);
    left = right;
  }
  startBlock(end);
  return result;
}

// ---- conditions ----

void FunctionBuilder::condition(const ast::Expr& node, Block* ifTrue, Block* ifFalse) {
  int known = m_.constantTruth(node);
  if (known >= 0)
    return b_.jump(known ? ifTrue : ifFalse);
  switch (node.kind) {
  case NodeKind::UnaryOp: {
    const auto& unary = static_cast<const ast::UnaryOp&>(node);
    if (unary.op == ast::UnaryOperator::Not)
      return condition(*unary.operand, ifFalse, ifTrue);
    break;
  }
  case NodeKind::BoolOp: {
    const auto& operation = static_cast<const ast::BoolOp&>(node);
    bool isAnd = operation.op == ast::BoolOperator::And;
    for (size_t i = 0; i + 1 < operation.values.size(); ++i) {
      Block* next = newBlock("next");
      condition(*operation.values[i], isAnd ? next : ifTrue, isAnd ? ifFalse : next);
      startBlock(next);
    }
    return condition(*operation.values.back(), ifTrue, ifFalse);
  }
  case NodeKind::IfExp: {
    const auto& choice = static_cast<const ast::IfExp&>(node);
    Block *then = newBlock("then"), *otherwise = newBlock("else");
    condition(*choice.test, then, otherwise);
    startBlock(then);
    condition(*choice.body, ifTrue, ifFalse);
    startBlock(otherwise);
    return condition(*choice.orelse, ifTrue, ifFalse);
  }
  case NodeKind::Compare: {
    const auto& compare = static_cast<const ast::Compare&>(node);
    Value* left = expression(*compare.left);
    for (size_t i = 0; i < compare.ops.size(); ++i) {
      Value* right = comparator(compare.ops[i], *compare.comparators[i]);
      Value* truth = compareTruth(compare.ops[i], left, right, node);
      if (i + 1 == compare.ops.size())
        return b_.branch(truth, ifTrue, ifFalse);
      Block* next = newBlock("next");
      b_.branch(truth, next, ifFalse);
      startBlock(next);
      left = right;
    }
    return;
  }
  default:
    break;
  }
  Value* value = expression(node);
  b_.branch(emit(Op::PyTruth, {value}, node), ifTrue, ifFalse);
}

// ---- attributes and items ----

Value* FunctionBuilder::attribute(const ast::Attribute& node) {
  if (isPlainSuper(*node.value) && hasClassCell())
    return superAttribute(node);
  Value* object = expression(*node.value);
  return emitNamed(Op::PyGetAttr, {object}, mangledName(node.attr), m_.attributeSite(node));
}

Value* FunctionBuilder::slice(const ast::Slice& node) {
  Value* lower = node.lower ? expression(*node.lower) : none();
  Value* upper = node.upper ? expression(*node.upper) : none();
  Value* step = node.step ? expression(*node.step) : none();
  return emit(Op::SliceNew, {lower, upper, step}, node);
}

// ---- f-strings ----

Value* FunctionBuilder::formattedValue(const ast::FormattedValue& node) {
  Value* value = expression(*node.value);
  ir::SiteId site = m_.site(node);
  if (node.conversion >= 0) {
    b_.setSite(site);
    value = b_.imm(Op::Convert, {value}, node.conversion);
  }
  Value* spec = node.formatSpec ? expression(*node.formatSpec) : b_.unbound();
  return emitAt(Op::FormatValue, {value, spec}, site);
}

Value* FunctionBuilder::joinedString(const ast::JoinedStr& node) {
  if (node.values.size() == 1 && ast::is<ast::FormattedValue>(node.values[0]))
    return expression(*node.values[0]);
  if (node.values.empty())
    return constant(m_.str(""));
  std::vector<Value*> parts = expressions(node.values);
  return parts.size() == 1 ? parts[0] : emit(Op::JoinStrings, std::move(parts), node);
}

Value* FunctionBuilder::lambda(const ast::Lambda& node) {
  ir::SiteId site = m_.site(node);
  Value* defaults = positionalDefaults(*node.args, site);
  Value* keywordDefaults = keywordOnlyDefaults(*node.args, site);
  const Scope& scope = m_.scopeOf(node);
  ir::Function* function = declareFunction(
      scope, scope.isGenerator ? ir::FunctionKind::Generator : ir::FunctionKind::Function,
      m_.lineOf(node.range.begin));
  FunctionBuilder(m_, scope, function).buildLambda(*node.args, *node.body);
  return makeFunction(scope, function, defaults, keywordDefaults, b_.unbound(), site);
}

} // namespace tauro::irbuild
