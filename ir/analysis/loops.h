// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Natural loops: a header and the blocks that reach one of its back edges without passing it. Loops
// of one header are one loop. Irreducible cycles have no header that dominates them and form none;
// IR build makes no such cycles.
#pragma once

#include "ir/analysis/dominators.h"

namespace tauro::ir {

struct Loop {
  Block* header;
  Loop* parent = nullptr; // the innermost loop around this one
  unsigned depth = 1;
  std::vector<Block*> blocks; // header first; those of inner loops too
  std::vector<EdgeRef> backEdges;
};

class Loops {
public:
  Loops(const Cfg& cfg, const Dominators& dominators);
  // Inner loops before those around them.
  const std::vector<std::unique_ptr<Loop>>& all() const { return loops_; }
  // The innermost loop that holds the block, or null.
  Loop* innermost(const Block* block) const { return of_[block->id()]; }
  unsigned depth(const Block* block) const {
    return innermost(block) ? innermost(block)->depth : 0;
  }

private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<Loop*> of_; // by Block::id
};

} // namespace tauro::ir
