// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector (Boehm, Demers, Weiser) behind memory.h. Only this file and cell_checks.cpp
// know its API.
//
// Interior pointers are off for heap words (a 16-byte object would cost 32 otherwise) with
// displacement 1 registered for tagged words; stacks are scanned with interior pointers always.
// Library data segments are not roots: only our own image's data is registered.
#include "runtime-lib/memory/memory.h"

#include <cstdlib>
#include <cstring>
#include <unistd.h>

#define GC_THREADS 1
#define GC_NO_THREAD_REDIRECTS 1
#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/memory/cell_checks.h"

extern "C" {
__thread tr::memory::FreeLists* tr_free_lists = nullptr;
// The image's writable data, by the linker.
extern char __data_start[];
extern char _end[];
}

namespace tr::memory {
namespace {

uint64_t collectEvery = 0;
uint64_t allocations = 0;
GC_push_other_roots_proc pushOtherRootsBefore = nullptr;

// Cells of the pointer-free kind are not scanned, so a chain's head would keep the head alone.
void markFreeLists() {
  if (FreeLists* lists = tr_free_lists)
    for (void* head : lists->cells[kAtomic])
      for (void* cell = head; cell;) {
        GC_set_mark_bit(cell);
        cell = *static_cast<void**>(cell);
      }
  if (pushOtherRootsBefore)
    pushOtherRootsBefore();
}

void* outOfMemory(size_t) { return nullptr; }

[[noreturn]] void dieOutOfMemory() {
  constexpr char text[] = "MemoryError\n";
  [[maybe_unused]] ssize_t written = write(2, text, sizeof(text) - 1);
  _exit(1);
}

void* allocateDirect(size_t bytes, Kind kind) {
  return kind == kScanned ? GC_malloc(bytes) : GC_malloc_atomic(bytes);
}

uint64_t numberFromEnvironment(const char* name) {
  const char* text = getenv(name);
  return text ? strtoull(text, nullptr, 10) : 0;
}

} // namespace

void* allocateSlow(size_t bytes, Kind kind) {
  if (collectEvery && ++allocations >= collectEvery) {
    allocations = 0;
    GC_gcollect();
  }
  if (bytes > kSmallLimit) {
    void* block = allocateDirect(bytes, kind);
    if (block)
      cellAllocated(block, bytes, kind);
    return block;
  }
  size_t index = (bytes + kGranule - 1) / kGranule;
  if (!index)
    index = 1;
  // The free lists stay empty where each cell is watched.
  if (collectEvery || kCellsAreChecked) {
    void* cell = allocateDirect(index * kGranule, kind);
    if (!cell)
      dieOutOfMemory();
    cellAllocated(cell, bytes, kind);
    return cell;
  }
  void* chain = nullptr;
  GC_generic_malloc_many(index * kGranule, static_cast<int>(kind), &chain);
  if (!chain)
    dieOutOfMemory();
  tr_free_lists->cells[kind][index] = *static_cast<void**>(chain);
  *static_cast<void**>(chain) = nullptr;
  return chain;
}

void* allocateLarge(size_t bytes, Kind kind) {
  void* memory = allocateSlow(bytes, kind);
  if (!memory)
    dieOutOfMemory();
  return memory;
}

void* allocateOrNull(size_t bytes) {
  void* memory = allocateKind(bytes, kScanned);
  if (!memory)
    raiseMemoryError();
  return memory;
}

void* allocateAtomicOrNull(size_t bytes) {
  void* memory = allocateKind(bytes, kAtomic);
  if (!memory)
    raiseMemoryError();
  return memory;
}

void release(void* block, size_t bytes) {
  // Small cells belong to the free lists' blocks; they wait for the collector.
  if (!block || bytes <= kSmallLimit)
    return;
  if (kCellsAreChecked)
    cellReleased(block);
  else
    GC_free(block);
}

void* allocatePermanent(size_t bytes) {
  void* memory = GC_malloc_uncollectable(bytes);
  if (!memory)
    dieOutOfMemory();
  cellAllocatedPermanently(memory, bytes);
  return memory;
}

void initialise(void* stackBottom) {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
  GC_stackbottom = static_cast<char*>(stackBottom);
#pragma clang diagnostic pop
  GC_set_all_interior_pointers(0);
  GC_register_displacement(1);
  GC_set_no_dls(1);
  GC_set_markers_count(1);
  GC_set_free_space_divisor(1);
  GC_set_warn_proc(GC_ignore_warn_proc);
  GC_set_oom_fn(outOfMemory);
  GC_init();
  GC_add_roots(__data_start, _end);
  startCellChecks();
  pushOtherRootsBefore = GC_get_push_other_roots();
  GC_set_push_other_roots(markFreeLists);
  if (uint64_t limit = numberFromEnvironment("TAURO_HEAP_LIMIT"))
    setHeapLimit(limit);
  tr_free_lists = static_cast<FreeLists*>(allocatePermanent(sizeof(FreeLists)));
  setCollectEvery(numberFromEnvironment("TAURO_GC_EVERY"));
}

void setFinaliser(void* object, void (*run)(void* object)) {
  GC_register_finalizer_no_order(
      object,
      run ? [](void* dead, void* how) { reinterpret_cast<void (*)(void*)>(how)(dead); } : nullptr,
      reinterpret_cast<void*>(run), nullptr, nullptr);
}

void collect() { GC_gcollect(); }

void setCollectEvery(uint64_t n) {
  collectEvery = n;
  allocations = 0;
  // Every allocation must reach allocateSlow.
  if (n && tr_free_lists)
    memset(tr_free_lists, 0, sizeof(FreeLists));
}

size_t heapSize() { return GC_get_heap_size(); }

void setHeapLimit(size_t bytes) { GC_set_max_heap_size(bytes); }

} // namespace tr::memory
