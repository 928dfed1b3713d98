// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module variables in loops. While a loop runs that nothing else can look into, a variable that is
// a number in every run lies in a local; its slot is behind until control leaves:
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
// The slots are set right on every way out: edges out of the loop, exits, and before ops that may
// raise. A signal's handler could read them, so a poll leaves to the generic body when one waits.
#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kBool;
using infer::kFloat;
using infer::kInt;
using infer::kList;

// Whether what becomes of the op in the version runs no code of the program. Only a guess: when it
// proves wrong, the function is translated again without regions.
bool Translator::isQuiet(const Inst* inst) const {
  uint32_t effects = inst->effects();
  if (!mayRunUser(effects) || inst->op() == Op::Poll)
    return !(effects & abi::kLeaves) || inst->op() == Op::Jump || inst->op() == Op::Branch;
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
    if (isTranslated(loop.header) && !regionOf(loop.header) && !loud_.count(&loop) &&
        qualifies(loop))
      addRegion(loop);
  }
}

bool Translator::qualifies(const Loop& loop) const {
  for (Block* block : loop.blocks)
    for (Inst* inst : *block)
      if (!isQuiet(inst) || (inst->op() == Op::Poll && !canLeave(inst)))
        return false;
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

void Translator::addRegion(const Loop& loop) {
  struct Uses {
    uint32_t kinds = 0;
    bool isLoaded = false, isStored = false;
  };
  std::map<Variable*, Uses> variables;
  for (Block* block : loop.blocks)
    for (Inst* inst : *block) {
      if (!isLoad(inst) && inst->op() != Op::GlobalStore)
        continue;
      Uses& uses = variables[inst->attribute().variable];
      uses.kinds |= (isLoad(inst) ? factOf(inst) : factAt(inst, 0)).kinds;
      (isLoad(inst) ? uses.isLoaded : uses.isStored) = true;
    }
  Region region{&loop, false, {}};
  bool mayLoad = isEnteredByJumps(loop, cfg_);
  for (const auto& [variable, uses] : variables) {
    Rep rep = uses.kinds == kInt     ? Rep::I64
              : uses.kinds == kFloat ? Rep::F64
              : uses.kinds == kBool  ? Rep::Bool
                                     : Rep::Word;
    if (rep == Rep::Word || !uses.isLoaded)
      continue;
    // A loop's version must not leave for an int that is too large.
    if (loop_ && rep == Rep::I64)
      continue;
    bool exposed = isExposed(loop, variable);
    if (exposed && !mayLoad)
      continue;
    region.isBehind = region.isBehind || (exposed && uses.isStored);
    region.variables[variable] = {newLocal(typeOf(rep)), rep, exposed, exposed && uses.isStored};
  }
  promotedIn_.push_back(std::move(region));
  for (Block* block : loop.blocks)
    regions_[block->id()] = &promotedIn_.back();
}

void Translator::enterRegion(const Inst* jump, Region& region) {
  for (const auto& [variable, promoted] : region.variables) {
    if (!promoted.isExposed)
      continue;
    Attribute attribute;
    attribute.variable = variable;
    Value* word = b_.build(Op::GlobalLoadRaw, {}, std::move(attribute));
    // What the slot holds may also be nothing.
    storeLocal(promoted.local, unbox(word, promoted.rep, jump, Fact()));
  }
}

void Translator::spillWords(const Region& region, std::span<Value* const> values) {
  size_t i = 0;
  for (const auto& [variable, promoted] : region.variables) {
    if (!promoted.isDeferred)
      continue;
    Attribute attribute;
    attribute.variable = variable;
    b_.build(Op::GlobalStore, {box(values[i++], promoted.rep)}, std::move(attribute));
  }
}

void Translator::spill(const Region& region) {
  std::vector<Value*> values;
  for (const auto& [variable, promoted] : region.variables)
    if (promoted.isDeferred)
      values.push_back(loadLocal(promoted.local));
  spillWords(region, values);
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
      if (!promoted.isDeferred)
        copy(inst);
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
