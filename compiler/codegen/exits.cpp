// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How versions are left. An exit whose target does nothing but resume is one call of tr_resume with
// the live values as they are in registers.
//
// Where LLVM's own pipeline runs, such an exit is a guard in the middle of a block, with the call
// in its operand bundle (expand_guards.cpp makes the branch of it, after the pipeline): a branch
// out of a loop for each would have LLVM make a phi for each live value at each, again in each of
// its loop passes, and would leave it loops with hundreds of exits.
#include "compiler/codegen/expand_guards.h"
#include "compiler/codegen/function_state.h"
#include "compiler/codegen/handlers.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace tauro::codegen {

tr::LiveKind FunctionState::boxedOnResume(const ir::Inst& inst) const {
  tr::LiveKind kind = inst.op() == ir::Op::BoxI64 || inst.op() == ir::Op::BoxSmall
                          ? tr::LiveKind::Int
                      : inst.op() == ir::Op::BoxF64    ? tr::LiveKind::Float
                      : inst.op() == ir::Op::BoxBool   ? tr::LiveKind::Bool
                      : inst.op() == ir::Op::BoxNumber ? tr::LiveKind::Number
                                                       : tr::LiveKind::AsIs;
  if (kind == tr::LiveKind::AsIs || !inst.hasUses())
    return tr::LiveKind::AsIs;
  for (const ir::Inst* user : inst.users())
    if (user->op() != ir::Op::Resume || !user->edges().empty())
      return tr::LiveKind::AsIs;
  return kind;
}

/// The resume of a block that boxes, resumes and returns the answer.
static const ir::Inst* onlyResume(const ir::Block& block) {
  if (!block.isCold())
    return nullptr;
  const ir::Inst* inst = block.first();
  while (ir::isRematerialisable(ir::info(inst->op())) || ir::isBox(inst->op()) ||
         inst->op() == ir::Op::ResumePoint)
    inst = inst->next();
  if (inst->op() != ir::Op::Resume || !inst->edges().empty())
    return nullptr;
  const ir::Inst* next = inst->next();
  bool isOwn = block.function()->versionOf == inst->attribute().function;
  return isOwn && next->op() == ir::Op::Return && next->operand(0) == inst ? inst : nullptr;
}

const ir::Inst* FunctionState::guardedResume(const ir::Block& block) {
  if (form_ == Form::Resume || !module.usesGuards())
    return nullptr;
  auto [known, isNew] = guarded_.try_emplace(&block, nullptr);
  if (!isNew)
    return known->second;
  const ir::Inst* resume = onlyResume(block);
  // A box for more than resumes would be made in a block that there is not.
  for (const ir::Inst* inst = block.first(); resume && inst != resume; inst = inst->next())
    if (ir::isBox(inst->op()) && boxedOnResume(*inst) == tr::LiveKind::AsIs)
      resume = nullptr;
  return guarded_[&block] = resume;
}

bool FunctionState::isGuarded(const ir::Inst& inst, const ir::Edge& edge) {
  return edge.kind == ir::EdgeKind::Exit && inst.op() != ir::Op::CallVersion &&
         guardedResume(*edge.target);
}

bool FunctionState::isLoweredInGuards(const ir::Block& block) {
  return guardedResume(block) && !enteredOtherwise_.contains(&block);
}

/// What tr_resume is given: {self, resume code, point, kinds, live values...}. With `taken`, the
/// block's arguments are the edge's, and the builder stands where it leaves.
SmallVector<Value*, 16> FunctionState::resumeArguments(const ir::Inst& resume,
                                                       const ir::Edge* taken) {
  const ir::Function& target = *resume.attribute().function;
  auto get = [&](ir::Value* live) {
    if (ir::Argument* argument = taken ? ir::asArgument(live) : nullptr)
      if (argument->block() == taken->target)
        return value(taken->args[argument->index()]);
    // What the block makes itself depends on nothing.
    if (ir::Inst* made = taken ? ir::asInst(live) : nullptr)
      if (made->block() == taken->target)
        lower(*made);
    return value(live);
  };
  // Captures and a generator's frame are all that is looked for there.
  bool needsSelf = source.versionOf == &target &&
                   (!target.captureNames.empty() || target.kind == ir::FunctionKind::Step);
  Value* none = ConstantPointerNull::get(module.pointer());
  SmallVector<Value*, 16> arguments{needsSelf ? self() : none, module.resumeCode(target),
                                    b.getInt64(static_cast<uint64_t>(resume.attribute().imm)),
                                    none};
  std::string kinds;
  for (unsigned i = 0; i < resume.operands().size(); ++i) {
    const ir::Inst* box = ir::asInst(resume.operand(i));
    tr::LiveKind kind = box ? boxedOnResume(*box) : tr::LiveKind::AsIs;
    kinds += static_cast<char>(kind);
    auto give = [&](ir::Value* operand) {
      Value* live = get(operand);
      if (live->getType()->isDoubleTy())
        live = b.CreateBitCast(live, b.getInt64Ty());
      arguments.push_back(b.CreateZExt(live, b.getInt64Ty()));
    };
    if (kind == tr::LiveKind::AsIs)
      give(resume.operand(i));
    else
      std::ranges::for_each(box->operands(), give);
  }
  arguments[3] = module.constants().cString(kinds);
  return arguments;
}

/// An error out of resume code has the traceback entry of its function already.
void lowerResume(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  bool isOwn = f.source.versionOf == inst.attribute().function;
  SmallVector<Value*, 16> arguments = f.resumeArguments(inst, nullptr);
  f.beforeResume(*inst.attribute().function, isOwn);
  CallInst* answer = b.CreateCall(f.module.resume(), arguments);
  f.afterResume(isOwn);
  // Merged into one call of many exits, their values would meet in as many phis.
  answer->addFnAttr(Attribute::NoMerge);
  // What is returned at once may be an error as well.
  const ir::Inst* next = inst.next();
  bool isReturned = next && next->op() == ir::Op::Return && next->operand(0) == &inst;
  if (!isReturned || !isOwn || inst.edge(ir::EdgeKind::Err)) {
    BasicBlock* goOn = f.newBlock("");
    b.CreateCondBr(b.CreateICmpEQ(answer, f.word(abi::kError)), f.errorBlock(inst, !isOwn), goOn,
                   f.unlikely());
    b.SetInsertPoint(goOn);
  }
  f.define(inst, answer);
}

namespace {

/// With more guards in a function LLVM is not told what they are: each of its questions about a
/// value looks at all of a block.
constexpr unsigned kMaxKnownGuards = 200;

/// A guard leaves the function that it stands in, and what it does then is not seen: the function
/// must not be inlined, nor may anything be concluded from its body, until guards are branches.
void hideFromCallers(Function& function) {
  if (function.hasLocalLinkage())
    function.addFnAttr(kLocalLinkage);
  function.setLinkage(GlobalValue::WeakAnyLinkage);
}

void makeGuard(FunctionState& f, Value* holds, ArrayRef<Value*> call, bool isKnown) {
  Module& module = f.module.module();
  if (isKnown) {
    Function* guard = Intrinsic::getOrInsertDeclaration(&module, Intrinsic::experimental_guard);
    f.b.CreateCall(guard, {holds}, {OperandBundleDef("deopt", call)});
    return;
  }
  auto* type = FunctionType::get(f.b.getVoidTy(), {holds->getType()}, true);
  auto* guard = cast<Function>(module.getOrInsertFunction(kUnknownGuard, type).getCallee());
  guard->setDoesNotThrow();
  guard->setOnlyReadsMemory();
  SmallVector<Value*, 16> arguments{holds};
  arguments.append(call.begin(), call.end());
  f.b.CreateCall(guard, arguments);
}

} // namespace

void FunctionState::exitIf(const ir::Inst& inst, Value* failed) {
  const ir::Edge* edge = inst.edge(ir::EdgeKind::Exit);
  if (!edge)
    return;
  if (isGuarded(inst, *edge)) {
    makeGuard(*this, b.CreateNot(failed), resumeArguments(*guardedResume(*edge->target), edge),
              guards_ <= kMaxKnownGuards);
    hideFromCallers(*function);
    return;
  }
  BasicBlock* next = newBlock("");
  b.CreateCondBr(failed, edgeBlock(*edge), next, unlikely_);
  b.SetInsertPoint(next);
}

Value* FunctionState::isExitForced(const ir::Inst& inst) {
  if (!module.options().forceExit)
    return nullptr;
  std::string name = source.symbol() + "#" + std::to_string(exits_++) + "-" +
                     std::string(ir::info(inst.op()).mnemonic);
  GlobalVariable* site = module.define(
      ConstantStruct::getAnon({module.constants().cString(name), b.getInt64(0), b.getInt64(0)}),
      false, "exit");
  return b.CreateCall(module.forceExit(), {site});
}

} // namespace tauro::codegen
