// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Descriptor objects that other files of core make or look into.
#pragma once

#include "runtime-lib/core/native.h"

namespace tr {

// staticmethod and classmethod.
struct WrappedFunction : Object {
  Value function;
};
struct Property : Object {
  Value get, set, remove, doc;
  bool docFromGetter;
  Value name;
};
// __slots__: a word of the instance.
// An attribute with a slot, or a field of a builtin type's objects that CPython has as a member.
struct Member : Object {
  Type* owner;
  Str* name;
  uint32_t offset;
  const GetSetDef* def; // of a builtin type's; the offset means nothing then
};
struct GetSet : Object {
  Type* owner;
  const GetSetDef* def;
};

Value makeStaticMethod(Value function);
Value makeClassMethod(Value function);
Value makeMappingProxy(Value mapping);
// super(type, object).name; error when there is none.
Value superGetAttr(Type* type, Value object, Str* name);

} // namespace tr
