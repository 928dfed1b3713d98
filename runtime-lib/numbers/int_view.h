// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to numbers: any plain int seen as sign and limbs, and the making of results from limbs.
#pragma once

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/numbers/limbs.h"

namespace tr {

// Of a plain int; lives no longer than it. Small ints are seen as 0 or 1 limbs.
struct IntView {
  const uint64_t* limbs;
  uint64_t count;
  bool negative;
  uint64_t one;

  explicit IntView(Value plain) {
    if (plain.isInt()) {
      int64_t v = plain.smallInt();
      one = abi::magnitude(v);
      limbs = &one;
      count = v != 0;
      negative = v < 0;
    } else {
      const BigInt* big = plain.as<BigInt>();
      limbs = big->limbs();
      negative = big->count < 0;
      count = abi::magnitude(big->count);
    }
  }
  IntView(const IntView&) = delete;
  IntView& operator=(const IntView&) = delete;
  uint64_t bits() const { return limbs::bitLength(limbs, count); }
};

// A big int to be filled: room for `count` limbs, undefined. Null with MemoryError pending.
inline BigInt* allocateBig(uint64_t count) {
  if (count > (uint64_t{1} << 44))
    return raiseMemoryError(), nullptr;
  size_t size = sizeof(BigInt) + count * sizeof(uint64_t);
  auto* big =
      static_cast<BigInt*>(size <= memory::kSmallLimit ? memory::allocateAtomic(size)
                                                       : memory::allocateAtomicOrNull(size));
  if (big)
    big->shape = &tr_shape_int;
  return big;
}

// The int of the first `count` limbs of big: big itself, or a small int where it fits.
inline Value finishBig(BigInt* big, uint64_t count, bool negative) {
  const uint64_t* limbs = big->limbs();
  while (count > 0 && limbs[count - 1] == 0)
    count--;
  if (count <= 1) {
    uint64_t size = count ? limbs[0] : 0;
    constexpr auto kLimit = static_cast<uint64_t>(abi::kIntMax);
    if (size <= kLimit)
      return smallInt(negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size));
    if (negative && size == kLimit + 1)
      return smallInt(abi::kIntMin);
  }
  big->count = negative ? -static_cast<int64_t>(count) : static_cast<int64_t>(count);
  return objectValue(big);
}

} // namespace tr
