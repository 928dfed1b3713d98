// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict: insertion-ordered compact table (entries in order, a sparse index beside them, as CPython's
// since 3.6), with a probe loop of its own for str keys.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Str;

struct DictEntry {
  uint64_t hash;
  Value key;    // unbound: deleted
  Value value;
};

struct Dict : Object {
  uint64_t used;      // live entries
  uint64_t filled;    // entries, with the deleted ones
  uint64_t capacity;  // of entries
  DictEntry* entries;
  void* index;        // private to dict.cpp
  uint64_t indexMeta; // private to dict.cpp
  uint64_t version;   // changes when keys are added or removed: iterators check it
};

inline bool isDict(Value v) { return isA(v, &tr_type_dict); }
inline Dict* asDict(Value v) { return v.as<Dict>(); }

Dict* makeDict(uint64_t capacity = 0);
// Lookup: unbound when the key is missing; error when hashing or comparing raised.
Value dictGet(Dict* dict, Value key);
Value dictGetStr(Dict* dict, const Str* key);  // never runs user code unless keys of other types are there
bool dictSet(Dict* dict, Value key, Value value);
bool dictSetStr(Dict* dict, const Str* key, Value value);
// 1 removed, 0 missing, -1 error. `value` (may be null) receives what it held.
int dictRemove(Dict* dict, Value key, Value* value = nullptr);
Value dictCopy(Dict* dict);
bool dictUpdate(Dict* dict, Value other);  // mapping or iterable of pairs
void dictClear(Dict* dict);
// Iteration in order: *position starts at 0; false at the end. Deleted entries are skipped.
bool dictNext(const Dict* dict, uint64_t* position, Value* key, Value* value);

}  // namespace tr
