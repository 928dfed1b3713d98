// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Format specifications, str.format fields and % formatting, with what CPython 3.13 answers.
#include "test/unit/runtime_fixture.h"

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/text/format_spec.h"
#include "runtime-lib/text/str_methods.h"

using namespace tr;
using namespace tr::test;

namespace {

std::string shown(Value v) { return v.isError() ? takeError() : text(v); }
std::string I(int64_t v, const char* spec) { return shown(formatInt(makeInt(v), makeStr(spec))); }
std::string F(double v, const char* spec) {
  return shown(formatFloat(makeFloat(v), makeStr(spec)));
}
std::string S(const char* v, const char* spec) {
  return shown(formatStr(makeStr(v), makeStr(spec)));
}
template <class... V> std::string percent(const char* format, V... values) {
  return shown(strModulo(makeStr(format), tupleOf(values...)));
}
template <class... V> std::string fields(const char* format, V... values) {
  Value args[] = {makeStr(format), values...};
  return shown(strFormatMethod(args, 1 + sizeof...(values), nullptr));
}

TEST(FormatSpec, Ints) {
  EXPECT_EQ(I(42, "d"), "42");
  EXPECT_EQ(I(-42, "6"), "   -42");
  EXPECT_EQ(I(-42, "<6") + "|", "-42   |");
  EXPECT_EQ(I(-42, "^7"), "  -42  ");
  EXPECT_EQ(I(-42, "=6"), "-   42");
  EXPECT_EQ(I(-42, "06"), "-00042");
  EXPECT_EQ(I(42, "+"), "+42");
  EXPECT_EQ(I(42, " "), " 42");
  EXPECT_EQ(I(255, "#x"), "0xff");
  EXPECT_EQ(I(255, "#X"), "0XFF");
  EXPECT_EQ(I(255, "#010b"), "0b11111111");
  EXPECT_EQ(I(255, "#o"), "0o377");
  EXPECT_EQ(I(1234567, ","), "1,234,567");
  EXPECT_EQ(I(1234567, "_"), "1_234_567");
  EXPECT_EQ(I(0xabcdef12, "_x"), "abcd_ef12");
  EXPECT_EQ(I(1, "04,"), "0,001");
  EXPECT_EQ(I(1, "08,"), "0,000,001");
  EXPECT_EQ(I(1234, "012,"), "0,000,001,234");
  EXPECT_EQ(I(65, "c"), "A");
  EXPECT_EQ(I(65, "*^5c"), "**A**");
  EXPECT_EQ(I(3, ".2f"), "3.00");
  EXPECT_EQ(I(3, "%"), "300.000000%");
  EXPECT_EQ(I(3, "é>4"), "ééé3");
  EXPECT_EQ(I(3, "s"), "ValueError: Unknown format code 's' for object of type 'int'");
  EXPECT_EQ(I(3, ".2"), "ValueError: Precision not allowed in integer format specifier");
  EXPECT_EQ(I(3, "+c"), "ValueError: Sign not allowed with integer format specifier 'c'");
  EXPECT_EQ(I(3, ",_"), "ValueError: Cannot specify both ',' and '_'.");
  EXPECT_EQ(I(3, ",x"), "ValueError: Cannot specify ',' with 'x'.");
  EXPECT_EQ(I(3, "5d5"), "ValueError: Invalid format specifier '5d5' for object of type 'int'");
  EXPECT_EQ(I(3, "99999999999999999999"), "ValueError: Too many decimal digits in format string");
  EXPECT_EQ(I(-1, "c"), "OverflowError: %c arg not in range(0x110000)");
}

TEST(FormatSpec, Floats) {
  EXPECT_EQ(F(3.14159, ".2f"), "3.14");
  EXPECT_EQ(F(-0.0, "z.1f"), "0.0");
  EXPECT_EQ(F(-0.04, "z.1f"), "0.0");
  EXPECT_EQ(F(-0.04, ".1f"), "-0.0");
  EXPECT_EQ(F(1234567.891, ",.2f"), "1,234,567.89");
  EXPECT_EQ(F(1234567.891, "020,.2f"), "0,000,001,234,567.89");
  EXPECT_EQ(F(0.5, "%"), "50.000000%");
  EXPECT_EQ(F(1e10, "e"), "1.000000e+10");
  EXPECT_EQ(F(1e10, "g"), "1e+10");
  EXPECT_EQ(F(3.0, ""), "3.0");
  EXPECT_EQ(F(3.0, ".2"), "3.0");
  EXPECT_EQ(F(1234.5, ".2"), "1.2e+03");
  EXPECT_EQ(F(3.0, "#.0f"), "3.");
  EXPECT_EQ(F(1.0 / 0, "010"), "0000000inf");
  EXPECT_EQ(F(-1.0 / 0, "F"), "-INF");
  EXPECT_EQ(F(3.0, "d"), "ValueError: Unknown format code 'd' for object of type 'float'");
  EXPECT_EQ(F(3.0, "."), "ValueError: Format specifier missing precision");
}

TEST(FormatSpec, Strings) {
  EXPECT_EQ(S("ab", "5") + "|", "ab   |");
  EXPECT_EQ(S("ab", ">5"), "   ab");
  EXPECT_EQ(S("ab", "*^5"), "*ab**");
  EXPECT_EQ(S("abcdef", ".3"), "abc");
  EXPECT_EQ(S("ab", "05"), "ab000");
  EXPECT_EQ(S("h\u00e9", "\U0001F600>4"), "\U0001F600\U0001F600h\u00e9");
  EXPECT_EQ(S("a", "=5"), "ValueError: '=' alignment not allowed in string format specifier");
  EXPECT_EQ(S("a", "+"), "ValueError: Sign not allowed in string format specifier");
  EXPECT_EQ(S("a", ","), "ValueError: Cannot specify ',' with 's'.");
  EXPECT_EQ(S("a", "d"), "ValueError: Unknown format code 'd' for object of type 'str'");
}

TEST(StrFormat, Fields) {
  EXPECT_EQ(fields("{} {}", smallInt(1), makeStr("b")), "1 b");
  EXPECT_EQ(fields("{1}{0}{1}", smallInt(1), smallInt(2)), "212");
  EXPECT_EQ(fields("{{{}}}", smallInt(1)), "{1}");
  EXPECT_EQ(fields("{!r:>5}", makeStr("a")), "  'a'");
  EXPECT_EQ(fields("{:{}}", smallInt(5), smallInt(3)), "  5");
  EXPECT_EQ(fields("{0[1]}", listOf({7, 8})), "8");
  EXPECT_EQ(
      fields("{} {0}", smallInt(1)),
      "ValueError: cannot switch from automatic field numbering to manual field specification");
  EXPECT_EQ(fields("{}"), "IndexError: Replacement index 0 out of range for positional args tuple");
  EXPECT_EQ(fields("{"), "ValueError: Single '{' encountered in format string");
  EXPECT_EQ(fields("{0[]}", smallInt(1)), "ValueError: Empty attribute in format string");
  EXPECT_EQ(fields("{a}"), "KeyError: 'a'");
}

TEST(Percent, Conversions) {
  EXPECT_EQ(percent("%d %5d|%-5d|%05d %+d", smallInt(1), smallInt(2), smallInt(3), smallInt(-4),
                    smallInt(5)),
            "1     2|3    |-0004 +5");
  EXPECT_EQ(percent("%#x %#o %X", smallInt(255), smallInt(8), smallInt(-255)), "0xff 0o10 -FF");
  EXPECT_EQ(percent("%.3f|%10.2e|%G", makeFloat(3.14159), makeFloat(31415.9), makeFloat(1e-10)),
            "3.142|  3.14e+04|1E-10");
  EXPECT_EQ(percent("%s %r %.2s", makeStr("a"), makeStr("b"), makeStr("cde")), "a 'b' cd");
  EXPECT_EQ(percent("%c%c", smallInt(65), makeStr("B")), "AB");
  EXPECT_EQ(percent("%*d|%-*d|%.*f", smallInt(4), smallInt(1), smallInt(4), smallInt(2),
                    smallInt(1), makeFloat(2.25)),
            "   1|2   |2.2");
  EXPECT_EQ(percent("%.5d %+.4x", smallInt(42), smallInt(255)), "00042 +00ff");
  EXPECT_EQ(percent("100%%"), "100%");
  EXPECT_EQ(percent("%d", makeStr("a")),
            "TypeError: %d format: a real number is required, not str");
  EXPECT_EQ(percent("%s"), "TypeError: not enough arguments for format string");
  EXPECT_EQ(percent("x", smallInt(1)),
            "TypeError: not all arguments converted during string formatting");
  EXPECT_EQ(percent("%z", smallInt(1)),
            "ValueError: unsupported format character 'z' (0x7a) at index 1");
}

} // namespace
