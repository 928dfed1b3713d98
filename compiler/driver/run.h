// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `tauroc run`: this process becomes the program, so that exit status, signals and the terminal
// are the program's own.
#pragma once

#include <string>
#include <vector>

namespace tauro::driver {

/// Executes a temporary program file, which is removed first. Returns only when that fails, with
/// `error` set.
bool execute(const std::string& file, const std::string& name,
             const std::vector<std::string>& arguments, std::string* error);

} // namespace tauro::driver
