// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// match statements.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

void FunctionBuilder::matchStatement(const ast::Match& node) { assert(false && "refused"); }

} // namespace tauro::irbuild
