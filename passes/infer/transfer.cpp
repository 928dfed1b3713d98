// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of constants, variables, cells, functions, control and whatever needs no file of
// its own, and the rule of every op without one: operands escape, the result may be anything.
// A rule answers bottom while some operand is bottom: no run gets there yet.
#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr unsigned kFirstCapture = 4; // operand of function.new

// What a result of the op's row is when nothing is known of it.
Fact anythingOf(const Inst* inst) {
  switch (info(inst->op()).result) {
  case ResultRule::Bool:
    return Fact::of(kBool);
  case ResultRule::I64:
    return Fact::integer(inst->type().kind() == ir::TypeKind::I64
                             ? Range{inst->type().low(), inst->type().high()}
                             : Range{});
  case ResultRule::F64:
    return Fact::of(kFloat);
  default:
    return Fact::anything();
  }
}

// Ops that hand no operand to code that could keep or change it.
bool keepsOperands(Op op) {
  switch (op) {
  case Op::Jump:
  case Op::Branch:
  case Op::Switch:
  case Op::Unreachable:
  case Op::BoolNot:
  case Op::BoolAnd:
  case Op::BoolOr:
  case Op::PyIs:
  case Op::IsUnbound:
  case Op::IterClose:
  case Op::Keepalive:
  case Op::StackCheck:
  case Op::Poll:
  case Op::ConstI64:
  case Op::ConstF64:
  case Op::ConstBool:
  case Op::ExcLeave:
  case Op::ListToTuple:
    return true;
  default:
    return false;
  }
}

bool isPyOperator(Op op) {
  switch (op) {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  case Op::Py##Name:                                                                               \
  case Op::PyInPlace##Name:
#define TR_UNARY(Name, id, spelling, dunder) case Op::Py##Name:
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  case Op::Py##Name:                                                                               \
  case Op::Py##Name##Truth:
#include "runtime-lib/abi/operators.def"
    return true;
  default:
    return false;
  }
}

} // namespace

PlaceIndex Solver::variablePlace(Variable* variable) {
  auto [at, isNew] = variables_.try_emplace(variable, 0);
  if (!isNew)
    return at->second;
  PlaceIndex index = newPlace();
  variables_[variable] = index;
  Place& place = places_[index];
  place.fact = Fact::of(kUnbound);
  place.pinned = true; // starts unbound without a store
  bool mayRebind = program.mayRebind(module.name(), variable->name);
  place.escapes = mayRebind || program.isReachable(module.name());
  if (mayRebind)
    place.fact = Fact::of(kAllKinds);
  return index;
}

Fact Solver::loadVariable(Work work, bool raw) {
  Variable* variable = work.inst->attribute().variable;
  Fact fact = read(variablePlace(variable), work);
  if (raw)
    return fact;
  // A read before the variable is bound finds the builtin, or raises.
  Fact result = fact.without(kUnbound);
  if (fact.mayBe(kUnbound) && !variable->builtin.empty()) {
    std::vector<SiteIndex> dropped;
    join(result,
         program.mayRebindBuiltin(variable->builtin) ? Fact::anything()
                                                     : builtinFact(variable->builtin),
         &dropped);
    for (SiteIndex site : dropped)
      escape(Fact::made(sites_[site].kind, site));
  }
  return result;
}

PlaceIndex Solver::captureOf(Function* function, size_t index) {
  std::vector<PlaceIndex>& places = captures_[function];
  while (places.size() <= index)
    places.push_back(newPlace());
  return places[index];
}

std::vector<PlaceIndex>& Solver::defaultsOf(Function* function) {
  std::vector<PlaceIndex>& places = defaults_[function];
  if (places.empty())
    for (unsigned i = 0; i < function->entry()->argumentCount(); i++)
      places.push_back(newPlace());
  return places;
}

// A version also runs for calls that were bound to the generic instance, when their arguments
// turn out to fit: its callers are the generic instance's, and what they do to its answers counts.
void Solver::storeAnswer(Instance& instance, PlaceIndex Instance::* place, const Fact& fact) {
  store(instance.*place, fact);
  if (!instance.key.empty())
    store(generics_[&instance.function()]->*place, fact);
}

Fact Solver::makeFunction(Work work) {
  const Inst* inst = work.inst;
  Function* function = inst->attribute().function;
  for (unsigned i = kFirstCapture; i < inst->operands().size(); i++)
    store(captureOf(function, i - kFirstCapture), use(*work.instance, inst, i));
  // Defaults: a tuple for the last of the positional parameters, a dict for the keyword-only ones.
  Fact defaults = use(*work.instance, inst, 0);
  std::vector<PlaceIndex>& places = defaultsOf(function);
  unsigned positional = function->parameters.positional;
  if (program.reachesDefaults() || !defaults.isOnly(kNone | kTuple) || defaults.elsewhere) {
    escape(defaults);
    if (!defaults.isBottom())
      for (PlaceIndex place : places)
        store(place, Fact::anything());
  } else {
    for (unsigned s = 0; s < defaults.siteCount; s++) {
      const std::vector<PlaceIndex> items = sites_[defaults.sites[s]].places;
      for (size_t i = 0; i < items.size() && i < positional; i++)
        store(places[positional - 1 - i], read(items[items.size() - 1 - i], work));
    }
  }
  Fact keywordDefaults = use(*work.instance, inst, 1);
  if (!keywordDefaults.isOnly(kNone))
    for (unsigned i = 0; i < function->parameters.keywordOnly; i++)
      store(places[positional + i], Fact::anything());
  escape(keywordDefaults);
  escape(use(*work.instance, inst, 2));
  return functionFact(function);
}

bool Solver::mayRunUser(const Fact& fact, Work reader) {
  if (fact.isBottom() || fact.isOnly(kAtoms | kUnbound))
    return false;
  if (!fact.isOnly(kAtoms | kList | kTuple | kUnbound) || fact.elsewhere)
    return true;
  for (unsigned i = 0; i < fact.siteCount; i++)
    if (sites_[fact.sites[i]].kind & (kList | kTuple))
      for (PlaceIndex place : sites_[fact.sites[i]].places) {
        Fact item = read(place, reader);
        if (!item.isBottom() && !item.isOnly(kAtoms))
          return true;
      }
  return false;
}

Fact Solver::transfer(Work work) {
  const Inst* inst = work.inst;
  Instance& instance = *work.instance;
  for (unsigned i = 0; i < inst->operands().size(); i++)
    if (use(instance, inst, i).isBottom())
      return {};

  switch (inst->op()) {
  case Op::Const:
    return constantFact(inst->attribute().constant);
  case Op::ConstI64:
    return Fact::integer(inst->attribute().imm, inst->attribute().imm);
  case Op::PyTruth: {
    Fact a = use(instance, inst, 0);
    if (a.mayBe(kOther))
      escape(a);
    return Fact::of(kBool);
  }
  case Op::CheckBound:
    return use(instance, inst, 0).without(kUnbound);

  case Op::GlobalLoad:
    return loadVariable(work, false);
  case Op::GlobalLoadRaw:
    return loadVariable(work, true);
  case Op::GlobalStore:
    store(variablePlace(inst->attribute().variable), use(instance, inst, 0));
    return {};

  case Op::CellNew: {
    SiteIndex site = siteAt(work, kCell, 1);
    PlaceIndex place = sites_[site].places[0];
    store(place, use(instance, inst, 0));
    if (program.reachesCells())
      escape(Fact::made(kCell, site));
    return Fact::made(kCell, site);
  }
  case Op::CellLoad: {
    Fact cell = use(instance, inst, 0), result;
    if (cell.elsewhere || !cell.isOnly(kCell))
      result = Fact::of(kAllKinds);
    std::vector<SiteIndex> dropped;
    for (unsigned i = 0; i < cell.siteCount; i++)
      if (sites_[cell.sites[i]].kind == kCell)
        join(result, read(sites_[cell.sites[i]].places[0], work), &dropped);
    for (SiteIndex site : dropped)
      escape(Fact::made(sites_[site].kind, site));
    return result;
  }
  case Op::CellStore: {
    Fact cell = use(instance, inst, 0), value = use(instance, inst, 1);
    for (unsigned i = 0; i < cell.siteCount; i++)
      if (sites_[cell.sites[i]].kind == kCell)
        store(sites_[cell.sites[i]].places[0], value);
    if (cell.elsewhere || !cell.isOnly(kCell))
      escape(value);
    return {};
  }
  case Op::ClosureLoad:
    return read(captureOf(inst->block()->function(), static_cast<size_t>(inst->attribute().imm)),
                work);
  case Op::FunctionNew:
    return makeFunction(work);

  case Op::FunctionTypeParams: // the function stays what it is
    escape(use(instance, inst, 1));
    return {};

  case Op::Return:
    if (instance.shape->hasYields()) // the value of StopIteration
      escape(use(instance, inst, 0));
    else
      storeAnswer(instance, &Instance::result, use(instance, inst, 0));
    return {};
  case Op::Yield:
    noteUnseen(); // who goes on with it, and when
    storeAnswer(instance, &Instance::yielded, use(instance, inst, 0));
    return Fact::anything();
  case Op::YieldFrom:
    noteUnseen();
    storeAnswer(instance, &Instance::yielded, iterated(use(instance, inst, 0), work));
    escape(use(instance, inst, 0)); // what is sent goes on to it
    return Fact::anything();

  case Op::FormatValue:
  case Op::Convert: {
    bool user = false;
    for (unsigned i = 0; i < inst->operands().size(); i++)
      if (mayRunUser(use(instance, inst, i), work)) {
        escape(use(instance, inst, i));
        user = true;
      }
    return user ? Fact::anything() : Fact::of(kStr);
  }
  case Op::JoinStrings:
    return Fact::of(kStr);
  case Op::SetNew:
  case Op::DictNew:
    for (unsigned i = 0; i < inst->operands().size(); i++)
      escape(use(instance, inst, i));
    return Fact::of(inst->op() == Op::SetNew ? kSet : kDict);
  case Op::SliceNew:
    for (unsigned i = 0; i < inst->operands().size(); i++)
      escape(use(instance, inst, i));
    return Fact::of(kOther);

  case Op::PyGetAttr:
  case Op::ImportFrom: {
    // Reading an attribute of a module that the runtime makes runs no code.
    const std::string& name = inst->attribute().constant->text;
    if (isNative(importedBy(bindings, inst->operand(0))))
      return moduleAttribute(inst->operand(0), name);
    if (inst->op() == Op::PyGetAttr)
      return transferClass(work);
    noteRead(name);
    break; // no rule
  }
  case Op::PySetAttr:
  case Op::SuperGetAttr:
  case Op::ClassBuild:
  case Op::NamespaceGet:
  case Op::NamespaceSet:
    return transferClass(work);
  case Op::ImportModule:
    if (!isNative(inst->attribute().module))
      noteUnseen();
    return Fact::anything();

  case Op::PyContains: {
    Fact container = use(instance, inst, 0), item = use(instance, inst, 1);
    if (mayRunUser(container, work) || mayRunUser(item, work)) {
      escape(container);
      escape(item);
    }
    return Fact::of(kBool);
  }

  case Op::PyGetItem:
  case Op::PySetItem:
  case Op::PyDelItem:
  case Op::PyIter:
  case Op::IterNext:
  case Op::PyUnpack:
  case Op::PyUnpackStar:
  case Op::PackGet:
  case Op::TupleGet:
  case Op::ListNew:
  case Op::TupleNew:
  case Op::ListAppend:
  case Op::ListExtend:
  case Op::ListToTuple:
    return transferItem(work);

  case Op::PyCall:
  case Op::CallGuarded:
  case Op::PyCallMethod:
  case Op::MethodLoad:
  case Op::PyCallLoaded:
    return transferCall(work);

  default:
    break;
  }
  if (isPyOperator(inst->op()))
    return transferOperator(work);
  if (!keepsOperands(inst->op()) || inst->op() == Op::IterClose || inst->op() == Op::Poll)
    noteUnseen();
  if (!keepsOperands(inst->op()))
    for (unsigned i = 0; i < inst->operands().size(); i++)
      escape(use(instance, inst, i));
  return anythingOf(inst);
}

} // namespace tauro::passes::infer
