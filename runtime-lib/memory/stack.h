// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program's own stack: reserved in full, committed by use, so that recursion as deep as memory
// allows ends in RecursionError and never in a fault.
#pragma once

#include <cstdint>

namespace tr::memory {

constexpr uint64_t kMainStackBytes = uint64_t{1} << 30;
// What C++ code below the last check may use: the limit word stands that far above the end.
constexpr uint64_t kStackSlack = 512 * 1024;

struct StackBounds {
  char* low;  // first usable byte
  char* high; // one past the last
};

// Calls fn(bounds, argument) on a fresh stack and answers its result. Falls back to smaller stacks
// where the system refuses, at last to the current one.
int runOnOwnStack(int (*fn)(const StackBounds& bounds, void* argument), void* argument);

} // namespace tr::memory
