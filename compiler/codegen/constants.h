// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program's constants as static data: words, and objects with the layouts of abi/layout.h.
// Big literals stay linear in time and in size.
#pragma once

#include "ir/ir.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/GlobalVariable.h"

namespace tauro::codegen {

class ModuleState;

class Constants {
public:
  explicit Constants(ModuleState& module) : module_(module) {}

  /// The word of a constant. Those whose objects only the runtime can build (frozen sets, and
  /// tuples around them: the hashes of str are drawn when the program starts) have none; see slot.
  llvm::Constant* word(const ir::Constant* constant);
  bool isLate(const ir::Constant* constant);
  /// Where the word of a late constant stands once emitLate's code has run.
  llvm::GlobalVariable* slot(const ir::Constant* constant);
  /// The function that fills the slots, to be called before anything else of the module runs; null
  /// when there are none. Call once, when every constant has been asked for.
  llvm::Function* emitLate();

  /// The word of a str with this text (UTF-8, surrogates as 3-byte sequences).
  llvm::Constant* strWord(std::string_view text);
  /// The tuple object itself, as kwnames are passed.
  llvm::Constant* tupleObject(const ir::Constant* tuple);
  /// The address of a constant word that holds the constant.
  llvm::Constant* addressOf(llvm::Constant* word);
  /// A constant array of words.
  llvm::GlobalVariable* array(llvm::ArrayRef<llvm::Constant*> words, const llvm::Twine& name);
  /// The address of a zero-ended text.
  llvm::Constant* cString(std::string_view text);

private:
  /// The word of a constant that is no object, else null.
  llvm::Constant* immediate(const ir::Constant* constant);
  llvm::GlobalVariable* makeObject(const ir::Constant* constant);
  llvm::GlobalVariable* str(std::string_view text);
  llvm::GlobalVariable* makeStr(std::string_view text);
  llvm::GlobalVariable* makeBytes(std::string_view bytes);
  llvm::GlobalVariable* makeBigInt(std::string_view text);
  llvm::GlobalVariable* makeBigInt(llvm::ArrayRef<uint64_t> limbs, bool negative);
  llvm::GlobalVariable* makeTuple(const ir::Constant* tuple);
  llvm::GlobalVariable* object(llvm::StringRef type, llvm::ArrayRef<llvm::Constant*> fields,
                               const llvm::Twine& name, bool isConstant);

  ModuleState& module_;
  llvm::DenseMap<const ir::Constant*, llvm::Constant*> words_;
  llvm::DenseMap<const ir::Constant*, bool> late_;
  llvm::DenseMap<const ir::Constant*, llvm::GlobalVariable*> slots_;
  std::vector<const ir::Constant*> slotOrder_; // a constant stands after those it contains
  llvm::StringMap<llvm::GlobalVariable*> strs_;
  llvm::StringMap<llvm::GlobalVariable*> texts_; // of cString
  llvm::DenseMap<llvm::Constant*, llvm::Constant*> addresses_;
};

} // namespace tauro::codegen
