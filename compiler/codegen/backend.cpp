// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Target machines, LLVM's optimisation pipelines, and files for the target.
#include "compiler/codegen/codegen.h"
#include "compiler/codegen/expand_guards.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Instrumentation/AddressSanitizer.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/JumpThreading.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

extern "C" {
#define TAURO_TARGET(Name)                                                                         \
  void LLVMInitialize##Name##Target();                                                             \
  void LLVMInitialize##Name##TargetInfo();                                                         \
  void LLVMInitialize##Name##TargetMC();                                                           \
  void LLVMInitialize##Name##AsmPrinter();
TAURO_TARGET(X86)
TAURO_TARGET(AArch64)
#undef TAURO_TARGET
}

namespace tauro::codegen {

namespace {

CodeGenOptLevel machineLevel(OptLevel level, Effort effort) {
  if (effort <= Effort::Large)
    return CodeGenOptLevel::None;
  switch (level) {
  case OptLevel::O0:
    return CodeGenOptLevel::None;
  case OptLevel::O1:
    return CodeGenOptLevel::Less;
  case OptLevel::O2:
  case OptLevel::Os:
    return CodeGenOptLevel::Default;
  case OptLevel::O3:
    return CodeGenOptLevel::Aggressive;
  }
  llvm_unreachable("level");
}

OptimizationLevel pipelineLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return OptimizationLevel::O0;
  case OptLevel::O1:
    return OptimizationLevel::O1;
  case OptLevel::O2:
    return OptimizationLevel::O2;
  case OptLevel::O3:
    return OptimizationLevel::O3;
  case OptLevel::Os:
    return OptimizationLevel::Os;
  }
  llvm_unreachable("level");
}

/// What is left to do in code that was optimised as our IR: the tag tests and boxes that lowering
/// has written out, and in loops the bodies of hot entries, which repeat each other's tests. LLVM's
/// own pipeline finds hardly more there and takes five times as long.
ModulePassManager wordPipeline(PassBuilder& builder, OptimizationLevel level, Effort effort) {
  ModulePassManager all;
  bool loops = effort == Effort::Loops || effort == Effort::Large;
  if (loops)
    all.addPass(ModuleInlinerWrapperPass(getInlineParams(2, 0)));
  FunctionPassManager passes;
  passes.addPass(EarlyCSEPass());
  // The others take quadratic time in long chains of blocks.
  if (effort != Effort::Large) {
    passes.addPass(SimplifyCFGPass());
    passes.addPass(InstCombinePass());
    passes.addPass(JumpThreadingPass());
    if (loops)
      passes.addPass(GVNPass());
    passes.addPass(SimplifyCFGPass());
  }
  all.addPass(createModuleToFunctionPassAdaptor(std::move(passes)));
  if (loops)
    all.addPass(GlobalDCEPass());
  builder.invokeOptimizerLastEPCallbacks(all, level, ThinOrFullLTOPhase::None);
  return all;
}

/// The pipeline for a level and effort.
ModulePassManager pipelineFor(PassBuilder& builder, OptLevel level, Effort effort) {
  OptimizationLevel llvmLevel = pipelineLevel(level);
  if (level == OptLevel::O0)
    return builder.buildO0DefaultPipeline(llvmLevel);
  if (effort == Effort::Kernels)
    return builder.buildPerModuleDefaultPipeline(llvmLevel);
  return wordPipeline(builder, llvmLevel, effort);
}

} // namespace

void initialiseTargets() {
#define TAURO_TARGET(Name)                                                                         \
  LLVMInitialize##Name##TargetInfo();                                                              \
  LLVMInitialize##Name##Target();                                                                  \
  LLVMInitialize##Name##TargetMC();                                                                \
  LLVMInitialize##Name##AsmPrinter();
  TAURO_TARGET(X86)
  TAURO_TARGET(AArch64)
#undef TAURO_TARGET
}

std::unique_ptr<TargetMachine> createMachine(const Target& target, OptLevel level, Effort effort,
                                             std::string* error) {
  Triple triple(Triple::normalize(target.triple));
  const llvm::Target* found = TargetRegistry::lookupTarget(triple, *error);
  if (!found)
    return nullptr;
  TargetOptions options;
  // Contraction would give results that differ from -O0 and from the runtime's.
  options.AllowFPOpFusion = FPOpFusion::Strict;
  // So that the linker drops what a program does not reach.
  options.FunctionSections = true;
  options.DataSections = true;
  options.UniqueSectionNames = false;
  options.EmitAddrsig = true; // lets the linker merge equal code whose address nobody takes
  std::unique_ptr<TargetMachine> machine(
      found->createTargetMachine(triple, target.cpu, target.features, options, Reloc::PIC_,
                                 std::nullopt, machineLevel(level, effort)));
  // Between calls there is little that the slow way of choosing instructions makes better.
  if (effort == Effort::Words && level == OptLevel::O2)
    machine->setFastISel(true);
  return machine;
}

void optimise(Module& module, TargetMachine& machine, const EmitOptions& options, Effort effort) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = options.level >= OptLevel::O2 && options.level != OptLevel::Os;
  tuning.SLPVectorization = tuning.LoopVectorization;
  PassBuilder builder(&machine, tuning);
  if (options.sanitize)
    builder.registerOptimizerLastEPCallback(
        [](ModulePassManager& passes, OptimizationLevel, ThinOrFullLTOPhase) {
          AddressSanitizerOptions sanitizer;
          // Locals must stay on the real stack, which is the one that the collector sees.
          sanitizer.UseAfterReturn = AsanDetectStackUseAfterReturnMode::Never;
          // Exits return too: what a frame poisoned is taken back there as well.
          passes.addPass(ExpandGuards());
          passes.addPass(AddressSanitizerPass(sanitizer));
        });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  ModulePassManager passes = pipelineFor(builder, options.level, effort);
  passes.addPass(ExpandGuards());
  passes.run(module, modules);
}

bool writeFile(Module& module, TargetMachine& machine, FileKind kind, raw_pwrite_stream& out) {
  legacy::PassManager passes;
  CodeGenFileType type =
      kind == FileKind::Object ? CodeGenFileType::ObjectFile : CodeGenFileType::AssemblyFile;
  if (machine.addPassesToEmitFile(passes, out, nullptr, type))
    return false;
  passes.run(module);
  return true;
}

} // namespace tauro::codegen
