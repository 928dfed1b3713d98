// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loop membership (what runs more than once) is by strongly connected components: Tarjan,
// "Depth-first search and linear graph algorithms", 1972, with an explicit stack.
#include "compiler/codegen/function_state.h"

#include "compiler/codegen/handlers.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

template <class Visit> void forEachEdge(const ir::Block& block, Visit visit) {
  for (const ir::Inst* inst : block)
    for (const ir::Edge& edge : inst->edges())
      visit(edge);
}

/// Whether the block leads to resume code that adds the traceback entry itself.
bool resumesAfterException(const ir::Block& block) {
  const ir::Inst* first = block.first();
  if (first->op() != ir::Op::ResumePoint)
    return false;
  const ir::Attribute& a = first->attribute();
  return a.function->resumePoints[static_cast<size_t>(a.imm)].kind ==
         ir::ResumeKind::AfterException;
}

/// In the order of a depth-first search whose reverse post-order reads like the program: the
/// terminator's targets in order, after them where errors and exits lead.
SmallVector<const ir::Block*, 4> successors(const ir::Block& block) {
  SmallVector<const ir::Block*, 4> out, normal;
  forEachEdge(block, [&](const ir::Edge& edge) {
    (edge.kind == ir::EdgeKind::Normal ? normal : out).push_back(edge.target);
  });
  out.append(normal.rbegin(), normal.rend());
  return out;
}

} // namespace

bool FunctionState::ErrorKey::operator<(const ErrorKey& o) const {
  if (site != o.site)
    return site < o.site;
  if (target != o.target)
    return target < o.target;
  return arguments < o.arguments;
}

FunctionState::FunctionState(ModuleState& m, const ir::Function& s, Form form)
    : module(m), source(s), function(form == Form::Body ? m.body(s) : m.resumeCode(s)),
      b(m.context()), form_(form),
      values_(form == Form::Body ? valuesInRegisters(*this) : valuesInFrame(*this)) {
  MDBuilder metadata(m.context());
  unlikely_ = metadata.createUnlikelyBranchWeights();
  likely_ = metadata.createLikelyBranchWeights();
}

/// Orders the blocks, and finds those in loops and those that only errors and exits reach.
void FunctionState::plan() {
  struct Frame {
    const ir::Block* block;
    SmallVector<const ir::Block*, 4> next;
    unsigned at = 0;
  };
  DenseMap<const ir::Block*, unsigned> index, low;
  DenseSet<const ir::Block*> onStack;
  std::vector<const ir::Block*> component;
  std::vector<Frame> frames;
  std::vector<const ir::Block*> postOrder;
  auto open = [&](const ir::Block* block) {
    unsigned number = index.size() + 1;
    index[block] = low[block] = number;
    component.push_back(block);
    onStack.insert(block);
    frames.push_back({block, successors(*block)});
  };
  SmallVector<const ir::Block*, 4> roots;
  if (form_ == Form::Body)
    roots.push_back(source.entry());
  for (const ir::ResumePoint& point : source.resumePoints)
    if (const ir::Block* block = point.block ? point.block : point.inst->block();
        !pointsAt(point.block ? static_cast<const void*>(point.block) : point.inst).empty())
      roots.push_back(block);
  size_t nextRoot = 0;
  while (!frames.empty() || nextRoot < roots.size()) {
    if (frames.empty()) {
      if (const ir::Block* root = roots[nextRoot++]; !index.count(root))
        open(root);
      continue;
    }
    Frame& frame = frames.back();
    if (frame.at < frame.next.size()) {
      const ir::Block* next = frame.next[frame.at++];
      if (next == frame.block)
        cyclic_.insert(next);
      if (!index.count(next))
        open(next);
      else if (onStack.contains(next))
        low[frame.block] = std::min(low[frame.block], index[next]);
      continue;
    }
    const ir::Block* block = frame.block;
    frames.pop_back();
    postOrder.push_back(block);
    if (!frames.empty())
      low[frames.back().block] = std::min(low[frames.back().block], low[block]);
    if (low[block] != index[block])
      continue;
    bool several = component.back() != block;
    while (true) {
      const ir::Block* member = component.back();
      component.pop_back();
      onStack.erase(member);
      if (several)
        cyclic_.insert(member);
      if (member == block)
        break;
    }
  }
  order_.assign(postOrder.rbegin(), postOrder.rend());

  DenseSet<const ir::Block*> warm{source.entry()};
  for (const ir::Block* block : order_) {
    if (block->isCold() || !warm.contains(block)) {
      cold_.insert(block);
      continue;
    }
    forEachEdge(*block, [&](const ir::Edge& edge) {
      if (edge.kind == ir::EdgeKind::Normal || edge.kind == ir::EdgeKind::Done)
        warm.insert(edge.target);
    });
  }
}

void FunctionState::run() {
  if (form_ == Form::Resume)
    for (unsigned number : module.resumedPoints(source)) {
      const ir::ResumePoint& point = source.resumePoints[number];
      points_[point.block ? static_cast<const void*>(point.block) : point.inst].push_back(number);
    }
  plan();
  module.debugInfo().enter(source, *function);
  entry_ = BasicBlock::Create(module.context(), "entry", function);
  // What only guards lead to is lowered with them.
  for (const ir::Block* block : order_)
    for (const ir::Inst* inst : *block)
      for (const ir::Edge& edge : inst->edges())
        if (isGuarded(*inst, edge))
          ++guards_;
        else
          enteredOtherwise_.insert(edge.target);
  std::erase_if(order_, [&](const ir::Block* block) { return isLoweredInGuards(*block); });
  DenseMap<const ir::Block*, unsigned> predecessors;
  for (const ir::Block* block : order_)
    for (const ir::Inst* inst : *block)
      for (const ir::Edge& edge : inst->edges())
        if (!isGuarded(*inst, edge))
          ++predecessors[edge.target];
  for (const ir::Block* block : order_) {
    heads_[block] = BasicBlock::Create(module.context(), block->name(), function);
    b.SetInsertPoint(heads_[block]);
    if (form_ == Form::Body && block == source.entry())
      for (const auto& argument : block->arguments())
        values_->set(argument.get(), function->getArg(argument->index() + 1));
    else
      values_->open(*block, predecessors[block]);
    if (form_ == Form::Body)
      for (const auto& argument : block->arguments())
        if (argument->type().kind() == ir::TypeKind::List)
          noteList(*argument, value(argument.get()));
  }
  b.SetInsertPoint(entry_);
  b.SetCurrentDebugLocation(module.debugInfo().location(0));
  enterRecord();
  if (form_ == Form::Body)
    b.CreateBr(heads_[source.entry()]);
  else
    b.CreateBr(BasicBlock::Create(module.context(), "resume", function));
  for (const ir::Block* block : order_)
    if (form_ == Form::Body || predecessors.count(block) || !pointsAt(block).empty())
      lowerBlock(*block, block->first());
    else
      // What stands before the first point is never run.
      for (const ir::Inst* inst = block->first(); inst; inst = inst->next())
        if (!pointsAt(inst).empty()) {
          lowerBlock(*block, inst);
          break;
        }
  if (form_ == Form::Resume)
    lowerResumeEntry();
  else
    module.debugInfo().describeParameters(source, *function);
  leaveRecord();
  // Straight-line code that runs once is not worth LLVM's time, nor what hardly ever runs.
  bool once = form_ == Form::Resume || effortFor(source) == Effort::Once;
  if (once && module.options().level != OptLevel::O0) {
    function->addFnAttr(Attribute::OptimizeNone);
    function->addFnAttr(Attribute::NoInline);
    function->removeFnAttr(Attribute::OptimizeForSize);
  }
}

Inline FunctionState::inlineIn(const ir::Block& block) const {
  bool runsOnce =
      source.kind == ir::FunctionKind::Module || source.kind == ir::FunctionKind::ClassBody;
  bool inLoop = cyclic_.contains(&block);
  if (form_ == Form::Resume || module.options().level == OptLevel::O0 || cold_.contains(&block) ||
      (runsOnce && !inLoop))
    return Inline::Nothing;
  return inLoop && module.hasHotBodies() ? Inline::Bodies : Inline::SmallInts;
}

static void lowerOp(FunctionState& f, const ir::Inst& inst) {
  switch (inst.op()) {
#define TAURO_CALL_CUSTOM(Id) return lower##Id(f, inst);
#define TAURO_CALL_ENTRY(name)                                                                     \
  return lowerEntry(f, inst, Entry::name);                                                         \
  TAURO_NOTHING
#define IR_OP(Id, mnemonic, Result, Operands, Effects, Attribute, Traits, Lowering)                \
  case ir::Op::Id:                                                                                 \
    TAURO_CALL_##Lowering(Id)
#include "ir/ops.def"
#undef TAURO_CALL_CUSTOM
#undef TAURO_CALL_ENTRY
  }
}

void FunctionState::lower(const ir::Inst& inst) {
  // A call.version's exit comes after it.
  if (hasExit(inst) && inst.op() != ir::Op::CallVersion)
    if (Value* forced = isExitForced(inst))
      exitIf(inst, forced);
  noteSite(inst);
  lowerOp(*this, inst);
}

void FunctionState::lowerBlock(const ir::Block& block, const ir::Inst* from) {
  b.SetInsertPoint(heads_[&block]);
  inline_ = inlineIn(block);
  enterAt(&block, ir::ResumeKind::BlockEntry);
  if (form_ == Form::Resume)
    enterLoopVersion(block);
  for (const ir::Inst* inst = from; inst; inst = inst->next()) {
    b.SetCurrentDebugLocation(module.debugInfo().location(inst->site()));
    enterAt(inst, ir::ResumeKind::Before);
    if (values_->isLoweredInPlace(*inst) && boxedOnResume(*inst) == tr::LiveKind::AsIs)
      lower(*inst);
    enterAt(inst, ir::ResumeKind::AfterResult);
  }
  if (!b.GetInsertBlock()->getTerminator())
    internalError("block " + Twine(block.name()) + " of @" + source.symbol() + " does not end");
}

// --- values

Constant* FunctionState::constantOperand(const ir::Inst& inst, unsigned i) {
  ir::Inst* definition = ir::asInst(inst.operand(i));
  if (!definition || definition->op() != ir::Op::Const)
    return nullptr;
  const ir::Constant* constant = definition->attribute().constant;
  return module.constants().isLate(constant) ? nullptr : module.constants().word(constant);
}

Value* FunctionState::constantWord(const ir::Constant* constant) {
  if (!module.constants().isLate(constant))
    return module.constants().word(constant);
  return b.CreateLoad(module.i64(), module.constants().slot(constant));
}

// --- memory

LoadInst* FunctionState::load(Memory kind, Type* type, Value* address) {
  LoadInst* load = b.CreateLoad(type, address);
  load->setMetadata(LLVMContext::MD_tbaa, module.memoryTag(kind));
  return load;
}

void FunctionState::store(Memory kind, Value* value, Value* address) {
  StoreInst* store = b.CreateStore(value, address);
  store->setMetadata(LLVMContext::MD_tbaa, module.memoryTag(kind));
}

/// The tag is masked off by a call that LLVM knows, so that there is something to say so of: from
/// here on the header can be read, whether the program gets to where it does so or not. Then LLVM
/// reads it before a loop that may be left before.
Value* FunctionState::listPointer(Value* w) {
  constexpr uint64_t kHeader = abi::kListItems + sizeof(uint64_t);
  LLVMContext& context = module.context();
  Value* tagged = b.CreateIntToPtr(w, b.getPtrTy());
  CallInst* list = b.CreateIntrinsic(Intrinsic::ptrmask, {b.getPtrTy(), b.getInt64Ty()},
                                     {tagged, b.getInt64(~abi::kTagMask)});
  list->addRetAttr(Attribute::NonNull);
  list->addRetAttr(Attribute::getWithAlignment(context, Align(8)));
  list->addRetAttr(Attribute::getWithDereferenceableBytes(context, kHeader));
  return list;
}

static bool readsListHeader(ir::Op op) {
  switch (op) {
  case ir::Op::CheckIndex:
  case ir::Op::ListLen:
  case ir::Op::ElemLoad:
  case ir::Op::ElemLoadF64:
  case ir::Op::ElemLoadI64:
  case ir::Op::ElemStore:
  case ir::Op::ElemStoreF64:
  case ir::Op::ElemStoreI64:
  case ir::Op::ListAppendF64:
  case ir::Op::ListAppendI64:
    return true;
  default:
    return false;
  }
}

/// Made where the value is, which is behind the guard that knows it for a list; for the sake of
/// loops that read the header further on.
void FunctionState::noteList(const ir::Value& value, Value* w) {
  if (form_ == Form::Resume || value.type().kind() != ir::TypeKind::List)
    return;
  const ir::Inst* made = ir::asInst(const_cast<ir::Value*>(&value));
  for (const ir::Inst* user : value.users())
    if (readsListHeader(user->op()) && user->operand(0) == &value &&
        !(made && made->block() == user->block())) {
      lists_[&value] = listPointer(w);
      return;
    }
}

Value* FunctionState::listHeader(const ir::Value* list) {
  Value* known = lists_.lookup(list);
  return known ? known : layout::objectPointer(b, value(list));
}

// --- words on the stack

Value* FunctionState::wordsFor(unsigned count) {
  count = std::max(count, 1u);
  if (!words_) {
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(entry_, entry_->begin());
    words_ = b.CreateAlloca(module.i64(), b.getInt64(count), "words");
    wordCount_ = count;
  }
  if (count > wordCount_) {
    words_->setOperand(0, b.getInt64(count));
    wordCount_ = count;
    // A frame of more than a page must touch each page, or it could step over the guard page.
    if (count > 4096 / 8)
      function->addFnAttr("probe-stack", "inline-asm");
  }
  return words_;
}

Value* FunctionState::wordAddress(Value* words, unsigned i) {
  return i == 0 ? words : b.CreateConstInBoundsGEP1_64(module.i64(), words, i);
}

Value* FunctionState::storeOperands(const ir::Inst& inst, unsigned from) {
  unsigned count = static_cast<unsigned>(inst.operands().size()) - from;
  Value* words = wordsFor(count);
  for (unsigned i = 0; i < count; ++i)
    b.CreateStore(operand(inst, from + i), wordAddress(words, i));
  return words;
}

Value* FunctionState::operandWords(const ir::Inst& inst, unsigned from) {
  SmallVector<Constant*, 16> constants;
  for (unsigned i = from; i < inst.operands().size(); ++i) {
    Constant* constant = constantOperand(inst, i);
    if (!constant)
      return storeOperands(inst, from);
    constants.push_back(constant);
  }
  if (constants.empty())
    return ConstantPointerNull::get(module.pointer());
  return module.constants().array(constants, "words");
}

Value* FunctionState::local(unsigned index) {
  for (auto& [known, slot] : locals_)
    if (known == index)
      return slot;
  AllocaInst* slot = this->slot(module.i64(), "local");
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(entry_->getTerminator());
  b.CreateStore(word(abi::kUnbound), slot);
  locals_.push_back({index, slot});
  return slot;
}

AllocaInst* FunctionState::slot(Type* type, const Twine& name) {
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(entry_, entry_->begin());
  return b.CreateAlloca(type, b.getInt64(1), name);
}

// --- runtime calls

CallInst* FunctionState::call(Entry entry, ArrayRef<Value*> arguments) {
  CallInst* call = b.CreateCall(module.entry(entry), arguments);
  // Elsewhere a body is not worth the inliner's time or the program's space.
  if (inline_ != Inline::Bodies && info(entry).hot)
    call->addFnAttr(Attribute::NoInline);
  return call;
}

Value* FunctionState::callChecked(const ir::Inst& inst, Entry entry, ArrayRef<Value*> arguments) {
  CallInst* result = call(entry, arguments);
  if (!ir::mayRaise(info(entry).effects))
    return result;
  switch (info(entry).result) {
  case EntryKind::Value:
    raiseIfError(inst, result);
    break;
  case EntryKind::Bool:
    raiseIf(inst, b.CreateNot(result));
    break;
  case EntryKind::Pointer:
    raiseIf(inst, b.CreateIsNull(result));
    break;
  case EntryKind::Tri:
    raiseIf(inst, b.CreateICmpSLT(result, b.getInt32(0)));
    return b.CreateICmpNE(result, b.getInt32(0));
  case EntryKind::Int:
  case EntryKind::Unsigned:
  case EntryKind::Double:
  case EntryKind::None:
    break;
  }
  return result;
}

void lowerEntry(FunctionState& f, const ir::Inst& inst, Entry entry) {
  if (entry == Entry::is && lowerIs(f, inst))
    return;
  if (f.inlines() == Inline::SmallInts && lowerSmallInts(f, inst, entry))
    return;
  SmallVector<Value*, 8> arguments;
  for (unsigned i = 0; i < inst.operands().size(); ++i)
    arguments.push_back(f.operand(inst, i));
  switch (ir::info(inst.op()).attribute) {
  case ir::AttributeKind::None:
    break;
  case ir::AttributeKind::Name:
  case ir::AttributeKind::Constant:
    arguments.push_back(f.constantWord(inst.attribute().constant));
    break;
  case ir::AttributeKind::Imm:
    arguments.push_back(f.b.getInt64(inst.attribute().imm));
    break;
  default:
    internalError(Twine(ir::info(inst.op()).mnemonic) + " has an attribute that no entry takes");
  }
  Value* result = f.callChecked(inst, entry, arguments);
  switch (ir::info(inst.op()).result) {
  case ir::ResultRule::None:
    break;
  case ir::ResultRule::Value:
  case ir::ResultRule::Bool:
    f.define(inst, result);
    break;
  default:
    internalError(Twine(ir::info(inst.op()).mnemonic) + " has a result that no entry gives");
  }
}

// --- leaving

BasicBlock* FunctionState::newBlock(const Twine& name, bool cold) {
  auto* block = BasicBlock::Create(module.context(), name, function);
  if (!cold)
    block->moveAfter(b.GetInsertBlock());
  return block;
}

void FunctionState::take(const ir::Edge& edge, Value* implied) {
  values_->pass(*edge.target, edge.args, implied);
  b.CreateBr(heads_[edge.target]);
}

BasicBlock* FunctionState::edgeBlock(const ir::Edge& edge, Value* implied) {
  if (edge.target->arguments().empty())
    return heads_[edge.target];
  // A block of its own: two edges of one op may pass different arguments to one target.
  bool cold = cold_.contains(edge.target);
  BasicBlock* block = newBlock("", cold);
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(block);
  take(edge, implied);
  return block;
}

/// A word that says so, beside whatever else the function answers.
void FunctionState::returnError() {
  Value* error = word(abi::kError);
  auto* pair = dyn_cast<StructType>(function->getReturnType());
  b.CreateRet(pair ? b.CreateInsertValue(PoisonValue::get(pair), error, 1) : error);
}

/// LLVM's fast way of choosing instructions knows no pairs, and does a whole block the slow way
/// that answers one. So large functions do it in one place: every exit would.
void FunctionState::returnWord(Value* word) {
  auto pair = [&](Value* answer) {
    return b.CreateInsertValue(PoisonValue::get(function->getReturnType()), answer, 1);
  };
  if (module.part().effort != Effort::Large) {
    b.CreateRet(pair(word));
    return;
  }
  if (!returnedWord_) {
    BasicBlock* answer = newBlock("answer", true);
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(answer);
    returnedWord_ = b.CreatePHI(module.i64(), 0);
    b.CreateRet(pair(returnedWord_));
  }
  returnedWord_->addIncoming(word, b.GetInsertBlock());
  b.CreateBr(returnedWord_->getParent());
}

/// Where an error goes when its traceback entry has been added: out, or to a handler with the
/// exception taken.
BasicBlock* FunctionState::destination(const ErrorKey& key) {
  BasicBlock*& block = destinations_[key];
  if (block)
    return block;
  block = newBlock(key.target ? "handle" : "leave", true);
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(block);
  if (!key.target) {
    // Not empty, so that LLVM leaves one edge from here to the function's end: with an edge from
    // each failing op its register coalescer takes quadratic time.
    b.CreateCall(InlineAsm::get(FunctionType::get(b.getVoidTy(), false), "", "", true));
    returnError();
    return block;
  }
  CallInst* exception = b.CreateCall(module.entry(Entry::take_exception), {});
  values_->pass(*key.target, key.arguments, exception);
  b.CreateBr(heads_[key.target]);
  return block;
}

BasicBlock* FunctionState::errorBlock(const ir::Inst& inst, bool addTraceback) {
  ErrorKey key{0, nullptr, {}};
  if (const ir::Edge* edge = inst.edge(ir::EdgeKind::Err)) {
    key.target = edge->target;
    key.arguments.append(edge->args.begin(), edge->args.end());
    addTraceback &= !resumesAfterException(*edge->target);
  }
  if (!addTraceback || inst.site() == 0)
    return destination(key);
  ErrorKey withSite = key;
  withSite.site = inst.site();
  BasicBlock*& block = errors_[withSite];
  if (block)
    return block;
  block = newBlock("raised", true);
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(block);
  CallInst* add = b.CreateCall(module.entry(Entry::traceback_add),
                               {module.descriptors().site(source, inst.site())});
  // Merged into one call of many sites, each site's address would be loaded before the test, on
  // the hot path.
  add->addFnAttr(Attribute::NoMerge);
  b.CreateBr(destination(key));
  return block;
}

void FunctionState::raiseIf(const ir::Inst& inst, Value* failed) {
  BasicBlock* next = newBlock("");
  b.CreateCondBr(failed, errorBlock(inst), next, unlikely_);
  b.SetInsertPoint(next);
}

void FunctionState::raiseIfError(const ir::Inst& inst, Value* w) {
  raiseIf(inst, b.CreateICmpEQ(w, word(abi::kError)));
}

void FunctionState::raiseAlways(const ir::Inst& inst, bool addTraceback) {
  b.CreateBr(errorBlock(inst, addTraceback));
}

} // namespace tauro::codegen
