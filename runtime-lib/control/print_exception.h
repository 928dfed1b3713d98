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
// The part of it that says what was raised: the last line, and the source line of a SyntaxError.
// Without notes. An exception that str() raises is cleared.
Value exceptionOnly(Value exception, Value traceback); // the lines that say what it is
// One frame, as a traceback shows it.
void appendFrame(StrBuilder& out, const SiteInfo* site);
// The source lines of a site, each with its newline; columns to count characters in them.
Value sourceLines(const SiteInfo* site);
uint32_t charColumn(const SiteInfo* site, uint32_t line, uint32_t byteColumn);
// The frames of a traceback, as traceback.format_tb shows them; each line indented as given.
void appendFrames(StrBuilder& out, Value traceback);

} // namespace tr
