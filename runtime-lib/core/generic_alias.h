// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// types.GenericAlias (list[int]) and types.UnionType (int | str).
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

struct GenericAlias : Object {
  Value origin;
  Tuple* args;
  Value parameters; // tuple, made on first use; unbound before
  bool starred;
};

struct UnionType : Object {
  Tuple* args;
};

// origin[item]; item may be a tuple of arguments.
Value makeGenericAlias(Value origin, Value item);
// left | right of classes, None, aliases and unions; NotImplemented for others.
Value makeUnion(Value left, Value right);
// isinstance and issubclass against a union: 1, 0, -1.
int unionCheck(Value unionType, Value object, int (*check)(Value object, Value type));

} // namespace tr
