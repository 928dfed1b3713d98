// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// % formatting of str and bytes. One engine; a policy says how the two differ: what %s, %b, %r and
// %c do, and where text goes.
#include <climits>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/percent_format.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/units.h"

TR_NAME(dunder_bytes, "__bytes__")

namespace tr {

namespace {

struct Conversion {
  bool left = false, plus = false, space = false, alternate = false, zero = false;
  int64_t width = -1;
  int64_t precision = -1;
  char32_t code = 0;
};

class PercentFormatter {
public:
  PercentFormatter(const Str* format, Value right, bool forBytes)
      : format_(format), right_(right), forBytes_(forBytes), out_(format->length() + 32) {
    if (isTuple(right)) {
      args_ = asTuple(right)->items();
      count_ = asTuple(right)->length;
    } else {
      args_ = &right_;
      count_ = 1;
      // Things with __getitem__ that are no text can be looked into by (name).
      mapping_ = typeOf(right)->slots.getitem && !isTuple(right) && !isStr(right) &&
                 !(forBytes && (isBytes(right) || isBytearray(right)));
    }
  }
  bool run();
  StrBuilder& out() { return out_; }
  bool unchanged() const { return out_.length() == format_->length() && !converted_; }

private:
  char32_t peek() const { return format_->at(at_); }
  bool more() const { return at_ < format_->length(); }
  bool incomplete() {
    raiseValueError("incomplete format");
    return false;
  }
  Value nextArgument();
  bool parseName();
  bool parseCount(int64_t* out, const char* tooBig, int64_t limit);
  bool parse(Conversion* c);
  bool convert(const Conversion& c);
  bool text(const Conversion& c, Value v);
  bool bytes(const Conversion& c, Value v);
  bool character(const Conversion& c, Value v);
  bool integer(const Conversion& c, Value v);
  bool real(const Conversion& c, Value v);
  void padded(const Conversion& c, const Str* s, uint64_t length);
  FormatSpec specOf(const Conversion& c) const;

  const Str* format_;
  Value right_;
  bool forBytes_;
  StrBuilder out_;
  uint64_t at_ = 0;
  const Value* args_;
  uint64_t count_, used_ = 0;
  bool mapping_ = false; // right_ may be looked into
  bool named_ = false;   // the current conversion has a (name), and its value is in value_
  bool usedMapping_ = false;
  bool converted_ = false; // met a %
  Value value_ = kNone;
};

Value PercentFormatter::nextArgument() {
  if (named_) {
    named_ = false;
    return value_;
  }
  if (used_ < count_ && !usedMapping_)
    return args_[used_++];
  return raiseTypeError("not enough arguments for format string");
}

bool PercentFormatter::parseName() {
  if (!mapping_) {
    raiseTypeError("format requires a mapping");
    return false;
  }
  uint64_t begin = ++at_;
  for (int depth = 1; depth; at_++) {
    if (!more()) {
      raiseValueError("incomplete format key");
      return false;
    }
    if (peek() == '(')
      depth++;
    if (peek() == ')')
      depth--;
  }
  Value key = strSlice(format_, begin, at_ - 1);
  if (key.isError())
    return false;
  if (forBytes_)
    key = makeBytes(utf8Of(asStr(key)).data(), at_ - 1 - begin);
  value_ = getItem(right_, key);
  named_ = usedMapping_ = true;
  return !value_.isError();
}

// A number or * at the cursor.
bool PercentFormatter::parseCount(int64_t* out, const char* tooBig, int64_t limit) {
  if (more() && peek() == '*') {
    at_++;
    Value v = nextArgument();
    if (v.isError())
      return false;
    if (!isIntLike(v)) {
      raiseTypeError("* wants int");
      return false;
    }
    int64_t n;
    if (!intToInt64(v, &n) || (limit == INT_MAX && (n > INT_MAX || n < INT_MIN))) {
      raiseOverflowError("Python int too large to convert to C %s",
                         limit == INT_MAX ? "int" : "ssize_t");
      return false;
    }
    *out = n;
    return more() || incomplete();
  }
  int64_t v = 0;
  for (; more() && peek() >= '0' && peek() <= '9'; at_++) {
    int64_t digit = static_cast<int64_t>(peek()) - '0';
    if (v > (limit - digit) / 10) {
      raiseValueError("%s", tooBig);
      return false;
    }
    v = v * 10 + digit;
    *out = v;
  }
  return more() || incomplete();
}

bool PercentFormatter::parse(Conversion* c) {
  if (!more())
    return incomplete();
  if (peek() == '(' && !parseName())
    return false;
  if (!more())
    return incomplete();
  for (;; at_++) {
    if (!more())
      return incomplete();
    char32_t f = peek();
    if (f == '-')
      c->left = true;
    else if (f == '+')
      c->plus = true;
    else if (f == ' ')
      c->space = true;
    else if (f == '#')
      c->alternate = true;
    else if (f == '0')
      c->zero = true;
    else
      break;
  }
  if (!parseCount(&c->width, "width too big", INT64_MAX))
    return false;
  if (c->width < -1 || (c->width == -1 && format_->at(at_ - 1) == '*')) {
    c->left = true;
    c->width = -c->width;
  }
  if (peek() == '.') {
    at_++;
    c->precision = 0;
    if (!more())
      return incomplete();
    if (!parseCount(&c->precision, forBytes_ ? "prec too big" : "precision too big", INT_MAX))
      return false;
    if (c->precision < 0)
      c->precision = 0;
  }
  if (peek() == 'h' || peek() == 'l' || peek() == 'L') {
    at_++;
    if (!more())
      return incomplete();
  }
  c->code = format_->at(at_++);
  return true;
}

void PercentFormatter::padded(const Conversion& c, const Str* s, uint64_t length) {
  uint64_t pad =
      c.width > static_cast<int64_t>(length) ? static_cast<uint64_t>(c.width) - length : 0;
  if (!c.left)
    out_.appendRepeated(' ', pad);
  out_.append(s, 0, length);
  if (c.left)
    out_.appendRepeated(' ', pad);
}

bool PercentFormatter::text(const Conversion& c, Value v) {
  Value shown = c.code == 's' ? str(v) : c.code == 'r' && !forBytes_ ? repr(v) : asciiOf(v);
  if (shown.isError())
    return false;
  uint64_t n = asStr(shown)->length();
  if (c.precision >= 0 && static_cast<uint64_t>(c.precision) < n)
    n = static_cast<uint64_t>(c.precision);
  padded(c, asStr(shown), n);
  return true;
}

// %s and %b of bytes: bytes-like contents or __bytes__.
bool PercentFormatter::bytes(const Conversion& c, Value v) {
  std::string_view content;
  if (!bytesLike(v, &content)) {
    Value method = lookupSpecial(v, name_dunder_bytes());
    if (method.isError())
      return false;
    if (method.isUnbound()) {
      raiseTypeError(
          "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
      return false;
    }
    Value made = call0(method);
    if (made.isError())
      return false;
    if (!bytesLike(made, &content)) {
      raiseTypeError("__bytes__ returned non-bytes (type %T)", made);
      return false;
    }
    v = made;
  }
  Value shown = makeStrFrom1(reinterpret_cast<const uint8_t*>(content.data()), content.size());
  if (shown.isError())
    return false;
  uint64_t n = content.size();
  if (c.precision >= 0 && static_cast<uint64_t>(c.precision) < n)
    n = static_cast<uint64_t>(c.precision);
  padded(c, asStr(shown), n);
  return true;
}

bool PercentFormatter::character(const Conversion& c, Value v) {
  Value shown;
  std::string_view content;
  if (forBytes_ && bytesLike(v, &content) && content.size() == 1) {
    shown = makeCharStr(static_cast<uint8_t>(content[0]));
  } else if (!forBytes_ && isStr(v) && asStr(v)->length() == 1) {
    shown = v;
  } else if (isIntLike(v) || (!isStr(v) && !isFloat(v) && typeOf(v)->slots.index)) {
    Value index = toIndex(v);
    if (index.isError())
      return false;
    int64_t code;
    if (!intToInt64(index, &code) || code < 0 || code >= (forBytes_ ? 256 : 0x110000)) {
      raiseOverflowError(forBytes_ ? "%%c arg not in range(256)"
                                   : "%%c arg not in range(0x110000)");
      return false;
    }
    shown = makeCharStr(static_cast<char32_t>(code));
  } else {
    raiseTypeError(forBytes_ ? "%%c requires an integer in range(256) or a single byte"
                             : "%%c requires int or char");
    return false;
  }
  padded(c, asStr(shown), 1);
  return true;
}

FormatSpec PercentFormatter::specOf(const Conversion& c) const {
  FormatSpec f;
  f.width = c.width;
  f.sign = c.plus ? '+' : c.space ? ' ' : 0;
  f.align = c.left ? '<' : c.zero ? '=' : '>';
  if (c.zero && !c.left)
    f.fill = '0';
  return f;
}

bool PercentFormatter::integer(const Conversion& c, Value v) {
  bool decimal = c.code == 'd' || c.code == 'i' || c.code == 'u';
  Value plain;
  if (isIntLike(v)) {
    plain = plainInt(v);
  } else {
    Type* type = typeOf(v);
    bool number = type->slots.index || type->slots.toInt || isFloat(v);
    if (decimal && number && !isStr(v) && !isBytes(v) && !isBytearray(v)) {
      plain = call1(typeValue(&tr_type_int), v);
      if (plain.isError()) {
        if (!pendingIs(&tr_type_TypeError))
          return false;
        clearPending();
        number = false;
      }
    } else if (!decimal && type->slots.index) {
      plain = toIndex(v);
      if (plain.isError()) {
        if (!pendingIs(&tr_type_TypeError))
          return false;
        clearPending();
        number = false;
      }
    } else {
      number = false;
    }
    if (!number) {
      // bytes reads %i as %d from the start.
      if (decimal)
        raiseTypeError("%%%c format: a real number is required, not %T",
                       forBytes_ && c.code == 'i' ? 'd' : static_cast<int>(c.code), v);
      else
        raiseTypeError("%%%c format: an integer is required, not %T", static_cast<int>(c.code), v);
      return false;
    }
    plain = plainInt(plain);
  }
  unsigned base = c.code == 'o' ? 8 : c.code == 'x' || c.code == 'X' ? 16 : 10;
  Value shown = intToStr(plain, base);
  if (shown.isError())
    return false;
  std::string digits(utf8Of(asStr(shown)));
  NumberText number;
  if (digits[0] == '-') {
    number.negative = true;
    digits.erase(0, 1);
  }
  if (c.code == 'X')
    for (char& d : digits)
      if (d >= 'a')
        d = static_cast<char>(d - 32);
  if (c.precision > static_cast<int64_t>(digits.size())) {
    if (c.precision > INT_MAX - 3) {
      raiseOverflowError("precision too large");
      return false;
    }
    digits.insert(0, static_cast<size_t>(c.precision) - digits.size(), '0');
  }
  number.digits = digits;
  if (c.alternate)
    number.prefix = c.code == 'o' ? "0o" : c.code == 'x' ? "0x" : c.code == 'X' ? "0X" : "";
  appendNumber(out_, specOf(c), number);
  return true;
}

bool PercentFormatter::real(const Conversion& c, Value v) {
  double d;
  if (!toDouble(v, &d)) {
    if (forBytes_ && pendingIs(&tr_type_TypeError)) {
      clearPending();
      raiseTypeError("float argument required, not %T", v);
    }
    return false;
  }
  int precision = c.precision < 0 ? 6 : static_cast<int>(c.precision);
  std::string text = floatFormat(d, static_cast<char>(c.code), precision, c.alternate, false);
  appendNumber(out_, specOf(c), splitNumber(text));
  return true;
}

bool PercentFormatter::convert(const Conversion& c) {
  if (c.code == '%' && !named_) {
    out_.append(U'%');
    return true;
  }
  uint64_t place = at_ - 1;
  switch (c.code) {
  case 's':
  case 'r':
  case 'a':
  case 'b':
  case 'c':
  case 'd':
  case 'i':
  case 'u':
  case 'o':
  case 'x':
  case 'X':
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G':
    break;
  default:
    goto unsupported;
  }
  if (c.code != 'b' || forBytes_) {
    Value v = nextArgument();
    if (v.isError())
      return false;
    switch (c.code) {
    case 's':
      return forBytes_ ? bytes(c, v) : text(c, v);
    case 'r':
    case 'a':
      return text(c, v);
    case 'b':
      return bytes(c, v);
    case 'c':
      return character(c, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return integer(c, v);
    default:
      return real(c, v);
    }
  }
unsupported:
  // A missing argument is noticed first.
  if (!named_ && nextArgument().isError())
    return false;
  if (c.code > 31 && c.code < 127)
    raiseValueError("unsupported format character '%c' (0x%x) at index %zu",
                    static_cast<int>(c.code), static_cast<unsigned>(c.code),
                    static_cast<size_t>(place));
  else
    raiseValueError("unsupported format character '%c' (0x%x) at index %zu",
                    forBytes_ ? static_cast<int>(c.code) : '?', static_cast<unsigned>(c.code),
                    static_cast<size_t>(place));
  return false;
}

bool PercentFormatter::run() {
  uint64_t n = format_->length();
  while (at_ < n) {
    uint64_t begin = at_;
    while (at_ < n && peek() != '%')
      at_++;
    out_.append(format_, begin, at_);
    if (at_ == n)
      break;
    converted_ = true;
    at_++;
    if (more() && peek() == '%') { // the common %%
      out_.append(U'%');
      at_++;
      continue;
    }
    Conversion c;
    named_ = false;
    if (!parse(&c))
      return false;
    // %5% and the like take an argument in CPython.
    if (c.code == '%' && !named_) {
      Value v = nextArgument();
      if (v.isError())
        return false;
      named_ = true;
      value_ = v;
    }
    if (!convert(c))
      return false;
  }
  if (used_ < count_ && !usedMapping_ && !mapping_) {
    raiseTypeError(forBytes_ ? "not all arguments converted during bytes formatting"
                             : "not all arguments converted during string formatting");
    return false;
  }
  return true;
}

} // namespace

Value strModulo(Value left, Value right) {
  if (!isStr(left))
    return kNotImplemented;
  PercentFormatter formatter(asStr(left), right, false);
  if (!formatter.run())
    return kError;
  // Nothing was converted: the format itself is the result, even of a subclass, but for an empty
  // one.
  bool isItself = formatter.unchanged() && asStr(left)->length() != 0;
  return isItself ? left : formatter.out().take();
}

Value bytesPercent(std::string_view format, Value right) {
  Value text = makeStrFrom1(reinterpret_cast<const uint8_t*>(format.data()), format.size());
  if (text.isError())
    return kError;
  PercentFormatter formatter(asStr(text), right, true);
  return formatter.run() ? formatter.out().take() : kError;
}

} // namespace tr
