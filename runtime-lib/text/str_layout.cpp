// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str: padding, tabs, translation tables.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

// Arguments (width, fillchar=' '); *missing: code points up to the width.
bool padArguments(const Value* args, uint64_t nargs, int64_t* width, uint64_t* missing,
                  char32_t* fill) {
  *fill = ' ';
  if (!toSsize(args[1], width))
    return false;
  auto length = static_cast<int64_t>(asStr(args[0])->length());
  *missing = *width > length ? static_cast<uint64_t>(*width - length) : 0;
  if (nargs > 2) {
    if (!isStr(args[2])) {
      raiseTypeError("The fill character must be a unicode character, not %T", args[2]);
      return false;
    }
    if (asStr(args[2])->length() != 1) {
      raiseTypeError("The fill character must be exactly one character long");
      return false;
    }
    *fill = asStr(args[2])->at(0);
  }
  return true;
}

Value pad(const Str* s, uint64_t left, uint64_t right, char32_t fill) {
  if (left == 0 && right == 0)
    return exactStr(strValue(s));
  StrBuilder out(left + s->length() + right);
  out.appendRepeated(fill, left);
  out.append(s);
  out.appendRepeated(fill, right);
  return out.take();
}

bool appendTranslated(StrBuilder& out, char32_t c, Value to) {
  if (to.isNone())
    return true;
  if (isStr(to)) {
    out.append(asStr(to));
    return true;
  }
  if (isIntLike(to)) {
    int64_t code;
    if (!intToInt64(to, &code) || code < 0 || code >= 0x110000) {
      raiseValueError("character mapping must be in range(0x110000)");
      return false;
    }
    out.append(static_cast<char32_t>(code));
    return true;
  }
  raiseTypeError("character mapping must return integer, None or str");
  return false;
}

// What the table says of c: unbound for "leave it".
Value lookupMapping(Value table, char32_t c) {
  Value key = smallInt(static_cast<int64_t>(c));
  if (isExact(table, &tr_type_dict))
    return dictGet(asDict(table), key);
  Value to = getItem(table, key);
  if (!to.isError())
    return to;
  if (!pendingIs(&tr_type_LookupError))
    return kError;
  clearPending();
  return kUnbound;
}

} // namespace

Value strCenter(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int64_t width;
  uint64_t margin;
  char32_t fill;
  if (!padArguments(args, nargs, &width, &margin, &fill))
    return kError;
  uint64_t left = margin / 2 + (margin & static_cast<uint64_t>(width) & 1);
  return pad(s, left, margin - left, fill);
}

Value strLjust(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int64_t width;
  uint64_t margin;
  char32_t fill;
  if (!padArguments(args, nargs, &width, &margin, &fill))
    return kError;
  return pad(s, 0, margin, fill);
}

Value strRjust(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int64_t width;
  uint64_t margin;
  char32_t fill;
  if (!padArguments(args, nargs, &width, &margin, &fill))
    return kError;
  return pad(s, margin, 0, fill);
}

Value strZfill(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int64_t width;
  if (!toSsize(args[1], &width))
    return kError;
  uint64_t n = s->length();
  if (width <= static_cast<int64_t>(n))
    return exactStr(args[0]);
  uint64_t zeros = static_cast<uint64_t>(width) - n;
  bool sign = n && (s->at(0) == '+' || s->at(0) == '-');
  StrBuilder out(static_cast<uint64_t>(width));
  if (sign)
    out.append(static_cast<char32_t>(s->at(0)));
  out.appendRepeated('0', zeros);
  out.append(s, sign, n);
  return out.take();
}

// expandtabs(tabsize=8)
Value strExpandTabs(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  int64_t size = 8;
  if (!args[1].isUnbound() && !toInt32(args[1], &size))
    return kError;
  StrBuilder out(s->length());
  uint64_t column = 0;
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (c == '\t') {
      if (size > 0) {
        uint64_t step = static_cast<uint64_t>(size) - column % static_cast<uint64_t>(size);
        out.appendRepeated(' ', step);
        column += step;
      }
      continue;
    }
    column = c == '\n' || c == '\r' ? 0 : column + 1;
    out.append(c);
  }
  return out.take();
}

Value strTranslate(const Value* args, uint64_t nargs) {
  const Str* s = asStr(args[0]);
  Value table = args[1];
  uint64_t n = s->length();
  StrBuilder out(n);
  // ASCII characters are looked up once each; 0 unknown, 1 unchanged, else the character.
  bool cacheable = isExact(table, &tr_type_dict);
  uint8_t cached[128] = {};
  for (uint64_t i = 0; i < n; i++) {
    char32_t c = s->at(i);
    if (cacheable && c < 128 && cached[c]) {
      // Runs of such characters go straight into a narrow buffer.
      char* room = s->isAscii() ? out.asciiRoom(n - i) : nullptr;
      if (!room) {
        out.append(static_cast<char32_t>(cached[c] == 1 ? c : cached[c]));
        continue;
      }
      const uint8_t* p = s->bytes1() + i;
      uint64_t run = 0;
      for (; i + run < n && cached[p[run]]; run++)
        room[run] = static_cast<char>(cached[p[run]] == 1 ? p[run] : cached[p[run]]);
      out.advance(run);
      i += run - 1;
      continue;
    }
    Value to = lookupMapping(table, c);
    if (to.isError())
      return kError;
    if (to.isUnbound()) {
      if (c < 128 && c)
        cached[c] = 1;
      out.append(c);
      continue;
    }
    uint64_t before = out.length();
    if (!appendTranslated(out, c, to))
      return kError;
    // One ASCII character for another; 0 and 1 have their own meanings in the table.
    char32_t one = to.isInt()                                ? static_cast<char32_t>(to.smallInt())
                   : isStr(to) && out.length() == before + 1 ? asStr(to)->at(0)
                                                             : 0;
    if (c < 128 && one > 1 && one < 128)
      cached[c] = static_cast<uint8_t>(one);
  }
  return out.take();
}

// maketrans(x, y=<unrepresentable>, z=<unrepresentable>): a static method.
Value strMakeTrans(const Value* args, uint64_t nargs) {
  Dict* table = makeDict();
  if (!table)
    return kError;
  if (nargs == 1) {
    if (!isExact(args[0], &tr_type_dict))
      return raiseTypeError("if you give only one argument to maketrans it must be a dict");
    uint64_t position = 0;
    Value key, value;
    while (dictNext(asDict(args[0]), &position, &key, &value)) {
      if (isStr(key)) {
        if (asStr(key)->length() != 1)
          return raiseValueError("string keys in translate table must be of length 1");
        key = smallInt(static_cast<int64_t>(asStr(key)->at(0)));
      } else if (!isIntLike(key)) {
        return raiseTypeError("keys in translate table must be strings or integers");
      }
      if (!dictSet(table, key, value))
        return kError;
    }
    return objectValue(table);
  }
  if (!isStr(args[1]))
    return raiseTypeError("maketrans() argument 2 must be str, not %A", args[1]);
  if (nargs > 2 && !isStr(args[2]))
    return raiseTypeError("maketrans() argument 3 must be str, not %A", args[2]);
  if (!isStr(args[0]))
    return raiseTypeError(
        "first maketrans argument must be a string if there is a second argument");
  const Str *from = asStr(args[0]), *to = asStr(args[1]);
  if (from->length() != to->length())
    return raiseValueError("the first two maketrans arguments must have equal length");
  auto key = [](const Str* s, uint64_t i) { return smallInt(static_cast<int64_t>(s->at(i))); };
  for (uint64_t i = 0; i < from->length(); i++)
    if (!dictSet(table, key(from, i), key(to, i)))
      return kError;
  if (nargs > 2)
    for (uint64_t i = 0; i < asStr(args[2])->length(); i++)
      if (!dictSet(table, key(asStr(args[2]), i), kNone))
        return kError;
  return objectValue(table);
}

} // namespace tr
