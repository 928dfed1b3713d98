// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calling, attribute access, operators and protocols from C++. All may run user code and raise.
#pragma once

#include "runtime-lib/core/type.h"

namespace tr {

// Calls any callable.
Value call(Value callee, const Value* args, uint64_t nargs, Tuple* kwnames = nullptr);
Value call0(Value callee);
Value call1(Value callee, Value a);
Value call2(Value callee, Value a, Value b);
// Calls method `name` of receiver, without making a bound method.
Value callMethod(Value receiver, Str* name, const Value* args = nullptr, uint64_t nargs = 0);

Value getAttr(Value object, Str* name);
// Unbound, with nothing pending, where getAttr would raise AttributeError.
Value getAttrOrUnbound(Value object, Str* name);
bool setAttr(Value object, Str* name, Value value); // value unbound: delete

// Default implementations (object.__getattribute__ and friends).
Value genericGetAttr(Value object, Value name);
bool genericSetAttr(Value object, Value name, Value value);

// Protocols.
int truth(Value v);         // 1, 0, -1
Value iterate(Value v);     // iter(v)
bool takesIter(Type* type); // whether iter() finds a way, be it one that raises
// Whether iter() and reversed() may go by subscripts, as without __iter__ and __reversed__. Of
// builtin types, those without a length are no sequences though they take subscripts.
bool iteratesBySubscripts(const Type* type);
Value next(Value iterator);                // kDone at the end
int64_t length(Value v);                   // len(v), -1 on error
int contains(Value container, Value item); // 1, 0, -1
Value getItem(Value container, Value key);
bool setItem(Value container, Value key, Value value); // value unbound: delete
Value compare(Value left, Value right, CompareOp op);
int compareTruth(Value left, Value right, CompareOp op); // 1, 0, -1
int equals(Value left, Value right); // identity first, then ==: as containers compare. 1, 0, -1
int64_t hashOf(Value v, bool* ok);
Value repr(Value v); // a str
Value str(Value v);  // a str
Value format(Value v, Value spec);
// The value as an int, through __index__; TypeError "'X' object cannot be interpreted as an
// integer".
Value toIndex(Value v);
// The same as int64: values beyond raise OverflowError/IndexError of type `overflow`, or clip when
// it is null.
bool toIndexInt64(Value v, int64_t* out, Type* overflow);
// The same for parameters that are ssize_t or int in CPython, whose OverflowError says so.
bool toSsize(Value v, int64_t* out);
bool toInt32(Value v, int64_t* out);

// `left is right` of the language: ints, floats, complex, str, bytes and tuples by value.
bool isSame(Value left, Value right);

// A guard for recursive repr: enter answers 1 when v is already being shown in this thread, 0 when
// not (leave must follow), -1 on error.
int reprEnter(Value v);
void reprLeave(Value v);

} // namespace tr
