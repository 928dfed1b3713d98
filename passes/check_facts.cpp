// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// check-facts: compiles into the program a check of everything that inference says of it. A fact
// that does not hold ends the program. For tests of the compiler (docs/testing.md): versions rest
// on these facts without checking them.
//
//   b1(i: value):                  b1(i: value):
//     ...                            fact.check yes, i, kinds, zero, nine, "app.f:3: i is int
//     [0..9]"
//
// Facts of versions hold in runs that enter with arguments that fit. A new entry finds out which
// these are; their checks apply when the answer is yes.
#include <unordered_map>

#include "ir/builder.h"
#include "passes/infer/infer.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;
using infer::Fact;
using infer::Inference;

// Before `position`, or on one edge of it (position is a terminator then).
struct Check {
  Value* value;
  Fact fact;
  int version; // -1: of all runs
  Inst* position;
  unsigned edge;
};
constexpr unsigned kNoEdge = UINT32_MAX;

class Checker {
public:
  Checker(Function& function, const Inference& inference)
      : function_(function), inference_(inference), builder_(&function) {
    for (size_t i = 0; i < inference.versions().size(); i++)
      if (inference.versions()[i].function == &function)
        versions_.push_back(static_cast<int>(i));
  }

  // Facts are of the function as inference saw it: all are asked for before anything is changed.
  void find() {
    for (const auto& block : function_.blocks()) {
      if (block->empty())
        continue;
      last_.clear();
      for (const auto& argument : block->arguments())
        addDefinition(argument.get(), block->first());
      for (Inst* inst : *block) {
        findUses(inst);
        if (info(inst->op()).result != ResultRule::None && inst->next())
          addDefinition(inst, inst->next());
      }
    }
  }

  bool insert() {
    if (checks_.empty())
      return false;
    if (!versions_.empty())
      addEntry();
    std::unordered_map<Inst*, std::unordered_map<unsigned, Block*>> onEdges;
    for (const Check& check : checks_) {
      if (check.edge == kNoEdge) {
        builder_.setBefore(check.position);
      } else {
        Block*& block = onEdges[check.position][check.edge];
        if (!block)
          block = splitEdge(check.position, check.edge);
        builder_.setBefore(block->last());
      }
      emit(check);
    }
    return true;
  }

private:
  // --- which facts say something

  static bool saysSomething(const Value* value, const Fact& fact) {
    return value->type().isTagged() && !constant(value) &&
           (fact.kinds & infer::kValueKinds) != infer::kValueKinds;
  }

  static bool constant(const Value* value) {
    return value->valueKind() == Value::Kind::Inst &&
           static_cast<const Inst*>(value)->op() == Op::Const;
  }

  void addDefinition(Value* value, Inst* position) {
    Fact fact = inference_.factOf(value);
    if (saysSomething(value, fact))
      checks_.push_back({value, fact, -1, position, kNoEdge});
    for (int version : versions_)
      if (Fact own = inference_.factOf(value, version); saysSomething(value, own) && !(own == fact))
        checks_.push_back({value, own, version, position, kNoEdge});
  }

  void findUses(Inst* inst) {
    size_t use = 0;
    for (Value* operand : inst->operands())
      addUse(operand, inst, use++, kNoEdge);
    for (unsigned e = 0; e < inst->edges().size(); e++)
      for (Value* argument : inst->edges()[e].args) {
        bool behind = inst->edges()[e].kind == EdgeKind::Normal;
        addUse(argument, inst, use++, behind ? e : kNoEdge);
      }
  }

  // What branches say of a value where it is used; said once in a block.
  void addUse(Value* value, Inst* inst, size_t use, unsigned edge) {
    std::vector<Fact>& last = last_[value];
    last.resize(versions_.size() + 1);
    for (size_t i = 0; i <= versions_.size(); i++) {
      int version = i ? versions_[i - 1] : -1;
      Fact fact = inference_.factAt(inst, use, version);
      if (!saysSomething(value, fact) || fact == inference_.factOf(value, version) ||
          fact == last[i])
        continue;
      if (edge == kNoEdge)
        last[i] = fact;
      checks_.push_back({value, fact, version, inst, edge});
    }
  }

  // --- the checks

  // Before the function's own entry: which versions the arguments fit.
  void addEntry() {
    Block* old = function_.entry();
    Block* entry = function_.addEntryBlock("checks");
    std::vector<Value*> arguments;
    for (const auto& argument : old->arguments())
      arguments.push_back(entry->addArgument(argument->type(), argument->name()));
    builder_.setBlock(entry);
    for (int version : versions_) {
      Attribute yes;
      yes.imm = 1;
      Value* fits = builder_.build(Op::ConstBool, {}, yes);
      const auto& parameters = inference_.versions()[static_cast<size_t>(version)].parameters;
      for (size_t i = 0; i < parameters.size(); i++)
        if (uint32_t kinds = infer::factOf(parameters[i]).kinds; kinds != infer::kValueKinds)
          fits = builder_.build(
              Op::BoolAnd, {fits, builder_.build(Op::FactFits, {arguments[i], integer(kinds)})});
      fits_[version] = fits;
    }
    builder_.jump(old, arguments);
  }

  Block* splitEdge(Inst* terminator, unsigned e) {
    Edge edge = terminator->edges()[e];
    Block* block = function_.addBlockAfter(terminator->block());
    block->setCold(edge.target->isCold());
    builder_.setBlock(block);
    builder_.setSite(terminator->site());
    builder_.jump(edge.target, edge.args);
    terminator->setEdgeArgs(e, {});
    terminator->setEdgeTarget(e, block);
    return block;
  }

  Value* integer(int64_t value) { return builder_.constant(builder_.module()->intConstant(value)); }

  void emit(const Check& check) {
    builder_.setSite(check.position->site());
    Value* applies;
    if (check.version >= 0) {
      applies = fits_[check.version];
    } else {
      Attribute yes;
      yes.imm = 1;
      applies = builder_.build(Op::ConstBool, {}, yes);
    }
    const Fact& fact = check.fact;
    Attribute text;
    text.constant = builder_.module()->strConstant(describe(check));
    bool bounded = fact.kinds & infer::kInt;
    Value* low =
        bounded && fact.range.low != INT64_MIN ? integer(fact.range.low) : builder_.unbound();
    Value* high =
        bounded && fact.range.high != INT64_MAX ? integer(fact.range.high) : builder_.unbound();
    builder_.build(Op::FactCheck, {applies, check.value, integer(fact.kinds), low, high}, text);
    if (Function* function = inference_.functionOf(fact)) {
      Attribute made;
      made.function = function;
      builder_.build(Op::FactFunction, {applies, check.value}, made);
    }
  }

  std::string describe(const Check& check) {
    std::string text = function_.symbol();
    if (check.version >= 0)
      text = inference_.versions()[static_cast<size_t>(check.version)].symbol();
    SiteId site = check.position->site();
    if (check.value->valueKind() == Value::Kind::Inst)
      site = static_cast<Inst*>(check.value)->site();
    if (uint32_t line = function_.module()->site(site).line)
      text += ":" + std::to_string(line);
    text += ": ";
    if (check.value->valueKind() == Value::Kind::Inst)
      text += std::string(info(static_cast<Inst*>(check.value)->op()).mnemonic) + " ";
    text += check.value->name().empty() ? "" : check.value->name() + " ";
    return text + "is " + inference_.describe(check.fact);
  }

  Function& function_;
  const Inference& inference_;
  Builder builder_;
  std::vector<int> versions_; // indexes into the inference's
  std::vector<Check> checks_;
  std::unordered_map<const Value*, std::vector<Fact>> last_; // found for a value in this block
  std::unordered_map<int, Value*> fits_;
};

} // namespace

bool runCheckFacts(Module& module, const infer::Program& program, Remarks*) {
  Inference inference(module, program);
  std::vector<Checker> checkers;
  for (const auto& function : module.functions()) {
    checkers.emplace_back(*function, inference);
    checkers.back().find();
  }
  bool changed = false;
  for (Checker& checker : checkers)
    changed |= checker.insert();
  return changed;
}

} // namespace tauro::passes
