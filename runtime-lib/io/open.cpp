// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The builtin open(): mode, descriptor, buffered file, text file.
#include "runtime-lib/io/open.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"

TR_NAME(fspath, "__fspath__")

namespace tr {

namespace {

constexpr uint64_t kFileBuffer = 65536;

struct Mode {
  bool creating = false, reading = false, writing = false, appending = false;
  bool updating = false, text = false, binary = false;
};

bool parseMode(std::string_view text, Mode* out) {
  Mode m;
  for (size_t i = 0; i < text.size(); i++) {
    bool repeated = text.find(text[i], i + 1) != std::string_view::npos;
    switch (text[i]) {
    case 'x':
      m.creating = true;
      break;
    case 'r':
      m.reading = true;
      break;
    case 'w':
      m.writing = true;
      break;
    case 'a':
      m.appending = true;
      break;
    case '+':
      m.updating = true;
      break;
    case 't':
      m.text = true;
      break;
    case 'b':
      m.binary = true;
      break;
    default:
      repeated = true;
    }
    if (repeated) {
      raiseValueError("invalid mode: '%.*s'", static_cast<int>(text.size()), text.data());
      return false;
    }
  }
  *out = m;
  return true;
}

bool checkMode(const Mode& m, Value encoding, Value errors, Value newline) {
  const char* wrong = nullptr;
  int kinds = m.creating + m.reading + m.writing + m.appending;
  if (m.text && m.binary)
    wrong = "can't have text and binary mode at once";
  else if (kinds > 1)
    wrong = "must have exactly one of create/read/write/append mode";
  else if (kinds == 0)
    wrong = "Must have exactly one of create/read/write/append mode and at most one plus";
  else if (m.binary && !encoding.isNone())
    wrong = "binary mode doesn't take an encoding argument";
  else if (m.binary && !errors.isNone())
    wrong = "binary mode doesn't take an errors argument";
  else if (m.binary && !newline.isNone())
    wrong = "binary mode doesn't take a newline argument";
  if (wrong)
    raiseValueError("%s", wrong);
  return !wrong;
}

// The path as the system wants it: UTF-8, lone surrogates from undecodable names given back.
const char* systemPath(Value path) {
  ByteBuilder out;
  if (isStr(path)) {
    const Str* s = asStr(path);
    if (!encodeText(Codec::Utf8, s, 0, s->length(), "surrogateescape", out))
      return nullptr;
  } else {
    out.append(asBytes(path)->view());
  }
  if (out.size() && memchr(out.data(), 0, out.size())) {
    raiseValueError("embedded null byte");
    return nullptr;
  }
  out.append(uint8_t{0});
  return out.failed() ? nullptr : reinterpret_cast<const char*>(out.data());
}

// str, bytes, or what __fspath__ gives.
Value pathOf(Value file) {
  if (isStr(file) || isBytes(file))
    return file;
  Value method = lookupSpecial(file, name_fspath());
  if (method.isError())
    return kError;
  if (method.isUnbound()) { // CPython says the bare name here
    const char* name = typeNameOf(file);
    const char* dot = strrchr(name, '.');
    return raiseTypeError("expected str, bytes or os.PathLike object, not %s",
                          dot ? dot + 1 : name);
  }
  Value path = call0(method);
  if (path.isError() || isStr(path) || isBytes(path))
    return path;
  return raiseTypeError("expected %T.__fspath__() to return str or bytes, not %T", file, path);
}

const char* fileModeText(const Mode& m) {
  if (m.creating)
    return m.updating ? "xb+" : "xb";
  if (m.appending)
    return m.updating ? "ab+" : "ab";
  if (m.updating)
    return "rb+";
  return m.reading ? "rb" : "wb";
}

// The descriptor of a new or given file; -1 with the error pending.
int openDescriptor(Value file, const Mode& m, int flags, Value opener) {
  if (isIntLike(file)) {
    int64_t fd;
    if (!toIndexInt64(file, &fd, &tr_type_OverflowError))
      return -1;
    if (fd < 0)
      return raiseValueError("negative file descriptor"), -1;
    struct stat info;
    if (fd > INT32_MAX || fstat(static_cast<int>(fd), &info) < 0)
      return raiseOSError(fd > INT32_MAX ? EBADF : errno), -1;
    return static_cast<int>(fd);
  }
  const char* path = systemPath(file);
  if (!path)
    return -1;
  struct stat info;
  // What a dropped file object still holds of the file that is opened now must reach it first.
  if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
    salvageSameFile(info.st_dev, info.st_ino);
  if (!opener.isNone()) {
    Value fd = call2(opener, file, smallInt(flags));
    if (fd.isError())
      return -1;
    int64_t number;
    if (!fd.isInt())
      return raiseTypeError("expected integer from opener"), -1;
    number = fd.smallInt();
    if (number < 0)
      return raiseValueError("opener returned %lld", static_cast<long long>(number)), -1;
    return static_cast<int>(number);
  }
  for (bool collected = false;;) {
    int fd = ::open(path, flags, 0666);
    if (fd >= 0)
      return fd;
    if (errno == EINTR) {
      if (!tr_poll())
        return -1;
      continue;
    }
    if (errno == EMFILE && !collected) {
      // Dropped files hold descriptors until they are collected.
      collected = true;
      memory::collect();
      memory::allocateSlow(memory::kSmallLimit + 1, memory::kAtomic); // runs the finalisers
      continue;
    }
    raiseOSError(errno, file);
    return -1;
  }
}

// open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True,
// opener=None)
Value builtinOpen(const Value* args, uint64_t nargs) {
  auto orNone = [&](unsigned i) { return args[i].isUnbound() ? kNone : args[i]; };
  std::string_view mode = "r";
  if (!args[1].isUnbound()) {
    if (!isStr(args[1]))
      return raiseTypeError("open() argument 'mode' must be str, not %A", args[1]);
    mode = utf8Of(asStr(args[1]));
  }
  int64_t buffering = -1;
  if (!args[2].isUnbound() && !toIndexInt64(args[2], &buffering, &tr_type_OverflowError))
    return kError;
  static const char* const names[] = {"encoding", "errors", "newline"};
  for (unsigned i = 3; i <= 5; i++) {
    if (orNone(i).isNone())
      continue;
    if (!isStr(args[i]))
      return raiseTypeError("open() argument '%s' must be str or None, not %A", names[i - 3],
                            args[i]);
    if (!codecArgument(args[i])) // newline, too, is a C string in CPython
      return kError;
  }
  int closeFd = args[6].isUnbound() ? 1 : truth(args[6]);
  if (closeFd < 0)
    return kError;
  return openFile(args[0], mode, buffering, orNone(3), orNone(4), orNone(5), closeFd, orNone(7));
}

} // namespace

bool parseNewline(const char* function, Value newline, NewlineMode* out) {
  if (newline.isNone()) {
    *out = NewlineMode::Universal;
    return true;
  }
  if (!isStr(newline)) {
    raiseTypeError("%s() argument 'newline' must be str or None, not %A", function, newline);
    return false;
  }
  std::string_view text = utf8Of(asStr(newline));
  if (text == "")
    *out = NewlineMode::Keep;
  else if (text == "\n")
    *out = NewlineMode::Lf;
  else if (text == "\r")
    *out = NewlineMode::Cr;
  else if (text == "\r\n")
    *out = NewlineMode::CrLf;
  else {
    raiseValueError("illegal newline value: %S", newline);
    return false;
  }
  return true;
}

Value openFile(Value file, std::string_view modeText, int64_t buffering, Value encoding,
               Value errors, Value newline, bool closeFd, Value opener) {
  if (!isIntLike(file)) {
    file = pathOf(file);
    if (file.isError())
      return kError;
  }
  Mode m;
  if (!parseMode(modeText, &m) || !checkMode(m, encoding, errors, newline))
    return kError;
  bool text = !m.binary;
  bool readable = m.reading || m.updating;
  bool writable = !m.reading || m.updating;
  int flags = O_CLOEXEC | (readable && writable ? O_RDWR : readable ? O_RDONLY : O_WRONLY);
  if (m.creating)
    flags |= O_EXCL | O_CREAT;
  if (m.writing)
    flags |= O_TRUNC | O_CREAT;
  if (m.appending)
    flags |= O_APPEND | O_CREAT;
  if (!closeFd && !isIntLike(file))
    return raiseValueError("Cannot use closefd=False with file name");

  int fd = openDescriptor(file, m, flags, opener);
  if (fd < 0)
    return kError;
  bool ours = closeFd && !isIntLike(file);
  auto fail = [&]() {
    if (ours)
      ::close(fd);
    return kError;
  };
  struct stat info = {};
  if (fstat(fd, &info) < 0 && errno == EBADF) // an opener's
    return raiseOSError(EBADF);
  if (S_ISDIR(info.st_mode)) {
    raiseOSError(EISDIR, file);
    return fail();
  }
  // Everything that may refuse comes before the channel owns the descriptor.
  NewlineMode newlineMode = NewlineMode::Universal;
  Codec codec = Codec::Utf8;
  if (text) {
    if (buffering == 0) {
      raiseValueError("can't have unbuffered text I/O");
      return fail();
    }
    if (!encoding.isNone() && !findCodecOrRaise(encoding, &codec))
      return fail();
    if (!parseNewline("open", newline, &newlineMode))
      return fail();
  }
  uint64_t bufferSize =
      buffering > 1 ? static_cast<uint64_t>(buffering)
      : buffering == 0
          ? 0
          : (S_ISREG(info.st_mode) ? kFileBuffer : static_cast<uint64_t>(info.st_blksize));
  Channel* channel = makeChannel(fd, readable, writable, bufferSize);
  channel->closeFd = closeFd;
  channel->appending = m.appending;
  if (m.appending)
    lseek(fd, 0, SEEK_END);
  Type* type = buffering == 0         ? &tr_type_fileIO
               : readable && writable ? &tr_type_binaryRandom
               : readable             ? &tr_type_binaryReader
                                      : &tr_type_binaryWriter;
  BinaryFile* binary = makeBinaryFile(type, channel, file, makeStr(fileModeText(m)));
  auto label = [&](Value made) {
    Value shown = writable ? repr(made) : kNone;
    if (shown.isError())
      clearPending();
    else if (writable)
      channel->label = strdup(utf8Of(asStr(shown)).data());
    return made;
  };
  if (!text)
    return label(objectValue(binary));
  // What locale.getencoding() says, or the UTF-8 mode that the C locale turns on.
  if (encoding.isNone())
    encoding = makeStr(isCLocale() ? "utf-8" : "UTF-8");
  if (errors.isNone())
    errors = makeStr("strict");
  TextFile* f = makeTextFile(binary, codec, encoding, errors, newlineMode, makeStr(modeText));
  f->lineBuffering = buffering == 1 || (buffering < 0 && isatty(fd));
  return label(objectValue(f));
}

TR_BUILTIN(open, nativeKeywords(
                     "open", builtinOpen,
                     "file, mode=, buffering=, encoding=, errors=, newline=, closefd=, opener="));

} // namespace tr
