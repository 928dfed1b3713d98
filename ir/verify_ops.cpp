// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instruction against its row of ops.def.
#include <algorithm>

#include "ir/builder.h"
#include "ir/verifier_internal.h"

namespace tauro::ir {
namespace {

Representation representationOf(OperandKind kind) {
  switch (kind) {
  case OperandKind::V:
    return Representation::Word;
  case OperandKind::B:
    return Representation::Bool;
  case OperandKind::I:
    return Representation::I64;
  case OperandKind::F:
    return Representation::F64;
  case OperandKind::K:
  case OperandKind::P:
    return Representation::Pointer;
  case OperandKind::R: // place() compares with the function's result
    break;
  }
  return Representation::None;
}

class InstVerifier {
public:
  InstVerifier(const Function& function, const Inst& inst, Report& report)
      : function_(function), inst_(inst), row_(info(inst.op())), report_(report) {}

  void run() {
    if (!operands())
      return;
    attribute();
    result();
    edges();
    place();
  }

private:
  void fail(std::string_view rule) { report_.fail(inst_.block(), &inst_, rule); }

  bool operands() {
    size_t count = inst_.operands().size();
    if (count < row_.fixedOperands || (count > row_.fixedOperands && !row_.variadic)) {
      fail("the number of operands is the row's");
      return false;
    }
    bool right = true;
    unsigned checked = row_.named ? row_.fixedOperands : static_cast<unsigned>(count);
    for (unsigned i = 0; i < checked; i++) {
      OperandKind kind = i < row_.fixedOperands ? row_.operands[i] : OperandKind::V;
      if (kind == OperandKind::R)
        continue;
      Type type = inst_.operand(i)->type();
      if (type.representation() != representationOf(kind) ||
          (kind == OperandKind::K) != (type.kind() == TypeKind::Pack)) {
        fail("operand " + std::to_string(i) + " has the representation that the row asks for");
        right = false;
      }
    }
    if (inst_.op() == Op::DictNew && count % 2 != 0)
      fail("dict.new takes pairs");
    return right;
  }

  void result() {
    Type wanted = resultType(inst_.op(), inst_.operands(), inst_.attribute());
    if (row_.result == ResultRule::None
            ? inst_.type() != Type::none()
            : !inst_.type().isSubtypeOf(wanted) || inst_.type().kind() == TypeKind::Void)
      fail("the result is of the row's type or a part of it");
    if (row_.result == ResultRule::None && inst_.hasUses())
      fail("an op without a result has no uses");
  }

  bool isName(const Constant* c) { return c && c->kind == ConstantKind::Str; }

  void keywordNames(size_t positionalFrom) {
    const Constant* names = inst_.attribute().kwnames;
    if (!names)
      return;
    bool areNames = names->kind == ConstantKind::Tuple;
    for (const Constant* item : names->items)
      areNames &= isName(item);
    if (!areNames || names->items.empty())
      fail("keyword names are a tuple of names, or none");
    else if (names->items.size() > inst_.operands().size() - positionalFrom)
      fail("there is an argument for each keyword name");
  }

  void functionOfModule() {
    const Function* named = inst_.attribute().function;
    if (!named)
      fail("the op names a function");
    else if (named->module() != function_.module())
      fail("the function named is of the same module");
  }

  bool isImported(const std::string& module) {
    const auto& imports = function_.module()->imports;
    return std::find(imports.begin(), imports.end(), module) != imports.end();
  }

  void name() {
    if (!isName(inst_.attribute().constant))
      fail("the op names a str");
  }

  void attribute() {
    const Attribute& a = inst_.attribute();
    switch (row_.attribute) {
    case AttributeKind::None:
    case AttributeKind::Double:
      break;
    case AttributeKind::Constant:
      if (!a.constant)
        fail("a const has a constant");
      break;
    case AttributeKind::Imm:
    case AttributeKind::ImmImm:
      immediates();
      break;
    case AttributeKind::Variable:
      if (!a.variable)
        fail("the op names a variable");
      else if (a.variable->module != function_.module())
        fail("the variable is of the same module");
      break;
    case AttributeKind::Local:
      if (a.imm < 0 || static_cast<size_t>(a.imm) >= function_.localNames.size())
        fail("the local is one of the function's");
      break;
    case AttributeKind::Function:
      functionOfModule();
      if (inst_.op() == Op::FunctionNew && a.function &&
          inst_.operands().size() - row_.fixedOperands != a.function->captureNames.size())
        fail("function.new gives a word for each capture");
      break;
    case AttributeKind::FuncKw:
      functionOfModule();
      keywordNames(1);
      break;
    case AttributeKind::FunctionImm:
      functionOfModule();
      if (a.imm < 0)
        fail("the immediate is not negative");
      if (inst_.op() == Op::GenNew && a.function && a.function->kind != FunctionKind::Step)
        fail("gen.new names a step function");
      break;
    case AttributeKind::Module:
    case AttributeKind::ModuleImm:
      if (a.module.empty())
        fail("the op names a module");
      else if (inst_.op() == Op::ImportModule && !isImported(a.module))
        fail("the module imported is one of the module's imports");
      if (row_.attribute == AttributeKind::ModuleImm && a.imm != 0 && a.imm != 1)
        fail("the immediate is 0 or 1");
      break;
    case AttributeKind::Name:
      name();
      break;
    case AttributeKind::NameKw:
      name();
      keywordNames(1);
      break;
    case AttributeKind::Kw:
      keywordNames(row_.fixedOperands);
      break;
    case AttributeKind::NameImm:
      name();
      if (a.imm < 0 || a.imm > 2)
        fail("the immediate is 0, 1 or 2");
      break;
    case AttributeKind::Guard:
      if (inst_.op() == Op::GuardShape) {
        if (a.guard.kind() != TypeKind::Obj || !knownClass(a.guard))
          fail("guard.shape is for a known class of the module");
      } else if (!a.guard.isTagged() || a.guard == Type::value())
        fail("a guard is for a kind of tagged word");
      break;
    }
  }

  void immediates() {
    const Attribute& a = inst_.attribute();
    switch (inst_.op()) {
    case Op::ConstI64:
      break;
    case Op::ConstBool:
      if (a.imm != 0 && a.imm != 1)
        fail("the immediate is 0 or 1");
      break;
    case Op::ClosureLoad:
      if (a.imm < 0 || static_cast<size_t>(a.imm) >= captures())
        fail("the capture is one of the function's");
      break;
    case Op::PackGet:
      packIndex();
      break;
    case Op::SlotLoad:
    case Op::SlotLoadF64:
    case Op::SlotStore:
    case Op::SlotStoreF64:
      slot();
      break;
    case Op::MethodGuard: {
      const KnownClass* known = knownClass(inst_.operand(0)->type());
      if (!known || a.imm < 0 || static_cast<size_t>(a.imm) >= known->methods.size())
        fail("the method is one of the known class's");
      break;
    }
    case Op::GenSuspend:
      if (a.imm < 1)
        fail("a generator that waits is in a state from 1 up");
      break;
    case Op::Convert:
      if (a.imm != 's' && a.imm != 'r' && a.imm != 'a')
        fail("a conversion is s, r or a");
      break;
    default:
      if (a.imm < 0 || a.imm2 < 0)
        fail("the immediate is not negative");
    }
  }

  const KnownClass* knownClass(Type type) { return function_.module()->findClass(type.symbol()); }

  void slot() {
    const KnownClass* known = knownClass(inst_.operand(0)->type());
    int64_t index = inst_.attribute().imm;
    if (!known || index < 0 || static_cast<size_t>(index) >= known->attributes.size()) {
      fail("the slot is one of the known class's");
      return;
    }
    bool raw = inst_.op() == Op::SlotLoadF64 || inst_.op() == Op::SlotStoreF64;
    if (raw != (known->attributes[static_cast<size_t>(index)].type == Type::f64()))
      fail("the slot is read and written as it lies");
  }

  size_t captures() { return function_.captureNames.size(); }

  // A pack is what one op left on the stack: it is read in place, never passed on.
  void packIndex() {
    const Inst* pack = asInst(inst_.operand(0));
    if (!pack) {
      fail("a pack is read from the op that made it");
      return;
    }
    const Attribute& made = pack->attribute();
    int64_t size = pack->op() == Op::WithEnter       ? 2
                   : pack->op() == Op::AsyncEnter    ? 2
                   : pack->op() == Op::ExcGroupMatch ? 2
                   : pack->op() == Op::MethodLoad    ? 2
                   : pack->op() == Op::PyUnpackStar  ? made.imm + made.imm2 + 1
                   : pack->op() == Op::PyUnpack      ? made.imm
                                                     : 0;
    if (inst_.attribute().imm < 0 || inst_.attribute().imm >= size)
      fail("the word is one of the pack's");
  }

  void edges() {
    unsigned normal = 0, err = 0, done = 0, exit = 0;
    for (const Edge& edge : inst_.edges()) {
      switch (edge.kind) {
      case EdgeKind::Normal:
        normal++;
        break;
      case EdgeKind::Err:
        err++;
        break;
      case EdgeKind::Done:
        done++;
        break;
      case EdgeKind::Exit:
        exit++;
        if (!edge.target->isCold())
          fail("an exit leads to a cold block");
        break;
      }
      for (Value* arg : edge.args)
        if (arg->type().kind() == TypeKind::Pack)
          fail("a pack is read in place, never passed on");
    }
    unsigned wanted = inst_.op() == Op::Jump ? 1 : inst_.op() == Op::Branch ? 2 : 0;
    if (inst_.op() == Op::Switch ? normal == 0 : normal != wanted)
      fail("the terminator has its row's edges");
    if (err > (mayRaise(row_.effects) ? 1u : 0u))
      fail("only an op that may raise has an err edge, and one");
    if (done != (row_.mayDone ? 1u : 0u))
      fail(row_.mayDone ? "the op has a done edge" : "the op has no done edge");
    if (exit > (row_.mayExit ? 1u : 0u))
      fail("only an op that may fail has an exit edge, and one");
  }

  // Ops that belong to kinds of functions.
  void place() {
    bool inGenerator = isSuspendable(function_.kind);
    bool inStep = function_.kind == FunctionKind::Step;
    switch (inst_.op()) {
    case Op::Yield:
    case Op::YieldFrom:
    case Op::Await:
      if (!inGenerator)
        fail("yields stand in generators");
      break;
    case Op::GenNew:
    case Op::FrameInit:
      if (!inGenerator)
        fail("generators are made by their outer function");
      break;
    case Op::FrameLoad:
    case Op::FrameStore:
    case Op::GenState:
    case Op::GenSelf:
    case Op::GenResume:
    case Op::GenDelegateStart:
    case Op::GenDelegateStep:
    case Op::GenResult:
    case Op::GenSuspend:
    case Op::GenReturn:
      if (!inStep)
        fail("the op stands in a step function");
      break;
    case Op::Return: {
      if (inStep && !isResumed(inst_.operand(0)))
        fail("a step function leaves by gen.return");
      Type type = inst_.operand(0)->type();
      if (!fits(type, function_.result) && !(function_.elseValue && type.isTagged()))
        fail("what is returned is of the function's result type");
      break;
    }
    case Op::CallVersion:
      callVersion();
      break;
    case Op::ClosureLoad:
      if (inStep)
        fail("a step function reads captures from its frame");
      break;
    case Op::Resume:
      if (const ResumePoint* point = resumePoint())
        resume(*point);
      break;
    case Op::ResumePoint:
      resumePoint();
      break;
    default:
      break;
    }
  }

  static bool fits(Type given, Type taken) {
    return given.representation() == taken.representation() && given.isSubtypeOf(taken);
  }

  // The generic body of the step has suspended or finished the generator already.
  static bool isResumed(Value* value) {
    const Inst* inst = asInst(value);
    return inst && inst->op() == Op::Resume;
  }

  void callVersion() {
    const Function* callee = inst_.attribute().function;
    if (!callee || callee->blocks().empty())
      return;
    if (!callee->versionOf || callee->kind != FunctionKind::Function) {
      fail("call.version names a version of a func");
      return;
    }
    const auto& parameters = callee->entry()->arguments();
    bool right = inst_.operands().size() == parameters.size() + 1;
    for (size_t i = 0; right && i < parameters.size(); i++)
      right = fits(inst_.operand(static_cast<unsigned>(i) + 1)->type(), parameters[i]->type());
    if (!right)
      fail("call.version gives the callee and each argument as the version takes it");
    bool hasExit = inst_.edge(EdgeKind::Exit);
    if (hasExit != callee->elseValue && !(hasExit && callee->result.isTagged()))
      fail("call.version has an exit when its version may answer boxed, and of raw versions then "
           "alone");
  }

  const ResumePoint* resumePoint() {
    const Attribute& a = inst_.attribute();
    if (!a.function)
      return nullptr;
    if (static_cast<size_t>(a.imm) >= a.function->resumePoints.size()) {
      fail("the point is one of the function's resume points");
      return nullptr;
    }
    return &a.function->resumePoints[static_cast<size_t>(a.imm)];
  }

  void resume(const ResumePoint& point) {
    bool oneMore =
        point.kind == ResumeKind::AfterException ||
        (point.kind == ResumeKind::AfterResult && point.inst && point.inst->type() != Type::none());
    bool right = inst_.operands().size() == point.live.size() + oneMore;
    for (size_t i = 0; right && i < inst_.operands().size(); i++) {
      Type taken = i < point.live.size()                   ? point.live[i]->type()
                   : point.kind == ResumeKind::AfterResult ? point.inst->type()
                                                           : Type::value();
      right = fits(inst_.operand(static_cast<unsigned>(i))->type(), taken);
    }
    if (!right)
      fail("resume gives each live value of its point");
    const Function* generic = inst_.attribute().function;
    if (generic != function_.versionOf &&
        (generic->kind != FunctionKind::Function || !generic->captureNames.empty()))
      fail("resume is of the version's own function, or of a func without captures");
    if (!inst_.block()->isCold())
      fail("resume stands in a cold block");
  }

  const Function& function_;
  const Inst& inst_;
  const OpInfo& row_;
  Report& report_;
};

} // namespace

void verifyInst(const Function& function, const Inst& inst, Report& report) {
  InstVerifier(function, inst, report).run();
}

} // namespace tauro::ir
