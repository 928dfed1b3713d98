// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ast/ast.h"

namespace tauro::irbuild {

/// Whether CPython's compiler makes a constant of the expression, unless that raises.
bool isComputedByCompiler(const ast::Expr& node);

} // namespace tauro::irbuild
