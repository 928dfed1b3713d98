// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _arguments: arguments that are ints in C, for modules in Python's syntax whose
// functions are C in CPython. Each answers exactly an int, and raises as CPython does.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// index(value): through __index__, of any size.
Value index(const Value* args, uint64_t) { return toIndex(args[0]); }

// ssize(value), c_int(value): a parameter of that type in C.
template <bool (*Convert)(Value, int64_t*)> Value converted(const Value* args, uint64_t) {
  int64_t n;
  return Convert(args[0], &n) ? makeInt(n) : kError;
}

// c_long(value)
Value cLong(const Value* args, uint64_t) {
  Value exact = toIndex(args[0]);
  int64_t n;
  if (exact.isError())
    return kError;
  return intToInt64(exact, &n) ? exact
                               : raiseOverflowError("Python int too large to convert to C long");
}

// sized_index(value, error): a position; what no index can be raises an exception of class `error`.
Value sizedIndex(const Value* args, uint64_t) {
  int64_t n;
  return toIndexInt64(args[0], &n, asType(args[1])) ? makeInt(n) : kError;
}

const NativeDef kFunctions[] = {
    nativeOne("index", index),
    nativeOne("ssize", converted<toSsize>),
    nativeOne("c_int", converted<toInt32>),
    nativeOne("c_long", cLong),
    nativePositional("sized_index", sizedIndex, 2, 2),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_arguments, tr::kFunctions, tr::kAttributes);
