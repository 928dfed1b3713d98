// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _struct: floats as bytes and back, for struct.tr. IEEE 754's binary64, binary32 and
// binary16, the narrow ones rounded to the nearest, ties to even.
#include <bit>
#include <cmath>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/float_half.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"

namespace tr {
namespace {

// float_bits(value, size): an int of size bytes, or None when it is too large for them.
Value floatBits(const Value* args, uint64_t) {
  double d = floatOf(args[0]);
  switch (args[1].smallInt()) {
  case 8:
    return makeIntFromUInt64(std::bit_cast<uint64_t>(d));
  case 4: {
    auto narrow = static_cast<float>(d);
    if (std::isinf(narrow) && !std::isinf(d))
      return kNone;
    return makeInt(std::bit_cast<uint32_t>(narrow));
  }
  default: {
    uint16_t bits;
    return doubleToHalf(d, &bits) ? smallInt(bits) : kNone;
  }
  }
}

// float_from_bits(bits, size)
Value floatFromBits(const Value* args, uint64_t) {
  uint64_t bits = 0;
  intToUInt64(args[0], &bits);
  switch (args[1].smallInt()) {
  case 8:
    return makeFloat(std::bit_cast<double>(bits));
  case 4:
    return makeFloat(std::bit_cast<float>(static_cast<uint32_t>(bits)));
  default:
    return makeFloat(halfToDouble(static_cast<uint16_t>(bits)));
  }
}

const NativeDef kFunctions[] = {
    nativePositional("float_bits", floatBits, 2, 2),
    nativePositional("float_from_bits", floatFromBits, 2, 2),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_struct, tr::kFunctions, tr::kAttributes);
