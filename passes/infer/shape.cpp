// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Refinements by branches, placed along the dominator tree: a condition holds in what the start of
// its branch's target dominates, when no other edge leads there. (The same as giving values new
// names behind branches, e-SSA: Bodik, Gupta, Sarkar, "ABCD" (2000); here in a side table.)
#include "passes/infer/shape.h"

#include "passes/facts.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

// Chains that are longer gain little, and would cost a square of time in long `elif` chains.
constexpr unsigned kMaxDepth = 6;

// How a comparison's op reads, and what it says of its second operand.
bool comparisonOf(Op op, Condition* first, Condition* second) {
  switch (op) {
  case Op::PyLtTruth:
    return *first = Condition::Lt, *second = Condition::Gt, true;
  case Op::PyLtETruth:
    return *first = Condition::Le, *second = Condition::Ge, true;
  case Op::PyGtTruth:
    return *first = Condition::Gt, *second = Condition::Lt, true;
  case Op::PyGtETruth:
    return *first = Condition::Ge, *second = Condition::Le, true;
  case Op::PyEqTruth:
    return *first = Condition::Eq, *second = Condition::Eq, true;
  case Op::PyNotEqTruth:
    return *first = Condition::Ne, *second = Condition::Ne, true;
  default:
    return false;
  }
}

Condition negated(Condition condition) {
  switch (condition) {
  case Condition::Lt:
    return Condition::Ge;
  case Condition::Le:
    return Condition::Gt;
  case Condition::Gt:
    return Condition::Le;
  case Condition::Ge:
    return Condition::Lt;
  case Condition::Eq:
    return Condition::Ne;
  case Condition::Ne:
    return Condition::Eq;
  case Condition::None:
    return Condition::NotNone;
  case Condition::NotNone:
    return Condition::None;
  case Condition::True:
    return Condition::False;
  case Condition::False:
    return Condition::True;
  case Condition::Bound:
    return Condition::Unbound;
  case Condition::Unbound:
    return Condition::Bound;
  }
  return condition;
}

} // namespace

Shape::Shape(Function& function)
    : function_(function), cfg_(function), useStarts_(function.valueIdBound(), 0),
      refinedBy_(function.valueIdBound()), current_(function.valueIdBound(), kNothing) {
  uint32_t count = 0;
  for (Block* block : cfg_.order())
    for (Inst* inst : *block) {
      useStarts_[inst->id()] = count;
      count += static_cast<uint32_t>(inst->operands().size());
      for (const Edge& edge : inst->edges())
        count += static_cast<uint32_t>(edge.args.size());
      hasYields_ |=
          inst->op() == Op::Yield || inst->op() == Op::YieldFrom || inst->op() == Op::Await;
    }
  uses_.assign(count, kNothing);
  // A generator that never yields has no yield that flow reaches.
  if (isSuspendable(function.kind) && !hasYields_) {
    hasYields_ = true;
    for (const auto& block : function.blocks())
      for (Inst* inst : *block)
        hasYields_ &= inst->op() != Op::GenNew;
  }
  place(Dominators(cfg_));
}

void Shape::refine(Value* value, Condition condition, Value* other,
                   std::vector<std::pair<Value*, uint32_t>>* log) {
  uint32_t parent = current_[value->id()];
  unsigned depth = parent == kNothing ? 1 : refinements_[parent].depth + 1;
  if (depth > kMaxDepth || constantOf(value))
    return;
  log->emplace_back(value, parent);
  current_[value->id()] = static_cast<uint32_t>(refinements_.size());
  refinements_.push_back({parent, depth, condition, other});
  if (other && !constantOf(other))
    refinedBy_[other->id()].push_back(value);
}

void Shape::addConditions(Value* value, bool holds, std::vector<std::pair<Value*, uint32_t>>* log) {
  Inst* inst = asInst(value);
  if (!inst)
    return;
  Condition first, second;
  if (comparisonOf(inst->op(), &first, &second)) {
    Value *a = inst->operand(0), *b = inst->operand(1);
    if (a == b)
      return;
    refine(a, holds ? first : negated(first), b, log);
    refine(b, holds ? second : negated(second), a, log);
    return;
  }
  switch (inst->op()) {
  case Op::BoolNot:
    return addConditions(inst->operand(0), !holds, log);
  case Op::BoolAnd:
  case Op::BoolOr:
    if (holds == (inst->op() == Op::BoolAnd)) {
      addConditions(inst->operand(0), holds, log);
      addConditions(inst->operand(1), holds, log);
    }
    return;
  case Op::PyTruth:
    return refine(inst->operand(0), holds ? Condition::True : Condition::False, nullptr, log);
  case Op::IsUnbound:
    return refine(inst->operand(0), holds ? Condition::Unbound : Condition::Bound, nullptr, log);
  case Op::PyIs:
    for (unsigned i = 0; i < 2; i++) {
      const Constant* constant = constantOf(inst->operand(i));
      if (constant && constant->kind == ConstantKind::None)
        return refine(inst->operand(1 - i), holds ? Condition::None : Condition::NotNone, nullptr,
                      log);
    }
    return;
  default:
    return;
  }
}

void Shape::place(const Dominators& dominators) {
  std::vector<std::pair<Value*, uint32_t>> log; // what current_ held before
  std::vector<size_t> marks;
  auto undoTo = [&](size_t mark) {
    for (; log.size() > mark; log.pop_back())
      current_[log.back().first->id()] = log.back().second;
  };
  auto atStart = [&](Block* block) {
    marks.push_back(log.size());
    auto predecessors = cfg_.predecessors(block);
    if (predecessors.size() == 1 && predecessors[0].from->op() == Op::Branch)
      addConditions(predecessors[0].from->operand(0), predecessors[0].index == 0, &log);
  };
  auto atEnd = [&](Block* block) {
    marks.push_back(log.size());
    for (Inst* inst : *block) {
      uint32_t use = useStarts_[inst->id()];
      for (Value* operand : inst->operands())
        uses_[use++] = current_[operand->id()];
      for (unsigned e = 0; e < inst->edges().size(); e++) {
        // What a branch passes along an edge is used where its condition holds.
        size_t mark = log.size();
        if (inst->op() == Op::Branch && !inst->edges()[e].args.empty())
          addConditions(inst->operand(0), e == 0, &log);
        for (Value* arg : inst->edges()[e].args)
          uses_[use++] = current_[arg->id()];
        undoTo(mark);
      }
      // Behind a check the operand is what the check answers; the op's own result says so, too.
      if (inst->op() == Op::CheckBound)
        refine(inst->operand(0), Condition::Bound, nullptr, &log);
    }
  };
  auto undo = [&] {
    undoTo(marks.back());
    marks.pop_back();
  };
  walkDominatorTree(dominators, atStart, atEnd, undo);
}

Fact refined(const Fact& fact, Condition condition, const Fact& other) {
  switch (condition) {
  case Condition::None:
    return fact.restrictedTo(kNone);
  case Condition::NotNone:
    return fact.without(kNone);
  case Condition::Bound:
    return fact.without(kUnbound);
  case Condition::Unbound:
    return fact.restrictedTo(kUnbound);
  case Condition::True:
  case Condition::False: {
    bool holds = condition == Condition::True;
    // None is false; functions, builtins and iterators are true.
    Fact result = fact.without(holds ? static_cast<uint32_t>(kNone)
                                     : static_cast<uint32_t>(kFunc | kBuiltin));
    if (!(result.kinds & kInt))
      return result;
    if (!holds) {
      if (!meetRanges(result.range, {0, 0}, &result.range))
        return result.without(kInt);
    } else if (result.range == Range{0, 0}) {
      return result.without(kInt);
    } else if (result.range.low == 0) {
      result.range.low = 1;
    } else if (result.range.high == 0) {
      result.range.high = -1;
    }
    return result;
  }
  default:
    break;
  }
  // Comparisons say something of an int when the other side is sure to be a number that compares
  // with it as ints do.
  if (!(fact.kinds & kInt) || !other.isOnly(kInt | kBool))
    return fact;
  Range bound, number = other.number();
  switch (condition) {
  case Condition::Lt:
    bound.high = number.high == INT64_MAX ? INT64_MAX : number.high - 1;
    break;
  case Condition::Le:
    bound.high = number.high;
    break;
  case Condition::Gt:
    bound.low = number.low == INT64_MIN ? INT64_MIN : number.low + 1;
    break;
  case Condition::Ge:
    bound.low = number.low;
    break;
  case Condition::Eq:
    bound = number;
    break;
  default: // not equal: closes only an end that is the one number
    bound = fact.range;
    if (number.low == number.high && number.isClosed()) {
      if (bound.low == number.low)
        bound.low++;
      else if (bound.high == number.high)
        bound.high--;
    }
    break;
  }
  Fact result = fact;
  if (bound.low > bound.high || !meetRanges(fact.range, bound, &result.range))
    return fact.without(kInt);
  return result;
}

} // namespace tauro::passes::infer
