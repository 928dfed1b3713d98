// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One frame of a traceback: its source lines with the marks of PEP 657, as traceback.py of 3.13
// draws them: which lines of a long range are shown, where ~ and ^ stand, when they are left out.
#include <cstring>

#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

constexpr uint64_t kRecursiveCutoff = 3;
constexpr unsigned kMaxLines = 4096; // a longer range is shown by its first lines

struct Line {
  const char* text;
  unsigned length; // bytes, without trailing whitespace
  std::string_view view() const { return {text, length}; }
};

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Line n (from 1) of a source; empty beyond its end.
Line sourceLine(const SourceInfo* source, uint32_t n) {
  const char* at = source->text;
  const char* end = at + source->size;
  for (uint32_t i = 1; i < n && at < end; ++i) {
    const char* newline = static_cast<const char*>(memchr(at, '\n', static_cast<size_t>(end - at)));
    at = newline ? newline + 1 : end;
  }
  const char* stop =
      at < end ? static_cast<const char*>(memchr(at, '\n', static_cast<size_t>(end - at))) : at;
  if (!stop)
    stop = end;
  while (stop > at && isSpace(stop[-1]))
    --stop;
  return {at, static_cast<unsigned>(stop - at)};
}

unsigned charCount(const char* text, unsigned bytes) {
  unsigned count = 0;
  for (unsigned i = 0; i < bytes; ++i)
    count += (text[i] & 0xC0) != 0x80;
  return count;
}

// Byte offset (clipped to the line) to character offset.
unsigned charOffset(const Line& line, unsigned byte) {
  return charCount(line.text, byte < line.length ? byte : line.length);
}

bool isWide(char32_t c) {
  // East Asian wide and full width.
  static constexpr struct {
    char32_t first, last;
  } ranges[] = {{0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
                {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},
                {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
                {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},
                {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
                {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},
                {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},
                {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
                {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x2e80, 0x303e},
                {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},
                {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
                {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff},
                {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
                {0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393},
                {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4},
                {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d},
                {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596},
                {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc},
                {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6d7}, {0x1f6dc, 0x1f6df}, {0x1f6eb, 0x1f6ec},
                {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a},
                {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x2fffd},
                {0x30000, 0x3fffd}};
  for (const auto& range : ranges)
    if (c >= range.first && c <= range.last)
      return true;
  return false;
}

char32_t decode(const char*& at) {
  auto byte = static_cast<unsigned char>(*at++);
  if (byte < 0x80)
    return byte;
  unsigned more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
  char32_t c = byte & (0x3Fu >> more);
  while (more--)
    c = c << 6 | (static_cast<unsigned char>(*at++) & 0x3F);
  return c;
}

// Columns that the first `chars` characters of the line take on a terminal.
unsigned displayWidth(const Line& line, unsigned chars) {
  unsigned width = 0;
  const char* at = line.text;
  const char* end = at + line.length;
  unsigned i = 0;
  for (; i < chars && at < end; ++i)
    width += isWide(decode(at)) ? 2 : 1;
  return width + (chars - i);
}

unsigned leadingSpace(const Line& line) {
  unsigned n = 0;
  while (n < line.length && (line.text[n] == ' ' || line.text[n] == '\t'))
    ++n;
  return n;
}

// Removes the whitespace that all lines that are not blank start with. Answers its length.
unsigned dedent(Line* lines, unsigned count) {
  const Line* model = nullptr;
  unsigned margin = 0;
  for (unsigned i = 0; i < count; ++i) {
    unsigned space = leadingSpace(lines[i]);
    if (space == lines[i].length)
      continue;
    if (!model) {
      model = &lines[i];
      margin = space;
      continue;
    }
    unsigned same = 0;
    while (same < margin && same < space && lines[i].text[same] == model->text[same])
      ++same;
    margin = same;
  }
  for (unsigned i = 0; i < count; ++i) {
    if (leadingSpace(lines[i]) == lines[i].length) {
      lines[i].text += lines[i].length;
      lines[i].length = 0;
    } else {
      lines[i].text += margin;
      lines[i].length -= margin;
    }
  }
  return margin;
}

bool isNameChar(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c & 0x80);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isSpace(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back()))
    text.remove_suffix(1);
  return text;
}

bool isName(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9'))
    return false;
  for (char c : text)
    if (!isNameChar(c))
      return false;
  return true;
}

// Whether a call's range, from startByte in the first line to endByte in the last, is all of
// `return name(...)` or `name = callee(...)`, in parentheses or not: marks under it would say
// nothing. `callee` is the text before the parenthesis of the arguments.
bool isWholeStatement(const Line& first, const Line& last, unsigned startByte, unsigned endByte,
                      std::string_view callee) {
  if (startByte > first.length || endByte > last.length)
    return false;
  std::string_view rest = trimmed(last.view().substr(endByte));
  std::string_view before = first.view().substr(0, startByte);
  std::string_view prefix = trimmed(before);
  bool parenthesised = false;
  while (!rest.empty() && rest.front() == ')' && !prefix.empty() && prefix.back() == '(') {
    rest = trimmed(rest.substr(1));
    prefix = trimmed(prefix.substr(0, prefix.size() - 1));
    parenthesised = true;
  }
  if (!rest.empty() && rest[0] != '#' && rest[0] != ';')
    return false;
  if (prefix == "return" && (parenthesised || before.size() > 6)) {
    callee = trimmed(callee);
    while (callee.size() > 1 && callee.front() == '(' && callee.back() == ')')
      callee = trimmed(callee.substr(1, callee.size() - 2));
    return isName(callee);
  }
  if (prefix.empty() || prefix.back() != '=')
    return false;
  return isName(trimmed(prefix.substr(0, prefix.size() - 1)));
}

// Where the marks of a range stand, in lines from 0 and display columns.
struct Marks {
  unsigned startColumn, endColumn; // of the range in its first and last line
  bool anchored;
  unsigned leftLine, leftColumn, rightLine, rightColumn;
};

class FrameLines {
public:
  FrameLines(StrBuilder& out, const SiteInfo* site) : out_(out), site_(site) {}

  void append() {
    const SourceInfo* source = site_->code->source;
    unsigned count = site_->endLine >= site_->line ? site_->endLine - site_->line + 1 : 1;
    if (count > kMaxLines)
      count = kMaxLines;
    lines_ = static_cast<Line*>(memory::allocateAtomic(count * sizeof(Line)));
    count_ = count;
    bool blank = true;
    for (unsigned i = 0; i < count; ++i) {
      lines_[i] = sourceLine(source, site_->line + i);
      blank &= lines_[i].length == 0;
    }
    if (blank)
      return;
    Line first = lines_[0], last = lines_[count - 1];
    unsigned start = charOffset(first, site_->column), end = charOffset(last, site_->endColumn);
    unsigned margin = dedent(lines_, count);
    start = start > margin ? start - margin : 0;
    end = end > margin ? end - margin : 0;
    bool show = placeMarks(start, end, margin);
    showLines(show);
    flush();
  }

private:
  // Whether marks are shown; sets marks_.
  bool placeMarks(unsigned start, unsigned end, unsigned margin) {
    const Line &first = lines_[0], &last = lines_[count_ - 1];
    marks_.startColumn = displayWidth(first, start);
    marks_.endColumn = displayWidth(last, end);
    marks_.anchored = site_->anchorEndLine != 0;
    if (marks_.anchored) {
      marks_.leftLine = site_->anchorLine - site_->line;
      marks_.rightLine = site_->anchorEndLine - site_->line;
      if (marks_.leftLine >= count_ || marks_.rightLine >= count_) {
        marks_.anchored = false;
      } else {
        marks_.leftColumn = anchorColumn(marks_.leftLine, site_->anchorColumn, margin);
        marks_.rightColumn = anchorColumn(marks_.rightLine, site_->anchorEndColumn, margin);
      }
    }
    unsigned startByte = site_->column > margin ? site_->column - margin : 0;
    unsigned endByte = site_->endColumn > margin ? site_->endColumn - margin : 0;
    if (isWholeCall(startByte, endByte, margin))
      return false;
    if (marks_.anchored)
      return true;
    auto before = first.view().substr(0, startByte < first.length ? startByte : first.length);
    auto after = endByte < last.length ? last.view().substr(endByte) : std::string_view();
    return !trimmed(before).empty() || !trimmed(after).empty();
  }

  // A call is told by its anchors: from the parenthesis to the end of the range.
  bool isWholeCall(unsigned startByte, unsigned endByte, unsigned margin) {
    if (!marks_.anchored || site_->anchorEndLine != site_->endLine ||
        site_->anchorEndColumn != site_->endColumn)
      return false;
    const Line& line = lines_[marks_.leftLine];
    unsigned open = site_->anchorColumn > margin ? site_->anchorColumn - margin : 0;
    if (open >= line.length || line.text[open] != '(')
      return false;
    std::string_view callee;
    if (marks_.leftLine == 0 && open > startByte)
      callee = line.view().substr(startByte, open - startByte);
    else if (marks_.leftLine == 1 && startByte < lines_[0].length &&
             trimmed(line.view().substr(0, open)).empty())
      callee = lines_[0].view().substr(startByte);
    return isWholeStatement(lines_[0], lines_[count_ - 1], startByte, endByte, callee);
  }

  unsigned anchorColumn(unsigned line, unsigned byte, unsigned margin) {
    unsigned inLine = byte > margin ? byte - margin : 0;
    return displayWidth(lines_[line], charOffset(lines_[line], inLine));
  }

  bool isSignificant(unsigned line) const {
    if (line == 0 || line == count_ - 1)
      return true;
    if (!marks_.anchored)
      return false;
    auto near = [&](unsigned anchor) { return line + 1 >= anchor && line <= anchor + 1; };
    return near(marks_.leftLine) || near(marks_.rightLine);
  }

  void showLines(bool marks) {
    unsigned previous = 0;
    for (unsigned i = 0; i < count_; ++i) {
      if (!isSignificant(i))
        continue;
      if (i) {
        unsigned difference = i - previous;
        if (difference == 2) {
          showLine(i - 1, marks);
        } else if (difference > 2) {
          StrBuilder text;
          Value gap = formatText("...<%u lines>...", difference - 1);
          addRow(utf8Of(asStr(gap)));
        }
      }
      showLine(i, marks);
      previous = i;
    }
  }

  void showLine(unsigned n, bool marks) {
    addRow(lines_[n].view());
    if (!marks)
      return;
    unsigned spaces = charCount(lines_[n].text, leadingSpace(lines_[n]));
    unsigned end = n == count_ - 1
                       ? marks_.endColumn
                       : displayWidth(lines_[n], charCount(lines_[n].text, lines_[n].length));
    auto* row = static_cast<char*>(memory::allocateAtomic(end + 1));
    for (unsigned column = 0; column < end; ++column) {
      if (column < spaces || (n == 0 && column < marks_.startColumn)) {
        row[column] = ' ';
      } else if (marks_.anchored) {
        bool inside =
            (n > marks_.leftLine || (n == marks_.leftLine && column >= marks_.leftColumn)) &&
            (n < marks_.rightLine || (n == marks_.rightLine && column < marks_.rightColumn));
        row[column] = inside ? '^' : '~';
      } else {
        row[column] = '^';
      }
    }
    addRow({row, end});
  }

  // Rows are collected, since what is shown is dedented once more.
  void addRow(std::string_view text) {
    if (rowCount_ == rowCapacity_) {
      unsigned capacity = rowCapacity_ ? rowCapacity_ * 2 : 16;
      auto* grown = static_cast<Line*>(memory::allocate(capacity * sizeof(Line)));
      if (rowCount_)
        memcpy(grown, rows_, rowCount_ * sizeof(Line));
      rows_ = grown;
      rowCapacity_ = capacity;
    }
    rows_[rowCount_++] = {text.data(), static_cast<unsigned>(text.size())};
  }

  void flush() {
    dedent(rows_, rowCount_);
    for (unsigned i = 0; i < rowCount_; ++i) {
      out_.append("    ");
      out_.append(rows_[i].view());
      out_.append("\n");
    }
  }

  StrBuilder& out_;
  const SiteInfo* site_;
  Line* lines_ = nullptr;
  unsigned count_ = 0;
  Marks marks_{};
  Line* rows_ = nullptr;
  unsigned rowCount_ = 0, rowCapacity_ = 0;
};

bool samePlace(const SiteInfo* a, const SiteInfo* b) {
  return a->line == b->line && a->code->source == b->code->source &&
         (a->code == b->code || strEquals(asStr(*a->code->name), asStr(*b->code->name)));
}

void appendRepeats(StrBuilder& out, uint64_t count) {
  if (count <= kRecursiveCutoff)
    return;
  count -= kRecursiveCutoff;
  Value text =
      formatText("  [Previous line repeated %zu more time%s]\n", count, count > 1 ? "s" : "");
  out.append(asStr(text));
}

} // namespace

void appendFrame(StrBuilder& out, const SiteInfo* site) {
  const SourceInfo* source = site->code->source;
  Value head = formatText("  File \"%s\", line %u, in %S\n", source ? source->file : "<unknown>",
                          site->line, *site->code->name);
  out.append(asStr(head));
  if (source && source->text && site->line)
    FrameLines(out, site).append();
}

Value sourceLines(const SiteInfo* site) {
  const SourceInfo* source = site->code->source;
  StrBuilder out;
  if (source && source->text)
    for (uint32_t n = site->line; n && n <= site->endLine; ++n) {
      out.append(sourceLine(source, n).view());
      out.append(U'\n');
    }
  return out.take();
}

uint32_t charColumn(const SiteInfo* site, uint32_t line, uint32_t byteColumn) {
  const SourceInfo* source = site->code->source;
  return source && source->text ? charOffset(sourceLine(source, line), byteColumn) : byteColumn;
}

void appendFrames(StrBuilder& out, Value traceback) {
  const SiteInfo* last = nullptr;
  uint64_t count = 0;
  for (; traceback.isObject(); traceback = traceback.as<Traceback>()->next) {
    auto* node = traceback.as<Traceback>();
    if (!last || !samePlace(last, node->site)) {
      appendRepeats(out, count);
      last = node->site;
      count = 0;
    }
    for (uint64_t i = 0; i < node->repeat && count + i < kRecursiveCutoff; ++i)
      appendFrame(out, node->site);
    count += node->repeat;
  }
  appendRepeats(out, count);
}

} // namespace tr
