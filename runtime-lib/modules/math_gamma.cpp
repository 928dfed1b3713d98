// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gamma and log-gamma by Lanczos' approximation (C. Lanczos, 1964; G. Pugh, "An analysis of the
// Lanczos gamma approximation", 2004) with the 13 rational coefficients for 53 bits, and the
// reflection formula for negative arguments. C libraries differ too much here to lean on them.
#include <cerrno>
#include <cmath>

#include "runtime-lib/modules/math_functions.h"

namespace tr {
namespace {

constexpr double kPi = 3.141592653589793238462643383279502884197;
constexpr double kLogPi = 1.144729885849400174143427351353058711647;
constexpr double kG = 6.024680040776729583740234375;
constexpr double kGMinusHalf = 5.524680040776729583740234375;
constexpr int kTerms = 13;
constexpr double kNumerator[kTerms] = {23531376880.410759688572007674451636754734846804940,
                                       42919803642.649098768957899047001988850926355848959,
                                       35711959237.355668049440185451547166705960488635843,
                                       17921034426.037209699919755754458931112671403265390,
                                       6039542586.3520280050642916443072979210699388420708,
                                       1439720407.3117216736632230727949123939715485786372,
                                       248874557.86205415651146038641322942321632125127801,
                                       31426415.585400194380614231628318205362874684987640,
                                       2876370.6289353724412254090516208496135991145378768,
                                       186056.26539522349504029498971604569928220784236328,
                                       8071.6720023658162106380029022722506138218516325024,
                                       210.82427775157934587250973392071336271166969580291,
                                       2.5066282746310002701649081771338373386264310793408};
// x (x + 1) ... (x + 11)
constexpr double kDenominator[kTerms] = {
    0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0};

constexpr int kWholeGammas = 23; // 22! is the last factorial that a double holds exactly
struct WholeGammas {
  double of[kWholeGammas];
};
constexpr WholeGammas makeWholeGammas() {
  WholeGammas table{};
  double product = 1;
  for (int i = 0; i < kWholeGammas; i++) {
    table.of[i] = product;
    product *= i + 1;
  }
  return table;
}
constexpr WholeGammas kWholeGamma = makeWholeGammas();

// sin(pi x), exact where x is a multiple of 1/2.
double sinPi(double x) {
  double y = std::fmod(std::fabs(x), 2.0), r = 0;
  switch (static_cast<int>(std::round(2.0 * y))) {
  case 0:
    r = std::sin(kPi * y);
    break;
  case 1:
    r = std::cos(kPi * (y - 0.5));
    break;
  case 2:
    r = std::sin(kPi * (1.0 - y));
    break;
  case 3:
    r = -std::cos(kPi * (y - 1.5));
    break;
  case 4:
    r = std::sin(kPi * (y - 2.0));
    break;
  }
  return std::copysign(1.0, x) * r;
}

// x > 0; in 1/x from 5 on, so that nothing overflows.
double lanczosSum(double x) {
  double numerator = 0, denominator = 0;
  if (x < 5.0) {
    for (int i = kTerms; --i >= 0;) {
      numerator = numerator * x + kNumerator[i];
      denominator = denominator * x + kDenominator[i];
    }
  } else {
    for (int i = 0; i < kTerms; i++) {
      numerator = numerator / x + kNumerator[i];
      denominator = denominator / x + kDenominator[i];
    }
  }
  return numerator / denominator;
}

} // namespace

double gammaOf(double x, int* error) {
  *error = 0;
  if (!std::isfinite(x)) {
    if (std::isnan(x) || x > 0)
      return x;
    *error = EDOM;
    return std::nan("");
  }
  if (x == 0) {
    *error = EDOM;
    return std::copysign(HUGE_VAL, x);
  }
  if (x == std::floor(x)) {
    if (x < 0) {
      *error = EDOM;
      return std::nan("");
    }
    if (x <= kWholeGammas)
      return kWholeGamma.of[static_cast<int>(x) - 1];
  }
  double size = std::fabs(x);
  if (size < 1e-20) {
    double r = 1.0 / x;
    if (std::isinf(r))
      *error = ERANGE;
    return r;
  }
  if (size > 200.0) {
    if (x < 0)
      return 0.0 / sinPi(x);
    *error = ERANGE;
    return HUGE_VAL;
  }
  double y = size + kGMinusHalf;
  // What rounding y lost, as a correction of first order.
  double lost;
  if (size > kGMinusHalf) {
    double q = y - size;
    lost = q - kGMinusHalf;
  } else {
    double q = y - kGMinusHalf;
    lost = q - size;
  }
  lost = lost * kG / y;
  double r;
  if (x < 0) {
    r = -kPi / sinPi(size) / size * std::exp(y) / lanczosSum(size);
    r -= lost * r;
    if (size < 140.0) {
      r /= std::pow(y, size - 0.5);
    } else {
      double root = std::pow(y, size / 2.0 - 0.25);
      r /= root;
      r /= root;
    }
  } else {
    r = lanczosSum(size) / std::exp(y);
    r += lost * r;
    if (size < 140.0) {
      r *= std::pow(y, size - 0.5);
    } else {
      double root = std::pow(y, size / 2.0 - 0.25);
      r *= root;
      r *= root;
    }
  }
  if (std::isinf(r))
    *error = ERANGE;
  return r;
}

double logGammaOf(double x, int* error) {
  *error = 0;
  if (!std::isfinite(x))
    return std::isnan(x) ? x : HUGE_VAL;
  if (x == std::floor(x) && x <= 2.0) {
    if (x > 0)
      return 0.0;
    *error = EDOM;
    return HUGE_VAL;
  }
  double size = std::fabs(x);
  if (size < 1e-20)
    return -std::log(size);
  double r = std::log(lanczosSum(size)) - kG;
  r += (size - 0.5) * (std::log(size + kG - 0.5) - 1);
  if (x < 0)
    r = kLogPi - std::log(std::fabs(sinPi(size))) - std::log(size) - r;
  if (std::isinf(r))
    *error = ERANGE;
  return r;
}

} // namespace tr
