// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Out-of-line parts of common.h.
#include "runtime-lib/collections/common.h"

#include "runtime-lib/core/generic_alias.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

bool Cursor::startSlow(Value iterable) {
  source_ = iterate(iterable);
  if (source_.isError())
    return false;
  next_ = typeOf(source_)->slots.next;
  return true;
}

int64_t lengthHint(Value iterable, int64_t fallback) {
  Type* type = typeOf(iterable);
  if (type->slots.len) {
    int64_t n = type->slots.len(iterable);
    if (n >= 0)
      return n;
    if (!pendingIs(&tr_type_TypeError))
      return -1;
    clearPending();
  }
  ensureReady(type);
  Value method = lookupSpecial(iterable, name_length_hint());
  if (method.isError())
    return -1;
  if (method.isUnbound())
    return fallback;
  Value hint = call0(method);
  if (hint.isError()) {
    if (!pendingIs(&tr_type_TypeError))
      return -1;
    clearPending();
    return fallback;
  }
  if (hint.isNotImplemented())
    return fallback;
  if (!typeOf(hint)->slots.index || !isA(hint, &tr_type_int)) {
    raiseTypeError("__length_hint__ must be an integer, not %T", hint);
    return -1;
  }
  int64_t n;
  if (!toIndexInt64(hint, &n, &tr_type_OverflowError))
    return -1;
  if (n < 0) {
    raiseValueError("__length_hint__() should return >= 0");
    return -1;
  }
  return n;
}

static bool fitInt64(Value v, int64_t* out) {
  if (intToInt64(v, out))
    return true;
  raiseOverflowError("Python int too large to convert to C ssize_t");
  return false;
}

bool indexArgument(Value v, int64_t* out) {
  if (v.isInt()) {
    *out = v.smallInt();
    return true;
  }
  v = toIndex(v);
  return !v.isError() && fitInt64(v, out);
}

bool stateArgument(Value v, int64_t* out) {
  if (isIntLike(v))
    return fitInt64(plainInt(v), out);
  raiseTypeError("an integer is required");
  return false;
}

Value repeatCount(Value count, int64_t* out) {
  if (count.isInt()) {
    *out = count.smallInt() < 0 ? 0 : count.smallInt();
    return kUnbound;
  }
  if (!count.isBool() && !typeOf(count)->slots.index)
    return kNotImplemented;
  if (!toIndexInt64(count, out, &tr_type_OverflowError))
    return kError;
  if (*out < 0)
    *out = 0;
  return kUnbound;
}

Value classGetItem(const Value* args, uint64_t nargs) { return makeGenericAlias(args[0], args[1]); }

} // namespace tr
