// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict: a compact table, as CPython's since 3.6: entries in insertion order, and beside them a
// sparse power-of-two index of entry numbers (8, 16 or 32 bits each, by size).
//
// Sizes follow CPython's dictobject.c exactly (two thirds of the index may be entries; growth to
// three times the live entries), because positions show when a program changes a dict that it
// iterates over.
//
// Deleting leaves a hole in the entries and a dummy in the index; the next resize compacts.
// `version` changes whenever keys are added or removed, or the table moves.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Str;

struct DictEntry {
  uint64_t hash;
  Value key; // unbound: deleted
  Value value;
};

struct Dict : Object {
  uint64_t used;      // live entries
  uint64_t filled;    // entries, with the deleted ones
  uint64_t usable;    // entries that may still be appended before a resize
  DictEntry* entries; // null: no table yet
  void* index;        // for small tables inside the entries' block, else a block of its own
  uint64_t indexMeta; // log2 of the index size; 0: no table
  uint64_t version;
};

// A dict or an instance of a subclass; exactly a dict.
inline bool isDict(Value v) { return isA(v, &tr_type_dict); }
inline bool isDictExact(Value v) { return v.isObject() && v.object()->shape == &tr_shape_dict; }
inline Dict* asDict(Value v) { return v.as<Dict>(); }

Dict* makeDict(uint64_t capacity = 0); // room for `capacity` entries; never null
// Lookup: unbound when the key is missing; error when hashing or comparing raised.
Value dictGet(Dict* dict, Value key);
Value dictGetStr(Dict* dict,
                 const Str* key); // never runs user code unless keys of other types are there
Value dictGetHashed(Dict* dict, Value key, uint64_t hash);
bool dictSet(Dict* dict, Value key, Value value);
bool dictSetStr(Dict* dict, const Str* key, Value value);
bool dictSetHashed(Dict* dict, Value key, uint64_t hash, Value value);
// The value of key; when missing, `value` is inserted and answered.
Value dictSetDefault(Dict* dict, Value key, Value value);
// 1 removed, 0 missing, -1 error. `value` (may be null) receives what it held.
int dictRemove(Dict* dict, Value key, Value* value = nullptr);
int dictContains(Dict* dict, Value key); // 1, 0, -1
// Removes the newest entry of a dict that has any.
void dictPopLast(Dict* dict, Value* key, Value* value);
Value dictCopy(Dict* dict);                // a dict, whatever subclass `dict` is
bool dictUpdate(Dict* dict, Value other);  // mapping or iterable of pairs, as dict.update(other)
bool dictMerge(Dict* dict, Value mapping); // a mapping: a dict or anything with keys()
void dictClear(Dict* dict);
int dictEquals(Dict* a, Dict* b); // 1, 0, -1
// Iteration in order: *position starts at 0; false at the end. Deleted entries are skipped.
bool dictNext(const Dict* dict, uint64_t* position, Value* key, Value* value);
// That all keys are strs, as keywords are; else TypeError is pending.
bool checkKeywordKeys(const Dict* dict);

} // namespace tr
