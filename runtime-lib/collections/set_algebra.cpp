// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole-set operations. Which operand is walked and which is searched, and when a result is copied
// or built up, decides the order of the result, and is CPython 3.13's.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/set.h"

namespace tr {

// Results are plain sets or frozensets.
static Type* baseTypeOf(Set* set) {
  return isA(objectValue(set), &tr_type_set) ? &tr_type_set : &tr_type_frozenset;
}

Set* setCopy(Set* set) {
  Set* copy = makeSet(baseTypeOf(set));
  return copy && setMerge(copy, set) ? copy : nullptr;
}

Value setFromIterable(Type* type, Value iterable) {
  if (type == &tr_type_frozenset && isFrozensetExact(iterable))
    return iterable;
  Set* set = makeSet(type);
  return set && setUpdate(set, iterable) ? objectValue(set) : kError;
}

Set* setIntersection(Set* set, Value iterable) {
  if (objectValue(set) == iterable)
    return setCopy(set);
  Set* result = makeSet(baseTypeOf(set));
  if (!result)
    return nullptr;
  if (isAnySet(iterable)) {
    // The smaller is walked.
    Set* other = asSet(iterable);
    if (other->used > set->used)
      std::swap(set, other);
    uint64_t position = 0;
    while (const SetEntry* entry = setNext(other, &position)) {
      SetEntry element = *entry;
      int found = setContainsHashed(set, element.key, element.hash);
      if (found < 0 || (found && !setAddHashed(result, element.key, element.hash)))
        return nullptr;
    }
    return result;
  }
  Cursor cursor;
  if (!cursor.start(iterable))
    return nullptr;
  for (;;) {
    Value key = cursor.next();
    if (key.isDone())
      return result;
    uint64_t hash;
    if (key.isError() || !hashItem(key, &hash))
      return nullptr;
    int found = setContainsHashed(set, key, hash);
    if (found < 0)
      return nullptr;
    if (!found)
      continue;
    if (!setAddHashed(result, key, hash))
      return nullptr;
    if (result->used >= set->used)
      return result;
  }
}

bool setDifferenceUpdate(Set* set, Value iterable) {
  if (objectValue(set) == iterable) {
    setClear(set);
    return true;
  }
  if (isAnySet(iterable)) {
    Set* other = asSet(iterable);
    // Of a much larger set only the common elements matter.
    if ((other->used >> 3) > set->used && !(other = setIntersection(set, iterable)))
      return false;
    uint64_t position = 0;
    while (const SetEntry* entry = setNext(other, &position))
      if (setDiscardHashed(set, entry->key, entry->hash) < 0)
        return false;
  } else {
    Cursor cursor;
    if (!cursor.start(iterable))
      return false;
    for (;;) {
      Value key = cursor.next();
      if (key.isDone())
        break;
      if (key.isError() || setDiscard(set, key) < 0)
        return false;
    }
  }
  // Drop the dummies when they are more than a quarter.
  if (set->filled - set->used <= set->mask / 4)
    return true;
  return setResize(set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

Set* setDifference(Set* set, Value iterable) {
  bool isSet = isAnySet(iterable), isDict = !isSet && isDictExact(iterable);
  uint64_t others = isSet ? asSet(iterable)->used : isDict ? asDict(iterable)->used : 0;
  if ((!isSet && !isDict) || (set->used >> 2) > others) {
    Set* copy = setCopy(set);
    return copy && setDifferenceUpdate(copy, iterable) ? copy : nullptr;
  }
  Set* result = makeSet(baseTypeOf(set));
  if (!result)
    return nullptr;
  uint64_t position = 0;
  while (const SetEntry* entry = setNext(set, &position)) {
    SetEntry element = *entry;
    int found;
    if (isDict) {
      Value value = dictGetHashed(asDict(iterable), element.key, element.hash);
      found = value.isError() ? -1 : !value.isUnbound();
    } else {
      found = setContainsHashed(asSet(iterable), element.key, element.hash);
    }
    if (found < 0 || (!found && !setAddHashed(result, element.key, element.hash)))
      return nullptr;
  }
  return result;
}

// Removes the element where it is, adds it where it is not.
static bool toggle(Set* set, Value key, uint64_t hash) {
  int removed = setDiscardHashed(set, key, hash);
  return removed > 0 || (removed == 0 && setAddHashed(set, key, hash));
}

static bool toggleAll(Set* set, Set* other) {
  uint64_t position = 0;
  while (const SetEntry* entry = setNext(other, &position))
    if (!toggle(set, entry->key, entry->hash))
      return false;
  return true;
}

bool setSymmetricUpdate(Set* set, Value iterable) {
  if (objectValue(set) == iterable) {
    setClear(set);
    return true;
  }
  if (isDictExact(iterable)) {
    Dict* dict = asDict(iterable);
    for (uint64_t i = 0; i < dict->filled; ++i) {
      DictEntry entry = dict->entries[i];
      if (!entry.key.isUnbound() && !toggle(set, entry.key, entry.hash))
        return false;
    }
    return true;
  }
  if (isAnySet(iterable))
    return toggleAll(set, asSet(iterable));
  Value other = setFromIterable(baseTypeOf(set), iterable);
  return !other.isError() && toggleAll(set, asSet(other));
}

Set* setSymmetricDifference(Set* set, Value iterable) {
  Set* result = makeSet(baseTypeOf(set));
  return result && setUpdate(result, iterable) && toggleAll(result, set) ? result : nullptr;
}

int setIsSubset(Set* set, Set* other) {
  if (set->used > other->used)
    return 0;
  uint64_t position = 0;
  while (const SetEntry* entry = setNext(set, &position)) {
    int found = setContainsHashed(other, entry->key, entry->hash);
    if (found <= 0)
      return found;
  }
  return 1;
}

} // namespace tr
