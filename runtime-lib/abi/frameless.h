// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a file name says that its functions do not show in tracebacks: library modules that stand
// for what is not Python's in CPython (TR_MODULE_FRAMELESS in modules.def).
#pragma once

#include <string_view>

namespace tauro::abi {

constexpr std::string_view kFramelessPrefix = "<built-in>/";

} // namespace tauro::abi
