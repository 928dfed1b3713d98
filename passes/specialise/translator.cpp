// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The skeleton of a translation: blocks and their arguments, ops that stay as they are.
#include "passes/specialise/translator.h"

#include "passes/pass.h"
#include "passes/passes.h"

namespace tauro::passes::specialise {

using namespace ir;

Translator::Translator(const infer::Inference& inference, const Plans& plans,
                       const Version& version)
    : inference_(inference), plans_(plans), version_(version), generic_(*version.generic),
      out_(*version.function), cfg_(generic_), b_(&out_), forms_(generic_.valueIdBound()),
      wanted_(generic_.valueIdBound()), packLive_(generic_.valueIdBound()),
      blocks_(generic_.blockIdBound()), regions_(generic_.blockIdBound()) {}

void Translator::run() {
  if (version_.isUnused) {
    leaveAtOnce();
    return;
  }
  findPacks();
  findLookups();
  findWanted();
  translateAll();
  for (size_t known = 0; loud_.size() != known;) {
    known = loud_.size();
    clear();
    translateAll();
  }
  if (notes_)
    noteLoops();
  finishExits();
  out_.eraseUnreachable();
  Analyses analyses(out_);
  runBuildSsa(out_, analyses);
  analyses.invalidate();
  runSplitNumbers(out_, analyses);
  if (notes_)
    noteGeneric();
}

void Translator::noteGeneric() {
  for (auto [inst, made] : copied_)
    if (made->block()) // else there is a raw op in its place
      notes_->generic.push_back(inst);
}

// Packs are read right behind what makes them; where they are live the generic body has no entry.
void Translator::findPacks() {
  for (Block* block : cfg_.order())
    for (Inst* pack : *block) {
      if (pack->type().kind() != TypeKind::Pack)
        continue;
      size_t unread = pack->users().size();
      for (Inst* inst = pack->next(); inst && unread; inst = inst->next()) {
        packLive_[inst->id()] = true;
        for (Value* operand : inst->operands())
          unread -= operand == pack;
      }
    }
}

// No call is known that comes here: the generic body does it, without a form of its own for speed.
void Translator::leaveAtOnce() {
  b_.setBlock(out_.entry());
  Block* cold = out_.addBlock("exit");
  cold->setCold(true);
  const Inst* first = generic_.entry()->first();
  points_.push_back({ResumeKind::Before, first, nullptr, nullptr, {}});
  std::vector<Value*> live;
  for (const auto& argument : generic_.entry()->arguments())
    live.push_back(argument.get());
  Attribute attribute;
  attribute.function = version_.generic;
  attribute.imm = numberOf(points_.back(), live);
  b_.build(Op::ResumePoint, {}, attribute);
  std::vector<Value*> given;
  for (const auto& argument : out_.entry()->arguments())
    given.push_back(argument.get());
  b_.jump(cold);
  b_.setBlock(cold);
  b_.ret(b_.build(Op::Resume, std::move(given), attribute));
}

void Translator::translateAll() {
  findCounters();
  findRegions();
  declareBlocks();
  if (loop_)
    return translateLoop();
  for (Block* block : cfg_.order())
    translateBlock(*block);
}

// Back to the declaration, and to what was found out before the first op was written.
void Translator::clear() {
  if (notes_)
    notes_->restart();
  copied_.clear();
  out_.clearBody();
  forms_.assign(forms_.size(), {});
  regions_.assign(regions_.size(), nullptr);
  promotedIn_.clear();
  counters_.clear();
  ranges_.clear();
  methods_.clear();
  points_.clear();
  pointsIn_.clear();
  isLikelyToLeave_ = false;
  out_.localNames.clear();
  out_.localTypes.clear();
}

void Translator::declareBlocks() {
  for (Block* block : cfg_.order()) {
    bool isEntry = block == generic_.entry() && !loop_;
    Block* made = isEntry ? out_.entry() : out_.addBlock(block->name());
    blocks_[block->id()] = made;
    made->setCold(block->isCold());
    for (const auto& argument : block->arguments()) {
      Form& form = forms_[argument->id()];
      form.rep = isEntry               ? version_.parameters[argument->index()]
                 : isTranslated(block) ? homeOf(argument.get())
                                       : specialise::repOf(argument->type());
      form.value = isEntry ? made->argument(argument->index())
                           : made->addArgument(typeOf(form.rep), argument->name());
    }
  }
}

void Translator::translateBlock(const Block& block) {
  b_.setBlock(blocks_[block.id()]);
  point_ = nullptr;
  made_.clear();
  guarded_.clear();
  b_.setSite(0);
  for (const auto& argument : block.arguments())
    deriveRaw(argument.get(), block.first());
  // What edges from the middle of the block lead to sees the arguments alone.
  bool isStraight = true;
  for (const Inst* inst : block)
    isStraight = isStraight && (inst->isTerminator() || inst->edges().empty());
  for (const auto& argument : block.arguments())
    if (isStraight)
      noteList(argument.get());
  for (Inst* inst : block) {
    b_.setSite(inst->site());
    translate(inst);
  }
}

void Translator::translate(Inst* inst) {
  if (inst->op() == Op::Const || isLazy(inference_, inst))
    return;
  // The name of this very function is bound: it needs no check.
  if (inst->op() == Op::GlobalLoad &&
      plans_.isBoundWhileRunning(inst->attribute().variable, &generic_)) {
    define(inst, b_.build(Op::GlobalLoadRaw, {}, inst->attribute()));
    return;
  }
  if (translateOperator(inst) || translateItem(inst) || translateCall(inst) ||
      translateObject(inst) || translateReturn(inst) || translateVariable(inst))
    return;
  Inst* made = copy(inst);
  if (notes_)
    copied_.push_back({inst, made});
  if (inst->type() != Type::none() && inst->type().kind() != TypeKind::Pack)
    define(inst, made);
  else
    forms_[inst->id()].value = made;
}

Inst* Translator::copy(const Inst* inst) {
  std::vector<Value*> operands;
  for (unsigned i = 0; i < inst->operands().size(); i++) {
    Value* operand = inst->operand(i);
    bool isPack = operand->type().kind() == TypeKind::Pack;
    operands.push_back(isPack ? forms_[operand->id()].value
                              : operandAs(inst, i, specialise::repOf(operand->type())));
  }
  return copyAs(inst, inst->op(), std::move(operands), inst->attribute());
}

Inst* Translator::copyAs(const Inst* inst, Op op, std::vector<Value*> operands,
                         Attribute attribute) {
  Region* region = regionOf(inst->block());
  if (region && mayRunUser(info(op).effects))
    for (const auto& [variable, promoted] : region->variables)
      if (inference_.mayTouch(inst, variable))
        loud_.insert(region->loop);
  std::vector<std::vector<Value*>> arguments;
  std::vector<Block*> targets;
  for (size_t e = 0; e < inst->edges().size(); e++) {
    arguments.push_back(edgeArguments(inst, e));
    targets.push_back(targetOf(inst, e));
  }
  if (inst->op() == Op::Jump && isEntering(inst) && canLeave(inst))
    leave(emit(Op::LoopEntry, {}), inst);
  if (inst->op() == Op::Jump && targets[0] == blocks_[inst->edges()[0].target->id()])
    if (Region* next = regionOf(inst->edges()[0].target); next && next != region)
      enterRegion(inst, *next);
  Inst* made = b_.build(op, std::move(operands), std::move(attribute));
  made->setSite(inst->site());
  for (size_t e = 0; e < inst->edges().size(); e++)
    made->addEdge(inst->edges()[e].kind, targets[e], std::move(arguments[e]));
  if (region && region->isBehind && mayRaise(made->effects()) && !made->edge(EdgeKind::Err))
    spillOnError(made, *region);
  if (isVisible(made->effects()))
    point_ = nullptr;
  if (made->effects() & abi::kWritesShape)
    guarded_.clear();
  return made;
}

// Whether a jump leads into a loop from outside of it.
bool Translator::isEntering(const Inst* jump) const {
  const Block* target = jump->edges()[0].target;
  const Loop* loop = loops_->innermost(target);
  if (!loop || loop->header != target)
    return false;
  for (const EdgeRef& back : loop->backEdges)
    if (back.from == jump)
      return false;
  return true;
}

std::vector<Value*> Translator::edgeArguments(const Inst* inst, size_t edge) {
  size_t use = inst->operands().size();
  for (size_t e = 0; e < edge; e++)
    use += inst->edges()[e].args.size();
  const Edge& from = inst->edges()[edge];
  std::vector<Value*> arguments;
  for (size_t i = 0; i < from.args.size(); i++) {
    Rep rep = forms_[from.target->argument(static_cast<unsigned>(i))->id()].rep;
    arguments.push_back(as(from.args[i], rep, inst, factAt(inst, use + i)));
  }
  return arguments;
}

void Translator::define(const Inst* inst, Value* value) {
  Form& form = forms_[inst->id()];
  form.value = value;
  form.rep = specialise::repOf(value->type());
  if (value->name().empty())
    value->setName(inst->name());
  noteList(inst);
  if (inst->next())
    deriveRaw(inst, inst->next());
}

Inst* Translator::emit(Op op, std::vector<Value*> operands, int64_t imm) {
  return b_.imm(op, std::move(operands), imm);
}

Value* Translator::real(double value) {
  Attribute attribute;
  attribute.real = value;
  return b_.build(Op::ConstF64, {}, std::move(attribute));
}

} // namespace tauro::passes::specialise
