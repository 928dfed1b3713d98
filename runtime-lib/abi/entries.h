// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C prototypes of the runtime entries, from entries.def: a body that disagrees does not compile.
#pragma once

#include "runtime-lib/abi/code.h"
#include "runtime-lib/core/value.h"

namespace tr::entry_kinds {
using V = Value;
using P = void*;
using I = int64_t;
using U = uint32_t;
using T = int32_t;
using B = bool;
using D = double;
using N = void;
} // namespace tr::entry_kinds

namespace tr {
// The parenthesised list of a row is a function type's parameters; declared in the kinds' scope.
namespace entry_kinds {
extern "C" {
#define TR_ENTRY(name, result, args, effects) result tr_##name args;
#include "runtime-lib/abi/entries.def"
}
} // namespace entry_kinds
using namespace entry_kinds;
} // namespace tr
