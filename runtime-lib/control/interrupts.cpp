// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slow path of stack checks and polls. The limit word is above every stack address while a
// signal or a MemoryError waits; else passing it means that the stack is used up.
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
#include "runtime-lib/numbers/limbs.h"

namespace tr {
namespace {

constexpr int64_t kAllFrom = 1000000;
// A generous frame, so that what CPython allows under a limit is allowed here.
constexpr uint64_t kFrameBytes = 2048;
constexpr uint64_t kLeastUse = uint64_t{8} << 20;

volatile sig_atomic_t interruptWaiting = 0;
volatile bool memoryWaiting = false;
volatile uint64_t* mainLimit = nullptr;
void (*waitingRun)() = nullptr;
int64_t limit = 1000;
// While a RecursionError is being handled, its handlers may use this much more stack.
constexpr uint64_t kHandlerReserve = 128 * 1024;

void onInterrupt(int) {
  interruptWaiting = 1;
  *mainLimit = ~uint64_t{0};
}

// After the limit word was written: what waits must be above it again.
void markWaiting() {
  if (memoryWaiting || waitingRun || (interruptWaiting && mainLimit == &tr_stack_limit))
    tr_stack_limit = ~uint64_t{0};
}

bool serveWaiting() {
  tr_stack_limit = tr_thread->stackLimit;
  if (memoryWaiting) {
    raiseMemoryError(); // what it takes may run out of memory in its turn
    memoryWaiting = false;
    tr_stack_limit = tr_thread->stackLimit;
    markWaiting();
    return false;
  }
  if (interruptWaiting && mainLimit == &tr_stack_limit) {
    interruptWaiting = 0;
    raiseNoArgs(&tr_type_KeyboardInterrupt);
    return false;
  }
  return true;
}

// Between two operations of the program.
bool serveAtPoll() {
  if (auto run = waitingRun) {
    waitingRun = nullptr;
    run();
  }
  bool go = serveWaiting();
  markWaiting();
  return go;
}

} // namespace

void raiseMemoryErrorSoon() {
  memoryWaiting = true;
  tr_stack_limit = ~uint64_t{0};
}

void runSoon(void (*run)()) {
  waitingRun = run;
  tr_stack_limit = ~uint64_t{0};
}

bool slowKeepGoing() {
  bool go = serveWaiting();
  markWaiting();
  return go;
}

bool memoryErrorWaits() { return memoryWaiting; }

void installInterrupts() {
  limbs::setWatch(keepGoing);
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
  markWaiting();
}

extern "C" {

bool tr_slow_poll() { return serveAtPoll(); }

bool tr_slow_stack_check(uint64_t room) {
  if (!serveWaiting())
    return false;
  auto here = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  if (here >= tr_stack_limit && here - tr_stack_limit >= room) {
    markWaiting();
    return true;
  }
  // Raising needs some stack itself, and finds it in the slack below the limit.
  uint64_t saved = tr_thread->stackLimit;
  tr_stack_limit = saved - kHandlerReserve;
  raise(&tr_type_RecursionError, "maximum recursion depth exceeded");
  tr_stack_limit = saved;
  markWaiting();
  return false;
}

} // extern "C"

} // namespace tr
