// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hoist: what a loop computes anew each time round, and always gets the same, moves before it,
// guards and their exits with it.
//
//   b0:                                  b0:
//     resume.point @f, 0                   resume.point @f, 0
//     loop.entry  exit x(a)                loop.entry  exit x(a)
//     jump b1(zero)                        row = elem.load a, i  exit x(a)
//   b1(k: i64):                    =>      jump b1(zero)
//     row = elem.load a, i  exit y(a, k) b1(k: i64):
//     s = elem.load row, k  exit y(a, k)   s = elem.load row, k  exit y(a, k)
//     ...                                  ...
//
// An op that may leave takes the exit of the loop's loop.entry, from where the generic body does
// the whole loop: so it matters for speed only that it would have been reached. Ops move that each
// time round reaches and whose operands and memory the loop does not change. Inner loops come
// first; what leaves one may leave the next.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "passes/counted_loop.h"
#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

class Hoister {
public:
  Hoister(Function& function, Analyses& analyses)
      : function_(function), cfg_(analyses.cfg()), dominators_(analyses.dominators()),
        loops_(analyses.loops()) {}

  bool run() {
    for (const auto& loop : loops_.all())
      hoistFrom(*loop);
    return changed_;
  }

private:
  void hoistFrom(const Loop& loop) {
    const EdgeRef* entering = entryOf(loop, cfg_);
    if (!entering)
      return;
    Inst* anchor = markOf(*entering);

    std::vector<bool> isWithin(function_.blockIdBound(), false);
    uint32_t written = 0;
    std::unordered_set<const Variable*> stored;
    for (Block* block : loop.blocks)
      isWithin[block->id()] = true;
    for (Block* block : between_[&loop])
      isWithin[block->id()] = true;
    for (Block* block : loop.blocks)
      for (Inst* inst : *block)
        if (inst->op() == Op::GlobalStore)
          stored.insert(inst->attribute().variable);
        else
          written |= inst->effects() & abi::kWrites;
    // The write bits stand as far above the read bits for each memory.
    uint32_t unstable = written / (abi::kWritesObject / abi::kReadsObject);

    auto isInvariant = [&](Value* value) {
      const Inst* inst = asInst(value);
      const Block* block = inst ? inst->block() : asArgument(value)->block();
      return block->id() >= isWithin.size() || !isWithin[block->id()];
    };
    auto mayMove = [&](Inst* inst) {
      if (inst->op() == Op::GlobalLoadRaw && stored.count(inst->attribute().variable))
        return false;
      if (!isMergeable(inst->effects()) || inst->type() == Type::none() ||
          inst->type().kind() == TypeKind::Pack || (inst->effects() & unstable))
        return false;
      for (const Edge& edge : inst->edges())
        if (edge.kind != EdgeKind::Exit || !anchor)
          return false;
      return std::all_of(inst->operands().begin(), inst->operands().end(), isInvariant);
    };
    Inst* place = nullptr;
    for (Block* block : loop.blocks) {
      bool isAlwaysReached =
          std::all_of(loop.backEdges.begin(), loop.backEdges.end(), [&](const EdgeRef& back) {
            return dominators_.dominates(block, back.block());
          });
      if (!isAlwaysReached)
        continue;
      for (Inst* inst : *block) {
        if (!mayMove(inst))
          continue;
        if (!place)
          place = placeOn(*entering, loop.parent, anchor);
        if (!inst->edges().empty()) {
          inst->removeEdge(0);
          const Edge& exit = *anchor->edge(EdgeKind::Exit);
          inst->addEdge(EdgeKind::Exit, exit.target, exit.args);
        }
        inst->moveBefore(place);
        changed_ = true;
      }
    }
  }

  // Into a loop that stands in `around`; its mark stays on the edge.
  Inst* placeOn(const EdgeRef& edge, const Loop* around, Inst* mark) {
    Block* between;
    Inst* place = passes::placeOn(edge, &between);
    if (between && mark)
      mark->moveBefore(place);
    for (; between && around; around = around->parent)
      between_[around].push_back(between);
    return place;
  }

  Function& function_;
  const Cfg& cfg_;
  const Dominators& dominators_;
  const Loops& loops_;
  std::unordered_map<const Loop*, std::vector<Block*>> between_; // blocks in it that are new
  bool changed_ = false;
};

} // namespace

bool runHoist(Function& function, Analyses& analyses) {
  return function.versionOf && Hoister(function, analyses).run();
}

} // namespace tauro::passes
