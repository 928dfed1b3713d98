// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Targets: names, attributes, items, unpacking; augmented and annotated assignment; del.
#include "compiler/irbuild/function_builder.h"
#include "compiler/irbuild/unparse.h"

namespace tauro::irbuild {

namespace {
using ast::NodeKind;

Op inPlaceOp(ast::BinaryOperator op) {
  switch (op) {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  case ast::BinaryOperator::Name:                                                                  \
    return Op::PyInPlace##Name;
#include "runtime-lib/abi/operators.def"
  }
  __builtin_unreachable();
}

// The elements of a tuple or list; none for anything else.
bool elementsOf(const ast::Expr& node, Span<ast::Expr* const>* elements) {
  if (const auto* tuple = ast::dynAs<ast::Tuple>(&node))
    *elements = tuple->elts;
  else if (const auto* list = ast::dynAs<ast::List>(&node))
    *elements = list->elts;
  else
    return false;
  return true;
}
} // namespace

void FunctionBuilder::assign(const ast::Expr& target, Value* value) {
  switch (target.kind) {
  case NodeKind::Name:
    return storeName(static_cast<const ast::Name&>(target).name, value, target);
  case NodeKind::Attribute: {
    const auto& attribute = static_cast<const ast::Attribute&>(target);
    Value* object = expression(*attribute.value);
    emitNamed(Op::PySetAttr, {object, value}, mangledName(attribute.attr),
              m_.attributeSite(attribute));
    return;
  }
  case NodeKind::Subscript: {
    const auto& subscript = static_cast<const ast::Subscript&>(target);
    Value* container = expression(*subscript.value);
    Value* key = expression(*subscript.slice);
    emit(Op::PySetItem, {container, key, value}, target);
    return;
  }
  case NodeKind::Tuple:
    return unpack(target, static_cast<const ast::Tuple&>(target).elts, value);
  case NodeKind::List:
    return unpack(target, static_cast<const ast::List&>(target).elts, value);
  default:
    assert(false && "not a target");
  }
}

std::vector<Value*> FunctionBuilder::unpackItems(Value* value, size_t count, size_t star,
                                                 const ast::Node& at) {
  b_.setSite(m_.site(at));
  ir::Attribute attribute;
  Value* pack;
  if (star == count) {
    attribute.imm = static_cast<int64_t>(count);
    pack = b_.build(Op::PyUnpack, {value}, std::move(attribute));
  } else {
    attribute.imm = static_cast<int64_t>(star);
    attribute.imm2 = static_cast<int64_t>(count - star - 1);
    pack = b_.build(Op::PyUnpackStar, {value}, std::move(attribute));
  }
  std::vector<Value*> items;
  for (size_t i = 0; i < count; ++i)
    items.push_back(b_.imm(Op::PackGet, {pack}, static_cast<int64_t>(i)));
  return items;
}

void FunctionBuilder::unpack(const ast::Expr& target, Span<ast::Expr* const> elements,
                             Value* value) {
  size_t star = elements.size();
  for (size_t i = 0; i < elements.size(); ++i)
    if (ast::is<ast::Starred>(elements[i]))
      star = i;
  std::vector<Value*> values = unpackItems(value, elements.size(), star, target);
  for (size_t i = 0; i < elements.size(); ++i) {
    const auto* starred = ast::dynAs<ast::Starred>(elements[i]);
    assign(starred ? *starred->value : *elements[i], values[i]);
  }
}

void FunctionBuilder::assignment(const ast::Assign& node) {
  // Turn this:  a, b = b, a
  // Into this:  t = b; u = a; a = t; b = u
  Span<ast::Expr* const> targets, values;
  if (node.targets.size() == 1 && elementsOf(*node.targets[0], &targets) &&
      elementsOf(*node.value, &values) && targets.size() == values.size() && !targets.empty() &&
      !hasStar(targets) && !hasStar(values)) {
    std::vector<Value*> operands = expressions(values);
    for (size_t i = 0; i < targets.size(); ++i)
      assign(*targets[i], operands[i]);
    return;
  }
  Value* value = expression(*node.value);
  for (const ast::Expr* target : node.targets)
    assign(*target, value);
}

void FunctionBuilder::augmentedAssignment(const ast::AugAssign& node) {
  Op op = inPlaceOp(node.op);
  ir::SiteId site = m_.site(node.range);
  switch (node.target->kind) {
  case NodeKind::Name: {
    NameId name = static_cast<const ast::Name*>(node.target)->name;
    Value* old = loadName(name, *node.target);
    Value* operand = expression(*node.value);
    return storeName(name, emitAt(op, {old, operand}, site), *node.target);
  }
  case NodeKind::Attribute: {
    const auto& target = static_cast<const ast::Attribute&>(*node.target);
    const ir::Constant* name = mangledName(target.attr);
    ir::SiteId targetSite = m_.attributeSite(target);
    Value* object = expression(*target.value);
    Value* old = emitNamed(Op::PyGetAttr, {object}, name, targetSite);
    Value* operand = expression(*node.value);
    Value* result = emitAt(op, {old, operand}, site);
    emitNamed(Op::PySetAttr, {object, result}, name, targetSite);
    return;
  }
  case NodeKind::Subscript: {
    const auto& target = static_cast<const ast::Subscript&>(*node.target);
    Value* container = expression(*target.value);
    Value* key = expression(*target.slice);
    Value* old = emit(Op::PyGetItem, {container, key}, target);
    Value* operand = expression(*node.value);
    Value* result = emitAt(op, {old, operand}, site);
    emit(Op::PySetItem, {container, key, result}, target);
    return;
  }
  default:
    assert(false && "not an augmented target");
  }
}

// ---- annotations ----

// Under `from __future__ import annotations` an annotation is its own text.
Value* FunctionBuilder::annotation(const ast::Expr& node) {
  if (scope_->futureAnnotations)
    return constant(m_.str(unparse(node, m_.resolution().names())));
  if (const auto* starred = ast::dynAs<ast::Starred>(&node)) { // *args: *Ts
    Value* value = expression(*starred->value);
    b_.setSite(m_.site(node));
    Value* pack = b_.imm(Op::PyUnpack, {value}, 1);
    return b_.imm(Op::PackGet, {pack}, 0);
  }
  return expression(node);
}

// A module or class with annotations has a dict for them, unless it inherited one from where it
// runs.
void FunctionBuilder::setUpAnnotations() {
  Block *missing = newBlock("missing"), *done = newBlock("annotations");
  if (namespace_) {
    Value* found = b_.named(Op::NamespaceGet, {namespace_}, m_.name(known::kDunderAnnotations));
    b_.branch(b_.build(Op::IsUnbound, {found}), missing, done);
    startBlock(missing);
    Value* dict = b_.build(Op::DictNew);
    b_.named(Op::NamespaceSet, {namespace_, dict}, m_.name(known::kDunderAnnotations));
  } else {
    ir::Attribute attribute;
    attribute.variable = m_.global(known::kDunderAnnotations);
    Value* found = b_.build(Op::GlobalLoadRaw, {}, attribute);
    b_.branch(b_.build(Op::IsUnbound, {found}), missing, done);
    startBlock(missing);
    Value* dict = b_.build(Op::DictNew);
    b_.build(Op::GlobalStore, {dict}, std::move(attribute));
  }
  b_.jump(done);
  startBlock(done);
}

void FunctionBuilder::annotatedAssignment(const ast::AnnAssign& node) {
  if (node.value)
    assign(*node.target, expression(*node.value));
  bool evaluated = scope_->kind == ScopeKind::Module || scope_->kind == ScopeKind::Class;
  switch (node.target->kind) {
  case NodeKind::Name: {
    if (!node.simple || !evaluated)
      break;
    Value* value = annotation(*node.annotation);
    ir::SiteId site = m_.site(node.range);
    Value* dict = namespace_ ? namespaceOr(known::kDunderAnnotations, site, VariableId())
                             : loadGlobal(known::kDunderAnnotations, site);
    NameId name = mangle(static_cast<const ast::Name*>(node.target)->name);
    emitAt(Op::PySetItem, {dict, constant(m_.name(name)), value}, site);
    return;
  }
  case NodeKind::Attribute:
    if (!node.value)
      expression(*static_cast<const ast::Attribute*>(node.target)->value);
    break;
  case NodeKind::Subscript:
    if (!node.value) {
      expression(*static_cast<const ast::Subscript*>(node.target)->value);
      expression(*static_cast<const ast::Subscript*>(node.target)->slice);
    }
    break;
  default:
    break;
  }
  // The annotation of any other target is evaluated for its effects.
  if (!node.simple && evaluated && !scope_->futureAnnotations)
    expression(*node.annotation);
}

// ---- del ----

void FunctionBuilder::deleteTarget(const ast::Expr& target) {
  switch (target.kind) {
  case NodeKind::Name:
    return deleteName(static_cast<const ast::Name&>(target).name, target);
  case NodeKind::Attribute: {
    const auto& attribute = static_cast<const ast::Attribute&>(target);
    Value* object = expression(*attribute.value);
    emitNamed(Op::PyDelAttr, {object}, mangledName(attribute.attr), m_.attributeSite(attribute));
    return;
  }
  case NodeKind::Subscript: {
    const auto& subscript = static_cast<const ast::Subscript&>(target);
    Value* container = expression(*subscript.value);
    Value* key = expression(*subscript.slice);
    emit(Op::PyDelItem, {container, key}, target);
    return;
  }
  case NodeKind::Tuple:
    for (const ast::Expr* element : static_cast<const ast::Tuple&>(target).elts)
      deleteTarget(*element);
    return;
  case NodeKind::List:
    for (const ast::Expr* element : static_cast<const ast::List&>(target).elts)
      deleteTarget(*element);
    return;
  default:
    assert(false && "not a target of del");
  }
}

} // namespace tauro::irbuild
