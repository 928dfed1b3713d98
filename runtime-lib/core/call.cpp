// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls: of values, of methods by name, with * and ** arguments.
#include "runtime-lib/core/call.h"

#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/core/with_receiver.h"
#include "runtime-lib/memory/memory.h"

namespace tr {

Value call(Value callee, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Type* type = typeOf(callee);
  if (type->flags & kTypeHasEntry) [[likely]]
    return callee.as<Callable>()->entry(callee.object(), args, nargs, kwnames);
  if (!type->slots.call)
    return raiseTypeError("'%T' object is not callable", callee);
  return type->slots.call(callee, args, nargs, kwnames);
}

Value call0(Value callee) { return call(callee, nullptr, 0); }
Value call1(Value callee, Value a) { return call(callee, &a, 1); }
Value call2(Value callee, Value a, Value b) {
  Value args[] = {a, b};
  return call(callee, args, 2);
}

Value callFound(Value found, const Value* args, uint64_t nargs, Tuple* kwnames, bool* unbindable) {
  // What special methods are found to be may lead back here without a compiled function between,
  // whose entry would look at the stack: C.__call__ = C(), C.__repr__ = C.__str__.
  if (reinterpret_cast<uint64_t>(__builtin_frame_address(0)) <= tr_stack_limit &&
      !tr_slow_stack_check(0)) [[unlikely]]
    return kError;
  if (found.isObject()) [[likely]] {
    Type* type = found.object()->shape->type;
    if (type->flags & kTypeMethodLike)
      return found.as<Callable>()->entry(found.object(), args, nargs, kwnames);
    ensureReady(type);
    if (type->slots.descrGet) {
      Value bound = type->slots.descrGet(found, args[0], typeValue(typeOf(args[0])));
      if (bound.isError()) {
        if (unbindable)
          *unbindable = true;
        return bound;
      }
      return call(bound, args + 1, nargs - 1, kwnames);
    }
  }
  return call(found, args + 1, nargs - 1, kwnames);
}

Value callMethod(Value receiver, Str* name, const Value* args, uint64_t nargs) {
  WithReceiver all(receiver, args, nargs);
  // An instance attribute may shadow the method, and a type is asked through its metatype.
  Type* type = typeOf(receiver);
  if (type->slots.getattr == genericGetAttr && !hasAttributes(receiver)) {
    Value found = lookupInType(type, name);
    if (found.isUnbound())
      return raiseNoAttribute(receiver, name);
    return callFound(found, all.words(), nargs + 1);
  }
  Value method = getAttr(receiver, name);
  return method.isError() ? method : call(method, args, nargs);
}

namespace {

// "f()" as CPython's argument errors name a callee: module.qualname() or str(callee).
Value calleeText(Value callee) {
  Value qualname = getAttrOrUnbound(callee, name_qualname());
  if (qualname.isError())
    clearPending();
  if (!isStr(qualname))
    return str(callee);
  Value module = getAttrOrUnbound(callee, name_module());
  if (module.isError())
    clearPending();
  if (isStr(module) && utf8Of(asStr(module)) != "builtins")
    return formatText("%S.%S()", module, qualname);
  return formatText("%S()", qualname);
}

bool raiseRepeated(Value callee, Value name) {
  raiseTypeError("%S got multiple values for keyword argument '%S'", calleeText(callee), name);
  return false;
}

// Whether a key may be merged into `keywords`; else an exception is pending. That it is a str is
// asked at the call alone.
bool isNewKeyword(Dict* keywords, Value key, Value callee) {
  Value known = dictGet(keywords, key);
  return known.isUnbound() || (!known.isError() && raiseRepeated(callee, key));
}

Dict* asDictOrNull(Value v) { return v.isObject() && isDict(v) ? asDict(v) : nullptr; }

} // namespace

extern "C" {

Value tr_call_ex(Value callee, Value args, Value keywords) {
  if (!isTupleExact(args)) {
    // f(*iterable) alone: anything else has been made a tuple.
    if (!takesIter(typeOf(args)))
      return raiseTypeError("%S argument after * must be an iterable, not %T", calleeText(callee),
                            args);
    args = tupleFromIterable(args);
    if (args.isError())
      return args;
  }
  Tuple* tuple = asTuple(args);
  if (keywords.isUnbound() || asDict(keywords)->used == 0)
    return call(callee, tuple->items(), tuple->length);
  Dict* dict = asDict(keywords);
  uint64_t count = dict->used;
  auto* words = static_cast<Value*>(memory::allocate((tuple->length + count) * sizeof(Value)));
  memcpy(words, tuple->items(), tuple->length * sizeof(Value));
  Tuple* names = allocateTuple(count);
  uint64_t position = 0, n = 0;
  Value key, value;
  while (n < count && dictNext(dict, &position, &key, &value)) {
    if (!isStr(key))
      return raiseTypeError("keywords must be strings");
    names->items()[n] = key;
    words[tuple->length + n++] = value;
  }
  return call(callee, words, tuple->length, names);
}

bool tr_merge_keywords(Value into, Value mapping, Value callee) {
  Dict* target = asDict(into);
  if (Dict* source = asDictOrNull(mapping); source && isExact(mapping, &tr_type_dict)) {
    uint64_t position = 0;
    Value key, value;
    while (dictNext(source, &position, &key, &value)) {
      if (!isNewKeyword(target, key, callee) || !dictSet(target, key, value))
        return false;
    }
    return true;
  }
  Value keys = getAttrOrUnbound(mapping, name_keys());
  if (keys.isError())
    return false;
  if (keys.isUnbound()) {
    raiseTypeError("%S argument after ** must be a mapping, not %T", calleeText(callee), mapping);
    return false;
  }
  Value iterator = call0(keys);
  if (iterator.isError() || (iterator = iterate(iterator)).isError())
    return false;
  for (;;) {
    Value key = next(iterator);
    if (key.isDone())
      return true;
    if (key.isError())
      return false;
    if (!isNewKeyword(target, key, callee))
      return false;
    Value value = getItem(mapping, key);
    if (value.isError() || !dictSet(target, key, value))
      return false;
  }
}

bool tr_set_keyword(Value into, Value name, Value value, Value callee) {
  Dict* target = asDict(into);
  if (!dictGetStr(target, asStr(name)).isUnbound())
    return raiseRepeated(callee, name);
  return dictSetStr(target, asStr(name), value);
}

bool tr_bind_arguments(void* function, void* args, int64_t nargs, void* kwnames, void* out) {
  return bindArguments(static_cast<Function*>(function), static_cast<const Value*>(args),
                       static_cast<uint64_t>(nargs), static_cast<Tuple*>(kwnames),
                       static_cast<Value*>(out));
}

} // extern "C"

// --- classes

Value callType(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  auto* type = static_cast<Type*>(self);
  // The type that is called most for its conversion; what follows takes as long as that of an int.
  if (type == &tr_type_str && nargs == 1 && !kwnames)
    return str(args[0]);
  Type* metatype = self->shape->type;
  if (metatype != &tr_type_type && metatype->slots.call != tr_type_type.slots.call)
    return metatype->slots.call(objectValue(self), args, nargs, kwnames);
  return constructAndInit(type, args, nargs, kwnames);
}

namespace {

constexpr uint64_t kFewWords = 8;

// Whether instances are made by object's __new__ and a compiled __init__: most classes.
bool isPlainlyMade(const Type* type) {
  return type->heap && !type->heap->initFunction.isUnbound() &&
         type->slots.construct == tr_type_object.slots.construct && !(type->flags & kTypeAbstract);
}

// constructAndInit for those, with few arguments, in one frame and without a copy made by a call.
__attribute__((no_builtin("memcpy"))) Value
constructPlain(Type* type, const Value* args, uint64_t words, uint64_t nargs, Tuple* kwnames) {
  Object* object = newInstance(type);
  if (!object)
    return kError;
  Value all[kFewWords + 1];
  all[0] = objectValue(object);
  for (uint64_t i = 0; i < words; ++i)
    all[i + 1] = args[i];
  Value init = type->heap->initFunction;
  Value result = init.as<Callable>()->entry(init.object(), all, nargs + 1, kwnames);
  if (result.isNone()) [[likely]]
    return all[0];
  return result.isError() ? result
                          : raiseTypeError("__init__() should return None, not '%T'", result);
}

} // namespace

Value constructAndInit(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (uint64_t words = nargs + (kwnames ? kwnames->length : 0);
      words <= kFewWords && isPlainlyMade(type)) [[likely]]
    return constructPlain(type, args, words, nargs, kwnames);
  if (type == &tr_type_type && nargs == 1 && !(kwnames && kwnames->length))
    return typeValue(typeOf(args[0]));
  ensureReady(type);
  if (!type->slots.construct)
    return raiseTypeError("cannot create '%s' instances",
                          type->cname ? type->cname : typeName(type));
  Value object = type->slots.construct(type, args, nargs, kwnames);
  if (object.isError())
    return object;
  // __init__ runs only on what is an instance of the type that was called.
  Type* made = typeOf(object);
  if (made != type && !isSubtype(made, type))
    return object;
  if (made->slots.init && !made->slots.init(object, args, nargs, kwnames))
    return kError;
  return object;
}

} // namespace tr
