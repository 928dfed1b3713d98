// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts in words, and from where in the source they come: back along definitions to the first that
// says more than its operands.
#include <algorithm>

#include "passes/specialise/explain.h"
#include "passes/specialise/operator_table.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::Fact;

namespace {

constexpr unsigned kMaxDepth = 3;   // of lists in lists
constexpr unsigned kMaxSteps = 8;   // back along definitions
constexpr size_t kMaxSources = 3;   // of a value, that are told
constexpr unsigned kMaxMerges = 64; // block arguments that are looked through for them

struct KindWords {
  infer::Kind kind;
  const char *one, *many;
};
constexpr KindWords kKindWords[] = {
    {infer::kNone, "None", "Nones"},
    {infer::kBool, "a bool", "bools"},
    {infer::kInt, "an int", "ints"},
    {infer::kFloat, "a float", "floats"},
    {infer::kStr, "a str", "strs"},
    {infer::kBytes, "a bytes", "bytes"},
    {infer::kList, "a list", "lists"},
    {infer::kTuple, "a tuple", "tuples"},
    {infer::kDict, "a dict", "dicts"},
    {infer::kSet, "a set", "sets"},
    {infer::kRange, "a range", "ranges"},
    {infer::kIter, "an iterator", "iterators"},
    {infer::kFunc, "a function", "functions"},
    {infer::kBuiltin, "a builtin", "builtins"},
    {infer::kOther, "an object of another class", "objects of other classes"},
};

std::string joined(const std::vector<std::string>& parts, const char* last) {
  std::string text;
  for (size_t i = 0; i < parts.size(); i++)
    text += (i == 0 ? "" : i + 1 == parts.size() ? last : ", ") + parts[i];
  return text;
}

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

bool isNumber(const Fact& fact) {
  return fact.isOnly(infer::kInt) || fact.isOnly(infer::kFloat) || fact.isOnly(infer::kBool);
}

std::string className(const Function* body) {
  return body->name ? body->name->text : body->symbol();
}

} // namespace

Causes::Causes(const Module& module, const infer::Inference& inference)
    : module_(module), inference_(inference), lines_(module) {
  for (const auto& function : module.functions()) {
    if (function->versionOf)
      continue;
    for (const auto& block : function->blocks())
      for (const Inst* inst : *block) {
        if (inst->op() == Op::GlobalLoad || inst->op() == Op::GlobalLoadRaw)
          loads_[inst->attribute().variable].push_back(inst);
        else if (inst->op() == Op::GlobalStore)
          stores_[inst->attribute().variable].push_back(inst);
        else
          addCall(inst);
        size_t use = inst->operands().size();
        for (const Edge& edge : inst->edges()) {
          entries_[edge.target].push_back({inst, &edge, use});
          use += edge.args.size();
        }
      }
  }
}

const Function* methodOf(const Module& module, const infer::Inference& inference,
                         const Inst* lookup) {
  const Function* body = inference.classOf(inference.factAt(lookup, 0));
  const KnownClass* known = body ? module.findClass(body->symbol()) : nullptr;
  const Constant* name = lookup->attribute().constant;
  if (int number = known ? known->findMethod(name) : -1; number >= 0)
    return known->methods[static_cast<size_t>(number)].function;
  return body ? module.findFunction(body->symbol() + "." + name->text) : nullptr;
}

void Causes::addCall(const Inst* inst) {
  const Function* callee = nullptr;
  unsigned first = inst->op() == Op::PyCallMethod ? 0 : 1;
  if (inst->op() == Op::PyCall || inst->op() == Op::CallGuarded) {
    callee = inference_.functionOf(inference_.factAt(inst, 0));
  } else if (inst->op() == Op::PyCallMethod) {
    callee = methodOf(module_, inference_, inst);
  } else if (inst->op() == Op::PyCallLoaded) {
    const Inst* get = asInst(inst->operand(0));
    const Inst* load = get && get->op() == Op::PackGet ? asInst(get->operand(0)) : nullptr;
    if (load && load->op() == Op::MethodLoad)
      callee = methodOf(module_, inference_, load);
  }
  if (callee)
    calls_[callee].push_back({inst, first});
}

namespace {
bool isAnything(const Fact& fact) {
  return (fact.kinds & infer::kValueKinds) == infer::kValueKinds;
}
} // namespace

std::string Causes::inWords(const Fact& fact) const { return inWords(fact, 0); }

std::string Causes::inWords(const Fact& fact, unsigned depth) const {
  if (fact.isBottom())
    return "never reached";
  std::vector<std::string> parts = kindsOf(fact, depth, false);
  if (fact.mayBe(infer::kUnbound) && !isAnything(fact))
    parts.push_back("without a value");
  return joined(parts, " or ");
}

std::string Causes::plural(const Fact& fact, unsigned depth) const {
  if (fact.isBottom())
    return "nothing";
  return depth > kMaxDepth ? "anything" : joined(kindsOf(fact, depth, true), " and ");
}

std::vector<std::string> Causes::kindsOf(const Fact& fact, unsigned depth, bool isPlural) const {
  if (isAnything(fact))
    return {"anything"};
  std::vector<std::string> parts;
  for (const KindWords& words : kKindWords) {
    if (!fact.mayBe(words.kind))
      continue;
    const Function* body = words.kind == infer::kOther
                               ? inference_.classOf(fact.restrictedTo(infer::kOther))
                               : nullptr;
    if (words.kind == infer::kList)
      parts.push_back((isPlural ? "lists of " : "a list of ") +
                      plural(inference_.itemsOf(fact.restrictedTo(infer::kList)), depth + 1));
    else if (body)
      parts.push_back((isPlural ? "instances of " : "an instance of ") + className(body));
    else
      parts.push_back(isPlural ? words.many : words.one);
  }
  return parts;
}

std::string Causes::nameOf(const Value* value) const {
  if (value->valueKind() == Value::Kind::Inst) {
    auto* inst = static_cast<const Inst*>(value);
    if (inst->op() == Op::PackGet || inst->op() == Op::IterNext)
      return value->name().empty() ? "an item" : quoted(value->name());
    if (inst->op() == Op::GlobalLoad || inst->op() == Op::GlobalLoadRaw)
      return quoted(inst->attribute().variable->name);
    if (!value->name().empty())
      return quoted(value->name());
    if (inst->op() == Op::Const)
      return "a constant";
    if (inst->site())
      return quoted(lines_.quote(module_.site(inst->site())));
  }
  return value->name().empty() ? "a value" : quoted(value->name());
}

std::string Causes::operand(const Inst* inst, unsigned i, int version) const {
  const Value* value = inst->operand(i);
  return textOf(RemarkId::Operand,
                {nameOf(value), inWords(inference_.factAt(inst, i, version)), of(value, version)});
}

// Where a function's name is first read other than to call it.
std::string Causes::passedOn(const Function* function) const {
  const Inst* first = nullptr;
  auto look = [&](const Inst* load) {
    for (const Inst* use : load->users())
      for (unsigned i = 0; i < use->operands().size(); i++) {
        bool isCallee = i == 0 && (use->op() == Op::PyCall || use->op() == Op::CallGuarded);
        if (use->operand(i) == load && !isCallee && load->site() &&
            (!first || module_.site(load->site()).line < module_.site(first->site()).line))
          first = load;
      }
  };
  for (const auto& variable : module_.variables())
    if (inference_.bindings().at(variable.get()).function == function)
      if (auto loads = loads_.find(variable.get()); loads != loads_.end())
        for (const Inst* load : loads->second)
          look(load);
  return first ? SourceLines::place(module_.site(first->site())) : std::string();
}

std::string Causes::ofParameter(const Argument* parameter) const {
  const Function* function = parameter->block()->function();
  std::string name = quoted(function->name ? function->name->text : function->symbol());
  if (inference_.hasEscaped(function)) {
    std::string at = passedOn(function);
    return at.empty() ? textOf(RemarkId::BecauseParameter, {name})
                      : textOf(RemarkId::BecausePassedOn, {name, at});
  }
  // The first call that gives it something else than a number.
  const Inst* culprit = nullptr;
  Fact given;
  auto calls = calls_.find(function);
  for (const auto& [call, first] : calls == calls_.end() ? std::vector<Call>() : calls->second) {
    if (call->operands().size() <= parameter->index() + first)
      continue;
    Fact fact = inference_.factAt(call, parameter->index() + first);
    if (fact.isBottom() || (culprit && (isNumber(fact) || !isNumber(given))))
      continue;
    culprit = call;
    given = fact;
  }
  if (!culprit)
    return {};
  return textOf(RemarkId::BecauseCall,
                {SourceLines::place(module_.site(culprit->site())), inWords(given)});
}

// What of a constant helps to find it.
static std::string literal(const Value* value) {
  const Inst* inst =
      value->valueKind() == Value::Kind::Inst ? static_cast<const Inst*>(value) : nullptr;
  if (!inst || inst->op() != Op::Const || inst->attribute().constant->kind != ConstantKind::Int)
    return {};
  return " (" + std::to_string(inst->attribute().constant->integer) + ")";
}

std::string Causes::ofStores(const std::vector<std::pair<const Value*, Fact>>& stores,
                             const std::vector<SiteId>& sites) const {
  // What is of one kind says most.
  std::vector<size_t> order;
  for (bool single : {true, false})
    for (size_t i = 0; i < stores.size(); i++)
      if (uint32_t kinds = stores[i].second.kinds; kinds && ((kinds & (kinds - 1)) == 0) == single)
        order.push_back(i);
  std::vector<std::string> parts, known;
  for (size_t i : order) {
    std::string words = inWords(stores[i].second);
    if (std::find(known.begin(), known.end(), words) != known.end() || parts.size() == kMaxSources)
      continue;
    known.push_back(words);
    words += literal(stores[i].first);
    parts.push_back(
        sites[i] ? textOf(RemarkId::From, {words, SourceLines::place(module_.site(sites[i]))})
                 : words);
  }
  if (parts.size() < 2)
    return {};
  return textOf(RemarkId::BecauseStores, {joined(parts, ", ")});
}

std::string Causes::ofName(const Variable& variable) const {
  const infer::BindingFact& binding = inference_.bindings().at(&variable);
  std::string name = quoted(variable.name);
  if (binding.mayRebind)
    return textOf(RemarkId::BecauseReplaced, {name});
  if (binding.stores > 1)
    return textOf(RemarkId::BecauseName, {name, std::to_string(binding.stores)});
  if (binding.deletes)
    return textOf(RemarkId::BecauseDeleted, {name});
  if (binding.stores == 0 && !variable.builtin.empty() && !inference_.isBuiltinFixed(variable))
    return textOf(RemarkId::BecauseReplaced, {name});
  return {};
}

const Value* Causes::rootOf(const Value* value, int version) const {
  for (unsigned step = 0; step < kMaxSteps; step++) {
    const Inst* inst =
        value->valueKind() == Value::Kind::Inst ? static_cast<const Inst*>(value) : nullptr;
    if (!inst || !operatorOf(inst->op()))
      break;
    const Value* next = nullptr;
    for (unsigned i = 0; i < inst->operands().size() && !next; i++)
      if (Fact fact = inference_.factAt(inst, i, version); !isNumber(fact)) {
        if (inWords(fact) != inWords(inference_.factOf(value, version)))
          return value;
        next = inst->operand(i);
      }
    if (!next)
      break;
    value = next;
  }
  return value;
}

std::string Causes::of(const Value* value, int version) const {
  auto [at, isNew] = known_.try_emplace({value, version});
  if (isNew)
    at->second = of(value, version, 0);
  return at->second;
}

std::string Causes::of(const Value* value, int version, unsigned depth) const {
  if (depth == kMaxSteps)
    return {};
  if (value->valueKind() == Value::Kind::Argument) {
    auto* argument = static_cast<const Argument*>(value);
    const Function* function = argument->block()->function();
    if (argument->block() == function->entry())
      return function->kind == FunctionKind::Function ? ofParameter(argument) : std::string();
    // What reaches it through merges, each kind with the first place that it comes from.
    std::vector<std::pair<const Value*, Fact>> sources;
    std::vector<SiteId> sites;
    std::vector<const Argument*> merges{argument};
    for (size_t m = 0; m < merges.size() && merges.size() < kMaxMerges; m++) {
      auto entries = entries_.find(merges[m]->block());
      for (const Entry& entry :
           entries == entries_.end() ? std::vector<Entry>() : entries->second) {
        unsigned index = merges[m]->index();
        if (index >= entry.edge->args.size())
          continue; // the exception of an err edge
        Value* passed = entry.edge->args[index];
        Argument* merge = asArgument(passed);
        if (merge && merge->block() != function->entry()) {
          if (std::find(merges.begin(), merges.end(), merge) == merges.end())
            merges.push_back(merge);
          continue;
        }
        const Inst* made = asInst(passed);
        sources.emplace_back(passed,
                             inference_.factAt(entry.from, entry.firstUse + index, version));
        sites.push_back(made && made->op() != Op::Const ? made->site() : 0);
      }
    }
    std::string text = ofStores(sources, sites);
    if (!text.empty())
      return text;
    for (const auto& [source, fact] : sources)
      if (!isNumber(fact) && !fact.isBottom())
        return of(source, version, depth + 1);
    return {};
  }
  auto* inst = static_cast<const Inst*>(value);
  auto factAt = [&](unsigned i) { return inference_.factAt(inst, i, version); };
  if (const Value* root = rootOf(value, version); root != value && nameOf(root) == nameOf(value))
    return of(root, version, depth + 1);
  else if (root != value)
    return textOf(RemarkId::BecauseFrom, {nameOf(root), of(root, version, depth + 1)});
  if (operatorOf(inst->op())) {
    // The operand that made it unclear.
    for (unsigned i = 0; i < inst->operands().size(); i++)
      if (!isNumber(factAt(i)))
        return textOf(RemarkId::BecauseOf, {nameOf(inst->operand(i)), inWords(factAt(i)),
                                            of(inst->operand(i), version, depth + 1)});
    return {};
  }
  switch (inst->op()) {
  case Op::GlobalLoad:
  case Op::GlobalLoadRaw: {
    const Variable* variable = inst->attribute().variable;
    if (inference_.bindings().at(variable).mayRebind)
      return textOf(RemarkId::BecauseRebound, {quoted(variable->name)});
    std::vector<std::pair<const Value*, Fact>> sources;
    std::vector<SiteId> sites;
    auto stores = stores_.find(variable);
    for (const Inst* store : stores == stores_.end() ? Places() : stores->second) {
      sources.emplace_back(store->operand(0), inference_.factAt(store, 0));
      sites.push_back(store->site());
    }
    std::string text = ofStores(sources, sites);
    if (text.empty() && sources.size() == 1)
      return of(sources[0].first, -1, depth + 1);
    return text;
  }
  case Op::PyGetItem: {
    Fact object = factAt(0);
    if (object.isOnly(infer::kList))
      return textOf(RemarkId::BecauseItems, {nameOf(inst->operand(0)), inWords(object)});
    return textOf(RemarkId::BecauseOf, {nameOf(inst->operand(0)), inWords(object),
                                        of(inst->operand(0), version, depth + 1)});
  }
  case Op::IterNext: {
    const Inst* iterator = asInst(inst->operand(0));
    if (!iterator || iterator->op() != Op::PyIter)
      return {};
    return textOf(RemarkId::BecauseItems,
                  {nameOf(iterator->operand(0)), inWords(inference_.factAt(iterator, 0, version))});
  }
  case Op::PackGet:
    return of(inst->operand(0), version, depth + 1);
  case Op::PyUnpack:
    return textOf(RemarkId::BecauseOf, {nameOf(inst->operand(0)), inWords(factAt(0)),
                                        of(inst->operand(0), version, depth + 1)});
  case Op::PyGetAttr: {
    std::string attribute = quoted(inst->attribute().constant->text);
    if (const Function* body = inference_.classOf(factAt(0)))
      return textOf(RemarkId::BecauseAttribute, {attribute, className(body)});
    return textOf(RemarkId::BecauseUnknownObject, {nameOf(inst->operand(0)), inWords(factAt(0)),
                                                   of(inst->operand(0), version, depth + 1)});
  }
  case Op::PyCall:
  case Op::CallGuarded:
  case Op::PyCallMethod:
  case Op::PyCallLoaded: {
    const Function* callee = inst->op() == Op::PyCall || inst->op() == Op::CallGuarded
                                 ? inference_.functionOf(factAt(0))
                                 : nullptr;
    return textOf(RemarkId::BecauseResult,
                  {callee && callee->name ? quoted(callee->name->text)
                                          : quoted(lines_.quote(module_.site(inst->site())))});
  }
  default:
    return {};
  }
}

} // namespace tauro::passes::specialise
