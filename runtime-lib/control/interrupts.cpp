// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slow path of stack checks and polls. The limit word is above every stack address while a
// signal waits; else passing it means that the stack is used up.
//
// A recursion limit is honoured by measure: the deepest frame may stand at most limit times a large
// frame's bytes below the place where the limit was set; from a million on, all of the stack is
// used.
#include "runtime-lib/control/interrupts.h"

#include <csignal>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/memory/stack.h"

namespace tr {
namespace {

constexpr int64_t kAllFrom = 1000000;
// A generous frame, so that what CPython allows under a limit is allowed here.
constexpr uint64_t kFrameBytes = 2048;
constexpr uint64_t kLeastUse = uint64_t{8} << 20;

volatile sig_atomic_t interruptWaiting = 0;
volatile uint64_t* mainLimit = nullptr;
int64_t limit = 1000;
// While a RecursionError is being handled, its handlers may use this much more stack.
constexpr uint64_t kHandlerReserve = 128 * 1024;

void onInterrupt(int) {
  interruptWaiting = 1;
  *mainLimit = ~uint64_t{0};
}

bool serveSignals() {
  tr_stack_limit = tr_thread->stackLimit;
  if (interruptWaiting && mainLimit == &tr_stack_limit) {
    interruptWaiting = 0;
    raiseNoArgs(&tr_type_KeyboardInterrupt);
    return false;
  }
  return true;
}

} // namespace

void installInterrupts() {
  mainLimit = &tr_stack_limit;
  struct sigaction action = {};
  sigaction(SIGINT, nullptr, &action);
  if (action.sa_handler == SIG_IGN)
    return; // as under nohup
  action = {};
  action.sa_handler = onInterrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

int64_t recursionLimit() { return limit; }

void setRecursionLimit(int64_t newLimit) {
  limit = newLimit;
  uint64_t full = tr_thread->fullStackLimit;
  auto here = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  uint64_t use = newLimit < kAllFrom ? static_cast<uint64_t>(newLimit) * kFrameBytes : ~uint64_t{0};
  if (use < kLeastUse)
    use = kLeastUse;
  tr_thread->stackLimit = use < here - full ? here - use : full;
  tr_stack_limit = tr_thread->stackLimit;
}

extern "C" {

bool tr_slow_poll() { return serveSignals(); }

bool tr_slow_stack_check() {
  if (!serveSignals())
    return false;
  auto here = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  if (here >= tr_stack_limit)
    return true;
  // Raising needs some stack itself, and finds it in the slack below the limit.
  uint64_t saved = tr_thread->stackLimit;
  tr_stack_limit = saved - kHandlerReserve;
  raise(&tr_type_RecursionError, "maximum recursion depth exceeded");
  tr_stack_limit = saved;
  return false;
}

} // extern "C"

} // namespace tr
