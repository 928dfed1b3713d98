// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UnicodeDecodeError, UnicodeEncodeError and UnicodeTranslateError: five (four) fields and the text
// made from them.
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// Which form an argument must have: 's' str, 'b' bytes-like, 'i' int.
bool storeFields(Value self, const Value* args, uint64_t nargs, Tuple* kwnames, const char* kinds,
                 unsigned firstField) {
  if (!exceptionInit(self, args, nargs, kwnames))
    return false;
  uint64_t wanted = std::char_traits<char>::length(kinds);
  if (nargs != wanted) {
    raiseTypeError("function takes exactly %zu arguments (%zu given)", wanted, nargs);
    return false;
  }
  auto* exception = self.as<Exception>();
  for (uint64_t i = 0; i < wanted; ++i) {
    Value v = args[i];
    if (kinds[i] == 'b') {
      std::string_view data;
      if (!isBytes(v)) {
        if (!bytesLikeOrRaise(v, &data))
          return false;
        v = makeBytes(data.data(), data.size());
      }
    } else if (kinds[i] == 's' ? !isStr(v) : !isIntLike(v)) {
      if (kinds[i] == 'i')
        raiseTypeError("'%T' object cannot be interpreted as an integer", v);
      else
        v.isNone() ? raiseTypeError("argument %zu must be str, not None", i + 1)
                   : raiseTypeError("argument %zu must be str, not %T", i + 1, v);
      return false;
    }
    exception->extra[firstField + i] = v;
  }
  return true;
}

int64_t intField(Exception* exception, unsigned index) {
  int64_t v = 0;
  Value word = exception->extra[index];
  if (!word.isUnbound() && isIntLike(word))
    intToInt64(plainInt(word), &v);
  return v;
}

const char* escapePrefix(char32_t c, unsigned* digits) {
  *digits = c <= 0xff ? 2 : c <= 0xffff ? 4 : 8;
  return c <= 0xff ? "\\x" : c <= 0xffff ? "\\u" : "\\U";
}

void appendHex(StrBuilder& out, char32_t c, unsigned digits) {
  for (unsigned i = digits; i-- > 0;)
    out.append(static_cast<char32_t>("0123456789abcdef"[(c >> (4 * i)) & 15]));
}

Value textOf(Value self, const char* verb, bool withEncoding) {
  auto* exception = self.as<Exception>();
  Value object = exception->extra[field::object];
  if (object.isUnbound())
    return makeStr("");
  int64_t begin = intField(exception, field::start), end = intField(exception, field::end);
  StrBuilder out;
  if (withEncoding) {
    out.append("'");
    if (!out.appendStr(getField<field::encoding>(self)))
      return kError;
    out.append("' codec ");
  }
  out.append(verb);
  if (isStr(object) && begin >= 0 && end == begin + 1 &&
      static_cast<uint64_t>(begin) < asStr(object)->length()) {
    char32_t c = asStr(object)->at(static_cast<uint64_t>(begin));
    unsigned digits;
    out.append(" character '");
    out.append(escapePrefix(c, &digits));
    appendHex(out, c, digits);
    out.append("' in position ");
    if (!out.appendStr(makeInt(begin)))
      return kError;
  } else if (!isStr(object) && begin >= 0 && end == begin + 1) {
    Value byte = getItem(object, makeInt(begin));
    if (byte.isError())
      return byte;
    out.append(" byte 0x");
    appendHex(out, static_cast<char32_t>(byte.smallInt()), 2);
    out.append(" in position ");
    if (!out.appendStr(makeInt(begin)))
      return kError;
  } else {
    out.append(isStr(object) ? " characters in position " : " bytes in position ");
    if (!out.appendStr(makeInt(begin)))
      return kError;
    out.append("-");
    if (!out.appendStr(makeInt(end - 1)))
      return kError;
  }
  out.append(": ");
  if (!out.appendStr(getField<field::reason>(self)))
    return kError;
  return out.take();
}

} // namespace

bool unicodeDecodeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return storeFields(self, args, nargs, kwnames, "sbiis", field::encoding);
}
bool unicodeEncodeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return storeFields(self, args, nargs, kwnames, "ssiis", field::encoding);
}
bool unicodeTranslateInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return storeFields(self, args, nargs, kwnames, "siis", field::object);
}

Value unicodeDecodeStr(Value self) { return textOf(self, "can't decode", true); }
Value unicodeEncodeStr(Value self) { return textOf(self, "can't encode", true); }
Value unicodeTranslateStr(Value self) { return textOf(self, "can't translate", false); }

const GetSetDef kUnicodeErrorGetSets[] = {
    {"encoding", getField<field::encoding>, setField<field::encoding>},
    {"object", getField<field::object>, setField<field::object>},
    {"start", getField<field::start>, setField<field::start>},
    {"end", getField<field::end>, setField<field::end>},
    {"reason", getField<field::reason>, setField<field::reason>},
    {nullptr, nullptr, nullptr}};

} // namespace tr
