// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heap's limit, and what is kept back for the moment when it is reached. Small objects are made
// where no failure can be answered; when one can't be had, a slice of the reserve is given up so
// that it can, and MemoryError is raised at the program's next check of its stack limit: at the
// latest by its next call or the next turn of its loop.
#pragma once

#include <cstddef>

namespace tr::memory {

constexpr size_t kSliceBytes = size_t{4} << 20;

// Limits the heap to so many bytes; 0: to what the process may have (ulimit -v, -d), if that is
// limited.
void startReserve(size_t heapLimit);
// Gives up a slice and asks for MemoryError; false when none is left, or nothing was limited.
bool drawReserve();
// To be called now and then by the allocator: takes slices back when memory is there again, and
// asks for MemoryError when the collector runs again and again for next to nothing.
void watchReserve();

} // namespace tr::memory
