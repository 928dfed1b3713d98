// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the files of this folder share: allocation of instances, quick equality of common values,
// walking any iterable with fast paths for lists and tuples, operator dispatch as CPython's
// sequences have it.
#pragma once

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/raw_list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {

// A fixed-size object of a builtin type. `allocate` zeroes, never null.
template <class T> inline T* newObject(const Shape* shape) {
  T* object = static_cast<T*>(memory::allocate(sizeof(T)));
  object->shape = shape;
  return object;
}

// Equality as containers compare, with the cheap cases inline: 1, 0, -1.
inline int equalItems(Value a, Value b) {
  if (a == b)
    return 1;
  if (a.isInt() && b.isInt())
    return 0;
  if (a.isObject() && b.isObject() && a.object()->shape == b.object()->shape) {
    if (a.object()->shape == &tr_shape_str)
      return strEquals(asStr(a), asStr(b));
    if (a.object()->shape == &tr_shape_tuple)
      return tupleEquals(asTuple(a), asTuple(b));
  }
  return equals(a, b);
}

// Hash with the cheap cases inline. False with TypeError (or what __hash__ raised) pending.
inline bool hashItem(Value v, uint64_t* out) {
  if (v.isInt()) {
    // The numeric hash is modulo 2^61 - 1; small ints reach only just beyond it.
    int64_t i = v.smallInt();
    constexpr int64_t kModulus = (int64_t{1} << 61) - 1;
    if (i == kModulus || i <= -kModulus)
      i = i < -kModulus ? -1 : 0;
    *out = static_cast<uint64_t>(i == -1 ? -2 : i);
    return true;
  }
  if (v.isObject() && v.object()->shape == &tr_shape_str) {
    uint64_t known = asStr(v)->hash;
    *out = known ? known : strHash(asStr(v));
    return true;
  }
  bool ok = true;
  *out = static_cast<uint64_t>(hashOf(v, &ok));
  return ok;
}

// Walks an iterable. Lists are read live by index, as their iterators do.
//   Cursor cursor;
//   if (!cursor.start(iterable)) return kError;
//   for (;;) {
//     Value v = cursor.next();
//     if (v.isError()) return kError;
//     if (v.isDone()) break;
//   }
class Cursor {
public:
  bool start(Value iterable) {
    if (isListExact(iterable) || isTupleExact(iterable) || isRawList(iterable)) {
      source_ = iterable;
      kind_ = isListExact(iterable)    ? Kind::List
              : isTupleExact(iterable) ? Kind::Tuple
                                       : Kind::RawList;
      return true;
    }
    return startSlow(iterable);
  }
  Value next() {
    switch (kind_) {
    case Kind::List: {
      List* list = asList(source_);
      return position_ < list->length ? listAt(list, position_++) : kDone;
    }
    case Kind::RawList: {
      List* list = asList(source_);
      return position_ < list->length ? listItem(list, position_++) : kDone;
    }
    case Kind::Tuple: {
      Tuple* tuple = asTuple(source_);
      return position_ < tuple->length ? tuple->items()[position_++] : kDone;
    }
    case Kind::Iterator:
      return keepGoing() ? next_(source_) : kError;
    }
    return kDone;
  }

private:
  bool startSlow(Value iterable);
  enum class Kind : uint8_t { List, RawList, Tuple, Iterator };
  Value source_ = kNone;
  uint64_t position_ = 0;
  UnarySlot next_ = nullptr;
  Kind kind_ = Kind::Iterator;
};

// A guess at how many items an iterable will give: len(), else __length_hint__, else `fallback`.
// -1 with an exception pending when one of them raised something other than TypeError.
int64_t lengthHint(Value iterable, int64_t fallback);

// An index argument of a method: OverflowError "Python int too large to convert to C ssize_t".
bool indexArgument(Value v, int64_t* out);
// The argument of a sequence iterator's __setstate__: an int, with the same error beyond.
bool stateArgument(Value v, int64_t* out);

// The count of a repetition of a sequence, negative ones as 0. Answers unbound when *count is set;
// otherwise what the operator answers: NotImplemented for what is no index, or error.
Value repeatCount(Value count, int64_t* out);

// Comparison of lengths for the six operators.
inline Value compareLengths(uint64_t a, uint64_t b, CompareOp op) {
  switch (op) {
  case CompareOp::Lt:
    return boolean(a < b);
  case CompareOp::LtE:
    return boolean(a <= b);
  case CompareOp::Eq:
    return boolean(a == b);
  case CompareOp::NotEq:
    return boolean(a != b);
  case CompareOp::Gt:
    return boolean(a > b);
  case CompareOp::GtE:
    return boolean(a >= b);
  }
  return kNotImplemented;
}

// list[int] and friends: the type row of every generic class here.
Value classGetItem(const Value* args, uint64_t nargs);

} // namespace tr
