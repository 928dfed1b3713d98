// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str.format and str.format_map: replacement fields with attributes, items, conversions and nested
// specifications.
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/unicode.h"

namespace tr {

namespace {

enum class Numbering : uint8_t { None, Automatic, Manual };

class Formatter {
public:
  // Positional arguments, and either keyword names with their values, or a mapping.
  Formatter(const Value* args, uint64_t count, Tuple* names, Value mapping)
      : args_(args), count_(count), names_(names), mapping_(mapping) {}

  bool plain = false; // no brace was met: the result is the text itself, even of a subclass
  // Formats text[begin, end) into out, fields nested `depth` more deep.
  bool run(const Str* text, uint64_t begin, uint64_t end, int depth, StrBuilder& out);

private:
  bool field(const Str* text, uint64_t begin, uint64_t end, char32_t conversion, uint64_t specBegin,
             uint64_t specEnd, bool nested, int depth, StrBuilder& out);
  Value lookup(const Str* text, uint64_t begin, uint64_t end);
  Value argument(const Str* text, uint64_t begin, uint64_t end);
  Value positional(int64_t index);

  const Value* args_;
  uint64_t count_;
  Tuple* names_;
  Value mapping_; // unbound: keywords
  Numbering numbering_ = Numbering::None;
  int64_t next_ = 0;
};

bool fail(const char* message) {
  raiseValueError("%s", message);
  return false;
}

// text[begin, end) as a number; -1 when it is none, -2 when it has too many digits.
int64_t parseIndex(const Str* text, uint64_t begin, uint64_t end) {
  if (begin == end)
    return -1;
  int64_t v = 0;
  for (uint64_t i = begin; i < end; i++) {
    int digit = unicode::decimalValue(text->at(i));
    if (digit < 0)
      return -1;
    if (v > (INT64_MAX - digit) / 10) {
      fail("Too many decimal digits in format string");
      return -2;
    }
    v = v * 10 + digit;
  }
  return v;
}

Value Formatter::positional(int64_t index) {
  if (!mapping_.isUnbound())
    return raiseValueError("Format string contains positional fields");
  if (static_cast<uint64_t>(index) >= count_)
    return raise(&tr_type_IndexError,
                 "Replacement index %lld out of range for positional args tuple",
                 static_cast<long long>(index));
  return args_[index];
}

// The first part of a field: a number, a name, or nothing (the next number).
Value Formatter::argument(const Str* text, uint64_t begin, uint64_t end) {
  int64_t index = parseIndex(text, begin, end);
  if (index == -2)
    return kError;
  if (begin == end || index >= 0) {
    Numbering wanted = begin == end ? Numbering::Automatic : Numbering::Manual;
    if (numbering_ != Numbering::None && numbering_ != wanted)
      return raiseValueError(
          wanted == Numbering::Manual
              ? "cannot switch from automatic field numbering to manual field specification"
              : "cannot switch from manual field specification to automatic field numbering");
    numbering_ = wanted;
    return positional(begin == end ? next_++ : index);
  }
  Value name = strSlice(text, begin, end);
  if (name.isError())
    return kError;
  if (!mapping_.isUnbound())
    return getItem(mapping_, name);
  if (names_)
    for (uint64_t i = 0; i < names_->length; i++)
      if (strEquals(asStr(names_->items()[i]), asStr(name)))
        return args_[count_ + i];
  return raiseKeyError(name);
}

// The value of a field name: argument, then .attribute and [item] as often as given.
Value Formatter::lookup(const Str* text, uint64_t begin, uint64_t end) {
  uint64_t at = begin;
  while (at < end && text->at(at) != '.' && text->at(at) != '[')
    at++;
  Value v = argument(text, begin, at);
  while (!v.isError() && at < end) {
    char32_t c = text->at(at++);
    uint64_t part = at;
    if (c == '.') {
      while (at < end && text->at(at) != '.' && text->at(at) != '[')
        at++;
      if (at == part)
        return raiseValueError("Empty attribute in format string");
      Value name = strSlice(text, part, at);
      if (name.isError())
        return kError;
      v = getAttr(v, internStr(asStr(name)));
    } else if (c == '[') {
      while (at < end && text->at(at) != ']')
        at++;
      if (at == end)
        return raiseValueError("Missing ']' in format string");
      if (at == part)
        return raiseValueError("Empty attribute in format string");
      int64_t index = parseIndex(text, part, at);
      if (index == -2)
        return kError;
      Value key = index >= 0 ? makeInt(index) : strSlice(text, part, at);
      if (key.isError())
        return kError;
      at++;
      v = getItem(v, key);
    } else {
      return raiseValueError("Only '.' or '[' may follow ']' in format field specifier");
    }
  }
  return v;
}

bool Formatter::field(const Str* text, uint64_t begin, uint64_t end, char32_t conversion,
                      uint64_t specBegin, uint64_t specEnd, bool nested, int depth,
                      StrBuilder& out) {
  Value v = lookup(text, begin, end);
  if (v.isError())
    return false;
  switch (conversion) {
  case 0:
    break;
  case 's':
    v = str(v);
    break;
  case 'r':
    v = repr(v);
    break;
  case 'a':
    v = asciiOf(v);
    break;
  default:
    if (conversion > 32 && conversion < 127)
      raiseValueError("Unknown conversion specifier %c", static_cast<int>(conversion));
    else
      raiseValueError("Unknown conversion specifier \\x%x", static_cast<unsigned>(conversion));
    return false;
  }
  if (v.isError())
    return false;
  Value spec = kUnbound;
  if (nested) {
    StrBuilder inner;
    if (!run(text, specBegin, specEnd, depth - 1, inner))
      return false;
    spec = inner.take();
  } else if (specBegin < specEnd) {
    spec = strSlice(text, specBegin, specEnd);
  }
  if (spec.isError())
    return false;
  Value shown = format(v, spec);
  if (shown.isError())
    return false;
  out.append(asStr(shown));
  return true;
}

bool Formatter::run(const Str* text, uint64_t begin, uint64_t end, int depth, StrBuilder& out) {
  if (depth < 0)
    return fail("Max string recursion exceeded");
  for (uint64_t at = begin; at < end;) {
    // Literal text up to a brace; doubled braces stand for themselves.
    uint64_t start = at;
    char32_t c = 0;
    while (at < end && (c = text->at(at)) != '{' && c != '}')
      at++;
    out.append(text, start, at);
    if (at == end) {
      plain = start == 0;
      break;
    }
    at++;
    bool doubled = at < end && text->at(at) == c;
    if (doubled) {
      out.append(c);
      at++;
      continue;
    }
    if (c == '}')
      return fail("Single '}' encountered in format string");
    if (at == end)
      return fail("Single '{' encountered in format string");
    // The field's name, up to ! : or the closing brace; brackets hide those.
    uint64_t nameBegin = at;
    bool bracketed = false;
    for (; at < end; at++) {
      c = text->at(at);
      if (c == '[')
        bracketed = true;
      else if (c == ']')
        bracketed = false;
      if (bracketed)
        continue;
      if (c == '{')
        return fail("unexpected '{' in field name");
      if (c == '}' || c == ':' || c == '!')
        break;
    }
    if (at == end)
      return fail("expected '}' before end of string");
    uint64_t nameEnd = at;
    char32_t conversion = 0;
    if (c == '!') {
      at++;
      // As in CPython, a missing conversion shows up as the next thing that is wrong.
      if (at >= end)
        return fail("end of string while looking for conversion specifier");
      conversion = text->at(at++);
      if (at >= end)
        return fail("unmatched '{' in format spec");
      c = text->at(at);
      if (c != ':' && c != '}')
        return fail("expected ':' after conversion specifier");
    }
    uint64_t specBegin = at, specEnd = at;
    bool nested = false;
    at++;
    if (c == ':') {
      specBegin = at;
      int open = 1;
      for (; at < end; at++) {
        c = text->at(at);
        if (c == '{') {
          nested = true;
          open++;
        } else if (c == '}' && --open == 0) {
          break;
        }
      }
      if (at == end)
        return fail("unmatched '{' in format spec");
      specEnd = at++;
    }
    if (!field(text, nameBegin, nameEnd, conversion, specBegin, specEnd, nested, depth, out))
      return false;
  }
  return true;
}

constexpr int kNesting = 1; // a field's specification may hold fields, those may not

} // namespace

Value strFormatMethod(const Value* args, uint64_t nargs, Tuple* kwnames) {
  const Str* text = asStr(args[0]);
  Formatter formatter(args + 1, nargs - 1, kwnames, kUnbound);
  StrBuilder out(text->length() + 32);
  if (!formatter.run(text, 0, text->length(), kNesting, out))
    return kError;
  return formatter.plain ? args[0] : out.take();
}

Value strFormatMap(const Value* args, uint64_t nargs) {
  const Str* text = asStr(args[0]);
  Formatter formatter(nullptr, 0, nullptr, args[1]);
  StrBuilder out(text->length() + 32);
  if (!formatter.run(text, 0, text->length(), kNesting, out))
    return kError;
  return formatter.plain ? args[0] : out.take();
}

} // namespace tr
