// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What AddressSanitizer is told about the collector's cells, in sanitized builds: the bytes beyond
// the asked size are poisoned, and the whole cell is once it was released or a collection found it
// dead, until it is handed out again. So the first use of an object that the collector could not
// see is reported where it happens, and not where its memory's next owner is damaged.
//
// The collector is not instrumented and may touch poisoned cells. What it calls of the C library is
// checked, so sanitized builds link it with unchecked functions (runtime-lib/CMakeLists.txt).
#pragma once

#include "runtime-lib/memory/memory.h"

namespace tr::memory {

#if __has_feature(address_sanitizer)
constexpr bool kCellsAreChecked = true;
// Once the collector runs.
void startCellChecks();
// A cell for `bytes` bytes, as asked for: ready for use, contents undefined where `kind` says so.
void cellAllocated(void* cell, size_t bytes, Kind kind);
void cellAllocatedPermanently(void* cell, size_t bytes);
void cellReleased(void* cell);
#else
constexpr bool kCellsAreChecked = false;
inline void startCellChecks() {}
inline void cellAllocated(void*, size_t, Kind) {}
inline void cellAllocatedPermanently(void*, size_t) {}
inline void cellReleased(void*) {}
#endif

} // namespace tr::memory
