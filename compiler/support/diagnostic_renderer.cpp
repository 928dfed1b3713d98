// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics as console text: place, category, message, the source line with a caret under the
// range, then notes and fixes. Tabs are printed as spaces, so that the caret line can count
// terminal columns; a line too long for a terminal is cut to a window around the caret.
#include "compiler/support/diagnostics.h"
#include "compiler/support/utf8.h"

#include <algorithm>

namespace tauro {

namespace {

constexpr int kTabStop = 8;
constexpr uint32_t kWindow = 160; // bytes of a long line shown around the caret

struct Style {
  const char* bold;
  const char* error;
  const char* warning;
  const char* note;
  const char* caret;
  const char* reset;
};
constexpr Style kPlain = {"", "", "", "", "", ""};
constexpr Style kColoured = {"\033[1m",    "\033[1;31m", "\033[1;35m",
                             "\033[1;36m", "\033[1;32m", "\033[0m"};

/// Offset `at` moved down to the first byte of its character.
uint32_t alignDown(const SourceBuffer& source, uint32_t at) {
  std::string_view text = source.text();
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
    --at;
  return at;
}

void appendPlace(std::string& out, Location where, const Style& style) {
  if (!where.source)
    return;
  out += style.bold;
  out += where.source->name();
  if (where.source->hasLines()) {
    LineColumn at = where.source->lineColumn(where.range.begin);
    out += ':' + std::to_string(at.line) + ':' +
           std::to_string(where.source->characterColumn(where.range.begin) + 1);
  }
  out += ": ";
  out += style.reset;
}

void appendSnippet(std::string& out, Location where, const Style& style) {
  if (!where.source || !where.source->hasLines() || where.source->size() == 0)
    return;
  const SourceBuffer& source = *where.source;
  uint32_t line = source.lineColumn(where.range.begin).line;
  uint32_t lineBegin = source.lineStart(line);
  uint32_t lineEnd = lineBegin + static_cast<uint32_t>(source.lineText(line).size());
  uint32_t begin = std::min(where.range.begin, lineEnd);
  uint32_t end = std::clamp(where.range.end, begin, lineEnd);

  uint32_t from = lineBegin, to = lineEnd;
  if (to - from > 2 * kWindow) {
    if (begin - from > kWindow)
      from = alignDown(source, begin - kWindow);
    if (to - begin > kWindow)
      to = alignDown(source, begin + kWindow);
    end = std::min(end, to);
  }

  std::string shown = from > lineBegin ? "..." : "";
  int column = static_cast<int>(shown.size());
  int caretColumn = -1, caretEnd = -1;
  const char* base = source.text().data();
  for (const char* p = base + from; p < base + to;) {
    auto offset = static_cast<uint32_t>(p - base);
    if (caretColumn < 0 && offset >= begin)
      caretColumn = column;
    if (caretEnd < 0 && offset >= end)
      caretEnd = column;
    const char* start = p;
    uint32_t c = decodeUtf8(p);
    if (c == '\t') {
      int width = kTabStop - column % kTabStop;
      shown.append(static_cast<size_t>(width), ' ');
      column += width;
    } else if (c < 0x20 || c == 0x7F) {
      shown += '?';
      ++column;
    } else {
      shown.append(start, p);
      column += displayWidth(c);
    }
  }
  if (caretColumn < 0)
    caretColumn = column;
  if (caretEnd < 0)
    caretEnd = column;
  if (to < lineEnd)
    shown += "...";

  out += "  " + shown + "\n  " + std::string(static_cast<size_t>(caretColumn), ' ');
  out += style.caret;
  out += '^';
  if (caretEnd > caretColumn + 1)
    out.append(static_cast<size_t>(caretEnd - caretColumn - 1), '~');
  out += style.reset;
  out += '\n';
}

} // namespace

std::string render(const Diagnostic& d, bool colours) {
  const Style& style = colours ? kColoured : kPlain;
  std::string out;
  appendPlace(out, d.where, style);
  bool error = isError(d.category);
  out += error ? style.error : style.warning;
  out += error ? "error: " : "warning: ";
  out += style.reset;
  out += style.bold;
  if (std::string_view exception = exceptionName(d.category); !exception.empty()) {
    out += exception;
    out += ": ";
  }
  out += d.text;
  out += style.reset;
  out += '\n';
  appendSnippet(out, d.where, style);
  for (const Diagnostic::Note& note : d.notes) {
    appendPlace(out, note.where, style);
    out += style.note;
    out += "note: ";
    out += style.reset;
    out += note.text + '\n';
    appendSnippet(out, note.where, style);
  }
  for (const Diagnostic::Fix& fix : d.fixes) {
    appendPlace(out, fix.where, style);
    out += style.note;
    out += "fix: ";
    out += style.reset;
    bool insertion = fix.where.range.begin == fix.where.range.end;
    if (fix.replacement.empty())
      out += "remove '" + std::string(fix.where.source->text(fix.where.range)) + "'\n";
    else if (insertion)
      out += "insert '" + fix.replacement + "'\n";
    else
      out += "replace by '" + fix.replacement + "'\n";
  }
  return out;
}

std::string renderAll(const DiagnosticSink& sink, bool colours) {
  std::string out;
  for (const Diagnostic* d : sink.sorted())
    out += render(*d, colours);
  if (uint32_t dropped = sink.droppedCount())
    out += "error: too many errors; " + std::to_string(dropped) + " more not shown\n";
  return out;
}

} // namespace tauro
