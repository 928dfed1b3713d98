// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/specialise/plans.h"

#include "passes/specialise/gains.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::Fact;
using infer::Inference;
using infer::Rep;

Rep repOf(Type type) {
  switch (type.representation()) {
  case Representation::I64:
    return Rep::I64;
  case Representation::F64:
    return Rep::F64;
  case Representation::Bool:
    return Rep::Bool;
  default:
    return Rep::Word;
  }
}

Type typeOf(Rep rep) {
  switch (rep) {
  case Rep::I64:
    return Type::i64();
  case Rep::F64:
    return Type::f64();
  case Rep::Bool:
    return Type::boolean();
  case Rep::Word:
    break;
  }
  return Type::value();
}

infer::Kind kindOf(Rep rep) {
  return rep == Rep::I64 ? infer::kInt : rep == Rep::F64 ? infer::kFloat : infer::kBool;
}

static Function* addVersion(Function* generic, std::string symbol) {
  Function* out = generic->module()->addFunction(std::move(symbol), generic);
  out->kind = generic->kind;
  out->parameters = generic->parameters;
  out->name = generic->name;
  out->qualname = generic->qualname;
  out->doc = generic->doc;
  out->firstLine = generic->firstLine;
  out->captureNames = generic->captureNames;
  out->stepOf = generic->stepOf;
  out->versionOf = generic;
  return out;
}

Version declareLoop(Function& generic, int64_t point) {
  Function* out = addVersion(&generic, generic.symbol() + "$at" + std::to_string(point));
  out->versionAt = point;
  Block* entry = out->addBlock("entry");
  for (const Value* value : generic.resumePoints[static_cast<size_t>(point)].live)
    entry->addArgument(value->type(), value->name());
  return {&generic, out, -1, false, {}};
}

// What a function is used for, but for being told its type parameters; FunctionNew if for more than
// one thing.
static Op onlyUser(const Inst* function) {
  Op only = Op::FunctionNew;
  unsigned uses = 0;
  for (const Inst* user : function->users())
    if (user->op() != Op::FunctionTypeParams) {
      only = user->op();
      ++uses;
    }
  return uses == 1 ? only : Op::FunctionNew;
}

Plans::Plans(Module& module, const Inference& inference)
    : inference_(inference), objects_(module, inference) {
  Gains gains(inference, objects_);
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (const Inst* inst : *block)
        if (inst->op() == Op::FunctionNew && onlyUser(inst) == Op::GlobalStore)
          storedAtOnce_.insert(inst->attribute().function);
  std::unordered_map<const Function*, std::vector<int>> raw;
  for (size_t i = 0; i < inference.versions().size(); i++)
    raw[inference.versions()[i].function].push_back(static_cast<int>(i));
  std::vector<Function*> functions;
  std::unordered_set<const Function*> hasVersions;
  for (const auto& function : module.functions()) {
    functions.push_back(function.get());
    hasVersions.insert(function->versionOf ? function->versionOf : nullptr);
  }
  for (Function* function : functions) {
    // A class body runs once; a generator's outer part only makes the generator.
    if (function->kind == FunctionKind::ClassBody || isSuspendable(function->kind) ||
        function->versionOf || function->isFrozen() || hasVersions.count(function))
      continue;
    size_t first = versions_.size();
    const bool wantsWords = gains.isWorthBoth(*function, -1);
    bool isCovered = false; // every call passes what a version takes
    bool isLeftOut = false;
    for (int index : raw[function]) {
      const infer::VersionPlan& plan = inference.versions()[static_cast<size_t>(index)];
      // One takes the place of the generic body, unless it is for guesses.
      bool hasOther = versions_.size() > first || (plan.proposed && wantsWords);
      bool isWorthIt = hasOther        ? gains.isWorthMore(*function, index)
                       : plan.proposed ? gains.isWorthBoth(*function, index)
                                       : gains.hasAny(*function, index);
      if (!isWorthIt) {
        isLeftOut = isLeftOut || !plan.proposed;
        continue;
      }
      isCovered = isCovered || !plan.proposed;
      declare(function, index, plan.parameters, plan.result, false);
    }
    isCovered = isCovered && !isLeftOut;
    if (isCovered || wantsWords) {
      bool isCalled = function->kind == FunctionKind::Function && !function->stepOf;
      Rep result = isCalled && !isCovered ? infer::repOf(inference.resultOf(function)) : Rep::Word;
      declare(function, -1, std::vector<Rep>(function->entry()->argumentCount(), Rep::Word), result,
              isCovered);
    }
    byFunction_[function] = {first, versions_.size()};
  }
}

static bool isSmall(const Function& function) {
  constexpr unsigned kMaxOps = 24;
  unsigned count = 0;
  for (const auto& block : function.blocks())
    for ([[maybe_unused]] const Inst* inst : *block)
      if (++count > kMaxOps)
        return false;
  return true;
}

void Plans::declare(Function* generic, int index, std::vector<Rep> parameters, Rep result,
                    bool isUnused) {
  std::string symbol = generic->symbol() + (index < 0 ? "$words" : "$");
  for (size_t i = 0; index >= 0 && i < parameters.size(); i++) {
    symbol += i ? "_" : "";
    symbol += parameters[i] == Rep::I64    ? "i64"
              : parameters[i] == Rep::F64  ? "f64"
              : parameters[i] == Rep::Bool ? "bool"
                                           : "v";
  }
  Function* out = addVersion(generic, std::move(symbol));
  out->result = typeOf(result);
  out->elseValue = result != Rep::Word;
  Block* entry = out->addBlock(generic->entry()->name());
  for (const auto& argument : generic->entry()->arguments())
    entry->addArgument(typeOf(parameters[argument->index()]), argument->name());
  versions_.push_back(
      {generic, out, index, isUnused, std::move(parameters), !isUnused && isSmall(*generic)});
}

bool Plans::isBoundWhileRunning(const Variable* variable, const Function* function) const {
  auto found = inference_.bindings().find(variable);
  return found != inference_.bindings().end() && found->second.isFixed() &&
         found->second.function == function && storedAtOnce_.count(function);
}

const Version* Plans::forCall(const Function* generic, std::span<const Fact> arguments) const {
  auto found = byFunction_.find(generic);
  if (found == byFunction_.end())
    return nullptr;
  const Version* best = nullptr;
  size_t bestRaw = 0;
  for (size_t v = found->second.first; v < found->second.second; v++) {
    const Version& version = versions_[v];
    if (version.parameters.size() != arguments.size() || generic->kind != FunctionKind::Function)
      continue;
    size_t raw = 0;
    bool fits = true;
    for (size_t i = 0; i < arguments.size(); i++) {
      if (version.parameters[i] == Rep::Word)
        continue;
      raw++;
      fits = fits && arguments[i].isOnly(kindOf(version.parameters[i]));
    }
    if (fits && (!best || raw > bestRaw)) {
      best = &version;
      bestRaw = raw;
    }
  }
  return best;
}

} // namespace tauro::passes::specialise
