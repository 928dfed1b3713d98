// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// globals() and a module's __dict__: a dict that mirrors the module's variables. It reads them
// before each operation and writes them back after it.
#pragma once

#include "runtime-lib/core/module.h"

namespace tr {

// The view of a module: the same object each time.
Value moduleDictView(Module* module);

} // namespace tr
