// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resume points, from both sides: a generic body's table of them, and the versions that leave to
// it. On every path to a `resume` of a point stands a `resume.point` that names it, with nothing
// between the two that the program can see: else what the version did before it gave up would be
// done twice, or not at all.
#include <algorithm>
#include <unordered_map>

#include "ir/analysis/dominators.h"
#include "ir/analysis/liveness.h"
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
      // An exit leaves before the op does anything, an error after it did some of it; a
      // call.version's exit, when the call is over.
      auto isEarly = [&](const Edge& edge) {
        return edge.kind == EdgeKind::Exit && inst->op() != Op::CallVersion;
      };
      for (const Edge& edge : inst->edges())
        if (isEarly(edge))
          enter(edge.target, valid);
      if (isVisible(inst->effects()))
        valid.clear();
      for (const Edge& edge : inst->edges())
        if (edge.kind == EdgeKind::Err)
          enter(edge.target, {});
        else if (!isEarly(edge))
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

// Who resumes at a point has nothing but its live values.
class LivePoints {
public:
  LivePoints(const Function& function, const Cfg& cfg, Report& report)
      : cfg_(cfg), report_(report), liveness_(cfg) {
    for (const ResumePoint& point : function.resumePoints)
      points_[point.block ? static_cast<const void*>(point.block) : point.inst].push_back(&point);
  }

  void run() {
    for (Block* block : cfg_.order())
      visit(block);
  }

private:
  void visit(Block* block) {
    LiveWalk walk(liveness_);
    for (Inst* inst = block->last(); inst; inst = inst->prev()) {
      auto found = points_.find(inst);
      if (found == points_.end()) {
        walk.stepOver(inst);
        continue;
      }
      for (const ResumePoint* point : found->second)
        if (point->kind == ResumeKind::AfterResult)
          check(*point, walk.live(), block, inst);
        else if (point->kind == ResumeKind::AfterException)
          if (const Edge* err = inst->edge(EdgeKind::Err)) {
            std::unordered_set<Value*> live(err->args.begin(), err->args.end());
            const auto& later = liveness_.atStart(err->target);
            live.insert(later.begin(), later.end());
            check(*point, live, block, inst);
          }
      walk.stepOver(inst);
      for (const ResumePoint* point : found->second)
        if (point->kind == ResumeKind::Before)
          check(*point, walk.live(), block, inst);
    }
    auto found = points_.find(block);
    if (found != points_.end())
      for (const ResumePoint* point : found->second)
        check(*point, walk.live(), block, nullptr);
  }

  void check(const ResumePoint& point, const std::unordered_set<Value*>& live, const Block* block,
             const Inst* inst) {
    std::unordered_set<const Value*> given(point.live.begin(), point.live.end());
    for (Value* value : live) {
      const Inst* made = asInst(value);
      bool isGiven = given.count(value) || (made && isRematerialisable(info(made->op()))) ||
                     (point.kind == ResumeKind::AfterResult && value == inst);
      if (!isGiven) {
        report_.fail(block, inst, "a resume point lists all that the rest of the function uses");
        return;
      }
    }
  }

  const Cfg& cfg_;
  Report& report_;
  Liveness liveness_;
  std::unordered_map<const void*, std::vector<const ResumePoint*>> points_;
};

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
    if (point.kind == ResumeKind::AfterResult && point.inst->isTerminator())
      report.fail(block, point.inst, "nothing comes after a terminator");
    if (point.kind == ResumeKind::AfterResult && point.inst->type().kind() == TypeKind::Pack)
      report.fail(block, point.inst, "an op that leaves a pack has no point after it");
    if (point.kind == ResumeKind::AfterException && !mayRaise(point.inst->effects()))
      report.fail(block, point.inst, "only an op that may raise has a point after its exception");
    for (const Value* value : point.live)
      if (point.block ? !availability.isAvailableAtStart(value, block)
                      : !availability.isAvailable(value, point.inst))
        report.fail(block, point.inst, "the live values of a resume point are available there");
      else if (value->type().kind() == TypeKind::Pack)
        report.fail(block, point.inst, "a resume point's live values are no packs");
  }
  for (Block* block : cfg.order())
    for (Inst* inst : *block)
      if (inst->op() == Op::LocalLoad || inst->op() == Op::LocalStore) {
        report.fail(block, inst, "a function with resume points has its locals in values");
        return;
      }
  if (!report.failed())
    LivePoints(function, cfg, report).run();
}

// Where an exception was raised, its traceback entry is the resume code's to add: so the marker
// must be the first thing that every error on its way there meets.
static void verifyExceptionMarkers(const Cfg& cfg, Report& report) {
  for (Block* block : cfg.order())
    for (Inst* inst : *block) {
      if (inst->op() != Op::ResumePoint ||
          inst->attribute()
                  .function->resumePoints[static_cast<size_t>(inst->attribute().imm)]
                  .kind != ResumeKind::AfterException)
        continue;
      bool right = inst == block->first();
      for (const EdgeRef& edge : cfg.predecessors(block))
        right &= edge.edge().kind == EdgeKind::Err;
      if (!right)
        report.fail(block, inst,
                    "the resume.point of an exception opens a block that only err edges lead to");
    }
}

void verifyResumes(const Function& function, Report& report) {
  bool exits = false, resumes = false, markers = false;
  for (const auto& block : function.blocks())
    for (Inst* inst : *block) {
      exits |= inst->edge(EdgeKind::Exit) != nullptr;
      resumes |= inst->op() == Op::Resume;
      markers |= inst->op() == Op::ResumePoint;
    }
  if (!exits && !resumes && !markers)
    return;
  Cfg cfg(function);
  if (markers)
    verifyExceptionMarkers(cfg, report);
  if (exits)
    verifyExits(cfg, report);
  if (resumes)
    ValidPoints(cfg, report).run();
}

} // namespace tauro::ir
