// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread states, and what a thread does when its stack limit word is passed: see core/thread.h.
#include "runtime-lib/core/thread.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/memory/stack.h"

extern "C" {
__thread tr::ThreadState* tr_thread = nullptr;
__thread volatile uint64_t tr_stack_limit = 0;
}

namespace tr {

void startThread(ThreadState* state, char* stackLow, char* stackHigh) {
  state->exception = kUnbound;
  state->handled = kNone;
  state->handledOutside = kNone;
  state->stackHigh = reinterpret_cast<uint64_t>(stackHigh);
  state->fullStackLimit = reinterpret_cast<uint64_t>(stackLow) + memory::kStackSlack;
  uint64_t usual = state->stackHigh - kDefaultStackUse;
  state->stackLimit = usual > state->fullStackLimit ? usual : state->fullStackLimit;
  tr_thread = state;
  tr_stack_limit = state->stackLimit;
}

void startRuntime(char* stackLow, char* stackBottom) {
  memory::initialise(stackBottom);
  static ThreadState mainThread; // static data is scanned
  startThread(&mainThread, stackLow, stackBottom);
}

extern "C" bool tr_stack_check() {
  if (reinterpret_cast<uint64_t>(__builtin_frame_address(0)) > tr_stack_limit) [[likely]]
    return true;
  return tr_slow_stack_check(0);
}

extern "C" bool tr_stack_check_room(int64_t bytes) {
  return tr_slow_stack_check(static_cast<uint64_t>(bytes));
}

} // namespace tr
