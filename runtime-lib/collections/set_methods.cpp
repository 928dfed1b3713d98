// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// set and frozenset: slots, methods, types and their iterator. One body serves both types.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/set.h"

namespace tr {

static Value result(Set* set) { return set ? objectValue(set) : kError; }
static Value resultNone(bool ok) { return ok ? kNone : kError; }

// --- slots

static Value setRepr(Value self) {
  Set* set = asSet(self);
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : formatText("%T(...)", self);
  Value text;
  if (!set->used) {
    text = formatText("%T()", self);
  } else {
    StrBuilder out;
    bool ok = tr_stack_check();
    bool plain = isSetExact(self);
    if (!plain) {
      out.append(std::string_view(typeNameOf(self)));
      out.append(std::string_view("("));
    }
    Value elements = listFromIterable(makeSetIterator(set));
    ok = ok && !elements.isError();
    for (uint64_t i = 0; ok && i < asList(elements)->length; ++i) {
      out.append(i ? std::string_view(", ") : std::string_view("{"));
      ok = out.appendRepr(listAt(asList(elements), i));
    }
    out.append(plain ? std::string_view("}") : std::string_view("})"));
    text = ok ? out.take() : kError;
  }
  reprLeave(self);
  return text;
}

static uint64_t shuffleBits(uint64_t h) { return ((h ^ 89869747u) ^ (h << 16)) * 3644798167u; }

// Independent of order; well spread also for sets of neighbouring small ints. CPython's numbers.
static int64_t frozensetHash(Value self, bool* ok) {
  Set* set = asSet(self);
  if (set->hash != -1)
    return set->hash;
  uint64_t hash = 0, position = 0;
  while (const SetEntry* entry = setNext(set, &position))
    hash ^= shuffleBits(entry->hash);
  hash ^= (set->used + 1) * 1927868237u;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69069u + 907133923u;
  if (hash == ~uint64_t{0})
    hash = 590923713u;
  return set->hash = static_cast<int64_t>(hash);
}

static int isSuperset(Set* set, Value other) {
  if (isAnySet(other))
    return setIsSubset(asSet(other), set);
  Cursor cursor;
  if (!cursor.start(other))
    return -1;
  for (;;) {
    Value key = cursor.next();
    if (key.isDone())
      return 1;
    if (key.isError())
      return -1;
    int found = setContains(set, key);
    if (found <= 0)
      return found;
  }
}

static Value setCompare(Value left, Value right, CompareOp op) {
  if (!isAnySet(left) || !isAnySet(right))
    return kNotImplemented;
  Set *a = asSet(left), *b = asSet(right);
  int holds = 0;
  switch (op) {
  case CompareOp::Eq:
  case CompareOp::NotEq:
    if (a->used == b->used && (a->hash == -1 || b->hash == -1 || a->hash == b->hash))
      holds = setIsSubset(a, b);
    if (op == CompareOp::NotEq && holds >= 0)
      holds = !holds;
    break;
  case CompareOp::LtE:
    holds = setIsSubset(a, b);
    break;
  case CompareOp::GtE:
    holds = setIsSubset(b, a);
    break;
  case CompareOp::Lt:
    holds = a->used < b->used ? setIsSubset(a, b) : 0;
    break;
  case CompareOp::Gt:
    holds = a->used > b->used ? setIsSubset(b, a) : 0;
    break;
  }
  return holds < 0 ? kError : boolean(holds);
}

static int64_t setLen(Value self) { return static_cast<int64_t>(asSet(self)->used); }

// An unhashable set as an element is looked for as a frozenset of its elements. Answers the key to
// look for instead, or error with the first exception pending.
static Value frozenKey(Value key) {
  if (!isA(key, &tr_type_set) || !pendingIs(&tr_type_TypeError))
    return kError;
  clearPending();
  return setFromIterable(&tr_type_frozenset, key);
}

static int setHas(Value self, Value key) {
  int found = setContains(asSet(self), key);
  if (found >= 0)
    return found;
  key = frozenKey(key);
  return key.isError() ? -1 : setContains(asSet(self), key);
}

static int discardKey(Set* set, Value key) {
  int removed = setDiscard(set, key);
  if (removed >= 0)
    return removed;
  key = frozenKey(key);
  return key.isError() ? -1 : setDiscard(set, key);
}

// --- operators

static Value setOr(Value left, Value right) {
  if (!isAnySet(left) || !isAnySet(right))
    return kNotImplemented;
  Set* copy = setCopy(asSet(left));
  if (copy && left != right && !setMerge(copy, asSet(right)))
    return kError;
  return result(copy);
}
static Value setAnd(Value left, Value right) {
  if (!isAnySet(left) || !isAnySet(right))
    return kNotImplemented;
  return result(setIntersection(asSet(left), right));
}
static Value setSub(Value left, Value right) {
  if (!isAnySet(left) || !isAnySet(right))
    return kNotImplemented;
  return result(setDifference(asSet(left), right));
}
static Value setXor(Value left, Value right) {
  if (!isAnySet(left) || !isAnySet(right))
    return kNotImplemented;
  return result(setSymmetricDifference(asSet(left), right));
}
static Value setInPlaceOr(Value left, Value right) {
  if (!isAnySet(right))
    return kNotImplemented;
  return setMerge(asSet(left), asSet(right)) ? left : kError;
}
static Value setInPlaceAnd(Value left, Value right) {
  if (!isAnySet(right))
    return kNotImplemented;
  Set* common = setIntersection(asSet(left), right);
  if (!common)
    return kError;
  setSwap(asSet(left), common);
  return left;
}
static Value setInPlaceSub(Value left, Value right) {
  if (!isAnySet(right))
    return kNotImplemented;
  return setDifferenceUpdate(asSet(left), right) ? left : kError;
}
static Value setInPlaceXor(Value left, Value right) {
  if (!isAnySet(right))
    return kNotImplemented;
  return setSymmetricUpdate(asSet(left), right) ? left : kError;
}

// --- methods of both types

static Value copyMethod(const Value* args, uint64_t nargs) {
  return isFrozensetExact(args[0]) ? args[0] : result(setCopy(asSet(args[0])));
}

static Value unionMethod(const Value* args, uint64_t nargs) {
  Set* set = setCopy(asSet(args[0]));
  for (uint64_t i = 1; set && i < nargs; ++i)
    if (args[i] != args[0] && !setUpdate(set, args[i]))
      return kError;
  return result(set);
}

static Set* intersectionOf(const Value* args, uint64_t nargs) {
  Set* set = asSet(args[0]);
  if (nargs == 1)
    return setCopy(set);
  for (uint64_t i = 1; set && i < nargs; ++i)
    set = setIntersection(set, args[i]);
  return set;
}
static Value intersectionMethod(const Value* args, uint64_t nargs) {
  if (nargs == 1)
    return copyMethod(args, nargs);
  return result(intersectionOf(args, nargs));
}

static Value differenceMethod(const Value* args, uint64_t nargs) {
  if (nargs == 1)
    return copyMethod(args, nargs);
  Set* set = setDifference(asSet(args[0]), args[1]);
  for (uint64_t i = 2; set && i < nargs; ++i)
    if (!setDifferenceUpdate(set, args[i]))
      return kError;
  return result(set);
}

static Value symmetricDifferenceMethod(const Value* args, uint64_t nargs) {
  return result(setSymmetricDifference(asSet(args[0]), args[1]));
}

static Value isDisjointMethod(const Value* args, uint64_t nargs) {
  Set* set = asSet(args[0]);
  if (args[0] == args[1])
    return boolean(!set->used);
  if (isSetExact(args[1]) || isFrozensetExact(args[1])) {
    Set* other = asSet(args[1]);
    if (other->used > set->used)
      std::swap(set, other);
    uint64_t position = 0;
    while (const SetEntry* entry = setNext(other, &position))
      if (int found = setContainsHashed(set, entry->key, entry->hash))
        return found < 0 ? kError : kFalse;
    return kTrue;
  }
  Cursor cursor;
  if (!cursor.start(args[1]))
    return kError;
  for (;;) {
    Value key = cursor.next();
    if (key.isDone())
      return kTrue;
    if (key.isError())
      return kError;
    if (int found = setContains(set, key))
      return found < 0 ? kError : kFalse;
  }
}

static Value isSubsetMethod(const Value* args, uint64_t nargs) {
  Set* set = asSet(args[0]);
  int holds;
  if (isAnySet(args[1])) {
    holds = setIsSubset(set, asSet(args[1]));
  } else {
    Set* common = setIntersection(set, args[1]);
    if (!common)
      return kError;
    holds = common->used == set->used;
  }
  return holds < 0 ? kError : boolean(holds);
}

static Value isSupersetMethod(const Value* args, uint64_t nargs) {
  int holds = isSuperset(asSet(args[0]), args[1]);
  return holds < 0 ? kError : boolean(holds);
}

TR_NAME(getstate, "__getstate__")

static Value reduceMethod(const Value* args, uint64_t nargs) {
  Value elements = listFromIterable(makeSetIterator(asSet(args[0])));
  if (elements.isError())
    return kError;
  Value state = callMethod(args[0], name_getstate());
  if (state.isError())
    return kError;
  return tupleOf(typeValue(typeOf(args[0])), tupleOf(elements), state);
}

// --- methods of set

static Value addMethod(const Value* args, uint64_t nargs) {
  return resultNone(setAdd(asSet(args[0]), args[1]));
}
static Value clearMethod(const Value* args, uint64_t nargs) {
  setClear(asSet(args[0]));
  return kNone;
}
static Value discardMethod(const Value* args, uint64_t nargs) {
  return resultNone(discardKey(asSet(args[0]), args[1]) >= 0);
}
static Value removeMethod(const Value* args, uint64_t nargs) {
  int removed = discardKey(asSet(args[0]), args[1]);
  return removed ? resultNone(removed > 0) : raiseKeyError(args[1]);
}
static Value popMethod(const Value* args, uint64_t nargs) {
  if (!asSet(args[0])->used)
    return raiseKeyError(makeStr("pop from an empty set"));
  return setPop(asSet(args[0]));
}
static Value updateMethod(const Value* args, uint64_t nargs) {
  for (uint64_t i = 1; i < nargs; ++i)
    if (!setUpdate(asSet(args[0]), args[i]))
      return kError;
  return kNone;
}
static Value intersectionUpdateMethod(const Value* args, uint64_t nargs) {
  Set* common = intersectionOf(args, nargs);
  if (common)
    setSwap(asSet(args[0]), common);
  return resultNone(common);
}
static Value differenceUpdateMethod(const Value* args, uint64_t nargs) {
  for (uint64_t i = 1; i < nargs; ++i)
    if (!setDifferenceUpdate(asSet(args[0]), args[i]))
      return kError;
  return kNone;
}
static Value symmetricUpdateMethod(const Value* args, uint64_t nargs) {
  return resultNone(setSymmetricUpdate(asSet(args[0]), args[1]));
}

// --- construction

static Value setConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return result(makeSet(type));
}

static bool setInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("set", kwnames) || !checkPositional(typeNameOf(self), nargs, 0, 1))
    return false;
  setClear(asSet(self));
  asSet(self)->hash = -1;
  return !nargs || setUpdate(asSet(self), args[0]);
}

static Value frozensetConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_frozenset || type->slots.init == tr_type_frozenset.slots.init) &&
      !checkNoKeywords("frozenset", kwnames))
    return kError;
  if (!checkPositional(typeName(type), nargs, 0, 1))
    return kError;
  return nargs ? setFromIterable(type, args[0]) : result(makeSet(type));
}

// --- iteration

struct SetIterator : Object {
  Set* set;      // null: exhausted
  uint64_t used; // of the set at the start; ~0 once it changed
  uint64_t position;
  uint64_t left;
};

Value makeSetIterator(Set* set) {
  auto* it = newObject<SetIterator>(&tr_shape_setIterator);
  it->set = set;
  it->used = it->left = set->used;
  return objectValue(it);
}

static Value setIter(Value self) { return makeSetIterator(asSet(self)); }

static Value setIteratorNext(Value self) {
  auto* it = self.as<SetIterator>();
  Set* set = it->set;
  if (!set)
    return kDone;
  if (it->used != set->used) {
    it->used = ~uint64_t{0};
    return raise(&tr_type_RuntimeError, "Set changed size during iteration");
  }
  const SetEntry* entry = setNext(set, &it->position);
  if (!entry) {
    it->set = nullptr;
    return kDone;
  }
  --it->left;
  return entry->key;
}

static Value setIteratorHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<SetIterator>();
  bool valid = it->set && it->used == it->set->used;
  return makeInt(valid ? static_cast<int64_t>(it->left) : 0);
}

static Value setIteratorReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<SetIterator>();
  auto* copy = newObject<SetIterator>(it->shape);
  *copy = *it;
  Value left = listFromIterable(objectValue(copy));
  return left.isError() ? kError : iterRecipe(left);
}

static const NativeDef kSetIteratorMethods[] = {
    nativeNone("__length_hint__", setIteratorHint),
    nativeNone("__reduce__", setIteratorReduce),
    kNativeEnd,
};

static const NativeDef kSetMethods[] = {
    nativeOne("add", addMethod),
    nativeNone("clear", clearMethod),
    nativeNone("copy", copyMethod),
    nativePositional("difference", differenceMethod, 0, 255),
    nativePositional("difference_update", differenceUpdateMethod, 0, 255),
    nativeOne("discard", discardMethod),
    nativePositional("intersection", intersectionMethod, 0, 255),
    nativePositional("intersection_update", intersectionUpdateMethod, 0, 255),
    nativeOne("isdisjoint", isDisjointMethod),
    nativeOne("issubset", isSubsetMethod),
    nativeOne("issuperset", isSupersetMethod),
    nativeNone("pop", popMethod),
    nativeOne("remove", removeMethod),
    nativeOne("symmetric_difference", symmetricDifferenceMethod),
    nativeOne("symmetric_difference_update", symmetricUpdateMethod),
    nativePositional("union", unionMethod, 0, 255),
    nativePositional("update", updateMethod, 0, 255),
    nativeNone("__reduce__", reduceMethod),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};
static const NativeDef kFrozensetMethods[] = {
    nativeNone("copy", copyMethod),
    nativePositional("difference", differenceMethod, 0, 255),
    nativePositional("intersection", intersectionMethod, 0, 255),
    nativeOne("isdisjoint", isDisjointMethod),
    nativeOne("issubset", isSubsetMethod),
    nativeOne("issuperset", isSupersetMethod),
    nativeOne("symmetric_difference", symmetricDifferenceMethod),
    nativePositional("union", unionMethod, 0, 255),
    nativeNone("__reduce__", reduceMethod),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};

constexpr Slots kFrozensetSlots = {.repr = setRepr,
                                   .hash = frozensetHash,
                                   .iter = setIter,
                                   .getattr = genericGetAttr,
                                   .setattr = genericSetAttr,
                                   .compare = setCompare,
                                   .len = setLen,
                                   .contains = setHas,
                                   .construct = frozensetConstruct,
                                   .bor = setOr,
                                   .bxor = setXor,
                                   .band = setAnd,
                                   .sub = setSub};

constexpr Slots setSlots() {
  Slots slots = kFrozensetSlots;
  slots.hash = nullptr;
  slots.construct = setConstruct;
  slots.init = setInit;
  slots.ibor = setInPlaceOr;
  slots.ibxor = setInPlaceXor;
  slots.iband = setInPlaceAnd;
  slots.isub = setInPlaceSub;
  return slots;
}
constexpr Slots kSetSlots = setSlots();

} // namespace tr

TR_DEFINE_TYPE(set, .cname = "set", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::Set), .layout = tr::Layout::Set,
               .methods = tr::kSetMethods, .slots = tr::kSetSlots);
TR_BUILTIN_TYPE(set, set);

TR_DEFINE_TYPE(frozenset, .cname = "frozenset", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::Set), .layout = tr::Layout::Set,
               .methods = tr::kFrozensetMethods, .slots = tr::kFrozensetSlots);
TR_BUILTIN_TYPE(frozenset, frozenset);

TR_DEFINE_ITERATOR_TYPE(setIterator, "set_iterator", SetIterator, tr::setIteratorNext,
                        tr::kSetIteratorMethods);
