// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// zip: several iterators in step, optionally checking that all end together.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"

namespace tr {

TR_NAME(strict, "strict")

struct Zip : Object {
  Tuple* iterators;
  bool strict;
};

static Value zipConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  int strict = 0;
  if (kwnames && kwnames->length > 1)
    return raiseTypeError("zip() takes at most 1 keyword argument (%zd given)",
                          static_cast<int64_t>(kwnames->length));
  if (kwnames && kwnames->length == 1) {
    Value name = kwnames->items()[0];
    if (!strEquals(asStr(name), name_strict())) {
      static const char* const known[] = {"strict"};
      return raiseUnexpectedKeyword("zip", name, known, 1);
    }
    strict = truth(args[nargs]);
    if (strict < 0)
      return kError;
  }
  Tuple* iterators = nargs ? allocateTuple(nargs) : emptyTuple();
  if (!iterators)
    return kError;
  for (uint64_t i = 0; i < nargs; ++i) {
    Value iterator = iterate(args[i]);
    if (iterator.isError())
      return kError;
    iterators->items()[i] = iterator;
  }
  auto* zip = newInstanceOf<Zip>(type);
  if (!zip)
    return kError;
  zip->iterators = iterators;
  zip->strict = strict;
  return objectValue(zip);
}

namespace entry_kinds {
// Of iterators that stand in the middle: for a loop that ran without it.
extern "C" Value tr_make_zip(Value iterators) {
  auto* zip = newInstanceOf<Zip>(&tr_type_zip);
  if (!zip)
    return kError;
  zip->iterators = iterators.as<Tuple>();
  zip->strict = false;
  return objectValue(zip);
}
} // namespace entry_kinds

static Value raiseUneven(uint64_t argument, const char* how) {
  return raiseValueError("zip() argument %zd is %s than argument%s%zd",
                         static_cast<int64_t>(argument), how, argument == 2 ? " " : "s 1-",
                         static_cast<int64_t>(argument - 1));
}

// Iterator number `ended` has ended: in a strict zip all must, at the same step.
static Value zipEnd(Zip* zip, uint64_t ended) {
  if (!zip->strict)
    return kDone;
  if (ended)
    return raiseUneven(ended + 1, "shorter");
  for (uint64_t i = 1; i < zip->iterators->length; ++i) {
    Value iterator = zip->iterators->items()[i];
    Value item = typeOf(iterator)->slots.next(iterator);
    if (item.isError())
      return kError;
    if (!item.isDone())
      return raiseUneven(i + 1, "longer");
  }
  return kDone;
}

static Value zipNext(Value self) {
  Zip* zip = self.as<Zip>();
  uint64_t count = zip->iterators->length;
  if (!count)
    return kDone;
  Tuple* items = allocateTuple(count);
  if (!items)
    return kError;
  for (uint64_t i = 0; i < count; ++i) {
    Value iterator = zip->iterators->items()[i];
    Value item = typeOf(iterator)->slots.next(iterator);
    if (item.isError())
      return kError;
    if (item.isDone())
      return zipEnd(zip, i);
    items->items()[i] = item;
  }
  return objectValue(items);
}

// __setstate__(strict)
static Value zipSetState(const Value* args, uint64_t nargs) {
  int strict = truth(args[1]);
  if (strict < 0)
    return kError;
  args[0].as<Zip>()->strict = strict;
  return kNone;
}

static Value zipReduce(const Value* args, uint64_t nargs) {
  Zip* zip = args[0].as<Zip>();
  Value type = typeValue(typeOf(args[0])), iterators = objectValue(zip->iterators);
  return zip->strict ? tupleOf(type, iterators, kTrue) : tupleOf(type, iterators);
}

static const NativeDef kZipMethods[] = {
    nativeNone("__reduce__", zipReduce),
    nativeOne("__setstate__", zipSetState),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_ADAPTER_TYPE(zip, Zip, tr::zipNext, tr::zipConstruct, tr::kZipMethods, nullptr);
