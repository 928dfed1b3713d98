// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes branches of the guards that exits.cpp emits: the last pass over a module.
//
//   call @llvm.experimental.guard(i1 %c) [ "deopt"(args...) ]
// =>
//   br i1 %c, label %next, label %exit
// exit:
//   %word = call i64 @tr_resume(args...)
//   ret i64 %word
// A guard that LLVM is not to know anything of is a call of kUnknownGuard, which takes all of it.
#pragma once

#include "llvm/IR/PassManager.h"

namespace tauro::codegen {

constexpr const char* kUnknownGuard = "tauro.guard";
/// Functions with guards are weak, so that LLVM concludes nothing from their bodies. Those with
/// this attribute become local again, the others external.
constexpr const char* kLocalLinkage = "tauro-local";

class ExpandGuards : public llvm::PassInfoMixin<ExpandGuards> {
public:
  llvm::PreservedAnalyses run(llvm::Module& module, llvm::ModuleAnalysisManager&);
  static bool isRequired() { return true; }
};

} // namespace tauro::codegen
