// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What CPython's site module adds to the builtins: exit and quit.
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

extern "C" {
extern tr::Type tr_type_quitter;
extern tr::Shape tr_shape_quitter;
}

namespace tr {
namespace {

struct Quitter : Object {
  Entry entry;
  const char* name;
};

Value quitEntry(Object*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  // worded as for the method in Python's syntax that it is in CPython
  static const char* const known[] = {"code"};
  if (nargs && kwnames && kwnames->length) {
    Value keyword = kwnames->items()[0];
    return utf8Of(asStr(keyword)) == known[0]
               ? raiseTypeError("Quitter.__call__() got multiple values for argument 'code'")
               : raiseUnexpectedKeyword("Quitter.__call__", keyword, known, 1);
  }
  if (nargs > 1)
    return raiseTypeError("Quitter.__call__() takes from 1 to 2 positional arguments but %zu "
                          "were given",
                          nargs + 1);
  Value code;
  if (!bindNative("Quitter.__call__", "code=", args, nargs, kwnames, &code))
    return kError;
  Value exception =
      call(typeValue(&tr_type_SystemExit), &code, code.isUnbound() || code.isNone() ? 0 : 1);
  return exception.isError() ? exception : raiseObject(exception);
}

Value quitterRepr(Value self) {
  return formatText("Use %s() or Ctrl-D (i.e. EOF) to exit", self.as<Quitter>()->name);
}

Quitter exitObject = {{&tr_shape_quitter}, quitEntry, "exit"};
Quitter quitObject = {{&tr_shape_quitter}, quitEntry, "quit"};

} // namespace

TR_DEFINE_TYPE(quitter, .cname = "_sitebuiltins.Quitter", .base = &tr_type_object,
               .flags = kTypeHasEntry, .instanceSize = sizeof(Quitter), .layout = Layout::Other,
               .slots = {.repr = quitterRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

extern "C" {
Value tr_builtin_exit = {reinterpret_cast<uint64_t>(&exitObject) + abi::kObjectTag};
Value tr_builtin_quit = {reinterpret_cast<uint64_t>(&quitObject) + abi::kObjectTag};
}

} // namespace tr
