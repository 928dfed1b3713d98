// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// time.struct_time, and conversions between it, struct tm and seconds.
#include "runtime-lib/modules/time_struct.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

static const char* const kFieldNames[kTimeWords] = {"tm_year",  "tm_mon",  "tm_mday",  "tm_hour",
                                                    "tm_min",   "tm_sec",  "tm_wday",  "tm_yday",
                                                    "tm_isdst", "tm_zone", "tm_gmtoff"};

static Value fill(Tuple* tuple, const Value* words) {
  if (!tuple)
    return kError;
  tuple->length = kTimeFields;
  for (unsigned i = 0; i < kTimeWords; i++)
    tuple->items()[i] = words[i];
  return objectValue(tuple);
}

Value makeStructTime(const Value* words) {
  return fill(newInstanceOf<Tuple>(&tr_type_structTime, kTimeWords), words);
}

Value makeStructTime(const struct tm& tm) {
  Value words[kTimeWords] = {smallInt(tm.tm_year + int64_t{1900}),
                             smallInt(tm.tm_mon + 1),
                             smallInt(tm.tm_mday),
                             smallInt(tm.tm_hour),
                             smallInt(tm.tm_min),
                             smallInt(tm.tm_sec),
                             smallInt((tm.tm_wday + 6) % 7),
                             smallInt(tm.tm_yday + 1),
                             smallInt(tm.tm_isdst),
                             tm.tm_zone ? makeStr(tm.tm_zone) : kNone,
                             makeInt(tm.tm_gmtoff)};
  return makeStructTime(words);
}

// --- arguments

bool secondsArgument(Value v, time_t* out) {
  if (v.isUnbound() || v.isNone()) {
    *out = time(nullptr);
    return true;
  }
  if (isFloat(v)) {
    double d = floatOf(v);
    if (std::isnan(d))
      return raiseValueError("Invalid value NaN (not a number)"), false;
    int64_t seconds;
    if (abi::floatToInt64(std::floor(d), &seconds))
      return *out = seconds, true;
  } else {
    Value index = toIndex(v);
    if (index.isError())
      return false;
    int64_t seconds;
    if (intToInt64(index, &seconds))
      return *out = seconds, true;
  }
  raiseOverflowError("timestamp out of range for platform time_t");
  return false;
}

bool breakDown(time_t seconds, bool utc, struct tm* out) {
  errno = 0;
  if (utc ? gmtime_r(&seconds, out) : localtime_r(&seconds, out))
    return true;
  raiseOSError(errno ? errno : EINVAL);
  return false;
}

bool structFromTuple(Value v, const char* function, struct tm* out) {
  if (!isTuple(v))
    return raiseTypeError("Tuple or struct_time argument required"), false;
  const Tuple* tuple = asTuple(v);
  if (tuple->length != kTimeFields)
    return raiseTypeError("%s(): illegal time tuple argument", function), false;
  int64_t fields[kTimeFields];
  for (unsigned i = 0; i < kTimeFields; i++) {
    Value index = toIndex(tuple->items()[i]);
    if (index.isError())
      return false;
    if (!intToInt64(index, &fields[i]))
      return raiseOverflowError("Python int too large to convert to C long"), false;
    if (fields[i] > INT32_MAX)
      return raiseOverflowError("signed integer is greater than maximum"), false;
    if (fields[i] < INT32_MIN)
      return raiseOverflowError("signed integer is less than minimum"), false;
  }
  if (fields[0] < INT64_C(1900) + INT32_MIN)
    return raiseOverflowError("year out of range"), false;
  *out = {};
  out->tm_year = static_cast<int>(fields[0] - 1900);
  out->tm_mon = static_cast<int>(fields[1]) - 1;
  out->tm_mday = static_cast<int>(fields[2]);
  out->tm_hour = static_cast<int>(fields[3]);
  out->tm_min = static_cast<int>(fields[4]);
  out->tm_sec = static_cast<int>(fields[5]);
  out->tm_wday = static_cast<int>((fields[6] + 1) % 7);
  out->tm_yday = static_cast<int>(fields[7]) - 1;
  out->tm_isdst = static_cast<int>(fields[8]);
  if (typeOf(v) == &tr_type_structTime) {
    Value zone = tuple->items()[9], offset = tuple->items()[10];
    if (isStr(zone))
      out->tm_zone = utf8Of(asStr(zone)).data();
    int64_t seconds;
    if (isIntLike(offset) && intToInt64(offset, &seconds))
      out->tm_gmtoff = seconds;
  }
  return true;
}

bool checkFields(struct tm* tm) {
  const char* wrong = nullptr;
  if (tm->tm_mon == -1)
    tm->tm_mon = 0;
  if (tm->tm_mday == 0)
    tm->tm_mday = 1;
  if (tm->tm_yday == -1)
    tm->tm_yday = 0;
  if (tm->tm_mon < 0 || tm->tm_mon > 11)
    wrong = "month";
  else if (tm->tm_mday < 0 || tm->tm_mday > 31)
    wrong = "day of month";
  else if (tm->tm_hour < 0 || tm->tm_hour > 23)
    wrong = "hour";
  else if (tm->tm_min < 0 || tm->tm_min > 59)
    wrong = "minute";
  else if (tm->tm_sec < 0 || tm->tm_sec > 61)
    wrong = "seconds";
  else if (tm->tm_wday < 0)
    wrong = "day of week";
  else if (tm->tm_yday < 0 || tm->tm_yday > 365)
    wrong = "day of year";
  if (!wrong)
    return true;
  raiseValueError("%s out of range", wrong);
  return false;
}

Value asctimeOf(const struct tm& tm) {
  static const char kDays[] = "SunMonTueWedThuFriSat";
  static const char kMonths[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char text[64];
  int length = snprintf(text, sizeof text, "%.3s %.3s%3d %.2d:%.2d:%.2d %lld",
                        kDays + 3 * tm.tm_wday, kMonths + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour,
                        tm.tm_min, tm.tm_sec, static_cast<long long>(tm.tm_year) + 1900);
  return makeStr({text, static_cast<size_t>(length)});
}

// --- the type

template <unsigned field> static Value structField(Value self) {
  return asTuple(self)->items()[field];
}

static const GetSetDef kStructTimeGetSets[] = {
    {"tm_year", structField<0>, nullptr},    {"tm_mon", structField<1>, nullptr},
    {"tm_mday", structField<2>, nullptr},    {"tm_hour", structField<3>, nullptr},
    {"tm_min", structField<4>, nullptr},     {"tm_sec", structField<5>, nullptr},
    {"tm_wday", structField<6>, nullptr},    {"tm_yday", structField<7>, nullptr},
    {"tm_isdst", structField<8>, nullptr},   {"tm_zone", structField<9>, nullptr},
    {"tm_gmtoff", structField<10>, nullptr}, {nullptr, nullptr, nullptr},
};

static Value structTimeRepr(Value self) {
  StrBuilder out;
  out.append("time.struct_time(");
  for (unsigned i = 0; i < kTimeFields; i++) {
    if (i)
      out.append(", ");
    out.append(kFieldNames[i]);
    out.append(U'=');
    if (!out.appendRepr(asTuple(self)->items()[i]))
      return kError;
  }
  out.append(U')');
  return out.take();
}

static int64_t structTimeHash(Value self, bool* ok) { return tr_type_tuple.slots.hash(self, ok); }

static Value structTimeConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value given[2];
  if (nargs == 0 && !kwnames)
    return raiseTypeError("structseq() missing required argument 'sequence' (pos 1)");
  if (!bindNative("structseq", "sequence, dict=", args, nargs, kwnames, given))
    return kError;
  Value sequence = tupleFromIterable(given[0]);
  if (sequence.isError()) {
    if (!pendingIs(&tr_type_TypeError))
      return kError;
    clearPending();
    return raiseTypeError("constructor requires a sequence");
  }
  uint64_t length = asTuple(sequence)->length;
  if (length < kTimeFields || length > kTimeWords)
    return raiseTypeError("time.struct_time() takes an at %s %u-sequence (%llu-sequence given)",
                          length < kTimeFields ? "least" : "most",
                          length < kTimeFields ? kTimeFields : kTimeWords,
                          static_cast<unsigned long long>(length));
  Value words[kTimeWords];
  for (unsigned i = 0; i < kTimeWords; i++) {
    words[i] = i < length ? asTuple(sequence)->items()[i] : kNone;
    if (i >= length && !given[1].isUnbound()) {
      Str* name = intern(kFieldNames[i]);
      int has = contains(given[1], strValue(name));
      if (has < 0)
        return kError;
      if (has)
        words[i] = getItem(given[1], strValue(name));
      if (words[i].isError())
        return kError;
    }
  }
  return fill(newInstanceOf<Tuple>(type, kTimeWords), words);
}

} // namespace tr

TR_DEFINE_TYPE(structTime, .cname = "time.struct_time", .base = &tr_type_tuple,
               .flags = tr::kTypeIsSequence, .instanceSize = sizeof(tr::Tuple),
               .itemSize = sizeof(tr::Value), .layout = tr::Layout::Tuple,
               .getsets = tr::kStructTimeGetSets,
               .slots = {.repr = tr::structTimeRepr,
                         .hash = tr::structTimeHash,
                         .construct = tr::structTimeConstruct});
