// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict: slots, methods and the type. The table is in dict.cpp.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/dict_views.h"
#include "runtime-lib/collections/set.h"

namespace tr {

TR_NAME(missing, "__missing__")

// --- slots

static Value dictRepr(Value self) {
  Dict* dict = asDict(self);
  if (!dict->used)
    return makeStr("{}");
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : makeStr("{...}");
  StrBuilder out;
  bool ok = tr_stack_check();
  const char* separator = "{";
  Value key, value;
  for (uint64_t position = 0; ok && dictNext(dict, &position, &key, &value);) {
    out.append(std::string_view(separator));
    separator = ", ";
    ok = out.appendRepr(key);
    if (!ok)
      break;
    out.append(std::string_view(": "));
    ok = out.appendRepr(value);
  }
  out.append(std::string_view("}"));
  reprLeave(self);
  return ok ? out.take() : kError;
}

static Value dictCompare(Value left, Value right, CompareOp op) {
  if ((op != CompareOp::Eq && op != CompareOp::NotEq) || !isDict(left) || !isDict(right))
    return kNotImplemented;
  int same = dictEquals(asDict(left), asDict(right));
  if (same < 0)
    return kError;
  return boolean((op == CompareOp::Eq) == same);
}

static int64_t dictLen(Value self) { return static_cast<int64_t>(asDict(self)->used); }

static Value dictSubscript(Value self, Value key) {
  Value value = dictGet(asDict(self), key);
  if (!value.isUnbound())
    return value;
  if (!isDictExact(self)) {
    Value missing = lookupSpecial(self, name_missing());
    if (missing.isError())
      return kError;
    if (!missing.isUnbound())
      return call1(missing, key);
  }
  return raiseKeyError(key);
}

static bool dictAssign(Value self, Value key, Value value) {
  if (!value.isUnbound())
    return dictSet(asDict(self), key, value);
  int removed = dictRemove(asDict(self), key);
  if (!removed)
    raiseKeyError(key);
  return removed > 0;
}

static int dictHas(Value self, Value key) { return dictContains(asDict(self), key); }
static Value dictIter(Value self) { return makeDictIterator(asDict(self), DictPart::Keys); }

static Value dictOr(Value left, Value right) {
  if (!isDict(left) || !isDict(right))
    return kNotImplemented;
  Value result = dictCopy(asDict(left));
  if (result.isError() || !dictUpdate(asDict(result), right))
    return kError;
  return result;
}

static Value dictInPlaceOr(Value left, Value right) {
  return dictUpdate(asDict(left), right) ? left : kError;
}

// --- construction

static Value dictConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Object* dict = newInstance(type);
  return dict ? objectValue(dict) : kError;
}

// update([mapping or pairs], **keywords) and dict(...), whose arguments begin at args.
static bool updateCommon(const char* name, Dict* dict, const Value* args, uint64_t nargs,
                         Tuple* kwnames) {
  if (!checkPositional(name, nargs, 0, 1))
    return false;
  if (nargs && !dictUpdate(dict, args[0]))
    return false;
  for (uint64_t i = 0; kwnames && i < kwnames->length; ++i)
    if (!dictSet(dict, kwnames->items()[i], args[nargs + i]))
      return false;
  return true;
}

static bool dictInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return updateCommon("dict", asDict(self), args, nargs, kwnames);
}

static bool fillFromDict(Dict* dict, Dict* keys, Value value) {
  for (uint64_t i = 0; i < keys->filled; ++i) {
    DictEntry entry = keys->entries[i];
    if (!entry.key.isUnbound() && !dictSetHashed(dict, entry.key, entry.hash, value))
      return false;
  }
  return true;
}
static bool fillFromSet(Dict* dict, Set* keys, Value value) {
  uint64_t position = 0;
  while (const SetEntry* entry = setNext(keys, &position))
    if (!dictSetHashed(dict, entry->key, entry->hash, value))
      return false;
  return true;
}

// dict.fromkeys(iterable, value=None), a class method.
static Value dictFromKeys(const Value* args, uint64_t nargs) {
  Value value = nargs > 2 ? args[2] : kNone;
  Value made = call0(args[0]);
  if (made.isError())
    return kError;
  bool plain = isDictExact(made);
  // Hashes that are known are not asked for again.
  if (plain && asDict(made)->used == 0 && isDictExact(args[1]))
    return fillFromDict(asDict(made), asDict(args[1]), value) ? made : kError;
  if (plain && (isSetExact(args[1]) || isFrozensetExact(args[1])))
    return fillFromSet(asDict(made), asSet(args[1]), value) ? made : kError;
  Cursor cursor;
  if (!cursor.start(args[1]))
    return kError;
  for (;;) {
    Value key = cursor.next();
    if (key.isDone())
      return made;
    if (key.isError())
      return kError;
    if (!(plain ? dictSet(asDict(made), key, value) : setItem(made, key, value)))
      return kError;
  }
}

// --- methods

static Value dictGetMethod(const Value* args, uint64_t nargs) {
  Value value = dictGet(asDict(args[0]), args[1]);
  return !value.isUnbound() ? value : nargs > 2 ? args[2] : kNone;
}

static Value dictSetDefaultMethod(const Value* args, uint64_t nargs) {
  return dictSetDefault(asDict(args[0]), args[1], nargs > 2 ? args[2] : kNone);
}

static Value dictPopMethod(const Value* args, uint64_t nargs) {
  Dict* dict = asDict(args[0]);
  Value value = kNone;
  int removed = dict->used ? dictRemove(dict, args[1], &value) : 0;
  if (removed)
    return removed < 0 ? kError : value;
  return nargs > 2 ? args[2] : raiseKeyError(args[1]);
}

static Value dictPopItem(const Value* args, uint64_t nargs) {
  Dict* dict = asDict(args[0]);
  if (!dict->used)
    return raiseKeyError(makeStr("popitem(): dictionary is empty"));
  Tuple* pair = allocateTuple(2);
  if (!pair)
    return kError;
  dictPopLast(dict, &pair->items()[0], &pair->items()[1]);
  return objectValue(pair);
}

static Value dictUpdateMethod(const Value* args, uint64_t nargs, Tuple* kwnames) {
  return updateCommon("update", asDict(args[0]), args + 1, nargs - 1, kwnames) ? kNone : kError;
}

static Value dictClearMethod(const Value* args, uint64_t nargs) {
  dictClear(asDict(args[0]));
  return kNone;
}

static Value dictCopyMethod(const Value* args, uint64_t nargs) { return dictCopy(asDict(args[0])); }

static Value dictKeys(const Value* args, uint64_t nargs) {
  return makeDictView(asDict(args[0]), DictPart::Keys);
}
static Value dictValues(const Value* args, uint64_t nargs) {
  return makeDictView(asDict(args[0]), DictPart::Values);
}
static Value dictItems(const Value* args, uint64_t nargs) {
  return makeDictView(asDict(args[0]), DictPart::Items);
}
static Value dictReversed(const Value* args, uint64_t nargs) {
  return makeDictReverseIterator(asDict(args[0]), DictPart::Keys);
}

static const NativeDef kDictMethods[] = {
    nativeNone("clear", dictClearMethod),
    nativeNone("copy", dictCopyMethod),
    nativePositional("fromkeys", dictFromKeys, 1, 2, kNativeClass),
    nativePositional("get", dictGetMethod, 1, 2),
    nativeNone("items", dictItems),
    nativeNone("keys", dictKeys),
    nativePositional("pop", dictPopMethod, 1, 2),
    nativeNone("popitem", dictPopItem),
    nativePositional("setdefault", dictSetDefaultMethod, 1, 2),
    nativeRaw("update", dictUpdateMethod),
    nativeNone("values", dictValues),
    nativeNone("__reversed__", dictReversed),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_TYPE(dict, .cname = "dict", .base = &tr_type_object,
               .flags = tr::kTypeBaseable | tr::kTypeIsMapping, .instanceSize = sizeof(tr::Dict),
               .layout = tr::Layout::Dict, .methods = tr::kDictMethods,
               .slots = {.repr = tr::dictRepr,
                         .iter = tr::dictIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::dictCompare,
                         .len = tr::dictLen,
                         .getitem = tr::dictSubscript,
                         .setitem = tr::dictAssign,
                         .contains = tr::dictHas,
                         .construct = tr::dictConstruct,
                         .init = tr::dictInit,
                         .bor = tr::dictOr,
                         .ibor = tr::dictInPlaceOr});
TR_BUILTIN_TYPE(dict, dict);
