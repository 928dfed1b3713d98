// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shape of a function's control flow at one moment: blocks in reverse postorder and the edges
// that lead to each. Mid-block edges count like any other. Stale after any change to edges or
// blocks.
#pragma once

#include <span>
#include <vector>

#include "ir/ir.h"

namespace tauro::ir {

// One edge, seen from its target.
struct EdgeRef {
  Inst* from;
  unsigned index;
  const Edge& edge() const { return from->edges()[index]; }
  Block* block() const { return from->block(); }
  bool isMidBlock() const { return !from->isTerminator(); }
};

class Cfg {
public:
  static constexpr uint32_t kUnreached = UINT32_MAX;

  explicit Cfg(const Function& function);

  // Blocks that the entry reaches, each before its successors where no loop forbids it.
  const std::vector<Block*>& order() const { return order_; }
  // A block's place in order(), or kUnreached.
  uint32_t number(const Block* block) const { return numbers_[block->id()]; }
  bool isReachable(const Block* block) const { return number(block) != kUnreached; }
  // Edges from reachable blocks into a reachable block, in the order of their sources.
  std::span<const EdgeRef> predecessors(const Block* block) const {
    uint32_t n = number(block);
    return {edges_.data() + starts_[n], edges_.data() + starts_[n + 1]};
  }

private:
  std::vector<Block*> order_;
  std::vector<uint32_t> numbers_; // by Block::id
  std::vector<uint32_t> starts_;  // by number: where its predecessors begin in edges_
  std::vector<EdgeRef> edges_;
};

} // namespace tauro::ir
