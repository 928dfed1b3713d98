// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading text: chunks of kStandardBuffer bytes are decoded whole, newlines translated, and handed
// out by characters or lines. So a decoding error comes when its chunk is read, as in CPython.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/io/file.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/units.h"

namespace tr {

namespace {

bool checkReadable(TextFile* f) {
  if (!textOpen(f))
    return false;
  if (!f->readable)
    return raiseUnsupported("not readable"), false;
  return channelFlushText(f->buffer->channel);
}

uint64_t findUnit(const Str* s, uint64_t from, uint8_t c) {
  uint64_t n = s->length();
  return withUnits(s, [&](const auto* p) -> uint64_t {
    if constexpr (sizeof *p == 1) {
      const void* hit = from < n ? memchr(p + from, c, n - from) : nullptr;
      return hit ? static_cast<uint64_t>(static_cast<const uint8_t*>(hit) - p) : n;
    } else {
      uint64_t i = from;
      while (i < n && p[i] != c)
        i++;
      return i;
    }
  });
}

// Translates newlines of decoded text and notes which kinds there are. Null when memory ran out.
Str* applyNewlines(TextFile* f, Str* s, bool final) {
  if (f->newline != NewlineMode::Universal && f->newline != NewlineMode::Keep)
    return s;
  uint64_t n = s->length();
  if (!f->pendingCr && findUnit(s, 0, '\r') == n) {
    if (!(f->newlinesSeen & kSeenLf) && findUnit(s, 0, '\n') < n)
      f->newlinesSeen |= kSeenLf;
    return s;
  }
  bool translate = f->newline == NewlineMode::Universal;
  StrBuilder out(n + 1);
  uint64_t begin = 0, i = 0;
  bool cr = f->pendingCr;
  if (!final && n && s->at(n - 1) == '\r') {
    f->pendingCr = true; // whether \n follows shows in the next chunk
    n--;
  } else if (final || n) {
    f->pendingCr = false;
  }
  auto endLine = [&](uint8_t kind, std::string_view kept) {
    f->newlinesSeen |= kind;
    out.append(translate ? std::string_view("\n") : kept);
  };
  if (cr && (n || final || !f->pendingCr)) {
    if (n && s->at(0) == '\n') {
      endLine(kSeenCrLf, "\r\n");
      begin = i = 1;
    } else {
      endLine(kSeenCr, "\r");
    }
  } else if (cr && f->pendingCr) {
    endLine(kSeenCr, "\r"); // \r\r: the first one is a line of its own
  }
  for (; i < n; i++) {
    char32_t c = s->at(i);
    if (c == '\n')
      f->newlinesSeen |= kSeenLf;
    if (c != '\r')
      continue;
    out.append(s, begin, i);
    if (i + 1 < n && s->at(i + 1) == '\n') {
      i++;
      endLine(kSeenCrLf, "\r\n");
    } else {
      endLine(kSeenCr, "\r");
    }
    begin = i + 1;
  }
  out.append(s, begin, n);
  Value v = out.take();
  return v.isError() ? nullptr : asStr(v);
}

// Decodes `bytes` (which start with what was left over) as the next piece of the file.
Str* decodePiece(TextFile* f, std::string_view bytes, bool final) {
  StrBuilder out(bytes.size());
  uint64_t consumed;
  if (!decodeText(f->codec, bytes, f->errorsText, final, kUnbound, f->decoder, out, &consumed))
    return nullptr;
  f->leftoverSize = static_cast<uint8_t>(bytes.size() - consumed);
  memcpy(f->leftover, bytes.data() + consumed, f->leftoverSize);
  Value v = out.take();
  return v.isError() ? nullptr : applyNewlines(f, asStr(v), final);
}

// The byte of the snapshot at which the character `decodedAt` starts.
uint64_t snapshotOffset(const TextFile* f);

// A new chunk follows what is not handed out yet: the snapshot becomes the bytes of both.
bool extendSnapshot(TextFile* f, const Bytes* chunk) {
  uint64_t from = snapshotOffset(f), size = f->snapshot->length;
  // The chunk starts with the bytes that were left over, which the snapshot has at its end.
  uint64_t kept = size - from > f->leftoverBefore ? size - from - f->leftoverBefore : 0;
  Bytes* joined = allocateBytes(kept + chunk->length);
  if (!joined)
    return false;
  memcpy(joined->data(), f->snapshot->data() + from, kept);
  memcpy(joined->data() + kept, chunk->data(), chunk->length);
  f->snapshot = joined;
  f->snapshotStart += static_cast<int64_t>(from);
  f->snapshotPendingCr = false;
  f->snapshotDecoder = f->decoder;
  f->snapshotDecoder.started = true;
  return true;
}

// Decodes one more chunk and appends it to what is not handed out yet. 1, 0 at the end, -1.
int readChunk(TextFile* f) {
  Channel* c = f->buffer->channel;
  ByteBuilder bytes(kStandardBuffer + sizeof f->leftover);
  bytes.append(f->leftover, f->leftoverSize);
  int64_t start = -1;
  DecodeState before = f->decoder;
  bool crBefore = f->pendingCr;
  f->leftoverBefore = f->leftoverSize;
  if (f->telling) {
    start = channelTell(c);
    if (start < 0)
      clearPending();
    else
      start -= f->leftoverSize;
  }
  if (!channelReadOnce(c, kStandardBuffer, bytes))
    return -1;
  bool end = bytes.size() == f->leftoverSize;
  Str* piece = decodePiece(f, bytes.view(), end);
  if (!piece)
    return -1;
  bool empty = !f->decoded || f->decodedAt == f->decoded->length();
  Value chunk = start < 0 ? kNone : makeBytes(bytes.data(), bytes.size());
  if (chunk.isError())
    return -1;
  if (empty) {
    f->decoded = piece;
    f->decodedAt = 0;
    f->snapshotStart = start;
    f->snapshotDecoder = before;
    f->snapshotPendingCr = crBefore;
    f->snapshot = start < 0 ? nullptr : asBytes(chunk);
  } else {
    if (start < 0)
      f->snapshotStart = -1; // no tell() while iterating
    if (f->snapshotStart >= 0 && !extendSnapshot(f, asBytes(chunk)))
      return -1;
    Value rest = strSlice(f->decoded, f->decodedAt, f->decoded->length());
    if (rest.isError())
      return -1;
    Value joined = strConcat(rest, objectValue(piece));
    if (joined.isError())
      return -1;
    f->decoded = asStr(joined);
    f->decodedAt = 0;
  }
  return end && piece->length() == 0 ? 0 : 1;
}

uint64_t available(const TextFile* f) {
  return f->decoded ? f->decoded->length() - f->decodedAt : 0;
}

Value takeDecoded(TextFile* f, uint64_t n) {
  if (!f->decoded)
    return emptyStr();
  Value text = strSlice(f->decoded, f->decodedAt, f->decodedAt + n);
  f->decodedAt += n;
  return text;
}

// Where the line that starts at `from` ends (exclusive); 0 when its end is not in s.
uint64_t findLineEnd(const TextFile* f, const Str* s, uint64_t from, uint64_t scanFrom) {
  uint64_t n = s->length();
  switch (f->newline) {
  case NewlineMode::Universal:
  case NewlineMode::Lf: {
    uint64_t at = findUnit(s, scanFrom, '\n');
    return at < n ? at + 1 : 0;
  }
  case NewlineMode::Keep: {
    uint64_t lf = findUnit(s, scanFrom, '\n'), cr = findUnit(s, scanFrom, '\r');
    if (lf == n && cr == n)
      return 0;
    if (lf < cr)
      return lf + 1;
    return cr + 1 < n && s->at(cr + 1) == '\n' ? cr + 2 : cr + 1;
  }
  case NewlineMode::Cr: {
    uint64_t at = findUnit(s, scanFrom, '\r');
    return at < n ? at + 1 : 0;
  }
  case NewlineMode::CrLf:
    for (uint64_t at = scanFrom > from ? scanFrom - 1 : scanFrom;; at++) {
      at = findUnit(s, at, '\r');
      if (at + 1 >= n)
        return 0;
      if (s->at(at + 1) == '\n')
        return at + 2;
    }
  }
  return 0;
}

// Bytes of the encoded character at p.
uint64_t encodedStep(Codec codec, const uint8_t* p, uint64_t left, bool big) {
  uint64_t step = 1;
  switch (codec) {
  case Codec::Utf8:
  case Codec::Utf8Sig:
    step = *p < 0xc2 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 1;
    break;
  case Codec::Utf16:
  case Codec::Utf16Le:
  case Codec::Utf16Be: {
    uint8_t high = left > 1 ? p[big ? 0 : 1] : 0;
    step = high >= 0xd8 && high < 0xdc ? 4 : 2;
    break;
  }
  case Codec::Utf32:
  case Codec::Utf32Le:
  case Codec::Utf32Be:
    step = 4;
    break;
  default:
    break;
  }
  return step < left ? step : left;
}

uint64_t snapshotOffset(const TextFile* f) {
  // Walk the chunk's bytes over as many characters as were handed out.
  bool big = f->codec == Codec::Utf16Be || f->codec == Codec::Utf32Be || f->decoder.byteOrder > 0;
  const uint8_t* p = f->snapshot->data();
  uint64_t n = f->snapshot->length, at = 0;
  if (!f->snapshotDecoder.started) {
    if (f->codec == Codec::Utf8Sig && n >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
      at = 3;
    if (f->codec == Codec::Utf16 && f->snapshotDecoder.byteOrder == 0)
      at = 2;
    if (f->codec == Codec::Utf32 && f->snapshotDecoder.byteOrder == 0)
      at = 4;
  }
  unsigned unit = f->codec >= Codec::Utf16 && f->codec <= Codec::Utf16Be   ? 2
                  : f->codec >= Codec::Utf32 && f->codec <= Codec::Utf32Be ? 4
                                                                           : 1;
  auto unitIs = [&](uint64_t i, uint8_t c) {
    return i + unit <= n && p[i + (big ? unit - 1 : 0)] == c;
  };
  for (uint64_t count = 0; count < f->decodedAt && at < n; count++) {
    bool crlf = f->newline == NewlineMode::Universal && unitIs(at, '\r') && unitIs(at + unit, '\n');
    at += crlf ? 2 * unit : encodedStep(f->codec, p + at, n - at, big);
  }
  return at;
}

} // namespace

Value textRead(TextFile* f, int64_t limit) {
  if (!checkReadable(f))
    return kError;
  if (limit < 0) {
    Channel* c = f->buffer->channel;
    ByteBuilder bytes;
    bytes.append(f->leftover, f->leftoverSize);
    if (!channelReadAll(c, bytes))
      return kError;
    Str* piece = decodePiece(f, bytes.view(), true);
    if (!piece)
      return kError;
    Value rest = takeDecoded(f, available(f));
    f->decoded = nullptr;
    f->decodedAt = 0;
    f->snapshotStart = -1;
    if (rest.isError())
      return kError;
    return strConcat(rest, objectValue(piece));
  }
  uint64_t wanted = static_cast<uint64_t>(limit);
  while (available(f) < wanted) {
    int got = readChunk(f);
    if (got < 0)
      return kError;
    if (got == 0)
      break;
  }
  return takeDecoded(f, available(f) < wanted ? available(f) : wanted);
}

Value textReadLine(TextFile* f, int64_t limit) {
  if (!checkReadable(f))
    return kError;
  uint64_t scanned = 0;
  for (;;) {
    if (uint64_t have = available(f)) {
      const Str* s = f->decoded;
      uint64_t end = findLineEnd(f, s, f->decodedAt, f->decodedAt + scanned);
      uint64_t length = end ? end - f->decodedAt : 0;
      if (limit >= 0 && (end ? length : have) >= static_cast<uint64_t>(limit))
        return takeDecoded(f, static_cast<uint64_t>(limit));
      // A \r at the end of an untranslated chunk may be half of \r\n.
      bool half = end == s->length() && f->newline == NewlineMode::Keep && s->at(end - 1) == '\r';
      if (end && !half)
        return takeDecoded(f, length);
      scanned = half ? have - 1 : have;
    }
    int got = readChunk(f);
    if (got < 0)
      return kError;
    if (got == 0) {
      uint64_t have = available(f);
      if (limit >= 0 && have > static_cast<uint64_t>(limit))
        have = static_cast<uint64_t>(limit);
      return takeDecoded(f, have);
    }
  }
}

Value textTell(TextFile* f) {
  if (!textOpen(f))
    return kError;
  if (!f->seekable)
    return raiseUnsupported("underlying stream is not seekable");
  if (!f->telling)
    return raise(&tr_type_OSError, "telling position disabled by next() call");
  Channel* c = f->buffer->channel;
  if (!channelFlushText(c) || !channelFlush(c))
    return kError;
  if (f->snapshotStart < 0 || !f->decoded || available(f) == 0) {
    int64_t at = channelTell(c);
    return at < 0 ? kError : makeInt(at - f->leftoverSize);
  }
  return makeInt(f->snapshotStart + static_cast<int64_t>(snapshotOffset(f)));
}

Value textSeek(TextFile* f, Value cookie, int64_t whence) {
  if (!textOpen(f))
    return kError;
  if (!f->seekable)
    return raiseUnsupported("underlying stream is not seekable");
  Channel* c = f->buffer->channel;
  if (whence == 1) {
    int zero = equals(cookie, smallInt(0));
    if (zero < 0)
      return kError;
    if (!zero)
      return raiseUnsupported("can't do nonzero cur-relative seeks");
    cookie = textTell(f);
    if (cookie.isError())
      return kError;
  } else if (whence == 2) {
    int zero = equals(cookie, smallInt(0));
    if (zero < 0)
      return kError;
    if (!zero)
      return raiseUnsupported("can't do nonzero end-relative seeks");
  } else if (whence != 0) {
    return raiseValueError("invalid whence (%lld, should be 0, 1 or 2)",
                           static_cast<long long>(whence));
  } else {
    int negative = compareTruth(cookie, smallInt(0), CompareOp::Lt);
    if (negative < 0)
      return kError;
    if (negative)
      return raiseValueError("negative seek position %R", cookie);
  }
  int64_t target = 0;
  if (whence != 2 && !toIndexInt64(cookie, &target, &tr_type_OverflowError))
    return kError;
  if (!channelFlushText(c))
    return kError;
  int64_t at = channelSeek(c, target, whence == 2 ? 2 : 0);
  if (at < 0)
    return kError;
  int8_t order = f->decoder.byteOrder;
  f->decoded = nullptr;
  f->decodedAt = 0;
  f->snapshotStart = -1;
  f->leftoverSize = 0;
  f->pendingCr = false;
  f->decoder = DecodeState();
  if (at != 0) {
    f->decoder.started = true;
    f->decoder.byteOrder = order;
  }
  f->encodingStarted = at != 0;
  f->telling = f->seekable;
  return makeInt(at);
}

} // namespace tr
