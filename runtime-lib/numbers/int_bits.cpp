// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int: shifts, bit operations in two's complement of unlimited width, bit counts, bytes.
#include <bit>
#include <cstring>

#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/numbers/number_errors.h"

namespace tr {

uint64_t intBitLength(Value v) {
  v = plainInt(v);
  return IntView(v).bits();
}

uint64_t intBitCount(Value v) {
  v = plainInt(v);
  IntView view(v);
  uint64_t ones = 0;
  for (uint64_t i = 0; i < view.count; i++)
    ones += static_cast<uint64_t>(std::popcount(view.limbs[i]));
  return ones;
}

static Value shiftLeft(Value v, uint64_t count) {
  if (v.isInt()) {
    int64_t shifted;
    if (count < 62 && !abi::shiftLeftOverflow(v.smallInt(), static_cast<int64_t>(count), &shifted))
      return makeInt(shifted);
    if (v.smallInt() == 0)
      return v;
  }
  IntView view(v);
  uint64_t whole = count / 64;
  if (whole > (uint64_t{1} << 44))
    return raiseMemoryError();
  BigInt* big = allocateBig(whole + view.count + 1);
  if (!big)
    return kError;
  limbs::zero(big->limbs(), whole);
  big->limbs()[whole + view.count] =
      limbs::shiftLeft(big->limbs() + whole, view.limbs, view.count, count % 64);
  return finishBig(big, whole + view.count + 1, view.negative);
}

// Rounds to minus infinity, as a shift of two's complement does.
static Value shiftRight(Value v, uint64_t count) {
  if (v.isInt())
    return smallInt(v.smallInt() >> (count < 63 ? count : 63));
  IntView view(v);
  uint64_t whole = count / 64;
  if (whole >= view.count)
    return smallInt(view.negative ? -1 : 0);
  uint64_t n = view.count - whole;
  BigInt* big = allocateBig(n + 1);
  if (!big)
    return kError;
  uint64_t lost = limbs::shiftRight(big->limbs(), view.limbs + whole, n, count % 64);
  big->limbs()[n] = 0;
  if (view.negative) {
    for (uint64_t i = 0; !lost && i < whole; i++)
      lost = view.limbs[i];
    if (lost)
      big->limbs()[n] = limbs::addOne(big->limbs(), big->limbs(), n, 1);
  }
  return finishBig(big, n + 1, view.negative);
}

Value intShift(Value v, int64_t count) {
  v = plainInt(v);
  return count >= 0 ? shiftLeft(v, static_cast<uint64_t>(count))
                    : shiftRight(v, abi::magnitude(count));
}

Value intLShift(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (intIsNegative(b))
    return raiseValueError("negative shift count");
  if (b.isInt())
    return shiftLeft(a, static_cast<uint64_t>(b.smallInt()));
  return a == smallInt(0) ? a : raiseMemoryError();
}

Value intRShift(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (intIsNegative(b))
    return raiseValueError("negative shift count");
  if (b.isInt())
    return shiftRight(a, static_cast<uint64_t>(b.smallInt()));
  return smallInt(intIsNegative(a) ? -1 : 0);
}

Value intInvert(Value v) {
  v = plainInt(v);
  if (v.isInt())
    return smallInt(~v.smallInt());
  return intSub(smallInt(-1), v);
}

namespace {

// r[n] = two's complement of view, n > view.count.
void toTwosComplement(uint64_t* r, uint64_t n, const IntView& view) {
  limbs::copy(r, view.limbs, view.count);
  limbs::zero(r + view.count, n - view.count);
  if (!view.negative)
    return;
  for (uint64_t i = 0; i < n; i++)
    r[i] = ~r[i];
  limbs::addOne(r, r, n, 1);
}

enum class BitOp { And, Or, Xor };

Value bitwise(Value a, Value b, BitOp op) {
  IntView x(a), y(b);
  uint64_t n = (x.count > y.count ? x.count : y.count) + 1;
  if (op == BitOp::And && !x.negative && !y.negative)
    n = (x.count < y.count ? x.count : y.count) + 1;
  BigInt* big = allocateBig(n);
  if (!big)
    return kError;
  uint64_t* r = big->limbs();
  if (!x.negative && !y.negative) {
    uint64_t common = x.count < y.count ? x.count : y.count;
    const IntView& longer = x.count < y.count ? y : x;
    for (uint64_t i = 0; i < common; i++) {
      uint64_t p = x.limbs[i], q = y.limbs[i];
      r[i] = op == BitOp::And ? p & q : op == BitOp::Or ? p | q : p ^ q;
    }
    if (op == BitOp::And)
      return finishBig(big, common, false);
    limbs::copy(r + common, longer.limbs + common, longer.count - common);
    return finishBig(big, longer.count, false);
  }
  limbs::Scratch other(n);
  if (limbs::stopped())
    return raiseStopped();
  toTwosComplement(r, n, x);
  toTwosComplement(other, n, y);
  const uint64_t* s = other.get();
  for (uint64_t i = 0; i < n; i++)
    r[i] = op == BitOp::And ? r[i] & s[i] : op == BitOp::Or ? r[i] | s[i] : r[i] ^ s[i];
  bool negative = r[n - 1] >> 63;
  if (negative) {
    for (uint64_t i = 0; i < n; i++)
      r[i] = ~r[i];
    limbs::addOne(r, r, n, 1);
  }
  return finishBig(big, n, negative);
}

} // namespace

Value intAnd(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return Value{a.bits & b.bits};
  return bitwise(a, b, BitOp::And);
}
Value intOr(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return Value{a.bits | b.bits};
  return bitwise(a, b, BitOp::Or);
}
Value intXor(Value a, Value b) {
  a = plainInt(a), b = plainInt(b);
  if (a.isInt() && b.isInt())
    return Value{a.bits ^ b.bits};
  return bitwise(a, b, BitOp::Xor);
}

// --- bytes

Value intFromBytes(const uint8_t* bytes, uint64_t length, bool littleEndian, bool isSigned) {
  bool negative = isSigned && length > 0 && (bytes[littleEndian ? length - 1 : 0] & 0x80);
  uint64_t n = length / 8 + 1;
  BigInt* big = allocateBig(n);
  if (!big)
    return kError;
  uint64_t* r = big->limbs();
  if (littleEndian) {
    memcpy(r, bytes, length);
    memset(reinterpret_cast<uint8_t*>(r) + length, negative ? 0xff : 0, n * 8 - length);
  } else {
    for (uint64_t i = 0; i < n; i++) {
      uint64_t limb = 0;
      for (uint64_t k = 8; k-- > 0;) {
        uint64_t at = i * 8 + k;
        limb = (limb << 8) | (at < length ? bytes[length - 1 - at] : negative ? 0xff : 0);
      }
      r[i] = limb;
    }
  }
  if (negative) {
    for (uint64_t i = 0; i < n; i++)
      r[i] = ~r[i];
    limbs::addOne(r, r, n, 1);
  }
  return finishBig(big, n, negative);
}

bool intToBytes(Value v, uint8_t* out, uint64_t length, bool littleEndian, bool isSigned) {
  v = plainInt(v);
  IntView view(v);
  if (view.negative && !isSigned)
    return raiseOverflowError("can't convert negative int to unsigned"), false;
  // A signed number of n bits below the sign needs n + 1.
  uint64_t bits = view.bits();
  if (isSigned) {
    bool powerOfTwo = view.negative && intBitCount(v) == 1;
    if (bits != 0)
      bits += !powerOfTwo;
  }
  if (length == 0 && v == smallInt(-1))
    bits = 0; // CPython takes it
  if ((bits + 7) / 8 > length)
    return raiseOverflowError("int too big to convert"), false;
  uint64_t carry = view.negative;
  for (uint64_t i = 0; i < length; i++) {
    uint64_t limb = i / 8 < view.count ? view.limbs[i / 8] : 0;
    auto byte = static_cast<uint8_t>(limb >> (i % 8 * 8));
    if (view.negative) {
      uint64_t sum = static_cast<uint64_t>(static_cast<uint8_t>(~byte)) + carry;
      byte = static_cast<uint8_t>(sum);
      carry = sum >> 8;
    }
    out[littleEndian ? i : length - 1 - i] = byte;
  }
  return true;
}

} // namespace tr
