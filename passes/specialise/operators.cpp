// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators on numbers that are proven to be numbers. Where an operand's kind is not known the op
// stays generic: codegen has its common cases in line.
#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kBool;
using infer::kFloat;
using infer::kInt;
using infer::Range;

namespace {

constexpr int64_t kExactInDouble = int64_t{1} << 53;

bool isWithin(Range range, int64_t low, int64_t high) {
  return range.low >= low && range.high <= high;
}

} // namespace

// Unless it was proven to succeed, it leaves before the op of the generic body.
Inst* Translator::speculate(const Inst* inst, Op op, std::vector<Value*> operands, bool isProven) {
  Inst* made = emit(op, std::move(operands));
  if (!isProven)
    leave(made, inst);
  return made;
}

// An int is rounded to the nearest double, as CPython does.
Value* Translator::floatOperand(Inst* inst, unsigned i) {
  if (factAt(inst, i).isOnly(kFloat))
    return operandAs(inst, i, Rep::F64);
  if (const Inst* constant = asInst(inst->operand(i)))
    if (constant->op() == Op::Const && constant->attribute().constant->kind == ConstantKind::Int)
      return real(static_cast<double>(constant->attribute().constant->integer));
  return emit(Op::I64ToF64, {operandAs(inst, i, Rep::I64)});
}

bool Translator::translateOperator(Inst* inst) {
  auto row = operatorOf(inst->op());
  if (!row || !canLeave(inst))
    return false;
  if (row->kind == OperatorKind::Unary)
    return row->isTruth ? translateTruth(inst) : translateUnary(inst);
  Fact left = factAt(inst, 0), right = factAt(inst, 1);
  if (!isNumber(left) || !isNumber(right))
    return false;
  bool integers = left.isOnly(kInt) && right.isOnly(kInt);
  switch (row->kind) {
  case OperatorKind::Compare:
    return translateComparison(inst, integers ? row->integer : row->real, row->isTruth);
  case OperatorKind::Power:
    return translatePower(inst, left, right);
  case OperatorKind::Divide:
    if (integers && row->integer == Op::I64TrueDiv) {
      bool isProven = isWithin(left.range, -kExactInDouble, kExactInDouble) &&
                      isWithin(right.range, 1, kExactInDouble);
      Value *l = operandAs(inst, 0, Rep::I64), *r = operandAs(inst, 1, Rep::I64);
      define(inst, speculate(inst, Op::I64TrueDiv, {l, r}, isProven));
      return true;
    }
    return integers ? translateIntegers(inst, row->integer, left, right)
                    : translateFloats(inst, row->real, left, right);
  case OperatorKind::Arithmetic:
  case OperatorKind::Bits:
    if ((!integers && !row->hasReal) || (integers && loop_ && !factOf(inst).range.isClosed()))
      return false;
    return integers ? translateIntegers(inst, row->integer, left, right)
                    : translateFloats(inst, row->real, left, right);
  case OperatorKind::Unary:
    break;
  }
  return false;
}

bool Translator::translateIntegers(Inst* inst, Op op, const Fact& left, const Fact& right) {
  Value *l = operandAs(inst, 0, Rep::I64), *r = operandAs(inst, 1, Rep::I64);
  // What the result is proven to be fits, so the op cannot overflow.
  bool fits = factOf(inst).range.isClosed();
  bool isProven = false;
  switch (op) {
  case Op::I64Add:
    op = fits ? Op::I64AddNowrap : op;
    isProven = fits;
    break;
  case Op::I64Sub:
    op = fits ? Op::I64SubNowrap : op;
    isProven = fits;
    break;
  case Op::I64Mul:
    op = fits ? Op::I64MulNowrap : op;
    isProven = fits;
    break;
  case Op::I64FloorDiv:
  case Op::I64Mod:
    // Of operands that are not negative, the machine's own division does.
    if (left.range.low >= 0 && right.range.low >= 0)
      op = op == Op::I64Mod ? Op::I64Rem : Op::I64Quot;
    isProven = right.range.low > 0 || right.range.high < -1;
    break;
  case Op::I64Shl:
    isProven = fits && isWithin(right.range, 0, 63);
    break;
  case Op::I64Shr:
    isProven = right.range.low >= 0;
    break;
  default: // bits
    isProven = true;
  }
  define(inst, speculate(inst, op, {l, r}, isProven));
  return true;
}

bool Translator::translateFloats(Inst* inst, Op op, const Fact&, const Fact& right) {
  Value *l = floatOperand(inst, 0), *r = floatOperand(inst, 1);
  bool divides = op == Op::F64Div || op == Op::F64FloorDiv || op == Op::F64Mod;
  bool isProven = !divides || (right.isOnly(kInt) && right.range.low > 0);
  if (const Inst* constant = asInst(inst->operand(1)))
    if (constant->op() == Op::Const)
      isProven = isProven || constant->attribute().constant->real != 0;
  define(inst, speculate(inst, op, {l, r}, isProven));
  return true;
}

bool Translator::translateComparison(Inst* inst, Op op, bool isTruth) {
  Fact left = factAt(inst, 0), right = factAt(inst, 1);
  Value* result;
  if (left.isOnly(kInt) && right.isOnly(kInt)) {
    Value *l = operandAs(inst, 0, Rep::I64), *r = operandAs(inst, 1, Rep::I64);
    result = emit(op, {l, r});
  } else {
    // CPython compares an int with a float exactly; as doubles only what a double holds.
    auto isExact = [](const Fact& fact) {
      return fact.isOnly(kFloat) || isWithin(fact.range, -kExactInDouble, kExactInDouble);
    };
    if (!isExact(left) || !isExact(right))
      return false;
    Value *l = floatOperand(inst, 0), *r = floatOperand(inst, 1);
    result = emit(op, {l, r});
  }
  define(inst, isTruth ? result : box(result, Rep::Bool));
  return true;
}

bool Translator::translatePower(Inst* inst, const Fact& left, const Fact& right) {
  if (left.isOnly(kInt) && right.isOnly(kInt)) {
    // By repeated multiplication, for the exponents that people write.
    if (right.range.low != right.range.high || !isWithin(right.range, 1, 4) ||
        (loop_ && !factOf(inst).range.isClosed()))
      return false;
    Value* base = operandAs(inst, 0, Rep::I64);
    Value* result = base;
    bool fits = factOf(inst).range.isClosed();
    for (int64_t i = 1; i < right.range.low; i++)
      result = speculate(inst, fits ? Op::I64MulNowrap : Op::I64Mul, {result, base}, fits);
    define(inst, result);
    return true;
  }
  Value *l = floatOperand(inst, 0), *r = floatOperand(inst, 1);
  define(inst, speculate(inst, Op::F64Pow, {l, r}, false));
  return true;
}

bool Translator::translateUnary(Inst* inst) {
  Fact fact = factAt(inst, 0);
  bool integer = fact.isOnly(kInt);
  if (!isNumber(fact) || (!integer && inst->op() == Op::PyInvert) ||
      (integer && loop_ && inst->op() == Op::PyUSub && !factOf(inst).range.isClosed()))
    return false;
  Value* operand = operandAs(inst, 0, integer ? Rep::I64 : Rep::F64);
  if (inst->op() == Op::PyUAdd)
    define(inst, operand);
  else if (inst->op() == Op::PyInvert)
    define(inst, emit(Op::I64Xor, {operand, emit(Op::ConstI64, {}, -1)}));
  else if (integer)
    define(inst, speculate(inst, Op::I64Neg, {operand}, factOf(inst).range.isClosed()));
  else
    define(inst, emit(Op::F64Neg, {operand}));
  return true;
}

bool Translator::translateTruth(Inst* inst) {
  Fact fact = factAt(inst, 0);
  if (fact.isOnly(kBool))
    define(inst, operandAs(inst, 0, Rep::Bool));
  else if (fact.isOnly(kInt) && isNumber(fact))
    define(inst, emit(Op::I64Ne, {operandAs(inst, 0, Rep::I64), emit(Op::ConstI64, {}, 0)}));
  else if (fact.isOnly(kFloat))
    define(inst, emit(Op::F64Ne, {operandAs(inst, 0, Rep::F64), real(0)}));
  else
    return false;
  return true;
}

} // namespace tauro::passes::specialise
