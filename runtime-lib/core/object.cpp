// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions asked of any value, and the making of instances: core/object.h, core/type.h.
#include "runtime-lib/core/object.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

Type* typeOfTagged(Value v) {
  if (v.isInt())
    return &tr_type_int;
  if (v.isTaggedDouble())
    return &tr_type_float;
  switch (v.bits) {
  case abi::kFalse:
  case abi::kTrue:
    return &tr_type_bool;
  case abi::kEllipsis:
    return &tr_type_ellipsis;
  case abi::kNotImplemented:
    return &tr_type_notImplemented;
  default:
    return &tr_type_none;
  }
}

bool isSubtype(const Type* type, const Type* base) {
  if (const Tuple* mro = type->mro) {
    const Value* items = mro->items();
    for (uint64_t i = 0; i < mro->length; ++i)
      if (items[i].as<Type>() == base)
        return true;
    return false;
  }
  // A builtin type that is not ready has single bases only (ExceptionGroup's second base is seen
  // once it is ready).
  for (; type; type = type->base)
    if (type == base)
      return true;
  return false;
}

Object* newInstance(Type* type, uint64_t items) {
  uint64_t size = type->instanceSize;
  if (items) {
    uint64_t variable;
    if (__builtin_mul_overflow(items, uint64_t{type->itemSize}, &variable) ||
        variable > (uint64_t{1} << 47)) {
      raiseMemoryError();
      return nullptr;
    }
    size += (variable + 7) / 8 * 8;
  }
  if (type->attrOffset != 0)
    size += 8 + 8 * uint64_t{type->inlineSlots};
  auto* object = static_cast<Object*>(size <= memory::kSmallLimit ? memory::allocate(size)
                                                                  : memory::allocateOrNull(size));
  if (!object)
    return nullptr;
  object->shape = type->firstShape;
  if (type->flags & kTypeHasFinaliser) [[unlikely]]
    trackFinaliser(object);
  if (type->heap)
    for (uint32_t at = type->heap->membersBegin; at < type->instanceSize; at += sizeof(Value))
      *reinterpret_cast<Value*>(reinterpret_cast<char*>(object) + at) = kUnbound;
  return object;
}

namespace {

constexpr int kSameDepth = 200;

// Value identity for what the language compares by value; tuples elementwise, to a bounded depth.
bool sameValue(Value left, Value right, int depth) {
  if (left == right)
    return true;
  if (!left.isObject() || !right.isObject())
    return false;
  Type* type = left.object()->shape->type;
  if (type != right.object()->shape->type)
    return false;
  if (type == &tr_type_str)
    return strEquals(asStr(left), asStr(right));
  if (type == &tr_type_int)
    return intCompare(left, right) == 0;
  if (type == &tr_type_float)
    return std::bit_cast<uint64_t>(floatOf(left)) == std::bit_cast<uint64_t>(floatOf(right));
  if (type == &tr_type_bytes)
    return compareTruth(left, right, CompareOp::Eq) == 1;
  if (type == &tr_type_complex) {
    auto* a = reinterpret_cast<uint64_t*>(left.object());
    auto* b = reinterpret_cast<uint64_t*>(right.object());
    return a[1] == b[1] && a[2] == b[2];
  }
  if (type == &tr_type_tuple) {
    auto* a = asTuple(left);
    auto* b = asTuple(right);
    if (a->length != b->length || depth == 0)
      return false;
    for (uint64_t i = 0; i < a->length; ++i)
      if (!sameValue(a->items()[i], b->items()[i], depth - 1))
        return false;
    return true;
  }
  return false;
}

} // namespace

extern "C" Value tr_box_i64(int64_t v) { return makeInt(v); }
extern "C" Value tr_box_f64(double v) { return makeFloat(v); }

bool isSame(Value left, Value right) { return sameValue(left, right, kSameDepth); }

} // namespace tr
