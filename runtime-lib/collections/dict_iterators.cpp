// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iterators over dicts. A dict whose size changed under an iterator is an error, and stays one.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict_views.h"
#include "runtime-lib/collections/iterators.h"

namespace tr {

static DictIterator* makeIterator(const Shape* shape, Dict* dict) {
  auto* it = newObject<DictIterator>(shape);
  it->dict = dict;
  it->used = it->left = dict->used;
  return it;
}

static Type* orderedDict = nullptr;
void setOrderedDict(Type* type) { orderedDict = type; }

static bool isOrdered(const Dict* dict) {
  return orderedDict && dict->shape != &tr_shape_dict &&
         isSubtype(dict->shape->type, orderedDict);
}

static Value makeOrderedIterator(Dict* dict, DictPart part, bool reversed) {
  auto* it = newObject<OrderedDictIterator>(&tr_shape_orderedDictIterator);
  it->dict = dict;
  it->version = dict->version;
  it->left = dict->used;
  it->position = reversed ? dict->filled : 0;
  it->part = static_cast<uint64_t>(part);
  it->reversed = reversed;
  return objectValue(it);
}

Value makeDictIterator(Dict* dict, DictPart part) {
  if (isOrdered(dict))
    return makeOrderedIterator(dict, part, false);
  static const Shape* const kShapes[] = {&tr_shape_dictKeyIterator, &tr_shape_dictValueIterator,
                                         &tr_shape_dictItemIterator};
  return objectValue(makeIterator(kShapes[static_cast<int>(part)], dict));
}

Value makeDictReverseIterator(Dict* dict, DictPart part) {
  if (isOrdered(dict))
    return makeOrderedIterator(dict, part, true);
  static const Shape* const kShapes[] = {&tr_shape_dictReverseKeyIterator,
                                         &tr_shape_dictReverseValueIterator,
                                         &tr_shape_dictReverseItemIterator};
  DictIterator* it = makeIterator(kShapes[static_cast<int>(part)], dict);
  it->position = dict->filled;
  return objectValue(it);
}

// The dict; null when it is exhausted, or with *error set when its size changed.
static Dict* unchangedDict(DictIterator* it, bool* error) {
  if (!it->dict || it->used == it->dict->used)
    return it->dict;
  raise(&tr_type_RuntimeError, "dictionary changed size during iteration");
  it->used = kStaleDict;
  *error = true;
  return nullptr;
}

// The next entry forwards; null at the end, or with *error set when the dict was changed.
static const DictEntry* advance(DictIterator* it, bool* error) {
  Dict* dict = unchangedDict(it, error);
  if (!dict)
    return nullptr;
  uint64_t i = it->position;
  while (i < dict->filled && dict->entries[i].key.isUnbound())
    ++i;
  if (i >= dict->filled || !it->left) {
    // As many keys as at the start were given, yet there are more: keys were exchanged.
    if (i < dict->filled) {
      raise(&tr_type_RuntimeError, "dictionary keys changed during iteration");
      *error = true;
    }
    it->dict = nullptr;
    return nullptr;
  }
  it->position = i + 1;
  --it->left;
  return &dict->entries[i];
}

static const DictEntry* retreat(DictIterator* it, bool* error) {
  Dict* dict = unchangedDict(it, error);
  if (!dict)
    return nullptr;
  uint64_t i = it->position < dict->filled ? it->position : dict->filled;
  while (i && dict->entries[i - 1].key.isUnbound())
    --i;
  if (!i) {
    it->dict = nullptr;
    return nullptr;
  }
  it->position = i - 1;
  if (it->left)
    --it->left;
  return &dict->entries[i - 1];
}

static Value partOf(const DictEntry* entry, DictPart part) {
  if (part == DictPart::Keys)
    return entry->key;
  if (part == DictPart::Values)
    return entry->value;
  Tuple* pair = allocateTuple(2);
  if (!pair)
    return kError;
  pair->items()[0] = entry->key;
  pair->items()[1] = entry->value;
  return objectValue(pair);
}

template <auto Step, DictPart Part> static Value nextOf(Value self) {
  bool error = false;
  const DictEntry* entry = Step(self.as<DictIterator>(), &error);
  return entry ? partOf(entry, Part) : error ? kError : kDone;
}

// Behind the last entry changes are not looked for any more.
static Value nextOrdered(Value self) {
  auto* it = self.as<OrderedDictIterator>();
  Dict* dict = it->dict;
  if (!dict || !it->left) {
    it->dict = nullptr;
    return kDone;
  }
  if (dict->version != it->version) {
    it->dict = nullptr;
    return raise(&tr_type_RuntimeError, "OrderedDict mutated during iteration");
  }
  uint64_t i = it->position;
  if (it->reversed) {
    while (dict->entries[--i].key.isUnbound())
      ;
    it->position = i;
  } else {
    while (dict->entries[i].key.isUnbound())
      ++i;
    it->position = i + 1;
  }
  --it->left;
  return partOf(&dict->entries[i], static_cast<DictPart>(it->part));
}

static Value lengthHintOf(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<DictIterator>();
  bool valid = it->dict && it->used == it->dict->used;
  return makeInt(valid ? static_cast<int64_t>(it->left) : 0);
}

// By a list of what is left, which a copy of the iterator gives.
static Value reduceOf(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<DictIterator>();
  auto* copy = newObject<DictIterator>(it->shape);
  *copy = *it;
  Value left = listFromIterable(objectValue(copy));
  return left.isError() ? kError : iterRecipe(left);
}

static Value reduceOrdered(const Value* args, uint64_t nargs) {
  auto* copy = newObject<OrderedDictIterator>(&tr_shape_orderedDictIterator);
  *copy = *args[0].as<OrderedDictIterator>();
  Value left = listFromIterable(objectValue(copy));
  return left.isError() ? kError : iterRecipe(left);
}

static const NativeDef kOrderedIteratorMethods[] = {nativeNone("__reduce__", reduceOrdered),
                                                    kNativeEnd};
static const NativeDef kDictIteratorMethods[] = {
    nativeNone("__length_hint__", lengthHintOf),
    nativeNone("__reduce__", reduceOf),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_ITERATOR_TYPE(dictKeyIterator, "dict_keyiterator", DictIterator,
                        (tr::nextOf<tr::advance, tr::DictPart::Keys>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(dictValueIterator, "dict_valueiterator", DictIterator,
                        (tr::nextOf<tr::advance, tr::DictPart::Values>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(dictItemIterator, "dict_itemiterator", DictIterator,
                        (tr::nextOf<tr::advance, tr::DictPart::Items>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(dictReverseKeyIterator, "dict_reversekeyiterator", DictIterator,
                        (tr::nextOf<tr::retreat, tr::DictPart::Keys>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(dictReverseValueIterator, "dict_reversevalueiterator", DictIterator,
                        (tr::nextOf<tr::retreat, tr::DictPart::Values>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(dictReverseItemIterator, "dict_reverseitemiterator", DictIterator,
                        (tr::nextOf<tr::retreat, tr::DictPart::Items>), tr::kDictIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(orderedDictIterator, "odict_iterator", OrderedDictIterator, tr::nextOrdered,
                        tr::kOrderedIteratorMethods);
