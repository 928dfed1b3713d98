// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text files: making, writing, flushing, closing. Reading is in text_file_read.cpp, the methods in
// text_file_type.cpp.
//
// Encoded text waits in the channel's text buffer and moves to the write buffer when
// kStandardBuffer is passed, at a line's end on line-buffered files, and on flush: the same moments
// as CPython's TextIOWrapper, so that output of several writers interleaves alike.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/io/file.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/units.h"

#include <cerrno>
#include <cstdlib>

TR_NAME(mode, "mode")

namespace tr {

namespace {

bool reserveText(Channel* c, uint64_t more) {
  uint64_t needed = c->textSize + more;
  if (needed <= c->textCapacity)
    return true;
  uint64_t capacity = c->textCapacity ? c->textCapacity : kStandardBuffer;
  while (capacity < needed)
    capacity *= 2;
  auto* grown = static_cast<uint8_t*>(realloc(c->textBuffer, capacity));
  if (!grown) {
    raiseMemoryError();
    return false;
  }
  c->textBuffer = grown;
  c->textCapacity = capacity;
  return true;
}

// After bytes were appended to the text buffer.
bool afterWrite(TextFile* f, bool lineEnd) {
  Channel* c = f->buffer->channel;
  bool flush = f->lineBuffering && lineEnd;
  if (c->textSize >= kStandardBuffer || flush || f->writeThrough) {
    if (!channelFlushText(c))
      return false;
    if (flush || f->writeThrough)
      return channelFlush(c);
  }
  return true;
}

// Makes room for n bytes of text: what is waiting goes first if both exceed the buffer.
bool beforeWrite(TextFile* f, uint64_t n) {
  Channel* c = f->buffer->channel;
  if (c->textSize && c->textSize + n > kStandardBuffer && !channelFlushText(c))
    return false;
  if (f->decoded || f->snapshotStart >= 0) {
    // Writing ends a stretch of reading.
    f->decoded = nullptr;
    f->decodedAt = 0;
    f->snapshotStart = -1;
  }
  return reserveText(c, n);
}

bool appendEncoded(TextFile* f, const uint8_t* bytes, uint64_t n) {
  if (!beforeWrite(f, n))
    return false;
  Channel* c = f->buffer->channel;
  memcpy(c->textBuffer + c->textSize, bytes, n);
  c->textSize += n;
  return true;
}

bool hasLineEnd(const Str* s) {
  return withUnits(s, [&](const auto* p) {
    for (uint64_t i = 0, n = s->length(); i < n; i++)
      if (p[i] == '\n' || p[i] == '\r')
        return true;
    return false;
  });
}

// The text with \n replaced as the file's newline asks.
const Str* translateNewlines(const Str* s, NewlineMode mode) {
  StrBuilder out(s->length());
  uint64_t begin = 0;
  for (uint64_t i = 0, n = s->length(); i < n; i++) {
    if (s->at(i) != '\n')
      continue;
    out.append(s, begin, i);
    out.append(mode == NewlineMode::Cr ? std::string_view("\r") : std::string_view("\r\n"));
    begin = i + 1;
  }
  out.append(s, begin, s->length());
  Value v = out.take();
  return v.isError() ? nullptr : asStr(v);
}

constexpr bool translatesOnWrite(NewlineMode mode) {
  return mode == NewlineMode::Cr || mode == NewlineMode::CrLf;
}

constexpr bool isAsciiCompatible(Codec codec) {
  return codec == Codec::Utf8 || codec == Codec::Ascii || codec == Codec::Latin1;
}

} // namespace

TextFile* makeTextFile(BinaryFile* buffer, Codec codec, Value encoding, Value errors,
                       NewlineMode newline, Value mode) {
  auto* f = newInstanceOf<TextFile>(&tr_type_textFile);
  f->delegate = kUnbound;
  f->buffer = buffer;
  buffer->underText = true;
  f->encoding = encoding;
  f->errors = errors;
  f->errorsText = utf8Of(asStr(errors)).data();
  if (!mode.isUnbound())
    instanceSet(f, name_mode(), mode);
  f->codec = codec;
  f->newline = newline;
  f->readable = buffer->channel->readable;
  f->writable = buffer->channel->writable;
  f->seekable = channelSeekable(buffer->channel);
  f->telling = f->seekable;
  f->snapshotStart = -1;
  if (f->seekable && f->writable && codec >= Codec::Utf8Sig && codec <= Codec::Utf32Be) {
    // Appending to a file that has text already needs no second signature.
    int64_t at = channelTell(buffer->channel);
    if (at < 0)
      clearPending();
    f->encodingStarted = at > 0;
  }
  return f;
}

bool textOpen(TextFile* f, const char* closedText) {
  if (!f->buffer)
    return raiseValueError("underlying buffer has been detached"), false;
  if (!f->buffer->channel)
    return raiseValueError("raw stream has been detached"), false;
  if (f->buffer->closed || f->buffer->channel->fd < 0)
    return raiseValueError("%s", closedText), false;
  return true;
}

bool textCheckWritable(TextFile* f) {
  if (!textOpen(f))
    return false;
  if (!f->writable)
    return raiseUnsupported("not writable"), false;
  return true;
}

bool textWriteAscii(TextFile* f, const char* text, uint64_t n, bool lineEnd) {
  if (!isAsciiCompatible(f->codec) || translatesOnWrite(f->newline)) {
    Value s = makeStr({text, n});
    return !s.isError() && textWrite(f, asStr(s));
  }
  return appendEncoded(f, reinterpret_cast<const uint8_t*>(text), n) && afterWrite(f, lineEnd);
}

bool textWrite(TextFile* f, const Str* s) {
  uint64_t n = s->length();
  bool lineEnd = f->lineBuffering && hasLineEnd(s);
  if (s->isAscii() && isAsciiCompatible(f->codec) && !translatesOnWrite(f->newline))
    return appendEncoded(f, s->bytes1(), n) && afterWrite(f, lineEnd);
  if (translatesOnWrite(f->newline)) {
    s = translateNewlines(s, f->newline);
    if (!s)
      return false;
    n = s->length();
  }
  Codec codec = f->codec;
  if (f->encodingStarted) {
    // Only the first text carries the mark; Linux on x86-64 and AArch64 is little-endian.
    if (codec == Codec::Utf8Sig)
      codec = Codec::Utf8;
    if (codec == Codec::Utf16)
      codec = Codec::Utf16Le;
    if (codec == Codec::Utf32)
      codec = Codec::Utf32Le;
  }
  f->encodingStarted = true;
  ByteBuilder bytes(n + n / 2);
  if (!encodeText(codec, s, 0, n, f->errorsText, bytes))
    return false;
  return appendEncoded(f, bytes.data(), bytes.size()) && afterWrite(f, lineEnd);
}

bool textFlush(TextFile* f) {
  if (!textOpen(f))
    return false;
  f->telling = f->seekable;
  return channelFlushText(f->buffer->channel) && channelFlush(f->buffer->channel);
}

bool textClose(TextFile* f) {
  if (!f->buffer)
    return raiseValueError("underlying buffer has been detached"), false;
  if (f->buffer->closed || (f->buffer->channel && f->buffer->channel->fd < 0))
    return true;
  if (textFlush(f))
    return binaryClose(f->buffer);
  // The buffer is closed all the same; what fails then has the failed flush as its context.
  Value flushing = takePending();
  if (binaryClose(f->buffer)) {
    restorePending(flushing);
    return false;
  }
  Value closing = takePending();
  linkContext(closing.as<Exception>(), flushing);
  restorePending(closing);
  return false;
}

} // namespace tr
