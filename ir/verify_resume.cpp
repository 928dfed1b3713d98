// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resume points, from both sides: a generic body's table of them, and the versions that leave to
// it. On every path to a `resume` of a point stands a `resume.point` that names it, with nothing
// between the two that the program can see: else what the version did before it gave up would be
// done twice, or not at all.
#include <algorithm>

#include "ir/analysis/dominators.h"
#include "ir/verifier_internal.h"

namespace tauro::ir {
namespace {

using Place = std::pair<const Function*, int64_t>; // a point of a function

Place placeOf(const Inst* inst) { return {inst->attribute().function, inst->attribute().imm}; }

// A forward analysis: the points that are valid, by what all paths have in common.
class ValidPoints {
public:
  ValidPoints(const Cfg& cfg, Report& report)
      : cfg_(cfg), report_(report), atStart_(cfg.order().size()) {}

  void run() {
    atStart_[0].reached = true;
    do {
      changed_ = false;
      for (Block* block : cfg_.order())
        visit(block);
    } while (changed_);
    reporting_ = true;
    for (Block* block : cfg_.order())
      visit(block);
  }

private:
  struct State {
    bool reached = false;
    std::vector<Place> valid; // sorted
  };

  void visit(Block* block) {
    if (!atStart_[cfg_.number(block)].reached)
      return;
    std::vector<Place> valid = atStart_[cfg_.number(block)].valid;
    for (Inst* inst : *block) {
      if (reporting_ && inst->op() == Op::Resume && !contains(valid, placeOf(inst)))
        report_.fail(block, inst,
                     "a resume.point of the point stands on each way to its resume, and nothing "
                     "that the program can see between them");
      // An exit leaves before the op does anything, an error after it did some of it.
      for (const Edge& edge : inst->edges())
        if (edge.kind == EdgeKind::Exit)
          enter(edge.target, valid);
      if (isVisible(inst->effects()))
        valid.clear();
      for (const Edge& edge : inst->edges())
        if (edge.kind == EdgeKind::Err)
          enter(edge.target, {});
        else if (edge.kind != EdgeKind::Exit)
          enter(edge.target, valid);
      if (inst->op() == Op::ResumePoint && !contains(valid, placeOf(inst)))
        valid.insert(std::lower_bound(valid.begin(), valid.end(), placeOf(inst)), placeOf(inst));
    }
  }

  static bool contains(const std::vector<Place>& valid, Place place) {
    return std::binary_search(valid.begin(), valid.end(), place);
  }

  void enter(const Block* target, const std::vector<Place>& valid) {
    State& state = atStart_[cfg_.number(target)];
    if (!state.reached) {
      state = {true, valid};
      changed_ = true;
      return;
    }
    size_t before = state.valid.size();
    std::erase_if(state.valid, [&](Place place) { return !contains(valid, place); });
    changed_ |= state.valid.size() != before;
  }

  const Cfg& cfg_;
  Report& report_;
  std::vector<State> atStart_; // by block number
  bool changed_ = false, reporting_ = false;
};

// What gave up does not come back into the fast code; an error on the way is one like any other.
void verifyExits(const Cfg& cfg, Report& report) {
  std::vector<bool> entered(cfg.order().size(), false);
  std::vector<Block*> work;
  auto enter = [&](Block* block) {
    if (!entered[cfg.number(block)]) {
      entered[cfg.number(block)] = true;
      work.push_back(block);
    }
  };
  for (Block* block : cfg.order())
    for (Inst* inst : *block)
      if (const Edge* exit = inst->edge(EdgeKind::Exit))
        enter(exit->target);
  while (!work.empty()) {
    Block* block = work.back();
    work.pop_back();
    for (Inst* inst : *block)
      for (const Edge& edge : inst->edges()) {
        if (edge.kind == EdgeKind::Err)
          continue;
        if (!edge.target->isCold())
          report.fail(block, inst, "what an exit leads to is cold to its end");
        else
          enter(edge.target);
      }
  }
}

} // namespace

void verifyResumePoints(const Function& function, Report& report) {
  if (function.resumePoints.empty())
    return;
  Cfg cfg(function);
  Dominators dominators(cfg);
  Availability availability(function, dominators);
  for (const ResumePoint& point : function.resumePoints) {
    const Block* block = point.block ? point.block : point.inst ? point.inst->block() : nullptr;
    if (!block || block->function() != &function ||
        (point.kind == ResumeKind::BlockEntry) != (point.block != nullptr)) {
      report.fail("a resume point stands at an instruction or block of its function");
      continue;
    }
    if (!cfg.isReachable(block))
      continue;
    if (point.kind == ResumeKind::AfterException && !mayRaise(point.inst->effects()))
      report.fail(block, point.inst, "only an op that may raise has a point after its exception");
    for (const Value* value : point.live)
      if (point.block ? !availability.isAvailableAtStart(value, block)
                      : !availability.isAvailable(value, point.inst))
        report.fail(block, point.inst, "the live values of a resume point are available there");
  }
}

void verifyResumes(const Function& function, Report& report) {
  bool exits = false, resumes = false;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block) {
      exits |= inst->edge(EdgeKind::Exit) != nullptr;
      resumes |= inst->op() == Op::Resume;
    }
  if (!exits && !resumes)
    return;
  Cfg cfg(function);
  if (exits)
    verifyExits(cfg, report);
  if (resumes)
    ValidPoints(cfg, report).run();
}

} // namespace tauro::ir
