// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _io, for io.tr: the classes of open files, and what text files in Python's syntax need
// of the codecs. Calling one of the classes asks a function that io.tr has given for it
// (io/delegate.h): files over descriptors are made here, all others are objects of that module.
#include <algorithm>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/io/delegate.h"
#include "runtime-lib/io/open.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"

namespace tr {
namespace {

// set_makers(text file, reader, writer, random, raw): what calls of the classes ask.
Value setMakers(const Value* args, uint64_t) {
  std::copy(args, args + kFileKinds, fileMakers);
  return kNone;
}

// set_hooks(text file, reader, writer, random, raw): dicts of what derived classes do themselves.
Value setHooks(const Value* args, uint64_t) {
  std::copy(args, args + kFileKinds, fileHooks);
  return kNone;
}

// set_telling(file, telling): whether tell() of an open text file over a descriptor works.
Value setTelling(const Value* args, uint64_t) {
  auto* f = args[0].as<TextFile>();
  f->telling = args[1] == kTrue && f->seekable;
  return kNone;
}

bool isBinaryFile(Value v) {
  for (Type* type : {&tr_type_binaryReader, &tr_type_binaryWriter, &tr_type_binaryRandom})
    if (isExact(v, type))
      return !hasDelegate(v);
  return false;
}

// text_over(buffer, encoding, errors, newline, line_buffering, write_through): a text file over an
// open buffered file; None when the buffer is no such file. The codec is known.
Value textOver(const Value* args, uint64_t) {
  if (!isBinaryFile(args[0]))
    return kNone;
  auto* buffer = args[0].as<BinaryFile>();
  if (!buffer->channel)
    return raiseValueError("raw stream has been detached");
  if (buffer->closed || buffer->channel->fd < 0)
    return raiseValueError("I/O operation on closed file.");
  Codec codec;
  NewlineMode newline;
  if (!findCodecOrRaise(utf8Of(asStr(args[1])), &codec) ||
      !parseNewline("TextIOWrapper", args[3], &newline))
    return kError;
  TextFile* f = makeTextFile(buffer, codec, args[1], args[2], newline, kUnbound);
  f->lineBuffering = args[4] == kTrue;
  f->writeThrough = args[5] == kTrue;
  return objectValue(f);
}

// default_encoding(): of text files whose encoding is not given.
Value defaultEncoding(const Value*, uint64_t) { return makeStr(isCLocale() ? "utf-8" : "UTF-8"); }

// check_codec(name): LookupError when there is none; else whether its text starts with a signature
// or byte order mark.
Value checkCodec(const Value* args, uint64_t) {
  Codec codec;
  if (!findCodecOrRaise(utf8Of(asStr(args[0])), &codec))
    return kError;
  return boolean(codec == Codec::Utf8Sig || codec == Codec::Utf16 || codec == Codec::Utf32);
}

// encode(text, encoding, errors, started): `started` is whether a signature stands already.
Value encode(const Value* args, uint64_t) {
  Codec codec = findCodec(utf8Of(asStr(args[1])));
  if (args[3] == kTrue)
    codec = codec == Codec::Utf8Sig ? Codec::Utf8
            : codec == Codec::Utf16 ? Codec::Utf16Le
            : codec == Codec::Utf32 ? Codec::Utf32Le
                                    : codec;
  return encodeStr(codec, asStr(args[0]), utf8Of(asStr(args[2])).data());
}

// decode(data, encoding, errors, state, final): the text, how many bytes it took, and the state for
// the next piece. A state is an int, 1 at the start.
Value decode(const Value* args, uint64_t) {
  std::string_view bytes;
  if (!bytesLikeOrRaise(args[0], &bytes))
    return kError;
  int64_t packed = args[3].smallInt();
  DecodeState state{static_cast<int8_t>((packed & 3) - 1), (packed & 4) != 0};
  StrBuilder out(bytes.size());
  uint64_t consumed;
  if (!decodeText(findCodec(utf8Of(asStr(args[1]))), bytes, utf8Of(asStr(args[2])).data(),
                  args[4] == kTrue, kUnbound, state, out, &consumed))
    return kError;
  Value text = out.take();
  if (text.isError())
    return kError;
  return tupleOf(text, makeIntFromUInt64(consumed),
                 smallInt((state.byteOrder + 1) | (state.started ? 4 : 0)));
}

const NativeDef kFunctions[] = {
    nativePositional("set_makers", setMakers, kFileKinds, kFileKinds),
    nativePositional("set_hooks", setHooks, kFileKinds, kFileKinds),
    nativePositional("set_telling", setTelling, 2, 2),
    nativePositional("text_over", textOver, 6, 6),
    nativeNone("default_encoding", defaultEncoding),
    nativeOne("check_codec", checkCodec),
    nativePositional("encode", encode, 4, 4),
    nativePositional("decode", decode, 5, 5),
    kNativeEnd,
};

Value makeUnsupported() {
  Type* type = unsupportedOperationType();
  return type ? typeValue(type) : kError;
}

const NativeAttribute kAttributes[] = {
    {"TextIOWrapper", [] { return typeValue(&tr_type_textFile); }},
    {"BufferedReader", [] { return typeValue(&tr_type_binaryReader); }},
    {"BufferedWriter", [] { return typeValue(&tr_type_binaryWriter); }},
    {"BufferedRandom", [] { return typeValue(&tr_type_binaryRandom); }},
    {"FileIO", [] { return typeValue(&tr_type_fileIO); }},
    {"UnsupportedOperation", makeUnsupported},
    kAttributeEnd,
};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_io, tr::kFunctions, tr::kAttributes);
