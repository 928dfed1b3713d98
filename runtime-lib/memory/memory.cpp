// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector (Boehm, Demers, Weiser) behind memory.h. Only this file, cell_checks.cpp and
// reserve.cpp know its API.
//
// Interior pointers are off for heap words (a 16-byte object would cost 32 otherwise) with
// displacement 1 registered for tagged words and those of coloured arrays; stacks are scanned with
// interior pointers always.
// Library data segments are not roots: only our own image's data is registered.
#include "runtime-lib/memory/memory.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

#define GC_THREADS 1
#define GC_NO_THREAD_REDIRECTS 1
#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/memory/cell_checks.h"
#include "runtime-lib/memory/reserve.h"

extern "C" {
__thread tr::memory::FreeLists* tr_free_lists = nullptr;
// The image's writable data, by the linker.
extern char __data_start[];
extern char _end[];
}

namespace tr::memory {
namespace {

bool starting = false;   // the collector is being initialised
FreeLists mainFreeLists; // static data is scanned
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

// C++ containers ask again after this.
void onNewFailure() {
  if (!drawReserve())
    dieOutOfMemory();
}

// What no collection can make room for.
constexpr size_t kHopeless = size_t{1} << 47;

// The collector answers null as soon as the heap can't grow, be there garbage or not.
void* allocateDirect(size_t bytes, Kind kind) {
  for (bool collected = false;; collected = true) {
    void* memory = kind == kScanned ? GC_malloc(bytes) : GC_malloc_atomic(bytes);
    if (memory || collected || bytes >= kHopeless)
      return memory;
    GC_gcollect();
  }
}

void* allocateChain(size_t bytes, Kind kind) {
  for (bool collected = false;; collected = true) {
    void* chain = nullptr;
    GC_generic_malloc_many(bytes, static_cast<int>(kind), &chain);
    if (chain || collected)
      return chain;
    GC_gcollect();
  }
}

// --- coloured arrays

constexpr size_t kPage = 4096; // larger objects than half of it begin at a multiple of it
constexpr size_t kCacheLine = 64;
constexpr size_t kManyColours = 32;
uint32_t colourState = 0;

// Where in its block an array begins: anywhere in what rounding up to pages leaves over. Where that
// is little, a page is added if it is little beside the array.
size_t nextColour(size_t bytes) {
  if (bytes <= kPage / 2 || bytes >= kHopeless)
    return 0;
  size_t colours = (kPage - 1 - (bytes - 1) % kPage) / kCacheLine + 1;
  if (colours < kManyColours && bytes >= 4 * kPage)
    colours = kPage / kCacheLine;
  // Multiples of the golden ratio: evenly spread, whatever else is allocated between.
  colourState += 0x9E3779B9;
  return (uint64_t{colourState} * colours >> 32) * kCacheLine;
}

uint64_t numberFromEnvironment(const char* name) {
  const char* text = getenv(name);
  return text ? strtoull(text, nullptr, 10) : 0;
}

// The collector obeys variables of the environment that are none of this program's, and reads
// /proc/stat for the number of processors unless one of them tells it. It runs on one.
void initialiseCollector() {
  char processors[] = "GC_NPROCS=1";
  char* settings[] = {processors, nullptr};
  char** environment = environ;
  environ = settings;
  starting = true;
  GC_init();
  starting = false;
  environ = environment;
}

// Zeroes by giving pages back, which come again as zeros; answers whether it did.
bool clearWholePages(char* from, char* to) {
  auto mask = static_cast<uintptr_t>(getpagesize()) - 1;
  auto low = (reinterpret_cast<uintptr_t>(from) + mask) & ~mask,
       high = reinterpret_cast<uintptr_t>(to) & ~mask;
  auto *first = reinterpret_cast<char*>(low), *last = reinterpret_cast<char*>(high);
  if (low >= high || madvise(first, high - low, MADV_DONTNEED) != 0)
    return false;
  memset(from, 0, static_cast<size_t>(first - from));
  memset(last, 0, static_cast<size_t>(to - last));
  return true;
}

} // namespace

// What the collector calls for memset. As it starts it clears 128 kB of tables that the system gave
// it a moment ago: touching all their pages would be a tenth of the start of a program.
extern "C" void* tr_collector_clear(void* to, int byte, size_t bytes) {
  constexpr size_t kTable = 8192;
  auto* from = static_cast<char*>(to);
  bool ours = from >= __data_start && from < _end; // a file's pages come again as in the file
  if (starting && byte == 0 && bytes >= kTable && !ours && clearWholePages(from, from + bytes))
    return to;
  return memset(to, byte, bytes);
}

// What the collector calls for mmap. It asks for large pieces as soon as the heap is large: there
// pages of 2 MB spare the processor a search for nearly every row of a matrix, and page faults.
extern "C" void* tr_collector_map(void* wanted, size_t bytes, int protection, int flags, int file,
                                  off_t offset) {
  constexpr size_t kHugePage = size_t{2} << 20;
  void* piece = mmap(wanted, bytes, protection, flags, file, offset);
  if (piece != MAP_FAILED && bytes >= kHugePage)
    madvise(piece, bytes, MADV_HUGEPAGE); // a wish: what becomes of it is the system's business
  return piece;
}

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
    while (!cell) {
      if (!drawReserve())
        dieOutOfMemory();
      cell = allocateDirect(index * kGranule, kind);
    }
    cellAllocated(cell, bytes, kind);
    return cell;
  }
  watchReserve();
  void* chain = allocateChain(index * kGranule, kind);
  while (!chain) {
    if (!drawReserve())
      dieOutOfMemory();
    chain = allocateChain(index * kGranule, kind);
  }
  tr_free_lists->cells[kind][index] = *static_cast<void**>(chain);
  *static_cast<void**>(chain) = nullptr;
  return chain;
}

void* allocateLarge(size_t bytes, Kind kind) {
  void* memory = allocateSlow(bytes, kind);
  while (!memory) {
    if (bytes > kSliceBytes / 2 || !drawReserve())
      dieOutOfMemory();
    memory = allocateSlow(bytes, kind);
  }
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

void* allocateColouredOrNull(size_t bytes) {
  size_t colour = nextColour(bytes);
  void* block = allocateOrNull(colour + bytes);
  return block ? static_cast<char*>(block) + colour : nullptr;
}

void* allocateColouredAtomicOrNull(size_t bytes) {
  size_t colour = nextColour(bytes);
  void* block = allocateAtomicOrNull(colour + bytes);
  return block ? static_cast<char*>(block) + colour : nullptr;
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

void* allocatePlain(size_t bytes) {
  for (;;) {
    if (void* memory = calloc(1, bytes))
      return memory;
    if (!drawReserve())
      dieOutOfMemory();
  }
}

void* allocatePermanent(size_t bytes) {
  void* memory = GC_malloc_uncollectable(bytes);
  while (!memory) {
    if (!drawReserve())
      dieOutOfMemory();
    memory = GC_malloc_uncollectable(bytes);
  }
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
  for (size_t colour = kCacheLine; colour < kPage; colour += kCacheLine)
    GC_register_displacement(colour);
  GC_set_no_dls(1);
  GC_set_markers_count(1);
  GC_set_free_space_divisor(1);
  GC_set_warn_proc(GC_ignore_warn_proc);
  GC_set_oom_fn(outOfMemory);
  initialiseCollector();
  GC_add_roots(__data_start, _end);
  startCellChecks();
  pushOtherRootsBefore = GC_get_push_other_roots();
  GC_set_push_other_roots(markFreeLists);
  startReserve(numberFromEnvironment("TAURO_HEAP_LIMIT"));
  std::set_new_handler(onNewFailure);
  tr_free_lists = &mainFreeLists;
  setCollectEvery(numberFromEnvironment("TAURO_GC_EVERY"));
}

Finaliser setFinaliser(void* object, Finaliser run) {
  GC_finalization_proc before = nullptr;
  void* runBefore = nullptr;
  GC_register_finalizer_no_order(
      object, run ? [](void* dead, void* how) { reinterpret_cast<Finaliser>(how)(dead); } : nullptr,
      reinterpret_cast<void*>(run), &before, &runBefore);
  return before ? reinterpret_cast<Finaliser>(runBefore) : nullptr;
}

bool isCollected(const void* object) { return GC_base(const_cast<void*>(object)) == object; }

void linkWeakly(uintptr_t* where, void* object) {
  while (GC_general_register_disappearing_link(reinterpret_cast<void**>(where), object) ==
         GC_NO_MEMORY)
    if (!drawReserve())
      dieOutOfMemory();
}

void unlinkWeakly(uintptr_t* where) {
  GC_unregister_disappearing_link(reinterpret_cast<void**>(where));
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

void setHeapLimit(size_t bytes) { startReserve(bytes); }

} // namespace tr::memory
