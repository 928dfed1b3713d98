// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// strip-mine: a short loop of a version that counts looks for signals once in some thousand rounds.
//
//   b0:                                  b0:
//     jump b1(zero)                        jump strip(zero)
//   b1(i: i64):                          strip(i.1: i64):
//     ...                                  m = i64.min i.1, far
//     j = i64.add.nowrap i, one            e = i64.add.nowrap m, rounds
//     poll.exit  exit x(j)                 end = i64.min e, n
//     c = i64.lt j, n                      jump b1(i.1)
//     branch c, b1(j), b2           =>   b1(i: i64):
//   b2:                                    ...
//                                          j = i64.add.nowrap i, one
//                                          c = i64.lt j, end
//                                          branch c, b1(j), look
//                                        look:
//                                          poll.exit  exit x(j)
//                                          c1 = i64.lt j, n
//                                          branch c1, strip(j), b2
//
// `far` is where adding the rounds could not overflow; beyond it a strip is one round. A strip is
// at most kRounds rounds of a body that runs no code of the program and is short, a fraction of a
// millisecond; and kAllocatingRounds where objects are made in it, since polls are also where
// MemoryError is raised for small ones, while the runtime's reserve lasts. The poll comes later only past ops that the program does not see, so its resume
// point is still valid. A loop of constant bounds that is no longer than a strip needs no poll.
#include <algorithm>

#include "ir/builder.h"
#include "passes/counted_loop.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

constexpr int64_t kRounds = 4096;
constexpr int64_t kAllocatingRounds = 64;
constexpr int64_t kMaxStep = 1024;
constexpr int64_t kFar = int64_t{1} << 62;
constexpr size_t kMaxOps = 100;

bool constantOf(const Value* value, int64_t* out) {
  if (value->valueKind() != Value::Kind::Inst)
    return false;
  auto* inst = static_cast<const Inst*>(value);
  if (inst->op() != Op::ConstI64)
    return false;
  *out = inst->attribute().imm;
  return true;
}

class StripMining {
public:
  StripMining(Function& function, const Loop& loop, const Cfg& cfg)
      : function_(function), loop_(loop), cfg_(cfg) {}

  bool isPossible() { return isCounted() && isShort() && isEnteredOnce(); }

  void run() {
    int64_t first, last;
    const EdgeRef& entering = *entering_;
    bool isConstant = constantOf(entering.edge().args[counter_], &first) &&
                      constantOf(compare_->operand(1), &last);
    if (isConstant && std::abs(first) < kFar && std::abs(last) < kFar &&
        (last - first) / step_ < rounds_) {
      poll_->erase();
      return;
    }
    Block* header = loop_.header;
    Inst* branch = compare_->next();
    Builder builder(&function_);
    builder.setSite(branch->site());

    Block* strip = function_.addBlockAfter(entering.block(), "strip");
    std::vector<Value*> passed;
    for (const auto& argument : header->arguments())
      passed.push_back(strip->addArgument(argument->type(), argument->name()));
    builder.setBlock(strip);
    bool up = step_ > 0;
    Op nearer = up ? Op::I64Min : Op::I64Max;
    Value* far = builder.imm(Op::ConstI64, {}, up ? kFar : -kFar);
    Value* from = builder.build(nearer, {passed[counter_], far});
    Value* distance = builder.imm(Op::ConstI64, {}, rounds_ * step_);
    Value* end = builder.build(Op::I64AddNowrap, {from, distance});
    end = builder.build(nearer, {end, compare_->operand(1)});
    builder.jump(header, std::move(passed));
    entering.from->setEdgeTarget(entering.index, strip);

    Block* look = function_.addBlockAfter(compare_->block(), "look");
    unsigned back = loop_.backEdges[0].index, out = 1 - back;
    std::vector<Value*> onwards = branch->edges()[back].args;
    std::vector<Value*> leaving = branch->edges()[out].args;
    Block* target = branch->edges()[out].target;
    branch->setEdgeArgs(out, {});
    branch->setEdgeTarget(out, look);
    builder.setBlock(look);
    Inst* again = builder.build(compare_->op(), compare_->operands());
    if (back == 0)
      builder.branch(again, strip, std::move(onwards), target, std::move(leaving));
    else
      builder.branch(again, target, std::move(leaving), strip, std::move(onwards));
    poll_->moveBefore(again);
    compare_->setOperand(1, end);
  }

private:
  // One way back, by a comparison of what the counter is next with a bound that stays; before it
  // the poll, and nothing in between that the program sees.
  bool isCounted() {
    std::optional<CountedLoop> counted = countedLoop(loop_);
    if (!counted || std::abs(counted->step) > kMaxStep)
      return false;
    compare_ = counted->compare;
    counter_ = counted->counter;
    step_ = counted->step;
    for (poll_ = compare_->prev(); poll_ && poll_->op() != Op::PollExit; poll_ = poll_->prev())
      if (isVisible(poll_->effects()) || poll_->op() == Op::ResumePoint)
        return false;
    return poll_;
  }

  bool isShort() {
    size_t ops = 0;
    unsigned polls = 0;
    for (const Block* block : loop_.blocks)
      for (const Inst* inst : *block) {
        polls += inst->op() == Op::PollExit;
        if ((inst->effects() & (abi::kAllocates | abi::kRaises)) == abi::kAllocates)
          rounds_ = kAllocatingRounds;
        if (++ops > kMaxOps || mayRunUser(inst->effects()) || inst->op() == Op::CallVersion)
          return false;
      }
    return polls == 1;
  }

  bool isEnteredOnce() {
    entering_ = entryOf(loop_, cfg_);
    return entering_;
  }

  Function& function_;
  const Loop& loop_;
  const Cfg& cfg_;
  Inst* compare_ = nullptr;
  Inst* poll_ = nullptr;
  const EdgeRef* entering_ = nullptr;
  unsigned counter_ = 0; // the header's argument
  int64_t step_ = 0;
  int64_t rounds_ = kRounds;
};

} // namespace

bool runStripMine(Function& function, Analyses& analyses) {
  if (!function.versionOf)
    return false;
  bool changed = false;
  const auto& loops = analyses.loops().all();
  std::vector<const Loop*> outer;
  for (const auto& loop : loops)
    outer.push_back(loop->parent);
  std::sort(outer.begin(), outer.end());
  for (const auto& loop : loops) {
    // What is done for one loop leaves the edges of others as they were, inner ones apart.
    if (std::binary_search(outer.begin(), outer.end(), loop.get()))
      continue;
    StripMining mining(function, *loop, analyses.cfg());
    if (!mining.isPossible())
      continue;
    mining.run();
    changed = true;
  }
  return changed;
}

} // namespace tauro::passes
