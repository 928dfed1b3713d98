// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/value_layout.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace tauro::codegen::layout {

static_assert(abi::kError == (abi::kDone & ~uint64_t{8}), "isErrorOrDone tests one bit pattern");
static_assert(abi::kTrue == abi::kFalse + 8, "boolWord adds the bit");

ConstantInt* word(LLVMContext& context, uint64_t bits) {
  return ConstantInt::get(Type::getInt64Ty(context), bits);
}

Constant* offset(Constant* address, uint64_t bytes) {
  LLVMContext& context = address->getContext();
  return ConstantExpr::getGetElementPtr(Type::getInt8Ty(context), address, word(context, bytes));
}

Constant* objectWord(Constant* object) {
  LLVMContext& context = object->getContext();
  Constant* address = ConstantExpr::getPtrToInt(object, Type::getInt64Ty(context));
  return ConstantExpr::getAdd(address, word(context, abi::kObjectTag));
}

Value* isSmallInt(Builder& b, Value* w) {
  return b.CreateICmpEQ(b.CreateAnd(w, abi::kIntTagMask), b.getInt64(0));
}

Value* isObject(Builder& b, Value* w) {
  return b.CreateICmpEQ(b.CreateAnd(w, abi::kTagMask), b.getInt64(abi::kObjectTag));
}

Value* isTaggedDouble(Builder& b, Value* w) {
  // The set once for each byte, so that the word's low six bits are an index into it as they are:
  // one instruction on x86.
  uint64_t set = abi::kDoubleTagSet * 0x0101010101010101;
  Value* bit = b.CreateLShr(b.getInt64(set), b.CreateAnd(w, 63));
  return b.CreateTrunc(bit, b.getInt1Ty());
}

Value* isBool(Builder& b, Value* w) {
  return b.CreateOr(b.CreateICmpEQ(w, b.getInt64(abi::kTrue)),
                    b.CreateICmpEQ(w, b.getInt64(abi::kFalse)));
}

Value* isErrorOrDone(Builder& b, Value* w) {
  return b.CreateICmpEQ(b.CreateOr(w, 8), b.getInt64(abi::kDone));
}

Value* smallIntValue(Builder& b, Value* w) { return b.CreateAShr(w, abi::kIntShift); }

Value* taggedDoubleValue(Builder& b, Value* w) {
  Value* rotated = b.CreateSub(w, b.getInt64(abi::kDoubleBias));
  Value* bits = b.CreateIntrinsic(Intrinsic::fshr, {b.getInt64Ty()},
                                  {rotated, rotated, b.getInt64(abi::kDoubleRotate)});
  return b.CreateBitCast(bits, b.getDoubleTy());
}

Value* smallIntWord(Builder& b, Value* integer) { return b.CreateShl(integer, abi::kIntShift); }

Value* fitsSmallInt(Builder& b, Value* integer) {
  Value* back = b.CreateAShr(b.CreateShl(integer, abi::kIntShift), abi::kIntShift);
  return b.CreateICmpEQ(back, integer);
}

Value* taggedDoubleWord(Builder& b, Value* real) {
  Value* bits = b.CreateBitCast(real, b.getInt64Ty());
  Value* rotated = b.CreateIntrinsic(Intrinsic::fshl, {b.getInt64Ty()},
                                     {bits, bits, b.getInt64(abi::kDoubleRotate)});
  return b.CreateAdd(rotated, b.getInt64(abi::kDoubleBias));
}

Value* boolWord(Builder& b, Value* condition) {
  Value* bit = b.CreateShl(b.CreateZExt(condition, b.getInt64Ty()), 3);
  return b.CreateAdd(bit, b.getInt64(abi::kFalse));
}

Value* boolValue(Builder& b, Value* w) { return b.CreateICmpEQ(w, b.getInt64(abi::kTrue)); }

Value* fieldAddress(Builder& b, Value* w, uint64_t offset) {
  // From the word itself, so that the tag vanishes into the addressing mode and the word, which
  // the collector knows, is what stays in the register.
  Value* address = b.CreateIntToPtr(w, b.getPtrTy());
  int64_t distance = static_cast<int64_t>(offset) - static_cast<int64_t>(abi::kObjectTag);
  return b.CreatePtrAdd(address, b.getInt64(static_cast<uint64_t>(distance)));
}

Value* objectPointer(Builder& b, Value* w) { return fieldAddress(b, w, 0); }

Value* pointerWord(Builder& b, Value* object) {
  return b.CreateAdd(b.CreatePtrToInt(object, b.getInt64Ty()), b.getInt64(abi::kObjectTag));
}

} // namespace tauro::codegen::layout
