// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where values are used: use lists and dominance.
#include <unordered_map>

#include "ir/analysis/dominators.h"
#include "ir/verifier_internal.h"

namespace tauro::ir {

void verifyUses(const Function& function, Report& report) {
  std::unordered_map<const Value*, size_t> uses;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block) {
      auto use = [&](const Value* value) {
        uses[value]++;
        const Function* owner = value->valueKind() == Value::Kind::Inst
                                    ? (static_cast<const Inst*>(value)->block()
                                           ? static_cast<const Inst*>(value)->function()
                                           : nullptr)
                                    : static_cast<const Argument*>(value)->block()->function();
        if (owner != &function)
          report.fail(block.get(), inst, "what is used stands in the function");
      };
      for (Value* operand : inst->operands())
        use(operand);
      for (const Edge& edge : inst->edges())
        for (Value* arg : edge.args)
          use(arg);
    }
  auto check = [&](const Block* block, const Inst* inst, const Value* value) {
    auto found = uses.find(value);
    if (value->users().size() != (found == uses.end() ? 0 : found->second))
      report.fail(block, inst, "a use list holds each use once");
  };
  for (const auto& block : function.blocks()) {
    for (const auto& argument : block->arguments())
      check(block.get(), nullptr, argument.get());
    for (Inst* inst : *block)
      check(block.get(), inst, inst);
  }
}

void verifyDominance(const Function& function, Report& report) {
  Cfg cfg(function);
  Dominators dominators(cfg);
  Availability availability(function, dominators);
  for (Block* block : cfg.order())
    for (Inst* inst : *block) {
      auto check = [&](const Value* value) {
        const Block* home = value->valueKind() == Value::Kind::Inst
                                ? static_cast<const Inst*>(value)->block()
                                : static_cast<const Argument*>(value)->block();
        if (!home || home->function() != &function)
          return; // verifyUses reports it
        if (!cfg.isReachable(home) || !availability.isAvailable(value, inst))
          report.fail(block, inst,
                      "a value is used where its definition dominates (the target of a mid-block "
                      "edge gets results of the same block as arguments)");
      };
      for (Value* operand : inst->operands())
        check(operand);
      for (const Edge& edge : inst->edges())
        for (Value* arg : edge.args)
          check(arg);
    }
}

} // namespace tauro::ir
