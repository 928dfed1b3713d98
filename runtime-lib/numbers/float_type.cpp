// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type float: slots, methods, hexadecimal text, constructor.
#include <cmath>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/numbers/rounding.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/str.h"

namespace tr {

// --- slots

template <Value (*operation)(double, double)> static Value floatBinary(Value left, Value right) {
  double a, b;
  int ok = floatOperand(left, &a);
  if (ok > 0)
    ok = floatOperand(right, &b);
  if (ok <= 0)
    return ok < 0 ? kError : kNotImplemented;
  return operation(a, b);
}
static Value addDoubles(double a, double b) { return makeFloat(a + b); }
static Value subDoubles(double a, double b) { return makeFloat(a - b); }
static Value mulDoubles(double a, double b) { return makeFloat(a * b); }

static Value floatNeg(Value self) { return makeFloat(-floatOf(self)); }
static Value floatPos(Value self) { return isFloatExact(self) ? self : makeFloat(floatOf(self)); }

static Value floatCompareSlot(Value left, Value right, CompareOp op) {
  int order;
  if (isFloat(left)) {
    if (!isFloat(right) && !isIntLike(right))
      return kNotImplemented;
    order = floatCompareValue(floatOf(left), right);
  } else {
    if (!isIntLike(left) || !isFloat(right))
      return kNotImplemented;
    order = floatCompareValue(floatOf(right), left);
    if (order != 2)
      order = -order;
  }
  if (order == 2)
    return boolean(op == CompareOp::NotEq);
  return boolean(holds(op, order));
}

static Value floatReprSlot(Value self) { return makeStr(floatRepr(floatOf(self))); }
static int64_t floatHashSlot(Value self, bool*) {
  return static_cast<int64_t>(floatHash(floatOf(self)));
}
static int floatTruth(Value self) { return floatOf(self) != 0; }
static Value floatToInt(Value self) { return intFromFloat(floatOf(self)); }

// --- methods

static Value floatSelf(const Value* args, uint64_t) { return floatPos(args[0]); }
static Value floatAbs(const Value* args, uint64_t) {
  return makeFloat(std::fabs(floatOf(args[0])));
}
static Value floatTrunc(const Value* args, uint64_t) { return floatToInt(args[0]); }
static Value floatFloor(const Value* args, uint64_t) {
  return intFromFloat(std::floor(floatOf(args[0])));
}
static Value floatCeil(const Value* args, uint64_t) {
  return intFromFloat(std::ceil(floatOf(args[0])));
}

static Value floatRoundMethod(const Value* args, uint64_t nargs) {
  double d = floatOf(args[0]);
  if (nargs < 2 || args[1].isNone()) {
    if (!std::isfinite(d))
      return intFromFloat(d);
    // Ties to even by hand: the rounding mode of the environment must not matter.
    double rounded = std::round(d);
    if (std::fabs(d - rounded) == 0.5)
      rounded = 2.0 * std::round(d / 2.0);
    return intFromDouble(rounded);
  }
  int64_t digits;
  if (!toIndexInt64(args[1], &digits, nullptr))
    return kError;
  return floatRound(d, digits);
}

static Value floatDivMod(const Value* args, uint64_t) {
  return floatBinary<floatDivModValue>(args[0], args[1]);
}
static Value floatRDivMod(const Value* args, uint64_t) {
  return floatBinary<floatDivModValue>(args[1], args[0]);
}

static Value floatPowMethod(const Value* args, uint64_t nargs) {
  if (nargs > 2 && !args[2].isNone())
    return raiseTypeError("pow() 3rd argument not allowed unless all arguments are integers");
  return floatBinary<floatPowValue>(args[0], args[1]);
}
static Value floatRPowMethod(const Value* args, uint64_t nargs) {
  Value swapped[] = {args[1], args[0], nargs > 2 ? args[2] : kNone};
  return floatPowMethod(swapped, 3);
}

static Value floatAsIntegerRatio(const Value* args, uint64_t) {
  double d = floatOf(args[0]);
  if (std::isinf(d))
    return raiseOverflowError("cannot convert Infinity to integer ratio");
  if (std::isnan(d))
    return raiseValueError("cannot convert NaN to integer ratio");
  int exponent;
  double fraction = std::frexp(d, &exponent);
  auto mantissa = static_cast<int64_t>(std::ldexp(fraction, 53));
  exponent -= 53;
  while (mantissa != 0 && (mantissa & 1) == 0) {
    mantissa /= 2;
    exponent++;
  }
  if (mantissa == 0)
    exponent = 0;
  Value numerator = smallInt(mantissa), denominator = smallInt(1);
  if (exponent > 0)
    numerator = intShift(numerator, exponent);
  else
    denominator = intShift(denominator, -exponent);
  return numerator.isError() || denominator.isError() ? kError : tupleOf(numerator, denominator);
}

static Value floatIsInteger(const Value* args, uint64_t) {
  double d = floatOf(args[0]);
  return boolean(std::isfinite(d) && std::floor(d) == d);
}

static Value floatGetNewArgs(const Value* args, uint64_t) {
  return tupleOf(makeFloat(floatOf(args[0])));
}

static Value floatFormatMethod(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("__format__() argument must be str, not %A", args[1]);
  return formatFloat(args[0], args[1]);
}

static Value floatGetFormat(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("__getformat__() argument must be str, not %A", args[1]);
  std::string_view kind = utf8Of(asStr(args[1]));
  if (kind != "double" && kind != "float")
    return raiseValueError("__getformat__() argument 1 must be 'double' or 'float'");
  return makeStr("IEEE, little-endian");
}

// --- hexadecimal text

static Value floatHex(const Value* args, uint64_t) {
  double d = floatOf(args[0]);
  if (!std::isfinite(d))
    return makeStr(floatRepr(d));
  uint64_t bits = std::bit_cast<uint64_t>(d);
  auto exponent = static_cast<int>((bits >> 52) & 0x7ff);
  uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  char text[40];
  char* at = text;
  if (bits >> 63)
    *at++ = '-';
  *at++ = '0';
  *at++ = 'x';
  *at++ = exponent ? '1' : '0';
  *at++ = '.';
  if (exponent == 0 && fraction == 0) {
    *at++ = '0';
  } else {
    for (int shift = 48; shift >= 0; shift -= 4)
      *at++ = "0123456789abcdef"[(fraction >> shift) & 15];
    exponent = exponent ? exponent - 1023 : -1022;
  }
  *at++ = 'p';
  *at++ = exponent < 0 ? '-' : '+';
  unsigned size = static_cast<unsigned>(std::abs(exponent));
  for (unsigned unit = size >= 1000  ? 1000
                       : size >= 100 ? 100
                       : size >= 10  ? 10
                                     : 1;
       unit; unit /= 10)
    *at++ = static_cast<char>('0' + size / unit % 10);
  return makeStr({text, static_cast<size_t>(at - text)});
}

static int hexDigit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// [sign] [0x] digits [. digits] [p exponent], or inf, infinity, nan. 1, 0 malformed, -1 too large.
static int parseHexFloat(std::string_view text, double* out) {
  auto space = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
  while (!text.empty() && space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && space(text.back()))
    text.remove_suffix(1);
  double special;
  size_t at = 0, n = text.size();
  bool negative = false;
  if (at < n && (text[at] == '+' || text[at] == '-'))
    negative = text[at++] == '-';
  if (at < n && ((text[at] | 0x20) == 'i' || (text[at] | 0x20) == 'n')) {
    if (floatParsePrefix(text, &special) != n)
      return 0;
    *out = special;
    return 1;
  }
  if (n - at >= 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x')
    at += 2;
  uint64_t mantissa = 0;
  int64_t exponent = 0;
  bool any = false, pointSeen = false, sticky = false;
  for (; at < n; at++) {
    if (text[at] == '.' && !pointSeen) {
      pointSeen = true;
      continue;
    }
    int digit = hexDigit(text[at]);
    if (digit < 0)
      break;
    any = true;
    if (mantissa >> 58) {
      sticky |= digit != 0;
      if (!pointSeen)
        exponent += 4;
    } else {
      mantissa = mantissa << 4 | static_cast<unsigned>(digit);
      if (pointSeen)
        exponent -= 4;
    }
  }
  if (!any)
    return 0;
  if (at < n && (text[at] | 0x20) == 'p') {
    at++;
    bool minus = false;
    if (at < n && (text[at] == '+' || text[at] == '-'))
      minus = text[at++] == '-';
    if (at == n || text[at] < '0' || text[at] > '9')
      return 0;
    int64_t power = 0;
    for (; at < n && text[at] >= '0' && text[at] <= '9'; at++)
      if (power < (int64_t{1} << 40))
        power = power * 10 + (text[at] - '0');
    exponent += minus ? -power : power;
  }
  if (at != n)
    return 0;
  bool overflow;
  double d = roundScaled(mantissa | sticky, exponent, &overflow);
  if (overflow)
    return -1;
  *out = negative ? -d : d;
  return 1;
}

static Value floatFromHex(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("bad argument type for built-in operation");
  double d;
  int ok = parseHexFloat(utf8Of(asStr(args[1])), &d);
  if (ok == 0)
    return raiseValueError("invalid hexadecimal floating-point string");
  if (ok < 0)
    return raiseOverflowError("hexadecimal value too large to represent as a float");
  Value v = makeFloat(d);
  return args[0] == typeValue(&tr_type_float) ? v : call1(args[0], v);
}

static Value floatReal(Value self) { return floatPos(self); }
static Value floatImaginary(Value) { return makeFloat(0.0); }

static const NativeDef kFloatMethods[] = {
    nativeNone("conjugate", floatSelf),
    nativeNone("as_integer_ratio", floatAsIntegerRatio),
    nativeNone("is_integer", floatIsInteger),
    nativeNone("hex", floatHex),
    nativeOne("fromhex", floatFromHex, kNativeClass),
    nativeNone("__abs__", floatAbs),
    nativeNone("__trunc__", floatTrunc),
    nativeNone("__floor__", floatFloor),
    nativeNone("__ceil__", floatCeil),
    nativePositional("__round__", floatRoundMethod, 0, 1),
    nativeOne("__divmod__", floatDivMod),
    nativeOne("__rdivmod__", floatRDivMod),
    nativePositional("__pow__", floatPowMethod, 1, 2),
    nativePositional("__rpow__", floatRPowMethod, 1, 2),
    nativeNone("__getnewargs__", floatGetNewArgs),
    nativeOne("__format__", floatFormatMethod),
    nativeOne("__getformat__", floatGetFormat, kNativeClass),
    kNativeEnd,
};

static const GetSetDef kFloatGetSets[] = {
    {"real", floatReal, nullptr},
    {"imag", floatImaginary, nullptr},
    {nullptr, nullptr, nullptr},
};

// --- constructor

Value floatFromValue(Value v) {
  if (isFloatExact(v))
    return v;
  double d;
  if (isIntExact(v) || v.isBool())
    return toDouble(v, &d) ? makeFloat(d) : kError;
  Type* type = typeOf(v);
  ensureReady(type);
  // A subclass may have a __float__ of its own.
  if (type->slots.toFloat) {
    Value result = type->slots.toFloat(v);
    if (result.isError())
      return kError;
    if (!isFloat(result))
      return raiseTypeError("%T.__float__ returned non-float (type %T)", v, result);
    return floatPos(result);
  }
  if (type->slots.index)
    return toDouble(v, &d) ? makeFloat(d) : kError;
  std::string_view bytes;
  if (isStr(v) || bytesLike(v, &bytes))
    return floatFromText(v);
  return raiseTypeError("float() argument must be a string or a real number, not '%T'", v);
}

static Value floatConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_float || type->slots.init == tr_type_float.slots.init) &&
      !checkNoKeywords("float", kwnames))
    return kError;
  if (!checkPositional("float", nargs, 0, 1))
    return kError;
  Value v = nargs ? floatFromValue(args[0]) : makeFloat(0.0);
  if (type == &tr_type_float || v.isError())
    return v;
  auto* instance = newInstanceOf<FloatBox>(type);
  if (!instance)
    return kError;
  instance->value = floatOf(v);
  return objectValue(instance);
}

} // namespace tr

TR_DEFINE_TYPE(float, .cname = "float", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::FloatBox), .layout = tr::Layout::Float,
               .methods = tr::kFloatMethods, .getsets = tr::kFloatGetSets,
               .slots = {.repr = tr::floatReprSlot,
                         .hash = tr::floatHashSlot,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::floatCompareSlot,
                         .truth = tr::floatTruth,
                         .toInt = tr::floatToInt,
                         .toFloat = tr::floatPos,
                         .construct = tr::floatConstruct,
                         .add = tr::floatBinary<tr::addDoubles>,
                         .sub = tr::floatBinary<tr::subDoubles>,
                         .mul = tr::floatBinary<tr::mulDoubles>,
                         .truediv = tr::floatBinary<tr::floatTrueDivValue>,
                         .floordiv = tr::floatBinary<tr::floatFloorDivValue>,
                         .mod = tr::floatBinary<tr::floatModValue>,
                         .pow = tr::floatBinary<tr::floatPowValue>,
                         .pos = tr::floatPos,
                         .neg = tr::floatNeg});
TR_BUILTIN_TYPE(float, float);
