// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which containers are being shown, so that one that contains itself prints "[...]".
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

// The containers, outermost first, and a table of where each stands, by address with linear
// probing: a structure may be hundreds of thousands deep. Leaving goes in the reverse order, so
// that an entry can be taken out of the table as it is; otherwise the table is made anew.
struct ReprStack {
  uint64_t count, capacity; // the capacity is a power of two, and the table twice as large
  uint32_t* table;          // of indices into shown, plus one; 0: free
  Value shown[];
};

uint64_t tableMask(const ReprStack* stack) { return 2 * stack->capacity - 1; }

// Where v stands in the table, or the free place for it.
uint64_t placeOf(const ReprStack* stack, Value v) {
  uint64_t at = (v.bits * 0x9e3779b97f4a7c15) >> 32 & tableMask(stack);
  while (stack->table[at] && stack->shown[stack->table[at] - 1] != v)
    at = (at + 1) & tableMask(stack);
  return at;
}

void fillTable(ReprStack* stack) {
  for (uint64_t i = 0; i <= tableMask(stack); ++i)
    stack->table[i] = 0;
  for (uint64_t i = 0; i < stack->count; ++i)
    stack->table[placeOf(stack, stack->shown[i])] = static_cast<uint32_t>(i + 1);
}

// With twice the room; null with MemoryError pending.
ReprStack* grow(const ReprStack* old) {
  uint64_t capacity = old ? old->capacity * 2 : 16;
  auto* stack =
      static_cast<ReprStack*>(memory::allocateOrNull(sizeof(ReprStack) + capacity * sizeof(Value)));
  if (!stack)
    return nullptr;
  stack->table =
      static_cast<uint32_t*>(memory::allocateAtomicOrNull(2 * capacity * sizeof(uint32_t)));
  if (!stack->table)
    return nullptr;
  stack->capacity = capacity;
  stack->count = old ? old->count : 0;
  for (uint64_t i = 0; i < stack->count; ++i)
    stack->shown[i] = old->shown[i];
  fillTable(stack);
  return stack;
}

} // namespace

int reprEnter(Value v) {
  auto* stack = static_cast<ReprStack*>(tr_thread->reprStack);
  if (stack && stack->table[placeOf(stack, v)])
    return 1;
  if (!stack || stack->count == stack->capacity) {
    stack = grow(stack);
    if (!stack)
      return -1;
    tr_thread->reprStack = stack;
  }
  uint64_t place = placeOf(stack, v);
  stack->shown[stack->count++] = v;
  stack->table[place] = static_cast<uint32_t>(stack->count);
  return 0;
}

void reprLeave(Value v) {
  auto* stack = static_cast<ReprStack*>(tr_thread->reprStack);
  uint64_t place = placeOf(stack, v), index = stack->table[place];
  if (!index)
    return;
  bool last = index == stack->count;
  for (uint64_t j = index; j < stack->count; ++j)
    stack->shown[j - 1] = stack->shown[j];
  stack->shown[--stack->count] = kUnbound;
  if (last)
    stack->table[place] = 0;
  else
    fillTable(stack);
}

} // namespace tr
