// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mappingproxy: a read-only view of a mapping, as a class's __dict__ is.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/descriptors.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

struct MappingProxy : Object {
  Value mapping;
};
Value& mappingOf(Value v) { return v.as<MappingProxy>()->mapping; }

Value proxyRepr(Value self) { return formatText("mappingproxy(%R)", mappingOf(self)); }
Value proxyStr(Value self) { return str(mappingOf(self)); }
int64_t proxyHash(Value self, bool* ok) { return hashOf(mappingOf(self), ok); }
Value proxyIter(Value self) { return iterate(mappingOf(self)); }
int64_t proxyLen(Value self) { return length(mappingOf(self)); }
Value proxyGetItem(Value self, Value key) { return getItem(mappingOf(self), key); }
int proxyContains(Value self, Value key) { return contains(mappingOf(self), key); }
Value proxyCompare(Value left, Value right, CompareOp op) {
  return compare(mappingOf(left), right, op);
}
Value proxyOr(Value left, Value right) {
  if (isExact(left, &tr_type_mappingproxy))
    left = mappingOf(left);
  if (isExact(right, &tr_type_mappingproxy))
    right = mappingOf(right);
  return tr_slow_bor(left, right);
}
Value proxyInPlaceOr(Value left, Value right) {
  return raiseTypeError("'|=' is not supported by %T; use '|' instead", left);
  (void)right;
}

Value forward(const Value* args, uint64_t nargs, const char* name) {
  return callMethod(mappingOf(args[0]), intern(name), args + 1, nargs - 1);
}
Value proxyGet(const Value* args, uint64_t nargs) { return forward(args, nargs, "get"); }
Value proxyKeys(const Value* args, uint64_t nargs) { return forward(args, nargs, "keys"); }
Value proxyValues(const Value* args, uint64_t nargs) { return forward(args, nargs, "values"); }
Value proxyItems(const Value* args, uint64_t nargs) { return forward(args, nargs, "items"); }
Value proxyCopy(const Value* args, uint64_t nargs) { return forward(args, nargs, "copy"); }
Value proxyReversed(const Value* args, uint64_t nargs) {
  return forward(args, nargs, "__reversed__");
}
const NativeDef kProxyMethods[] = {nativePositional("get", proxyGet, 1, 2),
                                   nativeNone("keys", proxyKeys),
                                   nativeNone("values", proxyValues),
                                   nativeNone("items", proxyItems),
                                   nativeNone("copy", proxyCopy),
                                   nativeNone("__reversed__", proxyReversed),
                                   nativeOne("__class_getitem__", classGetItem, kNativeClass),
                                   kNativeEnd};

Value proxyConstruct(Type*, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Value mapping;
  if (!bindNative("mappingproxy", "mapping", args, nargs, kwnames, &mapping))
    return kError;
  Type* type = typeOf(mapping);
  ensureReady(type);
  if (!type->slots.getitem || isSubtype(type, &tr_type_list) || isSubtype(type, &tr_type_tuple))
    return raiseTypeError("mappingproxy() argument must be a mapping, not %T", mapping);
  return makeMappingProxy(mapping);
}

} // namespace

Value makeMappingProxy(Value mapping) {
  auto* proxy = static_cast<MappingProxy*>(memory::allocate(sizeof(MappingProxy)));
  proxy->shape = &tr_shape_mappingproxy;
  proxy->mapping = mapping;
  return objectValue(proxy);
}

TR_DEFINE_TYPE(mappingproxy, .cname = "mappingproxy", .base = &tr_type_object,
               .flags = kTypeIsMapping, .instanceSize = sizeof(MappingProxy),
               .layout = Layout::Other, .methods = kProxyMethods,
               .slots = {.repr = proxyRepr,
                         .str = proxyStr,
                         .hash = proxyHash,
                         .iter = proxyIter,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = proxyCompare,
                         .len = proxyLen,
                         .getitem = proxyGetItem,
                         .contains = proxyContains,
                         .construct = proxyConstruct,
                         .bor = proxyOr,
                         .ibor = proxyInPlaceOr});

} // namespace tr
