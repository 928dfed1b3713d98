// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hits of the inline attribute caches (core/attr_cache.h), and calls. Also built to bitcode.
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/hot/hot.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

TR_INLINE AttrKind kindOf(const AttrCache* cache) {
  return static_cast<AttrKind>(cache->kindAndIndex & 0xFF);
}
TR_INLINE uint64_t indexOf(const AttrCache* cache) { return cache->kindAndIndex >> 8; }
TR_INLINE Value& wordAt(Object* object, uint64_t offset) {
  return *reinterpret_cast<Value*>(reinterpret_cast<char*>(object) + offset);
}
TR_INLINE Value& overflowWord(Object* object, uint64_t index) {
  return (*reinterpret_cast<Value**>(reinterpret_cast<char*>(object) +
                                     (index & 0xFFFFFF)))[index >> 24];
}

TR_INLINE double& rawAt(Object* object, uint64_t offset) {
  return *reinterpret_cast<double*>(reinterpret_cast<char*>(object) + offset);
}
// Stores into a raw slot if it takes the value.
TR_INLINE bool storeRaw(Object* object, uint64_t offset, Value value) {
  if (!isFloatExact(value))
    return false;
  rawAt(object, offset) = floatOf(value);
  return true;
}

TR_INLINE Value callValue(Value callee, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (callee.isObject() && (callee.object()->shape->type->flags & kTypeHasEntry)) [[likely]]
    return callee.as<Callable>()->entry(callee.object(), args, nargs, kwnames);
  return tr_slow_call(callee, args, nargs, kwnames);
}

TR_INLINE bool hitsInlineSlot(Value receiver, const AttrCache* cache) {
  return receiver.isObject() && receiver.object()->shape == cache->shape &&
         cache->version == tr_attribute_epoch;
}

// What a cache that fits the object's shape says; unbound: a miss.
Value cachedGet(Value receiver, const AttrCache* cache) {
  Object* object = receiver.object();
  Type* type = object->shape->type;
  switch (kindOf(cache)) {
  case AttrKind::InlineSlot:
    return cache->version == tr_attribute_epoch ? wordAt(object, cache->payload) : kUnbound;
  case AttrKind::RawSlot:
    return cache->version == rawEpoch() ? makeFloat(rawAt(object, cache->payload)) : kUnbound;
  case AttrKind::TypeValue:
    return cache->version == type->version ? Value{cache->payload} : kUnbound;
  case AttrKind::ClassValue:
    return cache->version == static_cast<Type*>(object)->version ? Value{cache->payload} : kUnbound;
  case AttrKind::Member:
    return cache->version == type->version ? wordAt(object, indexOf(cache)) : kUnbound;
  case AttrKind::Property: {
    if (cache->version != type->version)
      return kUnbound;
    Value getter{cache->payload};
    return getter.as<Callable>()->entry(getter.object(), &receiver, 1, nullptr);
  }
  case AttrKind::ModuleSlot:
    return *reinterpret_cast<Value*>(cache->payload);
  case AttrKind::OverflowSlot:
    return cache->version == otherEpoch() ? overflowWord(object, indexOf(cache)) : kUnbound;
  default:
    return kUnbound;
  }
}

} // namespace

extern "C" {

// Everything but a hit of an inline word: out of line, in the runtime alone.
__attribute__((noinline)) Value tr_getattr_other(Value receiver, Value name, AttrCache* cache) {
  if (receiver.isObject() && receiver.object()->shape == cache->shape) [[likely]] {
    Value found = cachedGet(receiver, cache);
    if (found.isError())
      return failedAttribute(receiver, asStr(name));
    if (!found.isUnbound())
      return found;
  }
  return tr_slow_getattr(receiver, name, cache);
}

__attribute__((noinline)) bool tr_setattr_other(Value receiver, Value name, Value value,
                                                AttrCache* cache) {
  if (receiver.isObject() && receiver.object()->shape == cache->shape) [[likely]] {
    Object* object = receiver.object();
    AttrKind kind = kindOf(cache);
    if (cache->version == addEpoch()) [[likely]] {
      wordAt(object, indexOf(cache)) = value;
      object->shape = reinterpret_cast<const Shape*>(cache->payload);
      return true;
    }
    if (cache->version == otherEpoch()) {
      if (kind == AttrKind::AddRawSlot && storeRaw(object, indexOf(cache), value)) {
        object->shape = reinterpret_cast<const Shape*>(cache->payload);
        return true;
      }
      if (kind == AttrKind::OverflowSlot) {
        overflowWord(object, indexOf(cache)) = value;
        return true;
      }
      if (kind == AttrKind::ModuleSlot) {
        *reinterpret_cast<Value*>(cache->payload) = value;
        return true;
      }
    }
    if (kind == AttrKind::RawSlot && cache->version == rawEpoch() &&
        storeRaw(object, cache->payload, value))
      return true;
    if (kind == AttrKind::Member && cache->version == object->shape->type->version) {
      wordAt(object, indexOf(cache)) = value;
      return true;
    }
  }
  return tr_slow_setattr(receiver, name, value, cache);
}

Value tr_getattr(Value receiver, Value name, void* cachePointer) {
  auto* cache = static_cast<AttrCache*>(cachePointer);
  if (hitsInlineSlot(receiver, cache)) [[likely]]
    return wordAt(receiver.object(), cache->payload);
  return tr_getattr_other(receiver, name, cache);
}

bool tr_setattr(Value receiver, Value name, Value value, void* cachePointer) {
  auto* cache = static_cast<AttrCache*>(cachePointer);
  if (hitsInlineSlot(receiver, cache)) [[likely]] {
    wordAt(receiver.object(), cache->payload) = value;
    return true;
  }
  return tr_setattr_other(receiver, name, value, cache);
}

Value tr_call(Value callee, void* args, int64_t nargs, void* kwnames) {
  return callValue(callee, static_cast<const Value*>(args), static_cast<uint64_t>(nargs),
                   static_cast<Tuple*>(kwnames));
}

// Neither a hit of a method nor of a module's function.
__attribute__((noinline)) Value tr_load_method_other(Value receiver, Value name, AttrCache* cache,
                                                     Value* first) {
  *first = kUnbound;
  if (receiver.isObject() && receiver.object()->shape == cache->shape) [[likely]] {
    Value found = cachedGet(receiver, cache);
    if (!found.isUnbound())
      return found;
  }
  return tr_slow_load_method(receiver, name, cache, first);
}

__attribute__((noinline)) Value tr_call_method_other(Value receiver, const Value* args,
                                                     uint64_t nargs, Tuple* kwnames, Value name,
                                                     AttrCache* cache) {
  if (receiver.isObject() && receiver.object()->shape == cache->shape) [[likely]] {
    Object* object = receiver.object();
    AttrKind kind = kindOf(cache);
    if (cache->version == object->shape->type->version) [[likely]] {
      if (kind == AttrKind::TypeValue)
        return callValue({cache->payload}, args + 1, nargs - 1, kwnames);
      if (kind == AttrKind::ClassMethod)
        return tr_slow_call_class_method({cache->payload}, args, nargs, kwnames);
    }
    if (kind == AttrKind::InlineSlot && cache->version == tr_attribute_epoch)
      return callValue(wordAt(object, cache->payload), args + 1, nargs - 1, kwnames);
    if (kind == AttrKind::ClassValue && cache->version == static_cast<Type*>(object)->version)
      return callValue({cache->payload}, args + 1, nargs - 1, kwnames);
    if (kind == AttrKind::ClassMethodOnClass &&
        cache->version == static_cast<Type*>(object)->version)
      return callValue({cache->payload}, args, nargs, kwnames);
  }
  return tr_slow_call_method(receiver, args, nargs, kwnames, name, cache);
}

Value tr_load_method(Value receiver, Value name, void* cachePointer, void* out) {
  auto* cache = static_cast<AttrCache*>(cachePointer);
  auto* first = static_cast<Value*>(out);
  if (receiver.isObject() && receiver.object()->shape == cache->shape &&
      kindOf(cache) == AttrKind::Method &&
      cache->version == receiver.object()->shape->type->version) [[likely]] {
    *first = receiver;
    return {cache->payload};
  }
  return tr_load_method_other(receiver, name, cache, first);
}

Value tr_call_method(Value receiver, void* argsPointer, int64_t nargs, void* kwnames, Value name,
                     void* cachePointer) {
  auto* cache = static_cast<AttrCache*>(cachePointer);
  auto* args = static_cast<const Value*>(argsPointer);
  auto count = static_cast<uint64_t>(nargs);
  auto* names = static_cast<Tuple*>(kwnames);
  if (receiver.isObject() && receiver.object()->shape == cache->shape) [[likely]] {
    AttrKind kind = kindOf(cache);
    if (kind == AttrKind::Method && cache->version == receiver.object()->shape->type->version)
        [[likely]] {
      Value method{cache->payload};
      return method.as<Callable>()->entry(method.object(), args, count, names);
    }
    if (kind == AttrKind::ModuleSlot) {
      Value callee = *reinterpret_cast<Value*>(cache->payload);
      if (!callee.isUnbound())
        return callValue(callee, args + 1, count - 1, names);
    }
  }
  return tr_call_method_other(receiver, args, count, names, name, cache);
}

} // extern "C"

} // namespace tr
