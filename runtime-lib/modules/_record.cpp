// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _record: the attributes of data classes as a whole, for dataclasses.tr. A list of
// names has an inline cache (core/attr_cache.h) for each, so that storing and reading them costs
// what it does in a method that names them.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

extern "C" {
extern tr::Type tr_type_recordFields;
extern tr::Shape tr_shape_recordFields;
}

namespace tr {
namespace {

struct Fields : Object {
  Tuple* names;
  AttrCache *reads, *stores; // one for each name
};
Fields* fieldsOf(Value v) { return v.as<Fields>(); }

AttrCache* makeCaches(uint64_t count) {
  return static_cast<AttrCache*>(memory::allocate((count + !count) * sizeof(AttrCache)));
}

// fields(names): what the other functions take first. Names are a tuple of str.
Value fields(const Value* args, uint64_t) {
  auto* made = static_cast<Fields*>(memory::allocate(sizeof(Fields)));
  made->shape = &tr_shape_recordFields;
  made->names = args[0].as<Tuple>();
  made->reads = makeCaches(made->names->length);
  made->stores = makeCaches(made->names->length);
  return objectValue(made);
}

bool storeAt(Fields* fields, uint64_t i, Value object, Value value, Value plainly) {
  Value name = fields->names->items()[i];
  return plainly == kTrue ? genericSetAttr(object, name, value)
                          : tr_setattr(object, name, value, &fields->stores[i]);
}

// store(fields, object, values, plainly): setattr of each name, in order, or object.__setattr__;
// values are a tuple of as many or more.
Value store(const Value* args, uint64_t) {
  Fields* fields = fieldsOf(args[0]);
  const Tuple* values = args[2].as<Tuple>();
  for (uint64_t i = 0; i < fields->names->length; ++i)
    if (!storeAt(fields, i, args[1], values->items()[i], args[3]))
      return kError;
  return kNone;
}

// put(fields, index, object, value, plainly): likewise of one name.
Value put(const Value* args, uint64_t) {
  int64_t index;
  intToInt64(args[1], &index);
  return storeAt(fieldsOf(args[0]), static_cast<uint64_t>(index), args[2], args[3], args[4])
             ? kNone
             : kError;
}

// values(fields, object): a tuple of what the names are.
Value values(const Value* args, uint64_t) {
  constexpr uint64_t kFew = 16;
  Fields* fields = fieldsOf(args[0]);
  const uint64_t count = fields->names->length;
  Value few[kFew];
  Value* all = count <= kFew ? few : static_cast<Value*>(memory::allocate(count * sizeof(Value)));
  for (uint64_t i = 0; i < count; ++i) {
    all[i] = tr_getattr(args[1], fields->names->items()[i], &fields->reads[i]);
    if (all[i].isError())
      return kError;
  }
  return makeTuple(all, count);
}

// same(fields, a, b): `a.x == b.x and a.y == b.y ...`, True without names.
Value same(const Value* args, uint64_t) {
  Fields* fields = fieldsOf(args[0]);
  const uint64_t count = fields->names->length;
  Value result = kTrue;
  for (uint64_t i = 0; i < count; ++i) {
    Value name = fields->names->items()[i];
    Value left = tr_getattr(args[1], name, &fields->reads[i]);
    if (left.isError())
      return kError;
    Value right = tr_getattr(args[2], name, &fields->reads[i]);
    if (right.isError())
      return kError;
    result = compare(left, right, CompareOp::Eq);
    if (result.isError() || i + 1 == count)
      return result;
    if (int isTrue = truth(result); isTrue <= 0)
      return isTrue < 0 ? kError : result;
  }
  return result;
}

const NativeDef kFunctions[] = {
    nativePositional("fields", fields, 1, 1), nativePositional("put", put, 5, 5),
    nativePositional("store", store, 4, 4),   nativePositional("values", values, 2, 2),
    nativePositional("same", same, 3, 3),     kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace
} // namespace tr

TR_DEFINE_TYPE(recordFields, .cname = "_record.Fields", .base = &tr_type_object,
               .instanceSize = sizeof(tr::Fields), .layout = tr::Layout::Other,
               .slots = {.hash = tr::identityHash,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::identityCompare});
TR_DEFINE_MODULE(_record, tr::kFunctions, tr::kAttributes);
