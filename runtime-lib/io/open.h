// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open() for C++ callers.
#pragma once

#include "runtime-lib/io/file.h"

namespace tr {

// The arguments of the builtin open; encoding, errors and newline may be None.
Value openFile(Value file, std::string_view mode, int64_t buffering, Value encoding, Value errors,
               Value newline, bool closeFd, Value opener);

// A newline argument: None, '', '\n', '\r' or '\r\n'. False with the error of `function` pending.
bool parseNewline(const char* function, Value newline, NewlineMode* out);

} // namespace tr
