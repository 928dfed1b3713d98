// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source text in memory. A position is a byte offset into one SourceBuffer; lines and columns are
// computed from the buffer's line table when somebody needs to print them.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tauro {

class DiagnosticSink;
class SourceBuffer;

/// Half-open byte range of a SourceBuffer.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  constexpr bool operator==(const SourceRange&) const = default;
};

/// A range together with the buffer that it points into.
struct Location {
  const SourceBuffer* source = nullptr;
  SourceRange range;
};

/// Line from 1, column in UTF-8 bytes from 0: what ast.lineno and ast.col_offset are in CPython.
struct LineColumn {
  uint32_t line = 0;
  uint32_t column = 0;

  constexpr bool operator==(const LineColumn&) const = default;
};

/// Text as the lexer wants it: UTF-8 without a byte order mark, every line end a '\n', followed by
/// kPadding zero bytes that are not part of it. Byte offsets are 32 bits wide.
class SourceBuffer {
public:
  static constexpr size_t kPadding = 64;

  /// Decodes the bytes of a file: a byte order mark, a PEP 263 coding cookie (UTF-8, Latin-1,
  /// ASCII), and CR or CRLF line ends. Undecodable bytes, NULs and unknown codings are reported to
  /// `sink`, and the buffer given back has valid() == false and no text worth lexing; of a text
  /// with a NUL it keeps what stands before it, to be quoted, as CPython does.
  static std::unique_ptr<SourceBuffer> fromBytes(std::string name, std::string bytes,
                                                 DiagnosticSink& sink);
  /// Reads a file; one that cannot be read is reported at the name, with the system's reason.
  static std::unique_ptr<SourceBuffer> fromFile(std::string path, DiagnosticSink& sink);

  SourceBuffer(const SourceBuffer&) = delete;
  SourceBuffer& operator=(const SourceBuffer&) = delete;

  /// The file name as the user gave it.
  const std::string& name() const { return name_; }
  std::string_view text() const { return {text_.data(), size_}; }
  uint32_t size() const { return size_; }
  bool valid() const { return valid_; }
  /// Whether diagnostics can point into the text: it is valid, or what stands before a NUL.
  bool hasLines() const { return hasLines_; }

  /// The text of a range.
  std::string_view text(SourceRange range) const {
    assert(range.begin <= range.end && range.end <= size_);
    return {text_.data() + range.begin, range.end - range.begin};
  }

  uint32_t lineCount() const { return static_cast<uint32_t>(lineStarts_.size()); }
  /// Offset of the first byte of a line (from 1).
  uint32_t lineStart(uint32_t line) const {
    assert(line >= 1 && line <= lineCount());
    return lineStarts_[line - 1];
  }
  /// The line's text without its line end; empty for a line that does not exist.
  std::string_view lineText(uint32_t line) const;
  LineColumn lineColumn(uint32_t offset) const;
  /// Column in characters from 0, as people and SyntaxErrors count (CPython's offset - 1).
  uint32_t characterColumn(uint32_t offset) const;

  Location at(SourceRange range) const { return {this, range}; }
  Location at(uint32_t begin, uint32_t end) const { return {this, {begin, end}}; }

private:
  explicit SourceBuffer(std::string name) : name_(std::move(name)) {}
  void adopt(std::string text);

  std::string name_;
  std::string text_; // with kPadding zeros behind the size_ bytes of text
  uint32_t size_ = 0;
  bool valid_ = true;
  bool hasLines_ = true;
  std::vector<uint32_t> lineStarts_;
};

} // namespace tauro
