// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str: find, count, startswith, partition, replace and their relatives.
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/search.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/units.h"

namespace tr {

bool rangeArgument(Value v, int64_t* out) {
  if (v.isInt()) {
    *out = v.smallInt();
    return true;
  }
  if (!isIndexLike(v)) {
    raiseTypeError("slice indices must be integers or None or have an __index__ method");
    return false;
  }
  return toIndexInt64(v, out, nullptr);
}

template <class U> const U* unitsAs(const Str* s) {
  if (s->width() == sizeof(U))
    return static_cast<const U*>(s->data);
  if (s->width() > sizeof(U))
    return nullptr;
  uint64_t n = s->length();
  auto* wide = static_cast<U*>(memory::allocateAtomic(n * sizeof(U) + sizeof(U)));
  copyUnits(wide, sizeof(U) == 2 ? 1 : 2, s->data, widthLog2Of(s), n);
  return wide;
}
template const uint8_t* unitsAs(const Str*);
template const uint16_t* unitsAs(const Str*);
template const uint32_t* unitsAs(const Str*);

int64_t strFind(const Str* s, const Str* needle, uint64_t begin, uint64_t end) {
  if (needle->width() > s->width())
    return -1;
  return withUnits(s, [&](const auto* p) -> int64_t {
    using U = std::remove_cvref_t<decltype(*p)>;
    if (needle->length() > end - begin)
      return -1;
    uint64_t at = findUnits(p + begin, end - begin, unitsAs<U>(needle), needle->length());
    return at == kNotFound ? -1 : static_cast<int64_t>(begin + at);
  });
}

int64_t strFindBackwards(const Str* s, const Str* needle, uint64_t begin, uint64_t end) {
  if (needle->width() > s->width())
    return -1;
  return withUnits(s, [&](const auto* p) -> int64_t {
    using U = std::remove_cvref_t<decltype(*p)>;
    if (needle->length() > end - begin)
      return -1;
    uint64_t at = findUnitsBackwards(p + begin, end - begin, unitsAs<U>(needle), needle->length());
    return at == kNotFound ? -1 : static_cast<int64_t>(begin + at);
  });
}

namespace {

// Arguments (text, start=None, end=None) of a method on args[0]; *inside is false when the range
// lies beyond the text.
bool rangeArguments(const Value* args, uint64_t nargs, uint64_t length, uint64_t* begin,
                    uint64_t* end, bool* inside) {
  int64_t from = 0, to = INT64_MAX;
  if (nargs > 2 && !args[2].isNone() && !rangeArgument(args[2], &from))
    return false;
  if (nargs > 3 && !args[3].isNone() && !rangeArgument(args[3], &to))
    return false;
  *inside = clipRange(&from, &to, length);
  *begin = static_cast<uint64_t>(from);
  *end = static_cast<uint64_t>(to);
  return true;
}

bool needleArgument(Value v, const char* name, int number = 1) {
  if (isStr(v))
    return true;
  if (v.isNone())
    raiseTypeError("%s() argument %d must be str, not None", name, number);
  else
    raiseTypeError("%s() argument %d must be str, not %A", name, number, v);
  return false;
}

// -2: an exception is pending.
int64_t findMethod(const Value* args, uint64_t nargs, const char* name, bool backwards) {
  if (!needleArgument(args[1], name))
    return -2;
  const Str *s = asStr(args[0]), *needle = asStr(args[1]);
  uint64_t begin, end;
  bool inside;
  if (!rangeArguments(args, nargs, s->length(), &begin, &end, &inside))
    return -2;
  if (!inside)
    return -1;
  return backwards ? strFindBackwards(s, needle, begin, end) : strFind(s, needle, begin, end);
}

// Whether s has `part` at its start (or end) within [begin, end).
bool hasAffix(const Str* s, const Str* part, uint64_t begin, uint64_t end, bool atEnd) {
  uint64_t m = part->length();
  if (m > end - begin)
    return false;
  if (m == 0)
    return true;
  if (part->width() > s->width())
    return false;
  uint64_t at = atEnd ? end - m : begin;
  if (part->width() == s->width()) {
    unsigned w = widthLog2Of(s);
    return memcmp(static_cast<const char*>(s->data) + (at << w), part->data, m << w) == 0;
  }
  for (uint64_t i = 0; i < m; i++)
    if (s->at(at + i) != part->at(i))
      return false;
  return true;
}

Value affixMethod(const Value* args, uint64_t nargs, const char* name, bool atEnd) {
  const Str* s = asStr(args[0]);
  uint64_t begin, end;
  bool inside;
  if (!rangeArguments(args, nargs, s->length(), &begin, &end, &inside))
    return kError;
  if (isStr(args[1]))
    return boolean(inside && hasAffix(s, asStr(args[1]), begin, end, atEnd));
  if (!isTuple(args[1]))
    return raiseTypeError("%s first arg must be str or a tuple of str, not %T", name, args[1]);
  Tuple* parts = asTuple(args[1]);
  for (uint64_t i = 0; i < parts->length; i++) {
    Value part = parts->items()[i];
    if (!isStr(part))
      return raiseTypeError("tuple for %s must only contain str, not %T", name, part);
    if (inside && hasAffix(s, asStr(part), begin, end, atEnd))
      return kTrue;
  }
  return kFalse;
}

Value partitionMethod(const Value* args, bool backwards) {
  if (!isStr(args[1]))
    return raiseTypeError("must be str, not %T", args[1]);
  const Str *s = asStr(args[0]), *sep = asStr(args[1]);
  if (sep->length() == 0)
    return raiseValueError("empty separator");
  uint64_t n = s->length();
  int64_t found = backwards ? strFindBackwards(s, sep, 0, n) : strFind(s, sep, 0, n);
  if (found < 0) {
    Value whole = exactStr(args[0]);
    if (whole.isError())
      return kError;
    return backwards ? tupleOf(emptyStr(), emptyStr(), whole)
                     : tupleOf(whole, emptyStr(), emptyStr());
  }
  uint64_t at = static_cast<uint64_t>(found);
  Value before = strSlice(s, 0, at), middle = exactStr(args[1]),
        after = strSlice(s, at + sep->length(), n);
  if (before.isError() || middle.isError() || after.isError())
    return kError;
  return tupleOf(before, middle, after);
}

// Replaces up to `limit` of `old`, which has m > 0 units and is of s's width or narrower, in units
// of W bytes that all three texts fit.
template <class U>
Value replaceUnits(const Str* s, const Str* old, const Str* with, uint64_t limit) {
  uint64_t n = s->length(), m = old->length(), k = with->length();
  const U *p = unitsAs<U>(s), *q = unitsAs<U>(old), *r = unitsAs<U>(with);
  uint64_t count = countUnits(p, n, q, m, limit);
  if (count == 0)
    return exactStr(strValue(s));
  uint64_t grown;
  if (k > m && (__builtin_mul_overflow(count, k - m, &grown) ||
                __builtin_add_overflow(grown, n, &grown) || grown > uint64_t{1} << 55))
    return raiseOverflowError("replace string is too long");
  uint64_t length = n + count * k - count * m;
  if (length == 0)
    return emptyStr();
  bool ascii = s->isAscii() && with->isAscii();
  // The result may be narrower than the units worked on; then it is made again from them.
  Str* made = allocateStr(length, sizeof(U) == 1 ? 0 : sizeof(U) == 2 ? 1 : 2, ascii);
  if (!made)
    return kError;
  U* to = static_cast<U*>(mutableText(made));
  if (m == 1 && k == 1 && limit == kNotFound) {
    U from = q[0], into = r[0];
    for (uint64_t i = 0; i < n; i++)
      to[i] = p[i] == from ? into : p[i];
  } else {
    const U* end = p + n;
    for (; count; count--) {
      uint64_t at = findUnits(p, static_cast<uint64_t>(end - p), q, m);
      memcpy(to, p, at * sizeof(U));
      memcpy(to + at, r, k * sizeof(U));
      to += at + k;
      p += at + m;
    }
    memcpy(to, p, static_cast<uint64_t>(end - p) * sizeof(U));
  }
  if (ascii)
    return length == 1 ? makeCharStr(made->at(0)) : objectValue(made);
  Str* narrow = strFromUnits(static_cast<const U*>(made->data), length);
  return narrow ? objectValue(narrow) : kError;
}

// An empty `old` matches between all characters.
Value interleave(const Str* s, const Str* with, uint64_t limit) {
  uint64_t n = s->length(), total;
  if (limit > n + 1)
    limit = n + 1;
  if (__builtin_mul_overflow(limit, with->length(), &total) || total > uint64_t{1} << 55)
    return raiseOverflowError("replace string is too long");
  StrBuilder out(n + total);
  for (uint64_t i = 0; i < limit; i++) {
    out.append(with);
    if (i < n)
      out.append(static_cast<char32_t>(s->at(i)));
  }
  if (limit < n)
    out.append(s, limit, n);
  return out.take();
}

} // namespace

Value strFind(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, "find", false);
  return at == -2 ? kError : makeInt(at);
}
Value strRfind(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, "rfind", true);
  return at == -2 ? kError : makeInt(at);
}
Value strIndex(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, "index", false);
  return at == -2 ? kError : at == -1 ? raiseValueError("substring not found") : makeInt(at);
}
Value strRindex(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, "rindex", true);
  return at == -2 ? kError : at == -1 ? raiseValueError("substring not found") : makeInt(at);
}

Value strCount(const Value* args, uint64_t nargs) {
  if (!needleArgument(args[1], "count"))
    return kError;
  const Str *s = asStr(args[0]), *needle = asStr(args[1]);
  uint64_t begin, end;
  bool inside;
  if (!rangeArguments(args, nargs, s->length(), &begin, &end, &inside))
    return kError;
  if (!inside || needle->width() > s->width())
    return smallInt(0);
  if (needle->length() == 0)
    return makeInt(static_cast<int64_t>(end - begin + 1));
  return withUnits(s, [&](const auto* p) {
    using U = std::remove_cvref_t<decltype(*p)>;
    return makeInt(static_cast<int64_t>(
        countUnits(p + begin, end - begin, unitsAs<U>(needle), needle->length(), kNotFound)));
  });
}

Value strStartsWith(const Value* args, uint64_t nargs) {
  return affixMethod(args, nargs, "startswith", false);
}
Value strEndsWith(const Value* args, uint64_t nargs) {
  return affixMethod(args, nargs, "endswith", true);
}
Value strPartition(const Value* args, uint64_t nargs) { return partitionMethod(args, false); }
Value strRpartition(const Value* args, uint64_t nargs) { return partitionMethod(args, true); }

Value strRemovePrefix(const Value* args, uint64_t nargs) {
  if (!isStr(args[1]))
    return raiseTypeError("removeprefix() argument must be str, not %A", args[1]);
  const Str *s = asStr(args[0]), *part = asStr(args[1]);
  uint64_t n = s->length();
  return strSlice(s, hasAffix(s, part, 0, n, false) ? part->length() : 0, n);
}
Value strRemoveSuffix(const Value* args, uint64_t nargs) {
  if (!isStr(args[1]))
    return raiseTypeError("removesuffix() argument must be str, not %A", args[1]);
  const Str *s = asStr(args[0]), *part = asStr(args[1]);
  uint64_t n = s->length();
  return strSlice(s, 0, hasAffix(s, part, 0, n, true) ? n - part->length() : n);
}

// replace(old, new, /, count=-1)
Value strReplace(const Value* args, uint64_t nargs) {
  if (!needleArgument(args[1], "replace", 1) || !needleArgument(args[2], "replace", 2))
    return kError;
  int64_t count = -1;
  if (!args[3].isUnbound() && !toSsize(args[3], &count))
    return kError;
  const Str *s = asStr(args[0]), *old = asStr(args[1]), *with = asStr(args[2]);
  uint64_t limit = count < 0 ? kNotFound : static_cast<uint64_t>(count);
  if (limit == 0 || old->length() > s->length() || old->width() > s->width())
    return exactStr(args[0]);
  if (old->length() == 0)
    return interleave(s, with, limit);
  unsigned width = s->width() > with->width() ? s->width() : with->width();
  if (width == 1)
    return replaceUnits<uint8_t>(s, old, with, limit);
  if (width == 2)
    return replaceUnits<uint16_t>(s, old, with, limit);
  return replaceUnits<uint32_t>(s, old, with, limit);
}

} // namespace tr
