// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Python's operators on constants: what `fold` computes at compile time. Each answers null when the
// operation would raise, warn, or make something too big, and when it is not one that is known
// here.
#pragma once

#include <optional>

#include "ir/ir.h"

namespace tauro::passes {

const ir::Constant* foldBinary(ir::Module& module, ir::Op op, const ir::Constant* a,
                               const ir::Constant* b);
const ir::Constant* foldUnary(ir::Module& module, ir::Op op, const ir::Constant* a);
// The outcome of one of the six comparisons; `op` is the plain py.lt ... py.ge.
std::optional<bool> foldCompare(ir::Op op, const ir::Constant* a, const ir::Constant* b);
std::optional<bool> foldIs(const ir::Constant* a, const ir::Constant* b);
std::optional<bool> foldTruth(const ir::Constant* a);
// a[b]
const ir::Constant* foldItem(ir::Module& module, const ir::Constant* a, const ir::Constant* b);

} // namespace tauro::passes
