// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calling what a lookup in a type found, without making a bound method where the object allows it.
#pragma once

#include "runtime-lib/core/call.h"

namespace tr {

// The words that objects of types with kTypeHasEntry start with.
struct Callable : Object {
  Entry entry;
};

// The slot behind __call__ of such objects.
inline Value callByEntry(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return self.as<Callable>()->entry(self.object(), args, nargs, kwnames);
}

// Calls `found` (from lookupInType of typeOf(args[0])) as a method of args[0]. An error of binding
// it, not of the call, sets *unbindable.
Value callFound(Value found, const Value* args, uint64_t nargs, Tuple* kwnames = nullptr,
                bool* unbindable = nullptr);

// Calls method `name` found in the type of args[0]; unbound when there is none.
inline Value callDunder(Str* name, const Value* args, uint64_t nargs) {
  Value found = lookupInType(typeOf(args[0]), name);
  return found.isUnbound() ? found : callFound(found, args, nargs);
}

} // namespace tr
