// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Probing of dict's index, inline: one loop for str keys, one for small ints, both without calls in
// the common case, and a general one out of line. The sequence starts at the hash's low bits and
// then mixes in five more bits of the hash at each step (CPython's), so that every slot is reached.
#pragma once

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/text/str.h"

namespace tr {

// Index slots hold an entry number, or one of these. A table always has an empty slot.
constexpr int64_t kSlotEmpty = -1;
constexpr int64_t kSlotDummy = -2;

constexpr unsigned kDictMinLog2 = 3;
constexpr unsigned kDictIndex8Max = 7; // log2 sizes whose entry numbers fit int8, int16
constexpr unsigned kDictIndex16Max = 15;

struct DictProbe {
  int64_t entry; // >= 0 found; kSlotEmpty missing; kProbeError; kProbeGeneral
  uint64_t slot; // where it was found, or the empty slot that ended the search
};
constexpr int64_t kProbeError = -3;
constexpr int64_t kProbeGeneral = -4; // an entry's key must be compared by calling ==

// Match(entry): 1 hit, 0 go on, -1 ask the general loop.
template <class Slot, class Match>
inline DictProbe probeSlots(const Dict* dict, uint64_t hash, Match match) {
  const Slot* index = static_cast<const Slot*>(dict->index);
  const DictEntry* entries = dict->entries;
  uint64_t mask = (uint64_t{1} << dict->indexMeta) - 1;
  uint64_t perturb = hash, i = hash & mask;
  for (;;) {
    int64_t number = index[i];
    if (number >= 0) {
      int matched = match(entries[number]);
      if (matched > 0)
        return {number, i};
      if (matched < 0)
        return {kProbeGeneral, i};
    } else if (number == kSlotEmpty) {
      return {kSlotEmpty, i};
    }
    perturb >>= 5;
    i = (i * 5 + perturb + 1) & mask;
  }
}

template <class Match> inline DictProbe probeDict(const Dict* dict, uint64_t hash, Match match) {
  if (dict->indexMeta <= kDictIndex8Max) {
    if (!dict->indexMeta)
      return {kSlotEmpty, 0};
    return probeSlots<int8_t>(dict, hash, match);
  }
  if (dict->indexMeta <= kDictIndex16Max)
    return probeSlots<int16_t>(dict, hash, match);
  return probeSlots<int32_t>(dict, hash, match);
}

// Any key. May run user code; robust when that changes the dict.
DictProbe probeDictGeneral(Dict* dict, Value key, uint64_t hash);

// An exact str.
inline DictProbe probeDictStr(Dict* dict, const Str* key, uint64_t hash) {
  Value word = strValue(key);
  DictProbe probe = probeDict(dict, hash, [=](const DictEntry& entry) {
    if (entry.key == word)
      return 1;
    if (entry.hash != hash || !entry.key.isObject())
      return 0;
    if (entry.key.object()->shape != &tr_shape_str)
      return -1;
    return static_cast<int>(strEquals(asStr(entry.key), key));
  });
  return probe.entry == kProbeGeneral ? probeDictGeneral(dict, word, hash) : probe;
}

// A small int.
inline DictProbe probeDictInt(Dict* dict, Value key, uint64_t hash) {
  DictProbe probe = probeDict(dict, hash, [=](const DictEntry& entry) {
    if (entry.key == key)
      return 1;
    return entry.hash == hash && !entry.key.isInt() && !entry.key.isUnbound() ? -1 : 0;
  });
  return probe.entry == kProbeGeneral ? probeDictGeneral(dict, key, hash) : probe;
}

inline DictProbe probeDictAny(Dict* dict, Value key, uint64_t hash) {
  if (key.isInt())
    return probeDictInt(dict, key, hash);
  if (key.isObject() && key.object()->shape == &tr_shape_str)
    return probeDictStr(dict, asStr(key), hash);
  return probeDictGeneral(dict, key, hash);
}

// Puts a new entry for a key that a probe found missing at `slot`. False when out of memory.
bool dictInsertAt(Dict* dict, uint64_t slot, Value key, uint64_t hash, Value value);
// Removes the entry that a probe found.
void dictRemoveAt(Dict* dict, DictProbe found);

} // namespace tr
