// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raising: the pending exception, implicit context, and the entries that compiled code calls around
// handlers.
#include "runtime-lib/control/exceptions.h"

#include <cerrno>
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

bool isException(Value v) { return v.isObject() && isA(v, &tr_type_BaseException); }

// A handled exception becomes the context of one that is raised; a loop in the chain is cut. What
// was never a context is in no chain, so that handlers that fail in turn cost the same each.
void addContext(Exception* exception, Value handled = handledException()) {
  Value self = objectValue(exception);
  if (!isException(handled) || handled == self)
    return;
  Value at = handled;
  for (unsigned i = 0; exception->isContext && i < 100000; ++i) {
    auto* o = at.as<Exception>();
    if (!isException(o->context))
      break;
    if (o->context == self) {
      o->context = kNone;
      break;
    }
    at = o->context;
  }
  linkContext(exception, handled);
}

Value setPending(Value exception) {
  addContext(exception.as<Exception>());
  tr_thread->exception = exception;
  return kError;
}

Value raiseList(Type* type, const char* format, va_list list) {
  Value text = formatTextList(format, list);
  return text.isError() ? text : setPending(makeExceptionWith(type, text));
}

} // namespace

Value raise(Type* type, const char* format, ...) {
  va_list list;
  va_start(list, format);
  Value result = raiseList(type, format, list);
  va_end(list);
  return result;
}

#define TR_RAISER(name, type)                                                                      \
  Value name(const char* format, ...) {                                                            \
    va_list list;                                                                                  \
    va_start(list, format);                                                                        \
    Value result = raiseList(&tr_type_##type, format, list);                                       \
    va_end(list);                                                                                  \
    return result;                                                                                 \
  }
TR_RAISER(raiseTypeError, TypeError)
TR_RAISER(raiseValueError, ValueError)
TR_RAISER(raiseIndexError, IndexError)
TR_RAISER(raiseOverflowError, OverflowError)

Value makeException(Type* type, const char* format, ...) {
  va_list list;
  va_start(list, format);
  Value text = formatTextList(format, list);
  va_end(list);
  return text.isError() ? text : makeExceptionWith(type, text);
}

Value raiseValue(Type* type, Value arg) { return setPending(makeExceptionWith(type, arg)); }
Value raiseNoArgs(Type* type) { return setPending(makeExceptionWith(type, kUnbound)); }
Value raiseZeroDivision(const char* message) {
  return raise(&tr_type_ZeroDivisionError, "%s", message);
}
Value raiseKeyError(Value key) { return raiseValue(&tr_type_KeyError, key); }
Value raiseMemoryError() { return raiseNoArgs(&tr_type_MemoryError); }

Value raiseStopIteration(Value value) {
  Value exception = makeExceptionWith(&tr_type_StopIteration, value.isNone() ? kUnbound : value);
  exception.as<Exception>()->extra[0] = value.isUnbound() ? kNone : value;
  return setPending(exception);
}

Value raiseOSError(int errnum, Value filename) {
  Value args[3] = {makeInt(errnum), makeStr(strerror(errnum)), filename};
  Value exception = call(typeValue(&tr_type_OSError), args, filename.isUnbound() ? 2 : 3);
  return exception.isError() ? exception : setPending(exception);
}

Value raiseObject(Value exception, Value cause) {
  tr_raise(exception, cause);
  return kError;
}

Value pendingException() { return tr_thread->exception; }

bool pendingIs(const Type* type) {
  Value pending = tr_thread->exception;
  return pending.isObject() && isA(pending, type);
}

Value handledException() {
  Value inside = tr_thread->handled;
  return inside.isObject() ? inside : tr_thread->handledOutside;
}

Value takePending() {
  Value pending = tr_thread->exception;
  tr_thread->exception = kUnbound;
  return pending;
}

void clearPending() { tr_thread->exception = kUnbound; }
void restorePending(Value exception) { tr_thread->exception = exception; }
void addContextToPending(Value handled) {
  addContext(tr_thread->exception.as<Exception>(), handled);
}

namespace {

// An exception instance from what stands after `raise`; error when it is neither instance nor
// class.
Value instantiate(Value v, const char* complaint) {
  if (isException(v))
    return v;
  if (!v.isObject() || !isType(v) || !isSubtype(asType(v), &tr_type_BaseException))
    return raiseTypeError("%s", complaint);
  Value made = call0(v);
  if (made.isError() || isException(made))
    return made;
  return raiseTypeError("calling %R should have returned an instance of BaseException, not %R", v,
                        typeValue(typeOf(made)));
}

} // namespace

extern "C" {

void tr_raise(Value exception, Value cause) {
  exception = instantiate(exception, "exceptions must derive from BaseException");
  if (exception.isError())
    return;
  auto* object = exception.as<Exception>();
  if (!cause.isUnbound()) {
    if (!cause.isNone()) {
      cause = instantiate(cause, "exception causes must derive from BaseException");
      if (cause.isError())
        return;
    }
    object->cause = cause;
    object->suppressContext = true;
  }
  setPending(exception);
}

void tr_reraise() {
  Value handled = handledException();
  if (isException(handled)) {
    tr_thread->exception = handled;
    tr_thread->nextEntry = TracebackEntry::None; // the line is no place of its own
  } else {
    raise(&tr_type_RuntimeError, "No active exception to reraise");
  }
}

Value tr_take_exception() {
  // A C++ function that fails without raising is a bug here, and must not become a fault there.
  if (!tr_thread->exception.isObject())
    raise(&tr_type_SystemError, "error return without exception set");
  return takePending();
}
void tr_restore_exception(Value exception) { restorePending(exception); }

int32_t tr_exc_match(Value exception, Value pattern) {
  Type* type = typeOf(exception);
  auto checkClass = [](Value v) {
    if (v.isObject() && isType(v) && isSubtype(asType(v), &tr_type_BaseException))
      return true;
    raiseTypeError("catching classes that do not inherit from BaseException is not allowed");
    return false;
  };
  if (pattern.isObject() && isTuple(pattern)) {
    Tuple* tuple = asTuple(pattern);
    for (uint64_t i = 0; i < tuple->length; ++i)
      if (!checkClass(tuple->items()[i]))
        return -1;
    for (uint64_t i = 0; i < tuple->length; ++i)
      if (isSubtype(type, asType(tuple->items()[i])))
        return 1;
    return 0;
  }
  if (!checkClass(pattern))
    return -1;
  return isSubtype(type, asType(pattern));
}

Value tr_exc_enter(Value exception) {
  Value before = tr_thread->handled;
  tr_thread->handled = exception;
  return before;
}

void tr_exc_leave(Value before) {
  if (!before.isUnbound())
    tr_thread->handled = before;
}

void tr_assert_fail(Value message) {
  if (message.isUnbound())
    raiseNoArgs(&tr_type_AssertionError);
  else
    raiseValue(&tr_type_AssertionError, message);
}

Value tr_raise_unbound_local(Value name) {
  // Its `name` stays None, as CPython leaves it: the name is right, so nothing is suggested.
  return setPending(makeException(
      &tr_type_UnboundLocalError,
      "cannot access local variable '%S' where it is not associated with a value", name));
}

Value tr_raise_unbound_free(Value name) {
  Value error = makeException(
      &tr_type_NameError,
      "cannot access free variable '%S' where it is not associated with a value in enclosing scope",
      name);
  error.as<Exception>()->extra[0] = name;
  return setPending(error);
}

Value tr_raise_unbound_name(Value name) {
  Value error = makeException(&tr_type_NameError, "name '%S' is not defined", name);
  error.as<Exception>()->extra[0] = name;
  return setPending(error);
}

// --- with

Value tr_with_enter(Value manager, void* out) {
  Type* type = typeOf(manager);
  Value enter = lookupInType(type, name_enter());
  if (enter.isUnbound())
    return raiseTypeError("'%s' object does not support the context manager protocol",
                          typeName(type));
  bool plain = enter.isObject() && typeOf(enter)->flags & kTypeMethodLike;
  if (!plain && (enter = lookupSpecial(manager, name_enter())).isError())
    return enter;
  Value exit = lookupSpecial(manager, name_exit());
  if (exit.isError())
    return exit;
  if (exit.isUnbound())
    return raiseTypeError(
        "'%s' object does not support the context manager protocol (missed __exit__ method)",
        typeName(type));
  *static_cast<Value*>(out) = exit;
  return plain ? callFound(enter, &manager, 1) : call(enter, nullptr, 0);
}

int32_t tr_with_exit_error(Value exit, Value exception) {
  Value args[] = {typeValue(typeOf(exception)), exception, exception.as<Exception>()->traceback};
  Value result = call(exit, args, 3);
  return result.isError() ? -1 : truth(result);
}

bool tr_with_exit_ok(Value exit) {
  Value args[] = {kNone, kNone, kNone};
  return !call(exit, args, 3).isError();
}

} // extern "C"

} // namespace tr
