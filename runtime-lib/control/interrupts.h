// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signals and the stack limit: what happens when a check of tr_stack_limit fails.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// SIGINT raises KeyboardInterrupt at the main thread's next check.
void installInterrupts();
// sys.setrecursionlimit and its reading. Limits from a million on leave the stack alone to decide.
int64_t recursionLimit();
void setRecursionLimit(int64_t limit);

} // namespace tr
