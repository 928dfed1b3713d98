// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Generator objects and `yield from`: control/generator.h.
#include "runtime-lib/control/generator.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/code_object.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Generator* generatorOf(Value v) { return v.as<Generator>(); }

const char* kindOf(const Generator* generator) {
  return generator->shape == &tr_shape_generator   ? "generator"
         : generator->shape == &tr_shape_coroutine ? "coroutine"
                                                   : "async generator";
}

Value raiseRunning(const Generator* generator) {
  return raiseValueError("%s already executing", kindOf(generator));
}

void finish(Generator* generator) {
  generator->flags |= kGeneratorFinished;
  generator->delegate = kUnbound;
  generator->handled = kNone;
}

// PEP 479: a StopIteration that leaves the body is a bug in it.
void convertStopIteration(const Generator* generator) {
  bool isStop = pendingIs(&tr_type_StopIteration);
  if (!isStop &&
      !(generator->shape == &tr_shape_async_generator && pendingIs(&tr_type_StopAsyncIteration)))
    return;
  Value stop = takePending();
  Value error = makeException(&tr_type_RuntimeError, "%s raised %s", kindOf(generator),
                              isStop ? "StopIteration" : "StopAsyncIteration");
  auto* exception = error.as<Exception>();
  exception->cause = stop;
  linkContext(exception, stop);
  exception->suppressContext = true;
  restorePending(error);
}

Value generatorNext(Value self) {
  Generator* generator = generatorOf(self);
  Value returned = kNone;
  Value result = generatorResume(generator, kNone, &returned);
  if (result.isDone())
    generator->result = returned; // for returnValueOf
  return result;
}

const NativeDef kGeneratorMethods[] = {nativeOne("__class_getitem__", classGetItem, kNativeClass),
                                       nativeOne("send", generatorSendMethod),
                                       nativePositional("throw", generatorThrowMethod, 1, 3),
                                       nativeNone("close", generatorCloseMethod), kNativeEnd};
const GetSetDef kGeneratorGetSets[] = {{"gi_running", generatorRunning, nullptr},
                                       {"gi_suspended", generatorSuspended, nullptr},
                                       {"gi_code", generatorCode, nullptr},
                                       {"gi_frame", generatorFrame, nullptr},
                                       {"gi_yieldfrom", generatorDelegate, nullptr},
                                       {"__name__", generatorName, generatorSetName},
                                       {"__qualname__", generatorQualname, generatorSetQualname},
                                       {nullptr, nullptr, nullptr}};

Value generatorRepr(Value self) {
  return formatText("<generator object %S at %p>", generatorOf(self)->qualname,
                    static_cast<void*>(self.object()));
}
Value selfOf(Value self) { return self; }

// What `yield from` gives while a call of a foreign iterator's method is StopIteration: its value.
Value stopToDone(Generator* generator, Value result) {
  if (result.isError() && pendingIs(&tr_type_StopIteration)) {
    Value value = takePending().as<Exception>()->extra[0];
    generator->result = value.isUnbound() ? kNone : value;
    return kDone;
  }
  return result;
}

Value throwToDelegate(Generator* generator, Value delegate) {
  Value exception = takePending();
  bool isDirect = isResumable(delegate);
  if (isA(exception, &tr_type_GeneratorExit)) {
    if (isDirect) {
      if (generatorClose(generatorOf(delegate)).isError())
        return kError;
    } else {
      Value close = getAttrOrUnbound(delegate, name_close());
      if (close.isError() || (!close.isUnbound() && call0(close).isError()))
        return kError;
    }
    restorePending(exception);
    return kError;
  }
  if (isDirect) {
    restorePending(exception);
    if (generatorOf(delegate)->flags & kGeneratorUntouched) {
      generatorOf(delegate)->flags &= ~kGeneratorUntouched;
      return kError;
    }
    generator->result = kNone;
    return generatorThrow(generatorOf(delegate), &generator->result);
  }
  Value method = getAttrOrUnbound(delegate, name_throw());
  if (method.isError())
    return method;
  if (method.isUnbound()) {
    restorePending(exception);
    return kError;
  }
  return stopToDone(generator, call1(method, exception));
}

} // namespace

Value generatorResume(Generator* generator, Value sent, Value* result) {
  if (result)
    *result = kNone;
  if (generator->flags & kGeneratorBusy) [[unlikely]] {
    if (generator->flags & kGeneratorRunning)
      return raiseRunning(generator);
    if (generator->shape == &tr_shape_coroutine) {
      clearPending();
      return raise(&tr_type_RuntimeError, "cannot reuse already awaited coroutine");
    }
    return sent.isError() ? kError : kDone;
  }
  if (generator->state == 0 && !sent.isNone())
    return raiseTypeError("can't send non-None value to a just-started %s", kindOf(generator));
  // What waits is raised where the generator does, in reach of its handlers.
  if (generator->state != 0 && !sent.isError() && !keepGoing()) [[unlikely]]
    sent = kError;
  // What an except body around the yield is handling stays with the generator, and what its caller
  // is handling with the caller: each resumption may come from another one.
  Value handled = tr_thread->handled;
  Value handledOutside = tr_thread->handledOutside;
  tr_thread->handledOutside = handledException();
  tr_thread->handled = generator->handled;
  generator->flags |= kGeneratorRunning;
  Value yielded = generator->step(generator, sent);
  generator->flags &= ~kGeneratorRunning;
  generator->handled = tr_thread->handled;
  tr_thread->handled = handled;
  tr_thread->handledOutside = handledOutside;
  if (yielded.isDone()) {
    Value returned = generator->result;
    finish(generator);
    generator->result = kNone;
    if (result)
      *result = returned;
  } else if (yielded.isError()) {
    finish(generator);
    convertStopIteration(generator);
  }
  return yielded;
}

Value generatorThrow(Generator* generator, Value* result) {
  if (generator->flags & kGeneratorFinished && generator->shape != &tr_shape_coroutine)
    return kError;
  if (generator->state == 0 && !(generator->flags & kGeneratorBusy)) {
    finish(generator);
    // A StopIteration stays one, for nothing of the body has run.
    tracebackAddUnstarted(pendingException(), generator->code);
    return kError;
  }
  if (!generator->handled.isNone() && !(generator->flags & kGeneratorBusy))
    addContextToPending(generator->handled);
  return generatorResume(generator, kError, result);
}

Value finishedOr(Value result, Value returned) {
  return result.isDone() ? raiseStopIteration(returned) : result;
}

Value generatorSendMethod(const Value* args, uint64_t) {
  Value returned;
  return finishedOr(generatorResume(generatorOf(args[0]), args[1], &returned), returned);
}

bool raiseThrown(const Value* args, uint64_t nargs) {
  Value exception = args[1];
  if (nargs > 3 && !args[3].isNone() && !isExact(args[3], &tr_type_traceback)) {
    raiseTypeError("throw() third argument must be a traceback object");
    return false;
  }
  if (exception.isObject() && isType(exception) &&
      isSubtype(asType(exception), &tr_type_BaseException)) {
    Value arg = nargs > 2 ? args[2] : kNone;
    if (arg.isObject() && isA(arg, asType(exception)))
      exception = arg;
    else if (arg.isObject() && isTuple(arg))
      exception = call(exception, asTuple(arg)->items(), asTuple(arg)->length);
    else
      exception = call(exception, &arg, arg.isNone() ? 0 : 1);
    if (exception.isError())
      return true;
    if (!exception.isObject() || !isA(exception, &tr_type_BaseException)) {
      raiseTypeError("calling %R should have returned an instance of BaseException, not %T",
                     args[1], exception);
      return true;
    }
  } else if (exception.isObject() && isA(exception, &tr_type_BaseException)) {
    if (nargs > 2 && !args[2].isNone()) {
      raiseTypeError("instance exception may not have a separate value");
      return false;
    }
  } else {
    raiseTypeError("exceptions must be classes or instances deriving from BaseException, not %T",
                   exception);
    return false;
  }
  if (nargs > 3 && !args[3].isNone())
    exception.as<Exception>()->traceback = args[3];
  // What the caller handles is no context of what is thrown; what the generator handles is.
  restorePending(exception);
  return true;
}

Value generatorThrowMethod(const Value* args, uint64_t nargs) {
  Generator* generator = generatorOf(args[0]);
  if (!raiseThrown(args, nargs)) {
    // The innermost generator refuses, and is resumed no more than when its own throw() is called.
    Generator* innermost = generator;
    while (!(innermost->flags & kGeneratorBusy) && !innermost->delegate.isUnbound() &&
           isResumable(innermost->delegate))
      innermost = generatorOf(innermost->delegate);
    if (innermost == generator)
      return kError;
    innermost->flags |= kGeneratorUntouched;
  }
  if (generator->flags & kGeneratorRunning) {
    clearPending();
    return raiseRunning(generator);
  }
  Value returned = kNone;
  return finishedOr(generatorThrow(generator, &returned), returned);
}

Value generatorClose(Generator* generator) {
  if (generator->flags & kGeneratorFinished)
    return kNone;
  if (generator->flags & kGeneratorRunning)
    return raiseRunning(generator);
  if (generator->state == 0) {
    finish(generator);
    return kNone;
  }
  raiseNoArgs(&tr_type_GeneratorExit);
  Value returned = kNone;
  Value result = generatorThrow(generator, &returned);
  if (result.isDone())
    return returned;
  if (!result.isError())
    return raise(&tr_type_RuntimeError, "%s ignored GeneratorExit", kindOf(generator));
  if (!pendingIs(&tr_type_GeneratorExit))
    return kError;
  clearPending();
  return kNone;
}

Value generatorCloseMethod(const Value* args, uint64_t) {
  return generatorClose(generatorOf(args[0]));
}

Value generatorRunning(Value self) { return boolean(generatorOf(self)->flags & kGeneratorRunning); }
Value generatorSuspended(Value self) {
  return boolean(generatorOf(self)->state != 0 && !(generatorOf(self)->flags & kGeneratorBusy));
}
Value generatorCode(Value self) { return makeCodeObject(generatorOf(self)->code); }
Value generatorDelegate(Value self) {
  Value delegate = generatorOf(self)->delegate;
  return delegate.isUnbound() ? kNone : delegate;
}
Value generatorFrame(Value self) {
  // Finished generators have none: that is what programs ask it for.
  return generatorOf(self)->flags & kGeneratorFinished ? kNone
                                                       : makeCodeObject(generatorOf(self)->code);
}
Value generatorName(Value self) { return generatorOf(self)->name; }
Value generatorQualname(Value self) { return generatorOf(self)->qualname; }

static bool setNames(Value self, Value value, Value Generator::*member, const char* name) {
  if (value.isUnbound() || !isStr(value)) {
    raiseTypeError("%s must be set to a string object", name);
    return false;
  }
  generatorOf(self)->*member = value;
  return true;
}
bool generatorSetName(Value self, Value value) {
  return setNames(self, value, &Generator::name, "__name__");
}
bool generatorSetQualname(Value self, Value value) {
  return setNames(self, value, &Generator::qualname, "__qualname__");
}

Value returnValueOf(Value iterator) {
  if (!isExact(iterator, &tr_type_generator))
    return kNone;
  Value returned = generatorOf(iterator)->result;
  generatorOf(iterator)->result = kNone;
  return returned;
}

extern "C" {

Value tr_make_generator(void* step, void* code, void* function, int64_t words) {
  auto* generator = static_cast<Generator*>(
      memory::allocate(sizeof(Generator) + static_cast<size_t>(words) * sizeof(Value)));
  generator->step = reinterpret_cast<GeneratorStep>(step);
  generator->code = static_cast<const CodeInfo*>(code);
  generator->shape = generator->code->flags & kCodeCoroutine        ? &tr_shape_coroutine
                     : generator->code->flags & kCodeAsyncGenerator ? &tr_shape_async_generator
                                                                    : &tr_shape_generator;
  generator->result = kNone;
  auto* maker = static_cast<Function*>(function);
  generator->name = maker ? maker->name : *generator->code->name;
  generator->qualname = maker ? maker->qualname : *generator->code->qualname;
  generator->delegate = kUnbound;
  generator->handled = kNone;
  return objectValue(generator);
}

Value tr_generator_return(void* generator, Value value) {
  static_cast<Generator*>(generator)->result = value;
  return kDone;
}

// The generator that a generator function's call answers is new, so a loop that got it from the
// call itself is the only one that has it.
bool tr_iter_close(Value iterator, Value callee) {
  if (!isExact(iterator, &tr_type_generator))
    return true;
  if (isExact(callee, &tr_type_method))
    callee = callee.as<Method>()->function;
  Generator* generator = generatorOf(iterator);
  if (!isExact(callee, &tr_type_function) || callee.as<Function>()->code != generator->code)
    return true;
  if (generatorClose(generator).isError()) // as in a finaliser
    reportIgnored("Exception ignored in: ", iterator, takePending());
  return true;
}

Value tr_yield_from_start(Value iterable) {
  if (isCoroutine(iterable))
    return raiseTypeError("cannot 'yield from' a coroutine object in a non-coroutine generator");
  return isExact(iterable, &tr_type_generator) ? iterable : iterate(iterable);
}

Value tr_yield_from_step(void* self, Value delegate, Value sent) {
  auto* generator = static_cast<Generator*>(self);
  generator->delegate = delegate;
  Value result;
  if (sent.isError()) {
    result = throwToDelegate(generator, delegate);
  } else if (Value returned = kNone; isResumable(delegate)) {
    result = generatorResume(generatorOf(delegate), sent, &returned);
    if (result.isDone())
      generator->result = returned;
  } else if (resumeAwaitable(delegate, sent, &returned, &result)) {
    if (result.isDone())
      generator->result = returned;
  } else if (sent.isNone()) {
    // A class's own __next__ may give StopIteration a value, which the next slot drops.
    Type* type = typeOf(delegate);
    if (type->flags & kTypeHeap) {
      static Str* const nextName = intern("__next__");
      result = stopToDone(generator, callMethod(delegate, nextName));
    } else {
      result = next(delegate);
      if (result.isDone())
        generator->result = kNone;
    }
  } else {
    result = stopToDone(generator, callMethod(delegate, name_send(), &sent, 1));
  }
  if (result.isDone() || result.isError())
    generator->delegate = kUnbound;
  return result;
}

} // extern "C"

TR_DEFINE_TYPE(generator, .cname = "generator", .base = &tr_type_object,
               .instanceSize = sizeof(Generator), .layout = Layout::Other,
               .methods = kGeneratorMethods, .getsets = kGeneratorGetSets,
               .slots = {.repr = generatorRepr,
                         .hash = identityHash,
                         .iter = selfOf,
                         .next = generatorNext,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

} // namespace tr
