// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type bytes: construction, slots, iterator, table of methods.
#include <cstring>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/text/bytes_methods.h"
#include "runtime-lib/text/hash.h"

TR_NAME(bytes_dunder, "__bytes__")

namespace tr {

namespace {

struct BytesIterator : Object {
  Bytes* bytes; // null: exhausted
  uint64_t index;
};

Value bytesConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value bound[3];
  if (!bindNative("bytes", "source=, encoding=, errors=", args, nargs, kwnames, bound))
    return kError;
  if (type == &tr_type_bytes && isExact(bound[0], &tr_type_bytes) && bound[1].isUnbound() &&
      bound[2].isUnbound())
    return bound[0];
  if (!bound[0].isUnbound() && bound[1].isUnbound() && bound[2].isUnbound() &&
      !isExact(bound[0], &tr_type_bytearray)) {
    Value method = lookupSpecial(bound[0], name_bytes_dunder());
    if (method.isError())
      return kError;
    if (!method.isUnbound()) {
      Value made = call0(method);
      if (made.isError())
        return kError;
      if (!isBytes(made))
        return raiseTypeError("__bytes__ returned non-bytes (type %T)", made);
      if (type == &tr_type_bytes)
        return made;
      bound[0] = made;
    }
  }
  ByteBuilder out;
  if (!bytesFromArguments("bytes", "bytes", bound[0], bound[1], bound[2], out))
    return kError;
  if (type == &tr_type_bytes)
    return out.takeBytes();
  auto* made = newInstanceOf<Bytes>(type, out.size());
  if (!made)
    return kError;
  made->length = out.size();
  if (out.size())
    memcpy(made->data(), out.data(), out.size());
  return objectValue(made);
}

Value bytesRepr(Value self) {
  StrBuilder out(asBytes(self)->length + 3);
  appendBytesRepr(out, asBytes(self)->view());
  return out.take();
}

int64_t bytesHash(Value self, bool* ok) {
  const Bytes* b = asBytes(self);
  if (!b->hash)
    b->hash = hashBytes(b->data(), b->length);
  return static_cast<int64_t>(b->hash);
}

int64_t bytesLen(Value self) { return static_cast<int64_t>(asBytes(self)->length); }

Value bytesSubscript(Value self, Value key) {
  Bytes* b = asBytes(self);
  auto n = static_cast<int64_t>(b->length);
  if (isSlice(key)) {
    SliceRange range;
    if (!sliceUnpack(key, &range))
      return kError;
    sliceClip(&range, n);
    if (range.count <= 0)
      return makeBytes(nullptr, 0);
    if (range.step == 1) {
      if (range.count == n && isExact(self, &tr_type_bytes))
        return self;
      return makeBytes(b->data() + range.start, static_cast<uint64_t>(range.count));
    }
    ByteBuilder out(static_cast<uint64_t>(range.count));
    for (int64_t i = 0, at = range.start; i < range.count; i++, at += range.step)
      out.append(b->data()[at]);
    return out.takeBytes();
  }
  if (!isIndexLike(key))
    return raiseTypeError("byte indices must be integers or slices, not %T", key);
  uint64_t index;
  return sequenceIndex(key, b->length, "index out of range", &index) ? smallInt(b->data()[index])
                                                                     : kError;
}

// Either operand may be the bytearray of the two: bytes + bytearray is bytes.
Value bytesAdd(Value left, Value right) {
  if (!isBytes(left))
    return kNotImplemented;
  std::string_view b;
  if (!bytesLike(right, &b))
    return raiseTypeError("can't concat %T to %T", right, left);
  std::string_view a = asBytes(left)->view();
  if (b.empty() && isExact(left, &tr_type_bytes))
    return left;
  if (a.empty() && isExact(right, &tr_type_bytes))
    return right;
  Bytes* made = allocateBytes(a.size() + b.size());
  if (!made)
    return kError;
  memcpy(made->data(), a.data(), a.size());
  memcpy(made->data() + a.size(), b.data(), b.size());
  return objectValue(made);
}

Value bytesIter(Value self) {
  auto* it = newObject<BytesIterator>(&tr_shape_bytesIterator);
  it->bytes = asBytes(self);
  return objectValue(it);
}

Value bytesIteratorNext(Value self) {
  auto* it = self.as<BytesIterator>();
  if (!it->bytes)
    return kDone;
  if (it->index < it->bytes->length)
    return smallInt(it->bytes->data()[it->index++]);
  it->bytes = nullptr;
  return kDone;
}

Value bytesIteratorLengthHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytesIterator>();
  return smallInt(it->bytes ? static_cast<int64_t>(it->bytes->length - it->index) : 0);
}

Value bytesIteratorReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytesIterator>();
  return iterRecipeAt(it->bytes, it->index, objectValue(emptyTuple()));
}

Value bytesIteratorSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<BytesIterator>();
  uint64_t unused;
  return stateWithin(args[1], it->bytes ? it->bytes->length : 0, it->bytes ? &it->index : &unused)
             ? kNone
             : kError;
}

Value bytesGetNewArgs(const Value* args, uint64_t nargs) {
  const Bytes* b = asBytes(args[0]);
  return tupleOf(makeBytes(b->data(), b->length));
}

Value bytesDunder(const Value* args, uint64_t nargs) {
  if (isExact(args[0], &tr_type_bytes))
    return args[0];
  return makeBytes(asBytes(args[0])->data(), asBytes(args[0])->length);
}

Value bytesSizeOf(const Value* args, uint64_t nargs) {
  return makeInt(33 + static_cast<int64_t>(asBytes(args[0])->length));
}

const NativeDef bytesMethods[] = {
    TR_BYTES_ROWS,
    nativeNone("__getnewargs__", bytesGetNewArgs),
    nativeNone("__bytes__", bytesDunder),
    nativeNone("__sizeof__", bytesSizeOf),
    kNativeEnd,
};
const NativeDef bytesIteratorMethods[] = {nativeNone("__length_hint__", bytesIteratorLengthHint),
                                          nativeNone("__reduce__", bytesIteratorReduce),
                                          nativeOne("__setstate__", bytesIteratorSetState),
                                          kNativeEnd};

} // namespace

} // namespace tr

// Instances of subclasses have room for the zero byte after any number of items.
TR_DEFINE_TYPE(bytes, .cname = "bytes", .base = &tr_type_object, .flags = tr::kTypeBaseable,
               .instanceSize = sizeof(tr::Bytes) + 8, .itemSize = 1, .layout = tr::Layout::Bytes,
               .methods = tr::bytesMethods,
               .slots = {.repr = tr::bytesRepr,
                         .str = tr::bytesRepr,
                         .hash = tr::bytesHash,
                         .iter = tr::bytesIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::bytesCompare,
                         .len = tr::bytesLen,
                         .getitem = tr::bytesSubscript,
                         .contains = tr::bytesContains,
                         .construct = tr::bytesConstruct,
                         .add = tr::bytesAdd,
                         .mul = tr::bytesMul,
                         .mod = tr::bytesMod});
TR_BUILTIN_TYPE(bytes, bytes);
TR_DEFINE_ITERATOR_TYPE(bytesIterator, "bytes_iterator", BytesIterator, tr::bytesIteratorNext,
                        tr::bytesIteratorMethods);
