// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exits: the resume points of the generic body that a version leaves to, and the cold blocks that
// rebuild what is live there.
//
//     resume.point @f, 0                    x(i: i64, t: i64) cold:
//     s = i64.mul i, i  exit x(i, t)   =>     w = box.i64 i
//     u = i64.add t, s  exit x(i, t)          v = box.i64 t
//                                             r = resume w, v, @f, 0
//                                             return r
//
// While a function is translated only the places are noted; which values are live there is known at
// the end, from one walk over the blocks that have points.
#include <algorithm>

#include "ir/analysis/liveness.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;

void Translator::leave(Inst* speculative, const Inst* at) {
  if (!point_) {
    b_.setBefore(speculative);
    Inst* marker = emit(Op::ResumePoint, {});
    b_.setBlock(speculative->block());
    marker->attribute().function = version_.generic;
    points_.push_back({ResumeKind::Before, at, marker, nullptr, {}});
    point_ = &points_.back();
    pointsIn_[at->block()].push_back(point_);
  }
  point_->exits.push_back(speculative);
  isLikelyToLeave_ = isLikelyToLeave_ || isLikely(speculative, at);
}

// Not: a signal; a sum that grows by little, which would have to grow for years; and what raises
// then, unless the function goes on after that.
bool Translator::isLikely(const Inst* exit, const Inst* at) const {
  constexpr int64_t kLittle = int64_t{1} << 32;
  auto isLittle = [&](size_t operand) {
    Fact fact = factAt(at, operand);
    return fact.isOnly(infer::kInt) && fact.range.low >= -kLittle && fact.range.high <= kLittle;
  };
  switch (exit->op()) {
  case Op::LoopEntry:
  case Op::PollExit:
    return false;
  case Op::I64Add:
  case Op::I64Sub:
    if (at->operands().size() != 2)
      return at->op() != Op::IterNext;
    return !isLittle(0) && !isLittle(1);
  case Op::I64FloorDiv:
  case Op::I64Mod:
  case Op::I64Quot:
  case Op::I64Rem:
  case Op::F64Div:
  case Op::F64FloorDiv:
  case Op::F64Mod:
    return at->edge(EdgeKind::Err) != nullptr;
  default:
    return true;
  }
}

void Translator::leaveAfter(Inst* call, const Inst* at) {
  points_.push_back({ResumeKind::AfterResult, at, call, nullptr, {call}});
  pointsIn_[at->block()].push_back(&points_.back());
  isLikelyToLeave_ = true;
}

void Translator::finishExits() {
  if (points_.empty())
    return;
  Liveness liveness(cfg_);
  for (Block* block : cfg_.order()) {
    auto found = pointsIn_.find(block);
    if (found == pointsIn_.end())
      continue;
    std::unordered_map<const Inst*, std::vector<Point*>> at;
    for (Point* point : found->second)
      at[point->at].push_back(point);
    LiveWalk walk(liveness);
    auto finish = [&](Inst* inst, ResumeKind kind) {
      auto points = at.find(inst);
      if (points == at.end())
        return;
      for (Point* point : points->second)
        if (point->kind == kind)
          finishPoint(*point, walk.live());
    };
    for (Inst* inst = block->last(); inst; inst = inst->prev()) {
      finish(inst, ResumeKind::AfterResult);
      walk.stepOver(inst);
      finish(inst, ResumeKind::Before);
    }
  }
}

// The number of the point in the generic body; versions share points.
unsigned Translator::numberOf(const Point& point, const std::vector<Value*>& live) {
  std::vector<ResumePoint>& points = version_.generic->resumePoints;
  auto placeOf = [](ResumeKind kind, const Inst* inst, const Block* block) {
    return std::pair(kind, block ? static_cast<const void*>(block) : inst);
  };
  // Those of versions that were written before.
  for (unsigned i = static_cast<unsigned>(numbers_.size()); i < points.size(); i++)
    numbers_.emplace(placeOf(points[i].kind, points[i].inst, points[i].block), i);
  unsigned next = static_cast<unsigned>(points.size());
  auto [at, isNew] = numbers_.emplace(placeOf(point.kind, point.at, point.block), next);
  if (isNew)
    points.push_back({point.kind, point.block ? nullptr : const_cast<Inst*>(point.at),
                      const_cast<Block*>(point.block), live});
  return at->second;
}

// What an exit passes for a live value: nothing for what can be made anew.
void Translator::passedFor(Value* value, const Point& point, std::vector<Value*>* parts) {
  if (Counter* counter = counterOf(value)) {
    b_.setBefore(point.marker);
    parts->push_back(loadLocal(counter->state));
    if (counter->kind == Counter::Range) {
      parts->push_back(counter->stop);
      parts->push_back(counter->step);
    }
    for (Value* list : counter->lists)
      parts->push_back(forms_[list->id()].value);
    if (counter->start)
      parts->push_back(counter->start);
  } else if (const Inst* lookup = lookupOf(value)) {
    parts->push_back(forms_[lookup->operand(0)->id()].value);
  } else if (forms_[value->id()].value) {
    parts->push_back(forms_[value->id()].value);
  }
}

Value* Translator::rebuild(Value* value, std::span<Value* const> parts) {
  if (Counter* counter = counterOf(value)) {
    if (counter->kind == Counter::Range)
      return emit(Op::RangeIterator, {parts[0], parts[1], parts[2]});
    std::vector<Value*> iterators;
    for (size_t i = 0; i < counter->lists.size(); i++)
      iterators.push_back(emit(Op::ListIterator, {parts[i + 1], parts[0]}));
    if (counter->kind == Counter::Zip)
      return emit(Op::ZipIterator, {b_.build(Op::TupleNew, std::move(iterators))});
    if (counter->kind == Counter::List)
      return iterators[0];
    return emit(Op::EnumerateIterator,
                {iterators[0], emit(Op::I64AddNowrap, {parts[0], parts[2]})});
  }
  if (const Inst* lookup = lookupOf(value)) {
    Inst* load = b_.named(Op::MethodLoad, {parts[0]}, lookup->attribute().constant);
    return emit(Op::PackGet, {load}, asInst(value)->attribute().imm);
  }
  if (parts.empty())
    return makeLazy(asInst(value));
  Rep rep = specialise::repOf(parts[0]->type());
  return value->type().isTagged() && rep != Rep::Word ? box(parts[0], rep) : parts[0];
}

void Translator::finishPoint(Point& point, const std::unordered_set<Value*>& liveSet) {
  std::vector<Value*> live;
  for (Value* value : liveSet) {
    Inst* inst = asInst(value);
    if (value != point.at && !(inst && isRematerialisable(info(inst->op()))))
      live.push_back(value);
  }
  std::sort(live.begin(), live.end(), [](Value* a, Value* b) { return a->id() < b->id(); });
  int64_t number = numberOf(point, live);
  if (point.kind == ResumeKind::Before)
    point.marker->attribute().imm = number;

  std::vector<Value*> passed;
  std::vector<std::pair<size_t, size_t>> ranges; // of `passed`, by live value
  for (Value* value : live) {
    size_t first = passed.size();
    passedFor(value, point, &passed);
    ranges.emplace_back(first, passed.size());
  }
  // What the slots of promoted variables are behind with comes last.
  Region* region = regionOf(point.at->block());
  size_t spilledFrom = passed.size();
  if (region) {
    b_.setBefore(point.marker);
    collectBehind(*region, &passed);
  }
  Block* cold = out_.addBlock("exit");
  cold->setCold(true);
  std::vector<Value*> arguments;
  for (Value* value : passed)
    arguments.push_back(cold->addArgument(typeOf(specialise::repOf(value->type())), value->name()));
  Value* result = nullptr;
  bool hasResult = point.kind == ResumeKind::AfterResult && point.at->type() != Type::none();
  if (hasResult)
    result = cold->addArgument(Type::value(), point.at->name());
  for (Inst* exit : point.exits)
    exit->addEdge(EdgeKind::Exit, cold, passed);

  made_.clear();
  b_.setBlock(cold);
  b_.setSite(point.at->site());
  if (region)
    spillValues(*region, std::span<Value* const>(arguments).subspan(spilledFrom));
  bool isAnew = point.kind == ResumeKind::AfterResult || spilledFrom < passed.size();
  std::vector<Value*> operands;
  for (size_t i = 0; i < live.size(); i++)
    operands.push_back(
        rebuild(live[i], std::span<Value* const>(arguments.data() + ranges[i].first,
                                                 ranges[i].second - ranges[i].first)));
  for (Value* value : live)
    isAnew = isAnew || lookupOf(value);
  if (hasResult)
    operands.push_back(result);
  // Stores and lookups that the version had put off are nothing that the program sees twice.
  if (isAnew) {
    Inst* marker = emit(Op::ResumePoint, {}, number);
    marker->attribute().function = version_.generic;
  }
  Attribute attribute;
  attribute.function = version_.generic;
  attribute.imm = number;
  b_.ret(b_.build(Op::Resume, std::move(operands), std::move(attribute)));
}

} // namespace tauro::passes::specialise
