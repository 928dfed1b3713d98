// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dominators with edges that leave the middle of a block. Each block is two nodes, its start and
// its end: edges of a terminator leave the end, all others the start. So the end of a block
// dominates what only its terminator leads to, and there alone the results of its instructions may
// be used without being passed; its arguments may be used wherever its start dominates.
//
// Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
#pragma once

#include "ir/analysis/cfg.h"

namespace tauro::ir {

class Dominators {
public:
  explicit Dominators(const Cfg& cfg);

  // Of reachable blocks. Every path to b's start passes a's start (a block dominates itself) ...
  bool dominates(const Block* a, const Block* b) const { return encloses(start(a), start(b)); }
  // ... or a's end.
  bool endDominates(const Block* a, const Block* b) const { return encloses(end(a), start(b)); }
  // The closest other block whose start dominates the block's; null for the entry.
  Block* immediate(const Block* block) const;
  // Whether the path from the immediate dominator goes through its end, so that the results of its
  // instructions may be used in the block.
  bool isBelowEnd(const Block* block) const { return parents_[start(block)] & 1; }
  // Blocks whose immediate dominator is the block, in reverse postorder.
  const std::vector<Block*>& children(const Block* block) const {
    return children_[cfg_.number(block)];
  }

  // The tree of starts and ends itself; nodes are dense, a parent has a smaller number.
  uint32_t start(const Block* b) const { return 2 * cfg_.number(b); }
  uint32_t end(const Block* b) const { return start(b) + 1; }
  uint32_t nodeCount() const { return static_cast<uint32_t>(parents_.size()); }
  uint32_t parent(uint32_t node) const { return parents_[node]; }
  Block* blockOf(uint32_t node) const { return cfg_.order()[node / 2]; }

private:
  bool encloses(uint32_t a, uint32_t b) const {
    return enter_[a] <= enter_[b] && leave_[b] <= leave_[a];
  }
  const Cfg& cfg_;
  std::vector<uint32_t> parents_; // the tree, by node
  std::vector<uint32_t> enter_, leave_;
  std::vector<std::vector<Block*>> children_;
};

// The order of instructions inside their blocks and with it the full question of dominance. Stale
// after any insertion.
class Availability {
public:
  Availability(const Function& function, const Dominators& dominators);
  // Whether `value` may be an operand of `user` or be passed along its edges (no edge sees the
  // result of its own instruction). The blocks are reachable.
  bool isAvailable(const Value* value, const Inst* user) const;
  bool isAvailableAtStart(const Value* value, const Block* block) const;

private:
  const Dominators& dominators_;
  std::vector<uint32_t> positions_; // by Value::id
};

} // namespace tauro::ir
