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

// A list's own `append` cannot be replaced, so its lookup needs no place in the order of things.
void Translator::findAppends() {
  auto isCall = [](const Inst* user) {
    return user->op() == Op::PyCallLoaded && user->operands().size() == 3 &&
           !user->attribute().kwnames;
  };
  for (Block* block : cfg_.order())
    for (const Inst* inst : *block) {
      if (!isTranslated(block) || inst->op() != Op::MethodLoad ||
          inst->attribute().constant->text != "append" || !factAt(inst, 0).isOnly(kList))
        continue;
      bool isOnlyCalled = true;
      for (const Inst* get : inst->users())
        isOnlyCalled = isOnlyCalled && get->users().size() == 1 && isCall(get->users()[0]) &&
                       get->users()[0]->operand(static_cast<unsigned>(get->attribute().imm)) == get;
      if (isOnlyCalled)
        appends_.insert(inst);
    }
}

const Inst* Translator::appendOf(const Value* value) const {
  if (value->valueKind() != Value::Kind::Inst)
    return nullptr;
  auto* get = static_cast<const Inst*>(value);
  if (get->op() != Op::PackGet)
    return nullptr;
  const Inst* load = asInst(get->operand(0));
  return appends_.count(load) ? load : nullptr;
}

bool Translator::translateCall(Inst* inst) {
  if (inst->attribute().kwnames)
    return false;
  switch (inst->op()) {
  case Op::MethodLoad:
    return appends_.count(inst);
  case Op::PackGet:
    return appendOf(inst);
  case Op::PyCallLoaded: {
    const Inst* append = appendOf(inst->operand(0));
    if (!append)
      return false;
    Value* list = as(append->operand(0), Rep::Word, inst, Fact());
    Value* item = word(inst, 2);
    copyAs(inst, Op::ListAppend, {list, item}, {});
    if (inst->hasUses())
      define(inst, b_.none());
    return true;
  }
  case Op::PyCall:
  case Op::CallGuarded: {
    Fact callee = factAt(inst, 0);
    if (Function* function = inference_.functionOf(callee))
      return translateKnownCall(inst, function);
    std::string_view builtin = inference_.builtinOf(callee);
    return !builtin.empty() && canLeave(inst) && translateBuiltinCall(inst, builtin);
  }
  case Op::PyCallMethod: {
    if (inst->attribute().constant->text != "append" || inst->operands().size() != 2 ||
        !factAt(inst, 0).isOnly(kList))
      return false;
    Value *list = word(inst, 0), *item = word(inst, 1);
    copyAs(inst, Op::ListAppend, {list, item}, {});
    if (inst->hasUses())
      define(inst, b_.none());
    return true;
  }
  default:
    return false;
  }
}

bool Translator::translateKnownCall(Inst* inst, Function* callee) {
  if (loop_)
    return false; // an answer that is boxed must not leave
  const Parameters& parameters = callee->parameters;
  size_t count = inst->operands().size() - 1;
  if (parameters.varArgs || parameters.varKeywords || parameters.keywordOnly ||
      callee->entry()->argumentCount() != count)
    return false;
  std::vector<Fact> facts;
  for (unsigned i = 1; i <= count; i++)
    facts.push_back(factAt(inst, i));
  const Version* version = plans_.forCall(callee, facts);
  if (!version || !canLeave(inst) || !canLeave(inst->next()))
    return false;
  std::vector<Value*> operands{word(inst, 0)};
  for (unsigned i = 1; i <= count; i++)
    operands.push_back(operandAs(inst, i, version->parameters[i - 1]));
  Attribute attribute;
  attribute.function = version->function;
  Inst* call = copyAs(inst, Op::CallVersion, std::move(operands), std::move(attribute));
  if (version->function->elseValue)
    leaveAfter(call, inst);
  define(inst, call);
  return true;
}

bool Translator::translateBuiltinCall(Inst* inst, std::string_view name) {
  size_t count = inst->operands().size() - 1;
  Fact first = count ? factAt(inst, 1) : Fact();
  if (name == "len" && count == 1 && first.isOnly(kList)) {
    define(inst, emit(Op::ListLen, {word(inst, 1)}));
    return true;
  }
  if (count == 1 && first.isOnly(kInt) && isNumber(first)) {
    if (name == "abs")
      define(inst, speculate(inst, Op::I64Abs, {operandAs(inst, 1, Rep::I64)},
                             first.range.low != INT64_MIN));
    else if (name == "int")
      define(inst, operandAs(inst, 1, Rep::I64));
    else if (name == "float")
      define(inst, floatOperand(inst, 1));
    else
      return false;
    return true;
  }
  if (count == 1 && first.isOnly(kFloat)) {
    Value* operand = nullptr;
    if (name == "abs" || name == "float" || name == "int")
      operand = operandAs(inst, 1, Rep::F64);
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
  if (count == 2 && first.isOnly(kInt) && factAt(inst, 2).isOnly(kInt) && isNumber(first) &&
      isNumber(factAt(inst, 2)) && (name == "min" || name == "max")) {
    Value *a = operandAs(inst, 1, Rep::I64), *b = operandAs(inst, 2, Rep::I64);
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
