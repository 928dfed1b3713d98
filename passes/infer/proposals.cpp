// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guesses about parameters. A function that unseen code may call knows nothing of its arguments,
// but `n < 2` and `n - 1` are what one does with numbers, and with an int most likely when the
// other side is one. Guesses spread through arithmetic for a few rounds; they never mix with facts.
#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr unsigned kRounds = 3;

// Arithmetic that numbers of one kind stay in.
bool isArithmetic(Op op) {
  switch (op) {
  case Op::PyAdd:
  case Op::PySub:
  case Op::PyMult:
  case Op::PyFloorDiv:
  case Op::PyMod:
  case Op::PyPow:
  case Op::PyInPlaceAdd:
  case Op::PyInPlaceSub:
  case Op::PyInPlaceMult:
  case Op::PyInPlaceFloorDiv:
  case Op::PyInPlaceMod:
  case Op::PyInPlacePow:
    return true;
  default:
    return false;
  }
}

bool isDivision(Op op) { return op == Op::PyDiv || op == Op::PyInPlaceDiv; }

bool isBitwise(Op op) {
  switch (op) {
  case Op::PyBitAnd:
  case Op::PyBitOr:
  case Op::PyBitXor:
  case Op::PyLShift:
  case Op::PyRShift:
  case Op::PyInPlaceBitAnd:
  case Op::PyInPlaceBitOr:
  case Op::PyInPlaceBitXor:
  case Op::PyInPlaceLShift:
  case Op::PyInPlaceRShift:
    return true;
  default:
    return false;
  }
}

bool isComparison(Op op) {
  switch (op) {
  case Op::PyLt:
  case Op::PyLtE:
  case Op::PyGt:
  case Op::PyGtE:
  case Op::PyEq:
  case Op::PyNotEq:
  case Op::PyLtTruth:
  case Op::PyLtETruth:
  case Op::PyGtTruth:
  case Op::PyGtETruth:
  case Op::PyEqTruth:
  case Op::PyNotEqTruth:
    return true;
  default:
    return false;
  }
}

class Guesser {
public:
  explicit Guesser(const Instance& generic)
      : instance_(generic), guesses_(generic.facts.size(), Rep::Word) {}

  std::vector<Rep> run() {
    const auto& order = instance_.shape->cfg().order();
    for (Block* block : order) {
      for (auto& argument : block->arguments())
        fromFact(argument.get());
      for (Inst* inst : *block)
        fromFact(inst);
    }
    for (unsigned round = 0; round < kRounds; round++)
      for (Block* block : order)
        for (Inst* inst : *block)
          visit(inst);
    std::vector<Rep> reps;
    for (auto& argument : instance_.function().entry()->arguments())
      reps.push_back(isUnknown(argument.get()) ? guesses_[argument->id()] : Rep::Word);
    return reps;
  }

private:
  bool isUnknown(const Value* value) const {
    const Fact& fact = instance_.facts[value->id()];
    return fact.mayBe(kNumbers) && repOf(fact) == Rep::Word;
  }
  void fromFact(const Value* value) { guesses_[value->id()] = repOf(instance_.facts[value->id()]); }

  // A float beats an int: where both are used, the other is converted.
  void guess(const Value* value, Rep rep) {
    Rep& held = guesses_[value->id()];
    if (isUnknown(value) && (held == Rep::Word || rep == Rep::F64))
      held = rep;
  }

  void visit(const Inst* inst) {
    bool division = isDivision(inst->op());
    if (isArithmetic(inst->op()) || isComparison(inst->op()) || division) {
      const Value *a = inst->operand(0), *b = inst->operand(1);
      Rep first = guesses_[a->id()], second = guesses_[b->id()];
      auto isNumber = [](Rep rep) { return rep == Rep::I64 || rep == Rep::F64; };
      // An int beside a float is as likely the one as the other: leave what is guessed.
      if (first == Rep::Word && isNumber(second))
        guess(a, second);
      if (second == Rep::Word && isNumber(first))
        guess(b, first);
      first = guesses_[a->id()], second = guesses_[b->id()];
      if (isComparison(inst->op()) || !isNumber(first) || !isNumber(second))
        return;
      guess(inst, division || first == Rep::F64 || second == Rep::F64 ? Rep::F64 : Rep::I64);
    } else if (isBitwise(inst->op())) {
      guess(inst->operand(0), Rep::I64);
      guess(inst->operand(1), Rep::I64);
      guess(inst, Rep::I64);
    } else if (inst->op() == Op::PyUSub) {
      guess(inst, guesses_[inst->operand(0)->id()]);
      guess(inst->operand(0), guesses_[inst->id()]);
    } else if (inst->op() == Op::PyCall) {
      const Inst* callee = asInst(inst->operand(0));
      if (callee && callee->op() == Op::GlobalLoad &&
          callee->attribute().variable->builtin == "range")
        for (unsigned i = 1; i < inst->operands().size(); i++)
          guess(inst->operand(i), Rep::I64);
    }
  }

  const Instance& instance_;
  std::vector<Rep> guesses_; // by Value::id
};

} // namespace

std::vector<Rep> proposalsFor(const Instance& generic) { return Guesser(generic).run(); }

} // namespace tauro::passes::infer
