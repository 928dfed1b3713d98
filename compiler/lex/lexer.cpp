// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lexer's main loop: a 256-entry table sends each first byte of a token to its case.
// Indentation and line structure are here too; numbers, strings and f-strings have files of their
// own.
#include "compiler/lex/lexer.h"

#include "compiler/lex/lex.h"
#include "compiler/support/unicode_identifiers.h"
#include "compiler/support/utf8.h"

#include <array>
#include <cstdio>
#include <cstring>

namespace tauro::lex {

namespace {

enum class Start : uint8_t {
  Invalid, // control characters
  End,     // the zero behind the text
  Space,
  Newline,
  Hash,
  Backslash,
  Name,
  NonAscii,
  Digit,
  Dot,
  Quote,
  Open,
  Close,
  Single, // punctuation that starts no longer token
  Other,  // punctuation that may
};

constexpr std::array<Start, 256> makeStarts() {
  std::array<Start, 256> t{};
  for (int c = 0x21; c < 0x7F; ++c)
    t[static_cast<size_t>(c)] = Start::Other;
  for (int c = 0x80; c < 0x100; ++c)
    t[static_cast<size_t>(c)] = Start::NonAscii;
  for (int c = 'a'; c <= 'z'; ++c)
    t[static_cast<size_t>(c)] = t[static_cast<size_t>(c - 32)] = Start::Name;
  for (int c = '0'; c <= '9'; ++c)
    t[static_cast<size_t>(c)] = Start::Digit;
  t['_'] = Start::Name;
  t[0] = Start::End;
  t[' '] = t['\t'] = t['\f'] = Start::Space;
  t['\n'] = Start::Newline;
  t['#'] = Start::Hash;
  t['\\'] = Start::Backslash;
  t['.'] = Start::Dot;
  t['"'] = t['\''] = Start::Quote;
  t['('] = t['['] = t['{'] = Start::Open;
  t[')'] = t[']'] = t['}'] = Start::Close;
  t[','] = t[';'] = t['~'] = Start::Single;
  return t;
}
constexpr std::array<Start, 256> kStarts = makeStarts();

constexpr std::array<bool, 256> makeNameBytes() {
  std::array<bool, 256> t{};
  for (size_t c = 0; c < 256; ++c)
    t[c] = kStarts[c] == Start::Name || kStarts[c] == Start::Digit || c >= 0x80;
  return t;
}
constexpr std::array<bool, 256> kNameBytes = makeNameBytes();

inline uint8_t byteAt(const char* p) { return static_cast<uint8_t>(*p); }

/// What letters before a quote make of it: 0 not a prefix, else 's' string or 'f' f-string.
char stringPrefix(const char* p, size_t length) {
  auto low = [&](size_t i) { return static_cast<char>(p[i] | 32); };
  if (length == 1) {
    char c = low(0);
    return c == 'f' ? 'f' : c == 'r' || c == 'b' || c == 'u' ? 's' : 0;
  }
  if (length == 2) {
    char a = low(0), b = low(1);
    if (a == 'r')
      std::swap(a, b);
    return b != 'r' ? 0 : a == 'f' ? 'f' : a == 'b' ? 's' : 0;
  }
  return 0;
}

/// The token of an operator that starts at p with a byte of class Other or Single.
struct Operator {
  TokenKind kind;
  uint32_t length;
};
Operator operatorAt(const char* p) {
  using enum TokenKind;
  auto withEqual = [p](TokenKind plain, TokenKind equal) {
    return p[1] == '=' ? Operator{equal, 2} : Operator{plain, 1};
  };
  auto doubled = [p](TokenKind plain, TokenKind equal, TokenKind twice, TokenKind twiceEqual) {
    if (p[1] == *p)
      return p[2] == '=' ? Operator{twiceEqual, 3} : Operator{twice, 2};
    return p[1] == '=' ? Operator{equal, 2} : Operator{plain, 1};
  };
  switch (*p) {
  case ',':
    return {Comma, 1};
  case ';':
    return {Semicolon, 1};
  case '~':
    return {Tilde, 1};
  case ':':
    return withEqual(Colon, ColonEqual);
  case '=':
    return withEqual(Equal, EqualEqual);
  case '!':
    return withEqual(Exclamation, NotEqual);
  case '+':
    return withEqual(Plus, PlusEqual);
  case '-':
    return p[1] == '>' ? Operator{Arrow, 2} : withEqual(Minus, MinusEqual);
  case '%':
    return withEqual(Percent, PercentEqual);
  case '@':
    return withEqual(At, AtEqual);
  case '&':
    return withEqual(Ampersand, AmpersandEqual);
  case '|':
    return withEqual(Bar, BarEqual);
  case '^':
    return withEqual(Caret, CaretEqual);
  case '*':
    return doubled(Star, StarEqual, StarStar, StarStarEqual);
  case '/':
    return doubled(Slash, SlashEqual, SlashSlash, SlashSlashEqual);
  case '<':
    return p[1] == '>' ? Operator{Unknown, 2} : doubled(Less, LessEqual, LessLess, LessLessEqual);
  case '>':
    return doubled(Greater, GreaterEqual, GreaterGreater, GreaterGreaterEqual);
  default:
    return {Unknown, 1}; // $ ? `
  }
}

} // namespace

Lexer::Lexer(const SourceBuffer& source, Interner& names, DiagnosticSink& sink)
    : source_(source), names_(names), sink_(sink), base_(source.text().data()),
      end_(base_ + source.size()), tokens_(source), indents_{{0, 0}} {}

TokenBuffer Lexer::run() {
  lexFile();
  return std::move(tokens_);
}

void Lexer::lexFile() {
  const char* p = lexLineStart(base_);
  const char* comment = nullptr; // at the end of this line: where CPython has its NEWLINE begin
  while (true) {
    switch (kStarts[byteAt(p)]) {
    case Start::Space:
      ++p;
      break;
    case Start::Name:
    case Start::NonAscii:
      p = lexName(p);
      break;
    case Start::Single:
    case Start::Other: {
      if (*p == ':' && inField()) [[unlikely]] {
        p = enterFormatSpec(p);
        break;
      }
      Operator op = operatorAt(p);
      add(op.kind, p, p + op.length);
      p += op.length;
      break;
    }
    case Start::Open:
      p = openBracket(p);
      break;
    case Start::Close:
      p = closeBracket(p);
      break;
    case Start::Newline:
      if (!brackets_.empty()) {
        ++p;
        break;
      }
      add(TokenKind::Newline, comment ? comment : p, p + 1);
      comment = nullptr;
      p = lexLineStart(p + 1);
      break;
    case Start::Dot:
      if (p[1] >= '0' && p[1] <= '9') {
        p = lexNumber(p);
      } else {
        uint32_t length = p[1] == '.' && p[2] == '.' ? 3 : 1;
        add(length == 3 ? TokenKind::Ellipsis : TokenKind::Dot, p, p + length);
        p += length;
      }
      break;
    case Start::Quote:
      p = lexString(p, p);
      break;
    case Start::Digit:
      p = lexNumber(p);
      break;
    case Start::Hash:
      if (brackets_.empty())
        comment = p;
      p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(end_ - p)));
      if (!p)
        p = end_;
      break;
    case Start::Backslash:
      p = skipBackslashNewline(p);
      break;
    case Start::Invalid: {
      char hex[8];
      std::snprintf(hex, sizeof hex, "%04X", byteAt(p));
      error(diag::kNonPrintableCharacter, p, p + 1, hex);
      ++p;
      break;
    }
    case Start::End:
      finish(p, comment ? comment : p);
      return;
    }
  }
}

// Skips blank and comment lines and turns the indentation of the next line into Indent or Dedent
// tokens. Gives the first byte of that line's first token.
const char* Lexer::lexLineStart(const char* p) {
  lineHasError_ = false;
  while (true) {
    uint32_t column = 0, altColumn = 0, continued = 0;
    while (true) {
      if (*p == ' ') {
        // Four at a time, as most indentation comes.
        uint32_t word;
        while (std::memcpy(&word, p, 4), word == 0x20202020) {
          p += 4;
          column += 4, altColumn += 4;
        }
        while (*p == ' ') {
          ++p;
          ++column, ++altColumn;
        }
        continue;
      } else if (*p == '\t') {
        column = (column / 8 + 1) * 8;
        ++altColumn;
      } else if (*p == '\f') {
        column = altColumn = 0;
      } else if (*p == '\\') {
        // The first backslash on the way fixes the indentation of what comes after it.
        continued = continued ? continued : column;
        const char* next = skipBackslashNewline(p);
        if (lineHasError_)
          return next;
        p = next;
        continue;
      } else {
        break;
      }
      ++p;
    }
    if (*p == '\n') {
      ++p;
      continue;
    }
    if (*p == '#') {
      p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(end_ - p)));
      if (!p)
        return end_;
      ++p;
      continue;
    }
    if (p == end_)
      return p;
    if (continued)
      column = altColumn = continued;

    IndentLevel now{column, altColumn};
    IndentLevel top = indents_.back();
    // CPython's places: the start of the line, or its end for an unindent without a match.
    bool broken = false;
    auto report = [&](auto kind, bool atEnd = false) {
      if (!lineHasError_) {
        uint32_t line = lineOf(p);
        uint32_t begin = source_.lineStart(line);
        uint32_t place =
            atEnd ? begin + static_cast<uint32_t>(source_.lineText(line).size()) : begin;
        sink_.emit(kind, source_.at(place, place));
      }
      lineHasError_ = true;
      broken = true;
    };
    if (column == top.column) {
      if (altColumn != top.altColumn)
        report(diag::kInconsistentTabs);
    } else if (column > top.column) {
      if (indents_.size() >= kMaxIndentDepth) {
        report(diag::kTooManyIndents);
        return end_;
      }
      if (altColumn <= top.altColumn)
        report(diag::kInconsistentTabs);
      indents_.push_back(now);
      add(TokenKind::Indent, p, p);
    } else {
      while (indents_.size() > 1 && column < indents_.back().column) {
        indents_.pop_back();
        add(TokenKind::Dedent, p, p);
      }
      if (column != indents_.back().column)
        report(diag::kUnindentMismatch, true);
      else if (altColumn != indents_.back().altColumn)
        report(diag::kInconsistentTabs);
    }
    if (broken)
      add(TokenKind::Error, p, p);
    return p;
  }
}

// At a backslash, which has to be the last byte of its line.
const char* Lexer::skipBackslashNewline(const char* p) {
  if (p[1] != '\n') {
    if (p + 1 == end_)
      error(diag::kUnexpectedEof, p + 1, p + 1);
    else
      error(diag::kAfterContinuation, p + 1, p + 2);
    return p + 1;
  }
  if (p + 2 == end_) {
    error(diag::kUnexpectedEof, p + 1, p + 1);
    return end_;
  }
  return p + 2;
}

// name = XID_Start XID_Continue*, or the prefix of a string
const char* Lexer::lexName(const char* start) {
  const char* p = start;
  uint8_t seen = 0;
  do
    seen |= byteAt(p++);
  while (kNameBytes[byteAt(p)]);
  if (seen & 0x80) [[unlikely]]
    return lexNonAsciiName(start, p);
  auto length = static_cast<size_t>(p - start);
  if (*p == '"' || *p == '\'') [[unlikely]] {
    if (char prefix = stringPrefix(start, length))
      return prefix == 'f' ? startFString(start, p) : lexString(start, p);
  }
  NameId name = names_.intern({start, length});
  if (name.index < known::kKeywordCount && !brackets_.empty() &&
      startsStatement(static_cast<TokenKind>(name.index), start)) [[unlikely]] {
    // The bracket was forgotten: better lose a line than the rest of the file.
    tokens_.unclosedBrackets_.push_back(brackets_.back().offset);
    brackets_.clear();
    const char* lineStart = base_ + source_.lineStart(lineOf(start));
    add(TokenKind::Newline, lineStart - 1, lineStart);
    return lexLineStart(lineStart);
  }
  add(name.index < known::kKeywordCount ? static_cast<TokenKind>(name.index) : TokenKind::Name,
      start, p, name.index);
  return p;
}

/// Whether a keyword within brackets begins a line that can only be a new statement: no
/// expression has the word, and the line is not indented deeper than the statement before.
bool Lexer::startsStatement(TokenKind keyword, const char* p) const {
  switch (keyword) {
  case TokenKind::KwAssert:
  case TokenKind::KwBreak:
  case TokenKind::KwClass:
  case TokenKind::KwContinue:
  case TokenKind::KwDef:
  case TokenKind::KwDel:
  case TokenKind::KwGlobal:
  case TokenKind::KwImport:
  case TokenKind::KwNonlocal:
  case TokenKind::KwPass:
  case TokenKind::KwRaise:
  case TokenKind::KwReturn:
  case TokenKind::KwTry:
  case TokenKind::KwWhile:
  case TokenKind::KwWith:
    break;
  default:
    return false;
  }
  uint32_t column = 0;
  for (; p > base_ && p[-1] == ' '; --p)
    ++column;
  return fstrings_.empty() && (p == base_ || p[-1] == '\n') && column <= indents_.back().column;
}

const char* Lexer::lexNonAsciiName(const char* start, const char* end) {
  for (const char* p = start; p < end;) {
    const char* at = p;
    uint32_t c = decodeUtf8(p);
    if (c < 0x80 ||
        (at == start ? unicode::isIdentifierStart(c) : unicode::isIdentifierContinue(c)))
      continue; // ASCII was sorted out by the table
    char hex[12];
    std::snprintf(hex, sizeof hex, "%04X", c);
    if (unicode::isPrintable(c))
      error(diag::kInvalidCharacter, at, p, std::string_view(at, static_cast<size_t>(p - at)), hex);
    else
      error(diag::kNonPrintableCharacter, at, p, hex);
    return end;
  }
  NameId name = names_.intern(unicode::normaliseNfkc({start, static_cast<size_t>(end - start)}));
  // A keyword spelled with compatibility characters is a plain name.
  add(TokenKind::Name, start, end, name.index);
  return end;
}

const char* Lexer::openBracket(const char* p) {
  if (brackets_.size() >= kMaxBracketDepth) [[unlikely]] {
    error(diag::kTooManyParentheses, p, p + 1);
    return p + 1;
  }
  brackets_.push_back({*p, false, offset(p)});
  add(*p == '('   ? TokenKind::LParen
      : *p == '[' ? TokenKind::LBracket
                  : TokenKind::LBrace,
      p, p + 1);
  return p + 1;
}

const char* Lexer::closeBracket(const char* p) {
  const std::string_view closing(p, 1);
  if (brackets_.empty()) {
    error(diag::kUnmatchedBracket, p, p + 1, closing);
    return p + 1;
  }
  Bracket open = brackets_.back();
  const char expected = open.opening == '(' ? ')' : open.opening == '[' ? ']' : '}';
  if (*p != expected) [[unlikely]] {
    if (open.opensField) {
      // The field stays open: its own '}' may still come.
      error(diag::kFStringUnmatchedBracket, p, p + 1, closing);
      return p + 1;
    }
    uint32_t openLine = source_.lineColumn(open.offset).line;
    std::string_view opening = source_.text({open.offset, open.offset + 1});
    if (openLine != lineOf(p))
      error(diag::kMismatchedBracketOnLine, p, p + 1, closing, opening, openLine);
    else
      error(diag::kMismatchedBracket, p, p + 1, closing, opening);
    brackets_.pop_back();
    return p + 1;
  }
  brackets_.pop_back();
  add(*p == ')'   ? TokenKind::RParen
      : *p == ']' ? TokenKind::RBracket
                  : TokenKind::RBrace,
      p, p + 1);
  if (open.opensField) {
    --fstrings_.back().fieldDepth;
    fstrings_.back().specIsFresh = false;
    return lexFStringText(p + 1);
  }
  return p + 1;
}

// The end of the file closes the line, if one is open, and all blocks.
void Lexer::finish(const char* p, const char* lineEnd) {
  if (!brackets_.empty())
    tokens_.unclosedBrackets_.push_back(brackets_.back().offset);
  uint32_t count = tokens_.size();
  if (count > 0) {
    TokenKind last = tokens_.kind(count - 1);
    if (last != TokenKind::Newline && last != TokenKind::Dedent)
      add(TokenKind::Newline, lineEnd, p);
  }
  for (size_t i = 1; i < indents_.size(); ++i)
    add(TokenKind::Dedent, p, p);
  add(TokenKind::EndOfFile, p, p);
}

TokenBuffer lex(const SourceBuffer& source, Interner& names, DiagnosticSink& sink) {
  return Lexer(source, names, sink).run();
}

} // namespace tauro::lex
