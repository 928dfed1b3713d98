// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which versions a module's functions get, decided and declared before any of them is written, so
// that calls can name them.
#pragma once

#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "passes/infer/infer.h"
#include "passes/specialise/objects.h"

namespace tauro::passes::specialise {

// The representation of a type, as inference counts them.
infer::Rep repOf(ir::Type type);
ir::Type typeOf(infer::Rep rep);
// The kind of words that a raw representation stands for.
infer::Kind kindOf(infer::Rep rep);

struct Version {
  ir::Function* generic;
  ir::Function* function; // declared: its entry block has its arguments, and nothing else
  int index;              // of Inference::versions(); -1: takes words
  bool isUnused;          // takes words, and no call is known that does not pass what others take
  std::vector<infer::Rep> parameters;
  bool isSmall = false; // may be worth having in line (inline_versions.cpp)
};

// Declares the version of the loop whose head is the block of the generic body's resume point.
Version declareLoop(ir::Function& generic, int64_t point);

class Plans {
public:
  // Declares them in the module.
  Plans(ir::Module& module, const infer::Inference& inference);
  const std::vector<Version>& versions() const { return versions_; }
  const Objects& objects() const { return objects_; }
  // The version that takes arguments of these facts in the most registers, or null.
  const Version* forCall(const ir::Function* generic, std::span<const infer::Fact> arguments) const;

  // Whether the variable holds the function whenever that runs: it is stored there, and nowhere
  // else, as soon as it is made, and the name is never bound again.
  bool isBoundWhileRunning(const ir::Variable* variable, const ir::Function* function) const;

private:
  void declare(ir::Function* generic, int index, std::vector<infer::Rep> parameters,
               infer::Rep result, bool isUnused);

  const infer::Inference& inference_;
  Objects objects_;
  std::unordered_set<const ir::Function*> storedAtOnce_;
  std::vector<Version> versions_; // those of one function are neighbours
  std::unordered_map<const ir::Function*, std::pair<size_t, size_t>> byFunction_;
};

} // namespace tauro::passes::specialise
