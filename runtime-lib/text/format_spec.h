// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The format-specification mini-language:
// [[fill]align][sign][z][#][0][width][grouping][.precision][type].
#pragma once

#include <string_view>

#include "runtime-lib/text/str.h"

namespace tr {

struct FormatSpec {
  char32_t fill = ' ';
  char align = '<'; // < > = ^
  char sign = 0;    // + - space, 0: none given
  bool fillGiven = false, alignGiven = false;
  bool alternate = false; // #
  bool noNegativeZero = false;
  char grouping = 0; // , or _
  unsigned groupSize = 3;
  int64_t width = -1, precision = -1; // -1: none given
  char32_t type = 0;
};

// Parses spec for a value of v's type (named in messages). False with ValueError pending.
bool parseFormatSpec(Value v, const Str* spec, char32_t defaultType, char defaultAlign,
                     FormatSpec* out);

// __format__ of the builtin types; spec is a str. Instances of subclasses are taken as their base.
Value formatInt(Value v, Value spec);
Value formatFloat(Value v, Value spec);
Value formatComplex(Value v, Value spec);
Value formatStr(Value v, Value spec);

// A number in parts, all ASCII: what format_number and % formatting lay out.
struct NumberText {
  bool negative = false;
  std::string_view prefix; // 0x and the like
  std::string_view digits; // of the integral part
  std::string_view rest;   // decimal point, fraction, exponent, %
};
// Sign, prefix, grouped and padded digits as spec says.
void appendNumber(StrBuilder& out, const FormatSpec& spec, const NumberText& number);
// Splits what floatFormat gives.
NumberText splitNumber(std::string_view text);

} // namespace tr
