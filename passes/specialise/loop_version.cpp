// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The version of a loop: where resume code goes on when it comes by the loop's head, so that having
// left once is not slow for ever. It takes the live values as words and does the loop's blocks;
// where an edge leads out of the loop it leaves to the generic body again, for good.
//
//   func @m.f$at4(it, t) -> value version of @m.f at 4 {
//   b0(it: value, t: value):
//     jump for(t)
//   for(t.1: value):                     ; an int of any size: nothing leaves for its growth
//     ...
//   leave(t.2: value) cold:
//     resume.point @m.f, 5
//     r = resume t.2, @m.f, 5
//     return r
#include "passes/specialise/translator.h"

#include "passes/pass.h"
#include "passes/passes.h"

namespace tauro::passes::specialise {

using namespace ir;

void Translator::runLoop(const Loop& loop, const std::vector<Value*>& live) {
  loop_ = &loop;
  loopLive_ = &live;
  isInLoop_.assign(generic_.blockIdBound(), false);
  for (const Block* block : loop.blocks)
    isInLoop_[block->id()] = true;
  run();
}

void Translator::translateLoop() {
  Block* entry = out_.entry();
  b_.setBlock(entry);
  point_ = nullptr;
  made_.clear();
  b_.setSite(0);
  std::vector<Value*> passed;
  for (size_t i = 0; i < loopLive_->size(); i++) {
    Value* value = (*loopLive_)[i];
    Value* given = entry->argument(static_cast<unsigned>(i));
    Argument* argument = asArgument(value);
    if (argument && argument->block() == loop_->header)
      continue; // passed on below
    Form& form = forms_[value->id()];
    form.value = given;
    form.rep = specialise::repOf(value->type());
    Rep rep = rawRepOf(factOf(value));
    // What is proven needs no exit.
    if (form.rep == Rep::Word && isWanted(value) && rep != Rep::Word) {
      form.rawRep = rep;
      form.raw = unbox(given, rep, nullptr, factOf(value));
    }
  }
  // What can be made anew anywhere is no live value.
  for (Block* block : cfg_.order())
    for (Inst* inst : *block)
      if (!isTranslated(block) && inst->op() != Op::Const && isRematerialisable(info(inst->op())))
        forms_[inst->id()] = {b_.build(inst->op(), {}, inst->attribute()),
                              specialise::repOf(inst->type())};
  for (const auto& argument : loop_->header->arguments()) {
    size_t i = 0;
    while ((*loopLive_)[i] != argument.get())
      i++;
    Value* given = entry->argument(static_cast<unsigned>(i));
    Rep rep = forms_[argument->id()].rep;
    bool isRaw = specialise::repOf(argument->type()) == rep;
    passed.push_back(isRaw ? given : unbox(given, rep, nullptr, factOf(argument.get())));
  }
  if (Region* region = regionOf(loop_->header))
    enterRegion(nullptr, *region);
  b_.jump(blocks_[loop_->header->id()], std::move(passed));

  Liveness liveness(cfg_);
  for (Block* block : cfg_.order())
    if (isTranslated(block))
      translateBlock(*block);
  for (Block* block : cfg_.order())
    if (!isTranslated(block))
      leaveLoopTo(*block, liveness);
}

void Translator::leaveLoopTo(const Block& block, const Liveness& liveness) {
  Block* leave = blocks_[block.id()];
  if (block.first()->op() == Op::Unreachable) {
    b_.setBlock(leave);
    b_.unreachable();
    return;
  }
  std::vector<Value*> live;
  for (Value* value : liveness.atStart(&block))
    if (!asInst(value) || !isRematerialisable(info(asInst(value)->op())))
      live.push_back(value);
  for (const auto& argument : block.arguments())
    live.push_back(argument.get());
  // Blocks that no edge of the loop leads to are erased with what they hold; their values may have
  // no form.
  for (Value* value : live)
    if (!forms_[value->id()].value && !counterOf(value) && !lookupOf(value) &&
        !(asInst(value) && isLazy(inference_, asInst(value)))) {
      b_.setBlock(leave);
      b_.unreachable();
      return;
    }
  leave->setCold(true);
  b_.setBlock(leave);
  made_.clear();
  b_.setSite(block.first()->site());
  points_.push_back({ResumeKind::BlockEntry, nullptr, nullptr, &block, {}});
  int64_t number = numberOf(points_.back(), live);
  points_.pop_back();
  Attribute attribute;
  attribute.function = version_.generic;
  attribute.imm = number;
  Inst* marker = b_.build(Op::ResumePoint, {}, attribute);
  std::vector<Value*> operands;
  for (Value* value : live) {
    Point here{ResumeKind::BlockEntry, nullptr, marker, &block, {}};
    std::vector<Value*> parts;
    passedFor(value, here, &parts);
    b_.setBlock(leave);
    operands.push_back(rebuild(value, parts));
  }
  // Lookups that a value needed stand between.
  b_.build(Op::ResumePoint, {}, attribute);
  b_.ret(b_.build(Op::Resume, std::move(operands), std::move(attribute)));
}

} // namespace tauro::passes::specialise
