// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each instruction's rule is applied once more to the facts that were found, and tells which
// functions it calls and whether it hands something to code that is not seen; then what functions
// do is closed over their calls.
#include "passes/infer/effects.h"

#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

Effects::Effects(Solver& solver) : solver_(solver) {
  const Module& module = solver.module;
  for (const auto& variable : module.variables())
    numbers_.emplace(variable.get(), numbers_.size());
  for (const auto& instance : solver.instances()) {
    if (!instance->key.empty())
      continue;
    Summary& all = functions_[&instance->function()];
    all.variables.resize(numbers_.size());
    for (Block* block : instance->shape->cfg().order())
      for (Inst* inst : *block) {
        if (inst->op() == Op::GlobalLoad || inst->op() == Op::GlobalLoadRaw ||
            inst->op() == Op::GlobalStore)
          all.variables[numbers_.at(inst->attribute().variable)] = true;
        if (!ir::mayRunUser(inst->effects()))
          continue;
        Trace trace = solver.traced({instance.get(), inst});
        if (!trace.unseen && trace.callees.empty())
          continue;
        Summary& call = calls_[inst];
        call.unseen = trace.unseen;
        call.callees = std::move(trace.callees);
        all.unseen |= call.unseen;
        all.callees.insert(all.callees.end(), call.callees.begin(), call.callees.end());
      }
  }
  close();
  unseen_.resize(numbers_.size());
  bool open = solver.program.isReachable(module.name());
  for (const auto& [variable, number] : numbers_)
    unseen_[number] = open || solver.program.mayRebind(module.name(), variable->name);
  for (const auto& [function, summary] : functions_)
    if (solver.hasEscaped(function) || solver.generic(function)->open)
      for (size_t i = 0; i < unseen_.size(); i++)
        unseen_[i] = unseen_[i] || summary.variables[i];
}

// What a function does is also what the functions do that it calls. In each round everything moves
// on by whole chains in one direction, so few rounds are needed; their number is bounded by the
// depth of calls.
void Effects::close() {
  std::unordered_map<const Function*, std::vector<const Function*>> callers;
  for (auto& [function, summary] : functions_)
    for (const Function* callee : summary.callees)
      callers[callee].push_back(function);
  std::vector<const Function*> work;
  for (auto& [function, summary] : functions_)
    work.push_back(function);
  while (!work.empty()) {
    const Function* function = work.back();
    work.pop_back();
    const Summary& from = functions_.at(function);
    for (const Function* caller : callers[function]) {
      Summary& into = functions_.at(caller);
      bool grew = from.unseen && !into.unseen;
      into.unseen |= from.unseen;
      for (size_t i = 0; i < into.variables.size(); i++)
        if (from.variables[i] && !into.variables[i])
          into.variables[i] = grew = true;
      if (grew)
        work.push_back(caller);
    }
  }
}

const Effects::Summary* Effects::of(const Function* function) const {
  auto found = functions_.find(function);
  return found == functions_.end() ? nullptr : &found->second;
}

bool Effects::mayTouch(const Inst* inst, const Variable* variable) const {
  if (inst->attribute().variable)
    return inst->attribute().variable == variable;
  if (!solver_.generic(inst->block()->function()))
    return true; // nothing was found out
  auto found = calls_.find(inst);
  if (found == calls_.end())
    return false;
  size_t number = numbers_.at(variable);
  bool unseen = found->second.unseen;
  for (const Function* callee : found->second.callees) {
    const Summary* does = of(callee);
    if (!does || does->variables[number])
      return true;
    unseen |= does->unseen;
  }
  return unseen && unseen_[number];
}

bool Effects::mayRunUnseen(const Inst* inst) const {
  if (!solver_.generic(inst->block()->function()))
    return ir::mayRunUser(inst->effects());
  auto found = calls_.find(inst);
  if (found == calls_.end())
    return false;
  if (found->second.unseen)
    return true;
  for (const Function* callee : found->second.callees)
    if (const Summary* does = of(callee); !does || does->unseen)
      return true;
  return false;
}

} // namespace tauro::passes::infer
