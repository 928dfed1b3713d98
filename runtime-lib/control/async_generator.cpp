// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asynchronous generators (PEP 525), and the awaitables that their methods answer: asend() and
// __anext__(), athrow() and aclose(), and anext() with a default. What such a generator yields is
// wrapped, so that it is told from what its awaits suspend with.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/generator.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/hooks.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

TR_NAME(anext, "__anext__")

enum class Stage : uint8_t { Made, Running, Closed };

struct WrappedValue : Object {
  Value value;
};

// asend(value), athrow(...) or aclose(): which, its type says, and `thrown` for the latter two.
struct Awaitable : Object {
  Generator* generator;
  Stage stage;
  uint8_t thrownCount; // athrow's arguments; 0: aclose
  Value sent;
  Value thrown[3];
};

// anext(iterator, default).
struct AnextAwaitable : Object {
  Value awaitable; // what __anext__() answered
  Value iterator;  // its iterator: unbound until the first step asks for it
  Value otherwise;
};

Generator* generatorOf(Value v) { return v.as<Generator>(); }
bool isWrapped(Value v) { return isExact(v, &tr_type_asyncGeneratorValue); }
bool isEndOfGenerator() {
  return pendingIs(&tr_type_StopAsyncIteration) || pendingIs(&tr_type_GeneratorExit);
}

// Ends a step of the generator: a value that it yielded is the awaitable's result.
Value unwrap(Generator* generator, Value result, Value* returned) {
  if (result.isDone())
    result = raiseNoArgs(&tr_type_StopAsyncIteration);
  if (result.isError()) {
    if (isEndOfGenerator())
      generator->flags |= kGeneratorClosed;
    generator->flags &= ~kGeneratorStepping;
    return kError;
  }
  if (!isWrapped(result))
    return result;
  generator->flags &= ~kGeneratorStepping;
  *returned = result.as<WrappedValue>()->value;
  return kDone;
}

// --- asend

constexpr const char* kSentAlready = "cannot reuse already awaited __anext__()/asend()";
constexpr const char* kSendRunning = "anext(): asynchronous generator is already running";

bool startSend(Awaitable* self) {
  if (self->stage == Stage::Closed) {
    raise(&tr_type_RuntimeError, kSentAlready);
    return false;
  }
  if (self->stage == Stage::Made) {
    if (self->generator->flags & kGeneratorStepping) {
      self->stage = Stage::Closed;
      raise(&tr_type_RuntimeError, kSendRunning);
      return false;
    }
    self->stage = Stage::Running;
  }
  return true;
}

Value endSend(Awaitable* self, Value result, Value* returned) {
  Value answer = unwrap(self->generator, result, returned);
  if (answer.isError() || answer.isDone())
    self->stage = Stage::Closed;
  return answer;
}

Value resumeSend(Awaitable* self, Value sent, Value* returned) {
  if (self->stage == Stage::Made && sent.isNone())
    sent = self->sent;
  if (!startSend(self))
    return kError;
  self->generator->flags |= kGeneratorStepping;
  return endSend(self, generatorResume(self->generator, sent, nullptr), returned);
}

// The pending exception is thrown in.
Value throwSend(Awaitable* self, Value* returned) {
  Value exception = takePending();
  if (!startSend(self))
    return kError;
  restorePending(exception);
  self->generator->flags |= kGeneratorStepping;
  return endSend(self, generatorThrow(self->generator, nullptr), returned);
}

// --- athrow and aclose

constexpr const char* kThrownAlready = "cannot reuse already awaited aclose()/athrow()";

Value endClose(Awaitable* self, Value result) {
  if (!result.isError() && !result.isDone() && !isWrapped(result))
    return result;
  self->generator->flags &= ~kGeneratorStepping;
  self->stage = Stage::Closed;
  if (result.isDone())
    return kDone;
  if (!result.isError())
    return raise(&tr_type_RuntimeError, "async generator ignored GeneratorExit");
  if (!isEndOfGenerator())
    return kError;
  clearPending();
  return kDone;
}

Value endThrow(Awaitable* self, Value result, Value* returned) {
  if (!self->thrownCount)
    return endClose(self, result);
  Value answer = unwrap(self->generator, result, returned);
  if (answer.isError() || answer.isDone())
    self->stage = Stage::Closed;
  return answer;
}

// Whether it goes on; else *answer is what it answers.
bool startThrow(Awaitable* self, Value* answer) {
  Generator* generator = self->generator;
  if (self->stage == Stage::Closed) {
    *answer = raise(&tr_type_RuntimeError, kThrownAlready);
    return false;
  }
  if (self->stage == Stage::Running)
    return true;
  if (generator->flags & kGeneratorStepping) {
    self->stage = Stage::Closed;
    *answer = raise(&tr_type_RuntimeError,
                    self->thrownCount ? "athrow(): asynchronous generator is already running"
                                      : "aclose(): asynchronous generator is already running");
    return false;
  }
  return true;
}

Value resumeThrow(Awaitable* self, Value sent, Value* returned) {
  Generator* generator = self->generator;
  if (self->stage != Stage::Closed && generator->flags & kGeneratorFinished) {
    self->stage = Stage::Closed;
    *returned = kNone;
    return kDone;
  }
  Value answer;
  if (!startThrow(self, &answer))
    return answer;
  if (self->stage == Stage::Running)
    return endThrow(self, generatorResume(generator, sent, nullptr), returned);
  if (generator->flags & kGeneratorClosed) {
    self->stage = Stage::Closed;
    return raiseNoArgs(&tr_type_StopAsyncIteration);
  }
  if (!sent.isNone())
    return raise(&tr_type_RuntimeError, "can't send non-None value to a just-started coroutine");
  self->stage = Stage::Running;
  generator->flags |= kGeneratorStepping;
  if (!self->thrownCount) {
    generator->flags |= kGeneratorClosed;
    raiseNoArgs(&tr_type_GeneratorExit);
  } else {
    Value args[4] = {kUnbound, self->thrown[0], self->thrown[1], self->thrown[2]};
    if (!raiseThrown(args, 1 + uint64_t{self->thrownCount})) {
      generator->flags &= ~kGeneratorStepping;
      return kError;
    }
  }
  return endThrow(self, generatorThrow(generator, nullptr), returned);
}

Value throwThrow(Awaitable* self, Value* returned) {
  Value exception = takePending();
  Value answer;
  if (!startThrow(self, &answer))
    return answer;
  restorePending(exception);
  self->stage = Stage::Running;
  self->generator->flags |= kGeneratorStepping;
  return endThrow(self, generatorThrow(self->generator, nullptr), returned);
}

// --- anext with a default

// What the awaitable answers; at its end the default does.
Value orDefault(AnextAwaitable* self, Value answer, Value* returned) {
  if (!answer.isError())
    return answer;
  if (pendingIs(&tr_type_StopIteration)) { // of a foreign iterator's method
    Value value = takePending().as<Exception>()->extra[0];
    *returned = value.isUnbound() ? kNone : value;
    return kDone;
  }
  if (!pendingIs(&tr_type_StopAsyncIteration))
    return kError;
  clearPending();
  *returned = self->otherwise;
  return kDone;
}

// Asks for the iterator, outside of an exception that is being thrown into it; false with an error.
bool openAnext(AnextAwaitable* self, bool isThrown) {
  if (!self->iterator.isUnbound())
    return true;
  Value thrown = isThrown ? takePending() : kNone;
  Value iterator = tr_await_iter(self->awaitable);
  if (iterator.isError())
    return false;
  self->iterator = iterator;
  if (isThrown)
    restorePending(thrown);
  return true;
}

Value resumeAnext(AnextAwaitable* self, Value sent, Value* returned) {
  if (!openAnext(self, sent.isError()))
    return kError;
  Value inner = self->iterator, answer;
  if (isResumable(inner)) {
    answer = generatorResume(generatorOf(inner), sent, returned);
  } else if (!resumeAwaitable(inner, sent, returned, &answer)) {
    *returned = kNone;
    if (sent.isError()) {
      Value thrown = takePending();
      answer = callMethod(inner, name_throw(), &thrown, 1);
    } else {
      answer = sent.isNone() ? next(inner) : callMethod(inner, name_send(), &sent, 1);
    }
  }
  return orDefault(self, answer, returned);
}

// --- methods

Value makeAwaitable(Shape* shape, Value generator, Value sent) {
  auto* awaitable = static_cast<Awaitable*>(memory::allocate(sizeof(Awaitable)));
  awaitable->shape = shape;
  awaitable->generator = generatorOf(generator);
  awaitable->sent = sent;
  return objectValue(awaitable);
}

// What asend() and the others of a generator answer. The first of them tells the event loop.
Value askGenerator(Shape* shape, Value generator, Value sent) {
  uint32_t& flags = generatorOf(generator)->flags;
  if (!(flags & kGeneratorHooked)) [[unlikely]] {
    flags |= kGeneratorHooked;
    if (!firstStepHook.isUnbound() && call(firstStepHook, &generator, 1).isError())
      return kError;
  }
  return makeAwaitable(shape, generator, sent);
}

Value asendMethod(const Value* args, uint64_t) {
  return askGenerator(&tr_shape_asyncGeneratorSend, args[0], args[1]);
}
Value anextMethod(const Value* args, uint64_t) {
  return askGenerator(&tr_shape_asyncGeneratorSend, args[0], kNone);
}
Value acloseMethod(const Value* args, uint64_t) {
  return askGenerator(&tr_shape_asyncGeneratorThrow, args[0], kNone);
}
Value athrowMethod(const Value* args, uint64_t nargs) {
  Value made = askGenerator(&tr_shape_asyncGeneratorThrow, args[0], kNone);
  if (made.isError())
    return kError;
  auto* awaitable = made.as<Awaitable>();
  awaitable->thrownCount = static_cast<uint8_t>(nargs - 1);
  for (uint64_t i = 1; i < nargs; ++i)
    awaitable->thrown[i - 1] = args[i];
  return made;
}
Value aiterMethod(const Value* args, uint64_t) { return args[0]; }
Value generatorRepr(Value self) {
  return formatText("<async_generator object %S at %p>", generatorOf(self)->qualname,
                    static_cast<void*>(self.object()));
}
Value getRunning(Value self) { return boolean(generatorOf(self)->flags & kGeneratorStepping); }

Value selfOf(Value self) { return self; }
Value selfMethod(const Value* args, uint64_t) { return args[0]; }

Value asStopIteration(Value answer, Value returned) {
  return answer.isDone() ? raiseStopIteration(returned) : answer;
}

Value awaitableNext(Value self) {
  Value returned = kNone, answer;
  resumeAwaitable(self, kNone, &returned, &answer);
  return answer.isDone() && !returned.isNone() ? raiseStopIteration(returned) : answer;
}
Value awaitableSend(const Value* args, uint64_t) {
  Value returned = kNone, answer;
  resumeAwaitable(args[0], args[1], &returned, &answer);
  return asStopIteration(answer, returned);
}
Value awaitableThrow(const Value* args, uint64_t nargs) {
  if (!raiseThrown(args, nargs))
    return kError;
  Value returned = kNone, answer;
  resumeAwaitable(args[0], kError, &returned, &answer);
  return asStopIteration(answer, returned);
}
Value awaitableClose(const Value* args, uint64_t) {
  if (!isExact(args[0], &tr_type_anextAwaitable) && args[0].as<Awaitable>()->stage == Stage::Closed)
    return kNone;
  raiseNoArgs(&tr_type_GeneratorExit);
  Value returned = kNone, answer;
  resumeAwaitable(args[0], kError, &returned, &answer);
  if (answer.isDone())
    return kNone;
  if (!answer.isError())
    return raise(&tr_type_RuntimeError, "coroutine ignored GeneratorExit");
  if (!isEndOfGenerator() && !pendingIs(&tr_type_StopIteration))
    return kError;
  clearPending();
  return kNone;
}

const NativeDef kGeneratorMethods[] = {nativeNone("__aiter__", aiterMethod),
                                       nativeNone("__anext__", anextMethod),
                                       nativeOne("__class_getitem__", classGetItem, kNativeClass),
                                       nativeOne("asend", asendMethod),
                                       nativePositional("athrow", athrowMethod, 1, 3),
                                       nativeNone("aclose", acloseMethod),
                                       kNativeEnd};
const GetSetDef kGeneratorGetSets[] = {{"ag_running", getRunning, nullptr},
                                       {"ag_suspended", generatorSuspended, nullptr},
                                       {"ag_code", generatorCode, nullptr},
                                       {"ag_frame", generatorFrame, nullptr},
                                       {"ag_await", generatorDelegate, nullptr},
                                       {"__name__", generatorName, generatorSetName},
                                       {"__qualname__", generatorQualname, generatorSetQualname},
                                       {nullptr, nullptr, nullptr}};
const NativeDef kAwaitableMethods[] = {nativeNone("__await__", selfMethod),
                                       nativeOne("send", awaitableSend),
                                       nativePositional("throw", awaitableThrow, 1, 3),
                                       nativeNone("close", awaitableClose), kNativeEnd};

Value builtinAnext(const Value* args, uint64_t nargs) {
  Value awaitable = callDunder(name_anext(), args, 1);
  if (awaitable.isUnbound())
    return raiseTypeError("'%T' object is not an async iterator", args[0]);
  if (awaitable.isError() || nargs == 1)
    return awaitable;
  auto* made = static_cast<AnextAwaitable*>(memory::allocate(sizeof(AnextAwaitable)));
  made->shape = &tr_shape_anextAwaitable;
  made->awaitable = awaitable;
  made->iterator = kUnbound;
  made->otherwise = args[1];
  return objectValue(made);
}

} // namespace

bool resumeAwaitable(Value awaitable, Value sent, Value* result, Value* answer) {
  bool isThrown = sent.isError();
  if (isExact(awaitable, &tr_type_asyncGeneratorSend)) {
    auto* self = awaitable.as<Awaitable>();
    *answer = isThrown ? throwSend(self, result) : resumeSend(self, sent, result);
  } else if (isExact(awaitable, &tr_type_asyncGeneratorThrow)) {
    auto* self = awaitable.as<Awaitable>();
    *answer = isThrown ? throwThrow(self, result) : resumeThrow(self, sent, result);
  } else if (isExact(awaitable, &tr_type_anextAwaitable)) {
    *answer = resumeAnext(awaitable.as<AnextAwaitable>(), sent, result);
  } else {
    return false;
  }
  return true;
}

extern "C" Value tr_async_wrap(Value value) {
  auto* wrapped = static_cast<WrappedValue*>(memory::allocate(sizeof(WrappedValue)));
  wrapped->shape = &tr_shape_asyncGeneratorValue;
  wrapped->value = value;
  return objectValue(wrapped);
}

TR_DEFINE_TYPE(async_generator, .cname = "async_generator", .base = &tr_type_object,
               .instanceSize = sizeof(Generator), .layout = Layout::Other,
               .methods = kGeneratorMethods, .getsets = kGeneratorGetSets,
               .slots = {.repr = generatorRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

TR_DEFINE_TYPE(asyncGeneratorValue, .cname = "async_generator_wrapped_value",
               .base = &tr_type_object, .instanceSize = sizeof(WrappedValue),
               .layout = Layout::Other,
               .slots = {.hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

#define TR_AWAITABLE_TYPE(id, python, Struct)                                                      \
  TR_DEFINE_TYPE(id, .cname = python, .base = &tr_type_object, .instanceSize = sizeof(Struct),     \
                 .layout = Layout::Other, .methods = kAwaitableMethods,                            \
                 .slots = {.hash = identityHash,                                                   \
                           .iter = selfOf,                                                         \
                           .next = awaitableNext,                                                  \
                           .getattr = genericGetAttr,                                              \
                           .setattr = genericSetAttr,                                              \
                           .compare = identityCompare})

TR_AWAITABLE_TYPE(asyncGeneratorSend, "async_generator_asend", Awaitable);
TR_AWAITABLE_TYPE(asyncGeneratorThrow, "async_generator_athrow", Awaitable);
TR_AWAITABLE_TYPE(anextAwaitable, "anext_awaitable", AnextAwaitable);

} // namespace tr

TR_BUILTIN(anext, tr::nativePositional("anext", tr::builtinAnext, 1, 2));
