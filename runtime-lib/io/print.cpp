// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// print and input. Printing ints, floats and strs to a text file makes no objects.
#include <cstring>
#include <unistd.h>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/io/file.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

TR_NAME(flush_method, "flush")
TR_NAME(fileno, "fileno")

namespace tr {

namespace {

bool printSmallInt(TextFile* f, int64_t v) {
  char digits[24];
  char* end = digits + sizeof digits;
  char* p = end;
  uint64_t magnitude = v < 0 ? -static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
  do
    *--p = static_cast<char>('0' + magnitude % 10);
  while (magnitude /= 10);
  if (v < 0)
    *--p = '-';
  return textWriteAscii(f, p, static_cast<uint64_t>(end - p), false);
}

// One value to a text file. Its state is checked again after str() ran, as write() does.
bool printValue(TextFile* f, Value v) {
  if (v.isInt())
    return printSmallInt(f, v.smallInt());
  if (isExact(v, &tr_type_str))
    return textWrite(f, asStr(v));
  if (v.isTaggedDouble() || isExact(v, &tr_type_float)) {
    std::string text = floatRepr(floatOf(v));
    return textWriteAscii(f, text.data(), text.size(), false);
  }
  if (v.isNone())
    return textWriteAscii(f, "None", 4, false);
  if (v.isBool())
    return v == kTrue ? textWriteAscii(f, "True", 4, false) : textWriteAscii(f, "False", 5, false);
  Value text = str(v);
  return !text.isError() && textCheckWritable(f) && textWrite(f, asStr(text));
}

bool printTo(TextFile* f, const Value* args, uint64_t nargs, Value sep, Value end) {
  if (!textCheckWritable(f))
    return false;
  for (uint64_t i = 0; i < nargs; i++) {
    if (i) {
      if (sep.isNone() ? !textWriteAscii(f, " ", 1, false) : !textWrite(f, asStr(sep)))
        return false;
    }
    if (!printValue(f, args[i]))
      return false;
  }
  return end.isNone() ? textWriteAscii(f, "\n", 1, true) : textWrite(f, asStr(end));
}

bool printToObject(Value file, const Value* args, uint64_t nargs, Value sep, Value end) {
  for (uint64_t i = 0; i < nargs; i++) {
    if (i && !ioWrite(file, sep.isNone() ? makeCharStr(' ') : sep))
      return false;
    Value text = isExact(args[i], &tr_type_str) ? args[i] : str(args[i]);
    if (text.isError() || !ioWrite(file, text))
      return false;
  }
  return ioWrite(file, end.isNone() ? makeCharStr('\n') : end);
}

Value builtinPrint(const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value sep = kNone, end = kNone, file = kNone;
  bool flush = false;
  if (kwnames) {
    for (uint64_t i = 0; i < kwnames->length; i++) {
      const Str* name = asStr(kwnames->items()[i]);
      Value v = args[nargs + i];
      std::string_view text = utf8Of(name);
      if (text == "sep")
        sep = v;
      else if (text == "end")
        end = v;
      else if (text == "file")
        file = v;
      else if (text == "flush") {
        int yes = truth(v);
        if (yes < 0)
          return kError;
        flush = yes;
      } else {
        static const char* const known[] = {"sep", "end", "file", "flush"};
        return raiseUnexpectedKeyword("print", objectValue(name), known, 4);
      }
    }
  }
  if (file.isNone()) {
    file = ioStdoutSlot;
    if (file.isUnbound())
      return raise(&tr_type_RuntimeError, "lost sys.stdout");
    if (file.isNone())
      return kNone;
  }
  if (!sep.isNone() && !isStr(sep))
    return raiseTypeError("sep must be None or a string, not %T", sep);
  if (!end.isNone() && !isStr(end))
    return raiseTypeError("end must be None or a string, not %T", end);
  if (isTextFile(file)) {
    TextFile* f = file.as<TextFile>();
    if (!printTo(f, args, nargs, sep, end))
      return kError;
    if (flush && !textFlush(f))
      return kError;
    return kNone;
  }
  if (!printToObject(file, args, nargs, sep, end))
    return kError;
  if (flush && callMethod(file, name_flush_method()).isError())
    return kError;
  return kNone;
}

// The line without its newline; EOFError at the end.
Value chopLine(Value line) {
  const Str* s = asStr(line);
  uint64_t n = s->length();
  if (n == 0)
    return raise(&tr_type_EOFError, "EOF when reading a line");
  return s->at(n - 1) == '\n' ? strSlice(s, 0, n - 1) : line;
}

bool flushObject(Value file) {
  return isTextFile(file) ? textFlush(file.as<TextFile>())
                          : !callMethod(file, name_flush_method()).isError();
}

Value builtinInput(const Value* args, uint64_t nargs) {
  Value in = ioStdinSlot, out = ioStdoutSlot, err = ioStderrSlot;
  if (in.isUnbound() || in.isNone())
    return raise(&tr_type_RuntimeError, "input(): lost sys.stdin");
  if (out.isUnbound() || out.isNone())
    return raise(&tr_type_RuntimeError, "input(): lost sys.stdout");
  if (err.isUnbound() || err.isNone())
    return raise(&tr_type_RuntimeError, "input(): lost sys.stderr");
  if (!flushObject(err))
    clearPending();
  if (nargs) {
    Value prompt = isExact(args[0], &tr_type_str) ? args[0] : str(args[0]);
    if (prompt.isError() || !ioWrite(out, prompt))
      return kError;
  }
  if (!flushObject(out))
    clearPending();
  if (isTextFile(in)) {
    Value line = textReadLine(in.as<TextFile>(), -1);
    return line.isError() ? kError : chopLine(line);
  }
  Value line = callMethod(in, intern("readline"));
  if (line.isError())
    return kError;
  if (!isStr(line))
    return raiseTypeError("object.readline() returned non-string");
  return chopLine(line);
}

} // namespace

TR_BUILTIN(print, nativeRaw("print", builtinPrint));
TR_BUILTIN(input, nativePositional("input", builtinInput, 0, 1));

} // namespace tr
