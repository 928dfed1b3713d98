// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records of frames (abi/frames.h), in programs that ask where they are called from.
#include "compiler/codegen/function_state.h"

#include "runtime-lib/abi/frames.h"

#include <cstddef>

using namespace llvm;

namespace tauro::codegen {

namespace {

Value* field(Builder& b, Value* record, size_t offset) {
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), record, offset);
}

} // namespace

/// The same answer for a function and all its versions: what one of them links, another unlinks.
bool FunctionState::keepsRecord(const ir::Function& f) const {
  if (!module.options().frames)
    return false;
  const ir::Function& generic = f.versionOf ? *f.versionOf : f;
  for (const auto& block : generic.blocks())
    for (const ir::Inst* inst : *block)
      if (inst->site() != 0 && ir::mayRunUser(inst->effects()))
        return true;
  return false;
}

/// Links a record that stands in this function's stack frame; answers it.
Value* FunctionState::linkRecord() {
  AllocaInst* record = slot(ArrayType::get(b.getInt64Ty(), sizeof(tr::FrameRecord) / 8), "frame");
  Value* caller = b.CreateLoad(b.getPtrTy(), module.frameTop());
  Value* null = ConstantPointerNull::get(module.pointer());
  b.CreateStore(caller, field(b, record, offsetof(tr::FrameRecord, caller)));
  b.CreateStore(null, field(b, record, offsetof(tr::FrameRecord, observer)));
  b.CreateStore(record, module.frameTop());
  return record;
}

/// At the function's entry, before anything is lowered.
void FunctionState::enterRecord() {
  if (!keepsRecord(source))
    return;
  if (form_ == Form::Body && source.versionAt < 0) {
    // In a block of its own: a module's constants are made before it, and may fail.
    BasicBlock* framed = newBlock("framed");
    b.CreateBr(framed);
    b.SetInsertPoint(framed);
    record_ = linkRecord();
  } else {
    record_ = b.CreateLoad(b.getPtrTy(), module.frameTop());
  }
}

void FunctionState::noteSite(const ir::Inst& inst) {
  if (record_ && inst.site() != 0 && ir::mayRunUser(inst.effects()))
    b.CreateStore(module.descriptors().site(source, inst.site()),
                  field(b, record_, offsetof(tr::FrameRecord, site)));
}

/// Resume code of this function unlinks the record that it was entered with, and what comes behind
/// it links it again; that of a function whose code stands in line here gets one of its own.
void FunctionState::beforeResume(const ir::Function& target, bool isOwn) {
  if (!isOwn && keepsRecord(target))
    linkRecord();
}
void FunctionState::afterResume(bool isOwn) {
  if (isOwn && record_)
    b.CreateStore(record_, module.frameTop());
}

/// When all is lowered: unlinks the record wherever the function returns.
void FunctionState::leaveRecord() {
  if (!record_ || (form_ == Form::Body && source.versionAt >= 0))
    return;
  for (BasicBlock& block : *function)
    if (auto* ret = dyn_cast_or_null<ReturnInst>(block.getTerminator())) {
      b.SetInsertPoint(ret);
      b.SetCurrentDebugLocation(ret->getDebugLoc());
      Value* caller =
          b.CreateLoad(b.getPtrTy(), field(b, record_, offsetof(tr::FrameRecord, caller)));
      b.CreateStore(caller, module.frameTop());
    }
}

} // namespace tauro::codegen
