// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type memoryview: subscripts, comparison, methods, attributes, iterator.
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"
#include "runtime-lib/text/bytes_methods.h"
#include "runtime-lib/text/memory_view.h"

namespace tr {

namespace {

struct MemoryIterator : Object {
  MemoryView* view; // null: exhausted
  int64_t index, length;
};

Value viewConstruct(Type*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value object;
  uint64_t given = nargs + (kwnames ? kwnames->length : 0);
  if (given > 1)
    return raiseTypeError("memoryview() takes at most 1 argument (%zu given)",
                          static_cast<size_t>(given));
  if (!bindNative("memoryview", "object", args, nargs, kwnames, &object))
    return kError;
  return makeMemoryView(object);
}

Value viewRepr(Value self) {
  return formatText(asMemoryView(self)->lease ? "<memory at %p>" : "<released memory at %p>",
                    static_cast<void*>(self.object()));
}

int64_t viewHash(Value self, bool* ok) {
  MemoryView* v = asMemoryView(self);
  if (v->hash != -1)
    return v->hash;
  *ok = false;
  if (!checkView(v))
    return -1;
  if (!v->readOnly)
    return raiseValueError("cannot hash writable memoryview object"), -1;
  char code = v->format->code;
  if (code != 'B' && code != 'b' && code != 'c') {
    raiseValueError("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    return -1;
  }
  // The owner has to be hashable, too.
  bool hashable = true;
  hashOf(v->lease->owner, &hashable);
  ByteBuilder bytes;
  if (!hashable || !appendItems(v, false, bytes))
    return -1;
  Value contents = bytes.takeBytes();
  if (contents.isError())
    return -1;
  *ok = true;
  return v->hash = hashOf(contents, ok);
}

int64_t viewLen(Value self) {
  MemoryView* v = asMemoryView(self);
  if (!checkView(v))
    return -1;
  if (v->dimensions == 0)
    return raiseTypeError("0-dim memory has no length"), -1;
  return v->lengths()[0];
}

// Adds to *distance what leads to the items at `key` in dimension d.
bool advance(MemoryView* v, unsigned d, Value key, int64_t* distance) {
  int64_t at;
  if (!toIndexInt64(key, &at, &tr_type_IndexError) || !checkView(v))
    return false;
  int64_t n = v->lengths()[d];
  if (at < 0)
    at += n;
  if (at < 0 || at >= n) {
    raiseIndexError("index out of bounds on dimension %u", d + 1);
    return false;
  }
  *distance += at * v->strides()[d];
  return true;
}

bool allAre(Tuple* keys, bool (*test)(Value)) {
  for (uint64_t i = 0; i < keys->length; i++)
    if (!test(keys->items()[i]))
      return false;
  return true;
}

// The item that a key means, or null with the error pending, worded for assignment if `storing`.
uint8_t* itemAt(MemoryView* v, Value key, bool storing) {
  int64_t distance = 0; // from the first item, whose place keys with code of their own may change
  bool isPoint = v->dimensions == 0 && !(isTuple(key) && asTuple(key)->length == 0);
  if (isTuple(key) && allAre(asTuple(key), isIndexLike) && !isPoint) {
    Tuple* keys = asTuple(key);
    if (keys->length < v->dimensions) {
      raise(&tr_type_NotImplementedError, "sub-views are not implemented");
      return nullptr;
    }
    if (keys->length > v->dimensions) {
      raiseTypeError("cannot index %u-dimension view with %zu-element tuple", v->dimensions,
                     static_cast<size_t>(keys->length));
      return nullptr;
    }
    for (unsigned d = 0; d < v->dimensions; d++)
      if (!advance(v, d, keys->items()[d], &distance))
        return nullptr;
  } else if (isPoint) {
    raiseTypeError("invalid indexing of 0-dim memory");
    return nullptr;
  } else if (isIndexLike(key)) {
    if (v->dimensions > 1) {
      raise(&tr_type_NotImplementedError, storing ? "sub-views are not implemented"
                                                  : "multi-dimensional sub-views are not "
                                                    "implemented");
      return nullptr;
    }
    if (!advance(v, 0, key, &distance))
      return nullptr;
  } else if (isSlice(key) ||
             (isTuple(key) && asTuple(key)->length && allAre(asTuple(key), isSlice))) {
    raise(&tr_type_NotImplementedError,
          storing ? "memoryview slice assignments are currently restricted to ndim = 1"
                  : "multi-dimensional slicing is not implemented");
    return nullptr;
  } else {
    raiseTypeError("memoryview: invalid slice key");
    return nullptr;
  }
  return checkView(v) ? startOf(v) + distance : nullptr;
}

Value viewSubscript(Value self, Value key) {
  MemoryView* v = asMemoryView(self);
  if (!checkView(v))
    return kError;
  if (isSlice(key) && v->dimensions > 0)
    return sliceOfView(v, key);
  if (v->dimensions == 0 && key == kEllipsis)
    return self;
  const uint8_t* p = itemAt(v, key, false);
  return p ? loadItem(v->format, p) : kError;
}

bool sameStructure(MemoryView* a, MemoryView* b) {
  return a->format->code == b->format->code && a->dimensions == b->dimensions &&
         a->lengths()[0] == b->lengths()[0];
}

bool assignPart(MemoryView* v, Value key, Value value) {
  Value from = makeMemoryView(value);
  if (from.isError()) {
    if (pendingIs(&tr_type_TypeError)) {
      clearPending();
      raiseTypeError("a bytes-like object is required, not '%T'", value);
    }
    return false;
  }
  MemoryView* source = asMemoryView(from);
  Value made = sliceOfView(v, key);
  bool assigned = false;
  if (!made.isError()) {
    MemoryView* part = asMemoryView(made);
    if (!sameStructure(part, source)) {
      raiseValueError("memoryview assignment: lvalue and rvalue have different structures");
    } else {
      // By way of a copy, since the two may overlap.
      ByteBuilder bytes;
      if (appendItems(source, false, bytes)) {
        const uint8_t* p = bytes.data();
        unsigned size = v->format->size;
        eachItem(part, [&](uint8_t* to) {
          std::memcpy(to, p, size);
          p += size;
          return true;
        });
        assigned = true;
      }
    }
  }
  releaseView(source);
  return assigned;
}

bool viewAssign(Value self, Value key, Value value) {
  MemoryView* v = asMemoryView(self);
  if (!checkView(v))
    return false;
  if (v->readOnly)
    return raiseTypeError("cannot modify read-only memory"), false;
  if (value.isUnbound())
    return raiseTypeError("cannot delete memory"), false;
  if (isSlice(key) && v->dimensions == 1)
    return assignPart(v, key, value);
  uint8_t* p;
  if (v->dimensions == 0 && key == kEllipsis)
    p = startOf(v);
  else
    p = itemAt(v, key, true);
  if (!p)
    return false;
  int64_t distance = p - startOf(v);
  uint8_t bytes[8];
  if (!packItem(v->format, value, bytes) || !checkView(v))
    return false;
  std::memcpy(startOf(v) + distance, bytes, v->format->size);
  return true;
}

Value viewCompare(Value left, Value right, CompareOp op) {
  if (op != CompareOp::Eq && op != CompareOp::NotEq)
    return kNotImplemented;
  MemoryView* a = asMemoryView(left);
  bool wanted = op == CompareOp::Eq;
  if (left.object() == right.object() && !a->lease)
    return boolean(wanted);
  if (!a->lease || (isMemoryView(right) && !asMemoryView(right)->lease))
    return boolean(!wanted);
  Value made = right;
  if (!isMemoryView(right)) {
    made = makeMemoryView(right);
    if (made.isError()) {
      clearPending();
      return kNotImplemented;
    }
  }
  if (!checkView(a) || !checkView(asMemoryView(made)))
    return kError;
  bool same = sameItems(a, asMemoryView(made));
  if (made != right)
    releaseView(asMemoryView(made));
  return boolean(same == wanted);
}

bool checkIterable(MemoryView* v) {
  if (!checkView(v))
    return false;
  if (v->dimensions == 0)
    return raiseTypeError("invalid indexing of 0-dim memory"), false;
  if (v->dimensions > 1)
    return raise(&tr_type_NotImplementedError, "multi-dimensional sub-views are not implemented"),
           false;
  return true;
}

Value viewIter(Value self) {
  MemoryView* v = asMemoryView(self);
  if (!checkIterable(v))
    return kError;
  auto* it = newObject<MemoryIterator>(&tr_shape_memoryIterator);
  it->view = v;
  it->length = v->lengths()[0];
  return objectValue(it);
}

Value memoryIteratorNext(Value self) {
  auto* it = self.as<MemoryIterator>();
  if (!it->view)
    return kDone;
  if (it->index >= it->length) {
    it->view = nullptr;
    return kDone;
  }
  MemoryView* v = it->view;
  if (!checkView(v))
    return kError;
  return loadItem(v->format, startOf(v) + it->index++ * v->strides()[0]);
}

int viewContains(Value self, Value item) {
  MemoryView* v = asMemoryView(self);
  if (!checkView(v))
    return -1;
  if (v->dimensions == 0)
    return raiseTypeError("argument of type 'memoryview' is not iterable"), -1;
  if (!checkIterable(v))
    return -1;
  for (int64_t i = 0; i < v->lengths()[0]; i++) {
    if (!checkView(v))
      return -1;
    int same = equals(loadItem(v->format, startOf(v) + i * v->strides()[0]), item);
    if (same)
      return same;
  }
  return 0;
}

// --- Methods

Value viewRelease(const Value* args, uint64_t) { return releaseView(asMemoryView(args[0])), kNone; }

// What compiled code calls of a view that nothing sees any more but what was made of it.
Value viewHandOver(const Value* args, uint64_t) {
  MemoryView *v = asMemoryView(args[0]), *heir = isMemoryView(args[1]) ? asMemoryView(args[1]) : v;
  if (heir == v || heir->lease != v->lease || heir->keeps) {
    releaseView(v);
  } else {
    heir->keeps = v->keeps;
    v->keeps = false;
  }
  return kNone;
}

Value viewEnter(const Value* args, uint64_t) {
  return checkView(asMemoryView(args[0])) ? args[0] : kError;
}

Value viewToBytes(const Value* args, uint64_t) {
  MemoryView* v = asMemoryView(args[0]);
  if (!checkView(v))
    return kError;
  bool fortran = false;
  if (!args[1].isUnbound() && !args[1].isNone()) {
    if (!isStr(args[1]))
      return raiseTypeError("tobytes() argument 'order' must be str or None, not %T", args[1]);
    std::string_view order = utf8Of(asStr(args[1]));
    if (order != "C" && order != "F" && order != "A")
      return raiseValueError("order must be 'C', 'F' or 'A'");
    // 'A': Fortran's order where the items lie so.
    fortran = order == "F" || (order == "A" && !isContiguous(v, false) && isContiguous(v, true));
  }
  ByteBuilder out(static_cast<uint64_t>(byteCount(v)));
  return appendItems(v, fortran, out) ? out.takeBytes() : kError;
}

Value viewHex(const Value* args, uint64_t nargs) {
  MemoryView* v = asMemoryView(args[0]);
  if (!checkView(v))
    return kError;
  ByteBuilder bytes;
  if (!appendItems(v, false, bytes))
    return kError;
  Value forwarded[] = {bytes.takeBytes(), args[1], args[2]};
  return forwarded[0].isError() ? kError : bytesHex(forwarded, nargs);
}

Value viewToListMethod(const Value* args, uint64_t) {
  MemoryView* v = asMemoryView(args[0]);
  return checkView(v) ? viewToList(v) : kError;
}

Value viewToReadOnly(const Value* args, uint64_t) {
  return copyOfView(asMemoryView(args[0]), true);
}

Value viewCast(const Value* args, uint64_t) {
  return castView(asMemoryView(args[0]), args[1], args[2]);
}

Value viewSizeOf(const Value* args, uint64_t) {
  return smallInt(136 + 24 * asMemoryView(args[0])->dimensions);
}

// --- Attributes: each of a view that is not released.

Value tupleOfNumbers(const int64_t* numbers, unsigned n) {
  Tuple* made = allocateTuple(n);
  if (!made)
    return kError;
  for (unsigned i = 0; i < n; i++)
    made->items()[i] = makeInt(numbers[i]);
  return objectValue(made);
}

template <Value (*read)(MemoryView*)> Value attribute(Value self) {
  MemoryView* v = asMemoryView(self);
  return checkView(v) ? read(v) : kError;
}

Value readFormat(MemoryView* v) {
  char text[] = {'@', v->format->code};
  return makeStr(v->marked ? std::string_view(text, 2) : std::string_view(text + 1, 1));
}
Value readObject(MemoryView* v) { return v->lease->owner; }
Value readBytes(MemoryView* v) { return makeInt(byteCount(v)); }
Value readReadOnly(MemoryView* v) { return boolean(v->readOnly); }
Value readItemSize(MemoryView* v) { return smallInt(v->format->size); }
Value readDimensions(MemoryView* v) { return smallInt(v->dimensions); }
Value readShape(MemoryView* v) { return tupleOfNumbers(v->lengths(), v->dimensions); }
Value readStrides(MemoryView* v) { return tupleOfNumbers(v->strides(), v->dimensions); }
Value readSubOffsets(MemoryView*) { return objectValue(emptyTuple()); }
Value readRowsFirst(MemoryView* v) { return boolean(isContiguous(v, false)); }
Value readColumnsFirst(MemoryView* v) { return boolean(isContiguous(v, true)); }
Value readContiguous(MemoryView* v) {
  return boolean(isContiguous(v, false) || isContiguous(v, true));
}

const GetSetDef viewGetSets[] = {
    {"obj", attribute<readObject>, nullptr},
    {"nbytes", attribute<readBytes>, nullptr},
    {"readonly", attribute<readReadOnly>, nullptr},
    {"itemsize", attribute<readItemSize>, nullptr},
    {"format", attribute<readFormat>, nullptr},
    {"ndim", attribute<readDimensions>, nullptr},
    {"shape", attribute<readShape>, nullptr},
    {"strides", attribute<readStrides>, nullptr},
    {"suboffsets", attribute<readSubOffsets>, nullptr},
    {"c_contiguous", attribute<readRowsFirst>, nullptr},
    {"f_contiguous", attribute<readColumnsFirst>, nullptr},
    {"contiguous", attribute<readContiguous>, nullptr},
    {nullptr, nullptr, nullptr},
};
const NativeDef viewMethods[] = {
    nativeNone("release", viewRelease),
    nativeKeywords("tobytes", viewToBytes, "order="),
    nativeKeywords("hex", viewHex, "sep=, bytes_per_sep="),
    nativeNone("tolist", viewToListMethod),
    nativeKeywords("cast", viewCast, "format, shape="),
    nativeNone("toreadonly", viewToReadOnly),
    nativeNone("__enter__", viewEnter),
    nativeOne("_hand_over", viewHandOver),
    nativePositional("__exit__", viewRelease, 0, 255),
    nativeNone("__sizeof__", viewSizeOf),
    kNativeEnd,
};

} // namespace

} // namespace tr

TR_DEFINE_TYPE(memoryview, .cname = "memoryview", .base = &tr_type_object,
               .flags = tr::kTypeIsSequence, .instanceSize = sizeof(tr::MemoryView),
               .layout = tr::Layout::Other, .methods = tr::viewMethods, .getsets = tr::viewGetSets,
               .slots = {.repr = tr::viewRepr,
                         .hash = tr::viewHash,
                         .iter = tr::viewIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::viewCompare,
                         .len = tr::viewLen,
                         .getitem = tr::viewSubscript,
                         .setitem = tr::viewAssign,
                         .contains = tr::viewContains,
                         .construct = tr::viewConstruct});
TR_BUILTIN_TYPE(memoryview, memoryview);
TR_DEFINE_ITERATOR_TYPE(memoryIterator, "memory_iterator", MemoryIterator, tr::memoryIteratorNext,
                        nullptr);
