// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions back to text, for annotations under `from __future__ import annotations`.
#pragma once

#include "compiler/ast/ast.h"

#include <string>

namespace tauro {
class Interner;
}

namespace tauro::irbuild {

/// The text that CPython 3.13 stores for an annotation: spaces and parentheses are its own.
std::string unparse(const ast::Expr& node, const Interner& names);

} // namespace tauro::irbuild
