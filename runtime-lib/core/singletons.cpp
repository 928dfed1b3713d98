// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NoneType, ellipsis, NotImplementedType: types of one value each.
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/generic_alias.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

bool checkNoArgs(const char* name, uint64_t nargs, Tuple* kwnames) {
  if (!nargs && !kwnames)
    return true;
  raiseTypeError("%s takes no arguments", name);
  return false;
}

Value noneRepr(Value) { return strValue(intern("None")); }
int noneTruth(Value) { return 0; }
int64_t noneHash(Value, bool* ok) {
  *ok = true;
  return 0xFCA86420;
}
Value noneConstruct(Type*, const Value*, uint64_t nargs, Tuple* kwnames) {
  return checkNoArgs("NoneType", nargs, kwnames) ? kNone : kError;
}
Value noneOr(Value left, Value right) { return makeUnion(left, right); }

Value ellipsisRepr(Value) { return strValue(intern("Ellipsis")); }
Value ellipsisConstruct(Type*, const Value*, uint64_t nargs, Tuple* kwnames) {
  return checkNoArgs("EllipsisType", nargs, kwnames) ? kEllipsis : kError;
}
Value ellipsisReduce(const Value*, uint64_t) { return strValue(intern("Ellipsis")); }
const NativeDef kEllipsisMethods[] = {nativeNone("__reduce__", ellipsisReduce), kNativeEnd};

Value notImplementedRepr(Value) { return strValue(intern("NotImplemented")); }
int notImplementedTruth(Value) {
  // A DeprecationWarning in CPython 3.13, and true.
  return 1;
}
Value notImplementedConstruct(Type*, const Value*, uint64_t nargs, Tuple* kwnames) {
  return checkNoArgs("NotImplementedType", nargs, kwnames) ? kNotImplemented : kError;
}
Value notImplementedReduce(const Value*, uint64_t) { return strValue(intern("NotImplemented")); }
const NativeDef kNotImplementedMethods[] = {nativeNone("__reduce__", notImplementedReduce),
                                            kNativeEnd};

} // namespace

TR_DEFINE_TYPE(none, .cname = "NoneType", .base = &tr_type_object, .instanceSize = sizeof(Object),
               .layout = Layout::Other,
               .slots = {.repr = noneRepr,
                         .hash = noneHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare,
                         .truth = noneTruth,
                         .construct = noneConstruct,
                         .bor = noneOr});
TR_DEFINE_TYPE(ellipsis, .cname = "ellipsis", .base = &tr_type_object,
               .instanceSize = sizeof(Object), .layout = Layout::Other, .methods = kEllipsisMethods,
               .slots = {.repr = ellipsisRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare,
                         .construct = ellipsisConstruct});
TR_DEFINE_TYPE(notImplemented, .cname = "NotImplementedType", .base = &tr_type_object,
               .instanceSize = sizeof(Object), .layout = Layout::Other,
               .methods = kNotImplementedMethods,
               .slots = {.repr = notImplementedRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare,
                         .truth = notImplementedTruth,
                         .construct = notImplementedConstruct});

extern "C" {
Value tr_builtin_Ellipsis = kEllipsis;
Value tr_builtin_NotImplemented = kNotImplemented;
}

} // namespace tr
