// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// time.strptime: the format is matched as a pattern, with backtracking over how many characters
// each directive takes, longest sensible choice first; then the fields are put together. Names are
// those of the C locale, since a program never sets another.
#include <cctype>
#include <cstring>
#include <ctime>
#include <string>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/modules/time_struct.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/unicode.h"

namespace tr {
namespace {

const char* const kMonths[] = {"january",   "february", "march",    "april",
                               "may",       "june",     "july",     "august",
                               "september", "october",  "november", "december"};
const char* const kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                             "friday", "saturday", "sunday"};

constexpr int kNotGiven = INT32_MIN;

struct Fields {
  int year = kNotGiven, isoYear = kNotGiven, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  int weekday = kNotGiven, weekFromSunday = kNotGiven, weekFromMonday = kNotGiven,
      isoWeek = kNotGiven;
  int yearDay = kNotGiven, half = kNotGiven;
  bool hasHour12 = false, dayGiven = false, monthGiven = false;
  int zone = -1;
  int64_t offset = 0;
  bool hasOffset = false;
  int microsecond = 0, offsetMicrosecond = 0; // datetime's alone
  uint64_t nameBegin = 0, nameEnd = 0;        // the zone's name in the text
};

bool space(char32_t c) { return unicode::isSpace(c); }

bool sameLetter(char32_t a, char32_t b) {
  if (a == b)
    return true;
  char32_t lowerA[3], lowerB[3];
  return unicode::toLower(a, lowerA) == 1 && unicode::toLower(b, lowerB) == 1 &&
         lowerA[0] == lowerB[0];
}

int64_t daysBeforeYear(int64_t year) {
  year--;
  return year * 365 + year / 4 - year / 100 + year / 400;
}
bool isLeap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int daysInMonth(int64_t year, int month) {
  constexpr int kDaysOf[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && isLeap(year) ? 29 : kDaysOf[month - 1];
}
int dayOfYear(int64_t year, int month, int day) {
  for (int m = 1; m < month; m++)
    day += daysInMonth(year, m);
  return day;
}
// Proleptic Gregorian ordinal; 1 January of year 1 is day 1, a Monday.
int64_t ordinal(int64_t year, int month, int day) {
  return daysBeforeYear(year) + dayOfYear(year, month, day);
}
int weekdayOf(int64_t year, int month, int day) {
  return static_cast<int>((ordinal(year, month, day) + 6) % 7);
}

// Matches one text against one format.
class Matcher {
public:
  Matcher(const Str* text, const char* format) : text_(text), format_(format) {}

  // Where a match of the whole format ends; -1 when there is none.
  int64_t run(Fields* fields) {
    int64_t end = match(format_, 0, *fields);
    if (end >= 0)
      *fields = best_;
    return end;
  }

private:
  char32_t at(uint64_t i) const { return i < text_->length() ? text_->at(i) : 0; }
  int digit(uint64_t i) const {
    return i < text_->length() ? unicode::decimalValue(text_->at(i)) : -1;
  }

  // The value of up to `width` digits at position, all of them digits; -1 otherwise.
  int number(uint64_t position, unsigned width) const {
    int value = 0;
    for (unsigned i = 0; i < width; i++) {
      int d = digit(position + i);
      if (d < 0)
        return -1;
      value = value * 10 + d;
    }
    return value;
  }

  bool word(uint64_t position, const char* name, size_t length) const {
    for (size_t i = 0; i < length; i++) {
      char32_t c = at(position + i);
      if (c >= 128 || tolower(static_cast<int>(c)) != name[i])
        return false;
    }
    return true;
  }

  // A number of at most `width` digits within [low, high], more digits first.
  int64_t matchNumber(const char* rest, uint64_t position, Fields fields, unsigned width, int low,
                      int high, int Fields::* member) {
    for (unsigned n = width; n > 0; n--) {
      int value = number(position, n);
      if (value < low || value > high)
        continue;
      Fields next = fields;
      next.*member = value;
      int64_t end = match(rest, position + n, next);
      if (end >= 0)
        return end;
    }
    return -1;
  }

  template <size_t count>
  int64_t matchName(const char* rest, uint64_t position, Fields fields,
                    const char* const (&names)[count], bool full, int base, int Fields::* member) {
    for (size_t i = 0; i < count; i++) {
      size_t length = full ? std::char_traits<char>::length(names[i]) : 3;
      if (!word(position, names[i], length))
        continue;
      Fields next = fields;
      next.*member = static_cast<int>(i) + base;
      int64_t end = match(rest, position + length, next);
      if (end >= 0)
        return end;
    }
    return -1;
  }

  int64_t matchZoneOffset(const char* rest, uint64_t position, Fields fields) {
    if (at(position) == 'Z') {
      fields.hasOffset = true;
      return match(rest, position + 1, fields);
    }
    bool minus = at(position) == '-';
    if (!minus && at(position) != '+')
      return -1;
    int hours = number(position + 1, 2);
    uint64_t next = position + 3;
    bool colon = at(next) == ':';
    int minutes = number(next + colon, 2);
    if (hours < 0 || minutes < 0 || minutes > 59)
      return -1;
    next += 2 + colon;
    int seconds = 0;
    if (colon ? at(next) == ':' : true) {
      int s = number(next + colon, 2);
      if (s >= 0 && s <= 59) {
        seconds = s;
        next += 2 + colon;
        if (at(next) == '.' && digit(next + 1) >= 0) {
          next++;
          for (int unit = 100000; digit(next) >= 0; unit /= 10)
            fields.offsetMicrosecond += digit(next++) * unit;
        }
      }
    }
    fields.hasOffset = true;
    fields.offset = hours * 3600 + minutes * 60 + seconds;
    if (minus) {
      fields.offset = -fields.offset;
      fields.offsetMicrosecond = -fields.offsetMicrosecond;
    }
    return match(rest, next, fields);
  }

  int64_t matchZoneName(const char* rest, uint64_t position, const Fields& fields) {
    tzset();
    struct Candidate {
      const char* name;
      int daylight;
    } candidates[] = {{"utc", 0}, {"gmt", 0}, {tzname[0], 0}, {tzname[1], 1}};
    for (const Candidate& c : candidates) {
      std::string lower;
      for (const char* s = c.name; *s; s++)
        lower += static_cast<char>(tolower(*s));
      if (lower.empty() || !word(position, lower.c_str(), lower.size()))
        continue;
      Fields next = fields;
      next.zone = c.daylight;
      next.nameBegin = position;
      next.nameEnd = position + lower.size();
      int64_t end = match(rest, position + lower.size(), next);
      if (end >= 0)
        return end;
    }
    return -1;
  }

  int64_t matchMicroseconds(const char* rest, uint64_t position, const Fields& fields) {
    unsigned n = 0;
    while (n < 6 && digit(position + n) >= 0)
      n++;
    for (; n > 0; n--) {
      Fields next = fields;
      next.microsecond = 0;
      for (unsigned i = 0; i < 6; i++)
        next.microsecond = next.microsecond * 10 + (i < n ? digit(position + i) : 0);
      if (int64_t end = match(rest, position + n, next); end >= 0)
        return end;
    }
    return -1;
  }

  int64_t matchComposite(const char* expansion, const char* rest, uint64_t position,
                         const Fields& fields) {
    std::string whole = std::string(expansion) + rest;
    // The longer format lives until the match below is done.
    return match(whole.c_str(), position, fields);
  }

  int64_t matchDirective(char code, const char* rest, uint64_t position, Fields fields) {
    switch (code) {
    case '%':
      return at(position) == '%' ? match(rest, position + 1, fields) : -1;
    case 'Y':
      return number(position, 4) < 0
                 ? -1
                 : matchNumber(rest, position, fields, 4, 0, 9999, &Fields::year);
    case 'G':
      return matchNumber(rest, position, fields, 4, 0, 9999, &Fields::isoYear);
    case 'y': {
      int value = number(position, 2);
      if (value < 0)
        return -1;
      fields.year = value + (value <= 68 ? 2000 : 1900);
      return match(rest, position + 2, fields);
    }
    case 'm':
      fields.monthGiven = true;
      return matchNumber(rest, position, fields, 2, 1, 12, &Fields::month);
    case 'd': {
      fields.dayGiven = true;
      int64_t end = matchNumber(rest, position, fields, 2, 1, 31, &Fields::day);
      if (end < 0 && at(position) == ' ' && digit(position + 1) > 0)
        end = matchNumber(rest, position + 1, fields, 1, 1, 9, &Fields::day);
      return end;
    }
    case 'j':
      return matchNumber(rest, position, fields, 3, 1, 366, &Fields::yearDay);
    case 'H':
      return matchNumber(rest, position, fields, 2, 0, 23, &Fields::hour);
    case 'I':
      fields.hasHour12 = true;
      return matchNumber(rest, position, fields, 2, 1, 12, &Fields::hour);
    case 'M':
      return matchNumber(rest, position, fields, 2, 0, 59, &Fields::minute);
    case 'S':
      return matchNumber(rest, position, fields, 2, 0, 61, &Fields::second);
    case 'U':
      return matchNumber(rest, position, fields, 2, 0, 53, &Fields::weekFromSunday);
    case 'W':
      return matchNumber(rest, position, fields, 2, 0, 53, &Fields::weekFromMonday);
    case 'V':
      return matchNumber(rest, position, fields, 2, 1, 53, &Fields::isoWeek);
    case 'f':
      return matchMicroseconds(rest, position, fields);
    case 'w': {
      int value = number(position, 1);
      if (value < 0 || value > 6)
        return -1;
      fields.weekday = value == 0 ? 6 : value - 1;
      return match(rest, position + 1, fields);
    }
    case 'u': {
      int value = number(position, 1);
      if (value < 1 || value > 7)
        return -1;
      fields.weekday = value - 1;
      return match(rest, position + 1, fields);
    }
    case 'a':
      return matchName(rest, position, fields, kDays, false, 0, &Fields::weekday);
    case 'A':
      return matchName(rest, position, fields, kDays, true, 0, &Fields::weekday);
    case 'b':
    case 'B':
      fields.monthGiven = true;
      return matchName(rest, position, fields, kMonths, code == 'B', 1, &Fields::month);
    case 'p': {
      static const char* const kHalves[] = {"am", "pm"};
      for (int i = 0; i < 2; i++)
        if (word(position, kHalves[i], 2)) {
          fields.half = i;
          return match(rest, position + 2, fields);
        }
      return -1;
    }
    case 'c':
      return matchComposite("%a %b %d %H:%M:%S %Y", rest, position, fields);
    case 'x':
      return matchComposite("%m/%d/%y", rest, position, fields);
    case 'X':
      return matchComposite("%H:%M:%S", rest, position, fields);
    case 'z':
      return matchZoneOffset(rest, position, fields);
    case 'Z':
      return matchZoneName(rest, position, fields);
    default:
      return -1;
    }
  }

  int64_t match(const char* format, uint64_t position, const Fields& fields) {
    if (!*format) {
      best_ = fields;
      return static_cast<int64_t>(position);
    }
    if (*format == '%')
      return matchDirective(format[1], format + 2, position, fields);
    if (isspace(static_cast<unsigned char>(*format))) {
      // Any white space matches any amount of it, but some.
      while (isspace(static_cast<unsigned char>(*format)))
        format++;
      uint64_t n = 0;
      while (position + n < text_->length() && space(at(position + n)))
        n++;
      for (; n > 0; n--)
        if (int64_t end = match(format, position + n, fields); end >= 0)
          return end;
      return -1;
    }
    // A literal character, without regard to case; UTF-8 is compared by code point.
    unsigned length = 1;
    auto lead = static_cast<unsigned char>(*format);
    char32_t c = lead;
    if (lead >= 0xc0) {
      length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
      c = lead & (0x7f >> length);
      for (unsigned i = 1; i < length; i++)
        c = c << 6 | (static_cast<unsigned char>(format[i]) & 0x3f);
    }
    char32_t given = at(position);
    if (!sameLetter(given, c) || position >= text_->length())
      return -1;
    return match(format + length, position + 1, fields);
  }

  const Str* text_;
  const char* format_;
  Fields best_;
};

// Monday of ISO week 1 is the one of the week with 4 January.
void fromIsoWeek(Fields* f) {
  int64_t january4 = ordinal(f->isoYear, 1, 4), monday = january4 - (january4 + 6) % 7;
  int64_t day = monday + (f->isoWeek - 1) * 7 + f->weekday;
  int64_t year = f->isoYear;
  if (day <= daysBeforeYear(year))
    year--;
  if (day > daysBeforeYear(year + 1))
    year++;
  f->year = static_cast<int>(year);
  f->yearDay = static_cast<int>(day - daysBeforeYear(year));
}

// The day of the year of a weekday in week `week` of weeks that start on Sunday or Monday.
int fromWeek(int year, int week, int weekday, bool startsMonday) {
  int first = weekdayOf(year, 1, 1);
  if (!startsMonday) {
    first = (first + 1) % 7;
    weekday = (weekday + 1) % 7;
  }
  int week0 = (7 - first) % 7;
  if (week == 0)
    return 1 + weekday - first;
  return 1 + week0 + 7 * (week - 1) + weekday;
}

Value assemble(Fields f) {
  if (f.half != kNotGiven && f.hasHour12) {
    if (f.hour == 12)
      f.hour = 0;
    if (f.half == 1)
      f.hour += 12;
  } else if (f.hasHour12 && f.hour == 12) {
    f.hour = 0; // a 12-hour clock without half counts as before noon
  }
  if (f.isoYear != kNotGiven) {
    if (f.yearDay != kNotGiven)
      return raiseValueError(
          "Day of the year directive '%%j' is not compatible with ISO year directive "
          "'%%G'. Use '%%Y' instead.");
    if (f.isoWeek == kNotGiven || f.weekday == kNotGiven)
      return raiseValueError(
          "ISO year directive '%%G' must be used with the ISO week directive '%%V' and a "
          "weekday directive ('%%A', '%%a', '%%w', or '%%u').");
  } else if (f.isoWeek != kNotGiven) {
    if (f.year == kNotGiven || f.weekday == kNotGiven)
      return raiseValueError(
          "ISO week directive '%%V' must be used with the ISO year directive '%%G' and a "
          "weekday directive ('%%A', '%%a', '%%w', or '%%u').");
    return raiseValueError(
        "ISO week directive '%%V' is incompatible with the year directive '%%Y'. Use the "
        "ISO year '%%G' instead.");
  }
  // 29 February without a year is a date of 1904; the year shown stays 1900.
  bool leapFix = f.year == kNotGiven && f.month == 2 && f.day == 29;
  if (f.year == kNotGiven)
    f.year = leapFix ? 1904 : 1900;
  if (f.yearDay == kNotGiven && f.weekday != kNotGiven) {
    if (f.weekFromSunday != kNotGiven || f.weekFromMonday != kNotGiven) {
      bool monday = f.weekFromSunday == kNotGiven;
      f.yearDay = fromWeek(f.year, monday ? f.weekFromMonday : f.weekFromSunday, f.weekday, monday);
    } else if (f.isoYear != kNotGiven && f.isoWeek != kNotGiven) {
      fromIsoWeek(&f);
    }
    if (f.yearDay != kNotGiven && f.yearDay <= 0) {
      f.year--;
      f.yearDay += isLeap(f.year) ? 366 : 365;
    }
  }
  if (f.yearDay == kNotGiven) {
    if (f.day > daysInMonth(f.year, f.month))
      return raiseValueError("day is out of range for month");
    f.yearDay = dayOfYear(f.year, f.month, f.day);
  } else {
    // The month and day of the day of the year.
    f.month = 1;
    int day = f.yearDay;
    while (f.month <= 12 && day > daysInMonth(f.year, f.month))
      day -= daysInMonth(f.year, f.month++);
    if (f.month > 12)
      f.month = 1, f.year++;
    f.day = day;
  }
  if (f.weekday == kNotGiven)
    f.weekday = weekdayOf(f.year, f.month, f.day);
  if (leapFix)
    f.year = 1900;
  Value words[kTimeWords] = {smallInt(f.year),
                             smallInt(f.month),
                             smallInt(f.day),
                             smallInt(f.hour),
                             smallInt(f.minute),
                             smallInt(f.second),
                             smallInt(f.weekday),
                             smallInt(f.yearDay),
                             smallInt(f.zone),
                             kNone,
                             f.hasOffset ? smallInt(f.offset) : kNone};
  return makeStructTime(words);
}

} // namespace

namespace {

// A directive that the format has twice, also within a composite one; 0: none.
char repeatedDirective(const char* format) {
  bool seen[128] = {};
  for (const char* at = format; *at; at++) {
    if (*at != '%' || *++at == '%')
      continue;
    const char *whole = *at == 'c' ? "abdHMSY" : *at == 'x' ? "mdy" : *at == 'X' ? "HMS" : nullptr;
    const char one[] = {*at, 0};
    for (const char* part = whole ? whole : one; *part; part++) {
      bool& known = seen[static_cast<unsigned char>(*part)];
      if (known)
        return *part;
      known = true;
    }
  }
  return 0;
}

// False with the exception pending.
bool parse(const Value* args, uint64_t nargs, Fields* fields) {
  for (uint64_t i = 0; i < nargs; i++)
    if (!isStr(args[i]))
      return raiseTypeError("strptime() argument %d must be str, not <class '%T'>",
                            static_cast<int>(i), args[i]),
             false;
  Value formatText = nargs > 1 ? args[1] : makeStr("%a %b %d %H:%M:%S %Y");
  const char* format = utf8Of(asStr(formatText)).data();
  for (const char* at = format; *at; at++) {
    if (*at != '%')
      continue;
    if (!*++at)
      return raiseValueError("stray %% in format '%S'", formatText), false;
    if (!strchr("aAbBcdfGHIjmMpSuUVwWxXyYzZ%", *at))
      return raiseValueError("'%c' is a bad directive in format '%S'", *at, formatText), false;
  }
  // CPython's is an error of the module re, which programs need not carry.
  if (char repeated = repeatedDirective(format))
    return raise(&tr_type_NotImplementedError,
                 "strptime() with a directive twice (%%%c) is not supported", repeated),
           false;
  Matcher matcher(asStr(args[0]), format);
  int64_t end = matcher.run(fields);
  if (end < 0)
    return raiseValueError("time data %R does not match format %R", args[0], formatText), false;
  const Str* text = asStr(args[0]);
  if (static_cast<uint64_t>(end) != text->length()) {
    StrBuilder rest;
    rest.append(text, static_cast<uint64_t>(end), text->length());
    return raiseValueError("unconverted data remains: %S", rest.take()), false;
  }
  return true;
}

} // namespace

Value timeStrptime(const Value* args, uint64_t nargs) {
  Fields fields;
  return parse(args, nargs, &fields) ? assemble(fields) : kError;
}

Value timeStrptimeFields(const Value* args, uint64_t nargs) {
  Fields fields;
  if (!parse(args, nargs, &fields))
    return kError;
  Value time = assemble(fields);
  if (time.isError())
    return kError;
  Value name = fields.nameEnd ? strSlice(asStr(args[0]), fields.nameBegin, fields.nameEnd) : kNone;
  Value offset =
      fields.hasOffset ? makeInt(fields.offset * 1000000 + fields.offsetMicrosecond) : kNone;
  return tupleOf(time, smallInt(fields.microsecond), offset, name);
}

} // namespace tr
