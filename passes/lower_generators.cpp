// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lower-generators: a function with yields becomes an outer function, which makes the generator
// object and answers it, and a step function, which runs from one yield to the next.
//
//   generator @g(n) {                    generator @g(n) {
//   b0(n: value):                        b0(n: value):
//     k = const 1                          g = gen.new @g$step, 1
//     m = py.add n, k                      frame.init g, n, 0
//     r = yield m                          return g
//     t = py.add m, r               =>   }
//     return t                           step @g$step(sent) {
//   }                                    entry(sent: value):
//                                          state = gen.state
//                                          switch state, start, resume1, never
//                                        start:
//                                          n = frame.load 0
//                                          jump b0
//                                        b0:
//                                          k = const 1
//                                          m = py.add n, k
//                                          frame.store m, 0
//                                          gen.suspend m, 1
//                                        resume1:
//                                          m1 = frame.load 0
//                                          r = gen.resume sent
//                                          t = py.add m1, r
//                                          gen.return t
//
// A value that is live across a suspension has a word of the frame: it is stored once, after its
// definition, and loaded at the start of each block that uses it where the definition no longer
// dominates. Constants are made again instead. Values that are never live together share words.
// Parameters are in the frame from the start; captured words too, since a step function has no
// function object of its own to read them from, and those words are never shared.
#include "ir/builder.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

class GeneratorLowering {
public:
  explicit GeneratorLowering(Function& outer) : outer_(outer), module_(*outer.module()) {}

  void run() {
    outer_.eraseUnreachable();
    step_ = module_.addFunction(outer_.symbol() + "$step", &outer_);
    step_->kind = FunctionKind::Step;
    step_->stepOf = &outer_;
    step_->name = outer_.name;
    step_->qualname = outer_.qualname;
    step_->firstLine = outer_.firstLine;
    step_->takeBody(&outer_);
    makeEntry();
    readCaptures();
    lowerYields();
    Cfg cfg(*step_); // still with jumps over the suspensions
    findCrossing(cfg);
    assignWords(cfg);
    dispatch();
    spill();
    buildOuter();
  }

private:
  // --- the step's entry, parameters and captures

  void makeEntry() {
    Block* body = step_->entry();
    // In a block of their own, the loads may be used by the body's handlers as the arguments were.
    start_ = step_->addEntryBlock("start");
    entry_ = step_->addEntryBlock("entry");
    sent_ = entry_->addArgument(Type::value(), "sent");
    step_->parameters.names = {module_.strConstant("sent")};
    step_->parameters.positional = 1;
    Builder builder(step_);
    builder.setBlock(entry_);
    builder.jump(start_);
    builder.setBlock(start_);
    parameterCount_ = body->argumentCount();
    for (unsigned i = 0; i < parameterCount_; i++) {
      Argument* argument = body->argument(i);
      if (!argument->hasUses()) {
        parameters_.push_back(nullptr);
        continue;
      }
      Inst* load = builder.imm(Op::FrameLoad, {}, i);
      load->setName(argument->name());
      argument->replaceAllUsesWith(load);
      parameters_.push_back(load);
    }
    builder.jump(body);
    while (body->argumentCount())
      body->removeArgument(body->argumentCount() - 1);
  }

  // Captures stand after the parameters.
  void readCaptures() {
    capturesUsed_.assign(outer_.captureNames.size(), false);
    for (const auto& block : step_->blocks())
      for (Inst* inst : *block)
        if (inst->op() == Op::ClosureLoad) {
          auto capture = static_cast<size_t>(inst->attribute().imm);
          capturesUsed_[capture] = true;
          Inst* load = insert(inst, Op::FrameLoad, {}, parameterCount_ + inst->attribute().imm);
          load->setName(inst->name());
          inst->replaceAllUsesWith(load);
          inst->erase();
        }
    fixedWords_ = parameterCount_ + static_cast<uint32_t>(capturesUsed_.size());
  }

  Inst* insert(Inst* before, Op op, std::vector<Value*> operands, int64_t imm = 0) {
    Builder builder(step_);
    builder.setBefore(before);
    builder.setSite(before->site());
    return builder.imm(op, std::move(operands), imm);
  }

  // --- suspensions

  void lowerYields() {
    std::vector<Inst*> yields;
    for (const auto& block : step_->blocks())
      for (Inst* inst : *block) {
        if (inst->type().kind() == TypeKind::Pack) {
          readPackAtOnce(inst);
        } else if (inst->op() == Op::Yield || inst->op() == Op::YieldFrom ||
                   inst->op() == Op::Await) {
          yields.push_back(inst);
        } else if (inst->op() == Op::Return) {
          insert(inst, Op::GenReturn, {inst->operand(0)});
          inst->erase();
        }
      }
    resumed_.assign(yields.size(), nullptr);
    // The last one of a block first: what is split off is then never split again.
    for (size_t i = yields.size(); i-- > 0;)
      if (yields[i]->op() == Op::Yield)
        lowerYield(yields[i], i + 1);
      else
        lowerYieldFrom(yields[i], i + 1);
  }

  // A pack lies on the stack, which a suspension leaves.
  void readPackAtOnce(Inst* pack) {
    Inst* next = pack->next();
    for (Inst* user : std::vector<Inst*>(pack->users()))
      if (user->op() == Op::PackGet && user != next)
        user->moveBefore(next);
  }

  // Ends `block` (which has no terminator) at a suspension after which `resumed` runs. The jump to
  // it stands for the way over the caller until dispatch() takes it away.
  void suspend(Block* block, Value* value, SiteId site, Block* resumed, size_t state) {
    resumed_[state - 1] = resumed;
    resumed->setName("resume" + std::to_string(state));
    for (Op op : {Op::GenSuspend, Op::Jump}) {
      Inst* inst = step_->create(op, Type::none(), {});
      inst->setSite(site);
      block->append(inst);
    }
    block->last()->addEdge(EdgeKind::Normal, resumed);
    Inst* inst = block->last()->prev();
    inst->addOperand(value);
    inst->attribute().imm = static_cast<int64_t>(state);
  }

  // Moves the err edge of an op that is expanded to another op of the expansion.
  static void copyErr(const Inst* from, Inst* to) {
    if (const Edge* err = from->edge(EdgeKind::Err))
      to->addEdge(EdgeKind::Err, err->target, err->args);
  }

  void lowerYield(Inst* yield, size_t state) {
    Block* block = yield->block();
    Block* rest = block->splitBefore(yield);
    suspend(block, yield->operand(0), yield->site(), rest, state);
    Inst* resume = insert(yield, Op::GenResume, {sent_});
    copyErr(yield, resume);
    replace(yield, resume);
  }

  // await x is the same of an iterator: there is nothing to start.
  //
  // Turn this:  r = yield.from x
  // Into this:  d = gen.delegate.start x          resumed:
  //             jump step(none)                     jump step(sent)
  //           step(s):                            done:
  //             y = gen.delegate.step d, s  done    r = gen.result
  //             gen.suspend y
  void lowerYieldFrom(Inst* yield, size_t state) {
    Block* block = yield->block();
    Block* rest = block->splitBefore(yield);
    Builder builder(step_);
    builder.setSite(yield->site());
    builder.setBlock(block);
    Value* delegate = yield->operand(0);
    if (yield->op() == Op::YieldFrom) {
      Inst* start = builder.build(Op::GenDelegateStart, {delegate});
      copyErr(yield, start);
      delegate = start;
    }
    Block* stepping = step_->addBlockAfter(block, "delegate");
    Argument* passed = stepping->addArgument(Type::value(), "passed");
    builder.jump(stepping, {builder.none()});
    builder.setBlock(stepping);
    Inst* step = builder.build(Op::GenDelegateStep, {delegate, passed});
    copyErr(yield, step);
    step->addEdge(EdgeKind::Done, rest);
    Block* resumed = step_->addBlockAfter(stepping);
    suspend(stepping, step, yield->site(), resumed, state);
    builder.setBlock(resumed);
    builder.jump(stepping, {sent_});
    replace(yield, insert(yield, Op::GenResult, {}));
  }

  static void replace(Inst* inst, Inst* by) {
    by->setName(inst->name());
    inst->replaceAllUsesWith(by);
    inst->erase();
  }

  // --- what is live across a suspension

  bool isRemade(const Value* value) const {
    auto* inst =
        value->valueKind() == Value::Kind::Inst ? static_cast<const Inst*>(value) : nullptr;
    return inst && (inst->op() == Op::Const || inst->op() == Op::ConstI64 ||
                    inst->op() == Op::ConstF64 || inst->op() == Op::ConstBool);
  }

  struct Crossing {
    Value* value;
    std::vector<uint32_t> liveIn; // numbers of blocks
    uint32_t word = UINT32_MAX;
  };

  void findCrossing(const Cfg& cfg) {
    std::vector<uint32_t> mark(cfg.order().size(), 0);
    std::vector<bool> isResumed(cfg.order().size(), false);
    for (Block* block : resumed_)
      if (cfg.isReachable(block))
        isResumed[cfg.number(block)] = true;
    uint32_t stamp = 0;
    auto consider = [&](Value* value, Block* home) {
      if (value == sent_)
        return;
      stamp++;
      std::vector<uint32_t> live;
      auto reach = [&](Block* block) {
        uint32_t n = cfg.number(block);
        if (block != home && n != Cfg::kUnreached && mark[n] != stamp) {
          mark[n] = stamp;
          live.push_back(n);
        }
      };
      for (Inst* user : value->users())
        reach(user->block());
      bool crosses = false;
      for (size_t i = 0; i < live.size(); i++) {
        crosses |= isResumed[live[i]];
        for (const EdgeRef& edge : cfg.predecessors(cfg.order()[live[i]]))
          reach(edge.block());
      }
      if (crosses)
        crossing_.push_back({value, std::move(live)});
    };
    for (Block* block : cfg.order()) {
      for (const auto& argument : block->arguments())
        consider(argument.get(), block);
      for (Inst* inst : *block)
        if (inst->hasUses())
          consider(inst, block);
    }
  }

  // Greedy, in the order of the blocks (reverse postorder: definitions dominate what they are live
  // in). A value live into a block keeps its word through all of it.
  void assignWords(const Cfg& cfg) {
    std::vector<std::vector<uint32_t>> liveIn(cfg.order().size()); // indices into crossing_
    for (uint32_t i = 0; i < crossing_.size(); i++)
      if (!isRemade(crossing_[i].value))
        for (uint32_t n : crossing_[i].liveIn)
          liveIn[n].push_back(i);
    words_ = 0;
    for (uint32_t p = 0; p < parameterCount_; p++)
      if (parameters_[p])
        words_ = p + 1;
    for (uint32_t i = 0; i < capturesUsed_.size(); i++)
      if (capturesUsed_[i])
        words_ = parameterCount_ + i + 1;
    std::vector<uint32_t> takenBy; // by word: mark of the block that it is taken in
    auto take = [&](uint32_t word, uint32_t mark) {
      if (takenBy.size() <= word)
        takenBy.resize(word + 1, 0);
      takenBy[word] = mark;
    };
    std::vector<bool> isFixed(fixedWords_, false);
    for (size_t i = 0; i < capturesUsed_.size(); i++)
      isFixed[parameterCount_ + i] = capturesUsed_[i];
    size_t next = 0; // crossing_ is in the order of definitions
    for (uint32_t n = 0; n < cfg.order().size(); n++) {
      uint32_t mark = n + 1;
      Block* block = cfg.order()[n];
      for (uint32_t i : liveIn[n])
        take(crossing_[i].word, mark);
      // Parameters are loaded in the first block: until then they keep the words they arrived in.
      if (block == start_)
        for (uint32_t p = 0; p < parameterCount_; p++)
          if (parameters_[p])
            take(p, mark);
      uint32_t word = 0;
      for (; next < crossing_.size() && homeOf(crossing_[next].value) == block; next++) {
        Crossing& crossing = crossing_[next];
        if (isRemade(crossing.value))
          continue;
        if (uint32_t p = parameterOf(crossing.value); p != UINT32_MAX) {
          crossing.word = p;
          continue;
        }
        while ((word < fixedWords_ && isFixed[word]) ||
               (word < takenBy.size() && takenBy[word] == mark))
          word++;
        crossing.word = word++;
        take(crossing.word, mark);
        words_ = std::max(words_, word);
      }
    }
  }

  static Block* homeOf(Value* value) {
    Argument* argument = asArgument(value);
    return argument ? argument->block() : static_cast<Inst*>(value)->block();
  }

  uint32_t parameterOf(const Value* value) const {
    for (uint32_t p = 0; p < parameters_.size(); p++)
      if (parameters_[p] == value)
        return p;
    return UINT32_MAX;
  }

  // --- the new graph

  void dispatch() {
    for (const auto& block : step_->blocks())
      if (Inst* last = block->last(); last && last->prev() && last->prev()->op() == Op::GenSuspend)
        last->erase();
    Inst* jump = entry_->terminator();
    Builder builder(step_);
    builder.setBefore(jump);
    Inst* state = builder.build(Op::GenState);
    state->setName("state");
    Inst* dispatch = builder.build(Op::Switch, {state});
    dispatch->addEdge(EdgeKind::Normal, start_);
    for (Block* block : resumed_)
      dispatch->addEdge(EdgeKind::Normal, block);
    Block* never = step_->addBlock("never");
    never->setCold(true);
    dispatch->addEdge(EdgeKind::Normal, never);
    builder.setBlock(never);
    builder.unreachable();
    jump->erase();
  }

  void spill() {
    Cfg cfg(*step_);
    Dominators dominators(cfg);
    Availability availability(*step_, dominators);
    // Users that lost their definition, before anything is inserted.
    std::vector<std::pair<Crossing*, Inst*>> broken;
    for (Crossing& crossing : crossing_)
      for (Inst* user : crossing.value->users())
        if (!availability.isAvailable(crossing.value, user))
          broken.emplace_back(&crossing, user);
    std::vector<Value*> reloads(step_->blockIdBound(), nullptr);
    for (size_t i = 0; i < broken.size();) {
      Crossing* crossing = broken[i].first;
      size_t end = i;
      for (; end < broken.size() && broken[end].first == crossing; end++) {
        Inst* user = broken[end].second;
        Value*& reload = reloads[user->block()->id()];
        if (!reload)
          reload = remake(*crossing, user->block());
        replaceUses(user, crossing->value, reload);
      }
      for (size_t k = i; k < end; k++)
        reloads[broken[k].second->block()->id()] = nullptr;
      if (!isRemade(crossing->value) && parameterOf(crossing->value) == UINT32_MAX)
        store(*crossing);
      i = end;
    }
  }

  static void replaceUses(Inst* user, Value* from, Value* to) {
    for (unsigned i = 0; i < user->operands().size(); i++)
      if (user->operand(i) == from)
        user->setOperand(i, to);
    for (unsigned e = 0; e < user->edges().size(); e++)
      for (unsigned a = 0; a < user->edges()[e].args.size(); a++)
        if (user->edges()[e].args[a] == from)
          user->setEdgeArg(e, a, to);
  }

  Value* remake(const Crossing& crossing, Block* block) {
    Builder builder(step_);
    builder.setBefore(block->first());
    Value* value = crossing.value;
    Inst* made = nullptr;
    if (isRemade(value)) {
      auto* inst = static_cast<Inst*>(value);
      made = builder.build(inst->op(), {}, inst->attribute());
    } else {
      made = builder.imm(Op::FrameLoad, {}, crossing.word);
      switch (value->type().representation()) {
      case Representation::Bool:
        made = builder.build(Op::UnboxBool, {made});
        break;
      case Representation::I64:
        made = builder.build(Op::UnboxI64, {made});
        break;
      case Representation::F64:
        made = builder.build(Op::UnboxF64, {made});
        break;
      case Representation::Word:
      case Representation::Pointer:
      case Representation::None:
        break;
      }
    }
    made->setType(value->type());
    made->setName(value->name());
    return made;
  }

  void store(const Crossing& crossing) {
    Value* value = crossing.value;
    Inst* inst = asInst(value);
    Builder builder(step_);
    builder.setBefore(inst ? inst->next() : asArgument(value)->block()->first());
    switch (value->type().representation()) {
    case Representation::Bool:
      value = builder.build(Op::BoxBool, {value});
      break;
    case Representation::I64:
      value = builder.build(Op::BoxI64, {value});
      break;
    case Representation::F64:
      value = builder.build(Op::BoxF64, {value});
      break;
    case Representation::Word:
    case Representation::Pointer:
    case Representation::None:
      break;
    }
    builder.imm(Op::FrameStore, {value}, crossing.word);
  }

  // --- the outer function

  void buildOuter() {
    Block* block = outer_.addBlock();
    const Parameters& p = outer_.parameters;
    Builder builder(&outer_);
    builder.setBlock(block);
    for (const Constant* name : p.names)
      block->addArgument(Type::value(), name->text);
    Attribute made;
    made.function = step_;
    made.imm = words_;
    Inst* generator = builder.build(Op::GenNew, {}, std::move(made));
    generator->setName("generator");
    for (uint32_t i = 0; i < parameterCount_; i++)
      if (parameters_[i])
        builder.imm(Op::FrameInit, {generator, block->argument(i)}, i);
    for (size_t i = 0; i < capturesUsed_.size(); i++)
      if (capturesUsed_[i]) {
        Inst* capture = builder.imm(Op::ClosureLoad, {}, static_cast<int64_t>(i));
        builder.imm(Op::FrameInit, {generator, capture}, parameterCount_ + static_cast<int64_t>(i));
      }
    builder.ret(generator);
  }

  Function& outer_;
  Module& module_;
  Function* step_ = nullptr;
  Block *entry_ = nullptr, *start_ = nullptr;
  Argument* sent_ = nullptr;
  std::vector<Inst*> parameters_; // the load of each in the start block; null: unused
  std::vector<bool> capturesUsed_;
  uint32_t parameterCount_ = 0, fixedWords_ = 0, words_ = 0;
  std::vector<Block*> resumed_; // by state - 1
  std::vector<Crossing> crossing_;
};

} // namespace

bool runLowerGenerators(Module& module) {
  bool changed = false;
  for (size_t i = 0; i < module.functions().size(); i++) {
    Function& function = *module.functions()[i];
    bool lowered = !isSuspendable(function.kind);
    for (Inst* inst : *function.entry())
      lowered |= inst->op() == Op::GenNew;
    if (lowered)
      continue;
    GeneratorLowering(function).run();
    changed = true;
  }
  return changed;
}

} // namespace tauro::passes
