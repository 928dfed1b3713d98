// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Generic operators on two small ints in line, everything else by a call of the entry; identity.
// This is what straight code gets: a dozen instructions instead of the whole body of the hot entry,
// which only loops are worth. The error test stands behind the call alone.
//
// Words of small ints have clear tag bits (abi/layout.h), so words add, subtract, compare and
// combine as the numbers do, and overflow together with them.
#include "compiler/codegen/function_state.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

enum class Step : uint8_t { None, Add, Sub, And, Or, Xor, Compare };

struct SmallIntPath {
  Step step = Step::None;
  CmpInst::Predicate predicate = CmpInst::BAD_ICMP_PREDICATE;
};

SmallIntPath pathOf(ir::Op op) {
  switch (op) {
  case ir::Op::PyAdd:
  case ir::Op::PyInPlaceAdd:
    return {Step::Add};
  case ir::Op::PySub:
  case ir::Op::PyInPlaceSub:
    return {Step::Sub};
  case ir::Op::PyBitAnd:
  case ir::Op::PyInPlaceBitAnd:
    return {Step::And};
  case ir::Op::PyBitOr:
  case ir::Op::PyInPlaceBitOr:
    return {Step::Or};
  case ir::Op::PyBitXor:
  case ir::Op::PyInPlaceBitXor:
    return {Step::Xor};
#define TAURO_COMPARE(Name, predicate)                                                             \
  case ir::Op::Py##Name:                                                                           \
  case ir::Op::Py##Name##Truth:                                                                    \
    return {Step::Compare, CmpInst::predicate};
    TAURO_COMPARE(Lt, ICMP_SLT)
    TAURO_COMPARE(LtE, ICMP_SLE)
    TAURO_COMPARE(Eq, ICMP_EQ)
    TAURO_COMPARE(NotEq, ICMP_NE)
    TAURO_COMPARE(Gt, ICMP_SGT)
    TAURO_COMPARE(GtE, ICMP_SGE)
#undef TAURO_COMPARE
  default:
    return {};
  }
}

/// Joins an answer known where `from` ends with that of a call of the entry.
void defineJoined(FunctionState& f, const ir::Inst& inst, Value* fast, BasicBlock* from,
                  Value* slow, BasicBlock* joined) {
  Builder& b = f.b;
  BasicBlock* slowEnd = b.GetInsertBlock();
  b.CreateBr(joined);
  b.SetInsertPoint(joined);
  PHINode* result = b.CreatePHI(fast->getType(), 2);
  result->addIncoming(fast, from);
  result->addIncoming(slow, slowEnd);
  f.define(inst, result);
}

bool lowerTruth(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* word = f.operand(inst, 0);
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* joined = f.newBlock("");
  BasicBlock* other = f.newBlock("other", true);
  Value* fast = b.CreateICmpEQ(word, f.word(abi::kTrue));
  b.CreateCondBr(layout::isBool(b, word), joined, other, f.likely());
  b.SetInsertPoint(other);
  defineJoined(f, inst, fast, from, f.callChecked(inst, Entry::truth, {word}), joined);
  return true;
}

} // namespace

/// Two words of which one holds no object are the same value only if they are the same word
/// (tr_is).
bool lowerIs(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* left = f.operand(inst, 0);
  Value* right = f.operand(inst, 1);
  for (unsigned i = 0; i < 2; ++i)
    if (Constant* constant = f.constantOperand(inst, i); constant && isa<ConstantInt>(constant)) {
      f.define(inst, b.CreateICmpEQ(left, right));
      return true;
    }
  if (f.inlines() != Inline::SmallInts)
    return false;
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* joined = f.newBlock("");
  BasicBlock* other = f.newBlock("other");
  b.CreateCondBr(b.CreateICmpEQ(left, right), joined, other);
  b.SetInsertPoint(other);
  defineJoined(f, inst, b.getTrue(), from, f.callChecked(inst, Entry::is, {left, right}), joined);
  return true;
}

bool lowerSmallInts(FunctionState& f, const ir::Inst& inst, Entry entry) {
  if (entry == Entry::truth)
    return lowerTruth(f, inst);
  SmallIntPath path = pathOf(inst.op());
  if (path.step == Step::None)
    return false;
  Builder& b = f.b;
  Value* left = f.operand(inst, 0);
  Value* right = f.operand(inst, 1);
  bool isTruth = ir::info(inst.op()).result == ir::ResultRule::Bool;

  BasicBlock* small = f.newBlock("ints");
  BasicBlock* joined = f.newBlock("");
  BasicBlock* other = f.newBlock("other", true);
  joined->moveAfter(small);
  Value* isSmall = layout::isSmallInt(b, b.CreateOr(left, right));
  b.CreateCondBr(isSmall, small, other, f.likely());

  b.SetInsertPoint(small);
  Value* fast = nullptr;
  Value* overflow = nullptr;
  switch (path.step) {
  case Step::Add:
  case Step::Sub: {
    Intrinsic::ID id =
        path.step == Step::Add ? Intrinsic::sadd_with_overflow : Intrinsic::ssub_with_overflow;
    Value* pair = b.CreateIntrinsic(id, {b.getInt64Ty()}, {left, right});
    fast = b.CreateExtractValue(pair, 0);
    overflow = b.CreateExtractValue(pair, 1);
    break;
  }
  case Step::And:
    fast = b.CreateAnd(left, right);
    break;
  case Step::Or:
    fast = b.CreateOr(left, right);
    break;
  case Step::Xor:
    fast = b.CreateXor(left, right);
    break;
  case Step::Compare:
    fast = b.CreateICmp(path.predicate, left, right);
    if (!isTruth)
      fast = layout::boolWord(b, fast);
    break;
  case Step::None:
    llvm_unreachable("step");
  }
  if (overflow)
    b.CreateCondBr(overflow, other, joined, f.unlikely());
  else
    b.CreateBr(joined);

  b.SetInsertPoint(other);
  defineJoined(f, inst, fast, small, f.callChecked(inst, entry, {left, right}), joined);
  return true;
}

} // namespace tauro::codegen
