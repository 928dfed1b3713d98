// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the start-up code keeps for others.
#pragma once

#include "runtime-lib/core/value.h"

namespace tr {

extern int programArgc;
extern char** programArgv;
extern ModuleInfo* mainModule; // null in unit tests

// Ends the program as an uncaught exception does: prints it, answers the exit status. The pending
// exception is cleared. *interrupted: it was a KeyboardInterrupt, and the process should die by it.
int finishUncaught(bool* interrupted);

} // namespace tr
