// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// slice: an immutable triple; indices() works on ints of any size.
#include "runtime-lib/collections/slice.h"

#include "runtime-lib/collections/common.h"
#include "runtime-lib/numbers/int.h"

namespace tr {

Value makeSlice(Value start, Value stop, Value step) {
  Slice* slice = newObject<Slice>(&tr_shape_slice);
  slice->start = start;
  slice->stop = stop;
  slice->step = step;
  return objectValue(slice);
}

bool isIndexLike(Value v) { return v.isInt() || v.isBool() || typeOf(v)->slots.index; }

bool sequenceIndex(Value key, const uint64_t& length, const char* outOfRange, uint64_t* out) {
  int64_t index;
  if (key.isInt())
    index = key.smallInt();
  else if (!toIndexInt64(key, &index, &tr_type_IndexError))
    return false;
  if (index < 0)
    index += static_cast<int64_t>(length);
  if (index < 0 || index >= static_cast<int64_t>(length)) {
    raiseIndexError("%s", outOfRange);
    return false;
  }
  *out = static_cast<uint64_t>(index);
  return true;
}

// One bound of a slice; ints beyond int64 clip.
static bool evalIndex(Value v, int64_t* out, const char* message) {
  if (v.isInt()) {
    *out = v.smallInt();
    return true;
  }
  if (!isIndexLike(v)) {
    raiseTypeError("%s", message);
    return false;
  }
  return toIndexInt64(v, out, nullptr);
}

constexpr const char* kSliceIndexMessage =
    "slice indices must be integers or None or have an __index__ method";

bool sliceArgument(Value v, int64_t* out) {
  return evalIndex(v, out, "slice indices must be integers or have an __index__ method");
}

bool sliceUnpack(Value value, SliceRange* out) {
  Slice* slice = value.as<Slice>();
  out->step = 1;
  if (!slice->step.isNone()) {
    if (!evalIndex(slice->step, &out->step, kSliceIndexMessage))
      return false;
    if (out->step == 0) {
      raiseValueError("slice step cannot be zero");
      return false;
    }
    // -step must be representable.
    if (out->step < -INT64_MAX)
      out->step = -INT64_MAX;
  }
  if (slice->start.isNone())
    out->start = out->step < 0 ? INT64_MAX : 0;
  else if (!evalIndex(slice->start, &out->start, kSliceIndexMessage))
    return false;
  if (slice->stop.isNone())
    out->stop = out->step < 0 ? INT64_MIN : INT64_MAX;
  else if (!evalIndex(slice->stop, &out->stop, kSliceIndexMessage))
    return false;
  return true;
}

void sliceClip(SliceRange* r, int64_t length) {
  auto clip = [&](int64_t bound) {
    if (bound < 0) {
      bound += length;
      if (bound < 0)
        bound = r->step < 0 ? -1 : 0;
    } else if (bound >= length) {
      bound = r->step < 0 ? length - 1 : length;
    }
    return bound;
  };
  r->start = clip(r->start);
  r->stop = clip(r->stop);
  if (r->step < 0)
    r->count = r->stop < r->start ? (r->start - r->stop - 1) / -r->step + 1 : 0;
  else
    r->count = r->start < r->stop ? (r->stop - r->start - 1) / r->step + 1 : 0;
}

// --- the type

static Value sliceConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords("slice", kwnames) || !checkPositional("slice", nargs, 1, 3))
    return kError;
  if (nargs == 1)
    return makeSlice(kNone, args[0], kNone);
  return makeSlice(args[0], args[1], nargs == 3 ? args[2] : kNone);
}

static Value sliceRepr(Value self) {
  Slice* slice = self.as<Slice>();
  return formatText("slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}

static int64_t sliceHash(Value self, bool* ok) {
  constexpr uint64_t kPrime1 = 11400714785074694791u, kPrime2 = 14029467366897019727u,
                     kPrime5 = 2870177450012600261u;
  Slice* slice = self.as<Slice>();
  uint64_t acc = kPrime5;
  for (Value v : {slice->start, slice->stop, slice->step}) {
    uint64_t lane;
    if (!hashItem(v, &lane))
      return *ok = false, -1;
    acc += lane * kPrime2;
    acc = abi::rotateLeft(acc, 31) * kPrime1;
  }
  return acc == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(acc);
}

static Value sliceCompare(Value left, Value right, CompareOp op) {
  if (!isSlice(left) || !isSlice(right))
    return kNotImplemented;
  if (left == right)
    return boolean(op == CompareOp::Eq || op == CompareOp::LtE || op == CompareOp::GtE);
  Slice *a = left.as<Slice>(), *b = right.as<Slice>();
  return compare(tupleOf(a->start, a->stop, a->step), tupleOf(b->start, b->stop, b->step), op);
}

// One bound for indices(): an int of any size.
static Value indicesBound(Value v, Value whenNone) {
  if (v.isNone())
    return whenNone;
  if (!isIndexLike(v))
    return raiseTypeError("%s", kSliceIndexMessage);
  return toIndex(v);
}

// slice.indices(length): start, stop and step clipped to [lower, upper].
static Value sliceIndices(const Value* args, uint64_t nargs) {
  Slice* slice = args[0].as<Slice>();
  Value length = toIndex(args[1]);
  if (length.isError())
    return kError;
  if (intIsNegative(length))
    return raiseValueError("length should not be negative");
  Value step = indicesBound(slice->step, smallInt(1));
  if (step.isError())
    return kError;
  if (intIsZero(step))
    return raiseValueError("slice step cannot be zero");
  bool backward = intIsNegative(step);
  Value lower = backward ? smallInt(-1) : smallInt(0);
  Value upper = backward ? intSub(length, smallInt(1)) : length;
  auto bound = [&](Value given, Value whenNone) {
    Value v = indicesBound(given, whenNone);
    if (v.isError() || given.isNone())
      return v;
    if (intIsNegative(v)) {
      v = intAdd(v, length);
      return intCompare(v, lower) < 0 ? lower : v;
    }
    return intCompare(v, upper) > 0 ? upper : v;
  };
  Value start = bound(slice->start, backward ? upper : lower);
  if (start.isError())
    return kError;
  Value stop = bound(slice->stop, backward ? lower : upper);
  if (stop.isError())
    return kError;
  return tupleOf(start, stop, step);
}

static Value sliceReduce(const Value* args, uint64_t nargs) {
  Slice* slice = args[0].as<Slice>();
  return tupleOf(typeValue(typeOf(args[0])), tupleOf(slice->start, slice->stop, slice->step));
}

static Value sliceGetStart(Value self) { return self.as<Slice>()->start; }
static Value sliceGetStop(Value self) { return self.as<Slice>()->stop; }
static Value sliceGetStep(Value self) { return self.as<Slice>()->step; }

static const NativeDef kSliceMethods[] = {
    nativeOne("indices", sliceIndices),
    nativeNone("__reduce__", sliceReduce),
    kNativeEnd,
};
static const GetSetDef kSliceMembers[] = {
    {"start", sliceGetStart, nullptr, true},
    {"stop", sliceGetStop, nullptr, true},
    {"step", sliceGetStep, nullptr, true},
    {nullptr, nullptr, nullptr},
};

} // namespace tr

TR_DEFINE_TYPE(slice, .cname = "slice", .base = &tr_type_object, .instanceSize = sizeof(tr::Slice),
               .layout = tr::Layout::Other, .methods = tr::kSliceMethods,
               .getsets = tr::kSliceMembers,
               .slots = {.repr = tr::sliceRepr,
                         .hash = tr::sliceHash,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::sliceCompare,
                         .construct = tr::sliceConstruct});
TR_BUILTIN_TYPE(slice, slice);

namespace tr::entry_kinds {
extern "C" Value tr_make_slice(Value start, Value stop, Value step) {
  return makeSlice(start, stop, step);
}
} // namespace tr::entry_kinds
