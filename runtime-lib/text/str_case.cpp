// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str: case mapping and the is... predicates.
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/unicode.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

using CharMap = unsigned (*)(char32_t c, char32_t* out);

constexpr bool isAsciiLower(uint8_t c) { return c >= 'a' && c <= 'z'; }
constexpr bool isAsciiUpper(uint8_t c) { return c >= 'A' && c <= 'Z'; }

// An ASCII str of the same length; f maps (byte, index).
template <class F> Value mapAscii(const Str* s, F f) {
  uint64_t n = s->length();
  if (n == 0)
    return emptyStr();
  const uint8_t* p = s->bytes1();
  if (n == 1)
    return makeCharStr(f(p[0], uint64_t{0}));
  Str* made = allocateStr(n, 0, true);
  if (!made)
    return kError;
  auto* to = static_cast<uint8_t*>(mutableText(made));
  for (uint64_t i = 0; i < n; i++)
    to[i] = f(p[i], i);
  return objectValue(made);
}

void appendMapped(StrBuilder& out, char32_t c, CharMap map) {
  char32_t mapped[3];
  unsigned n = map(c, mapped);
  for (unsigned i = 0; i < n; i++)
    out.append(mapped[i]);
}

// A capital sigma at the end of a word becomes the final form (SpecialCasing, Final_Sigma).
bool isFinalSigma(const Str* s, uint64_t at) {
  uint64_t i = at;
  while (i > 0 && unicode::isCaseIgnorable(s->at(i - 1)))
    i--;
  if (i == 0 || !unicode::isCased(s->at(i - 1)))
    return false;
  i = at + 1;
  uint64_t n = s->length();
  while (i < n && unicode::isCaseIgnorable(s->at(i)))
    i++;
  return i == n || !unicode::isCased(s->at(i));
}

void appendLower(StrBuilder& out, const Str* s, uint64_t at) {
  char32_t c = s->at(at);
  if (c == 0x3a3)
    out.append(static_cast<char32_t>(isFinalSigma(s, at) ? 0x3c2 : 0x3c3));
  else
    appendMapped(out, c, unicode::toLower);
}

// Text of two-byte units whose characters all map to one such unit, the common case.
Value mapTwoByte(const Str* s, CharMap map) {
  uint64_t n = s->length();
  Str* made = allocateStr(n, 1, false);
  if (!made)
    return kError;
  auto* to = static_cast<uint16_t*>(mutableText(made));
  const uint16_t* p = s->bytes2();
  uint32_t all = 0;
  for (uint64_t i = 0; i < n; i++) {
    char32_t mapped[3];
    if (map(p[i], mapped) != 1 || mapped[0] > 0xffff)
      return kUnbound;
    to[i] = static_cast<uint16_t>(mapped[0]);
    all |= mapped[0];
  }
  return all > 0xff ? objectValue(made) : kUnbound;
}

Value mapAll(const Str* s, CharMap map) {
  if (widthLog2Of(s) == 1 && s->length() > 1) {
    Value made = mapTwoByte(s, map);
    if (!made.isUnbound())
      return made;
  }
  StrBuilder out(s->length());
  for (uint64_t i = 0, n = s->length(); i < n; i++)
    appendMapped(out, s->at(i), map);
  return out.take();
}

// True when the text is not empty and every character has the property.
template <class F> Value all(Value v, F has) {
  const Str* s = asStr(v);
  uint64_t n = s->length();
  if (n == 0)
    return kFalse;
  return boolean(withUnits(s, [&](const auto* p) {
    for (uint64_t i = 0; i < n; i++)
      if (!has(static_cast<char32_t>(p[i])))
        return false;
    return true;
  }));
}

} // namespace

Value strLower(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  if (s->isAscii())
    return mapAscii(
        s, [](uint8_t c, uint64_t) { return static_cast<uint8_t>(isAsciiUpper(c) ? c + 32 : c); });
  StrBuilder out(s->length());
  for (uint64_t i = 0, n = s->length(); i < n; i++)
    appendLower(out, s, i);
  return out.take();
}

Value strUpper(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  if (s->isAscii())
    return mapAscii(
        s, [](uint8_t c, uint64_t) { return static_cast<uint8_t>(isAsciiLower(c) ? c - 32 : c); });
  return mapAll(s, unicode::toUpper);
}

Value strCaseFold(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  if (s->isAscii())
    return strLower(args, nargs);
  return mapAll(s, unicode::toFolded);
}

Value strSwapCase(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  if (s->isAscii())
    return mapAscii(s, [](uint8_t c, uint64_t) {
      return static_cast<uint8_t>(isAsciiLower(c) || isAsciiUpper(c) ? c ^ 32 : c);
    });
  StrBuilder out(s->length());
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (unicode::isUpper(c))
      appendLower(out, s, i);
    else if (unicode::isLower(c))
      appendMapped(out, c, unicode::toUpper);
    else
      out.append(c);
  }
  return out.take();
}

Value strTitle(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  bool inWord = false;
  if (s->isAscii())
    return mapAscii(s, [&](uint8_t c, uint64_t) {
      bool lower = isAsciiLower(c), upper = isAsciiUpper(c);
      uint8_t to = inWord ? (upper ? c + 32 : c) : (lower ? c - 32 : c);
      inWord = lower || upper;
      return to;
    });
  StrBuilder out(s->length());
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (inWord)
      appendLower(out, s, i);
    else
      appendMapped(out, c, unicode::toTitle);
    inWord = unicode::isCased(c);
  }
  return out.take();
}

Value strCapitalize(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  if (s->isAscii())
    return mapAscii(s, [](uint8_t c, uint64_t i) {
      return static_cast<uint8_t>(i == 0 ? (isAsciiLower(c) ? c - 32 : c)
                                         : (isAsciiUpper(c) ? c + 32 : c));
    });
  StrBuilder out(s->length());
  appendMapped(out, s->at(0), unicode::toTitle);
  for (uint64_t i = 1, n = s->length(); i < n; i++)
    appendLower(out, s, i);
  return out.take();
}

Value strIsAlnum(const Value* args, uint64_t nargs) { return all(args[0], unicode::isAlnum); }
Value strIsAlpha(const Value* args, uint64_t nargs) { return all(args[0], unicode::isAlpha); }
Value strIsAscii(const Value* args, uint64_t nargs) { return boolean(asStr(args[0])->isAscii()); }
Value strIsDecimal(const Value* args, uint64_t nargs) { return all(args[0], unicode::isDecimal); }
Value strIsDigit(const Value* args, uint64_t nargs) { return all(args[0], unicode::isDigit); }
Value strIsNumeric(const Value* args, uint64_t nargs) { return all(args[0], unicode::isNumeric); }
Value strIsSpace(const Value* args, uint64_t nargs) { return all(args[0], unicode::isSpace); }
Value strIsPrintable(const Value* args, uint64_t nargs) {
  return asStr(args[0])->length() == 0 ? kTrue : all(args[0], unicode::isPrintable);
}

Value strIsIdentifier(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  uint64_t n = s->length();
  if (n == 0 || !unicode::isXidStart(s->at(0)))
    return kFalse;
  for (uint64_t i = 1; i < n; i++)
    if (!unicode::isXidContinue(s->at(i)))
      return kFalse;
  return kTrue;
}

// Some cased character, and none of the other case.
Value strIsLower(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  bool cased = false;
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (unicode::isUpper(c) || unicode::isTitle(c))
      return kFalse;
    cased = cased || unicode::isLower(c);
  }
  return boolean(cased);
}

Value strIsUpper(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  bool cased = false;
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (unicode::isLower(c) || unicode::isTitle(c))
      return kFalse;
    cased = cased || unicode::isUpper(c);
  }
  return boolean(cased);
}

Value strIsTitle(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  bool cased = false, inWord = false;
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (unicode::isUpper(c) || unicode::isTitle(c)) {
      if (inWord)
        return kFalse;
      inWord = cased = true;
    } else if (unicode::isLower(c)) {
      if (!inWord)
        return kFalse;
      cased = true;
    } else {
      inWord = false;
    }
  }
  return boolean(cased);
}

} // namespace tr
