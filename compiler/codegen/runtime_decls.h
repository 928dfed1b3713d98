// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's entries as LLVM declarations, made from abi/entries.def.
#pragma once

#include "runtime-lib/abi/effects.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace llvm {
class Function;
class Module;
class Type;
} // namespace llvm

namespace tauro::codegen {

enum class Entry : uint16_t {
#define TR_ENTRY(name, result, args, effects) name,
#include "runtime-lib/abi/entries.def"
};

/// How an entry answers, and what its answer is when it raised.
enum class EntryKind : char {
  Value = 'V',   // kError
  Pointer = 'P', // null
  Int = 'I',
  Unsigned = 'U',
  Tri = 'T',  // -1
  Bool = 'B', // false
  Double = 'D',
  None = 'N', // always raised, or never
};

struct EntryInfo {
  std::string_view name; // without tr_
  EntryKind result;
  std::string_view arguments; // one letter each, with punctuation between: "(V, P)"
  uint32_t effects;
  bool hot; // has a body in the hot bitcode
};
const EntryInfo& info(Entry entry);

/// Declares (once) the function of an entry in a module.
llvm::Function* declareEntry(llvm::Module& module, Entry entry);

/// True for the names of hot entries' functions, "tr_add".
bool isHotEntry(std::string_view symbol);

} // namespace tauro::codegen
