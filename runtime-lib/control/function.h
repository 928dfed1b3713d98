// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled functions, cells and bound methods. Compiled code calls a body directly, as
// Value body(Function* self, Value param...), or any callable through its uniform entry.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Dict;

struct Function : Object {
  Entry entry; // emitted with the body: binds arguments, then calls it
  const CodeInfo* code;
  Value defaults;       // tuple of the last positional parameters' defaults, or None
  Value kwDefaults;     // dict or None
  Value name, qualname; // str
  Value module;         // str: the __module__
  Value doc;
  Value annotations; // dict or unbound; of a compiled builtin its BuiltinKind, as an int
  Dict* attributes;  // null until one is set
  Value typeParams;  // tuple or unbound
  // code->captures words follow: values that never change after capture, and cells.
  Value* captures() { return reinterpret_cast<Value*>(this + 1); }
};
static_assert(sizeof(Function) == abi::kFunctionCaptures);

struct Cell : Object {
  Value value; // unbound when the variable is
};

struct Method : Object {
  Entry entry;
  Value function;
  Value self;
};
Value makeMethod(Value function, Value self);

// A builtin function that is compiled: what stands for a C function of CPython in a library module
// in Python's syntax. Its type is builtin_function_or_method, its layout a Function's.
extern "C" Shape tr_shape_compiledBuiltin;
// What its errors about arguments are like.
enum class BuiltinKind : uint8_t {
  Vector,      // those of a C function with these parameters
  Tuple,       // of one that is given its arguments in a tuple (METH_VARARGS)
  Constructor, // of a class: the first parameter is what was made
};
// A builtin function of `module` with the body, parameters and defaults of `function`.
Value makeCompiledBuiltin(const Function* function, Value module, BuiltinKind kind);
// The __new__ of the class `name`, which is "module.name", whose body is `function`.
Value makeCompiledConstructor(const Function* function, Value name);
inline Function* compiledBuiltinOf(Value v) {
  return v.isObject() && v.object()->shape == &tr_shape_compiledBuiltin ? v.as<Function>()
                                                                        : nullptr;
}

// The slow part of a compiled function's entry: fills out[0..params) from call arguments, defaults
// and star parameters. False with CPython's TypeError pending.
bool bindArguments(Function* function, const Value* args, uint64_t nargs, Tuple* kwnames,
                   Value* out);

} // namespace tr
