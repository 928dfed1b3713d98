// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int, float, complex, bool as objects: conversions with their errors, text, the builtins, and
// identities over many sizes.
#include "test/unit/runtime_fixture.h"

#include <cmath>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

using namespace tr;
using test::reprText;
using test::takeError;
using test::text;

namespace {

Value callType(Type& type, std::initializer_list<Value> args) {
  return call(typeValue(&type), args.begin(), args.size());
}
Value str(const char* s) { return makeStr(s); }
Value big(const char* s) { return intParse(s, 0); }
Value method(Value self, const char* name, std::initializer_list<Value> args = {}) {
  return callMethod(self, intern(name), args.begin(), args.size());
}

static_assert(tr::abi::floorDiv(-7, 2) == -4 && tr::abi::floorMod(-7, 2) == 1 &&
              tr::abi::floorMod(7, -2) == -1);
static_assert(tr::abi::floorMod(INT64_MIN, -1) == 0);
static_assert(tr::abi::intTrueDiv(1, 3) == 1.0 / 3 &&
              tr::abi::intTrueDiv(INT64_MAX, 3) == 3074457345618258602.0);
static_assert(tr::abi::hashInt64(-1) == -2 && tr::abi::hashDouble(1.0) == 1 &&
              tr::abi::hashDouble(-0.0) == 0);
static_assert(tr::abi::compareIntFloat((int64_t{1} << 53) + 1, 0x1p53) ==
              tr::abi::Ordering::Greater);

TEST(Arith, Overflow) {
  int64_t r;
  EXPECT_FALSE(tr::abi::powOverflow(3, 39, &r));
  EXPECT_EQ(r, 4052555153018976267);
  EXPECT_TRUE(tr::abi::powOverflow(3, 40, &r));
  EXPECT_FALSE(tr::abi::powOverflow(-2, 63, &r));
  EXPECT_EQ(r, INT64_MIN);
  EXPECT_FALSE(tr::abi::powOverflow(-1, INT64_MAX, &r));
  EXPECT_EQ(r, -1);
  EXPECT_TRUE(tr::abi::shiftLeftOverflow(1, 63, &r));
  EXPECT_FALSE(tr::abi::shiftLeftOverflow(-1, 63, &r));
  EXPECT_FALSE(tr::abi::shiftLeftOverflow(0, 1000, &r));
  EXPECT_TRUE(tr::abi::floorDivOverflow(INT64_MIN, -1, &r));
  EXPECT_EQ(tr::abi::shiftRight(-5, 1000), -1);
}

TEST(Arith, FloatDivisionAsPythonHasIt) {
  EXPECT_EQ(tr::abi::floatFloorDiv(-1.0, HUGE_VAL), -1.0);
  EXPECT_EQ(tr::abi::floatMod(-1.0, HUGE_VAL), HUGE_VAL);
  EXPECT_TRUE(std::signbit(tr::abi::floatMod(4.0, -2.0)));
  EXPECT_EQ(tr::abi::floatFloorDiv(5.5, -2.0), -3.0);
  EXPECT_EQ(tr::abi::floatMod(5.5, -2.0), -0.5);
}

TEST(Int, SmallAndBigMeet) {
  Value max = smallInt(tr::abi::kIntMax), one = smallInt(1);
  Value above = intAdd(max, one);
  EXPECT_FALSE(above.isInt());
  EXPECT_EQ(reprText(above), "2305843009213693952");
  EXPECT_EQ(intSub(above, one), max);
  Value min = smallInt(tr::abi::kIntMin), below = intSub(min, one);
  EXPECT_EQ(reprText(below), "-2305843009213693953");
  EXPECT_EQ(intAdd(below, one), min);
  EXPECT_EQ(intNeg(above), min);
  EXPECT_EQ(intMul(smallInt(int64_t{1} << 31), smallInt(-(int64_t{1} << 30))), min);
  EXPECT_EQ(makeInt(INT64_MIN).isInt(), false);
  int64_t word;
  EXPECT_TRUE(intToInt64(makeInt(INT64_MIN), &word));
  EXPECT_EQ(word, INT64_MIN);
  EXPECT_FALSE(intToInt64(big("-9223372036854775809"), &word));
  EXPECT_EQ(intFloorDiv(makeInt(INT64_MIN), makeInt(INT64_MIN)), one);
}

TEST(Int, DivisionIdentities) {
  Value a = smallInt(1), b = smallInt(-3);
  for (int i = 0; i < 120; i++) {
    a = intAdd(intMul(a, smallInt(i % 2 ? 1000003 : -7919)), smallInt(i * 31));
    b = intSub(intMul(b, smallInt(i % 3 ? -611953 : 11)), smallInt(i));
    if (intIsZero(b))
      b = smallInt(5);
    Value q = intFloorDiv(a, b), r = intMod(a, b);
    EXPECT_EQ(intCompare(intAdd(intMul(q, b), r), a), 0);
    EXPECT_TRUE(intIsZero(r) || intIsNegative(r) == intIsNegative(b));
    EXPECT_LT(intCompare(intAbs(r), intAbs(b)), 0);
    Value root = intSqrt(intAbs(a));
    EXPECT_LE(intCompare(intMul(root, root), intAbs(a)), 0);
    Value next = intAdd(root, smallInt(1));
    EXPECT_GT(intCompare(intMul(next, next), intAbs(a)), 0);
    EXPECT_EQ(intCompare(intSub(intAdd(a, b), intXor(a, b)), intShift(intAnd(a, b), 1)), 0);
    EXPECT_EQ(intCompare(intShift(intShift(a, 77), -77), a), 0);
    EXPECT_EQ(intCompare(intInvert(intInvert(a)), a), 0);
  }
}

TEST(Int, ParseForms) {
  struct Case {
    const char* text;
    unsigned base;
    const char* result; // null: malformed
  };
  for (Case c : {Case{"12", 10, "12"},
                 {" -12\n", 10, "-12"},
                 {"+0x1F", 16, "31"},
                 {"0x_1f", 0, "31"},
                 {"1_000", 10, "1000"},
                 {"1__0", 10, nullptr},
                 {"_1", 10, nullptr},
                 {"1_", 10, nullptr},
                 {"", 10, nullptr},
                 {"-", 10, nullptr},
                 {"0x", 16, nullptr},
                 {"0b1", 16, "177"},
                 {"010", 0, nullptr},
                 {"0_0", 0, "0"},
                 {"0o17", 8, "15"},
                 {"0b12", 0, nullptr},
                 {"zZ", 36, "1295"},
                 {"12 3", 10, nullptr},
                 {"9999999999999999999999", 10, "9999999999999999999999"},
                 {"- 1", 10, nullptr},
                 {"+-1", 10, nullptr},
                 {"8", 8, nullptr}}) {
    Value v = intParse(c.text, c.base);
    if (c.result)
      EXPECT_EQ(v.isUnbound() ? "malformed" : reprText(v), c.result) << c.text;
    else
      EXPECT_TRUE(v.isUnbound()) << c.text;
  }
}

TEST(Int, ConstructorErrors) {
  EXPECT_TRUE(callType(tr_type_int, {str("x1")}).isError());
  EXPECT_EQ(takeError(), "ValueError: invalid literal for int() with base 10: 'x1'");
  EXPECT_TRUE(callType(tr_type_int, {str("9"), smallInt(8)}).isError());
  EXPECT_EQ(takeError(), "ValueError: invalid literal for int() with base 8: '9'");
  EXPECT_TRUE(callType(tr_type_int, {str("1"), smallInt(37)}).isError());
  EXPECT_EQ(takeError(), "ValueError: int() base must be >= 2 and <= 36, or 0");
  EXPECT_TRUE(callType(tr_type_int, {smallInt(1), smallInt(10)}).isError());
  EXPECT_EQ(takeError(), "TypeError: int() can't convert non-string with explicit base");
  EXPECT_TRUE(callType(tr_type_int, {kNone}).isError());
  EXPECT_EQ(takeError(), "TypeError: int() argument must be a string, a bytes-like object or a "
                         "real number, not 'NoneType'");
  EXPECT_TRUE(callType(tr_type_int, {makeFloat(std::nan(""))}).isError());
  EXPECT_EQ(takeError(), "ValueError: cannot convert float NaN to integer");
  EXPECT_EQ(callType(tr_type_int, {}), smallInt(0));
  EXPECT_EQ(callType(tr_type_int, {kTrue}), smallInt(1));
  EXPECT_EQ(callType(tr_type_int, {makeFloat(-3.9)}), smallInt(-3));
  EXPECT_EQ(callType(tr_type_int, {str("\u0661\u0662\u0663")}), smallInt(123));
}

TEST(Int, DigitLimit) {
  Value huge = intPow(smallInt(10), smallInt(5000));
  EXPECT_TRUE(intToStr(huge).isError());
  EXPECT_EQ(takeError(),
            "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use "
            "sys.set_int_max_str_digits() to increase the limit");
  EXPECT_TRUE(intParse(std::string(5000, '1'), 10).isError());
  EXPECT_EQ(takeError(),
            "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has "
            "5000 digits; use sys.set_int_max_str_digits() to increase the limit");
  EXPECT_FALSE(intToStr(huge, 16).isError());
  EXPECT_FALSE(intParse(std::string(5000, '1'), 16).isError());
  EXPECT_FALSE(intToStr(intPow(smallInt(10), smallInt(4299))).isError());
  setIntMaxStrDigits(0);
  EXPECT_EQ(text(intToStr(huge)), "1" + std::string(5000, '0'));
  setIntMaxStrDigits(kIntDefaultMaxStrDigits);
}

TEST(Int, Errors) {
  EXPECT_TRUE(intFloorDiv(smallInt(1), kFalse).isError());
  EXPECT_EQ(takeError(), "ZeroDivisionError: integer division or modulo by zero");
  EXPECT_TRUE(intMod(smallInt(1), smallInt(0)).isError());
  EXPECT_EQ(takeError(), "ZeroDivisionError: integer modulo by zero");
  EXPECT_TRUE(intTrueDiv(smallInt(1), smallInt(0)).isError());
  EXPECT_EQ(takeError(), "ZeroDivisionError: division by zero");
  EXPECT_TRUE(intLShift(smallInt(1), smallInt(-1)).isError());
  EXPECT_EQ(takeError(), "ValueError: negative shift count");
  EXPECT_TRUE(intPow(smallInt(2), smallInt(-1), smallInt(4)).isError());
  EXPECT_EQ(takeError(), "ValueError: base is not invertible for the given modulus");
  EXPECT_TRUE(intPow(smallInt(2), smallInt(5), smallInt(0)).isError());
  EXPECT_EQ(takeError(), "ValueError: pow() 3rd argument cannot be 0");
  double d;
  EXPECT_FALSE(toDouble(intPow(smallInt(10), smallInt(400)), &d));
  EXPECT_EQ(takeError(), "OverflowError: int too large to convert to float");
  EXPECT_TRUE(intTrueDiv(intPow(smallInt(10), smallInt(400)), smallInt(1)).isError());
  EXPECT_EQ(takeError(), "OverflowError: integer division result too large for a float");
}

TEST(Int, Methods) {
  EXPECT_EQ(method(smallInt(-5), "bit_length"), smallInt(3));
  EXPECT_EQ(method(kTrue, "conjugate"), smallInt(1));
  EXPECT_EQ(reprText(method(smallInt(1000), "to_bytes", {smallInt(2), str("little")})),
            "b'\\xe8\\x03'");
  EXPECT_EQ(reprText(method(smallInt(7), "as_integer_ratio")), "(7, 1)");
  EXPECT_EQ(reprText(method(smallInt(7), "__divmod__", {smallInt(-2)})), "(-4, -1)");
  EXPECT_EQ(method(smallInt(25), "__round__", {smallInt(-1)}), smallInt(20));
  EXPECT_EQ(method(smallInt(2), "__pow__", {smallInt(10), smallInt(1000)}), smallInt(24));
}

TEST(Bool, ReprAndOperators) {
  EXPECT_EQ(reprText(kTrue), "True");
  EXPECT_EQ(tr_type_bool.slots.band(kTrue, kFalse), kFalse);
  EXPECT_EQ(tr_type_bool.slots.bxor(kTrue, smallInt(3)), smallInt(2));
  EXPECT_EQ(tr_type_bool.slots.add(kTrue, kTrue), smallInt(2));
  EXPECT_EQ(callType(tr_type_bool, {smallInt(3)}), kTrue);
}

TEST(Float, Repr) {
  EXPECT_EQ(floatRepr(0.1), "0.1");
  EXPECT_EQ(floatRepr(-0.0), "-0.0");
  EXPECT_EQ(floatRepr(1e16), "1e+16");
  EXPECT_EQ(floatRepr(1e15), "1000000000000000.0");
  EXPECT_EQ(floatRepr(1e-5), "1e-05");
  EXPECT_EQ(floatRepr(0.0001), "0.0001");
  EXPECT_EQ(floatRepr(5e-324), "5e-324");
  EXPECT_EQ(floatRepr(-HUGE_VAL), "-inf");
}

TEST(Float, FormatHugePrecision) {
  EXPECT_EQ(floatFormat(0.1, 'f', 60, false, false),
            "0.100000000000000005551115123125782702118158340454101562500000");
  EXPECT_EQ(floatFormat(5e-324, 'f', 1080, false, false).substr(1070), "265625000000");
  EXPECT_EQ(floatFormat(1e300, 'f', 0, false, false).size(), 301u);
  EXPECT_EQ(floatFormat(2.5, 'f', 0, false, false), "2");
  EXPECT_EQ(floatFormat(1.0, 'g', 6, true, false), "1.00000");
  EXPECT_EQ(floatFormat(1e-5, 'g', 6, false, false), "1e-05");
  EXPECT_EQ(floatFormat(123456.789, 'E', 3, false, false), "1.235E+05");
}

TEST(Float, Parse) {
  double d;
  EXPECT_TRUE(floatParse("1_0.0_1", &d) && d == 10.01);
  EXPECT_TRUE(floatParse("1e400", &d) && std::isinf(d));
  EXPECT_TRUE(floatParse("-1e-400", &d) && d == 0 && std::signbit(d));
  EXPECT_TRUE(floatParse("0.0000e999999999", &d) && d == 0);
  EXPECT_TRUE(floatParse(".5", &d) && d == 0.5);
  EXPECT_TRUE(floatParse("5.", &d) && d == 5.0);
  EXPECT_TRUE(floatParse("-Infinity", &d) && d == -HUGE_VAL);
  for (const char* bad : {"", ".", "1e", "1e+", "e5", "1__0", "_1", "1_", "1_.5", "1._5", "1e_5",
                          "infi", "0x1p3", "1 2", "nan(5)"})
    EXPECT_FALSE(floatParse(bad, &d)) << bad;
}

TEST(Float, HexRoundTrip) {
  for (double d : {0.0, -0.0, 1.5, 5e-324, 1e300, -2.2250738585072014e-308, 0.1}) {
    Value hex = method(makeFloat(d), "hex");
    Value args[] = {hex};
    Value back = callMethod(typeValue(&tr_type_float), intern("fromhex"), args, 1);
    EXPECT_EQ(std::bit_cast<uint64_t>(floatOf(back)), std::bit_cast<uint64_t>(d)) << text(hex);
  }
  Value tooLarge[] = {str("0x1p2000")};
  EXPECT_TRUE(callMethod(typeValue(&tr_type_float), intern("fromhex"), tooLarge, 1).isError());
  EXPECT_EQ(takeError(), "OverflowError: hexadecimal value too large to represent as a float");
}

TEST(Float, CompareWithInts) {
  EXPECT_EQ(floatCompareValue(0x1p53, big("9007199254740993")), -1);
  EXPECT_EQ(floatCompareValue(1e308, intPow(smallInt(10), smallInt(400))), -1);
  EXPECT_EQ(floatCompareValue(-1e308, intNeg(intPow(smallInt(10), smallInt(400)))), 1);
  EXPECT_EQ(floatCompareValue(std::nan(""), smallInt(0)), 2);
  EXPECT_EQ(compareTruth(makeFloat(1.0), kTrue, CompareOp::Eq), 1);
  EXPECT_EQ(compareTruth(smallInt(2), makeFloat(2.5), CompareOp::Lt), 1);
}

TEST(Float, HashEqualsIntHash) {
  for (int shift : {0, 1, 52, 60, 61, 62, 100, 500, 1000}) {
    Value power = intShift(smallInt(3), shift);
    bool overflow;
    double d = intToDouble(power, &overflow);
    EXPECT_EQ(floatHash(d), intHash(power)) << shift;
    EXPECT_EQ(floatHash(-d), intHash(intNeg(power))) << shift;
  }
}

TEST(Complex, ReprAndParse) {
  EXPECT_EQ(complexRepr({0.0, 1.0}), "1j");
  EXPECT_EQ(complexRepr({-0.0, -0.0}), "(-0-0j)");
  EXPECT_EQ(complexRepr({HUGE_VAL, std::nan("")}), "(inf+nanj)");
  Complex c;
  EXPECT_TRUE(complexParse(" ( 1e5-3.5J ) ", &c) && c.real == 1e5 && c.imag == -3.5);
  EXPECT_TRUE(complexParse("-j", &c) && c.imag == -1.0);
  EXPECT_TRUE(complexParse("infj", &c) && c.imag == HUGE_VAL);
  for (const char* bad : {"", "1+2", "1 + 2j", "(1+2j", "1+2j)", "j1", "1+-2j", "++1j"})
    EXPECT_FALSE(complexParse(bad, &c)) << bad;
}

} // namespace
