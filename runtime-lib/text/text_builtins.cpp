// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ord, chr, ascii, and the entries behind f-strings.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/units.h"

namespace tr {

// repr(v) with everything beyond ASCII escaped.
Value asciiOf(Value v) {
  Value text = repr(v);
  if (text.isError() || asStr(text)->isAscii())
    return text;
  const Str* s = asStr(text);
  StrBuilder out(s->length() + 16);
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    char32_t c = s->at(i);
    if (c < 128) {
      out.append(c);
      continue;
    }
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    out.append(U'\\');
    out.append(static_cast<char32_t>(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U'));
    for (int d = digits - 1; d >= 0; d--)
      out.append(static_cast<char32_t>("0123456789abcdef"[c >> (4 * d) & 15]));
  }
  return out.take();
}

static Value builtinOrd(const Value* args, uint64_t nargs) {
  std::string_view bytes;
  uint64_t n;
  if (isStr(args[0])) {
    n = asStr(args[0])->length();
    if (n == 1)
      return smallInt(static_cast<int64_t>(asStr(args[0])->at(0)));
  } else if ((isBytes(args[0]) || isBytearray(args[0])) && bytesLike(args[0], &bytes)) {
    n = bytes.size();
    if (n == 1)
      return smallInt(static_cast<uint8_t>(bytes[0]));
  } else {
    return raiseTypeError("ord() expected string of length 1, but %T found", args[0]);
  }
  return raiseTypeError("ord() expected a character, but string of length %zu found",
                        static_cast<size_t>(n));
}

static Value builtinChr(const Value* args, uint64_t nargs) {
  Value index = toIndex(args[0]);
  if (index.isError())
    return kError;
  if (!index.isInt() || index.smallInt() < 0 || index.smallInt() > 0x10ffff)
    return raiseValueError("chr() arg not in range(0x110000)");
  return makeCharStr(static_cast<char32_t>(index.smallInt()));
}

static Value builtinAscii(const Value* args, uint64_t nargs) { return asciiOf(args[0]); }

TR_BUILTIN(ord, nativeOne("ord", builtinOrd));
TR_BUILTIN(chr, nativeOne("chr", builtinChr));
TR_BUILTIN(ascii, nativeOne("ascii", builtinAscii));

} // namespace tr

using namespace tr;

extern "C" {

Value tr_convert(Value v, int64_t how) {
  switch (how) {
  case 's':
    return str(v);
  case 'r':
    return repr(v);
  default:
    return asciiOf(v);
  }
}

Value tr_join_strings(void* pieces, int64_t count) {
  auto* items = static_cast<const Value*>(pieces);
  uint64_t length = 0, n = static_cast<uint64_t>(count);
  unsigned width = 0;
  bool ascii = true;
  for (uint64_t i = 0; i < n; i++) {
    const Str* s = asStr(items[i]);
    length += s->length();
    if (widthLog2Of(s) > width)
      width = widthLog2Of(s);
    ascii = ascii && s->isAscii();
  }
  if (length == 0)
    return emptyStr();
  Str* made = allocateStr(length, width, ascii);
  if (!made)
    return kError;
  char* to = static_cast<char*>(mutableText(made));
  for (uint64_t i = 0; i < n; i++) {
    const Str* s = asStr(items[i]);
    copyUnits(to, width, s->data, widthLog2Of(s), s->length());
    to += s->length() << width;
  }
  return length == 1 ? makeCharStr(made->at(0)) : objectValue(made);
}

} // extern "C"
