// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The protocols of core/call.h: truth, length, items, iteration, hashing, text. Each asks the
// type's slot and words CPython's errors where there is none.
#include <bit>
#include <cstddef>
#include <vector>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/dunder.h"
#include "runtime-lib/core/generic_alias.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

inline Type* readyTypeOf(Value v) {
  Type* type = typeOf(v);
  ensureReady(type);
  return type;
}

} // namespace

int truth(Value v) {
  if (v.isBool())
    return v == kTrue;
  if (v.isInt())
    return v.bits != 0;
  if (v.isNone())
    return 0;
  Type* type = readyTypeOf(v);
  if (type->slots.truth)
    return type->slots.truth(v);
  if (type->slots.len) {
    int64_t n = type->slots.len(v);
    return n < 0 ? -1 : n != 0;
  }
  return 1;
}

int64_t length(Value v) {
  Type* type = readyTypeOf(v);
  if (type->slots.len)
    return type->slots.len(v);
  raiseTypeError("object of type '%T' has no len()", v);
  return -1;
}

bool iteratesBySubscripts(const Type* type) {
  return type->slots.getitem && (type->heap || type->slots.len) && !isSubtype(type, &tr_type_dict);
}

bool takesIter(Type* type) { return type->slots.iter || iteratesBySubscripts(type); }

Value iterate(Value v) {
  Type* type = readyTypeOf(v);
  if (type->slots.iter) {
    Value iterator = type->slots.iter(v);
    if (iterator.isError())
      return iterator;
    if (!readyTypeOf(iterator)->slots.next)
      return raiseTypeError("iter() returned non-iterator of type '%T'", iterator);
    return iterator;
  }
  if (iteratesBySubscripts(type))
    return makeSequenceIterator(v);
  return raiseTypeError("'%T' object is not iterable", v);
}

Value next(Value iterator) {
  Type* type = readyTypeOf(iterator);
  if (type->slots.next)
    return type->slots.next(iterator);
  return raiseTypeError("'%T' object is not an iterator", iterator);
}

int contains(Value container, Value item) {
  Type* type = readyTypeOf(container);
  if (type->slots.contains)
    return type->slots.contains(container, item);
  if (!takesIter(type)) {
    raiseTypeError("argument of type '%T' is not iterable", container);
    return -1;
  }
  Value iterator = iterate(container);
  if (iterator.isError()) {
    if (pendingIs(&tr_type_TypeError)) { // also one that __iter__ raised
      clearPending();
      raiseTypeError("argument of type '%T' is not iterable", container);
    }
    return -1;
  }
  for (;;) {
    Value v = keepGoing() ? next(iterator) : kError;
    if (v.isDone())
      return 0;
    if (v.isError())
      return -1;
    int same = equals(v, item);
    if (same != 0)
      return same;
  }
}

Value getItem(Value container, Value key) {
  Type* type = readyTypeOf(container);
  if (type->slots.getitem)
    return type->slots.getitem(container, key);
  if (container.isObject() && isType(container)) {
    if (container == typeValue(&tr_type_type))
      return makeGenericAlias(container, key);
    Value method = getAttrOrUnbound(container, name_class_getitem());
    if (method.isError())
      return method;
    if (!method.isUnbound() && !method.isNone())
      return call1(method, key);
    return raiseTypeError("type '%N' is not subscriptable", asType(container));
  }
  return raiseTypeError("'%T' object is not subscriptable", container);
}

bool setItem(Value container, Value key, Value value) {
  Type* type = readyTypeOf(container);
  if (type->slots.setitem)
    return type->slots.setitem(container, key, value);
  // CPython asks sequences in a second way for what an integer selects.
  bool asSequence =
      ((type->flags & kTypeHeap) || type->slots.len || type->slots.contains) && isIntLike(key);
  int64_t index;
  if (asSequence && !intToInt64(plainInt(key), &index)) {
    raise(&tr_type_IndexError, "cannot fit '%T' into an index-sized integer", key);
    return false;
  }
  raiseTypeError(!value.isUnbound() ? "'%T' object does not support item assignment"
                 : asSequence       ? "'%T' object doesn't support item deletion"
                                    : "'%T' object does not support item deletion",
                 container);
  return false;
}

int64_t hashOf(Value v, bool* ok) {
  Type* type = typeOf(v);
  *ok = true;
  if (!type->slots.hash && !(type->flags & kTypeReady))
    ensureReadySlow(type);
  if (type->slots.hash)
    return type->slots.hash(v, ok);
  raiseTypeError("unhashable type: '%T'", v);
  *ok = false;
  return 0;
}

// What a method of a class answered for a text.
static Value checkedText(Value text, const char* method) {
  if (text.isError() || isStr(text))
    return text;
  return raiseTypeError("%s returned non-string (type %T)", method, text);
}

Value repr(Value v) {
  Type* type = readyTypeOf(v);
  if (!tr_stack_check())
    return kError;
  return checkedText(type->slots.repr(v), "__repr__");
}

Value str(Value v) {
  if (v.isInt())
    return intToStr(v);
  Type* type = readyTypeOf(v);
  if (type == &tr_type_str)
    return v;
  if (!tr_stack_check())
    return kError;
  return checkedText((type->slots.str ? type->slots.str : type->slots.repr)(v), "__str__");
}

Value format(Value v, Value spec) {
  bool plain = spec.isUnbound() || (isStr(spec) && asStr(spec)->length() == 0);
  if (plain) {
    if (isExact(v, &tr_type_str))
      return v;
    if (v.isInt() || v.isTaggedDouble() || v.isBool())
      return str(v);
    if (spec.isUnbound())
      spec = makeStr("");
  }
  Value args[] = {v, spec};
  Value result = callDunder(name_format(), args, 2);
  if (result.isUnbound())
    return raiseTypeError("Type %T doesn't define __format__", v);
  if (!result.isError() && !isStr(result))
    return raiseTypeError("__format__ must return a str, not %T", result);
  return result;
}

Value toIndex(Value v) {
  if (v.isInt())
    return v;
  if (isIntLike(v))
    return plainInt(v);
  Type* type = readyTypeOf(v);
  if (type->slots.index)
    return type->slots.index(v);
  return raiseTypeError("'%T' object cannot be interpreted as an integer", v);
}

bool toIndexInt64(Value v, int64_t* out, Type* overflow) {
  Value index = toIndex(v);
  if (index.isError())
    return false;
  if (intToInt64(index, out))
    return true;
  if (overflow) {
    raise(overflow, "cannot fit '%T' into an index-sized integer", v);
    return false;
  }
  *out = intIsNegative(index) ? INT64_MIN : INT64_MAX;
  return true;
}

bool toSsize(Value v, int64_t* out) {
  Value index = toIndex(v);
  if (index.isError())
    return false;
  if (intToInt64(index, out))
    return true;
  raiseOverflowError("Python int too large to convert to C ssize_t");
  return false;
}

bool toInt32(Value v, int64_t* out) {
  Value index = toIndex(v);
  if (index.isError())
    return false;
  if (intToInt64(index, out) && *out >= INT32_MIN && *out <= INT32_MAX)
    return true;
  raiseOverflowError("Python int too large to convert to C int");
  return false;
}

int64_t identityHash(Value self, bool* ok) {
  *ok = true;
  // Addresses are 16-byte aligned: rotate the zero bits away, as CPython does.
  uint64_t bits = self.isObject() ? self.bits - abi::kObjectTag : self.bits;
  return static_cast<int64_t>((bits >> 4) | (bits << 60));
}

Value identityCompare(Value left, Value right, CompareOp op) {
  if (op == CompareOp::Eq)
    return left == right ? kTrue : kNotImplemented;
  if (op != CompareOp::NotEq)
    return kNotImplemented;
  // != is the inverse of the type's own ==.
  auto compareSlot = readyTypeOf(left)->slots.compare;
  Value result = compareSlot(left, right, CompareOp::Eq);
  if (result.isError() || result.isNotImplemented())
    return result;
  int same = truth(result);
  return same < 0 ? kError : boolean(!same);
}

extern "C" {

int32_t tr_slow_truth(Value v) { return truth(v); }
int32_t tr_contains(Value container, Value item) { return contains(container, item); }
Value tr_slow_getitem(Value container, Value key) { return getItem(container, key); }
bool tr_slow_setitem(Value container, Value key, Value value) {
  return setItem(container, key, value);
}
bool tr_delitem(Value container, Value key) { return setItem(container, key, kUnbound); }
Value tr_slow_iter(Value v) { return iterate(v); }
Value tr_slow_next(Value v) { return next(v); }
Value tr_format_value(Value v, Value spec) { return format(v, spec); }
bool tr_slow_list_append(Value list, Value v) {
  return listAppend(asList(list), listBits(asList(list), v));
}

} // extern "C"

// --- builtins

namespace {

Value builtinRepr(const Value* args, uint64_t) { return repr(args[0]); }

Value builtinFormat(const Value* args, uint64_t nargs) {
  if (nargs == 2 && !isStr(args[1])) {
    if (args[1].isNone())
      return raiseTypeError("format() argument 2 must be str, not None");
    return raiseTypeError("format() argument 2 must be str, not %A", args[1]);
  }
  return format(args[0], nargs == 2 ? args[1] : kUnbound);
}

Value builtinHash(const Value* args, uint64_t) {
  bool ok;
  int64_t hash = hashOf(args[0], &ok);
  return ok ? makeInt(hash) : kError;
}

// Numbers are boxed anew where they were in a register, so that one number may lie in several
// boxes: its identity is its value, beyond 64 bits, where no address and no tagged word is.
Value idOfNumber(Value v) {
  constexpr uint64_t kFloats = 1, kInts = 2, kNegativeInts = 3;
  if (isFloatExact(v)) {
    uint64_t limbs[] = {std::bit_cast<uint64_t>(floatOf(v)), kFloats};
    return intFromLimbs(limbs, 2, false);
  }
  auto* big = v.as<BigInt>();
  uint64_t count = static_cast<uint64_t>(big->count < 0 ? -big->count : big->count);
  std::vector<uint64_t> limbs(big->limbs(), big->limbs() + count);
  limbs.push_back(big->count < 0 ? kNegativeInts : kInts);
  return intFromLimbs(limbs.data(), limbs.size(), false);
}

Value builtinId(const Value* args, uint64_t) {
  Value v = args[0];
  if (v.isObject() && (isFloatExact(v) || isIntExact(v)))
    return idOfNumber(v);
  // Tagged words are their own identity; they never equal an address.
  if (v.isObject())
    return makeInt(static_cast<int64_t>(v.bits - abi::kObjectTag));
  return makeIntFromUInt64(v.bits);
}

Value builtinCallable(const Value* args, uint64_t) {
  Type* type = readyTypeOf(args[0]);
  return boolean((type->flags & kTypeHasEntry) || type->slots.call);
}

} // namespace

TR_BUILTIN(repr, tr::nativeOne("repr", builtinRepr));
TR_BUILTIN(format, tr::nativePositional("format", builtinFormat, 1, 2));
TR_BUILTIN(hash, tr::nativeOne("hash", builtinHash));
TR_BUILTIN(id, tr::nativeOne("id", builtinId));
TR_BUILTIN(callable, tr::nativeOne("callable", builtinCallable));

} // namespace tr
