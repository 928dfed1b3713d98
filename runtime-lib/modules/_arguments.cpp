// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _arguments: for modules in Python's syntax whose functions are C in CPython. What makes
// builtin functions of them, and arguments that are ints in C: each of these answers exactly an int,
// and raises as CPython does.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// builtin(module, function): a builtin function of that module with the function's body.
template <bool InTuple> Value builtin(const Value* args, uint64_t) {
  return makeCompiledBuiltin(args[1].as<Function>(), args[0], InTuple);
}
template <bool InTuple>
const NativeDef kBuiltinDef = nativePositional("builtin", builtin<InTuple>, 2, 2);
template <bool InTuple>
NativeFunction builtinFunction = {
    {&tr_shape_builtinFunction}, nativeEntry, &kBuiltinDef<InTuple>, kUnbound, kUnbound, nullptr};

// builtins_of(module), tuple_builtins_of(module): the decorators of functions that are C functions
// of that module in CPython; of those that are given their arguments in a tuple.
template <bool InTuple> Value builtinsOf(const Value* args, uint64_t) {
  return makeMethod(objectValue(&builtinFunction<InTuple>), args[0]);
}

// constructor_of(name): the decorator of a __new__ whose first parameter is what was made, for the
// class of that name ("module.name"), which is a class in C in CPython.
Value constructor(const Value* args, uint64_t) {
  return makeCompiledConstructor(args[1].as<Function>(), args[0]);
}
const NativeDef kConstructorDef = nativePositional("constructor", constructor, 2, 2);
NativeFunction constructorFunction = {
    {&tr_shape_builtinFunction}, nativeEntry, &kConstructorDef, kUnbound, kUnbound, nullptr};
Value constructorOf(const Value* args, uint64_t) {
  return makeMethod(objectValue(&constructorFunction), args[0]);
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
    nativeOne("builtins_of", builtinsOf<false>),
    nativeOne("tuple_builtins_of", builtinsOf<true>),
    nativeOne("constructor_of", constructorOf),
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
