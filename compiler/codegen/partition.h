// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts: the units of code generation. A module of some size is compiled as several objects, each
// from an LLVM module of its own, so that cores share the work, and code that runs once is not
// given to LLVM's slow pipelines at all. What a program's objects are depends on the program
// alone, never on the machine that compiles it.
#pragma once

#include "compiler/codegen/codegen.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tauro::codegen {

/// What every part has to know of the whole module, gathered once.
struct ModuleFacts {
  explicit ModuleFacts(const ir::Module& module);
  /// What to call with words: the function's version that takes and answers them, or itself.
  const ir::Function& wordVersion(const ir::Function& function) const;
  /// The version that takes whatever words the function does, whether it answers them or not, or
  /// null. What calls the function comes there: then its body is resumed at most.
  const ir::Function* replacement(const ir::Function& function) const;
  bool isReplaced(const ir::Function& function) const { return replacement(function) != nullptr; }

  /// The version whose part has the entries and the CodeInfo of a function that is replaced, or
  /// null.
  const ir::Function* entered(const ir::Function& function) const;

  std::unordered_set<const ir::Variable*> stored;   // that the module's code binds
  std::unordered_set<const ir::Constant*> rawNames; // of attributes that lie as doubles
  std::vector<const ir::Constant*> containers;      // tuples and frozen sets, as they first stand
  /// Of each function that has any, in the module's order.
  std::unordered_map<const ir::Function*, std::vector<const ir::Function*>> versions;
  /// The versions of loops, by the block that they take over at.
  std::unordered_map<const ir::Block*, const ir::Function*> loopVersions;
  /// The functions that some `resume` leaves to, and the points where, in order.
  std::unordered_map<const ir::Function*, std::vector<unsigned>> resumed;
  /// Bytes that the frame of such a function's resume code takes at most.
  std::unordered_map<const ir::Function*, uint64_t> resumeFrames;
};

/// Functions of one module that are compiled together.
struct Part {
  const ir::Module* module = nullptr;
  std::shared_ptr<const ModuleFacts> facts;
  /// Those that are replaced by a version, which stands here too, have their CodeInfo alone here.
  std::vector<const ir::Function*> functions;
  /// Functions whose resume code is compiled here.
  std::vector<const ir::Function*> resumed;
  /// The one part of each module that defines its data: variables, constants that the runtime
  /// builds, ModuleInfo.
  bool primary = true;
  /// Whether the module has other parts, which see this one's functions.
  bool shared = false;
  Effort effort = Effort::Kernels;

  uint64_t cost = 0; // an estimate of the time to compile it, in instructions
};

/// A module's parts, the primary one first.
std::vector<Part> partition(const ir::Module& module, OptLevel level);

/// The module in one part.
Part wholeModule(const ir::Module& module);

Effort effortFor(const ir::Function& function);

/// As -Xparts shows it.
const char* nameOf(Effort effort);

} // namespace tauro::codegen
