// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Number literals: the lexer only checks their form and finds their end; the parser computes
// values.
#include "compiler/lex/lexer.h"

namespace tauro::lex {

namespace {
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHexDigit(char c) { return isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
bool isDigitOf(int base, char c) { return base == 16 ? isHexDigit(c) : c >= '0' && c < '0' + base; }
bool isAsciiNameByte(char c) {
  return ((c | 32) >= 'a' && (c | 32) <= 'z') || isDigit(c) || c == '_';
}
/// Whether the word `rest` stands at p and the name ends behind it.
bool isWord(const char* p, std::string_view rest) {
  return std::string_view(p, rest.size()) == rest && !isAsciiNameByte(p[rest.size()]) &&
         !(p[rest.size()] & 0x80);
}
/// Whether a keyword that may follow a number begins at p (`1if x else y` is still allowed).
bool startsOperatorWord(const char* p) {
  switch (*p) {
  case 'a':
    return isWord(p, "and");
  case 'e':
    return isWord(p, "else");
  case 'f':
    return isWord(p, "for");
  case 'i':
    return p[1] == 'f' || p[1] == 'n' || p[1] == 's';
  case 'o':
    return isWord(p, "or");
  case 'n':
    return isWord(p, "not");
  default:
    return false;
  }
}
} // namespace

// digits ("_" digits)*; p is behind the first digit. Null after an error.
const char* Lexer::lexDecimalTail(const char* p) {
  while (true) {
    while (isDigit(*p))
      ++p;
    if (*p != '_')
      return p;
    if (!isDigit(*++p)) {
      error(diag::kInvalidNumber, p - 1, p, "decimal");
      return nullptr;
    }
  }
}

// A number must not run into a name.
const char* Lexer::endNumber(const char* start, const char* p, std::string_view kindName) {
  if (isAsciiNameByte(*p)) {
    if (!startsOperatorWord(p)) {
      error(diag::kInvalidNumber, p - 1, p, kindName);
      return p;
    }
    sink_.emit(diag::kNumberRunsIntoKeyword, source_.at(offset(p - 1), offset(p)), kindName);
  }
  add(TokenKind::Number, start, p);
  return p;
}

// "0x" ("_"? digit+)+ and likewise for 0o and 0b
const char* Lexer::lexBasedNumber(const char* start, int base, std::string_view kindName) {
  const char* p = start + 2;
  do {
    if (*p == '_')
      ++p;
    if (!isDigitOf(base, *p)) {
      if (isDigit(*p))
        error(diag::kInvalidDigit, p, p + 1, std::string_view(p, 1), kindName);
      else
        error(diag::kInvalidNumber, p - 1, p, kindName);
      return p;
    }
    while (isDigitOf(base, *p))
      ++p;
  } while (*p == '_');
  if (isDigit(*p)) {
    error(diag::kInvalidDigit, p, p + 1, std::string_view(p, 1), kindName);
    return p + 1;
  }
  return endNumber(start, p, kindName);
}

// number = based | digits ["." [digits]] [exponent] ["j"] | "." digits [exponent] ["j"]
const char* Lexer::lexNumber(const char* start) {
  const char* p = start;
  const char* zerosEnd = nullptr; // of a decimal with leading zeros, which only 0 itself may have
  if (*p == '0') {
    switch (p[1] | 32) {
    case 'x':
      return lexBasedNumber(start, 16, "hexadecimal");
    case 'o':
      return lexBasedNumber(start, 8, "octal");
    case 'b':
      return lexBasedNumber(start, 2, "binary");
    }
    ++p;
    while (*p == '0' || *p == '_') {
      if (*p == '_' && !isDigit(p[1])) {
        error(diag::kInvalidNumber, p, p + 1, "decimal");
        return p + 1;
      }
      ++p;
    }
    if (isDigit(*p)) {
      zerosEnd = p;
      p = lexDecimalTail(p);
      if (!p)
        return zerosEnd + 1;
    }
  } else if (*p != '.') {
    const char* tail = lexDecimalTail(p + 1);
    if (!tail) {
      while (isDigit(*p) || *p == '_')
        ++p;
      return p;
    }
    p = tail;
  }
  bool real = false;
  if (*p == '.') {
    real = true;
    ++p;
    if (isDigit(*p)) {
      const char* tail = lexDecimalTail(p + 1);
      if (!tail)
        return p + 1;
      p = tail;
    }
  }
  if ((*p | 32) == 'e') {
    const char* digits = p + 1;
    bool isSigned = *digits == '+' || *digits == '-';
    if (isSigned)
      ++digits;
    if (isDigit(*digits)) {
      real = true;
      const char* tail = lexDecimalTail(digits + 1);
      if (!tail)
        return digits + 1;
      p = tail;
    } else if (isSigned) {
      error(diag::kInvalidNumber, digits - 1, digits, "decimal");
      return digits;
    } else {
      return endNumber(start, p, "decimal"); // perhaps `1else`
    }
  }
  if ((*p | 32) == 'j')
    return endNumber(start, p + 1, "imaginary");
  if (zerosEnd && !real) {
    error(diag::kLeadingZeros, start, zerosEnd);
    return p;
  }
  return endNumber(start, p, "decimal");
}

} // namespace tauro::lex
