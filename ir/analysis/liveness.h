// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values are used later, at the start of each block and, by walking a block backwards, at
// each instruction. Linear in the sum of what it answers.
#pragma once

#include <unordered_set>

#include "ir/analysis/cfg.h"

namespace tauro::ir {

class Liveness {
public:
  explicit Liveness(const Cfg& cfg);

  // Of a reachable block: the values defined in other blocks that it or what follows it uses, in
  // the order of their definitions.
  const std::vector<Value*>& atStart(const Block* block) const {
    return atStart_[cfg_.number(block)];
  }

private:
  const Cfg& cfg_;
  std::vector<std::vector<Value*>> atStart_; // by block number
};

// The live values of one block while it is walked from its end to its start.
class LiveWalk {
public:
  explicit LiveWalk(const Liveness& liveness) : liveness_(liveness) {}

  // What is live right now: at first nothing, which is right behind a terminator.
  const std::unordered_set<Value*>& live() const { return live_; }
  // From behind an instruction to before it.
  void stepOver(Inst* inst);

private:
  const Liveness& liveness_;
  std::unordered_set<Value*> live_;
};

} // namespace tauro::ir
