// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// isinstance and issubclass as programs see them: hooks, tuples and unions. 1, 0, -1.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

int isInstance(Value v, Value cls);
int isSubclass(Value v, Value cls);

} // namespace tr
