// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What happens when the compiler itself fails: a message that says so and in which stage, no
// half-written files, exit status 70.
#pragma once

#include <string>

namespace tauro::driver {

/// Catches the end of memory, signals that end the process and LLVM's fatal errors from here on.
void installCrashHandler();

/// Files to remove when the compiler crashes or is interrupted.
void removeOnCrash(const std::string& path);
void keepOnCrash(const std::string& path);

} // namespace tauro::driver
