// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exception being handled: on every path what exc.enter answered is given to one exc.leave, the
// last entered first, before control leaves the function by a return or an error. So a caller never
// sees an exception as handled that it is not handling.
//
// What exc.enter answered may reach its exc.leave as a block's argument. Where some ways into the
// block entered nothing, they pass the unbound constant, which exc.leave takes as nothing to
// restore; it counts as entered, too. A `resume` hands what it is given on to the generic body.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "ir/analysis/cfg.h"
#include "ir/verifier_internal.h"

namespace tauro::ir {
namespace {

bool isUnbound(Value* value) {
  const Inst* inst = asInst(value);
  return inst && inst->op() == Op::Const &&
         inst->attribute().constant->kind == ConstantKind::Unbound;
}

using Arguments = std::unordered_set<const Value*>;

// Block arguments by which what was handled before comes to an exc.leave, or to resume code that
// has one for it.
Arguments handledArguments(const Cfg& cfg) {
  Arguments arguments;
  std::vector<Argument*> work;
  auto add = [&](Value* value) {
    Argument* argument = asArgument(value);
    if (argument && argument->block() != cfg.order().front() && arguments.insert(argument).second)
      work.push_back(argument);
  };
  std::unordered_map<const Function*, Arguments> generic;
  auto isHandled = [&](const Function* function, Value* live) {
    const Inst* inst = asInst(live);
    if (inst)
      return inst->op() == Op::ExcEnter;
    auto [known, isNew] = generic.try_emplace(function);
    if (isNew)
      known->second = handledArguments(Cfg(*function));
    return known->second.count(live) != 0;
  };
  for (Block* block : cfg.order())
    for (Inst* inst : *block)
      if (inst->op() == Op::ExcLeave) {
        add(inst->operand(0));
      } else if (inst->op() == Op::Resume) {
        const Function* function = inst->attribute().function;
        const ResumePoint& point =
            function->resumePoints[static_cast<size_t>(inst->attribute().imm)];
        for (size_t i = 0; i < point.live.size(); i++)
          if (isHandled(function, point.live[i]))
            add(inst->operand(static_cast<unsigned>(i)));
      }
  while (!work.empty()) {
    Argument* argument = work.back();
    work.pop_back();
    for (const EdgeRef& edge : cfg.predecessors(argument->block()))
      if (argument->index() < edge.edge().args.size())
        add(edge.edge().args[argument->index()]);
  }
  return arguments;
}

class Handled {
public:
  Handled(const Cfg& cfg, Report& report)
      : cfg_(cfg), report_(report), atStart_(cfg.order().size()) {}

  using Entered = std::vector<const Value*>; // from the outermost

  // `before`: what is handled where the function is entered.
  void run(Entered before) {
    arguments_ = handledArguments(cfg_);
    atStart_[0] = std::move(before);
    // In reverse postorder each block comes after one of the edges that lead to it.
    for (Block* block : cfg_.order())
      visit(block);
  }

  const Entered& atStart(const Block* block) const { return *atStart_[cfg_.number(block)]; }

private:
  static bool leadsToResume(const Block* block) {
    const Inst* last = block->last();
    const Inst* before = last ? last->prev() : nullptr;
    return block->isCold() && before && before->op() == Op::Resume;
  }

  void visit(Block* block) {
    Entered entered = *atStart_[cfg_.number(block)];
    for (Inst* inst : *block) {
      switch (inst->op()) {
      case Op::ExcEnter:
        entered.push_back(inst);
        break;
      case Op::ExcLeave:
        if (!isUnbound(inst->operand(0))) {
          if (entered.empty() || entered.back() != inst->operand(0))
            report_.fail(block, inst, "exc.leave restores what the last exc.enter answered");
          std::erase(entered, inst->operand(0));
        }
        break;
      case Op::Resume:
        std::erase_if(entered, [&](const Value* value) {
          return std::find(inst->operands().begin(), inst->operands().end(), value) !=
                 inst->operands().end();
        });
        break;
      default:
        break;
      }
      // A lookup that an exit does again did not raise when the version left it out.
      bool isRepeated = inst->op() == Op::MethodLoad && leadsToResume(block);
      bool leaves = inst->op() == Op::Return ||
                    (mayRaise(inst->effects()) && !inst->edge(EdgeKind::Err) && !isRepeated);
      if (leaves && !entered.empty())
        report_.fail(block, inst, "what exc.enter published is taken back before control leaves");
      for (const Edge& edge : inst->edges())
        pass(block, inst, edge, entered);
    }
  }

  void pass(const Block* block, const Inst* inst, const Edge& edge, Entered entered) {
    for (unsigned i = 0; i < edge.target->argumentCount(); i++) {
      const Argument* argument = edge.target->argument(i);
      if (!arguments_.count(argument))
        continue;
      Value* given = i < edge.args.size() ? edge.args[i] : nullptr; // the exception
      auto at = std::find(entered.begin(), entered.end(), given);
      if (at != entered.end()) {
        *at = argument;
        continue;
      }
      if (!given || !isUnbound(given))
        report_.fail(block, inst, "what reaches an exc.leave is what exc.enter answered");
      entered.push_back(argument);
    }
    std::optional<Entered>& state = atStart_[cfg_.number(edge.target)];
    if (!state)
      state = std::move(entered);
    else if (*state != entered)
      report_.fail(block, inst, "all ways to a block handle the same exceptions");
  }

  const Cfg& cfg_;
  Report& report_;
  Arguments arguments_;
  std::vector<std::optional<Entered>> atStart_; // by block number
};

// A loop's version is entered while the generic body handles what it does at the loop: the
// parameters that are given for it.
Handled::Entered handledAtEntry(const Function& version) {
  Handled::Entered parameters;
  if (version.versionAt < 0)
    return parameters;
  const Function& generic = *version.versionOf;
  const ResumePoint& point = generic.resumePoints[static_cast<size_t>(version.versionAt)];
  Cfg cfg(generic);
  std::string errors; // are told of the generic body itself
  Report report(generic, &errors);
  Handled handled(cfg, report);
  handled.run({});
  for (const Value* value : handled.atStart(point.block)) {
    auto live = std::find(point.live.begin(), point.live.end(), value);
    if (live != point.live.end())
      parameters.push_back(
          version.entry()->argument(static_cast<unsigned>(live - point.live.begin())));
  }
  return parameters;
}

} // namespace

void verifyHandled(const Function& function, Report& report) {
  // A step function has what was entered before its yields in its frame.
  if (function.kind == FunctionKind::Step)
    return;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      if (inst->op() == Op::ExcEnter || inst->op() == Op::ExcLeave) {
        Cfg cfg(function);
        return Handled(cfg, report).run(handledAtEntry(function));
      }
}

} // namespace tauro::ir
