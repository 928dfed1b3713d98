// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// known-callees: a call through a name that holds one function of the module, as far as the module
// itself goes, calls that function's body directly. The guard of call.guarded keeps it exact
// whatever is rebound at run time, so what stands here is expectation, not proof.
//
//     f = global.load $f                   f = global.load $f
//     r = py.call f, x              =>     r = call.guarded f, x, @m.f
//
// The names: a module variable that the module stores once, a function made here, a cell that is
// stored once, a captured word. Only calls that give each positional parameter and nothing else.
#include <unordered_map>

#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr size_t kFirstCapture = 4; // operand of function.new
constexpr unsigned kMaxSteps = 8;   // from a name to its function: captures of captures

class CalleeFinder {
public:
  explicit CalleeFinder(Module& module) {
    for (const auto& function : module.functions())
      for (const auto& block : function->blocks())
        for (Inst* inst : *block) {
          if (inst->op() == Op::GlobalStore)
            variableStores_[inst->attribute().variable].push_back(inst->operand(0));
          else if (inst->op() == Op::FunctionNew)
            makers_[inst->attribute().function].push_back(inst);
          else if (inst->op() == Op::CellStore)
            cellStores_.push_back(inst);
        }
    for (Inst* store : cellStores_)
      if (const Inst* cell = cellOf(store->operand(0), kMaxSteps))
        storesOfCell_[cell].push_back(store->operand(1));
      else
        unknownStores_ = true;
  }

  // The function that the word is expected to be, or null.
  Function* functionOf(Value* value, unsigned steps = kMaxSteps) {
    Inst* inst = asInst(value);
    if (!inst || steps == 0)
      return nullptr;
    switch (inst->op()) {
    case Op::FunctionNew:
      return inst->attribute().function;
    case Op::CheckBound:
      return functionOf(inst->operand(0), steps - 1);
    case Op::GlobalLoad:
    case Op::GlobalLoadRaw: {
      auto found = variableStores_.find(inst->attribute().variable);
      return found != variableStores_.end() && found->second.size() == 1
                 ? functionOf(found->second[0], steps - 1)
                 : nullptr;
    }
    case Op::ClosureLoad: {
      Value* word = captured(inst);
      return word ? functionOf(word, steps - 1) : nullptr;
    }
    case Op::CellLoad: {
      const Inst* cell = cellOf(inst->operand(0), steps - 1);
      if (!cell || unknownStores_)
        return nullptr;
      auto found = storesOfCell_.find(cell);
      return found != storesOfCell_.end() && found->second.size() == 1
                 ? functionOf(found->second[0], steps - 1)
                 : nullptr;
    }
    default:
      return nullptr;
    }
  }

private:
  // The word that a capture of the function was given, when the function is made in one place.
  Value* captured(const Inst* load) {
    auto found = makers_.find(load->function());
    if (found == makers_.end() || found->second.size() != 1)
      return nullptr;
    return found->second[0]->operand(
        static_cast<unsigned>(kFirstCapture + static_cast<size_t>(load->attribute().imm)));
  }

  const Inst* cellOf(Value* value, unsigned steps) {
    Inst* inst = asInst(value);
    if (!inst || steps == 0)
      return nullptr;
    if (inst->op() == Op::CellNew)
      return inst;
    if (inst->op() != Op::ClosureLoad)
      return nullptr;
    Value* word = captured(inst);
    return word ? cellOf(word, steps - 1) : nullptr;
  }

  std::unordered_map<const Variable*, std::vector<Value*>> variableStores_;
  std::unordered_map<const Function*, std::vector<Inst*>> makers_; // function.new of each
  std::vector<Inst*> cellStores_;
  std::unordered_map<const Inst*, std::vector<Value*>> storesOfCell_; // by cell.new
  bool unknownStores_ = false; // into cells that could be any
};

bool takesExactly(const Function& callee, size_t arguments) {
  const Parameters& p = callee.parameters;
  return (callee.kind == FunctionKind::Function || isSuspendable(callee.kind)) &&
         p.positional == arguments && p.keywordOnly == 0 && !p.varArgs && !p.varKeywords;
}

} // namespace

bool runKnownCallees(Module& module) {
  CalleeFinder finder(module);
  bool changed = false;
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (Inst* inst : *block) {
        if (inst->op() != Op::PyCall || inst->attribute().kwnames || function->isFrozen())
          continue;
        Function* callee = finder.functionOf(inst->operand(0));
        if (!callee || !takesExactly(*callee, inst->operands().size() - 1))
          continue;
        Attribute attribute;
        attribute.function = callee;
        rewrite(inst, Op::CallGuarded, inst->operands(), std::move(attribute));
        changed = true;
      }
  return changed;
}

} // namespace tauro::passes
