// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/handlers.h"

using namespace llvm;

namespace tauro::codegen {

void lowerJump(FunctionState& f, const ir::Inst& inst) { f.take(inst.edges()[0]); }

void lowerBranch(FunctionState& f, const ir::Inst& inst) {
  BasicBlock* onTrue = f.edgeBlock(inst.edges()[0]);
  BasicBlock* onFalse = f.edgeBlock(inst.edges()[1]);
  f.b.CreateCondBr(f.operand(inst, 0), onTrue, onFalse);
}

void lowerSwitch(FunctionState& f, const ir::Inst& inst) {
  unsigned cases = static_cast<unsigned>(inst.edges().size()) - 1;
  SwitchInst* dispatch =
      f.b.CreateSwitch(f.operand(inst, 0), f.edgeBlock(inst.edges()[cases]), cases);
  for (unsigned i = 0; i < cases; ++i)
    dispatch->addCase(f.b.getInt64(i), f.edgeBlock(inst.edges()[i]));
}

void lowerReturn(FunctionState& f, const ir::Inst& inst) { f.b.CreateRet(f.operand(inst, 0)); }

void lowerUnreachable(FunctionState& f, const ir::Inst&) { f.b.CreateUnreachable(); }

// Says something to passes and the verifier only.
void lowerResumePoint(FunctionState&, const ir::Inst&) {}

void lowerResume(FunctionState& f, const ir::Inst&) {
  internalError("@" + Twine(f.source.symbol()) + ": resume code is not generated yet");
}

} // namespace tauro::codegen
