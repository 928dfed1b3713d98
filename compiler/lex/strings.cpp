// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finding the end of string literals. What is in them is the parser's business.
#include "compiler/lex/lexer.h"

namespace tauro::lex {

// `quote` points at the opening quote, `start` at the prefix before it.
const char* Lexer::lexString(const char* start, const char* quote) {
  const char q = *quote;
  const char* p = quote + 1;
  bool triple = p[0] == q && p[1] == q;
  bool escapedQuote = false;
  if (triple) {
    p += 2;
    while (true) {
      p = q == '"' ? findByte<'"', '\\', '\0'>(p) : findByte<'\'', '\\', '\0'>(p);
      if (*p == q) {
        if (p[1] == q && p[2] == q) {
          add(TokenKind::String, start, p + 3);
          return p + 3;
        }
        ++p;
      } else if (*p == '\\' && p + 1 < end_) {
        p += 2;
      } else {
        p = end_;
        break;
      }
    }
  } else {
    while (true) {
      p = q == '"' ? findByte<'"', '\\', '\n', '\0'>(p) : findByte<'\'', '\\', '\n', '\0'>(p);
      if (*p == q) {
        add(TokenKind::String, start, p + 1);
        return p + 1;
      }
      if (*p == '\\' && p + 1 < end_) {
        escapedQuote |= p[1] == q;
        p += 2;
      } else {
        if (*p == '\\')
          p = end_;
        break;
      }
    }
  }

  // Detected where the text gives out; a text that ends in a newline gives out on that line.
  uint32_t line = lineOf(p);
  if (p == end_ && p > base_ && p[-1] == '\n')
    --line;
  const char* first = start + 1;
  if (!fstrings_.empty() && fstrings_.back().quote == q &&
      (fstrings_.back().quoteSize == 3) == triple)
    error(diag::kFStringExpectingBrace, start, first);
  else if (triple)
    error(diag::kUnterminatedTripleString, start, first, line);
  else if (escapedQuote)
    error(diag::kUnterminatedStringEscaped, start, first, line);
  else
    error(diag::kUnterminatedString, start, first, line);
  return p;
}

} // namespace tauro::lex
