// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _arguments: for modules in Python's syntax whose functions are C in CPython. What
// makes builtin functions of them, and arguments that are ints in C: each of these answers exactly
// an int, and raises as CPython does.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// The functions that the decorators are, each bound to its name: a library module's own function
// becomes a builtin function, or the __new__ of a class.
template <BuiltinKind kind> Value make(const Value* args, uint64_t) {
  if (!isExact(args[1], &tr_type_function) || !isStr(args[0]))
    return raiseTypeError("a function of the library is expected");
  return kind == BuiltinKind::Constructor
             ? makeCompiledConstructor(args[1].as<Function>(), args[0])
             : makeCompiledBuiltin(args[1].as<Function>(), args[0], kind);
}
template <BuiltinKind kind>
const NativeDef kDecoratorDef = nativePositional("builtin", make<kind>, 2, 2);
template <BuiltinKind kind>
NativeFunction decorator = {
    {&tr_shape_builtinFunction}, nativeEntry, &kDecoratorDef<kind>, kUnbound, kUnbound, nullptr};

// builtins_of(module), tuple_builtins_of(module): the decorators of functions that are C functions
// of that module in CPython; of those that are given their arguments in a tuple.
// constructor_of("module.name"): that of the __new__ of a class that is one in C in CPython; its
// first parameter is what was made.
template <BuiltinKind kind> Value decoratorOf(const Value* args, uint64_t) {
  return makeMethod(objectValue(&decorator<kind>), args[0]);
}

// given(value): what the text of a TypeError calls an argument of a wrong kind.
Value given(const Value* args, uint64_t) {
  return args[0].isNone() ? makeStr("None") : formatText("%T", args[0]);
}

// index(value): through __index__, of any size.
Value index(const Value* args, uint64_t) { return toIndex(args[0]); }

// ssize(value), c_int(value): a parameter of that type in C.
template <bool (*Convert)(Value, int64_t*)> Value converted(const Value* args, uint64_t) {
  int64_t n;
  return Convert(args[0], &n) ? makeInt(n) : kError;
}

// c_long(value)
Value cLong(const Value* args, uint64_t) {
  Value exact = toIndex(args[0]);
  int64_t n;
  if (exact.isError())
    return kError;
  return intToInt64(exact, &n) ? exact
                               : raiseOverflowError("Python int too large to convert to C long");
}

// sized_index(value, error): a position; what no index can be raises an exception of class `error`.
Value sizedIndex(const Value* args, uint64_t) {
  int64_t n;
  return toIndexInt64(args[0], &n, asType(args[1])) ? makeInt(n) : kError;
}

const NativeDef kFunctions[] = {
    nativeOne("builtins_of", decoratorOf<BuiltinKind::Vector>),
    nativeOne("tuple_builtins_of", decoratorOf<BuiltinKind::Tuple>),
    nativeOne("constructor_of", decoratorOf<BuiltinKind::Constructor>),
    nativeOne("given", given),
    nativeOne("index", index),
    nativeOne("ssize", converted<toSsize>),
    nativeOne("c_int", converted<toInt32>),
    nativeOne("c_long", cLong),
    nativePositional("sized_index", sizedIndex, 2, 2),
    kNativeEnd,
};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_arguments, tr::kFunctions, tr::kAttributes);
