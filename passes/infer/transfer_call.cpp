// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of calls of the program's own functions, and of methods of builtin types. A call
// binds its arguments to the callee's parameters as CPython does; a form that this does not follow
// lets the callee's parameters be anything. A call that must raise has no result.
#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

enum class MethodResult : uint8_t { Str, Bytes, Bool, Float, None, Int, Index, Found, Strs };
struct MethodRow {
  Kind kind;
  std::string_view name;
  unsigned arguments;
  MethodResult result;
};
constexpr MethodRow kMethods[] = {
#define INFER_METHOD(Kind, name, arguments, Result) {Kind, #name, arguments, MethodResult::Result},
#include "passes/infer/builtins.def"
};

const MethodRow* methodOf(uint32_t kind, std::string_view name) {
  for (const MethodRow& row : kMethods)
    if (row.kind == kind && row.name == name)
      return &row;
  return nullptr;
}

// A method.load whose words go nowhere but into the call that belongs to it.
bool isPlainLoad(const Inst* load) {
  for (const Inst* get : load->users()) {
    if (get->op() != Op::PackGet)
      return false;
    for (const Inst* call : get->users()) {
      if (call->op() != Op::PyCallLoaded)
        return false;
      for (unsigned i = 0; i < call->operands().size(); i++)
        if (call->operand(i) == get && i != static_cast<unsigned>(get->attribute().imm))
          return false;
      for (const Edge& edge : call->edges())
        for (const Value* arg : edge.args)
          if (arg == get)
            return false;
    }
  }
  return true;
}

// The method.load that both words of a call come from, or null.
const Inst* loadOf(const Inst* call) {
  const Inst *first = asInst(call->operand(0)), *second = asInst(call->operand(1));
  if (!first || !second || first->op() != Op::PackGet || second->op() != Op::PackGet ||
      first->operand(0) != second->operand(0) || first->attribute().imm != 0 ||
      second->attribute().imm != 1)
    return nullptr;
  const Inst* load = asInst(first->operand(0));
  return load && load->op() == Op::MethodLoad && isPlainLoad(load) ? load : nullptr;
}

} // namespace

Fact Solver::transferCall(Work work) {
  const Inst* inst = work.inst;
  Instance& instance = *work.instance;
  std::vector<Fact> args;
  unsigned builtin;
  auto take = [&](unsigned first) {
    for (unsigned i = first; i < inst->operands().size(); i++)
      args.push_back(use(instance, inst, i));
  };
  switch (inst->op()) {
  case Op::MethodLoad:
    // The lookup itself runs no code that could keep a builtin object.
    if (use(instance, inst, 0).mayBe(kOther) && !isFollowed(use(instance, inst, 0)) &&
        !isNative(importedBy(bindings, inst->operand(0))))
      noteUnseen();
    if (!isPlainLoad(inst)) {
      noteRead(inst->attribute().constant->text);
      escape(use(instance, inst, 0));
    }
    return use(instance, inst, 0);
  case Op::PyCallLoaded:
    take(2);
    if (const Inst* load = loadOf(inst);
        load && moduleFunction(load->operand(0), load->attribute().constant->text, &builtin))
      return callBuiltin(work, builtin, args, inst->attribute().kwnames);
    else if (load)
      return callMethod(work, use(instance, load, 0), load->attribute().constant->text,
                        std::move(args), inst->attribute().kwnames);
    escape(use(instance, inst, 0));
    escape(use(instance, inst, 1));
    for (const Fact& arg : args)
      escape(arg);
    return Fact::anything();
  case Op::PyCallMethod:
    take(1);
    if (moduleFunction(inst->operand(0), inst->attribute().constant->text, &builtin))
      return callBuiltin(work, builtin, args, inst->attribute().kwnames);
    return callMethod(work, use(instance, inst, 0), inst->attribute().constant->text,
                      std::move(args), inst->attribute().kwnames);
  default: // py.call, and call.guarded, which is one
    take(1);
    return callValue(work, use(instance, inst, 0), std::move(args), inst->attribute().kwnames);
  }
}

Fact Solver::callValue(Work work, const Fact& callee, std::vector<Fact> args,
                       const Constant* kwnames) {
  Fact result;
  bool unknown = callee.elsewhere && callee.mayBe(kOther | kFunc | kBuiltin);
  std::vector<SiteIndex> dropped;
  for (unsigned i = 0; i < callee.siteCount; i++) {
    const Site& site = sites_[callee.sites[i]];
    if (site.kind == kFunc)
      join(result, callFunction(work, site.function, args, kwnames), &dropped);
    else if (site.kind == kBuiltin)
      join(result, callBuiltin(work, site.builtin, args, kwnames), &dropped);
    else if (site.sort == SiteSort::Class)
      join(result, construct(work, *site.cls, args, kwnames), &dropped);
    else if (site.sort == SiteSort::Method)
      join(result, callMethodObject(work, site, args, kwnames), &dropped);
    else if (site.sort == SiteSort::Descriptor) // its setter: makes another one
      join(result, Fact::made(kOther, callee.sites[i]), &dropped);
    else
      unknown |= site.kind == kOther;
    if (site.sort == SiteSort::Descriptor)
      for (const Fact& arg : args)
        escape(arg);
  }
  for (SiteIndex site : dropped)
    escape(Fact::made(sites_[site].kind, site));
  // What is of no callable kind raises.
  if (unknown) {
    noteUnseen();
    for (unsigned i = 0; i < callee.siteCount; i++)
      if (sites_[callee.sites[i]].kind == kOther) // its __call__
        escape(Fact::made(kOther, callee.sites[i]));
    for (const Fact& arg : args)
      escape(arg);
    // What the known callees answer goes on being followed beside anything.
    dropped.clear();
    join(result, Fact::anything(), &dropped);
  }
  return result;
}

Fact Solver::callMethodObject(Work work, const Site& method, std::vector<Fact> args,
                              const Constant* kwnames) {
  args.insert(args.begin(), read(method.places[1], work));
  return callValue(work, read(method.places[0], work), std::move(args), kwnames);
}

Fact Solver::callFunction(Work work, Function* callee, const std::vector<Fact>& args,
                          const Constant* kwnames) {
  Instance* generic = instanceOf(*callee, {});
  if (trace_)
    trace_->callees.push_back(callee);
  const Parameters& p = callee->parameters;
  size_t named = kwnames ? kwnames->items.size() : 0, given = args.size() - named;
  size_t count = p.positional + p.keywordOnly;
  auto giveUp = [&] {
    escape(functionFact(callee));
    for (const Fact& arg : args)
      escape(arg);
    return Fact::anything();
  };
  if ((callee->kind != FunctionKind::Function && !isSuspendable(callee->kind)) ||
      callee->entry()->argumentCount() != count + p.varArgs + p.varKeywords)
    return giveUp();
  if (given > p.positional && !p.varArgs)
    return {}; // TypeError
  std::vector<Fact> bound(callee->entry()->argumentCount());
  for (size_t i = 0; i < given; i++) {
    if (i < p.positional)
      bound[i] = args[i];
    else
      escape(args[i]);
  }
  if (p.varArgs)
    bound[count] = Fact::of(kTuple);
  if (p.varKeywords)
    bound[count + p.varArgs] = Fact::of(kDict);
  for (size_t k = 0; k < named; k++) {
    size_t i = p.posOnly;
    while (i < count && p.names[i] != kwnames->items[k])
      i++;
    if (i < count && bound[i].isBottom())
      bound[i] = args[given + k];
    else if (i == count && p.varKeywords)
      escape(args[given + k]);
    else
      return {}; // TypeError: unknown, or given twice
  }
  for (size_t i = 0; i < count; i++)
    if (bound[i].isBottom()) {
      bound[i] = read(defaultsOf(callee)[i], work);
      if (bound[i].isBottom())
        return {}; // TypeError: missing; or no function with that default is made yet
    }

  if (callee->kind != FunctionKind::Generator && isSuspendable(callee->kind) &&
      generic->shape->hasYields())
    return giveUp(); // what runs it is not followed
  for (size_t i = 0; i < bound.size(); i++)
    storeArgument(*generic, callee->entry()->argument(static_cast<unsigned>(i)), bound[i]);
  std::vector<Rep> key;
  bool known = false;
  for (const Fact& argument : bound) {
    key.push_back(repOf(argument));
    known |= key.back() != Rep::Word;
  }
  Instance* target = known && !narrowing_ ? instanceOf(*callee, key) : nullptr;
  if (known && narrowing_)
    if (auto versions = versions_.find(callee); versions != versions_.end())
      for (Instance* version : versions->second)
        if (version->key == key)
          target = version;
  if (!target)
    target = generic;
  if (!target->shape->hasYields())
    return read(target->result, work);
  // A generator is made; its body runs as it is iterated, and may be sent anything.
  SiteIndex& site = generatorSites_.try_emplace(target, kNoSite).first->second;
  if (site == kNoSite) {
    site = static_cast<SiteIndex>(sites_.size());
    sites_.push_back({kIter});
    sites_.back().places.push_back(target->yielded);
    sites_.back().runs = true;
  }
  return Fact::made(kIter, site);
}

Fact Solver::callMethod(Work work, const Fact& receiver, std::string_view name,
                        std::vector<Fact> args, const Constant* kwnames) {
  auto giveUp = [&] {
    escape(receiver);
    for (const Fact& arg : args)
      escape(arg);
    return Fact::anything();
  };
  if (isFollowed(receiver))
    return callAttribute(work, receiver, std::string(name), std::move(args), kwnames);
  if (isDescriptor(receiver) && (name == "setter" || name == "deleter" || name == "getter"))
    return callValue(work, receiver, std::move(args), kwnames);
  if (receiver.mayBe(kOther)) {
    noteRead(std::string(name));
    noteUnseen();
  }
  if (trace_ && name != "append")
    trace_->ofBuiltinType = true;
  if (kwnames || receiver.isBottom())
    return giveUp();
  if (const MethodRow* row = methodOf(receiver.kinds, name); row && args.size() <= row->arguments) {
    bool join = row->kind == kStr && name == "join" && args.size() == 1;
    bool user = !join && mayRunUser(receiver, work);
    for (const Fact& arg : args)
      user |= !join && mayRunUser(arg, work);
    if (join)
      iterated(args[0], work); // takes strs alone
    if (user) {
      escape(receiver);
      for (const Fact& arg : args)
        escape(arg);
    }
    switch (row->result) {
    case MethodResult::Str:
      return Fact::of(kStr);
    case MethodResult::Bytes:
      return Fact::of(kBytes);
    case MethodResult::Bool:
      return Fact::of(kBool);
    case MethodResult::Float:
      return Fact::of(kFloat);
    case MethodResult::None:
      return Fact::of(kNone);
    case MethodResult::Int:
      return Fact::integer();
    case MethodResult::Index:
      return Fact::integer(0);
    case MethodResult::Found:
      return Fact::integer(-1);
    case MethodResult::Strs: {
      SiteIndex site = siteAt(work, kList, 1);
      store(sites_[site].places[0], Fact::of(kStr));
      return Fact::made(kList, site);
    }
    }
  }
  if (!receiver.isOnly(kList | kNone))
    return giveUp();
  // Methods of lists that move items.
  Fact list = receiver.restrictedTo(kList);
  if (name == "append" && args.size() == 1) {
    storeItem(list, args[0]);
    return Fact::of(kNone);
  }
  if (name == "extend" && args.size() == 1) {
    storeItem(list, iterated(args[0], work));
    return Fact::of(kNone);
  }
  if (name == "insert" && args.size() == 2 && args[0].isOnly(kInt | kBool)) {
    storeItem(list, args[1]);
    return Fact::of(kNone);
  }
  if (name == "pop" && (args.empty() || (args.size() == 1 && args[0].isOnly(kInt | kBool))))
    return itemsOf(list, kList, work);
  if (name == "sort" && args.empty()) {
    if (mayRunUser(list, work))
      escape(list);
    return Fact::of(kNone);
  }
  if (name == "copy" && args.empty()) {
    SiteIndex site = siteAt(work, kList, 1);
    store(sites_[site].places[0], itemsOf(list, kList, work));
    return Fact::made(kList, site);
  }
  return giveUp();
}

} // namespace tauro::passes::infer
