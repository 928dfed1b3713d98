// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forms of values, and conversions between them.
#include <algorithm>

#include "passes/facts.h"
#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"
#include "runtime-lib/abi/layout.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kBool;
using infer::kFloat;
using infer::kInt;
using infer::kList;

Rep Translator::rawRepOf(const Fact& fact) const {
  bool fits = !loop_ || fact.range.isClosed();
  return fact.isOnly(kInt) && fits ? Rep::I64
         : fact.isOnly(kFloat)     ? Rep::F64
         : fact.isOnly(kBool)      ? Rep::Bool
                                   : Rep::Word;
}

// Whether what the op is translated to takes the operand in a register of its kind, if it can.
bool Translator::takesRaw(const Inst* inst, unsigned operand) const {
  if (auto row = operatorOf(inst->op())) {
    if (inst->operands().size() == 1)
      return rawRepOf(factAt(inst, 0)) != Rep::Word;
    return isNumber(factAt(inst, 0)) && isNumber(factAt(inst, 1));
  }
  switch (inst->op()) {
  case Op::PySetItem:
    if (operand == 2)
      return factAt(inst, 0).isOnly(kList) && factAt(inst, 1).isOnly(kInt) &&
             accessOf(factAt(inst, 0)).rep != Rep::Word;
    [[fallthrough]];
  case Op::PyGetItem:
    return operand == 1 && factAt(inst, 0).isOnly(kList) && factAt(inst, 1).isOnly(kInt);
  case Op::PySetAttr:
    return operand == 1 && isObjectAccess(inst) && factAt(inst, 1).isOnly(kFloat);
  case Op::PyCallMethod:
    if (operand == 1 && isAppend(inst))
      return accessOf(factAt(inst, 0)).rep != Rep::Word;
    return operand == 1 && isNumber(factAt(inst, 1)) &&
           isMathOnDoubles(inference_.moduleFunctionOf(inst));
  case Op::ListAppend:
    return operand == 1 && accessOf(factAt(inst, 0)).rep != Rep::Word;
  case Op::PyCallLoaded:
    if (const Inst* lookup = operand == 2 ? lookupOf(inst->operand(0)) : nullptr)
      return inference_.moduleFunctionOf(lookup).empty()
                 ? accessOf(factAt(lookup, 0)).rep != Rep::Word
                 : isNumber(factAt(inst, 2));
    return false;
  case Op::Return:
    return !out_.result.isTagged() && rawRepOf(factAt(inst, 0)) == repOf(out_.result);
  case Op::PyCall:
  case Op::CallGuarded: {
    if (operand == 0 || loop_)
      return false;
    Fact callee = factAt(inst, 0);
    if (!inference_.builtinOf(callee).empty())
      return isNumber(factAt(inst, operand));
    const Function* function = inference_.functionOf(callee);
    if (!function)
      return false;
    std::vector<Fact> arguments;
    for (unsigned i = 1; i < inst->operands().size(); i++)
      arguments.push_back(factAt(inst, i));
    const Version* version = plans_.forCall(function, arguments);
    return version && version->parameters[operand - 1] != Rep::Word;
  }
  default:
    return false;
  }
}

void Translator::findWanted() {
  std::vector<const Value*> work;
  auto want = [&](const Value* value) {
    if (!wanted_[value->id()]) {
      wanted_[value->id()] = true;
      work.push_back(value);
    }
  };
  for (Block* block : cfg_.order())
    for (Inst* inst : *block)
      for (unsigned i = 0; isTranslated(block) && i < inst->operands().size(); i++)
        if (takesRaw(inst, i))
          want(inst->operand(i));
  // What is passed to an argument that is wanted is wanted too.
  while (!work.empty()) {
    const Value* value = work.back();
    work.pop_back();
    if (value->valueKind() != Value::Kind::Argument)
      continue;
    auto* argument = static_cast<const Argument*>(value);
    if (rawRepOf(factOf(argument)) == Rep::Word || !cfg_.isReachable(argument->block()))
      continue;
    for (const EdgeRef& edge : cfg_.predecessors(argument->block()))
      if (argument->index() < edge.edge().args.size())
        want(edge.edge().args[argument->index()]);
  }
}

// How a block's argument is passed.
Rep Translator::homeOf(const Value* value) const {
  if (!value->type().isTagged())
    return repOf(value->type());
  auto* argument = static_cast<const Argument*>(value);
  const Inst* first = argument->block()->first();
  return isWanted(value) && canLeave(first) ? rawRepOf(factOf(value)) : Rep::Word;
}

// Made anew where it is used: the builtin that a name means in every run.
bool Translator::isLazy(const infer::Inference& inference, const Inst* inst) {
  if (inst->op() != Op::GlobalLoad)
    return false;
  const Variable* variable = inst->attribute().variable;
  auto found = inference.bindings().find(variable);
  return found != inference.bindings().end() && found->second.stores == 0 &&
         !found->second.mayRebind && inference.isBuiltinFixed(*variable);
}

Value* Translator::makeLazy(const Inst* inst) {
  return b_.build(Op::BuiltinLoad, {}, inst->attribute());
}

Value* Translator::constantAs(const Constant* constant, Rep rep) {
  switch (rep) {
  case Rep::I64:
    return constant->kind == ConstantKind::Int ? emit(Op::ConstI64, {}, constant->integer)
                                               : nullptr;
  case Rep::F64:
    return constant->kind == ConstantKind::Float ? real(constant->real) : nullptr;
  case Rep::Bool:
    if (constant->kind == ConstantKind::True || constant->kind == ConstantKind::False)
      return emit(Op::ConstBool, {}, constant->kind == ConstantKind::True);
    return nullptr;
  case Rep::Word:
    break;
  }
  return b_.constant(constant);
}

namespace {

// Whether each int of the fact is its own word.
bool isSmall(const Fact& fact) {
  return fact.isOnly(kInt) && fact.range.low >= abi::kIntMin && fact.range.high <= abi::kIntMax;
}

} // namespace

Value* Translator::box(Value* raw, Rep rep, const Fact& fact) {
  Op ofInt = isSmall(fact) ? Op::BoxSmall : Op::BoxI64;
  return emit(rep == Rep::I64 ? ofInt : rep == Rep::F64 ? Op::BoxF64 : Op::BoxBool, {raw});
}

Value* Translator::unbox(Value* word, Rep rep, const Inst* at, const Fact& fact) {
  Op ofInt = isSmall(fact) ? Op::UnboxSmall : Op::UnboxI64;
  Inst* inst = emit(rep == Rep::I64   ? ofInt
                    : rep == Rep::F64 ? Op::UnboxF64
                                      : Op::UnboxBool,
                    {word});
  bool isProven = fact.isOnly(kindOf(rep)) && (rep != Rep::I64 || fact.range.isClosed());
  if (!isProven)
    leave(inst, at);
  return inst;
}

Value* Translator::as(Value* value, Rep rep, const Inst* at, const Fact& fact) {
  Inst* inst = asInst(value);
  Form& form = forms_[value->id()];
  if (form.value && form.rep == rep)
    return form.value;
  if (form.raw && form.rawRep == rep && isRawSeen(value, at))
    return form.raw;
  auto known = made_.find({value, rep});
  if (known != made_.end())
    return known->second;
  Value* result = nullptr;
  if (inst && inst->op() == Op::Const)
    result = constantAs(inst->attribute().constant, rep);
  else if (rep == Rep::Word && !form.value)
    result = makeLazy(inst);
  else if (rep == Rep::Word)
    result = box(form.value, form.rep, factOf(value));
  if (!result)
    result = unbox(as(value, Rep::Word, at, fact), rep, at, fact);
  if (result->name().empty())
    result->setName(value->name());
  made_[{value, rep}] = result;
  return result;
}

// Whether the second form of a value can be used where `at` stands. That of an argument is made at
// the start of its block, so what edges from the middle of the block lead to sees the argument
// alone.
bool Translator::isRawSeen(const Value* value, const Inst* at) const {
  if (value->valueKind() != Value::Kind::Argument || !at)
    return true;
  const Block* made = static_cast<const Argument*>(value)->block();
  return made == at->block() || dominators_->endDominates(made, at->block());
}

// A word whose uses want it raw is unboxed where it is made, once for all of them.
void Translator::deriveRaw(const Value* value, const Inst* at) {
  Form& form = forms_[value->id()];
  if (form.rep != Rep::Word || !isWanted(value) || !canLeave(at))
    return;
  Fact fact = factOf(value);
  Rep rep = rawRepOf(fact);
  if (rep == Rep::Word)
    return;
  form.raw = unbox(form.value, rep, at, fact);
  form.rawRep = rep;
}

namespace {

bool isReadAsList(const Value* value) {
  return std::any_of(value->users().begin(), value->users().end(), [&](const Inst* user) {
    switch (user->op()) {
    case Op::GlobalStore: // of a variable in a register: whoever reads it reads this value
    case Op::ListAppend:
    case Op::MethodLoad:
    case Op::PyCall: // len
    case Op::PyCallMethod:
    case Op::PyGetItem:
    case Op::PyIter:
    case Op::PySetItem:
      return true;
    default:
      return false;
    }
  });
}

} // namespace

// Says of a word where it is made that it is a list, so that its header can be read anywhere from
// there on. An argument gets another name for that.
void Translator::noteList(const Value* value) {
  Form& form = forms_[value->id()];
  if (!form.value || form.value->type() != Type::value() || !factOf(value).isOnly(kList) ||
      !isReadAsList(value))
    return;
  Inst* made = asInst(form.value);
  if (!made || made->hasUses()) {
    if (made)
      return;
    Attribute attribute;
    attribute.guard = Type::simple(TypeKind::List);
    made = b_.build(Op::GuardKind, {form.value}, std::move(attribute));
    made->setName(form.value->name());
    form.value = made;
  }
  made->setType(Type::simple(TypeKind::List));
}

} // namespace tauro::passes::specialise
