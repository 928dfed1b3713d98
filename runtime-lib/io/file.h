// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// File objects. Binary files (BufferedReader, BufferedWriter, BufferedRandom, FileIO) are one
// struct over a channel; a text file encodes and decodes for a binary file.
#pragma once

#include "runtime-lib/core/native.h"
#include "runtime-lib/io/channel.h"
#include "runtime-lib/text/codec.h"

namespace tr {

struct Bytes;

// What every file object starts with.
struct File : Object {
  // Unbound: the object is a file over a descriptor. Else what does its work (io/delegate.h), or
  // None before __init__; the fields below say nothing then.
  Value delegate;
  bool patched; // a method of the class was assigned to the instance
};

struct BinaryFile : File {
  Channel* channel; // null: detached
  Value name;       // of a buffered file: str, bytes or int, as given to open
  Value mode;       // str
  Value raw;        // the FileIO behind a buffered file once asked for; unbound before
  bool isRaw;       // a FileIO: every operation is a system call
  bool underText;   // a text file writes to its channel
  bool closed;
};

enum class NewlineMode : uint8_t {
  Universal, // newline=None: all kinds are read as \n
  Keep,      // newline='': all kinds end a line, untranslated
  Lf,        // newline='\n'
  Cr,        // newline='\r'
  CrLf,      // newline='\r\n'
};

struct TextFile : File {
  BinaryFile* buffer;     // null: detached
  Value encoding, errors; // str
  const char* errorsText; // of errors
  Codec codec;
  NewlineMode newline;
  bool lineBuffering, writeThrough;
  bool readable, writable, seekable;
  bool telling;         // tell() works: no iteration is under way
  bool encodingStarted; // a signature or byte order mark was written or is not wanted
  bool pendingCr;       // the last chunk ended in \r that may belong to \r\n
  uint8_t newlinesSeen; // kSeen bits
  // Decoded text that was not handed out yet: characters from decodedAt.
  Str* decoded;
  uint64_t decodedAt;
  DecodeState decoder;
  uint8_t leftover[8];                  // bytes of an unfinished character
  uint8_t leftoverSize, leftoverBefore; // now, and before the chunk that is being decoded
  // For tell(): the bytes that `decoded` came from, where they start in the file, and the decoder
  // before them.
  int64_t snapshotStart; // -1: none
  Bytes* snapshot;
  DecodeState snapshotDecoder;
  bool snapshotPendingCr;
};

enum : uint8_t { kSeenLf = 1, kSeenCr = 2, kSeenCrLf = 4 };

// Objects over a channel; the channel is closed when they are collected.
BinaryFile* makeBinaryFile(Type* type, Channel* channel, Value name, Value mode);
// `mode` is an attribute, if it is not unbound.
TextFile* makeTextFile(BinaryFile* buffer, Codec codec, Value encoding, Value errors,
                       NewlineMode newline, Value mode);
// `to` has become a copy of `from`: the channel is its own now.
void binaryMoved(BinaryFile* to, BinaryFile* from);

// --- text files; false or kError with the exception pending
// That its buffer is there and open.
bool textOpen(TextFile* f, const char* closedText = "I/O operation on closed file.");
// Appends encoded text. `lineEnd`: the text has a newline, which a line-buffered file passes on.
bool textWriteAscii(TextFile* f, const char* text, uint64_t n, bool lineEnd);
bool textWrite(TextFile* f, const Str* s);
bool textCheckWritable(TextFile* f);
bool textFlush(TextFile* f);
Value textRead(TextFile* f, int64_t limit);     // all for a negative limit
Value textReadLine(TextFile* f, int64_t limit); // empty at the end
bool textClose(TextFile* f);
Value textTell(TextFile* f);
Value textSeek(TextFile* f, Value cookie, int64_t whence);

// --- shared
// io.UnsupportedOperation, which is an OSError and a ValueError.
Type* unsupportedOperationType();
Value raiseUnsupported(const char* what);
// file.readlines(hint): lines until their sizes come to hint; all for hint <= 0.
Value readLines(Value file, int64_t hint, UnarySlot next, uint64_t (*sizeOf)(Value line));
// file.writelines(lines), one call of the file's write method for each.
Value writeLines(Value file, Value lines, NativeFn write);
bool binaryClose(BinaryFile* f);
bool binaryFlush(BinaryFile* f);

// Whether it is a text file over a descriptor, of the runtime's own class.
inline bool isTextFile(Value v) {
  return isExact(v, &tr_type_textFile) && v.as<TextFile>()->delegate.isUnbound();
}

} // namespace tr
