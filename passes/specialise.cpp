// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// specialise: versions of functions for what inference proves, or guesses, of their values.
//
//   func @m.total(n) -> value {             func @m.total$i64(n) -> i64 else value version of
//   @m.total { b0(n: value):                           b0(n: i64):
//     ...                                     jump b1(zero, zero)
//     it = py.iter r                        b1(next: i64, t: i64):
//     jump b1(zero)                           more = i64.lt next, n
//   b1(t: value):                      =>     branch more, b2, b3
//     i = iter.next it  done b3             b2:
//     t1 = py.add t, i                        resume.point @m.total, 0
//     jump b1(t1)                             t1 = i64.add t, next  exit x(next, t)
//   b3:                                       ...
//     return t
//   }
//
// The generic body stays as it is, frozen: versions leave to it (docs/specialisation.md).
#include "passes/infer/infer.h"
#include "passes/pass.h"
#include "passes/specialise/translator.h"

namespace tauro::passes {

bool runSpecialise(ir::Module& module, const infer::Program& program) {
  infer::Inference inference(module, program);
  specialise::Plans plans(module, inference);
  for (const specialise::Version& version : plans.versions())
    specialise::Translator(inference, plans, version).run();
  return !plans.versions().empty();
}

} // namespace tauro::passes
