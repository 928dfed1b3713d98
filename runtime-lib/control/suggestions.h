// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "Did you mean": the nearest of some names by the edit distance that CPython uses.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

// The best of count names for `wrong`, or unbound when none is near enough. Values that are no str
// are skipped.
Value suggestName(const Value* names, uint64_t count, Value wrong);
// What to append to the text of an uncaught NameError, AttributeError or ImportError: a str such as
// ". Did you mean: 'x'?", or unbound.
// What an exception shown with this traceback (or None) adds to its text; unbound: nothing.
Value suggestionFor(Value exception, Value traceback);

} // namespace tr
