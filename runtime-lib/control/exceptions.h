// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raising from C++. Every raise function answers kError, so `return raiseTypeError(...)`.
//
// Formats are printf-like with a few conversions of their own: %s C string, %.*s, %d %i %u %ld %lld
// %zu %zd %x %c %p %%, and %S str() of a Value, %R repr() of a Value, %T the name of a Value's
// type, %A the same but None itself, for arguments of the wrong type, %N the name of a Type*, %U a
// Str*. A %S or %R that raises leaves that exception instead.
#pragma once

#include <cstdarg>

#include "runtime-lib/core/type.h"

namespace tr {

// Instances of BaseException start like this.
struct Exception : Object {
  Tuple* args;
  Value traceback; // Traceback or None
  Value cause;     // exception or None
  Value context;   // exception or None
  bool suppressContext;
  bool isContext; // it was made the context of another at some time: only such a one closes a loop
  // What subclasses keep: control/exception_fields.h says where. Unbound: not set.
  Value extra[8];
};

// Links a context that is new to the chain; one taken from another exception is marked already.
inline void linkContext(Exception* exception, Value context) {
  exception->context = context;
  if (context.isObject())
    context.as<Exception>()->isContext = true;
}

Value raise(Type* type, const char* format, ...);
Value raiseValue(Type* type, Value arg); // an exception with one argument, e.g. KeyError(key)
Value raiseNoArgs(Type* type);
Value raiseTypeError(const char* format, ...);
Value raiseValueError(const char* format, ...);
Value raiseIndexError(const char* format, ...);
Value raiseOverflowError(const char* format, ...);
Value raiseZeroDivision(const char* message);
Value raiseKeyError(Value key);
Value raiseMemoryError();
Value raiseOSError(int errnum, Value filename = kUnbound); // the subclass by errno (PEP 3151)
Value raiseStopIteration(Value value);

// A new exception instance, not raised.
Value makeException(Type* type, const char* format, ...);
// Raises an exception instance or class (as `raise exc from cause`; cause unbound: none given).
Value raiseObject(Value exception, Value cause = kUnbound);

// The pending exception; kUnbound when none is.
Value pendingException();
bool pendingIs(const Type* type); // the pending exception is an instance
// What except and finally bodies are handling: the innermost one's exception, or None.
Value handledException();
Value takePending(); // answers and clears it
void clearPending();
void restorePending(Value exception);    // makes it pending again as it is (no context added)
void addContextToPending(Value handled); // as if it were raised while `handled` is handled

// Formats as raise does; answers a str, or kError.
Value formatText(const char* format, ...);
Value formatTextList(const char* format, va_list list);
// An instance of a builtin exception type with one argument (unbound: none), not raised.
Value makeExceptionWith(Type* type, Value arg);

} // namespace tr
