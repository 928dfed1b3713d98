// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "ir/analysis/dominators.h"

#include <utility>

namespace tauro::ir {

namespace {

// Where two nodes of a growing tree meet, in logarithmic time: each node has beside its parent a
// jump to an ancestor, as in Myers, "An applicative random-access stack" (1983). A tree of
// parents alone makes a join of n long chains quadratic.
class Meets {
public:
  Meets(const std::vector<uint32_t>& parents) : parents_(parents) {
    depths_.assign(parents.size(), 0);
    jumps_.assign(parents.size(), 0);
  }
  // The node's parent has been set, and its ancestors' before.
  void add(uint32_t node) {
    uint32_t parent = parents_[node], jump = jumps_[parent];
    depths_[node] = depths_[parent] + 1;
    bool sameLength = depths_[parent] - depths_[jump] == depths_[jump] - depths_[jumps_[jump]];
    jumps_[node] = sameLength ? jumps_[jump] : parent;
  }
  uint32_t of(uint32_t a, uint32_t b) const {
    if (depths_[a] < depths_[b])
      std::swap(a, b);
    while (depths_[a] > depths_[b])
      a = depths_[jumps_[a]] >= depths_[b] ? jumps_[a] : parents_[a];
    while (a != b) {
      bool far = jumps_[a] != jumps_[b];
      a = far ? jumps_[a] : parents_[a];
      b = far ? jumps_[b] : parents_[b];
    }
    return a;
  }

private:
  const std::vector<uint32_t>& parents_;
  std::vector<uint32_t> depths_, jumps_;
};

} // namespace

// Nodes are numbered 2n and 2n+1 for the start and end of the block with number n, so a parent's
// number is always the smaller one. The first round settles reducible graphs; where a later one
// changes a parent, jumps are no longer true and nodes meet by their parents alone.
Dominators::Dominators(const Cfg& cfg) : cfg_(cfg) {
  constexpr uint32_t kNone = UINT32_MAX;
  auto blockCount = static_cast<uint32_t>(cfg.order().size());
  uint32_t count = 2 * blockCount;
  parents_.assign(count, kNone);
  parents_[0] = 0;
  Meets meets(parents_);
  bool isSettled = true;
  auto meet = [&](uint32_t a, uint32_t b) {
    if (isSettled)
      return meets.of(a, b);
    while (a != b) {
      while (a > b)
        a = parents_[a];
      while (b > a)
        b = parents_[b];
    }
    return a;
  };
  parents_[1] = 0;
  meets.add(1);
  bool isFirst = true;
  for (bool changed = true; changed; isFirst = false) {
    changed = false;
    for (uint32_t n = 1; n < blockCount; n++) {
      uint32_t parent = kNone;
      const Inst* lastFrom = nullptr;
      for (const EdgeRef& edge : cfg.predecessors(cfg.order()[n])) {
        if (edge.from == lastFrom)
          continue;
        lastFrom = edge.from;
        uint32_t from = 2 * cfg.number(edge.block()) + (edge.isMidBlock() ? 0 : 1);
        if (parents_[from] == kNone)
          continue;
        parent = parent == kNone ? from : meet(parent, from);
      }
      if (parents_[2 * n] != parent) {
        parents_[2 * n] = parent;
        parents_[2 * n + 1] = 2 * n;
        changed = true;
        isSettled &= isFirst;
        meets.add(2 * n);
        meets.add(2 * n + 1);
      }
    }
  }

  // Intervals of a walk over the tree; children as a linked list, smallest first.
  std::vector<uint32_t> firstChild(count, kNone), nextSibling(count, kNone);
  for (uint32_t node = count - 1; node > 0; node--) {
    nextSibling[node] = firstChild[parents_[node]];
    firstChild[parents_[node]] = node;
  }
  enter_.assign(count, 0);
  leave_.assign(count, 0);
  uint32_t clock = 0;
  for (uint32_t node = 0;;) {
    enter_[node] = clock++;
    if (firstChild[node] != kNone) {
      node = firstChild[node];
      continue;
    }
    while (true) {
      leave_[node] = clock++;
      if (node == 0 || nextSibling[node] != kNone)
        break;
      node = parents_[node];
    }
    if (node == 0)
      break;
    node = nextSibling[node];
  }

  children_.resize(blockCount);
  for (uint32_t n = 1; n < blockCount; n++)
    children_[parents_[2 * n] / 2].push_back(cfg.order()[n]);
}

Block* Dominators::immediate(const Block* block) const {
  uint32_t n = cfg_.number(block);
  return n == 0 ? nullptr : cfg_.order()[parents_[2 * n] / 2];
}

Availability::Availability(const Function& function, const Dominators& dominators)
    : dominators_(dominators), positions_(function.valueIdBound(), 0) {
  for (const auto& block : function.blocks()) {
    uint32_t position = 0;
    for (Inst* inst : *block)
      positions_[inst->id()] = ++position;
  }
}

bool Availability::isAvailable(const Value* value, const Inst* user) const {
  if (value->valueKind() == Value::Kind::Inst) {
    auto* inst = static_cast<const Inst*>(value);
    if (inst->block() == user->block())
      return positions_[inst->id()] < positions_[user->id()];
  }
  return isAvailableAtStart(value, user->block());
}

bool Availability::isAvailableAtStart(const Value* value, const Block* block) const {
  if (value->valueKind() == Value::Kind::Argument)
    return dominators_.dominates(static_cast<const Argument*>(value)->block(), block);
  auto* inst = static_cast<const Inst*>(value);
  return inst->block() && inst->block() != block && dominators_.endDominates(inst->block(), block);
}

} // namespace tauro::ir
