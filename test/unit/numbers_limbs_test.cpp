// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limb kernel by identities, over sizes on both sides of every threshold and over operands with
// runs of zeros and ones: each fast method against the schoolbook, division by its definition, text
// by its round trip.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "runtime-lib/numbers/limbs.h"

using namespace tr::limbs;
using Number = std::vector<Limb>;

namespace {

class LimbsTest : public testing::Test {
protected:
  Limb random() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  // n limbs, the top one not zero.
  Number number(size_t n) {
    Number v(n);
    int kind = static_cast<int>(random() % 4);
    for (Limb& limb : v) {
      limb = random();
      if (kind == 1)
        limb = limb & 1 ? ~Limb{0} : 0;
      if (kind == 2 && (limb & 2))
        limb = 0;
    }
    if (v.back() == 0)
      v.back() = 1 + (random() >> 1);
    return v;
  }
  Number rows(const Number& a, const Number& b) {
    Number r(a.size() + b.size());
    for (size_t i = 0; i < b.size(); i++)
      r[a.size() + i] = addMulOne(r.data() + i, a.data(), a.size(), b[i]);
    return r;
  }

private:
  uint64_t state_ = 88172645463325252u;
};

TEST_F(LimbsTest, ProductsAgreeWithSchoolbook) {
  for (size_t na : {1, 2, 3, 31, 32, 33, 47, 48, 49, 63, 65, 127, 200, 513, 1599, 1601})
    for (size_t nb : {1, 2, 31, 32, 33, 64, 129, 513, 1601}) {
      if (nb > na)
        continue;
      Number a = number(na), b = number(nb), expected = rows(a, b), r(na + nb);
      multiply(r.data(), a.data(), na, b.data(), nb);
      EXPECT_EQ(r, expected) << na << " x " << nb;
      multiply(r.data(), b.data(), nb, a.data(), na);
      EXPECT_EQ(r, expected) << nb << " x " << na;
      multiplyNtt(r.data(), a.data(), na, b.data(), nb);
      EXPECT_EQ(r, expected) << "transform " << na << " x " << nb;
    }
}

TEST_F(LimbsTest, SquaresAgreeWithProducts) {
  for (size_t n : {1, 2, 3, 31, 33, 47, 48, 49, 100, 500, 1700}) {
    Number a = number(n), copy = a, square(2 * n), product(2 * n);
    multiply(square.data(), a.data(), n, a.data(), n);
    multiply(product.data(), a.data(), n, copy.data(), n);
    EXPECT_EQ(square, product) << n;
  }
}

TEST_F(LimbsTest, VeryUnequalOperands) {
  Number a = number(20000), b = number(1700), expected = rows(a, b), r(a.size() + b.size());
  multiply(r.data(), a.data(), a.size(), b.data(), b.size());
  EXPECT_EQ(r, expected);
}

TEST_F(LimbsTest, DivisionByDefinition) {
  for (size_t nb : {1, 2, 3, 79, 80, 81, 159, 160, 161, 200, 333, 640})
    for (size_t more : {0, 1, 2, 79, 80, 81, 130, 333, 1000})
      for (int round = 0; round < 3; round++) {
        size_t na = nb + more;
        Number a = number(na), b = number(nb), q(more + 1), r(nb);
        divide(q.data(), r.data(), a.data(), na, b.data(), nb);
        EXPECT_LT(compare(r.data(), normalise(r.data(), nb), b.data(), nb), 0) << na << " / " << nb;
        Number back = rows(q, b);
        EXPECT_EQ(add(back.data(), back.data(), back.size(), r.data(), nb), 0u);
        EXPECT_EQ(normalise(back.data(), back.size()), na);
        back.resize(na);
        EXPECT_EQ(back, a) << na << " / " << nb;
        Number onlyQuotient(more + 1), onlyRemainder(nb);
        divide(onlyQuotient.data(), nullptr, a.data(), na, b.data(), nb);
        divide(nullptr, onlyRemainder.data(), a.data(), na, b.data(), nb);
        EXPECT_EQ(onlyQuotient, q);
        EXPECT_EQ(onlyRemainder, r);
      }
}

TEST_F(LimbsTest, DivisionInPlaceByOneLimb) {
  for (Limb d : {Limb{1}, Limb{3}, ~Limb{0}, Limb{1} << 63, Limb{10000000000000000000u}})
    for (size_t n : {1, 2, 5, 40}) {
      Number a = number(n), q = a;
      Limb remainder = divideOne(q.data(), q.data(), n, d);
      EXPECT_LT(remainder, d);
      EXPECT_EQ(mulOne(q.data(), q.data(), n, d, remainder), 0u);
      EXPECT_EQ(q, a);
    }
}

TEST_F(LimbsTest, TextRoundTripInEveryBase) {
  for (unsigned base = 2; base <= 36; base++)
    for (size_t n : {1, 2, 25, 41, 100, 700}) {
      Number a = number(n);
      std::string text(digitBound(n, base), '?');
      size_t length = toDigits(text.data(), a.data(), n, base);
      ASSERT_LE(length, text.size());
      EXPECT_NE(text[0], '0');
      std::vector<uint8_t> digits(length);
      for (size_t i = 0; i < length; i++)
        digits[i] = static_cast<uint8_t>(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
      Number back(parseBound(length, base));
      ASSERT_EQ(fromDigits(back.data(), digits.data(), length, base), n) << "base " << base;
      back.resize(n);
      EXPECT_EQ(back, a) << "base " << base;
    }
}

TEST_F(LimbsTest, DecimalTextOfPowersOfTen) {
  // 10^k is a one and k zeros: every split of the recursion has a zero remainder.
  for (size_t k : {19, 20, 100, 1000, 5000}) {
    Number a{1};
    for (size_t i = 0; i < k; i++) {
      Limb carry = mulOne(a.data(), a.data(), a.size(), 10);
      if (carry)
        a.push_back(carry);
    }
    std::string text(digitBound(a.size(), 10), '?');
    text.resize(toDigits(text.data(), a.data(), a.size(), 10));
    EXPECT_EQ(text, "1" + std::string(k, '0'));
  }
}

TEST_F(LimbsTest, GreatestCommonDivisor) {
  for (int round = 0; round < 200; round++) {
    Number a = number(1 + random() % 40), b = number(1 + random() % 40),
           g = number(1 + random() % 4);
    Number x = rows(a, g), y = rows(b, g);
    size_t nx = normalise(x.data(), x.size()), ny = normalise(y.data(), y.size());
    if (nx < ny)
      std::swap(x, y), std::swap(nx, ny);
    Number p = x, q = y;
    q.resize(nx);
    size_t n = gcd(p.data(), nx, q.data(), ny);
    ASSERT_GE(n, g.size());
    Number rest(n), part(g.size());
    divide(nullptr, rest.data(), x.data(), nx, p.data(), n);
    EXPECT_EQ(normalise(rest.data(), n), 0u);
    divide(nullptr, rest.data(), y.data(), ny, p.data(), n);
    EXPECT_EQ(normalise(rest.data(), n), 0u);
    divide(nullptr, part.data(), p.data(), n, g.data(), g.size());
    EXPECT_EQ(normalise(part.data(), g.size()), 0u);
  }
}

TEST_F(LimbsTest, MontgomeryProduct) {
  for (size_t n : {1, 2, 5, 33, 70}) {
    Number m = number(n);
    m[0] |= 1;
    Montgomery field(m.data(), n);
    // x -> x R -> back; R = 2^(64 n).
    Number x = number(n), shifted(2 * n), entered(n), scratch(2 * n + 1), one(n);
    divide(nullptr, one.data(), x.data(), n, m.data(), n);
    x = one;
    std::copy(x.begin(), x.end(), shifted.begin() + static_cast<long>(n));
    if (normalise(shifted.data(), 2 * n) < n)
      continue;
    divide(nullptr, entered.data(), shifted.data(), 2 * n, m.data(), n);
    one.assign(n, 0);
    one[0] = 1;
    field.multiply(entered.data(), entered.data(), one.data(), scratch.data());
    EXPECT_EQ(entered, x) << n;
  }
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
