// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inline-versions: a call of a small version becomes its body.
//
//   r = call.version f, i, @g$i64  exit x(t)      s = i64.mul i, i  exit y
//   u = f64.add t, r                         =>   jump b1(s)
//                                               b1(r: i64):
//                                                 u = f64.add t, r
//                                               y cold:              ; a copy of g's
//                                                 w = box.i64 i
//                                                 v = resume w, @g, 0
//                                                 jump x(t, v)       ; what g answered boxed
//
// The version has no loop, and nothing in it can raise or run code: so there is no frame that a
// traceback could show, but where it gave up, and then the generic body, which is called there,
// adds its own. What that answers goes where the call's boxed answers went: behind the call, in the
// caller's generic body. Calls of versions that answer words have such an exit for this alone;
// where they stay calls it is taken off.
#include <unordered_map>

#include "ir/builder.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr unsigned kMaxOps = 40;     // of a version that is worth it, cold blocks apart
constexpr unsigned kMaxGrowth = 400; // ops that a function takes in

// The number of ops, or 0 when the version has to be called.
unsigned sizeToInline(const Function& version) {
  if (!version.versionOf || version.versionAt >= 0 || !version.captureNames.empty() ||
      version.kind != FunctionKind::Function)
    return 0;
  unsigned size = 1;
  for (const auto& block : version.blocks())
    for (const Inst* inst : *block) {
      Op op = inst->op();
      if (op == Op::StackCheck)
        continue;
      if (block->isCold()) {
        // How it gives up, and no other way of leaving.
        if (op == Op::Resume ? inst->attribute().function != version.versionOf
                             : mayRaise(inst->effects()))
          return 0;
        continue;
      }
      if (mayRaise(inst->effects()) || mayRunUser(inst->effects()) || op == Op::PollExit ||
          inst->edge(EdgeKind::Err))
        return 0;
      size++;
    }
  Cfg cfg(version);
  Dominators dominators(cfg);
  if (size > kMaxOps || !Loops(cfg, dominators).all().empty())
    return 0;
  return size;
}

class Inliner {
public:
  Inliner(Function& caller, Inst* call)
      : caller_(caller), call_(call), callee_(*call->attribute().function) {}

  void run() {
    Block* upper = call_->block();
    Block* lower = upper->splitBefore(call_->next());
    lower->setCold(upper->isCold());
    result_ = lower->addArgument(callee_.result, call_->name());
    lower_ = lower;
    call_->replaceAllUsesWith(result_);

    for (const auto& block : callee_.blocks()) {
      Block* made = caller_.addBlock(block->name());
      made->setCold(block->isCold() || upper->isCold());
      blocks_[block.get()] = made;
      bool isEntry = block.get() == callee_.entry();
      for (const auto& argument : block->arguments())
        values_[argument.get()] = isEntry ? call_->operand(argument->index() + 1)
                                          : made->addArgument(argument->type(), argument->name());
    }
    // In an order in which what is used has been copied.
    Cfg cfg(callee_);
    for (const Block* block : cfg.order())
      for (const Inst* inst : *block)
        if (inst->op() != Op::StackCheck)
          copy(inst, blocks_.at(block));
    Builder builder(&caller_);
    builder.setBefore(call_);
    builder.setSite(call_->site());
    builder.jump(blocks_.at(callee_.entry()));
    call_->erase();
    caller_.eraseUnreachable();
  }

private:
  Value* copied(Value* value) const { return values_.at(value); }

  void copy(const Inst* inst, Block* block) {
    if (inst->op() == Op::Return) {
      leave(copied(inst->operand(0)), block);
      return;
    }
    std::vector<Value*> operands;
    for (Value* operand : inst->operands())
      operands.push_back(copied(operand));
    Inst* made = caller_.create(inst->op(), inst->type(), std::move(operands));
    made->attribute() = inst->attribute();
    made->setSite(inst->op() == Op::Resume ? call_->site() : inst->site());
    made->setName(inst->name());
    block->append(made);
    for (const Edge& edge : inst->edges()) {
      std::vector<Value*> arguments;
      for (Value* argument : edge.args)
        arguments.push_back(copied(argument));
      made->addEdge(edge.kind, blocks_.at(edge.target), std::move(arguments));
    }
    // An exception out of the callee's generic body is the call's.
    if (inst->op() == Op::Resume)
      if (const Edge* err = call_->edge(EdgeKind::Err))
        made->addEdge(EdgeKind::Err, err->target, err->args);
    values_[inst] = made;
  }

  void leave(Value* answer, Block* block) {
    Builder builder(&caller_);
    builder.setBlock(block);
    builder.setSite(call_->site());
    if (!answer->type().isTagged() || (callee_.result.isTagged() && !block->isCold())) {
      builder.jump(lower_, {answer});
      return;
    }
    const Edge* boxed = call_->edge(EdgeKind::Exit);
    std::vector<Value*> arguments = boxed->args;
    arguments.push_back(answer);
    builder.jump(boxed->target, std::move(arguments));
  }

  Function& caller_;
  Inst* call_;
  const Function& callee_;
  Block* lower_ = nullptr;
  Argument* result_ = nullptr;
  std::unordered_map<const Block*, Block*> blocks_;
  std::unordered_map<const Value*, Value*> values_;
};

// Whether an inlined body finds its ways out.
bool canTake(const Inst* call) {
  if (call->edge(EdgeKind::Exit))
    return true;
  for (const auto& block : call->attribute().function->blocks())
    if (block->isCold())
      return false;
  return true;
}

bool dropExits(Function& function) {
  bool changed = false;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      if (inst->op() == Op::CallVersion && inst->attribute().function->result.isTagged())
        for (unsigned e = static_cast<unsigned>(inst->edges().size()); e-- > 0;)
          if (inst->edges()[e].kind == EdgeKind::Exit) {
            inst->removeEdge(e);
            changed = true;
          }
  if (changed)
    function.eraseUnreachable();
  return changed;
}

} // namespace

bool runInlineVersions(Module& module) {
  std::unordered_map<const Function*, unsigned> sizes;
  for (const auto& function : module.functions())
    if (unsigned size = sizeToInline(*function))
      sizes[function.get()] = size;
  bool changed = false;
  for (const auto& function : module.functions()) {
    if (!function->versionOf)
      continue;
    if (sizes.count(function.get())) {
      changed |= dropExits(*function);
      continue;
    }
    std::vector<Inst*> calls;
    unsigned growth = 0;
    for (const auto& block : function->blocks())
      for (Inst* inst : *block) {
        auto found = inst->op() == Op::CallVersion && !block->isCold()
                         ? sizes.find(inst->attribute().function)
                         : sizes.end();
        if (found == sizes.end() || growth + found->second > kMaxGrowth || !canTake(inst))
          continue;
        growth += found->second;
        calls.push_back(inst);
      }
    for (Inst* call : calls)
      Inliner(*function, call).run();
    changed |= dropExits(*function) || !calls.empty();
  }
  return changed;
}

} // namespace tauro::passes
