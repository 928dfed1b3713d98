// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Doubles to digits and back beside the C++ library's exact conversions: every power of two and of
// ten with its neighbours, ties, the ends of the range, and random bits. The table of powers beside
// exact products.
#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "runtime-lib/numbers/decimal.h"
#include "runtime-lib/numbers/limbs.h"
#include "runtime-lib/numbers/powers_of_ten.h"

using namespace tr;
using namespace tr::decimal;

namespace {

uint64_t state = 88172645463325252u;
uint64_t random64() {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

std::vector<double> interestingDoubles() {
  std::vector<double> out{5e-324,
                          1e-323,
                          2.2250738585072014e-308,
                          1.7976931348623157e308,
                          9e15,
                          9007199254740993.0,
                          0.5,
                          2.5,
                          1.005,
                          2.675,
                          0.1,
                          1e23,
                          9.5,
                          99.5,
                          0.25};
  auto around = [&](double d) {
    if (d > 0 && std::isfinite(d)) {
      out.push_back(d);
      out.push_back(std::nextafter(d, 0.0));
      if (double up = std::nextafter(d, HUGE_VAL); std::isfinite(up))
        out.push_back(up);
    }
  };
  for (int e = -1074; e <= 1023; e++)
    around(std::ldexp(1.0, e));
  for (int e = -323; e <= 308; e++)
    for (int digit : {1, 5, 9})
      around(strtod((std::to_string(digit) + "e" + std::to_string(e)).c_str(), nullptr));
  for (int i = 0; i < 2000; i++) {
    double d = std::fabs(std::bit_cast<double>(random64()));
    if (std::isfinite(d) && d > 0)
      out.push_back(d);
    out.push_back(static_cast<double>(random64() >> (random64() % 64)) / 8 + 0.125);
    out.push_back(static_cast<double>(random64() % 100000) / 100 + 0.005);
  }
  std::erase(out, 0.0);
  return out;
}

std::string librarys(double d, std::chars_format format, int precision) {
  std::string text(2000, 0);
  auto end = precision < 0
                 ? std::to_chars(text.data(), text.data() + text.size(), d, format)
                 : std::to_chars(text.data(), text.data() + text.size(), d, format, precision);
  text.resize(static_cast<size_t>(end.ptr - text.data()));
  return text;
}

// As to_chars's scientific form.
std::string scientific(const Digits& digits) {
  std::string out = digits.text.substr(0, 1);
  if (digits.text.size() > 1)
    out += "." + digits.text.substr(1);
  char exponent[8];
  snprintf(exponent, sizeof exponent, "e%c%02d", digits.exponent < 0 ? '-' : '+',
           std::abs(digits.exponent));
  return out + exponent;
}

TEST(Powers, LeadingBitsAreThoseOfTheExactPower) {
  for (int k = kLeastPower; k <= kLargestPower; k++) {
    // 5^k, or 2^N / 5^-k, in 32 limbs.
    std::vector<limbs::Limb> number(33, 0);
    if (k >= 0)
      number[0] = 1;
    else
      number[31] = 1;
    limbs::Limb rest = 0;
    for (int i = 0; i < std::abs(k); i++) {
      if (k >= 0)
        limbs::mulOne(number.data(), number.data(), 33, 5);
      else
        rest |= limbs::divideOne(number.data(), number.data(), 33, 5);
    }
    size_t bits = limbs::bitLength(number.data(), limbs::normalise(number.data(), 33));
    auto bit = [&](size_t fromTop) {
      return fromTop < bits ? number[(bits - 1 - fromTop) / 64] >> (bits - 1 - fromTop) % 64 & 1
                            : 0;
    };
    uint64_t high = 0, low = 0;
    for (size_t i = 0; i < 64; i++) {
      high = high << 1 | bit(i);
      low = low << 1 | bit(64 + i);
    }
    bool exact = rest == 0;
    for (size_t i = 128; i < bits; i++)
      exact &= !bit(i);
    Power power = powerOfTen(k);
    EXPECT_EQ(power.high, high) << k;
    EXPECT_EQ(power.low, low) << k;
    EXPECT_EQ(power.exact, exact) << k;
    int log = k >= 0 ? static_cast<int>(bits) - 1 + k : static_cast<int>(bits) - 1 - 31 * 64 + k;
    EXPECT_EQ(floorLog2Pow10(k), log) << k;
  }
}

TEST(Digits, ShortestAsTheLibrary) {
  for (double d : interestingDoubles())
    ASSERT_EQ(scientific(shortestDigits(d)), librarys(d, std::chars_format::scientific, -1));
}

TEST(Digits, GivenNumberAsTheLibrary) {
  int turn = 0;
  for (double d : interestingDoubles()) {
    int many = 17 + static_cast<int>(random64() % 800);
    for (int count : {1 + turn++ % 17, 17, 18, 19, turn % 50 ? 20 : many})
      ASSERT_EQ(scientific(significant(d, static_cast<size_t>(count))),
                librarys(d, std::chars_format::scientific, count - 1))
          << count;
  }
  EXPECT_EQ(significant(0.0, 3).text, "000");
}

TEST(Digits, DecimalsAsTheLibrary) {
  int turn = 0;
  for (double d : interestingDoubles()) {
    int many = static_cast<int>(random64() % 1200);
    for (int decimals : {turn++ % 28, 0, 2, turn % 50 ? 28 : many}) {
      std::string expected = librarys(d, std::chars_format::fixed, decimals);
      std::erase(expected, '.');
      expected.erase(0, expected.find_first_not_of('0'));
      ASSERT_EQ(scaledDigits(d, decimals), expected) << d << " " << decimals;
    }
  }
}

TEST(Digits, TensAreRoundedHalfToEven) {
  auto scaledBy = [](double d, int power) { return scaledDigits(d, power); };
  EXPECT_EQ(scaledBy(25, -1), "2");
  EXPECT_EQ(scaledBy(35, -1), "4");
  EXPECT_EQ(scaledBy(25.0000000000001, -1), "3");
  EXPECT_EQ(scaledBy(5, -1), "");
  EXPECT_EQ(scaledBy(5.000000000001, -1), "1");
  EXPECT_EQ(scaledBy(5e22, -23), "");
  EXPECT_EQ(scaledBy(1e-300, -2), "");
  // Beside the digits that the library has: round them here.
  for (int i = 0; i < 3000; i++) {
    double d =
        std::ldexp(static_cast<double>(random64() >> 11), static_cast<int>(random64() % 900) - 40);
    std::string text = librarys(d, std::chars_format::fixed, 60);
    size_t point = text.find('.');
    auto cut = random64() % point;
    std::string kept = "0" + text.substr(0, point - cut), rest = text.substr(point - cut);
    std::erase(rest, '.');
    bool above = rest[0] > '5' || (rest[0] == '5' && rest.find_first_not_of('0', 1) != rest.npos);
    bool half = rest[0] == '5' && !above;
    if (above || (half && (kept.back() - '0') % 2)) {
      size_t at = kept.size();
      while (kept[--at] == '9')
        kept[at] = '0';
      kept[at]++;
    }
    kept.erase(0, kept.find_first_not_of('0'));
    ASSERT_EQ(scaledBy(d, -static_cast<int>(cut)), kept) << d << " " << cut;
  }
}

double librarysParse(const std::string& digits, int64_t exponent) {
  std::string text = digits + "e" + std::to_string(exponent);
  double d = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), d).ec != std::errc())
    return -1; // out of range
  return d;
}

void expectParsed(const std::string& digits, int64_t exponent) {
  double expected = librarysParse(digits, exponent), got = nearest(digits, exponent);
  if (expected < 0)
    EXPECT_TRUE(got == 0 || got == HUGE_VAL) << digits << "e" << exponent << ": " << got;
  else
    ASSERT_EQ(got, expected) << digits << "e" << exponent;
}

TEST(Parse, AsTheLibrary) {
  for (double d : interestingDoubles()) {
    Short s = shortest(d);
    ASSERT_EQ(nearest(s.significand, s.exponent), d);
    Digits digits = significant(d, 17);
    expectParsed(digits.text, digits.exponent - 16);
    // What lies between two doubles, exactly: a tie; and a little beside.
    double up = std::nextafter(d, HUGE_VAL);
    if (std::isfinite(up) && random64() % 4 == 0) {
      Digits low = significant(d, 767), high = significant(up, 767);
      if (low.exponent == high.exponent) {
        std::string sum;
        int carry = 0;
        for (size_t i = 767; i-- > 0;) {
          int twice = low.text[i] - '0' + (high.text[i] - '0') + carry;
          sum.insert(sum.begin(), static_cast<char>('0' + twice % 10));
          carry = twice / 10;
        }
        if (carry)
          sum.insert(sum.begin(), '1');
        std::string half;
        int rest = 0;
        for (char c : sum + "0") {
          rest = rest * 10 + (c - '0');
          half += static_cast<char>('0' + rest / 2);
          rest %= 2;
        }
        int64_t exponent = low.exponent - 767;
        expectParsed(half, exponent);
        expectParsed(half + "1", exponent - 1);
        expectParsed(half + std::string(200, '0') + "1", exponent - 201);
        half.back() = '0';
        half[half.find_last_not_of('0')]--;
        expectParsed(half, exponent);
      }
    }
  }
  for (int i = 0; i < 50000; i++) {
    uint64_t n = random64() >> random64() % 64;
    expectParsed(std::to_string(n), static_cast<int64_t>(random64() % 700) - 360);
  }
}

TEST(Parse, Ends) {
  EXPECT_EQ(nearest("0000", 5), 0.0);
  EXPECT_EQ(nearest("1", 309), HUGE_VAL);
  EXPECT_EQ(nearest("1", -400), 0.0);
  EXPECT_EQ(nearest("24703282292062327208", -343), 0.0);
  EXPECT_EQ(nearest("24703282292062327209", -343), 5e-324);
  EXPECT_EQ(nearest("17976931348623158079", 289), 1.7976931348623157e308);
  EXPECT_EQ(nearest("17976931348623158080", 289), HUGE_VAL);
  EXPECT_EQ(nearest("1" + std::string(5000, '0'), -5000), 1.0);
  EXPECT_EQ(nearest(std::string(5000, '0') + "1", 0), 1.0);
  EXPECT_EQ(nearest("9007199254740993" + std::string(900, '0') + "1", -901), 9007199254740994.0);
  EXPECT_EQ(nearest("9007199254740993" + std::string(900, '0'), -900), 9007199254740992.0);
  // Ties that no product decides.
  EXPECT_EQ(nearest(90071992547409930, -1), 9007199254740992.0);
  EXPECT_EQ(nearest(9007199254740995000, -3), 9007199254740996.0);
  EXPECT_EQ(nearest("1", int64_t{1} << 56), HUGE_VAL);
  EXPECT_EQ(nearest("123456789012345678901234", -(int64_t{1} << 56)), 0.0);
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
