// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes that the compiler made predictions about (docs/ir.md, Known classes). When such a class
// is built, the shapes that its instances are predicted to go through are made, with raw slots
// where floats are predicted. While the prediction holds, the class's KnownClassState, which
// compiled code reads, has the last of these shapes, so that an object of that shape
//
//   * has the predicted attributes in slots 0, 1, ..., as words or raw doubles as predicted,
//   * and getting or setting one of them touches that slot and does nothing else,
//
// and for each method the function that a call of it on such an object calls. Whatever may end that
// calls review... or methodChanged here, at once: what the state says is true whenever the program
// runs.
#pragma once

#include "runtime-lib/abi/code.h"
#include "runtime-lib/core/type.h"

namespace tr {

// The class was made by the body of a known class.
void adoptKnownClass(Type* type, const KnownClassInfo* info);
// Makes the predicted shapes from the first shape of a known class, which is new.
void predictShapes(Type* type);
// Something that attribute access depends on changed, of any class.
void reviewKnownClasses();
// The attribute `name` of type itself changed, and its version has.
void methodChanged(Type* type, const Str* name);

} // namespace tr
