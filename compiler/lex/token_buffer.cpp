// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lex/token_buffer.h"

#include "compiler/support/interner.h"

#include <algorithm>
#include <cstdio>

namespace tauro::lex {

static_assert(static_cast<uint32_t>(TokenKind::Name) == known::kKeywordCount,
              "the lexer takes a keyword's name index for its kind");

std::string_view spelling(TokenKind kind) {
  constexpr std::string_view kTexts[] = {
#define KEYWORD(Id, Spelling) Spelling,
#define PUNCTUATION(Id, Spelling) Spelling,
#define TOKEN(Id, Description) Description,
#include "compiler/lex/tokens.def"
  };
  return kTexts[static_cast<size_t>(kind)];
}

std::string_view enumerator(TokenKind kind) {
  constexpr std::string_view kTexts[] = {
#define KEYWORD(Id, Spelling) "Kw" #Id,
#define PUNCTUATION(Id, Spelling) #Id,
#define TOKEN(Id, Description) #Id,
#include "compiler/lex/tokens.def"
  };
  return kTexts[static_cast<size_t>(kind)];
}

TokenBuffer::TokenBuffer(const SourceBuffer& source) : source_(&source) {
  capacity_ = source.size() / 8 + 32; // doubled by grow(); real code has about size / 4 tokens
  grow();
}

std::optional<uint32_t> TokenBuffer::unclosedBracket(uint32_t begin, uint32_t end) const {
  auto at = std::lower_bound(unclosedBrackets_.begin(), unclosedBrackets_.end(), begin);
  if (at == unclosedBrackets_.end() || *at >= end)
    return std::nullopt;
  return *at;
}

void TokenBuffer::grow() {
  capacity_ *= 2;
  auto resize = [this]<class T>(Array<T>& array) {
    T* moved = static_cast<T*>(std::realloc(array.get(), capacity_ * sizeof(T)));
    if (!moved) {
      std::fputs("tauroc: out of memory\n", stderr);
      std::abort();
    }
    (void)array.release();
    array.reset(moved);
  };
  resize(kinds_);
  resize(begins_);
  resize(ends_);
  resize(payloads_);
}

std::string dumpTokens(const TokenBuffer& tokens) {
  std::string out;
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    LineColumn begin = tokens.source().lineColumn(tokens.begin(i));
    LineColumn end = tokens.source().lineColumn(tokens.end(i));
    char place[64];
    std::snprintf(place, sizeof place, "%u:%u-%u:%u ", begin.line, begin.column, end.line,
                  end.column);
    out += place;
    out += enumerator(tokens.kind(i));
    if (tokens.begin(i) != tokens.end(i) && tokens.kind(i) != TokenKind::Newline) {
      out += " '";
      for (char c : tokens.text(i)) {
        if (c == '\n')
          out += "\\n";
        else
          out += c;
      }
      out += '\'';
    }
    out += '\n';
  }
  return out;
}

} // namespace tauro::lex
