// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to the time module: struct_time, and conversions between it, struct tm and seconds.
#pragma once

#include <ctime>

#include "runtime-lib/collections/tuple.h"

extern "C" {
extern tr::Type tr_type_structTime;
extern tr::Shape tr_shape_structTime;
}

namespace tr {

// A struct_time is a tuple of 9 with two more words behind them: tm_zone and tm_gmtoff.
constexpr unsigned kTimeFields = 9, kTimeWords = 11;

Value makeStructTime(const struct tm& tm); // zone and offset from tm
Value makeStructTime(const Value* words);  // kTimeWords of them

// Seconds of a float, int or __index__, rounded down, from an optional argument (unbound or None:
// now). False with the exception pending.
bool secondsArgument(Value v, time_t* out);
// Local or UTC broken-down time; false with OSError pending.
bool breakDown(time_t seconds, bool utc, struct tm* out);
// A tuple of 9 numbers as struct tm. `function` words the error: "asctime(): illegal time tuple
// argument". False with the exception pending.
bool structFromTuple(Value v, const char* function, struct tm* out);
// Ranges of all fields (month 0, day 0 and yday 0 count as 1): ValueError "month out of range" ...
bool checkFields(struct tm* tm);
Value asctimeOf(const struct tm& tm);

// time_strptime.cpp: strptime(text, format).
Value timeStrptime(const Value* args, uint64_t nargs);
// For datetime: (struct_time, microsecond, offset in microseconds or None, name of the zone or None).
Value timeStrptimeFields(const Value* args, uint64_t nargs);

} // namespace tr
