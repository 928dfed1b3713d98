// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of classes and instances: attributes, methods, operators, construction and what a
// class statement does. Which classes are followed, and what escapes, is in classes.cpp.
#include "passes/facts.h"
#include "passes/infer/classes.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;
using namespace names;

namespace {

constexpr unsigned kBoundMethods = 254; // siteAt: beside those of builtins

} // namespace

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
