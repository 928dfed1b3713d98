// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "ir/analysis/loops.h"

namespace tauro::ir {

Loops::Loops(const Cfg& cfg, const Dominators& dominators)
    : of_(cfg.order().empty() ? 0 : cfg.order()[0]->function()->blockIdBound(), nullptr) {
  // Headers from the last in reverse postorder on: inner ones come first, and a walk backwards
  // that meets a finished loop steps over it to its header.
  for (size_t n = cfg.order().size(); n-- > 0;) {
    Block* header = cfg.order()[n];
    std::vector<EdgeRef> backEdges;
    for (const EdgeRef& edge : cfg.predecessors(header))
      if (dominators.dominates(header, edge.block()))
        backEdges.push_back(edge);
    if (backEdges.empty())
      continue;
    loops_.push_back(std::make_unique<Loop>());
    Loop* loop = loops_.back().get();
    loop->header = header;
    std::vector<Block*> work;
    for (const EdgeRef& edge : backEdges)
      work.push_back(edge.block());
    loop->backEdges = std::move(backEdges);
    of_[header->id()] = of_[header->id()] ? of_[header->id()] : loop;
    while (!work.empty()) {
      Block* block = work.back();
      work.pop_back();
      Loop* outermost = of_[block->id()];
      while (outermost && outermost->parent)
        outermost = outermost->parent;
      if (outermost == loop)
        continue;
      Block* from = block;
      if (outermost) {
        outermost->parent = loop;
        from = outermost->header;
      } else {
        of_[block->id()] = loop;
      }
      for (const EdgeRef& edge : cfg.predecessors(from))
        if (cfg.isReachable(edge.block()) && edge.block() != header)
          work.push_back(edge.block());
    }
  }
  for (size_t i = loops_.size(); i-- > 0;)
    if (Loop* parent = loops_[i]->parent)
      loops_[i]->depth = parent->depth + 1;
  for (const auto& loop : loops_)
    loop->blocks.push_back(loop->header);
  for (Block* block : cfg.order())
    for (Loop* loop = of_[block->id()]; loop; loop = loop->parent)
      if (loop->header != block)
        loop->blocks.push_back(block);
}

} // namespace tauro::ir
