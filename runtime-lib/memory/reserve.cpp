// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The collector does not survive when the system refuses it memory for its own tables. So the limit
// of a process is made a limit of the heap, below it by what the tables and buffers may need.
//
// At first the slices of the reserve lie beyond the heap's limit. The heap never shrinks, so those
// that are taken back are free blocks in it.
#include "runtime-lib/memory/reserve.h"

#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

#define GC_THREADS 1
#define GC_NO_THREAD_REDIRECTS 1
#include <gc/gc.h>

#include "runtime-lib/control/interrupts.h"

namespace tr::memory {
namespace {

constexpr size_t kSlices = 4;
// The collector has some 100 bytes of tables for 4096 of small objects.
constexpr size_t kTableShare = 16;
constexpr size_t kLeastHeap = size_t{1} << 20;

size_t limit = 0;
size_t beyond = 0;          // slices that lie beyond the limit
void* blocks[kSlices] = {}; // slices in the heap; static data is scanned
bool complete = true;

// One collection after another that makes little room, in a heap that does not grow.
constexpr unsigned kVainCollections = 4;
constexpr size_t kVainShare = 64; // of the heap: less allocated between two collections is in vain
constexpr size_t kSmallHeap = size_t{16} << 20;
unsigned vain = 0;
GC_word lastCollection = 0;
size_t lastTotal = 0, lastHeap = 0;

// What the process may still have under a limit, when `used` of it counts already.
size_t roomUnder(int resource, size_t used) {
  rlimit bound{};
  if (getrlimit(resource, &bound) != 0 || bound.rlim_cur == RLIM_INFINITY)
    return SIZE_MAX;
  return bound.rlim_cur > used ? bound.rlim_cur - used : 1;
}

size_t processRoom() {
  if (roomUnder(RLIMIT_AS, 0) == SIZE_MAX && roomUnder(RLIMIT_DATA, 0) == SIZE_MAX)
    return SIZE_MAX;
  size_t pages = 0, dataPages = 0;
  if (FILE* file = fopen("/proc/self/statm", "r")) {
    if (fscanf(file, "%zu %*u %*u %*u %*u %zu", &pages, &dataPages) != 2)
      pages = dataPages = 0;
    fclose(file);
  }
  auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t all = roomUnder(RLIMIT_AS, pages * page), data = roomUnder(RLIMIT_DATA, dataPages * page);
  return all < data ? all : data;
}

void refill() {
  complete = true;
  size_t held = beyond;
  for (void*& block : blocks) {
    if (!block && held < kSlices && GC_get_free_bytes() > 4 * kSliceBytes)
      block = GC_malloc_atomic_ignore_off_page(kSliceBytes);
    held += block != nullptr;
  }
  complete = held >= kSlices;
}

} // namespace

void startReserve(size_t heapLimit) {
  limit = heapLimit;
  size_t room = processRoom();
  if (room != SIZE_MAX) {
    size_t kept = room / kTableShare + (kSlices + 1) * kSliceBytes;
    size_t rest = room > kept + kLeastHeap ? room - kept : kLeastHeap;
    if (!limit || rest < limit)
      limit = rest;
  }
  if (!limit)
    return;
  GC_set_max_heap_size(limit);
  beyond = kSlices;
}

bool drawReserve() {
  if (beyond > 0) {
    --beyond;
    GC_set_max_heap_size(limit += kSliceBytes);
  } else {
    void** held = nullptr;
    for (void*& block : blocks)
      if (block)
        held = &block;
    if (!held)
      return false;
    GC_free(*held);
    *held = nullptr;
  }
  complete = false;
  raiseMemoryErrorSoon();
  return true;
}

void watchReserve() {
  GC_word collection = GC_get_gc_no();
  if (collection == lastCollection) [[likely]]
    return;
  lastCollection = collection;
  size_t total = GC_get_total_bytes(), heap = GC_get_heap_size();
  bool little = total - lastTotal < heap / kVainShare;
  vain = little && heap == lastHeap && heap > kSmallHeap ? vain + 1 : 0;
  lastTotal = total;
  lastHeap = heap;
  if (vain >= kVainCollections) {
    vain = 0;
    raiseMemoryErrorSoon();
  } else if (!complete && !memoryErrorWaits()) {
    refill();
  }
}

} // namespace tr::memory
