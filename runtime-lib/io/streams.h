// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The standard streams, and writing text to any file object from C++.
#pragma once

#include <string_view>

#include "runtime-lib/core/value.h"

namespace tr {

// What sys.stdin, sys.stdout and sys.stderr hold now; unbound when the program deleted them, None
// when the descriptor was closed at the start. The module sys stores into them.
extern Value ioStdinSlot, ioStdoutSlot, ioStderrSlot;

// The text files made at the start, for sys.__stdin__ and so on.
Value ioStdin();
Value ioStdout();
Value ioStderr();

// Whether the environment's locale is C or POSIX, where Python turns its UTF-8 mode on.
bool isCLocale();

// Makes the three streams and ignores SIGPIPE. Start-up calls it after the collector.
void ioStart();

// Flushes sys.stdout, sys.stderr and every open file, as the interpreter does at exit. A failure to
// flush stdout is reported on stderr as "Exception ignored ..."; answers 120 then, else 0.
int ioFinish();

// file.write(text) for any object, without a call where it is a text file. False when it raised.
bool ioWrite(Value file, Value text);
// Writes to sys.stderr if that works, else to descriptor 2; never leaves an exception pending. For
// tracebacks and messages at exit. UTF-8.
void ioWriteStderr(std::string_view utf8);
void ioFlushStdout(); // quietly, before a traceback is shown or a process is started

} // namespace tr
