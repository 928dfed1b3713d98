// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thousands of numeric operations against results recorded from the reference interpreter
// (Inputs/record_numbers.py).
#include "test/unit/runtime_fixture.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/modules/math_functions.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

using namespace tr;

namespace {

struct Row {
  const char* operation;
  const char* result;
};
const Row kRows[] = {
#include "test/unit/Inputs/numbers.inc"
};

Value readArgument(const std::string& word) {
  if (word.starts_with("f:"))
    return makeFloat(strtod(word.c_str() + 2, nullptr));
  if (word.starts_with("s:"))
    return makeStr(std::string_view(word).substr(2));
  return intParse(word, 0);
}

// float.hex() of the reference.
std::string hexText(double d) {
  if (d != d)
    return "nan";
  Str* hex = intern("hex");
  return test::text(callMethod(makeFloat(d), hex));
}

std::string show(Value v) {
  if (v.isError())
    return clearPending(), "ERR";
  if (v.isBool())
    return v == kTrue ? "True" : "False";
  if (isIntLike(v))
    return test::text(intToStr(v, 16));
  if (isFloat(v))
    return hexText(floatOf(v));
  if (isStr(v))
    return test::text(v);
  if (isComplex(v))
    return hexText(complexOf(v).real) + " " + hexText(complexOf(v).imag);
  std::string text;
  for (uint64_t i = 0; i < asTuple(v)->length; i++)
    text += (i ? " " : "") + show(asTuple(v)->items()[i]);
  return text;
}

Value evaluate(const std::string& name, const std::vector<std::string>& words, const Value* a,
               uint64_t n) {
  if (name == "add")
    return intAdd(a[0], a[1]);
  if (name == "sub")
    return intSub(a[0], a[1]);
  if (name == "mul")
    return intMul(a[0], a[1]);
  if (name == "and")
    return intAnd(a[0], a[1]);
  if (name == "or")
    return intOr(a[0], a[1]);
  if (name == "xor")
    return intXor(a[0], a[1]);
  if (name == "gcd")
    return intGcd(a[0], a[1]);
  if (name == "lcm")
    return mathLcm(a, n);
  if (name == "cmp")
    return smallInt(intCompare(a[0], a[1]));
  if (name == "divmod") {
    Value q = intFloorDiv(a[0], a[1]);
    return q.isError() ? kError : tupleOf(q, intMod(a[0], a[1]));
  }
  if (name == "truediv")
    return intTrueDiv(a[0], a[1]);
  if (name == "neg")
    return intNeg(a[0]);
  if (name == "invert")
    return intInvert(a[0]);
  if (name == "str")
    return intToStr(a[0]);
  if (name == "hash")
    return makeInt(static_cast<int64_t>(isFloat(a[0]) ? floatHash(floatOf(a[0])) : intHash(a[0])));
  if (name == "bit_length")
    return makeIntFromUInt64(intBitLength(a[0]));
  if (name == "bit_count")
    return makeIntFromUInt64(intBitCount(a[0]));
  if (name == "isqrt")
    return intSqrt(a[0]);
  if (name == "lshift")
    return intLShift(a[0], a[1]);
  if (name == "rshift")
    return intRShift(a[0], a[1]);
  if (name == "float") {
    double d;
    return toDouble(a[0], &d) ? makeFloat(d) : kError;
  }
  if (name == "pow")
    return intPow(a[0], a[1]);
  if (name == "powmod")
    return intPow(a[0], a[1], a[2]);
  if (name == "round_int")
    return intRound(a[0], a[1]);
  if (name == "order")
    return smallInt(floatCompareValue(floatOf(a[0]), a[1]));
  if (name == "int")
    return intFromFloat(floatOf(a[0]));
  if (name == "repr")
    return makeStr(floatRepr(floatOf(a[0])));
  if (name == "round")
    return floatRound(floatOf(a[0]), a[1].smallInt());
  if (name == "format")
    return makeStr(floatFormat(floatOf(a[0]), words[2][2], static_cast<int>(a[2].smallInt()),
                               words[4] == "s:#", false));
  if (name == "parse")
    return floatFromText(a[0]);
  if (name == "floordiv")
    return floatFloorDivValue(floatOf(a[0]), floatOf(a[1]));
  if (name == "mod")
    return floatModValue(floatOf(a[0]), floatOf(a[1]));
  if (name == "float_pow")
    return floatPowValue(floatOf(a[0]), floatOf(a[1]));
  if (name == "complex_pow")
    return complexPowValue({floatOf(a[0]), floatOf(a[1])}, {floatOf(a[2]), floatOf(a[3])});
  if (name == "complex_div")
    return complexDivValue({floatOf(a[0]), floatOf(a[1])}, {floatOf(a[2]), floatOf(a[3])});
  if (name == "to_bytes") {
    uint8_t bytes[32];
    auto length = static_cast<uint64_t>(a[1].smallInt());
    bool little = a[2] == smallInt(1), isSigned = a[3] == smallInt(1);
    if (!intToBytes(a[0], bytes, length, little, isSigned))
      return kError;
    if (length)
      EXPECT_EQ(intCompare(intFromBytes(bytes, length, little, isSigned), a[0]), 0);
    std::string hex;
    char pair[3];
    for (uint64_t i = 0; i < length; i++)
      snprintf(pair, sizeof pair, "%02x", bytes[i]), hex += pair;
    return makeStr(hex);
  }
  if (name == "gamma" || name == "lgamma") {
    int error;
    double d = (name == "gamma" ? gammaOf : logGammaOf)(floatOf(a[0]), &error);
    return error ? kError : makeFloat(d);
  }
  if (name == "hypot")
    return mathHypot(a, n);
  if (name == "fsum") {
    Value list = makeList(a, n);
    return mathFsum(&list, 1);
  }
  if (name == "sumprod") {
    Value lists[] = {makeList(a, n / 2), makeList(a + n / 2, n / 2)};
    return mathSumprod(lists, 2);
  }
  if (name == "comb")
    return mathComb(a, n);
  if (name == "perm")
    return mathPerm(a, n);
  if (name == "factorial")
    return mathFactorial(a, n);
  ADD_FAILURE() << "no operation " << name;
  return kError;
}

TEST(NumbersRecord, EveryRow) {
  int64_t limit = intMaxStrDigits();
  setIntMaxStrDigits(0);
  for (const Row& row : kRows) {
    std::vector<std::string> words(1);
    for (const char* at = row.operation; *at; at++)
      if (*at == ' ')
        words.emplace_back();
      else
        words.back() += *at;
    Value args[16];
    for (size_t i = 1; i < words.size(); i++)
      args[i - 1] = readArgument(words[i]);
    EXPECT_EQ(show(evaluate(words[0], words, args, words.size() - 1)), row.result) << row.operation;
  }
  setIntMaxStrDigits(limit);
}

} // namespace
