// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/specialise/operator_table.h"

namespace tauro::passes::specialise {

using ir::Op;

std::optional<Operator> operatorOf(Op op) {
  switch (op) {
#define ARITHMETIC(Name, Kind, Integer, Real, hasReal)                                             \
  case Op::Py##Name:                                                                               \
  case Op::PyInPlace##Name:                                                                        \
    return Operator{OperatorKind::Kind, Op::Py##Name, Op::Integer, Op::Real, hasReal};
    ARITHMETIC(Add, Arithmetic, I64Add, F64Add, true)
    ARITHMETIC(Sub, Arithmetic, I64Sub, F64Sub, true)
    ARITHMETIC(Mult, Arithmetic, I64Mul, F64Mul, true)
    ARITHMETIC(Div, Divide, I64TrueDiv, F64Div, true)
    ARITHMETIC(FloorDiv, Divide, I64FloorDiv, F64FloorDiv, true)
    ARITHMETIC(Mod, Divide, I64Mod, F64Mod, true)
    ARITHMETIC(Pow, Power, I64Mul, F64Pow, true)
    ARITHMETIC(BitAnd, Bits, I64And, I64And, false)
    ARITHMETIC(BitOr, Bits, I64Or, I64Or, false)
    ARITHMETIC(BitXor, Bits, I64Xor, I64Xor, false)
    ARITHMETIC(LShift, Bits, I64Shl, I64Shl, false)
    ARITHMETIC(RShift, Bits, I64Shr, I64Shr, false)
#undef ARITHMETIC
#define COMPARE(Name, Raw)                                                                         \
  case Op::Py##Name:                                                                               \
    return Operator{OperatorKind::Compare, Op::Py##Name, Op::I64##Raw, Op::F64##Raw, true};        \
  case Op::Py##Name##Truth:                                                                        \
    return Operator{OperatorKind::Compare, Op::Py##Name, Op::I64##Raw, Op::F64##Raw, true, true};
    COMPARE(Lt, Lt)
    COMPARE(LtE, Le)
    COMPARE(Eq, Eq)
    COMPARE(NotEq, Ne)
    COMPARE(Gt, Gt)
    COMPARE(GtE, Ge)
#undef COMPARE
  case Op::PyUSub:
    return Operator{OperatorKind::Unary, op, Op::I64Neg, Op::F64Neg, true};
  case Op::PyUAdd:
    return Operator{OperatorKind::Unary, op, op, op, true};
  case Op::PyInvert:
    return Operator{OperatorKind::Unary, op, Op::I64Xor, Op::I64Xor, false};
  case Op::PyTruth:
    return Operator{OperatorKind::Unary, op, Op::I64Ne, Op::F64Ne, true, true};
  default:
    return std::nullopt;
  }
}

} // namespace tauro::passes::specialise
