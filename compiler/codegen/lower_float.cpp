// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw doubles: plain IEEE operations without fast-math flags, so that nothing is contracted or
// reassociated and results equal the runtime's at every level.
#include "compiler/codegen/handlers.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

void compare(FunctionState& f, const ir::Inst& inst, CmpInst::Predicate predicate) {
  f.define(inst, f.b.CreateFCmp(predicate, f.operand(inst, 0), f.operand(inst, 1)));
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
  f.exitIf(inst, f.b.CreateFCmpOEQ(divisor, ConstantFP::get(f.b.getDoubleTy(), 0.0)));
  f.define(inst, f.b.CreateFDiv(f.operand(inst, 0), divisor));
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
