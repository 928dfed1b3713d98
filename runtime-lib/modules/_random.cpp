// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _random: the Mersenne Twister MT19937 (M. Matsumoto, T. Nishimura, 1998, with the
// seeding of 2002) as the type Random, and what random.tr needs of the system.
#include <cerrno>
#include <ctime>
#include <sys/random.h>
#include <unistd.h>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/modules/sha512.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int_view.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"

extern "C" {
extern tr::Type tr_type_randomGenerator;
extern tr::Shape tr_shape_randomGenerator;
}

namespace tr {
namespace {

constexpr uint32_t kWords = 624, kShift = 397;

struct Twister {
  uint32_t words[kWords];
  uint32_t next; // kWords: all used
};

struct RandomGenerator : Object {
  Twister* twister; // pointer-free memory
};

Twister& twisterOf(Value self) { return *self.as<RandomGenerator>()->twister; }

void refill(Twister& t) {
  auto mix = [](uint32_t high, uint32_t low) {
    uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return (y >> 1) ^ (0u - (y & 1) & 0x9908b0dfu);
  };
  uint32_t* w = t.words;
  uint32_t i = 0;
  for (; i < kWords - kShift; i++)
    w[i] = w[i + kShift] ^ mix(w[i], w[i + 1]);
  for (; i < kWords - 1; i++)
    w[i] = w[i + kShift - kWords] ^ mix(w[i], w[i + 1]);
  w[kWords - 1] = w[kShift - 1] ^ mix(w[kWords - 1], w[0]);
  t.next = 0;
}

inline uint32_t next32(Twister& t) {
  if (t.next >= kWords)
    refill(t);
  uint32_t y = t.words[t.next++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

void seedByWord(Twister& t, uint32_t seed) {
  t.words[0] = seed;
  for (uint32_t i = 1; i < kWords; i++)
    t.words[i] = 1812433253u * (t.words[i - 1] ^ (t.words[i - 1] >> 30)) + i;
  t.next = kWords;
}

// `key` as 32-bit words, least significant first; count >= 1.
template <class KeyAt> void seedByArray(Twister& t, uint64_t count, KeyAt keyAt) {
  seedByWord(t, 19650218u);
  uint32_t* w = t.words;
  uint32_t i = 1;
  uint64_t j = 0;
  auto advance = [&] {
    if (++i >= kWords) {
      w[0] = w[kWords - 1];
      i = 1;
    }
  };
  for (uint64_t k = count > kWords ? count : kWords; k; k--) {
    w[i] =
        (w[i] ^ ((w[i - 1] ^ (w[i - 1] >> 30)) * 1664525u)) + keyAt(j) + static_cast<uint32_t>(j);
    advance();
    if (++j >= count)
      j = 0;
  }
  for (uint32_t k = kWords - 1; k; k--) {
    w[i] = (w[i] ^ ((w[i - 1] ^ (w[i - 1] >> 30)) * 1566083941u)) - i;
    advance();
  }
  w[0] = 0x80000000u;
  t.next = kWords;
}

void seedByInt(Twister& t, Value plain) {
  IntView view(plain);
  uint64_t count = (view.bits() + 31) / 32;
  seedByArray(t, count ? count : 1, [&](uint64_t j) {
    return j / 2 < view.count ? static_cast<uint32_t>(view.limbs[j / 2] >> (j % 2 * 32)) : 0u;
  });
}

bool fillFromSystem(uint8_t* out, uint64_t size) {
  while (size > 0) {
    ssize_t got = getrandom(out, size < 256 ? size : 256, 0);
    if (got < 0) {
      if (errno == EINTR)
        continue;
      return raiseOSError(errno), false;
    }
    out += got;
    size -= static_cast<uint64_t>(got);
  }
  return true;
}

// None or not given: from the system; ints by magnitude; anything else by its hash.
bool seedByValue(Twister& t, Value v) {
  if (v.isUnbound() || v.isNone()) {
    uint32_t key[kWords];
    if (!fillFromSystem(reinterpret_cast<uint8_t*>(key), sizeof key))
      return false;
    seedByArray(t, kWords, [&](uint64_t j) { return key[j]; });
    return true;
  }
  if (isIntLike(v)) {
    seedByInt(t, plainInt(v));
    return true;
  }
  bool ok = true;
  int64_t hash = hashOf(v, &ok);
  if (!ok)
    return false;
  auto bits = static_cast<uint64_t>(hash);
  seedByArray(t, bits >> 32 ? 2 : 1,
              [&](uint64_t j) { return static_cast<uint32_t>(bits >> (32 * j)); });
  return true;
}

// --- methods

Value randomRandom(const Value* args, uint64_t) {
  Twister& t = twisterOf(args[0]);
  uint32_t a = next32(t) >> 5, b = next32(t) >> 6;
  return makeFloat((a * 67108864.0 + b) * (1.0 / 9007199254740992.0));
}

Value randomSeed(const Value* args, uint64_t nargs) {
  return seedByValue(twisterOf(args[0]), nargs > 1 ? args[1] : kUnbound) ? kNone : kError;
}

bool bitCount(Value v, int64_t* bits) {
  Value index = toIndex(v);
  if (index.isError())
    return false;
  if (!intToInt64(index, bits) || *bits > INT32_MAX || *bits < INT32_MIN)
    return raiseOverflowError("Python int too large to convert to C int"), false;
  if (*bits < 0)
    return raiseValueError("number of bits must be non-negative"), false;
  return true;
}

Value randomGetrandbits(const Value* args, uint64_t) {
  int64_t bits;
  if (!bitCount(args[1], &bits))
    return kError;
  Twister& t = twisterOf(args[0]);
  if (bits == 0)
    return smallInt(0);
  if (bits <= 32)
    return smallInt(next32(t) >> (32 - bits));
  uint64_t words = (static_cast<uint64_t>(bits) + 31) / 32, count = (words + 1) / 2;
  BigInt* big = allocateBig(count);
  if (!big)
    return kError;
  uint64_t* limbs = big->limbs();
  for (uint64_t i = 0; i < words; i++, bits -= 32) {
    uint32_t word = next32(t);
    if (bits < 32)
      word >>= 32 - bits;
    if (i % 2 == 0)
      limbs[i / 2] = word;
    else
      limbs[i / 2] |= uint64_t{word} << 32;
  }
  return finishBig(big, count, false);
}

// Uniform below n by rejection of getrandbits(k); of a subclass's own getrandbits where it has one.
Value randomBelow(const Value* args, uint64_t) {
  Value n = toIndex(args[1]);
  if (n.isError())
    return kError;
  static Str* name = nullptr;
  if (!name)
    name = intern("getrandbits");
  uint64_t k = intBitLength(n);
  bool own = lookupInType(typeOf(args[0]), name) != lookupInType(&tr_type_randomGenerator, name);
  if (!own && k <= 32 && n.isInt() && k > 0) {
    Twister& t = twisterOf(args[0]);
    auto limit = static_cast<uint32_t>(n.smallInt()); // below 2^32, as k says
    uint32_t r = next32(t) >> (32 - k);
    while (r >= limit)
      r = next32(t) >> (32 - k);
    return smallInt(r);
  }
  Value arguments[] = {args[0], makeIntFromUInt64(k)};
  for (;;) {
    Value r = own ? callMethod(args[0], name, arguments + 1, 1) : randomGetrandbits(arguments, 2);
    if (r.isError())
      return kError;
    int less = compareTruth(r, n, CompareOp::Lt);
    if (less)
      return less < 0 ? kError : r;
  }
}

Value randomGetstate(const Value* args, uint64_t) {
  Tuple* state = allocateTuple(kWords + 1);
  if (!state)
    return kError;
  const Twister& t = twisterOf(args[0]);
  for (uint32_t i = 0; i < kWords; i++)
    state->items()[i] = smallInt(t.words[i]);
  state->items()[kWords] = smallInt(t.next);
  return objectValue(state);
}

Value randomSetstate(const Value* args, uint64_t) {
  if (!isTuple(args[1]))
    return raiseTypeError("state vector must be a tuple");
  const Tuple* state = asTuple(args[1]);
  if (state->length != kWords + 1)
    return raiseValueError("state vector is the wrong size");
  Twister loaded;
  for (uint32_t i = 0; i < kWords; i++) {
    Value item = state->items()[i];
    if (!isIntLike(item))
      return raiseTypeError("an integer is required");
    uint64_t word;
    if (intIsNegative(item))
      return raiseOverflowError("can't convert negative value to unsigned int");
    if (!intToUInt64(item, &word))
      return raiseOverflowError("Python int too large to convert to C unsigned long");
    loaded.words[i] = static_cast<uint32_t>(word);
  }
  Value place = toIndex(state->items()[kWords]);
  if (place.isError())
    return kError;
  int64_t next;
  if (!intToInt64(place, &next))
    return raiseOverflowError("Python int too large to convert to C long");
  if (next < 0 || next > static_cast<int64_t>(kWords))
    return raiseValueError("invalid state");
  loaded.next = static_cast<uint32_t>(next);
  twisterOf(args[0]) = loaded;
  return kNone;
}

const NativeDef kRandomMethods[] = {
    nativeNone("random", randomRandom),
    nativePositional("seed", randomSeed, 0, 1),
    nativeOne("getrandbits", randomGetrandbits),
    nativeOne("_below_by_bits", randomBelow),
    nativeNone("getstate", randomGetstate),
    nativeOne("setstate", randomSetstate),
    kNativeEnd,
};

Value randomConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  bool exact = type == &tr_type_randomGenerator;
  if (exact && !checkNoKeywords("Random", kwnames))
    return kError;
  if (exact && nargs > 1)
    return raiseTypeError("Random() requires 0 or 1 argument");
  auto* generator = newInstanceOf<RandomGenerator>(type);
  if (!generator)
    return kError;
  generator->twister = static_cast<Twister*>(memory::allocateAtomic(sizeof(Twister)));
  // A subclass seeds in its __init__; until then any fixed state will do.
  if (!exact)
    seedByWord(*generator->twister, 5489u);
  else if (!seedByValue(*generator->twister, nargs ? args[0] : kUnbound))
    return kError;
  return objectValue(generator);
}

bool randomInit(Value, const Value*, uint64_t, Tuple*) { return true; }

// --- functions for random.tr

// str, bytes or bytearray as the int of its bytes followed by their SHA-512 (seeding, version 2).
Value seedFromText(const Value* args, uint64_t) {
  std::string_view bytes;
  if (isStr(args[0])) {
    if (!utf8Strict(asStr(args[0]), &bytes))
      return kError;
  } else if (!bytesLikeOrRaise(args[0], &bytes)) {
    return kError;
  }
  Bytes* joined = allocateBytes(bytes.size() + kSha512Size);
  if (!joined)
    return kError;
  for (size_t i = 0; i < bytes.size(); i++)
    joined->data()[i] = static_cast<uint8_t>(bytes[i]);
  sha512(joined->data(), bytes.size(), joined->data() + bytes.size());
  return intFromBytes(joined->data(), joined->length, false, false);
}

Value systemBytes(const Value* args, uint64_t) {
  int64_t size;
  if (!toSsize(args[0], &size))
    return kError;
  if (size < 0)
    return raiseValueError("negative argument not allowed");
  Bytes* bytes = allocateBytes(static_cast<uint64_t>(size));
  if (!bytes || !fillFromSystem(bytes->data(), bytes->length))
    return kError;
  return objectValue(bytes);
}

// Whether the type is a sequence, as class patterns of `match` decide it.
Value isSequence(const Value* args, uint64_t) {
  Type* type = typeOf(args[0]);
  ensureReady(type);
  for (uint64_t i = 0; i < type->mro->length; i++)
    if (type->mro->items()[i].as<Type>()->flags & kTypeIsSequence)
      return kTrue;
  return boolean(isStr(args[0]) || isBytes(args[0]) || isBytearray(args[0]));
}

Value asIndex(const Value* args, uint64_t) { return toIndex(args[0]); }

const NativeDef kFunctions[] = {
    nativeOne("_seed_from_text", seedFromText),
    nativeOne("_urandom", systemBytes),
    nativeOne("_index", asIndex),
    nativeOne("_is_sequence", isSequence),
    kNativeEnd,
};

const NativeAttribute kAttributes[] = {
    {"Random", [] { return typeValue(&tr_type_randomGenerator); }},
    kAttributeEnd,
};

} // namespace
} // namespace tr

TR_DEFINE_TYPE(randomGenerator, .cname = "_random.Random", .base = &tr_type_object,
               .flags = tr::kTypeBaseable, .instanceSize = sizeof(tr::RandomGenerator),
               .layout = tr::Layout::Other, .methods = tr::kRandomMethods,
               .slots = {.hash = tr::identityHash,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare,
                         .construct = tr::randomConstruct,
                         .init = tr::randomInit});
TR_DEFINE_MODULE(_random, tr::kFunctions, tr::kAttributes);
