// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The builtin functions abs, divmod, pow, round, hex, oct, bin.
#include <algorithm>
#include <cmath>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

TR_NAME(abs, "__abs__")
TR_NAME(divmod, "__divmod__")
TR_NAME(rdivmod, "__rdivmod__")
TR_NAME(round, "__round__")
TR_NAME(pow, "__pow__")

static Value builtinAbs(const Value* args, uint64_t) {
  Value v = args[0];
  if (isIntExact(v) || v.isBool())
    return intAbs(v);
  if (isFloatExact(v))
    return makeFloat(std::fabs(floatOf(v)));
  Value method = lookupSpecial(v, name_abs());
  if (method.isError())
    return kError;
  if (method.isUnbound())
    return raiseTypeError("bad operand type for abs(): '%T'", v);
  return call0(method);
}

// One of the two methods of divmod, as operators try them; NotImplemented when it does not apply.
static Value tryDivMod(Value self, Value other, Str* name) {
  Value method = lookupSpecial(self, name);
  if (method.isError())
    return kError;
  return method.isUnbound() ? kNotImplemented : call1(method, other);
}

static Value builtinDivMod(const Value* args, uint64_t) {
  Value left = args[0], right = args[1];
  if (isIntExact(left) && isIntExact(right) && !intIsZero(right)) {
    Value pair[2];
    if (!intDivMod(left, right, &pair[0], &pair[1]))
      return kError;
    return entry_kinds::tr_make_tuple(pair, 2);
  }
  Type *leftType = typeOf(left), *rightType = typeOf(right);
  bool reflectedFirst =
      leftType != rightType && isSubtype(rightType, leftType) &&
      lookupInType(leftType, name_rdivmod()) != lookupInType(rightType, name_rdivmod());
  Value result = kNotImplemented;
  if (reflectedFirst)
    result = tryDivMod(right, left, name_rdivmod());
  if (result.isNotImplemented())
    result = tryDivMod(left, right, name_divmod());
  if (result.isNotImplemented() && leftType != rightType && !reflectedFirst)
    result = tryDivMod(right, left, name_rdivmod());
  if (!result.isNotImplemented())
    return result;
  return raiseTypeError("unsupported operand type(s) for divmod(): '%T' and '%T'", left, right);
}

// The slot that answers for a type: for classes derived from float and complex that leave both
// methods as they are, these types' own.
static BinarySlot powerSlot(Type* type) {
  static Str* const names[] = {intern("__pow__"), intern("__rpow__")};
  for (Type* base : {&tr_type_float, &tr_type_complex})
    if (isSubtype(type, base) && std::ranges::all_of(names, [&](Str* name) {
          return lookupInType(type, name) == lookupInType(base, name);
        }))
      return base->slots.pow;
  return type->slots.pow;
}

// What a type's slot makes of three arguments, the first two of which are of any types.
static Value powerBySlot(BinarySlot slot, Value base, Value exponent, Value modulus) {
  auto isNumber = [](Value v) { return isIntLike(v) || isFloat(v) || isComplex(v); };
  if (slot == tr_type_int.slots.pow)
    return isIntLike(base) && isIntLike(exponent) && isIntLike(modulus)
               ? intPow(plainInt(base), plainInt(exponent), plainInt(modulus))
               : kNotImplemented;
  if (slot == tr_type_float.slots.pow)
    return raiseTypeError("pow() 3rd argument not allowed unless all arguments are integers");
  if (slot == tr_type_complex.slots.pow)
    return isNumber(base) && isNumber(exponent) ? raiseValueError("complex modulo")
                                                : kNotImplemented;
  // Of classes' own methods only the base's counts: there is no reflected form.
  if (typeOf(base)->slots.pow != slot)
    return kNotImplemented;
  Value method = lookupSpecial(base, name_pow());
  if (method.isUnbound())
    return raise(&tr_type_AttributeError, "__pow__");
  return method.isError() ? kError : call2(method, exponent, modulus);
}

Value powModulo(Value base, Value exponent, Value modulus) {
  if (modulus.isNone())
    return entry_kinds::tr_pow(base, exponent);
  if ((isIntExact(base) || base.isBool()) && isIntLike(exponent) && isIntLike(modulus))
    return intPow(base, exponent, modulus);
  Type *baseType = typeOf(base), *exponentType = typeOf(exponent), *modulusType = typeOf(modulus);
  for (Type* type : {baseType, exponentType, modulusType, &tr_type_float, &tr_type_complex})
    ensureReady(type);
  BinarySlot first = powerSlot(baseType), second = powerSlot(exponentType);
  BinarySlot third = powerSlot(modulusType);
  if (second == first)
    second = nullptr;
  BinarySlot order[] = {first, second, third == first || third == second ? nullptr : third};
  if (first && second && isSubtype(exponentType, baseType))
    std::swap(order[0], order[1]);
  for (BinarySlot slot : order) {
    Value result = slot ? powerBySlot(slot, base, exponent, modulus) : kNotImplemented;
    if (!result.isNotImplemented())
      return result;
  }
  return raiseTypeError("unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base,
                        exponent, modulus);
}

static Value builtinPow(const Value* args, uint64_t) {
  return powModulo(args[0], args[1], args[2].isUnbound() ? kNone : args[2]);
}

static Value builtinRound(const Value* args, uint64_t) {
  Value v = args[0], digits = args[1];
  bool hasDigits = !digits.isUnbound() && !digits.isNone();
  if (isFloatExact(v) && hasDigits && digits.isInt())
    return floatRound(floatOf(v), digits.smallInt());
  Value method = lookupSpecial(v, name_round());
  if (method.isError())
    return kError;
  if (method.isUnbound())
    return raiseTypeError("type %T doesn't define __round__ method", v);
  return hasDigits ? call1(method, digits) : call0(method);
}

// [-]0x..., of an int or what __index__ makes of the argument.
static Value prefixed(Value v, unsigned base, std::string_view prefix) {
  v = toIndex(v);
  return v.isError() ? kError : intToStr(v, base, prefix);
}
static Value builtinHex(const Value* args, uint64_t) { return prefixed(args[0], 16, "0x"); }
static Value builtinOct(const Value* args, uint64_t) { return prefixed(args[0], 8, "0o"); }
static Value builtinBin(const Value* args, uint64_t) { return prefixed(args[0], 2, "0b"); }

} // namespace tr

TR_BUILTIN(abs, tr::nativeOne("abs", tr::builtinAbs));
TR_BUILTIN(divmod, tr::nativePositional("divmod", tr::builtinDivMod, 2, 2));
TR_BUILTIN(pow, tr::nativeKeywords("pow", tr::builtinPow, "base, exp, mod="));
TR_BUILTIN(round, tr::nativeKeywords("round", tr::builtinRound, "number, ndigits="));
TR_BUILTIN(hex, tr::nativeOne("hex", tr::builtinHex));
TR_BUILTIN(oct, tr::nativeOne("oct", tr::builtinOct));
TR_BUILTIN(bin, tr::nativeOne("bin", tr::builtinBin));
