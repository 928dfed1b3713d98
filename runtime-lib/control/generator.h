// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Generators, coroutines and asynchronous generators (PEP 255, 342, 380, 492, 525). The compiler
// turns a function with yields or awaits into a step function over the words of a frame at the end
// of the generator object. A step runs to the next yield (answers the value, with
// `state` naming the yield), to the end (answers kDone, the returned value in `result`) or to an
// exception (kError).
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Generator;

// `sent` is the value of the yield expression that the step resumes at (None at the start), or
// kError: the pending exception is to be raised there.
using GeneratorStep = Value (*)(Generator* self, Value sent);

enum GeneratorFlags : uint32_t {
  kGeneratorRunning = 1,
  kGeneratorFinished = 2,
  kGeneratorBusy = kGeneratorRunning | kGeneratorFinished, // cannot be resumed
  // Of asynchronous generators: some asend() or athrow() of it is on its way; it was closed.
  kGeneratorStepping = 4,
  kGeneratorClosed = 8,
  // throw() was given what is no exception: the generator that delegates to this one gets the
  // error.
  kGeneratorUntouched = 16,
  // Of asynchronous generators: firstStepHook had its turn.
  kGeneratorHooked = 32,
};

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

inline bool isCoroutine(Value v) { return isExact(v, &tr_type_coroutine); }
// Whether it is one of the three, of which `yield from` and `await` resume the first two directly.
inline bool isResumable(Value v) { return isExact(v, &tr_type_generator) || isCoroutine(v); }

// Resumes: the yielded value, kDone with the returned value in *result (None if null), or kError.
Value generatorResume(Generator* generator, Value sent, Value* result);
// The same where the pending exception is raised at the place where it waits.
Value generatorThrow(Generator* generator, Value* result);
// Makes what throw(args[1], args[2], args[3]) names pending, or what making it raised; false with a
// TypeError for arguments that name no exception. nargs counts args[0], the receiver.
bool raiseThrown(const Value* args, uint64_t nargs);
// close(): the returned value or None, or kError.
Value generatorClose(Generator* generator);
// Methods that generators and coroutines share: self is args[0].
Value generatorSendMethod(const Value* args, uint64_t nargs);
Value generatorThrowMethod(const Value* args, uint64_t nargs);
Value generatorCloseMethod(const Value* args, uint64_t nargs);
// Attributes that all three share, and kDone as StopIteration with the value.
Value generatorRunning(Value self);
Value generatorSuspended(Value self);
Value generatorCode(Value self);
Value generatorFrame(Value self);
Value generatorDelegate(Value self);
Value generatorName(Value self);
Value generatorQualname(Value self);
bool generatorSetName(Value self, Value value);
bool generatorSetQualname(Value self, Value value);
Value finishedOr(Value result, Value returned);

// Resumes an object that `await` waits for and that is no coroutine, when it is one of the
// runtime's own (control/async_generator.cpp): as generatorResume does; false for any other.
bool resumeAwaitable(Value awaitable, Value sent, Value* result, Value* answer);

// What a generator that next() has just found at its end returned (once); None for any other
// iterator. For whoever turns kDone into StopIteration.
Value returnValueOf(Value iterator);

} // namespace tr
