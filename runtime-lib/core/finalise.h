// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What happens when objects die: __del__, and weak references with their callbacks.
//
// There are no reference counts. The collector finds dead objects at some allocation; what they ask
// for is run by compiled code's next poll, by gc.collect(), or at the end of the program. Objects
// that something is to be done for are *tracked*: those whose class has __del__, from their start,
// and those that have been weakly referenced. A weak reference is cleared by the collector, before
// anything runs; then callbacks run, then __del__, each once. At the end of the program weak
// references are cleared, and __del__ is called for the tracked objects that are left.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct WeakReference : Object {
  uintptr_t target; // hidden (memory::hide); 0: it is dead
  Value callback;   // None when there is none
  int64_t hash;     // of the target, or -1 while it has not been asked for
};

/// The instance of a class with __del__ was made.
void trackFinaliser(Object* object);
/// `reference` refers to the object, which the collector owns.
void trackReference(Object* object, WeakReference* reference);
/// Calls visit for each live weak reference to the object, oldest first, until it answers true.
bool forReferences(Object* object, bool (*visit)(WeakReference*, void*), void* context);
/// The first of them, or None: what __weakref__ answers.
Value firstReferenceTo(Value object);
/// Whether instances of the type may be weakly referenced.
bool takesWeakReferences(Type* type);
/// Runs what dead objects have asked for so far. Answers how many asked.
uint64_t runFinalisers();
/// At the end of the program.
void runFinalisersAtExit();

/// What a program cannot catch: `what` with where it happened, and the traceback, on stderr.
void reportIgnored(const char* what, Value where, Value exception, bool atExit = false);

} // namespace tr
