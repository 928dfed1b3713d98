// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// str objects: widths and flags, sharing of growable buffers, hashing, interning, building, UTF-8,
// searching against a plain model.
#include "test/unit/runtime_fixture.h"

#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/hash.h"
#include "runtime-lib/text/search.h"
#include "runtime-lib/text/str_methods.h"
#include "runtime-lib/text/unicode.h"
#include "runtime-lib/text/units.h"

using namespace tr;
using namespace tr::test;

namespace {

const Str* S(const char* utf8) { return asStr(makeStr(utf8)); }

TEST(Str, TakesTheNarrowestWidth) {
  EXPECT_EQ(S("abc")->width(), 1u);
  EXPECT_TRUE(S("abc")->isAscii());
  EXPECT_EQ(S("caf\u00e9")->width(), 1u);
  EXPECT_FALSE(S("caf\u00e9")->isAscii());
  EXPECT_EQ(S("\u00ff")->width(), 1u);
  EXPECT_EQ(S("\u0100")->width(), 2u);
  EXPECT_EQ(S("a\uffffb")->width(), 2u);
  EXPECT_EQ(S("a\U00010000b")->width(), 4u);
  EXPECT_EQ(S("a\U00010000b")->length(), 3u);
  EXPECT_EQ(S("a\U0001F600b")->at(1), 0x1F600u);
}

TEST(Str, SlicesNarrowAgain) {
  const Str* s = S("ab\U0001F600\u00e9\u0416z");
  auto slice = [&](uint64_t b, uint64_t e) { return asStr(strSlice(s, b, e)); };
  EXPECT_EQ(slice(0, 2)->width(), 1u);
  EXPECT_TRUE(slice(0, 2)->isAscii());
  EXPECT_EQ(slice(3, 5)->width(), 2u);
  EXPECT_EQ(slice(2, 4)->width(), 4u);
  EXPECT_TRUE(strEquals(slice(0, 2), S("ab")));
  EXPECT_EQ(slice(0, 6), s);
  EXPECT_EQ(slice(5, 6), asStr(makeCharStr('z')));
}

TEST(Str, Utf8RoundTrips) {
  for (const char* text :
       {"", "a", "plain", "h\u00e9llo", "\u0416\u0417", "\U0001F600 \u00df", "\uffff"}) {
    std::string_view back = utf8Of(S(text));
    EXPECT_EQ(back, text);
    EXPECT_EQ(back.data()[back.size()], 0);
  }
  // A lone surrogate comes out as three bytes, and strictly not at all.
  const Str* lone = asStr(makeStr("a\xed\xa0\x80"));
  EXPECT_EQ(lone->at(1), 0xd800u);
  EXPECT_EQ(utf8Of(lone), "a\xed\xa0\x80");
  std::string_view out;
  EXPECT_FALSE(utf8Strict(lone, &out));
  EXPECT_EQ(takeError(),
            "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1: "
            "surrogates not allowed");
}

TEST(Str, ComparesByCodePoints) {
  EXPECT_EQ(strCompare(S("abc"), S("abc")), 0);
  EXPECT_LT(strCompare(S("ab"), S("abc")), 0);
  EXPECT_GT(strCompare(S("b"), S("abc")), 0);
  EXPECT_LT(strCompare(S("z"), S("\u00e9")), 0);
  EXPECT_LT(strCompare(S("\uffff"), S("\U00010000")), 0);
  EXPECT_GT(strCompare(S("\U00010000"), S("\uffff")), 0);
  EXPECT_FALSE(strEquals(S("a\u0100"), S("a\u0101")));
}

TEST(Str, ReferenceVectorsOfSipHash13) {
  // Computed with the published algorithm for key 00 01 .. 0f and messages 00 01 .. (n-1).
  unsigned char message[16];
  for (unsigned i = 0; i < 16; i++)
    message[i] = static_cast<unsigned char>(i);
  uint64_t k0 = 0x0706050403020100, k1 = 0x0f0e0d0c0b0a0908;
  EXPECT_EQ(sipHash13(k0, k1, message, 0), 0xabac0158050fc4dcu);
  EXPECT_EQ(sipHash13(k0, k1, message, 1), 0xc9f49bf37d57ca93u);
  EXPECT_EQ(sipHash13(k0, k1, message, 7), 0xd3927d989bb11140u);
  EXPECT_EQ(sipHash13(k0, k1, message, 8), 0x369095118d299a8eu);
  EXPECT_EQ(sipHash13(k0, k1, message, 15), 0xd320d86d2a519956u);
  EXPECT_EQ(static_cast<int64_t>(sipHash13(0, 0, "hello", 5)),
            -2096571579003691106); // PYTHONHASHSEED=0
}

TEST(Str, HashIsCachedAndEqualForEqualText) {
  const Str *a = S("hash me"), *b = asStr(strConcat(makeStr("hash "), makeStr("me")));
  EXPECT_NE(a, b);
  EXPECT_EQ(strHash(a), strHash(b));
  EXPECT_EQ(a->hash, strHash(a));
  EXPECT_EQ(strHash(S("")), 0u);
  EXPECT_NE(strHash(a), strHash(S("hash mE")));
}

TEST(Str, InternGivesOneObject) {
  Str* a = intern("some_name");
  EXPECT_EQ(a, intern(std::string("some_") + "name"));
  EXPECT_EQ(a, internStr(asStr(strConcat(makeStr("some_"), makeStr("name")))));
  EXPECT_EQ(intern("h\u00e9"), intern("h\u00e9"));
  EXPECT_NE(a, intern("some_names"));
  // Growing the table keeps what it had.
  for (int i = 0; i < 5000; i++)
    intern("name" + std::to_string(i));
  for (int i = 0; i < 5000; i += 97) {
    std::string name = "name" + std::to_string(i);
    EXPECT_EQ(utf8Of(intern(name)), name);
    EXPECT_EQ(intern(name), intern(name));
  }
  EXPECT_EQ(a, intern("some_name"));
}

TEST(Str, AppendsShareABuffer) {
  Value s = emptyStr();
  std::string model;
  Value kept[20]; // on the stack, where the collector looks
  size_t lengths[20];
  unsigned moves = 0;
  const void* data = nullptr;
  for (int i = 0; i < 20000; i++) {
    std::string piece = std::to_string(i % 10);
    s = strConcat(s, makeStr(piece));
    model += piece;
    if (asStr(s)->data != data)
      moves++;
    data = asStr(s)->data;
    if (i % 1000 == 0) {
      kept[i / 1000] = s;
      lengths[i / 1000] = model.size();
    }
  }
  EXPECT_TRUE(text(s) == model);
  EXPECT_LT(moves, 200u); // amortised: the text moved rarely
  for (size_t i = 0; i < 20; i++)
    EXPECT_TRUE(text(kept[i]) == model.substr(0, lengths[i])) << i;
}

TEST(Str, TwoAppendsToOneTextDoNotDisturbEachOther) {
  Value base = emptyStr();
  for (int i = 0; i < 300; i++)
    base = strConcat(base, makeStr("x"));
  Value a = strConcat(base, makeStr("first")), b = strConcat(base, makeStr("second"));
  std::string xs(300, 'x');
  EXPECT_EQ(text(base), xs);
  EXPECT_EQ(text(a), xs + "first");
  EXPECT_EQ(text(b), xs + "second");
  Value wide = strConcat(a, makeStr("\u0416"));
  EXPECT_EQ(asStr(wide)->width(), 2u);
  EXPECT_EQ(text(wide), xs + "first\u0416");
  EXPECT_EQ(text(a), xs + "first");
  Value self = strConcat(a, a);
  EXPECT_EQ(text(self), xs + "first" + xs + "first");
  Value latin = strConcat(b, makeStr("\u00e9"));
  EXPECT_FALSE(asStr(latin)->isAscii());
  EXPECT_TRUE(asStr(b)->isAscii());
}

TEST(Str, BuilderWidensAndNarrows) {
  StrBuilder b;
  b.append(std::string_view("abc"));
  b.append(U'\u00e9');
  b.append(S("\u0416"));
  b.appendRepeated(0x1F600, 3);
  b.appendInt(-9007199254740993);
  EXPECT_EQ(text(b.take()), "abc\u00e9\u0416\U0001F600\U0001F600\U0001F600-9007199254740993");
  EXPECT_EQ(asStr(b.take())->length(), 0u);
  StrBuilder part;
  part.append(S("ab\U0001F600cd"), 0, 2);
  Value narrow = part.take();
  EXPECT_EQ(asStr(narrow)->width(), 1u);
  EXPECT_TRUE(asStr(narrow)->isAscii());
  StrBuilder one;
  one.append(U'q');
  EXPECT_EQ(one.take(), makeCharStr('q'));
  StrBuilder large(100000);
  for (int i = 0; i < 50000; i++)
    large.append(U'k');
  EXPECT_EQ(text(large.take()), std::string(50000, 'k'));
}

TEST(Str, PartsOfEveryWidthGoIntoBuildersOfEveryWidth) {
  const Str* wide = S("x\U0001F600yz\u20ac\u00e9w");
  for (const char* start : {"", "\u00e9", "\u20ac", "\U0001F600"}) {
    for (uint64_t begin = 0; begin <= 7; begin++)
      for (uint64_t end = begin; end <= 7; end++) {
        StrBuilder b;
        b.append(std::string_view(start));
        b.append(wide, begin, end);
        EXPECT_EQ(text(b.take()), start + text(strSlice(wide, begin, end)));
      }
  }
  EXPECT_EQ(reprText(makeStr("\u20acaa\U0001F600")), "'\u20acaa\U0001F600'");
}

TEST(Str, BuilderKeepsItsBufferAliveThroughCollections) {
  StrBuilder b;
  std::string model;
  for (int i = 0; i < 2000; i++) {
    std::string piece = "piece " + std::to_string(i) + ";";
    b.append(std::string_view(piece));
    model += piece;
    if (i % 100 == 0)
      memory::collect();
  }
  EXPECT_EQ(text(b.take()), model);
}

TEST(Str, ReprChoosesQuotesAndEscapes) {
  EXPECT_EQ(reprText(makeStr("plain")), "'plain'");
  EXPECT_EQ(reprText(makeStr("it's")), "\"it's\"");
  EXPECT_EQ(reprText(makeStr("'\"")), "'\\'\"'");
  EXPECT_EQ(reprText(makeStr("\n\t\r\\\x01\x7f")), "'\\n\\t\\r\\\\\\x01\\x7f'");
  EXPECT_EQ(reprText(makeStr("\u00e9\u00ad\u0378\U0001F600\U000E0001")),
            "'\u00e9\\xad\\u0378\U0001F600\\U000e0001'");
  EXPECT_EQ(text(asciiOf(makeStr("\u00e9\u0416\U0001F600"))), "'\\xe9\\u0416\\U0001f600'");
}

// Every search against the obvious loop, over texts with many near hits.
TEST(Str, SearchesAgreeWithTheModel) {
  uint32_t seed = 12345;
  auto next = [&](uint32_t n) { return (seed = seed * 1103515245 + 12345) / 65536 % n; };
  for (int round = 0; round < 3000; round++) {
    std::u32string hay, needle;
    char32_t base = round % 3 == 0 ? 'a' : round % 3 == 1 ? 0x3b1 : 0x1F600;
    uint32_t kinds = 1 + next(3);
    for (uint32_t i = 0, n = next(round % 4 ? 40 : 400); i < n; i++)
      hay += static_cast<char32_t>(base + next(kinds));
    for (uint32_t i = 0, n = next(5); i < n; i++)
      needle += static_cast<char32_t>((next(5) ? base : U'a') + next(kinds));
    // Half of the needles occur for sure, some of them long.
    if (round % 2 && !hay.empty())
      needle = hay.substr(next(static_cast<uint32_t>(hay.size())), next(60));
    const Str* h = asStr(makeStrFrom4(hay.data(), hay.size()));
    const Str* s = asStr(makeStrFrom4(needle.data(), needle.size()));
    size_t first = hay.find(needle), last = hay.rfind(needle);
    EXPECT_EQ(strFind(h, s, 0, hay.size()), first == hay.npos ? -1 : static_cast<int64_t>(first));
    EXPECT_EQ(strFindBackwards(h, s, 0, hay.size()),
              last == hay.npos ? -1 : static_cast<int64_t>(last));
    if (!needle.empty()) {
      uint64_t count = 0;
      for (size_t at = 0; (at = hay.find(needle, at)) != hay.npos; at += needle.size())
        count++;
      Value args[] = {strValue(h), strValue(s)};
      EXPECT_EQ(strCount(args, 2).smallInt(), static_cast<int64_t>(count));
    }
  }
}

TEST(Str, SearchesStayLinearWhenAllCandidatesFail) {
  std::string hay(200000, 'a'), needle = std::string(50000, 'a') + "b" + std::string(50000, 'a');
  const Str *h = S(hay.c_str()), *n = S(needle.c_str());
  EXPECT_EQ(strFind(h, n, 0, hay.size()), -1); // quadratic search would take minutes
  std::string tail = hay + needle;
  EXPECT_EQ(strFind(S(tail.c_str()), n, 0, tail.size()), 200000);
}

TEST(Unicode, CaseMappings) {
  char32_t out[3];
  EXPECT_EQ(unicode::toUpper(0xdf, out), 2u);
  EXPECT_EQ(out[0], U'S');
  EXPECT_EQ(unicode::toLower(0x130, out), 2u);
  EXPECT_EQ(unicode::toTitle(0x1c6, out), 1u);
  EXPECT_EQ(out[0], 0x1c5u);
  EXPECT_EQ(unicode::toFolded(0x1e9e, out), 2u);
  EXPECT_EQ(unicode::toUpper(0xfb03, out), 3u);
  EXPECT_TRUE(unicode::isPrintable(0x20ac));
  EXPECT_FALSE(unicode::isPrintable(0xd800));
  EXPECT_FALSE(unicode::isPrintable(0x110000));
  EXPECT_EQ(unicode::decimalValue(0x669), 9);
  EXPECT_EQ(unicode::digitValue(0xb2), 2);
  EXPECT_EQ(unicode::decimalValue(0xb2), -1);
}

} // namespace
