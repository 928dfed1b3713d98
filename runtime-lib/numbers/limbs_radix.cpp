// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between limbs and digits. Bases that are powers of two move bits. Others split in the middle at
// a power of the base (subquadratic with fast products and division) down to pieces that are
// converted a chunk at a time; a chunk is as many digits as surely fit a limb.
#include <bit>
#include <cstring>

#include "runtime-lib/numbers/limbs.h"

namespace tr::limbs {
namespace {

constexpr size_t kPrintPiece = 24; // chunks below which digits are divided off one chunk a time
constexpr size_t kParsePiece = 40; // chunks below which digits are multiplied in

struct Radix {
  unsigned digits;     // of a chunk
  Limb chunk;          // base ** digits
  double bitsPerDigit; // log2(base), rounded down
};

constexpr Radix makeRadix(unsigned base) {
  Radix radix{0, 1, 0};
  while (radix.chunk <= ~Limb{0} / base) {
    radix.chunk *= base;
    radix.digits++;
  }
  // floor(log2(base ** 16) * 2^8) by repeated squaring would be exact enough; bits of a chunk are.
  double bits = 63 - std::countl_zero(radix.chunk);
  double fraction = static_cast<double>(radix.chunk) /
                    static_cast<double>(Limb{1} << (63 - std::countl_zero(radix.chunk)));
  double weight = 1;
  for (int i = 0; i < 40; i++) {
    weight /= 2;
    fraction *= fraction;
    if (fraction >= 2) {
      fraction /= 2;
      bits += weight;
    }
  }
  radix.bitsPerDigit = bits / radix.digits;
  return radix;
}
struct RadixTable {
  Radix of[37];
};
constexpr RadixTable makeRadixTable() {
  RadixTable table{};
  for (unsigned base = 2; base <= 36; base++)
    table.of[base] = makeRadix(base);
  return table;
}
constexpr RadixTable kRadix = makeRadixTable();

constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

struct Pairs {
  char text[200];
};
constexpr Pairs makePairs() {
  Pairs pairs{};
  for (int i = 0; i < 100; i++) {
    pairs.text[2 * i] = static_cast<char>('0' + i / 10);
    pairs.text[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr Pairs kPairs = makePairs();

// Exactly `count` digits of one chunk, zero-padded, ending before `end`.
void writeChunk(char* end, Limb chunk, unsigned count, unsigned base) {
  if (base == 10) {
    for (; count >= 2; count -= 2) {
      end -= 2;
      memcpy(end, kPairs.text + 2 * (chunk % 100), 2);
      chunk /= 100;
    }
    if (count)
      *--end = static_cast<char>('0' + chunk);
    return;
  }
  for (; count > 0; count--) {
    *--end = kDigits[chunk % base];
    chunk /= base;
  }
}

// Powers chunk ** exponent for splitting: each exponent is half the one before, rounded up.
class PowerTree {
public:
  // For numbers of at most `chunks` chunks, down to pieces of at most `piece`.
  PowerTree(size_t chunks, size_t piece, Limb chunk) : memory_(bound(chunks, piece)) {
    size_t exponents[64];
    for (size_t e = chunks; e > piece;) {
      e = (e + 1) / 2;
      exponents[levels_++] = e;
    }
    if (levels_ == 0 || stopped())
      return;
    Limb* to = memory_;
    // The smallest by plain multiplication, then squares; the spare factor of an odd exponent is
    // divided out again.
    size_t last = levels_ - 1;
    powers_[last] = to;
    counts_[last] = 1;
    to[0] = chunk;
    for (size_t e = 1; e < exponents[last]; e++) {
      Limb carry = mulOne(to, to, counts_[last], chunk);
      if (carry)
        to[counts_[last]++] = carry;
    }
    exponents_[last] = exponents[last];
    to += counts_[last];
    for (size_t level = last; level-- > 0;) {
      size_t n = counts_[level + 1];
      multiply(to, powers_[level + 1], n, powers_[level + 1], n);
      if (stopped())
        return;
      size_t count = normalise(to, 2 * n);
      if (exponents[level] == 2 * exponents[level + 1] - 1) {
        divideOne(to, to, count, chunk);
        count = normalise(to, count);
      }
      powers_[level] = to;
      counts_[level] = count;
      exponents_[level] = exponents[level];
      to += count;
    }
  }
  size_t levels() const { return levels_; }
  size_t exponent(size_t level) const { return exponents_[level]; }
  const Limb* power(size_t level) const { return powers_[level]; }
  size_t count(size_t level) const { return counts_[level]; }

private:
  static size_t bound(size_t chunks, size_t piece) {
    size_t total = 4;
    for (size_t e = chunks; e > piece;) {
      e = (e + 1) / 2;
      total += e + 2;
    }
    return total + chunks + 8; // room for a square before its spare factor goes
  }
  Scratch memory_;
  size_t levels_ = 0;
  size_t exponents_[64], counts_[64];
  const Limb* powers_[64];
};

// Writes exactly chunks * radix.digits digits of a, which is destroyed.
void writeDigits(char* out, Limb* a, size_t n, size_t chunks, size_t level, const PowerTree& tree,
                 const Radix& radix, unsigned base) {
  if (!mayGoOn())
    return;
  n = normalise(a, n);
  while (level < tree.levels() && tree.exponent(level) >= chunks)
    level++;
  if (n == 0) {
    memset(out, '0', chunks * radix.digits);
    return;
  }
  if (level == tree.levels()) {
    char* end = out + chunks * radix.digits;
    for (size_t i = 0; i < chunks; i++, end -= radix.digits) {
      Limb chunk = 0;
      if (n > 0) {
        chunk = divideOne(a, a, n, radix.chunk);
        n = normalise(a, n);
      }
      writeChunk(end, chunk, radix.digits, base);
    }
    return;
  }
  size_t lowChunks = tree.exponent(level), highChunks = chunks - lowChunks;
  size_t m = tree.count(level);
  if (n < m) {
    memset(out, '0', highChunks * radix.digits);
    writeDigits(out + highChunks * radix.digits, a, n, lowChunks, level + 1, tree, radix, base);
    return;
  }
  Scratch memory(n - m + 1 + m);
  if (stopped())
    return;
  Limb* quotient = memory;
  Limb* remainder = quotient + (n - m + 1);
  divide(quotient, remainder, a, n, tree.power(level), m);
  writeDigits(out, quotient, n - m + 1, highChunks, level + 1, tree, radix, base);
  writeDigits(out + highChunks * radix.digits, remainder, m, lowChunks, level + 1, tree, radix,
              base);
}

struct HexPairs {
  char text[512];
};
constexpr HexPairs makeHexPairs() {
  HexPairs pairs{};
  for (int i = 0; i < 256; i++) {
    pairs.text[2 * i] = kDigits[i / 16];
    pairs.text[2 * i + 1] = kDigits[i % 16];
  }
  return pairs;
}
constexpr HexPairs kHexPairs = makeHexPairs();

size_t toDigitsOfBits(char* out, const Limb* a, size_t n, unsigned bits) {
  size_t total = (bitLength(a, n) + bits - 1) / bits;
  if (bits == 4) {
    char* end = out + total;
    for (size_t i = 0; i + 1 < n; i++) {
      Limb limb = a[i];
      for (int byte = 0; byte < 8; byte++, limb >>= 8) {
        end -= 2;
        memcpy(end, kHexPairs.text + 2 * (limb & 255), 2);
      }
    }
    for (Limb limb = a[n - 1]; end > out; limb >>= 4)
      *--end = kDigits[limb & 15];
    return total;
  }
  Limb mask = (Limb{1} << bits) - 1;
  for (size_t i = 0; i < total; i++) {
    size_t at = i * bits, limb = at / 64;
    unsigned shift = at % 64;
    Limb digit = a[limb] >> shift;
    if (shift + bits > 64 && limb + 1 < n)
      digit |= a[limb + 1] << (64 - shift);
    out[total - 1 - i] = kDigits[digit & mask];
  }
  return total;
}

size_t fromDigitsOfBits(Limb* r, const uint8_t* digits, size_t count, unsigned bits) {
  size_t n = (count * bits + 63) / 64;
  zero(r, n);
  for (size_t i = 0; i < count; i++) {
    size_t at = i * bits, limb = at / 64;
    unsigned shift = at % 64;
    Limb digit = digits[count - 1 - i];
    r[limb] |= digit << shift;
    if (shift + bits > 64 && limb + 1 < n)
      r[limb + 1] |= digit >> (64 - shift);
  }
  return normalise(r, n);
}

Limb readChunk(const uint8_t* digits, size_t count, unsigned base) {
  Limb chunk = 0;
  for (size_t i = 0; i < count; i++)
    chunk = chunk * base + digits[i];
  return chunk;
}

// r = the number; answers its count. r has room for parseBound(count).
size_t readDigits(Limb* r, const uint8_t* digits, size_t count, size_t level, const PowerTree& tree,
                  const Radix& radix, unsigned base) {
  if (!mayGoOn())
    return 0;
  size_t chunks = (count + radix.digits - 1) / radix.digits;
  while (level < tree.levels() && tree.exponent(level) >= chunks)
    level++;
  if (level == tree.levels()) {
    size_t first = count - (chunks - 1) * radix.digits, n = 0;
    r[0] = readChunk(digits, first, base);
    n = r[0] != 0;
    for (digits += first; --chunks > 0; digits += radix.digits) {
      Limb carry = mulOne(r, r, n, radix.chunk, readChunk(digits, radix.digits, base));
      if (carry)
        r[n++] = carry;
    }
    return n;
  }
  size_t lowDigits = tree.exponent(level) * radix.digits;
  size_t highDigits = count - lowDigits;
  size_t highRoom = parseBound(highDigits, base), m = tree.count(level);
  Scratch memory(highRoom + parseBound(lowDigits, base));
  if (stopped())
    return 0;
  Limb* high = memory;
  Limb* low = high + highRoom;
  size_t nh = readDigits(high, digits, highDigits, level + 1, tree, radix, base);
  size_t nl = readDigits(low, digits + highDigits, lowDigits, level + 1, tree, radix, base);
  if (stopped())
    return 0;
  if (nh == 0) {
    copy(r, low, nl);
    return nl;
  }
  // low < power, so the sum fits the product's limbs.
  multiply(r, high, nh, tree.power(level), m);
  add(r, r, nh + m, low, nl);
  return normalise(r, nh + m);
}

} // namespace

size_t digitBound(size_t n, unsigned base) {
  if (std::has_single_bit(base))
    return n * 64 / static_cast<unsigned>(std::countr_zero(base)) + 1;
  const Radix& radix = kRadix.of[base];
  return static_cast<size_t>(static_cast<double>(n) * 64.0 / radix.bitsPerDigit) + 2 +
         2 * radix.digits;
}

size_t toDigits(char* out, const Limb* a, size_t n, unsigned base) {
  if (std::has_single_bit(base))
    return toDigitsOfBits(out, a, n, static_cast<unsigned>(std::countr_zero(base)));
  const Radix& radix = kRadix.of[base];
  // Enough chunks for certain; what is left of the bound are leading zeros.
  size_t chunks = static_cast<size_t>(static_cast<double>(bitLength(a, n)) /
                                      (radix.bitsPerDigit * radix.digits)) +
                  1;
  PowerTree tree(chunks, kPrintPiece, radix.chunk);
  Scratch work(n);
  if (stopped())
    return 0;
  copy(work, a, n);
  size_t total = chunks * radix.digits;
  writeDigits(out, work, n, chunks, 0, tree, radix, base);
  if (stopped())
    return 0;
  size_t zeros = 0;
  while (zeros + 1 < total && out[zeros] == '0')
    zeros++;
  if (zeros)
    memmove(out, out + zeros, total - zeros);
  return total - zeros;
}

size_t parseBound(size_t digits, unsigned base) {
  // bitsPerDigit is rounded down by less than 2^-39: one digit in many millions.
  return static_cast<size_t>(static_cast<double>(digits) * (kRadix.of[base].bitsPerDigit + 1e-9) /
                             64.0) +
         3;
}

size_t fromDigits(Limb* r, const uint8_t* digits, size_t count, unsigned base) {
  if (count == 0)
    return 0;
  if (std::has_single_bit(base))
    return fromDigitsOfBits(r, digits, count, static_cast<unsigned>(std::countr_zero(base)));
  const Radix& radix = kRadix.of[base];
  PowerTree tree((count + radix.digits - 1) / radix.digits, kParsePiece, radix.chunk);
  return readDigits(r, digits, count, 0, tree, radix, base);
}

} // namespace tr::limbs
