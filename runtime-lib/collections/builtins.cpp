// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builtin functions about iteration: len iter next any all sorted min max. sum is in sum.cpp.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/control/generator.h"
#include "runtime-lib/numbers/float.h"

namespace tr {

static Value builtinLen(const Value* args, uint64_t nargs) {
  int64_t n = length(args[0]);
  return n < 0 ? kError : makeInt(n);
}

static bool isCallable(Value v) {
  Type* type = typeOf(v);
  ensureReady(type);
  return (type->flags & kTypeHasEntry) || type->slots.call;
}

static Value builtinIter(const Value* args, uint64_t nargs) {
  if (nargs == 1)
    return iterate(args[0]);
  if (!isCallable(args[0]))
    return raiseTypeError("iter(v, w): v must be callable");
  return makeCallableIterator(args[0], args[1]);
}

TR_NAME(dunder_next, "__next__")

// next() raises the very StopIteration that __next__ raised.
static Value builtinNext(const Value* args, uint64_t nargs) {
  Value iterator = args[0];
  Type* type = typeOf(iterator);
  ensureReady(type);
  if (!type->slots.next)
    return raiseTypeError("'%T' object is not an iterator", iterator);
  if (type->flags & kTypeHeap) {
    Value method = lookupSpecial(iterator, name_dunder_next());
    if (method.isError())
      return kError;
    Value item = call0(method);
    if (!item.isError() || nargs < 2 || !pendingIs(&tr_type_StopIteration))
      return item;
    clearPending();
    return args[1];
  }
  Value item = type == &tr_type_map      ? mapStep(iterator)
               : type == &tr_type_filter ? filterStep(iterator)
                                         : type->slots.next(iterator);
  if (item.isError() && nargs > 1 && pendingIs(&tr_type_StopIteration)) {
    clearPending();
    return args[1];
  }
  if (!item.isDone())
    return item;
  if (nargs > 1)
    return args[1];
  if (type == &tr_type_generator) {
    Value returned = iterator.as<Generator>()->result;
    if (!returned.isNone() && !returned.isUnbound())
      return raiseStopIteration(returned);
  }
  return raiseNoArgs(&tr_type_StopIteration);
}

// Whether any item's truth is `wanted`; the answer is then boolean(wanted), else the opposite.
static Value searchTruth(Value iterable, bool wanted) {
  Cursor cursor;
  if (!cursor.start(iterable))
    return kError;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return boolean(!wanted);
    if (item.isError())
      return kError;
    int holds = item.isBool() ? item == kTrue : truth(item);
    if (holds < 0)
      return kError;
    if (holds == wanted)
      return boolean(wanted);
  }
}
static Value builtinAny(const Value* args, uint64_t nargs) { return searchTruth(args[0], true); }
static Value builtinAll(const Value* args, uint64_t nargs) { return searchTruth(args[0], false); }

// sorted(iterable, /, *, key=None, reverse=False): keywords are list.sort's, with its texts.
static Value builtinSorted(const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkPositional("sorted", nargs, 1, 1))
    return kError;
  Value list = listFromIterable(args[0]);
  if (list.isError())
    return kError;
  Value given[2] = {kUnbound, kUnbound};
  if (kwnames && !bindNative("sort", "*, key=, reverse=", args + nargs, 0, kwnames, given))
    return kError;
  int reverse = given[1].isUnbound() ? 0 : truth(given[1]);
  if (reverse < 0)
    return kError;
  Value key = given[0].isUnbound() ? kNone : given[0];
  return listSort(asList(list), key, reverse) ? list : kError;
}

// --- min and max

// Whether a beats b: 1, 0, -1.
static inline int beats(Value a, Value b, CompareOp op) {
  if (a.isInt() && b.isInt()) {
    auto x = static_cast<int64_t>(a.bits), y = static_cast<int64_t>(b.bits);
    return op == CompareOp::Lt ? x < y : x > y;
  }
  if (a.isTaggedDouble() && b.isTaggedDouble()) {
    double x = a.taggedDouble(), y = b.taggedDouble();
    return op == CompareOp::Lt ? x < y : x > y;
  }
  return compareTruth(a, b, op);
}

static Value extreme(const char* name, CompareOp op, const Value* args, uint64_t nargs,
                     Tuple* kwnames) {
  if (!nargs)
    return raiseTypeError("%s expected at least 1 argument, got 0", name);
  Value given[2] = {kUnbound, kUnbound};
  if (kwnames && !bindNative(name, "*, key=, default=", args + nargs, 0, kwnames, given))
    return kError;
  Value key = given[0].isUnbound() ? kNone : given[0], fallback = given[1];
  if (nargs > 1 && !fallback.isUnbound())
    return raiseTypeError("Cannot specify a default for %s() with multiple positional arguments",
                          name);
  Cursor cursor;
  if (nargs == 1 && !cursor.start(args[0]))
    return kError;
  Value best = kUnbound, bestKey = kUnbound;
  for (uint64_t i = 0;; ++i) {
    Value item = nargs == 1 ? cursor.next() : i < nargs ? args[i] : kDone;
    if (item.isDone())
      break;
    if (item.isError())
      return kError;
    Value itemKey = key.isNone() ? item : call1(key, item);
    if (itemKey.isError())
      return kError;
    if (!best.isUnbound()) {
      int better = beats(itemKey, bestKey, op);
      if (better < 0)
        return kError;
      if (!better)
        continue;
    }
    best = item;
    bestKey = itemKey;
  }
  if (!best.isUnbound())
    return best;
  return fallback.isUnbound() ? raiseValueError("%s() iterable argument is empty", name) : fallback;
}

static Value builtinMin(const Value* args, uint64_t nargs, Tuple* kwnames) {
  return extreme("min", CompareOp::Lt, args, nargs, kwnames);
}
static Value builtinMax(const Value* args, uint64_t nargs, Tuple* kwnames) {
  return extreme("max", CompareOp::Gt, args, nargs, kwnames);
}

} // namespace tr

TR_BUILTIN(len, tr::nativeOne("len", tr::builtinLen));
TR_BUILTIN(iter, tr::nativePositional("iter", tr::builtinIter, 1, 2));
TR_BUILTIN(next, tr::nativePositional("next", tr::builtinNext, 1, 2));
TR_BUILTIN(any, tr::nativeOne("any", tr::builtinAny));
TR_BUILTIN(all, tr::nativeOne("all", tr::builtinAll));
TR_BUILTIN(sorted, tr::nativeRaw("sorted", tr::builtinSorted));
TR_BUILTIN(min, tr::nativeRaw("min", tr::builtinMin));
TR_BUILTIN(max, tr::nativeRaw("max", tr::builtinMax));
