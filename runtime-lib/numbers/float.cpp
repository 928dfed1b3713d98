// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// float: conversion, arithmetic with Python's errors, comparison, hash, decimal rounding.
#include "runtime-lib/numbers/float.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/complex.h"
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
  char text[400];
  std::to_chars_result end;
  if (digits >= 0) {
    // A double of 2^52 and more is an integer.
    if (std::fabs(d) >= 0x1p52)
      return makeFloat(d);
    end = std::to_chars(text, text + sizeof text, d, std::chars_format::fixed,
                        static_cast<int>(digits));
  } else {
    int dropped = static_cast<int>(-digits);
    end = std::to_chars(text, text + sizeof text, d, std::chars_format::scientific, 17);
    *end.ptr = 0;
    const char* e = strchr(text, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end.ptr, exponent);
    if (exponent < dropped - 1)
      return makeFloat(std::copysign(0.0, d));
    if (exponent == dropped - 1) {
      // One digit more than is kept: up when above half of the unit; exactly half goes to even 0.
      end =
          std::to_chars(text, text + sizeof text, std::fabs(d), std::chars_format::scientific, 330);
      bool up = text[0] > '5';
      if (text[0] == '5')
        for (const char* at = text + 2; *at != 'e'; at++)
          up |= *at != '0';
      if (!up)
        return makeFloat(std::copysign(0.0, d));
      char* to = text;
      if (d < 0)
        *to++ = '-';
      *to++ = '1';
      *to++ = 'e';
      end = std::to_chars(to, text + sizeof text, dropped);
    } else {
      end = std::to_chars(text, text + sizeof text, d, std::chars_format::scientific,
                          exponent - dropped);
    }
  }
  double rounded = d;
  auto parsed = std::from_chars(text, end.ptr, rounded);
  if (parsed.ec == std::errc::result_out_of_range) {
    if (std::fabs(d) > 1)
      return raiseOverflowError("rounded value too large to represent");
    rounded = std::copysign(0.0, d);
  }
  return makeFloat(rounded);
}

} // namespace tr
