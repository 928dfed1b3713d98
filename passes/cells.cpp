// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cells: a captured variable that never changes after its capture is captured by value.
//
//   func @f(n):                          func @f(n):
//     c = cell.new n
//     g = function.new ..., c, @g   =>     g = function.new ..., n, @g
//     v = cell.load c                      use n
//     use v
//   func @g:                             func @g:
//     c = closure.load 0                   c = closure.load 0
//     v = cell.load c                      use c
//     use v
//
// A cell qualifies when its only value is that of cell.new, or that of one cell.store into a cell
// made unbound, which stands in no loop that the cell.new is not in, and dominates every load and
// capture; and when no function that captures it, however deep, stores to it or does more with it
// than load it and hand it on. All functions that can capture it are in the module; one that is
// made in several places keeps its cells.
#include <unordered_map>

#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr size_t kFirstCapture = 4; // operand of function.new

class CellRemover {
public:
  explicit CellRemover(Module& module) : module_(module) {
    for (const auto& function : module.functions())
      for (const auto& block : function->blocks())
        for (Inst* inst : *block) {
          if (inst->op() == Op::FunctionNew)
            makers_[inst->attribute().function].push_back(inst);
          if (inst->op() == Op::ClosureLoad)
            captures_[function.get()].push_back(inst);
        }
  }

  bool run() {
    bool changed = false;
    for (const auto& function : module_.functions()) {
      std::vector<Inst*> cells;
      for (const auto& block : function->blocks())
        for (Inst* inst : *block)
          if (inst->op() == Op::CellNew)
            cells.push_back(inst);
      if (cells.empty() || function->isFrozen())
        continue;
      function->eraseUnreachable();
      Analyses analyses(*function);
      for (Inst* cell : cells)
        if (cell->block())
          changed |= convert(cell, analyses);
    }
    return changed;
  }

private:
  struct Uses {
    std::vector<Inst*> loads;    // cell.load, in any function
    std::vector<Inst*> stores;   // cell.store in the function of the cell
    std::vector<Inst*> captures; // function.new in the function of the cell
  };

  // What happens to the cell in the function that made it; false when something else does.
  bool collect(Inst* cell, Uses& uses) {
    for (Inst* user : cell->users()) {
      if (user->op() == Op::CellLoad)
        uses.loads.push_back(user);
      else if (user->op() == Op::CellStore && user->operand(0) == cell && user->operand(1) != cell)
        uses.stores.push_back(user);
      else if (user->op() == Op::FunctionNew && isCaptureOnly(user, cell))
        uses.captures.push_back(user);
      else
        return false;
    }
    return true;
  }

  static bool isCaptureOnly(const Inst* maker, const Value* value) {
    for (size_t i = 0; i < kFirstCapture; i++)
      if (maker->operand(static_cast<unsigned>(i)) == value)
        return false;
    for (const Edge& edge : maker->edges())
      for (const Value* arg : edge.args)
        if (arg == value)
          return false;
    return true;
  }

  // What the functions made by `maker` do with the value at each capture; all their loads of it are
  // added to `loads`.
  bool collectInner(const Inst* maker, const Value* value, std::vector<Inst*>& loads) {
    Function* inner = maker->attribute().function;
    if (makers_[inner].size() != 1 || inner->isFrozen())
      return false;
    for (size_t i = kFirstCapture; i < maker->operands().size(); i++) {
      if (maker->operand(static_cast<unsigned>(i)) != value)
        continue;
      for (Inst* capture : captures_[inner]) {
        if (!capture->block() ||
            capture->attribute().imm != static_cast<int64_t>(i - kFirstCapture))
          continue;
        for (Inst* user : capture->users()) {
          if (user->op() == Op::CellLoad)
            loads.push_back(user);
          else if (user->op() != Op::FunctionNew || !isCaptureOnly(user, capture) ||
                   !collectInner(user, capture, loads))
            return false;
        }
      }
    }
    return true;
  }

  static bool dominates(const Inst* a, const Inst* b, const Dominators& dominators) {
    if (a->block() != b->block())
      return dominators.endDominates(a->block(), b->block());
    for (const Inst* inst = a->next(); inst; inst = inst->next())
      if (inst == b)
        return true;
    return false;
  }

  static bool inSameLoop(const Inst* a, const Inst* b, Analyses& analyses) {
    return analyses.loops().innermost(a->block()) == analyses.loops().innermost(b->block());
  }

  bool convert(Inst* cell, Analyses& analyses) {
    Uses uses;
    if (!collect(cell, uses) || uses.stores.size() > 1)
      return false;
    Value* value = cell->operand(0);
    if (!uses.stores.empty()) {
      Inst* store = uses.stores[0];
      const Constant* initial = constantOf(value);
      if (!initial || initial->kind != ConstantKind::Unbound || !inSameLoop(cell, store, analyses))
        return false;
      value = store->operand(1);
      for (const std::vector<Inst*>* after : {&uses.loads, &uses.captures})
        for (const Inst* user : *after)
          if (!dominates(store, user, analyses.dominators()))
            return false;
    }
    for (const Inst* maker : uses.captures)
      if (!collectInner(maker, cell, uses.loads))
        return false;

    for (Inst* load : uses.loads) {
      if (load->operand(0) == cell)
        replaceWith(load, value);
      else
        replaceWith(load, load->operand(0));
    }
    for (Inst* store : uses.stores)
      store->erase();
    cell->replaceAllUsesWith(value);
    cell->erase();
    return true;
  }

  Module& module_;
  std::unordered_map<const Function*, std::vector<Inst*>> makers_;   // function.new of each
  std::unordered_map<const Function*, std::vector<Inst*>> captures_; // closure.load in each
};

} // namespace

bool runCells(Module& module) { return CellRemover(module).run(); }

} // namespace tauro::passes
