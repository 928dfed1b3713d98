// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// build-ssa: function locals become values; where definitions meet, block arguments.
//
//   b0:                                  b0:
//     local.store a, %x
//     t = py.add a, b  err b2              t = py.add a, b  err b2(a)
//     local.store t, %x             =>
//     u = py.mul t, b  err b2              u = py.mul t, b  err b2(t)
//     return u                             return u
//   b2(e: value):                        b2(x: value, e: value):
//     v = local.load %x
//     return v                             return x
//
// Arguments are placed at iterated dominance frontiers where the variable is live (Cytron et al.
// 1991; frontiers after Cooper, Harvey, Kennedy 2001). A definition takes hold at its block's end
// node (ir/analysis/dominators.h); what a mid-block edge carries depends on the op it leaves from,
// so such an edge's target gets an argument for each variable stored before the op. A local starts
// unbound.
#include <algorithm>

#include "ir/builder.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

class SsaBuilder {
public:
  explicit SsaBuilder(Function& function)
      : function_(function), cfg_(function), dominators_(cfg_),
        variables_(function.localNames.size()), arguments_(cfg_.order().size()) {}

  void run() {
    scan();
    buildFrontiers();
    placeArguments();
    rename();
    function_.localNames.clear();
    function_.localTypes.clear();
  }

private:
  struct Variable {
    std::vector<uint32_t> stores;   // numbers of blocks that store it
    std::vector<uint32_t> exposed;  // numbers of blocks that load it before they store it
    std::vector<uint32_t> midEdges; // numbers of targets that mid-block edges reach after a store
  };
  // A block argument for a variable.
  struct Placed {
    uint32_t variable;
    Argument* argument;
  };

  static uint32_t localOf(const Inst* inst) { return static_cast<uint32_t>(inst->attribute().imm); }

  void scan() {
    constexpr uint32_t kNever = UINT32_MAX;
    std::vector<uint32_t> storedIn(variables_.size(), kNever); // the block of the last store seen
    std::vector<uint32_t> seenStores(cfg_.order().size(), 0);  // by target: stores already noted
    for (uint32_t n = 0; n < cfg_.order().size(); n++) {
      std::vector<uint32_t> stores;
      std::vector<uint32_t> targets;
      for (Inst* inst : *cfg_.order()[n]) {
        if (inst->op() == Op::LocalLoad && storedIn[localOf(inst)] != n)
          variables_[localOf(inst)].exposed.push_back(n);
        if (!inst->isTerminator())
          for (const Edge& edge : inst->edges()) {
            uint32_t target = cfg_.number(edge.target);
            if (seenStores[target] == 0)
              targets.push_back(target);
            for (uint32_t& i = seenStores[target]; i < stores.size(); i++)
              variables_[stores[i]].midEdges.push_back(target);
          }
        if (inst->op() == Op::LocalStore) {
          uint32_t variable = localOf(inst);
          stores.push_back(variable);
          if (storedIn[variable] != n)
            variables_[variable].stores.push_back(n);
          storedIn[variable] = n;
        }
      }
      for (uint32_t target : targets)
        seenStores[target] = 0;
    }
  }

  void buildFrontiers() {
    frontiers_.resize(dominators_.nodeCount());
    for (uint32_t n = 1; n < cfg_.order().size(); n++) {
      Block* block = cfg_.order()[n];
      uint32_t join = dominators_.start(block);
      for (const EdgeRef& edge : cfg_.predecessors(block)) {
        uint32_t node =
            edge.isMidBlock() ? dominators_.start(edge.block()) : dominators_.end(edge.block());
        for (; node != dominators_.parent(join); node = dominators_.parent(node)) {
          std::vector<uint32_t>& frontier = frontiers_[node];
          if (!frontier.empty() && frontier.back() == n)
            break; // its dominators have it too
          frontier.push_back(n);
        }
      }
    }
  }

  void placeArguments() {
    auto count = cfg_.order().size();
    // Marks of the variable in hand, by block number.
    std::vector<uint32_t> stores(count, 0), live(count, 0), placed(count, 0);
    std::vector<uint32_t> work;
    for (uint32_t v = 0; v < variables_.size(); v++) {
      const Variable& variable = variables_[v];
      uint32_t mark = v + 1;
      for (uint32_t n : variable.stores)
        stores[n] = mark;
      auto makeLive = [&](uint32_t n) {
        if (live[n] != mark) {
          live[n] = mark;
          work.push_back(n);
        }
      };
      for (uint32_t n : variable.exposed)
        makeLive(n);
      while (!work.empty()) {
        Block* block = cfg_.order()[work.back()];
        work.pop_back();
        for (const EdgeRef& edge : cfg_.predecessors(block)) {
          uint32_t from = cfg_.number(edge.block());
          // A mid-block edge may leave before the block's store.
          if (edge.isMidBlock() || stores[from] != mark)
            makeLive(from);
        }
      }
      auto place = [&](uint32_t n) {
        if (placed[n] == mark || live[n] != mark)
          return;
        placed[n] = mark;
        arguments_[n].push_back({v, nullptr});
        work.push_back(dominators_.start(cfg_.order()[n]));
      };
      for (uint32_t n : variable.midEdges)
        place(n);
      for (uint32_t n : variable.stores)
        work.push_back(dominators_.end(cfg_.order()[n]));
      while (!work.empty()) {
        uint32_t node = work.back();
        work.pop_back();
        for (uint32_t n : frontiers_[node])
          place(n);
      }
    }
    for (uint32_t n = 0; n < count; n++)
      addArguments(cfg_.order()[n], arguments_[n]);
  }

  // A handler's exception stays its last argument.
  bool endsWithException(Block* block) {
    for (const EdgeRef& edge : cfg_.predecessors(block))
      if (edge.edge().kind == EdgeKind::Err)
        return true;
    return false;
  }

  void addArguments(Block* block, std::vector<Placed>& placed) {
    unsigned at = block->argumentCount();
    if (!placed.empty() && endsWithException(block))
      at--;
    for (Placed& p : placed)
      p.argument = block->insertArgument(at++, typeOf(p.variable), nameOf(p.variable));
  }

  Type typeOf(uint32_t variable) const {
    return function_.localTypes.empty() ? Type::value() : function_.localTypes[variable];
  }
  const std::string& nameOf(uint32_t variable) { return function_.localNames[variable]->text; }

  Value* current(uint32_t variable) {
    if (current_[variable])
      return current_[variable];
    if (!unbound_) {
      Builder builder(&function_);
      builder.setBefore(function_.entry()->first());
      unbound_ = builder.unbound();
    }
    return unbound_;
  }

  void setCurrent(uint32_t variable, Value* value) {
    undo_.emplace_back(variable, current_[variable]);
    current_[variable] = value;
  }

  void passAlong(Inst* inst) {
    for (unsigned e = 0; e < inst->edges().size(); e++) {
      const Edge& edge = inst->edges()[e];
      const std::vector<Placed>& placed = arguments_[cfg_.number(edge.target)];
      if (placed.empty())
        continue;
      std::vector<Value*> args = edge.args;
      auto at = args.begin() + placed.front().argument->index();
      std::vector<Value*> values;
      for (const Placed& p : placed)
        values.push_back(current(p.variable));
      args.insert(at, values.begin(), values.end());
      inst->setEdgeArgs(e, std::move(args));
    }
  }

  void renameBlock(Block* block) {
    for (Inst* inst : *block) {
      if (inst->op() == Op::LocalLoad) {
        inst->replaceAllUsesWith(current(localOf(inst)));
        inst->erase();
      } else if (inst->op() == Op::LocalStore) {
        uint32_t variable = localOf(inst);
        Value* value = inst->operand(0);
        if (value->name().empty())
          value->setName(nameOf(variable));
        setCurrent(variable, value);
        inst->erase();
      } else {
        passAlong(inst);
      }
    }
  }

  // A walk over the tree of nodes: below a block's start hold the values at its start, below its
  // end those at its end.
  void rename() {
    current_.assign(variables_.size(), nullptr);
    std::vector<std::vector<uint32_t>> children(dominators_.nodeCount());
    for (uint32_t node = dominators_.nodeCount() - 1; node > 0; node--)
      children[dominators_.parent(node)].push_back(node);
    struct Frame {
      uint32_t node;
      size_t undoTo;
    };
    std::vector<Frame> stack;
    auto enter = [&](uint32_t node) {
      stack.push_back({node, undo_.size()});
      Block* block = dominators_.blockOf(node);
      if (node == dominators_.start(block)) {
        for (const Placed& p : arguments_[cfg_.number(block)])
          setCurrent(p.variable, p.argument);
      } else {
        renameBlock(block);
      }
    };
    enter(0);
    while (!stack.empty()) {
      std::vector<uint32_t>& rest = children[stack.back().node];
      if (!rest.empty()) {
        uint32_t next = rest.back();
        rest.pop_back();
        enter(next);
        continue;
      }
      for (; undo_.size() > stack.back().undoTo; undo_.pop_back())
        current_[undo_.back().first] = undo_.back().second;
      stack.pop_back();
    }
  }

  Function& function_;
  Cfg cfg_;
  Dominators dominators_;
  std::vector<Variable> variables_;
  std::vector<std::vector<uint32_t>> frontiers_; // by node: numbers of blocks
  std::vector<std::vector<Placed>> arguments_;   // by block number
  std::vector<Value*> current_;                  // by variable; null: unbound
  std::vector<std::pair<uint32_t, Value*>> undo_;
  Value* unbound_ = nullptr;
};

} // namespace

bool runBuildSsa(Function& function, Analyses&) {
  if (function.localNames.empty())
    return false;
  function.eraseUnreachable();
  SsaBuilder(function).run();
  return true;
}

} // namespace tauro::passes
