// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The worklist, places, sites, escaping and instances: solver.h.
#include "passes/infer/solver.h"

#include <bit>

#include "passes/facts.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr uint8_t kExactGrowths = 3; // joins that may move a bound before it is widened
constexpr size_t kMaxInstances = 3;  // of a function, beside the generic one
constexpr unsigned kNarrowSweeps = 3;

// Puts the bounds back to those that were found anew.
void narrowTo(Fact& held, const Fact& found) {
  Range range;
  if (held.kinds == found.kinds && (held.kinds & kInt) &&
      meetRanges(held.range, found.range, &range))
    held.range = range;
}

} // namespace

Rep repOf(const Fact& fact) {
  return fact.isOnly(kInt)     ? Rep::I64
         : fact.isOnly(kFloat) ? Rep::F64
         : fact.isOnly(kBool)  ? Rep::Bool
                               : Rep::Word;
}

Fact factOf(Rep rep) {
  switch (rep) {
  case Rep::I64:
    return Fact::integer();
  case Rep::F64:
    return Fact::of(kFloat);
  case Rep::Bool:
    return Fact::of(kBool);
  case Rep::Word:
    break;
  }
  return Fact::anything();
}

Solver::Solver(Module& module, const Program& program)
    : module(module), program(program), bindings(bindingsOf(module, program)) {}

void Solver::run() {
  findClasses();
  if (module.body)
    instanceOf(*module.body, {});
  else // a part of a module: anyone may call what there is
    for (const auto& function : module.functions())
      escape(functionFact(function.get()));
  // The steps of generators that were lowered are entered by the runtime.
  for (const auto& function : module.functions())
    if (function->kind == FunctionKind::Step)
      escape(functionFact(function.get()));
  solve();
}

void Solver::solve() {
  while (!queue_.empty()) {
    Work work = queue_.front();
    queue_.pop_front();
    work.instance->queued[work.inst->id()] = false;
    evaluate(work);
  }
}

// --- instances

Shape& Solver::shapeOf(Function& function) {
  std::unique_ptr<Shape>& shape = shapes_[&function];
  if (!shape)
    shape = std::make_unique<Shape>(function);
  return *shape;
}

Instance* Solver::instanceOf(Function& function, const std::vector<Rep>& key) {
  if (!key.empty())
    instanceOf(function, {});
  std::vector<Instance*>* versions = key.empty() ? nullptr : &versions_[&function];
  if (versions) {
    for (Instance* version : *versions)
      if (version->key == key)
        return version;
    if (versions->size() == kMaxInstances)
      return nullptr;
  } else if (auto found = generics_.find(&function); found != generics_.end()) {
    return found->second;
  }
  auto owned = std::make_unique<Instance>();
  Instance* instance = owned.get();
  instance->index = static_cast<uint32_t>(instances_.size());
  instances_.push_back(std::move(owned));
  if (versions)
    versions->push_back(instance);
  else
    generics_[&function] = instance;
  instance->shape = &shapeOf(function);
  instance->key = key;
  uint32_t values = function.valueIdBound();
  instance->firstWork = workCount_;
  workCount_ += values;
  instance->result = newPlace();
  instance->yielded = newPlace();
  instance->facts.resize(values);
  instance->growths.resize(values);
  instance->queued.resize(values);
  for (Block* block : instance->shape->cfg().order())
    for (Inst* inst : *block)
      enqueue({instance, inst});
  // Bodies that only the language calls: what they take is not followed.
  if (!versions &&
      (function.kind == FunctionKind::ClassBody || function.kind == FunctionKind::Step))
    openAll(*instance);
  if (versions)
    for (auto& argument : function.entry()->arguments())
      enterVersion(*instance, argument.get());
  else if (hasEscaped(&function))
    openAll(*instance);
  return instance;
}

// A generic instance whose calls are not all seen.
void Solver::openAll(Instance& instance) {
  instance.open = true;
  instance.openBound = false;
  for (auto& argument : instance.function().entry()->arguments())
    storeArgument(instance, argument.get(), Fact::anything());
}

// A version is entered from any call whose arguments fit: what the generic instance sees of them.
void Solver::enterVersion(Instance& version, const Argument* argument) {
  const Instance& generic = *generics_[&version.function()];
  const Fact& fact = generic.facts[argument->id()];
  storeArgument(version, version.function().entry()->argument(argument->index()),
                fact.restrictedTo(infer::factOf(version.key[argument->index()]).kinds));
}

// --- values

Fact Solver::useAt(const Instance& instance, const Inst* inst, size_t use,
                   const Value* value) const {
  const Shape& shape = *instance.shape;
  const Fact& base = instance.facts[value->id()];
  uint32_t at = shape.refinementAt(inst, use);
  if (at == Shape::kNothing)
    return base;
  uint32_t chain[8];
  unsigned depth = 0;
  for (; at != Shape::kNothing; at = shape.refinement(at).parent)
    chain[depth++] = at;
  Fact fact = base;
  while (depth) {
    const Refinement& refinement = shape.refinement(chain[--depth]);
    static const Fact nothing;
    fact = refined(fact, refinement.condition,
                   refinement.other ? instance.facts[refinement.other->id()] : nothing);
  }
  return fact;
}

void Solver::enqueue(Work work) {
  if (narrowing_ || work.instance->queued[work.inst->id()])
    return;
  work.instance->queued[work.inst->id()] = true;
  queue_.push_back(work);
}

void Solver::changed(Instance& instance, const Value* value) {
  for (Inst* user : value->users())
    if (instance.shape->cfg().isReachable(user->block()))
      enqueue({&instance, user});
  for (const Value* other : instance.shape->refinedBy(value))
    for (Inst* user : other->users())
      if (instance.shape->cfg().isReachable(user->block()))
        enqueue({&instance, user});
}

void Solver::setResult(Work work, const Fact& fact) {
  Fact& held = work.instance->facts[work.inst->id()];
  if (narrowing_) {
    // Only bounds move back; a rule is monotone, so they stay within what they were.
    narrowTo(held, fact);
    return;
  }
  std::vector<SiteIndex> dropped;
  bool grew = join(held, fact, &dropped);
  for (SiteIndex site : dropped)
    escapeSite(site);
  drainEscapes();
  if (grew)
    changed(*work.instance, work.inst);
}

void Solver::storeArgument(Instance& instance, Argument* argument, const Fact& fact) {
  uint32_t id = argument->id();
  std::vector<SiteIndex> dropped;
  if (narrowing_) {
    join(instance.incoming[id], fact, &dropped);
    return;
  }
  Fact& held = instance.facts[id];
  Range before = held.range;
  bool hadInt = held.kinds & kInt;
  bool grew = join(held, fact, &dropped);
  for (SiteIndex site : dropped)
    escapeSite(site);
  drainEscapes();
  if (!grew)
    return;
  if (hadInt && !(held.range == before) && ++instance.growths[id] > kExactGrowths) {
    instance.growths[id] = kExactGrowths;
    widen(held, before);
  }
  changed(instance, argument);
  if (instance.key.empty() && argument->block() == instance.function().entry())
    if (auto versions = versions_.find(&instance.function()); versions != versions_.end())
      for (Instance* version : versions->second)
        enterVersion(*version, argument);
}

void Solver::evaluate(Work work) {
  evaluations++;
  Inst* inst = work.inst;
  Fact fact = transfer(work);
  size_t use = inst->operands().size();
  for (const Edge& edge : inst->edges()) {
    for (size_t i = 0; i < edge.args.size(); i++)
      storeArgument(*work.instance, edge.target->argument(static_cast<unsigned>(i)),
                    useAt(*work.instance, inst, use++, edge.args[i]));
    // What the edge itself adds.
    for (size_t i = edge.args.size(); i < edge.target->argumentCount(); i++)
      storeArgument(*work.instance, edge.target->argument(static_cast<unsigned>(i)),
                    Fact::anything());
  }
  if (info(inst->op()).result != ResultRule::None)
    setResult(work, fact);
}

// --- places

Fact Solver::read(PlaceIndex index, Work reader) {
  Place& place = places_[index];
  uint64_t number = reader.instance->firstWork + reader.inst->id();
  if (!narrowing_ && reads_.insert(uint64_t(index) << 32 | number).second)
    place.readers.push_back(reader);
  return place.fact;
}

void Solver::store(PlaceIndex index, const Fact& fact) {
  Place& place = places_[index];
  std::vector<SiteIndex> dropped;
  if (narrowing_) {
    join(place.incoming, fact, &dropped);
    return;
  }
  Range before = place.fact.range;
  bool hadInt = place.fact.kinds & kInt;
  bool grew = join(place.fact, fact, &dropped);
  for (SiteIndex site : dropped)
    escapeSite(site);
  if (place.escapes)
    for (unsigned i = 0; i < fact.siteCount; i++)
      escapeSite(fact.sites[i]);
  drainEscapes();
  if (!grew)
    return;
  callBound(index);
  if (hadInt && !(place.fact.range == before) && ++place.growths > kExactGrowths) {
    place.growths = kExactGrowths;
    widen(place.fact, before);
  }
  for (size_t i = 0; i < places_[index].readers.size(); i++)
    enqueue(places_[index].readers[i]);
}

// --- sites and escaping

SiteIndex Solver::siteAt(Work work, Kind kind, size_t slots, unsigned which) {
  // An instruction that may call several builtins makes something else for each.
  uint64_t key = uint64_t(work.instance->firstWork + work.inst->id()) << 16 |
                 uint64_t(std::countr_zero(static_cast<uint32_t>(kind))) << 8 | which;
  auto [at, isNew] = sitesAt_.try_emplace(key, static_cast<SiteIndex>(sites_.size()));
  if (isNew) {
    sites_.push_back({kind});
    sites_.back().maker = work.inst;
    for (size_t i = 0; i < slots; i++) {
      PlaceIndex place = newPlace();
      sites_.back().places.push_back(place);
    }
  }
  return at->second;
}

void Solver::escape(const Fact& fact) {
  if (fact.mayBe(~(kAtoms | kUnbound)))
    noteUnseen();
  if (narrowing_)
    return;
  for (unsigned i = 0; i < fact.siteCount; i++)
    escapeSite(fact.sites[i]);
  drainEscapes();
}

void Solver::escapeSite(SiteIndex index) {
  Site& site = sites_[index];
  if (site.escaped || site.kind == kBuiltin)
    return;
  site.escaped = true;
  escaping_.push_back(index);
}

// A list of work and no recursion: what a site holds may be as deep as the program is long.
void Solver::drainEscapes() {
  if (draining_)
    return;
  draining_ = true;
  while (!escaping_.empty()) {
    Site& site = sites_[escaping_.back()];
    escaping_.pop_back();
    if (site.sort == SiteSort::Class)
      escapeClass(*site.cls);
    else if (site.sort == SiteSort::Instance)
      escapeInstance(*site.cls);
    else if (site.sort == SiteSort::Method)
      bindPlace(site.places[0], places_[site.places[1]].fact);
    for (PlaceIndex index : site.places) {
      if (site.sort == SiteSort::Method && index == site.places[0])
        continue; // is called with what it is bound to, and not seen itself
      Place& place = places_[index];
      place.escapes = true;
      Fact held = place.fact;
      for (unsigned i = 0; i < held.siteCount; i++)
        escapeSite(held.sites[i]);
      // Tuples and iterators give, and take nothing.
      if (site.kind == kList || site.kind == kCell) {
        place.pinned = true;
        store(index, Fact::of(kValueKinds | (site.kind == kCell ? kUnbound : 0)));
      }
    }
    if (site.kind != kFunc)
      continue;
    Instance* instance = instanceOf(*site.function, {});
    if (!instance->open || instance->openBound)
      openAll(*instance);
    for (PlaceIndex index : {instance->result, instance->yielded}) {
      Place& place = places_[index];
      place.escapes = true;
      Fact held = place.fact;
      for (unsigned i = 0; i < held.siteCount; i++)
        escapeSite(held.sites[i]);
    }
  }
  draining_ = false;
}

Fact Solver::functionFact(Function* function) {
  auto [at, isNew] = functionSites_.try_emplace(function, static_cast<SiteIndex>(sites_.size()));
  if (isNew) {
    sites_.push_back({kFunc});
    sites_.back().function = function;
  }
  return Fact::made(kFunc, at->second);
}

Fact Solver::constantFact(const Constant* constant) {
  switch (constant->kind) {
  case ConstantKind::None:
    return Fact::of(kNone);
  case ConstantKind::False:
  case ConstantKind::True:
    return Fact::of(kBool);
  case ConstantKind::Unbound:
    return Fact::of(kUnbound);
  case ConstantKind::Int:
    return Fact::integer(constant->integer, constant->integer);
  case ConstantKind::BigInt:
    return Fact::integer();
  case ConstantKind::Float:
    return Fact::of(kFloat);
  case ConstantKind::Str:
    return Fact::of(kStr);
  case ConstantKind::Bytes:
    return Fact::of(kBytes);
  case ConstantKind::FrozenSet:
  case ConstantKind::Ellipsis:
  case ConstantKind::NotImplemented:
  case ConstantKind::Complex:
    return Fact::of(kOther);
  case ConstantKind::Tuple:
    break;
  }
  auto [at, isNew] = constantSites_.try_emplace(constant, static_cast<SiteIndex>(sites_.size()));
  SiteIndex index = at->second;
  if (isNew) {
    sites_.push_back({kTuple});
    for (const Constant* item : constant->items) {
      PlaceIndex place = newPlace();
      places_[place].pinned = true;
      sites_[index].places.push_back(place);
      places_[place].fact = constantFact(item);
    }
  }
  return Fact::made(kTuple, index);
}

Trace Solver::traced(Work work) {
  Trace trace;
  trace_ = &trace;
  narrowing_ = true;
  transfer(work);
  narrowing_ = false;
  trace_ = nullptr;
  return trace;
}

// --- narrowing

// Widening went beyond what some loop or recursion reaches. Facts stay right when every rule is
// applied once more to what it rests on, as often as one likes; a few times is enough for
// counters, and for what depends on them.
void Solver::narrow() {
  narrowing_ = true;
  for (unsigned sweep = 0; sweep < kNarrowSweeps; sweep++) {
    for (Place& place : places_)
      place.incoming = Fact();
    for (auto& instance : instances_)
      instance->incoming.assign(instance->facts.size(), Fact());
    for (size_t i = 0; i < instances_.size(); i++)
      for (Block* block : instances_[i]->shape->cfg().order())
        for (Inst* inst : *block)
          evaluate({instances_[i].get(), inst});
    for (Place& place : places_)
      if (!place.pinned)
        narrowTo(place.fact, place.incoming);
    // A generic instance is made before its versions.
    for (auto& instance : instances_)
      for (Block* block : instance->shape->cfg().order())
        for (auto& argument : block->arguments()) {
          uint32_t id = argument->id();
          bool isParameter = block == instance->function().entry();
          if (isParameter && !instance->key.empty())
            narrowTo(instance->facts[id], generics_[&instance->function()]->facts[id].restrictedTo(
                                              instance->facts[id].kinds));
          else if (!isParameter || !instance->open)
            narrowTo(instance->facts[id], instance->incoming[id]);
        }
  }
  for (auto& instance : instances_) {
    instance->incoming.clear();
    instance->incoming.shrink_to_fit();
  }
  narrowing_ = false;
}

} // namespace tauro::passes::infer
