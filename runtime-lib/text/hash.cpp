// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SipHash-1-3: Aumasson and Bernstein, "SipHash: a fast short-input PRF"; one compression round,
// three finalisation rounds.
#include "runtime-lib/text/hash.h"

#include <bit>
#include <cstdlib>
#include <cstring>

#include <sys/random.h>
#include <time.h>

namespace tr {

namespace {

struct SipKey {
  uint64_t k0, k1;
  bool ready;
};
SipKey key;

struct SipState {
  uint64_t v0, v1, v2, v3;
  void round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }
};

// A number of at most 4294967295, as PYTHONHASHSEED must be.
bool parseSeed(const char* text, uint32_t* out) {
  uint64_t v = 0;
  if (!*text)
    return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9')
      return false;
    v = v * 10 + static_cast<uint64_t>(*text - '0');
    if (v > 0xffffffff)
      return false;
  }
  *out = static_cast<uint32_t>(v);
  return true;
}

void drawKey() {
  uint32_t seed;
  const char* text = getenv("PYTHONHASHSEED");
  if (text && parseSeed(text, &seed)) {
    unsigned char bytes[16] = {};
    if (seed != 0) {
      uint32_t x = seed;
      for (unsigned char& b : bytes) {
        x = x * 214013 + 2531011;
        b = x >> 16;
      }
    }
    memcpy(&key.k0, bytes, 8);
    memcpy(&key.k1, bytes + 8, 8);
  } else if (getrandom(&key, 16, GRND_NONBLOCK) != 16) {
    // No entropy yet (early boot): better a weak key than none.
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    key.k0 = static_cast<uint64_t>(now.tv_nsec) * 0x9e3779b97f4a7c15;
    key.k1 = static_cast<uint64_t>(now.tv_sec) ^ reinterpret_cast<uint64_t>(&seed);
  }
  key.ready = true;
}

} // namespace

uint64_t sipHash13(uint64_t key0, uint64_t key1, const void* bytes, size_t size) {
  const auto* p = static_cast<const unsigned char*>(bytes);
  SipState s = {key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261,
                key1 ^ 0x7465646279746573};
  uint64_t last = static_cast<uint64_t>(size) << 56;
  for (; size >= 8; size -= 8, p += 8) {
    uint64_t m;
    memcpy(&m, p, 8);
    s.v3 ^= m;
    s.round();
    s.v0 ^= m;
  }
  uint64_t tail = 0;
  memcpy(&tail, p, size);
  last |= tail;
  s.v3 ^= last;
  s.round();
  s.v0 ^= last;
  s.v2 ^= 0xff;
  s.round();
  s.round();
  s.round();
  return (s.v0 ^ s.v1) ^ (s.v2 ^ s.v3);
}

uint64_t hashBytes(const void* bytes, size_t size) {
  if (size == 0)
    return 0;
  if (!key.ready)
    drawKey();
  uint64_t h = sipHash13(key.k0, key.k1, bytes, size);
  if (h == UINT64_MAX)
    return static_cast<uint64_t>(-2);
  // 0 marks a hash that is not computed yet; the one text in 2^64 that has it gets another.
  return h ? h : 1;
}

} // namespace tr
