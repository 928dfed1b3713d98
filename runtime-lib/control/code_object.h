// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code objects: a window on a CodeInfo.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct CodeObject : Object {
  const CodeInfo* info;
};
Value makeCodeObject(const CodeInfo* info);

} // namespace tr
