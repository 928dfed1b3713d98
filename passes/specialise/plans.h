// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which versions a module's functions get, decided and declared before any of them is written, so
// that calls can name them.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "passes/infer/infer.h"

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
  std::vector<infer::Rep> parameters;
};

class Plans {
public:
  // Declares them in the module.
  Plans(ir::Module& module, const infer::Inference& inference);
  const std::vector<Version>& versions() const { return versions_; }
  // The version that takes arguments of these facts in the most registers, or null.
  const Version* forCall(const ir::Function* generic, std::span<const infer::Fact> arguments) const;

private:
  void declare(ir::Function* generic, int index, std::vector<infer::Rep> parameters,
               infer::Rep result);

  std::vector<Version> versions_; // those of one function are neighbours
  std::unordered_map<const ir::Function*, std::pair<size_t, size_t>> byFunction_;
};

// Whether a body with these facts has something that words would do worse.
bool isWorthwhile(const ir::Function& function, const infer::Inference& inference, int index);

} // namespace tauro::passes::specialise
