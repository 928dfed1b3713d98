// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// safepoints: every function that may run other code checks the stack at its entry, and every loop
// has a place on each way round where a signal is noticed. IR build places both; passes may have
// made new loops and functions. A check at the entry belongs to no line: an error there shows the
// caller's line only, as CPython does.
//
//   b1:                                  b1:
//     i = iter.next it  done b2            poll  err h
//     jump b1                       =>     i = iter.next it  done b2  err h
//                                          jump b1
#include "ir/builder.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

bool runsOtherCode(const Function& function) {
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      if (inst->op() != Op::Poll && mayRunUser(inst->effects()))
        return true;
  return false;
}

// A step checks where it goes on, not at its entry: there an interrupt would leave the generator by
// no handler and run no `finally`. Its first run has the check of the generator's entry.
bool checkStep(Function& step) {
  std::vector<Inst*> places;
  for (const auto& block : step.blocks()) {
    Inst* previous = nullptr;
    for (Inst* inst : *block) {
      bool goesOn = inst->op() == Op::GenResume || inst->op() == Op::GenDelegateStep;
      if (goesOn && !(previous && previous->op() == Op::StackCheck))
        places.push_back(inst);
      previous = inst;
    }
  }
  Builder builder(&step);
  for (Inst* place : places) {
    builder.setBefore(place);
    builder.setSite(place->site());
    Inst* check = builder.build(Op::StackCheck);
    if (const Edge* err = place->edge(EdgeKind::Err))
      check->addEdge(EdgeKind::Err, err->target, err->args);
  }
  return !places.empty();
}

bool checkStack(Function& function) {
  if (function.kind == FunctionKind::Step)
    return checkStep(function);
  // Always inside a function that checks, for all but very large frames.
  constexpr size_t kManyValues = 4000;
  if (function.kind == FunctionKind::ClassBody ||
      (function.kind == FunctionKind::Module && function.valueIdBound() < kManyValues))
    return false;
  for (Inst* inst : *function.entry())
    if (inst->op() == Op::StackCheck)
      return false;
  if (!runsOtherCode(function))
    return false;
  Builder builder(&function);
  builder.setBefore(function.entry()->first());
  builder.build(Op::StackCheck);
  return true;
}

bool dominatesBackEdges(const Block* block, const Loop& loop, const Dominators& dominators) {
  for (const EdgeRef& edge : loop.backEdges)
    if (!dominators.dominates(block, edge.block()) || (edge.isMidBlock() && edge.block() == block))
      return false;
  return true;
}

// Whether a way round the loop passes a poll.
bool pollsLoop(Function& function, const Loop& loop, const Loops& loops,
               const Dominators& dominators) {
  Inst* place = nullptr;
  for (Block* block : loop.blocks) {
    if (loops.innermost(block) != &loop || !dominatesBackEdges(block, loop, dominators))
      continue;
    for (Inst* inst : *block) {
      if (inst->op() == Op::Poll)
        return false;
      // Blocks come in reverse postorder: the last such op is the closest to the back edges.
      if (!inst->isTerminator() && mayRaise(inst->effects()))
        place = inst;
    }
  }
  Builder builder(&function);
  // Beside an op that may raise, the poll is in the same protected region.
  builder.setBefore(place ? place : loop.header->terminator());
  builder.setSite(builder.block()->terminator()->site());
  Inst* poll = builder.build(Op::Poll);
  if (place) {
    poll->setSite(place->site());
    if (const Edge* err = place->edge(EdgeKind::Err))
      poll->addEdge(EdgeKind::Err, err->target, err->args);
  }
  return true;
}

} // namespace

bool runSafepoints(Function& function, Analyses& analyses) {
  bool changed = checkStack(function);
  for (const auto& loop : analyses.loops().all())
    changed |= pollsLoop(function, *loop, analyses.loops(), analyses.dominators());
  return changed;
}

} // namespace tauro::passes
