// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types at run time: making builtin types ready, versions, the lookup cache, the C3 order.
//
// Lookup cache: direct-mapped by (version, name hash). Only what can't change without a new version
// is kept: misses, functions and descriptors, and plain values whose name is not volatile in the
// class that holds it (core/heap_type.h).
#include "runtime-lib/core/type.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

uint32_t lastVersion = 0;

struct LookupEntry {
  const Str* name;
  Value value;
  uint32_t version;
};
constexpr uint32_t kLookupEntries = 2048;
LookupEntry lookupCache[kLookupEntries];

struct SuperEntry {
  const Type* after;
  const Str* name;
  Value value;
  uint32_t version;
};
constexpr uint32_t kSuperEntries = 256;
SuperEntry superCache[kSuperEntries];

bool isVolatile(Type* owner, const Str* name) {
  return owner->heap && owner->heap->volatileNames &&
         !dictGetStr(owner->heap->volatileNames, name).isUnbound();
}

// The static initialiser may leave inherited slots null.
void inheritSlots(Type* type) {
  const Type* base = type->base;
  if (!base)
    return;
  auto* own = reinterpret_cast<void**>(&type->slots);
  auto* inherited = reinterpret_cast<void* const*>(&base->slots);
  static_assert(sizeof(Slots) % sizeof(void*) == 0);
  constexpr size_t kHash = offsetof(Slots, hash) / sizeof(void*);
  constexpr size_t kConstruct = offsetof(Slots, construct) / sizeof(void*);
  for (size_t i = 0; i < sizeof(Slots) / sizeof(void*); ++i)
    if (!own[i] && i != kHash && i != kConstruct)
      own[i] = inherited[i];
}

void addNamespace(Type* type) {
  if (type->slots.construct &&
      type->slots.construct != (type->base ? type->base->slots.construct : nullptr))
    dictSetStr(type->dict, name_new(), makeNewWrapper(type));
  addSlotWrappers(type);
  if (!type->slots.hash && type->base && type->base->slots.hash)
    dictSetStr(type->dict, name_hash(), kNone);
  if (const NativeDef* def = type->methods)
    for (; def->name; ++def)
      dictSetStr(type->dict, intern(def->name), makeMethodDescriptor(type, def));
  if (const GetSetDef* def = type->getsets)
    for (; def->name; ++def)
      dictSetStr(type->dict, intern(def->name), makeGetSet(type, def));
  if (dictGetStr(type->dict, name_doc()).isUnbound())
    dictSetStr(type->dict, name_doc(), type->doc ? makeStr(type->doc) : kNone);
}

void setNames(Type* type) {
  const char* dot = strrchr(type->cname, '.');
  type->name = type->qualname = intern(dot ? dot + 1 : type->cname);
  type->module = dot ? strValue(intern({type->cname, static_cast<size_t>(dot - type->cname)}))
                     : strValue(intern("builtins"));
}

} // namespace

uint64_t tr_attribute_epoch = kFirstEpoch;

uint32_t freshVersion() { return ++lastVersion; }

void ensureReadySlow(Type* type) {
  if (type->base)
    ensureReady(type->base);
  type->flags |= kTypeReady; // first: what follows looks types up
  type->version = freshVersion();
  type->subclasses = kUnbound;
  type->dict = makeDict(32);
  inheritSlots(type);
  setNames(type);
  if (type == &tr_type_ExceptionGroup) {
    ensureReady(&tr_type_Exception);
    type->bases =
        asTuple(tupleOf(typeValue(&tr_type_BaseExceptionGroup), typeValue(&tr_type_Exception)));
    addSubclass(&tr_type_Exception, type);
  } else {
    type->bases = type->base ? asTuple(tupleOf(typeValue(type->base))) : emptyTuple();
  }
  type->mro = linearize(type);
  if (type->base)
    addSubclass(type->base, type);
  addNamespace(type);
}

void addSubclass(Type* base, Type* type) {
  if (!base->subclasses.isObject())
    base->subclasses = objectValue(allocateList(4));
  listAppend(asList(base->subclasses), typeValue(type));
}

void addSubclassOnce(Type* base, Type* type) {
  if (base->subclasses.isObject()) {
    List* list = asList(base->subclasses);
    for (uint64_t i = 0; i < list->length; ++i)
      if (asType(listAt(list, i)) == type)
        return;
  }
  addSubclass(base, type);
}

void forSubclasses(Type* type, void (*visit)(Type*, void*), void* context) {
  if (!type->subclasses.isObject() || (type->flags & kTypeWalked))
    return;
  type->flags |= kTypeWalked;
  List* list = asList(type->subclasses);
  for (uint64_t i = 0; i < list->length; ++i)
    visit(asType(listAt(list, i)), context);
  type->flags &= ~kTypeWalked;
}

void typeModified(Type* type) {
  if (!(type->flags & kTypeReady))
    return;
  type->version = freshVersion();
  forSubclasses(type, [](Type* subclass, void*) { typeModified(subclass); }, nullptr);
}

Value lookupInType(Type* type, Str* name) {
  ensureReady(type);
  if (!type->mro)
    return kUnbound; // its metaclass is just asked for the order, and looks at the class
  uint64_t hash = strHash(name);
  LookupEntry& entry = lookupCache[(hash ^ (type->version * 0x9E3779B9u)) % kLookupEntries];
  if (entry.version == type->version &&
      (entry.name == name ||
       (entry.name && strHash(entry.name) == hash && strEquals(entry.name, name))))
    return entry.value;
  Value found = kUnbound;
  Type* owner = nullptr;
  const Tuple* mro = type->mro;
  for (uint64_t i = 0; i < mro->length; ++i) {
    owner = mro->items()[i].as<Type>();
    ensureReady(owner);
    found = dictGetStr(owner->dict, name);
    if (!found.isUnbound())
      break;
  }
  if (found.isUnbound() || !isVolatile(owner, name))
    entry = {name, found, type->version};
  return found;
}

Value lookupAfter(Type* type, const Type* after, Str* name) {
  ensureReady(type);
  const uint64_t place =
      reinterpret_cast<uint64_t>(after) / 16 ^ reinterpret_cast<uint64_t>(name) / 8;
  SuperEntry& entry = superCache[(place ^ type->version) % kSuperEntries];
  if (entry.version == type->version && entry.after == after && entry.name == name)
    return entry.value;
  const Tuple* mro = type->mro;
  if (!mro)
    return kUnbound; // as above
  uint64_t i = 0;
  while (i < mro->length && mro->items()[i].as<Type>() != after)
    ++i;
  Value found = kUnbound;
  Type* owner = nullptr;
  for (++i; i < mro->length && found.isUnbound(); ++i) {
    owner = mro->items()[i].as<Type>();
    ensureReady(owner);
    found = dictGetStr(owner->dict, name);
  }
  if (found.isUnbound() || !isVolatile(owner, name))
    entry = {after, name, found, type->version};
  return found;
}

Value lookupSpecial(Value v, Str* name) {
  Type* type = typeOf(v);
  Value found = lookupInType(type, name);
  if (found.isUnbound() || !found.isObject())
    return found;
  Type* foundType = typeOf(found);
  ensureReady(foundType);
  if (!foundType->slots.descrGet)
    return found;
  return foundType->slots.descrGet(found, v, typeValue(type));
}

const char* typeName(const Type* type) {
  // Builtin types show their module where they have one: '_io.TextIOWrapper'.
  return type->cname ? type->cname : utf8Of(type->name).data();
}

namespace {

// The merge step of C3: `rows` are the bases' orders and the list of bases itself.
struct Row {
  const Value* items;
  uint64_t length, at;
};

bool inTail(const Row* rows, uint64_t count, Value candidate) {
  for (uint64_t r = 0; r < count; ++r)
    for (uint64_t i = rows[r].at + 1; i < rows[r].length; ++i)
      if (rows[r].items[i] == candidate)
        return true;
  return false;
}

Tuple* raiseInconsistent(const Row* rows, uint64_t count) {
  StrBuilder names;
  Value seen[64];
  unsigned seenCount = 0;
  for (uint64_t r = 0; r < count; ++r) {
    if (rows[r].at >= rows[r].length)
      continue;
    Value head = rows[r].items[rows[r].at];
    bool known = false;
    for (unsigned i = 0; i < seenCount; ++i)
      known |= seen[i] == head;
    if (known || seenCount == 64)
      continue;
    if (seenCount)
      names.append(", ");
    names.append(asType(head)->name);
    seen[seenCount++] = head;
  }
  raiseTypeError("Cannot create a consistent method resolution order (MRO) for bases %S",
                 names.take());
  return nullptr;
}

} // namespace

Tuple* linearize(Type* type) {
  const Tuple* bases = type->bases;
  uint64_t total = 1;
  for (uint64_t i = 0; i < bases->length; ++i) {
    Type* base = bases->items()[i].as<Type>();
    ensureReady(base);
    if (!base->mro) {
      raiseTypeError("Cannot extend an incomplete type '%N'", base);
      return nullptr;
    }
    total += base->mro->length;
    for (uint64_t j = i + 1; j < bases->length; ++j)
      if (bases->items()[j] == typeValue(base)) {
        raiseTypeError("duplicate base class %N", base);
        return nullptr;
      }
  }
  auto* order = static_cast<Value*>(memory::allocate(total * sizeof(Value)));
  uint64_t count = 0;
  order[count++] = typeValue(type);
  uint64_t rowCount = bases->length + 1;
  auto* rows = static_cast<Row*>(memory::allocate(rowCount * sizeof(Row)));
  for (uint64_t i = 0; i < bases->length; ++i) {
    const Tuple* mro = bases->items()[i].as<Type>()->mro;
    rows[i] = {mro->items(), mro->length, 0};
  }
  rows[bases->length] = {bases->items(), bases->length, 0};
  for (;;) {
    bool left = false;
    Value chosen = kUnbound;
    for (uint64_t r = 0; r < rowCount && chosen.isUnbound(); ++r) {
      if (rows[r].at >= rows[r].length)
        continue;
      left = true;
      Value candidate = rows[r].items[rows[r].at];
      if (!inTail(rows, rowCount, candidate))
        chosen = candidate;
    }
    if (!left)
      break;
    if (chosen.isUnbound())
      return raiseInconsistent(rows, rowCount);
    order[count++] = chosen;
    for (uint64_t r = 0; r < rowCount; ++r)
      if (rows[r].at < rows[r].length && rows[r].items[rows[r].at] == chosen)
        ++rows[r].at;
  }
  return asTuple(makeTuple(order, count));
}

bool hasOwnMro(const Type* metatype) {
  if (metatype == &tr_type_type)
    return false;
  static const Value original = lookupInType(&tr_type_type, name_mro());
  return lookupInType(const_cast<Type*>(metatype), name_mro()) != original;
}

namespace {

// What mro() of the metaclass answers; null with an exception.
Tuple* askForMro(Type* type) {
  Value method = lookupSpecial(typeValue(type), name_mro());
  if (method.isUnbound())
    raiseNoAttribute(typeValue(type), name_mro());
  if (method.isUnbound() || method.isError())
    return nullptr;
  Value answer = call(method, nullptr, 0);
  Value tuple = answer.isError() ? answer : tupleFromIterable(answer);
  if (tuple.isError())
    return nullptr;
  Tuple* order = asTuple(tuple);
  if (order->length == 0) {
    raiseTypeError("type MRO must not be empty");
    return nullptr;
  }
  for (uint64_t i = 0; i < order->length; ++i) {
    Value item = order->items()[i];
    if (!isType(item)) {
      raiseTypeError("mro() returned a non-class ('%T')", item);
      return nullptr;
    }
    auto* ancestor = item.as<Type>();
    if (ancestor != type && !fitsLayout(type, ancestor)) {
      raiseTypeError("mro() returned base with unsuitable layout ('%N')", ancestor);
      return nullptr;
    }
  }
  return order;
}

} // namespace

MroResult computeMro(Type* type) {
  Tuple* before = type->mro;
  Tuple* order = hasOwnMro(typeOf(typeValue(type))) ? askForMro(type) : linearize(type);
  if (!order)
    return MroResult::Failed;
  if (type->mro != before)
    return MroResult::Overtaken;
  type->mro = order;
  return MroResult::Stored;
}

} // namespace tr
