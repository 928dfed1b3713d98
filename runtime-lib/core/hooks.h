// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a program may replace of the runtime's own behaviour.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// sys.excepthook; unbound until the module sys is imported.
extern Value exceptHook;
// The function that sys.excepthook is at first.
Value defaultExceptHook();

} // namespace tr
