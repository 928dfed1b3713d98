// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What instances of the module's classes look like, as a prediction:
//
//   class Point:                            class @m.Point {
//     def __init__(self, x):                  attribute "x" f64
//       self.x = x                     =>     attribute "seen" value
//       self.seen = 0                         method "__init__" @m.Point.__init__
//   p = Point(1.5)                          }
//
// Of classes that the module's body builds and inference follows. Their attributes are those that
// all ways through __init__ store on self in the same order, in methods of self that it calls too.
// A class whose instances get others as well has no known look. Nothing rests on a prediction being
// right (docs/ir.md, Known classes).
#pragma once

#include "ir/ir.h"
#include "passes/infer/infer.h"

namespace tauro::passes::specialise {

// Adds them to the module, and answers whether there are any.
bool findKnownClasses(ir::Module& module, const infer::Inference& inference);

} // namespace tauro::passes::specialise
