// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module math: functions on doubles, and the module's table. The C library computes; Python's
// domain and range errors are decided from arguments and result.
#include <bit>
#include <cerrno>
#include <cmath>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/modules/math_functions.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

TR_NAME(floor, "__floor__")
TR_NAME(ceil, "__ceil__")
TR_NAME(trunc, "__trunc__")

static Value domainError() { return raiseValueError("math domain error"); }
static Value rangeError() { return raiseOverflowError("math range error"); }

// A function of one double. A nan out of nothing is a domain error; an infinity out of something
// finite is a range error where the function can overflow, else it is a pole: a domain error.
template <double (*function)(double), bool canOverflow>
static Value mathOne(const Value* args, uint64_t) {
  double x;
  if (args[0].isTaggedDouble())
    x = args[0].taggedDouble();
  else if (!toDouble(args[0], &x))
    return kError;
  double r = function(x);
  if (std::isnan(r) && !std::isnan(x))
    return domainError();
  if (std::isinf(r) && std::isfinite(x))
    return canOverflow ? rangeError() : domainError();
  return makeFloat(r);
}

template <double (*function)(double, double)> static Value mathTwo(const Value* args, uint64_t) {
  double x, y;
  if (!toDouble(args[0], &x) || !toDouble(args[1], &y))
    return kError;
  double r = function(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y))
    return domainError();
  if (std::isinf(r) && std::isfinite(x) && std::isfinite(y))
    return rangeError();
  return makeFloat(r);
}

template <double (*function)(double, int*)>
static Value mathGammaLike(const Value* args, uint64_t) {
  double x;
  if (!toDouble(args[0], &x))
    return kError;
  int error;
  double r = function(x, &error);
  if (error == EDOM)
    return domainError();
  if (error == ERANGE && std::fabs(r) > 1.5)
    return rangeError();
  return makeFloat(r);
}

// Without any error.
template <double (*function)(double)> static Value mathPlain(const Value* args, uint64_t) {
  double x;
  return toDouble(args[0], &x) ? makeFloat(function(x)) : kError;
}

static double log1pOf(double x) { return x == 0 ? x : std::log1p(x); } // keeps -0.0 everywhere
static double degreesOf(double x) {
  return x * (180.0 / 3.141592653589793238462643383279502884197);
}
static double radiansOf(double x) {
  return x * (3.141592653589793238462643383279502884197 / 180.0);
}

// --- logarithms: ints of any size by mantissa and exponent

template <double (*function)(double)> static bool logOf(Value v, double* out) {
  double x;
  int64_t exponent = 0;
  if (isIntLike(v)) {
    if (intIsNegative(v) || intIsZero(v))
      return domainError(), false;
    bool overflow;
    x = intToDouble(v, &overflow);
    if (overflow) {
      double mantissa = intFrexp(v, &exponent);
      *out = function(mantissa) + function(2.0) * static_cast<double>(exponent);
      return true;
    }
  } else if (!toDouble(v, &x)) {
    return false;
  }
  if (std::isnan(x) || (std::isinf(x) && x > 0)) {
    *out = x;
    return true;
  }
  if (x <= 0)
    return domainError(), false;
  *out = function(x);
  return true;
}

static Value mathLog(const Value* args, uint64_t nargs) {
  double number, base;
  if (!logOf<std::log>(args[0], &number))
    return kError;
  if (nargs < 2)
    return makeFloat(number);
  if (!logOf<std::log>(args[1], &base))
    return kError;
  return floatTrueDivValue(number, base);
}
static Value mathLog2(const Value* args, uint64_t) {
  double r;
  return logOf<std::log2>(args[0], &r) ? makeFloat(r) : kError;
}
static Value mathLog10(const Value* args, uint64_t) {
  double r;
  return logOf<std::log10>(args[0], &r) ? makeFloat(r) : kError;
}

// --- powers and remainders

static Value mathPow(const Value* args, uint64_t) {
  double x, y;
  if (!toDouble(args[0], &x) || !toDouble(args[1], &y))
    return kError;
  double r = std::pow(x, y);
  if (std::isfinite(x) && std::isfinite(y) && !std::isfinite(r))
    return std::isnan(r) || x == 0 ? domainError() : rangeError();
  return makeFloat(r);
}

static Value mathFmod(const Value* args, uint64_t) {
  double x, y;
  if (!toDouble(args[0], &x) || !toDouble(args[1], &y))
    return kError;
  double r = std::fmod(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y))
    return domainError();
  return makeFloat(r);
}

static Value mathFma(const Value* args, uint64_t) {
  double x, y, z;
  if (!toDouble(args[0], &x) || !toDouble(args[1], &y) || !toDouble(args[2], &z))
    return kError;
  double r = std::fma(x, y, z);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y) && !std::isnan(z))
    return raiseValueError("invalid operation in fma");
  if (std::isinf(r) && std::isfinite(x) && std::isfinite(y) && std::isfinite(z))
    return raiseOverflowError("overflow in fma");
  return makeFloat(r);
}

// --- taking doubles apart

static Value mathFrexp(const Value* args, uint64_t) {
  double x;
  if (!toDouble(args[0], &x))
    return kError;
  int exponent = 0;
  double mantissa = std::isfinite(x) ? std::frexp(x, &exponent) : x;
  return tupleOf(makeFloat(mantissa), smallInt(exponent));
}

static Value mathLdexp(const Value* args, uint64_t) {
  double x;
  if (!toDouble(args[0], &x))
    return kError;
  if (!isIntLike(args[1]))
    return raiseTypeError("Expected an int as second argument to ldexp.");
  if (x == 0 || !std::isfinite(x))
    return makeFloat(x);
  int64_t exponent;
  if (!intToInt64(args[1], &exponent))
    exponent = intIsNegative(args[1]) ? INT64_MIN : INT64_MAX;
  if (exponent > INT32_MAX)
    return rangeError();
  if (exponent < INT32_MIN)
    return makeFloat(std::copysign(0.0, x));
  double r = std::ldexp(x, static_cast<int>(exponent));
  return std::isinf(r) ? rangeError() : makeFloat(r);
}

static Value mathModf(const Value* args, uint64_t) {
  double x, whole;
  if (!toDouble(args[0], &x))
    return kError;
  if (std::isinf(x))
    return tupleOf(makeFloat(std::copysign(0.0, x)), makeFloat(x));
  double fraction = std::modf(x, &whole);
  return tupleOf(makeFloat(fraction), makeFloat(whole));
}

static Value mathUlp(const Value* args, uint64_t) {
  double x;
  if (!toDouble(args[0], &x))
    return kError;
  x = std::fabs(x);
  if (!std::isfinite(x))
    return makeFloat(x);
  double above = std::nextafter(x, HUGE_VAL);
  return makeFloat(std::isinf(above) ? x - std::nextafter(x, 0.0) : above - x);
}

// Moves along the doubles as along integers: their bits, once the sign is a direction.
static double stepTowards(double x, double y, uint64_t steps) {
  if (std::isnan(x))
    return x;
  if (std::isnan(y))
    return y;
  if (steps == 0)
    return x;
  if (x == y)
    return y;
  constexpr uint64_t kSign = uint64_t{1} << 63;
  uint64_t a = std::bit_cast<uint64_t>(x), b = std::bit_cast<uint64_t>(y);
  if ((a ^ b) & kSign) {
    uint64_t sizeA = a & ~kSign, sizeB = b & ~kSign;
    if (sizeA + sizeB <= steps)
      return y;
    if (sizeA < steps)
      return std::bit_cast<double>((b & kSign) | (steps - sizeA));
    return std::bit_cast<double>(a - steps);
  }
  if (a > b)
    return a - b <= steps ? y : std::bit_cast<double>(a - steps);
  return b - a <= steps ? y : std::bit_cast<double>(a + steps);
}

static Value mathNextafter(const Value* args, uint64_t) {
  double x, y;
  if (!toDouble(args[0], &x) || !toDouble(args[1], &y))
    return kError;
  if (args[2].isUnbound() || args[2].isNone())
    return makeFloat(std::nextafter(x, y));
  Value count = toIndex(args[2]);
  if (count.isError())
    return kError;
  if (intIsNegative(count))
    return raiseValueError("steps must be a non-negative integer");
  uint64_t steps;
  if (!intToUInt64(count, &steps))
    steps = UINT64_MAX;
  return makeFloat(stepTowards(x, y, steps));
}

// --- rounding

// The dunder method where the type has one; floats and what converts to them otherwise.
template <double (*function)(double)> static Value roundBy(Value v, Str* name) {
  if (isFloatExact(v))
    return intFromFloat(function(floatOf(v)));
  if (isIntExact(v))
    return v;
  Value method = lookupSpecial(v, name);
  if (method.isError())
    return kError;
  if (!method.isUnbound())
    return call0(method);
  double x;
  return toDouble(v, &x) ? intFromFloat(function(x)) : kError;
}
static Value mathFloor(const Value* args, uint64_t) {
  return roundBy<std::floor>(args[0], name_floor());
}
static Value mathCeil(const Value* args, uint64_t) {
  return roundBy<std::ceil>(args[0], name_ceil());
}
static Value mathTrunc(const Value* args, uint64_t) {
  Value v = args[0];
  if (isFloatExact(v))
    return intFromFloat(floatOf(v));
  Value method = lookupSpecial(v, name_trunc());
  if (method.isError())
    return kError;
  if (method.isUnbound())
    return raiseTypeError("type %T doesn't define __trunc__ method", v);
  return call0(method);
}

// --- tests

template <bool (*test)(double)> static Value mathTest(const Value* args, uint64_t) {
  double x;
  return toDouble(args[0], &x) ? boolean(test(x)) : kError;
}
static bool finiteTest(double x) { return std::isfinite(x); }
static bool infiniteTest(double x) { return std::isinf(x); }
static bool nanTest(double x) { return std::isnan(x); }

static Value mathIsclose(const Value* args, uint64_t) {
  double a, b, relative = 1e-9, absolute = 0.0;
  if (!toDouble(args[0], &a) || !toDouble(args[1], &b))
    return kError;
  if (!args[2].isUnbound() && !toDouble(args[2], &relative))
    return kError;
  if (!args[3].isUnbound() && !toDouble(args[3], &absolute))
    return kError;
  if (relative < 0.0 || absolute < 0.0)
    return raiseValueError("tolerances must be non-negative");
  if (a == b)
    return kTrue;
  if (std::isinf(a) || std::isinf(b))
    return kFalse;
  double difference = std::fabs(b - a);
  return boolean(difference <= std::fabs(relative * b) || difference <= std::fabs(relative * a) ||
                 difference <= absolute);
}

// --- the module

static const NativeDef kMathFunctions[] = {
    nativeOne("acos", mathOne<std::acos, false>),
    nativeOne("acosh", mathOne<std::acosh, false>),
    nativeOne("asin", mathOne<std::asin, false>),
    nativeOne("asinh", mathOne<std::asinh, false>),
    nativeOne("atan", mathOne<std::atan, false>),
    nativePositional("atan2", mathTwo<std::atan2>, 2, 2),
    nativeOne("atanh", mathOne<std::atanh, false>),
    nativeOne("cbrt", mathOne<std::cbrt, false>),
    nativeOne("ceil", mathCeil),
    nativePositional("copysign", mathTwo<std::copysign>, 2, 2),
    nativeOne("cos", mathOne<std::cos, false>),
    nativeOne("cosh", mathOne<std::cosh, true>),
    nativeOne("degrees", mathPlain<degreesOf>),
    nativePositional("dist", mathDist, 2, 2),
    nativeOne("erf", mathOne<std::erf, false>),
    nativeOne("erfc", mathOne<std::erfc, false>),
    nativeOne("exp", mathOne<std::exp, true>),
    nativeOne("exp2", mathOne<std::exp2, true>),
    nativeOne("expm1", mathOne<std::expm1, true>),
    nativeOne("fabs", mathOne<std::fabs, false>),
    nativeOne("factorial", mathFactorial),
    nativeOne("floor", mathFloor),
    nativePositional("fma", mathFma, 3, 3),
    nativePositional("fmod", mathFmod, 2, 2),
    nativeOne("frexp", mathFrexp),
    nativeOne("fsum", mathFsum),
    nativeOne("gamma", mathGammaLike<gammaOf>),
    nativePositional("gcd", mathGcd, 0, 255),
    nativePositional("hypot", mathHypot, 0, 255),
    nativeKeywords("isclose", mathIsclose, "a, b, *, rel_tol=, abs_tol="),
    nativeOne("isfinite", mathTest<finiteTest>),
    nativeOne("isinf", mathTest<infiniteTest>),
    nativeOne("isnan", mathTest<nanTest>),
    nativeOne("isqrt", mathIsqrt),
    nativePositional("lcm", mathLcm, 0, 255),
    nativePositional("ldexp", mathLdexp, 2, 2),
    nativeOne("lgamma", mathGammaLike<logGammaOf>),
    nativePositional("log", mathLog, 1, 2),
    nativeOne("log1p", mathOne<log1pOf, false>),
    nativeOne("log10", mathLog10),
    nativeOne("log2", mathLog2),
    nativeOne("modf", mathModf),
    nativePositional("pow", mathPow, 2, 2),
    nativeOne("radians", mathPlain<radiansOf>),
    nativePositional("remainder", mathTwo<std::remainder>, 2, 2),
    nativeOne("sin", mathOne<std::sin, false>),
    nativeOne("sinh", mathOne<std::sinh, true>),
    nativeOne("sqrt", mathOne<std::sqrt, false>),
    nativeOne("tan", mathOne<std::tan, false>),
    nativeOne("tanh", mathOne<std::tanh, false>),
    nativePositional("sumprod", mathSumprod, 2, 2),
    nativeOne("trunc", mathTrunc),
    nativeKeywords("prod", mathProd, "iterable, /, *, start="),
    nativePositional("perm", mathPerm, 1, 2),
    nativePositional("comb", mathComb, 2, 2),
    nativeKeywords("nextafter", mathNextafter, "x, y, /, *, steps="),
    nativeOne("ulp", mathUlp),
    kNativeEnd,
};

static const NativeAttribute kMathAttributes[] = {
    {"pi", [] { return makeFloat(3.141592653589793238462643383279502884197); }},
    {"e", [] { return makeFloat(2.718281828459045235360287471352662497757); }},
    {"tau", [] { return makeFloat(6.283185307179586476925286766559005768394); }},
    {"inf", [] { return makeFloat(HUGE_VAL); }},
    {"nan", [] { return makeFloat(std::nan("")); }},
    kAttributeEnd,
};

} // namespace tr

TR_DEFINE_MODULE(math, tr::kMathFunctions, tr::kMathAttributes);
