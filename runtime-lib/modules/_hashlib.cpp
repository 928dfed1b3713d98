// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _hashlib: digests by libtomcrypt, for hashlib.tr. The state of a digest is the
// library's own struct, kept in a bytearray of the program between calls.
#include <cstring>
#include <tomcrypt.h>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

struct Algorithm {
  const char* name;
  const ltc_hash_descriptor* descriptor;
  int shakeBits; // of those whose digests have any length
};

constexpr Algorithm kAlgorithms[] = {
    {"md5", &md5_desc, 0},
    {"sha1", &sha1_desc, 0},
    {"sha224", &sha224_desc, 0},
    {"sha256", &sha256_desc, 0},
    {"sha384", &sha384_desc, 0},
    {"sha512", &sha512_desc, 0},
    {"sha3_224", &sha3_224_desc, 0},
    {"sha3_256", &sha3_256_desc, 0},
    {"sha3_384", &sha3_384_desc, 0},
    {"sha3_512", &sha3_512_desc, 0},
    {"shake_128", nullptr, 128},
    {"shake_256", nullptr, 256},
    {"blake2b", &blake2b_512_desc, 0},
    {"blake2s", &blake2s_256_desc, 0},
};

// The algorithm of that name; hashlib.tr asks for no other.
const Algorithm& algorithmOf(Value name) {
  std::string_view text = utf8Of(asStr(name));
  for (const Algorithm& algorithm : kAlgorithms)
    if (text == algorithm.name)
      return algorithm;
  abort();
}

void load(Value kept, hash_state* state) {
  memcpy(static_cast<void*>(state), asBytearray(kept)->data, sizeof(hash_state));
}
void store(Value kept, const hash_state& state) {
  memcpy(asBytearray(kept)->data, static_cast<const void*>(&state), sizeof(hash_state));
}

// begin(name): a state.
Value begin(const Value* args, uint64_t) {
  const Algorithm& algorithm = algorithmOf(args[0]);
  hash_state state;
  memset(static_cast<void*>(&state), 0, sizeof(state));
  if (algorithm.shakeBits)
    sha3_shake_init(&state, algorithm.shakeBits);
  else
    algorithm.descriptor->init(&state);
  return makeBytearray(&state, sizeof(state));
}

// begin_blake(name, digest size, key): a state of blake2b or blake2s.
Value beginBlake(const Value* args, uint64_t) {
  int64_t size = 0;
  std::string_view key;
  intToInt64(args[1], &size);
  if (!bytesLikeOrRaise(args[2], &key))
    return kError;
  auto* init = utf8Of(asStr(args[0])) == "blake2b" ? blake2b_init : blake2s_init;
  hash_state state;
  memset(static_cast<void*>(&state), 0, sizeof(state));
  init(&state, static_cast<unsigned long>(size),
       key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return makeBytearray(&state, sizeof(state));
}

// feed(name, state, data)
Value feed(const Value* args, uint64_t) {
  std::string_view data;
  if (!bytesLikeOrRaise(args[2], &data))
    return kError;
  const Algorithm& algorithm = algorithmOf(args[0]);
  hash_state state;
  load(args[1], &state);
  auto* process = algorithm.shakeBits ? sha3_process : algorithm.descriptor->process;
  process(&state, reinterpret_cast<const unsigned char*>(data.data()), data.size());
  store(args[1], state);
  return kNone;
}

// finish(name, state, size): the digest; the state can be fed further.
Value finish(const Value* args, uint64_t) {
  const Algorithm& algorithm = algorithmOf(args[0]);
  hash_state state;
  load(args[1], &state);
  int64_t size = 0;
  intToInt64(args[2], &size);
  if (algorithm.shakeBits) {
    Bytes* digest = allocateBytes(static_cast<uint64_t>(size));
    if (!digest)
      return kError;
    sha3_shake_done(&state, digest->data(), static_cast<unsigned long>(size));
    return objectValue(digest);
  }
  unsigned char digest[64];
  algorithm.descriptor->done(&state, digest);
  return makeBytes(digest, static_cast<uint64_t>(size));
}

const NativeDef kFunctions[] = {
    nativeOne("begin", begin), nativePositional("begin_blake", beginBlake, 3, 3),
    nativePositional("feed", feed, 3, 3), nativePositional("finish", finish, 3, 3), kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace

TR_DEFINE_MODULE(_hashlib, kFunctions, kAttributes);

} // namespace tr
