// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a part of an ir::Module to an llvm::Module: every function, then what they asked for
// (constants that the runtime builds, descriptors), then the hot entries' bodies.
#include "compiler/codegen/codegen.h"
#include "compiler/codegen/function_state.h"
#include "compiler/codegen/hot_bitcode.h"
#include "compiler/codegen/partition.h"

#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

/// int main(int argc, char** argv) { return tr_main(argc, argv, &tr_module___main__); }
void emitMain(ModuleState& state) {
  auto* type = FunctionType::get(state.i32(), {state.i32(), state.pointer()}, false);
  Function* main = state.createFunction(type, GlobalValue::ExternalLinkage, "main");
  Builder b(BasicBlock::Create(state.context(), "", main));
  b.CreateRet(b.CreateCall(
      state.entry(Entry::main),
      {main->getArg(0), main->getArg(1), state.descriptors().moduleInfo(state.source().name())}));
}

/// Constants that the runtime builds are made before anything else of the module runs.
void callLateConstants(ModuleState& state) {
  if (state.part().shared)
    for (const ir::Constant* constant : state.part().facts->containers)
      if (state.constants().isLate(constant))
        state.constants().slot(constant);
  Function* late = state.constants().emitLate();
  if (!late)
    return;
  if (!state.source().body)
    internalError("a module without a body has constants to build");
  Function* body = state.body(state.wordVersion(*state.source().body));
  Instruction* end = body->getEntryBlock().getTerminator();
  BasicBlock* failed = BasicBlock::Create(state.context(), "failed", body);
  ReturnInst::Create(state.context(), layout::word(state.context(), abi::kError), failed);
  Builder b(end);
  if (DISubprogram* subprogram = body->getSubprogram())
    b.SetCurrentDebugLocation(
        DILocation::get(state.context(), subprogram->getLine(), 0, subprogram));
  Value* ok = b.CreateCall(late, {});
  b.CreateCondBr(ok, end->getSuccessor(0), failed);
  end->eraseFromParent();
}

} // namespace

std::unique_ptr<llvm::Module> emit(const Part& part, LLVMContext& context, TargetMachine& machine,
                                   const EmitOptions& options, std::string* error) {
  const ir::Module& source = *part.module;
  auto module = std::make_unique<llvm::Module>(source.name(), context);
  module->setSourceFileName(source.file);
  module->setTargetTriple(machine.getTargetTriple());
  module->setDataLayout(machine.createDataLayout());
  module->setPICLevel(PICLevel::BigPIC);
  module->setPIELevel(PIELevel::Large);
  bool hasHotBodies = false;

  {
    ModuleState state(part, *module, options);
    hasHotBodies = state.hasHotBodies();
    for (const ir::Function* function : part.functions)
      if (!part.facts->isReplaced(*function))
        FunctionState(state, *function, Form::Body).run();
    for (const ir::Function* function : part.resumed)
      FunctionState(state, *function, Form::Resume).run();
    if (part.primary) {
      callLateConstants(state);
      if (options.mainProgram)
        emitMain(state);
    }
    state.descriptors().finish();
    state.debugInfo().finish();
  }
  for (Function& function : *module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    if (!machine.getTargetFeatureString().empty())
      function.addFnAttr("target-features", machine.getTargetFeatureString());
  }
#ifndef NDEBUG
  std::string broken;
  raw_string_ostream text(broken);
  if (verifyModule(*module, &text))
    internalError("made wrong LLVM IR for module " + Twine(source.name()) + ":\n" + text.str());
#endif
  if (hasHotBodies && !linkHotBitcode(*module, options.hotBitcode, error))
    return nullptr;
  return module;
}

} // namespace tauro::codegen
