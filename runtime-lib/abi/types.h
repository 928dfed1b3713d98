// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares the static objects of every builtin and exception type.
#pragma once

namespace tr {
struct Type;
struct Shape;
} // namespace tr

extern "C" {
#define TR_TYPE(id, name)                                                                          \
  extern tr::Type tr_type_##id;                                                                    \
  extern tr::Shape tr_shape_##id;
#include "runtime-lib/abi/types.def"
#define TR_EXCEPTION(id, base)                                                                     \
  extern tr::Type tr_type_##id;                                                                    \
  extern tr::Shape tr_shape_##id;
#include "runtime-lib/abi/exceptions.def"
}
