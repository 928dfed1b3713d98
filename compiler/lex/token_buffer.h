// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lexer's product: the tokens of one file as a structure of arrays.
#pragma once

#include "compiler/support/ids.h"
#include "compiler/support/source.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tauro {
class Interner;
}

namespace tauro::lex {

enum class TokenKind : uint8_t {
#define KEYWORD(Id, Spelling) Kw##Id,
#define PUNCTUATION(Id, Spelling) Id,
#define TOKEN(Id, Description) Id,
#include "compiler/lex/tokens.def"
};

/// "if", "(", or a description such as "name".
std::string_view spelling(TokenKind kind);
/// "KwIf", "LParen", "Name".
std::string_view enumerator(TokenKind kind);

inline bool isAugmentedAssignment(TokenKind kind) {
  return kind >= TokenKind::BarEqual && kind <= TokenKind::StarStarEqual;
}

/// Invariants: the last token is EndOfFile and the one before it, if any, is a Newline or Dedent;
/// every Indent has its Dedent; tokens are in source order and do not overlap.
class TokenBuffer {
public:
  explicit TokenBuffer(const SourceBuffer& source);

  const SourceBuffer& source() const { return *source_; }
  uint32_t size() const { return size_; }
  TokenKind kind(uint32_t token) const { return kinds_.get()[token]; }
  uint32_t begin(uint32_t token) const { return begins_.get()[token]; }
  uint32_t end(uint32_t token) const { return ends_.get()[token]; }
  SourceRange range(uint32_t token) const { return {begin(token), end(token)}; }
  std::string_view text(uint32_t token) const { return source_->text(range(token)); }
  /// Of a Name or a keyword.
  NameId name(uint32_t token) const { return NameId(payloads_.get()[token]); }

  /// The bracket within [begin, end) of the source that is never closed, if there is one. It ends
  /// its logical line; the parser reports it unless it finds a better reason before.
  std::optional<uint32_t> unclosedBracket(uint32_t begin, uint32_t end) const;

  /// The arrays for the parser's hot loops.
  const TokenKind* kinds() const { return kinds_.get(); }

private:
  friend class Lexer;
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };
  template <class T> using Array = std::unique_ptr<T[], Free>;

  void add(TokenKind kind, uint32_t begin, uint32_t end, uint32_t payload) {
    if (size_ == capacity_)
      grow();
    kinds_.get()[size_] = kind;
    begins_.get()[size_] = begin;
    ends_.get()[size_] = end;
    payloads_.get()[size_] = payload;
    ++size_;
  }
  void grow();

  const SourceBuffer* source_;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  Array<TokenKind> kinds_;
  Array<uint32_t> begins_;
  Array<uint32_t> ends_;
  Array<uint32_t> payloads_;
  std::vector<uint32_t> unclosedBrackets_; // offsets, ascending
};

/// One line per token: `line:column-line:column Kind 'text'`.
std::string dumpTokens(const TokenBuffer& tokens);

} // namespace tauro::lex
