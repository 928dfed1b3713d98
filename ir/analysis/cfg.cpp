// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "ir/analysis/cfg.h"

#include <algorithm>

namespace tauro::ir {

Cfg::Cfg(const Function& function) : numbers_(function.blockIdBound(), kUnreached) {
  // Depth first without recursion: functions may be chains of 100,000 blocks.
  struct Frame {
    Block* block;
    std::vector<Block*> successors;
    size_t next;
  };
  std::vector<bool> seen(function.blockIdBound(), false);
  std::vector<Frame> stack;
  auto enter = [&](Block* block) {
    if (seen[block->id()])
      return;
    seen[block->id()] = true;
    std::vector<Block*> successors;
    for (Inst* inst : *block)
      for (const Edge& edge : inst->edges())
        if (successors.empty() || successors.back() != edge.target)
          successors.push_back(edge.target);
    // The last successor first: the first one then follows its source most closely.
    std::reverse(successors.begin(), successors.end());
    stack.push_back({block, std::move(successors), 0});
  };
  enter(function.entry());
  while (!stack.empty()) {
    Frame& top = stack.back();
    if (top.next < top.successors.size()) {
      enter(top.successors[top.next++]);
    } else {
      order_.push_back(top.block);
      stack.pop_back();
    }
  }
  std::reverse(order_.begin(), order_.end());
  for (uint32_t i = 0; i < order_.size(); i++)
    numbers_[order_[i]->id()] = i;

  starts_.assign(order_.size() + 1, 0);
  for (Block* block : order_)
    for (Inst* inst : *block)
      for (const Edge& edge : inst->edges())
        starts_[number(edge.target) + 1]++;
  for (size_t i = 0; i < order_.size(); i++)
    starts_[i + 1] += starts_[i];
  edges_.resize(starts_.back());
  std::vector<uint32_t> fill(starts_.begin(), starts_.end() - 1);
  for (Block* block : order_)
    for (Inst* inst : *block)
      for (unsigned e = 0; e < inst->edges().size(); e++)
        edges_[fill[number(inst->edges()[e].target)]++] = {inst, e};
}

} // namespace tauro::ir
