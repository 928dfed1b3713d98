// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The value word of abi/layout.h as LLVM instructions and constants. The only part of code
// generation that knows bits; everything else asks here.
#pragma once

#include "llvm/IR/IRBuilder.h"

#include "runtime-lib/abi/layout.h"

namespace tauro::codegen {

using Builder = llvm::IRBuilder<>;

namespace layout {

/// A word whose bits are known.
llvm::ConstantInt* word(llvm::LLVMContext& context, uint64_t bits);
/// An address within static data.
llvm::Constant* offset(llvm::Constant* address, uint64_t bytes);
/// The word of a statically allocated object.
llvm::Constant* objectWord(llvm::Constant* object);

llvm::Value* isSmallInt(Builder& b, llvm::Value* word);
llvm::Value* isObject(Builder& b, llvm::Value* word);
llvm::Value* isTaggedDouble(Builder& b, llvm::Value* word);
/// A bool object: True or False.
llvm::Value* isBool(Builder& b, llvm::Value* word);
/// Either of the words that end an iteration step without a value: kError, kDone.
llvm::Value* isErrorOrDone(Builder& b, llvm::Value* word);

/// Of a small int.
llvm::Value* smallIntValue(Builder& b, llvm::Value* word);
/// Of a tagged double.
llvm::Value* taggedDoubleValue(Builder& b, llvm::Value* word);
/// An i64 as a small int, and whether it is one.
llvm::Value* smallIntWord(Builder& b, llvm::Value* integer);
llvm::Value* fitsSmallInt(Builder& b, llvm::Value* integer);
/// A double as a tagged double; it is one when isTaggedDouble holds of the result.
llvm::Value* taggedDoubleWord(Builder& b, llvm::Value* real);
/// i1 as True or False.
llvm::Value* boolWord(Builder& b, llvm::Value* condition);
/// Of a bool object.
llvm::Value* boolValue(Builder& b, llvm::Value* word);

/// The address of an object's field.
llvm::Value* fieldAddress(Builder& b, llvm::Value* objectWord, uint64_t offset);
/// The object's address as a pointer, and back.
llvm::Value* objectPointer(Builder& b, llvm::Value* objectWord);
llvm::Value* pointerWord(Builder& b, llvm::Value* object);

} // namespace layout
} // namespace tauro::codegen
