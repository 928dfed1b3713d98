// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/support/source.h"

#include "compiler/support/diagnostics.h"
#include "compiler/support/utf8.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tauro {

namespace {

enum class Coding { Utf8, Latin1, Ascii, Unknown };

std::string normalName(std::string_view name) {
  std::string normal;
  for (char c : name)
    normal += c == '_' ? '-' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c;
  return normal;
}
bool isOrHasSuffix(std::string_view name, std::string_view base) {
  return name == base || (name.starts_with(base) && name[base.size()] == '-');
}
/// Those that messages call iso-8859-1.
bool isLatin1Alias(std::string_view normal) {
  return isOrHasSuffix(normal, "latin-1") || isOrHasSuffix(normal, "iso-8859-1") ||
         isOrHasSuffix(normal, "iso-latin-1");
}

Coding codingByName(std::string_view name) {
  std::string normal = normalName(name);
  if (isOrHasSuffix(normal, "utf-8") || normal == "utf8" || normal == "u8" || normal == "cp65001")
    return Coding::Utf8;
  if (isLatin1Alias(normal) || normal == "latin1" || normal == "l1" || normal == "iso8859-1" ||
      normal == "8859" || normal == "cp819")
    return Coding::Latin1;
  if (normal == "ascii" || normal == "us-ascii" || normal == "646")
    return Coding::Ascii;
  return Coding::Unknown;
}

/// The name in a PEP 263 cookie on this line, `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`.
std::string_view cookieOf(std::string_view line) {
  size_t hash = line.find_first_not_of(" \t\f");
  if (hash == std::string_view::npos || line[hash] != '#')
    return {};
  auto isNameByte = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  for (size_t at = hash; (at = line.find("coding", at)) != std::string_view::npos;) {
    at += 6;
    if (at >= line.size() || (line[at] != ':' && line[at] != '='))
      continue;
    size_t begin = line.find_first_not_of(" \t", at + 1);
    if (begin == std::string_view::npos)
      return {};
    size_t end = begin;
    while (end < line.size() && isNameByte(line[end]))
      ++end;
    if (end > begin)
      return line.substr(begin, end - begin);
  }
  return {};
}

/// The cookie of the first two lines; the second counts only below a blank or comment line.
std::string_view findCookie(std::string_view text) {
  for (int line = 0; line < 2; ++line) {
    size_t end = text.find_first_of("\r\n");
    std::string_view current = text.substr(0, end);
    if (std::string_view name = cookieOf(current); !name.empty())
      return name;
    size_t first = current.find_first_not_of(" \t\f");
    if ((first != std::string_view::npos && current[first] != '#') || end == std::string_view::npos)
      return {};
    bool crlf = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (crlf ? 2 : 1));
  }
  return {};
}

std::string latin1ToUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char c : bytes)
    appendUtf8(out, static_cast<unsigned char>(c));
  return out;
}

void normaliseLineEnds(std::string& text) {
  size_t to = text.find('\r');
  if (to == std::string::npos)
    return;
  for (size_t from = to; from < text.size(); ++from) {
    char c = text[from];
    if (c == '\r') {
      if (from + 1 < text.size() && text[from + 1] == '\n')
        ++from;
      c = '\n';
    }
    text[to++] = c;
  }
  text.resize(to);
}

std::string hexByte(unsigned char byte) {
  char out[8];
  std::snprintf(out, sizeof out, "\\x%02x", byte);
  return out;
}

} // namespace

void SourceBuffer::adopt(std::string text) {
  text_ = std::move(text);
  size_ = static_cast<uint32_t>(text_.size());
  text_.append(kPadding, '\0');
  lineStarts_.clear();
  lineStarts_.push_back(0);
  const char* base = text_.data();
  const char* end = base + size_;
  for (const char* p = base;
       (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(end - p))));)
    lineStarts_.push_back(static_cast<uint32_t>(++p - base));
}

std::unique_ptr<SourceBuffer> SourceBuffer::fromBytes(std::string name, std::string bytes,
                                                      DiagnosticSink& sink) {
  std::unique_ptr<SourceBuffer> buffer(new SourceBuffer(std::move(name)));
  auto refuse = [&] {
    buffer->valid_ = buffer->hasLines_ = false;
    buffer->adopt({});
    return std::move(buffer);
  };
  if (bytes.size() >= UINT32_MAX - kPadding) {
    sink.emit(diag::kFileTooLarge, buffer->at(0, 0));
    return refuse();
  }
  bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked)
    bytes.erase(0, 3);

  Coding coding = Coding::Utf8;
  std::string cookie(findCookie(bytes));
  if (!cookie.empty()) {
    coding = codingByName(cookie);
    // With a byte order mark only the full name will do.
    bool contradicts =
        marked && (coding != Coding::Utf8 || cookie.find_first_of("-_") == std::string::npos);
    if (coding == Coding::Unknown || contradicts) {
      if (coding == Coding::Unknown && !marked)
        sink.emit(diag::kUnsupportedEncoding, buffer->at(0, 0), cookie);
      else
        sink.emit(diag::kEncodingContradictsBom, buffer->at(0, 0),
                  isLatin1Alias(normalName(cookie)) ? "iso-8859-1" : cookie);
      return refuse();
    }
  }
  if (coding == Coding::Latin1)
    bytes = latin1ToUtf8(bytes);
  normaliseLineEnds(bytes);

  size_t bad = coding == Coding::Ascii
                   ? static_cast<size_t>(
                         std::find_if(bytes.begin(), bytes.end(), [](char c) { return c & 0x80; }) -
                         bytes.begin())
                   : findInvalidUtf8(bytes);
  size_t nul = bytes.find('\0');
  if (bad < bytes.size() && bad < nul) {
    auto lines = std::count(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(bad), '\n');
    auto byte = static_cast<unsigned char>(bytes[bad]);
    if (cookie.empty())
      sink.emit(diag::kNotUtf8, buffer->at(0, 0), hexByte(byte), buffer->name(), lines + 1);
    else
      sink.emit(diag::kUndecodable, buffer->at(0, 0), cookie, hexByte(byte).substr(1), lines + 1);
    return refuse();
  }
  if (nul != std::string::npos) {
    buffer->valid_ = false;
    buffer->adopt(bytes.substr(0, nul));
    auto end = static_cast<uint32_t>(nul);
    sink.emit(diag::kNullBytes, buffer->at(end, end));
    return buffer;
  }
  buffer->adopt(std::move(bytes));
  return buffer;
}

std::unique_ptr<SourceBuffer> SourceBuffer::fromFile(std::string path, DiagnosticSink& sink) {
  std::string bytes;
  int error = 0;
  if (FILE* file = std::fopen(path.c_str(), "rb")) {
    char chunk[1 << 16];
    size_t got;
    while ((got = std::fread(chunk, 1, sizeof chunk, file)) > 0)
      bytes.append(chunk, got);
    if (std::ferror(file))
      error = errno;
    std::fclose(file);
  } else {
    error = errno;
  }
  if (error == 0)
    return fromBytes(std::move(path), std::move(bytes), sink);
  std::unique_ptr<SourceBuffer> buffer(new SourceBuffer(std::move(path)));
  buffer->valid_ = buffer->hasLines_ = false;
  buffer->adopt({});
  sink.emit(diag::kCannotReadFile, buffer->at(0, 0), std::strerror(error));
  return buffer;
}

std::string_view SourceBuffer::lineText(uint32_t line) const {
  if (line < 1 || line > lineCount())
    return {};
  uint32_t begin = lineStarts_[line - 1];
  uint32_t end = line < lineCount() ? lineStarts_[line] - 1 : size_;
  return text().substr(begin, end - begin);
}

LineColumn SourceBuffer::lineColumn(uint32_t offset) const {
  auto after = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), offset);
  auto line = static_cast<uint32_t>(after - lineStarts_.begin());
  return {line, offset - lineStarts_[line - 1]};
}

uint32_t SourceBuffer::characterColumn(uint32_t offset) const {
  LineColumn at = lineColumn(offset);
  uint32_t begin = offset - at.column;
  return countCodePoints(text().substr(begin, at.column));
}

} // namespace tauro
