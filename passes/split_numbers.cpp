// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// split-numbers: what begins as an int and becomes a float, as sums do, lives in a version as a
// double and the truth whether it is still an int.
//
//   total = const 0                        d = f64.const 0.0
//   jump for(total)                        t = bool.const true
// for(total.1: value):                     jump for(d, t)
//   ...                                  for(total.1: f64, int: bool):
//   b = box.f64 x                          ...
//   total.2 = py.iadd total.1, b           total.2 = f64.add total.1, x
//   ... jump for(total.2)           =>     ... jump for(total.2, false)
// endfor:                                endfor:
//   return total.1                         total.3 = box.number total.1, int
//                                          return total.3
//
// Candidates are the block arguments to which only ints that a double holds exactly, floats, and
// other candidates are passed; and among what may be passed are operators of a candidate with a
// float, which answer a float whichever of both the candidate is. That is found from its opposite:
// whatever is passed anything else is none, and who depends on it is none.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ir/builder.h"
#include "passes/pass.h"
#include "passes/specialise/operator_table.h"

namespace tauro::passes {
namespace {

using namespace ir;
using specialise::OperatorKind;
using specialise::operatorOf;

constexpr int64_t kExactInDouble = int64_t{1} << 53;

const Constant* constantOf(const Value* value) {
  if (value->valueKind() != Value::Kind::Inst)
    return nullptr;
  auto* inst = static_cast<const Inst*>(value);
  return inst->op() == Op::Const ? inst->attribute().constant : nullptr;
}

bool isExactInt(const Value* value) {
  const Constant* constant = constantOf(value);
  return constant && constant->kind == ConstantKind::Int && constant->integer >= -kExactInDouble &&
         constant->integer <= kExactInDouble;
}

bool isFloat(const Value* value) {
  const Constant* constant = constantOf(value);
  return constant ? constant->kind == ConstantKind::Float
                  : value->valueKind() == Value::Kind::Inst &&
                        static_cast<const Inst*>(value)->op() == Op::BoxF64;
}

// Operators that do not raise for floats and exact ints, and answer a float if one operand is one.
bool isFloatArithmetic(const Inst* inst) {
  auto row = operatorOf(inst->op());
  if (!row || inst->operands().size() != 2)
    return false;
  if (row->kind == OperatorKind::Arithmetic)
    return row->hasReal;
  if (row->plain != Op::PyDiv)
    return false;
  const Constant* divisor = constantOf(inst->operand(1));
  return divisor &&
         (divisor->kind == ConstantKind::Float ? divisor->real != 0 : divisor->integer != 0);
}

bool isComparison(const Inst* inst) {
  auto row = operatorOf(inst->op());
  return row && row->kind == OperatorKind::Compare;
}

class Splitting {
public:
  Splitting(Function& function, Analyses& analyses) : function_(function), analyses_(analyses) {}

  bool run() {
    findCandidates();
    dropUnprofitable();
    if (candidates_.empty())
      return false;
    replaceArguments();
    for (Block* block : analyses_.cfg().order())
      for (Inst* inst : *block)
        replaceOperator(inst);
    for (Block* block : analyses_.cfg().order())
      replaceUses(block);
    for (Block* block : analyses_.cfg().order())
      for (unsigned i = block->argumentCount(); i-- > 0;)
        if (candidates_.contains(block->argument(i)))
          block->removeArgument(i);
    function_.eraseUnreachable(); // what errors led to that are none any more
    return true;
  }

private:
  struct Parts {
    Value* number = nullptr;
    Value* isInt = nullptr; // null: it is a float
  };

  bool isCandidate(const Value* value) const { return candidates_.contains(value); }
  // A sum or the like of which it is known that it is a float.
  bool isKnownFloat(const Value* value) const { return isFloat(value) || sums_.contains(value); }
  bool isNumber(const Value* value) const {
    return isExactInt(value) || isKnownFloat(value) || isCandidate(value);
  }

  void findCandidates() {
    const auto& order = analyses_.cfg().order();
    for (Block* block : order) {
      for (const auto& argument : block->arguments())
        if (block != function_.entry() && argument->type() == Type::value())
          candidates_.insert(argument.get());
      for (Inst* inst : *block)
        if (isFloatArithmetic(inst))
          sums_.insert(inst);
    }
    for (Block* block : order) {
      for (Inst* inst : *block)
        if (sums_.contains(inst) && !isSum(inst))
          reject(inst);
      for (const auto& argument : block->arguments())
        if (isCandidate(argument.get()) && !isPassedNumbers(argument.get()))
          reject(argument.get());
    }
  }

  bool isSum(const Inst* inst) const {
    const Value *a = inst->operand(0), *b = inst->operand(1);
    bool isDivision = operatorOf(inst->op())->kind == OperatorKind::Divide; // of ints it is a float
    return isNumber(a) && isNumber(b) && (isKnownFloat(a) || isKnownFloat(b) || isDivision);
  }

  bool isPassedNumbers(const Argument* argument) {
    const auto& entering = analyses_.cfg().predecessors(argument->block());
    return std::all_of(entering.begin(), entering.end(), [&](const EdgeRef& edge) {
      return argument->index() < edge.edge().args.size() &&
             isNumber(edge.edge().args[argument->index()]);
    });
  }

  // Whoever depends on the value is none either.
  void reject(Value* first) {
    std::vector<Value*> work{first};
    while (!work.empty()) {
      Value* value = work.back();
      work.pop_back();
      if (!candidates_.erase(value) && !sums_.erase(value))
        continue;
      for (Inst* user : value->users()) {
        if (sums_.contains(user))
          work.push_back(user);
        forPassed(user, value, [&](Argument* to) { work.push_back(to); });
      }
    }
  }

  template <class Visit> void forPassed(const Inst* inst, const Value* value, Visit visit) {
    for (const Edge& edge : inst->edges())
      for (unsigned i = 0; i < edge.args.size(); i++)
        if (edge.args[i] == value)
          visit(edge.target->argument(i));
  }

  // What is gained are operators in loops, and words that need not be made of what these answer.
  // Candidates that pass each other on stay together.
  void dropUnprofitable() {
    bool isSettled = false;
    while (!isSettled) {
      isSettled = true;
      std::unordered_set<const Value*> seen;
      for (Block* block : analyses_.cfg().order())
        for (const auto& argument : block->arguments())
          if (isCandidate(argument.get()) && !seen.contains(argument.get()) &&
              !isProfitable(argument.get(), &seen)) {
            reject(argument.get());
            isSettled = false;
          }
    }
  }

  bool isProfitable(Argument* first, std::unordered_set<const Value*>* seen) {
    bool isEverInt = false, isEverFloat = false, gains = false, isSum = false;
    std::vector<Argument*> work{first}, group;
    while (!work.empty()) {
      Argument* argument = work.back();
      work.pop_back();
      if (!seen->insert(argument).second)
        continue;
      group.push_back(argument);
      for (const EdgeRef& edge : analyses_.cfg().predecessors(argument->block())) {
        Value* passed = edge.edge().args[argument->index()];
        isEverInt |= isExactInt(passed);
        isEverFloat |= isKnownFloat(passed);
        isSum |= sums_.contains(passed);
        if (isCandidate(passed))
          work.push_back(asArgument(passed));
      }
      for (Inst* user : argument->users()) {
        gains |= isReplaced(user) && analyses_.loops().innermost(user->block());
        forPassed(user, argument, [&](Argument* to) {
          if (isCandidate(to))
            work.push_back(to);
        });
      }
    }
    if (isEverInt)
      return isEverFloat && gains;
    floats_.insert(group.begin(), group.end());
    return isSum;
  }

  bool isReplaced(const Inst* inst) const {
    if (sums_.contains(inst))
      return true;
    return isComparison(inst) && isNumber(inst->operand(0)) && isNumber(inst->operand(1)) &&
           (isCandidate(inst->operand(0)) || isCandidate(inst->operand(1)));
  }

  void replaceArguments() {
    for (Block* block : analyses_.cfg().order())
      for (unsigned i = 0; i < block->argumentCount(); i++) {
        Argument* argument = block->argument(i);
        if (!isCandidate(argument))
          continue;
        Parts& parts = parts_[argument];
        parts.number = block->insertArgument(i++, Type::f64(), argument->name());
        whole_[parts.number] = argument;
        if (!floats_.contains(argument))
          parts.isInt = block->insertArgument(i++, Type::boolean(), "int");
      }
  }

  // Where `at` stands.
  Parts partsOf(Value* value, Inst* at) {
    auto known = parts_.find(value);
    if (known != parts_.end())
      return known->second;
    Builder builder(&function_);
    builder.setBefore(at);
    builder.setSite(at->site());
    if (const Constant* constant = constantOf(value)) {
      bool isInt = constant->kind == ConstantKind::Int;
      Attribute attribute;
      attribute.real = isInt ? static_cast<double>(constant->integer) : constant->real;
      return {builder.build(Op::ConstF64, {}, std::move(attribute)),
              isInt ? builder.imm(Op::ConstBool, {}, 1) : nullptr};
    }
    return {asInst(value)->operand(0), nullptr}; // box.f64
  }

  void replaceOperator(Inst* inst) {
    if (!isReplaced(inst))
      return;
    Value* left = partsOf(inst->operand(0), inst).number;
    Value* right = partsOf(inst->operand(1), inst).number;
    Builder builder(&function_);
    builder.setBefore(inst);
    builder.setSite(inst->site());
    auto row = operatorOf(inst->op());
    Inst* raw = builder.build(row->real, {left, right});
    raw->setName(inst->name());
    Inst* result = raw;
    if (row->kind != OperatorKind::Compare) {
      result = builder.build(Op::BoxF64, {raw});
      parts_[result] = {raw, nullptr};
    } else if (!row->isTruth) {
      result = builder.build(Op::BoxBool, {raw});
    }
    inst->replaceAllUsesWith(result);
    inst->erase();
  }

  // Edges pass parts; whoever else uses a candidate gets a word.
  void replaceUses(Block* block) {
    std::unordered_map<Value*, Value*> words;
    for (Inst* inst : *block) {
      for (unsigned i = 0; i < inst->operands().size(); i++)
        if (isCandidate(inst->operand(i)))
          inst->setOperand(i, wordOf(inst->operand(i), inst, words));
      for (unsigned e = 0; e < inst->edges().size(); e++)
        passParts(inst, e, words);
    }
  }

  void passParts(Inst* inst, unsigned e, std::unordered_map<Value*, Value*>& words) {
    std::vector<Value*> given = inst->edges()[e].args;
    std::vector<Value*> passed;
    const Block* target = inst->edges()[e].target;
    unsigned at = 0; // of the target's arguments: a candidate's parts stand before it
    for (Value* value : given) {
      auto split = whole_.find(target->argument(at++));
      if (split == whole_.end()) {
        passed.push_back(isCandidate(value) ? wordOf(value, inst, words) : value);
        continue;
      }
      Parts parts = partsOf(value, inst);
      passed.push_back(parts.number);
      if (parts_[split->second].isInt) {
        passed.push_back(parts.isInt ? parts.isInt : falseBefore(inst));
        at++;
      }
      at++; // the candidate itself, which goes
    }
    if (passed != given)
      inst->setEdgeArgs(e, std::move(passed));
  }

  Value* wordOf(Value* value, Inst* at, std::unordered_map<Value*, Value*>& words) {
    Value*& word = words[value];
    if (!word) {
      Builder builder(&function_);
      builder.setBefore(at);
      builder.setSite(at->site());
      const Parts& parts = parts_[value];
      word = parts.isInt ? builder.build(Op::BoxNumber, {parts.number, parts.isInt})
                         : builder.build(Op::BoxF64, {parts.number});
      word->setName(value->name());
    }
    return word;
  }

  Value* falseBefore(Inst* at) {
    Builder builder(&function_);
    builder.setBefore(at);
    return builder.imm(Op::ConstBool, {}, 0);
  }

  Function& function_;
  Analyses& analyses_;
  std::unordered_set<const Value*> candidates_; // arguments
  std::unordered_set<const Value*> sums_;       // instructions
  std::unordered_set<const Value*> floats_;     // candidates that no int is passed to
  std::unordered_map<const Value*, Parts> parts_;
  std::unordered_map<const Value*, Value*> whole_; // of a number: the candidate it is a part of
};

} // namespace

bool runSplitNumbers(Function& function, Analyses& analyses) {
  return function.versionOf && Splitting(function, analyses).run();
}

} // namespace tauro::passes
