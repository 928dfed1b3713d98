// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of operators and comparisons. A rule is for two kinds; a fact of several kinds is
// the join over all pairs. What raises for a pair gives no result, so contributes nothing. As soon
// as one side may be an object with operators of its own, the result may be anything, and both
// operands escape into that operator.
#include <cmath>

#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

enum class Operator : uint8_t {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace) Name,
#include "runtime-lib/abi/operators.def"
};

bool binaryOf(Op op, Operator* out, bool* inPlace) {
  switch (op) {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, ip)                           \
  case Op::Py##Name:                                                                               \
    *out = Operator::Name;                                                                         \
    *inPlace = false;                                                                              \
    return true;                                                                                   \
  case Op::PyInPlace##Name:                                                                        \
    *out = Operator::Name;                                                                         \
    *inPlace = true;                                                                               \
    return true;
#include "runtime-lib/abi/operators.def"
  default:
    return false;
  }
}

// The methods of an operator.
struct OperatorNames {
  const char *method, *reflected, *inPlace;
};
constexpr OperatorNames kOperatorNames[] = {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, ip) {dunder, reflected, ip},
#include "runtime-lib/abi/operators.def"
};

bool isComparison(Op op) {
  switch (op) {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  case Op::Py##Name:                                                                               \
  case Op::Py##Name##Truth:                                                                        \
    return true;
#include "runtime-lib/abi/operators.def"
  default:
    return false;
  }
}

constexpr uint32_t kWhole = kBool | kInt;

// Of two ints or bools (as 0 and 1); `bools`: both are bools.
Fact onWholes(Operator op, Range a, Range b, bool bools) {
  switch (op) {
  case Operator::Add:
    return Fact::integer(addRanges(a, b));
  case Operator::Sub:
    return Fact::integer(subRanges(a, b));
  case Operator::Mult:
    return Fact::integer(mulRanges(a, b));
  case Operator::FloorDiv:
    return Fact::integer(floorDivRanges(a, b));
  case Operator::Mod:
    return Fact::integer(modRanges(a, b));
  case Operator::LShift:
    return Fact::integer(shlRanges(a, b));
  case Operator::RShift:
    return Fact::integer(shrRanges(a, b));
  case Operator::Div:
    return Fact::of(kFloat);
  case Operator::BitAnd:
    return bools ? Fact::of(kBool) : Fact::integer(andRanges(a, b));
  case Operator::BitOr:
  case Operator::BitXor:
    return bools ? Fact::of(kBool) : Fact::integer(orRanges(a, b));
  case Operator::Pow: {
    Fact power = Fact::integer(a.low >= 0 ? 0 : INT64_MIN);
    if (b.low >= 0)
      return power;
    power.kinds |= kFloat; // of a negative exponent
    return power;
  }
  case Operator::MatMult:
    break;
  }
  return {};
}

// Of two numbers, one of them a float. `isReal`: a power that is no root of a negative number.
Fact onFloats(Operator op, bool isReal) {
  switch (op) {
  case Operator::Add:
  case Operator::Sub:
  case Operator::Mult:
  case Operator::Div:
  case Operator::FloorDiv:
  case Operator::Mod:
    return Fact::of(kFloat);
  case Operator::Pow:
    return Fact::of(isReal ? kFloat : kFloat | kOther); // else it may be complex
  default:
    return {};
  }
}

// Whether what is a number of this fact is a whole one.
bool isWhole(const Fact& fact, Value* value) {
  const Constant* constant = constantOf(value);
  return !fact.mayBe(kFloat) || (constant && constant->kind == ConstantKind::Float &&
                                 std::trunc(constant->real) == constant->real);
}

constexpr uint32_t kSimple = kNone | kNumbers | kStr | kBytes;

} // namespace

Fact Solver::transferOperator(Work work) {
  const Inst* inst = work.inst;
  Fact a = use(*work.instance, inst, 0);
  Fact result;
  auto add = [&](const Fact& fact) {
    std::vector<SiteIndex> dropped;
    join(result, fact, &dropped);
    for (SiteIndex site : dropped)
      escapeSite(site);
  };

  Operator op;
  bool inPlace;
  if (binaryOf(inst->op(), &op, &inPlace)) {
    Fact b = use(*work.instance, inst, 1);
    if (a.isBottom() || b.isBottom())
      return {};
    auto isOperand = [&](const Fact& fact) {
      return isFollowed(fact) || fact.isOnly(kNumbers | kNone);
    };
    if ((isFollowed(a) || isFollowed(b)) && isOperand(a) && isOperand(b)) {
      const OperatorNames& names = kOperatorNames[static_cast<size_t>(op)];
      return operateInstances(work, a, b, names.method, names.reflected,
                              inPlace ? names.inPlace : nullptr);
    }
    uint32_t known = kSimple | kList | kTuple;
    if (!a.isOnly(known) || !b.isOnly(known)) {
      escape(a);
      escape(b);
      return Fact::anything();
    }
    if (a.mayBe(kWhole) && b.mayBe(kWhole)) {
      bool bools = a.mayBe(kBool) && b.mayBe(kBool);
      if (a.mayBe(kInt) || b.mayBe(kInt))
        add(onWholes(op, a.number(), b.number(), false));
      if (bools)
        add(onWholes(op, {0, 1}, {0, 1}, true));
    }
    if ((a.mayBe(kFloat) && b.mayBe(kNumbers)) || (b.mayBe(kFloat) && a.mayBe(kNumbers)))
      add(onFloats(op, isWhole(b, inst->operand(1)) || (!a.mayBe(kFloat) && a.number().low >= 0)));
    if (op == Operator::Add) {
      add(Fact::of(a.kinds & b.kinds & (kStr | kBytes)));
      if (a.mayBe(kTuple) && b.mayBe(kTuple)) {
        escape(a);
        escape(b);
        add(Fact::of(kTuple));
      }
      if (a.mayBe(kList) && (b.mayBe(kList) || inPlace)) {
        Fact items = inPlace ? iterated(b, work) : itemsOf(b, kList, work);
        if (inPlace) {
          storeItem(a, items);
          add(a.restrictedTo(kList));
        } else {
          SiteIndex site = siteAt(work, kList, 1);
          store(sites_[site].places[0], items);
          store(sites_[site].places[0], itemsOf(a, kList, work));
          add(Fact::made(kList, site));
        }
      }
    } else if (op == Operator::Mult) {
      if (b.mayBe(kWhole))
        add(Fact::of(a.kinds & (kStr | kBytes)));
      if (a.mayBe(kWhole))
        add(Fact::of(b.kinds & (kStr | kBytes)));
      for (auto [sequence, count] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
        if (!count->mayBe(kWhole))
          continue;
        if (sequence->mayBe(kTuple)) {
          escape(*sequence);
          add(Fact::of(kTuple));
        }
        if (!sequence->mayBe(kList))
          continue;
        if (inPlace && sequence == &a) {
          add(a.restrictedTo(kList));
          continue;
        }
        SiteIndex site = siteAt(work, kList, 1);
        store(sites_[site].places[0], itemsOf(*sequence, kList, work));
        add(Fact::made(kList, site));
      }
    } else if (op == Operator::Mod && a.mayBe(kStr | kBytes)) {
      // Formatting: of what the right side holds, by its __str__ and others.
      if (mayRunUser(b, work))
        escape(b);
      add(Fact::of(a.kinds & (kStr | kBytes)));
    }
    return result;
  }

  if (isComparison(inst->op())) {
    Fact b = use(*work.instance, inst, 1);
    if (a.isBottom() || b.isBottom())
      return {};
    bool free = !mayRunUser(a, work) && !mayRunUser(b, work);
    if (!free) {
      escape(a);
      escape(b);
    }
    // Lists and tuples answer what comparing their items answers.
    bool raw = info(inst->op()).result == ResultRule::Bool;
    return raw || free ? Fact::of(kBool) : Fact::anything();
  }

  if (a.isBottom())
    return {};
  switch (inst->op()) {
  case Op::PyUSub:
  case Op::PyUAdd:
  case Op::PyInvert:
    break;
  default:
    escape(a);
    return Fact::anything();
  }
  if (!a.isOnly(kSimple | kList | kTuple | kRange | kFunc)) {
    escape(a);
    return Fact::anything();
  }
  if (a.mayBe(kWhole)) {
    Range range = a.number();
    add(Fact::integer(inst->op() == Op::PyUSub     ? negRange(range)
                      : inst->op() == Op::PyInvert ? invertRange(range)
                                                   : range));
  }
  if (inst->op() != Op::PyInvert && a.mayBe(kFloat))
    add(Fact::of(kFloat));
  return result;
}

} // namespace tauro::passes::infer
