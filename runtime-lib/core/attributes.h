// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attribute access shared within core; what others use stands in core/call.h.
#pragma once

#include "runtime-lib/core/call.h"

namespace tr {

// object.__getattribute__, but unbound with nothing pending where the attribute is missing.
Value genericGetAttrOrUnbound(Value object, Str* name);
// AttributeError "'X' object has no attribute 'y'" with its name and obj.
Value raiseNoAttribute(Value object, Str* name);
// After a failed lookup: gives a pending AttributeError that code of the program raised the name and
// obj that it lacks, for suggestions. Answers error.
Value failedAttribute(Value object, Str* name);
// AttributeError with that text, name and obj.
Value raiseAttributeError(Value object, Str* name, const char* format, ...);
// type.__getattribute__: unbound when missing.
Value typeGetAttrOrUnbound(Value type, Str* name);
Value typeGetAttr(Value type, Value name);
bool typeSetAttr(Value type, Value name, Value value);
Value moduleGetAttr(Value module, Value name);
bool moduleSetAttr(Value module, Value name, Value value);

// type.__call__ without a metaclass's own: construct, then init.
Value constructAndInit(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames);

// dir(v) as a list, sorted; error when a __dir__ raised.
Value dirOf(Value v);

} // namespace tr
