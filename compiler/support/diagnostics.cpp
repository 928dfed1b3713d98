// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/support/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace tauro {

namespace {
struct Row {
  DiagCategory category;
  std::string_view text;
};
constexpr Row kRows[] = {
#define DIAG(Id, Category, Text, Args) {DiagCategory::Category, Text},
#include "compiler/support/diagnostics.def"
};
const Row& row(DiagId id) { return kRows[static_cast<size_t>(id)]; }
} // namespace

std::string_view exceptionName(DiagCategory category) {
  switch (category) {
  case DiagCategory::SyntaxError:
    return "SyntaxError";
  case DiagCategory::IndentationError:
    return "IndentationError";
  case DiagCategory::TabError:
    return "TabError";
  case DiagCategory::SyntaxWarning:
    return "SyntaxWarning";
  case DiagCategory::Error:
  case DiagCategory::Warning:
  case DiagCategory::Note:
    return {};
  }
  __builtin_unreachable();
}

// A placeholder is a digit in braces; every other brace stands for itself.
std::string DiagnosticSink::formatText(DiagId id, const std::string* args, size_t count) {
  std::string_view text = row(id).text;
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' &&
        text[i + 1] <= '9') {
      size_t index = static_cast<size_t>(text[i + 1] - '0');
      assert(index < count && "diagnostics.def: placeholder without an argument");
      out += args[index];
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

DiagnosticSink::Builder DiagnosticSink::add(DiagId id, Location where, std::string text) {
  DiagCategory category = row(id).category;
  if (!diagnostics_.empty()) {
    const Diagnostic& last = diagnostics_.back();
    if (last.id == id && last.where.source == where.source && last.where.range == where.range)
      return Builder(nullptr);
  }
  uint32_t& counter = isError(category) ? errorCount_ : warningCount_;
  if (counter++ >= kLimit) {
    ++dropped_;
    return Builder(nullptr);
  }
  diagnostics_.push_back({id, category, where, std::move(text), {}, {}});
  return Builder(&diagnostics_.back());
}

std::vector<const Diagnostic*> DiagnosticSink::sorted() const {
  std::unordered_map<const SourceBuffer*, size_t> fileOrder;
  std::vector<const Diagnostic*> result;
  for (const Diagnostic& d : diagnostics_) {
    fileOrder.try_emplace(d.where.source, fileOrder.size());
    result.push_back(&d);
  }
  // Pointers into one vector: equal places keep the order of emission.
  std::sort(result.begin(), result.end(), [&](const Diagnostic* a, const Diagnostic* b) {
    return std::tuple(fileOrder[a->where.source], a->where.range.begin, a) <
           std::tuple(fileOrder[b->where.source], b->where.range.begin, b);
  });
  return result;
}

} // namespace tauro
