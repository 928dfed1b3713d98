// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lowering of one module shares: the LLVM module in the making, its types, and the maps
// from functions and variables of the IR to LLVM's.
#pragma once

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/constants.h"
#include "compiler/codegen/debug_info.h"
#include "compiler/codegen/descriptors.h"
#include "compiler/codegen/memory_kinds.h"
#include "compiler/codegen/partition.h"
#include "compiler/codegen/runtime_decls.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Module.h"

namespace tauro::codegen {

/// A bug of an earlier stage or of this one; does not return.
[[noreturn]] void internalError(const llvm::Twine& text);

class ModuleState {
public:
  ModuleState(const Part& part, llvm::Module& module, const EmitOptions& options);

  const Part& part() const { return part_; }
  const ir::Module& source() const { return source_; }
  llvm::Module& module() { return module_; }
  llvm::LLVMContext& context() { return module_.getContext(); }
  const EmitOptions& options() const { return options_; }

  /// Whether the bodies of hot entries are linked in, to be inlined.
  bool hasHotBodies() const {
    return options_.level != OptLevel::O0 && !options_.hotBitcode.empty() && !options_.sanitize &&
           (part_.effort >= Effort::Loops || part_.effort == Effort::Large);
  }

  /// Whether exits are guards (exits.cpp).
  bool usesGuards() const {
    return options_.level != OptLevel::O0 && part_.effort == Effort::Kernels;
  }

  llvm::IntegerType* i64() { return i64_; }
  llvm::IntegerType* i32() { return i32_; }
  llvm::PointerType* pointer() { return pointer_; }
  /// How values of a type lie in registers.
  llvm::Type* typeOf(ir::Type type);

  Constants& constants() { return constants_; }
  Descriptors& descriptors() { return descriptors_; }
  DebugInfo& debugInfo() { return debugInfo_; }

  llvm::Function* entry(Entry entry) {
    llvm::Function*& known = entries_[static_cast<unsigned>(entry)];
    return known ? known : known = declareEntry(module_, entry);
  }
  /// Whether this part has the function; its code and CodeInfo are declared where not.
  bool defines(const ir::Function& function) const {
    return !part_.shared || functions_.contains(&function);
  }
  /// A body: result body(ptr self, parameters...). A version's result is the raw value, or where
  /// it may answer a word too, {raw, word}: kUnbound when the raw value is the answer.
  llvm::Function* body(const ir::Function& function);
  /// word f$resume(ptr self, ptr live, i64 point).
  llvm::Function* resumeCode(const ir::Function& function);
  /// tr_resume, which calls resume code.
  llvm::Function* resume();
  /// tr_force_exit, which says whether a site's exit is to be taken without need.
  llvm::Function* forceExit();
  /// The numbers of the points where the module's code resumes a function, in order.
  llvm::ArrayRef<unsigned> resumedPoints(const ir::Function& function) const {
    auto known = part_.facts->resumed.find(&function);
    return known == part_.facts->resumed.end() ? llvm::ArrayRef<unsigned>()
                                               : llvm::ArrayRef(known->second);
  }
  /// In the module's order.
  llvm::ArrayRef<const ir::Function*> versions(const ir::Function& function) const {
    auto known = part_.facts->versions.find(&function);
    return known == part_.facts->versions.end() ? llvm::ArrayRef<const ir::Function*>()
                                                : llvm::ArrayRef(known->second);
  }
  /// The version of the loop that the block is the head of, or null.
  const ir::Function* loopVersion(const ir::Block& block) const {
    auto known = part_.facts->loopVersions.find(&block);
    return known == part_.facts->loopVersions.end() ? nullptr : known->second;
  }
  /// ModuleFacts'.
  const ir::Function& wordVersion(const ir::Function& function) const {
    return part_.facts->wordVersion(function);
  }
  /// How unknown callers reach a function (uniform_entry.cpp).
  llvm::Function* uniformEntry(const ir::Function& function);
  /// What callers with words in registers reach: the version that fits them best, or the body.
  llvm::Function* wordsEntry(const ir::Function& function);
  /// A new function with the attributes that all emitted functions have.
  llvm::Function* createFunction(llvm::FunctionType* type, llvm::GlobalValue::LinkageTypes linkage,
                                 const llvm::Twine& symbol);

  /// The slot of a module variable.
  llvm::GlobalVariable* slot(const ir::Variable& variable);
  /// The slot of a builtin, tr_builtin_<name>.
  llvm::GlobalVariable* builtinSlot(llvm::StringRef name);
  /// Whether the module's code binds the variable, so that reads expect a value.
  bool isStored(const ir::Variable& variable) const {
    return part_.facts->stored.contains(&variable);
  }
  /// Whether some class of the module is predicted to have raw doubles as attributes of this name.
  bool isRawName(const ir::Constant* name) const { return part_.facts->rawNames.contains(name); }
  /// A runtime object: a shape, another module's ModuleInfo.
  llvm::GlobalVariable* external(const llvm::Twine& symbol);
  llvm::GlobalVariable* shape(llvm::StringRef type) { return external("tr_shape_" + type); }
  /// The address of this thread's tr_stack_limit.
  llvm::GlobalVariable* stackLimit();
  /// The innermost record of a frame.
  llvm::GlobalVariable* frameTop();
  llvm::MDNode* memoryTag(Memory kind) {
    llvm::MDNode*& known = memoryTags_[static_cast<unsigned>(kind)];
    return known ? known : known = makeMemoryTag(context(), kind);
  }
  /// A zeroed AttrCache for one site.
  llvm::GlobalVariable* attributeCache();

  /// Lets the module's other parts see a global variable that this part has, under a name that is
  /// the module's own.
  void share(llvm::GlobalVariable* global, const llvm::Twine& name);
  /// The same for one that each part makes for itself, and the linker keeps once.
  void shareMerged(llvm::GlobalVariable* global, const llvm::Twine& name);
  /// What another part of the module shares as `name`.
  llvm::GlobalVariable* sharedElsewhere(const llvm::Twine& name);

  /// An internal global variable.
  llvm::GlobalVariable* define(llvm::Constant* initialiser, bool isConstant,
                               const llvm::Twine& name);

private:
  llvm::Type* resultOf(const ir::Function& function);
  llvm::Function* createSharedFunction(llvm::FunctionType* type, const llvm::Twine& symbol);

  const Part& part_;
  const ir::Module& source_;
  llvm::Module& module_;
  const EmitOptions& options_;
  llvm::IntegerType* i64_;
  llvm::IntegerType* i32_;
  llvm::PointerType* pointer_;
  Constants constants_;
  Descriptors descriptors_;
  DebugInfo debugInfo_;
  llvm::DenseMap<unsigned, llvm::Function*> entries_;
  llvm::DenseMap<const ir::Function*, llvm::Function*> bodies_;
  llvm::DenseMap<const ir::Function*, llvm::Function*> resumeCodes_;
  llvm::DenseMap<const ir::Function*, llvm::Function*> uniformEntries_;
  llvm::DenseMap<const ir::Function*, llvm::Function*> wordsEntries_;
  llvm::DenseMap<const ir::Variable*, llvm::GlobalVariable*> slots_;
  llvm::DenseSet<const ir::Function*> functions_; // of this part
  llvm::MDNode* memoryTags_[kMemoryKinds] = {};
};

/// A name that linkers, debuggers and assemblers take: letters, digits, '_', '.', '$', '<' and '>'
/// stay, other bytes become $x and two hexadecimal digits.
std::string mangle(std::string_view name);

/// The link-time name of a function's body, its module's own: no function of another module has it.
std::string bodySymbol(const ir::Function& function);

} // namespace tauro::codegen
