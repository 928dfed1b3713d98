// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type bytearray: construction, mutation, slots, iterator, table of methods.
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/numbers/complex.h"
#include "runtime-lib/text/bytes_methods.h"

namespace tr {

namespace {

struct BytearrayIterator : Object {
  Bytearray* bytes; // null: exhausted
  uint64_t index;
};

Value bytearrayConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return objectValue(newInstanceOf<Bytearray>(type));
}

bool bytearrayInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value bound[3];
  if (!bindNative("bytearray", "source=, encoding=, errors=", args, nargs, kwnames, bound))
    return false;
  ByteBuilder out;
  if (!bytesFromArguments("bytearray", "byte", bound[0], bound[1], bound[2], out))
    return false;
  Bytearray* a = asBytearray(self);
  if ((a->length && !canResize(a)) || !bytearrayResize(a, out.size()))
    return false;
  if (out.size())
    memcpy(a->data, out.data(), out.size());
  return true;
}

Value bytearrayRepr(Value self) {
  StrBuilder out(asBytearray(self)->length + 16);
  if (isExact(self, &tr_type_bytearray))
    out.append(std::string_view("bytearray"));
  else
    out.append(std::string_view(typeNameOf(self)));
  out.append(U'(');
  appendBytesRepr(out, contentsOf(self), true);
  out.append(U')');
  return out.take();
}

int64_t bytearrayLen(Value self) { return static_cast<int64_t>(asBytearray(self)->length); }

// An index key within the array; false with the error pending.
bool indexKey(Bytearray* a, Value key, uint64_t* out) {
  if (isIndexLike(key))
    return sequenceIndex(key, a->length, "bytearray index out of range", out);
  raiseTypeError("bytearray indices must be integers or slices, not %T", key);
  return false;
}

Value bytearraySubscript(Value self, Value key) {
  Bytearray* a = asBytearray(self);
  if (isSlice(key)) {
    SliceRange range;
    if (!sliceUnpack(key, &range))
      return kError;
    sliceClip(&range, static_cast<int64_t>(a->length));
    if (range.count <= 0)
      return makeBytearray(nullptr, 0);
    if (range.step == 1)
      return makeBytearray(a->data + range.start, static_cast<uint64_t>(range.count));
    ByteBuilder out(static_cast<uint64_t>(range.count));
    for (int64_t i = 0, at = range.start; i < range.count; i++, at += range.step)
      out.append(a->data[at]);
    return out.takeBytearray();
  }
  uint64_t index;
  return indexKey(a, key, &index) ? smallInt(a->data[index]) : kError;
}

// Replaces [begin, end) by the bytes, which may not lie in the array itself.
bool splice(Bytearray* a, uint64_t begin, uint64_t end, std::string_view with) {
  uint64_t tail = a->length - end, length = a->length - (end - begin) + with.size();
  if (length != a->length && !canResize(a))
    return false;
  if (length >= a->length) {
    if (!bytearrayResize(a, length))
      return false;
    memmove(a->data + begin + with.size(), a->data + end, tail);
  } else {
    memmove(a->data + begin + with.size(), a->data + end, tail);
    if (!bytearrayResize(a, length))
      return false;
  }
  if (!with.empty())
    memcpy(a->data + begin, with.data(), with.size());
  return true;
}

bool assignSlice(Value self, Value key, Value value) {
  Bytearray* a = asBytearray(self);
  SliceRange range;
  if (!sliceUnpack(key, &range))
    return false;
  ByteBuilder items;
  if (!value.isUnbound()) {
    std::string_view contents;
    if (bytesLike(value, &contents)) {
      items.append(contents);
    } else if (isStr(value) || isIndexLike(value) || isComplex(value) ||
               typeOf(value)->slots.toInt || typeOf(value)->slots.toFloat) {
      raiseTypeError("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
      return false;
    } else if (!appendByteItems(value, "byte", kNoBytearray, items)) {
      return false;
    }
    if (items.failed())
      return false;
  }
  sliceClip(&range, static_cast<int64_t>(a->length));
  uint64_t count = range.count > 0 ? static_cast<uint64_t>(range.count) : 0;
  if (range.step == 1) {
    uint64_t begin = static_cast<uint64_t>(range.start);
    return splice(a, begin, begin + count, items.view());
  }
  if (items.view().empty()) { // assigned nothing, an extended slice is deleted too
    // Keep what is not on the progression, in order.
    if (count == 0)
      return true;
    if (!canResize(a))
      return false;
    int64_t step = range.step, first = range.start;
    if (step < 0) {
      first = range.start + (range.count - 1) * step;
      step = -step;
    }
    uint64_t to = static_cast<uint64_t>(first), removed = 0;
    for (uint64_t i = to; i < a->length; i++) {
      bool drop = removed < count &&
                  i == static_cast<uint64_t>(first) + removed * static_cast<uint64_t>(step);
      if (drop)
        removed++;
      else
        a->data[to++] = a->data[i];
    }
    return bytearrayResize(a, to);
  }
  if (items.size() != count) {
    raiseValueError("attempt to assign bytes of size %zu to extended slice of size %zu",
                    static_cast<size_t>(items.size()), static_cast<size_t>(count));
    return false;
  }
  int64_t at = range.start;
  for (uint64_t i = 0; i < count; i++, at += range.step)
    a->data[at] = items.data()[i];
  return true;
}

bool bytearrayAssign(Value self, Value key, Value value) {
  if (isSlice(key))
    return assignSlice(self, key, value);
  Bytearray* a = asBytearray(self);
  uint64_t at;
  uint8_t b;
  bool early = !value.isUnbound() && key.isInt(); // the byte is looked at before the place
  if (early && !toByte(value, "byte", &b))
    return false;
  if (!indexKey(a, key, &at))
    return false;
  if (value.isUnbound())
    return splice(a, at, at + 1, {});
  if (!early && !toByte(value, "byte", &b))
    return false;
  if (at >= a->length)
    return raiseIndexError("bytearray index out of range"), false; // __index__ shrank it
  a->data[at] = b;
  return true;
}

Value bytearrayAdd(Value left, Value right) {
  if (!isBytearray(left))
    return kNotImplemented;
  std::string_view b;
  if (!bytesLike(right, &b))
    return raiseTypeError("can't concat %T to %T", right, left);
  auto* made = newObject<Bytearray>(&tr_shape_bytearray);
  std::string_view a = contentsOf(left);
  if (!bytearrayResize(made, a.size() + b.size()))
    return kError;
  if (!a.empty())
    memcpy(made->data, a.data(), a.size());
  if (!b.empty())
    memcpy(made->data + a.size(), b.data(), b.size());
  return objectValue(made);
}

bool extendWith(Bytearray* a, std::string_view b) {
  uint64_t n = a->length;
  // The bytes may be the array's own: read them again after growing.
  bool own = b.data() == reinterpret_cast<const char*>(a->data);
  if (!bytearrayResize(a, n + b.size()))
    return false;
  if (!b.empty())
    memcpy(a->data + n, own ? reinterpret_cast<const char*>(a->data) : b.data(), b.size());
  return true;
}

Value bytearrayInPlaceAdd(Value left, Value right) {
  std::string_view b;
  if (!bytesLike(right, &b))
    return raiseTypeError("can't concat %T to %T", right, left);
  if (right.object() == left.object() && !b.empty())
    return raise(&tr_type_BufferError, "Existing exports of data: object cannot be re-sized");
  return extendWith(asBytearray(left), b) ? left : kError;
}

Value bytearrayInPlaceMul(Value left, Value right) {
  Value made = bytesMul(left, right);
  if (made.isError() || made.isNotImplemented())
    return made;
  Bytearray *a = asBytearray(left), *b = asBytearray(made);
  if (b->length == a->length)
    return left;
  if (!canResize(a))
    return kError;
  a->data = b->data;
  a->length = b->length;
  a->capacity = b->capacity;
  return left;
}

Value bytearrayIter(Value self) {
  auto* it = newObject<BytearrayIterator>(&tr_shape_bytearrayIterator);
  it->bytes = asBytearray(self);
  return objectValue(it);
}

Value bytearrayIteratorNext(Value self) {
  auto* it = self.as<BytearrayIterator>();
  if (!it->bytes)
    return kDone;
  if (it->index < it->bytes->length)
    return smallInt(it->bytes->data[it->index++]);
  it->bytes = nullptr;
  return kDone;
}

Value bytearrayIteratorLengthHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytearrayIterator>();
  return smallInt(it->bytes && it->bytes->length > it->index
                      ? static_cast<int64_t>(it->bytes->length - it->index)
                      : 0);
}

Value bytearrayIteratorReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytearrayIterator>();
  return iterRecipeAt(it->bytes, it->index, objectValue(emptyTuple()));
}

Value bytearrayIteratorSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytearrayIterator>();
  uint64_t unused;
  return stateWithin(args[1], it->bytes ? it->bytes->length : 0, it->bytes ? &it->index : &unused)
             ? kNone
             : kError;
}

Value bytearrayAppend(const Value* args, uint64_t nargs) {
  uint8_t b;
  if (!toByte(args[1], "byte", &b))
    return kError;
  Bytearray* a = asBytearray(args[0]);
  if (!bytearrayResize(a, a->length + 1))
    return kError;
  a->data[a->length - 1] = b;
  return kNone;
}

Value bytearrayExtend(const Value* args, uint64_t nargs) {
  std::string_view b;
  if (bytesLike(args[1], &b))
    return extendWith(asBytearray(args[0]), b) ? kNone : kError;
  if (isStr(args[1])) {
    if (asStr(args[1])->length() == 0)
      return kNone;
    return raiseTypeError("expected iterable of integers; got: 'str'");
  }
  ByteBuilder items;
  if (!appendByteItems(args[1], "byte", "can't extend bytearray with %T", items, true))
    return kError;
  return extendWith(asBytearray(args[0]), items.view()) ? kNone : kError;
}

Value bytearrayPop(const Value* args, uint64_t nargs) {
  int64_t index = -1;
  if (nargs > 1 && !toSsize(args[1], &index))
    return kError;
  Bytearray* a = asBytearray(args[0]);
  auto n = static_cast<int64_t>(a->length);
  if (n == 0)
    return raiseIndexError("pop from empty bytearray");
  if (index < 0)
    index += n;
  if (index < 0 || index >= n)
    return raiseIndexError("pop index out of range");
  Value b = smallInt(a->data[index]);
  auto at = static_cast<uint64_t>(index);
  return splice(a, at, at + 1, {}) ? b : kError;
}

Value bytearrayRemove(const Value* args, uint64_t nargs) {
  uint8_t b;
  if (!toByte(args[1], "byte", &b))
    return kError;
  Bytearray* a = asBytearray(args[0]);
  const void* hit = a->length ? memchr(a->data, b, a->length) : nullptr;
  if (!hit)
    return raiseValueError("value not found in bytearray");
  uint64_t at = static_cast<uint64_t>(static_cast<const uint8_t*>(hit) - a->data);
  return splice(a, at, at + 1, {}) ? kNone : kError;
}

Value bytearrayInsert(const Value* args, uint64_t nargs) {
  int64_t index;
  uint8_t b;
  if (!toSsize(args[1], &index) || !toByte(args[2], "byte", &b))
    return kError;
  Bytearray* a = asBytearray(args[0]);
  auto n = static_cast<int64_t>(a->length);
  if (index < 0)
    index = index + n < 0 ? 0 : index + n;
  if (index > n)
    index = n;
  auto at = static_cast<uint64_t>(index);
  char c = static_cast<char>(b);
  return splice(a, at, at, {&c, 1}) ? kNone : kError;
}

Value bytearrayReverse(const Value* args, uint64_t nargs) {
  Bytearray* a = asBytearray(args[0]);
  for (uint64_t i = 0, j = a->length; i + 1 < j; i++)
    std::swap(a->data[i], a->data[--j]);
  return kNone;
}

Value bytearrayClear(const Value* args, uint64_t nargs) {
  return bytearrayResize(asBytearray(args[0]), 0) ? kNone : kError;
}

Value bytearrayCopy(const Value* args, uint64_t nargs) {
  return makeBytearray(asBytearray(args[0])->data, asBytearray(args[0])->length);
}

Value bytearrayAlloc(const Value* args, uint64_t nargs) {
  return makeInt(static_cast<int64_t>(asBytearray(args[0])->capacity));
}

Value bytearraySizeOf(const Value* args, uint64_t nargs) {
  return makeInt(56 + static_cast<int64_t>(asBytearray(args[0])->capacity));
}

const NativeDef bytearrayMethods[] = {
    TR_BYTES_ROWS,
    nativeOne("append", bytearrayAppend),
    nativeOne("extend", bytearrayExtend),
    nativePositional("pop", bytearrayPop, 0, 1),
    nativeOne("remove", bytearrayRemove),
    nativePositional("insert", bytearrayInsert, 2, 2),
    nativeNone("reverse", bytearrayReverse),
    nativeNone("clear", bytearrayClear),
    nativeNone("copy", bytearrayCopy),
    nativeNone("__alloc__", bytearrayAlloc),
    nativeNone("__sizeof__", bytearraySizeOf),
    kNativeEnd,
};
const NativeDef bytearrayIteratorMethods[] = {
    nativeNone("__length_hint__", bytearrayIteratorLengthHint),
    nativeNone("__reduce__", bytearrayIteratorReduce),
    nativeOne("__setstate__", bytearrayIteratorSetState), kNativeEnd};

} // namespace

} // namespace tr

TR_DEFINE_TYPE(bytearray, .cname = "bytearray", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::Bytearray), .layout = tr::Layout::Bytearray,
               .methods = tr::bytearrayMethods,
               .slots = {.repr = tr::bytearrayRepr,
                         .str = tr::bytearrayRepr,
                         .iter = tr::bytearrayIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::bytesCompare,
                         .len = tr::bytearrayLen,
                         .getitem = tr::bytearraySubscript,
                         .setitem = tr::bytearrayAssign,
                         .contains = tr::bytesContains,
                         .construct = tr::bytearrayConstruct,
                         .init = tr::bytearrayInit,
                         .add = tr::bytearrayAdd,
                         .iadd = tr::bytearrayInPlaceAdd,
                         .mul = tr::bytesMul,
                         .imul = tr::bytearrayInPlaceMul,
                         .mod = tr::bytesMod});
TR_BUILTIN_TYPE(bytearray, bytearray);
TR_DEFINE_ITERATOR_TYPE(bytearrayIterator, "bytearray_iterator", BytearrayIterator,
                        tr::bytearrayIteratorNext, tr::bytearrayIteratorMethods);
