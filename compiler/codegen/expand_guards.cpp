// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/expand_guards.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

void emitExit(CallInst& guard, BasicBlock* exit) {
  Function& function = *exit->getParent();
  IRBuilder<> b(exit);
  b.SetCurrentDebugLocation(guard.getDebugLoc());
  SmallVector<Value*, 16> arguments(guard.args().begin() + 1, guard.arg_end());
  if (auto bundle = guard.getOperandBundle(LLVMContext::OB_deopt))
    arguments.append(bundle->Inputs.begin(), bundle->Inputs.end());
  auto* type = FunctionType::get(b.getInt64Ty(),
                                 {b.getPtrTy(), b.getPtrTy(), b.getInt64Ty(), b.getPtrTy()}, true);
  FunctionCallee resume = function.getParent()->getOrInsertFunction("tr_resume", type);
  CallInst* word = b.CreateCall(resume, arguments);
  word->addFnAttr(Attribute::NoMerge);
  Type* result = function.getReturnType();
  b.CreateRet(isa<StructType>(result) ? b.CreateInsertValue(PoisonValue::get(result), word, 1)
                                      : static_cast<Value*>(word));
}

void expand(CallInst& guard) {
  BasicBlock* head = guard.getParent();
  LLVMContext& context = head->getContext();
  BasicBlock* next = head->splitBasicBlock(&guard);
  BasicBlock* exit = BasicBlock::Create(context, "exit", head->getParent());
  emitExit(guard, exit);
  MDBuilder metadata(context);
  IRBuilder<> b(head->getTerminator());
  b.SetCurrentDebugLocation(guard.getDebugLoc());
  Value *holds = guard.getArgOperand(0), *failed;
  if (PatternMatch::match(holds, PatternMatch::m_Not(PatternMatch::m_Value(failed))))
    b.CreateCondBr(failed, exit, next, metadata.createUnlikelyBranchWeights());
  else
    b.CreateCondBr(holds, next, exit, metadata.createLikelyBranchWeights());
  head->getTerminator()->eraseFromParent();
  guard.eraseFromParent();
}

} // namespace

PreservedAnalyses ExpandGuards::run(Module& module, ModuleAnalysisManager&) {
  Function* declarations[] = {
      Intrinsic::getDeclarationIfExists(&module, Intrinsic::experimental_guard),
      module.getFunction(kUnknownGuard)};
  if (!declarations[0] && !declarations[1])
    return PreservedAnalyses::all();
  // The last of a block first: what is behind it moves once.
  for (Function& function : module) {
    SmallVector<CallInst*, 32> guards;
    for (BasicBlock& block : function)
      for (Instruction& inst : reverse(block))
        if (auto* call = dyn_cast<CallInst>(&inst);
            call && call->getCalledFunction() &&
            is_contained(declarations, call->getCalledFunction()))
          guards.push_back(call);
    for (CallInst* guard : guards)
      expand(*guard);
    if (function.hasWeakAnyLinkage()) {
      bool isLocal = function.hasFnAttribute(kLocalLinkage);
      function.setLinkage(isLocal ? GlobalValue::InternalLinkage : GlobalValue::ExternalLinkage);
      function.removeFnAttr(kLocalLinkage);
    }
  }
  for (Function* declaration : declarations)
    if (declaration)
      declaration->eraseFromParent();
  return PreservedAnalyses::none();
}

} // namespace tauro::codegen
