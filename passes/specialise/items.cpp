// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Items of lists, and loops over ranges and lists without iterator objects: the iterator is a
// local, the next item or its index, which becomes a block argument like any other local. Where the
// version leaves while the iterator is live, the exit makes the object.
#include "passes/facts.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kInt;
using infer::kList;
using infer::kRange;

int64_t Translator::newLocal(Type type) {
  out_.localNames.push_back(out_.module()->strConstant("next"));
  out_.localTypes.push_back(type);
  return static_cast<int64_t>(out_.localNames.size()) - 1;
}

Value* Translator::loadLocal(int64_t local) {
  Inst* load = emit(Op::LocalLoad, {}, local);
  load->setType(out_.localTypes[static_cast<size_t>(local)]);
  return load;
}

void Translator::storeLocal(int64_t local, Value* value) { emit(Op::LocalStore, {value}, local); }

namespace {

// An iterator that nothing does anything with but take the next item.
bool isOnlyIterated(const Inst* iterator) {
  for (const Inst* user : iterator->users()) {
    if (user->op() != Op::IterNext)
      return false;
    for (const Edge& edge : user->edges())
      for (const Value* arg : edge.args)
        if (arg == iterator)
          return false;
  }
  return iterator->hasUses();
}

} // namespace

void Translator::findCounters() {
  for (Block* block : cfg_.order())
    for (Inst* inst : *block) {
      if (!isTranslated(block) || inst->op() != Op::PyIter || !canLeave(inst) ||
          !isOnlyIterated(inst))
        continue;
      Fact iterable = factAt(inst, 0);
      if (iterable.isOnly(kList)) {
        Counter counter{Counter::List, newLocal(Type::i64()), inst};
        counter.lists = {inst->operand(0)};
        counters_[inst] = counter;
        continue;
      }
      // The range is made right before, for this loop alone.
      Inst* call = asInst(inst->operand(0));
      if (call && findPairs(inst, call))
        continue;
      if (!iterable.isOnly(kRange) || !call || call->op() != Op::PyCall || call != inst->prev() ||
          call->users().size() != 1 || call->attribute().kwnames ||
          inference_.builtinOf(factAt(call, 0)) != "range" || !canLeave(call))
        continue;
      size_t count = call->operands().size() - 1;
      bool integers = count >= 1 && count <= 3;
      for (unsigned i = 1; i <= count; i++)
        integers = integers && factAt(call, i).isOnly(kInt);
      if (!integers)
        continue;
      Counter counter{Counter::Range, 0, call};
      if (count == 3) {
        infer::Range step = factAt(call, 3).range;
        if (step.low <= 0 && step.high >= 0)
          continue; // either way, or a ValueError
        counter.up = step.low > 0;
        // One step beyond the last item is the furthest that it counts.
        infer::Range stop = factAt(call, 2).range;
        infer::Range end = infer::addRanges(stop, step);
        counter.mayOverflow = !end.isClosed() && !(step.low == 1 && step.high == 1) &&
                              !(step.low == -1 && step.high == -1);
      } else {
        counter.mayOverflow = false;
      }
      counter.state = newLocal(Type::i64());
      counters_[inst] = counter;
      ranges_[call] = inst;
    }
}

// enumerate or zip of lists, each of whose tuples is taken apart where it was made.
bool Translator::findPairs(Inst* iterator, const Inst* call) {
  if (call->op() != Op::PyCall || call != iterator->prev() || call->users().size() != 1 ||
      call->attribute().kwnames || !canLeave(call))
    return false;
  std::string_view name = inference_.builtinOf(factAt(call, 0));
  size_t count = call->operands().size() - 1;
  Counter counter{name == "zip" ? Counter::Zip : Counter::Enumerate, 0, call};
  if (name == "zip" ? count == 0 || count > 4 : name != "enumerate" || count == 0 || count > 2)
    return false;
  size_t lists = name == "zip" ? count : 1;
  for (unsigned i = 1; i <= lists; i++) {
    if (!factAt(call, i).isOnly(kList))
      return false;
    counter.lists.push_back(call->operand(i));
  }
  if (lists < count) {
    // What it counts stays within a register.
    Fact start = factAt(call, 2);
    constexpr int64_t kFar = int64_t{1} << 60;
    if (!start.isOnly(kInt) || start.range.low < -kFar || start.range.high > kFar)
      return false;
  }
  size_t items = name == "zip" ? count : 2;
  for (const Inst* next : iterator->users()) {
    const Inst* unpack = next->next();
    if (next->users().size() != 1 || next->users()[0] != unpack || unpack->op() != Op::PyUnpack ||
        static_cast<size_t>(unpack->attribute().imm) != items)
      return false;
  }
  counter.state = newLocal(Type::i64());
  counters_[iterator] = counter;
  ranges_[call] = iterator;
  return true;
}

// The counter whose tuple an op would take apart, or null.
Translator::Counter* Translator::pairsOf(const Value* unpack) {
  auto* inst = static_cast<const Inst*>(unpack);
  const Inst* next = inst->op() == Op::PyUnpack ? asInst(inst->operand(0)) : nullptr;
  Counter* counter = next && next->op() == Op::IterNext ? counterOf(next->operand(0)) : nullptr;
  bool isOfPairs =
      counter && (counter->kind == Counter::Enumerate || counter->kind == Counter::Zip);
  return isOfPairs ? counter : nullptr;
}

void Translator::startCounter(const Inst* inst) {
  Counter& counter = counters_.at(inst);
  if (counter.kind != Counter::Range) {
    if (counter.kind == Counter::Enumerate)
      counter.start = counter.source->operands().size() == 3
                          ? operandAs(counter.source, 2, Rep::I64)
                          : emit(Op::ConstI64, {}, 0);
    storeLocal(counter.state, emit(Op::ConstI64, {}, 0));
    return;
  }
  const Inst* call = counter.source;
  size_t count = call->operands().size() - 1;
  auto argument = [&](unsigned i) { return operandAs(call, i, Rep::I64); };
  Value* start = count == 1 ? emit(Op::ConstI64, {}, 0) : argument(1);
  counter.stop = argument(count == 1 ? 1 : 2);
  counter.step = count == 3 ? argument(3) : emit(Op::ConstI64, {}, 1);
  storeLocal(counter.state, start);
}

// i = iter.next it  done b    =>    n = local.load next
//                                   c = i64.lt n, stop
//                                   branch c, more, b
//                                 more:
//                                   m = i64.add.nowrap n, step
//                                   local.store m, next
void Translator::nextOfCounter(Inst* inst, Counter& counter) {
  Value* next = loadLocal(counter.state);
  Value* isMore = nullptr;
  std::vector<Value*> lists;
  std::vector<Op> loads;
  for (Value* list : counter.lists) {
    lists.push_back(as(list, Rep::Word, inst, Fact()));
    loads.push_back(accessOf(factOf(list)).load);
    Value* within = emit(Op::I64Lt, {next, emit(Op::ListLen, {lists.back()})});
    isMore = isMore ? emit(Op::BoolAnd, {isMore, within}) : within;
  }
  if (counter.kind == Counter::Range)
    isMore = emit(counter.up ? Op::I64Lt : Op::I64Gt, {next, counter.stop});
  size_t done = 0;
  while (inst->edges()[done].kind != EdgeKind::Done)
    done++;
  std::vector<Value*> arguments = edgeArguments(inst, done);
  Block* target = targetOf(inst, done);
  Block* more = out_.addBlockAfter(b_.block());
  more->setCold(b_.block()->isCold());
  b_.branch(isMore, more, {}, target, std::move(arguments));
  b_.setBlock(more);
  if (counter.kind == Counter::Range) {
    bool isProven = !counter.mayOverflow;
    storeLocal(counter.state, speculate(inst, isProven ? Op::I64AddNowrap : Op::I64Add,
                                        {next, counter.step}, isProven));
    define(inst, next);
    return;
  }
  std::vector<Value*> items;
  if (counter.kind == Counter::Enumerate)
    items.push_back(emit(Op::I64AddNowrap, {next, counter.start}));
  size_t first = items.size();
  for (Value* list : lists)
    items.push_back(emit(loads[items.size() - first], {list, next}));
  storeLocal(counter.state, emit(Op::I64AddNowrap, {next, emit(Op::ConstI64, {}, 1)}));
  if (counter.kind == Counter::List)
    define(inst, items[0]);
  else
    counter.items = std::move(items);
}

Translator::ListAccess Translator::accessOf(const Fact& list) const {
  switch (Rep rep = inference_.storageOf(list)) {
  case Rep::F64:
    return {rep, Op::ElemLoadF64, Op::ElemStoreF64, Op::ListAppendF64};
  case Rep::I64:
    return {rep, Op::ElemLoadI64, Op::ElemStoreI64, Op::ListAppendI64};
  default:
    return {Rep::Word, Op::ElemLoad, Op::ElemStore, Op::ListAppend};
  }
}

bool Translator::translateListNew(Inst* inst) {
  Rep rep = inference_.storageMadeBy(inst);
  if (rep == Rep::Word)
    return false;
  std::vector<Value*> items;
  for (unsigned i = 0; i < inst->operands().size(); i++)
    items.push_back(word(inst, i));
  define(inst, emit(rep == Rep::F64 ? Op::ListNewF64 : Op::ListNewI64, std::move(items)));
  return true;
}

// The index as an op of lists takes it: from the front.
Value* Translator::listIndex(Inst* inst, Value* list) {
  infer::Range range = factAt(inst, 1).range;
  Value* index = operandAs(inst, 1, Rep::I64);
  if (range.low >= 0)
    return index;
  Value* length = emit(Op::ListLen, {list});
  if (range.high >= 0) {
    // Adds the length to what is negative, without a branch.
    Value* sign = emit(Op::I64Shr, {index, emit(Op::ConstI64, {}, 63)});
    length = emit(Op::I64And, {sign, length});
  }
  // One side is negative, the other not.
  return emit(Op::I64AddNowrap, {index, length});
}

bool Translator::isTupleOf(const Inst* inst, size_t length) const {
  return inference_.lengthOfTuple(factAt(inst, 0)) == length;
}

int64_t Translator::itemOfTuple(const Inst* inst) const {
  const Constant* key = constantOf(inst->operand(1));
  size_t length = inference_.lengthOfTuple(factAt(inst, 0));
  if (!key || key->kind != ConstantKind::Int || length == SIZE_MAX)
    return -1;
  int64_t count = static_cast<int64_t>(length);
  int64_t item = key->integer < 0 ? key->integer + count : key->integer;
  return item < count ? item : -1;
}

bool Translator::translateItem(Inst* inst) {
  switch (inst->op()) {
  case Op::ListNew:
    return translateListNew(inst);
  case Op::ListAppend:
    if (!factAt(inst, 0).isOnly(kList))
      return false;
    append(inst, inst->operand(0), factAt(inst, 0), 1);
    return true;
  case Op::PyIter:
    if (!counterOf(inst))
      return false;
    startCounter(inst);
    return true;
  case Op::PyCall:
    return ranges_.count(inst);
  case Op::IterNext:
    if (Counter* counter = counterOf(inst->operand(0))) {
      nextOfCounter(inst, *counter);
      return true;
    }
    return false;
  case Op::PyUnpack:
    return pairsOf(inst) || isTupleOf(inst, static_cast<size_t>(inst->attribute().imm));
  case Op::PackGet:
    if (Inst* unpack = asInst(inst->operand(0));
        unpack->op() == Op::PyUnpack && !pairsOf(unpack) &&
        isTupleOf(unpack, static_cast<size_t>(unpack->attribute().imm))) {
      define(inst, emit(Op::TupleGet, {word(unpack, 0)}, inst->attribute().imm));
      return true;
    }
    if (Counter* counter = pairsOf(inst->operand(0))) {
      define(inst, counter->items[static_cast<size_t>(inst->attribute().imm)]);
      return true;
    }
    return false;
  case Op::PyGetItem: {
    if (int64_t item = itemOfTuple(inst); item >= 0) {
      define(inst, emit(Op::TupleGet, {word(inst, 0)}, item));
      return true;
    }
    if (!factAt(inst, 0).isOnly(kList) || !factAt(inst, 1).isOnly(kInt) || !canLeave(inst))
      return false;
    Value* list = word(inst, 0);
    Value* index = listIndex(inst, list);
    define(inst, speculate(inst, accessOf(factAt(inst, 0)).load, {list, index}, false));
    return true;
  }
  case Op::PySetItem: {
    if (!factAt(inst, 0).isOnly(kList) || !factAt(inst, 1).isOnly(kInt) || !canLeave(inst))
      return false;
    Value* list = word(inst, 0);
    ListAccess access = accessOf(factAt(inst, 0));
    if (factAt(inst, 2).isBottom()) // no run gets here
      return false;
    Value* item = operandAs(inst, 2, access.rep);
    Value* index = listIndex(inst, list);
    speculate(inst, access.store, {list, index, item}, false);
    point_ = nullptr;
    return true;
  }
  default:
    return false;
  }
}

} // namespace tauro::passes::specialise
