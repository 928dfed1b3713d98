// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/support/stage.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <vector>

namespace tauro {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

struct Line {
  std::string name;
  nanoseconds total{};
  unsigned times = 0;
};

struct Stage : Line {
  std::vector<Line> details;
};

std::vector<Stage>& stages() {
  static std::vector<Stage> table;
  return table;
}

/// When the first stage started, and when the last one ended so far.
Clock::time_point firstStart, lastEnd;

std::mutex& lock() {
  static std::mutex mutex;
  return mutex;
}

thread_local char currentStage[256];

/// What this thread has had of a processor: other programs on the machine do not count.
nanoseconds threadTime() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

template <class T> T& lineOf(std::vector<T>& lines, std::string_view name) {
  for (T& line : lines)
    if (line.name == name)
      return line;
  T& line = lines.emplace_back();
  line.name = name;
  return line;
}

void add(Line& line, unsigned times, nanoseconds time) {
  line.times += times;
  line.total += time;
}

} // namespace

StageScope::StageScope(const char* stage, std::string_view subject, const char* detail)
    : stage_(stage), detail_(detail) {
  std::memcpy(outer_, currentStage, sizeof(outer_));
  std::snprintf(currentStage, sizeof(currentStage), "%s of %.*s", stage,
                static_cast<int>(std::min<size_t>(subject.size(), 200)), subject.data());
  {
    std::lock_guard<std::mutex> guard(lock());
    if (stages().empty())
      firstStart = Clock::now();
    lineOf(stages(), stage);
  }
  start_ = threadTime();
}

StageScope::~StageScope() {
  nanoseconds time = threadTime() - start_;
  std::lock_guard<std::mutex> guard(lock());
  lastEnd = Clock::now();
  Stage& stage = lineOf(stages(), stage_);
  add(stage, 1, time);
  if (detail_)
    add(lineOf(stage.details, detail_), 1, time);
  std::memcpy(currentStage, outer_, sizeof(outer_));
}

const char* StageScope::current() { return currentStage; }

void StageScope::addDetail(const char* stage, std::string_view detail, unsigned times,
                           double seconds) {
  std::lock_guard<std::mutex> guard(lock());
  add(lineOf(lineOf(stages(), stage).details, detail), times,
      std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(seconds)));
}

std::string StageScope::report() {
  nanoseconds sum{};
  for (const Stage& stage : stages())
    sum += stage.total;
  std::string out = "stage                  times   seconds  share\n";
  char text[96];
  auto add = [&](const std::string& name, unsigned times, nanoseconds time) {
    double seconds = std::chrono::duration<double>(time).count();
    double whole = std::chrono::duration<double>(sum).count();
    std::snprintf(text, sizeof(text), "%-20s %7u  %8.4f  %4.0f%%\n", name.c_str(), times, seconds,
                  whole > 0 ? 100 * seconds / whole : 0.0);
    out += text;
  };
  for (const Stage& stage : stages()) {
    add(stage.name, stage.times, stage.total);
    std::vector<Line> details = stage.details;
    std::stable_sort(details.begin(), details.end(),
                     [](const Line& a, const Line& b) { return a.total > b.total; });
    for (const Line& detail : details)
      add("  " + detail.name, detail.times, detail.total);
  }
  add("all stages", 1, sum);
  add("from start to end", 1, lastEnd - firstStart);
  return out;
}

} // namespace tauro
