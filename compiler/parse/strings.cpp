// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of string literals: escapes, implicit concatenation.
#include "compiler/parse/parser.h"

#include "compiler/support/utf8.h"
#include "runtime-lib/abi/unicode_names.h"

#include <cstring>

namespace tauro::parse {

namespace {

struct Literal {
  std::string_view body; // between the quotes
  bool raw = false;
  bool bytes = false;
  bool unicode = false; // `u` prefix
};

Literal splitLiteral(std::string_view text) {
  Literal literal;
  size_t quote = 0;
  for (; text[quote] != '"' && text[quote] != '\''; ++quote) {
    switch (text[quote] | 32) {
    case 'r':
      literal.raw = true;
      break;
    case 'b':
      literal.bytes = true;
      break;
    case 'u':
      literal.unicode = text[quote] == 'u'; // CPython keeps no kind for U
      break;
    }
  }
  text.remove_prefix(quote);
  size_t size = text.size() >= 6 && text[1] == text[0] && text[2] == text[0] ? 3 : 1;
  literal.body = text.substr(size, text.size() - 2 * size);
  return literal;
}

bool isHexDigit(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
uint32_t hexValue(char c) {
  return c <= '9' ? static_cast<uint32_t>(c - '0') : static_cast<uint32_t>((c | 32) - 'a' + 10);
}

} // namespace

// strings = (STRING | fstring)+
Expr* Parser::strings() {
  uint32_t start = pos_;
  if (at(TokenKind::String) && kindAt(1) != TokenKind::String &&
      kindAt(1) != TokenKind::FStringStart) {
    Literal literal = splitLiteral(tokens_.text(pos_));
    std::string_view value = literal.body;
    if (literal.bytes || (!literal.raw && value.find('\\') != std::string_view::npos)) {
      scratch_.clear();
      if (!decodeString(pos_, literal.body, literal.raw, literal.bytes, false, scratch_))
        return nullptr;
      value = arena().copy(scratch_);
    } // else the source, which outlives the tree, has the value already
    SourceRange range = tokens_.range(pos_);
    advance();
    if (literal.bytes)
      return make<Constant>(range, ConstantValue::ofBytes(value), UnicodePrefix::No);
    return make<Constant>(range, ConstantValue::ofStr(value),
                          literal.unicode ? UnicodePrefix::Yes : UnicodePrefix::No);
  }

  ExprList parts(exprs_);
  bool anyBytes = false, anyText = false, anyF = false;
  std::string value;
  while (at(TokenKind::String) || at(TokenKind::FStringStart)) {
    if (at(TokenKind::FStringStart)) {
      anyF = true;
      if (!fstring(parts))
        return nullptr;
      continue;
    }
    Literal literal = splitLiteral(tokens_.text(pos_));
    (literal.bytes ? anyBytes : anyText) = true;
    value.clear();
    if (!decodeString(pos_, literal.body, literal.raw, literal.bytes, false, value))
      return nullptr;
    std::string_view kept = arena().copy(value);
    parts.push(
        make<Constant>(tokens_.range(pos_),
                       literal.bytes ? ConstantValue::ofBytes(kept) : ConstantValue::ofStr(kept),
                       literal.unicode ? UnicodePrefix::Yes : UnicodePrefix::No));
    advance();
  }
  if (anyBytes && (anyText || anyF))
    return raiseAtLast(diag::kMixedBytes);
  return foldStrings(parts, start, anyF);
}

/// Joins neighbouring constants and drops empty ones; a JoinedStr if any part came of an f-string.
Expr* Parser::foldStrings(ExprList& parts, uint32_t start, bool isFString) {
  const size_t count = parts.size(); // before `folded` grows on the same stack
  ExprList folded(exprs_);
  std::string value;
  for (size_t i = 0; i < count;) {
    auto* constant = dynAs<Constant>(parts[i]);
    if (!constant) {
      folded.push(parts[i++]);
      continue;
    }
    size_t end = i + 1;
    while (end < count && is<Constant>(parts[end]))
      ++end;
    if (end - i > 1) {
      value.clear();
      for (size_t k = i; k < end; ++k)
        value += as<Constant>(parts[k])->value.text();
      std::string_view kept = arena().copy(value);
      constant = make<Constant>({parts[i]->range.begin, parts[end - 1]->range.end},
                                constant->value.isBytes() ? ConstantValue::ofBytes(kept)
                                                          : ConstantValue::ofStr(kept),
                                constant->kind);
    }
    if (!isFString || !constant->value.text().empty())
      folded.push(constant);
    i = end;
  }
  if (!isFString)
    return folded[0];
  return make<JoinedStr>(rangeFrom(start), folded.finish(arena()));
}

/// Appends what `body`, a part of `token`, denotes. False once an error has been raised.
bool Parser::decodeString(uint32_t token, std::string_view body, bool raw, bool bytes,
                          bool isFString, std::string& out) {
  if (bytes) {
    for (char c : body)
      if (c & 0x80) {
        raise(diag::kBytesNotAscii, tokens_.range(token));
        return false;
      }
  }
  size_t i = 0;
  while (i < body.size()) {
    const void* found = raw ? nullptr : std::memchr(body.data() + i, '\\', body.size() - i);
    size_t stop =
        found ? static_cast<size_t>(static_cast<const char*>(found) - body.data()) : body.size();
    if (isFString) {
      for (; i < stop; ++i) {
        out += body[i];
        if ((body[i] == '{' || body[i] == '}') && i + 1 < body.size() && body[i + 1] == body[i])
          ++i; // doubled braces stand for one
      }
    } else {
      out.append(body, i, stop - i);
    }
    i = std::max(i, stop);
    if (i < body.size() && !decodeEscape(token, body, i, bytes, out))
      return false;
  }
  return true;
}

/// Decodes the escape at body[i], a backslash, and moves i behind it.
bool Parser::decodeEscape(uint32_t token, std::string_view body, size_t& i, bool bytes,
                          std::string& out) {
  const size_t start = i;
  const char* at = body.data() + start;
  char c = start + 1 < body.size() ? body[start + 1] : '\0';
  i = start + 2;
  switch (c) {
  case '\n':
    return true;
  case '\\':
  case '\'':
  case '"':
    out += c;
    return true;
  case 'a':
    out += '\a';
    return true;
  case 'b':
    out += '\b';
    return true;
  case 'f':
    out += '\f';
    return true;
  case 'n':
    out += '\n';
    return true;
  case 'r':
    out += '\r';
    return true;
  case 't':
    out += '\t';
    return true;
  case 'v':
    out += '\v';
    return true;
  case '0':
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
  case '6':
  case '7': {
    uint32_t value = static_cast<uint32_t>(c - '0');
    for (int n = 0; n < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++n)
      value = value * 8 + static_cast<uint32_t>(body[i++] - '0');
    if (value > 0377)
      warnEscape(at, body.substr(start, i - start), true);
    if (bytes)
      out += static_cast<char>(value);
    else
      appendUtf8(out, value);
    return true;
  }
  case 'x':
  case 'u':
  case 'U': {
    if (bytes && c != 'x')
      break;
    size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    uint32_t value = 0;
    size_t n = 0;
    for (; n < wanted && i < body.size() && isHexDigit(body[i]); ++n)
      value = value * 16 + hexValue(body[i++]);
    if (n < wanted) {
      if (bytes) {
        raise(diag::kBadBytesEscape, tokens_.range(token), static_cast<int64_t>(start));
        return false;
      }
      std::string_view form = c == 'x'   ? "truncated \\xXX escape"
                              : c == 'u' ? "truncated \\uXXXX escape"
                                         : "truncated \\UXXXXXXXX escape";
      unicodeError(token, start, i - 1, form);
      return false;
    }
    if (value > 0x10FFFF) {
      unicodeError(token, start, i - 1, "illegal Unicode character");
      return false;
    }
    if (bytes)
      out += static_cast<char>(value);
    else
      appendUtf8(out, value);
    return true;
  }
  case 'N': {
    if (bytes)
      break;
    size_t close = i < body.size() && body[i] == '{' ? body.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos || close == i + 1) {
      // What was consumed up to the missing brace.
      size_t end = close != std::string_view::npos     ? close - 1
                   : i < body.size() && body[i] == '{' ? body.size() - 1
                                                       : start + 1;
      unicodeError(token, start, end, "malformed \\N character escape");
      return false;
    }
    uint32_t value = unicode::characterByName(body.substr(i + 1, close - i - 1));
    if (value >= unicode::kSequence) {
      unicodeError(token, start, close, "unknown Unicode character name");
      return false;
    }
    appendUtf8(out, value);
    i = close + 1;
    return true;
  }
  case '\0':
    // A lone backslash at the end of an f-string part: the brace after it keeps its meaning.
    out += '\\';
    i = start + 1;
    return true;
  default:
    break;
  }
  uint32_t length = utf8Length(c);
  warnEscape(at, body.substr(start, 1 + length), false);
  out += '\\';
  i = start + 1; // the character itself is taken as text
  if (c != '{' && c != '}') {
    out.append(body, i, length);
    i += length;
  }
  return true;
}

/// Positions count in what CPython hands to its decoder: non-ASCII characters are ten bytes long
/// there, "\UXXXXXXXX".
std::nullptr_t Parser::unicodeError(uint32_t token, size_t from, size_t to,
                                    std::string_view reason) {
  std::string_view text = tokens_.text(token);
  std::string_view body = text;
  if (kinds_[token] == TokenKind::String)
    body = splitLiteral(text).body;
  size_t extra = 0;
  for (size_t i = 0; i < from && i < body.size(); ++i)
    if (static_cast<unsigned char>(body[i]) >= 0xC0)
      extra += 10 - utf8Length(body[i]);
  // In an f-string CPython decodes at its end.
  uint32_t depth = 1;
  SourceRange where = tokens_.range(token);
  if (kinds_[token] == TokenKind::FStringMiddle) {
    uint32_t end = token;
    while (end < last_ && depth > 0) {
      ++end;
      depth += kinds_[end] == TokenKind::FStringStart;
      depth -= kinds_[end] == TokenKind::FStringEnd;
    }
    where = tokens_.range(end);
  }
  return raise(diag::kUnicodeEscape, where, static_cast<int64_t>(from + extra),
               static_cast<int64_t>(to + extra), reason);
}

void Parser::warnEscape(const char* at, std::string_view sequence, bool octal) {
  const SourceBuffer& source = tokens_.source();
  auto offset = static_cast<uint32_t>(at - source.text().data());
  if (offset < warnedUpTo_)
    return;
  warnedUpTo_ = offset + 1;
  Location where = source.at(offset, offset + static_cast<uint32_t>(sequence.size()));
  if (octal)
    sink_.emit(diag::kInvalidOctalEscape, where, sequence);
  else
    sink_.emit(diag::kInvalidEscape, where, sequence);
}

} // namespace tauro::parse
