// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors and warnings. Every message is a row of diagnostics.def; stages emit it by its typed kind
// and never hold text of their own:
//
//   sink.emit(diag::kNeverClosed, source.at(range), "(")
//       .note(diag::kOpenedHere, source.at(other))
//       .fix(source.at(range), ")");
//
// A sink collects what all stages and all files of a run report. Stages go on after an error; the
// driver stops between stages when hasErrors().
#pragma once

#include "compiler/support/source.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tauro {

enum class DiagId : uint16_t {
#define DIAG(Id, Category, Text, Args) Id,
#include "compiler/support/diagnostics.def"
};

/// What a diagnostic is. Those that CPython raises as exceptions carry the exception's name, which
/// is printed before the text.
enum class DiagCategory : uint8_t {
  Error,
  SyntaxError,
  IndentationError,
  TabError,
  Warning,
  SyntaxWarning,
  Note,
};

inline bool isError(DiagCategory category) { return category <= DiagCategory::TabError; }
/// "SyntaxError" and so on; empty for those without an exception's name.
std::string_view exceptionName(DiagCategory category);

/// A row of diagnostics.def together with the types of its arguments: int64_t or std::string_view.
template <class... Args> struct DiagKind {
  DiagId id;
};

namespace diag {
namespace detail {
template <class Signature> struct KindOf;
template <class... Args> struct KindOf<void(Args...)> {
  using Type = DiagKind<Args...>;
};
} // namespace detail
using Text = std::string_view;
using Number = int64_t;
#define DIAG(Id, Category, Text_, Args)                                                            \
  inline constexpr detail::KindOf<void Args>::Type k##Id{DiagId::Id};
#include "compiler/support/diagnostics.def"
} // namespace diag

struct Diagnostic {
  struct Note {
    Location where; // a null source: the note has no place
    std::string text;
  };
  /// Replace the text at `where` by `replacement`.
  struct Fix {
    Location where;
    std::string replacement;
  };

  DiagId id;
  DiagCategory category;
  Location where;
  std::string text; // without the exception's name
  std::vector<Note> notes;
  std::vector<Fix> fixes;
};

class DiagnosticSink {
public:
  /// Adds notes and fixes to the diagnostic just emitted; valid until the next emit().
  class Builder {
  public:
    template <class... Params, class... Args>
    Builder& note(DiagKind<Params...> kind, Location where, Args&&... args) {
      if (target_)
        target_->notes.push_back({where, format(kind, std::forward<Args>(args)...)});
      return *this;
    }
    Builder& fix(Location where, std::string_view replacement) {
      if (target_)
        target_->fixes.push_back({where, std::string(replacement)});
      return *this;
    }

  private:
    friend class DiagnosticSink;
    explicit Builder(Diagnostic* target) : target_(target) {}
    Diagnostic* target_; // null: over the limit, dropped
  };

  /// Reports a diagnostic. One like the last, in id and place, is dropped.
  template <class... Params, class... Args>
  Builder emit(DiagKind<Params...> kind, Location where, Args&&... args) {
    return add(kind.id, where, format(kind, std::forward<Args>(args)...));
  }

  /// All that was reported, sorted by file (in the order of their first report) and position.
  std::vector<const Diagnostic*> sorted() const;

  bool hasErrors() const { return errorCount_ != 0; }

  /// What was reported beyond kLimit errors or warnings, and not kept.
  uint32_t droppedCount() const { return dropped_; }

  size_t size() const { return diagnostics_.size(); }

  template <class... Params, class... Args>
  static std::string format(DiagKind<Params...> kind, Args&&... args) {
    static_assert(sizeof...(Params) == sizeof...(Args), "arguments do not match diagnostics.def");
    std::string texts[] = {toText(Params(args))..., std::string()};
    return formatText(kind.id, texts, sizeof...(Args));
  }

private:
  static constexpr uint32_t kLimit = 100;

  static std::string toText(std::string_view text) { return std::string(text); }
  static std::string toText(int64_t number) { return std::to_string(number); }
  static std::string formatText(DiagId id, const std::string* args, size_t count);
  Builder add(DiagId id, Location where, std::string text);

  std::vector<Diagnostic> diagnostics_;
  uint32_t errorCount_ = 0;
  uint32_t warningCount_ = 0;
  uint32_t dropped_ = 0;
};

/// The text of one diagnostic as a console shows it:
///
///   app.tr:3:9: error: SyntaxError: '(' was never closed
///     x = f(1, 2
///          ^
///
/// followed by its notes and fixes. Columns count characters from 1.
std::string render(const Diagnostic& diagnostic, bool colours);
/// All of a sink, sorted, with a line on what was dropped.
std::string renderAll(const DiagnosticSink& sink, bool colours);

} // namespace tauro
