// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one thread. One permanent, scanned block a thread; thread-local storage, which the
// collector does not see, holds only a raw pointer to it and the stack limit.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// A traceback entry that an operation asks for when it fails: its own range is the rule.
enum class TracebackEntry : uint8_t {
  Range,
  Lookup, // a method call that failed before the call: the part up to the parentheses
  None,   // an exception raised again by a bare raise
};

struct ThreadState {
  Value exception; // pending; kUnbound when none
  // Being handled by an except or finally body of the running generator, or of what it called; of
  // all that runs when no generator does. None when none.
  Value handled;
  Value handledOutside; // what was handled where the running generator was resumed; None when none
  uint64_t stackLimit;  // what tr_stack_limit is when no signal waits
  uint64_t stackHigh;   // where the stack begins
  uint64_t fullStackLimit;  // the lowest stackLimit that the stack allows
  void* reprStack;          // private to core/repr_guard.cpp
  TracebackEntry nextEntry; // what compiled code's next traceback entry is to be
};

// What a program may use of the stack before it asks for more by sys.setrecursionlimit: hundreds of
// thousands of frames, but a runaway recursion ends soon.
constexpr uint64_t kDefaultStackUse = uint64_t{64} << 20;

// Makes `state`, zeroed and in memory that the collector scans, this thread's, for a stack from
// stackLow to stackHigh. After memory::initialise.
void startThread(ThreadState* state, char* stackLow, char* stackHigh);

// Everything that C++ code needs before it may make objects and raise, for a stack from stackLow
// to stackBottom: the collector, this thread's state. Start-up and unit tests call it once.
void startRuntime(char* stackLow, char* stackBottom);

} // namespace tr

extern "C" {
// Programs are executables, so the thread's block needs no lookup. (Declared without thread_local:
// that would call an initialiser function at each use.)
extern __thread tr::ThreadState* tr_thread __attribute__((tls_model("local-exec")));
// Compared with the stack pointer at function entries and polls: below it, tr_slow_stack_check
// decides whether the stack is exhausted (RecursionError) or a signal is waiting (set to ~0 by
// handlers).
extern __thread volatile uint64_t tr_stack_limit __attribute__((tls_model("local-exec")));
}
