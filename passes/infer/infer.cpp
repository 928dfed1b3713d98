// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The public face of inference: runs the solver, adds the versions that guesses suggest, and
// answers questions from the solver's tables.
#include "passes/infer/infer.h"

#include <algorithm>

#include "passes/infer/effects.h"
#include "passes/infer/solver.h"
#include "passes/infer/storage.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr unsigned kMaxTypeDepth = 3; // lists may hold themselves

char letterOf(Rep rep) {
  return rep == Rep::I64 ? 'i' : rep == Rep::F64 ? 'f' : rep == Rep::Bool ? 'b' : 'v';
}

} // namespace

std::string VersionPlan::symbol() const {
  std::string text = function->symbol() + "$";
  for (size_t i = 0; i < parameters.size(); i++) {
    text += i ? "_" : "";
    text += letterOf(parameters[i]);
    text += parameters[i] == Rep::Bool                               ? "ool"
            : parameters[i] == Rep::I64 || parameters[i] == Rep::F64 ? "64"
                                                                     : "";
  }
  return text;
}

Inference::Inference(Module& module, const Program& program)
    : solver_(std::make_unique<Solver>(module, program)) {
  solver_->run();
  // Guesses rest on the facts; the versions that they suggest then find facts of their own.
  for (const auto& function : module.functions()) {
    Instance* generic = solver_->generic(function.get());
    if (!generic || function->kind != FunctionKind::Function)
      continue;
    std::vector<Rep>& proposals = proposals_[function.get()] = proposalsFor(*generic);
    std::vector<Rep> key = proposals;
    bool any = false, reached = true;
    for (size_t i = 0; i < key.size(); i++) {
      const Fact& fact =
          generic->facts[function->entry()->argument(static_cast<unsigned>(i))->id()];
      reached = reached && !fact.isBottom();
      if (key[i] == Rep::Word)
        key[i] = repOf(fact);
      any = any || key[i] != Rep::Word;
    }
    if (any && reached)
      solver_->instanceOf(*function, key);
  }
  solver_->solve();
  solver_->narrow();
  storage_ = std::make_unique<Storage>(*solver_);

  for (const auto& instance : solver_->instances()) {
    Function& function = instance->function();
    if (instance->key.empty() || function.kind != FunctionKind::Function)
      continue;
    const Instance& generic = *solver_->generic(&function);
    bool proposed = false, reached = true;
    for (auto& argument : function.entry()->arguments()) {
      Rep rep = instance->key[argument->index()];
      reached = reached && !instance->facts[argument->id()].isBottom();
      proposed = proposed || (rep != Rep::Word && repOf(generic.facts[argument->id()]) != rep);
    }
    if (!reached)
      continue;
    versions_.push_back(
        {&function, instance->key, proposed, repOf(solver_->place(instance->result).fact)});
    instances_.push_back(instance.get());
  }
}

Inference::~Inference() = default;

const Instance* Inference::instanceOf(const Function* function, int version) const {
  return version < 0 ? solver_->generic(function) : instances_[static_cast<size_t>(version)];
}

const BindingFacts& Inference::bindings() const { return solver_->bindings; }

bool Inference::isBuiltinFixed(const Variable& variable) const {
  return !variable.builtin.empty() && !solver_->program.mayRebindBuiltin(variable.builtin);
}

Fact Inference::factOf(const Value* value, int version) const {
  const Block* block = value->valueKind() == Value::Kind::Inst
                           ? static_cast<const Inst*>(value)->block()
                           : static_cast<const Argument*>(value)->block();
  const Instance* instance = instanceOf(block->function(), version);
  return instance ? instance->facts[value->id()] : Fact();
}

Fact Inference::factAt(const Inst* inst, size_t use, int version) const {
  const Instance* instance = instanceOf(inst->block()->function(), version);
  if (!instance || !instance->shape->cfg().isReachable(inst->block()))
    return {};
  size_t rest = use;
  const Value* value = nullptr;
  if (rest < inst->operands().size()) {
    value = inst->operands()[rest];
  } else {
    rest -= inst->operands().size();
    for (const Edge& edge : inst->edges()) {
      if (rest < edge.args.size()) {
        value = edge.args[rest];
        break;
      }
      rest -= edge.args.size();
    }
  }
  return solver_->useAt(*instance, inst, use, value);
}

Fact Inference::resultOf(const Function* function, int version) const {
  const Instance* instance = instanceOf(function, version);
  if (!instance)
    return {};
  if (instance->shape->hasYields())
    return Fact::of(kIter);
  return solver_->place(instance->result).fact;
}

bool Inference::hasEscaped(const Function* function) const {
  const Instance* generic = solver_->generic(function);
  return solver_->hasEscaped(function) || (generic && generic->openBound);
}

Rep Inference::proposalOf(const Function* function, unsigned parameter) const {
  auto found = proposals_.find(function);
  return found == proposals_.end() ? Rep::Word : found->second[parameter];
}

bool Inference::mayTouch(const Inst* inst, const Variable* variable) const {
  if (!effects_)
    effects_ = std::make_unique<Effects>(*solver_);
  return effects_->mayTouch(inst, variable);
}

bool Inference::mayRunUnseen(const Inst* inst) const {
  if (!effects_)
    effects_ = std::make_unique<Effects>(*solver_);
  return effects_->mayRunUnseen(inst);
}

uint64_t Inference::evaluations() const { return solver_->evaluations; }

// --- types

namespace {

// The joined facts of what a fact's sites of a kind hold; anything when one is not known. With
// `item` below the count of places: of that place alone.
Fact held(const Solver& solver, const Fact& fact, uint32_t kind, size_t item = SIZE_MAX) {
  if (fact.elsewhere)
    return Fact::anything();
  Fact result;
  std::vector<SiteIndex> dropped; // only for reading: the join says "elsewhere"
  for (unsigned i = 0; i < fact.siteCount; i++) {
    const Site& site = solver.site(fact.sites[i]);
    if (!(site.kind & kind))
      continue;
    for (size_t p = 0; p < site.places.size(); p++)
      if (item == SIZE_MAX || p == item)
        join(result, solver.place(site.places[p]).fact, &dropped);
  }
  return result;
}

// How many items each tuple of the fact has, or SIZE_MAX.
size_t tupleLength(const Solver& solver, const Fact& fact) {
  size_t length = SIZE_MAX;
  if (fact.elsewhere)
    return length;
  for (unsigned i = 0; i < fact.siteCount; i++) {
    const Site& site = solver.site(fact.sites[i]);
    if (site.kind != kTuple)
      continue;
    if (length != SIZE_MAX && length != site.places.size())
      return SIZE_MAX;
    length = site.places.size();
  }
  return length;
}

Function* onlyFunction(const Solver& solver, const Fact& fact) {
  Function* function = nullptr;
  for (unsigned i = 0; i < fact.siteCount && !fact.elsewhere; i++) {
    const Site& site = solver.site(fact.sites[i]);
    if (site.kind != kFunc)
      continue;
    if (function)
      return nullptr;
    function = site.function;
  }
  return function;
}

// The body of the class of which all of the fact's other objects are instances.
Function* onlyClass(const Solver& solver, const Fact& fact) {
  Function* body = nullptr;
  for (unsigned i = 0; i < fact.siteCount && !fact.elsewhere; i++) {
    const Site& site = solver.site(fact.sites[i]);
    if (site.kind != kOther)
      continue;
    if (body || site.sort != SiteSort::Instance)
      return nullptr;
    body = site.cls->body;
  }
  return body;
}

} // namespace

Type Inference::typeOf(const Fact& fact) const { return typeOf(fact, 0); }

Function* Inference::classOf(const Fact& fact) const {
  return fact.isOnly(kOther) ? onlyClass(*solver_, fact) : nullptr;
}

Function* Inference::classItself(const Fact& fact) const {
  if (!fact.isOnly(kOther) || fact.elsewhere || fact.siteCount != 1)
    return nullptr;
  const Site& site = solver_->site(fact.sites[0]);
  return site.sort == SiteSort::Class ? site.cls->body : nullptr;
}

bool Inference::isFollowed(const Function* classBody) const { return solver_->classFor(classBody); }

Function* Inference::baseOf(const Function* classBody) const {
  const ClassInfo* cls = solver_->classFor(classBody);
  return cls && cls->base ? cls->base->body : nullptr;
}

bool Inference::mayHave(const Function* classBody, const std::string& name) const {
  for (const ClassInfo* cls = solver_->classFor(classBody); cls; cls = cls->base)
    if (auto place = cls->attributes.find(name); place != cls->attributes.end())
      if (!solver_->place(place->second).fact.isBottom())
        return true;
  return false;
}

bool Inference::mayDecline(const Function* function) const {
  Fact result = resultOf(function);
  return result.mayBe(kOther | kBuiltin) && result.elsewhere;
}

bool Inference::mayBeDescriptor(const Function* classBody, const std::string& name) const {
  for (const ClassInfo* cls = solver_->classFor(classBody); cls; cls = cls->base)
    if (auto place = cls->attributes.find(name); place != cls->attributes.end())
      if (solver_->place(place->second).fact.mayBe(kOther))
        return true;
  return false;
}

std::vector<std::string> Inference::fieldsOf(const Function* classBody) const {
  std::vector<std::string> names;
  if (const ClassInfo* cls = solver_->classFor(classBody))
    for (const auto& [name, place] : cls->fields)
      if (!solver_->place(place).fact.isBottom())
        names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

size_t Inference::lengthOfTuple(const Fact& fact) const {
  return fact.isOnly(kTuple) && !fact.elsewhere ? tupleLength(*solver_, fact) : SIZE_MAX;
}

std::string_view Inference::moduleFunctionOf(const Inst* lookup) const {
  unsigned builtin;
  return solver_->moduleFunction(lookup->operand(0), lookup->attribute().constant->text, &builtin)
             ? builtinName(builtin)
             : std::string_view();
}

Fact Inference::fieldOf(const Function* classBody, const std::string& name) const {
  return solver_->fieldFact(classBody, name);
}

Fact Inference::itemsOf(const Fact& list) const { return held(*solver_, list, kList); }

Rep Inference::storageOf(const Fact& list) const { return storage_->of(list); }

Rep Inference::storageMadeBy(const Inst* listNew) const { return storage_->madeBy(listNew); }

Function* Inference::functionOf(const Fact& fact) const {
  return fact.isOnly(kFunc) ? onlyFunction(*solver_, fact) : nullptr;
}

std::string_view Inference::builtinOf(const Fact& fact) const {
  if (!fact.isOnly(kBuiltin) || fact.elsewhere || fact.siteCount != 1)
    return {};
  return builtinName(solver_->site(fact.sites[0]).builtin);
}

Type Inference::typeOf(const Fact& fact, unsigned depth) const {
  if (fact.isBottom())
    return Type::never();
  if (fact.mayBe(kUnbound | kOther | kRange | kIter | kCell | kBuiltin))
    return Type::value();
  std::vector<Type> members;
  constexpr std::pair<uint32_t, TypeKind> kSimpleKinds[] = {
      {kNone, TypeKind::NoneType}, {kBool, TypeKind::BoolObject}, {kInt, TypeKind::Int},
      {kFloat, TypeKind::Float},   {kStr, TypeKind::Str},         {kBytes, TypeKind::Bytes},
      {kDict, TypeKind::Dict},     {kSet, TypeKind::Set}};
  for (auto [kind, type] : kSimpleKinds)
    if (fact.mayBe(kind))
      members.push_back(Type::simple(type));
  bool deep = depth < kMaxTypeDepth;
  if (fact.mayBe(kList)) {
    Type item = deep ? typeOf(held(*solver_, fact, kList), depth + 1) : Type::value();
    // Of a list that holds nothing there is nothing to say.
    members.push_back(item.isTagged() ? Type::list(item) : Type::simple(TypeKind::List));
  }
  if (fact.mayBe(kTuple)) {
    size_t length = tupleLength(*solver_, fact);
    std::vector<Type> items;
    for (size_t i = 0; deep && length != SIZE_MAX && i < length; i++) {
      items.push_back(typeOf(held(*solver_, fact, kTuple, i), depth + 1));
      if (!items.back().isTagged())
        length = SIZE_MAX;
    }
    members.push_back(deep && length != SIZE_MAX
                          ? Type::tuple(items.data(), static_cast<unsigned>(items.size()))
                          : Type::simple(TypeKind::Tuple));
  }
  if (fact.mayBe(kFunc)) {
    Function* function = onlyFunction(*solver_, fact);
    members.push_back(function ? Type::function(function->symbol()) : Type::simple(TypeKind::Func));
  }
  return Type::unionOf(members.data(), static_cast<unsigned>(members.size()));
}

std::string Inference::describe(const Fact& fact) const { return describe(fact, 0); }

std::string Inference::describe(const Fact& fact, unsigned depth) const {
  if (fact.isBottom())
    return "unreached";
  std::string text = fact.mayBe(kUnbound) ? "unbound" : "";
  if ((fact.kinds & kValueKinds) == kValueKinds)
    return text + (text.empty() ? "value" : "|value");
  constexpr const char* kNames[] = {
#define TR_FACT_KIND(Id, name) name,
#include "runtime-lib/abi/fact_kinds.def"
  };
  for (unsigned bit = 1; bit < std::size(kNames); bit++) {
    uint32_t kind = 1u << bit;
    if (!fact.mayBe(kind))
      continue;
    text += (text.empty() ? "" : "|") + std::string(kNames[bit]);
    if (kind == kInt && !(fact.range == Range{})) {
      text += " [";
      text += fact.range.low == INT64_MIN ? "" : std::to_string(fact.range.low);
      text += "..";
      text += fact.range.high == INT64_MAX ? "" : std::to_string(fact.range.high);
      text += "]";
    }
    if (fact.elsewhere || depth == kMaxTypeDepth)
      continue;
    if (kind & (kList | kRange | kIter | kCell)) {
      text += "<" + describe(held(*solver_, fact, kind), depth + 1) + ">";
    } else if (kind == kTuple) {
      size_t length = tupleLength(*solver_, fact);
      if (length == SIZE_MAX)
        continue;
      text += "<";
      for (size_t i = 0; i < length; i++)
        text += (i ? ", " : "") + describe(held(*solver_, fact, kTuple, i), depth + 1);
      text += ">";
    } else if (kind == kFunc) {
      if (Function* function = onlyFunction(*solver_, fact))
        text += "<" + function->symbol() + ">";
    } else if (kind == kOther) {
      if (Function* body = onlyClass(*solver_, fact))
        text += "<" + body->symbol() + ">";
    }
  }
  return text;
}

} // namespace tauro::passes::infer
