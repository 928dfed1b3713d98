// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw booleans and 64-bit integers: the steps of abi/arith.h as instructions. An op with an exit
// edge tests what the row says may fail; without one, that was proven impossible.
#include "compiler/codegen/handlers.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

template <class Make> void binary(FunctionState& f, const ir::Inst& inst, Make make) {
  f.define(inst, make(f.operand(inst, 0), f.operand(inst, 1)));
}

void checked(FunctionState& f, const ir::Inst& inst, Intrinsic::ID overflowing,
             Instruction::BinaryOps plain, Value* left, Value* right) {
  Builder& b = f.b;
  if (!f.hasExit(inst)) {
    Value* result = b.CreateBinOp(plain, left, right);
    if (auto* op = dyn_cast<BinaryOperator>(result))
      op->setHasNoSignedWrap();
    f.define(inst, result);
    return;
  }
  Value* pair = b.CreateIntrinsic(overflowing, {b.getInt64Ty()}, {left, right});
  f.exitIf(inst, b.CreateExtractValue(pair, 1));
  f.define(inst, b.CreateExtractValue(pair, 0));
}

void compare(FunctionState& f, const ir::Inst& inst, CmpInst::Predicate predicate) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateICmp(predicate, l, r); });
}

/// Divisor zero, and the one quotient that does not fit.
void exitOnDivision(FunctionState& f, const ir::Inst& inst, Value* left, Value* right,
                    bool overflows) {
  if (!f.hasExit(inst))
    return;
  Builder& b = f.b;
  Value* bad = b.CreateICmpEQ(right, b.getInt64(0));
  if (overflows) {
    Value* least = b.CreateICmpEQ(left, ConstantInt::getSigned(b.getInt64Ty(), INT64_MIN));
    Value* minusOne = b.CreateICmpEQ(right, ConstantInt::getSigned(b.getInt64Ty(), -1));
    bad = b.CreateOr(bad, b.CreateAnd(least, minusOne));
  }
  f.exitIf(inst, bad);
}

} // namespace

void lowerBoolNot(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateNot(f.operand(inst, 0)));
}
void lowerBoolAnd(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateAnd(l, r); });
}
void lowerBoolOr(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateOr(l, r); });
}

void lowerBoolToI64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateZExt(f.operand(inst, 0), f.b.getInt64Ty()));
}

void lowerI64Add(FunctionState& f, const ir::Inst& inst) {
  checked(f, inst, Intrinsic::sadd_with_overflow, Instruction::Add, f.operand(inst, 0),
          f.operand(inst, 1));
}
void lowerI64Sub(FunctionState& f, const ir::Inst& inst) {
  checked(f, inst, Intrinsic::ssub_with_overflow, Instruction::Sub, f.operand(inst, 0),
          f.operand(inst, 1));
}
void lowerI64Mul(FunctionState& f, const ir::Inst& inst) {
  checked(f, inst, Intrinsic::smul_with_overflow, Instruction::Mul, f.operand(inst, 0),
          f.operand(inst, 1));
}
void lowerI64Neg(FunctionState& f, const ir::Inst& inst) {
  checked(f, inst, Intrinsic::ssub_with_overflow, Instruction::Sub, f.b.getInt64(0),
          f.operand(inst, 0));
}
void lowerI64Abs(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* operand = f.operand(inst, 0);
  Value* least = ConstantInt::getSigned(b.getInt64Ty(), INT64_MIN);
  f.exitIf(inst, b.CreateICmpEQ(operand, least));
  f.define(inst, b.CreateBinaryIntrinsic(Intrinsic::abs, operand, b.getTrue()));
}
void lowerI64Min(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst,
         [&](Value* l, Value* r) { return f.b.CreateBinaryIntrinsic(Intrinsic::smin, l, r); });
}
void lowerI64Max(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst,
         [&](Value* l, Value* r) { return f.b.CreateBinaryIntrinsic(Intrinsic::smax, l, r); });
}
void lowerI64AddNowrap(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateNSWAdd(l, r); });
}
void lowerI64SubNowrap(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateNSWSub(l, r); });
}
void lowerI64MulNowrap(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateNSWMul(l, r); });
}

/// abi::floorDiv.
void lowerI64FloorDiv(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  exitOnDivision(f, inst, left, right, true);
  Value* quotient = b.CreateSDiv(left, right);
  Value* remainder = b.CreateSRem(left, right);
  Value* inexact = b.CreateICmpNE(remainder, b.getInt64(0));
  Value* signsDiffer = b.CreateICmpSLT(b.CreateXor(left, right), b.getInt64(0));
  Value* correction = b.CreateZExt(b.CreateAnd(inexact, signsDiffer), b.getInt64Ty());
  f.define(inst, b.CreateSub(quotient, correction));
}

/// abi::floorMod. srem of the least integer by -1 is undefined, so a divisor of -1 is replaced by
/// 1, which leaves the same remainder, 0.
void lowerI64Mod(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  exitOnDivision(f, inst, left, right, false);
  Value* minusOne = b.CreateICmpEQ(right, ConstantInt::getSigned(b.getInt64Ty(), -1));
  Value* divisor = b.CreateSelect(minusOne, b.getInt64(1), right);
  Value* remainder = b.CreateSRem(left, divisor);
  Value* inexact = b.CreateICmpNE(remainder, b.getInt64(0));
  Value* signsDiffer = b.CreateICmpSLT(b.CreateXor(remainder, divisor), b.getInt64(0));
  Value* correct = b.CreateAnd(inexact, signsDiffer);
  f.define(inst, b.CreateSelect(correct, b.CreateAdd(remainder, divisor), remainder));
}

/// Neither operand is negative: the unsigned division is the shorter one.
void lowerI64Quot(FunctionState& f, const ir::Inst& inst) {
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  exitOnDivision(f, inst, left, right, false);
  f.define(inst, f.b.CreateUDiv(left, right));
}
void lowerI64Rem(FunctionState& f, const ir::Inst& inst) {
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  exitOnDivision(f, inst, left, right, false);
  f.define(inst, f.b.CreateURem(left, right));
}

void lowerI64And(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateAnd(l, r); });
}
void lowerI64Or(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateOr(l, r); });
}
void lowerI64Xor(FunctionState& f, const ir::Inst& inst) {
  binary(f, inst, [&](Value* l, Value* r) { return f.b.CreateXor(l, r); });
}

/// abi::shiftLeftOverflow; a negative count leaves too.
void lowerI64Shl(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value *left = f.operand(inst, 0), *count = f.operand(inst, 1);
  Value* small = b.CreateICmpULT(count, b.getInt64(64));
  Value* amount = b.CreateSelect(small, count, b.getInt64(63));
  Value* shifted = b.CreateShl(left, amount);
  Value* isZero = b.CreateICmpEQ(left, b.getInt64(0));
  if (f.hasExit(inst)) {
    Value* lost = b.CreateICmpNE(b.CreateAShr(shifted, amount), left);
    Value* tooFar = b.CreateAnd(b.CreateNot(small), b.CreateNot(isZero));
    Value* negative = b.CreateICmpSLT(count, b.getInt64(0));
    f.exitIf(inst, b.CreateOr(negative, b.CreateOr(lost, tooFar)));
  }
  f.define(inst, b.CreateSelect(small, shifted, b.getInt64(0)));
}

/// abi::shiftRight; a negative count leaves.
void lowerI64Shr(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value *left = f.operand(inst, 0), *count = f.operand(inst, 1);
  f.exitIf(inst, b.CreateICmpSLT(count, b.getInt64(0)));
  Value* small = b.CreateICmpULT(count, b.getInt64(63));
  f.define(inst, b.CreateAShr(left, b.CreateSelect(small, count, b.getInt64(63))));
}

void lowerI64Lt(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_SLT); }
void lowerI64Le(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_SLE); }
void lowerI64Eq(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_EQ); }
void lowerI64Ne(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_NE); }
void lowerI64Gt(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_SGT); }
void lowerI64Ge(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::ICMP_SGE); }

} // namespace tauro::codegen
