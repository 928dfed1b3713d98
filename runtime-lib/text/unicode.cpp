// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lookup in the generated tables of three stages.
#include "runtime-lib/text/unicode.h"

namespace tr::unicode {

namespace {

struct UnicodeRecord {
  uint16_t flags;
  uint8_t decimal, digit; // 255: none
  int32_t lower, upper, title, fold;
};

#include "runtime-lib/text/unicode_tables.inc"

const UnicodeRecord& recordOf(char32_t c) {
  if (c >= 0x110000)
    return kRecords[0];
  unsigned middle = kTop[c >> (kLowBits + kMiddleBits)], leaf;
  leaf = kMiddle[middle << kMiddleBits | (c >> kLowBits & ((1u << kMiddleBits) - 1))];
  return kRecords[kLeaves[leaf << kLowBits | (c & ((1u << kLowBits) - 1))]];
}

bool has(char32_t c, uint16_t flags) { return recordOf(c).flags & flags; }

unsigned mapCase(const UnicodeRecord& record, int32_t mapping, char32_t c, char32_t* out) {
  if (!(record.flags & kSpecialCase)) {
    out[0] = static_cast<char32_t>(static_cast<int32_t>(c) + mapping);
    return 1;
  }
  unsigned count = static_cast<unsigned>(mapping) >> 16;
  for (unsigned i = 0; i < count; i++)
    out[i] = kExpansions[(mapping & 0xffff) + i];
  return count;
}

} // namespace

bool isAlpha(char32_t c) { return has(c, kAlpha); }
bool isDecimal(char32_t c) { return has(c, kDecimal); }
bool isDigit(char32_t c) { return has(c, kDigit); }
bool isNumeric(char32_t c) { return has(c, kNumeric); }
bool isAlnum(char32_t c) { return has(c, kAlpha | kDecimal | kDigit | kNumeric); }
bool isLower(char32_t c) { return has(c, kLower); }
bool isUpper(char32_t c) { return has(c, kUpper); }
bool isTitle(char32_t c) { return has(c, kTitle); }
bool isSpaceSlow(char32_t c) { return has(c, kSpace); }
bool isLineBreakSlow(char32_t c) { return has(c, kLineBreak); }
bool isPrintableSlow(char32_t c) { return has(c, kPrintable); }
bool isXidStart(char32_t c) { return has(c, kXidStart); }
bool isXidContinue(char32_t c) { return has(c, kXidContinue); }
bool isCased(char32_t c) { return has(c, kCased); }
bool isCaseIgnorable(char32_t c) { return has(c, kCaseIgnorable); }

int decimalValue(char32_t c) {
  uint8_t v = recordOf(c).decimal;
  return v == 255 ? -1 : v;
}
int digitValue(char32_t c) {
  uint8_t v = recordOf(c).digit;
  return v == 255 ? -1 : v;
}

unsigned toLower(char32_t c, char32_t* out) {
  const UnicodeRecord& r = recordOf(c);
  return mapCase(r, r.lower, c, out);
}
unsigned toUpper(char32_t c, char32_t* out) {
  const UnicodeRecord& r = recordOf(c);
  return mapCase(r, r.upper, c, out);
}
unsigned toTitle(char32_t c, char32_t* out) {
  const UnicodeRecord& r = recordOf(c);
  return mapCase(r, r.title, c, out);
}
unsigned toFolded(char32_t c, char32_t* out) {
  const UnicodeRecord& r = recordOf(c);
  return mapCase(r, r.fold, c, out);
}

} // namespace tr::unicode
