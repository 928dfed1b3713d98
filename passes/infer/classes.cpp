// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which classes are followed, what names are open to code that is not seen, and what escapes:
// classes.h. The rules are in transfer_class.cpp.
#include "passes/infer/classes.h"

#include <algorithm>

#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace names {

bool isUnfollowed(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "__slots__",   "__getattr__",       "__getattribute__",  "__setattr__",
      "__delattr__", "__new__",           "__init_subclass__", "__class_getitem__",
      "__dict__",    "__class__",         "__get__",           "__set__",
      "__delete__",  "__set_name__",      "__mro_entries__",   "__prepare__",
      "__weakref__", "__instancecheck__", "__subclasscheck__", "__del__"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool isImplied(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "__module__",      "__qualname__",  "__firstlineno__", "__static_attributes__",
      "__annotations__", "__classcell__", "__doc__",         "__type_params__",
      "__annotate__"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool isDunder(std::string_view name) {
  return name.size() > 4 && name.starts_with("__") && name.ends_with("__");
}

} // namespace names

namespace {

using namespace names;

// The runtime reads these of objects that it is given, and dunders; but __init__ only of a class
// that is called.
bool isReadByRuntime(std::string_view name) {
  constexpr std::string_view kNames[] = {
#define REFLECTS_ATTRIBUTE(name, power)
#define REFLECTS_BUILTIN(name, power)
#define REFLECTS_NATIVE(name) name,
#include "passes/infer/reflection.def"
  };
  return (isDunder(name) && name != "__init__") ||
         std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool isNoneOrUnbound(const Value* value) {
  const Constant* constant = constantOf(const_cast<Value*>(value));
  return constant &&
         (constant->kind == ConstantKind::Unbound || constant->kind == ConstantKind::None);
}

// Whether a method's own class is used for super() alone.
bool isOnlyForSuper(const Inst* value) {
  for (const Inst* user : value->users()) {
    bool isFirst = user->operands().size() > 0 && user->operand(0) == value;
    bool isMore = std::count(user->operands().begin(), user->operands().end(), value) > 1;
    for (const Edge& edge : user->edges())
      isMore = isMore || std::count(edge.args.begin(), edge.args.end(), value);
    switch (user->op()) {
    case Op::SuperGetAttr:
    case Op::IsUnbound:
      if (!isFirst || isMore)
        return false;
      break;
    case Op::CheckBound:
    case Op::CellLoad:
      if (isMore || !isOnlyForSuper(user))
        return false;
      break;
    case Op::FunctionNew: // into a function within
      break;
    default:
      return false;
    }
  }
  return true;
}

} // namespace

// --- which are followed

void Solver::findClasses() {
  if (!module.body || program.mayReshapeObjects())
    return;
  std::vector<Inst*> builds;
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (Inst* inst : *block) {
        if (inst->op() == Op::ClassBuild)
          builds.push_back(inst);
        if (inst->op() == Op::PyDelAttr)
          deleted_.insert(inst->attribute().constant->text);
        if (inst->op() == Op::ClosureLoad &&
            function->captureNames[static_cast<size_t>(inst->attribute().imm)]->text ==
                "__class__" &&
            !isOnlyForSuper(inst))
          return;
      }
  // A base is built before what derives from it, but may stand in a later function.
  for (bool found = true; found;) {
    found = false;
    for (Inst* build : builds)
      if (!classes_.contains(build))
        found |= followClass(build);
  }
}

bool Solver::followClass(const Inst* build) {
  const Inst* made = asInst(build->operand(0));
  if (!made || made->op() != Op::FunctionNew || made->users().size() != 1 ||
      !isNoneOrUnbound(build->operand(3)) || !isNoneOrUnbound(build->operand(4)))
    return false;
  ClassInfo info{made->attribute().function};
  // The base: none, object, or one that is followed.
  std::vector<Value*> bases;
  if (const Constant* constant = constantOf(build->operand(2))) {
    if (constant->kind != ConstantKind::Tuple || !constant->items.empty())
      return false;
  } else {
    Inst* tuple = asInst(build->operand(2));
    if (!tuple || tuple->op() != Op::TupleNew || tuple->operands().size() > 1 ||
        tuple->users().size() != 1)
      return false;
    bases.assign(tuple->operands().begin(), tuple->operands().end());
  }
  for (Value* base : bases) {
    const Inst* inst = asInst(base);
    if (!inst)
      return false;
    if (inst->op() == Op::GlobalLoad) {
      const Variable* variable = inst->attribute().variable;
      const BindingFact& binding = bindings.at(variable);
      if (variable->builtin == "object" && !binding.stores && !binding.mayRebind &&
          !program.mayRebindBuiltin("object"))
        continue;
      if (!binding.isFixed() || !binding.classBody)
        return false;
      auto known = bodies_.find(binding.classBody);
      if (known == bodies_.end())
        return false;
      info.base = known->second;
    } else {
      auto known = classes_.find(inst);
      if (known == classes_.end())
        return false;
      info.base = known->second.get();
    }
  }
  // The body binds names and reads them, and its namespace goes nowhere else.
  const Argument* space = info.body->entry()->argument(0);
  std::unordered_set<std::string> implied;
  for (const Inst* user : space->users()) {
    if ((user->op() != Op::NamespaceGet && user->op() != Op::NamespaceSet) ||
        user->operand(0) != space ||
        std::count(user->operands().begin(), user->operands().end(), space) != 1)
      return false;
    for (const Edge& edge : user->edges())
      if (std::count(edge.args.begin(), edge.args.end(), space))
        return false;
    if (user->op() == Op::NamespaceGet)
      continue;
    const std::string& name = user->attribute().constant->text;
    if (isUnfollowed(name) || (isImplied(name) && !implied.insert(name).second))
      return false;
    if (user->block() == info.body->entry() && !deleted_.contains(name) &&
        !program.isStoredElsewhere(module.name(), name))
      info.definite.insert(name);
  }
  auto owned = std::make_unique<ClassInfo>(std::move(info));
  ClassInfo* cls = owned.get();
  classes_[build] = std::move(owned);
  bodies_[cls->body] = cls;
  for (ClassInfo* at = cls; at; at = at->base)
    at->heirs.push_back(cls);
  for (auto [sort, index] : {std::pair{SiteSort::Class, &cls->classSite},
                             std::pair{SiteSort::Instance, &cls->instanceSite}}) {
    *index = static_cast<SiteIndex>(sites_.size());
    sites_.push_back({kOther});
    sites_.back().sort = sort;
    sites_.back().cls = cls;
  }
  for (const auto& block : cls->body->blocks())
    for (Inst* inst : *block)
      if (inst->op() == Op::FunctionNew)
        methods_[inst->attribute().function] = cls;
  return true;
}

// --- names

AttributeName& Solver::nameOf(const std::string& name) {
  auto [at, isNew] = names_.try_emplace(name);
  if (isNew) {
    at->second.read = isReadByRuntime(name) || program.readsAnyName() ||
                      program.isReadElsewhere(module.name(), name);
    if (program.isStoredElsewhere(module.name(), name))
      at->second.stored = Fact::anything();
  }
  return at->second;
}

PlaceIndex Solver::attributeOf(ClassInfo& cls, const std::string& name) {
  auto [at, isNew] = cls.attributes.try_emplace(name, 0);
  if (!isNew)
    return at->second;
  PlaceIndex place = at->second = newPlace();
  AttributeName& all = nameOf(name);
  all.attributes.emplace_back(&cls, place);
  openAttribute(cls, all, place);
  return place;
}

PlaceIndex Solver::fieldOf(ClassInfo& cls, const std::string& name) {
  auto [at, isNew] = cls.fields.try_emplace(name, 0);
  if (!isNew)
    return at->second;
  PlaceIndex place = at->second = newPlace();
  AttributeName& all = nameOf(name);
  all.fields.emplace_back(&cls, place);
  places_[place].pinned = !all.stored.isBottom();
  store(place, all.stored);
  if (all.read && cls.instancesOut)
    escapePlace(place);
  return place;
}

// Brings what code that is not seen may do to a class's attribute up to date.
void Solver::openAttribute(ClassInfo& cls, AttributeName& name, PlaceIndex place) {
  if (cls.open) {
    places_[place].pinned = true;
    store(place, name.stored);
    escapePlace(place);
  }
  if (!name.read)
    return;
  // It calls the method of an instance, which is the method's first argument.
  for (ClassInfo* heir : cls.heirs)
    if (heir->instancesOut)
      bindPlace(place, Fact::made(kOther, heir->instanceSite));
}

void Solver::escapePlace(PlaceIndex index) {
  places_[index].escapes = true;
  Fact held = places_[index].fact;
  for (unsigned i = 0; i < held.siteCount; i++)
    escapeSite(held.sites[i]);
  drainEscapes();
}

// Functions that the place holds, now or later, may be called with `self` and anything.
void Solver::bindPlace(PlaceIndex index, const Fact& self) {
  std::vector<SiteIndex> dropped;
  if (!join(bound_[index], self, &dropped))
    return;
  for (SiteIndex site : dropped)
    escapeSite(site);
  callBound(index);
}

void Solver::callBound(PlaceIndex index) {
  auto found = bound_.find(index);
  if (found == bound_.end() || narrowing_)
    return;
  Fact held = places_[index].fact, self = found->second;
  for (unsigned i = 0; i < held.siteCount; i++) {
    if (sites_[held.sites[i]].kind != kFunc)
      continue;
    Function& function = *sites_[held.sites[i]].function;
    Instance* instance = instanceOf(function, {});
    if (function.parameters.positional == 0) {
      escapeSite(held.sites[i]);
      continue;
    }
    if (!instance->open) {
      instance->open = instance->openBound = true;
      for (auto& argument : function.entry()->arguments())
        if (argument->index() > 0)
          storeArgument(*instance, argument.get(), Fact::anything());
    }
    storeArgument(*instance, function.entry()->argument(0), self);
    escapePlace(instance->result);
    escapePlace(instance->yielded);
  }
  drainEscapes();
}

// Code that is not seen may read the attribute of objects that it has.
void Solver::noteRead(const std::string& text) {
  if (narrowing_ || classes_.empty())
    return;
  AttributeName& name = nameOf(text);
  if (name.read)
    return;
  name.read = true;
  for (size_t i = 0; i < name.attributes.size(); i++)
    openAttribute(*name.attributes[i].first, name, name.attributes[i].second);
  for (size_t i = 0; i < name.fields.size(); i++)
    if (name.fields[i].first->instancesOut)
      escapePlace(name.fields[i].second);
}

// A store through a receiver that is not known.
void Solver::storeUnknown(const std::string& text, const Fact& value) {
  if (classes_.empty() || value.isBottom())
    return;
  AttributeName& name = nameOf(text);
  std::vector<SiteIndex> dropped;
  if (!narrowing_)
    join(name.stored, value, &dropped);
  for (SiteIndex site : dropped)
    escapeSite(site);
  for (size_t i = 0; i < name.fields.size(); i++)
    store(name.fields[i].second, value);
  for (size_t i = 0; i < name.attributes.size(); i++)
    if (name.attributes[i].first->open)
      store(name.attributes[i].second, value);
}

// --- escaping

void Solver::escapeClass(ClassInfo& cls) {
  for (ClassInfo* at = &cls; at; at = at->base) {
    if (at->open)
      continue;
    at->open = true;
    escapeSite(at->instanceSite); // it makes some
    for (auto& [text, place] : std::unordered_map(at->attributes))
      openAttribute(*at, nameOf(text), place);
  }
}

void Solver::escapeInstance(ClassInfo& cls) {
  cls.instancesOut = true;
  if (program.reachesClasses())
    escapeSite(cls.classSite);
  for (auto& [text, place] : std::unordered_map(cls.fields))
    if (nameOf(text).read)
      escapePlace(place);
  for (ClassInfo* at = &cls; at; at = at->base)
    for (auto& [text, place] : std::unordered_map(at->attributes))
      if (nameOf(text).read)
        bindPlace(place, Fact::made(kOther, cls.instanceSite));
}

} // namespace tauro::passes::infer
