// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _struct: floats as bytes and back, for struct.tr. IEEE 754's binary64, binary32 and
// binary16, the narrow ones rounded to the nearest, ties to even.
#include <bit>
#include <cmath>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/bytes.h"

namespace tr {
namespace {

// The bits of d in binary16. False when it is finite and too large.
bool halfBits(double d, uint16_t* out) {
  uint16_t sign = std::signbit(d) ? 0x8000 : 0;
  if (std::isnan(d))
    return *out = sign | 0x7e00, true;
  if (std::isinf(d))
    return *out = sign | 0x7c00, true;
  double magnitude = std::fabs(d);
  int exponent;
  std::frexp(magnitude, &exponent); // magnitude in [2^(exponent-1), 2^exponent)
  if (magnitude == 0)
    return *out = sign, true;
  int lowest = exponent - 11; // the place of the last bit kept: 11 bits in all
  if (lowest < -24)
    lowest = -24;
  double rounded = std::nearbyint(std::ldexp(magnitude, -lowest));
  auto units = static_cast<uint32_t>(rounded);
  if (units == 2048) {
    units = 1024;
    lowest++;
  }
  if (units < 1024) { // subnormal: the place is -24
    *out = static_cast<uint16_t>(sign | units);
    return true;
  }
  int biased = lowest + 25;
  if (biased > 30)
    return false;
  *out = static_cast<uint16_t>(sign | (static_cast<uint32_t>(biased) << 10) | (units - 1024));
  return true;
}

double fromHalf(uint16_t bits) {
  int exponent = bits >> 10 & 31;
  double fraction = bits & 1023;
  double magnitude = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
                     : exponent == 0 ? std::ldexp(fraction, -24)
                                     : std::ldexp(fraction + 1024, exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

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
    return halfBits(d, &bits) ? smallInt(bits) : kNone;
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
    return makeFloat(fromHalf(static_cast<uint16_t>(bits)));
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
