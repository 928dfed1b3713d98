// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// enumerate, map, filter and reversed: iterators made of others. zip is in zip.cpp.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

TR_NAME(start, "start")
TR_NAME(iterable, "iterable")

// A StopIteration that a function raised ends the iterator that asked it.
static Value ended(Value item) {
  if (!item.isError() || !pendingIs(&tr_type_StopIteration)) [[likely]]
    return item;
  clearPending();
  return kDone;
}

static Value nextOf(Value iterator) { return typeOf(iterator)->slots.next(iterator); }

// --- enumerate

struct Enumerate : Object {
  Value iterator;
  Value index; // an int of any size
};

static Value invalidKeyword(Value name) {
  return raiseTypeError("'%S' is an invalid keyword argument for enumerate()", name);
}

// enumerate(iterable, start=0): by position or name.
static Value enumerateConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  uint64_t named = kwnames ? kwnames->length : 0;
  Value given[2] = {kUnbound, kUnbound};
  // Classes that derive from it have other texts.
  if (type != &tr_type_enumerate) {
    if (!bindNative("enumerate", "iterable, start=", args, nargs, kwnames, given))
      return kError;
    nargs = named = 0;
  }
  if (nargs + named > 2)
    return raiseTypeError("enumerate() takes at most 2 arguments (%zd given)",
                          static_cast<int64_t>(nargs + named));
  for (uint64_t i = 0; i < nargs; ++i)
    given[i] = args[i];
  for (uint64_t i = 0; i < named; ++i) {
    Value name = kwnames->items()[i];
    // A single name must be the one that is due; of two, each goes to its place.
    bool isStart = strEquals(asStr(name), name_start());
    bool isIterable = !isStart && strEquals(asStr(name), name_iterable());
    uint64_t place = isStart ? 1 : 0;
    if ((!isStart && !isIterable) || (named == 1 && place != nargs) || !given[place].isUnbound())
      return invalidKeyword(name);
    given[place] = args[nargs + i];
  }
  if (given[0].isUnbound())
    return raiseTypeError("enumerate() missing required argument 'iterable'");
  Value index = given[1].isUnbound() ? smallInt(0) : toIndex(given[1]);
  if (index.isError())
    return kError;
  Value iterator = iterate(given[0]);
  if (iterator.isError())
    return kError;
  auto* e = newInstanceOf<Enumerate>(type);
  if (!e)
    return kError;
  e->iterator = iterator;
  e->index = index;
  return objectValue(e);
}

namespace entry_kinds {
// An iterator that goes on in the middle: for a loop that ran without one.
extern "C" Value tr_make_enumerate(Value iterator, int64_t count) {
  auto* e = newInstanceOf<Enumerate>(&tr_type_enumerate);
  if (!e)
    return kError;
  e->iterator = iterator;
  e->index = makeInt(count);
  return objectValue(e);
}
} // namespace entry_kinds

static Value enumerateNext(Value self) {
  auto* e = self.as<Enumerate>();
  Value item = nextOf(e->iterator);
  if (item.isDone() || item.isError())
    return item;
  Tuple* pair = allocateTuple(2);
  if (!pair)
    return kError;
  Value index = e->index;
  e->index = index.isInt() && index.smallInt() < abi::kIntMax ? smallInt(index.smallInt() + 1)
                                                              : intAdd(index, smallInt(1));
  pair->items()[0] = index;
  pair->items()[1] = item;
  return objectValue(pair);
}

static Value enumerateReduce(const Value* args, uint64_t nargs) {
  auto* e = args[0].as<Enumerate>();
  return tupleOf(typeValue(typeOf(args[0])), tupleOf(e->iterator, e->index));
}

static const NativeDef kEnumerateMethods[] = {
    nativeNone("__reduce__", enumerateReduce),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};

// --- map

struct Map : Object {
  Value function;
  Tuple* iterators;
};

static Value mapConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_map || type->slots.init == tr_type_map.slots.init) &&
      !checkNoKeywords("map", kwnames))
    return kError;
  if (nargs < 2)
    return raiseTypeError("map() must have at least two arguments.");
  Tuple* iterators = allocateTuple(nargs - 1);
  if (!iterators)
    return kError;
  for (uint64_t i = 1; i < nargs; ++i) {
    Value iterator = iterate(args[i]);
    if (iterator.isError())
      return kError;
    iterators->items()[i - 1] = iterator;
  }
  auto* map = newInstanceOf<Map>(type);
  if (!map)
    return kError;
  map->function = args[0];
  map->iterators = iterators;
  return objectValue(map);
}

Value mapStep(Value self) {
  auto* map = self.as<Map>();
  uint64_t count = map->iterators->length;
  if (count == 1) {
    Value item = nextOf(map->iterators->items()[0]);
    if (item.isDone() || item.isError())
      return item;
    return call1(map->function, item);
  }
  constexpr uint64_t kOnStack = 8;
  Value local[kOnStack];
  Value* items = local;
  if (count > kOnStack) {
    items = static_cast<Value*>(memory::allocateOrNull(count * sizeof(Value)));
    if (!items)
      return kError;
  }
  for (uint64_t i = 0; i < count; ++i) {
    items[i] = nextOf(map->iterators->items()[i]);
    if (items[i].isDone() || items[i].isError())
      return items[i];
  }
  return call(map->function, items, count);
}

static Value mapNext(Value self) { return ended(mapStep(self)); }

static Value mapReduce(const Value* args, uint64_t nargs) {
  auto* map = args[0].as<Map>();
  uint64_t count = map->iterators->length;
  Tuple* arguments = allocateTuple(count + 1);
  if (!arguments)
    return kError;
  arguments->items()[0] = map->function;
  for (uint64_t i = 0; i < count; ++i)
    arguments->items()[i + 1] = map->iterators->items()[i];
  return tupleOf(typeValue(typeOf(args[0])), objectValue(arguments));
}

static const NativeDef kMapMethods[] = {nativeNone("__reduce__", mapReduce), kNativeEnd};

// --- filter

struct Filter : Object {
  Value function;
  Value iterator;
};

static Value filterConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_filter || type->slots.init == tr_type_filter.slots.init) &&
      !checkNoKeywords("filter", kwnames))
    return kError;
  if (!checkPositional("filter", nargs, 2, 2))
    return kError;
  Value iterator = iterate(args[1]);
  if (iterator.isError())
    return kError;
  auto* filter = newInstanceOf<Filter>(type);
  if (!filter)
    return kError;
  filter->function = args[0];
  filter->iterator = iterator;
  return objectValue(filter);
}

Value filterStep(Value self) {
  auto* filter = self.as<Filter>();
  bool byTruth = filter->function.isNone() || filter->function == typeValue(&tr_type_bool);
  for (;;) {
    Value item = keepGoing() ? nextOf(filter->iterator) : kError;
    if (item.isDone() || item.isError())
      return item;
    Value verdict = byTruth ? item : call1(filter->function, item);
    if (verdict.isError())
      return kError;
    int keep = truth(verdict);
    if (keep)
      return keep < 0 ? kError : item;
  }
}

static Value filterNext(Value self) { return ended(filterStep(self)); }

static Value filterReduce(const Value* args, uint64_t nargs) {
  auto* filter = args[0].as<Filter>();
  return tupleOf(typeValue(typeOf(args[0])), tupleOf(filter->function, filter->iterator));
}

static const NativeDef kFilterMethods[] = {nativeNone("__reduce__", filterReduce), kNativeEnd};

// --- reversed

struct Reversed : Object {
  Value sequence; // unbound: exhausted
  int64_t index;  // of the next item
};

// Has items by position: what CPython's PySequence_Check accepts.
static Value reversedConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_reversed || type->slots.init == tr_type_reversed.slots.init) &&
      !checkNoKeywords("reversed", kwnames))
    return kError;
  if (!checkPositional("reversed", nargs, 1, 1))
    return kError;
  Value v = args[0];
  Value method = lookupSpecial(v, name_reversed());
  if (method.isError())
    return kError;
  if (!method.isUnbound() && !method.isNone())
    return call0(method);
  if (method.isNone() || !iteratesBySubscripts(typeOf(v)))
    return raiseTypeError("'%T' object is not reversible", v);
  int64_t n = length(v);
  if (n < 0)
    return kError;
  auto* r = newInstanceOf<Reversed>(type);
  if (!r)
    return kError;
  r->sequence = v;
  r->index = n - 1;
  return objectValue(r);
}

static Value reversedNext(Value self) {
  auto* r = self.as<Reversed>();
  if (r->sequence.isUnbound())
    return kDone;
  if (r->index >= 0) {
    Value item = getItem(r->sequence, makeInt(r->index));
    if (!item.isError()) {
      --r->index;
      return item;
    }
    if (!pendingIs(&tr_type_IndexError) && !pendingIs(&tr_type_StopIteration))
      return kError;
    clearPending();
  }
  r->index = -1;
  r->sequence = kUnbound;
  return kDone;
}

static Value reversedHint(const Value* args, uint64_t nargs) {
  auto* r = args[0].as<Reversed>();
  if (r->sequence.isUnbound())
    return smallInt(0);
  int64_t n = length(r->sequence);
  if (n < 0)
    return kError;
  return makeInt(n < r->index + 1 ? 0 : r->index + 1);
}

static Value reversedSetState(const Value* args, uint64_t nargs) {
  auto* r = args[0].as<Reversed>();
  int64_t index;
  if (!stateArgument(args[1], &index))
    return kError;
  if (r->sequence.isUnbound())
    return kNone;
  int64_t n = length(r->sequence);
  if (n < 0)
    return kError;
  r->index = index < -1 ? -1 : index > n - 1 ? n - 1 : index;
  return kNone;
}

static Value reversedReduce(const Value* args, uint64_t nargs) {
  auto* r = args[0].as<Reversed>();
  Value type = typeValue(typeOf(args[0]));
  return r->sequence.isUnbound() ? tupleOf(type, tupleOf(objectValue(emptyTuple())))
                                 : tupleOf(type, tupleOf(r->sequence), makeInt(r->index));
}

static const NativeDef kReversedMethods[] = {
    nativeNone("__reduce__", reversedReduce),
    nativeNone("__length_hint__", reversedHint),
    nativeOne("__setstate__", reversedSetState),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_ADAPTER_TYPE(enumerate, Enumerate, tr::enumerateNext, tr::enumerateConstruct,
                       tr::kEnumerateMethods, nullptr);
TR_DEFINE_ADAPTER_TYPE(map, Map, tr::mapNext, tr::mapConstruct, tr::kMapMethods, nullptr);
TR_DEFINE_ADAPTER_TYPE(filter, Filter, tr::filterNext, tr::filterConstruct, tr::kFilterMethods,
                       nullptr);
TR_DEFINE_ADAPTER_TYPE(reversed, Reversed, tr::reversedNext, tr::reversedConstruct,
                       tr::kReversedMethods, nullptr);
