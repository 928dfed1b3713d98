// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Showing exceptions as the interpreter does (Lib/traceback.py of 3.13 is the specification).
#pragma once

#include "runtime-lib/control/exceptions.h"

namespace tr {

class StrBuilder;

// The whole text of an exception: traceback, chained exceptions, notes, groups. Never leaves an
// exception pending.
Value formatException(Value exception);
// The same to stderr.
void printUncaught(Value exception);
// The frames of a traceback, as traceback.format_tb shows them; each line indented as given.
void appendFrames(StrBuilder& out, Value traceback);

} // namespace tr
