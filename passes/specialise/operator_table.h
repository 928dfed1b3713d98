// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Python's operators as far as numbers in registers have them: one row for an operator, whatever
// form of it an op is (in place, as a truth).
#pragma once

#include <optional>

#include "ir/op.h"

namespace tauro::passes::specialise {

enum class OperatorKind : uint8_t { Arithmetic, Bits, Divide, Power, Compare, Unary };

struct Operator {
  OperatorKind kind;
  ir::Op plain;   // the generic op that is neither in place nor a truth
  ir::Op integer; // on i64
  ir::Op real;    // on f64; the integer one where there is none
  bool hasReal;
  bool isTruth = false;
};

// Empty for what is no operator, and for operators without raw forms.
std::optional<Operator> operatorOf(ir::Op op);

} // namespace tauro::passes::specialise
