// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// complex: arithmetic, powers, text. Operation order matters: results equal CPython 3.13's bit for
// bit, signed zeros and nans included.
#include "runtime-lib/numbers/complex.h"

#include <cmath>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

TR_NAME(complex, "__complex__")

Value makeComplex(double real, double imag) {
  auto* box = static_cast<ComplexBox*>(memory::allocateAtomic(sizeof(ComplexBox)));
  box->shape = &tr_shape_complex;
  box->value = {real, imag};
  return objectValue(box);
}

bool toComplex(Value v, Complex* out) {
  if (isExact(v, &tr_type_complex)) {
    *out = complexOf(v);
    return true;
  }
  // A subclass of complex may have a __complex__ of its own.
  if (v.isObject() && !isFloatExact(v) && !isIntExact(v)) {
    Value method = lookupSpecial(v, name_complex());
    if (method.isError())
      return false;
    if (!method.isUnbound()) {
      Value result = call0(method);
      if (result.isError())
        return false;
      if (!isComplex(result)) {
        raiseTypeError("__complex__ returned non-complex (type %T)", result);
        return false;
      }
      *out = complexOf(result);
      return true;
    }
  }
  out->imag = 0.0;
  return toDouble(v, &out->real);
}

static Complex complexMul(Complex a, Complex b) {
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

// Smith's algorithm: scales by the larger part of the divisor. b is not 0.
static Complex quotient(Complex a, Complex b) {
  double re = std::fabs(b.real), im = std::fabs(b.imag);
  if (re >= im) {
    double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
    return {(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
  }
  if (im >= re) {
    double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
    return {(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
  }
  return {std::nan(""), std::nan("")};
}

Value complexDivValue(Complex a, Complex b) {
  if (b.real == 0 && b.imag == 0)
    return raiseZeroDivision("complex division by zero");
  Complex q = quotient(a, b);
  return makeComplex(q.real, q.imag);
}

double complexAbs(Complex v) {
  if (std::isinf(v.real) || std::isinf(v.imag))
    return HUGE_VAL;
  return std::hypot(v.real, v.imag);
}

Value complexPowValue(Complex a, Complex b) {
  Complex r{1.0, 0.0};
  if (b.imag == 0 && b.real == std::floor(b.real) && std::fabs(b.real) <= 100.0) {
    // Small whole powers by squaring: faster and more exact than by logarithms.
    auto n = static_cast<int>(std::fabs(b.real));
    Complex square = a;
    for (int mask = 1; mask <= n; mask <<= 1) {
      if (n & mask)
        r = complexMul(r, square);
      square = complexMul(square, square);
    }
    if (b.real < 0) {
      if (r.real == 0 && r.imag == 0)
        return raiseZeroDivision("0.0 to a negative or complex power");
      r = quotient({1.0, 0.0}, r);
    }
  } else if (b.real == 0 && b.imag == 0) {
    // 1
  } else if (a.real == 0 && a.imag == 0) {
    if (b.imag != 0 || b.real < 0)
      return raiseZeroDivision("0.0 to a negative or complex power");
    r = {0.0, 0.0};
  } else {
    double size = std::hypot(a.real, a.imag), length = std::pow(size, b.real);
    double angle = std::atan2(a.imag, a.real), phase = angle * b.real;
    if (b.imag != 0) {
      length /= std::exp(angle * b.imag);
      phase += b.imag * std::log(size);
    }
    // Where the angle is infinite CPython reports the domain error of sin and cos as this.
    if (std::isinf(phase))
      return raiseZeroDivision("0.0 to a negative or complex power");
    r = {length * std::cos(phase), length * std::sin(phase)};
  }
  if (std::isinf(r.real) || std::isinf(r.imag))
    return raiseOverflowError("complex exponentiation");
  return makeComplex(r.real, r.imag);
}

uint64_t complexHash(Complex v) {
  uint64_t hash = floatHash(v.real) + 1000003u * floatHash(v.imag);
  return hash == ~uint64_t{0} ? ~uint64_t{1} : hash;
}

std::string complexRepr(Complex v) {
  std::string imag = floatFormat(v.imag, 'r', 0, false, false) + "j";
  if (v.real == 0 && !std::signbit(v.real))
    return imag;
  std::string text = "(" + floatFormat(v.real, 'r', 0, false, false);
  if (imag[0] != '-')
    text += '+';
  return text + imag + ")";
}

// [(] real | [real] imagj [)], without inner spaces.
bool complexParse(std::string_view source, Complex* out) {
  std::string plain;
  std::string_view text = source;
  if (text.find('_') != std::string_view::npos) {
    if (!removeUnderscores(text, &plain))
      return false;
    text = plain;
  }
  auto strip = [&] {
    auto space = [](char c) { return c == ' ' || (c >= 9 && c <= 13); };
    while (!text.empty() && space(text.front()))
      text.remove_prefix(1);
    while (!text.empty() && space(text.back()))
      text.remove_suffix(1);
  };
  strip();
  if (!text.empty() && text.front() == '(') {
    if (text.back() != ')')
      return false;
    text = text.substr(1, text.size() - 2);
    strip();
  }
  // A sign alone before the j counts as one.
  auto unit = [](std::string_view s, double* value) -> size_t {
    size_t length = !s.empty() && (s[0] == '+' || s[0] == '-');
    *value = length && s[0] == '-' ? -1.0 : 1.0;
    return length;
  };
  auto isJ = [](std::string_view s, size_t at) {
    return at < s.size() && (s[at] == 'j' || s[at] == 'J');
  };
  double first;
  size_t length = floatParsePrefix(text, &first);
  if (length == 0) {
    length = unit(text, &first);
    if (!isJ(text, length) || length + 1 != text.size())
      return false;
    *out = {0.0, first};
    return true;
  }
  if (length == text.size()) {
    *out = {first, 0.0};
    return true;
  }
  if (isJ(text, length)) {
    *out = {0.0, first};
    return length + 1 == text.size();
  }
  std::string_view rest = text.substr(length);
  if (rest[0] != '+' && rest[0] != '-')
    return false;
  double second;
  length = floatParsePrefix(rest, &second);
  if (length == 0)
    length = unit(rest, &second);
  if (!isJ(rest, length) || length + 1 != rest.size())
    return false;
  *out = {first, second};
  return true;
}

} // namespace tr
