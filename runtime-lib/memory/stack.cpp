// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Switching to the program's own stack by a few instructions: a thread with such a stack starts
// about 0.3 ms later.
#include "runtime-lib/memory/stack.h"

#include <sys/mman.h>
#include <sys/resource.h>

#if __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#endif

namespace tr::memory {
namespace {

struct Switch {
  int (*fn)(const StackBounds&, void*);
  StackBounds bounds;
  void* argument;
  int result;
#if __has_feature(address_sanitizer)
  const void* oldLow;
  size_t oldSize;
#endif
};

void enter(Switch* s) {
#if __has_feature(address_sanitizer)
  __sanitizer_finish_switch_fiber(nullptr, &s->oldLow, &s->oldSize);
#endif
  s->result = s->fn(s->bounds, s->argument);
#if __has_feature(address_sanitizer)
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(&fake, s->oldLow, s->oldSize);
#endif
}

// Calls enter(s) with the stack pointer at `top`.
__attribute__((noinline)) void callOn(char* top, Switch* s) {
#if defined(__x86_64__)
  asm volatile("movq %%rsp, %%rbx\n\t"
               "movq %[top], %%rsp\n\t"
               "callq *%[fn]\n\t"
               "movq %%rbx, %%rsp\n\t"
               : "+D"(s)
               : [top] "r"(top), [fn] "r"(enter)
               : "rbx", "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc",
                 "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                 "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#elif defined(__aarch64__)
  register Switch* x0 asm("x0") = s;
  asm volatile("mov x19, sp\n\t"
               "mov sp, %[top]\n\t"
               "blr %[fn]\n\t"
               "mov sp, x19\n\t"
               : "+r"(x0)
               : [top] "r"(top), [fn] "r"(enter)
               : "x19", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
                 "x13", "x14", "x15", "x16", "x17", "x30", "memory", "cc", "v0", "v1", "v2", "v3",
                 "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23",
                 "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
#else
#error "stack switching is not written for this processor"
#endif
}

} // namespace

int runOnOwnStack(int (*fn)(const StackBounds&, void*), void* argument) {
  // Of a process's limited memory the stack is to leave most to the heap.
  rlimit process{};
  getrlimit(RLIMIT_AS, &process);
  for (uint64_t size = kMainStackBytes; size >= (uint64_t{16} << 20); size /= 4) {
    if (process.rlim_cur != RLIM_INFINITY && size > process.rlim_cur / 4)
      continue;
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED)
      continue;
    char* low = static_cast<char*>(memory);
    mprotect(low, 4096, PROT_NONE);
    Switch s{fn, {low + 4096, low + size}, argument, 0};
#if __has_feature(address_sanitizer)
    void* fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, low + 4096, size - 4096);
#endif
    // Zeros above the first frame end the walks of debuggers.
    callOn(low + size - 64, &s);
#if __has_feature(address_sanitizer)
    __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
    munmap(memory, size);
    return s.result;
  }
  rlimit limit{};
  getrlimit(RLIMIT_STACK, &limit);
  uint64_t size = limit.rlim_cur == RLIM_INFINITY ? uint64_t{64} << 20 : limit.rlim_cur;
  // The frame below main's stands near the top; what lies above it is not ours to scan past.
  char* high = static_cast<char*>(__builtin_frame_address(0)) + 256;
  return fn({high - size + 65536, high}, argument);
}

} // namespace tr::memory
