// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Properties and case mappings of all code points (Unicode 15.1), as str's methods see them.
#pragma once

#include <cstdint>

namespace tr::unicode {

bool isAlpha(char32_t c);
bool isDecimal(char32_t c);
bool isDigit(char32_t c);
bool isNumeric(char32_t c);
bool isAlnum(char32_t c);
bool isLower(char32_t c);
bool isUpper(char32_t c);
bool isTitle(char32_t c);
bool isSpaceSlow(char32_t c);
bool isLineBreakSlow(char32_t c);
bool isPrintableSlow(char32_t c);
bool isXidStart(char32_t c); // or '_'
bool isXidContinue(char32_t c);
bool isCased(char32_t c);
bool isCaseIgnorable(char32_t c);

inline bool isSpace(char32_t c) {
  if (c < 128)
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
  return isSpaceSlow(c);
}
inline bool isLineBreak(char32_t c) {
  if (c < 128)
    return (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e);
  return isLineBreakSlow(c);
}
inline bool isPrintable(char32_t c) {
  if (c < 128)
    return c >= 32 && c != 127;
  return isPrintableSlow(c);
}

int decimalValue(char32_t c); // 0..9, or -1
int digitValue(char32_t c);   // superscripts and the like too

// Full case mappings: write 1 to 3 code points to out and answer how many.
unsigned toLower(char32_t c, char32_t* out);
unsigned toUpper(char32_t c, char32_t* out);
unsigned toTitle(char32_t c, char32_t* out);
unsigned toFolded(char32_t c, char32_t* out);

} // namespace tr::unicode
