// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector's interface: the only header of the collector that others include. Plain
// allocation never answers null; see allocateOrNull for sizes that the program controls.
//
// The collector is conservative: stack, registers and static data are scanned for object words
// (displacements 0 and 1 in the heap, and those of coloured arrays; interior pointers on the stack
// too, but not one past the end). Another raw pointer to the *inside* of an object must not be the
// only reference in the heap.
//
// Small objects come from free lists by size class, a list a thread and kind, refilled from the
// collector many at a time. The lists hang off one permanent, scanned block a thread; pointer-free
// cells are not scanned, so memory.cpp marks the chains of that kind itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr::memory {

constexpr size_t kGranule = 16;
constexpr size_t kSmallLimit = 512; // bytes; larger objects go to the collector directly
constexpr size_t kClasses = kSmallLimit / kGranule + 1;
constexpr size_t kLargeAllocation = 64 * 1024;

enum Kind : unsigned { kAtomic = 0, kScanned = 1 }; // the collector's own numbers

struct FreeLists {
  void* cells[2][kClasses]; // [Kind][size in granules]: linked through the first word
};

} // namespace tr::memory

extern "C" {
extern __thread tr::memory::FreeLists* tr_free_lists __attribute__((tls_model("local-exec")));
}

namespace tr::memory {

// The lists are empty or the size is large. Ends the program when a small object can't be had even
// after MemoryError's reserve is used up; null (nothing raised) only for sizes above kSmallLimit.
void* allocateSlow(size_t bytes, Kind kind);

inline void* allocateKind(size_t bytes, Kind kind) {
  if (__builtin_expect(bytes <= kSmallLimit, 1)) {
    void** list = &tr_free_lists->cells[kind][(bytes + kGranule - 1) / kGranule];
    void* cell = *list;
    if (__builtin_expect(cell != nullptr, 1)) {
      *list = *static_cast<void**>(cell);
      *static_cast<void**>(cell) = nullptr;
      return cell;
    }
  }
  return allocateSlow(bytes, kind);
}

// Zeroed memory for an object that holds values or pointers. Never null: a failure draws on the
// reserve (memory/reserve.h), and only when that is used up too, ends the program.
void* allocateLarge(size_t bytes, Kind kind);
inline void* allocate(size_t bytes) {
  return bytes <= kSmallLimit ? allocateKind(bytes, kScanned) : allocateLarge(bytes, kScanned);
}
// Memory without pointers (text, limbs, raw arrays); not zeroed.
inline void* allocateAtomic(size_t bytes) {
  return bytes <= kSmallLimit ? allocateKind(bytes, kAtomic) : allocateLarge(bytes, kAtomic);
}
// For sizes that the program controls: null with MemoryError pending.
void* allocateOrNull(size_t bytes);
void* allocateAtomicOrNull(size_t bytes);
// As allocateOrNull, for arrays of which a program has many of one size and reads the same index of
// each: large ones, which the collector puts at page boundaries, begin at differing distances from
// one, so that their items lie in different sets of the caches. Not to be given to release().
void* allocateColouredOrNull(size_t bytes);
void* allocateColouredAtomicOrNull(size_t bytes); // likewise, as allocateAtomicOrNull
// Gives back a block of that many bytes to which no reference is left, so that a large one is at
// hand again before the next collection. Never needed.
void release(void* block, size_t bytes);
// Zeroed memory of the C library's, to be freed with free(): buffers of moderate size. Never null.
void* allocatePlain(size_t bytes);
// Never collected, scanned, zeroed; for thread states and permanent tables.
void* allocatePermanent(size_t bytes);

// Starts the collector: root ranges, stack bounds. Called once, first, by the start-up code.
// stackBottom is the highest address of the stack that the program runs on.
void initialise(void* stackBottom);
void collect();
// Calls run(object) once the collector finds the object unreachable, at some later allocation; run
// must not run the program's code, and may make the object reachable again. Null takes a finaliser
// back. Answers the one that the object had.
using Finaliser = void (*)(void* object);
Finaliser setFinaliser(void* object, Finaliser run);
// Whether the collector owns the object: static ones live for ever.
bool isCollected(const void* object);
// *where, which must not look like a reference (hide() makes it so), becomes 0 when the collector
// finds the object unreachable, before finalisers run. Memory of the collector's may hold a link
// and go; other memory takes its link back first.
void linkWeakly(uintptr_t* where, void* object);
void unlinkWeakly(uintptr_t* where);
inline uintptr_t hide(const void* object) { return ~reinterpret_cast<uintptr_t>(object); }
template <class T> T* unhide(uintptr_t hidden) { return reinterpret_cast<T*>(~hidden); }
// Testing: collect at every n-th allocation (environment TAURO_GC_EVERY); 0 turns it off.
void setCollectEvery(uint64_t n);
// Bytes that the collector holds for objects now, free ones included.
size_t heapSize();
// Heap limit in bytes (environment TAURO_HEAP_LIMIT): beyond it allocation fails with MemoryError.
void setHeapLimit(size_t bytes);

} // namespace tr::memory
