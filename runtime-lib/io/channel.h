// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A channel: a file descriptor with its read and write buffers. File objects hold one; it lives
// outside the collected heap, on a list of all open channels, so that what a dropped file had not
// written yet is written when the object is collected, when the file is opened again, or at exit.
//
// One file position is shared by both directions: starting to write gives back what was read
// ahead, starting to read writes out first.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime-lib/core/value.h"

namespace tr {

class ByteBuilder;

struct Channel {
  Channel* next;
  Channel* previous;
  int fd; // -1: closed
  bool readable, writable, appending;
  bool closeFd;   // closing the file closes the descriptor
  bool forgotten; // its object was collected
  bool starved;   // the last read found nothing on a descriptor that does not block
  uint8_t* readBuffer;
  uint64_t readAt, readEnd, readCapacity;
  uint8_t* writeBuffer;
  uint64_t writeSize, writeCapacity;
  // Encoded text that a text file over this channel has not passed on yet.
  uint8_t* textBuffer;
  uint64_t textSize, textCapacity;
  char* label;            // repr of the file, malloc'ed, for when its last writes fail; may be null
  uint64_t device, inode; // of the file, to find it again; 0 when it is not a regular file
};

constexpr uint64_t kStandardBuffer = 8192;

// A channel on fd, on the list. Never fails.
Channel* makeChannel(int fd, bool readable, bool writable, uint64_t bufferSize);

// All below answer false (or -1) with the exception pending, unless said otherwise.

// Writes n bytes through the buffer. With a full device what could not be written stays buffered,
// as in CPython; where a descriptor that does not block takes no more, as much as there is room for
// is buffered, and BlockingIOError tells how much was taken.
bool channelWrite(Channel* c, const uint8_t* bytes, uint64_t n);
// One write to the descriptor, past the buffers: how many bytes it took, or -2 when it would block.
int64_t channelWriteOnce(Channel* c, const uint8_t* bytes, uint64_t n);
bool channelFlush(Channel* c);     // the write buffer to the descriptor
bool channelFlushText(Channel* c); // encoded text into the write buffer
// Everything to the descriptor, raising nothing: a failure is reported on descriptor 2, as Python
// reports errors in destructors. Runs within the collector too.
void channelSalvage(Channel* c);
// Closes the descriptor (if it is the channel's to close) after flushing. Closed even when that
// fails.
bool channelClose(Channel* c);

// Bytes that can be taken without a system call.
inline uint64_t channelBuffered(const Channel* c) { return c->readEnd - c->readAt; }
// Fills the empty read buffer by one read: bytes now buffered, 0 at the end of the file, -1 on
// error, -2 when the descriptor is non-blocking and has nothing.
int64_t channelFill(Channel* c);
// Appends up to n bytes; several reads if need be, until the end.
bool channelRead(Channel* c, uint64_t n, ByteBuilder& out);
bool channelReadAll(Channel* c, ByteBuilder& out);
// Appends what one read at most gives, up to n bytes.
bool channelReadOnce(Channel* c, uint64_t n, ByteBuilder& out);
// Appends through the next \n, at most limit bytes.
bool channelReadLine(Channel* c, uint64_t limit, ByteBuilder& out);

int64_t channelTell(Channel* c);
int64_t channelSeek(Channel* c, int64_t offset, int whence);
bool channelSeekable(Channel* c); // never raises
bool channelTruncate(Channel* c, int64_t size);

// Writes out what any channel on the same file still holds (before it is opened again).
void salvageSameFile(uint64_t device, uint64_t inode);
// All channels, at exit, except the three standard ones.
void salvageAll();
// Called by the collector for a dropped file object.
void channelForget(Channel* c);

} // namespace tr
