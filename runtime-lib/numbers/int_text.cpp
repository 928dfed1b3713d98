// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int to text and back, with the limit of digits that keeps hostile input from costing quadratic
// time elsewhere (CVE-2020-10735); programs rely on its errors.
#include <bit>
#include <cstdlib>

#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/numbers/number_errors.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"
#include "runtime-lib/text/unicode.h"

namespace tr {

static int64_t maxStrDigits = kIntDefaultMaxStrDigits;

int64_t intMaxStrDigits() { return maxStrDigits; }
void setIntMaxStrDigits(int64_t digits) { maxStrDigits = digits; }

namespace {

bool limited(uint64_t digits) {
  return digits > static_cast<uint64_t>(kIntMaxStrDigitsThreshold) && maxStrDigits > 0 &&
         digits > static_cast<uint64_t>(maxStrDigits);
}

// A char buffer on the stack when small.
class Buffer {
public:
  explicit Buffer(size_t size)
      : data_(size <= sizeof inline_ ? inline_ : static_cast<char*>(malloc(size))) {}
  ~Buffer() {
    if (data_ != inline_)
      free(data_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  char* get() { return data_; } // null when out of memory

private:
  char inline_[256];
  char* data_;
};

constexpr char kDigitChars[] = "0123456789abcdefghijklmnopqrstuvwxyz";

// With a sign and, after it, up to two characters of prefix.
Value smallToStr(int64_t v, unsigned base, std::string_view prefix) {
  uint8_t text[68];
  uint8_t* end = text + sizeof text;
  uint8_t* at = end;
  uint64_t rest = abi::magnitude(v);
  if (base == 10) {
    do {
      *--at = static_cast<uint8_t>('0' + rest % 10);
      rest /= 10;
    } while (rest);
  } else if ((base & (base - 1)) == 0) {
    auto bits = static_cast<unsigned>(std::countr_zero(base));
    do {
      *--at = static_cast<uint8_t>(kDigitChars[rest & (base - 1)]);
      rest >>= bits;
    } while (rest);
  } else {
    do {
      *--at = static_cast<uint8_t>(kDigitChars[rest % base]);
      rest /= base;
    } while (rest);
  }
  for (size_t i = prefix.size(); i-- > 0;)
    *--at = static_cast<uint8_t>(prefix[i]);
  if (v < 0)
    *--at = '-';
  return makeStrFrom1(at, static_cast<uint64_t>(end - at));
}

Value raiseTooLongToPrint() {
  return raiseValueError("Exceeds the limit (%lld digits) for integer string conversion; use "
                         "sys.set_int_max_str_digits() to increase the limit",
                         static_cast<long long>(maxStrDigits));
}

bool isAsciiSpace(char c) { return c == ' ' || (c >= 9 && c <= 13); }

struct DigitValues {
  uint8_t of[256];
};
constexpr DigitValues makeDigitValues() {
  DigitValues table{};
  for (unsigned c = 0; c < 256; c++)
    table.of[c] = static_cast<uint8_t>(c >= '0' && c <= '9'   ? c - '0'
                                       : c >= 'a' && c <= 'z' ? c - 'a' + 10
                                       : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                                              : 255);
  return table;
}
constexpr DigitValues kDigitValues = makeDigitValues();

Value invalidLiteral(Value shown, unsigned base) {
  Value text = repr(shown);
  if (text.isError())
    return kError;
  Str* s = asStr(text);
  if (s->length() > 200) {
    StrBuilder head;
    head.append(s, 0, 200);
    text = head.take();
    if (text.isError())
      return kError;
  }
  return raiseValueError("invalid literal for int() with base %d: %S", static_cast<int>(base),
                         text);
}

} // namespace

Value intToStr(Value v, unsigned base, std::string_view prefix) {
  v = plainInt(v);
  if (v.isInt())
    return smallToStr(v.smallInt(), base, prefix);
  IntView view(v);
  bool binary = (base & (base - 1)) == 0;
  // Surely beyond the limit: not even tried. Ten bits are more than three decimal digits.
  if (base == 10 && limited(view.bits() / 10 * 3))
    return raiseTooLongToPrint();
  size_t before = prefix.size() + view.negative;
  Buffer buffer(limbs::digitBound(view.count, base) + before);
  char* text = buffer.get();
  if (!text)
    return raiseMemoryError();
  size_t length = limbs::toDigits(text + before, view.limbs, view.count, base);
  if (limbs::stopped())
    return raiseStopped();
  if (!binary && limited(length))
    return raiseTooLongToPrint();
  if (view.negative)
    text[0] = '-';
  for (size_t i = 0; i < prefix.size(); i++)
    text[view.negative + i] = prefix[i];
  return makeStrFrom1(reinterpret_cast<uint8_t*>(text), before + length);
}

Value intParse(std::string_view text, unsigned base) {
  const char *at = text.data(), *end = at + text.size();
  while (at < end && isAsciiSpace(*at))
    at++;
  while (end > at && isAsciiSpace(end[-1]))
    end--;
  bool negative = false;
  if (at < end && (*at == '+' || *at == '-'))
    negative = *at++ == '-';
  bool zeroOnly = false;
  if (end - at >= 2 && at[0] == '0') {
    char letter = static_cast<char>(at[1] | 0x20);
    unsigned prefix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (prefix && (base == 0 || base == prefix)) {
      base = prefix;
      at += 2;
      if (at < end && *at == '_')
        at++;
    }
  }
  if (base == 0) {
    zeroOnly = at < end && *at == '0';
    base = 10;
  }
  if (at == end || *at == '_')
    return kUnbound;
  // Where the digits end; how many they are without underscores.
  const char* stop = at;
  uint64_t digits = 0;
  bool afterUnderscore = false;
  for (; stop < end; stop++) {
    if (*stop == '_') {
      if (afterUnderscore)
        return kUnbound;
      afterUnderscore = true;
      continue;
    }
    if (kDigitValues.of[static_cast<uint8_t>(*stop)] >= base)
      break;
    digits++;
    afterUnderscore = false;
  }
  if (afterUnderscore || digits == 0)
    return kUnbound;
  if (stop != end)
    return kUnbound;
  if ((base & (base - 1)) != 0 && limited(digits))
    return raiseValueError(
        "Exceeds the limit (%lld digits) for integer string conversion: value has %llu "
        "digits; use sys.set_int_max_str_digits() to increase the limit",
        static_cast<long long>(maxStrDigits), static_cast<unsigned long long>(digits));

  if (digits <= 11 || (base <= 10 && digits <= 18)) {
    int64_t v = 0;
    for (; at < stop; at++)
      if (*at != '_')
        v = v * static_cast<int64_t>(base) + kDigitValues.of[static_cast<uint8_t>(*at)];
    if (zeroOnly && v != 0)
      return kUnbound;
    return makeInt(negative ? -v : v);
  }
  Buffer buffer(digits);
  if (!buffer.get())
    return raiseMemoryError();
  auto* values = reinterpret_cast<uint8_t*>(buffer.get());
  uint8_t* to = values;
  for (; at < stop; at++)
    if (*at != '_')
      *to++ = kDigitValues.of[static_cast<uint8_t>(*at)];
  BigInt* big = allocateBig(limbs::parseBound(digits, base));
  if (!big)
    return kError;
  uint64_t count = limbs::fromDigits(big->limbs(), values, digits, base);
  if (limbs::stopped())
    return raiseStopped();
  if (zeroOnly && count != 0)
    return kUnbound;
  return finishBig(big, count, negative);
}

Value intFromText(Value text, unsigned base) {
  Value result;
  std::string_view bytes;
  if (isStr(text)) {
    const Str* s = asStr(text);
    if (s->isAscii()) {
      result = intParse({reinterpret_cast<const char*>(s->bytes1()), s->length()}, base);
    } else {
      // Decimal digits and spaces of all scripts count; anything else can't be part of a number.
      Buffer buffer(s->length());
      char* ascii = buffer.get();
      if (!ascii)
        return raiseMemoryError();
      for (uint64_t i = 0; i < s->length(); i++) {
        char32_t c = s->at(i);
        int digit;
        if (c < 127)
          ascii[i] = static_cast<char>(c);
        else if (unicode::isSpace(c))
          ascii[i] = ' ';
        else if ((digit = unicode::decimalValue(c)) >= 0)
          ascii[i] = static_cast<char>('0' + digit);
        else
          ascii[i] = '?';
      }
      result = intParse({ascii, s->length()}, base);
    }
    return result.isUnbound() ? invalidLiteral(text, base) : result;
  }
  bytesLike(text, &bytes);
  result = intParse(bytes, base);
  if (!result.isUnbound())
    return result;
  return invalidLiteral(makeBytes(bytes.data(), bytes.size()), base);
}

} // namespace tr
