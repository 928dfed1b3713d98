// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _collections: the type deque and those of its iterators, for collections.
#include "runtime-lib/core/native_module.h"

namespace tr {
namespace {

const NativeDef kFunctions[] = {kNativeEnd};
const NativeAttribute kAttributes[] = {
    {"deque", [] { return typeValue(&tr_type_deque); }},
    {"_deque_iterator", [] { return typeValue(&tr_type_dequeIterator); }},
    {"_deque_reverse_iterator", [] { return typeValue(&tr_type_dequeReverseIterator); }},
    kAttributeEnd,
};

} // namespace
} // namespace tr

TR_DEFINE_MODULE(_collections, tr::kFunctions, tr::kAttributes);
