// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/support/stage.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <vector>

namespace tauro {

namespace {

using Clock = std::chrono::steady_clock;

struct StageTime {
  const char* stage;
  Clock::duration total{};
  unsigned count = 0;
};

std::vector<StageTime>& times() {
  static std::vector<StageTime> table;
  return table;
}

/// When the first stage started, and when the last one ended so far.
Clock::time_point firstStart, lastEnd;

std::mutex& lock() {
  static std::mutex mutex;
  return mutex;
}

thread_local char currentStage[256];

} // namespace

StageScope::StageScope(const char* stage, std::string_view subject) : stage_(stage) {
  std::memcpy(outer_, currentStage, sizeof(outer_));
  std::snprintf(currentStage, sizeof(currentStage), "%s of %.*s", stage,
                static_cast<int>(std::min<size_t>(subject.size(), 200)), subject.data());
  start_ = Clock::now();
  std::lock_guard<std::mutex> guard(lock());
  if (times().empty())
    firstStart = start_;
  auto known = std::find_if(times().begin(), times().end(),
                            [&](const StageTime& t) { return std::strcmp(t.stage, stage) == 0; });
  if (known == times().end())
    times().push_back({stage});
}

StageScope::~StageScope() {
  std::lock_guard<std::mutex> guard(lock());
  lastEnd = Clock::now();
  Clock::duration elapsed = lastEnd - start_;
  for (StageTime& time : times())
    if (std::strcmp(time.stage, stage_) == 0) {
      time.total += elapsed;
      ++time.count;
    }
  std::memcpy(currentStage, outer_, sizeof(outer_));
}

const char* StageScope::current() { return currentStage; }

std::string StageScope::report() {
  Clock::duration sum{};
  for (const StageTime& time : times())
    sum += time.total;
  std::string out = "stage                times   seconds  share\n";
  char line[96];
  auto add = [&](const char* name, unsigned count, Clock::duration duration) {
    double seconds = std::chrono::duration<double>(duration).count();
    double whole = std::chrono::duration<double>(sum).count();
    std::snprintf(line, sizeof(line), "%-18s %7u  %8.4f  %4.0f%%\n", name, count, seconds,
                  whole > 0 ? 100 * seconds / whole : 0.0);
    out += line;
  };
  for (const StageTime& time : times())
    add(time.stage, time.count, time.total);
  add("all stages", 1, sum);
  add("from start to end", 1, lastEnd - firstStart);
  return out;
}

} // namespace tauro
