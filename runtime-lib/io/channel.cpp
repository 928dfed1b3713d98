// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffered input and output on descriptors.
#include "runtime-lib/io/channel.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/codec.h"

namespace tr {

namespace {

Channel listHead = {.next = &listHead, .previous = &listHead, .fd = -1};

// The largest single transfer that Linux makes.
constexpr uint64_t kMaxTransfer = 0x7ffff000;

// After a failed system call: true to try again.
bool interrupted(bool* raised) {
  *raised = false;
  if (errno != EINTR)
    return false;
  if (tr_poll())
    return true;
  *raised = true; // a signal handler raised
  return false;
}

int64_t readSome(Channel* c, void* to, uint64_t n) {
  c->starved = false;
  for (;;) {
    ssize_t got = ::read(c->fd, to, n < kMaxTransfer ? n : kMaxTransfer);
    if (got >= 0)
      return got;
    bool raised;
    if (interrupted(&raised))
      continue;
    if (raised)
      return -1;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      c->starved = true;
      return -2;
    }
    raiseOSError(errno);
    return -1;
  }
}

// One write: how much it took; -1: failed with the exception pending, -2: it would block.
int64_t writeOnce(Channel* c, const uint8_t* bytes, uint64_t n) {
  for (;;) {
    ssize_t put = ::write(c->fd, bytes, n < kMaxTransfer ? n : kMaxTransfer);
    if (put >= 0)
      return put;
    bool raised;
    if (interrupted(&raised))
      continue;
    if (raised)
      return -1;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
      return -2;
    raiseOSError(errno);
    return -1;
  }
}

enum class Wrote { All, Blocked, Failed };

// Writes until all is written, the descriptor would block, or writing failed with the exception
// pending; *written tells how much was.
Wrote writeSome(Channel* c, const uint8_t* bytes, uint64_t n, uint64_t* written) {
  *written = 0;
  while (*written < n) {
    int64_t put = writeOnce(c, bytes + *written, n - *written);
    if (put < 0)
      return put == -2 ? Wrote::Blocked : Wrote::Failed;
    *written += static_cast<uint64_t>(put);
  }
  return Wrote::All;
}

// BlockingIOError when `written` bytes were taken of more. False.
bool raiseBlocked(uint64_t written) {
  Value args[] = {smallInt(EAGAIN), makeStr("write could not complete without blocking"),
                  makeInt(static_cast<int64_t>(written))};
  Value exception = call(typeValue(&tr_type_BlockingIOError), args, 3);
  if (!exception.isError())
    raiseObject(exception);
  return false;
}

uint8_t* allocateBuffer(uint64_t size) {
  return static_cast<uint8_t*>(memory::allocatePlain(size));
}

// Puts bytes that there is room for behind those that wait.
void buffer(Channel* c, const uint8_t* bytes, uint64_t n) {
  if (!c->writeBuffer)
    c->writeBuffer = allocateBuffer(c->writeCapacity);
  memcpy(c->writeBuffer + c->writeSize, bytes, n);
  c->writeSize += n;
}

// The write buffer to the descriptor.
Wrote writeOut(Channel* c) {
  if (c->writeSize == 0)
    return Wrote::All;
  uint64_t written;
  Wrote wrote = writeSome(c, c->writeBuffer, c->writeSize, &written);
  memmove(c->writeBuffer, c->writeBuffer + written, c->writeSize - written);
  c->writeSize -= written;
  return wrote;
}

// Gives back what was read ahead, before writing or seeking.
bool dropReadAhead(Channel* c) {
  uint64_t ahead = channelBuffered(c);
  c->readAt = c->readEnd = 0;
  if (ahead == 0)
    return true;
  if (lseek(c->fd, -static_cast<int64_t>(ahead), SEEK_CUR) < 0 && errno != ESPIPE) {
    raiseOSError(errno);
    return false;
  }
  return true;
}

bool beforeRead(Channel* c) { return c->writeSize == 0 || channelFlush(c); }

void unlink(Channel* c) {
  c->previous->next = c->next;
  c->next->previous = c->previous;
  free(c->readBuffer);
  free(c->writeBuffer);
  free(c->textBuffer);
  free(c->label);
  c->readBuffer = c->writeBuffer = c->textBuffer = nullptr;
  c->label = nullptr;
  c->next = c->previous = c;
}

} // namespace

Channel* makeChannel(int fd, bool readable, bool writable, uint64_t bufferSize) {
  auto* c = static_cast<Channel*>(memory::allocatePlain(sizeof(Channel)));
  c->fd = fd;
  c->readable = readable;
  c->writable = writable;
  c->closeFd = true;
  if (bufferSize == 0)
    bufferSize = kStandardBuffer;
  c->readCapacity = c->writeCapacity = bufferSize;
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    c->device = info.st_dev;
    c->inode = info.st_ino;
  }
  c->next = &listHead;
  c->previous = listHead.previous;
  listHead.previous->next = c;
  listHead.previous = c;
  return c;
}

bool channelFlush(Channel* c) {
  Wrote wrote = writeOut(c);
  return wrote == Wrote::Blocked ? raiseBlocked(0) : wrote == Wrote::All;
}

bool channelFlushText(Channel* c) {
  if (c->textSize == 0)
    return true;
  uint64_t n = c->textSize;
  // The text counts as passed on even when writing fails, so that it is not written twice.
  c->textSize = 0;
  return channelWrite(c, c->textBuffer, n);
}

int64_t channelWriteOnce(Channel* c, const uint8_t* bytes, uint64_t n) {
  return c->readEnd && !dropReadAhead(c) ? -1 : writeOnce(c, bytes, n);
}

bool channelWrite(Channel* c, const uint8_t* bytes, uint64_t n) {
  if (c->readEnd && !dropReadAhead(c))
    return false;
  uint64_t taken = 0;
  // Buffers what there is room for of the rest, when the descriptor takes no more.
  auto blocked = [&] {
    uint64_t room = std::min(c->writeCapacity - c->writeSize, n - taken);
    buffer(c, bytes + taken, room);
    taken += room;
    return taken == n || raiseBlocked(taken);
  };
  if (n > c->writeCapacity - c->writeSize) {
    Wrote wrote = writeOut(c);
    if (wrote == Wrote::All && n >= c->writeCapacity)
      wrote = writeSome(c, bytes, n, &taken);
    if (wrote != Wrote::All)
      return wrote == Wrote::Blocked && blocked();
  }
  if (taken < n)
    buffer(c, bytes + taken, n - taken);
  return true;
}

void channelSalvage(Channel* c) {
  if (c->fd < 0)
    return;
  if (c->readEnd > c->readAt && (c->textSize || c->writeSize))
    lseek(c->fd, -static_cast<int64_t>(channelBuffered(c)), SEEK_CUR);
  int error = 0;
  auto put = [&](const uint8_t* p, uint64_t n) {
    while (n && !error) {
      ssize_t w = ::write(c->fd, p, n);
      if (w < 0 && errno == EINTR)
        continue;
      if (w < 0)
        error = errno;
      else
        p += w, n -= static_cast<uint64_t>(w);
    }
  };
  put(c->writeBuffer, c->writeSize);
  put(c->textBuffer, c->textSize);
  c->writeSize = c->textSize = 0;
  if (error)
    dprintf(2, "Exception ignored in: %s\n%s: [Errno %d] %s\n", c->label ? c->label : "<file>",
            error == EPIPE ? "BrokenPipeError" : "OSError", error, strerror(error));
}

bool channelClose(Channel* c) {
  if (c->fd < 0)
    return true;
  bool ok = channelFlushText(c) && channelFlush(c);
  int fd = c->fd;
  c->fd = -1;
  unlink(c);
  if (c->closeFd && ::close(fd) < 0 && errno != EINTR && ok) {
    raiseOSError(errno);
    return false;
  }
  return ok;
}

int64_t channelFill(Channel* c) {
  if (!beforeRead(c))
    return -1;
  if (!c->readBuffer)
    c->readBuffer = allocateBuffer(c->readCapacity);
  int64_t got = readSome(c, c->readBuffer, c->readCapacity);
  c->readAt = 0;
  c->readEnd = got > 0 ? static_cast<uint64_t>(got) : 0;
  return got;
}

namespace {
// Appends buffered bytes, at most n; answers how many.
uint64_t takeBuffered(Channel* c, uint64_t n, ByteBuilder& out) {
  uint64_t have = channelBuffered(c);
  if (n > have)
    n = have;
  out.append(c->readBuffer + c->readAt, n);
  c->readAt += n;
  return n;
}
} // namespace

bool channelRead(Channel* c, uint64_t n, ByteBuilder& out) {
  if (!beforeRead(c))
    return false;
  n -= takeBuffered(c, n, out);
  while (n && !out.failed()) {
    if (n >= c->readCapacity) {
      // Large requests bypass the buffer, in steps so that a huge size allocates as data comes.
      uint64_t step = n < (uint64_t{1} << 24) ? n : uint64_t{1} << 24;
      uint8_t* to = out.room(step);
      if (!to)
        return false;
      int64_t got = readSome(c, to, step);
      if (got == -1)
        return false;
      if (got <= 0)
        break;
      out.advance(static_cast<uint64_t>(got));
      n -= static_cast<uint64_t>(got);
      continue;
    }
    int64_t got = channelFill(c);
    if (got == -1)
      return false;
    if (got <= 0)
      break;
    n -= takeBuffered(c, n, out);
  }
  return !out.failed();
}

bool channelReadAll(Channel* c, ByteBuilder& out) {
  if (!beforeRead(c))
    return false;
  takeBuffered(c, UINT64_MAX, out);
  struct stat info;
  uint64_t step = 65536;
  if (fstat(c->fd, &info) == 0 && S_ISREG(info.st_mode)) {
    int64_t at = lseek(c->fd, 0, SEEK_CUR);
    // One more than the rest, so that the end shows without growing the buffer.
    if (at >= 0 && info.st_size > at)
      step = static_cast<uint64_t>(info.st_size - at) + 1;
  }
  for (;;) {
    uint8_t* to = out.room(step);
    if (!to)
      return false;
    int64_t got = readSome(c, to, step);
    if (got == -1)
      return false;
    if (got <= 0)
      return true;
    out.advance(static_cast<uint64_t>(got));
    step = static_cast<uint64_t>(got) < step ? step - static_cast<uint64_t>(got)
                                             : (out.size() < 65536 ? 65536 : out.size() / 2);
  }
}

bool channelReadOnce(Channel* c, uint64_t n, ByteBuilder& out) {
  if (n == 0)
    return true;
  if (channelBuffered(c) == 0) {
    int64_t got = channelFill(c);
    if (got == -1)
      return false;
    if (got <= 0)
      return true;
  }
  takeBuffered(c, n, out);
  return !out.failed();
}

bool channelReadLine(Channel* c, uint64_t limit, ByteBuilder& out) {
  while (limit) {
    if (channelBuffered(c) == 0) {
      int64_t got = channelFill(c);
      if (got == -1)
        return false;
      if (got <= 0)
        break;
    }
    const uint8_t* begin = c->readBuffer + c->readAt;
    uint64_t have = channelBuffered(c);
    if (have > limit)
      have = limit;
    const void* end = memchr(begin, '\n', have);
    uint64_t n = end ? static_cast<uint64_t>(static_cast<const uint8_t*>(end) - begin) + 1 : have;
    takeBuffered(c, n, out);
    limit -= n;
    if (end)
      break;
  }
  return !out.failed();
}

int64_t channelTell(Channel* c) {
  int64_t at = lseek(c->fd, 0, SEEK_CUR);
  if (at < 0) {
    raiseOSError(errno);
    return -1;
  }
  return at - static_cast<int64_t>(channelBuffered(c)) + static_cast<int64_t>(c->writeSize);
}

int64_t channelSeek(Channel* c, int64_t offset, int whence) {
  if (!channelFlush(c))
    return -1;
  // Within the read buffer no system call and no loss of what was read ahead.
  if (whence != SEEK_END && c->readEnd) {
    int64_t here = lseek(c->fd, 0, SEEK_CUR);
    if (here >= 0) {
      int64_t start = here - static_cast<int64_t>(c->readEnd);
      int64_t target =
          whence == SEEK_SET ? offset : start + static_cast<int64_t>(c->readAt) + offset;
      if (target >= start && target <= here) {
        c->readAt = static_cast<uint64_t>(target - start);
        return target;
      }
    }
  }
  if (whence == SEEK_CUR)
    offset -= static_cast<int64_t>(channelBuffered(c));
  int64_t at = lseek(c->fd, offset, whence);
  if (at < 0) {
    raiseOSError(errno);
    return -1;
  }
  c->readAt = c->readEnd = 0;
  return at;
}

bool channelSeekable(Channel* c) { return lseek(c->fd, 0, SEEK_CUR) >= 0; }

bool channelTruncate(Channel* c, int64_t size) {
  if (!channelFlush(c))
    return false;
  while (ftruncate(c->fd, size) < 0) {
    bool raised;
    if (interrupted(&raised))
      continue;
    if (!raised)
      raiseOSError(errno);
    return false;
  }
  return true;
}

void salvageSameFile(uint64_t device, uint64_t inode) {
  for (Channel* c = listHead.next; c != &listHead; c = c->next)
    if (c->inode == inode && c->device == device)
      channelSalvage(c);
}

void salvageAll() {
  for (Channel* c = listHead.next; c != &listHead; c = c->next)
    if (c->fd > 2)
      channelSalvage(c);
}

void channelForget(Channel* c) {
  if (c->fd >= 0) {
    channelSalvage(c);
    if (c->closeFd)
      ::close(c->fd);
    c->fd = -1;
    unlink(c);
  }
  free(c);
}

} // namespace tr
