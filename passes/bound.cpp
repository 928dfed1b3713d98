// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bound: checks of variables that flow proves bound go.
//
//   b1(i: value):                        b1(i: value):
//     c = check.bound i, "i", 0     =>     n = py.add i, one
//     n = py.add c, one                    jump b1(n)
//     jump b1(n)
//
// A block argument is bound when everything passed to it is, assumed until shown otherwise. After a
// check, everything that the check dominates uses its result, which is bound.
#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

class BoundFacts {
public:
  BoundFacts(Function& function, const Cfg& cfg) : unbound_(function.valueIdBound(), false) {
    std::vector<Value*> work;
    auto spread = [&](Value* value) {
      if (!unbound_[value->id()]) {
        unbound_[value->id()] = true;
        work.push_back(value);
      }
    };
    for (Block* block : cfg.order())
      for (Inst* inst : *block)
        if (mayBeUnbound(inst))
          spread(inst);
    while (!work.empty()) {
      Value* value = work.back();
      work.pop_back();
      for (Inst* user : value->users())
        for (const Edge& edge : user->edges())
          for (unsigned i = 0; i < edge.args.size(); i++)
            if (edge.args[i] == value)
              spread(edge.target->argument(i));
    }
  }
  bool isBound(const Value* value) const { return !unbound_[value->id()]; }

private:
  std::vector<bool> unbound_; // by Value::id: may be
};

bool isUnboundConstant(Value* value) {
  const Inst* inst = asInst(value);
  return inst && inst->op() == Op::Const &&
         inst->attribute().constant->kind == ConstantKind::Unbound;
}

// Uses below a check take the check's result; not those of the constant, whose check never lets
// control through, and which tells where control comes from that it entered no handler.
bool useCheckedValues(Function& function, const Dominators& dominators) {
  std::vector<Inst*> checked(function.valueIdBound(), nullptr); // by id of what was checked
  std::vector<std::pair<uint32_t, Inst*>> log;                  // what `checked` held before
  std::vector<size_t> marks;
  bool changed = false;
  auto current = [&](Value* value) { return checked[value->id()]; };
  auto atEnd = [&](Block* block) {
    marks.push_back(log.size());
    for (Inst* inst : *block) {
      for (unsigned i = 0; i < inst->operands().size(); i++)
        if (Inst* check = current(inst->operand(i))) {
          inst->setOperand(i, check);
          changed = true;
        }
      for (unsigned e = 0; e < inst->edges().size(); e++)
        for (unsigned a = 0; a < inst->edges()[e].args.size(); a++)
          if (Inst* check = current(inst->edges()[e].args[a])) {
            inst->setEdgeArg(e, a, check);
            changed = true;
          }
      if (inst->op() == Op::CheckBound && !isUnboundConstant(inst->operand(0))) {
        uint32_t id = inst->operand(0)->id();
        log.emplace_back(id, checked[id]);
        checked[id] = inst;
      }
    }
  };
  auto undo = [&] {
    for (; log.size() > marks.back(); log.pop_back())
      checked[log.back().first] = log.back().second;
    marks.pop_back();
  };
  walkDominatorTree(dominators, [&](Block*) { marks.push_back(log.size()); }, atEnd, undo);
  return changed;
}

bool removeChecks(const Cfg& cfg, const BoundFacts& facts) {
  bool changed = false;
  for (Block* block : cfg.order())
    for (Inst* inst : *block) {
      if (inst->op() == Op::CheckBound && facts.isBound(inst->operand(0))) {
        replaceWith(inst, inst->operand(0));
        changed = true;
      } else if (inst->op() == Op::IsUnbound && facts.isBound(inst->operand(0))) {
        replaceWithBool(inst, false);
        changed = true;
      }
    }
  return changed;
}

} // namespace

bool runBound(Function& function, Analyses& analyses) {
  bool any = false;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      any |= inst->op() == Op::CheckBound || inst->op() == Op::IsUnbound;
  if (!any)
    return false;
  bool changed = useCheckedValues(function, analyses.dominators());
  return removeChecks(analyses.cfg(), BoundFacts(function, analyses.cfg())) | changed;
}

} // namespace tauro::passes
