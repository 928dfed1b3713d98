// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From each use up to the definition, a value at a time. Where edges leave a block does not matter
// for its start: what is defined in another block is live there whatever leaves first.
#include "ir/analysis/liveness.h"

namespace tauro::ir {

Liveness::Liveness(const Cfg& cfg) : cfg_(cfg), atStart_(cfg.order().size()) {
  std::vector<const Value*> last(cfg.order().size(), nullptr); // the value marked last
  std::vector<const Block*> work;
  auto mark = [&](Value* value, const Block* home, const Block* block) {
    if (block == home || !cfg.isReachable(block) || last[cfg.number(block)] == value)
      return;
    last[cfg.number(block)] = value;
    atStart_[cfg.number(block)].push_back(value);
    work.push_back(block);
  };
  auto follow = [&](Value* value, const Block* home) {
    for (const Inst* user : value->users())
      mark(value, home, user->block());
    while (!work.empty()) {
      const Block* block = work.back();
      work.pop_back();
      for (const EdgeRef& edge : cfg.predecessors(block))
        mark(value, home, edge.block());
    }
  };
  for (const Block* block : cfg.order()) {
    for (const auto& argument : block->arguments())
      follow(argument.get(), block);
    for (Inst* inst : *block)
      follow(inst, block);
  }
}

void LiveWalk::stepOver(Inst* inst) {
  live_.erase(inst);
  for (const Edge& edge : inst->edges()) {
    live_.insert(edge.args.begin(), edge.args.end());
    const auto& later = liveness_.atStart(edge.target);
    live_.insert(later.begin(), later.end());
  }
  live_.insert(inst->operands().begin(), inst->operands().end());
}

} // namespace tauro::ir
