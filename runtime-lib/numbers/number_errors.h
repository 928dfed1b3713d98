// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors that several numeric files raise.
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

// type(errno, strerror), as CPython raises C library errors outside OSError.
Value raiseErrno(Type* type, int error);

// After limbs::stopped(): clears it, with KeyboardInterrupt or MemoryError pending.
Value raiseStopped();

} // namespace tr
