// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The textual form (.tir): what `--emit=ir` prints and tauro-opt reads. print(parse(text)) == text
// for printed text; sites, constants, parameters and every attribute survive the round trip.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ir/ir.h"

namespace tauro::ir {

std::string print(const Module& module);
std::string print(const Function& function);

// Null with `error` set to "line:column: text" when malformed. The result is not verified.
std::unique_ptr<Module> parse(std::string_view text, std::string* error);

}  // namespace tauro::ir
