// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check-indexes: a loop of a version that counts through a list asks once, before it, whether the
// list is long enough.
//
//   b0:                                  b0:
//     loop.entry  exit x(a)                loop.entry  exit x(a)
//     jump b1(zero)                        last = i64.sub.nowrap n, one
//   b1(i: i64):                            check.index a, last  exit x(a)
//     s = elem.load a, i  exit y(a, i)     jump b1(zero)
//     ...                            =>  b1(i: i64):
//     j = i64.add.nowrap i, one            s = elem.load a, i
//     c = i64.lt j, n                      ...
//     branch c, b1(j), b2
//
// Only where each round takes the item, and the loop ends nowhere else: then a list that is too
// short raises an IndexError, unless something else is raised before, and the generic body does the
// loop up to there. At the end no loop.entry is left. The list stays as long as it is: the loop
// stores items of lists at most. LLVM's LoopPredication does the like for its guards, where leaving
// early is allowed.
#include <algorithm>
#include <map>

#include "ir/builder.h"
#include "passes/counted_loop.h"
#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

bool isElementAccess(Op op) {
  switch (op) {
  case Op::ElemLoad:
  case Op::ElemLoadF64:
  case Op::ElemLoadI64:
  case Op::ElemStore:
  case Op::ElemStoreF64:
  case Op::ElemStoreI64:
    return true;
  default:
    return false;
  }
}

bool isConstant(const Value* value, int64_t number) {
  return value->valueKind() == Value::Kind::Inst &&
         static_cast<const Inst*>(value)->op() == Op::ConstI64 &&
         static_cast<const Inst*>(value)->attribute().imm == number;
}

class IndexChecks {
public:
  IndexChecks(Function& function, const Cfg& cfg, const Dominators& dominators)
      : function_(function), cfg_(cfg), dominators_(dominators) {}

  bool run(const Loop& loop) {
    std::optional<CountedLoop> counted = countedLoop(loop);
    if (!counted || counted->step != 1 || counted->compare->op() != Op::I64Lt || !endsOnce(loop))
      return false;
    const EdgeRef* entry = entryOf(loop, cfg_);
    Inst* mark = entry ? markOf(*entry) : nullptr;
    if (!mark)
      return false;
    std::map<uint32_t, std::vector<Inst*>> accesses; // by the list's Value::id
    if (!findAccesses(loop, *counted, &accesses))
      return false;
    Value* first = entry->edge().args[counted->counter];
    Block* between;
    Inst* place = placeOn(*entry, &between);
    if (between)
      mark->moveBefore(place); // stays on the edge
    Builder b(&function_);
    b.setBefore(place);
    b.setSite(place->site());
    Value* one = b.imm(Op::ConstI64, {}, 1);
    Value* last = b.build(Op::I64SubNowrap, {counted->compare->operand(1), one});
    for (auto& [id, ops] : accesses) {
      check(b, ops[0]->operand(0), last, *mark);
      // The first round is done whatever the bound. From 0 the last index is none before.
      if (!isConstant(first, 0))
        check(b, ops[0]->operand(0), first, *mark);
      for (Inst* access : ops)
        access->removeEdge(0);
    }
    return true;
  }

private:
  // Whether the loop is left by the end of its counting alone, and by exits.
  bool endsOnce(const Loop& loop) const {
    for (const Block* block : loop.blocks)
      for (const Inst* inst : *block)
        for (const Edge& edge : inst->edges())
          if (edge.kind != EdgeKind::Exit && inst != loop.backEdges[0].from &&
              std::find(loop.blocks.begin(), loop.blocks.end(), edge.target) == loop.blocks.end())
            return false;
    return true;
  }

  bool findAccesses(const Loop& loop, const CountedLoop& counted,
                    std::map<uint32_t, std::vector<Inst*>>* accesses) const {
    const Value* counter = loop.header->argument(counted.counter);
    for (Block* block : loop.blocks) {
      bool isAlways = dominators_.dominates(block, loop.backEdges[0].block());
      for (Inst* inst : *block) {
        if (!isElementAccess(inst->op())) {
          if (inst->effects() & abi::kWritesList)
            return false;
          continue;
        }
        if (isAlways && inst->operand(1) == counter && inst->edges().size() == 1 &&
            !isMadeIn(loop, inst->operand(0)))
          (*accesses)[inst->operand(0)->id()].push_back(inst);
      }
    }
    return !accesses->empty();
  }

  void check(Builder& b, Value* list, Value* index, const Inst& mark) {
    const Edge& exit = *mark.edge(EdgeKind::Exit);
    b.build(Op::CheckIndex, {list, index})->addEdge(EdgeKind::Exit, exit.target, exit.args);
  }

  Function& function_;
  const Cfg& cfg_;
  const Dominators& dominators_;
};

} // namespace

bool runCheckIndexes(Function& function, Analyses& analyses) {
  if (!function.versionOf)
    return false;
  IndexChecks checks(function, analyses.cfg(), analyses.dominators());
  bool changed = false;
  for (const auto& loop : analyses.loops().all())
    changed |= checks.run(*loop);
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      if (inst->op() == Op::LoopEntry) {
        inst->erase();
        changed = true;
      }
  return changed;
}

} // namespace tauro::passes
