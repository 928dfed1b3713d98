// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type _io.TextIOWrapper: methods and attributes.
#include <unistd.h>

#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/io/delegate.h"
#include "runtime-lib/io/open.h"

namespace tr {

namespace {

TextFile* asFile(Value v) { return v.as<TextFile>(); }

Value fileWrite(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (!isStr(args[1]))
    return raiseTypeError("write() argument must be str, not %A", args[1]);
  if (!textCheckWritable(f) || !textWrite(f, asStr(args[1])))
    return kError;
  return makeInt(static_cast<int64_t>(asStr(args[1])->length()));
}

Value fileWriteLines(const Value* args, uint64_t nargs) {
  if (!textOpen(asFile(args[0])))
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
  if (hasDelegate(self))
    return nextOfDelegate(self);
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
  if (!textOpen(asFile(args[0])))
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
  return textOpen(f, kClosed) ? smallInt(f->buffer->channel->fd) : kError;
}
Value fileIsatty(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  return textOpen(f, kClosed) ? boolean(isatty(f->buffer->channel->fd)) : kError;
}
Value fileReadable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (f->buffer && typeOf(objectValue(f->buffer)) == &tr_type_binaryWriter)
    return kFalse;
  return textOpen(f, kClosed) ? boolean(f->readable) : kError;
}
Value fileWritable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (f->buffer && typeOf(objectValue(f->buffer)) == &tr_type_binaryReader)
    return kFalse;
  return textOpen(f, kClosed) ? boolean(f->writable) : kError;
}
Value fileSeekable(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  return textOpen(f, kClosed) ? boolean(f->seekable) : kError;
}
Value fileEnter(const Value* args, uint64_t nargs) { return selfUnlessClosed(args[0]); }
Value fileExit(const Value* args, uint64_t nargs) {
  return textClose(asFile(args[0])) ? kNone : kError;
}

Value fileDetach(const Value* args, uint64_t nargs) {
  TextFile* f = asFile(args[0]);
  if (!textFlush(f))
    return kError;
  Value buffer = objectValue(f->buffer);
  f->buffer = nullptr;
  return buffer;
}

// reconfigure(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)
constexpr const char* kReconfigureNames[] = {"encoding", "errors", "newline", "line_buffering",
                                             "write_through"};

// reconfigure() of the delegate, with the keywords that are given.
Value reconfigureDelegate(const Value* args) {
  Value given[6] = {args[0]}, names[5];
  uint64_t n = 0;
  for (unsigned i = 0; i < 5; i++)
    if (!args[i + 1].isUnbound()) {
      names[n] = strValue(intern(kReconfigureNames[i]));
      given[++n] = args[i + 1];
    }
  Value method = getFromDelegate("reconfigure", args[0]), kwnames = makeTuple(names, n);
  if (method.isError() || kwnames.isError())
    return kError;
  Value done = call(method, given + 1, 0, kwnames.as<Tuple>());
  if (!done.isError() && (typeOf(args[0])->heap || asFile(args[0])->patched))
    done = callMethod(args[0], intern("flush")); // which the class may define
  return done.isError() ? kError : kNone;
}

Value fileReconfigure(const Value* args, uint64_t nargs) {
  for (unsigned i = 1; i <= 2; i++)
    if (isStr(args[i]) && !codecArgument(args[i]))
      return kError;
  if (hasDelegate(args[0]))
    return reconfigureDelegate(args);
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
  if (given(1) && !findCodecOrRaise(args[1], &codec))
    return kError;
  int lineBuffering = given(4) ? truth(args[4]) : f->lineBuffering;
  int writeThrough = given(5) ? truth(args[5]) : f->writeThrough;
  if (lineBuffering < 0 || writeThrough < 0 || !textFlush(f))
    return kError;
  if (given(1)) {
    f->encoding = args[1];
    f->codec = codec;
    f->encodingStarted = f->seekable && channelTell(f->buffer->channel) > 0;
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
  if (asFile(self)->delegate.isNone())
    return raiseValueError("I/O operation on uninitialized object");
  Value encoding = getAttr(self, intern("encoding"));
  Value name = encoding.isError() ? kError : attributeForRepr(self, "name");
  Value mode = name.isError() ? kError : attributeForRepr(self, "mode");
  Value shown = mode.isError() ? kError : formatText("<%s", typeNameOf(self));
  if (!shown.isError() && !name.isUnbound())
    shown = formatText("%S name=%R", shown, name);
  if (!shown.isError() && !mode.isUnbound())
    shown = formatText("%S mode=%R", shown, mode);
  return shown.isError() ? kError : formatText("%S encoding=%R>", shown, encoding);
}

Value getName(Value self) {
  TextFile* f = asFile(self);
  return f->buffer ? getAttr(objectValue(f->buffer), intern("name"))
                   : raiseValueError("underlying buffer has been detached");
}
Value getEncoding(Value self) { return asFile(self)->encoding; }
Value getErrors(Value self) { return asFile(self)->errors; }
Value getClosed(Value self) {
  TextFile* f = asFile(self);
  return f->buffer ? getAttr(objectValue(f->buffer), intern("closed"))
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
    fileOne<"write", fileWrite>(),
    fileOne<"writelines", fileWriteLines>(),
    filePositional<"read", fileRead>(0, 1),
    filePositional<"readline", fileReadLine>(0, 1),
    filePositional<"readlines", fileReadLines>(0, 1),
    fileNone<"flush", fileFlush>(),
    fileNone<"close", fileClose>(),
    fileNone<"tell", fileTell>(),
    filePositional<"seek", fileSeek>(1, 2),
    filePositional<"truncate", fileTruncate>(0, 1),
    fileNone<"fileno", fileFileno>(),
    fileNone<"isatty", fileIsatty>(),
    fileNone<"readable", fileReadable>(),
    fileNone<"writable", fileWritable>(),
    fileNone<"seekable", fileSeekable>(),
    fileNone<"detach", fileDetach>(),
    nativeKeywords("reconfigure", fileReconfigure,
                   "*, encoding=, errors=, newline=, line_buffering=, write_through="),
    TR_FILE_ROWS,
    nativeNone("__enter__", fileEnter),
    filePositional<"__exit__", fileExit>(0, 255),
    kNativeEnd,
};

const GetSetDef textFileGetSets[] = {
    fileAttribute<"name", getName>(),
    fileAttribute<"encoding", getEncoding, Before::None>(),
    fileAttribute<"errors", getErrors>(),
    fileAttribute<"closed", getClosed>(),
    fileAttribute<"buffer", getBuffer, Before::None>(),
    fileAttribute<"line_buffering", getLineBuffering, Before::False>(),
    fileAttribute<"write_through", getWriteThrough, Before::False>(),
    fileAttribute<"newlines", getNewlines>(),
    {"__dict__", getTextFileDict, nullptr},
    {nullptr, nullptr, nullptr},
};

} // namespace

} // namespace tr

TR_DEFINE_TYPE(textFile, .cname = "_io.TextIOWrapper", .base = &tr_type_object,
               .flags = tr::kTypeBaseable | tr::kTypeHasDict, .version = 1,
               .instanceSize = sizeof(tr::TextFile), .attrOffset = sizeof(tr::TextFile),
               .layout = tr::Layout::Other, .methods = tr::textFileMethods,
               .getsets = tr::textFileGetSets,
               .slots = {.repr = tr::fileRepr,
                         .hash = tr::identityHash,
                         .iter = tr::selfUnlessClosed,
                         .next = tr::fileNext,
                         .setattr = tr::setFileAttribute,
                         .construct = tr::constructFile,
                         .init = tr::initFile<tr::kTextKind>});
