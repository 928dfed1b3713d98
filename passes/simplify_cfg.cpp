// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// simplify-cfg: fewer blocks, edges and block arguments for the same control flow.
//
//   b0:                                  b0:
//     t = bool.const true                  ...
//     branch t, b1, b2                     return x
//   b1:
//     jump b3(x)                    =>
//   b3(y: value):
//     return y
//
// In order: branches with one outcome become jumps; edges skip blocks that only jump on; blocks are
// merged with their only predecessor; block arguments that are always the same value, or unused,
// go. Each step only removes, so repetition ends.
//
// Merging has one trap: results of the upper block may be used in the target of the lower block's
// mid-block edge only while they belong to different blocks (docs/ir.md). Such blocks stay apart.
#include <algorithm>

#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

// --- branches with one outcome

void becomeJump(Inst* terminator, Block* target, std::vector<Value*> args) {
  Function* function = terminator->function();
  Inst* jump = function->create(Op::Jump, Type::none(), {});
  jump->setSite(terminator->site());
  terminator->block()->insertBefore(terminator, jump);
  jump->addEdge(EdgeKind::Normal, target, std::move(args));
  terminator->erase();
}

bool sameEdges(const Inst* inst) {
  const std::vector<Edge>& edges = inst->edges();
  for (size_t i = 1; i < edges.size(); i++)
    if (edges[i].target != edges[0].target || edges[i].args != edges[0].args)
      return false;
  return true;
}

bool foldBranches(Function& function) {
  bool changed = false;
  for (const auto& block : function.blocks()) {
    Inst* last = block->terminator();
    if (!last || (last->op() != Op::Branch && last->op() != Op::Switch))
      continue;
    size_t taken = SIZE_MAX;
    if (Inst* condition = asInst(last->operand(0))) {
      // Turn this:  branch true, a, b
      // Into this:  jump a
      if (condition->op() == Op::ConstBool)
        taken = condition->attribute().imm ? 0 : 1;
      // Turn this:  switch 1, a, b, c
      // Into this:  jump b
      else if (condition->op() == Op::ConstI64)
        taken = std::min(static_cast<uint64_t>(condition->attribute().imm),
                         static_cast<uint64_t>(last->edges().size() - 1));
    }
    // Turn this:  branch c, a(x), a(x)
    // Into this:  jump a(x)
    if (taken == SIZE_MAX && sameEdges(last))
      taken = 0;
    if (taken == SIZE_MAX)
      continue;
    becomeJump(last, last->edges()[taken].target, last->edges()[taken].args);
    changed = true;
  }
  return changed;
}

// --- edges over blocks that only jump on

// The jump of a block that holds nothing else and whose arguments are used nowhere else.
const Inst* forwardingJump(const Block* block) {
  const Inst* jump = block->first();
  if (!jump || jump->op() != Op::Jump || jump->edges()[0].target == block)
    return nullptr;
  for (const auto& argument : block->arguments())
    for (const Inst* user : argument->users())
      if (user != jump)
        return nullptr;
  return jump;
}

// Turn this:  jump b1(x)   b1(y): jump b2(y, z)
// Into this:  jump b2(x, z)
bool threadEdge(Inst* inst, unsigned e) {
  const Edge& edge = inst->edges()[e];
  const Inst* jump = forwardingJump(edge.target);
  if (!jump)
    return false;
  const Edge& onward = jump->edges()[0];
  if (edge.kind == EdgeKind::Exit && !onward.target->isCold())
    return false;
  std::vector<Value*> args;
  for (size_t i = 0; i < onward.args.size(); i++) {
    Argument* passed = asArgument(onward.args[i]);
    bool isOwn = passed && passed->block() == edge.target;
    if (isOwn && passed->index() >= edge.args.size()) {
      // The exception that an err edge adds: it has to come last in the new target too.
      if (i + 1 != onward.args.size())
        return false;
      continue;
    }
    // The edge adds the exception whether the target wants it or not.
    if (edge.impliedArgs() && i + 1 == onward.args.size())
      return false;
    args.push_back(isOwn ? edge.args[passed->index()] : onward.args[i]);
  }
  if (edge.impliedArgs() && onward.args.empty())
    return false;
  // A terminator's two edges to one block pass the same values: what leads where stays a fact of
  // blocks alone.
  for (unsigned other = 0; other < inst->edges().size(); other++)
    if (other != e && inst->edges()[other].target == onward.target &&
        (inst->edges()[other].args != args || inst->edges()[other].kind != edge.kind))
      return false;
  Block* target = onward.target;
  inst->setEdgeArgs(e, std::move(args));
  inst->setEdgeTarget(e, target);
  return true;
}

bool threadEdges(Function& function) {
  Cfg cfg(function);
  bool changed = false;
  // Targets before sources, so that a chain of such blocks is one step by the time it is used.
  for (size_t n = cfg.order().size(); n-- > 0;)
    for (Inst* inst : *cfg.order()[n])
      for (unsigned e = 0; e < inst->edges().size(); e++)
        changed |= threadEdge(inst, e);
  return changed;
}

// --- straight lines

bool hasMidEdges(const Block* block) {
  for (Inst* inst : *block)
    if (!inst->isTerminator() && !inst->edges().empty())
      return true;
  return false;
}

class Merger {
public:
  explicit Merger(Function& function)
      : function_(function), cfg_(function), dominators_(cfg_),
        head_(function.blockIdBound(), nullptr), tail_(function.blockIdBound(), nullptr) {}

  bool run() {
    std::vector<Block*> emptied;
    for (Block* block : cfg_.order())
      if (!head_[block->id()])
        while (Block* next = nextOf(block)) {
          merge(block, next);
          emptied.push_back(next);
        }
    function_.eraseBlocks(emptied);
    return !emptied.empty();
  }

private:
  // The block that can be appended to `block`, or null.
  Block* nextOf(Block* block) {
    if (owner_ != block) {
      owner_ = block;
      escaping_.clear();
      noteEscaping(block);
    }
    const Inst* jump = block->terminator();
    if (jump->op() != Op::Jump)
      return nullptr;
    Block* next = jump->edges()[0].target;
    if (next == block || next == function_.entry() || head_[next->id()] ||
        next->isCold() != block->isCold() || cfg_.predecessors(next).size() != 1)
      return nullptr;
    if (hasMidEdges(next) && !mayMerge(block, next, jump->edges()[0]))
      return nullptr;
    return next;
  }

  // Whether the users of a value of the upper block see it from the end of the merged one.
  bool usersAreBelow(const Value* value, const Block* block, const Block* next) {
    constexpr size_t kMaxUsers = 1000; // they are asked again for each block of a chain
    if (value->users().size() > kMaxUsers)
      return false;
    for (const Inst* user : value->users()) {
      const Block* home = user->block();
      if (home != block && home != next && !dominators_.endDominates(endOf(next), home))
        return false;
    }
    return true;
  }

  bool mayMerge(Block* block, Block* next, const Edge& edge) {
    std::erase_if(escaping_, [&](const Inst* inst) { return isLocal(inst, block); });
    for (const Inst* inst : escaping_)
      if (!usersAreBelow(inst, block, next))
        return false;
    for (size_t i = 0; i < edge.args.size(); i++) {
      const Inst* inst = asInst(edge.args[i]);
      if (inst && inst->block() == block &&
          !usersAreBelow(next->argument(static_cast<unsigned>(i)), block, next))
        return false;
    }
    return true;
  }

  static bool isLocal(const Inst* inst, const Block* block) {
    return std::all_of(inst->users().begin(), inst->users().end(),
                       [&](const Inst* user) { return user->block() == block; });
  }

  void noteEscaping(Block* block) {
    for (Inst* inst : *block)
      if (!isLocal(inst, block))
        escaping_.push_back(inst);
  }

  void merge(Block* block, Block* next) {
    Inst* jump = block->terminator();
    std::vector<Value*> args = jump->edges()[0].args;
    jump->erase();
    for (size_t i = 0; i < args.size(); i++) {
      Argument* argument = next->argument(static_cast<unsigned>(i));
      if (args[i]->name().empty())
        args[i]->setName(argument->name());
      argument->replaceAllUsesWith(args[i]);
      if (Inst* inst = asInst(args[i]); inst && inst->block() == block)
        escaping_.push_back(inst);
    }
    while (next->argumentCount())
      next->removeArgument(next->argumentCount() - 1);
    noteEscaping(next);
    tail_[block->id()] = endOf(next);
    head_[next->id()] = block;
    block->takeAll(next);
  }

  const Block* endOf(const Block* block) const {
    const Block* tail = tail_[block->id()];
    return tail ? tail : block;
  }

  Function& function_;
  Cfg cfg_;
  Dominators dominators_;             // of the graph before any merging
  std::vector<Block*> head_;          // by id of a merged block: what it was appended to
  std::vector<const Block*> tail_;    // by id: the block whose end was appended last
  Block* owner_ = nullptr;            // whose results these are:
  std::vector<const Inst*> escaping_; // used outside the block when last looked at
};

// --- block arguments

class ArgumentRemover {
public:
  explicit ArgumentRemover(Function& function)
      : function_(function), cfg_(function), dominators_(cfg_),
        availability_(function, dominators_), queued_(function.blockIdBound(), false) {}

  bool run() {
    for (Block* block : cfg_.order())
      enqueue(block);
    bool changed = false;
    while (!work_.empty()) {
      Block* block = work_.back();
      work_.pop_back();
      queued_[block->id()] = false;
      if (block == function_.entry())
        continue;
      for (unsigned i = block->argumentCount(); i-- > 0;)
        changed |= visit(block, i);
    }
    return changed;
  }

private:
  void enqueue(Block* block) {
    if (!queued_[block->id()]) {
      queued_[block->id()] = true;
      work_.push_back(block);
    }
  }

  bool visit(Block* block, unsigned i) {
    Argument* argument = block->argument(i);
    Value* only = nullptr;
    bool same = true;
    for (const EdgeRef& edge : cfg_.predecessors(block)) {
      if (i >= edge.edge().args.size())
        return false; // an exception
      Value* passed = edge.edge().args[i];
      if (passed != argument && passed != only) {
        same = same && !only;
        only = passed;
      }
    }
    bool dead = std::all_of(argument->users().begin(), argument->users().end(),
                            [&](const Inst* user) { return onlyPassesTo(user, argument); });
    if (!dead && (!same || !only || !availability_.isAvailableAtStart(only, block)))
      return false;
    for (const EdgeRef& edge : cfg_.predecessors(block)) {
      if (Argument* passed = asArgument(edge.edge().args[i]))
        enqueue(passed->block());
      edge.from->removeEdgeArg(edge.index, i);
    }
    if (!dead) {
      if (only->name().empty())
        only->setName(argument->name());
      // Blocks that get the value as an argument may now get it from all sides.
      for (Inst* user : argument->users())
        for (const Edge& edge : user->edges())
          if (std::count(edge.args.begin(), edge.args.end(), argument))
            enqueue(edge.target);
      argument->replaceAllUsesWith(only);
    }
    block->removeArgument(i);
    return true;
  }

  // Whether the instruction uses the argument only to pass it to itself, round a loop.
  static bool onlyPassesTo(const Inst* user, const Argument* argument) {
    for (const Value* operand : user->operands())
      if (operand == argument)
        return false;
    for (const Edge& edge : user->edges())
      for (size_t a = 0; a < edge.args.size(); a++)
        if (edge.args[a] == argument &&
            (edge.target != argument->block() || a != argument->index()))
          return false;
    return true;
  }

  Function& function_;
  Cfg cfg_;
  Dominators dominators_;
  Availability availability_;
  std::vector<bool> queued_;
  std::vector<Block*> work_;
};

} // namespace

bool runSimplifyCfg(Function& function, Analyses&) {
  bool changed = function.eraseUnreachable();
  changed |= ArgumentRemover(function).run();
  bool fewer = foldBranches(function);
  fewer |= threadEdges(function);
  if (fewer) {
    foldBranches(function); // edges that were told apart by an empty block
    function.eraseUnreachable();
  }
  fewer |= Merger(function).run();
  if (fewer)
    ArgumentRemover(function).run();
  return changed | fewer;
}

} // namespace tauro::passes
