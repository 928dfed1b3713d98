// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which classes may take each other's place: for o.__class__ = C, and for C.__bases__ = (...), with
// what the latter changes. The rules are CPython's, which compares layouts below the classes that
// add nothing to them.
#include "runtime-lib/core/heap_type.h"

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attr_cache.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/core/names.h"

namespace tr {
namespace {

// Whether instances of a builtin exception have fields that those of its base lack. Ours all have
// the same words.
bool hasOwnFields(const Type* type) {
  for (const Type* known :
       {&tr_type_OSError, &tr_type_ImportError, &tr_type_NameError, &tr_type_AttributeError,
        &tr_type_StopIteration, &tr_type_SystemExit, &tr_type_SyntaxError,
        &tr_type_UnicodeEncodeError, &tr_type_UnicodeDecodeError, &tr_type_UnicodeTranslateError,
        &tr_type_BaseExceptionGroup})
    if (type == known)
      return true;
  return false;
}

// Whether instances have the same words and areas.
bool sameParts(const Type* a, const Type* b) {
  return !hasOwnFields(a) && !hasOwnFields(b) && a->layout == b->layout &&
         a->instanceSize == b->instanceSize && a->itemSize == b->itemSize &&
         (a->attrOffset != 0) == (b->attrOffset != 0) && hasWeakrefSlot(a) == hasWeakrefSlot(b);
}

const Type* withoutEmpty(const Type* type) {
  while (type->base && sameParts(type, type->base))
    type = type->base;
  return type;
}

// The members that the class itself has by __slots__, all of them those of `other` too: how many,
// or -1.
int64_t sharedMembers(const Type* type, const Type* other) {
  uint64_t position = 0;
  int64_t count = 0;
  Value key, value;
  while (dictNext(type->dict, &position, &key, &value)) {
    if (!isExact(value, &tr_type_member) || value.as<Member>()->owner != type)
      continue;
    Value same = dictGetStr(other->dict, asStr(key));
    if (!isExact(same, &tr_type_member) || same.as<Member>()->owner != other ||
        same.as<Member>()->offset != value.as<Member>()->offset)
      return -1;
    ++count;
  }
  return count;
}

bool sameSlotsAdded(const Type* a, const Type* b) {
  if (!a->heap || !b->heap || !sameParts(a, b))
    return false;
  int64_t count = sharedMembers(a, b);
  return count >= 0 && count == sharedMembers(b, a);
}

// Whether CPython's collector knows instances, which decides by which function they are freed: all
// but those of a few builtin types.
bool isCollected(const Type* type) {
  for (const Type* known :
       {&tr_type_object, &tr_type_int, &tr_type_bool, &tr_type_float, &tr_type_complex,
        &tr_type_str, &tr_type_bytes, &tr_type_bytearray, &tr_type_range})
    if (type == known)
      return false;
  return true;
}

// Lookups in the class and those below it start anew.
void orderChanged(Type* type) {
  typeModified(type);
  ++tr_attribute_epoch;
  reviewKnownClasses();
}

struct Path {
  const Type* type;
  const Path* above;
};

// New orders for a class and all below it; each class, its new and its old order go to `changes`.
// False with an exception when one has none. Any of the classes may meanwhile be changed again by
// a mro(), which then has taken care of those below it; where one left a cycle of subclasses, it
// ends where it closes.
bool reorder(Type* type, List* changes, const Path* above) {
  for (const Path* path = above; path; path = path->above)
    if (path->type == type)
      return true;
  Tuple* before = type->mro;
  switch (computeMro(type)) {
  case MroResult::Failed:
    return false;
  case MroResult::Overtaken:
    return true;
  case MroResult::Stored:
    break;
  }
  listAppend(changes, typeValue(type));
  listAppend(changes, objectValue(type->mro));
  listAppend(changes, before ? objectValue(before) : kUnbound);
  orderChanged(type);
  if (!type->subclasses.isObject())
    return true;
  List* list = asList(makeList(asList(type->subclasses)->data, asList(type->subclasses)->length));
  Path path = {type, above};
  for (uint64_t i = 0; i < list->length; ++i)
    if (!reorder(asType(listAt(list, i)), changes, &path))
      return false;
  return true;
}

// The old orders again, of those classes that have not got others since.
void restore(List* changes) {
  for (uint64_t i = changes->length; i > 0; i -= 3) {
    Type* type = asType(listAt(changes, i - 3));
    if (objectValue(type->mro) != listAt(changes, i - 2))
      continue;
    Value before = listAt(changes, i - 1);
    type->mro = before.isUnbound() ? nullptr : asTuple(before);
    orderChanged(type);
  }
}

bool anyDerivesFrom(const Tuple* types, const Type* ancestor) {
  for (uint64_t i = 0; i < types->length; ++i)
    if (derivesFrom(types->items()[i].as<Type>(), ancestor))
      return true;
  return false;
}

void removeSubclass(Type* base, Type* type) {
  if (!base->subclasses.isObject())
    return;
  List* before = asList(base->subclasses);
  List* after = allocateList(before->length);
  for (uint64_t i = 0; i < before->length; ++i)
    if (asType(listAt(before, i)) != type)
      listAppend(after, listAt(before, i));
  base->subclasses = objectValue(after);
}

} // namespace

bool mayReplace(Type* before, Type* after, const char* attribute) {
  if (isCollected(before) != isCollected(after)) {
    raiseTypeError("%s assignment: '%N' deallocator differs from '%N'", attribute, after, before);
    return false;
  }
  const Type* a = withoutEmpty(before);
  const Type* b = withoutEmpty(after);
  bool complete = before->mro && after->mro;
  if (complete && (a == b || (a->base == b->base && sameSlotsAdded(a, b))))
    return true;
  raiseTypeError("%s assignment: '%N' object layout differs from '%N'", attribute, after, before);
  return false;
}

bool derivesFrom(const Type* type, const Type* ancestor) {
  return isSubtype(type, ancestor) || (type->bases && anyDerivesFrom(type->bases, ancestor));
}

bool changeBases(Type* type, Tuple* bases) {
  Type* base = bestBase(bases);
  if (!base || !mayReplace(type->base, base, "__bases__"))
    return false;
  Tuple* basesBefore = type->bases;
  Type* baseBefore = type->base;
  type->bases = bases;
  type->base = base;
  List* changes = allocateList(4);
  if (!reorder(type, changes, nullptr)) {
    restore(changes);
    if (type->bases == bases && !anyDerivesFrom(basesBefore, type)) {
      type->bases = basesBefore;
      type->base = baseBefore;
    }
    return false;
  }
  if (type->bases != bases)
    return true; // a mro() gave it others, and did what follows
  for (uint64_t i = 0; i < basesBefore->length; ++i)
    removeSubclass(asType(basesBefore->items()[i]), type);
  for (uint64_t i = 0; i < bases->length; ++i)
    addSubclassOnce(asType(bases->items()[i]), type);
  struct Refill {
    static void run(Type* type, void*) {
      fillSlots(type);
      forSubclasses(type, run, nullptr);
    }
  };
  orderChanged(type);
  Refill::run(type, nullptr);
  return true;
}

} // namespace tr
