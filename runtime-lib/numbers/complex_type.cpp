// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type complex: slots, methods, constructor.
#include <cmath>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/str.h"

namespace tr {

// Operand of a complex operator: 1, 0 of another type, -1 with OverflowError pending.
static int complexOperand(Value v, Complex* out) {
  if (isComplex(v)) {
    *out = complexOf(v);
    return 1;
  }
  out->imag = 0.0;
  return floatOperand(v, &out->real);
}

template <Value (*operation)(Complex, Complex)>
static Value complexBinary(Value left, Value right) {
  Complex a, b;
  int ok = complexOperand(left, &a);
  if (ok > 0)
    ok = complexOperand(right, &b);
  if (ok <= 0)
    return ok < 0 ? kError : kNotImplemented;
  return operation(a, b);
}
static Value addComplex(Complex a, Complex b) {
  return makeComplex(a.real + b.real, a.imag + b.imag);
}
static Value subComplex(Complex a, Complex b) {
  return makeComplex(a.real - b.real, a.imag - b.imag);
}
static Value mulComplex(Complex a, Complex b) {
  return makeComplex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
}

static Value complexCompare(Value left, Value right, CompareOp op) {
  if (op != CompareOp::Eq && op != CompareOp::NotEq)
    return kNotImplemented;
  if (!isComplex(left))
    std::swap(left, right);
  if (!isComplex(left))
    return kNotImplemented;
  Complex a = complexOf(left);
  bool same;
  if (isComplex(right)) {
    Complex b = complexOf(right);
    same = a.real == b.real && a.imag == b.imag;
  } else if (isFloat(right) || isIntLike(right)) {
    same = a.imag == 0 && floatCompareValue(a.real, right) == 0;
  } else {
    return kNotImplemented;
  }
  return boolean(same == (op == CompareOp::Eq));
}

static Value complexReprSlot(Value self) { return makeStr(complexRepr(complexOf(self))); }
static int64_t complexHashSlot(Value self, bool*) {
  return static_cast<int64_t>(complexHash(complexOf(self)));
}
static int complexTruth(Value self) {
  Complex v = complexOf(self);
  return v.real != 0 || v.imag != 0;
}
static Value complexNeg(Value self) {
  Complex v = complexOf(self);
  return makeComplex(-v.real, -v.imag);
}
static Value complexPos(Value self) {
  if (isExact(self, &tr_type_complex))
    return self;
  Complex v = complexOf(self);
  return makeComplex(v.real, v.imag);
}

// --- methods

static Value complexSelf(const Value* args, uint64_t) { return complexPos(args[0]); }
static Value complexAbsMethod(const Value* args, uint64_t) {
  Complex v = complexOf(args[0]);
  double size = complexAbs(v);
  if (std::isinf(size) && std::isfinite(v.real) && std::isfinite(v.imag))
    return raiseOverflowError("absolute value too large");
  return makeFloat(size);
}
static Value complexConjugate(const Value* args, uint64_t) {
  Complex v = complexOf(args[0]);
  return makeComplex(v.real, -v.imag);
}
static Value complexGetNewArgs(const Value* args, uint64_t) {
  Complex v = complexOf(args[0]);
  return tupleOf(makeFloat(v.real), makeFloat(v.imag));
}
static Value complexPowMethod(const Value* args, uint64_t nargs) {
  auto isNumber = [](Value v) { return isIntLike(v) || isFloat(v) || isComplex(v); };
  if (nargs > 2 && !args[2].isNone())
    return isNumber(args[0]) && isNumber(args[1]) ? raiseValueError("complex modulo")
                                                  : kNotImplemented;
  return complexBinary<complexPowValue>(args[0], args[1]);
}
static Value complexRPowMethod(const Value* args, uint64_t nargs) {
  Value swapped[] = {args[1], args[0], nargs > 2 ? args[2] : kNone};
  return complexPowMethod(swapped, 3);
}
static Value complexFormatMethod(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("__format__() argument must be str, not %A", args[1]);
  return formatComplex(args[0], args[1]);
}

static Value complexReal(Value self) { return makeFloat(complexOf(self).real); }
static Value complexImaginary(Value self) { return makeFloat(complexOf(self).imag); }

static const NativeDef kComplexMethods[] = {
    nativeNone("conjugate", complexConjugate),
    nativeNone("__complex__", complexSelf),
    nativeNone("__abs__", complexAbsMethod),
    nativePositional("__pow__", complexPowMethod, 1, 2),
    nativePositional("__rpow__", complexRPowMethod, 1, 2),
    nativeNone("__getnewargs__", complexGetNewArgs),
    nativeOne("__format__", complexFormatMethod),
    kNativeEnd,
};

static const GetSetDef kComplexGetSets[] = {
    {"real", complexReal, nullptr, true},
    {"imag", complexImaginary, nullptr, true},
    {nullptr, nullptr, nullptr},
};

// --- constructor

// A number as complex(a, b) takes it: complex or real; *isComplexOut tells which.
static bool numberArgument(Value v, const char* what, Complex* out, bool* isComplexOut) {
  *isComplexOut = false;
  if (v.isObject() && !isFloatExact(v) && !isIntExact(v)) {
    Type* type = typeOf(v);
    ensureReady(type);
    bool complexLike = isComplex(v) || !lookupInType(type, intern("__complex__")).isUnbound();
    if (complexLike && what[0] == 'f') {
      *isComplexOut = true;
      return toComplex(v, out);
    }
    if (isComplex(v)) {
      *isComplexOut = true;
      *out = complexOf(v);
      return true;
    }
    if (!type->slots.toFloat && !type->slots.index) {
      raiseTypeError(what[0] == 'f'
                         ? "complex() first argument must be a string or a number, not '%T'"
                         : "complex() second argument must be a number, not '%T'",
                     v);
      return false;
    }
  } else if (!v.isObject() && !v.isInt() && !v.isBool() && !v.isTaggedDouble()) {
    raiseTypeError(what[0] == 'f'
                       ? "complex() first argument must be a string or a number, not '%T'"
                       : "complex() second argument must be a number, not '%T'",
                   v);
    return false;
  }
  // Other than the functions of math it asks classes derived from float for their __float__.
  if (isFloat(v) && typeOf(v)->heap)
    v = call1(typeValue(&tr_type_float), v);
  out->imag = 0.0;
  return !v.isError() && toDouble(v, &out->real);
}

static bool complexOfArguments(const Value* args, uint64_t nargs, Tuple* kwnames, Complex* out) {
  Value given[2];
  if (!bindNative("complex", "real=, imag=", args, nargs, kwnames, given))
    return false;
  Value real = given[0], imag = given[1];
  *out = {0.0, 0.0};
  if (isStr(real)) {
    if (!imag.isUnbound())
      return raiseTypeError("complex() can't take second arg if first is a string"), false;
    auto text = numberText(real);
    if (complexParse(text, out))
      return true;
    if (std::string plain; std::string_view(text).find('_') != std::string_view::npos &&
                           !removeUnderscores(text, &plain))
      return raiseValueError("could not convert string to complex: %R", real), false;
    return raiseValueError("complex() arg is a malformed string"), false;
  }
  if (!imag.isUnbound() && isStr(imag))
    return raiseTypeError("complex() second arg can't be a string"), false;
  Complex r{0.0, 0.0}, i{0.0, 0.0};
  bool rComplex = false, iComplex = false;
  if (!real.isUnbound() && !numberArgument(real, "first", &r, &rComplex))
    return false;
  if (!imag.isUnbound() && !numberArgument(imag, "second", &i, &iComplex))
    return false;
  // real + imag * 1j, without touching the sign of a zero that needs no sum.
  if (imag.isUnbound()) {
    *out = r;
    return true;
  }
  out->real = iComplex ? r.real - i.imag : r.real;
  out->imag = rComplex ? r.imag + i.real : i.real;
  return true;
}

static Value complexConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (type == &tr_type_complex && nargs == 1 && !kwnames && isExact(args[0], &tr_type_complex))
    return args[0];
  Complex v;
  if (!complexOfArguments(args, nargs, kwnames, &v))
    return kError;
  if (type == &tr_type_complex)
    return makeComplex(v.real, v.imag);
  auto* instance = newInstanceOf<ComplexBox>(type);
  if (!instance)
    return kError;
  instance->value = v;
  return objectValue(instance);
}

} // namespace tr

TR_DEFINE_TYPE(complex, .cname = "complex", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::ComplexBox), .layout = tr::Layout::Complex,
               .methods = tr::kComplexMethods, .getsets = tr::kComplexGetSets,
               .slots = {.repr = tr::complexReprSlot,
                         .hash = tr::complexHashSlot,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::complexCompare,
                         .truth = tr::complexTruth,
                         .construct = tr::complexConstruct,
                         .add = tr::complexBinary<tr::addComplex>,
                         .sub = tr::complexBinary<tr::subComplex>,
                         .mul = tr::complexBinary<tr::mulComplex>,
                         .truediv = tr::complexBinary<tr::complexDivValue>,
                         .pow = tr::complexBinary<tr::complexPowValue>,
                         .pos = tr::complexPos,
                         .neg = tr::complexNeg});
TR_BUILTIN_TYPE(complex, complex);
