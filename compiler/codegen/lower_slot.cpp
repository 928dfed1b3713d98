// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instances of known classes (docs/ir.md): the guard of their shape, their attributes' slots, their
// methods. What is guarded for stands in the class's KnownClassState, which the runtime keeps true
// (runtime-lib/core/known_class.h).
#include "compiler/codegen/handlers.h"

#include "runtime-lib/abi/code.h"

#include <cstddef>

using namespace llvm;

namespace tauro::codegen {

namespace {

const ir::KnownClass& knownClass(FunctionState& f, ir::Type type) {
  const ir::KnownClass* known = f.module.source().findClass(type.symbol());
  if (!known)
    internalError("no known class " + type.str());
  return *known;
}

Value* stateField(FunctionState& f, const ir::KnownClass& known, size_t offset) {
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.module.descriptors().classState(known),
                                        offset);
}

Value* slotAddress(FunctionState& f, const ir::Inst& inst) {
  uint64_t offset = abi::kPlainSlots + 8 * static_cast<uint64_t>(inst.attribute().imm);
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.operand(inst, 0), offset);
}

void load(FunctionState& f, const ir::Inst& inst, Type* type) {
  f.define(inst, f.b.CreateAlignedLoad(type, slotAddress(f, inst), Align(8)));
}

void store(FunctionState& f, const ir::Inst& inst) {
  f.b.CreateAlignedStore(f.operand(inst, 1), slotAddress(f, inst), Align(8));
}

} // namespace

void lowerGuardShape(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* word = f.operand(inst, 0);
  const ir::KnownClass& known = knownClass(f, inst.attribute().guard);
  if (f.hasExit(inst)) {
    f.exitIf(inst, b.CreateNot(layout::isObject(b, word)));
    Value* shape = b.CreateLoad(b.getPtrTy(), layout::fieldAddress(b, word, abi::kObjectShape));
    Value* predicted =
        b.CreateLoad(b.getPtrTy(), stateField(f, known, offsetof(tr::KnownClassState, shape)));
    f.exitIf(inst, b.CreateICmpNE(shape, predicted));
  }
  f.define(inst, layout::objectPointer(b, word));
}

void lowerSlotLoad(FunctionState& f, const ir::Inst& inst) { load(f, inst, f.b.getInt64Ty()); }
void lowerSlotLoadF64(FunctionState& f, const ir::Inst& inst) { load(f, inst, f.b.getDoubleTy()); }
void lowerSlotStore(FunctionState& f, const ir::Inst& inst) { store(f, inst); }
void lowerSlotStoreF64(FunctionState& f, const ir::Inst& inst) { store(f, inst); }

void lowerMethodGuard(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  const ir::KnownClass& known = knownClass(f, inst.operand(0)->type());
  uint64_t offset =
      offsetof(tr::KnownClassState, methods) + 8 * static_cast<uint64_t>(inst.attribute().imm);
  Value* function = b.CreateLoad(b.getInt64Ty(), stateField(f, known, offset));
  f.exitIf(inst, b.CreateICmpEQ(function, b.getInt64(0)));
  f.define(inst, function);
}

} // namespace tauro::codegen
