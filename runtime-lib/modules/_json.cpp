// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _json: texts and values that need nothing but the rules of RFC 8259, for json's
// decoder.tr and encoder.tr. Whatever is not of that kind (malformed text, NaN, values that are not
// exactly of the builtin types, very deep ones, cycles) is declined by None: the modules then go
// through it themselves, from the beginning, and say what is wrong. No code of the program runs
// here, so nothing changes meanwhile.
#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

#include <cmath>

namespace tr {
namespace {

constexpr unsigned kMaxDepth = 200;

// --- reading

// Characters of a text by place; 0 beyond its end, which no rule expects (a NUL in a text is
// malformed as well).
template <class Unit> class Reader {
public:
  Reader(const Str* text, uint64_t at)
      : text_(text), units_(static_cast<const Unit*>(text->data)), size_(text->length()), at_(at) {}

  uint64_t place() const { return at_; }

  // A value whose first character is here. Unbound: declined. Error: no memory.
  Value value(unsigned depth) {
    switch (peek()) {
    case '"':
      ++at_;
      return string();
    case '{':
      ++at_;
      return depth < kMaxDepth ? object(depth) : kUnbound;
    case '[':
      ++at_;
      return depth < kMaxDepth ? array(depth) : kUnbound;
    case 'n':
      return word("null", kNone);
    case 't':
      return word("true", kTrue);
    case 'f':
      return word("false", kFalse);
    default:
      return number();
    }
  }

private:
  uint32_t peek() const { return at_ < size_ ? units_[at_] : 0; }
  bool take(char c) {
    if (peek() != static_cast<unsigned char>(c))
      return false;
    ++at_;
    return true;
  }
  void skipBlanks() {
    while (at_ < size_ && (units_[at_] == ' ' || units_[at_] == '\n' || units_[at_] == '\t' ||
                           units_[at_] == '\r'))
      ++at_;
  }
  Value word(std::string_view expected, Value value) {
    for (char c : expected)
      if (!take(c))
        return kUnbound;
    return value;
  }
  static bool isDigit(uint32_t c) { return c - '0' < 10; }
  bool takeDigits() {
    uint64_t begin = at_;
    while (isDigit(peek()))
      ++at_;
    return at_ > begin;
  }

  Value number() {
    constexpr uint64_t kMaxShort = 18; // digits that an int64_t holds
    constexpr uint64_t kMaxLong = 600; // fewer than any limit of digits
    uint64_t begin = at_;
    bool isNegative = take('-');
    if (!isDigit(peek()))
      return kUnbound;
    if (!take('0'))
      takeDigits();
    uint64_t end = at_;
    bool isFloat = false;
    if (take('.')) {
      if (!takeDigits())
        return kUnbound;
      isFloat = true;
    }
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      if (!takeDigits())
        return kUnbound;
      isFloat = true;
    }
    if (!isFloat && end - begin <= kMaxShort) {
      int64_t number = 0;
      for (uint64_t i = begin + isNegative; i < end; ++i)
        number = number * 10 + static_cast<int64_t>(units_[i] - '0');
      return makeInt(isNegative ? -number : number);
    }
    char chars[kMaxLong];
    if (at_ - begin > kMaxLong)
      return kUnbound;
    for (uint64_t i = begin; i < at_; ++i)
      chars[i - begin] = static_cast<char>(units_[i]);
    std::string_view text(chars, at_ - begin);
    double real;
    if (!isFloat)
      return intParse(text, 10);
    return floatParse(text, &real) ? makeFloat(real) : kUnbound;
  }

  // The four digits of \u; more than 16 bits: there are none.
  uint32_t hex4() {
    uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      uint32_t c = peek();
      uint32_t digit = isDigit(c) ? c - '0' : (c | 32) - 'a' < 6 ? (c | 32) - 'a' + 10 : 16;
      if (digit == 16)
        return ~0U;
      code = code << 4 | digit;
      ++at_;
    }
    return code;
  }

  // What follows a backslash; more than 21 bits: it is malformed.
  uint32_t escape() {
    uint32_t c = peek();
    ++at_;
    switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return ~0U;
    }
    uint32_t code = hex4();
    if (code - 0xD800 < 0x400 && at_ + 6 <= size_ && units_[at_] == '\\' &&
        units_[at_ + 1] == 'u') {
      uint64_t back = at_;
      at_ += 2;
      uint32_t low = hex4();
      if (low - 0xDC00 < 0x400)
        return 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
      at_ = back; // another escape, or a malformed one
    }
    return code;
  }

  // Behind the quote that begins it.
  Value string() {
    uint64_t begin = at_;
    while (at_ < size_ && units_[at_] != '"' && units_[at_] != '\\' && units_[at_] >= ' ')
      ++at_;
    if (peek() == '"')
      return strSlice(text_, begin, at_++);
    StrBuilder out(at_ - begin + 16);
    for (;;) {
      out.append(text_, begin, at_);
      if (!take('\\'))
        break;
      uint32_t c = escape();
      if (c > 0x10FFFF)
        return kUnbound;
      out.append(static_cast<char32_t>(c));
      begin = at_;
      while (at_ < size_ && units_[at_] != '"' && units_[at_] != '\\' && units_[at_] >= ' ')
        ++at_;
    }
    return take('"') ? out.take() : kUnbound;
  }

  // Names come again and again; with one string object for each they are hashed once.
  Value name() {
    uint64_t begin = at_;
    Value made = string();
    if (!made.isObject() || at_ - begin > kMaxName)
      return made;
    Str*& known = names_[(begin < size_ ? units_[begin] * 7U : 0) + (at_ - begin) * 31 & 63];
    if (!known || !strEquals(known, asStr(made)))
      known = asStr(made);
    return strValue(known);
  }

  Value array(unsigned depth) {
    List* list = allocateList(0);
    if (!list)
      return kError;
    skipBlanks();
    if (take(']'))
      return objectValue(list);
    for (;;) {
      Value item = value(depth + 1);
      if (item.isUnbound() || item.isError())
        return item;
      if (!listAppend(list, item))
        return kError;
      skipBlanks();
      if (take(']'))
        return objectValue(list);
      if (!take(','))
        return kUnbound;
      skipBlanks();
    }
  }

  Value object(unsigned depth) {
    Dict* dict = makeDict();
    skipBlanks();
    if (take('}'))
      return objectValue(dict);
    for (;;) {
      if (!take('"'))
        return kUnbound;
      Value key = name();
      if (!key.isObject())
        return key;
      skipBlanks();
      if (!take(':'))
        return kUnbound;
      skipBlanks();
      Value item = value(depth + 1);
      if (item.isUnbound() || item.isError())
        return item;
      if (!dictSetStr(dict, asStr(key), item))
        return kError;
      skipBlanks();
      if (take('}'))
        return objectValue(dict);
      if (!take(','))
        return kUnbound;
      skipBlanks();
    }
  }

  static constexpr uint64_t kMaxName = 32;
  const Str* text_;
  const Unit* units_;
  uint64_t size_, at_;
  Str* names_[64] = {};
};

template <class Unit> Value readAs(const Str* text, uint64_t at) {
  Reader<Unit> reader(text, at);
  Value value = reader.value(0);
  if (value.isError())
    return kError;
  if (value.isUnbound())
    return kNone;
  Value pair[] = {value, makeInt(static_cast<int64_t>(reader.place()))};
  return makeTuple(pair, 2);
}

// read(text, place): the value that begins there with the place behind it, or None.
Value read(const Value* args, uint64_t) {
  int64_t at;
  if (!isStr(args[0]) || !intToInt64(args[1], &at) || at < 0)
    return kNone;
  const Str* text = asStr(args[0]);
  switch (text->width()) {
  case 1:
    return readAs<uint8_t>(text, static_cast<uint64_t>(at));
  case 2:
    return readAs<uint16_t>(text, static_cast<uint64_t>(at));
  default:
    return readAs<uint32_t>(text, static_cast<uint64_t>(at));
  }
}

// --- writing

struct Writer {
  StrBuilder& out;
  bool isAsciiOnly, isSorted;
  Str *between, *behindName;
  Str* indent; // of each level; null: all in one line

  // False: declined, or out of memory (the builder knows).
  bool value(Value v, unsigned depth) {
    if (v.isNone())
      return put("null");
    if (v.isBool())
      return put(v == kTrue ? "true" : "false");
    if (isIntExact(v))
      return out.appendRepr(v);
    if (isFloatExact(v))
      return std::isfinite(floatOf(v)) && out.appendRepr(v);
    if (isExact(v, &tr_type_str)) {
      quoted(asStr(v));
      return true;
    }
    if (depth >= kMaxDepth)
      return false;
    if (isListExact(v))
      return items(asList(v)->data, asList(v)->length, depth);
    if (isExact(v, &tr_type_tuple))
      return items(v.as<Tuple>()->items(), v.as<Tuple>()->length, depth);
    return isDictExact(v) && dict(asDict(v), depth);
  }

private:
  bool put(std::string_view ascii) {
    out.appendAscii(ascii.data(), ascii.size());
    return true;
  }

  void line(unsigned depth) {
    if (!indent)
      return;
    out.append(U'\n');
    for (unsigned i = 0; i < depth; ++i)
      out.append(indent);
  }

  void hex(uint32_t unit) {
    constexpr char kDigits[] = "0123456789abcdef";
    const char text[] = {'\\',
                         'u',
                         kDigits[unit >> 12],
                         kDigits[unit >> 8 & 15],
                         kDigits[unit >> 4 & 15],
                         kDigits[unit & 15]};
    out.appendAscii(text, sizeof text);
  }

  bool isPlain(char32_t c) const {
    return c >= ' ' && c != '"' && c != '\\' && (c < 127 || !isAsciiOnly);
  }

  void escaped(char32_t c) {
    constexpr char kShort[] = "\"\"\\\\\nn\rr\tt\bb\ff"; // a character, and the letter for it
    for (const char* at = kShort; *at; at += 2)
      if (c == static_cast<unsigned char>(*at)) {
        out.append(U'\\');
        out.append(static_cast<char32_t>(at[1]));
        return;
      }
    if (c > 0xFFFF) {
      hex(0xD800 | (c - 0x10000) >> 10);
      hex(0xDC00 | (c & 0x3FF));
    } else {
      hex(c);
    }
  }

  void quoted(const Str* s) {
    out.append(U'"');
    const uint64_t length = s->length();
    for (uint64_t at = 0; at < length;) {
      uint64_t begin = at;
      while (at < length && isPlain(s->at(at)))
        ++at;
      out.append(s, begin, at);
      if (at < length)
        escaped(s->at(at++));
    }
    out.append(U'"');
  }

  bool items(const Value* values, uint64_t count, unsigned depth) {
    if (!count)
      return put("[]");
    out.append(U'[');
    for (uint64_t i = 0; i < count; ++i) {
      if (i)
        out.append(between);
      line(depth + 1);
      if (!value(values[i], depth + 1))
        return false;
    }
    line(depth);
    return put("]");
  }

  bool name(Value key) {
    if (isExact(key, &tr_type_str)) {
      quoted(asStr(key));
      return true;
    }
    if (!(key.isNone() || key.isBool() || isIntExact(key) || isFloatExact(key)))
      return false;
    out.append(U'"');
    return value(key, 0) && put("\"");
  }

  bool entry(Value key, Value item, unsigned depth, bool isFirst) {
    if (!isFirst)
      out.append(between);
    line(depth);
    if (!name(key))
      return false;
    out.append(behindName);
    return value(item, depth);
  }

  bool dict(Dict* dict, unsigned depth) {
    if (!dict->used)
      return put("{}");
    out.append(U'{');
    uint64_t at = 0;
    Value key, item;
    bool isFirst = true;
    if (isSorted) {
      List* keys = allocateList(dict->used);
      if (!keys)
        return false;
      while (dictNext(dict, &at, &key, &item))
        if (!isExact(key, &tr_type_str) || !listAppend(keys, key))
          return false;
      if (!listSort(keys, kNone, false))
        return false;
      for (uint64_t i = 0; i < keys->length; ++i, isFirst = false)
        if (!entry(listAt(keys, i), dictGetStr(dict, asStr(listAt(keys, i))), depth + 1, isFirst))
          return false;
    } else {
      for (; dictNext(dict, &at, &key, &item); isFirst = false)
        if (!entry(key, item, depth + 1, isFirst))
          return false;
    }
    line(depth);
    return put("}");
  }
};

// write(value, ascii only, sorted, between, behind names, indent or None): the text, or None.
Value write(const Value* args, uint64_t) {
  if (!isExact(args[3], &tr_type_str) || !isExact(args[4], &tr_type_str) ||
      !(args[5].isNone() || isExact(args[5], &tr_type_str)))
    return kNone;
  StrBuilder out(64);
  Writer writer{out,
                args[1] == kTrue,
                args[2] == kTrue,
                asStr(args[3]),
                asStr(args[4]),
                args[5].isNone() ? nullptr : asStr(args[5])};
  if (writer.value(args[0], 0) || out.failed())
    return out.take();
  clearPending(); // of an int with too many digits
  return kNone;
}

const NativeDef kFunctions[] = {nativePositional("read", read, 2, 2),
                                nativePositional("write", write, 6, 6), kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace

TR_DEFINE_MODULE(_json, kFunctions, kAttributes);

} // namespace tr
