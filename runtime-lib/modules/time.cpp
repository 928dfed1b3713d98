// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module time: clocks, sleeping, calendar functions.
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <string>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/core/struct_sequence.h"
#include "runtime-lib/modules/time_struct.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

constexpr int64_t kSecond = 1000000000;

// --- clocks

bool readClock(clockid_t clock, int64_t* nanoseconds) {
  struct timespec t;
  if (clock_gettime(clock, &t) != 0)
    return raiseOSError(errno), false;
  *nanoseconds = t.tv_sec * kSecond + t.tv_nsec;
  return true;
}

// Whole seconds convert exactly; others round once in the division.
double secondsOf(int64_t nanoseconds) {
  int64_t seconds = nanoseconds / kSecond;
  if (seconds * kSecond == nanoseconds)
    return static_cast<double>(seconds);
  return static_cast<double>(nanoseconds) / 1e9;
}

template <clockid_t clock> Value clockSeconds(const Value*, uint64_t) {
  int64_t t;
  return readClock(clock, &t) ? makeFloat(secondsOf(t)) : kError;
}
template <clockid_t clock> Value clockNanoseconds(const Value*, uint64_t) {
  int64_t t;
  return readClock(clock, &t) ? makeInt(t) : kError;
}

bool clockArgument(Value v, clockid_t* clock) {
  int64_t id;
  if (!toIndexInt64(v, &id, &tr_type_OverflowError))
    return false;
  *clock = static_cast<clockid_t>(id);
  return true;
}
Value timeClockGettime(const Value* args, uint64_t) {
  clockid_t clock;
  int64_t t;
  return clockArgument(args[0], &clock) && readClock(clock, &t) ? makeFloat(secondsOf(t)) : kError;
}
Value timeClockGettimeNs(const Value* args, uint64_t) {
  clockid_t clock;
  int64_t t;
  return clockArgument(args[0], &clock) && readClock(clock, &t) ? makeInt(t) : kError;
}
Value timeClockGetres(const Value* args, uint64_t) {
  clockid_t clock;
  if (!clockArgument(args[0], &clock))
    return kError;
  struct timespec t;
  if (clock_getres(clock, &t) != 0)
    return raiseOSError(errno);
  return makeFloat(static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9);
}

Value timeGetClockInfo(const Value* args, uint64_t) {
  if (!isStr(args[0]))
    return raiseTypeError("get_clock_info() argument 1 must be str, not %A", args[0]);
  std::string_view name = utf8Of(asStr(args[0]));
  clockid_t clock;
  const char* implementation;
  if (name == "time") {
    clock = CLOCK_REALTIME, implementation = "clock_gettime(CLOCK_REALTIME)";
  } else if (name == "monotonic" || name == "perf_counter") {
    clock = CLOCK_MONOTONIC, implementation = "clock_gettime(CLOCK_MONOTONIC)";
  } else if (name == "process_time") {
    clock = CLOCK_PROCESS_CPUTIME_ID, implementation = "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)";
  } else if (name == "thread_time") {
    clock = CLOCK_THREAD_CPUTIME_ID, implementation = "clock_gettime(CLOCK_THREAD_CPUTIME_ID)";
  } else {
    return raiseValueError("unknown clock");
  }
  struct timespec t;
  if (clock_getres(clock, &t) != 0)
    return raiseOSError(errno);
  Value info = call0(typeValue(&tr_type_simpleNamespace));
  if (info.isError())
    return kError;
  double resolution = static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  if (!setAttr(info, intern("implementation"), makeStr(implementation)) ||
      !setAttr(info, intern("monotonic"), boolean(clock != CLOCK_REALTIME)) ||
      !setAttr(info, intern("adjustable"), boolean(clock == CLOCK_REALTIME)) ||
      !setAttr(info, intern("resolution"), makeFloat(resolution)))
    return kError;
  return info;
}

Value timeSleep(const Value* args, uint64_t) {
  Value v = args[0];
  double nanoseconds;
  if (isFloat(v)) {
    double d = floatOf(v);
    if (std::isnan(d))
      return raiseValueError("Invalid value NaN (not a number)");
    // Away from zero, so that no positive length becomes none.
    nanoseconds = d < 0 ? std::floor(d * 1e9) : std::ceil(d * 1e9);
  } else {
    Value index = toIndex(v);
    if (index.isError())
      return kError;
    bool overflow;
    nanoseconds = intToDouble(index, &overflow) * 1e9;
  }
  if (std::fabs(nanoseconds) >= 0x1p63)
    return raiseOverflowError("timestamp too large to convert to C PyTime_t");
  if (nanoseconds < 0)
    return raiseValueError("sleep length must be non-negative");
  auto length = static_cast<int64_t>(nanoseconds);
  struct timespec until;
  if (clock_gettime(CLOCK_MONOTONIC, &until) != 0)
    return raiseOSError(errno);
  until.tv_sec += length / kSecond;
  until.tv_nsec += length % kSecond;
  if (until.tv_nsec >= kSecond) {
    until.tv_nsec -= kSecond;
    until.tv_sec++;
  }
  for (;;) {
    int error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    if (error == 0)
      return kNone;
    if (error != EINTR)
      return raiseOSError(error);
    // A signal: its handler runs, and may raise; else sleep on.
    if (!entry_kinds::tr_poll())
      return kError;
  }
}

// --- calendar

template <bool utc> Value timeBreakDown(const Value* args, uint64_t nargs) {
  time_t seconds;
  struct tm tm;
  if (!secondsArgument(nargs ? args[0] : kUnbound, &seconds) || !breakDown(seconds, utc, &tm))
    return kError;
  return makeStructTime(tm);
}

Value timeMktime(const Value* args, uint64_t) {
  struct tm tm;
  if (!structFromTuple(args[0], "mktime", &tm))
    return kError;
  tm.tm_wday = -1; // set on success: the only way to tell -1 from an error
  time_t seconds = mktime(&tm);
  if (seconds == -1 && tm.tm_wday == -1)
    return raiseOverflowError("mktime argument out of range");
  return makeFloat(static_cast<double>(seconds));
}

Value timeAsctime(const Value* args, uint64_t nargs) {
  struct tm tm;
  if (nargs == 0) {
    if (!breakDown(time(nullptr), false, &tm))
      return kError;
  } else if (!structFromTuple(args[0], "asctime", &tm) || !checkFields(&tm)) {
    return kError;
  }
  return asctimeOf(tm);
}

Value timeCtime(const Value* args, uint64_t nargs) {
  time_t seconds;
  struct tm tm;
  if (!secondsArgument(nargs ? args[0] : kUnbound, &seconds) || !breakDown(seconds, false, &tm))
    return kError;
  return asctimeOf(tm);
}

Value timeStrftime(const Value* args, uint64_t nargs) {
  if (!isStr(args[0]))
    return raiseTypeError("strftime() argument 1 must be str, not %A", args[0]);
  struct tm tm;
  if (nargs < 2) {
    if (!breakDown(time(nullptr), false, &tm))
      return kError;
  } else if (!structFromTuple(args[1], "strftime", &tm) || !checkFields(&tm)) {
    return kError;
  }
  if (tm.tm_isdst < -1)
    tm.tm_isdst = -1;
  if (tm.tm_isdst > 1)
    tm.tm_isdst = 1;
  std::string format(utf8Of(asStr(args[0])));
  if (format.find('\0') != std::string::npos)
    return raiseValueError("embedded null character");
  if (format.empty())
    return makeStr("");
  // The program never sets a locale, so this is the C locale's strftime. 0 means too small or
  // empty.
  for (size_t room = 1024;; room *= 2) {
    std::string text(room, '\0');
    size_t length = strftime(text.data(), room, format.c_str(), &tm);
    if (length > 0 || room >= 256 * format.size())
      return makeStr({text.data(), length});
  }
}

// --- time zone

struct Zone {
  Value name, daylightName;
  int64_t offset, daylightOffset; // seconds west of UTC
};

// As January and July have it, in whichever order daylight saving comes.
Zone readZone() {
  tzset();
  constexpr time_t kYear = (365 * 24 + 6) * 3600;
  time_t january = time(nullptr) / kYear * kYear, july = january + kYear / 2;
  struct tm a = {}, b = {};
  localtime_r(&january, &a);
  localtime_r(&july, &b);
  Value nameA = makeStr(a.tm_zone ? a.tm_zone : "UTC"),
        nameB = makeStr(b.tm_zone ? b.tm_zone : "UTC");
  int64_t westA = -a.tm_gmtoff, westB = -b.tm_gmtoff;
  // The southern hemisphere's winter is July.
  if (westA < westB)
    return {nameB, nameA, westB, westA};
  return {nameA, nameB, westA, westB};
}

// The module's variables, which tzset() sets anew.
Value timeTzname = kUnbound, timeTimezone = kUnbound, timeAltzone = kUnbound,
      timeDaylight = kUnbound;

Value timeTzset(const Value*, uint64_t) {
  Zone zone = readZone();
  timeTzname = tupleOf(zone.name, zone.daylightName);
  timeTimezone = makeInt(zone.offset);
  timeAltzone = makeInt(zone.daylightOffset);
  timeDaylight = smallInt(zone.offset != zone.daylightOffset);
  return kNone;
}
Value zoneNames() {
  timeTzset(nullptr, 0);
  return timeTzname;
}

constexpr NativeDef kTimeFunctions[] = {
    nativeNone("time", clockSeconds<CLOCK_REALTIME>),
    nativeNone("time_ns", clockNanoseconds<CLOCK_REALTIME>),
    nativeNone("monotonic", clockSeconds<CLOCK_MONOTONIC>),
    nativeNone("monotonic_ns", clockNanoseconds<CLOCK_MONOTONIC>),
    nativeNone("perf_counter", clockSeconds<CLOCK_MONOTONIC>),
    nativeNone("perf_counter_ns", clockNanoseconds<CLOCK_MONOTONIC>),
    nativeNone("process_time", clockSeconds<CLOCK_PROCESS_CPUTIME_ID>),
    nativeNone("process_time_ns", clockNanoseconds<CLOCK_PROCESS_CPUTIME_ID>),
    nativeNone("thread_time", clockSeconds<CLOCK_THREAD_CPUTIME_ID>),
    nativeNone("thread_time_ns", clockNanoseconds<CLOCK_THREAD_CPUTIME_ID>),
    nativeOne("clock_gettime", timeClockGettime),
    nativeOne("clock_gettime_ns", timeClockGettimeNs),
    nativeOne("clock_getres", timeClockGetres, kNativeParsed),
    nativeOne("get_clock_info", timeGetClockInfo, kNativeParsed),
    nativeOne("sleep", timeSleep),
    nativePositional("gmtime", timeBreakDown<true>, 0, 1, kNativeParsed),
    nativePositional("localtime", timeBreakDown<false>, 0, 1, kNativeParsed),
    nativeOne("mktime", timeMktime),
    nativePositional("asctime", timeAsctime, 0, 1, kNativeTuple),
    nativePositional("ctime", timeCtime, 0, 1, kNativeParsed),
    nativePositional("strftime", timeStrftime, 1, 2, kNativeParsed),
    nativeNone("tzset", timeTzset),
    nativePositional("strptime", timeStrptime, 1, 2, kNativeTuple),
    nativePositional("_strptime_fields", timeStrptimeFields, 2, 2),
    kNativeEnd,
};

template <int id> Value clockId() { return smallInt(id); }

const NativeAttribute kTimeAttributes[] = {
    {"tzname", zoneNames, &timeTzname}, // first: it sets the three below too
    {"timezone", nullptr, &timeTimezone},
    {"altzone", nullptr, &timeAltzone},
    {"daylight", nullptr, &timeDaylight},
    {"struct_time",
     [] {
       addFieldCounts(&tr_type_structTime, 11, 9);
       return typeValue(&tr_type_structTime);
     }},
    {"CLOCK_REALTIME", clockId<CLOCK_REALTIME>},
    {"CLOCK_MONOTONIC", clockId<CLOCK_MONOTONIC>},
    {"CLOCK_MONOTONIC_RAW", clockId<CLOCK_MONOTONIC_RAW>},
    {"CLOCK_PROCESS_CPUTIME_ID", clockId<CLOCK_PROCESS_CPUTIME_ID>},
    {"CLOCK_THREAD_CPUTIME_ID", clockId<CLOCK_THREAD_CPUTIME_ID>},
    {"CLOCK_BOOTTIME", clockId<CLOCK_BOOTTIME>},
    {"CLOCK_TAI", clockId<CLOCK_TAI>},
    {"_STRUCT_TM_ITEMS", [] { return smallInt(kTimeWords); }},
    kAttributeEnd,
};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(time, tr::kTimeFunctions, tr::kTimeAttributes);
