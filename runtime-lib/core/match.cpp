// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What match statements ask at run time: the tests of sequence, mapping and class patterns, as
// CPython's MATCH_* instructions make them.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/set.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/isinstance.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

TR_NAME(match_args, "__match_args__")
TR_NAME(get, "get")

// Types whose one positional pattern matches the subject itself, and their subclasses.
bool matchesSelf(const Type* type) {
  const Type* const types[] = {&tr_type_int,       &tr_type_float, &tr_type_str,  &tr_type_bytes,
                               &tr_type_bytearray, &tr_type_list,  &tr_type_dict, &tr_type_set,
                               &tr_type_frozenset, &tr_type_tuple};
  for (const Type* base : types)
    if (isSubtype(type, base)) return true;
  return false;
}

// Appends attribute `name` of the subject. 1; 0 when it has none; -1 with an exception pending.
int appendAttribute(Value subject, Type* cls, Str* name, Set* seen, Value attributes) {
  int known = setContains(seen, objectValue(name));
  if (known < 0) return -1;
  if (known) {
    raiseTypeError("%N() got multiple sub-patterns for attribute %R", cls, objectValue(name));
    return -1;
  }
  if (!setAdd(seen, objectValue(name))) return -1;
  Value value = getAttrOrUnbound(subject, name);
  if (value.isError()) return -1;
  if (value.isUnbound()) return 0;
  return tr_list_append(attributes, value) ? 1 : -1;
}

// The attributes that the first `count` positional patterns look at. Results as above.
int appendPositional(Value subject, Type* cls, int64_t count, Set* seen, Value attributes) {
  Value names = getAttrOrUnbound(objectValue(cls), name_match_args());
  if (names.isError()) return -1;
  bool self = names.isUnbound() && matchesSelf(cls);
  if (!names.isUnbound() && !isTupleExact(names)) {
    raiseTypeError("%N.__match_args__ must be a tuple (got %T)", cls, names);
    return -1;
  }
  int64_t allowed = self ? 1 : names.isUnbound() ? 0 : static_cast<int64_t>(asTuple(names)->length);
  if (count > allowed) {
    raiseTypeError("%N() accepts %lld positional sub-pattern%s (%lld given)", cls,
                   static_cast<long long>(allowed), allowed == 1 ? "" : "s",
                   static_cast<long long>(count));
    return -1;
  }
  if (self) return tr_list_append(attributes, subject) ? 1 : -1;
  for (int64_t i = 0; i < count; ++i) {
    Value name = asTuple(names)->items()[i];
    if (!isExact(name, &tr_type_str)) {
      raiseTypeError("__match_args__ elements must be strings (got %T)", name);
      return -1;
    }
    int found = appendAttribute(subject, cls, asStr(name), seen, attributes);
    if (found <= 0) return found;
  }
  return 1;
}

}  // namespace

extern "C" {

bool tr_match_sequence(Value subject) { return typeOf(subject)->flags & kTypeIsSequence; }
bool tr_match_mapping(Value subject) { return typeOf(subject)->flags & kTypeIsMapping; }

Value tr_match_length(Value subject) {
  int64_t count = length(subject);
  return count < 0 ? kError : makeInt(count);
}

Value tr_match_keys(Value mapping, Value keys) {
  Tuple* wanted = asTuple(keys);
  Set* seen = makeSet();
  Value values = tr_make_list(nullptr, 0);
  Value missing = tr_make_list(nullptr, 0);  // an object that nobody else has
  if (!seen || values.isError() || missing.isError()) return kError;
  Value get = getAttr(mapping, name_get());
  if (get.isError()) return kError;
  for (uint64_t i = 0; i < wanted->length; ++i) {
    Value key = wanted->items()[i];
    int known = setContains(seen, key);
    if (known < 0) return kError;
    if (known) return raiseValueError("mapping pattern checks duplicate key (%R)", key);
    if (!setAdd(seen, key)) return kError;
    Value value = call2(get, key, missing);
    if (value.isError()) return kError;
    if (value.bits == missing.bits) return kNone;
    if (!tr_list_append(values, value)) return kError;
  }
  return tr_list_to_tuple(values);
}

Value tr_match_class(Value subject, Value cls, Value names, int64_t positional) {
  if (!isA(cls, &tr_type_type)) return raiseTypeError("called match pattern must be a class");
  int is = isInstance(subject, cls);
  if (is <= 0) return is < 0 ? kError : kNone;
  Type* type = cls.as<Type>();
  Set* seen = makeSet();
  Value attributes = tr_make_list(nullptr, 0);
  if (!seen || attributes.isError()) return kError;
  if (positional > 0) {
    int found = appendPositional(subject, type, positional, seen, attributes);
    if (found <= 0) return found < 0 ? kError : kNone;
  }
  Tuple* keywords = asTuple(names);
  for (uint64_t i = 0; i < keywords->length; ++i) {
    int found = appendAttribute(subject, type, asStr(keywords->items()[i]), seen, attributes);
    if (found <= 0) return found < 0 ? kError : kNone;
  }
  return tr_list_to_tuple(attributes);
}

}  // extern "C"

}  // namespace tr
