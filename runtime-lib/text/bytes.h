// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bytes (immutable, inline, a cached hash) and bytearray (growable, contents apart).
#pragma once

#include <string_view>

#include "runtime-lib/core/object.h"

namespace tr {

class ByteBuilder;

struct Bytes : Object {
  mutable uint64_t hash; // 0: not computed yet
  uint64_t length;
  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); } // a zero byte ends them
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(this + 1); }
  std::string_view view() const { return {reinterpret_cast<const char*>(data()), length}; }
};
static_assert(sizeof(Bytes) == abi::kBytesData);

struct Bytearray : Object {
  uint64_t length, capacity;
  uint8_t* data;            // null while nothing was ever stored
  struct LeaseList* leases; // of the memoryviews that look at it; null: none
};

inline bool isBytes(Value v) { return v.isObject() && isA(v, &tr_type_bytes); }
inline bool isBytearray(Value v) { return v.isObject() && isA(v, &tr_type_bytearray); }
inline Bytes* asBytes(Value v) { return v.as<Bytes>(); }
inline Bytearray* asBytearray(Value v) { return v.as<Bytearray>(); }

// Room for n bytes, to be filled before anyone sees it. Null with MemoryError pending.
Bytes* allocateBytes(uint64_t n);
Value makeBytes(const void* data, uint64_t n);
Value makeBytearray(const void* data, uint64_t n);
Value makeByteInt(uint8_t b); // a bytes of one, cached
// Changes the length; new bytes are undefined. False with MemoryError pending, or BufferError when
// memoryviews look at the array.
bool bytearrayResize(Bytearray* a, uint64_t n);

// The contents of a bytes-like object: bytes, bytearray, contiguous memoryview, an object with
// __buffer__, whose code runs. Valid until the next call that may run user code or change the
// object. False, nothing raised, for other values.
bool bytesLike(Value v, std::string_view* out);
// The same; TypeError "a bytes-like object is required, not 'X'" for others, and what a memoryview
// that is released or not contiguous raises.
bool bytesLikeOrRaise(Value v, std::string_view* out);
// Appends the items of any memoryview or object with __buffer__: 1; 0 for other values, -1 raised.
int appendBuffer(Value v, ByteBuilder& out);
// The contents of a bytearray or writable contiguous memoryview, to be written to: valid as those
// of bytesLike. False, nothing raised, for other values.
bool writableBytes(Value v, uint8_t** data, uint64_t* size);
// False with BufferError when memoryviews look at the array: its length may not change then.
bool leasesAllowResize(Bytearray* a) __attribute__((weak));
inline bool canResize(Bytearray* a) { return !a->leases || leasesAllowResize(a); }

} // namespace tr
