// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state that the lexer's files share. Positions are pointers into the source text, which ends
// in zero bytes: no loop needs a bounds check, since the text itself holds none.
#pragma once

#include "compiler/lex/token_buffer.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"

#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tauro::lex {

/// The first of the given bytes at or behind p. One of them must be the zero that ends the text;
/// reads up to 15 bytes further, which the text's padding allows.
template <char... Wanted> inline const char* findByte(const char* p) {
#if defined(__SSE2__)
  while (true) {
    __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    __m128i hits = _mm_setzero_si128();
    ((hits = _mm_or_si128(hits, _mm_cmpeq_epi8(chunk, _mm_set1_epi8(Wanted)))), ...);
    if (int mask = _mm_movemask_epi8(hits))
      return p + __builtin_ctz(static_cast<unsigned>(mask));
    p += 16;
  }
#else
  while (((*p != Wanted) && ...))
    ++p;
  return p;
#endif
}

class Lexer {
public:
  Lexer(const SourceBuffer& source, Interner& names, DiagnosticSink& sink);
  TokenBuffer run();

private:
  // CPython's limits.
  static constexpr size_t kMaxBracketDepth = 200;
  static constexpr size_t kMaxIndentDepth = 100;
  static constexpr size_t kMaxFStringDepth = 149;
  static constexpr uint32_t kMaxFieldDepth = 3;

  struct Bracket {
    char opening;
    bool opensField; // a '{' that starts a replacement field of the innermost f-string
    uint32_t offset;
  };
  struct IndentLevel {
    uint32_t column;    // tabs to multiples of 8
    uint32_t altColumn; // tabs count 1: both must agree on every comparison
  };
  struct FString {
    const char* start; // of the prefix
    char quote;
    uint8_t quoteSize; // 1 or 3
    bool raw;
    uint32_t fieldDepth;   // replacement fields open in this f-string, nested in format specs
    uint32_t specDepth;    // of those, how many are at their format spec
    bool specIsFresh;      // no field has ended since the spec began
    size_t bracketsBefore; // size of brackets_ outside of it
  };

  // lexer.cpp
  void lexFile();
  const char* lexLineStart(const char* p);
  const char* skipBackslashNewline(const char* p);
  const char* lexName(const char* p);
  bool startsStatement(TokenKind keyword, const char* p) const;
  const char* lexNonAsciiName(const char* start, const char* p);
  const char* openBracket(const char* p);
  const char* closeBracket(const char* p);
  void finish(const char* p, const char* lineEnd);

  // numbers.cpp
  const char* lexNumber(const char* p);
  const char* lexBasedNumber(const char* p, int base, std::string_view kindName);
  const char* lexDecimalTail(const char* p);
  const char* endNumber(const char* start, const char* p, std::string_view kindName);

  // strings.cpp
  const char* lexString(const char* start, const char* quote);
  // fstrings.cpp
  const char* startFString(const char* start, const char* quote);
  const char* lexFStringText(const char* p);
  const char* enterFormatSpec(const char* p);
  const char* unterminatedFString(const char* p);

  bool inField() const { return !brackets_.empty() && brackets_.back().opensField; }

  uint32_t offset(const char* p) const { return static_cast<uint32_t>(p - base_); }
  uint32_t lineOf(const char* p) const { return source_.lineColumn(offset(p)).line; }
  void add(TokenKind kind, const char* begin, const char* end, uint32_t payload = 0) {
    tokens_.add(kind, offset(begin), offset(end), payload);
  }
  /// Reports an error at [begin, end), unless this logical line has one already, and puts an Error
  /// token there.
  template <class Kind, class... Args>
  void error(Kind kind, const char* begin, const char* end, Args&&... args) {
    if (!lineHasError_)
      sink_.emit(kind, source_.at(offset(begin), offset(end)), std::forward<Args>(args)...);
    lineHasError_ = true;
    add(TokenKind::Error, begin, end);
  }

  const SourceBuffer& source_;
  Interner& names_;
  DiagnosticSink& sink_;
  const char* base_;
  const char* end_;
  TokenBuffer tokens_;
  std::vector<Bracket> brackets_;
  std::vector<IndentLevel> indents_;
  std::vector<FString> fstrings_;
  bool lineHasError_ = false;
};

} // namespace tauro::lex
