// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instances of known classes: attributes in slots, methods called directly.
//
//     x = py.getattr self, "x"       =>     p = guard.shape self as obj<C>  exit e(self)
//     y = py.getattr self, "y"              x = slot.load.f64 p, 0
//     s = py.add x, y                       y = slot.load.f64 p, 1
//                                           s = f64.add x, y
//
// That an attribute holds floats alone, and which class the object is of, is proven; what the guard
// looks at is whether this very object has its attributes where they were predicted.
#include "passes/specialise/objects.h"

#include <optional>

#include "passes/specialise/operator_table.h"
#include "passes/specialise/translator.h"

namespace tauro::passes::specialise {

using namespace ir;
using infer::kFloat;
using infer::kOther;

Objects::Objects(Module& module, const infer::Inference& inference)
    : module_(module), inference_(inference) {
  for (const auto& known : module.classes())
    for (const KnownClass::Method& method : known->methods)
      if (method.name->text == "__init__")
        findMakers(*known, method.function);
}

void Objects::findMakers(const KnownClass& known, const Function* method) {
  if (!makers_.insert(method).second || method->kind != FunctionKind::Function ||
      !method->entry()->argumentCount())
    return;
  const Value* self = method->entry()->argument(0);
  for (const Inst* user : self->users())
    if ((user->op() == Op::PyCallMethod || user->op() == Op::MethodLoad) &&
        user->operand(0) == self) {
      int called = known.findMethod(user->attribute().constant);
      if (called >= 0)
        findMakers(known, known.methods[static_cast<size_t>(called)].function);
    }
}

const KnownClass* Objects::classOf(const Inst* inst, int version) const {
  if (module_.classes().empty())
    return nullptr;
  const Value* receiver = inst->operand(0);
  const Function* function = inst->function();
  if (makers_.count(function) && receiver == function->entry()->argument(0))
    return nullptr;
  infer::Fact fact = inference_.factAt(inst, 0, version).restrictedTo(kOther);
  const Function* body = inference_.classOf(fact);
  return body ? module_.findClass(body->symbol()) : nullptr;
}

int Objects::attributeOf(const Inst* inst, int version) const {
  if (inst->op() != Op::PyGetAttr && inst->op() != Op::PySetAttr)
    return -1;
  const KnownClass* known = classOf(inst, version);
  int number = known ? known->findAttribute(inst->attribute().constant) : -1;
  if (number < 0 || inst->op() == Op::PyGetAttr ||
      known->attributes[static_cast<size_t>(number)].type != Type::f64())
    return number;
  return inference_.factAt(inst, 1, version).isOnly(kFloat) ? number : -1;
}

namespace {

struct Row {
  const char *method, *inPlace;
  bool isInPlace;
};

std::optional<Row> methodsOf(Op op) {
  switch (op) {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, ip)                           \
  case Op::Py##Name:                                                                               \
    return Row{dunder, ip, false};                                                                 \
  case Op::PyInPlace##Name:                                                                        \
    return Row{dunder, ip, true};
#include "runtime-lib/abi/operators.def"
  default:
    return std::nullopt;
  }
}

} // namespace

// The left operand's method is asked first unless the right one is of a subclass, and its answer
// counts unless it is NotImplemented.
const KnownClass::Method* Objects::operatorOf(const Inst* inst, int version) const {
  std::optional<Row> row = methodsOf(inst->op());
  const KnownClass* known = row ? classOf(inst, version) : nullptr;
  if (!known)
    return nullptr;
  infer::Fact left = inference_.factAt(inst, 0, version);
  infer::Fact right = inference_.factAt(inst, 1, version);
  bool isSameClass = inference_.classOf(right) == known->body;
  if (!left.isOnly(kOther) || !(isSameClass || right.isOnly(infer::kNumbers)))
    return nullptr;
  // A base may have a method that is not known to be a function.
  auto find = [&](const char* name) {
    int number = known->findMethod(module_.strConstant(name));
    return number < 0 ? nullptr : &known->methods[static_cast<size_t>(number)];
  };
  const KnownClass::Method* method = row->isInPlace ? find(row->inPlace) : nullptr;
  if (row->isInPlace && !method && inference_.mayHave(known->body, row->inPlace))
    return nullptr;
  if (!method)
    method = find(row->method);
  return method && !inference_.mayDecline(method->function) ? method : nullptr;
}

const KnownClass::Method* Objects::methodOf(const Inst* inst, int version) const {
  if (methodsOf(inst->op()))
    return operatorOf(inst, version);
  if (inst->op() != Op::PyCallMethod && inst->op() != Op::MethodLoad)
    return nullptr;
  const KnownClass* known = classOf(inst, version);
  int number = known ? known->findMethod(inst->attribute().constant) : -1;
  return number < 0 ? nullptr : &known->methods[static_cast<size_t>(number)];
}

// --- ops

Value* Translator::guardShape(Inst* inst) {
  Value* receiver = inst->operand(0);
  auto known = guarded_.find(receiver);
  if (known != guarded_.end())
    return known->second;
  Value* object = word(inst, 0);
  Attribute attribute;
  attribute.guard = Type::object(plans_.objects().classOf(inst, version_.index)->name());
  Inst* guard = b_.build(Op::GuardShape, {object}, std::move(attribute));
  leave(guard, inst);
  return guarded_[receiver] = guard;
}

Value* Translator::guardMethod(Inst* inst, const KnownClass::Method* method) {
  const KnownClass* known = plans_.objects().classOf(inst, version_.index);
  Inst* guard = emit(Op::MethodGuard, {guardShape(inst)}, known->findMethod(method->name));
  leave(guard, inst);
  return guard;
}

bool Translator::isObjectAccess(const Inst* inst) const {
  return canLeave(inst) && plans_.objects().attributeOf(inst, version_.index) >= 0;
}

// The lookup of a method that a word was read from and that became a guard, or null.
const Translator::Method* Translator::loadedMethod(const Value* value) const {
  const Inst* get =
      value->valueKind() == Value::Kind::Inst ? static_cast<const Inst*>(value) : nullptr;
  if (!get || get->op() != Op::PackGet)
    return nullptr;
  auto found = methods_.find(asInst(get->operand(0)));
  return found == methods_.end() ? nullptr : &found->second;
}

bool Translator::translateObject(Inst* inst) {
  const Objects& objects = plans_.objects();
  if (operatorOf(inst->op())) {
    const KnownClass::Method* method = objects.methodOf(inst, version_.index);
    if (!method || !isPlainCall(inst, *method->function, 0))
      return false;
    callKnown(inst, method->function, guardMethod(inst, method), 0);
    return true;
  }
  switch (inst->op()) {
  case Op::PyGetAttr:
  case Op::PySetAttr: {
    if (!isObjectAccess(inst))
      return false;
    const KnownClass* known = objects.classOf(inst, version_.index);
    int slot = objects.attributeOf(inst, version_.index);
    bool isRaw = known->attributes[static_cast<size_t>(slot)].type == Type::f64();
    Value* object = guardShape(inst);
    if (inst->op() == Op::PyGetAttr) {
      define(inst, emit(isRaw ? Op::SlotLoadF64 : Op::SlotLoad, {object}, slot));
      return true;
    }
    Value* value = operandAs(inst, 1, isRaw ? Rep::F64 : Rep::Word);
    emit(isRaw ? Op::SlotStoreF64 : Op::SlotStore, {object, value}, slot);
    point_ = nullptr;
    return true;
  }
  case Op::PyCallMethod: {
    const KnownClass::Method* method = objects.methodOf(inst, version_.index);
    if (!method || !isPlainCall(inst, *method->function, 0))
      return false;
    callKnown(inst, method->function, guardMethod(inst, method), 0);
    return true;
  }
  case Op::MethodLoad: {
    const KnownClass::Method* method = objects.methodOf(inst, version_.index);
    if (!method || !canLeave(inst))
      return false;
    methods_[inst] = {guardMethod(inst, method), method->function};
    return true;
  }
  case Op::PackGet: {
    const Method* method = loadedMethod(inst);
    if (!method)
      return false;
    define(inst, inst->attribute().imm == 0
                     ? method->word
                     : as(asInst(inst->operand(0))->operand(0), Rep::Word, inst, Fact()));
    return true;
  }
  case Op::PyCallLoaded: {
    const Method* method = loadedMethod(inst->operand(0));
    if (!method || asInst(inst->operand(0))->attribute().imm != 0 ||
        !isPlainCall(inst, *method->function, 1))
      return false;
    const Inst* self = asInst(inst->operand(1));
    if (!self || self->op() != Op::PackGet || self->attribute().imm != 1 ||
        self->operand(0) != asInst(inst->operand(0))->operand(0))
      return false;
    callKnown(inst, method->function, method->word, 1);
    return true;
  }
  default:
    return false;
  }
}

} // namespace tauro::passes::specialise
