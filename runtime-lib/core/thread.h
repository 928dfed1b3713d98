// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one thread. One permanent, scanned block a thread; thread-local storage, which the
// collector does not see, holds only a raw pointer to it and the stack limit.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

struct ThreadState {
  Value exception;   // pending; kUnbound when none
  Value handled;     // being handled by an except or finally body; None when none
  uint64_t frameDepth;
  void* reprStack;   // private to core/repr_guard.cpp
};

}  // namespace tr

extern "C" {
extern thread_local tr::ThreadState* tr_thread;
// Compared with the stack pointer at function entries and polls: below it, tr_poll_slow decides
// whether the stack is exhausted (RecursionError) or a signal is waiting (set to ~0 by handlers).
extern thread_local volatile uint64_t tr_stack_limit;
}
