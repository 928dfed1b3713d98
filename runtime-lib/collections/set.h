// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// set and frozenset: an open-addressing table that behaves as CPython 3.13's setobject.c does, slot
// for slot, so that iteration, repr() and pop() give the same order whenever the hashes are equal.
//
//  * A search looks at the slot of the hash's low bits and the nine that follow it (unless they
//    pass the table's end), then moves on as dict's does, five more bits of the hash at a time.
//  * Removal leaves a dummy. Insertion takes the last dummy that its search passed.
//  * More than three fifths filled (dummies count): the table is made anew, for four times the live
//    elements (twice beyond 50,000), which also drops the dummies.
//  * Tables of eight slots lie in the object itself.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Type;

struct SetEntry {
  Value key;     // unbound: never used; done: dummy
  uint64_t hash; // 0 and ~0 for those
};

constexpr uint64_t kSetMinimum = 8;

struct Set : Object {
  uint64_t used;   // elements
  uint64_t filled; // elements and dummies
  uint64_t mask;   // slots - 1
  SetEntry* table;
  uint64_t finger; // where pop() goes on
  int64_t hash;    // frozenset's; -1: not computed
  SetEntry small[kSetMinimum];
};

// Instances of subclasses included.
inline bool isAnySet(Value v) { return isA(v, &tr_type_set) || isA(v, &tr_type_frozenset); }
inline bool isSetExact(Value v) { return v.isObject() && v.object()->shape == &tr_shape_set; }
inline bool isFrozensetExact(Value v) {
  return v.isObject() && v.object()->shape == &tr_shape_frozenset;
}
inline Set* asSet(Value v) { return v.as<Set>(); }

// A new empty set of an exact or derived type; null with MemoryError pending.
Set* makeSet(Type* type = &tr_type_set);
// Where the program may see one element after another: *position starts at 0; null at the end.
inline const SetEntry* setNext(const Set* set, uint64_t* position) {
  for (uint64_t i = *position; i <= set->mask; ++i) {
    const SetEntry& entry = set->table[i];
    if (entry.key.isUnbound() || entry.key.isDone())
      continue;
    *position = i + 1;
    return &entry;
  }
  *position = set->mask + 1;
  return nullptr;
}

bool setAdd(Set* set, Value key);
bool setAddHashed(Set* set, Value key, uint64_t hash);
int setContains(Set* set, Value key); // 1, 0, -1
int setContainsHashed(Set* set, Value key, uint64_t hash);
int setDiscard(Set* set, Value key); // 1 removed, 0 missing, -1 error
int setDiscardHashed(Set* set, Value key, uint64_t hash);
Value setPop(Set* set); // of a set that is not empty
void setClear(Set* set);
bool setResize(Set* set, uint64_t forElements);
// Adds all of another set, which need not stay unchanged meanwhile.
bool setMerge(Set* set, Set* other);
// Adds all of a set, dict (its keys) or iterable.
bool setUpdate(Set* set, Value iterable);
bool setDifferenceUpdate(Set* set, Value iterable);
bool setSymmetricUpdate(Set* set, Value iterable);
// Exchanges the contents of two sets.
void setSwap(Set* a, Set* b);

// New sets; the type of results is set or frozenset, as the first operand's base is.
Set* setCopy(Set* set);
Set* setIntersection(Set* set, Value iterable);
Set* setDifference(Set* set, Value iterable);
Set* setSymmetricDifference(Set* set, Value iterable);
int setIsSubset(Set* set, Set* other); // 1, 0, -1

Value makeSetIterator(Set* set);

// frozenset(...) and set(...) of an iterable.
Value setFromIterable(Type* type, Value iterable);

} // namespace tr
