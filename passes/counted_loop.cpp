// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/counted_loop.h"

#include <algorithm>

#include "passes/facts.h"

namespace tauro::passes {

using namespace ir;

bool isMadeIn(const Loop& loop, const Value* value) {
  const Block* block = value->valueKind() == Value::Kind::Inst
                           ? static_cast<const Inst*>(value)->block()
                           : static_cast<const Argument*>(value)->block();
  return std::find(loop.blocks.begin(), loop.blocks.end(), block) != loop.blocks.end();
}

std::optional<CountedLoop> countedLoop(const Loop& loop) {
  if (loop.backEdges.size() != 1 || loop.backEdges[0].isMidBlock())
    return {};
  const Inst* branch = loop.backEdges[0].from;
  Inst* compare = branch->op() == Op::Branch ? branch->prev() : nullptr;
  if (!compare || branch->operand(0) != compare || compare->users().size() != 1 ||
      loop.backEdges[0].index > 1 || branch->edges()[0].target == branch->edges()[1].target)
    return {};
  bool up = compare->op() == Op::I64Lt || compare->op() == Op::I64Le;
  bool down = compare->op() == Op::I64Gt || compare->op() == Op::I64Ge;
  // The branch that goes on is taken while the comparison holds.
  if ((!up && !down) || loop.backEdges[0].index != 0)
    return {};
  const Inst* next = asInst(compare->operand(0));
  if (!next || (next->op() != Op::I64Add && next->op() != Op::I64AddNowrap) ||
      isMadeIn(loop, compare->operand(1)))
    return {};
  const Argument* counter = asArgument(next->operand(0));
  const Inst* step = asInst(next->operand(1));
  if (!counter || counter->block() != loop.header || !step || step->op() != Op::ConstI64)
    return {};
  int64_t by = step->attribute().imm;
  if (by == 0 || (by > 0) != up || loop.backEdges[0].edge().args[counter->index()] != next)
    return {};
  return CountedLoop{compare, counter->index(), by};
}

const EdgeRef* entryOf(const Loop& loop, const Cfg& cfg) {
  const EdgeRef* entry = nullptr;
  for (const EdgeRef& edge : cfg.predecessors(loop.header)) {
    bool isBack = std::any_of(loop.backEdges.begin(), loop.backEdges.end(),
                              [&](const EdgeRef& back) { return back.from == edge.from; });
    if (isBack)
      continue;
    if (entry || edge.isMidBlock())
      return nullptr;
    entry = &edge;
  }
  return entry;
}

Inst* markOf(const EdgeRef& entry) {
  for (Inst* inst = entry.from->prev(); inst && !isVisible(inst->effects()); inst = inst->prev())
    if (inst->op() == Op::LoopEntry)
      return inst;
  return nullptr;
}

Inst* placeOn(const EdgeRef& edge, Block** between) {
  *between = nullptr;
  if (edge.from->edges().size() == 1)
    return edge.from;
  Block* header = edge.edge().target;
  Function& function = *edge.block()->function();
  *between = function.addBlockAfter(edge.block());
  std::vector<Value*> passed = edge.edge().args;
  edge.from->setEdgeArgs(edge.index, {});
  edge.from->setEdgeTarget(edge.index, *between);
  Inst* jump = function.create(Op::Jump, Type::none(), {});
  jump->setSite(edge.from->site());
  (*between)->append(jump);
  jump->addEdge(EdgeKind::Normal, header, std::move(passed));
  return jump;
}

} // namespace tauro::passes
