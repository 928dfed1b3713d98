// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict's table: lookup, insertion, removal, resizing, copying and merging. Methods and the type
// are in dict_methods.cpp, views and iterators in dict_views.cpp and dict_iterators.cpp.
#include "runtime-lib/collections/dict.h"

#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict_probe.h"

namespace tr {

constexpr unsigned kMaxLog2 = 31;

static constexpr uint64_t usableFraction(unsigned log2) { return (uint64_t{2} << log2) / 3; }

// The smallest index that has `size` slots.
static unsigned log2For(uint64_t size) {
  unsigned log2 = kDictMinLog2;
  while ((uint64_t{1} << log2) < size)
    ++log2;
  return log2;
}
// The smallest index whose usable part holds `count` entries.
static unsigned log2ForEntries(uint64_t count) { return log2For((count * 3 + 1) / 2); }

static size_t slotBytes(unsigned log2) {
  return log2 <= kDictIndex8Max ? 1 : log2 <= kDictIndex16Max ? 2 : 4;
}

// A fresh, empty table in place of the old one; the caller fills it.
static bool allocateTable(Dict* dict, unsigned log2) {
  if (log2 > kMaxLog2)
    return raiseMemoryError(), false;
  uint64_t usable = usableFraction(log2);
  size_t entryBytes = usable * sizeof(DictEntry), indexBytes = slotBytes(log2) << log2;
  if (log2 <= kDictIndex8Max) {
    auto* block = static_cast<char*>(memory::allocate(entryBytes + indexBytes));
    dict->entries = reinterpret_cast<DictEntry*>(block);
    dict->index = block + entryBytes;
  } else {
    auto* entries = static_cast<DictEntry*>(memory::allocateOrNull(entryBytes));
    if (!entries)
      return false;
    void* index = memory::allocateAtomicOrNull(indexBytes);
    if (!index)
      return false;
    dict->entries = entries;
    dict->index = index;
  }
  std::memset(dict->index, 0xFF, indexBytes);
  dict->indexMeta = log2;
  dict->usable = usable;
  dict->filled = dict->used = 0;
  return true;
}

static void setSlot(Dict* dict, uint64_t slot, int64_t number) {
  if (dict->indexMeta <= kDictIndex8Max)
    static_cast<int8_t*>(dict->index)[slot] = static_cast<int8_t>(number);
  else if (dict->indexMeta <= kDictIndex16Max)
    static_cast<int16_t*>(dict->index)[slot] = static_cast<int16_t>(number);
  else
    static_cast<int32_t*>(dict->index)[slot] = static_cast<int32_t>(number);
}

// Indexes all entries of a table without holes.
template <class Slot> static void buildIndex(Dict* dict) {
  auto* index = static_cast<Slot*>(dict->index);
  uint64_t mask = (uint64_t{1} << dict->indexMeta) - 1;
  for (uint64_t number = 0; number < dict->filled; ++number) {
    uint64_t hash = dict->entries[number].hash, perturb = hash, i = hash & mask;
    while (index[i] != static_cast<Slot>(kSlotEmpty)) {
      perturb >>= 5;
      i = (i * 5 + perturb + 1) & mask;
    }
    index[i] = static_cast<Slot>(number);
  }
}

// Moves the live entries to a table of the given size.
static bool resize(Dict* dict, unsigned log2) {
  DictEntry* old = dict->entries;
  uint64_t filled = dict->filled, used = dict->used;
  if (!allocateTable(dict, log2))
    return false;
  if (filled == used) {
    if (used)
      std::memcpy(static_cast<void*>(dict->entries), old, used * sizeof(DictEntry));
  } else {
    DictEntry* to = dict->entries;
    for (uint64_t i = 0; i < filled; ++i)
      if (!old[i].key.isUnbound())
        *to++ = old[i];
  }
  dict->used = dict->filled = used;
  dict->usable -= used;
  ++dict->version;
  if (log2 <= kDictIndex8Max)
    buildIndex<int8_t>(dict);
  else if (log2 <= kDictIndex16Max)
    buildIndex<int16_t>(dict);
  else
    buildIndex<int32_t>(dict);
  return true;
}

// The first empty slot of a hash; the key is known to be missing.
static uint64_t emptySlot(const Dict* dict, uint64_t hash) {
  return probeDict(dict, hash, [](const DictEntry&) { return 0; }).slot;
}

bool dictInsertAt(Dict* dict, uint64_t slot, Value key, uint64_t hash, Value value) {
  if (!dict->usable) [[unlikely]] {
    if (!resize(dict, dict->entries ? log2For(dict->used * 3) : kDictMinLog2))
      return false;
    slot = emptySlot(dict, hash);
  }
  uint64_t number = dict->filled++;
  setSlot(dict, slot, static_cast<int64_t>(number));
  dict->entries[number] = {hash, key, value};
  --dict->usable;
  ++dict->used;
  ++dict->version;
  return true;
}

void dictRemoveAt(Dict* dict, DictProbe found) {
  setSlot(dict, found.slot, kSlotDummy);
  dict->entries[found.entry] = {0, kUnbound, kUnbound};
  --dict->used;
  ++dict->version;
}

// --- lookup

DictProbe probeDictGeneral(Dict* dict, Value key, uint64_t hash) {
restart:
  if (!dict->indexMeta)
    return {kSlotEmpty, 0};
  uint64_t mask = (uint64_t{1} << dict->indexMeta) - 1;
  uint64_t perturb = hash, i = hash & mask;
  for (;;) {
    int64_t number = dict->indexMeta <= kDictIndex8Max    ? static_cast<int8_t*>(dict->index)[i]
                     : dict->indexMeta <= kDictIndex16Max ? static_cast<int16_t*>(dict->index)[i]
                                                          : static_cast<int32_t*>(dict->index)[i];
    if (number >= 0) {
      DictEntry* entries = dict->entries;
      Value candidate = entries[number].key;
      if (candidate == key)
        return {number, i};
      if (entries[number].hash == hash && !candidate.isUnbound()) {
        int same = equalItems(candidate, key);
        if (same < 0)
          return {kProbeError, 0};
        // The comparison may have run anything: trust what was read only if it still stands.
        if (dict->entries != entries || entries[number].key != candidate)
          goto restart;
        if (same)
          return {number, i};
      }
    } else if (number == kSlotEmpty) {
      return {kSlotEmpty, i};
    }
    perturb >>= 5;
    i = (i * 5 + perturb + 1) & mask;
  }
}

static Value answer(Dict* dict, DictProbe probe) {
  if (probe.entry >= 0)
    return dict->entries[probe.entry].value;
  return probe.entry == kProbeError ? kError : kUnbound;
}

Value dictGetStr(Dict* dict, const Str* key) {
  if (key->shape != &tr_shape_str)
    return dictGet(dict, strValue(key));
  return answer(dict, probeDictStr(dict, key, key->hash ? key->hash : strHash(key)));
}

Value dictGetHashed(Dict* dict, Value key, uint64_t hash) {
  return answer(dict, probeDictAny(dict, key, hash));
}

Value dictGet(Dict* dict, Value key) {
  uint64_t hash;
  if (!hashItem(key, &hash))
    return kError;
  return dictGetHashed(dict, key, hash);
}

int dictContains(Dict* dict, Value key) {
  Value v = dictGet(dict, key);
  return v.isError() ? -1 : !v.isUnbound();
}

// --- insertion and removal

bool dictSetHashed(Dict* dict, Value key, uint64_t hash, Value value) {
  DictProbe probe = probeDictAny(dict, key, hash);
  if (probe.entry >= 0) {
    dict->entries[probe.entry].value = value;
    return true;
  }
  return probe.entry != kProbeError && dictInsertAt(dict, probe.slot, key, hash, value);
}

bool dictSetStr(Dict* dict, const Str* key, Value value) {
  return dictSet(dict, strValue(key), value);
}

bool dictSet(Dict* dict, Value key, Value value) {
  uint64_t hash;
  return hashItem(key, &hash) && dictSetHashed(dict, key, hash, value);
}

Value dictSetDefault(Dict* dict, Value key, Value value) {
  uint64_t hash;
  if (!hashItem(key, &hash))
    return kError;
  DictProbe probe = probeDictAny(dict, key, hash);
  if (probe.entry != kSlotEmpty)
    return answer(dict, probe);
  return dictInsertAt(dict, probe.slot, key, hash, value) ? value : kError;
}

int dictRemove(Dict* dict, Value key, Value* value) {
  uint64_t hash;
  if (!hashItem(key, &hash))
    return -1;
  DictProbe probe = probeDictAny(dict, key, hash);
  if (probe.entry < 0)
    return probe.entry == kProbeError ? -1 : 0;
  if (value)
    *value = dict->entries[probe.entry].value;
  dictRemoveAt(dict, probe);
  return 1;
}

void dictPopLast(Dict* dict, Value* key, Value* value) {
  uint64_t last = dict->filled - 1;
  while (dict->entries[last].key.isUnbound())
    --last;
  DictEntry& entry = dict->entries[last];
  *key = entry.key;
  *value = entry.value;
  DictProbe probe =
      probeDict(dict, entry.hash, [&](const DictEntry& other) { return int{&other == &entry}; });
  dictRemoveAt(dict, probe);
  // Its place is used again; not so its share of `usable`, as the index keeps a dummy.
  dict->filled = last;
}

void dictClear(Dict* dict) {
  dict->used = dict->filled = dict->usable = dict->indexMeta = 0;
  dict->entries = nullptr;
  dict->index = nullptr;
  ++dict->version;
}

// --- whole dicts

Dict* makeDict(uint64_t capacity) {
  Dict* dict = newObject<Dict>(&tr_shape_dict);
  if (capacity > usableFraction(kDictMinLog2)) {
    // A hint, as CPython limits it: more grows on demand.
    constexpr uint64_t kMaxPresized = 128 * 1024;
    allocateTable(dict, capacity > kMaxPresized * 2 / 3 ? 17 : log2ForEntries(capacity));
  }
  return dict;
}

bool dictNext(const Dict* dict, uint64_t* position, Value* key, Value* value) {
  for (uint64_t i = *position; i < dict->filled; ++i) {
    const DictEntry& entry = dict->entries[i];
    if (entry.key.isUnbound())
      continue;
    *key = entry.key;
    *value = entry.value;
    *position = i + 1;
    return true;
  }
  *position = dict->filled;
  return false;
}

bool checkKeywordKeys(const Dict* dict) {
  uint64_t position = 0;
  Value key, value;
  while (dictNext(dict, &position, &key, &value))
    if (!isStr(key)) {
      raiseTypeError("keywords must be strings");
      return false;
    }
  return true;
}

// Takes over a copy of another dict's table, holes included.
static bool cloneTable(Dict* dict, const Dict* other) {
  if (!allocateTable(dict, other->indexMeta))
    return false;
  std::memcpy(static_cast<void*>(dict->entries), other->entries, other->filled * sizeof(DictEntry));
  std::memcpy(dict->index, other->index, slotBytes(other->indexMeta) << other->indexMeta);
  dict->used = other->used;
  dict->filled = other->filled;
  dict->usable = other->usable;
  ++dict->version;
  return true;
}

static bool mergeDict(Dict* dict, Dict* other) {
  if (dict == other || !other->used)
    return true;
  if (!dict->used) {
    unsigned log2 = other->indexMeta;
    if (other->used == other->filled &&
        (log2 == kDictMinLog2 || usableFraction(log2 - 1) < other->used))
      return cloneTable(dict, other);
  }
  uint64_t room = dict->indexMeta ? usableFraction(dict->indexMeta) : 0;
  if (room < other->used && !resize(dict, log2ForEntries(dict->used + other->used)))
    return false;
  uint64_t filled = other->filled;
  for (uint64_t i = 0; i < other->filled; ++i) {
    DictEntry entry = other->entries[i];
    if (entry.key.isUnbound())
      continue;
    if (!dictSetHashed(dict, entry.key, entry.hash, entry.value))
      return false;
    if (other->filled != filled) {
      raise(&tr_type_RuntimeError, "dict mutated during update");
      return false;
    }
  }
  return true;
}

Value dictCopy(Dict* dict) {
  Dict* copy = newObject<Dict>(&tr_shape_dict);
  if (!dict->used)
    return objectValue(copy);
  bool ok = dict->used >= dict->filled * 2 / 3 ? cloneTable(copy, dict) : mergeDict(copy, dict);
  return ok ? objectValue(copy) : kError;
}

bool dictMerge(Dict* dict, Value mapping) {
  if (isDictExact(mapping) ||
      (isDict(mapping) && typeOf(mapping)->slots.iter == tr_type_dict.slots.iter))
    return mergeDict(dict, asDict(mapping));
  Value keys = callMethod(mapping, name_keys());
  if (keys.isError())
    return false;
  Value list = listFromIterable(keys);
  if (list.isError()) {
    if (pendingIs(&tr_type_TypeError) && !typeOf(keys)->slots.iter && !typeOf(keys)->slots.getitem)
      raiseTypeError("%T.keys() returned a non-iterable (type %T)", mapping, keys);
    return false;
  }
  for (uint64_t i = 0; i < asList(list)->length; ++i) {
    Value key = listAt(asList(list), i);
    Value value = getItem(mapping, key);
    if (value.isError() || !dictSet(dict, key, value))
      return false;
  }
  return true;
}

static bool mergePairs(Dict* dict, Value iterable) {
  Cursor cursor;
  if (!cursor.start(iterable))
    return false;
  for (int64_t n = 0;; ++n) {
    Value item = cursor.next();
    if (item.isDone())
      return true;
    if (item.isError())
      return false;
    const Value* pair;
    uint64_t length;
    Value list;
    if (isTupleExact(item)) {
      pair = asTuple(item)->items();
      length = asTuple(item)->length;
    } else {
      list = item;
      if (!isListExact(item)) { // of its iterator, so that the item's own length is not asked for
        Value iterator = iterate(item);
        list = iterator.isError() ? kError : listFromIterable(iterator);
      }
      if (list.isError()) {
        if (pendingIs(&tr_type_TypeError))
          raiseTypeError("cannot convert dictionary update sequence element #%zd to a sequence", n);
        return false;
      }
      pair = asList(list)->data;
      length = asList(list)->length;
    }
    if (length != 2) {
      raiseValueError("dictionary update sequence element #%zd has length %zd; 2 is required", n,
                      static_cast<int64_t>(length));
      return false;
    }
    Value key = pair[0], value = pair[1];
    if (!dictSet(dict, key, value))
      return false;
  }
}

bool dictUpdate(Dict* dict, Value other) {
  if (isDictExact(other))
    return mergeDict(dict, asDict(other));
  Value keys = getAttrOrUnbound(other, name_keys());
  if (keys.isError())
    return false;
  return keys.isUnbound() ? mergePairs(dict, other) : dictMerge(dict, other);
}

int dictEquals(Dict* a, Dict* b) {
  if (a->used != b->used)
    return 0;
  if (!tr_stack_check())
    return -1;
  for (uint64_t i = 0; i < a->filled; ++i) {
    DictEntry entry = a->entries[i];
    if (entry.key.isUnbound())
      continue;
    Value other = dictGetHashed(b, entry.key, entry.hash);
    if (other.isError())
      return -1;
    if (other.isUnbound())
      return 0;
    int same = equalItems(other, entry.value);
    if (same <= 0)
      return same;
  }
  return 1;
}

extern "C" {

Value tr_make_dict(void* words, int64_t pairs) {
  const Value* items = static_cast<const Value*>(words);
  Dict* dict = makeDict(static_cast<uint64_t>(pairs));
  for (int64_t i = 0; i < pairs; ++i)
    if (!dictSet(dict, items[2 * i], items[2 * i + 1]))
      return kError;
  return objectValue(dict);
}

bool tr_dict_set(Value dict, Value key, Value value) { return dictSet(asDict(dict), key, value); }

bool tr_dict_update(Value dict, Value mapping) {
  if (dictMerge(asDict(dict), mapping))
    return true;
  if (pendingIs(&tr_type_AttributeError))
    raiseTypeError("'%T' object is not a mapping", mapping);
  return false;
}

} // extern "C"

} // namespace tr
