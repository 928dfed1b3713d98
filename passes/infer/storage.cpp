// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/infer/storage.h"

#include <algorithm>
#include <string_view>

namespace tauro::passes::infer {

using namespace ir;

namespace {

// Builtins that take a list for any iterable, or want its length, type or text.
bool takesRawLists(std::string_view builtin) {
  constexpr std::string_view kNames[] = {"all",    "any", "enumerate", "isinstance", "iter", "len",
                                         "list",   "max", "min",       "print",      "repr", "str",
                                         "sorted", "sum", "tuple",     "zip"};
  return std::find(std::begin(kNames), std::end(kNames), builtin) != std::end(kNames);
}

Rep repOfItems(const Fact& items) {
  if (items.isOnly(kFloat))
    return Rep::F64;
  return items.isOnly(kInt) && items.range.isClosed() ? Rep::I64 : Rep::Word;
}

bool isAppend(const Inst* inst) { return inst->attribute().constant->text == "append"; }

} // namespace

Storage::Storage(Solver& solver)
    : solver_(solver), leaders_(solver.siteCount()), isWords_(solver.siteCount()),
      reps_(solver.siteCount(), Rep::Word) {
  std::unordered_map<const Inst*, SiteIndex> makers;
  for (SiteIndex site = 0; site < leaders_.size(); site++) {
    leaders_[site] = site;
    const Site& made = solver.site(site);
    if (made.kind != kList)
      continue;
    const Op op = made.maker->op();
    isWords_[site] = made.escaped || (op != Op::ListNew && op != Op::PyMult);
    auto [first, isNew] = makers.try_emplace(made.maker, site);
    if (!isNew)
      meet({.kinds = kList, .siteCount = 2, .sites = {first->second, site}});
  }
  for (const auto& instance : solver.instances())
    for (const Block* block : instance->shape->cfg().order()) {
      for (const auto& argument : block->arguments())
        meet(instance->facts[argument->id()]);
      for (Inst* inst : *block)
        look({instance.get(), inst});
    }
  decide();
}

SiteIndex Storage::leaderOf(SiteIndex site) {
  while (leaders_[site] != site)
    site = leaders_[site] = leaders_[leaders_[site]];
  return site;
}

// Lists that may be at one place are alike.
void Storage::meet(const Fact& fact) {
  if (!fact.mayBe(kList))
    return;
  if (fact.elsewhere)
    return keepWords(fact);
  SiteIndex leader = 0;
  bool any = false;
  for (unsigned i = 0; i < fact.siteCount; i++) {
    if (solver_.site(fact.sites[i]).kind != kList)
      continue;
    SiteIndex other = leaderOf(fact.sites[i]);
    if (any && other != leader) {
      leaders_[other] = leader;
      isWords_[leader] = isWords_[leader] || isWords_[other];
    } else {
      leader = other;
    }
    any = true;
  }
}

void Storage::keepWords(const Fact& fact) {
  for (unsigned i = 0; i < fact.siteCount; i++)
    if (solver_.site(fact.sites[i]).kind == kList)
      isWords_[leaderOf(fact.sites[i])] = true;
}

void Storage::look(Work work) {
  const Inst* inst = work.inst;
  meet(work.instance->facts[inst->id()]);
  for (unsigned i = 0; i < inst->operands().size(); i++) {
    const Fact& fact = work.instance->facts[inst->operand(i)->id()];
    if (fact.mayBe(kList) && fact.siteCount && !allows(work, i, fact))
      keepWords(fact);
  }
}

bool Storage::allows(Work work, unsigned operand, const Fact& list) {
  const Inst* inst = work.inst;
  auto fact = [&](unsigned i) { return solver_.use(*work.instance, inst, i); };
  switch (inst->op()) {
  // The list goes on.
  case Op::CellNew:
  case Op::CellStore:
  case Op::CheckBound:
  case Op::FunctionNew:
  case Op::GlobalStore:
  case Op::ListNew:
  case Op::Return:
  case Op::TupleNew:
  case Op::Yield:
    return true;
  // The list is looked at.
  case Op::IsUnbound:
  case Op::Convert:
  case Op::FormatValue:
  case Op::PyIs:
  case Op::PyIter:
  case Op::PyTruth:
    return true;
  case Op::ListAppend: // an item, or the list itself
    return true;
  case Op::PyGetItem:
    return operand == 0 && fact(1).isOnly(kInt);
  case Op::PySetItem:
    return operand == 2 || (operand == 0 && fact(1).isOnly(kInt));
  case Op::PySetAttr:
    return operand == 1;
  case Op::PyMult: {
    // What is made is alike.
    Fact both = list;
    std::vector<SiteIndex> dropped;
    join(both, work.instance->facts[inst->id()], &dropped);
    meet(both);
    return dropped.empty() && fact(1 - operand).isOnly(kInt);
  }
  case Op::PackGet:
    return asInst(inst->operand(0))->op() == Op::MethodLoad;
  case Op::MethodLoad:
    return isAppend(inst);
  case Op::PyCallMethod:
    if (operand == 0)
      return fact(0).isOnly(kList | kNone) && isAppend(inst) && inst->operands().size() == 2 &&
             !inst->attribute().kwnames;
    break;
  case Op::PyCall:
  case Op::CallGuarded:
    if (operand == 0)
      return false;
    break;
  case Op::PyCallLoaded:
    if (operand < 2)
      return true; // what method.load answered, see there
    break;
  default:
    return false;
  }
  // An argument of functions that are seen, which have it for a parameter.
  Trace trace = solver_.traced(work);
  for (unsigned builtin : trace.builtins)
    if (!takesRawLists(builtinName(builtin)) || inst->attribute().kwnames)
      return false;
  return !trace.ofBuiltinType;
}

void Storage::decide() {
  std::vector<Fact> items(leaders_.size());
  for (SiteIndex site = 0; site < leaders_.size(); site++) {
    if (solver_.site(site).kind != kList)
      continue;
    SiteIndex leader = leaderOf(site);
    std::vector<SiteIndex> dropped;
    for (PlaceIndex place : solver_.site(site).places)
      join(items[leader], solver_.place(place).fact, &dropped);
  }
  for (SiteIndex site = 0; site < leaders_.size(); site++) {
    SiteIndex leader = leaderOf(site);
    const Site& made = solver_.site(site);
    if (made.kind != kList || isWords_[leader])
      continue;
    reps_[site] = repOfItems(items[leader]);
    if (made.maker->op() == Op::ListNew)
      made_[made.maker] = reps_[site];
  }
}

Rep Storage::of(const Fact& list) const {
  for (unsigned i = 0; i < list.siteCount; i++)
    if (solver_.site(list.sites[i]).kind == kList)
      return reps_[list.sites[i]];
  return Rep::Word;
}

Rep Storage::madeBy(const Inst* listNew) const {
  auto found = made_.find(listNew);
  return found == made_.end() ? Rep::Word : found->second;
}

} // namespace tauro::passes::infer
