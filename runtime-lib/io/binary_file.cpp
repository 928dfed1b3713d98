// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Binary files: BufferedReader, BufferedWriter, BufferedRandom and FileIO. One set of functions;
// the tables say which type has which.
#include <cerrno>
#include <climits>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/io/delegate.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/bytes.h"

TR_NAME(name, "name")

namespace tr {

namespace {

BinaryFile* asFile(Value v) { return v.as<BinaryFile>(); }

void collected(void* object) {
  auto* f = static_cast<BinaryFile*>(object);
  if (f->channel)
    channelForget(f->channel);
}

// The channel of a file that is open; `closedText` is what CPython says of a closed one.
Channel* open(BinaryFile* f, const char* closedText = "I/O operation on closed file.") {
  if (!f->channel)
    return raiseValueError("raw stream has been detached"), nullptr;
  if (f->closed || f->channel->fd < 0)
    return raiseValueError("%s", closedText), nullptr;
  return f->channel;
}

Channel* openReadable(BinaryFile* f, const char* closedText, const char* operation) {
  bool readable = !f->channel || f->channel->readable;
  if (!readable && !f->isRaw)
    return raiseUnsupported(operation), nullptr;
  Channel* c = open(f, f->isRaw ? "I/O operation on closed file" : closedText);
  if (c && !readable)
    return raiseUnsupported("File not open for reading"), nullptr;
  return c;
}

// An optional count: None and nothing are -1.
bool countArgument(const Value* args, uint64_t nargs, int64_t* out) {
  *out = -1;
  if (nargs < 2 || args[1].isNone())
    return true;
  if (!args[1].isInt() && !typeOf(args[1])->slots.index) {
    raiseTypeError("argument should be integer or None, not '%T'", args[1]);
    return false;
  }
  return toIndexInt64(args[1], out, &tr_type_OverflowError);
}

Value fileRead(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  int64_t n;
  if (!countArgument(args, nargs, &n))
    return kError;
  if (n < -1 && !f->isRaw)
    return raiseValueError("read length must be non-negative or -1");
  Channel* c = openReadable(f, "read of closed file", "read");
  if (!c)
    return kError;
  if (f->isRaw && n >= 0) {
    if (c->writeSize && !channelFlush(c))
      return kError;
    Bytes* made = allocateBytes(static_cast<uint64_t>(n));
    if (!made)
      return kError;
    for (;;) {
      ssize_t got = ::read(c->fd, made->data(), static_cast<size_t>(n));
      if (got >= 0)
        return got == n ? objectValue(made) : makeBytes(made->data(), static_cast<uint64_t>(got));
      if (errno == EAGAIN)
        return kNone;
      if (errno != EINTR)
        return raiseOSError(errno);
    }
  }
  ByteBuilder out(n > 0 && n <= 65536 ? static_cast<uint64_t>(n) : 0);
  c->starved = false;
  bool ok = n < 0 ? channelReadAll(c, out) : channelRead(c, static_cast<uint64_t>(n), out);
  return !ok ? kError : c->starved && out.size() == 0 ? kNone : out.takeBytes();
}

Value fileReadAll(const Value* args, uint64_t nargs) { return fileRead(args, 1); }

Value fileRead1(const Value* args, uint64_t nargs) {
  int64_t n;
  if (nargs < 2)
    n = -1;
  else if (!toIndexInt64(args[1], &n, &tr_type_OverflowError))
    return kError;
  Channel* c = openReadable(asFile(args[0]), "read of closed file", "read1");
  if (!c)
    return kError;
  ByteBuilder out;
  if (!channelReadOnce(c, n < 0 ? c->readCapacity : static_cast<uint64_t>(n), out))
    return kError;
  return out.takeBytes();
}

Value filePeek(const Value* args, uint64_t nargs) {
  Channel* c = openReadable(asFile(args[0]), "peek of closed file", "peek");
  if (!c)
    return kError;
  if (channelBuffered(c) == 0 && channelFill(c) == -1)
    return kError;
  return makeBytes(c->readBuffer + c->readAt, channelBuffered(c));
}

Value readInto(const Value* args, bool once, const char* name) {
  BinaryFile* f = asFile(args[0]);
  uint8_t* data;
  uint64_t n;
  if (!writableBytes(args[1], &data, &n))
    return raiseTypeError("%s() argument must be read-write bytes-like object, not %A", name,
                          args[1]);
  Channel* c = openReadable(f, "readinto of closed file", "readinto");
  if (!c)
    return kError;
  ByteBuilder out(n < 65536 ? n : 0);
  c->starved = false;
  if (!(once || f->isRaw ? channelReadOnce(c, n, out) : channelRead(c, n, out)))
    return kError;
  if (c->starved && out.size() == 0)
    return kNone;
  // Reading may have let a signal's handler run.
  uint64_t got = writableBytes(args[1], &data, &n) && out.size() < n ? out.size() : n;
  if (got)
    memcpy(data, out.data(), got);
  return makeInt(static_cast<int64_t>(got));
}
Value fileReadInto(const Value* args, uint64_t nargs) { return readInto(args, false, "readinto"); }
Value fileReadInto1(const Value* args, uint64_t nargs) { return readInto(args, true, "readinto1"); }

Value fileReadLine(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  int64_t n;
  if (!countArgument(args, nargs, &n))
    return kError;
  Channel* c = openReadable(f, "readline of closed file", "read");
  if (!c)
    return kError;
  ByteBuilder out;
  if (!channelReadLine(c, n < 0 ? UINT64_MAX : static_cast<uint64_t>(n), out))
    return kError;
  return out.takeBytes();
}

Value fileNext(Value self) {
  if (hasDelegate(self))
    return nextOfDelegate(self);
  Value line = fileReadLine(&self, 1);
  if (line.isError())
    return kError;
  return asBytes(line)->length ? line : kDone;
}

Value fileReadLines(const Value* args, uint64_t nargs) {
  int64_t hint;
  if (!countArgument(args, nargs, &hint))
    return kError;
  if (!open(asFile(args[0])))
    return kError;
  return readLines(args[0], hint, fileNext, [](Value line) { return asBytes(line)->length; });
}

Value fileWrite(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  std::string_view bytes;
  bool writable = !f->channel || f->channel->writable;
  if (!writable && !f->isRaw)
    return raiseUnsupported("write");
  if (!bytesLikeOrRaise(args[1], &bytes))
    return kError;
  Channel* c = open(f, f->isRaw ? "I/O operation on closed file" : "write to closed file");
  if (!c)
    return kError;
  if (!writable)
    return raiseUnsupported("File not open for writing");
  const auto* p = reinterpret_cast<const uint8_t*>(bytes.data());
  if (f->isRaw) {
    int64_t written = channelWriteOnce(c, p, bytes.size());
    return written == -1 ? kError : written == -2 ? kNone : makeInt(written);
  }
  return channelWrite(c, p, bytes.size()) ? makeInt(static_cast<int64_t>(bytes.size())) : kError;
}

Value fileWriteLines(const Value* args, uint64_t nargs) {
  if (!open(asFile(args[0])))
    return kError;
  return writeLines(args[0], args[1], fileWrite);
}

Value fileFlush(const Value* args, uint64_t nargs) {
  return binaryFlush(asFile(args[0])) ? kNone : kError;
}

Value fileClose(const Value* args, uint64_t nargs) {
  return binaryClose(asFile(args[0])) ? kNone : kError;
}

Value fileSeek(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  int64_t whence = 0, offset;
  if (nargs > 2 && !toIndexInt64(args[2], &whence, &tr_type_OverflowError))
    return kError;
  if ((whence < 0 || whence > 2) && !f->isRaw)
    return raiseValueError("whence value %lld unsupported", static_cast<long long>(whence));
  Channel* c = open(f, f->isRaw ? "I/O operation on closed file" : "seek of closed file");
  if (!c)
    return kError;
  if (!f->isRaw && !channelSeekable(c))
    return raiseUnsupported("File or stream is not seekable.");
  if (!toIndexInt64(args[1], &offset, &tr_type_OverflowError))
    return kError;
  int64_t at = channelSeek(c, offset, static_cast<int>(whence));
  return at < 0 ? kError : makeInt(at);
}

Value fileTell(const Value* args, uint64_t nargs) {
  Channel* c = open(asFile(args[0]), "I/O operation on closed file");
  if (!c)
    return kError;
  int64_t at = channelTell(c);
  return at < 0 ? kError : makeInt(at);
}

Value fileTruncate(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  Channel* c = open(f, f->isRaw ? "I/O operation on closed file" : "truncate of closed file");
  if (!c)
    return kError;
  if (!c->writable)
    return raiseUnsupported(f->isRaw ? "File not open for writing" : "truncate");
  int64_t size;
  if (!channelFlush(c))
    return kError;
  if (nargs < 2 || args[1].isNone()) {
    size = channelTell(c);
    if (size < 0)
      return kError;
  } else if (!toIndexInt64(args[1], &size, &tr_type_OverflowError)) {
    return kError;
  }
  return channelTruncate(c, size) ? makeInt(size) : kError;
}

Value fileFileno(const Value* args, uint64_t nargs) {
  Channel* c = open(asFile(args[0]), "I/O operation on closed file");
  return c ? smallInt(c->fd) : kError;
}
Value fileIsatty(const Value* args, uint64_t nargs) {
  Channel* c = open(asFile(args[0]), "I/O operation on closed file");
  return c ? boolean(isatty(c->fd)) : kError;
}
Value fileReadable(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  if (typeOf(args[0]) == &tr_type_binaryWriter)
    return kFalse;
  Channel* c = open(f, "I/O operation on closed file");
  return c ? boolean(c->readable) : kError;
}
Value fileWritable(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  if (typeOf(args[0]) == &tr_type_binaryReader)
    return kFalse;
  Channel* c = open(f, "I/O operation on closed file");
  return c ? boolean(c->writable) : kError;
}
Value fileSeekable(const Value* args, uint64_t nargs) {
  Channel* c = open(asFile(args[0]), "I/O operation on closed file");
  return c ? boolean(channelSeekable(c)) : kError;
}

Value fileEnter(const Value* args, uint64_t nargs) { return selfUnlessClosed(args[0]); }
Value fileExit(const Value* args, uint64_t nargs) {
  return binaryClose(asFile(args[0])) ? kNone : kError;
}

// The FileIO behind a buffered file.
Value rawOf(BinaryFile* f) {
  if (f->raw.isUnbound()) {
    auto* raw = newInstanceOf<BinaryFile>(&tr_type_fileIO);
    if (!raw || !instanceSet(raw, name_name(), f->name))
      return kError;
    raw->delegate = kUnbound;
    raw->channel = f->channel;
    raw->mode = f->mode;
    raw->isRaw = true;
    raw->raw = objectValue(f); // keeps the owner of the channel alive
    f->raw = objectValue(raw);
  }
  return f->raw;
}

Value fileDetach(const Value* args, uint64_t nargs) {
  BinaryFile* f = asFile(args[0]);
  if (!open(f) || !channelFlush(f->channel))
    return kError;
  // The raw object takes the channel over.
  Value raw = rawOf(f);
  if (raw.isError())
    return kError;
  asFile(raw)->raw = kUnbound;
  memory::setFinaliser(asFile(raw), collected);
  memory::setFinaliser(f, nullptr);
  f->channel = nullptr;
  return raw;
}

Value reprOfRaw(Value self) {
  Value closed = getAttr(self, intern("closed"));
  int is = closed.isError() ? -1 : truth(closed);
  if (is < 0)
    return kError;
  const char* shown = typeNameOf(self);
  if (is)
    return formatText("<%s [closed]>", shown);
  Value name = attributeForRepr(self, "name"), mode = getAttr(self, intern("mode"));
  Value closesFd = getAttr(self, intern("closefd"));
  if (name.isError() || mode.isError() || closesFd.isError())
    return kError;
  if (!name.isUnbound())
    return formatText("<%s name=%R mode=%R closefd=%S>", shown, name, mode, closesFd);
  Value fd = callMethod(self, intern("fileno"));
  return fd.isError() ? kError
                      : formatText("<%s fd=%S mode=%R closefd=%S>", shown, fd, mode, closesFd);
}

Value reprOfBuffered(Value self) {
  Value name = attributeForRepr(self, "name");
  return name.isError()     ? kError
         : name.isUnbound() ? formatText("<%s>", typeNameOf(self))
                            : formatText("<%s name=%R>", typeNameOf(self), name);
}

Value fileRepr(Value self) {
  int entered = reprEnter(self);
  if (entered < 0)
    return kError;
  if (entered)
    return raise(&tr_type_RuntimeError, "reentrant call inside %s.__repr__", typeNameOf(self));
  Value shown = isA(self, &tr_type_fileIO) ? reprOfRaw(self) : reprOfBuffered(self);
  reprLeave(self);
  return shown;
}

Value getClosed(Value self) {
  BinaryFile* f = asFile(self);
  if (!f->channel)
    return raiseValueError("raw stream has been detached");
  return boolean(f->closed || f->channel->fd < 0);
}
Value getName(Value self) {
  BinaryFile* f = asFile(self);
  if (!f->channel)
    return raiseValueError("raw stream has been detached");
  return f->raw.isUnbound() ? f->name : getAttr(f->raw, name_name());
}
Value getMode(Value self) {
  BinaryFile* f = asFile(self);
  return f->channel ? f->mode : raiseValueError("raw stream has been detached");
}
Value getRaw(Value self) { return asFile(self)->channel ? rawOf(asFile(self)) : kNone; }
Value getCloseFd(Value self) { return boolean(asFile(self)->channel->closeFd); }

const GetSetDef bufferedGetSets[] = {
    fileAttribute<"closed", getClosed>(),   fileAttribute<"name", getName>(),
    fileAttribute<"mode", getMode>(),       fileAttribute<"raw", getRaw, Before::None>(),
    {"__dict__", instanceDictGet, nullptr}, {nullptr, nullptr, nullptr}};
const GetSetDef rawGetSets[] = {fileAttribute<"closed", getClosed>(),
                                fileAttribute<"mode", getMode>(),
                                fileAttribute<"closefd", getCloseFd>(),
                                {"__dict__", instanceDictGet, nullptr},
                                {nullptr, nullptr, nullptr}};

#define COMMON_ROWS                                                                                \
  filePositional<"read", fileRead>(0, 1), filePositional<"readline", fileReadLine>(0, 1),          \
      filePositional<"readlines", fileReadLines>(0, 1), fileOne<"readinto", fileReadInto>(),       \
      fileOne<"write", fileWrite>(), fileOne<"writelines", fileWriteLines>(),                      \
      fileNone<"flush", fileFlush>(), fileNone<"close", fileClose>(),                              \
      filePositional<"seek", fileSeek>(1, 2), fileNone<"tell", fileTell>(),                        \
      filePositional<"truncate", fileTruncate>(0, 1), fileNone<"fileno", fileFileno>(),            \
      fileNone<"isatty", fileIsatty>(), fileNone<"readable", fileReadable>(),                      \
      fileNone<"writable", fileWritable>(), fileNone<"seekable", fileSeekable>(), TR_FILE_ROWS,    \
      nativeNone("__enter__", fileEnter), filePositional<"__exit__", fileExit>(0, 255)

const NativeDef bufferedMethods[] = {COMMON_ROWS,
                                     filePositional<"read1", fileRead1>(0, 1),
                                     filePositional<"peek", filePeek>(0, 1),
                                     fileOne<"readinto1", fileReadInto1>(),
                                     fileNone<"detach", fileDetach>(),
                                     kNativeEnd};
const NativeDef rawMethods[] = {COMMON_ROWS, fileNone<"readall", fileReadAll>(), kNativeEnd};

} // namespace

BinaryFile* makeBinaryFile(Type* type, Channel* channel, Value name, Value mode) {
  auto* f = newInstanceOf<BinaryFile>(type);
  f->delegate = kUnbound;
  f->channel = channel;
  f->name = name;
  f->mode = mode;
  f->raw = kUnbound;
  f->isRaw = type == &tr_type_fileIO;
  if (f->isRaw)
    instanceSet(f, name_name(), name);
  memory::setFinaliser(f, collected);
  return f;
}

void binaryMoved(BinaryFile* to, BinaryFile* from) {
  from->channel = nullptr;
  memory::setFinaliser(from, nullptr);
  memory::setFinaliser(to, collected);
  if (!to->raw.isUnbound() && !to->isRaw)
    asFile(to->raw)->raw = objectValue(to);
}

bool binaryFlush(BinaryFile* f) {
  if (!f->channel)
    return raiseValueError("raw stream has been detached"), false;
  if (f->closed || f->channel->fd < 0)
    return raiseValueError("I/O operation on closed file."), false;
  return channelFlush(f->channel);
}

bool binaryClose(BinaryFile* f) {
  if (!f->channel)
    return raiseValueError("raw stream has been detached"), false;
  f->closed = true;
  return channelClose(f->channel);
}

Type* unsupportedOperationType() {
  static Type* made;
  if (!made) {
    Dict* space = makeDict();
    if (!space || !dictSetStr(space, intern("__module__"), makeStr("io")))
      return nullptr;
    Value args[] = {makeStr("UnsupportedOperation"),
                    tupleOf(typeValue(&tr_type_OSError), typeValue(&tr_type_ValueError)),
                    objectValue(space)};
    Value type = call(typeValue(&tr_type_type), args, 3);
    if (type.isError())
      return nullptr;
    made = type.as<Type>();
  }
  return made;
}

Value readLines(Value file, int64_t hint, UnarySlot next, uint64_t (*sizeOf)(Value line)) {
  List* lines = allocateList(0);
  if (!lines)
    return kError;
  for (uint64_t total = 0; hint <= 0 || total < static_cast<uint64_t>(hint);) {
    Value line = next(file);
    if (line.isError())
      return kError;
    if (line.isDone())
      break;
    total += sizeOf(line);
    if (!listAppend(lines, line))
      return kError;
  }
  return objectValue(lines);
}

Value writeLines(Value file, Value lines, NativeFn write) {
  Value iterator = iterate(lines);
  if (iterator.isError())
    return kError;
  for (;;) {
    Value line = next(iterator);
    if (line.isError())
      return kError;
    if (line.isDone())
      return kNone;
    Value args[] = {file, line};
    if (write(args, 2).isError())
      return kError;
  }
}

Value raiseUnsupported(const char* what) {
  Type* type = unsupportedOperationType();
  return type ? raise(type, "%s", what) : kError;
}

} // namespace tr

#define DEFINE_FILE_TYPE(id, kind, printed, methodTable, getsetTable)                              \
  TR_DEFINE_TYPE(id, .cname = printed, .base = &tr_type_object,                                    \
                 .flags = tr::kTypeBaseable | tr::kTypeHasDict, .version = 1,                      \
                 .instanceSize = sizeof(tr::BinaryFile), .attrOffset = sizeof(tr::BinaryFile),     \
                 .layout = tr::Layout::Other, .methods = methodTable, .getsets = getsetTable,      \
                 .slots = {.repr = tr::fileRepr,                                                   \
                           .hash = tr::identityHash,                                               \
                           .iter = tr::selfUnlessClosed,                                           \
                           .next = tr::fileNext,                                                   \
                           .setattr = tr::setFileAttribute,                                        \
                           .construct = tr::constructFile,                                         \
                           .init = tr::initFile<tr::kind>})

DEFINE_FILE_TYPE(binaryReader, kReaderKind, "_io.BufferedReader", tr::bufferedMethods,
                 tr::bufferedGetSets);
DEFINE_FILE_TYPE(binaryWriter, kWriterKind, "_io.BufferedWriter", tr::bufferedMethods,
                 tr::bufferedGetSets);
DEFINE_FILE_TYPE(binaryRandom, kRandomKind, "_io.BufferedRandom", tr::bufferedMethods,
                 tr::bufferedGetSets);
DEFINE_FILE_TYPE(fileIO, kRawKind, "_io.FileIO", tr::rawMethods, tr::rawGetSets);
