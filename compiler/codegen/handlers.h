// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One lowering function for each row of ops.def whose lowering is CUSTOM: lower<Id>. They stand in
// the lower_*.cpp files; one that is missing does not link.
#pragma once

#include "compiler/codegen/function_state.h"

namespace tauro::codegen {

#define TAURO_NOTHING(Id)
#define TAURO_DECLARE_CUSTOM(Id) void lower##Id(FunctionState& f, const ir::Inst& inst);
#define TAURO_DECLARE_ENTRY(name) TAURO_NOTHING
#define IR_OP(Id, mnemonic, Result, Operands, Effects, Attribute, Traits, Lowering)                \
  TAURO_DECLARE_##Lowering(Id)
#include "ir/ops.def"
#undef TAURO_DECLARE_CUSTOM
#undef TAURO_DECLARE_ENTRY

} // namespace tauro::codegen
