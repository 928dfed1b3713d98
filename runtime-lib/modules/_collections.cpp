// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _collections: the type deque and those of its iterators, and what the runtime has to
// know of OrderedDict, for collections.
#include "runtime-lib/collections/dict_views.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native_module.h"

namespace tr {
namespace {

// ordered(cls): the class is OrderedDict, whose iterators know when keys come and go. Answers it.
Value ordered(const Value* args, uint64_t) {
  if (!isType(args[0]))
    return raiseTypeError("a class is expected");
  setOrderedDict(asType(args[0]));
  return args[0];
}

const NativeDef kFunctions[] = {nativeOne("ordered", ordered), kNativeEnd};
const NativeAttribute kAttributes[] = {
    {"deque", [] { return typeValue(&tr_type_deque); }},
    {"_deque_iterator", [] { return typeValue(&tr_type_dequeIterator); }},
    {"_deque_reverse_iterator", [] { return typeValue(&tr_type_dequeReverseIterator); }},
    kAttributeEnd,
};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_collections, tr::kFunctions, tr::kAttributes);
