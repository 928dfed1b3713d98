// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline caches of attribute accesses and method calls: core/attr_cache.h has the kinds;
// runtime-lib/ hot reads them. Here a miss is answered and the cache filled for the next time: from
// what another miss found for that shape, as sites that meet many shapes in turn miss all the time.
#include "runtime-lib/core/attr_cache.h"

#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

inline Type* readyTypeOf(Value v) {
  Type* type = typeOf(v);
  ensureReady(type);
  return type;
}

void fill(AttrCache* cache, const Shape* shape, uint64_t version, AttrKind kind, uint64_t index,
          uint64_t payload) {
  *cache = {shape, version, static_cast<uint64_t>(kind) | index << 8, payload};
}

void fillInlineSlot(AttrCache* cache, const Shape* shape, uint32_t slot) {
  uint32_t offset = inlineSlotOffset(shape->type, slot);
  if (isRawSlot(shape, slot))
    fill(cache, shape, rawEpoch(), AttrKind::RawSlot, 0, offset);
  else
    fill(cache, shape, tr_attribute_epoch, AttrKind::InlineSlot, 0, offset);
}

bool isPlainShape(const Shape* shape) { return !shape->table || !shape->table->dictionary; }

// A staticmethod or classmethod whose __init__ was not called: looking it up raises.
bool isUninitialised(Value found) {
  return (isExact(found, &tr_type_staticmethod) || isExact(found, &tr_type_classmethod)) &&
         found.as<WrappedFunction>()->function.isUnbound();
}

// Whether lookups of name in type may be kept until the type's version changes.
bool isCacheable(Type* type, Str* name) {
  if (!type->mro)
    return false;
  for (uint64_t i = 0; i < type->mro->length; ++i) {
    auto* base = type->mro->items()[i].as<Type>();
    if (base->heap && base->heap->volatileNames &&
        !dictGetStr(base->heap->volatileNames, name).isUnbound())
      return false;
  }
  return true;
}

// Fills the cache for an instance of a type with the generic getattr. `call`: for a method call.
void cacheInstance(Value receiver, Str* name, AttrCache* cache, bool call) {
  Object* object = receiver.object();
  const Shape* shape = object->shape;
  Type* type = shape->type;
  if (!isPlainShape(shape))
    return;
  Value found = lookupInType(type, name);
  Type* foundType = found.isObject() ? readyTypeOf(found) : nullptr;
  bool data = foundType && foundType->slots.descrSet && foundType->slots.descrGet;
  if (data) {
    if (foundType == &tr_type_member) {
      auto* member = found.as<Member>();
      if (!member->def && isSubtype(type, member->owner))
        fill(cache, shape, type->version, AttrKind::Member, member->offset, 0);
    } else if (foundType == &tr_type_property && !call) {
      Value getter = found.as<Property>()->get;
      if (isExact(getter, &tr_type_function))
        fill(cache, shape, type->version, AttrKind::Property, 0, getter.bits);
    }
    return;
  }
  int64_t slot = type->attrOffset > 0 ? shapeFind(shape, name) : -1;
  if (type->attrOffset < 0 && shapeFind(shape, name) >= 0)
    return;
  if (slot >= 0) {
    uint32_t inlineCapacity = shape->table->inlineCapacity;
    if (slot < inlineCapacity)
      fillInlineSlot(cache, shape, static_cast<uint32_t>(slot));
    else
      fill(cache, shape, otherEpoch(), AttrKind::OverflowSlot,
           static_cast<uint64_t>(type->attrOffset) | static_cast<uint64_t>(slot - inlineCapacity)
                                                         << 24,
           0);
    return;
  }
  if (found.isUnbound() || isUninitialised(found) || !isCacheable(type, name))
    return;
  if (foundType && (foundType->flags & kTypeMethodLike)) {
    fill(cache, shape, type->version, AttrKind::Method, 0, found.bits);
  } else if (foundType == &tr_type_staticmethod) {
    fill(cache, shape, type->version, AttrKind::TypeValue, 0,
         found.as<WrappedFunction>()->function.bits);
  } else if (foundType == &tr_type_classmethod) {
    fill(cache, shape, type->version, AttrKind::ClassMethod, 0,
         found.as<WrappedFunction>()->function.bits);
  } else if (!foundType || !foundType->slots.descrGet) {
    fill(cache, shape, type->version, AttrKind::TypeValue, 0, found.bits);
  }
}

// The same for a class as receiver, with the getattr of type. Versions are unique, so a version
// names the class.
void cacheClass(Value receiver, Str* name, AttrCache* cache) {
  Type* type = asType(receiver);
  Type* metatype = readyTypeOf(receiver);
  ensureReady(type);
  if (!lookupInType(metatype, name).isUnbound())
    return;
  Value found = lookupInType(type, name);
  if (found.isUnbound() || isUninitialised(found) || !isCacheable(type, name))
    return;
  Type* foundType = found.isObject() ? readyTypeOf(found) : nullptr;
  const Shape* shape = receiver.object()->shape;
  if (foundType == &tr_type_function || foundType == &tr_type_methodDescriptor || !foundType ||
      !foundType->slots.descrGet)
    fill(cache, shape, type->version, AttrKind::ClassValue, 0, found.bits);
  else if (foundType == &tr_type_staticmethod)
    fill(cache, shape, type->version, AttrKind::ClassValue, 0,
         found.as<WrappedFunction>()->function.bits);
  else if (foundType == &tr_type_classmethod)
    fill(cache, shape, type->version, AttrKind::ClassMethodOnClass, 0,
         found.as<WrappedFunction>()->function.bits);
}

void cacheModule(Value receiver, Str* name, AttrCache* cache) {
  if (typeOf(receiver) != &tr_type_module)
    return; // its class may have descriptors
  if (Value* slot = moduleSlot(receiver, name))
    fill(cache, receiver.object()->shape, otherEpoch(), AttrKind::ModuleSlot, 0,
         reinterpret_cast<uint64_t>(slot));
}

void fillCache(Value receiver, Str* name, AttrCache* cache, bool call) {
  if (!receiver.isObject())
    return;
  Type* type = readyTypeOf(receiver);
  shapeRefresh(receiver.object());
  if (type->slots.getattr == genericGetAttr)
    cacheInstance(receiver, name, cache, call);
  else if (type->slots.getattr == typeGetAttr)
    cacheClass(receiver, name, cache);
  else if (type->slots.getattr == moduleGetAttr)
    cacheModule(receiver, name, cache);
}

// ---- what misses found, by shape and name (of classes and modules: by the object)

enum class Use : uint8_t { Get, Call, Set };

struct SharedEntry {
  const Object* key;
  const Str* name;
  Use use;
  AttrCache cache;
};
constexpr unsigned kSharedBits = 10;
SharedEntry sharedEntries[1 << kSharedBits];

const Object* sharedKey(Value receiver, Use use) {
  Object* object = receiver.object();
  const Slots& slots = object->shape->type->slots;
  bool isPlain =
      use == Use::Set ? slots.setattr == genericSetAttr : slots.getattr == genericGetAttr;
  return isPlain ? reinterpret_cast<const Object*>(object->shape) : object;
}

SharedEntry& sharedEntry(const Object* key, const Str* name, Use use) {
  uint64_t bits = reinterpret_cast<uint64_t>(key) * 3 + reinterpret_cast<uint64_t>(name);
  return sharedEntries[(bits + static_cast<uint64_t>(use)) * 0x9E3779B97F4A7C15 >>
                       (64 - kSharedBits)];
}

// Whether the cache is told now what it was not told before: its user is to try it again. When that
// fails too, which versions tell, it comes back with what is known and nothing is answered.
bool takeShared(Value receiver, const Str* name, Use use, AttrCache* cache) {
  if (!receiver.isObject())
    return false;
  const Object* key = sharedKey(receiver, use);
  const SharedEntry& entry = sharedEntry(key, name, use);
  if (entry.key != key || entry.name != name || entry.use != use ||
      !std::memcmp(&entry.cache, cache, sizeof(AttrCache)))
    return false;
  *cache = entry.cache;
  return true;
}

// After a cache may have been filled for a receiver that had this key.
void share(const Object* key, const Shape* shape, const Str* name, Use use,
           const AttrCache* cache) {
  if (cache->shape == shape)
    sharedEntry(key, name, use) = {key, name, use, *cache};
}

void fillAndShare(Value receiver, Str* name, AttrCache* cache, Use use) {
  fillCache(receiver, name, cache, use == Use::Call);
  if (receiver.isObject())
    share(sharedKey(receiver, use), receiver.object()->shape, name, use, cache);
}

bool setAttribute(Value object, Value name, Value value, AttrCache* cache);

} // namespace

extern "C" {

Value tr_slow_getattr(Value object, Value name, AttrCache* cache) {
  if (takeShared(object, asStr(name), Use::Get, cache))
    return tr_getattr(object, name, cache);
  fillAndShare(object, asStr(name), cache, Use::Get);
  return getAttr(object, asStr(name));
}

bool tr_slow_setattr(Value object, Value name, Value value, AttrCache* cache) {
  Str* key = asStr(name);
  if (!object.isObject())
    return setAttribute(object, name, value, cache);
  if (takeShared(object, key, Use::Set, cache))
    return tr_setattr(object, name, value, cache);
  const Object* before = sharedKey(object, Use::Set);
  const Shape* shape = object.object()->shape;
  bool done = setAttribute(object, name, value, cache);
  share(before, shape, key, Use::Set, cache);
  return done;
}

} // extern "C"

namespace {

// Stores, and fills the cache for the next time.
bool setAttribute(Value object, Value name, Value value, AttrCache* cache) {
  Str* key = asStr(name);
  Type* type = readyTypeOf(object);
  if (object.isObject() && type->slots.setattr == genericSetAttr && type->attrOffset > 0 &&
      isPlainShape(object.object()->shape)) {
    Value found = lookupInType(type, key);
    Type* foundType = found.isObject() ? readyTypeOf(found) : nullptr;
    if (!foundType || !foundType->slots.descrSet) {
      shapeRefresh(object.object());
      const Shape* before = object.object()->shape;
      if (!instanceSet(object.object(), key, value))
        return false;
      const Shape* after = object.object()->shape;
      if (!isPlainShape(after))
        return true;
      int64_t slot = shapeFind(after, key);
      if (slot >= after->table->inlineCapacity) {
        if (before == after)
          fill(cache, after, otherEpoch(), AttrKind::OverflowSlot,
               static_cast<uint64_t>(type->attrOffset) |
                   static_cast<uint64_t>(slot - after->table->inlineCapacity) << 24,
               0);
        return true;
      }
      auto inlineSlot = static_cast<uint32_t>(slot);
      if (before == after)
        fillInlineSlot(cache, after, inlineSlot);
      else if (!before->table || before->table->count < after->table->count) {
        const bool isRaw = isRawSlot(after, inlineSlot);
        fill(cache, before, isRaw ? otherEpoch() : addEpoch(),
             isRaw ? AttrKind::AddRawSlot : AttrKind::AddSlot, inlineSlotOffset(type, inlineSlot),
             reinterpret_cast<uint64_t>(after));
      }
      return true;
    }
  }
  if (object.isObject() && type->slots.setattr == genericSetAttr) {
    Value found = lookupInType(type, key);
    if (isExact(found, &tr_type_member) && !found.as<Member>()->def &&
        isSubtype(type, found.as<Member>()->owner))
      fill(cache, object.object()->shape, type->version, AttrKind::Member,
           found.as<Member>()->offset, 0);
  } else if (object.isObject() && type->slots.setattr == moduleSetAttr) {
    cacheModule(object, key, cache);
  }
  return type->slots.setattr(object, name, value);
}

} // namespace

extern "C" {

// Answers what a call of the method has to call; *first is what goes before the arguments.
Value tr_slow_load_method(Value receiver, Value name, AttrCache* cache, Value* first) {
  Str* key = asStr(name);
  if (takeShared(receiver, key, Use::Call, cache))
    return tr_load_method(receiver, name, cache, first);
  fillAndShare(receiver, key, cache, Use::Call);
  Type* type = readyTypeOf(receiver);
  if (type->slots.getattr == genericGetAttr) {
    // A method of the type, not shadowed: no bound method is made.
    Value found = lookupInType(type, key);
    if (found.isObject() && (typeOf(found)->flags & kTypeMethodLike) &&
        (!hasAttributes(receiver) || instanceGet(receiver.object(), key).isUnbound())) {
      *first = receiver;
      return found;
    }
  }
  *first = kUnbound;
  return getAttr(receiver, key);
}

Value tr_slow_call_method(Value receiver, const Value* args, uint64_t nargs, Tuple* kwnames,
                          Value name, AttrCache* cache) {
  Str* key = asStr(name);
  if (takeShared(receiver, key, Use::Call, cache))
    return tr_call_method(receiver, const_cast<Value*>(args), static_cast<int64_t>(nargs), kwnames,
                          name, cache);
  fillAndShare(receiver, key, cache, Use::Call);
  Type* type = readyTypeOf(receiver);
  if (type->slots.getattr == genericGetAttr) {
    // A method of the type, not shadowed: called without making a bound method.
    Value found = lookupInType(type, key);
    if (found.isObject() && (typeOf(found)->flags & kTypeMethodLike) &&
        (!hasAttributes(receiver) || instanceGet(receiver.object(), key).isUnbound()))
      return found.as<Callable>()->entry(found.object(), args, nargs, kwnames);
  }
  Value method = getAttr(receiver, key);
  if (!method.isError())
    return call(method, args + 1, nargs - 1, kwnames);
  // The caller's traceback entry is to show the attribute, not the call.
  tr_thread->nextEntry = TracebackEntry::Lookup;
  return kError;
}

// A class method called on an instance: the class goes in the receiver's place.
Value tr_slow_call_class_method(Value function, const Value* args, uint64_t nargs, Tuple* kwnames) {
  uint64_t words = nargs + (kwnames ? kwnames->length : 0);
  Value inlineArgs[12];
  Value* all =
      words <= 12 ? inlineArgs : static_cast<Value*>(memory::allocate(words * sizeof(Value)));
  memcpy(all, args, words * sizeof(Value));
  all[0] = typeValue(typeOf(args[0]));
  return call(function, all, nargs, kwnames);
}

Value tr_slow_call(Value callee, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return call(callee, args, nargs, kwnames);
}

} // extern "C"

} // namespace tr
