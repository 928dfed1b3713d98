// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resume code: how a generic body is entered at its resume points, and where it goes on in the
// version of a loop (docs/ir.md, Resume code).
#include "compiler/codegen/function_state.h"

using namespace llvm;

namespace tauro::codegen {

ArrayRef<unsigned> FunctionState::pointsAt(const void* place) const {
  auto known = points_.find(place);
  return known == points_.end() ? ArrayRef<unsigned>() : ArrayRef<unsigned>(known->second);
}

/// Begins a block where the points of that kind are entered.
void FunctionState::enterAt(const void* place, ir::ResumeKind kind) {
  BasicBlock* here = nullptr;
  for (unsigned number : pointsAt(place)) {
    if (source.resumePoints[number].kind != kind)
      continue;
    if (!here) {
      here = newBlock("point");
      b.CreateBr(here);
      b.SetInsertPoint(here);
    }
    resumed_[number] = here;
  }
}

/// One way in for each point, which takes the live values to their places.
void FunctionState::lowerResumeEntry() {
  b.SetInsertPoint(entry_->getTerminator()->getSuccessor(0));
  b.SetCurrentDebugLocation(module.debugInfo().location(0));
  BasicBlock* none = newBlock("none", true);
  ArrayRef<unsigned> numbers = module.resumedPoints(source);
  SwitchInst* dispatch = b.CreateSwitch(function->getArg(2), none, numbers.size());
  for (unsigned number : numbers) {
    BasicBlock* stub = newBlock("at", true);
    dispatch->addCase(b.getInt64(number), stub);
    b.SetInsertPoint(stub);
    const ir::ResumePoint& point = source.resumePoints[number];
    b.SetCurrentDebugLocation(module.debugInfo().location(point.inst ? point.inst->site() : 0));
    lowerResumeStub(point);
    if (point.kind == ir::ResumeKind::AfterException)
      raiseAlways(*point.inst);
    else
      b.CreateBr(resumed_[number]);
  }
  b.SetInsertPoint(none);
  b.CreateUnreachable();
}

/// Resume code comes by the head of a loop that has a version: that does the rest, now and then. It
/// may leave again, on top of this frame, so each further try waits for twice as many rounds and
/// there are only so many (control/resume.cpp).
void FunctionState::enterLoopVersion(const ir::Block& block) {
  const ir::Function* version = module.loopVersion(block);
  if (!version)
    return;
  AllocaInst* rounds = slot(b.getInt64Ty(), "rounds");
  {
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(rounds->getNextNode());
    b.CreateStore(b.getInt64(0), rounds);
  }
  Value* round = b.CreateAdd(b.CreateLoad(b.getInt64Ty(), rounds), b.getInt64(1));
  b.CreateStore(round, rounds);
  BasicBlock* enter = newBlock("loop");
  BasicBlock* stay = newBlock("");
  b.CreateCondBr(call(Entry::enter_loop, {round}), enter, stay);
  b.SetInsertPoint(enter);
  SmallVector<Value*, 16> arguments{self()};
  for (const ir::Value* live : source.resumePoints[static_cast<size_t>(version->versionAt)].live)
    arguments.push_back(value(live));
  Value* answer = b.CreateCall(module.body(*version), arguments);
  call(Entry::leave_loop, {});
  b.CreateRet(answer);
  b.SetInsertPoint(stay);
}

void FunctionState::lowerResumeStub(const ir::ResumePoint& point) {
  Value* live = function->getArg(1);
  unsigned next = 0;
  auto take = [&](ir::Type type) {
    return b.CreateLoad(module.typeOf(type), wordAddress(live, next++));
  };
  for (const ir::Value* value : point.live)
    values_->set(value, take(value->type()));
  if (point.kind == ir::ResumeKind::AfterResult && point.inst->type() != ir::Type::none())
    values_->set(point.inst, take(point.inst->type()));
  if (point.kind == ir::ResumeKind::AfterException)
    call(Entry::restore_exception, {take(ir::Type::value())});
}

} // namespace tauro::codegen
