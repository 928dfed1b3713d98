// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// formatText (control/exceptions.h) for functions that have the arguments as a va_list.
#pragma once

#include <cstdarg>

#include "runtime-lib/core/value.h"

namespace tr {

Value formatTextV(const char* format, va_list args);  // a str, or kError

}  // namespace tr
