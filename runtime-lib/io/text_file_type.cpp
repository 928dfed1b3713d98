// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type _io.TextIOWrapper: methods and attributes.
#include <unistd.h>

#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/io/file.h"
#include "runtime-lib/io/open.h"

namespace tr {

namespace {

TextFile* asFile(Value v) { return v.as<TextFile>(); }

bool checkOpen(TextFile* f, const char* text = "I/O operation on closed file.") {
  if (!f->buffer)
    return raiseValueError("underlying buffer has been detached"), false;
  if (f->buffer->closed)
    return raiseValueError("%s", text), false;
  return true;
}

Value fileWrite(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (!isStr(args[1]))
    return raiseTypeError("write() argument must be str, not %A", args[1]);
  if (!textCheckWritable(f) || !textWrite(f, asStr(args[1])))
    return kError;
  return makeInt(static_cast<int64_t>(asStr(args[1])->length()));
}

Value fileWriteLines(const Value* args, uint64_t nargs) {
  if (!checkOpen(asFile(args[0])))
    return kError;
  return writeLines(args[0], args[1], fileWrite);
}

Value fileRead(const Value* args, uint64_t nargs) {
  int64_t n = -1;
  if (nargs > 1 && !args[1].isNone()) {
    if (!args[1].isInt() && !typeOf(args[1])->slots.index)
      return raiseTypeError("argument should be integer or None, not '%T'", args[1]);
    if (!toIndexInt64(args[1], &n, &tr_type_OverflowError))
      return kError;
  }
  return textRead(asFile(args[0]), n);
}

Value fileReadLine(const Value* args, uint64_t nargs) {
  int64_t n = -1;
  if (nargs > 1 && !toIndexInt64(args[1], &n, &tr_type_OverflowError))
    return kError;
  return textReadLine(asFile(args[0]), n);
}

Value fileNext(Value self) {
  TextFile* f = asFile(self);
  f->telling = false;
  Value line = textReadLine(f, -1);
  if (line.isError())
    return kError;
  if (asStr(line)->length())
    return line;
  f->telling = f->seekable;
  f->snapshotStart = -1;
  return kDone;
}

Value fileReadLines(const Value* args, uint64_t nargs) {
  int64_t hint = -1;
  if (nargs > 1 && !args[1].isNone()) {
    if (!args[1].isInt() && !typeOf(args[1])->slots.index)
      return raiseTypeError("argument should be integer or None, not '%T'", args[1]);
    if (!toIndexInt64(args[1], &hint, &tr_type_OverflowError))
      return kError;
  }
  if (!checkOpen(asFile(args[0])))
    return kError;
  return readLines(args[0], hint, fileNext, [](Value line) { return asStr(line)->length(); });
}

Value fileFlush(const Value* args, uint64_t nargs) {
  return textFlush(asFile(args[0])) ? kNone : kError;
}
Value fileClose(const Value* args, uint64_t nargs) {
  return textClose(asFile(args[0])) ? kNone : kError;
}
Value fileTell(const Value* args, uint64_t nargs) { return textTell(asFile(args[0])); }

Value fileSeek(const Value* args, uint64_t nargs) {
  int64_t whence = 0;
  if (nargs > 2 && !toIndexInt64(args[2], &whence, &tr_type_OverflowError))
    return kError;
  return textSeek(asFile(args[0]), args[1], whence);
}

Value fileTruncate(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (!textFlush(f))
    return kError;
  if (!f->writable)
    return raiseUnsupported("truncate");
  Value size = nargs > 1 && !args[1].isNone() ? args[1] : textTell(f);
  int64_t n;
  if (size.isError() || !toIndexInt64(size, &n, &tr_type_OverflowError))
    return kError;
  return channelTruncate(f->buffer->channel, n) ? makeInt(n) : kError;
}

constexpr const char* kClosed = "I/O operation on closed file";

Value fileFileno(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  return checkOpen(f, kClosed) ? smallInt(f->buffer->channel->fd) : kError;
}
Value fileIsatty(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  return checkOpen(f, kClosed) ? boolean(isatty(f->buffer->channel->fd)) : kError;
}
Value fileReadable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (f->buffer && typeOf(objectValue(f->buffer)) == &tr_type_binaryWriter)
    return kFalse;
  return checkOpen(f, kClosed) ? boolean(f->readable) : kError;
}
Value fileWritable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (f->buffer && typeOf(objectValue(f->buffer)) == &tr_type_binaryReader)
    return kFalse;
  return checkOpen(f, kClosed) ? boolean(f->writable) : kError;
}
Value fileSeekable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  return checkOpen(f, kClosed) ? boolean(f->seekable) : kError;
}
Value fileEnter(const Value* args, uint64_t nargs) {
  return checkOpen(asFile(args[0])) ? args[0] : kError;
}
Value fileExit(const Value* args, uint64_t nargs) {
  return textClose(asFile(args[0])) ? kNone : kError;
}
Value fileIter(Value self) { return checkOpen(asFile(self)) ? self : kError; }

Value fileDetach(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (!textFlush(f))
    return kError;
  Value buffer = objectValue(f->buffer);
  f->buffer = nullptr;
  return buffer;
}

// reconfigure(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)
Value fileReconfigure(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  auto given = [&](unsigned i) { return !args[i].isUnbound() && !args[i].isNone(); };
  bool newlineGiven = !args[3].isUnbound();
  if (f->decoded && (given(1) || given(2) || newlineGiven))
    return raiseUnsupported(
        "It is not possible to set the encoding or newline of stream after the first read");
  NewlineMode newline = f->newline;
  if (newlineGiven && !parseNewline("reconfigure", args[3], &newline))
    return kError;
  for (unsigned i = 1; i <= 2; i++)
    if (given(i) && !isStr(args[i]))
      return raiseTypeError("reconfigure() argument '%s' must be str or None, not %A",
                            i == 1 ? "encoding" : "errors", args[i]);
  Codec codec = f->codec;
  if (given(1) && !findCodecOrRaise(utf8Of(asStr(args[1])), &codec))
    return kError;
  int lineBuffering = given(4) ? truth(args[4]) : f->lineBuffering;
  int writeThrough = given(5) ? truth(args[5]) : f->writeThrough;
  if (lineBuffering < 0 || writeThrough < 0 || !textFlush(f))
    return kError;
  if (given(1)) {
    f->encoding = args[1];
    f->codec = codec;
    if (!given(2)) {
      f->errors = makeStr("strict");
      f->errorsText = "strict";
    }
  }
  if (given(2)) {
    f->errors = args[2];
    f->errorsText = utf8Of(asStr(args[2])).data();
  }
  f->newline = newline;
  f->lineBuffering = lineBuffering;
  f->writeThrough = writeThrough;
  return kNone;
}

Value fileRepr(Value self) {
  TextFile* f = asFile(self);
  if (!f->buffer && f->mode.isUnbound())
    return formatText("<_io.TextIOWrapper encoding=%R>", f->encoding);
  if (!f->buffer)
    return formatText("<_io.TextIOWrapper mode=%R encoding=%R>", f->mode, f->encoding);
  if (f->mode.isUnbound())
    return formatText("<_io.TextIOWrapper name=%R encoding=%R>", f->buffer->name, f->encoding);
  return formatText("<_io.TextIOWrapper name=%R mode=%R encoding=%R>", f->buffer->name, f->mode,
                    f->encoding);
}

Value getName(Value self) {
  TextFile* f = asFile(self);
  return f->buffer ? f->buffer->name : raiseValueError("underlying buffer has been detached");
}
Value getMode(Value self) {
  TextFile* f = asFile(self);
  if (!f->mode.isUnbound())
    return f->mode;
  return raise(&tr_type_AttributeError, "'_io.TextIOWrapper' object has no attribute 'mode'");
}
bool setMode(Value self, Value mode) {
  asFile(self)->mode = mode;
  return true;
}
Value getEncoding(Value self) { return asFile(self)->encoding; }
Value getErrors(Value self) { return asFile(self)->errors; }
Value getClosed(Value self) {
  TextFile* f = asFile(self);
  return f->buffer ? boolean(f->buffer->closed || f->buffer->channel->fd < 0)
                   : raiseValueError("underlying buffer has been detached");
}
Value getBuffer(Value self) {
  TextFile* f = asFile(self);
  return f->buffer ? objectValue(f->buffer) : kNone;
}
Value getLineBuffering(Value self) { return boolean(asFile(self)->lineBuffering); }
Value getWriteThrough(Value self) { return boolean(asFile(self)->writeThrough); }
Value getNewlines(Value self) {
  if (!asFile(self)->buffer)
    return raiseValueError("underlying buffer has been detached");
  uint8_t seen = asFile(self)->newlinesSeen;
  Value kinds[3];
  uint64_t n = 0;
  if (seen & kSeenCr)
    kinds[n++] = makeStr("\r");
  if (seen & kSeenLf)
    kinds[n++] = makeStr("\n");
  if (seen & kSeenCrLf)
    kinds[n++] = makeStr("\r\n");
  return n == 0 ? kNone : n == 1 ? kinds[0] : makeTuple(kinds, n);
}

const NativeDef textFileMethods[] = {
    nativeOne("write", fileWrite),
    nativeOne("writelines", fileWriteLines),
    nativePositional("read", fileRead, 0, 1),
    nativePositional("readline", fileReadLine, 0, 1),
    nativePositional("readlines", fileReadLines, 0, 1),
    nativeNone("flush", fileFlush),
    nativeNone("close", fileClose),
    nativeNone("tell", fileTell),
    nativePositional("seek", fileSeek, 1, 2),
    nativePositional("truncate", fileTruncate, 0, 1),
    nativeNone("fileno", fileFileno),
    nativeNone("isatty", fileIsatty),
    nativeNone("readable", fileReadable),
    nativeNone("writable", fileWritable),
    nativeNone("seekable", fileSeekable),
    nativeNone("detach", fileDetach),
    nativeKeywords("reconfigure", fileReconfigure,
                   "*, encoding=, errors=, newline=, line_buffering=, write_through="),
    nativeNone("__enter__", fileEnter),
    nativePositional("__exit__", fileExit, 0, 255),
    kNativeEnd,
};

const GetSetDef textFileGetSets[] = {
    {"name", getName, nullptr},
    {"mode", getMode, setMode},
    {"encoding", getEncoding, nullptr},
    {"errors", getErrors, nullptr},
    {"closed", getClosed, nullptr},
    {"buffer", getBuffer, nullptr},
    {"line_buffering", getLineBuffering, nullptr},
    {"write_through", getWriteThrough, nullptr},
    {"newlines", getNewlines, nullptr},
    {nullptr, nullptr, nullptr},
};

} // namespace

} // namespace tr

TR_DEFINE_TYPE(textFile, .cname = "_io.TextIOWrapper", .base = &tr_type_object, .flags = 0,
               .version = 1, .instanceSize = sizeof(tr::TextFile), .layout = tr::Layout::Other,
               .methods = tr::textFileMethods, .getsets = tr::textFileGetSets,
               .slots = {.repr = tr::fileRepr,
                         .hash = tr::identityHash,
                         .iter = tr::fileIter,
                         .next = tr::fileNext,
                         .construct = tr::constructFile<tr::kTextKind>});
