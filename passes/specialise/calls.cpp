// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls whose callee is proven: of functions that have versions, and of builtins on numbers and
// lists. And what a version answers.
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kFloat;
using infer::kInt;
using infer::kList;

bool isMathOnDoubles(std::string_view name) { return name == "math.sqrt" || name == "math.fabs"; }

// A list's own `append` cannot be replaced, and what a library module's name means is proven, so
// these lookups need no place in the order of things.
void Translator::findLookups() {
  for (Block* block : cfg_.order())
    for (const Inst* inst : *block) {
      if (!isTranslated(block) || inst->op() != Op::MethodLoad)
        continue;
      bool isAppend = inst->attribute().constant->text == "append" && factAt(inst, 0).isOnly(kList);
      if (!isAppend && !isMathOnDoubles(inference_.moduleFunctionOf(inst)))
        continue;
      auto isCall = [&](const Inst* user) {
        return user->op() == Op::PyCallLoaded && user->operands().size() == 3 &&
               !user->attribute().kwnames && (isAppend || isNumber(factAt(user, 2)));
      };
      bool isOnlyCalled = true;
      for (const Inst* get : inst->users())
        isOnlyCalled = isOnlyCalled && get->users().size() == 1 && isCall(get->users()[0]) &&
                       get->users()[0]->operand(static_cast<unsigned>(get->attribute().imm)) == get;
      if (isOnlyCalled)
        lookups_.insert(inst);
    }
}

const Inst* Translator::lookupOf(const Value* value) const {
  if (value->valueKind() != Value::Kind::Inst)
    return nullptr;
  auto* get = static_cast<const Inst*>(value);
  if (get->op() != Op::PackGet)
    return nullptr;
  const Inst* load = asInst(get->operand(0));
  return lookups_.count(load) ? load : nullptr;
}

bool Translator::translateCall(Inst* inst) {
  if (inst->attribute().kwnames)
    return false;
  switch (inst->op()) {
  case Op::MethodLoad:
    return lookups_.count(inst);
  case Op::PackGet:
    return lookupOf(inst);
  case Op::PyCallLoaded: {
    const Inst* lookup = lookupOf(inst->operand(0));
    if (!lookup)
      return false;
    if (std::string_view name = inference_.moduleFunctionOf(lookup); !name.empty())
      return translateBuiltinCall(inst, name, 2);
    append(inst, lookup->operand(0), factAt(lookup, 0), 2);
    return true;
  }
  case Op::PyCall:
  case Op::CallGuarded: {
    Fact callee = factAt(inst, 0);
    if (Function* function = inference_.functionOf(callee))
      return translateKnownCall(inst, function);
    std::string_view builtin = inference_.builtinOf(callee);
    return !builtin.empty() && canLeave(inst) && translateBuiltinCall(inst, builtin, 1);
  }
  case Op::PyCallMethod: {
    if (std::string_view name = inference_.moduleFunctionOf(inst); !name.empty())
      return canLeave(inst) && translateBuiltinCall(inst, name, 1);
    if (!isAppend(inst))
      return false;
    append(inst, inst->operand(0), factAt(inst, 0), 1);
    return true;
  }
  default:
    return false;
  }
}

// Whether a py.call.method is list.append.
bool Translator::isAppend(const Inst* inst) const {
  return inst->attribute().constant->text == "append" && inst->operands().size() == 2 &&
         factAt(inst, 0).isOnly(kList);
}

// `inst` appends its operand `item` to a list of that fact.
void Translator::append(Inst* inst, Value* list, const Fact& fact, unsigned item) {
  ListAccess access = accessOf(fact);
  if (factAt(inst, item).isBottom()) // no run gets here
    access = {Rep::Word, {}, {}, Op::ListAppend};
  Value* to = as(list, Rep::Word, inst, Fact());
  Value* added = operandAs(inst, item, access.rep);
  copyAs(inst, access.append, {to, added}, {});
  if (inst->hasUses())
    define(inst, b_.none());
}

bool Translator::translateKnownCall(Inst* inst, Function* callee) {
  if (!isPlainCall(inst, *callee, 1) || !versionFor(inst, callee, 1))
    return false;
  callKnown(inst, callee, word(inst, 0), 1);
  return true;
}

bool Translator::isPlainCall(const Inst* inst, const Function& callee, unsigned first) const {
  const Parameters& p = callee.parameters;
  return !inst->attribute().kwnames && !p.keywordOnly && !p.varArgs && !p.varKeywords &&
         callee.entry()->argumentCount() == inst->operands().size() - first && canLeave(inst);
}

const Version* Translator::versionFor(const Inst* inst, const Function* callee,
                                      unsigned first) const {
  if (loop_ || !canLeave(inst) || !canLeave(inst->next()))
    return nullptr; // of a loop's version: an answer that is boxed must not leave
  std::vector<Fact> facts;
  for (unsigned i = first; i < inst->operands().size(); i++)
    facts.push_back(factAt(inst, i));
  return plans_.forCall(callee, facts);
}

void Translator::callKnown(Inst* inst, Function* callee, Value* function, unsigned first) {
  const Version* version = versionFor(inst, callee, first);
  if (notes_ && version)
    notes_->calls.emplace_back(inst, version);
  std::vector<Value*> operands{function};
  for (unsigned i = first; i < inst->operands().size(); i++)
    operands.push_back(operandAs(inst, i, version ? version->parameters[i - first] : Rep::Word));
  Attribute attribute;
  attribute.function = version ? version->function : callee;
  Inst* call = copyAs(inst, version ? Op::CallVersion : Op::CallGuarded, std::move(operands),
                      std::move(attribute));
  if (version && (version->function->elseValue || version->isSmall))
    leaveAfter(call, inst);
  define(inst, call);
}

bool Translator::translateBuiltinCall(Inst* inst, std::string_view name, unsigned at) {
  size_t count = inst->operands().size() - at;
  Fact first = count ? factAt(inst, at) : Fact();
  if (name == "len" && count == 1 && first.isOnly(kList)) {
    define(inst, emit(Op::ListLen, {word(inst, at)}));
    return true;
  }
  if (count == 1 && isMathOnDoubles(name) && isNumber(first)) {
    Value* operand = floatOperand(inst, at);
    if (name == "math.sqrt")
      define(inst, speculate(inst, Op::F64Sqrt, {operand}, false));
    else
      define(inst, emit(Op::F64Abs, {operand}));
    return true;
  }
  if (count == 1 && first.isOnly(kInt) && isNumber(first)) {
    if (name == "abs")
      define(inst, speculate(inst, Op::I64Abs, {operandAs(inst, at, Rep::I64)},
                             first.range.low != INT64_MIN));
    else if (name == "int")
      define(inst, operandAs(inst, at, Rep::I64));
    else if (name == "float")
      define(inst, floatOperand(inst, at));
    else
      return false;
    return true;
  }
  if (count == 1 && first.isOnly(kFloat)) {
    Value* operand = nullptr;
    if (name == "abs" || name == "float" || name == "int")
      operand = operandAs(inst, at, Rep::F64);
    if (name == "abs")
      define(inst, emit(Op::F64Abs, {operand}));
    else if (name == "float")
      define(inst, operand);
    else if (name == "int")
      define(inst, speculate(inst, Op::F64ToI64, {operand}, false));
    else
      return false;
    return true;
  }
  if (count == 2 && first.isOnly(kInt) && factAt(inst, at + 1).isOnly(kInt) && isNumber(first) &&
      isNumber(factAt(inst, at + 1)) && (name == "min" || name == "max")) {
    Value *a = operandAs(inst, at, Rep::I64), *b = operandAs(inst, at + 1, Rep::I64);
    define(inst, emit(name == "min" ? Op::I64Min : Op::I64Max, {a, b}));
    return true;
  }
  return false;
}

// A result that is raw when it can be; an int beyond a register is answered as a word.
bool Translator::translateReturn(Inst* inst) {
  if (inst->op() != Op::Return || out_.result.isTagged() || loop_)
    return false;
  Rep rep = specialise::repOf(out_.result);
  const Form& form = forms_[inst->operand(0)->id()];
  Fact fact = factAt(inst, 0);
  bool isConstant = asInst(inst->operand(0)) && asInst(inst->operand(0))->op() == Op::Const;
  if (fact.isOnly(kindOf(rep)) && (isConstant || form.rep == rep || form.rawRep == rep))
    b_.ret(operandAs(inst, 0, rep));
  else
    b_.ret(word(inst, 0));
  return true;
}

} // namespace tauro::passes::specialise
