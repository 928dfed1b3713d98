// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The standard streams: their start, and the flush at exit.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/io/file.h"
#include "runtime-lib/io/streams.h"

TR_NAME(write, "write")
TR_NAME(flush, "flush")
TR_NAME(closed, "closed")

namespace tr {

Value ioStdinSlot = kUnbound, ioStdoutSlot = kUnbound, ioStderrSlot = kUnbound;

namespace {

constexpr uint64_t kInputBuffer = 65536;

Value originals[3] = {kNone, kNone, kNone};

const char* localeName() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* name = getenv(variable);
    if (name && *name)
      return name;
  }
  return "C";
}

// In the C and C.UTF-8 locales bytes that are no UTF-8 pass through stdin and stdout (PEP 538).
bool isPlainLocale() {
  for (const char* plain : {"C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"})
    if (!strcmp(localeName(), plain))
      return true;
  return false;
}

Value makeStream(int fd, const char* name, const char* errors) {
  struct stat info;
  if (fstat(fd, &info) < 0)
    return kNone; // closed by whoever started us
  bool input = fd == 0;
  // Output buffers are as large as CPython's: a chunk of text beyond that goes out at once, so what
  // a failing device loses is the same.
  Channel* c =
      makeChannel(fd, input, !input, input ? kInputBuffer : static_cast<uint64_t>(info.st_blksize));
  c->closeFd = false;
  Type* type = input ? &tr_type_binaryReader : &tr_type_binaryWriter;
  BinaryFile* binary = makeBinaryFile(type, c, makeStr(name), makeStr(input ? "rb" : "wb"));
  TextFile* f = makeTextFile(binary, Codec::Utf8, makeStr("utf-8"), makeStr(errors),
                             NewlineMode::Lf, makeStr(input ? "r" : "w"));
  f->lineBuffering = fd == 2 || isatty(fd);
  return objectValue(f);
}

// A stream that may be anything that the program put in its place; true when there is nothing to do
// or it went well.
bool flushStream(Value stream) {
  if (stream.isUnbound() || stream.isNone())
    return true;
  if (isTextFile(stream)) {
    TextFile* f = stream.as<TextFile>();
    if (!f->buffer || !f->buffer->channel || f->buffer->closed)
      return true;
    return textFlush(f);
  }
  Value closed = getAttrOrUnbound(stream, name_closed());
  if (closed.isError())
    clearPending();
  else if (!closed.isUnbound()) {
    int is = truth(closed);
    if (is < 0)
      clearPending();
    if (is == 1)
      return true;
  }
  return !callMethod(stream, name_flush()).isError();
}

void writeDescriptor(std::string_view text) {
  while (!text.empty()) {
    ssize_t put = write(2, text.data(), text.size());
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return;
    text.remove_prefix(static_cast<size_t>(put));
  }
}

} // namespace

Value ioStdin() { return originals[0]; }
Value ioStdout() { return originals[1]; }
Value ioStderr() { return originals[2]; }

bool isCLocale() { return !strcmp(localeName(), "C") || !strcmp(localeName(), "POSIX"); }

void ioStart() {
  // Writing says what is wrong.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  const char* errors = isPlainLocale() ? "surrogateescape" : "strict";
  ioStdinSlot = originals[0] = makeStream(0, "<stdin>", errors);
  ioStdoutSlot = originals[1] = makeStream(1, "<stdout>", errors);
  ioStderrSlot = originals[2] = makeStream(2, "<stderr>", "backslashreplace");
}

int ioFinish() {
  int status = 0;
  if (!flushStream(ioStdoutSlot)) {
    Value exception = takePending();
    status = 120;
    Value text = formatText("Exception ignored on flushing sys.stdout:\n%s: %S\n",
                            typeNameOf(exception), exception);
    if (text.isError())
      clearPending();
    else
      ioWriteStderr(utf8Of(asStr(text)));
  }
  if (!flushStream(ioStderrSlot)) {
    clearPending();
    status = 120;
  }
  // The original streams too, when the program replaced them.
  for (int i = 1; i <= 2; i++)
    if (originals[i] != (i == 1 ? ioStdoutSlot : ioStderrSlot) && !flushStream(originals[i]))
      clearPending();
  salvageAll();
  return status;
}

bool ioWrite(Value file, Value text) {
  if (isTextFile(file)) {
    TextFile* f = file.as<TextFile>();
    return textCheckWritable(f) && textWrite(f, asStr(text));
  }
  return !callMethod(file, name_write(), &text, 1).isError();
}

void ioWriteStderr(std::string_view utf8) {
  Value stream = ioStderrSlot;
  if (!stream.isUnbound() && !stream.isNone()) {
    if (ioWrite(stream, makeStr(utf8)))
      return;
    clearPending();
  }
  if (!stream.isNone())
    writeDescriptor(utf8);
}

void ioFlushStdout() {
  if (!flushStream(ioStdoutSlot))
    clearPending();
}

} // namespace tr
