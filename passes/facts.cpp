// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/facts.h"

#include "ir/builder.h"

namespace tauro::passes {

using namespace ir;

bool mayBeUnbound(const Inst* inst) {
  switch (inst->op()) {
  case Op::Const:
    return inst->attribute().constant->kind == ConstantKind::Unbound;
  case Op::LocalLoad:
  case Op::CellLoad:
  case Op::ClosureLoad:
  case Op::GlobalLoadRaw:
  case Op::NamespaceGet:
  case Op::FrameLoad:
    return true;
  case Op::PackGet: // a loaded method's receiver is unbound when there is none to pass
    return asInst(inst->operand(0))->op() == Op::MethodLoad;
  default:
    return false;
  }
}

Type knownType(Value* value) {
  Inst* inst = asInst(value);
  if (!inst || inst->type() != Type::value())
    return value->type();
  switch (inst->op()) {
  case Op::BoxBool:
    return Type::simple(TypeKind::BoolObject);
  case Op::BoxI64:
  case Op::BoxSmall:
    return Type::simple(TypeKind::Int);
  case Op::BoxF64:
    return Type::simple(TypeKind::Float);
  case Op::ListNew:
  case Op::ListNewF64:
  case Op::ListNewI64:
    return Type::simple(TypeKind::List);
  case Op::TupleNew:
  case Op::ListToTuple:
    return Type::simple(TypeKind::Tuple);
  case Op::SetNew:
    return Type::simple(TypeKind::Set);
  case Op::DictNew:
    return Type::simple(TypeKind::Dict);
  case Op::FunctionNew:
    return Type::simple(TypeKind::Func);
  case Op::JoinStrings:
    return Type::simple(TypeKind::Str);
  default:
    return Type::value();
  }
}

void replaceWith(Inst* inst, Value* value) {
  if (value->name().empty())
    value->setName(inst->name());
  inst->replaceAllUsesWith(value);
  inst->erase();
}

Inst* insertBefore(Inst* position, Op op, std::vector<Value*> operands, Attribute attribute) {
  Builder builder(position->function());
  builder.setBefore(position);
  builder.setSite(position->site());
  return builder.build(op, std::move(operands), std::move(attribute));
}

Inst* rewrite(Inst* inst, Op op, std::vector<Value*> operands, Attribute attribute) {
  Inst* made = insertBefore(inst, op, std::move(operands), std::move(attribute));
  for (const Edge& edge : inst->edges())
    made->addEdge(edge.kind, edge.target, edge.args);
  replaceWith(inst, made);
  return made;
}

static void replaceWithNew(Inst* inst, Op op, Attribute attribute) {
  Inst* made = insertBefore(inst, op, {}, std::move(attribute));
  made->setSite(0);
  replaceWith(inst, made);
}

void replaceWithConstant(Inst* inst, const Constant* constant) {
  Attribute attribute;
  attribute.constant = constant;
  replaceWithNew(inst, Op::Const, std::move(attribute));
}

void replaceWithBool(Inst* inst, bool value) {
  Attribute attribute;
  attribute.imm = value;
  replaceWithNew(inst, Op::ConstBool, std::move(attribute));
}

void replaceWithI64(Inst* inst, int64_t value) {
  Attribute attribute;
  attribute.imm = value;
  replaceWithNew(inst, Op::ConstI64, std::move(attribute));
}

void replaceWithF64(Inst* inst, double value) {
  Attribute attribute;
  attribute.real = value;
  replaceWithNew(inst, Op::ConstF64, std::move(attribute));
}

} // namespace tauro::passes
