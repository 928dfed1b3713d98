// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to the math module: the bodies that stand in files of their own, by subject.
#pragma once

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"

namespace tr {

// math_gamma.cpp. *error: 0, EDOM or ERANGE.
double gammaOf(double x, int* error);
double logGammaOf(double x, int* error);

// math_integer.cpp
Value mathFactorial(const Value* args, uint64_t nargs);
Value mathComb(const Value* args, uint64_t nargs);
Value mathPerm(const Value* args, uint64_t nargs);
Value mathGcd(const Value* args, uint64_t nargs);
Value mathLcm(const Value* args, uint64_t nargs);
Value mathIsqrt(const Value* args, uint64_t nargs);

// math_sums.cpp
Value mathFsum(const Value* args, uint64_t nargs);
Value mathProd(const Value* args, uint64_t nargs);
Value mathSumprod(const Value* args, uint64_t nargs);
Value mathHypot(const Value* args, uint64_t nargs);
Value mathDist(const Value* args, uint64_t nargs);

} // namespace tr
