// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// % formatting for bytes: str's is in str_methods.h.
#pragma once

#include <string_view>

#include "runtime-lib/core/value.h"

namespace tr {

// format % right for bytes: the result's bytes as a str of Latin-1 characters, or kError.
Value bytesPercent(std::string_view format, Value right);

} // namespace tr
