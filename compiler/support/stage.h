// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names and times the stages of a compilation. A StageScope stands around each stage's call in the
// driver; its name is what a crash report and --time-report show. Stages may run on several
// threads at once.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace tauro {

class StageScope {
public:
  /// `stage` is a literal such as "parse"; `subject` the file or module it works on; `detail` a
  /// literal or null: the line of the stage's own in the report that the time counts for, too.
  StageScope(const char* stage, std::string_view subject, const char* detail = nullptr);
  ~StageScope();
  StageScope(const StageScope&) = delete;
  StageScope& operator=(const StageScope&) = delete;

  /// "parse of app.tr" for the innermost stage that this thread runs, zero-ended, in static memory:
  /// safe to read from a signal handler. Empty between stages.
  static const char* current();
  /// Time that somebody else took down, as a line of a stage's own. It is part of the stage's time.
  static void addDetail(const char* stage, std::string_view detail, unsigned times, double seconds);
  /// A table of the time spent in each stage so far, over all threads, in the order of their first
  /// start, with the lines of a stage's own below it, the longest first; the last line is what the
  /// user waited. Seconds are of the processor where that is known, else of the clock.
  static std::string report();

private:
  const char* stage_;
  const char* detail_;
  std::chrono::nanoseconds start_;
  char outer_[256];
};

} // namespace tauro
