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

/// The slots of each point's live values, as tr_take_live reads them (abi/resume.h).
Constant* FunctionState::liveSlots(ArrayRef<unsigned> points) {
  std::vector<uint32_t> starts(points.empty() ? 0 : points.back() + 1);
  std::vector<uint8_t> codes;
  for (unsigned number : points) {
    const ir::ResumePoint& point = source.resumePoints[number];
    starts[number] = static_cast<uint32_t>(codes.size());
    tr::LiveSlotWriter writer(codes);
    for (const ir::Value* value : point.live)
      writer.add(values_->slotOf(value));
    if (point.kind == ir::ResumeKind::AfterResult && point.inst->type() != ir::Type::none())
      writer.add(values_->slotOf(point.inst));
    writer.end();
  }
  for (uint32_t& start : starts)
    start += static_cast<uint32_t>(starts.size() * sizeof(uint32_t));
  return module.define(ConstantStruct::getAnon({ConstantDataArray::get(module.context(), starts),
                                                ConstantDataArray::get(module.context(), codes)},
                                               true),
                       true, "live");
}

/// Takes the live values to their slots, and goes where the point is.
void FunctionState::lowerResumeEntry() {
  b.SetInsertPoint(entry_->getTerminator()->getSuccessor(0));
  b.SetCurrentDebugLocation(module.debugInfo().location(0));
  BasicBlock* none = newBlock("none", true);
  ArrayRef<unsigned> numbers = module.resumedPoints(source);
  call(Entry::take_live,
       {values_->frame(), function->getArg(1), function->getArg(2), liveSlots(numbers)});
  SwitchInst* dispatch = b.CreateSwitch(function->getArg(2), none, numbers.size());
  for (unsigned number : numbers) {
    const ir::ResumePoint& point = source.resumePoints[number];
    if (point.kind != ir::ResumeKind::AfterException) {
      dispatch->addCase(b.getInt64(number), resumed_[number]);
      continue;
    }
    BasicBlock* raised = newBlock("at", true);
    dispatch->addCase(b.getInt64(number), raised);
    b.SetInsertPoint(raised);
    b.SetCurrentDebugLocation(module.debugInfo().location(point.inst->site()));
    // It comes behind what is live.
    unsigned last = static_cast<unsigned>(point.live.size());
    call(Entry::restore_exception,
         {b.CreateLoad(module.i64(), wordAddress(function->getArg(1), last))});
    raiseAlways(*point.inst);
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

} // namespace tauro::codegen
