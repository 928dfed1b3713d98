// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tuple: construction, slots, methods and the type.
#include "runtime-lib/collections/tuple.h"

#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/slice.h"

namespace tr {

constexpr uint64_t kMaxLength = uint64_t{1} << 48;

static Tuple kEmpty = {{&tr_shape_tuple}, 0};
Tuple* emptyTuple() { return &kEmpty; }

Tuple* allocateTuple(uint64_t length) {
  if (length > kMaxLength)
    return raiseMemoryError(), nullptr;
  size_t bytes = sizeof(Tuple) + length * sizeof(Value);
  auto* tuple = static_cast<Tuple*>(
      bytes < memory::kLargeAllocation ? memory::allocate(bytes) : memory::allocateOrNull(bytes));
  if (!tuple)
    return nullptr;
  tuple->shape = &tr_shape_tuple;
  tuple->length = length;
  return tuple;
}

Tuple* allocateTupleOf(Type* type, uint64_t length) {
  auto* tuple = newInstanceOf<Tuple>(type, length);
  if (tuple)
    tuple->length = length;
  return tuple;
}

Value makeTuple(const Value* items, uint64_t length) {
  if (!length)
    return objectValue(&kEmpty);
  Tuple* tuple = allocateTuple(length);
  if (!tuple)
    return kError;
  std::memcpy(static_cast<void*>(tuple->items()), items, length * sizeof(Value));
  return objectValue(tuple);
}

Value tupleFromIterable(Value iterable) {
  if (isTupleExact(iterable))
    return iterable;
  if (isListExact(iterable))
    return makeTuple(asList(iterable)->data, asList(iterable)->length);
  List* list = allocateList(0);
  if (!listExtend(list, iterable))
    return kError;
  return makeTuple(list->data, list->length);
}

// --- slots

static Value tupleRepr(Value self) {
  Tuple* tuple = asTuple(self);
  if (!tuple->length)
    return makeStr("()");
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : makeStr("(...)");
  StrBuilder out;
  bool ok = tr_stack_check();
  for (uint64_t i = 0; ok && i < tuple->length; ++i) {
    out.append(i ? std::string_view(", ") : std::string_view("("));
    ok = out.appendRepr(tuple->items()[i]);
  }
  out.append(tuple->length == 1 ? std::string_view(",)") : std::string_view(")"));
  reprLeave(self);
  return ok ? out.take() : kError;
}

// xxHash-based mixing, equal to CPython's for equal element hashes.
static int64_t tupleHash(Value self, bool* ok) {
  constexpr uint64_t kPrime1 = 11400714785074694791u, kPrime2 = 14029467366897019727u,
                     kPrime5 = 2870177450012600261u;
  Tuple* tuple = asTuple(self);
  uint64_t acc = kPrime5;
  for (uint64_t i = 0; i < tuple->length; ++i) {
    uint64_t lane;
    Value item = tuple->items()[i];
    if (isTupleExact(item) && !tr_stack_check())
      return *ok = false, -1;
    if (!hashItem(item, &lane))
      return *ok = false, -1;
    acc += lane * kPrime2;
    acc = abi::rotateLeft(acc, 31) * kPrime1;
  }
  acc += tuple->length ^ (kPrime5 ^ 3527539u);
  return acc == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(acc);
}

int tupleEquals(const Tuple* a, const Tuple* b) {
  // No early out by length: == of the items may have effects.
  for (uint64_t i = 0; i < a->length && i < b->length; ++i) {
    Value item = a->items()[i];
    if (isTupleExact(item) && !tr_stack_check())
      return -1;
    int same = equalItems(item, b->items()[i]);
    if (same <= 0)
      return same;
  }
  return a->length == b->length;
}

static Value tupleCompare(Value left, Value right, CompareOp op) {
  if (!isTuple(left) || !isTuple(right))
    return kNotImplemented;
  if (!tr_stack_check())
    return kError;
  Tuple *a = asTuple(left), *b = asTuple(right);
  uint64_t shorter = a->length < b->length ? a->length : b->length, i = 0;
  for (; i < shorter; ++i) {
    int same = equalItems(a->items()[i], b->items()[i]);
    if (same < 0)
      return kError;
    if (!same)
      break;
  }
  if (i == shorter)
    return compareLengths(a->length, b->length, op);
  if (op == CompareOp::Eq)
    return kFalse;
  if (op == CompareOp::NotEq)
    return kTrue;
  return compare(a->items()[i], b->items()[i], op);
}

static int64_t tupleLen(Value self) { return static_cast<int64_t>(asTuple(self)->length); }

static Value tupleSubscript(Value self, Value key) {
  Tuple* tuple = asTuple(self);
  if (isIndexLike(key)) {
    uint64_t i;
    return sequenceIndex(key, tuple->length, "tuple index out of range", &i) ? tuple->items()[i]
                                                                             : kError;
  }
  if (!isSlice(key))
    return raiseTypeError("tuple indices must be integers or slices, not %T", key);
  SliceRange range;
  if (!sliceUnpack(key, &range))
    return kError;
  sliceClip(&range, static_cast<int64_t>(tuple->length));
  if (range.count <= 0)
    return objectValue(&kEmpty);
  if (range.start == 0 && range.step == 1 && range.count == static_cast<int64_t>(tuple->length) &&
      isTupleExact(self))
    return self;
  if (range.step == 1)
    return makeTuple(tuple->items() + range.start, range.count);
  Tuple* result = allocateTuple(range.count);
  if (!result)
    return kError;
  for (int64_t i = 0, from = range.start; i < range.count; ++i, from += range.step)
    result->items()[i] = tuple->items()[from];
  return objectValue(result);
}

static int tupleContains(Value self, Value item) {
  Tuple* tuple = asTuple(self);
  for (uint64_t i = 0; i < tuple->length; ++i)
    if (int found = equalItems(tuple->items()[i], item))
      return found;
  return 0;
}

static Value tupleIter(Value self) { return makeTupleIterator(asTuple(self)); }

static Value tupleAdd(Value left, Value right) {
  if (!isTuple(left) || !isTuple(right))
    return kNotImplemented;
  Tuple *a = asTuple(left), *b = asTuple(right);
  if (!a->length && isTupleExact(right))
    return right;
  if (!b->length && isTupleExact(left))
    return left;
  if (!(a->length + b->length))
    return objectValue(&kEmpty);
  Tuple* result = allocateTuple(a->length + b->length);
  if (!result)
    return kError;
  std::memcpy(static_cast<void*>(result->items()), a->items(), a->length * sizeof(Value));
  std::memcpy(static_cast<void*>(result->items() + a->length), b->items(),
              b->length * sizeof(Value));
  return objectValue(result);
}

static Value tupleMul(Value left, Value right) {
  if (!isTuple(left))
    std::swap(left, right);
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  Tuple* tuple = asTuple(left);
  uint64_t length = tuple->length;
  if ((!length || times == 1) && isTupleExact(left))
    return left;
  if (!length || !times)
    return objectValue(&kEmpty);
  if (static_cast<uint64_t>(times) > kMaxLength / length)
    return raiseMemoryError();
  Tuple* result = allocateTuple(length * times);
  if (!result)
    return kError;
  for (int64_t i = 0; i < times; ++i)
    std::memcpy(static_cast<void*>(result->items() + i * length), tuple->items(),
                length * sizeof(Value));
  return objectValue(result);
}

// --- construction

static Value tupleConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if ((type == &tr_type_tuple || type->slots.init == tr_type_tuple.slots.init) &&
      !checkNoKeywords("tuple", kwnames))
    return kError;
  if (!checkPositional("tuple", nargs, 0, 1))
    return kError;
  Value made = nargs ? tupleFromIterable(args[0]) : objectValue(&kEmpty);
  if (type == &tr_type_tuple || made.isError())
    return made;
  Tuple* source = asTuple(made);
  Tuple* tuple = allocateTupleOf(type, source->length);
  if (!tuple)
    return kError;
  std::memcpy(static_cast<void*>(tuple->items()), source->items(), source->length * sizeof(Value));
  return objectValue(tuple);
}

// --- methods

static Value tupleIndex(const Value* args, uint64_t nargs) {
  Tuple* tuple = asTuple(args[0]);
  auto length = static_cast<int64_t>(tuple->length);
  int64_t start = 0, stop = length;
  if (nargs > 2 && !sliceArgument(args[2], &start))
    return kError;
  if (nargs > 3 && !sliceArgument(args[3], &stop))
    return kError;
  if (start < 0 && (start += length) < 0)
    start = 0;
  if (stop < 0)
    stop += length;
  if (stop > length)
    stop = length;
  for (int64_t i = start; i < stop; ++i) {
    int found = equalItems(tuple->items()[i], args[1]);
    if (found < 0)
      return kError;
    if (found)
      return makeInt(i);
  }
  return raiseValueError("tuple.index(x): x not in tuple");
}

static Value tupleCount(const Value* args, uint64_t nargs) {
  Tuple* tuple = asTuple(args[0]);
  int64_t count = 0;
  for (uint64_t i = 0; i < tuple->length; ++i) {
    int found = equalItems(tuple->items()[i], args[1]);
    if (found < 0)
      return kError;
    count += found;
  }
  return makeInt(count);
}

static Value tupleGetNewArgs(const Value* args, uint64_t nargs) {
  Tuple* tuple = asTuple(args[0]);
  return tupleOf(makeTuple(tuple->items(), tuple->length));
}

static const NativeDef kTupleMethods[] = {
    nativePositional("index", tupleIndex, 1, 3),
    nativeOne("count", tupleCount),
    nativeNone("__getnewargs__", tupleGetNewArgs),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};

extern "C" Value tr_make_tuple(void* items, int64_t count) {
  return makeTuple(static_cast<const Value*>(items), static_cast<uint64_t>(count));
}

} // namespace tr

TR_DEFINE_TYPE(tuple, .cname = "tuple", .base = &tr_type_object,
               .flags = tr::kTypeBaseable | tr::kTypeIsSequence, .instanceSize = sizeof(tr::Tuple),
               .itemSize = sizeof(tr::Value), .layout = tr::Layout::Tuple,
               .methods = tr::kTupleMethods,
               .slots = {.repr = tr::tupleRepr,
                         .hash = tr::tupleHash,
                         .iter = tr::tupleIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::tupleCompare,
                         .len = tr::tupleLen,
                         .getitem = tr::tupleSubscript,
                         .contains = tr::tupleContains,
                         .construct = tr::tupleConstruct,
                         .add = tr::tupleAdd,
                         .mul = tr::tupleMul});
TR_BUILTIN_TYPE(tuple, tuple);
