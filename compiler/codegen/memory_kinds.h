// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compiled code reads and writes in memory, by kind, as LLVM's alias analysis is told: memory
// of different kinds is never the same word while no call intervenes. So a loop that stores items
// of a list knows the list's length and where its items are.
//
// Contract: a word in memory is accessed by compiled code under one kind alone, or under none,
// which may be any. What the runtime does to it, calls do; the hot entries' bodies have kinds of
// their own, those of C++, which LLVM compares with none of these.
#pragma once

#include "llvm/IR/Metadata.h"

#include <cstdint>

namespace tauro::codegen {

enum class Memory : uint8_t {
  Shape,      // an object's pointer to its shape
  ListHeader, // a list's length, and where its items are
  ListItem, // words
  ListDouble,
  ListInt,
  TupleItem,
  Number, // the inside of big ints and boxed floats
  Cell,
  Function, // the header of a function object
  Variable, // slots of module variables and builtins
  Frame,    // a generator's words
};
constexpr unsigned kMemoryKinds = static_cast<unsigned>(Memory::Frame) + 1;

/// Makes the tag of accesses to memory of a kind.
llvm::MDNode* makeMemoryTag(llvm::LLVMContext& context, Memory kind);

} // namespace tauro::codegen
