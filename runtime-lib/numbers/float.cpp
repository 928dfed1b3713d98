// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float: conversion, arithmetic with Python's errors, comparison, hash, decimal rounding.
#include "runtime-lib/numbers/float.h"

#include <cerrno>
#include <cmath>
#include <cstring>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/decimal.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/numbers/number_errors.h"
#include "runtime-lib/text/str.h"

namespace tr {

Value makeFloatBox(double d) {
  auto* box = static_cast<FloatBox*>(memory::allocateAtomic(sizeof(FloatBox)));
  box->shape = &tr_shape_float;
  box->value = d;
  return objectValue(box);
}

static bool intToDoubleOrRaise(Value v, double* out) {
  bool overflow;
  *out = intToDouble(v, &overflow);
  if (overflow)
    raiseOverflowError("int too large to convert to float");
  return !overflow;
}

bool toDouble(Value v, double* out) {
  if (isFloat(v)) {
    *out = floatOf(v);
    return true;
  }
  if (v.isInt() || v.isBool() || isExact(v, &tr_type_int))
    return intToDoubleOrRaise(v, out);
  Type* type = typeOf(v);
  ensureReady(type);
  if (type->slots.toFloat) {
    Value result = type->slots.toFloat(v);
    if (result.isError())
      return false;
    if (!isFloat(result)) {
      raiseTypeError("%T.__float__ returned non-float (type %T)", v, result);
      return false;
    }
    *out = floatOf(result);
    return true;
  }
  if (type->slots.index) {
    Value index = toIndex(v);
    return !index.isError() && intToDoubleOrRaise(index, out);
  }
  raiseTypeError("must be real number, not %T", v);
  return false;
}

int floatOperand(Value v, double* out) {
  if (isFloat(v)) {
    *out = floatOf(v);
    return 1;
  }
  if (!isIntLike(v))
    return 0;
  return intToDoubleOrRaise(v, out) ? 1 : -1;
}

uint64_t floatHash(double d) {
  if (std::isnan(d)) {
    uint64_t bits = std::bit_cast<uint64_t>(d);
    return (bits >> 51 | bits << 13) ^ 0x7ff8;
  }
  return static_cast<uint64_t>(abi::hashDouble(d));
}

Value raiseErrno(Type* type, int error) {
  Value args[] = {smallInt(error), makeStr(strerror(error))};
  Value exception = call(typeValue(type), args, 2);
  return exception.isError() ? kError : raiseObject(exception);
}

Value floatTrueDivValue(double a, double b) {
  if (b == 0)
    return raiseZeroDivision("float division by zero");
  return makeFloat(a / b);
}
Value floatFloorDivValue(double a, double b) {
  if (b == 0)
    return raiseZeroDivision("float floor division by zero");
  return makeFloat(abi::floatFloorDiv(a, b));
}
Value floatModValue(double a, double b) {
  if (b == 0)
    return raiseZeroDivision("float modulo by zero");
  return makeFloat(abi::floatMod(a, b));
}
Value floatDivModValue(double a, double b) {
  if (b == 0)
    return raiseZeroDivision("float divmod()");
  double quotient, remainder;
  abi::floatDivMod(a, b, &quotient, &remainder);
  return tupleOf(makeFloat(quotient), makeFloat(remainder));
}

Value floatPowValue(double a, double b) {
  double result;
  switch (abi::floatPow(a, b, &result)) {
  case abi::PowStatus::Ok:
    return makeFloat(result);
  case abi::PowStatus::ZeroToNegative:
    return raiseZeroDivision("0.0 cannot be raised to a negative power");
  case abi::PowStatus::Overflow:
    return raiseErrno(&tr_type_OverflowError, ERANGE);
  case abi::PowStatus::Complex:
    return complexPowValue({a, 0.0}, {b, 0.0});
  }
  return kError;
}

int floatCompareValue(double a, Value b) {
  if (std::isnan(a))
    return 2;
  if (isIntLike(b))
    return -intCompareDouble(b, a);
  double d = floatOf(b);
  if (std::isnan(d))
    return 2;
  return a < d ? -1 : a > d;
}

Value floatRound(double d, int64_t digits) {
  // Beyond these no digit changes, or nothing is left.
  if (!std::isfinite(d) || d == 0 || digits > 323)
    return makeFloat(d);
  if (digits < -308)
    return makeFloat(0.0 * d);
  // A double of 2^52 and more is an integer.
  double size = std::fabs(d);
  if (digits >= 0 && size >= 0x1p52)
    return makeFloat(d);
  uint64_t whole;
  int power = static_cast<int>(digits);
  double rounded = decimal::scaled(size, power, &whole)
                       ? decimal::nearest(whole, -digits)
                       : decimal::nearest(decimal::scaledDigits(size, power), -digits);
  if (std::isinf(rounded))
    return raiseOverflowError("rounded value too large to represent");
  return makeFloat(std::copysign(rounded, d));
}

} // namespace tr

namespace tr::entry_kinds {
// Out of line, and by a name that LLVM does not know: what it makes of pow rounds otherwise.
extern "C" double tr_float_pow(double base, double exponent) {
  double result;
  switch (abi::floatPow(base, exponent, &result)) {
  case abi::PowStatus::Ok:
  case abi::PowStatus::Overflow:
    return result;
  case abi::PowStatus::ZeroToNegative:
    return INFINITY;
  case abi::PowStatus::Complex:
    return NAN;
  }
  return NAN;
}
} // namespace tr::entry_kinds
