// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks every rule of docs/ir.md: operand and result types, edges and their arguments, dominance
// (with mid-block edges), terminators, effects, resume points.
#pragma once

#include <string>

#include "ir/ir.h"

namespace tauro::ir {

// True when correct; else `errors` gets a line for each broken rule: "@function, block, op: rule".
bool verify(const Module& module, std::string* errors);
bool verify(const Function& function, std::string* errors);

} // namespace tauro::ir
