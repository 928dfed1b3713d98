// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// sys.excepthook.
#include "runtime-lib/core/hooks.h"

#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

namespace tr {

Value exceptHook = kUnbound;
Value exitHook = kUnbound;
Value firstStepHook = kUnbound;

namespace {

Value showException(const Value* args, uint64_t) {
  if (args[1].isObject() && isA(args[1], &tr_type_BaseException)) {
    printUncaught(args[1]);
    return kNone;
  }
  return raiseTypeError("print_exception(): Exception expected for value, %T found", args[1]);
}
const NativeDef kDefaultHook = nativePositional("excepthook", showException, 3, 3);
NativeFunction hookFunction = {
    {&tr_shape_builtinFunction}, nativeEntry, &kDefaultHook, kUnbound, kUnbound, nullptr};

} // namespace

Value defaultExceptHook() {
  hookFunction.module = strValue(intern("sys"));
  return objectValue(&hookFunction);
}

} // namespace tr
