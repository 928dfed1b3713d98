// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fold: ops whose operands are constants become constants. Nothing that would raise or warn is
// folded, nor what would make the program bigger (fold_values.cpp has the limits).
//
//     a = const 2
//     b = const 3
//     c = py.add a, b               =>     c = const 5
//     t = py.lt.truth a, c                 t = bool.const true
#include "passes/facts.h"
#include "passes/fold_values.h"
#include "passes/pass.h"
#include "runtime-lib/abi/arith.h"
#include "runtime-lib/abi/layout.h"

namespace tauro::passes {
namespace {

using namespace ir;

std::optional<int64_t> i64Of(Value* value) {
  Inst* inst = asInst(value);
  if (inst && inst->op() == Op::ConstI64)
    return inst->attribute().imm;
  return std::nullopt;
}

std::optional<double> f64Of(Value* value) {
  Inst* inst = asInst(value);
  if (inst && inst->op() == Op::ConstF64)
    return inst->attribute().real;
  return std::nullopt;
}

std::optional<bool> boolOf(Value* value) {
  Inst* inst = asInst(value);
  if (inst && inst->op() == Op::ConstBool)
    return inst->attribute().imm != 0;
  return std::nullopt;
}

bool to(Inst* inst, const Constant* constant) {
  if (!constant)
    return false;
  replaceWithConstant(inst, constant);
  return true;
}

bool to(Inst* inst, std::optional<bool> value) {
  if (!value)
    return false;
  replaceWithBool(inst, *value);
  return true;
}

bool to(Inst* inst, std::optional<int64_t> value) {
  if (!value)
    return false;
  replaceWithI64(inst, *value);
  return true;
}

bool to(Inst* inst, std::optional<double> value) {
  if (!value)
    return false;
  replaceWithF64(inst, *value);
  return true;
}

// --- words

// The plain comparison of a fused one; false when `op` is no comparison.
bool plainComparison(Op op, Op* plain, bool* isTruth) {
  switch (op) {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  case Op::Py##Name:                                                                               \
  case Op::Py##Name##Truth:                                                                        \
    *plain = Op::Py##Name;                                                                         \
    *isTruth = op == Op::Py##Name##Truth;                                                          \
    return true;
#include "runtime-lib/abi/operators.def"
  default:
    return false;
  }
}

bool foldComparison(Inst* inst, const Constant* a, const Constant* b) {
  Op plain;
  bool isTruth;
  if (!plainComparison(inst->op(), &plain, &isTruth))
    return false;
  std::optional<bool> outcome = foldCompare(plain, a, b);
  if (!outcome)
    return false;
  if (isTruth)
    return to(inst, outcome);
  return to(inst, inst->function()->module()->constant(*outcome ? ConstantKind::True
                                                                : ConstantKind::False));
}

bool foldJoin(Inst* inst) {
  Module& module = *inst->function()->module();
  std::string text;
  for (Value* operand : inst->operands()) {
    const Constant* piece = constantOf(operand);
    if (!piece || piece->kind != ConstantKind::Str)
      return false;
    text += piece->text;
  }
  return to(inst, module.strConstant(text));
}

bool foldTuple(Inst* inst) {
  std::vector<const Constant*> items;
  for (Value* operand : inst->operands()) {
    const Constant* item = constantOf(operand);
    if (!item || item->kind == ConstantKind::Unbound)
      return false;
    items.push_back(item);
  }
  return to(inst, inst->function()->module()->tupleConstant(std::move(items)));
}

bool foldWord(Inst* inst) {
  Module& module = *inst->function()->module();
  if (inst->op() == Op::JoinStrings)
    return foldJoin(inst);
  if (inst->op() == Op::TupleNew)
    return foldTuple(inst);
  if (inst->operands().empty())
    return false;
  const Constant* a = constantOf(inst->operand(0));
  if (!a)
    return false;
  const Constant* b = inst->operands().size() > 1 ? constantOf(inst->operand(1)) : nullptr;
  switch (inst->op()) {
  case Op::PyTruth:
    return to(inst, foldTruth(a));
  case Op::IsUnbound:
    return to(inst, std::optional(a->kind == ConstantKind::Unbound));
  case Op::CheckBound:
    if (a->kind == ConstantKind::Unbound)
      return false;
    replaceWith(inst, inst->operand(0));
    return true;
  case Op::PyIs:
    return b && to(inst, foldIs(a, b));
  case Op::PyGetItem:
    return b && to(inst, foldItem(module, a, b));
  case Op::Convert:
    if (a->kind != ConstantKind::Str || inst->attribute().imm != 's')
      return false;
    return to(inst, a);
  case Op::FormatValue:
    if (a->kind != ConstantKind::Str || !b || b->kind != ConstantKind::Unbound)
      return false;
    return to(inst, a);
  case Op::UnboxI64:
    return a->kind == ConstantKind::Int && to(inst, std::optional(a->integer));
  case Op::UnboxF64:
    return a->kind == ConstantKind::Float && to(inst, std::optional(a->real));
  case Op::UnboxBool:
    if (a->kind != ConstantKind::True && a->kind != ConstantKind::False)
      return false;
    return to(inst, std::optional(a->kind == ConstantKind::True));
  case Op::PyInvert:
  case Op::PyUAdd:
  case Op::PyUSub:
    return to(inst, foldUnary(module, inst->op(), a));
  default:
    if (!b || inst->operands().size() != 2)
      return false;
    return foldComparison(inst, a, b) || to(inst, foldBinary(module, inst->op(), a, b));
  }
}

// --- raw values

std::optional<int64_t> foldI64(Op op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
  case Op::I64Add:
  case Op::I64AddNowrap:
    overflow = abi::addOverflow(a, b, &result);
    break;
  case Op::I64Sub:
  case Op::I64SubNowrap:
    overflow = abi::subOverflow(a, b, &result);
    break;
  case Op::I64Mul:
  case Op::I64MulNowrap:
    overflow = abi::mulOverflow(a, b, &result);
    break;
  case Op::I64FloorDiv:
    overflow = b == 0 || abi::floorDivOverflow(a, b, &result);
    break;
  case Op::I64Mod:
    if (b == 0)
      return std::nullopt;
    result = abi::floorMod(a, b);
    break;
  case Op::I64Shl:
    overflow = b < 0 || abi::shiftLeftOverflow(a, b, &result);
    break;
  case Op::I64Shr:
    if (b < 0)
      return std::nullopt;
    result = abi::shiftRight(a, b);
    break;
  case Op::I64And:
    result = a & b;
    break;
  case Op::I64Or:
    result = a | b;
    break;
  case Op::I64Xor:
    result = a ^ b;
    break;
  default:
    return std::nullopt;
  }
  if (overflow)
    return std::nullopt;
  return result;
}

template <class T> std::optional<bool> foldOrder(Op op, T a, T b) {
  switch (op) {
  case Op::I64Lt:
  case Op::F64Lt:
    return a < b;
  case Op::I64Le:
  case Op::F64Le:
    return a <= b;
  case Op::I64Eq:
  case Op::F64Eq:
    return a == b;
  case Op::I64Ne:
  case Op::F64Ne:
    return a != b;
  case Op::I64Gt:
  case Op::F64Gt:
    return a > b;
  case Op::I64Ge:
  case Op::F64Ge:
    return a >= b;
  default:
    return std::nullopt;
  }
}

std::optional<double> foldF64(Op op, double a, double b) {
  switch (op) {
  case Op::F64Add:
    return a + b;
  case Op::F64Sub:
    return a - b;
  case Op::F64Mul:
    return a * b;
  case Op::F64Div:
    if (b == 0)
      return std::nullopt;
    return a / b;
  default:
    return std::nullopt;
  }
}

bool foldRaw(Inst* inst) {
  Module& module = *inst->function()->module();
  if (inst->operands().empty())
    return false;
  Value* first = inst->operand(0);
  Value* second = inst->operands().size() > 1 ? inst->operand(1) : nullptr;
  if (auto a = boolOf(first)) {
    auto b = second ? boolOf(second) : std::nullopt;
    switch (inst->op()) {
    case Op::BoolNot:
      return to(inst, std::optional(!*a));
    case Op::BoolAnd:
      return b && to(inst, std::optional(*a && *b));
    case Op::BoolOr:
      return b && to(inst, std::optional(*a || *b));
    case Op::BoxBool:
      return to(inst, module.constant(*a ? ConstantKind::True : ConstantKind::False));
    default:
      return false;
    }
  }
  if (auto a = i64Of(first)) {
    int64_t negated;
    if (inst->op() == Op::I64Neg)
      return !abi::negOverflow(*a, &negated) && to(inst, std::optional(negated));
    if (inst->op() == Op::I64ToF64)
      return to(inst, std::optional(static_cast<double>(*a)));
    if (inst->op() == Op::BoxI64 || inst->op() == Op::BoxSmall)
      return abi::fitsInt(*a) && to(inst, module.intConstant(*a));
    auto b = second ? i64Of(second) : std::nullopt;
    return b && (to(inst, foldI64(inst->op(), *a, *b)) || to(inst, foldOrder(inst->op(), *a, *b)));
  }
  if (auto a = f64Of(first)) {
    if (inst->op() == Op::F64Neg)
      return to(inst, std::optional(-*a));
    if (inst->op() == Op::BoxF64)
      return to(inst, module.floatConstant(*a));
    auto b = second ? f64Of(second) : std::nullopt;
    return b && (to(inst, foldF64(inst->op(), *a, *b)) || to(inst, foldOrder(inst->op(), *a, *b)));
  }
  return false;
}

} // namespace

bool runFold(Function& function, Analyses& analyses) {
  bool changed = false;
  // Operands before users, so that one walk folds whole expressions.
  for (Block* block : analyses.cfg().order())
    for (Inst* inst : *block)
      if (inst->type() != Type::none() && (foldWord(inst) || foldRaw(inst)))
        changed = true;
  return changed;
}

} // namespace tauro::passes
