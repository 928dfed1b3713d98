// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signals and the stack limit: what happens when a check of tr_stack_limit fails.
#pragma once

#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/thread.h"

namespace tr {

// Whether to go on, for loops of C++ that may be long: false with KeyboardInterrupt (or
// MemoryError) pending. As Op::Poll in compiled code.
// But nothing else that waits is run: callers have their data in pieces.
bool slowKeepGoing();
inline bool keepGoing() { return tr_stack_limit != ~uint64_t{0} || slowKeepGoing(); }
// What is to be run at the next poll of compiled code, where the program's code may run.
void runSoon(void (*run)());

// MemoryError is raised at the next check. Raises nothing itself and allocates nothing.
void raiseMemoryErrorSoon();
bool memoryErrorWaits();

// SIGINT raises KeyboardInterrupt at the main thread's next check.
void installInterrupts();
// sys.setrecursionlimit and its reading. Limits from a million on leave the stack alone to decide.
int64_t recursionLimit();
void setRecursionLimit(int64_t limit);

} // namespace tr
