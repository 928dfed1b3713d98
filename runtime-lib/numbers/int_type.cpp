// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types int and bool: slots, methods, constructors.
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/str.h"

namespace tr {

TR_NAME(trunc, "__trunc__")

// --- slots

template <Value (*operation)(Value, Value)> static Value intBinary(Value left, Value right) {
  if (!isIntLike(left) || !isIntLike(right))
    return kNotImplemented;
  return operation(left, right);
}
template <Value (*operation)(Value)> static Value intUnary(Value self) { return operation(self); }

static Value intPowSlot(Value left, Value right) {
  if (!isIntLike(left) || !isIntLike(right))
    return kNotImplemented;
  return intPow(left, right);
}

static Value intCompareSlot(Value left, Value right, CompareOp op) {
  if (!isIntLike(left) || !isIntLike(right))
    return kNotImplemented;
  return boolean(holds(op, intCompare(left, right)));
}

static Value intRepr(Value self) { return intToStr(self); }
static int64_t intHashSlot(Value self, bool*) { return static_cast<int64_t>(intHash(self)); }
static int intTruth(Value self) { return !intIsZero(self); }
// Of plain ints, not by toDouble: that asks the slots of subclasses, which may be this one.
static Value intToFloat(Value self) {
  double d;
  return toDouble(plainInt(self), &d) ? makeFloat(d) : kError;
}

// --- methods

static Value intSelf(const Value* args, uint64_t) { return plainInt(args[0]); }
static Value intAbsMethod(const Value* args, uint64_t) { return intAbs(args[0]); }

static Value intBitLengthMethod(const Value* args, uint64_t) {
  return makeIntFromUInt64(intBitLength(args[0]));
}
static Value intBitCountMethod(const Value* args, uint64_t) {
  return makeIntFromUInt64(intBitCount(args[0]));
}
static Value intAsIntegerRatio(const Value* args, uint64_t) {
  return tupleOf(plainInt(args[0]), smallInt(1));
}
static Value intIsInteger(const Value*, uint64_t) { return kTrue; }
static Value intGetNewArgs(const Value* args, uint64_t) { return tupleOf(plainInt(args[0])); }

static Value intDivModValue(Value a, Value b) {
  if (!isIntLike(a) || !isIntLike(b))
    return kNotImplemented;
  if (intIsZero(b))
    return raiseZeroDivision("integer division or modulo by zero");
  Value quotient, remainder;
  return intDivMod(a, b, &quotient, &remainder) ? tupleOf(quotient, remainder) : kError;
}
static Value intDivModMethod(const Value* args, uint64_t) {
  return intDivModValue(args[0], args[1]);
}
static Value intRDivModMethod(const Value* args, uint64_t) {
  return intDivModValue(args[1], args[0]);
}

static Value intPowArguments(Value base, Value exponent, Value modulus) {
  if (!isIntLike(base) || !isIntLike(exponent))
    return kNotImplemented;
  if (!modulus.isNone() && !isIntLike(modulus))
    return kNotImplemented;
  return intPow(base, exponent, modulus);
}
static Value intPowMethod(const Value* args, uint64_t nargs) {
  return intPowArguments(args[0], args[1], nargs > 2 ? args[2] : kNone);
}
static Value intRPowMethod(const Value* args, uint64_t nargs) {
  return intPowArguments(args[1], args[0], nargs > 2 ? args[2] : kNone);
}

// The size that CPython reports: 24 bytes and 4 for each 30 bits.
static Value intSizeOf(const Value* args, uint64_t) {
  uint64_t digits = (intBitLength(args[0]) + 29) / 30;
  return makeIntFromUInt64(24 + 4 * (digits ? digits : 1));
}

Value intRound(Value v, Value digits) {
  v = plainInt(v);
  digits = toIndex(digits);
  if (digits.isError())
    return kError;
  if (!intIsNegative(digits))
    return v;
  // Beyond the number's own length everything rounds to 0.
  int64_t places;
  if (!intToInt64(digits, &places) || abi::magnitude(places) > intBitLength(v) / 3 + 2)
    return smallInt(0);
  Value unit = intPow(smallInt(10), smallInt(-places));
  Value quotient, remainder;
  if (unit.isError() || !intDivMod(v, unit, &quotient, &remainder))
    return kError;
  Value twice = intAdd(remainder, remainder);
  if (twice.isError())
    return kError;
  int order = intCompare(twice, unit);
  bool odd = intAnd(quotient, smallInt(1)) != smallInt(0);
  Value down = intSub(v, remainder);
  if (down.isError() || order < 0 || (order == 0 && !odd))
    return down;
  return intAdd(down, unit);
}

static Value intRoundMethod(const Value* args, uint64_t nargs) {
  return nargs < 2 ? plainInt(args[0]) : intRound(args[0], args[1]);
}

static Value intFormatMethod(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("__format__() argument must be str, not %A", args[1]);
  return formatInt(args[0], args[1]);
}

// "little" or "big"; unbound counts as big.
static bool byteOrder(const char* function, Value v, bool* little) {
  *little = false;
  if (v.isUnbound())
    return true;
  if (!isStr(v))
    return raiseTypeError("%s() argument 'byteorder' must be str, not %A", function, v), false;
  std::string_view text = utf8Of(asStr(v));
  if (text == "little")
    return *little = true;
  if (text == "big")
    return true;
  return raiseValueError("byteorder must be either 'little' or 'big'"), false;
}

static Value intToBytesMethod(const Value* args, uint64_t) {
  int64_t length = 1;
  if (!args[1].isUnbound() && !toSsize(args[1], &length))
    return kError;
  bool little;
  if (!byteOrder("to_bytes", args[2], &little))
    return kError;
  int isSigned = args[3].isUnbound() ? 0 : truth(args[3]);
  if (isSigned < 0)
    return kError;
  if (length < 0)
    return raiseValueError("length argument must be non-negative");
  Bytes* bytes = allocateBytes(static_cast<uint64_t>(length));
  if (!bytes)
    return kError;
  if (!intToBytes(args[0], bytes->data(), static_cast<uint64_t>(length), little, isSigned))
    return kError;
  return objectValue(bytes);
}

static Value intFromBytesMethod(const Value* args, uint64_t) {
  bool little;
  if (!byteOrder("from_bytes", args[2], &little))
    return kError;
  int isSigned = args[3].isUnbound() ? 0 : truth(args[3]);
  if (isSigned < 0)
    return kError;
  std::string_view view;
  Value source = args[1];
  if (!bytesLike(source, &view)) {
    // Anything that bytes() takes but a count or text.
    if (isIntLike(source) || isStr(source))
      return raiseTypeError("cannot convert '%T' object to bytes", source);
    source = call1(typeValue(&tr_type_bytes), source);
    if (source.isError())
      return kError;
    bytesLike(source, &view);
  }
  Value v =
      intFromBytes(reinterpret_cast<const uint8_t*>(view.data()), view.size(), little, isSigned);
  if (v.isError() || args[0] == typeValue(&tr_type_int))
    return v;
  return call1(args[0], v);
}

static Value intReal(Value self) { return plainInt(self); }
static Value intImaginary(Value) { return smallInt(0); }
static Value intDenominator(Value) { return smallInt(1); }

static const NativeDef kIntMethods[] = {
    nativeNone("conjugate", intSelf),
    nativeNone("bit_length", intBitLengthMethod),
    nativeNone("bit_count", intBitCountMethod),
    nativeKeywords("to_bytes", intToBytesMethod, "length=, byteorder=, *, signed="),
    nativeKeywords("from_bytes", intFromBytesMethod, "bytes, byteorder=, *, signed=", kNativeClass),
    nativeNone("as_integer_ratio", intAsIntegerRatio),
    nativeNone("is_integer", intIsInteger),
    nativeNone("__abs__", intAbsMethod),
    nativeNone("__trunc__", intSelf),
    nativeNone("__floor__", intSelf),
    nativeNone("__ceil__", intSelf),
    nativePositional("__round__", intRoundMethod, 0, 1),
    nativeOne("__divmod__", intDivModMethod),
    nativeOne("__rdivmod__", intRDivModMethod),
    nativePositional("__pow__", intPowMethod, 1, 2),
    nativePositional("__rpow__", intRPowMethod, 1, 2),
    nativeNone("__getnewargs__", intGetNewArgs),
    nativeOne("__format__", intFormatMethod),
    nativeNone("__sizeof__", intSizeOf),
    kNativeEnd,
};

static const GetSetDef kIntGetSets[] = {
    {"real", intReal, nullptr},      {"imag", intImaginary, nullptr},
    {"numerator", intReal, nullptr}, {"denominator", intDenominator, nullptr},
    {nullptr, nullptr, nullptr},
};

// --- constructors

Value intFromValue(Value v) {
  if (isIntExact(v))
    return v;
  if (v.isTaggedDouble() || isExact(v, &tr_type_float))
    return intFromFloat(floatOf(v));
  Type* type = typeOf(v);
  ensureReady(type);
  if (type->slots.toInt) {
    Value result = type->slots.toInt(v);
    if (result.isError() || isIntExact(result))
      return result;
    if (isIntLike(result))
      return plainInt(result);
    return raiseTypeError("__int__ returned non-int (type %T)", result);
  }
  if (type->slots.index) {
    Value result = toIndex(v);
    return result.isError() ? kError : plainInt(result);
  }
  Value method = lookupSpecial(v, name_trunc());
  if (method.isError())
    return kError;
  if (!method.isUnbound()) {
    Value result = call0(method);
    if (result.isError() || isIntExact(result))
      return result;
    if (isIntLike(result))
      return plainInt(result);
    Type* resultType = typeOf(result);
    ensureReady(resultType);
    if (!resultType->slots.index)
      return raiseTypeError("__trunc__ returned non-Integral (type %T)", result);
    result = toIndex(result);
    return result.isError() ? kError : plainInt(result);
  }
  std::string_view bytes;
  if (isStr(v) || bytesLike(v, &bytes))
    return intFromText(v, 10);
  return raiseTypeError(
      "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
}

static Value intValueOfArguments(const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!kwnames) {
    if (nargs == 0)
      return smallInt(0);
    if (nargs == 1)
      return intFromValue(args[0]);
    if (!checkPositional("int", nargs, 0, 2))
      return kError;
  }
  Value out[2];
  if (!bindNative("int", "x=, /, base=", args, nargs, kwnames, out))
    return kError;
  if (out[1].isUnbound())
    return out[0].isUnbound() ? smallInt(0) : intFromValue(out[0]);
  if (out[0].isUnbound())
    return raiseTypeError("int() missing string argument");
  int64_t base;
  if (!toIndexInt64(out[1], &base, nullptr))
    return kError;
  if (base != 0 && (base < 2 || base > 36))
    return raiseValueError("int() base must be >= 2 and <= 36, or 0");
  if (!isStr(out[0]) && !isBytes(out[0]) && !isBytearray(out[0]))
    return raiseTypeError("int() can't convert non-string with explicit base");
  return intFromText(out[0], static_cast<unsigned>(base));
}

static Value intConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value v = intValueOfArguments(args, nargs, kwnames);
  if (type == &tr_type_int || v.isError())
    return v;
  auto* instance = newInstanceOf<IntInstance>(type);
  if (!instance)
    return kError;
  instance->value = v;
  return objectValue(instance);
}

// --- bool

static Value boolRepr(Value self) { return strValue(intern(self == kTrue ? "True" : "False")); }

template <Value (*operation)(Value, Value)> static Value boolBinary(Value left, Value right) {
  if (!isIntLike(left) || !isIntLike(right))
    return kNotImplemented;
  Value result = operation(left, right);
  return left.isBool() && right.isBool() ? boolean(result != smallInt(0)) : result;
}

static Value boolConstruct(Type*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("bool", kwnames) || !checkPositional("bool", nargs, 0, 1))
    return kError;
  if (nargs == 0)
    return kFalse;
  int result = truth(args[0]);
  return result < 0 ? kError : boolean(result);
}

constexpr Slots kIntSlots = {.repr = intRepr,
                             .hash = intHashSlot,
                             .getattr = genericGetAttr,
                             .setattr = genericSetAttr,
                             .compare = intCompareSlot,
                             .truth = intTruth,
                             .index = plainInt,
                             .toInt = plainInt,
                             .toFloat = intToFloat,
                             .construct = intConstruct,
                             .bor = intBinary<intOr>,
                             .bxor = intBinary<intXor>,
                             .band = intBinary<intAnd>,
                             .lshift = intBinary<intLShift>,
                             .rshift = intBinary<intRShift>,
                             .add = intBinary<intAdd>,
                             .sub = intBinary<intSub>,
                             .mul = intBinary<intMul>,
                             .truediv = intBinary<intTrueDiv>,
                             .floordiv = intBinary<intFloorDiv>,
                             .mod = intBinary<intMod>,
                             .pow = intPowSlot,
                             .invert = intUnary<intInvert>,
                             .pos = plainInt,
                             .neg = intUnary<intNeg>};

constexpr Slots boolSlots() {
  Slots slots = kIntSlots;
  slots.repr = boolRepr;
  slots.construct = boolConstruct;
  slots.bor = boolBinary<intOr>;
  slots.bxor = boolBinary<intXor>;
  slots.band = boolBinary<intAnd>;
  return slots;
}
constexpr Slots kBoolSlots = boolSlots();

} // namespace tr

TR_DEFINE_TYPE(int, .cname = "int", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::IntInstance), .layout = tr::Layout::Int,
               .methods = tr::kIntMethods, .getsets = tr::kIntGetSets, .slots = tr::kIntSlots);
TR_BUILTIN_TYPE(int, int);

TR_DEFINE_TYPE(bool, .cname = "bool", .base = &tr_type_int, .flags = 0,
               .instanceSize = sizeof(tr::IntInstance), .layout = tr::Layout::Int,
               .slots = tr::kBoolSlots);
TR_BUILTIN_TYPE(bool, bool);
