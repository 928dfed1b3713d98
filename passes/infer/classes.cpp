// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which classes are followed, what names are open to code that is not seen, and the rules of
// attributes, methods and construction: classes.h.
#include "passes/infer/classes.h"

#include <algorithm>

#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

constexpr unsigned kBoundMethods = 254; // siteAt: beside those of builtins

// What a class may define that makes attributes, or instances, other than they look.
bool isUnfollowed(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "__slots__",   "__getattr__",       "__getattribute__",  "__setattr__",
      "__delattr__", "__new__",           "__init_subclass__", "__class_getitem__",
      "__dict__",    "__class__",         "__get__",           "__set__",
      "__delete__",  "__set_name__",      "__mro_entries__",   "__prepare__",
      "__weakref__", "__instancecheck__", "__subclasscheck__"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// What the class statement itself binds.
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

// --- rules

bool Solver::isFollowed(const Fact& fact) const {
  if (!fact.isOnly(kOther | kNone) || fact.elsewhere || !fact.mayBe(kOther))
    return false;
  for (unsigned i = 0; i < fact.siteCount; i++)
    if (!sites_[fact.sites[i]].cls)
      return false;
  return true;
}

Fact Solver::fieldFact(const Function* classBody, const std::string& name) const {
  auto cls = bodies_.find(classBody);
  if (cls == bodies_.end())
    return Fact::anything();
  auto field = cls->second->fields.find(name);
  return field == cls->second->fields.end() ? Fact() : places_[field->second].fact;
}

Fact Solver::lookup(ClassInfo& cls, const std::string& name, Work work) {
  Fact result;
  for (ClassInfo* at = &cls; at; at = at->base) {
    add(result, read(attributeOf(*at, name), work));
    if (at->definite.contains(name))
      break;
  }
  return result;
}

void Solver::add(Fact& into, const Fact& fact) {
  std::vector<SiteIndex> dropped;
  join(into, fact, &dropped);
  for (SiteIndex site : dropped)
    escape(Fact::made(sites_[site].kind, site));
}

Fact Solver::bindMethod(Work work, const Fact& functions, const Fact& self) {
  SiteIndex site = siteAt(work, kOther, 2, kBoundMethods);
  sites_[site].sort = SiteSort::Method;
  PlaceIndex function = sites_[site].places[0], first = sites_[site].places[1];
  store(function, functions);
  store(first, self);
  if (sites_[site].escaped)
    bindPlace(function, self);
  return Fact::made(kOther, site);
}

bool Solver::isDescriptor(const Fact& fact) const {
  return fact.isOnly(kOther) && !fact.elsewhere && fact.siteCount == 1 &&
         sites_[fact.sites[0]].sort == SiteSort::Descriptor;
}

Fact Solver::getAttribute(Work work, const Fact& receiver, const std::string& name) {
  Fact result;
  if (isDescriptor(receiver) && (name == "setter" || name == "deleter" || name == "getter")) {
    result = receiver; // to be called, then it is one like it
    result.kinds |= kBuiltin;
    return result;
  }
  bool unknown = !isFollowed(receiver);
  for (unsigned i = 0; i < receiver.siteCount && !unknown; i++) {
    ClassInfo& cls = *sites_[receiver.sites[i]].cls;
    bool isInstance = sites_[receiver.sites[i]].sort == SiteSort::Instance;
    Fact own = lookup(cls, name, work), field;
    if (isInstance)
      add(result, field = read(fieldOf(cls, name), work));
    unknown |= own.mayBe(kOther) || (own.elsewhere && own.mayBe(kFunc));
    // What every object has.
    unknown |= own.isBottom() && (!isInstance || isDunder(name));
    if (isInstance && own.mayBe(kFunc)) {
      add(result, own.without(kFunc));
      add(result, bindMethod(work, own.restrictedTo(kFunc), Fact::made(kOther, receiver.sites[i])));
    } else {
      add(result, own);
    }
  }
  unknown |= receiver.mayBe(kNone) && isDunder(name);
  if (!unknown)
    return result;
  noteRead(name);
  escape(receiver);
  add(result, Fact::anything());
  return result;
}

void Solver::setAttribute(Work work, const Fact& receiver, const std::string& name,
                          const Fact& value) {
  bool unknown = !isFollowed(receiver);
  for (unsigned i = 0; i < receiver.siteCount; i++) {
    const Site& site = sites_[receiver.sites[i]];
    if (!site.cls)
      continue;
    ClassInfo& cls = *site.cls;
    if (site.sort == SiteSort::Class) {
      store(attributeOf(cls, name), value);
      unknown |= isUnfollowed(name); // now its instances are others
      continue;
    }
    // A property, or another descriptor, is called.
    unknown |= lookup(cls, name, work).mayBe(kOther) || isDunder(name);
    store(fieldOf(cls, name), value);
  }
  if (!unknown)
    return;
  escape(receiver);
  escape(value);
  storeUnknown(name, value);
}

Fact Solver::callAttribute(Work work, const Fact& receiver, const std::string& name,
                           std::vector<Fact> args, const Constant* kwnames) {
  Fact result;
  bool unknown = receiver.mayBe(kNone) && isDunder(name);
  for (unsigned i = 0; i < receiver.siteCount; i++) {
    ClassInfo& cls = *sites_[receiver.sites[i]].cls;
    bool isInstance = sites_[receiver.sites[i]].sort == SiteSort::Instance;
    Fact own = lookup(cls, name, work);
    unknown |= own.mayBe(kOther) || own.elsewhere;
    unknown |= own.isBottom() && (!isInstance || isDunder(name));
    if (isInstance)
      if (Fact field = read(fieldOf(cls, name), work); !field.isBottom())
        add(result, callValue(work, field, args, kwnames));
    std::vector<Fact> all = args;
    if (isInstance)
      all.insert(all.begin(), Fact::made(kOther, receiver.sites[i]));
    for (unsigned s = 0; s < own.siteCount; s++) {
      const Site& site = sites_[own.sites[s]];
      if (site.kind == kFunc)
        add(result, callFunction(work, site.function, all, kwnames));
      else if (site.kind == kBuiltin)
        add(result, callBuiltin(work, site.builtin, args, kwnames));
    }
  }
  if (!unknown)
    return result;
  noteUnseen();
  noteRead(name);
  escape(receiver);
  for (const Fact& arg : args)
    escape(arg);
  add(result, Fact::anything());
  return result;
}

// The methods that may be tried, in the order of the language reference (3.3.8): what one answers
// instead of NotImplemented is the result, and what has none of them raises.
Fact Solver::operateInstances(Work work, const Fact& a, const Fact& b, const char* method,
                              const char* reflected, const char* inPlace) {
  Fact result;
  bool unknown = false;
  auto callOn = [&](const Fact& receiver, const char* name, const Fact& other) {
    for (unsigned i = 0; i < receiver.siteCount; i++) {
      const Site& site = sites_[receiver.sites[i]];
      if (!site.cls || site.sort != SiteSort::Instance) {
        unknown |= site.sort == SiteSort::Class; // its metaclass's: none, but `|` of types
        continue;
      }
      Fact own = lookup(*site.cls, name, work);
      unknown |= !own.isBottom() && (!own.isOnly(kFunc) || own.elsewhere);
      for (unsigned s = 0; s < own.siteCount; s++)
        if (sites_[own.sites[s]].kind == kFunc)
          add(result, callFunction(work, sites_[own.sites[s]].function,
                                   {Fact::made(kOther, receiver.sites[i]), other}, nullptr));
    }
  };
  if (inPlace)
    callOn(a, inPlace, b);
  callOn(a, method, b);
  // Of two of one class, the first one's methods alone are asked.
  bool isSame = a.siteCount == 1 && b.siteCount == 1 && a.sites[0] == b.sites[0] &&
                a.isOnly(kOther) && b.isOnly(kOther);
  if (!isSame)
    callOn(b, reflected, a);
  if (!unknown)
    return result;
  noteUnseen();
  for (const char* name : {inPlace, method, reflected})
    if (name)
      noteRead(name);
  escape(a);
  escape(b);
  add(result, Fact::anything());
  return result;
}

Fact Solver::construct(Work work, ClassInfo& cls, std::vector<Fact> args, const Constant* kwnames) {
  Fact self = Fact::made(kOther, cls.instanceSite);
  Fact init = lookup(cls, "__init__", work);
  if (init.isBottom())
    return args.empty() ? self : Fact(); // TypeError; or the class is not there yet
  args.insert(args.begin(), self);
  if (!init.isOnly(kFunc) || init.elsewhere) {
    noteUnseen();
    for (const Fact& arg : args)
      escape(arg);
  }
  for (unsigned i = 0; i < init.siteCount; i++)
    if (sites_[init.sites[i]].kind == kFunc)
      callFunction(work, sites_[init.sites[i]].function, args, kwnames);
  return self;
}

Fact Solver::transferClass(Work work) {
  const Inst* inst = work.inst;
  Instance& instance = *work.instance;
  auto operand = [&](unsigned i) { return use(instance, inst, i); };
  auto escapeAll = [&] {
    noteUnseen();
    for (unsigned i = 0; i < inst->operands().size(); i++)
      escape(operand(i));
    return Fact::anything();
  };
  switch (inst->op()) {
  case Op::ClassBuild: {
    auto found = classes_.find(inst);
    if (found == classes_.end())
      return escapeAll();
    escape(operand(0));
    if (trace_)
      trace_->callees.push_back(found->second->body);
    return Fact::made(kOther, found->second->classSite);
  }
  case Op::NamespaceGet:
  case Op::NamespaceSet: {
    auto found = bodies_.find(inst->block()->function());
    if (found == bodies_.end())
      return escapeAll();
    ClassInfo& cls = *found->second;
    const std::string& name = inst->attribute().constant->text;
    if (inst->op() == Op::NamespaceGet) {
      Fact result = isImplied(name) ? Fact::of(kAllKinds) : read(attributeOf(cls, name), work);
      add(result, Fact::of(kUnbound));
      return result;
    }
    Fact value = operand(1);
    if (isImplied(name)) {
      escape(value);
      return {};
    }
    // What it is may have a __set_name__, which gets the class.
    if (value.mayBe(kOther) && value.elsewhere)
      escape(Fact::made(kOther, cls.classSite));
    store(attributeOf(cls, name), value);
    return {};
  }
  case Op::PyGetAttr:
    return getAttribute(work, operand(0), inst->attribute().constant->text);
  case Op::PySetAttr:
    setAttribute(work, operand(0), inst->attribute().constant->text, operand(1));
    return {};
  case Op::SuperGetAttr: {
    auto found = methods_.find(inst->block()->function());
    Fact self = operand(1);
    const std::string& name = inst->attribute().constant->text;
    bool known = found != methods_.end() && isFollowed(self) && self.isOnly(kOther);
    Fact functions;
    for (unsigned i = 0; i < self.siteCount && known; i++) {
      const Site& site = sites_[self.sites[i]];
      const ClassInfo* at = site.cls;
      while (at && at != found->second)
        at = at->base;
      known = at && site.sort == SiteSort::Instance;
    }
    ClassInfo* base = known ? found->second->base : nullptr;
    if (base) {
      functions = lookup(*base, name, work);
      known = functions.isOnly(kFunc) && !functions.elsewhere;
    }
    if (!known) {
      noteRead(name);
      return escapeAll();
    }
    // A method of object does nothing to its object that is not seen by name.
    return base ? bindMethod(work, functions, self) : Fact::anything();
  }
  default:
    return escapeAll();
  }
}

} // namespace tauro::passes::infer
