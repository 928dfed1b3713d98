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

static Value resumed(char kind, uint64_t bits) {
  switch (static_cast<LiveKind>(kind)) {
  case LiveKind::AsIs:
    break;
  case LiveKind::Int:
    return makeInt(static_cast<int64_t>(bits));
  case LiveKind::Float:
    return makeFloat(std::bit_cast<double>(bits));
  case LiveKind::Bool:
    return boolean(bits != 0);
  }
  return {bits};
}

extern "C" Value tr_resume(Object* self, ResumeCode* code, uint64_t point, const char* kinds, ...) {
  size_t count = strlen(kinds);
  auto* live = static_cast<Value*>(__builtin_alloca((count + 1) * sizeof(Value)));
  va_list values;
  va_start(values, kinds);
  for (size_t i = 0; i < count; ++i)
    live[i] = resumed(kinds[i], va_arg(values, uint64_t));
  va_end(values);
  return code(self, live, point);
}

} // namespace tr
