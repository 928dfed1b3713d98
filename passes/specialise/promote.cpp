// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module variables in loops. While a loop runs in which no other code sees it, a variable lies in a
// local; its slot is behind until control leaves:
//
//   for:                                  jump for(x)          ; x = unbox.i64 of $t
//     t = global.load $t                for(t: i64, ...):
//     u = py.add t, i              =>     u = i64.add t, i  exit x(t, ...)
//     global.store u, $t                  poll.exit  exit y(u, ...)
//     poll                                jump for(u, ...)
//     jump for                          done:
//                                         w = box.i64 u
//                                         global.store w, $t
//
// The slots are set right on every way out: edges out of the loop, exits, and where an op raised. A
// signal's handler could read them, so a poll leaves to the generic body when one waits.
//
// A variable that the loop reads first must be a number in every run, and is loaded before it. Of
// one that the loop writes first nothing need be known: another local tells whether that was done
// yet, and is mostly a constant in the end.
//
// Code that is called in the loop is no hindrance to what it can't touch (Inference::mayTouch).
#include <algorithm>

#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kBool;
using infer::kFloat;
using infer::kInt;
using infer::kList;

namespace {

// Loops with more calls, and more variables, are left alone: each call in such a loop gets code for
// each variable.
constexpr size_t kMaxCalls = 8;
constexpr size_t kMaxVariables = 12;

} // namespace

// Whether what becomes of the op in the version runs no code of the program. Only a guess: when it
// proves wrong, the function is translated again without regions.
bool Translator::isQuiet(const Inst* inst) const {
  if (!mayRunUser(inst->effects()) || inst->op() == Op::Poll)
    return true;
  if (operatorOf(inst->op()))
    return inst->operands().size() == 2 ? isNumber(factAt(inst, 0)) && isNumber(factAt(inst, 1))
                                        : rawRepOf(factAt(inst, 0)) != Rep::Word;
  switch (inst->op()) {
  case Op::PyIter:
    return counters_.count(inst);
  case Op::IterNext:
    return counters_.count(inst->operand(0));
  case Op::PyUnpack: {
    const Inst* next = asInst(inst->operand(0));
    auto counter =
        next && next->op() == Op::IterNext ? counters_.find(next->operand(0)) : counters_.end();
    return (counter != counters_.end() &&
            (counter->second.kind == Counter::Enumerate || counter->second.kind == Counter::Zip)) ||
           isTupleOf(inst, static_cast<size_t>(inst->attribute().imm));
  }
  case Op::PyGetItem:
    if (itemOfTuple(inst) >= 0)
      return true;
    [[fallthrough]];
  case Op::PySetItem:
    return factAt(inst, 0).isOnly(kList) && factAt(inst, 1).isOnly(kInt);
  case Op::PyGetAttr:
  case Op::PySetAttr:
    return isObjectAccess(inst);
  case Op::MethodLoad:
    return lookups_.count(inst);
  case Op::PyCallLoaded:
    return lookupOf(inst->operand(0));
  case Op::PyCallMethod:
    if (isMathOnDoubles(inference_.moduleFunctionOf(inst)))
      return inst->operands().size() == 2 && isNumber(factAt(inst, 1));
    return inst->attribute().constant->text == "append" && factAt(inst, 0).isOnly(kList);
  case Op::PyCall: {
    std::string_view name = inference_.builtinOf(factAt(inst, 0));
    bool isOfNumbers = name == "len" || name == "abs" || name == "min" || name == "max" ||
                       name == "int" || name == "float" || isMathOnDoubles(name);
    return ranges_.count(inst) || isOfNumbers;
  }
  default:
    return false;
  }
}

void Translator::findRegions() {
  if (!loops_) {
    dominators_ = std::make_unique<Dominators>(cfg_);
    loops_ = std::make_unique<Loops>(cfg_, *dominators_);
  }
  // From the outermost loop in: the first that qualifies takes all within.
  for (size_t l = loops_->all().size(); l-- > 0;) {
    const Loop& loop = *loops_->all()[l];
    std::vector<const Inst*> calls;
    if (isTranslated(loop.header) && !regionOf(loop.header) && !loud_.count(&loop) &&
        mayPromoteIn(loop, &calls))
      addRegion(loop, calls);
  }
}

// Collects what is not quiet. False where variables can't be promoted at all.
bool Translator::mayPromoteIn(const Loop& loop, std::vector<const Inst*>* calls) const {
  for (Block* block : loop.blocks)
    for (Inst* inst : *block) {
      if (inst->op() == Op::Poll ? !canLeave(inst)
                                 : (inst->effects() & abi::kLeaves) && inst->op() != Op::Jump &&
                                       inst->op() != Op::Branch)
        return false;
      if (!isQuiet(inst))
        calls->push_back(inst);
      if (calls->size() > kMaxCalls)
        return false;
    }
  return true;
}

namespace {

bool isLoad(const Inst* inst) {
  return inst->op() == Op::GlobalLoad || inst->op() == Op::GlobalLoadRaw;
}

// Whether some way from the loop's header reads the variable before it writes it.
bool isExposed(const Loop& loop, const Variable* variable) {
  std::unordered_set<const Block*> within(loop.blocks.begin(), loop.blocks.end()), seen;
  std::vector<const Block*> work{loop.header};
  while (!work.empty()) {
    const Block* block = work.back();
    work.pop_back();
    if (!seen.insert(block).second)
      continue;
    bool isWritten = false;
    for (const Inst* inst : *block) {
      bool isOfIt = inst->attribute().variable == variable;
      if (isOfIt && isLoad(inst) && !isWritten)
        return true;
      for (const Edge& edge : inst->edges())
        if (!isWritten && within.count(edge.target))
          work.push_back(edge.target);
      isWritten = isWritten || (isOfIt && inst->op() == Op::GlobalStore);
    }
  }
  return false;
}

// Where a loop is entered, variables are loaded, which may fail: before a jump.
bool isEnteredByJumps(const Loop& loop, const Cfg& cfg) {
  for (const EdgeRef& edge : cfg.predecessors(loop.header)) {
    bool isBack = false;
    for (const EdgeRef& back : loop.backEdges)
      isBack = isBack || back.from == edge.from;
    if (!isBack && edge.from->op() != Op::Jump)
      return false;
  }
  return true;
}

} // namespace

// Those that some op of the loop names and that may lie in locals, as far as the loop itself shows.
Translator::PromotedVariables Translator::variablesOf(const Loop& loop) {
  struct Uses {
    uint32_t kinds = 0;
    bool isLoaded = false, isStored = false;
  };
  std::map<Variable*, Uses, ByName> all;
  for (Block* block : loop.blocks)
    for (Inst* inst : *block) {
      if (!isLoad(inst) && inst->op() != Op::GlobalStore)
        continue;
      Uses& uses = all[inst->attribute().variable];
      uses.kinds |= (isLoad(inst) ? factOf(inst) : factAt(inst, 0)).kinds;
      (isLoad(inst) ? uses.isLoaded : uses.isStored) = true;
    }
  PromotedVariables variables;
  size_t late = 0; // whose first store comes before any load
  for (const auto& [variable, uses] : all) {
    Rep rep = uses.kinds == kInt     ? Rep::I64
              : uses.kinds == kFloat ? Rep::F64
              : uses.kinds == kBool  ? Rep::Bool
                                     : Rep::Word;
    bool exposed = uses.isLoaded && isExposed(loop, variable);
    if (exposed) {
      // A loop's version must not leave for an int that is too large, nor where it is entered.
      bool mayLoad = !loop_ || (rep != Rep::I64 && loop.header != loop_->header);
      if (rep != Rep::Word && mayLoad)
        variables[variable] = {0, rep, true, uses.isStored, -1};
      continue;
    }
    if (loop_ && rep == Rep::I64)
      rep = Rep::Word;
    if (!(uses.kinds & infer::kUnbound) && late++ < kMaxVariables)
      variables[variable] = {0, rep, false, true, 0};
  }
  return variables;
}

// Whether some call may read what the slot is behind with, or store to it.
bool Translator::mayBeSeen(const Variable* variable, std::span<const Inst* const> calls) const {
  return std::any_of(calls.begin(), calls.end(),
                     [&](const Inst* call) { return inference_.mayTouch(call, variable); });
}

void Translator::addRegion(const Loop& loop, std::span<const Inst* const> calls) {
  if (!isEnteredByJumps(loop, cfg_))
    return;
  Region region{&loop, false, {}};
  std::unordered_set<const Variable*> seen;
  for (const auto& [variable, promoted] : variablesOf(loop))
    if (mayBeSeen(variable, calls))
      seen.insert(variable);
    else
      region.variables[variable] = promoted;
  // An inner loop in which nothing sees them may have these.
  for (Block* block : loop.blocks)
    for (Inst* inst : *block)
      if (!seen.empty() && loops_->innermost(block) != &loop &&
          seen.count(inst->attribute().variable))
        return;
  if (region.variables.empty() && !calls.empty())
    return;
  for (auto& [variable, promoted] : region.variables) {
    promoted.local = newLocal(typeOf(promoted.rep));
    if (!promoted.isExposed)
      promoted.isWritten = newLocal(Type::boolean());
    region.isBehind = region.isBehind || promoted.isDeferred;
  }
  promotedIn_.push_back(std::move(region));
  for (Block* block : loop.blocks)
    regions_[block->id()] = &promotedIn_.back();
}

void Translator::enterRegion(const Inst* jump, Region& region) {
  for (const auto& [variable, promoted] : region.variables) {
    if (!promoted.isExposed) {
      Value* nothing = promoted.rep == Rep::I64    ? emit(Op::ConstI64, {}, 0)
                       : promoted.rep == Rep::F64  ? real(0)
                       : promoted.rep == Rep::Bool ? emit(Op::ConstBool, {}, 0)
                                                   : b_.none();
      storeLocal(promoted.local, nothing);
      storeLocal(promoted.isWritten, emit(Op::ConstBool, {}, 0));
      continue;
    }
    Attribute attribute;
    attribute.variable = variable;
    Value* word = b_.build(Op::GlobalLoadRaw, {}, std::move(attribute));
    // What the slot holds may also be nothing.
    storeLocal(promoted.local, unbox(word, promoted.rep, jump, Fact()));
  }
}

void Translator::collectBehind(const Region& region, std::vector<Value*>* values) {
  for (const auto& [variable, promoted] : region.variables) {
    if (!promoted.isDeferred)
      continue;
    values->push_back(loadLocal(promoted.local));
    if (!promoted.isExposed)
      values->push_back(loadLocal(promoted.isWritten));
  }
}

void Translator::spillValues(const Region& region, std::span<Value* const> values) {
  size_t i = 0;
  for (const auto& [variable, promoted] : region.variables) {
    if (!promoted.isDeferred)
      continue;
    Attribute attribute;
    attribute.variable = variable;
    Value* value = values[i++];
    Block* next = nullptr;
    if (!promoted.isExposed) {
      Block *here = b_.block(), *store = out_.addBlockAfter(here);
      next = out_.addBlockAfter(store);
      store->setCold(here->isCold());
      next->setCold(here->isCold());
      b_.branch(values[i++], store, {}, next, {});
      b_.setBlock(store);
    }
    Value* word = promoted.rep == Rep::Word ? value : box(value, promoted.rep);
    b_.build(Op::GlobalStore, {word}, std::move(attribute));
    if (next) {
      b_.jump(next);
      b_.setBlock(next);
    }
  }
}

void Translator::spill(const Region& region) {
  std::vector<Value*> values;
  collectBehind(region, &values);
  spillValues(region, values);
}

// An error that leaves the function.
void Translator::spillOnError(Inst* made, Region& region) {
  Block* out = out_.addBlock("error");
  out->setCold(true);
  Value* exception = out->addArgument(Type::value(), "exception");
  Block* here = b_.block();
  b_.setBlock(out);
  spill(region);
  emit(Op::Rethrow, {exception});
  b_.setBlock(here);
  made->addEdge(EdgeKind::Err, out);
}

Block* Translator::targetOf(const Inst* inst, size_t edge) {
  const Edge& from = inst->edges()[edge];
  Block* target = blocks_[from.target->id()];
  Region* region = regionOf(inst->block());
  if (!region || regionOf(from.target) == region || !region->isBehind)
    return target;
  // Into another region only a jump leads, which loads that one's variables before the edge: such
  // neighbours are rare enough to do without.
  if (Region* next = regionOf(from.target); next && !next->variables.empty())
    loud_.insert(region->loop);
  Block* between = out_.addBlock();
  between->setCold(target->isCold());
  std::vector<Value*> arguments;
  for (const auto& argument : target->arguments())
    arguments.push_back(between->addArgument(argument->type(), argument->name()));
  Block* here = b_.block();
  b_.setBlock(between);
  spill(*region);
  b_.jump(target, std::move(arguments));
  b_.setBlock(here);
  return between;
}

bool Translator::translateVariable(Inst* inst) {
  Region* region = regionOf(inst->block());
  if (!region)
    return false;
  switch (inst->op()) {
  case Op::Poll:
    leave(emit(Op::PollExit, {}), inst);
    return true;
  case Op::GlobalLoad:
  case Op::GlobalLoadRaw:
  case Op::GlobalStore: {
    auto found = region->variables.find(inst->attribute().variable);
    if (found == region->variables.end()) {
      if (inst->op() != Op::GlobalLoad || !canLeave(inst))
        return false;
      // The way to NameError, or to a builtin, would keep the load in the loop.
      Value* word = b_.build(Op::GlobalLoadRaw, {}, inst->attribute());
      define(inst, speculate(inst, Op::GuardBound, {word}, false));
      return true;
    }
    const Promoted& promoted = found->second;
    if (inst->op() == Op::GlobalStore) {
      storeLocal(promoted.local, operandAs(inst, 0, promoted.rep));
      if (!promoted.isExposed)
        storeLocal(promoted.isWritten, emit(Op::ConstBool, {}, 1));
    } else {
      define(inst, loadLocal(promoted.local));
    }
    return true;
  }
  default:
    return false;
  }
}

} // namespace tauro::passes::specialise
