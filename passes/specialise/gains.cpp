// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/specialise/gains.h"

#include "ir/analysis/loops.h"
#include "passes/specialise/operator_table.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::Fact;

static bool isNumber(const Fact& fact) {
  return fact.isOnly(infer::kInt) || fact.isOnly(infer::kFloat);
}

// How many ops a function has, as far as that is of interest.
static unsigned opsOf(const Function& function, unsigned most = ~0U) {
  unsigned count = 0;
  for (const auto& block : function.blocks())
    for (const Inst* inst : *block)
      if (inst->op() != Op::Const && ++count == most)
        return most;
  return count;
}

bool Gains::isTranslated(const Inst* inst, int index) const {
  auto fact = [&](unsigned i) { return inference_.factAt(inst, i, index); };
  if (operatorOf(inst->op()))
    return inst->operands().size() == 2
               ? (isNumber(fact(0)) && isNumber(fact(1))) || objects_.methodOf(inst, index)
               : isNumber(fact(0));
  switch (inst->op()) {
  case Op::PyIter:
    return fact(0).isOnly(infer::kRange) || fact(0).isOnly(infer::kList);
  case Op::PyGetItem:
  case Op::PySetItem:
    return fact(0).isOnly(infer::kList) && fact(1).isOnly(infer::kInt);
  case Op::PyGetAttr:
  case Op::PySetAttr:
    return objects_.attributeOf(inst, index) >= 0;
  case Op::MethodLoad:
    return objects_.methodOf(inst, index);
  case Op::PyCallMethod:
    return fact(0).isOnly(infer::kList) || objects_.methodOf(inst, index) ||
           !inference_.moduleFunctionOf(inst).empty();
  case Op::PyCall:
  case Op::CallGuarded: {
    const Function* callee = inference_.functionOf(fact(0));
    if (callee)
      for (const infer::VersionPlan& plan : inference_.versions())
        if (plan.function == callee)
          return true;
    return false;
  }
  default:
    return false;
  }
}

// About how many nanoseconds an op takes less in registers. Generic code has the cases of small
// ints in line where they are short, and calls the runtime for the others.
unsigned Gains::of(const Inst* inst, int index, Beyond beyond) const {
  if (beyond == Beyond::Words) {
    unsigned all = of(inst, index), words = of(inst, -1);
    return all > words ? all - words : 0;
  }
  if (!isTranslated(inst, index))
    return 0;
  if (auto row = operatorOf(inst->op())) {
    bool isShort = row->kind != OperatorKind::Divide && row->kind != OperatorKind::Power &&
                   row->plain != Op::PyMult && row->plain != Op::PyLShift &&
                   row->plain != Op::PyRShift;
    return isShort && inference_.factAt(inst, 0, index).isOnly(infer::kInt) ? 1 : 3;
  }
  return 3;
}

// Whether the version of straight code is worth its place beside the generic body, which it does
// not replace: it saves a call of the runtime or two, and is not long for that.
bool Gains::isStraightWorthwhile(const Function& function, int index, Beyond beyond) const {
  constexpr unsigned kLeastGain = 3;
  const unsigned kMostOps = beyond == Beyond::Words ? 4 : 8; // to each nanosecond
  unsigned gain = 0;
  for (const auto& block : function.blocks())
    for (const Inst* inst : *block)
      gain += of(inst, index, beyond);
  return gain >= kLeastGain && gain * kMostOps >= opsOf(function);
}

// About how many ops' time an op takes: calls run what they call.
unsigned Gains::costOf(const Inst* inst, int index) const {
  constexpr unsigned kCall = 30;
  switch (inst->op()) {
  case Op::Const:
    return 0;
  case Op::PyCall:
  case Op::CallGuarded: {
    const Function* callee = inference_.functionOf(inference_.factAt(inst, 0, index));
    return callee ? opsOf(*callee, kCall) : kCall;
  }
  case Op::PyCallMethod:
    return isTranslated(inst, index) ? 1 : kCall;
  default:
    return 1;
  }
}

// What a loop's body gains in one round, and what that takes; inner loops run many rounds in it.
Gains::Share Gains::shareOf(const Loop& loop, const Loops& loops, int index, Beyond beyond) const {
  Share share;
  for (const Block* block : loop.blocks)
    for (const Inst* inst : *block) {
      const unsigned rounds = loops.depth(block) > loop.depth ? 8 : 1;
      share.cost += rounds * costOf(inst, index);
      share.gain += rounds * of(inst, index, beyond);
    }
  return share;
}

// Whether some loop counts in a register instead of by an iterator, or is in good part of ops that
// gain by registers. In long straight code a loop must gain more: all of that is there twice then,
// in the version and in what runs after its exits.
bool Gains::hasWorthwhileLoop(const Function& function, int index, Beyond beyond) const {
  constexpr unsigned kCounting = 8; // nanoseconds a round
  constexpr unsigned kLong = 16;    // times the loop
  Cfg cfg(function);
  Dominators dominators(cfg);
  Loops loops(cfg, dominators);
  const unsigned all = opsOf(function);
  for (const auto& loop : loops.all()) {
    Share share = shareOf(*loop, loops, index, beyond);
    for (const EdgeRef& edge : cfg.predecessors(loop->header))
      for (const Inst* inst : *edge.block())
        if (inst->op() == Op::PyIter && of(inst, index, beyond))
          share.gain += kCounting;
    unsigned ops = 0;
    for (const Block* block : loop->blocks)
      for (const Inst* inst : *block)
        ops += inst->op() != Op::Const;
    // To each nanosecond.
    const unsigned kMostCost = beyond == Beyond::Words ? 16 : all > kLong * ops ? 2 : 64;
    if (share.gain * kMostCost >= share.cost && share.gain)
      return true;
  }
  return false;
}

bool Gains::isWorthLoop(const Loop& loop, const Loops& loops) const {
  constexpr unsigned kMostCost = 6; // to each nanosecond
  Share share = shareOf(loop, loops, -1, Beyond::Generic);
  return share.gain * kMostCost >= share.cost && share.gain;
}

// Whether a function calls itself where versions call versions.
bool Gains::isRecursive(const Function& function, int index) const {
  for (const auto& block : function.blocks())
    for (const Inst* inst : *block)
      if ((inst->op() == Op::PyCall || inst->op() == Op::CallGuarded) &&
          inference_.functionOf(inference_.factAt(inst, 0, index)) == &function)
        return true;
  return false;
}

// Whether a version is worth its place beside a generic body that is compiled as well.
bool Gains::isWorthBoth(const Function& function, int index) const {
  // Loops around yields have several ways in.
  if (function.kind == FunctionKind::Step)
    return hasAny(function, index);
  if (hasWorthwhileLoop(function, index, Beyond::Generic))
    return true;
  if (function.kind == FunctionKind::Module)
    return false; // runs once
  return isStraightWorthwhile(function, index, Beyond::Generic) ||
         (index >= 0 && isRecursive(function, index) && hasAny(function, index));
}

bool Gains::isWorthMore(const Function& function, int index) const {
  return hasWorthwhileLoop(function, index, Beyond::Words) ||
         isStraightWorthwhile(function, index, Beyond::Words) ||
         (isRecursive(function, index) && hasAny(function, index));
}

bool Gains::hasAny(const Function& function, int index) const {
  for (const auto& block : function.blocks())
    for (const Inst* inst : *block)
      if (isTranslated(inst, index))
        return true;
  return false;
}

} // namespace tauro::passes::specialise
