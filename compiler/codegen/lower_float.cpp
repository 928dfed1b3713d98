// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw doubles: plain IEEE operations without fast-math flags, so that nothing is contracted or
// reassociated and results equal the runtime's at every level. What is more than one instruction is
// the runtime's own (abi/arith.h).
#include "compiler/codegen/handlers.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

void compare(FunctionState& f, const ir::Inst& inst, CmpInst::Predicate predicate) {
  f.define(inst, f.b.CreateFCmp(predicate, f.operand(inst, 0), f.operand(inst, 1)));
}

Constant* real(FunctionState& f, double value) { return ConstantFP::get(f.b.getDoubleTy(), value); }

void exitIfZero(FunctionState& f, const ir::Inst& inst, Value* divisor) {
  if (f.hasExit(inst))
    f.exitIf(inst, f.b.CreateFCmpOEQ(divisor, real(f, 0.0)));
}

void divide(FunctionState& f, const ir::Inst& inst, Entry entry) {
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  exitIfZero(f, inst, right);
  f.define(inst, f.call(entry, {left, right}));
}

} // namespace

void lowerI64ToF64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateSIToFP(f.operand(inst, 0), f.b.getDoubleTy()));
}
void lowerF64Add(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateFAdd(f.operand(inst, 0), f.operand(inst, 1)));
}
void lowerF64Sub(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateFSub(f.operand(inst, 0), f.operand(inst, 1)));
}
void lowerF64Mul(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateFMul(f.operand(inst, 0), f.operand(inst, 1)));
}
/// A zero divisor leaves.
void lowerF64Div(FunctionState& f, const ir::Inst& inst) {
  Value* divisor = f.operand(inst, 1);
  exitIfZero(f, inst, divisor);
  f.define(inst, f.b.CreateFDiv(f.operand(inst, 0), divisor));
}
void lowerF64FloorDiv(FunctionState& f, const ir::Inst& inst) {
  divide(f, inst, Entry::float_floordiv);
}
void lowerF64Mod(FunctionState& f, const ir::Inst& inst) { divide(f, inst, Entry::float_mod); }

/// abi::intTrueDiv where both operands are doubles exactly: one rounding, of the quotient.
void lowerI64TrueDiv(FunctionState& f, const ir::Inst& inst) {
  constexpr uint64_t kExact = uint64_t{1} << 53;
  Builder& b = f.b;
  Value *left = f.operand(inst, 0), *right = f.operand(inst, 1);
  if (f.hasExit(inst)) {
    auto isBeyond = [&](Value* v) {
      return b.CreateICmpUGT(b.CreateAdd(v, b.getInt64(kExact)), b.getInt64(2 * kExact));
    };
    Value* bad = b.CreateOr(isBeyond(left), isBeyond(right));
    f.exitIf(inst, b.CreateOr(bad, b.CreateICmpEQ(right, b.getInt64(0))));
  }
  f.define(inst, b.CreateFDiv(b.CreateSIToFP(left, b.getDoubleTy()),
                              b.CreateSIToFP(right, b.getDoubleTy())));
}

/// Where Python raises or answers a complex number, the entry makes no finite number of two that
/// are.
void lowerF64Pow(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value *base = f.operand(inst, 0), *exponent = f.operand(inst, 1);
  Value* power = f.call(Entry::float_pow, {base, exponent});
  if (f.hasExit(inst)) {
    auto isFinite = [&](Value* v) {
      Value* difference = b.CreateFSub(v, v);
      return b.CreateFCmpORD(difference, difference);
    };
    Value* wasFinite = b.CreateAnd(isFinite(base), isFinite(exponent));
    f.exitIf(inst, b.CreateAnd(b.CreateNot(isFinite(power)), wasFinite));
  }
  f.define(inst, power);
}

void lowerF64Abs(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateUnaryIntrinsic(Intrinsic::fabs, f.operand(inst, 0)));
}
void lowerF64Sqrt(FunctionState& f, const ir::Inst& inst) {
  Value* operand = f.operand(inst, 0);
  if (f.hasExit(inst))
    f.exitIf(inst, f.b.CreateFCmpOLT(operand, real(f, 0.0)));
  f.define(inst, f.b.CreateUnaryIntrinsic(Intrinsic::sqrt, operand));
}
/// abi::floatToInt64.
void lowerF64ToI64(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* operand = f.operand(inst, 0);
  if (f.hasExit(inst)) {
    Value* fits = b.CreateAnd(b.CreateFCmpOGE(operand, real(f, -0x1p63)),
                              b.CreateFCmpOLT(operand, real(f, 0x1p63)));
    f.exitIf(inst, b.CreateNot(fits));
  }
  f.define(inst, b.CreateFPToSI(operand, b.getInt64Ty()));
}
void lowerF64Neg(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateFNeg(f.operand(inst, 0)));
}
void lowerF64Lt(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_OLT); }
void lowerF64Le(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_OLE); }
void lowerF64Eq(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_OEQ); }
void lowerF64Ne(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_UNE); }
void lowerF64Gt(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_OGT); }
void lowerF64Ge(FunctionState& f, const ir::Inst& inst) { compare(f, inst, CmpInst::FCMP_OGE); }

} // namespace tauro::codegen
