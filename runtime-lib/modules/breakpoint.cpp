// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// breakpoint(): calls sys.breakpointhook, which says at first that there is no debugger.
#include <cstdlib>
#include <cstring>

#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/hooks.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Value hookEntry(const Value*, uint64_t, Tuple*) {
  const char* wanted = std::getenv("PYTHONBREAKPOINT");
  if (wanted && std::strcmp(wanted, "0") == 0)
    return kNone;
  return raise(&tr_type_NotImplementedError,
               "breakpoint() is not supported: there is no debugger "
               "for compiled programs; sys.breakpointhook may be set");
}

const NativeDef kHookDef = nativeRaw("breakpointhook", hookEntry);
NativeFunction hookObject = {
    {&tr_shape_builtinFunction}, nativeEntry, &kHookDef, kUnbound, kUnbound, nullptr};

Value builtinBreakpoint(const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value hook = defaultBreakpointHook();
  // A program that sets the hook has imported sys.
  if (Value sys = findLoadedModule(intern("sys")); !sys.isUnbound()) {
    hook = getAttrOrUnbound(sys, intern("breakpointhook"));
    if (hook.isError())
      return hook;
    if (hook.isUnbound())
      return raise(&tr_type_RuntimeError, "lost sys.breakpointhook");
  }
  return call(hook, args, nargs, kwnames);
}

} // namespace

Value defaultBreakpointHook() { return objectValue(&hookObject); }

} // namespace tr

TR_BUILTIN(breakpoint, tr::nativeRaw("breakpoint", tr::builtinBreakpoint));
