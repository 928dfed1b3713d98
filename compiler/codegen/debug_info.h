// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DWARF from sites: functions, lines and columns, for debuggers and profilers. Does nothing unless
// asked for.
#pragma once

#include "ir/ir.h"

#include "llvm/IR/DIBuilder.h"

namespace tauro::codegen {

class ModuleState;

class DebugInfo {
public:
  explicit DebugInfo(ModuleState& module) : module_(module) {}

  /// Describes a function that is about to be lowered.
  void enter(const ir::Function& source, llvm::Function& function);
  /// The location of a site in the function entered last; of its first line for site 0.
  llvm::DebugLoc location(ir::SiteId site);
  /// Describes a function's parameters under their names.
  void describeParameters(const ir::Function& source, llvm::Function& function);
  void finish();

private:
  llvm::DIType* wordType();

  ModuleState& module_;
  std::unique_ptr<llvm::DIBuilder> builder_;
  llvm::DIFile* file_ = nullptr;
  llvm::DISubprogram* current_ = nullptr;
  llvm::DIType* wordType_ = nullptr;
  uint32_t firstLine_ = 0;
};

} // namespace tauro::codegen
