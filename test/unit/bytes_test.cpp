// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bytes and bytearray, and the codecs: every code point round-trips, malformed input gives the
// errors and replacements of CPython.
#include "test/unit/runtime_fixture.h"

#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/codec.h"

using namespace tr;
using namespace tr::test;

namespace {

Value B(std::string_view s) { return makeBytes(s.data(), s.size()); }

std::string decoded(std::string_view bytes, Codec codec, const char* errors = "strict") {
  Value v = decodeBytes(codec, bytes, errors, kUnbound);
  return v.isError() ? takeError() : text(asciiOf(v));
}
std::string encoded(const char* utf8, Codec codec, const char* errors = "strict") {
  Value v = encodeStr(codec, asStr(makeStr(utf8)), errors);
  return v.isError() ? takeError() : reprText(v);
}

TEST(Bytes, ReprAndHash) {
  EXPECT_EQ(reprText(B("it's")), "b\"it's\"");
  EXPECT_EQ(reprText(B(std::string_view("\0\n\\\xff", 4))), "b'\\x00\\n\\\\\\xff'");
  bool ok = true;
  EXPECT_EQ(hashOf(B("same"), &ok), hashOf(makeStr("same"), &ok));
  EXPECT_EQ(hashOf(B(""), &ok), 0);
}

TEST(Bytes, BuilderBecomesTheObject) {
  ByteBuilder out;
  std::string model;
  for (int i = 0; i < 3000; i++) {
    out.append(static_cast<uint8_t>(i));
    model += static_cast<char>(i);
  }
  Value made = out.takeBytes();
  EXPECT_EQ(asBytes(made)->view(), model);
  EXPECT_EQ(asBytes(made)->data()[model.size()], 0);
  out.append("x");
  EXPECT_EQ(out.takeBytes(), B("x"));
}

TEST(Bytearray, GrowsAndShrinks) {
  Value v = makeBytearray("abc", 3);
  Bytearray* a = asBytearray(v);
  for (uint64_t n : {1u, 10u, 1000u, 100000u, 7u, 0u, 12u}) {
    ASSERT_TRUE(bytearrayResize(a, n));
    EXPECT_EQ(a->length, n);
    EXPECT_GT(a->capacity, n);
    EXPECT_EQ(a->data[n], 0);
    if (n)
      EXPECT_EQ(a->data[0], n == 12 ? a->data[0] : 'a');
  }
}

TEST(Codec, NamesInAllSpellings) {
  EXPECT_EQ(findCodec("UTF8"), Codec::Utf8);
  EXPECT_EQ(findCodec("Utf-8"), Codec::Utf8);
  EXPECT_EQ(findCodec("ISO-8859-1"), Codec::Latin1);
  EXPECT_EQ(findCodec("L1"), Codec::Latin1);
  EXPECT_EQ(findCodec("us-ascii"), Codec::Ascii);
  EXPECT_EQ(findCodec("utf-16-LE"), Codec::Utf16Le);
  EXPECT_EQ(findCodec("utf_8_sig"), Codec::Utf8Sig);
  EXPECT_EQ(findCodec("klingon"), Codec::Unknown);
}

TEST(Codec, EveryCodePointRoundTrips) {
  for (Codec codec :
       {Codec::Utf8, Codec::Utf16, Codec::Utf16Be, Codec::Utf32, Codec::Utf32Le, Codec::Utf8Sig}) {
    for (char32_t start = 0; start < 0x110000; start += 0x400) {
      if (start >= 0xd800 && start < 0xe000)
        continue;
      char32_t all[0x400];
      for (char32_t i = 0; i < 0x400; i++)
        all[i] = start + i;
      Value s = makeStrFrom4(all, 0x400);
      Value bytes = encodeStr(codec, asStr(s), "strict");
      ASSERT_FALSE(bytes.isError());
      Value back = decodeBytes(codec, asBytes(bytes)->view(), "strict", kUnbound);
      ASSERT_FALSE(back.isError());
      ASSERT_TRUE(strEquals(asStr(s), asStr(back))) << "at " << static_cast<uint32_t>(start);
    }
  }
}

TEST(Codec, MalformedUtf8) {
  EXPECT_EQ(
      decoded("\xff", Codec::Utf8),
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte");
  EXPECT_EQ(decoded("a\xe2\x82", Codec::Utf8), "UnicodeDecodeError: 'utf-8' codec can't decode "
                                               "bytes in position 1-2: unexpected end of data");
  EXPECT_EQ(decoded("\xed\xa0\x80", Codec::Utf8),
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid "
            "continuation byte");
  EXPECT_EQ(decoded("\xed\xa0\x80", Codec::Utf8, "surrogatepass"), "'\\ud800'");
  EXPECT_EQ(decoded("\xe0\x80\x80", Codec::Utf8, "replace"), "'\\ufffd\\ufffd\\ufffd'");
  EXPECT_EQ(decoded("\xf0\x9f\x98!", Codec::Utf8, "replace"), "'\\ufffd!'");
  EXPECT_EQ(decoded("\xc3(", Codec::Utf8, "ignore"), "'('");
  EXPECT_EQ(decoded("a\xff\xfe", Codec::Utf8, "backslashreplace"), "'a\\\\xff\\\\xfe'");
  EXPECT_EQ(decoded("a\xff\xfe", Codec::Utf8, "surrogateescape"), "'a\\udcff\\udcfe'");
  EXPECT_EQ(decoded("\xff", Codec::Utf8, "zzz"), "LookupError: unknown error handler name 'zzz'");
}

TEST(Codec, MalformedUtf16) {
  EXPECT_EQ(decoded(std::string_view("\x00\xd8\x61\x00", 4), Codec::Utf16Le),
            "UnicodeDecodeError: 'utf-16-le' codec can't decode bytes in position 0-1: illegal "
            "UTF-16 surrogate");
  EXPECT_EQ(
      decoded("a", Codec::Utf16),
      "UnicodeDecodeError: 'utf-16-le' codec can't decode byte 0x61 in position 0: truncated data");
  EXPECT_EQ(decoded(std::string_view("\xfe\xff\0a", 4), Codec::Utf16), "'a'");
}

TEST(Codec, EncodingErrors) {
  EXPECT_EQ(encoded("a\u00e9\u20ac", Codec::Ascii),
            "UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-2: ordinal "
            "not in range(128)");
  EXPECT_EQ(encoded("\u00e9\u20ac", Codec::Ascii, "xmlcharrefreplace"), "b'&#233;&#8364;'");
  EXPECT_EQ(encoded("\u00e9\u20ac", Codec::Latin1, "backslashreplace"), "b'\\xe9\\\\u20ac'");
  EXPECT_EQ(encoded("\u00e9\u20ac", Codec::Latin1, "replace"), "b'\\xe9?'");
  EXPECT_EQ(encoded("a\xed\xb2\x80", Codec::Utf8, "surrogateescape"), "b'a\\x80'");
  EXPECT_EQ(encoded("x", Codec::Utf8Sig), "b'\\xef\\xbb\\xbfx'");
  EXPECT_EQ(encoded("x", Codec::Utf16), "b'\\xff\\xfex\\x00'");
}

TEST(Codec, PiecesOfAStreamJoin) {
  std::string_view bytes = "h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
  for (size_t cut = 0; cut <= bytes.size(); cut++) {
    DecodeState state;
    StrBuilder out;
    uint64_t used = 0;
    ASSERT_TRUE(decodeText(Codec::Utf8, bytes.substr(0, cut), "strict", false, kUnbound, state, out,
                           &used));
    ASSERT_TRUE(
        decodeText(Codec::Utf8, bytes.substr(used), "strict", true, kUnbound, state, out, nullptr));
    EXPECT_EQ(text(out.take()), bytes);
  }
}

} // namespace
