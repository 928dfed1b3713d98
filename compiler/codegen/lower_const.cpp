// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants, and the conversions and guards between words and raw values.
#include "compiler/codegen/handlers.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace tauro::codegen {

void lowerConst(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.constantWord(inst.attribute().constant));
}

void lowerConstI64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.getInt64(static_cast<uint64_t>(inst.attribute().imm)));
}

void lowerConstF64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, ConstantFP::get(f.module.context(), APFloat(inst.attribute().real)));
}

void lowerConstBool(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.getInt1(inst.attribute().imm != 0));
}

namespace {

/// `fits ? word : tr_<slow>(raw)`.
Value* boxOr(ModuleState& module, Builder& b, Value* fits, Value* word, Entry slow, Value* raw) {
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* boxed = BasicBlock::Create(module.context(), "boxed", from->getParent());
  boxed->moveAfter(from);
  BasicBlock* box = BasicBlock::Create(module.context(), "box", from->getParent());
  b.CreateCondBr(fits, boxed, box, MDBuilder(module.context()).createLikelyBranchWeights());
  b.SetInsertPoint(box);
  Value* object = b.CreateCall(module.entry(slow), {raw});
  b.CreateBr(boxed);
  b.SetInsertPoint(boxed);
  PHINode* result = b.CreatePHI(b.getInt64Ty(), 2);
  result->addIncoming(word, from);
  result->addIncoming(object, box);
  return result;
}

/// Whether a word is an object with the first shape of a builtin type (hence exactly of it, save
/// for instances whose shape has changed).
Value* hasShape(FunctionState& f, Value* word, StringRef type) {
  Builder& b = f.b;
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* object = f.newBlock("object");
  Value* isObject = layout::isObject(b, word);
  b.SetInsertPoint(object);
  Value* shape =
      f.load(Memory::Shape, b.getPtrTy(), layout::fieldAddress(b, word, abi::kObjectShape));
  Value* same = b.CreateICmpEQ(shape, f.module.shape(type));
  BasicBlock* joined = f.newBlock("");
  b.CreateBr(joined);
  b.SetInsertPoint(from);
  b.CreateCondBr(isObject, object, joined);
  b.SetInsertPoint(joined);
  PHINode* result = b.CreatePHI(b.getInt1Ty(), 2);
  result->addIncoming(b.getFalse(), from);
  result->addIncoming(same, object);
  return result;
}

Value* isOfType(FunctionState& f, Value* word, ir::Type type) {
  Builder& b = f.b;
  switch (type.kind()) {
  case ir::TypeKind::Value:
    return b.getTrue();
  case ir::TypeKind::NoneType:
    return b.CreateICmpEQ(word, b.getInt64(abi::kNone));
  case ir::TypeKind::BoolObject:
    return layout::isBool(b, word);
  case ir::TypeKind::Int: {
    Value* small = layout::isSmallInt(b, word);
    return b.CreateOr(small, hasShape(f, word, "int"));
  }
  case ir::TypeKind::Float: {
    Value* tagged = layout::isTaggedDouble(b, word);
    return b.CreateOr(tagged, hasShape(f, word, "float"));
  }
  case ir::TypeKind::Str:
    return hasShape(f, word, "str");
  case ir::TypeKind::Bytes:
    return hasShape(f, word, "bytes");
  case ir::TypeKind::Tuple:
    return hasShape(f, word, "tuple");
  case ir::TypeKind::List:
  case ir::TypeKind::Dict:
  case ir::TypeKind::Set:
    // What the container holds cannot be seen from its header.
    for (unsigned i = 0; i < type.partCount(); ++i)
      if (type.part(i) != ir::Type::value())
        internalError("guard.kind cannot test " + type.str());
    return hasShape(f, word,
                    type.kind() == ir::TypeKind::List   ? "list"
                    : type.kind() == ir::TypeKind::Dict ? "dict"
                                                        : "set");
  case ir::TypeKind::Union: {
    Value* any = b.getFalse();
    for (unsigned i = 0; i < type.partCount(); ++i)
      any = b.CreateOr(any, isOfType(f, word, type.part(i)));
    return any;
  }
  default:
    internalError("guard.kind cannot test " + type.str());
  }
}

} // namespace

Value* boxRaw(ModuleState& module, Builder& b, Value* raw, ir::Representation representation) {
  switch (representation) {
  case ir::Representation::I64:
    return boxOr(module, b, layout::fitsSmallInt(b, raw), layout::smallIntWord(b, raw),
                 Entry::box_i64, raw);
  case ir::Representation::F64: {
    Value* word = layout::taggedDoubleWord(b, raw);
    return boxOr(module, b, layout::isTaggedDouble(b, word), word, Entry::box_f64, raw);
  }
  case ir::Representation::Bool:
    return layout::boolWord(b, raw);
  case ir::Representation::Word:
  case ir::Representation::Pointer:
  case ir::Representation::None:
    break;
  }
  internalError("a value that is not raw is boxed");
}

void lowerBoxI64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, boxRaw(f.module, f.b, f.operand(inst, 0), ir::Representation::I64));
}

void lowerBoxSmall(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, layout::smallIntWord(f.b, f.operand(inst, 0)));
}

void lowerUnboxSmall(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, layout::smallIntValue(f.b, f.operand(inst, 0)));
}

void lowerBoxF64(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, boxRaw(f.module, f.b, f.operand(inst, 0), ir::Representation::F64));
}

void lowerBoxNumber(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* number = f.operand(inst, 0);
  Value* asFloat = boxRaw(f.module, b, number, ir::Representation::F64);
  // The intrinsic, since the conversion is also made of floats that are no ints.
  Value* integer = b.CreateIntrinsic(b.getInt64Ty(), Intrinsic::fptosi_sat, {number});
  f.define(inst, b.CreateSelect(f.operand(inst, 1), layout::smallIntWord(b, integer), asFloat));
}

void lowerBoxBool(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, boxRaw(f.module, f.b, f.operand(inst, 0), ir::Representation::Bool));
}

/// With an exit, what is no small int leaves. Without, the operand is known to be an int that an
/// i64 holds, perhaps in a big int of one limb.
void lowerUnboxI64(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* word = f.operand(inst, 0);
  Value* small = layout::isSmallInt(b, word);
  if (f.hasExit(inst)) {
    f.exitIf(inst, b.CreateNot(small));
    f.define(inst, layout::smallIntValue(b, word));
    return;
  }
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* done = f.newBlock("unboxed");
  BasicBlock* big = f.newBlock("big", true);
  Value* value = layout::smallIntValue(b, word);
  b.CreateCondBr(small, done, big, f.likely());
  b.SetInsertPoint(big);
  Value* count = f.loadWord(Memory::Number, layout::fieldAddress(b, word, abi::kBigCount));
  Value* limb = f.loadWord(Memory::Number, layout::fieldAddress(b, word, abi::kBigLimbs));
  Value* bigValue = b.CreateSelect(b.CreateICmpSLT(count, b.getInt64(0)), b.CreateNeg(limb), limb);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode* result = b.CreatePHI(b.getInt64Ty(), 2);
  result->addIncoming(value, from);
  result->addIncoming(bigValue, big);
  f.define(inst, result);
}

void lowerUnboxF64(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* word = f.operand(inst, 0);
  BasicBlock* from = b.GetInsertBlock();
  BasicBlock* done = f.newBlock("unboxed");
  BasicBlock* box = f.newBlock("box", true);
  Value* value = layout::taggedDoubleValue(b, word);
  b.CreateCondBr(layout::isTaggedDouble(b, word), done, box, f.likely());
  b.SetInsertPoint(box);
  if (f.hasExit(inst))
    f.exitIf(inst, b.CreateNot(hasShape(f, word, "float")));
  Value* boxed =
      f.load(Memory::Number, b.getDoubleTy(), layout::fieldAddress(b, word, abi::kFloatBoxValue));
  BasicBlock* boxEnd = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode* result = b.CreatePHI(b.getDoubleTy(), 2);
  result->addIncoming(value, from);
  result->addIncoming(boxed, boxEnd);
  f.define(inst, result);
}

void lowerUnboxBool(FunctionState& f, const ir::Inst& inst) {
  Value* word = f.operand(inst, 0);
  if (f.hasExit(inst))
    f.exitIf(inst, f.b.CreateNot(layout::isBool(f.b, word)));
  f.define(inst, layout::boolValue(f.b, word));
}

void lowerGuardKind(FunctionState& f, const ir::Inst& inst) {
  Value* word = f.operand(inst, 0);
  if (f.hasExit(inst))
    f.exitIf(inst, f.b.CreateNot(isOfType(f, word, inst.attribute().guard)));
  f.define(inst, word);
}

void lowerGuardBound(FunctionState& f, const ir::Inst& inst) {
  Value* word = f.operand(inst, 0);
  f.exitIf(inst, f.b.CreateICmpEQ(word, f.word(abi::kUnbound)));
  f.define(inst, word);
}

/// The word must be in a register or on the stack here: an empty piece of assembly that takes it.
void lowerKeepalive(FunctionState& f, const ir::Inst& inst) {
  Value* word = f.operand(inst, 0);
  auto* type = FunctionType::get(f.b.getVoidTy(), {word->getType()}, false);
  f.b.CreateCall(type, InlineAsm::get(type, "", "r", true), {word});
}

void lowerIsUnbound(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.b.CreateICmpEQ(f.operand(inst, 0), f.word(abi::kUnbound)));
}

} // namespace tauro::codegen
