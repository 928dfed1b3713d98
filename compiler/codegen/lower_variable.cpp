// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locals, cells, captured words, module variables, namespaces and imports.
#include "compiler/codegen/handlers.h"

using namespace llvm;

namespace tauro::codegen {

void lowerLocalLoad(FunctionState& f, const ir::Inst& inst) {
  Value* slot = f.local(static_cast<unsigned>(inst.attribute().imm));
  f.define(inst, f.b.CreateLoad(f.b.getInt64Ty(), slot));
}

void lowerLocalStore(FunctionState& f, const ir::Inst& inst) {
  f.b.CreateStore(f.operand(inst, 0), f.local(static_cast<unsigned>(inst.attribute().imm)));
}

void lowerCheckBound(FunctionState& f, const ir::Inst& inst) {
  static constexpr Entry kRaise[] = {Entry::raise_unbound_local, Entry::raise_unbound_free,
                                     Entry::raise_unbound_name};
  Builder& b = f.b;
  Value* word = f.operand(inst, 0);
  auto kind = static_cast<uint64_t>(inst.attribute().imm);
  if (kind > 2)
    internalError("check.bound of an unknown kind");
  BasicBlock* bound = f.newBlock("bound");
  BasicBlock* unbound = f.newBlock("unbound", true);
  b.CreateCondBr(b.CreateICmpEQ(word, f.word(abi::kUnbound)), unbound, bound, f.unlikely());
  b.SetInsertPoint(unbound);
  b.CreateCall(f.module.entry(kRaise[kind]), {f.constantWord(inst.attribute().constant)});
  f.raiseAlways(inst);
  b.SetInsertPoint(bound);
  f.define(inst, word);
}

void lowerCellLoad(FunctionState& f, const ir::Inst& inst) {
  Value* address = layout::fieldAddress(f.b, f.operand(inst, 0), abi::kCellValue);
  f.define(inst, f.loadWord(Memory::Cell, address));
}

void lowerCellStore(FunctionState& f, const ir::Inst& inst) {
  Value* address = layout::fieldAddress(f.b, f.operand(inst, 0), abi::kCellValue);
  f.store(Memory::Cell, f.operand(inst, 1), address);
}

void lowerClosureLoad(FunctionState& f, const ir::Inst& inst) {
  if (f.source.kind == ir::FunctionKind::Step || f.source.kind == ir::FunctionKind::Module)
    internalError("@" + Twine(f.source.symbol()) + " has no captured words of its own");
  uint64_t offset = abi::kFunctionCaptures + static_cast<uint64_t>(inst.attribute().imm) * 8;
  Value* address = f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), f.self(), offset);
  LoadInst* load = f.b.CreateLoad(f.b.getInt64Ty(), address);
  load->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(f.module.context(), {}));
  f.define(inst, load);
}

/// The variable's slot, else the builtin's, else the runtime decides between a value and NameError.
void lowerGlobalLoad(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  const ir::Variable& variable = *inst.attribute().variable;
  Value* unbound = f.word(abi::kUnbound);
  Value* name = f.module.constants().word(variable.nameConstant);
  bool expected = f.module.isStored(variable) || variable.builtin.empty();

  Value* own = f.loadWord(Memory::Variable, f.module.slot(variable));
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* found = f.newBlock("found");
  BasicBlock* missing = f.newBlock("missing", true);
  SmallVector<std::pair<Value*, BasicBlock*>, 3> sources{{own, from}};
  Value* builtin = unbound;
  if (variable.builtin.empty()) {
    b.CreateCondBr(b.CreateICmpEQ(own, unbound), missing, found, f.unlikely());
  } else {
    BasicBlock* fallback = f.newBlock("builtin", expected);
    b.CreateCondBr(b.CreateICmpEQ(own, unbound), fallback, found,
                   expected ? f.unlikely() : f.likely());
    b.SetInsertPoint(fallback);
    builtin = f.loadWord(Memory::Variable, f.module.builtinSlot(variable.builtin));
    sources.push_back({builtin, fallback});
    b.CreateCondBr(b.CreateICmpEQ(builtin, unbound), missing, found, f.unlikely());
  }
  b.SetInsertPoint(missing);
  Value* last = b.CreateCall(f.module.entry(Entry::global_missing), {name, builtin});
  sources.push_back({last, missing});
  b.CreateCondBr(b.CreateICmpEQ(last, f.word(abi::kError)), f.errorBlock(inst), found, f.likely());
  b.SetInsertPoint(found);
  PHINode* value = b.CreatePHI(b.getInt64Ty(), sources.size());
  for (auto& [incoming, block] : sources)
    value->addIncoming(incoming, block);
  f.define(inst, value);
}

void lowerGlobalLoadRaw(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.loadWord(Memory::Variable, f.module.slot(*inst.attribute().variable)));
}

void lowerBuiltinLoad(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateLoad(f.b.getInt64Ty(),
                                f.module.builtinSlot(inst.attribute().variable->builtin)));
}

void lowerGlobalStore(FunctionState& f, const ir::Inst& inst) {
  f.store(Memory::Variable, f.operand(inst, 0), f.module.slot(*inst.attribute().variable));
}

/// The name stands between the operands.
void lowerNamespaceSet(FunctionState& f, const ir::Inst& inst) {
  f.callChecked(
      inst, Entry::namespace_set,
      {f.operand(inst, 0), f.constantWord(inst.attribute().constant), f.operand(inst, 1)});
}

void lowerModuleGlobals(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.call(Entry::module_globals,
                        {f.module.descriptors().moduleInfo(inst.attribute().module)}));
}

void lowerImportModule(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.callChecked(inst, Entry::import_module,
                               {f.module.descriptors().moduleInfo(inst.attribute().module),
                                f.b.getInt64(static_cast<uint64_t>(inst.attribute().imm))}));
}

/// The attribute names the importing module, whose variables are set.
void lowerImportStar(FunctionState& f, const ir::Inst& inst) {
  f.callChecked(inst, Entry::import_star,
                {f.operand(inst, 0), f.module.descriptors().moduleInfo(inst.attribute().module)});
}

} // namespace tauro::codegen
