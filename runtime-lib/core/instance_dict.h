// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The __dict__ and __class__ attributes of instances, as getset functions.
#pragma once

#include "runtime-lib/core/native.h"

namespace tr {

Value instanceDictGet(Value self);
bool instanceDictSet(Value self, Value value);

} // namespace tr
