// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The op enum and facts about each op, made from ops.def. Predicates about effects are derived
// here and stored nowhere.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime-lib/abi/effects.h"

namespace tauro::ir {

enum class Op : uint16_t {
#define IR_OP(Id, mnemonic, Result, Operands, Effects, Attribute, Traits, Lowering) Id,
#include "ir/ops.def"
};

constexpr unsigned kOpCount = 0
#define IR_OP(Id, mnemonic, Result, Operands, Effects, Attribute, Traits, Lowering) +1
#include "ir/ops.def"
    ;

enum class ResultRule : uint8_t {
  Value,
  Bool,
  I64,
  F64,
  Pack,
  None,
  Same,
  Constant,
  Named,
  Pointer
};
enum class OperandKind : uint8_t { V, B, I, F, K, P, R };
enum class AttributeKind : uint8_t {
  None,
  Constant,
  Imm,
  Double,
  Variable,
  Local,
  Function,
  Module,
  Name,
  NameKw,
  Kw,
  FuncKw,
  ImmImm,
  NameImm,
  ModuleImm,
  FunctionImm,
  Guard,
};

constexpr unsigned kMaxFixedOperands = 6;

struct OpInfo {
  std::string_view mnemonic;
  ResultRule result;
  OperandKind operands[kMaxFixedOperands];
  uint8_t fixedOperands;
  bool variadic;
  bool named; // the variadic ones are what the attribute names: parameters, live values
  uint32_t effects;
  AttributeKind attribute;
  bool terminator, mayDone, mayExit, commutes; // mayDone: the edge is required
  std::string_view entry; // runtime entry of a plain call, without tr_; empty: lowered by hand
};
const OpInfo& info(Op op);
// The op of a mnemonic; false when there is none.
bool opFromMnemonic(std::string_view mnemonic, Op* out);

inline bool mayRaise(uint32_t effects) { return effects & abi::kRaises; }
inline bool mayRunUser(uint32_t effects) { return effects & abi::kRunsUser; }
// Changes what the program can see when it completes, so that no resume point survives it. What an
// op that may raise writes to the thread is its exception.
inline bool isVisible(uint32_t effects) {
  uint32_t writes = abi::kWrites & ~(mayRaise(effects) ? abi::kWritesThread : 0u);
  return effects & (writes | abi::kRunsUser);
}
// Without uses it may be deleted.
inline bool isRemovable(uint32_t effects) {
  return !(effects & (abi::kWrites | abi::kRaises | abi::kRunsUser | abi::kLeaves | abi::kStays));
}
// The result can be made anew anywhere in the function: nothing need keep it.
inline bool isRematerialisable(const OpInfo& row) {
  return row.effects == abi::kPure && row.fixedOperands == 0 && !row.variadic &&
         row.result != ResultRule::None;
}
// Makes a word of raw values.
inline bool isBox(Op op) {
  return op == Op::BoxI64 || op == Op::BoxSmall || op == Op::BoxF64 || op == Op::BoxNumber ||
         op == Op::BoxBool;
}
// Two with equal operands and attributes give the same result when nothing they read was written
// between.
inline bool isMergeable(uint32_t effects) {
  return isRemovable(effects) && !(effects & abi::kAllocates);
}

} // namespace tauro::ir
