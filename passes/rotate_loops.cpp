// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rotate-loops: a loop of a version that asks at its head whether to go on asks once before it and
// then at its end. What the body does first is then done whenever the loop is entered, so that what
// does not change can be moved out of it; and a loop is one block shorter. LLVM would do this, but
// takes a loop whose last op may leave by an exit for one that asks at its end already.
//
//   b0:                                  b0:
//     jump head(zero)                      c0 = i64.lt zero, n
//   head(i: i64):                          branch c0, body(zero), done
//     c = i64.lt i, n                =>  body(i: i64):
//     branch c, body, done                 j = i64.add i, one  exit x(i)
//   body:                                  c = i64.lt j, n
//     j = i64.add i, one  exit x(i)        branch c, body(j), done
//     jump head(j)
//
// The head is copied for the ways back to it; what both copies define becomes a local, of which
// build-ssa makes block arguments.
#include <algorithm>
#include <unordered_map>

#include "ir/builder.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr unsigned kMaxOps = 8; // that are copied

class Rotation {
public:
  Rotation(Function& function, const Loop& loop)
      : function_(function), loop_(loop), head_(loop.header) {}

  bool isPossible(const Cfg& cfg) const {
    const Inst* last = head_->terminator();
    if (last->op() != Op::Branch || loop_.blocks.size() < 2)
      return false;
    bool first = isWithin(last->edges()[0].target), second = isWithin(last->edges()[1].target);
    if (first == second || last->edges()[first ? 0 : 1].target == head_)
      return false;
    unsigned ops = 0;
    for (const Inst* inst : *head_)
      if (inst != last && (++ops > kMaxOps || !isRemovable(inst->effects()) ||
                           (inst->effects() & abi::kAllocates) || !inst->edges().empty()))
        return false;
    for (const EdgeRef& back : loop_.backEdges)
      if (back.isMidBlock())
        return false;
    // Entered from one side at least: the entry block is no loop's head.
    return cfg.predecessors(head_).size() > loop_.backEdges.size();
  }

  void run() {
    Block* copy = function_.addBlock(head_->name());
    function_.moveBlockAfter(copy, loop_.blocks.back());
    copy->setCold(head_->isCold());
    std::unordered_map<Value*, Value*> copies;
    for (const auto& argument : head_->arguments())
      copies[argument.get()] = copy->addArgument(argument->type(), argument->name());
    auto copied = [&](Value* value) {
      auto found = copies.find(value);
      return found == copies.end() ? value : found->second;
    };
    for (Inst* inst : *head_) {
      std::vector<Value*> operands;
      for (Value* operand : inst->operands())
        operands.push_back(copied(operand));
      Inst* made = function_.create(inst->op(), inst->type(), std::move(operands));
      made->attribute() = inst->attribute();
      made->setSite(inst->site());
      made->setName(inst->name());
      copy->append(made);
      for (const Edge& edge : inst->edges()) {
        std::vector<Value*> arguments;
        for (Value* argument : edge.args)
          arguments.push_back(copied(argument));
        made->addEdge(edge.kind, edge.target, std::move(arguments));
      }
      copies[inst] = made;
    }
    for (const EdgeRef& back : loop_.backEdges)
      back.from->setEdgeTarget(back.index, copy);
    for (const auto& argument : head_->arguments())
      join(argument.get(), copy, copied(argument.get()));
    for (Inst* inst : *head_)
      if (inst->type() != Type::none())
        join(inst, copy, copied(inst));
  }

private:
  bool isWithin(const Block* block) const {
    return std::find(loop_.blocks.begin(), loop_.blocks.end(), block) != loop_.blocks.end();
  }

  // Uses in other blocks see what either copy of the head defined.
  void join(Value* value, Block* copy, Value* copied) {
    std::vector<Inst*> users;
    for (Inst* user : value->users())
      if (user->block() != head_ && (users.empty() || users.back() != user))
        users.push_back(user);
    if (users.empty())
      return;
    int64_t local = static_cast<int64_t>(function_.localNames.size());
    function_.localNames.push_back(function_.module()->strConstant(value->name()));
    function_.localTypes.push_back(value->type());
    Builder builder(&function_);
    builder.setBefore(head_->terminator());
    builder.imm(Op::LocalStore, {value}, local);
    builder.setBefore(copy->terminator());
    builder.imm(Op::LocalStore, {copied}, local);
    for (Inst* user : users) {
      builder.setBefore(user);
      Inst* load = builder.imm(Op::LocalLoad, {}, local);
      load->setType(value->type());
      for (unsigned i = 0; i < user->operands().size(); i++)
        if (user->operand(i) == value)
          user->setOperand(i, load);
      for (unsigned e = 0; e < user->edges().size(); e++)
        for (unsigned a = 0; a < user->edges()[e].args.size(); a++)
          if (user->edges()[e].args[a] == value)
            user->setEdgeArg(e, a, load);
    }
  }

  Function& function_;
  const Loop& loop_;
  Block* head_;
};

} // namespace

bool runRotateLoops(Function& function, Analyses& analyses) {
  if (!function.versionOf)
    return false;
  // From outer loops in, by one analysis: a copy of an inner head then leads where the outer loop's
  // copy is, and edges that are known keep their places.
  bool changed = false;
  const auto& loops = analyses.loops().all();
  for (size_t i = loops.size(); i-- > 0;) {
    Rotation rotation(function, *loops[i]);
    if (!rotation.isPossible(analyses.cfg()))
      continue;
    rotation.run();
    changed = true;
  }
  if (changed)
    runBuildSsa(function, analyses);
  return changed;
}

} // namespace tauro::passes
