// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Building instructions: result types by row, err edges by the current handler.
#include "ir/builder.h"

#include <cassert>

namespace tauro::ir {

Type typeOfConstant(const Constant* c) {
  switch (c->kind) {
  case ConstantKind::None:
    return Type::simple(TypeKind::NoneType);
  case ConstantKind::False:
  case ConstantKind::True:
    return Type::simple(TypeKind::BoolObject);
  case ConstantKind::Int:
  case ConstantKind::BigInt:
    return Type::simple(TypeKind::Int);
  case ConstantKind::Float:
    return Type::simple(TypeKind::Float);
  case ConstantKind::Str:
    return Type::simple(TypeKind::Str);
  case ConstantKind::Bytes:
    return Type::simple(TypeKind::Bytes);
  case ConstantKind::Tuple:
    return Type::simple(TypeKind::Tuple);
  case ConstantKind::Ellipsis:
  case ConstantKind::NotImplemented:
  case ConstantKind::Unbound:
  case ConstantKind::Complex:
  case ConstantKind::FrozenSet:
    return Type::value();
  }
  return Type::value();
}

Type resultType(Op op, const std::vector<Value*>& operands, const Attribute& attribute) {
  switch (info(op).result) {
  case ResultRule::Value:
    return Type::value();
  case ResultRule::Bool:
    return Type::boolean();
  case ResultRule::I64:
    return Type::i64();
  case ResultRule::F64:
    return Type::f64();
  case ResultRule::Pack:
    return Type::pack();
  case ResultRule::None:
    return Type::none();
  case ResultRule::Same:
    if (info(op).attribute == AttributeKind::Guard)
      return Type::meet(operands[0]->type(), attribute.guard);
    return operands[0]->type();
  case ResultRule::Constant:
    return attribute.constant ? typeOfConstant(attribute.constant) : Type::value();
  case ResultRule::Named:
    return attribute.function ? attribute.function->result : Type::value();
  case ResultRule::Pointer:
    return Type::pointer(attribute.guard.symbol());
  }
  return Type::value();
}

Inst* Builder::build(Op op, std::vector<Value*> operands) {
  return build(op, std::move(operands), Attribute());
}

Inst* Builder::build(Op op, std::vector<Value*> operands, Attribute attribute) {
  assert(operands.size() >= info(op).fixedOperands &&
         (info(op).variadic || operands.size() == info(op).fixedOperands));
  // Code that nothing reaches still has to stand somewhere; eraseUnreachable takes it away.
  if (!before_ && isTerminated())
    setBlock(newBlock());
  Type type = resultType(op, operands, attribute);
  Inst* inst = function_->create(op, type, std::move(operands));
  inst->attribute() = std::move(attribute);
  inst->setSite(site_);
  if (handler_ && mayRaise(inst->effects()))
    inst->addEdge(EdgeKind::Err, handler_, handlerArgs_);
  if (before_)
    block_->insertBefore(before_, inst);
  else
    block_->append(inst);
  return inst;
}

Value* Builder::constant(const Constant* c) {
  Attribute attribute;
  attribute.constant = c;
  return build(Op::Const, {}, std::move(attribute));
}

Value* Builder::boolean(bool b) { return imm(Op::ConstBool, {}, b); }

Inst* Builder::named(Op op, std::vector<Value*> operands, const Constant* name) {
  Attribute attribute;
  attribute.constant = name;
  return build(op, std::move(operands), std::move(attribute));
}

Inst* Builder::imm(Op op, std::vector<Value*> operands, int64_t imm) {
  Attribute attribute;
  attribute.imm = imm;
  return build(op, std::move(operands), std::move(attribute));
}

void Builder::jump(Block* target, std::vector<Value*> args) {
  build(Op::Jump)->addEdge(EdgeKind::Normal, target, std::move(args));
}

void Builder::branch(Value* condition, Block* ifTrue, Block* ifFalse) {
  branch(condition, ifTrue, {}, ifFalse, {});
}

void Builder::branch(Value* condition, Block* ifTrue, std::vector<Value*> trueArgs, Block* ifFalse,
                     std::vector<Value*> falseArgs) {
  Inst* inst = build(Op::Branch, {condition});
  inst->addEdge(EdgeKind::Normal, ifTrue, std::move(trueArgs));
  inst->addEdge(EdgeKind::Normal, ifFalse, std::move(falseArgs));
}

void Builder::ret(Value* value) { build(Op::Return, {value}); }

void Builder::unreachable() { build(Op::Unreachable); }

} // namespace tauro::ir
