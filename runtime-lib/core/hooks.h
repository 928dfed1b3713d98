// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a program may replace of the runtime's own behaviour.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// sys.excepthook; unbound until the module sys is imported.
extern Value exceptHook;
// What the module atexit has run at the end of the program; unbound until it is imported.
extern Value exitHook;
// What an asynchronous generator is given to when it is first asked for anything; unbound while no
// event loop runs.
extern Value firstStepHook;
// The function that sys.breakpointhook is at first.
Value defaultBreakpointHook();
// The function that sys.excepthook is at first.
Value defaultExceptHook();

} // namespace tr
