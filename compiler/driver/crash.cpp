// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Signal handlers touch static memory and async-signal-safe functions only.
#include "compiler/driver/crash.h"

#include "compiler/support/stage.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace tauro::driver {

namespace {

constexpr int kExitInternalError = 70; // EX_SOFTWARE
constexpr unsigned kMostFiles = 256;
char files[kMostFiles][1024];

void write(const char* text) {
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
}

void removeFiles() {
  for (char* file : files)
    if (*file)
      unlink(file);
}

[[noreturn]] void fail(const char* reason) {
  write("tauroc: internal compiler error");
  if (*StageScope::current()) {
    write(" in ");
    write(StageScope::current());
  }
  write(": ");
  write(reason);
  write(
      "\ntauroc: this is a bug in tauroc, not in the program; please report it with the program\n");
  removeFiles();
  _exit(kExitInternalError);
}

void onCrash(int signal) {
  switch (signal) {
  case SIGSEGV:
  case SIGBUS:
    fail("invalid memory access");
  case SIGABRT:
    fail("aborted");
  case SIGFPE:
    fail("arithmetic error");
  default:
    fail("illegal instruction");
  }
}

void onInterrupt(int signal) {
  removeFiles();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void onFatalError(void*, const char* reason, bool) { fail(reason); }

[[noreturn]] void outOfMemory() {
  write("tauroc: error: out of memory\n");
  removeFiles();
  _exit(1);
}
// The C++ library's exceptions, which nobody catches: threads that the system refuses, mostly.
[[noreturn]] void outOfThreads() {
  write("tauroc: error: out of memory or threads\n");
  removeFiles();
  _exit(1);
}
void onBadAllocation(void*, const char*, bool) { outOfMemory(); }

} // namespace

void installCrashHandler() {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  constexpr bool kSanitized = true;
#else
  constexpr bool kSanitized = false;
#endif
#else
  constexpr bool kSanitized = false;
#endif
  llvm::install_fatal_error_handler(onFatalError);
  llvm::install_bad_alloc_error_handler(onBadAllocation);
  std::set_new_handler(outOfMemory);
  std::set_terminate(outOfThreads);
  if (!kSanitized) {
    constexpr size_t kStack = 64 << 10;
    stack_t stack{};
    stack.ss_sp = std::malloc(kStack);
    stack.ss_size = kStack;
    sigaltstack(&stack, nullptr);
    struct sigaction action{};
    action.sa_handler = onCrash;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL})
      sigaction(signal, &action, nullptr);
  }
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU})
    if (std::signal(signal, onInterrupt) == SIG_IGN)
      std::signal(signal, SIG_IGN);
  // Writing beyond a limit is an error of the write.
  std::signal(SIGXFSZ, SIG_IGN);
}

void removeOnCrash(const std::string& path) {
  for (char* file : files)
    if (!*file && path.size() < sizeof(files[0])) {
      std::memcpy(file, path.c_str(), path.size() + 1);
      return;
    }
}

void keepOnCrash(const std::string& path) {
  for (char* file : files)
    if (path == file)
      *file = 0;
}

} // namespace tauro::driver
