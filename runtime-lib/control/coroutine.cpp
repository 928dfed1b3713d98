// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Coroutine objects, and what `await`, `async for` and `async with` ask of their operands
// (PEP 492). An `await` runs an iterator as `yield from` does; the entries here answer it.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/generator.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {

TR_NAME(await, "__await__")
TR_NAME(aiter, "__aiter__")
TR_NAME(anext, "__anext__")
TR_NAME(aenter, "__aenter__")
TR_NAME(aexit, "__aexit__")

namespace {

Value coroutineRepr(Value self) {
  return formatText("<coroutine object %S at %p>", self.as<Generator>()->qualname,
                    static_cast<void*>(self.object()));
}

Value getOrigin(Value) { return kNone; }

// What coroutine.__await__() answers: an iterator that runs it.
struct CoroutineWrapper : Object {
  Value coroutine;
};

Value coroutineAwait(const Value* args, uint64_t) {
  auto* wrapper = static_cast<CoroutineWrapper*>(memory::allocate(sizeof(CoroutineWrapper)));
  wrapper->shape = &tr_shape_coroutineWrapper;
  wrapper->coroutine = args[0];
  return objectValue(wrapper);
}

Value wrapped(Value self) { return self.as<CoroutineWrapper>()->coroutine; }

// A method of the coroutine, called on its wrapper.
template <Value (*Method)(const Value*, uint64_t)>
Value ofWrapped(const Value* args, uint64_t nargs) {
  Value passed[4] = {wrapped(args[0])};
  for (uint64_t i = 1; i < nargs; ++i)
    passed[i] = args[i];
  return Method(passed, nargs);
}

Value selfOf(Value self) { return self; }
Value wrapperNext(Value self) {
  Value returned = kNone;
  Value result = generatorResume(wrapped(self).as<Generator>(), kNone, &returned);
  return result.isDone() && !returned.isNone() ? raiseStopIteration(returned) : result;
}

const NativeDef kCoroutineMethods[] = {nativeOne("__class_getitem__", classGetItem, kNativeClass),
                                       nativeOne("send", generatorSendMethod),
                                       nativePositional("throw", generatorThrowMethod, 1, 3),
                                       nativeNone("close", generatorCloseMethod),
                                       nativeNone("__await__", coroutineAwait),
                                       kNativeEnd};
const GetSetDef kCoroutineGetSets[] = {{"cr_running", generatorRunning, nullptr},
                                       {"cr_suspended", generatorSuspended, nullptr},
                                       {"cr_code", generatorCode, nullptr},
                                       {"cr_frame", generatorFrame, nullptr},
                                       {"cr_await", generatorDelegate, nullptr},
                                       {"cr_origin", getOrigin, nullptr},
                                       {"__name__", generatorName, generatorSetName},
                                       {"__qualname__", generatorQualname, generatorSetQualname},
                                       {nullptr, nullptr, nullptr}};
const NativeDef kWrapperMethods[] = {
    nativeOne("send", ofWrapped<generatorSendMethod>),
    nativePositional("throw", ofWrapped<generatorThrowMethod>, 1, 3),
    nativeNone("close", ofWrapped<generatorCloseMethod>), kNativeEnd};

bool isIterator(Value v) { return typeOf(v)->slots.next; }

// The iterator that runs an awaitable. Unbound, with nothing pending, where it has no __await__.
Value awaitIterator(Value awaitable) {
  if (isCoroutine(awaitable)) {
    if (!awaitable.as<Generator>()->delegate.isUnbound())
      return raise(&tr_type_RuntimeError, "coroutine is being awaited already");
    return awaitable;
  }
  Value iterator = callDunder(name_await(), &awaitable, 1);
  if (iterator.isUnbound() || iterator.isError())
    return iterator;
  if (isCoroutine(iterator))
    return raiseTypeError("__await__() returned a coroutine");
  ensureReady(typeOf(iterator));
  if (!isIterator(iterator))
    return raiseTypeError("__await__() returned non-iterator of type '%T'", iterator);
  return iterator;
}

// Of what __aenter__ or __aexit__ answered.
Value awaitFrom(Value awaitable, const char* method) {
  if (awaitable.isError())
    return awaitable;
  Value iterator = awaitIterator(awaitable);
  if (iterator.isUnbound())
    return raiseTypeError("'async with' received an object from %s that does not implement "
                          "__await__: %T",
                          method, awaitable);
  return iterator;
}

// aiter(x).
Value builtinAiter(const Value* args, uint64_t) {
  Value iterator = callDunder(name_aiter(), args, 1);
  if (iterator.isUnbound())
    return raiseTypeError("'%T' object is not an async iterable", args[0]);
  if (!iterator.isError() && lookupInType(typeOf(iterator), name_anext()).isUnbound())
    return raiseTypeError("aiter() returned not an async iterator of type '%T'", iterator);
  return iterator;
}

} // namespace

extern "C" {

Value tr_await_iter(Value awaitable) {
  Value iterator = awaitIterator(awaitable);
  if (iterator.isUnbound())
    return raiseTypeError("object %T can't be used in 'await' expression", awaitable);
  return iterator;
}

Value tr_async_iter(Value iterable) {
  Value iterator = callDunder(name_aiter(), &iterable, 1);
  if (iterator.isUnbound())
    return raiseTypeError("'async for' requires an object with __aiter__ method, got %T", iterable);
  if (!iterator.isError() && lookupInType(typeOf(iterator), name_anext()).isUnbound())
    return raiseTypeError("'async for' received an object from __aiter__ that does not implement "
                          "__anext__: %T",
                          iterator);
  return iterator;
}

Value tr_async_next(Value iterator) {
  Value awaitable = callDunder(name_anext(), &iterator, 1);
  if (awaitable.isUnbound())
    return raiseTypeError("'async for' requires an iterator with __anext__ method, got %T",
                          iterator);
  if (awaitable.isError())
    return awaitable;
  Value found = awaitIterator(awaitable);
  if (!found.isUnbound() && !found.isError())
    return found;
  Value cause = found.isError()
                    ? takePending()
                    : makeException(&tr_type_TypeError,
                                    "object %T can't be used in 'await' expression", awaitable);
  Value error = makeException(
      &tr_type_TypeError, "'async for' received an invalid object from __anext__: %T", awaitable);
  if (!error.isError()) {
    linkContext(error.as<Exception>(), cause);
    return raiseObject(error, cause);
  }
  return error;
}

bool tr_async_is_end(Value exception) { return isA(exception, &tr_type_StopAsyncIteration); }

Value tr_async_enter(Value manager, void* out) {
  Type* type = typeOf(manager);
  Value enter = lookupInType(type, name_aenter());
  if (enter.isUnbound())
    return raiseTypeError("'%s' object does not support the asynchronous context manager protocol",
                          typeName(type));
  Value exit = lookupSpecial(manager, name_aexit());
  if (exit.isError())
    return exit;
  if (exit.isUnbound())
    return raiseTypeError("'%s' object does not support the asynchronous context manager protocol "
                          "(missed __aexit__ method)",
                          typeName(type));
  *static_cast<Value*>(out) = exit;
  return awaitFrom(callFound(enter, &manager, 1), "__aenter__");
}

Value tr_async_exit_ok(Value exit) {
  Value args[] = {kNone, kNone, kNone};
  return awaitFrom(call(exit, args, 3), "__aexit__");
}

Value tr_async_exit_error(Value exit, Value exception) {
  Value args[] = {typeValue(typeOf(exception)), exception, exception.as<Exception>()->traceback};
  return awaitFrom(call(exit, args, 3), "__aexit__");
}

} // extern "C"

TR_DEFINE_TYPE(coroutine, .cname = "coroutine", .base = &tr_type_object,
               .instanceSize = sizeof(Generator), .layout = Layout::Other,
               .methods = kCoroutineMethods, .getsets = kCoroutineGetSets,
               .slots = {.repr = coroutineRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

TR_DEFINE_TYPE(coroutineWrapper, .cname = "coroutine_wrapper", .base = &tr_type_object,
               .instanceSize = sizeof(CoroutineWrapper), .layout = Layout::Other,
               .methods = kWrapperMethods,
               .slots = {.hash = identityHash,
                         .iter = selfOf,
                         .next = wrapperNext,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

} // namespace tr

TR_BUILTIN(aiter, tr::nativeOne("aiter", tr::builtinAiter));
