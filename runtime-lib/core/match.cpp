// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What match statements ask of their subject (PEP 634).
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/isinstance.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// Builtin types whose single positional pattern matches the whole subject.
bool matchesSelf(const Type* type) {
  const Type* types[] = {&tr_type_bool,  &tr_type_bytearray, &tr_type_bytes, &tr_type_dict,
                         &tr_type_float, &tr_type_frozenset, &tr_type_int,   &tr_type_list,
                         &tr_type_set,   &tr_type_str,       &tr_type_tuple};
  for (const Type* t : types)
    if (isSubtype(type, t))
      return true;
  return false;
}

// The attribute, or unbound where the subject has none.
bool matchAttribute(Type* type, Value subject, Value name, Value seen, Value found) {
  for (uint64_t i = 0; i < asList(seen)->length; ++i)
    if (strEquals(asStr(listAt(asList(seen), i)), asStr(name))) {
      raiseTypeError("%N() got multiple sub-patterns for attribute %R", type, name);
      return false;
    }
  if (!listAppend(asList(seen), name))
    return false;
  Value v = getAttrOrUnbound(subject, asStr(name));
  return !v.isError() && listAppend(asList(found), v);
}

} // namespace

extern "C" {

bool tr_match_sequence(Value subject) {
  Type* type = typeOf(subject);
  ensureReady(type);
  return type->flags & kTypeIsSequence;
}

bool tr_match_mapping(Value subject) {
  Type* type = typeOf(subject);
  ensureReady(type);
  return type->flags & kTypeIsMapping;
}

Value tr_match_length(Value subject) {
  int64_t n = length(subject);
  return n < 0 ? kError : makeInt(n);
}

Value tr_match_keys(Value mapping, Value keys) {
  Tuple* tuple = asTuple(keys);
  Tuple* values = allocateTuple(tuple->length);
  Value seen = tr_make_set(nullptr, 0);
  static Str* const get = intern("get");
  // A marker that no mapping holds.
  Value missing = tr_make_cell(kNone);
  Value method = kUnbound;
  if (tuple->length && !isExact(mapping, &tr_type_dict)) {
    method = getAttr(mapping, get);
    if (method.isError())
      return method;
  }
  for (uint64_t i = 0; i < tuple->length; ++i)
    values->items()[i] = kNone;
  for (uint64_t i = 0; i < tuple->length; ++i) {
    Value key = tuple->items()[i];
    int known = contains(seen, key);
    if (known < 0)
      return kError;
    if (known)
      return raiseValueError("mapping pattern checks duplicate key (%R)", key);
    if (!tr_set_add(seen, key))
      return kError;
    Value v = method.isUnbound() ? dictGet(asDict(mapping), key) : call2(method, key, missing);
    if (v.isError())
      return v;
    if (v.isUnbound() || v == missing)
      return kNone;
    values->items()[i] = v;
  }
  return objectValue(values);
}

Value tr_match_class(Value subject, Value cls, Value names, int64_t positional) {
  if (!isType(cls))
    return raiseTypeError("called match pattern must be a class");
  int is = isInstance(subject, cls);
  if (is < 0)
    return kError;
  if (!is)
    return kNone;
  Type* type = asType(cls);
  Value found = makeList(nullptr, 0), seen = makeList(nullptr, 0);
  if (positional > 0) {
    Value matchArgs = getAttrOrUnbound(cls, name_match_args());
    if (matchArgs.isError())
      return matchArgs;
    bool self = matchArgs.isUnbound() && matchesSelf(type);
    int64_t allowed = self ? 1 : 0;
    if (!matchArgs.isUnbound()) {
      if (!isExact(matchArgs, &tr_type_tuple))
        return raiseTypeError("%N.__match_args__ must be a tuple (got %T)", type, matchArgs);
      allowed = static_cast<int64_t>(asTuple(matchArgs)->length);
    }
    if (allowed < positional)
      return raiseTypeError("%N() accepts %lld positional sub-pattern%s (%lld given)", type,
                            static_cast<long long>(allowed), allowed == 1 ? "" : "s",
                            static_cast<long long>(positional));
    if (self) {
      listAppend(asList(found), subject);
    } else {
      for (int64_t i = 0; i < positional; ++i) {
        Value name = asTuple(matchArgs)->items()[i];
        if (!isExact(name, &tr_type_str))
          return raiseTypeError("__match_args__ elements must be strings (got %T)", name);
        if (!matchAttribute(type, subject, name, seen, found))
          return kError;
        if (listAt(asList(found), asList(found)->length - 1).isUnbound())
          return kNone;
      }
    }
  }
  Tuple* attributes = asTuple(names);
  for (uint64_t i = 0; i < attributes->length; ++i) {
    if (!matchAttribute(type, subject, attributes->items()[i], seen, found))
      return kError;
    if (listAt(asList(found), asList(found)->length - 1).isUnbound())
      return kNone;
  }
  return makeTuple(asList(found)->data, asList(found)->length);
}

} // extern "C"

} // namespace tr
