// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of live cells is kept outside the collector's heap and is no root. It is gone through at
// the end of a collection: only then are marks complete, with those of objects that wait for their
// finalisers. Blocks without any live cell are given back by that time.
#include "runtime-lib/memory/cell_checks.h"

#if __has_feature(address_sanitizer)

#include <cstring>
#include <vector>

#define GC_THREADS 1
#define GC_NO_THREAD_REDIRECTS 1
#include <gc/gc.h>
#include <gc/gc_mark.h>
#include <sanitizer/asan_interface.h>

// The sanitizer's descriptions of global variables, by the linker.
extern "C" {
extern char __start_asan_globals[] __attribute__((weak, visibility("hidden")));
extern char __stop_asan_globals[] __attribute__((weak, visibility("hidden")));
}

namespace tr::memory {
namespace {

struct Cell {
  void* address;
  size_t bytes; // as the collector counts them
};

std::vector<Cell>* cells = nullptr;

void poisonDeadCells(GC_EventType event) {
  if (event != GC_EVENT_RECLAIM_END)
    return;
  size_t live = 0;
  for (const Cell& cell : *cells) {
    if (GC_base(cell.address) && GC_is_marked(cell.address))
      (*cells)[live++] = cell;
    else
      __asan_poison_memory_region(cell.address, cell.bytes);
  }
  cells->resize(live);
}

} // namespace

void startCellChecks() {
  cells = new std::vector<Cell>;
  GC_set_on_collection_event(poisonDeadCells);
  // A third of all roots otherwise.
  if (__start_asan_globals != __stop_asan_globals)
    GC_exclude_static_roots(__start_asan_globals, __stop_asan_globals);
}

void cellAllocated(void* cell, size_t bytes, Kind kind) {
  size_t whole = GC_size(cell);
  __asan_unpoison_memory_region(cell, whole);
  // Nothing may count on what pointer-free memory holds at first.
  if (kind == kAtomic)
    memset(cell, 0xa5, bytes);
  __asan_poison_memory_region(static_cast<char*>(cell) + bytes, whole - bytes);
  cells->push_back({cell, whole});
}

void cellAllocatedPermanently(void* cell, size_t bytes) {
  __asan_unpoison_memory_region(cell, bytes);
}

void cellReleased(void* cell) { __asan_poison_memory_region(cell, GC_size(cell)); }

} // namespace tr::memory

#endif
