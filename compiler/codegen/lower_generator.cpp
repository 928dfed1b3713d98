// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Step functions of generators: word step(ptr generator, word sent). See control/generator.h.
#include "compiler/codegen/handlers.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

Value* frameAddress(FunctionState& f, int64_t index) {
  if (f.source.kind != ir::FunctionKind::Step)
    internalError("@" + Twine(f.source.symbol()) + " has no frame: it is no step function");
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.self(),
                                        abi::kGeneratorFrame + static_cast<uint64_t>(index) * 8);
}

Value* headerAddress(FunctionState& f, unsigned offset) {
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.self(), offset);
}

} // namespace

void lowerYield(FunctionState& f, const ir::Inst&) {
  internalError("@" + Twine(f.source.symbol()) + " still yields: lower-generators has not run");
}
void lowerYieldFrom(FunctionState& f, const ir::Inst& inst) { lowerYield(f, inst); }
void lowerAwait(FunctionState& f, const ir::Inst& inst) { lowerYield(f, inst); }

void lowerGenNew(FunctionState& f, const ir::Inst& inst) {
  const ir::Function& step = *inst.attribute().function;
  f.define(inst,
           f.call(Entry::make_generator,
                  {f.module.body(f.module.wordVersion(step)), f.module.descriptors().code(f.source),
                   f.self(), f.b.getInt64(static_cast<uint64_t>(inst.attribute().imm))}));
}

void lowerFrameInit(FunctionState& f, const ir::Inst& inst) {
  uint64_t offset = abi::kGeneratorFrame + static_cast<uint64_t>(inst.attribute().imm) * 8;
  f.store(Memory::Frame, f.operand(inst, 1), layout::fieldAddress(f.b, f.operand(inst, 0), offset));
}

void lowerFrameLoad(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.loadWord(Memory::Frame, frameAddress(f, inst.attribute().imm)));
}

void lowerFrameStore(FunctionState& f, const ir::Inst& inst) {
  f.store(Memory::Frame, f.operand(inst, 0), frameAddress(f, inst.attribute().imm));
}

void lowerGenState(FunctionState& f, const ir::Inst& inst) {
  Value* state = f.b.CreateLoad(f.b.getInt32Ty(), headerAddress(f, abi::kGeneratorState));
  f.define(inst, f.b.CreateZExt(state, f.b.getInt64Ty()));
}

void lowerGenSelf(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, layout::pointerWord(f.b, f.self()));
}

/// A sent error sentinel is an exception thrown in at the yield: it passes this frame here.
void lowerGenResume(FunctionState& f, const ir::Inst& inst) {
  Value* sent = f.operand(inst, 0);
  f.raiseIfError(inst, sent);
  f.define(inst, sent);
}

void lowerGenResult(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateLoad(f.b.getInt64Ty(), headerAddress(f, abi::kGeneratorResult)));
}

void lowerGenSuspend(FunctionState& f, const ir::Inst& inst) {
  f.b.CreateStore(f.b.getInt32(static_cast<uint32_t>(inst.attribute().imm)),
                  headerAddress(f, abi::kGeneratorState));
  f.b.CreateRet(f.operand(inst, 0));
}

void lowerGenReturn(FunctionState& f, const ir::Inst& inst) {
  f.b.CreateRet(f.call(Entry::generator_return, {f.self(), f.operand(inst, 0)}));
}

} // namespace tauro::codegen
