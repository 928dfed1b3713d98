// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// simplify: local rules, each from an op to a cheaper one or to a value that is there already. The
// canonical form: no box of what is unboxed again, no bool.not where a branch can swap its edges or
// a comparison be turned round, truth tests fused with the comparison they test.
//
//     b = box.bool c                       branch c, b2, b1
//     t = py.truth b                =>
//     n = bool.not t
//     branch n, b1, b2
//
// Every rule removes an op or makes one cheaper, so applying them ends.
#include "passes/facts.h"
#include "passes/pass.h"

namespace tauro::passes {
namespace {

using namespace ir;

Inst* definedBy(Value* value, Op op) {
  Inst* inst = asInst(value);
  return inst && inst->op() == op ? inst : nullptr;
}

bool isI64(Value* value, int64_t wanted) {
  Inst* inst = definedBy(value, Op::ConstI64);
  return inst && inst->attribute().imm == wanted;
}

bool isBool(Value* value, bool wanted) {
  Inst* inst = definedBy(value, Op::ConstBool);
  return inst && (inst->attribute().imm != 0) == wanted;
}

bool to(Inst* inst, Value* value) {
  replaceWith(inst, value);
  return true;
}

// The comparison of ints that is true when `op` is not. (Floats have none: nan.)
bool inverse(Op op, Op* out) {
  switch (op) {
  case Op::I64Lt:
    *out = Op::I64Ge;
    return true;
  case Op::I64Le:
    *out = Op::I64Gt;
    return true;
  case Op::I64Gt:
    *out = Op::I64Le;
    return true;
  case Op::I64Ge:
    *out = Op::I64Lt;
    return true;
  case Op::I64Eq:
    *out = Op::I64Ne;
    return true;
  case Op::I64Ne:
    *out = Op::I64Eq;
    return true;
  default:
    return false;
  }
}

bool fusedComparison(Op op, Op* out) {
  switch (op) {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  case Op::Py##Name:                                                                               \
    *out = Op::Py##Name##Truth;                                                                    \
    return true;
#include "runtime-lib/abi/operators.def"
  default:
    return false;
  }
}

bool sameErr(const Inst* a, const Inst* b) {
  const Edge *x = a->edge(EdgeKind::Err), *y = b->edge(EdgeKind::Err);
  return !x == !y && (!x || (x->target == y->target && x->args == y->args));
}

bool simplifyTruth(Inst* inst) {
  Value* tested = inst->operand(0);
  // Turn this:  py.truth (box.bool b)
  // Into this:  b
  if (Inst* box = definedBy(tested, Op::BoxBool))
    return to(inst, box->operand(0));
  // Turn this:  py.truth v            v a bool
  // Into this:  unbox.bool v
  if (knownType(tested).kind() == TypeKind::BoolObject)
    return to(inst, insertBefore(inst, Op::UnboxBool, {tested}));
  // Turn this:  py.truth f            f a new function, which is true
  // Into this:  true
  if (knownType(tested).kind() == TypeKind::Func) {
    replaceWithBool(inst, true);
    return true;
  }
  // Turn this:  c = py.lt a, b   py.truth c         with nothing between, one line and one handler
  // Into this:  py.lt.truth a, b
  Op fused;
  Inst* compare = asInst(tested);
  if (compare && fusedComparison(compare->op(), &fused) && compare->next() == inst &&
      compare->users().size() == 1 && compare->site() == inst->site() && sameErr(compare, inst)) {
    rewrite(inst, fused, compare->operands());
    compare->erase();
    return true;
  }
  return false;
}

bool simplifyNot(Inst* inst) {
  // Turn this:  bool.not (bool.not b)
  // Into this:  b
  if (Inst* inner = definedBy(inst->operand(0), Op::BoolNot))
    return to(inst, inner->operand(0));
  // Turn this:  bool.not (i64.lt a, b)
  // Into this:  i64.ge a, b
  Op inverted;
  Inst* compare = asInst(inst->operand(0));
  if (compare && inverse(compare->op(), &inverted)) {
    rewrite(inst, inverted, compare->operands());
    return true;
  }
  return false;
}

bool simplifyBox(Inst* inst) {
  // Turn this:  box.i64 (unbox.i64 v)      v of exactly that kind
  // Into this:  v
  struct Pair {
    Op box, unbox;
    TypeKind kind;
  };
  static constexpr Pair kPairs[] = {{Op::BoxBool, Op::UnboxBool, TypeKind::BoolObject},
                                    {Op::BoxI64, Op::UnboxI64, TypeKind::Int},
                                    {Op::BoxSmall, Op::UnboxI64, TypeKind::Int},
                                    {Op::BoxSmall, Op::UnboxSmall, TypeKind::Int},
                                    {Op::BoxI64, Op::UnboxSmall, TypeKind::Int},
                                    {Op::BoxF64, Op::UnboxF64, TypeKind::Float}};
  for (const Pair& pair : kPairs) {
    if (inst->op() == pair.box)
      if (Inst* unbox = definedBy(inst->operand(0), pair.unbox))
        if (knownType(unbox->operand(0)).kind() == pair.kind)
          return to(inst, unbox->operand(0));
    // Turn this:  unbox.i64 (box.i64 x)
    // Into this:  x
    if (inst->op() == pair.unbox)
      if (Inst* box = definedBy(inst->operand(0), pair.box))
        return to(inst, box->operand(0));
  }
  return false;
}

bool simplifyBoxNumber(Inst* inst) {
  // Turn this:  box.number x, false
  // Into this:  box.f64 x
  const Inst* isInt = definedBy(inst->operand(1), Op::ConstBool);
  if (!isInt || isInt->attribute().imm)
    return false;
  rewrite(inst, Op::BoxF64, {inst->operand(0)});
  return true;
}

bool simplifyI64(Inst* inst) {
  Value *a = inst->operand(0), *b = inst->operand(1);
  switch (inst->op()) {
  // Turn this:  x + 0    x - 0    x << 0    x >> 0    x | 0    x ^ 0
  // Into this:  x
  case Op::I64Add:
  case Op::I64AddNowrap:
  case Op::I64Or:
  case Op::I64Xor:
    if (isI64(a, 0))
      return to(inst, b);
    [[fallthrough]];
  case Op::I64Sub:
  case Op::I64SubNowrap:
  case Op::I64Shl:
  case Op::I64Shr:
    return isI64(b, 0) && to(inst, a);
  // Turn this:  x * 1    x // 1
  // Into this:  x
  case Op::I64Mul:
  case Op::I64MulNowrap:
    if (isI64(a, 1))
      return to(inst, b);
    [[fallthrough]];
  case Op::I64FloorDiv:
    return isI64(b, 1) && to(inst, a);
  // Turn this:  x & -1
  // Into this:  x
  case Op::I64And:
    if (isI64(a, -1))
      return to(inst, b);
    return isI64(b, -1) && to(inst, a);
  default:
    return false;
  }
}

bool simplifyBools(Inst* inst) {
  Value *a = inst->operand(0), *b = inst->operand(1);
  bool isAnd = inst->op() == Op::BoolAnd;
  // Turn this:  bool.and true, b      bool.or false, b      bool.and b, b
  // Into this:  b
  if (isBool(a, isAnd) || a == b)
    return to(inst, b);
  if (isBool(b, isAnd))
    return to(inst, a);
  // Turn this:  bool.and false, b     bool.or true, b
  // Into this:  false                 true
  if (isBool(a, !isAnd))
    return to(inst, a);
  return isBool(b, !isAnd) && to(inst, b);
}

bool simplifyIs(Inst* inst) {
  Value *a = inst->operand(0), *b = inst->operand(1);
  // Turn this:  py.is v, v
  // Into this:  true
  if (a == b) {
    replaceWithBool(inst, true);
    return true;
  }
  // Turn this:  py.is v, None         v of a kind that is not None
  // Into this:  false
  if (constantOf(a))
    std::swap(a, b);
  const Constant* c = constantOf(b);
  TypeKind kind = knownType(a).kind();
  if (c && c->kind == ConstantKind::None && kind != TypeKind::Value && kind != TypeKind::Union &&
      kind != TypeKind::NoneType) {
    replaceWithBool(inst, false);
    return true;
  }
  return false;
}

bool simplifyStrings(Inst* inst) {
  // Turn this:  string.join s         s a str
  // Into this:  s
  if (inst->op() == Op::JoinStrings) {
    if (inst->operands().size() == 1 && knownType(inst->operand(0)).kind() == TypeKind::Str)
      return to(inst, inst->operand(0));
    return false;
  }
  // Turn this:  list.to.tuple (list.new a, b)       the list used for nothing else
  // Into this:  tuple.new a, b
  Inst* list = definedBy(inst->operand(0), Op::ListNew);
  if (!list || list->users().size() != 1)
    return false;
  rewrite(inst, Op::TupleNew, list->operands());
  list->erase();
  return true;
}

bool simplifyBranch(Inst* inst) {
  // Turn this:  branch (bool.not c), a, b
  // Into this:  branch c, b, a
  Inst* negation = definedBy(inst->operand(0), Op::BoolNot);
  if (!negation)
    return false;
  inst->setOperand(0, negation->operand(0));
  Block *ifTrue = inst->edges()[0].target, *ifFalse = inst->edges()[1].target;
  std::vector<Value*> trueArgs = inst->edges()[0].args, falseArgs = inst->edges()[1].args;
  inst->setEdgeTarget(0, ifFalse);
  inst->setEdgeArgs(0, falseArgs);
  inst->setEdgeTarget(1, ifTrue);
  inst->setEdgeArgs(1, trueArgs);
  return true;
}

bool simplifyOne(Inst* inst) {
  switch (inst->op()) {
  case Op::PyTruth:
    return simplifyTruth(inst);
  case Op::BoolNot:
    return simplifyNot(inst);
  case Op::BoolAnd:
  case Op::BoolOr:
    return simplifyBools(inst);
  case Op::BoxBool:
  case Op::BoxI64:
  case Op::BoxSmall:
  case Op::BoxF64:
  case Op::UnboxBool:
  case Op::UnboxI64:
  case Op::UnboxSmall:
  case Op::UnboxF64:
    return simplifyBox(inst);
  case Op::BoxNumber:
    return simplifyBoxNumber(inst);
  case Op::I64Add:
  case Op::I64AddNowrap:
  case Op::I64Sub:
  case Op::I64SubNowrap:
  case Op::I64Mul:
  case Op::I64MulNowrap:
  case Op::I64FloorDiv:
  case Op::I64Shl:
  case Op::I64Shr:
  case Op::I64And:
  case Op::I64Or:
  case Op::I64Xor:
    return simplifyI64(inst);
  case Op::PyIs:
    return simplifyIs(inst);
  case Op::JoinStrings:
  case Op::ListToTuple:
    return simplifyStrings(inst);
  // Turn this:  guard.kind v as int   v an int
  // Into this:  v
  case Op::GuardKind:
    return knownType(inst->operand(0)).isSubtypeOf(inst->attribute().guard) &&
           to(inst, inst->operand(0));
  case Op::Branch:
    return simplifyBranch(inst);
  default:
    return false;
  }
}

} // namespace

bool runSimplify(Function& function, Analyses& analyses) {
  bool changed = false;
  for (Block* block : analyses.cfg().order())
    for (Inst* inst : *block)
      changed |= simplifyOne(inst);
  return changed;
}

} // namespace tauro::passes
