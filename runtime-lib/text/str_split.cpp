// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str: split, splitlines, join and strip.
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/text/search.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/unicode.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

// A list of parts of one str.
class Parts {
public:
  explicit Parts(const Str* s) : text_(s), list_(allocateList(8)) {}
  bool add(uint64_t begin, uint64_t end) {
    Value part = strSlice(text_, begin, end);
    return !part.isError() && keepGoing() && list_ && listAppend(list_, part);
  }
  List* list() const { return list_; }
  Value take(bool ok) const { return ok && list_ ? objectValue(list_) : kError; }

private:
  const Str* text_;
  List* list_;
};

void reverse(List* list) {
  if (!list)
    return;
  for (uint64_t i = 0, j = list->length; i + 1 < j; i++) {
    j--;
    Value a = listAt(list, i), b = listAt(list, j);
    listSet(list, i, b);
    listSet(list, j, a);
  }
}

template <class U> bool splitSpaces(Parts& parts, const U* p, uint64_t n, uint64_t limit) {
  for (uint64_t i = 0;;) {
    while (i < n && unicode::isSpace(p[i]))
      i++;
    if (i == n)
      return true;
    if (limit-- == 0)
      return parts.add(i, n);
    uint64_t begin = i;
    while (i < n && !unicode::isSpace(p[i]))
      i++;
    if (!parts.add(begin, i))
      return false;
  }
}

template <class U> bool rsplitSpaces(Parts& parts, const U* p, uint64_t n, uint64_t limit) {
  for (uint64_t i = n;;) {
    while (i > 0 && unicode::isSpace(p[i - 1]))
      i--;
    if (i == 0)
      return true;
    if (limit-- == 0)
      return parts.add(0, i);
    uint64_t end = i;
    while (i > 0 && !unicode::isSpace(p[i - 1]))
      i--;
    if (!parts.add(i, end))
      return false;
  }
}

template <class U>
bool splitAt(Parts& parts, const U* p, uint64_t n, const U* sep, uint64_t m, uint64_t limit) {
  uint64_t begin = 0;
  while (limit--) {
    uint64_t at = findUnits(p + begin, n - begin, sep, m);
    if (at == kNotFound)
      break;
    if (!parts.add(begin, begin + at))
      return false;
    begin += at + m;
  }
  return parts.add(begin, n);
}

template <class U>
bool rsplitAt(Parts& parts, const U* p, uint64_t n, const U* sep, uint64_t m, uint64_t limit) {
  while (limit--) {
    uint64_t at = findUnitsBackwards(p, n, sep, m);
    if (at == kNotFound)
      break;
    if (!parts.add(at + m, n))
      return false;
    n = at;
  }
  return parts.add(0, n);
}

// split(sep=None, maxsplit=-1) from either end.
Value splitMethod(const Value* args, bool backwards) {
  const Str* s = asStr(args[0]);
  int64_t maxsplit = -1;
  if (!args[2].isUnbound() && !toSsize(args[2], &maxsplit))
    return kError;
  uint64_t limit = maxsplit < 0 ? kNotFound : static_cast<uint64_t>(maxsplit), n = s->length();
  Parts parts(s);
  bool ok;
  if (args[1].isUnbound() || args[1].isNone()) {
    ok = withUnits(s, [&](const auto* p) {
      return backwards ? rsplitSpaces(parts, p, n, limit) : splitSpaces(parts, p, n, limit);
    });
  } else {
    if (!isStr(args[1]))
      return raiseTypeError("must be str or None, not %T", args[1]);
    const Str* sep = asStr(args[1]);
    if (sep->length() == 0)
      return raiseValueError("empty separator");
    if (sep->width() > s->width()) {
      ok = parts.add(0, n);
    } else {
      ok = withUnits(s, [&](const auto* p) {
        using U = std::remove_cvref_t<decltype(*p)>;
        const U* q = unitsAs<U>(sep);
        return backwards ? rsplitAt(parts, p, n, q, sep->length(), limit)
                         : splitAt(parts, p, n, q, sep->length(), limit);
      });
    }
  }
  if (ok && backwards)
    reverse(parts.list());
  return parts.take(ok);
}

enum Sides : unsigned { kLeft = 1, kRight = 2 };

Value stripMethod(const Value* args, uint64_t nargs, unsigned sides, const char* name) {
  const Str* s = asStr(args[0]);
  uint64_t begin = 0, end = s->length();
  if (nargs < 2 || args[1].isNone()) {
    withUnits(s, [&](const auto* p) {
      if (sides & kLeft)
        while (begin < end && unicode::isSpace(p[begin]))
          begin++;
      if (sides & kRight)
        while (end > begin && unicode::isSpace(p[end - 1]))
          end--;
    });
    return strSlice(s, begin, end);
  }
  if (!isStr(args[1]))
    return raiseTypeError("%s arg must be None or str", name);
  const Str* set = asStr(args[1]);
  uint64_t m = set->length();
  // A filter of low bits rules most characters out.
  uint64_t filter = 0;
  for (uint64_t i = 0; i < m; i++)
    filter |= uint64_t{1} << (set->at(i) & 63);
  auto inSet = [&](char32_t c) {
    if (!(filter >> (c & 63) & 1))
      return false;
    for (uint64_t i = 0; i < m; i++)
      if (set->at(i) == c)
        return true;
    return false;
  };
  withUnits(s, [&](const auto* p) {
    if (sides & kLeft)
      while (begin < end && inSet(p[begin]))
        begin++;
    if (sides & kRight)
      while (end > begin && inSet(p[end - 1]))
        end--;
  });
  return strSlice(s, begin, end);
}

} // namespace

Value strSplit(const Value* args, uint64_t nargs) { return splitMethod(args, false); }
Value strRsplit(const Value* args, uint64_t nargs) { return splitMethod(args, true); }

// splitlines(keepends=False)
Value strSplitLines(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int keep = args[1].isUnbound() ? 0 : truth(args[1]);
  if (keep < 0)
    return kError;
  uint64_t n = s->length();
  Parts parts(s);
  bool ok = withUnits(s, [&](const auto* p) {
    for (uint64_t i = 0; i < n;) {
      uint64_t begin = i;
      while (i < n && !unicode::isLineBreak(p[i]))
        i++;
      uint64_t end = i;
      if (i < n)
        i += p[i] == '\r' && i + 1 < n && p[i + 1] == '\n' ? 2 : 1;
      if (!parts.add(begin, keep ? i : end))
        return false;
    }
    return true;
  });
  return parts.take(ok);
}

Value strJoin(const Value* args, uint64_t nargs) {
  const Str* sep = asStr(args[0]);
  Value sequence = args[1];
  if (!isListExact(sequence) && !isTupleExact(sequence)) {
    Value iterator = iterate(sequence);
    if (iterator.isError() && pendingIs(&tr_type_TypeError)) {
      clearPending();
      return raiseTypeError("can only join an iterable");
    }
    sequence = iterator.isError() ? kError : listFromIterable(iterator);
    if (sequence.isError())
      return kError;
  }
  // No user code runs from here on, so the items stay as they are.
  bool isTupleOf = isTuple(sequence);
  uint64_t n = isTupleOf ? asTuple(sequence)->length : asList(sequence)->length;
  auto item = [&](uint64_t i) {
    return isTupleOf ? asTuple(sequence)->items()[i] : listAt(asList(sequence), i);
  };
  if (n == 0)
    return emptyStr();
  uint64_t length = 0, between = sep->length();
  unsigned width = n > 1 ? widthLog2Of(sep) : 0;
  bool ascii = n == 1 || sep->isAscii();
  for (uint64_t i = 0; i < n; i++) {
    Value v = item(i);
    if (!isStr(v))
      return raiseTypeError("sequence item %zd: expected str instance, %T found",
                            static_cast<int64_t>(i), v);
    const Str* s = asStr(v);
    if (__builtin_add_overflow(length, s->length() + (i ? between : 0), &length) ||
        length > uint64_t{1} << 55)
      return raiseOverflowError("join() result is too long for a Python string");
    if (widthLog2Of(s) > width)
      width = widthLog2Of(s);
    ascii = ascii && s->isAscii();
  }
  if (n == 1)
    return exactStr(item(0));
  if (length == 0)
    return emptyStr();
  Str* made = allocateStr(length, width, ascii);
  if (!made)
    return kError;
  char* to = static_cast<char*>(mutableText(made));
  if (width == 0) {
    // Latin-1 throughout: plain copies, a short separator by hand.
    const uint8_t* gap = sep->bytes1();
    for (uint64_t i = 0; i < n; i++) {
      if (i) {
        if (between == 1)
          *to = static_cast<char>(*gap);
        else
          memcpy(to, gap, between);
        to += between;
      }
      const Str* s = asStr(item(i));
      memcpy(to, s->data, s->length());
      to += s->length();
    }
    return length == 1 ? makeCharStr(made->at(0)) : objectValue(made);
  }
  auto put = [&](const Str* s) {
    copyUnits(to, width, s->data, widthLog2Of(s), s->length());
    to += s->length() << width;
  };
  for (uint64_t i = 0; i < n; i++) {
    if (i && between)
      put(sep);
    put(asStr(item(i)));
  }
  return length == 1 ? makeCharStr(made->at(0)) : objectValue(made);
}

Value strStrip(const Value* args, uint64_t nargs) {
  return stripMethod(args, nargs, kLeft | kRight, "strip");
}
Value strLstrip(const Value* args, uint64_t nargs) {
  return stripMethod(args, nargs, kLeft, "lstrip");
}
Value strRstrip(const Value* args, uint64_t nargs) {
  return stripMethod(args, nargs, kRight, "rstrip");
}

} // namespace tr
