// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which containers are being shown, so that one that contains itself prints "[...]".
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"

namespace tr {
namespace {

struct ReprStack {
  uint64_t count, capacity;
  Value shown[];
};

} // namespace

int reprEnter(Value v) {
  auto* stack = static_cast<ReprStack*>(tr_thread->reprStack);
  for (uint64_t i = 0; stack && i < stack->count; ++i)
    if (stack->shown[i] == v)
      return 1;
  if (!stack || stack->count == stack->capacity) {
    uint64_t capacity = stack ? stack->capacity * 2 : 14;
    auto* grown = static_cast<ReprStack*>(
        memory::allocateOrNull(sizeof(ReprStack) + capacity * sizeof(Value)));
    if (!grown)
      return -1;
    grown->capacity = capacity;
    for (uint64_t i = 0; stack && i < stack->count; ++i)
      grown->shown[i] = stack->shown[i];
    grown->count = stack ? stack->count : 0;
    tr_thread->reprStack = stack = grown;
  }
  stack->shown[stack->count++] = v;
  return 0;
}

void reprLeave(Value v) {
  auto* stack = static_cast<ReprStack*>(tr_thread->reprStack);
  for (uint64_t i = stack->count; i-- > 0;)
    if (stack->shown[i] == v) {
      for (uint64_t j = i + 1; j < stack->count; ++j)
        stack->shown[j - 1] = stack->shown[j];
      stack->shown[--stack->count] = kUnbound;
      return;
    }
}

} // namespace tr
