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
  bool isWord = inst.operand(0)->type().isTagged();
  Value* pair = PoisonValue::get(f.function->getReturnType());
  if (!isWord)
    pair = f.b.CreateInsertValue(pair, value, 0);
  f.b.CreateRet(f.b.CreateInsertValue(pair, isWord ? value : f.word(abi::kUnbound), 1));
}

void lowerUnreachable(FunctionState& f, const ir::Inst&) { f.b.CreateUnreachable(); }

// The limit is above every address while a signal waits, so one test serves both. Behind it the
// entry tests again.
void lowerStackCheck(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
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

/// The live values go to the runtime as they are in registers, raw where the version has boxed them
/// for nothing else. An error out of resume code has the traceback entry of its function already.
void lowerResume(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  const ir::Function& target = *inst.attribute().function;
  // Captures and a generator's frame are all that is looked for there.
  bool needsSelf = f.source.versionOf == &target &&
                   (!target.captureNames.empty() || target.kind == ir::FunctionKind::Step);
  Value* self =
      needsSelf ? f.self() : static_cast<Value*>(ConstantPointerNull::get(f.module.pointer()));
  SmallVector<Value*, 16> arguments{self, f.module.resumeCode(target),
                                    b.getInt64(static_cast<uint64_t>(inst.attribute().imm)),
                                    nullptr};
  std::string kinds;
  for (unsigned i = 0; i < inst.operands().size(); ++i) {
    const ir::Inst* box = ir::asInst(inst.operand(i));
    tr::LiveKind kind = box ? f.boxedOnResume(*box) : tr::LiveKind::AsIs;
    kinds += static_cast<char>(kind);
    Value* live = kind == tr::LiveKind::AsIs ? f.operand(inst, i) : f.operand(*box, 0);
    if (live->getType()->isDoubleTy())
      live = b.CreateBitCast(live, b.getInt64Ty());
    arguments.push_back(b.CreateZExt(live, b.getInt64Ty()));
  }
  arguments[3] = f.module.constants().cString(kinds);
  CallInst* answer = b.CreateCall(f.module.resume(), arguments);
  // Merged into one call of many exits, their values would meet in as many phis.
  answer->addFnAttr(Attribute::NoMerge);
  // What is returned at once may be an error as well.
  const ir::Inst* next = inst.next();
  bool isReturned = next && next->op() == ir::Op::Return && next->operand(0) == &inst;
  if (!isReturned || inst.edge(ir::EdgeKind::Err)) {
    BasicBlock* goOn = f.newBlock("");
    b.CreateCondBr(b.CreateICmpEQ(answer, f.word(abi::kError)),
                   f.errorBlock(inst, f.source.versionOf != &target), goOn, f.unlikely());
    b.SetInsertPoint(goOn);
  }
  f.define(inst, answer);
}

} // namespace tauro::codegen
