// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// complex: a pair of doubles.
#pragma once

#include <string>
#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

struct Complex {
  double real, imag;
};

struct ComplexBox : Object {
  Complex value;
};
static_assert(sizeof(ComplexBox) == abi::kComplexSize);

inline bool isComplex(Value v) { return v.isObject() && isA(v, &tr_type_complex); }
inline Complex complexOf(Value v) { return v.as<ComplexBox>()->value; }
Value makeComplex(double real, double imag);

// The value of any number for complex arithmetic: complex and subclasses, __complex__, then as
// toDouble. False with TypeError "must be real number, not X" pending.
bool toComplex(Value v, Complex* out);

// a ** b; ZeroDivisionError "0.0 to a negative or complex power", OverflowError.
Value complexPowValue(Complex a, Complex b);
Value complexDivValue(Complex a, Complex b);
double complexAbs(Complex v);
uint64_t complexHash(Complex v);
std::string complexRepr(Complex v);
// complex(text); false when malformed (nothing raised).
bool complexParse(std::string_view text, Complex* out);

} // namespace tr
