// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bytes and bytearray: searching, splitting, joining, stripping, replacing.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/text/bytes_methods.h"
#include "runtime-lib/text/search.h"
#include "runtime-lib/text/str_methods.h"

namespace tr {

namespace {

const uint8_t* unitsOf(std::string_view s) { return reinterpret_cast<const uint8_t*>(s.data()); }
constexpr bool isSpace(uint8_t c) { return c == ' ' || (c >= 9 && c <= 13); }

uint64_t find(std::string_view s, std::string_view needle) {
  return findUnits(unitsOf(s), s.size(), unitsOf(needle), needle.size());
}
uint64_t findBackwards(std::string_view s, std::string_view needle) {
  return findUnitsBackwards(unitsOf(s), s.size(), unitsOf(needle), needle.size());
}

// A needle: bytes-like or an int, which stands for one byte.
struct Needle {
  std::string_view text;
  char byte;
  bool parse(Value v) {
    if (bytesLike(v, &text))
      return true;
    if (!isIndexLike(v)) {
      raiseTypeError("argument should be integer or bytes-like object, not '%T'", v);
      return false;
    }
    uint8_t b;
    if (!toByte(v, "byte", &b))
      return false;
    byte = static_cast<char>(b);
    text = {&byte, 1};
    return true;
  }
};

bool rangeArguments(const Value* args, uint64_t nargs, int64_t* from, int64_t* to) {
  *from = 0;
  *to = INT64_MAX;
  if (nargs > 2 && !args[2].isNone() && !rangeArgument(args[2], from))
    return false;
  return nargs <= 3 || args[3].isNone() || rangeArgument(args[3], to);
}

int64_t findMethod(const Value* args, uint64_t nargs, bool backwards) {
  Needle needle;
  int64_t from, to;
  if (!rangeArguments(args, nargs, &from, &to) || !needle.parse(args[1]))
    return -2;
  std::string_view s = contentsOf(args[0]);
  if (!clipRange(&from, &to, s.size()))
    return -1;
  std::string_view part = s.substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
  uint64_t at = backwards ? findBackwards(part, needle.text) : find(part, needle.text);
  return at == kNotFound ? -1 : static_cast<int64_t>(at) + from;
}

Value affixMethod(const Value* args, uint64_t nargs, const char* name, bool atEnd) {
  int64_t from, to;
  if (!rangeArguments(args, nargs, &from, &to))
    return kError;
  bool inside = clipRange(&from, &to, contentsOf(args[0]).size());
  auto has = [&](std::string_view part) {
    if (!inside)
      return false;
    std::string_view s =
        contentsOf(args[0]).substr(static_cast<size_t>(from), static_cast<size_t>(to - from));
    return atEnd ? s.ends_with(part) : s.starts_with(part);
  };
  std::string_view part;
  if (bytesLike(args[1], &part))
    return boolean(has(part));
  if (!isTuple(args[1]))
    return raiseTypeError("%s first arg must be bytes or a tuple of bytes, not %T", name, args[1]);
  for (uint64_t i = 0; i < asTuple(args[1])->length; i++) {
    if (!bytesLikeOrRaise(asTuple(args[1])->items()[i], &part))
      return kError;
    if (has(part))
      return kTrue;
  }
  return kFalse;
}

Value partitionMethod(const Value* args, bool backwards) {
  std::string_view sep;
  if (!bytesLikeOrRaise(args[1], &sep))
    return kError;
  if (sep.empty())
    return raiseValueError("empty separator");
  std::string_view s = contentsOf(args[0]);
  uint64_t at = backwards ? findBackwards(s, sep) : find(s, sep);
  std::string_view before = s, middle, after;
  if (at != kNotFound) {
    before = s.substr(0, at);
    middle = sep;
    after = s.substr(at + sep.size());
  } else if (backwards) {
    before = {};
    after = s;
  }
  Value parts[3];
  std::string_view texts[3] = {before, middle, after};
  for (int i = 0; i < 3; i++) {
    // bytes hands the separator itself on.
    bool isSeparator = i == 1 && at != kNotFound && isBytes(args[0]);
    parts[i] = isSeparator ? args[1] : makeLike(args[0], texts[i].data(), texts[i].size());
    if (parts[i].isError())
      return kError;
  }
  return makeTuple(parts, 3);
}

class Parts {
public:
  explicit Parts(Value self) : self_(self), list_(allocateList(8)) {}
  bool add(std::string_view s) {
    Value part = makeLike(self_, s.data(), s.size());
    return !part.isError() && keepGoing() && list_ && listAppend(list_, part);
  }
  Value take(bool ok, bool reversed) {
    if (!ok || !list_)
      return kError;
    if (reversed)
      for (uint64_t i = 0, j = list_->length; i + 1 < j; i++) {
        j--;
        Value a = listAt(list_, i), b = listAt(list_, j);
        listSet(list_, i, b);
        listSet(list_, j, a);
      }
    return objectValue(list_);
  }

private:
  Value self_;
  List* list_;
};

bool splitSpaces(Parts& parts, std::string_view s, uint64_t limit) {
  const uint8_t* p = unitsOf(s);
  for (uint64_t i = 0, n = s.size();;) {
    while (i < n && isSpace(p[i]))
      i++;
    if (i == n)
      return true;
    uint64_t begin = i;
    if (limit-- == 0)
      return parts.add(s.substr(begin));
    while (i < n && !isSpace(p[i]))
      i++;
    if (!parts.add(s.substr(begin, i - begin)))
      return false;
  }
}

bool rsplitSpaces(Parts& parts, std::string_view s, uint64_t limit) {
  const uint8_t* p = unitsOf(s);
  for (uint64_t i = s.size();;) {
    while (i > 0 && isSpace(p[i - 1]))
      i--;
    if (i == 0)
      return true;
    uint64_t end = i;
    if (limit-- == 0)
      return parts.add(s.substr(0, end));
    while (i > 0 && !isSpace(p[i - 1]))
      i--;
    if (!parts.add(s.substr(i, end - i)))
      return false;
  }
}

Value splitMethod(const Value* args, bool backwards) {
  int64_t maxsplit = -1;
  if (!args[2].isUnbound() && !toSsize(args[2], &maxsplit))
    return kError;
  uint64_t limit = maxsplit < 0 ? kNotFound : static_cast<uint64_t>(maxsplit);
  Parts parts(args[0]);
  if (args[1].isUnbound() || args[1].isNone()) {
    std::string_view s = contentsOf(args[0]);
    bool ok = backwards ? rsplitSpaces(parts, s, limit) : splitSpaces(parts, s, limit);
    return parts.take(ok, backwards);
  }
  std::string_view sep;
  if (!bytesLikeOrRaise(args[1], &sep))
    return kError;
  if (sep.empty())
    return raiseValueError("empty separator");
  std::string_view s = contentsOf(args[0]);
  while (limit--) {
    uint64_t at = backwards ? findBackwards(s, sep) : find(s, sep);
    if (at == kNotFound)
      break;
    if (!parts.add(backwards ? s.substr(at + sep.size()) : s.substr(0, at)))
      return kError;
    s = backwards ? s.substr(0, at) : s.substr(at + sep.size());
  }
  return parts.take(parts.add(s), backwards);
}

enum Sides : unsigned { kLeft = 1, kRight = 2 };

Value stripMethod(const Value* args, uint64_t nargs, unsigned sides) {
  bool member[256] = {};
  if (nargs < 2 || args[1].isNone()) {
    for (unsigned c = 0; c < 128; c++)
      member[c] = isSpace(static_cast<uint8_t>(c));
  } else {
    std::string_view set;
    if (!bytesLikeOrRaise(args[1], &set))
      return kError;
    for (char c : set)
      member[static_cast<uint8_t>(c)] = true;
  }
  std::string_view s = contentsOf(args[0]);
  size_t begin = 0, end = s.size();
  if (sides & kLeft)
    while (begin < end && member[static_cast<uint8_t>(s[begin])])
      begin++;
  if (sides & kRight)
    while (end > begin && member[static_cast<uint8_t>(s[end - 1])])
      end--;
  if (end - begin == s.size() && isExact(args[0], &tr_type_bytes))
    return args[0];
  return makeLike(args[0], s.data() + begin, end - begin);
}

Value finish(Value self, ByteBuilder& out) {
  if (isBytes(self))
    return out.takeBytes();
  return out.takeBytearray();
}

} // namespace

int bytesContains(Value self, Value item) {
  std::string_view needle;
  if (bytesLike(item, &needle))
    return find(contentsOf(self), needle) != kNotFound;
  if (!isIndexLike(item)) {
    raiseTypeError("a bytes-like object is required, not '%T'", item);
    return -1;
  }
  uint8_t b;
  if (!toByte(item, "byte", &b))
    return -1;
  std::string_view s = contentsOf(self);
  return findUnit(unitsOf(s), s.size(), b) != kNotFound;
}

Value bytesFind(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, false);
  return at == -2 ? kError : makeInt(at);
}
Value bytesRfind(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, true);
  return at == -2 ? kError : makeInt(at);
}
Value bytesIndex(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, false);
  return at == -2 ? kError : at == -1 ? raiseValueError("subsection not found") : makeInt(at);
}
Value bytesRindex(const Value* args, uint64_t nargs) {
  int64_t at = findMethod(args, nargs, true);
  return at == -2 ? kError : at == -1 ? raiseValueError("subsection not found") : makeInt(at);
}

Value bytesCount(const Value* args, uint64_t nargs) {
  Needle needle;
  int64_t from, to;
  if (!rangeArguments(args, nargs, &from, &to) || !needle.parse(args[1]))
    return kError;
  std::string_view s = contentsOf(args[0]);
  if (!clipRange(&from, &to, s.size()))
    return smallInt(0);
  uint64_t n = static_cast<uint64_t>(to - from);
  if (needle.text.empty())
    return makeInt(static_cast<int64_t>(n + 1));
  return makeInt(static_cast<int64_t>(
      countUnits(unitsOf(s) + from, n, unitsOf(needle.text), needle.text.size(), kNotFound)));
}

Value bytesStartsWith(const Value* args, uint64_t nargs) {
  return affixMethod(args, nargs, "startswith", false);
}
Value bytesEndsWith(const Value* args, uint64_t nargs) {
  return affixMethod(args, nargs, "endswith", true);
}
Value bytesPartition(const Value* args, uint64_t nargs) { return partitionMethod(args, false); }
Value bytesRpartition(const Value* args, uint64_t nargs) { return partitionMethod(args, true); }

static Value removeAffix(const Value* args, bool atEnd) {
  std::string_view part;
  if (!bytesLikeOrRaise(args[1], &part))
    return kError;
  std::string_view s = contentsOf(args[0]);
  if (atEnd && s.ends_with(part))
    s.remove_suffix(part.size());
  if (!atEnd && s.starts_with(part))
    s.remove_prefix(part.size());
  return makeLike(args[0], s.data(), s.size());
}
Value bytesRemovePrefix(const Value* args, uint64_t) { return removeAffix(args, false); }
Value bytesRemoveSuffix(const Value* args, uint64_t) { return removeAffix(args, true); }

Value bytesReplace(const Value* args, uint64_t nargs) {
  std::string_view old, with;
  int64_t count = -1;
  if (!bytesLikeOrRaise(args[1], &old) || !bytesLikeOrRaise(args[2], &with) ||
      (nargs > 3 && !toSsize(args[3], &count)) ||
      // That may have called what changes them.
      !bytesLikeOrRaise(args[1], &old) || !bytesLikeOrRaise(args[2], &with))
    return kError;
  std::string_view s = contentsOf(args[0]);
  uint64_t limit = count < 0 ? kNotFound : static_cast<uint64_t>(count);
  ByteBuilder out(s.size());
  if (old.empty()) {
    size_t i = 0;
    for (; i <= s.size() && limit; i++, limit--) {
      out.append(with);
      if (i < s.size())
        out.append(static_cast<uint8_t>(s[i]));
    }
    if (i < s.size())
      out.append(s.substr(i));
    return finish(args[0], out);
  }
  bool changed = false;
  while (limit--) {
    uint64_t at = find(s, old);
    if (at == kNotFound)
      break;
    out.append(s.substr(0, at));
    out.append(with);
    s.remove_prefix(at + old.size());
    changed = true;
  }
  if (!changed && isExact(args[0], &tr_type_bytes))
    return args[0];
  out.append(s);
  return finish(args[0], out);
}

Value bytesSplit(const Value* args, uint64_t nargs) { return splitMethod(args, false); }
Value bytesRsplit(const Value* args, uint64_t nargs) { return splitMethod(args, true); }

Value bytesSplitLines(const Value* args, uint64_t nargs) {
  int keep = args[1].isUnbound() ? 0 : truth(args[1]);
  if (keep < 0)
    return kError;
  std::string_view s = contentsOf(args[0]);
  Parts parts(args[0]);
  for (size_t i = 0; i < s.size();) {
    size_t begin = i;
    while (i < s.size() && s[i] != '\n' && s[i] != '\r')
      i++;
    size_t end = i;
    if (i < s.size())
      i += s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n' ? 2 : 1;
    if (!parts.add(s.substr(begin, (keep ? i : end) - begin)))
      return kError;
  }
  return parts.take(true, false);
}

Value bytesJoin(const Value* args, uint64_t nargs) {
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
  Cursor cursor;
  if (!cursor.start(sequence))
    return kError;
  ByteBuilder out;
  for (int64_t i = 0;; i++) {
    Value v = cursor.next();
    if (v.isError())
      return kError;
    if (v.isDone())
      break;
    std::string_view part;
    if (!bytesLike(v, &part))
      return raiseTypeError("sequence item %zd: expected a bytes-like object, %T found", i, v);
    if (i)
      out.append(contentsOf(args[0]));
    out.append(part);
  }
  return finish(args[0], out);
}

Value bytesStrip(const Value* args, uint64_t nargs) {
  return stripMethod(args, nargs, kLeft | kRight);
}
Value bytesLstrip(const Value* args, uint64_t nargs) { return stripMethod(args, nargs, kLeft); }
Value bytesRstrip(const Value* args, uint64_t nargs) { return stripMethod(args, nargs, kRight); }

} // namespace tr
