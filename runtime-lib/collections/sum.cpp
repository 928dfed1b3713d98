// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// sum: machine ints while they last, floats with a running compensation (Neumaier, "Rundungsfehler-
// analyse einiger Verfahren zur Summation endlicher Summen", 1974), then + as it comes. The point
// where one gives way to the next, and the plain addition of ints to a float sum, are
// CPython 3.13's.
#include <cmath>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

static bool isExactFloat(Value v) { return v.isTaggedDouble() || isExact(v, &tr_type_float); }

// Adds items to an int64 sum; stops at the first that is no int or overflows, which it answers (or
// done, or error).
static Value sumInts(Cursor* cursor, int64_t* sum) {
  for (;;) {
    Value item = cursor->next();
    int64_t n;
    if (item.isInt())
      n = item.smallInt();
    else if (item.isBool())
      n = item == kTrue;
    else if (item.isDone() || item.isError() || !isExact(item, &tr_type_int) ||
             !intToInt64(item, &n))
      return item;
    if (__builtin_add_overflow(*sum, n, sum)) {
      *sum = static_cast<int64_t>(static_cast<uint64_t>(*sum) - static_cast<uint64_t>(n));
      return item;
    }
  }
}

static Value sumFloats(Cursor* cursor, double* total) {
  double sum = *total, lost = 0.0;
  Value item;
  for (;;) {
    item = cursor->next();
    if (isExactFloat(item)) {
      double x = floatOf(item), t = sum + x;
      lost += std::fabs(sum) >= std::fabs(x) ? (sum - t) + x : (x - t) + sum;
      sum = t;
      continue;
    }
    int64_t n;
    if (item.isDone() || item.isError() || !isIntLike(item) || !intToInt64(plainInt(item), &n))
      break;
    sum += static_cast<double>(n);
  }
  // An infinite or undefined compensation would spoil the sum.
  *total = lost != 0.0 && std::isfinite(lost) ? sum + lost : sum;
  return item;
}

static Value sumFrom(Value iterable, Value start) {
  Cursor cursor;
  if (!cursor.start(iterable))
    return kError;
  if (isStr(start))
    return raiseTypeError("sum() can't sum strings [use ''.join(seq) instead]");
  if (isA(start, &tr_type_bytes))
    return raiseTypeError("sum() can't sum bytes [use b''.join(seq) instead]");
  if (isA(start, &tr_type_bytearray))
    return raiseTypeError("sum() can't sum bytearray [use b''.join(seq) instead]");
  Value result = start, item;
  int64_t sum;
  if (isIntExact(result) && intToInt64(result, &sum)) {
    item = sumInts(&cursor, &sum);
    if (item.isError())
      return kError;
    result = makeInt(sum);
    if (item.isDone())
      return result;
    result = tr_add(result, item);
    if (result.isError())
      return kError;
  }
  if (isExactFloat(result)) {
    double total = floatOf(result);
    item = sumFloats(&cursor, &total);
    if (item.isError())
      return kError;
    result = makeFloat(total);
    if (item.isDone())
      return result;
    result = tr_add(result, item);
    if (result.isError())
      return kError;
  }
  for (;;) {
    item = cursor.next();
    if (item.isDone())
      return result;
    if (item.isError())
      return kError;
    result = tr_add(result, item);
    if (result.isError())
      return kError;
  }
}

// sum(iterable, /, start=0)
static Value builtinSum(const Value* args, uint64_t nargs) {
  return sumFrom(args[0], args[1].isUnbound() ? smallInt(0) : args[1]);
}

} // namespace tr

TR_BUILTIN(sum, tr::nativeKeywords("sum", tr::builtinSum, "iterable, /, start="));
