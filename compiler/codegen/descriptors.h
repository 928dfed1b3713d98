// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structs of abi/code.h as constant data: what the runtime reads about code, positions and
// modules.
#pragma once

#include "ir/ir.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"

namespace tauro::codegen {

class ModuleState;

class Descriptors {
public:
  explicit Descriptors(ModuleState& module) : module_(module) {}

  /// The CodeInfo of a function; a step function shares its generator's, a version its function's.
  llvm::GlobalVariable* code(const ir::Function& function);
  /// The address of the SiteInfo of a place in a function. Site 0 has none.
  llvm::Constant* site(const ir::Function& function, ir::SiteId id);
  /// The KnownClassState of a class.
  llvm::GlobalVariable* classState(const ir::KnownClass& known);
  /// The ModuleInfo of this module or of one that it imports.
  llvm::GlobalVariable* moduleInfo(std::string_view dottedName);

  /// Emits what was asked for; call once, when all code is lowered.
  void finish();

private:
  struct Sites {
    llvm::GlobalVariable* table; // gets its contents in finish
    llvm::DenseMap<ir::SiteId, unsigned> index;
    std::vector<ir::SiteId> order;
  };

  llvm::Constant* source();
  llvm::Constant* names(llvm::ArrayRef<const ir::Constant*> texts, const llvm::Twine& name);
  llvm::Constant* knownClass(const ir::Function& body);
  void fillCode(const ir::Function& function, llvm::GlobalVariable* code);
  void emitModuleInfo();
  void fillSites(const ir::Function& function);
  llvm::Constant* inlineCode(const ir::Function& function, const ir::InlineFrame& frame);

  ModuleState& module_;
  llvm::GlobalVariable* source_ = nullptr;
  llvm::DenseMap<const ir::Function*, llvm::GlobalVariable*> codes_;
  std::vector<const ir::Function*> codeOrder_;
  llvm::DenseMap<const ir::KnownClass*, llvm::GlobalVariable*> classStates_;
  llvm::DenseMap<const ir::Function*, std::unique_ptr<Sites>> sites_;
  std::vector<const ir::Function*> siteOrder_;
};

} // namespace tauro::codegen
