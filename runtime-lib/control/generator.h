// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Generators. The compiler turns a function with yields into a step function over the words of a
// frame at the end of the generator object. A step runs to the next yield (answers the value, with
// `state` naming the yield), to the end (answers kDone, the returned value in `result`) or to an
// exception (kError).
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Generator;

// `sent` is the value of the yield expression that the step resumes at (None at the start), or
// kError: the pending exception is to be raised there.
using GeneratorStep = Value (*)(Generator* self, Value sent);

enum GeneratorFlags : uint32_t { kGeneratorRunning = 1, kGeneratorFinished = 2 };

struct Generator : Object {
  GeneratorStep step;
  uint32_t state; // 0 not started, k suspended at the k-th yield
  uint32_t flags; // GeneratorFlags
  Value result;
  const CodeInfo* code;
  Value name, qualname;
  Value delegate; // what `yield from` is waiting for, or unbound
  Value handled;  // exception being handled inside the suspended frame, or None
  // frame words follow; their count is private to the compiled code
  Value* frame() { return reinterpret_cast<Value*>(this + 1); }
};
static_assert(sizeof(Generator) == abi::kGeneratorFrame);

// Resumes: the yielded value, kDone with the returned value in *result (None if null), or kError.
Value generatorResume(Generator* generator, Value sent, Value* result);
// What a generator that next() has just found at its end returned (once); None for any other
// iterator. For whoever turns kDone into StopIteration.
Value returnValueOf(Value iterator);

} // namespace tr
