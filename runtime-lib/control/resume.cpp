// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tr_resume: how a version that gave up leaves to its function's resume code. The live values come
// as they were in registers, as variable arguments: so an exit is one call in the version, which
// compiles in the same time however many there are, and boxing them is nobody's code but this.
#include <cstdarg>
#include <cstring>

#include "runtime-lib/abi/resume.h"
#include "runtime-lib/core/object.h"

namespace tr {

static Value resumed(LiveKind kind, uint64_t bits, va_list* more) {
  switch (kind) {
  case LiveKind::AsIs:
    break;
  case LiveKind::Int:
    return makeInt(static_cast<int64_t>(bits));
  case LiveKind::Float:
    return makeFloat(std::bit_cast<double>(bits));
  case LiveKind::Bool:
    return boolean(bits != 0);
  case LiveKind::Number: {
    auto number = std::bit_cast<double>(bits);
    bool isInt = va_arg(*more, uint64_t);
    return isInt ? makeInt(static_cast<int64_t>(number)) : makeFloat(number);
  }
  }
  return {bits};
}

extern "C" Value tr_resume(Object* self, ResumeCode* code, uint64_t point, const char* kinds, ...) {
  size_t count = strlen(kinds);
  auto* live = static_cast<Value*>(__builtin_alloca((count + 1) * sizeof(Value)));
  va_list values;
  va_start(values, kinds);
  for (size_t i = 0; i < count; ++i) {
    uint64_t bits = va_arg(values, uint64_t);
    live[i] = resumed(static_cast<LiveKind>(kinds[i]), bits, &values);
  }
  va_end(values);
  return code(self, live, point);
}

extern "C" void tr_take_live(void* frame, void* live, int64_t point, void* slots) {
  LiveSlotReader reader(static_cast<const uint8_t*>(slots), static_cast<uint64_t>(point));
  const auto* next = static_cast<const Value*>(live);
  for (int64_t slot; (slot = reader.next()) >= 0;)
    static_cast<Value*>(frame)[slot] = *next++;
}

// How many versions of loops that resume code entered are running, in this thread: each stands on
// top of the resume code that entered it, and leaves, if it does, to more.
static __thread uint32_t enteredLoops = 0;
constexpr uint32_t kMostEnteredLoops = 24;

// A version that leaves at once is entered after 1, 2, 4, ... rounds, so that what this costs is
// bounded, and so is the stack.
extern "C" bool tr_enter_loop(int64_t rounds) {
  if (enteredLoops >= kMostEnteredLoops || rounds != int64_t{1} << enteredLoops)
    return false;
  ++enteredLoops;
  return true;
}

extern "C" void tr_leave_loop() { --enteredLoops; }

} // namespace tr
