// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/specialise/explain.h"

#include <algorithm>

#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::Fact;
using infer::Inference;

namespace {

bool isNumber(const Fact& fact) { return fact.isOnly(infer::kInt) || fact.isOnly(infer::kFloat); }

// Of one builtin kind for certain, whose operators and methods are the runtime's own.
bool isOfRuntime(const Fact& fact) {
  return fact.kinds && (fact.kinds & (fact.kinds - 1)) == 0 &&
         !fact.mayBe(infer::kOther | infer::kUnbound);
}

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

// What an op that stays generic has to say for itself.
struct Reason {
  RemarkId id;
  std::string text;
  const Value* culprit = nullptr; // what is not known, when that is one value
};

class Explainer {
public:
  Explainer(const Module& module, const Inference& inference, const Plans& plans)
      : module_(module), inference_(inference), plans_(plans), causes_(module, inference) {}
  // Nothing when it is no op that could be better.
  std::optional<Reason> reasonOf(const Inst* inst, int version);
  const Causes& causes() const { return causes_; }

private:
  Reason operand(const Inst* inst, unsigned i) {
    return {RemarkId::Operand, causes_.operand(inst, i, version_),
            causes_.rootOf(inst->operand(i), version_)};
  }
  Reason with(RemarkId id, std::initializer_list<std::string_view> arguments = {}) {
    return {id, textOf(id, arguments), nullptr};
  }
  Reason byRuntime() { return with(RemarkId::ByRuntime); }
  Fact factAt(const Inst* inst, unsigned i) { return inference_.factAt(inst, i, version_); }
  Reason ofOperator(const Inst* inst);
  Reason ofItem(const Inst* inst);
  Reason ofAttribute(const Inst* inst);
  Reason ofIteration(const Inst* inst);
  Reason ofCall(const Inst* inst);
  Reason ofInstance(const Inst* inst, const Function* body);
  Reason ofMethod(const Inst* lookup);

  const Module& module_;
  const Inference& inference_;
  const Plans& plans_;
  Causes causes_;
  int version_ = -1;
};

std::optional<Reason> Explainer::reasonOf(const Inst* inst, int version) {
  version_ = version;
  if (!mayRunUser(inst->effects()) || !inst->site())
    return std::nullopt;
  for (unsigned i = 0; i < inst->operands().size(); i++)
    if (inst->operand(i)->type().isTagged() && factAt(inst, i).isBottom())
      return std::nullopt; // no run gets here
  if (operatorOf(inst->op()))
    return ofOperator(inst);
  switch (inst->op()) {
  case Op::PyGetItem:
  case Op::PySetItem:
  case Op::PyDelItem:
    return ofItem(inst);
  case Op::PyGetAttr:
  case Op::PySetAttr:
    return ofAttribute(inst);
  case Op::IterNext:
    return ofIteration(inst);
  case Op::PyCall:
  case Op::CallGuarded:
    return ofCall(inst);
  case Op::PyCallMethod:
    return ofMethod(inst);
  case Op::PyCallLoaded: {
    const Inst* get = asInst(inst->operand(0));
    const Inst* load = get && get->op() == Op::PackGet ? asInst(get->operand(0)) : nullptr;
    return load && load->op() == Op::MethodLoad ? ofMethod(load) : byRuntime();
  }
  case Op::PyContains:
    return isOfRuntime(factAt(inst, 1)) ? byRuntime() : operand(inst, 1);
  case Op::PyUnpack:
    return isOfRuntime(factAt(inst, 0)) ? byRuntime() : operand(inst, 0);
  // Their cost is that of what they belong to.
  case Op::MethodLoad:
  case Op::PyIter:
  case Op::Poll:
  // What runs once, or ends what runs.
  case Op::ClassBuild:
  case Op::ImportModule:
  case Op::ImportFrom:
  case Op::ImportStar:
  case Op::Raise:
  case Op::Reraise:
  case Op::AssertFail:
  case Op::ExcMatch:
  case Op::Yield:
  case Op::YieldFrom:
  case Op::NamespaceGet:
  case Op::NamespaceSet:
  case Op::NamespaceDelete:
    return std::nullopt;
  default:
    return byRuntime();
  }
}

Reason Explainer::ofOperator(const Inst* inst) {
  bool areNumbers = true, areKnown = true;
  for (unsigned i = 0; i < inst->operands().size(); i++) {
    Fact fact = factAt(inst, i);
    areNumbers = areNumbers && isNumber(fact);
    areKnown = areKnown && isOfRuntime(fact);
  }
  if (!areNumbers && areKnown)
    return byRuntime();
  for (unsigned i = 0; i < inst->operands().size(); i++)
    if (!isNumber(factAt(inst, i)) && (!areKnown || !isOfRuntime(factAt(inst, i))))
      return operand(inst, i);
  OperatorKind kind = operatorOf(inst->op())->kind;
  return with(kind == OperatorKind::Compare ? RemarkId::Inexact
              : kind == OperatorKind::Power ? RemarkId::Power
                                            : RemarkId::NumberForm);
}

Reason Explainer::ofItem(const Inst* inst) {
  Fact object = factAt(inst, 0);
  if (!isOfRuntime(object))
    return operand(inst, 0);
  bool isSlice = isOfRuntime(factAt(inst, 1));
  return object.isOnly(infer::kList) && !isSlice ? operand(inst, 1) : byRuntime();
}

Reason Explainer::ofAttribute(const Inst* inst) {
  std::string_view module = infer::importedBy(inference_.bindings(), inst->operand(0));
  if (!module.empty())
    return with(RemarkId::ModuleAttribute, {quoted(module)});
  Fact fact = factAt(inst, 0);
  if (isOfRuntime(fact))
    return byRuntime();
  if (const Function* body = inference_.classOf(fact))
    return ofInstance(inst, body);
  return operand(inst, 0);
}

Reason Explainer::ofIteration(const Inst* inst) {
  const Inst* iterator = asInst(inst->operand(0));
  if (!iterator || iterator->op() != Op::PyIter)
    return byRuntime();
  Fact fact = factAt(iterator, 0);
  if (!isOfRuntime(fact))
    return operand(iterator, 0);
  if (fact.isOnly(infer::kRange))
    return with(RemarkId::ForeignRange);
  if (fact.isOnly(infer::kList))
    return with(RemarkId::ForeignIterator, {causes_.inWords(fact)});
  return byRuntime();
}

Reason Explainer::ofCall(const Inst* inst) {
  Fact callee = factAt(inst, 0);
  std::string name = causes_.nameOf(inst->operand(0));
  if (const Function* function = inference_.functionOf(callee)) {
    const Parameters& parameters = function->parameters;
    size_t count = inst->operands().size() - 1;
    if (inst->attribute().kwnames || parameters.varArgs || parameters.varKeywords ||
        parameters.keywordOnly || function->entry()->argumentCount() != count)
      return with(RemarkId::CallForm, {name});
    std::vector<Fact> facts;
    for (unsigned i = 1; i <= count; i++)
      facts.push_back(factAt(inst, i));
    if (plans_.forCall(function, facts))
      return byRuntime();
    bool hasVersions = false;
    for (const Version& version : plans_.versions())
      hasVersions = hasVersions || version.generic == function;
    if (!hasVersions)
      return with(RemarkId::NoVersion, {name});
    for (unsigned i = 1; i <= count; i++)
      if (!isNumber(facts[i - 1]))
        return with(RemarkId::NoVersionHere, {name, ": " + causes_.operand(inst, i, version_)});
    return with(RemarkId::NoVersionHere, {name, ""});
  }
  std::string_view builtin = inference_.builtinOf(callee);
  if (!builtin.empty()) {
    constexpr std::string_view kDirect[] = {"len", "abs", "int", "float", "min", "max"};
    bool couldBe = std::find(std::begin(kDirect), std::end(kDirect), builtin) != std::end(kDirect);
    for (unsigned i = 1; couldBe && i < inst->operands().size(); i++)
      if (!isOfRuntime(factAt(inst, i)))
        return operand(inst, i);
    return byRuntime();
  }
  const Inst* load = asInst(inst->operand(0));
  if (load && load->op() == Op::GlobalLoad) {
    const Variable& variable = *load->attribute().variable;
    const infer::BindingFact& binding = inference_.bindings().at(&variable);
    if (binding.isFixed() && binding.classBody)
      return with(RemarkId::ClassCall, {name});
    // A builtin class or function without rules, or what a library module has.
    std::string because = causes_.ofName(variable);
    if (because.empty() && (binding.stores == 0 || binding.isFixed()))
      return byRuntime();
    return with(RemarkId::UnknownCallee, {name, because});
  }
  return with(RemarkId::UnknownCallee, {name, causes_.of(inst->operand(0), version_)});
}

// An attribute or a method of an instance of a class that inference follows.
Reason Explainer::ofInstance(const Inst* inst, const Function* body) {
  std::string cls = quoted(body->name ? body->name->text : body->symbol());
  const KnownClass* known = module_.findClass(body->symbol());
  if (!known)
    return with(RemarkId::NoLayout, {cls});
  if (!plans_.objects().classOf(inst, version_))
    return with(RemarkId::Making); // __init__ is at it
  int number = known->findAttribute(inst->attribute().constant);
  if (number >= 0 && inst->op() == Op::PySetAttr)
    return with(RemarkId::NotAFloat, {causes_.operand(inst, 1, version_)});
  return number >= 0
             ? byRuntime()
             : with(RemarkId::NotPredicted, {quoted(inst->attribute().constant->text), cls});
}

// The first operand is the object.
Reason Explainer::ofMethod(const Inst* lookup) {
  if (!infer::importedBy(inference_.bindings(), lookup->operand(0)).empty())
    return byRuntime();
  Fact fact = factAt(lookup, 0);
  if (isOfRuntime(fact))
    return byRuntime();
  const Function* body = inference_.classOf(fact);
  if (!body)
    return operand(lookup, 0);
  const KnownClass::Method* method = plans_.objects().methodOf(lookup, version_);
  if (!method)
    return ofInstance(lookup, body);
  return with(RemarkId::CallForm, {quoted(lookup->attribute().constant->text)});
}

// --- The report's parts

constexpr size_t kMaxParameters = 8; // that are shown though nothing is known of them

std::string signatureOf(const Function& function, const std::vector<infer::Rep>* parameters) {
  std::string text = function.qualname ? function.qualname->text : function.symbol();
  if (function.kind == FunctionKind::Module || function.kind == FunctionKind::ClassBody)
    return text;
  const Function& outer = function.stepOf ? *function.stepOf : function;
  bool isStep = function.stepOf;
  text += "(";
  bool isCut = false;
  for (size_t i = 0; i < outer.parameters.names.size(); i++) {
    infer::Rep rep = parameters && !isStep ? (*parameters)[i] : infer::Rep::Word;
    if (i >= kMaxParameters && rep == infer::Rep::Word) {
      isCut = true;
      continue;
    }
    text += (i ? ", " : "") + outer.parameters.names[i]->text;
    text += rep == infer::Rep::I64    ? ": int"
            : rep == infer::Rep::F64  ? ": float"
            : rep == infer::Rep::Bool ? ": bool"
                                      : "";
  }
  text += isCut ? ", ..." : "";
  return text + ")";
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string formOf(const LoopNotes& notes, size_t generic, const Module& module) {
  if (!notes.isReached)
    return textOf(RemarkId::NeverRuns);
  std::vector<std::string> parts, registers;
  if (notes.iterator != LoopNotes::NoIterator)
    parts.push_back(textOf(notes.iterator == LoopNotes::Counter ? RemarkId::NoIterator
                                                                : RemarkId::HasIterator));
  for (const auto& [name, rep] : notes.registers)
    registers.push_back(name + (rep == infer::Rep::I64   ? " (int)"
                                : rep == infer::Rep::F64 ? " (float)"
                                                         : " (bool)"));
  if (!registers.empty())
    parts.push_back(textOf(RemarkId::Registers, {listed(registers)}));
  if (!notes.moduleVariables.empty())
    parts.push_back(textOf(RemarkId::ModuleVariables, {listed(notes.moduleVariables)}));
  if (notes.loud)
    parts.push_back(
        textOf(RemarkId::KeptInMemory, {SourceLines::place(module.site(notes.loud->site()))}));
  parts.push_back(generic == 0   ? textOf(RemarkId::OnlyRegisters)
                  : generic == 1 ? textOf(RemarkId::OneGeneric)
                                 : textOf(RemarkId::SomeGeneric, {std::to_string(generic)}));
  std::string text;
  for (const std::string& part : parts)
    text += (text.empty() ? "" : "; ") + part;
  return text;
}

// The site of what the loop goes over or of its condition; else of the first op that has one.
Site headOf(const Module& module, const Loop& loop) {
  const Inst* head = nullptr;
  for (const Inst* inst : *loop.header)
    if (inst->op() == Op::IterNext)
      head = inst;
  const Inst* last = loop.header->last();
  if (!head && last->op() == Op::Branch)
    if (Inst* condition = asInst(last->operand(0)); condition && condition->block() == loop.header)
      head = condition;
  for (const Inst* inst = loop.header->first(); inst && !(head && head->site());
       inst = inst->next())
    head = inst;
  return head ? module.site(head->site()) : Site();
}

class FunctionReport {
public:
  FunctionReport(const Module& module, Function& generic, FunctionRemarks& out)
      : cfg_(generic), dominators_(cfg_), loops_(cfg_, dominators_), out_(out) {
    out.generic = &generic;
    out.signature = signatureOf(generic, nullptr);
    std::vector<const Loop*> order;
    for (const auto& loop : loops_.all())
      order.push_back(loop.get());
    auto isBefore = [&](const Loop* a, const Loop* b) {
      Site left = headOf(module, *a), right = headOf(module, *b);
      uint32_t aHead = a->header->id(), bHead = b->header->id();
      return std::tie(left.line, a->depth, left.column, aHead) <
             std::tie(right.line, b->depth, right.column, bHead);
    };
    std::sort(order.begin(), order.end(), isBefore);
    for (const Loop* loop : order) {
      numbers_[loop] = static_cast<int>(out.loops.size());
      out.loops.push_back({headOf(module, *loop), loop->depth, {}, {}});
    }
    for (Block* block : cfg_.order())
      for (const Inst* inst : *block) {
        if (!inst->site())
          continue;
        auto [at, isNew] = out.loopAt.try_emplace(inst->site(), loopOf(inst));
        if (!isNew && depthOf(loopOf(inst)) > depthOf(at->second))
          at->second = loopOf(inst);
      }
  }

  int loopOf(const Inst* inst) const {
    const Loop* loop = loops_.innermost(inst->block());
    return loop ? numbers_.at(loop) : -1;
  }
  unsigned depthOf(int loop) const {
    return loop < 0 ? 0 : out_.loops[static_cast<size_t>(loop)].depth;
  }
  int numberOf(const Block* header) const { return numbers_.at(loops_.innermost(header)); }

  // `follows`: it is generic since another op's result is not known that is told of, too.
  void add(const Inst* inst, const Reason& reason, bool follows, std::optional<size_t> version) {
    std::vector<size_t>& known = bySite_[inst->site()];
    for (size_t i : known)
      if (Remark& remark = out_.remarks[i]; remark.id == reason.id && remark.text == reason.text) {
        if (version && remark.versions.back() != *version)
          remark.versions.push_back(*version);
        return;
      }
    known.push_back(out_.remarks.size());
    out_.remarks.push_back({reason.id,
                            inst->site(),
                            loopOf(inst),
                            reason.text,
                            follows,
                            reason.culprit ? reason.culprit->id() : UINT32_MAX,
                            {}});
    if (version)
      out_.remarks.back().versions.push_back(*version);
  }
  Cfg& cfg() { return cfg_; }

private:
  Cfg cfg_;
  Dominators dominators_;
  Loops loops_;
  FunctionRemarks& out_;
  std::unordered_map<const Loop*, int> numbers_;
  std::unordered_map<SiteId, std::vector<size_t>> bySite_; // of out_.remarks
};

// How many loops stand around the calls of each function, through callers; calls in circles count
// a few times.
void findHeat(const Module& module, const Inference& inference, Remarks& remarks) {
  constexpr unsigned kRounds = 4, kMost = 6;
  std::unordered_map<const Function*, FunctionRemarks*> of;
  for (FunctionRemarks& function : remarks.functions)
    of[function.generic] = &function;
  struct Call {
    FunctionRemarks *from, *to;
    unsigned depth;
  };
  std::vector<Call> calls;
  for (FunctionRemarks& function : remarks.functions)
    for (const auto& block : function.generic->blocks())
      for (const Inst* inst : *block) {
        const Function* callee = nullptr;
        if (inst->op() == Op::PyCall || inst->op() == Op::CallGuarded)
          callee = inference.functionOf(inference.factAt(inst, 0));
        else if (inst->op() == Op::PyCallMethod || inst->op() == Op::MethodLoad)
          callee = methodOf(module, inference, inst);
        auto to = of.find(callee);
        auto at = function.loopAt.find(inst->site());
        if (to != of.end() && at != function.loopAt.end())
          calls.push_back(
              {&function, to->second,
               at->second < 0 ? 0 : function.loops[static_cast<size_t>(at->second)].depth});
      }
  for (unsigned round = 0; round < kRounds; round++)
    for (const Call& call : calls)
      if (call.from != call.to)
        call.to->heat = std::max(call.to->heat, std::min(kMost, call.from->heat + call.depth));
}

} // namespace

void explain(const Module& module, const Inference& inference, const Plans& plans,
             const Notes& notes, Remarks& remarks) {
  Explainer explainer(module, inference, plans);
  std::unordered_map<const Function*, std::vector<const VersionNotes*>> versionsOf;
  std::unordered_map<const Version*, std::vector<SiteId>> callers;
  for (const VersionNotes& version : notes) {
    versionsOf[version.version->generic].push_back(&version);
    for (const auto& [call, callee] : version.calls)
      if (auto& known = callers[callee];
          std::find(known.begin(), known.end(), call->site()) == known.end())
        known.push_back(call->site());
  }
  for (const auto& function : module.functions()) {
    if (function->versionOf || function->kind == FunctionKind::ClassBody ||
        function->kind == FunctionKind::Generator)
      continue;
    FunctionRemarks& out = remarks.functions.emplace_back();
    FunctionReport report(module, *function, out);
    out.isOpen = inference.hasEscaped(function.get());
    // The ops of one body that stay generic.
    auto tell = [&](const std::vector<const Inst*>& ops, int index, std::optional<size_t> number) {
      std::vector<std::pair<const Inst*, Reason>> reasons;
      std::unordered_set<const Value*> slow;
      for (const Inst* inst : ops)
        if (auto reason = explainer.reasonOf(inst, index)) {
          if (weightOf(reason->id) == RemarkWeight::Slow)
            slow.insert(inst);
          reasons.emplace_back(inst, std::move(*reason));
        }
      std::vector<size_t> count(out.loops.size());
      for (const auto& [inst, reason] : reasons) {
        report.add(inst, reason, reason.culprit != inst && slow.count(reason.culprit), number);
        if (int loop = report.loopOf(inst); loop >= 0)
          count[static_cast<size_t>(loop)]++;
      }
      return count;
    };
    auto versions = versionsOf.find(function.get());
    if (versions == versionsOf.end()) {
      std::vector<const Inst*> all;
      for (Block* block : report.cfg().order())
        for (const Inst* inst : *block)
          all.push_back(inst);
      tell(all, -1, std::nullopt);
      continue;
    }
    for (const VersionNotes* version : versions->second) {
      size_t number = out.versions.size();
      const Version& plan = *version->version;
      out.versions.push_back(
          {plan.function, signatureOf(*function, &plan.parameters), plan.isUnused, callers[&plan]});
      std::vector<size_t> generic = tell(version->generic, plan.index, number);
      for (const LoopNotes& loop : version->loops) {
        size_t at = static_cast<size_t>(report.numberOf(loop.header));
        out.loops[at].forms.resize(number + 1);
        out.loops[at].forms[number] = formOf(loop, generic[at], module);
      }
    }
  }
  findHeat(module, inference, remarks);
}

constexpr size_t kMaxKept = 8; // module variables that are looked at

// What became of the version's loops.
void Translator::noteLoops() {
  for (const auto& loop : loops_->all()) {
    LoopNotes notes{loop->header, LoopNotes::NoIterator, true, {}, {}};
    for (const Inst* inst : *loop->header)
      if (inst->op() == Op::IterNext) {
        notes.iterator = counterOf(inst->operand(0)) ? LoopNotes::Counter : LoopNotes::Object;
        notes.isReached = !factAt(inst, 0).isBottom();
      }
    for (const auto& argument : loop->header->arguments())
      if (Rep rep = forms_[argument->id()].rep; rep != Rep::Word && !argument->name().empty())
        notes.registers.emplace_back(argument->name(), rep);
    const Region* region = regionOf(loop->header);
    if (region)
      for (const auto& [variable, promoted] : region->variables)
        notes.moduleVariables.push_back(variable->name);
    // Numbers that the loop stores, but not in a register, since something else may read them.
    std::vector<Variable*> kept;
    for (const Block* block : loop->blocks)
      for (const Inst* inst : *block)
        if (inst->op() == Op::GlobalStore && isNumber(factAt(inst, 0)) &&
            !(region && region->variables.count(inst->attribute().variable)) &&
            kept.size() < kMaxKept)
          kept.push_back(inst->attribute().variable);
    for (const Block* block : loop->blocks)
      for (const Inst* inst : *block)
        for (const Variable* variable : kept)
          if (!notes.loud && inst->site() && inst->attribute().variable != variable &&
              !isQuiet(inst) && inference_.mayTouch(inst, variable))
            notes.loud = inst;
    std::sort(notes.moduleVariables.begin(), notes.moduleVariables.end());
    notes_->loops.push_back(std::move(notes));
  }
}

} // namespace tauro::passes::specialise
