// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Terminators, stack checks and resume points.
#include "compiler/codegen/handlers.h"

#include "llvm/IR/Intrinsics.h"

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

/// A raw value says that it is one where a word might be answered instead.
void lowerReturn(FunctionState& f, const ir::Inst& inst) {
  Value* value = f.operand(inst, 0);
  if (!f.source.elseValue) {
    f.b.CreateRet(value);
    return;
  }
  if (inst.operand(0)->type().isTagged()) {
    f.returnWord(value);
    return;
  }
  Value* raw = f.b.CreateInsertValue(PoisonValue::get(f.function->getReturnType()), value, 0);
  f.b.CreateRet(f.b.CreateInsertValue(raw, f.word(abi::kUnbound), 1));
}

void lowerUnreachable(FunctionState& f, const ir::Inst&) { f.b.CreateUnreachable(); }

// The limit is above every address while a signal waits, so one test serves both. Behind it the
// entry tests again.
void lowerStackCheck(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  // Resume code is entered where nothing may raise. Its usual frames find room below the limit.
  constexpr uint64_t kLargeFrame = 64 * 1024;
  auto frame = f.module.part().facts->resumeFrames.find(f.source.versionOf);
  if (frame != f.module.part().facts->resumeFrames.end() && frame->second > kLargeFrame) {
    f.callChecked(inst, Entry::stack_check_room, {b.getInt64(frame->second)});
    return;
  }
  if (f.inlines() == Inline::Nothing) {
    f.callChecked(inst, Entry::stack_check, {});
    return;
  }
  // The stack pointer itself: asking for the frame's address would make LLVM keep a frame pointer.
  bool isX86 = f.module.module().getTargetTriple().isX86();
  MDNode* stackPointer =
      MDNode::get(f.module.context(), MDString::get(f.module.context(), isX86 ? "rsp" : "sp"));
  Value* here = b.CreateIntrinsic(Intrinsic::read_register, {b.getInt64Ty()},
                                  {MetadataAsValue::get(f.module.context(), stackPointer)});
  Value* limit = b.CreateLoad(b.getInt64Ty(), f.module.stackLimit(), /*isVolatile=*/true);
  BasicBlock* next = f.newBlock("");
  BasicBlock* low = f.newBlock("low", true);
  b.CreateCondBr(b.CreateICmpUGT(here, limit), next, low, f.likely());
  b.SetInsertPoint(low);
  f.callChecked(inst, Entry::stack_check, {});
  b.CreateBr(next);
  b.SetInsertPoint(next);
}

/// A signal that waits has set the limit above every address.
void lowerPollExit(FunctionState& f, const ir::Inst& inst) {
  Value* limit = f.b.CreateLoad(f.b.getInt64Ty(), f.module.stackLimit(), /*isVolatile=*/true);
  f.exitIf(inst, f.b.CreateICmpEQ(limit, ConstantInt::getAllOnesValue(f.b.getInt64Ty())));
}

// Says something to passes and the verifier only.
void lowerResumePoint(FunctionState&, const ir::Inst&) {}
void lowerLoopEntry(FunctionState&, const ir::Inst&) {}

} // namespace tauro::codegen
