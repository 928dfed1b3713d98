// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict_keys, dict_values and dict_items: live views; keys and items take part in set operations.
#include "runtime-lib/collections/dict_views.h"

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/set.h"
#include "runtime-lib/core/descriptors.h"

namespace tr {

TR_NAME(intersection, "intersection")

static Dict* dictOf(Value view) { return view.as<DictView>()->dict; }

Value makeDictView(Dict* dict, DictPart part) {
  static const Shape* const kShapes[] = {&tr_shape_dictKeys, &tr_shape_dictValues,
                                         &tr_shape_dictItems};
  auto* view = newObject<DictView>(kShapes[static_cast<int>(part)]);
  view->dict = dict;
  return objectValue(view);
}

static Value viewRepr(Value self) {
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : makeStr("...");
  Value items = listFromIterable(self);
  Value text = items.isError() ? kError : formatText("%T(%R)", self, items);
  reprLeave(self);
  return text;
}

static int64_t viewLen(Value self) { return static_cast<int64_t>(dictOf(self)->used); }

template <DictPart Part> static Value viewIter(Value self) {
  return makeDictIterator(dictOf(self), Part);
}
template <DictPart Part> static Value viewReversed(const Value* args, uint64_t nargs) {
  return makeDictReverseIterator(dictOf(args[0]), Part);
}

static int keysContains(Value self, Value key) { return dictContains(dictOf(self), key); }

static int itemsContains(Value self, Value item) {
  if (!isTuple(item) || asTuple(item)->length != 2)
    return 0;
  Value found = dictGet(dictOf(self), asTuple(item)->items()[0]);
  if (found.isError())
    return -1;
  return found.isUnbound() ? 0 : equalItems(found, asTuple(item)->items()[1]);
}

// --- comparison

static int allContainedIn(Value items, Value container) {
  Cursor cursor;
  if (!cursor.start(items))
    return -1;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return 1;
    if (item.isError())
      return -1;
    int found = contains(container, item);
    if (found <= 0)
      return found;
  }
}

static Value viewCompare(Value left, Value right, CompareOp op) {
  if (!isSetLikeView(left) || (!isAnySet(right) && !isSetLikeView(right)))
    return kNotImplemented;
  int64_t m = length(left), n = length(right);
  if (m < 0 || n < 0)
    return kError;
  int result = 0;
  switch (op) {
  case CompareOp::Eq:
  case CompareOp::NotEq:
    if (m == n)
      result = allContainedIn(left, right);
    if (op == CompareOp::NotEq && result >= 0)
      result = !result;
    break;
  case CompareOp::Lt:
    if (m < n)
      result = allContainedIn(left, right);
    break;
  case CompareOp::LtE:
    if (m <= n)
      result = allContainedIn(left, right);
    break;
  case CompareOp::Gt:
    if (m > n)
      result = allContainedIn(right, left);
    break;
  case CompareOp::GtE:
    if (m >= n)
      result = allContainedIn(right, left);
    break;
  }
  return result < 0 ? kError : boolean(result);
}

// --- set operations: either operand may be the view

static Set* toSet(Value v) {
  Set* set = makeSet();
  Value source = isExact(v, &tr_type_dictKeys) ? objectValue(dictOf(v)) : v;
  return set && setUpdate(set, source) ? set : nullptr;
}

static Value asResult(bool ok, Set* set) { return ok ? objectValue(set) : kError; }

static Value viewSub(Value left, Value right) {
  Set* set = toSet(left);
  return asResult(set && setDifferenceUpdate(set, right), set);
}

static Value viewOr(Value left, Value right) {
  Set* set = toSet(left);
  return asResult(set && setUpdate(set, right), set);
}

static Value viewAnd(Value left, Value right) {
  if (!isSetLikeView(left))
    std::swap(left, right);
  int64_t count = viewLen(left);
  if (isSetExact(right) && count <= static_cast<int64_t>(asSet(right)->used))
    return callMethod(right, name_intersection(), &left, 1);
  if (isSetLikeView(right) && viewLen(right) > count)
    std::swap(left, right);
  bool keys = isA(left, &tr_type_dictKeys);
  Set* set = makeSet();
  Cursor cursor;
  if (!set || !cursor.start(right))
    return kError;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return objectValue(set);
    if (item.isError())
      return kError;
    int found = keys ? keysContains(left, item) : itemsContains(left, item);
    if (found < 0 || (found && !setAdd(set, item)))
      return kError;
  }
}

// Items that only one of two dicts has: pairs of the larger that differ, then what is left of the
// smaller.
static Value itemsXor(Dict* smaller, Dict* larger) {
  if (smaller->used > larger->used)
    std::swap(smaller, larger);
  Value copy = dictCopy(smaller);
  Set* set = makeSet();
  if (copy.isError() || !set)
    return kError;
  Dict* rest = asDict(copy);
  for (uint64_t i = 0; i < larger->filled; ++i) {
    DictEntry entry = larger->entries[i];
    if (entry.key.isUnbound())
      continue;
    Value other = dictGetHashed(rest, entry.key, entry.hash);
    if (other.isError())
      return kError;
    int same = other.isUnbound() ? 0 : equalItems(other, entry.value);
    if (same < 0)
      return kError;
    if (same ? dictRemove(rest, entry.key) < 0 : !setAdd(set, tupleOf(entry.key, entry.value)))
      return kError;
  }
  return asResult(setUpdate(set, makeDictView(rest, DictPart::Items)), set);
}

static Value viewXor(Value left, Value right) {
  if (isA(left, &tr_type_dictItems) && isA(right, &tr_type_dictItems))
    return itemsXor(dictOf(left), dictOf(right));
  Set* set = toSet(left);
  return asResult(set && setSymmetricUpdate(set, right), set);
}

static Value viewIsDisjoint(const Value* args, uint64_t nargs) {
  Value self = args[0], other = args[1];
  if (self == other)
    return boolean(!viewLen(self));
  if (isSetExact(other) || isFrozensetExact(other) || isSetLikeView(other)) {
    int64_t n = length(other);
    if (n < 0)
      return kError;
    if (n > viewLen(self))
      std::swap(self, other);
  }
  Cursor cursor;
  if (!cursor.start(other))
    return kError;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return kTrue;
    if (item.isError())
      return kError;
    if (int found = contains(self, item))
      return found < 0 ? kError : kFalse;
  }
}

static Value viewMapping(Value self) { return makeMappingProxy(objectValue(dictOf(self))); }

static const GetSetDef kViewMembers[] = {{"mapping", viewMapping, nullptr},
                                         {nullptr, nullptr, nullptr}};

static const NativeDef kKeysMethods[] = {
    nativeOne("isdisjoint", viewIsDisjoint),
    nativeNone("__reversed__", viewReversed<DictPart::Keys>),
    kNativeEnd,
};
static const NativeDef kItemsMethods[] = {
    nativeOne("isdisjoint", viewIsDisjoint),
    nativeNone("__reversed__", viewReversed<DictPart::Items>),
    kNativeEnd,
};
static const NativeDef kValuesMethods[] = {
    nativeNone("__reversed__", viewReversed<DictPart::Values>),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_TYPE(dictKeys, .cname = "dict_keys", .base = &tr_type_object,
               .instanceSize = sizeof(tr::DictView), .layout = tr::Layout::Other,
               .methods = tr::kKeysMethods, .getsets = tr::kViewMembers,
               .slots = {.repr = tr::viewRepr,
                         .iter = tr::viewIter<tr::DictPart::Keys>,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::viewCompare,
                         .len = tr::viewLen,
                         .contains = tr::keysContains,
                         .bor = tr::viewOr,
                         .bxor = tr::viewXor,
                         .band = tr::viewAnd,
                         .sub = tr::viewSub});
TR_DEFINE_TYPE(dictItems, .cname = "dict_items", .base = &tr_type_object,
               .instanceSize = sizeof(tr::DictView), .layout = tr::Layout::Other,
               .methods = tr::kItemsMethods, .getsets = tr::kViewMembers,
               .slots = {.repr = tr::viewRepr,
                         .iter = tr::viewIter<tr::DictPart::Items>,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::viewCompare,
                         .len = tr::viewLen,
                         .contains = tr::itemsContains,
                         .bor = tr::viewOr,
                         .bxor = tr::viewXor,
                         .band = tr::viewAnd,
                         .sub = tr::viewSub});
TR_DEFINE_TYPE(dictValues, .cname = "dict_values", .base = &tr_type_object,
               .instanceSize = sizeof(tr::DictView), .layout = tr::Layout::Other,
               .methods = tr::kValuesMethods, .getsets = tr::kViewMembers,
               .slots = {.repr = tr::viewRepr,
                         .hash = tr::identityHash,
                         .iter = tr::viewIter<tr::DictPart::Values>,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare,
                         .len = tr::viewLen});
