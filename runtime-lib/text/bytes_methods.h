// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Methods that bytes and bytearray share. Each takes either as self and makes new objects of
// self's base type.
#pragma once

#include "runtime-lib/core/native.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/codec.h"

namespace tr {

#define BYTES_METHOD(name) Value bytes##name(const Value* args, uint64_t nargs);
// bytes_search.cpp
BYTES_METHOD(Find)
BYTES_METHOD(Rfind)
BYTES_METHOD(Index) BYTES_METHOD(Rindex) BYTES_METHOD(Count) BYTES_METHOD(StartsWith)
    BYTES_METHOD(EndsWith) BYTES_METHOD(Partition) BYTES_METHOD(Rpartition)
        BYTES_METHOD(RemovePrefix) BYTES_METHOD(RemoveSuffix) BYTES_METHOD(Replace)
            BYTES_METHOD(Split) BYTES_METHOD(Rsplit) BYTES_METHOD(SplitLines) BYTES_METHOD(Join)
                BYTES_METHOD(Strip) BYTES_METHOD(Lstrip)
                    BYTES_METHOD(Rstrip) int bytesContains(Value self, Value item);
// bytes_layout.cpp
BYTES_METHOD(Lower)
BYTES_METHOD(Upper)
BYTES_METHOD(Title) BYTES_METHOD(Capitalize) BYTES_METHOD(SwapCase) BYTES_METHOD(IsAlnum)
    BYTES_METHOD(IsAlpha) BYTES_METHOD(IsAscii) BYTES_METHOD(IsDigit) BYTES_METHOD(IsLower)
        BYTES_METHOD(IsSpace) BYTES_METHOD(IsTitle) BYTES_METHOD(IsUpper) BYTES_METHOD(Center)
            BYTES_METHOD(Ljust) BYTES_METHOD(Rjust) BYTES_METHOD(Zfill) BYTES_METHOD(ExpandTabs)
                BYTES_METHOD(Translate) BYTES_METHOD(MakeTrans) BYTES_METHOD(Hex)
                    BYTES_METHOD(FromHex) BYTES_METHOD(Decode)
#undef BYTES_METHOD

    // bytes_ops.cpp: slots and construction that both types share.
    Value bytesCompare(Value left, Value right, CompareOp op);
Value bytesMul(Value left, Value right);
Value bytesMod(Value left, Value right);
// b'...' as repr shows it; bytearray's escapes single quotes whatever the quotes around.
void appendBytesRepr(StrBuilder& out, std::string_view contents, bool escapeSingle = false);
// The contents that bytes(source, encoding, errors) or bytearray(...) starts with; `name` is the
// type's, `item` what a bad item is called in errors ("bytes" or "byte"). __bytes__ is not asked.
bool bytesFromArguments(const char* name, const char* item, Value source, Value encoding,
                        Value errors, ByteBuilder& out);
// An int in range(0, 256); ValueError "<item> must be in range(0, 256)".
bool toByte(Value v, const char* item, uint8_t* out);
// Items of an iterable of ints, appended. With `hinted`, what its __len__ or __length_hint__ raises
// is raised, as CPython asks them where it builds bytes; room grows by need all the same. `refusal`
// is the TypeError's text for what cannot be iterated over.
inline constexpr const char* kNoBytearray = "cannot convert '%T' object to bytearray";
bool appendByteItems(Value iterable, const char* item, const char* refusal, ByteBuilder& out,
                     bool hinted = false);

// The contents of self, which is bytes or bytearray.
inline std::string_view contentsOf(Value self) {
  if (isBytes(self))
    return asBytes(self)->view();
  const Bytearray* a = asBytearray(self);
  return {reinterpret_cast<const char*>(a->data), a->length};
}
// A new object of self's base type.
inline Value makeLike(Value self, const void* data, uint64_t n) {
  return isBytes(self) ? makeBytes(data, n) : makeBytearray(data, n);
}

} // namespace tr

// Rows of both method tables.
#define TR_BYTES_ROWS                                                                              \
  tr::nativeNone("capitalize", tr::bytesCapitalize),                                               \
      tr::nativePositional("center", tr::bytesCenter, 1, 2),                                       \
      tr::nativePositional("count", tr::bytesCount, 1, 3),                                         \
      tr::nativeKeywords("decode", tr::bytesDecode, "encoding=, errors="),                         \
      tr::nativePositional("endswith", tr::bytesEndsWith, 1, 3),                                   \
      tr::nativeKeywords("expandtabs", tr::bytesExpandTabs, "tabsize="),                           \
      tr::nativePositional("find", tr::bytesFind, 1, 3),                                           \
      tr::nativeOne("fromhex", tr::bytesFromHex, tr::kNativeClass),                                \
      tr::nativeKeywords("hex", tr::bytesHex, "sep=, bytes_per_sep="),                             \
      tr::nativePositional("index", tr::bytesIndex, 1, 3),                                         \
      tr::nativeNone("isalnum", tr::bytesIsAlnum), tr::nativeNone("isalpha", tr::bytesIsAlpha),    \
      tr::nativeNone("isascii", tr::bytesIsAscii), tr::nativeNone("isdigit", tr::bytesIsDigit),    \
      tr::nativeNone("islower", tr::bytesIsLower), tr::nativeNone("isspace", tr::bytesIsSpace),    \
      tr::nativeNone("istitle", tr::bytesIsTitle), tr::nativeNone("isupper", tr::bytesIsUpper),    \
      tr::nativeOne("join", tr::bytesJoin), tr::nativePositional("ljust", tr::bytesLjust, 1, 2),   \
      tr::nativeNone("lower", tr::bytesLower),                                                     \
      tr::nativePositional("lstrip", tr::bytesLstrip, 0, 1),                                       \
      tr::nativePositional("maketrans", tr::bytesMakeTrans, 2, 2, tr::kNativeStatic),              \
      tr::nativeOne("partition", tr::bytesPartition),                                              \
      tr::nativePositional("replace", tr::bytesReplace, 2, 3),                                     \
      tr::nativeOne("removeprefix", tr::bytesRemovePrefix),                                        \
      tr::nativeOne("removesuffix", tr::bytesRemoveSuffix),                                        \
      tr::nativePositional("rfind", tr::bytesRfind, 1, 3),                                         \
      tr::nativePositional("rindex", tr::bytesRindex, 1, 3),                                       \
      tr::nativePositional("rjust", tr::bytesRjust, 1, 2),                                         \
      tr::nativeOne("rpartition", tr::bytesRpartition),                                            \
      tr::nativeKeywords("rsplit", tr::bytesRsplit, "sep=, maxsplit="),                            \
      tr::nativePositional("rstrip", tr::bytesRstrip, 0, 1),                                       \
      tr::nativeKeywords("split", tr::bytesSplit, "sep=, maxsplit="),                              \
      tr::nativeKeywords("splitlines", tr::bytesSplitLines, "keepends="),                          \
      tr::nativePositional("startswith", tr::bytesStartsWith, 1, 3),                               \
      tr::nativePositional("strip", tr::bytesStrip, 0, 1),                                         \
      tr::nativeNone("swapcase", tr::bytesSwapCase), tr::nativeNone("title", tr::bytesTitle),      \
      tr::nativeKeywords("translate", tr::bytesTranslate, "table, /, delete="),                    \
      tr::nativeNone("upper", tr::bytesUpper), tr::nativeOne("zfill", tr::bytesZfill)
