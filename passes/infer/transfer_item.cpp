// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of lists, tuples, items and iteration. A list is followed by the place in the
// program that makes it: one fact covers all items that any list made there ever holds. A tuple has
// a fact for each item. An iterator's fact is what it may answer, which py.iter works out from what
// it iterates over.
#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr size_t kMaxTuple = 16; // items that are told apart

bool isSlice(Value* value) {
  Inst* inst = asInst(value);
  return inst && inst->op() == Op::SliceNew;
}

} // namespace

Fact Solver::itemsOf(const Fact& container, uint32_t kinds, Work reader) {
  Fact result;
  if (!container.mayBe(kinds))
    return result;
  // What the listed sites hold goes on being followed beside anything.
  if (container.elsewhere) {
    result = Fact::anything();
    if (container.mayBe(kIter))
      noteUnseen();
  }
  std::vector<SiteIndex> dropped;
  for (unsigned i = 0; i < container.siteCount; i++) {
    const Site& site = sites_[container.sites[i]];
    if (!(site.kind & kinds & container.kinds))
      continue;
    if (site.runs)
      noteUnseen();
    for (PlaceIndex place : site.places)
      join(result, read(place, reader), &dropped);
  }
  for (SiteIndex site : dropped)
    escape(Fact::made(sites_[site].kind, site));
  return result;
}

void Solver::storeItem(const Fact& container, const Fact& item) {
  for (unsigned i = 0; i < container.siteCount; i++)
    if (sites_[container.sites[i]].kind == kList)
      store(sites_[container.sites[i]].places[0], item);
  if (container.elsewhere)
    escape(item);
}

Fact Solver::iterated(const Fact& iterable, Work work) {
  if (iterable.isBottom())
    return {};
  constexpr uint32_t kFollowed = kList | kTuple | kRange | kIter;
  constexpr uint32_t kKnown = kFollowed | kStr | kBytes | kNone | kNumbers | kFunc;
  if (!iterable.isOnly(kKnown)) {
    escape(iterable);
    return Fact::anything();
  }
  Fact result = itemsOf(iterable, kFollowed, work);
  std::vector<SiteIndex> dropped;
  if (iterable.mayBe(kStr))
    join(result, Fact::of(kStr), &dropped);
  if (iterable.mayBe(kBytes))
    join(result, Fact::integer(0, 255), &dropped);
  return result;
}

Fact Solver::transferItem(Work work) {
  const Inst* inst = work.inst;
  Instance& instance = *work.instance;
  auto operand = [&](unsigned i) { return use(instance, inst, i); };
  switch (inst->op()) {
  case Op::ListNew: {
    SiteIndex site = siteAt(work, kList, 1);
    for (unsigned i = 0; i < inst->operands().size(); i++)
      store(sites_[site].places[0], operand(i));
    return Fact::made(kList, site);
  }
  case Op::TupleNew: {
    if (inst->operands().size() > kMaxTuple) {
      for (unsigned i = 0; i < inst->operands().size(); i++)
        escape(operand(i));
      return Fact::of(kTuple);
    }
    SiteIndex site = siteAt(work, kTuple, inst->operands().size());
    for (unsigned i = 0; i < inst->operands().size(); i++)
      store(sites_[site].places[i], operand(i));
    return Fact::made(kTuple, site);
  }
  case Op::ListAppend:
    storeItem(operand(0), operand(1));
    return {};
  case Op::ListExtend:
    storeItem(operand(0), iterated(operand(1), work));
    return {};
  case Op::ListToTuple:
    escape(itemsOf(operand(0), kList, work)); // they go on in a tuple that is not followed
    return Fact::of(kTuple);

  case Op::PyGetItem: {
    Fact container = operand(0), key = operand(1), result;
    if (!container.isOnly(kList | kTuple | kStr | kBytes | kNone | kNumbers) ||
        !(key.isOnly(kInt | kBool | kNone | kFloat) || isSlice(inst->operand(1)))) {
      escape(container);
      escape(key);
      return Fact::anything();
    }
    std::vector<SiteIndex> dropped;
    if (isSlice(inst->operand(1))) {
      if (container.mayBe(kList)) {
        SiteIndex site = siteAt(work, kList, 1);
        store(sites_[site].places[0], itemsOf(container, kList, work));
        join(result, Fact::made(kList, site), &dropped);
      }
      if (container.mayBe(kTuple)) {
        escape(container.restrictedTo(kTuple));
        join(result, Fact::of(kTuple), &dropped);
      }
      join(result, Fact::of(container.kinds & (kStr | kBytes)), &dropped);
    } else {
      // One item of a tuple, when the index is one number.
      if (key.isOnly(kInt) && key.range.low == key.range.high && container.isOnly(kTuple) &&
          !container.elsewhere) {
        for (unsigned i = 0; i < container.siteCount; i++) {
          const std::vector<PlaceIndex>& places = sites_[container.sites[i]].places;
          int64_t count = static_cast<int64_t>(places.size());
          int64_t index = key.range.low < 0 ? key.range.low + count : key.range.low;
          if (index >= 0 && index < count)
            join(result, read(places[static_cast<size_t>(index)], work), &dropped);
        }
      } else {
        result = itemsOf(container, kList | kTuple, work);
      }
      if (container.mayBe(kStr))
        join(result, Fact::of(kStr), &dropped);
      if (container.mayBe(kBytes))
        join(result, Fact::integer(0, 255), &dropped);
    }
    for (SiteIndex site : dropped)
      escape(Fact::made(sites_[site].kind, site));
    return result;
  }
  case Op::PySetItem: {
    Fact container = operand(0), key = operand(1), item = operand(2);
    if (container.isOnly(kList | kNone) && key.isOnly(kInt | kBool)) {
      storeItem(container, item);
    } else if (container.isOnly(kList | kNone) && isSlice(inst->operand(1))) {
      storeItem(container, iterated(item, work));
    } else {
      escape(container);
      escape(key);
      escape(item);
    }
    return {};
  }
  case Op::PyDelItem: {
    Fact container = operand(0), key = operand(1);
    if (!container.isOnly(kList | kNone) ||
        !(key.isOnly(kInt | kBool) || isSlice(inst->operand(1)))) {
      escape(container);
      escape(key);
    }
    return {};
  }

  case Op::PyIter: {
    Fact iterable = operand(0);
    if (iterable.isOnly(kIter))
      return iterable; // is its own iterator
    Fact items = iterated(iterable, work);
    if (!iterable.isOnly(kList | kTuple | kRange | kStr | kBytes | kIter) || iterable.elsewhere)
      return Fact::anything();
    SiteIndex site = siteAt(work, kIter, 1);
    store(sites_[site].places[0], items);
    return Fact::made(kIter, site);
  }
  case Op::IterNext: {
    Fact iterator = operand(0);
    if (!iterator.isOnly(kIter)) {
      escape(iterator);
      return Fact::anything();
    }
    return itemsOf(iterator, kIter, work);
  }

  // A pack's fact is what was unpacked.
  case Op::PyUnpack:
  case Op::PyUnpackStar:
    if (!operand(0).isOnly(kList | kTuple | kStr | kBytes | kRange | kIter))
      escape(operand(0));
    return operand(0);
  case Op::TupleGet:
  case Op::PackGet: {
    const Inst* pack = asInst(inst->operand(0));
    Fact whole = operand(0), result;
    size_t index = static_cast<size_t>(inst->attribute().imm);
    bool isTuple = inst->op() == Op::TupleGet;
    if (!isTuple && pack->op() == Op::MethodLoad)
      return Fact::of(kAllKinds); // see transferCall
    if (!isTuple && pack->op() == Op::PyUnpackStar) {
      if (whole.isOnly(kTuple) && whole.siteCount == 1 && !whole.elsewhere &&
          index < static_cast<size_t>(pack->attribute().imm)) {
        const std::vector<PlaceIndex>& places = sites_[whole.sites[0]].places;
        return index < places.size() ? read(places[index], work) : Fact();
      }
      escape(whole);
      return Fact::anything();
    }
    if (!isTuple && pack->op() != Op::PyUnpack)
      return Fact::anything();
    if (!whole.isOnly(kTuple) || whole.elsewhere)
      return isTuple ? itemsOf(Fact(whole), kTuple, work) : iterated(whole, work);
    std::vector<SiteIndex> dropped;
    for (unsigned i = 0; i < whole.siteCount; i++) {
      const std::vector<PlaceIndex>& places = sites_[whole.sites[i]].places;
      if (index < places.size())
        join(result, read(places[index], work), &dropped);
    }
    for (SiteIndex site : dropped)
      escape(Fact::made(sites_[site].kind, site));
    return result;
  }
  default:
    return Fact::anything();
  }
}

} // namespace tauro::passes::infer
