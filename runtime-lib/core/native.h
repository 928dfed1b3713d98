// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions and methods written in C++. A table row declares name, body and argument form; the
// runtime checks the form and raises CPython's own error texts, so that a body sees valid counts.
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

// A method's self is args[0]; a class method's class likewise. Counts below do not include it.
using NativeFn = Value (*)(const Value* args, uint64_t nargs);
using NativeRawFn = Value (*)(const Value* args, uint64_t nargs, Tuple* kwnames);

enum class ArgForm : uint8_t {
  None,       // no arguments: "list.clear() takes no arguments (1 given)"
  One,        // exactly one: "list.append() takes exactly one argument (0 given)"
  Positional, // minArgs..maxArgs positional: "pop expected at most 1 argument, got 2"
  Keywords, // parameters by name: args has one word each in declared order, unbound when not given
  Raw,      // NativeRawFn does its own checking
};

enum NativeFlags : uint8_t {
  kNativeStatic = 1,
  kNativeClass = 2,
  kNativeParsed = 4, // One and Positional: in the words of PyArg_ParseTuple
  kNativeTuple = 8,  // takes its arguments in a tuple: keywords are refused in other words
};

// One row. `params` (Keywords only) is "a, b=, /, c=, *, d=": names in order; `=` marks an optional
// one; those before `/` are positional-only, those after `*` keyword-only. Optional ones that are
// not given arrive unbound.
struct NativeDef {
  const char* name;
  union {
    NativeFn fn;
    NativeRawFn raw;
  };
  ArgForm form;
  uint8_t minArgs, maxArgs; // Positional; 255: no limit
  uint8_t flags;            // NativeFlags
  const char* params;       // Keywords
};

constexpr NativeDef nativeNone(const char* name, NativeFn fn, uint8_t flags = 0) {
  return {name, {.fn = fn}, ArgForm::None, 0, 0, flags, nullptr};
}
constexpr NativeDef nativeOne(const char* name, NativeFn fn, uint8_t flags = 0) {
  return {name, {.fn = fn}, ArgForm::One, 1, 1, flags, nullptr};
}
constexpr NativeDef nativePositional(const char* name, NativeFn fn, uint8_t min, uint8_t max,
                                     uint8_t flags = 0) {
  return {name, {.fn = fn}, ArgForm::Positional, min, max, flags, nullptr};
}
constexpr NativeDef nativeKeywords(const char* name, NativeFn fn, const char* params,
                                   uint8_t flags = 0) {
  return {name, {.fn = fn}, ArgForm::Keywords, 0, 0, flags, params};
}
constexpr NativeDef nativeRaw(const char* name, NativeRawFn fn, uint8_t flags = 0) {
  return {name, {.raw = fn}, ArgForm::Raw, 0, 255, flags, nullptr};
}
constexpr NativeDef kNativeEnd = {nullptr, {.fn = nullptr}, ArgForm::None, 0, 0, 0, nullptr};

// A computed attribute of a builtin type.
struct GetSetDef {
  const char* name;
  Value (*get)(Value self);
  bool (*set)(Value self, Value value); // null: read-only; value unbound: delete
  bool isMember = false; // a field of the C struct in CPython: "readonly attribute" when assigned
};

// A function of a module or of builtins as a static object: shape, entry, row.
struct NativeFunction : Object {
  Entry entry;
  const NativeDef* def;
  Value self;   // bound receiver; unbound for a plain function
  Value module; // str or None
  Type* owner;  // the type whose method it is; null for functions
};
Value nativeEntry(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames);

constexpr unsigned kMaxNativeParams = 24; // in a parameter string
// Binds call arguments to a parameter string as ArgForm::Keywords does, for Raw bodies and
// constructors. `out` has one word for each parameter. False with a TypeError pending, worded for
// function `name`.
bool bindNative(const char* name, const char* params, const Value* args, uint64_t nargs,
                Tuple* kwnames, Value* out);
// Raises the TypeError for a keyword that function `name` does not take, with the nearest of
// `count` that it does take. Answers error.
Value raiseUnexpectedKeyword(const char* name, Value keyword, const Value* known, unsigned count);
Value raiseUnexpectedKeyword(const char* name, Value keyword, const char* const* known,
                             unsigned count);
// For Raw bodies without keywords: "range() takes no keyword arguments", and counts in CPython's
// words ("range expected at least 1 argument, got 0").
bool checkNoKeywords(const char* name, Tuple* kwnames);
bool checkPositional(const char* name, uint64_t nargs, uint64_t min, uint64_t max);

} // namespace tr

// Defines a builtin function: its row, its static object tr_bfn_<id> and the slot
// tr_builtin_<id> that compiled code loads. Use at namespace scope:
//   TR_BUILTIN(len, tr::nativeOne("len", builtinLen));
#define TR_BUILTIN(id, ...)                                                                        \
  static const tr::NativeDef builtinDef_##id = __VA_ARGS__;                                        \
  extern "C" {                                                                                     \
  tr::NativeFunction tr_bfn_##id = {{&tr_shape_builtinFunction},                                   \
                                    tr::nativeEntry,                                               \
                                    &builtinDef_##id,                                              \
                                    tr::kUnbound,                                                  \
                                    tr::kUnbound,                                                  \
                                    nullptr};                                                      \
  tr::Value tr_builtin_##id = {reinterpret_cast<uint64_t>(&tr_bfn_##id) + tr::abi::kObjectTag};    \
  }                                                                                                \
  static_assert(true)
// The same for a type that is a builtin name.
#define TR_BUILTIN_TYPE(name, typeId)                                                              \
  extern "C" {                                                                                     \
  tr::Value tr_builtin_##name = {reinterpret_cast<uint64_t>(&tr_type_##typeId) +                   \
                                 tr::abi::kObjectTag};                                             \
  }                                                                                                \
  static_assert(true)
