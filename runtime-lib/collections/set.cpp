// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of sets: search, insertion, removal, rebuilding, and merging of one set into another.
// The rules are in set.h; every path that decides where an element lands follows CPython 3.13's.
#include "runtime-lib/collections/set.h"

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict.h"

namespace tr {

constexpr uint64_t kLinearProbes = 9;
constexpr unsigned kPerturbShift = 5;
constexpr uint64_t kDummyHash = ~uint64_t{0};
constexpr uint64_t kLargeSet = 50000;
constexpr uint64_t kMaxSlots = uint64_t{1} << 44;

static void makeEmpty(SetEntry* table, uint64_t slots) {
  for (uint64_t i = 0; i < slots; ++i)
    table[i] = {kUnbound, 0};
}

static void useSmallTable(Set* set) {
  makeEmpty(set->small, kSetMinimum);
  set->used = set->filled = 0;
  set->mask = kSetMinimum - 1;
  set->table = set->small;
  set->hash = -1;
}

Set* makeSet(Type* type) {
  Set* set;
  if (type == &tr_type_set)
    set = newObject<Set>(&tr_shape_set);
  else if (!(set = newInstanceOf<Set>(type)))
    return nullptr;
  useSmallTable(set);
  return set;
}

// Visits the slots of a hash in order until visit answers true; answers that slot.
template <class Visit>
static inline SetEntry* visitSlots(SetEntry* table, uint64_t mask, uint64_t hash, Visit visit) {
  uint64_t perturb = hash, i = hash & mask;
  for (;;) {
    SetEntry* entry = table + i;
    SetEntry* last = i + kLinearProbes <= mask ? entry + kLinearProbes : entry;
    for (; entry <= last; ++entry)
      if (visit(entry))
        return entry;
    perturb >>= kPerturbShift;
    i = (i * 5 + 1 + perturb) & mask;
  }
}

// Whether keys of equal hash are equal without a call: 1, 0; -1 unknown.
static inline int quickSame(Value a, Value b) {
  if (a == b)
    return 1;
  if (a.isInt() && b.isInt())
    return 0;
  if (a.isObject() && b.isObject() && a.object()->shape == &tr_shape_str &&
      b.object()->shape == &tr_shape_str)
    return strEquals(asStr(a), asStr(b));
  return -1;
}

// The element equal to key, or the unused slot that ends the search; null when == raised. With
// `forInsertion`, *dummy receives the last dummy passed.
//
// A comparison may change the set: the search then starts again, but an insertion that was told
// "equal" first is content with it, as CPython is.
template <bool forInsertion>
static SetEntry* search(Set* set, Value key, uint64_t hash, SetEntry** dummy) {
  enum class Outcome : uint8_t { Ended, Error, Changed };
  for (;;) {
    Outcome outcome = Outcome::Ended;
    if (forInsertion)
      *dummy = nullptr;
    SetEntry* table = set->table;
    SetEntry* found = visitSlots(table, set->mask, hash, [&](SetEntry* entry) {
      Value candidate = entry->key;
      if (candidate.isUnbound())
        return true;
      if (entry->hash != hash) {
        if (forInsertion && entry->hash == kDummyHash)
          *dummy = entry;
        return false;
      }
      int same = quickSame(candidate, key);
      if (same >= 0)
        return same > 0;
      same = equals(candidate, key);
      if (same < 0) {
        outcome = Outcome::Error;
        return true;
      }
      if (forInsertion && same)
        return true;
      if (set->table != table || entry->key != candidate) {
        outcome = Outcome::Changed;
        return true;
      }
      return same > 0;
    });
    if (outcome == Outcome::Error)
      return nullptr;
    if (outcome == Outcome::Changed)
      continue;
    if (forInsertion && *dummy && found->key.isUnbound() && (*dummy)->hash != kDummyHash)
      continue;
    return found;
  }
}

// Puts an element that is known to be missing into a table without dummies.
static void insertClean(SetEntry* table, uint64_t mask, Value key, uint64_t hash) {
  SetEntry* entry =
      visitSlots(table, mask, hash, [](SetEntry* slot) { return slot->key.isUnbound(); });
  *entry = {key, hash};
}

bool setResize(Set* set, uint64_t forElements) {
  uint64_t slots = kSetMinimum;
  while (slots <= forElements)
    slots <<= 1;
  SetEntry* old = set->table;
  uint64_t oldSlots = set->mask + 1;
  SetEntry saved[kSetMinimum];
  SetEntry* table = set->small;
  if (slots == kSetMinimum) {
    if (old == table) {
      if (set->filled == set->used)
        return true;
      for (uint64_t i = 0; i < kSetMinimum; ++i)
        saved[i] = old[i];
      old = saved;
    }
  } else {
    if (slots > kMaxSlots)
      return raiseMemoryError(), false;
    table = static_cast<SetEntry*>(memory::allocateOrNull(slots * sizeof(SetEntry)));
    if (!table)
      return false;
  }
  makeEmpty(table, slots);
  set->mask = slots - 1;
  set->table = table;
  set->filled = set->used;
  for (uint64_t i = 0; i < oldSlots; ++i)
    if (!old[i].key.isUnbound() && !old[i].key.isDone())
      insertClean(table, slots - 1, old[i].key, old[i].hash);
  return true;
}

// The number of elements to make room for when a table of so many is made anew.
static uint64_t grownSize(uint64_t used) { return used > kLargeSet ? used * 2 : used * 4; }

// --- single elements

bool setAddHashed(Set* set, Value key, uint64_t hash) {
  SetEntry* dummy;
  SetEntry* entry = search<true>(set, key, hash, &dummy);
  if (!entry)
    return false;
  if (!entry->key.isUnbound())
    return true;
  ++set->used;
  if (dummy) {
    *dummy = {key, hash};
    return true;
  }
  ++set->filled;
  *entry = {key, hash};
  if (set->filled * 5 < set->mask * 3)
    return true;
  return setResize(set, grownSize(set->used));
}

bool setAdd(Set* set, Value key) {
  uint64_t hash;
  return hashItem(key, &hash) && setAddHashed(set, key, hash);
}

int setContainsHashed(Set* set, Value key, uint64_t hash) {
  SetEntry* entry = search<false>(set, key, hash, nullptr);
  return entry ? !entry->key.isUnbound() : -1;
}

int setContains(Set* set, Value key) {
  uint64_t hash;
  return hashItem(key, &hash) ? setContainsHashed(set, key, hash) : -1;
}

int setDiscardHashed(Set* set, Value key, uint64_t hash) {
  SetEntry* entry = search<false>(set, key, hash, nullptr);
  if (!entry)
    return -1;
  if (entry->key.isUnbound())
    return 0;
  *entry = {kDone, kDummyHash};
  --set->used;
  return 1;
}

int setDiscard(Set* set, Value key) {
  uint64_t hash;
  return hashItem(key, &hash) ? setDiscardHashed(set, key, hash) : -1;
}

Value setPop(Set* set) {
  uint64_t i = set->finger & set->mask;
  while (set->table[i].key.isUnbound() || set->table[i].key.isDone())
    i = i == set->mask ? 0 : i + 1;
  Value key = set->table[i].key;
  set->table[i] = {kDone, kDummyHash};
  --set->used;
  set->finger = i + 1;
  return key;
}

void setClear(Set* set) {
  if (set->table == set->small && !set->filled)
    return;
  useSmallTable(set);
}

// --- merging

// One resize for all, on the expectation that few elements are in both.
static bool makeRoom(Set* set, uint64_t more) {
  return (set->filled + more) * 5 < set->mask * 3 || setResize(set, (set->used + more) * 2);
}

bool setMerge(Set* set, Set* other) {
  if (set == other || !other->used)
    return true;
  if (!makeRoom(set, other->used))
    return false;
  if (!set->filled) {
    // An empty table: no comparisons are needed.
    if (set->mask == other->mask && other->filled == other->used) {
      for (uint64_t i = 0; i <= other->mask; ++i)
        set->table[i] = other->table[i];
    } else {
      for (uint64_t i = 0; i <= other->mask; ++i) {
        const SetEntry& entry = other->table[i];
        if (!entry.key.isUnbound() && !entry.key.isDone())
          insertClean(set->table, set->mask, entry.key, entry.hash);
      }
    }
    set->filled = set->used = other->used;
    return true;
  }
  for (uint64_t i = 0; i <= other->mask; ++i) {
    SetEntry entry = other->table[i];
    if (!entry.key.isUnbound() && !entry.key.isDone() && !setAddHashed(set, entry.key, entry.hash))
      return false;
  }
  return true;
}

static bool mergeKeys(Set* set, Dict* dict) {
  if (!makeRoom(set, dict->used))
    return false;
  for (uint64_t i = 0; i < dict->filled; ++i) {
    DictEntry entry = dict->entries[i];
    if (!entry.key.isUnbound() && !setAddHashed(set, entry.key, entry.hash))
      return false;
  }
  return true;
}

bool setUpdate(Set* set, Value iterable) {
  if (isAnySet(iterable))
    return setMerge(set, asSet(iterable));
  if (isDictExact(iterable))
    return mergeKeys(set, asDict(iterable));
  Cursor cursor;
  if (!cursor.start(iterable))
    return false;
  for (;;) {
    Value key = cursor.next();
    if (key.isDone())
      return true;
    if (key.isError() || !setAdd(set, key))
      return false;
  }
}

void setSwap(Set* a, Set* b) {
  std::swap(a->used, b->used);
  std::swap(a->filled, b->filled);
  std::swap(a->mask, b->mask);
  bool aSmall = a->table == a->small, bSmall = b->table == b->small;
  std::swap(a->table, b->table);
  if (bSmall)
    a->table = a->small;
  if (aSmall)
    b->table = b->small;
  if (aSmall || bSmall)
    for (uint64_t i = 0; i < kSetMinimum; ++i)
      std::swap(a->small[i], b->small[i]);
  a->hash = b->hash = -1;
}

extern "C" {

Value tr_make_set(void* words, int64_t count) {
  const Value* items = static_cast<const Value*>(words);
  Set* set = makeSet();
  for (int64_t i = 0; i < count; ++i)
    if (!setAdd(set, items[i]))
      return kError;
  return objectValue(set);
}

// A set constant. CPython's compiler makes it twice, the second time from the first one's order.
Value tr_make_frozenset(void* words, int64_t count) {
  const Value* items = static_cast<const Value*>(words);
  Set* given = makeSet(&tr_type_frozenset);
  for (int64_t i = 0; i < count; ++i)
    if (!setAdd(given, items[i]))
      return kError;
  Set* set = makeSet(&tr_type_frozenset);
  uint64_t position = 0;
  while (const SetEntry* entry = setNext(given, &position))
    if (!setAddHashed(set, entry->key, entry->hash))
      return kError;
  return objectValue(set);
}

bool tr_set_add(Value set, Value key) { return setAdd(asSet(set), key); }
bool tr_set_update(Value set, Value iterable) { return setUpdate(asSet(set), iterable); }

} // extern "C"

} // namespace tr
