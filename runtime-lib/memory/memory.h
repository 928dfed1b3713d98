// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector's interface: the only header of the collector that others include. Allocation
// never answers null: when memory is exhausted, or a heap limit is passed, MemoryError is pending and... see
// allocateOrNull; the plain forms abort only if even the MemoryError can't be raised.
//
// The collector is conservative: stack, registers and static data are scanned for object words
// (displacements 0 and 1 in the heap; interior pointers on the stack too). A raw pointer to the
// *inside* of an object must not be the only reference in the heap.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr::memory {

// Zeroed memory for an object that holds values or pointers. Never null for sizes below
// kLargeAllocation; a failure there ends the program with CPython's "MemoryError".
void* allocate(size_t bytes);
// Memory without pointers (text, limbs, raw arrays); not zeroed.
void* allocateAtomic(size_t bytes);
// For sizes that the program controls: null with MemoryError pending.
void* allocateOrNull(size_t bytes);
void* allocateAtomicOrNull(size_t bytes);
// Never collected, scanned; for thread states and permanent tables.
void* allocatePermanent(size_t bytes);

constexpr size_t kLargeAllocation = 64 * 1024;

// Starts the collector: root ranges, stack bounds. Called once, first, by the start-up code.
void initialise(void* stackBottom);
void collect();
// Testing: collect at every n-th allocation (environment TAURO_GC_EVERY); 0 turns it off.
void setCollectEvery(uint64_t n);

}  // namespace tr::memory
