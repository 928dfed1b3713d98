// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dce: mark what effects and control flow need, sweep the rest; block arguments too, so that values
// which only feed themselves round a loop go.
//
//   b1(i: value, unused: value):         b1(i: value):
//     a = list.new i                =>
//     n = py.add i, one                    n = py.add i, one
//     jump b1(n, unused)                   jump b1(n)
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

class Marker {
public:
  Marker(Function& function, const Cfg& cfg) : cfg_(cfg), live_(function.valueIdBound(), false) {}

  void run() {
    for (Block* block : cfg_.order())
      for (Inst* inst : *block)
        // An op with an exit edge guards what comes after it.
        if (!isRemovable(inst->effects()) || inst->edge(EdgeKind::Exit))
          mark(inst);
    for (const auto& argument : cfg_.order().front()->arguments())
      mark(argument.get());
    while (!work_.empty()) {
      Value* value = work_.back();
      work_.pop_back();
      if (Argument* argument = asArgument(value))
        markPassed(argument);
      else
        for (Value* operand : static_cast<Inst*>(value)->operands())
          mark(operand);
    }
  }

  bool isLive(const Value* value) const { return live_[value->id()]; }

private:
  void mark(Value* value) {
    if (live_[value->id()])
      return;
    live_[value->id()] = true;
    work_.push_back(value);
  }

  void markPassed(Argument* argument) {
    for (const EdgeRef& edge : cfg_.predecessors(argument->block()))
      if (argument->index() < edge.edge().args.size())
        mark(edge.edge().args[argument->index()]);
  }

  const Cfg& cfg_;
  std::vector<bool> live_;
  std::vector<Value*> work_;
};

// An argument may go unless some edge adds it by itself.
bool isExplicit(const Cfg& cfg, const Argument* argument) {
  for (const EdgeRef& edge : cfg.predecessors(argument->block()))
    if (argument->index() >= edge.edge().args.size())
      return false;
  return true;
}

bool sweep(Function& function, const Cfg& cfg, const Marker& marker) {
  // First the edges' arguments and the operands of what goes, in any order; then nothing dead has
  // uses.
  std::vector<Inst*> dead;
  std::vector<Argument*> deadArguments; // of one block: from the last on
  for (Block* block : cfg.order()) {
    for (unsigned i = block->argumentCount(); i-- > 0;) {
      Argument* argument = block->argument(i);
      if (marker.isLive(argument) || !isExplicit(cfg, argument))
        continue;
      for (const EdgeRef& edge : cfg.predecessors(block))
        edge.from->removeEdgeArg(edge.index, i);
      deadArguments.push_back(argument);
    }
    for (Inst* inst : *block)
      if (!marker.isLive(inst)) {
        while (!inst->operands().empty())
          inst->removeOperand(static_cast<unsigned>(inst->operands().size() - 1));
        dead.push_back(inst);
      }
  }
  for (Inst* inst : dead)
    inst->erase();
  for (Argument* argument : deadArguments)
    argument->block()->removeArgument(argument->index());
  return !dead.empty() || !deadArguments.empty();
}

} // namespace

bool runDce(Function& function, Analyses&) {
  bool changed = function.eraseUnreachable();
  Cfg cfg(function);
  Marker marker(function, cfg);
  marker.run();
  return sweep(function, cfg, marker) | changed;
}

} // namespace tauro::passes
