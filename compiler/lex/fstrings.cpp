// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f-strings, as PEP 701 tokenises them: FStringStart, then FStringMiddle for literal text and the
// plain tokens of replacement fields between LBrace and RBrace, then FStringEnd. Text is lexed
// here; inside a field the ordinary lexer runs, and comes back when the field's '}' or ':' is met.
#include "compiler/lex/lexer.h"

namespace tauro::lex {

const char* Lexer::startFString(const char* start, const char* quote) {
  uint8_t size = quote[1] == *quote && quote[2] == *quote ? 3 : 1;
  if (fstrings_.size() >= kMaxFStringDepth) {
    error(diag::kTooManyFStrings, quote, quote + 1);
    return lexString(start, quote);
  }
  bool raw = (start[0] | 32) == 'r' || (start[1] | 32) == 'r';
  add(TokenKind::FStringStart, start, quote + size);
  fstrings_.push_back({start, *quote, size, raw, 0, 0, false, brackets_.size()});
  return lexFStringText(quote + size);
}

// Literal text up to a replacement field, the end of a format spec, or the closing quotes.
const char* Lexer::lexFStringText(const char* p) {
  FString& f = fstrings_.back();
  const bool inSpec = f.specDepth > 0 && f.specDepth == f.fieldDepth;
  // Some rules of CPython's for specs hold only up to the first field nested in the spec.
  const bool freshSpec = inSpec && f.specIsFresh;
  const char* begin = p;
  auto flush = [&] {
    if (p != begin)
      add(TokenKind::FStringMiddle, begin, p);
  };
  while (true) {
    char c = *p;
    if (c == f.quote && (f.quoteSize == 1 || (p[1] == c && p[2] == c))) {
      flush();
      if (f.fieldDepth > 0) {
        // The quotes end the string in the middle of a format spec.
        error(diag::kFStringExpectingBraceOrSpecs, p, p + 1);
        brackets_.resize(f.bracketsBefore);
      }
      add(TokenKind::FStringEnd, p, p + f.quoteSize);
      p += f.quoteSize;
      fstrings_.pop_back();
      return p;
    }
    switch (c) {
    case '\0':
      flush();
      if (freshSpec && f.quoteSize == 1)
        return p; // as below: what is missing then is the '}'
      return unterminatedFString(p);
    case '\n':
      if (f.quoteSize == 3) {
        ++p;
        continue;
      }
      flush();
      if (freshSpec) {
        // CPython lets the spec end here and goes on in the field.
        --f.specDepth;
        return p;
      }
      return unterminatedFString(p);
    case '{':
      if (p[1] == '{' && !freshSpec) {
        p += 2;
        continue;
      }
      flush();
      if (f.fieldDepth >= kMaxFieldDepth) {
        error(diag::kFStringNestedTooDeeply, p - 1, p);
        brackets_.resize(f.bracketsBefore);
        fstrings_.pop_back();
        while (*p != '\n' && *p != '\0')
          ++p;
        return p;
      }
      if (brackets_.size() >= kMaxBracketDepth) {
        error(diag::kTooManyParentheses, p, p + 1);
      }
      ++f.fieldDepth;
      brackets_.push_back({'{', true, offset(p)});
      add(TokenKind::LBrace, p, p + 1);
      return p + 1;
    case '}':
      if (inSpec) {
        flush();
        brackets_.pop_back();
        --f.specDepth;
        --f.fieldDepth;
        f.specIsFresh = false;
        add(TokenKind::RBrace, p, p + 1);
        return lexFStringText(p + 1);
      }
      if (p[1] == '}') {
        p += 2;
        continue;
      }
      flush();
      error(diag::kFStringSingleBrace, p, p + 1);
      begin = ++p;
      continue;
    case '\\':
      ++p;
      if (*p == '{' || *p == '}' || *p == '\0')
        continue; // the brace keeps its meaning
      if (!f.raw && p[0] == 'N' && p[1] == '{') {
        // \N{...}: its braces are no field.
        while (*p != '}' && *p != f.quote && *p != '\n' && *p != '\0')
          ++p;
        if (*p == '}')
          ++p;
        continue;
      }
      ++p;
      continue;
    default:
      ++p;
    }
  }
}

// At the ':' of a field.
const char* Lexer::enterFormatSpec(const char* p) {
  add(TokenKind::Colon, p, p + 1);
  ++fstrings_.back().specDepth;
  fstrings_.back().specIsFresh = true;
  return lexFStringText(p + 1);
}

const char* Lexer::unterminatedFString(const char* p) {
  FString f = fstrings_.back();
  uint32_t line = lineOf(p);
  if (p == end_ && p > base_ && p[-1] == '\n')
    --line;
  if (f.quoteSize == 3)
    error(diag::kUnterminatedTripleFString, f.start, f.start + 1, line);
  else
    error(diag::kUnterminatedFString, f.start, f.start + 1, line);
  brackets_.resize(f.bracketsBefore);
  fstrings_.pop_back();
  return p;
}

} // namespace tauro::lex
