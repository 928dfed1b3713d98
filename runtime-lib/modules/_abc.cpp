// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _abc: which classes sequence and mapping patterns of `match` take (PEP 634), for
// abc.tr and collections/abc.tr. A class has the mark of its bases, and of what it is registered
// with.
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/native_module.h"

namespace tr {
namespace {

constexpr uint32_t kMarks = kTypeIsSequence | kTypeIsMapping;

// Builtin types keep what they are.
void mark(Type* type, uint32_t marks) {
  if (!type->heap || (type->flags & kMarks) == marks)
    return;
  type->flags = (type->flags & ~kMarks) | marks;
  forSubclasses(
      type, [](Type* subclass, void* context) { mark(subclass, *static_cast<uint32_t*>(context)); },
      &marks);
}

// sequence(cls), mapping(cls): instances of the class and of those below it match.
Value sequence(const Value* args, uint64_t) {
  mark(asType(args[0]), kTypeIsSequence);
  return kNone;
}
Value mapping(const Value* args, uint64_t) {
  mark(asType(args[0]), kTypeIsMapping);
  return kNone;
}

// registered(cls, subclass): the second has what marks the first has, if any.
Value registered(const Value* args, uint64_t) {
  if (uint32_t marks = asType(args[0])->flags & kMarks)
    mark(asType(args[1]), marks);
  return kNone;
}

const NativeDef kFunctions[] = {nativeOne("sequence", sequence), nativeOne("mapping", mapping),
                                nativePositional("registered", registered, 2, 2), kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace

TR_DEFINE_MODULE(_abc, kFunctions, kAttributes);

} // namespace tr
