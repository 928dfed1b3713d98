// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line as data.
#pragma once

#include <string>
#include <vector>

namespace tauro::driver {

enum class Emit : uint8_t { Program, Tokens, Ast, Ir, Llvm, Assembly, Object };

struct Options {
#define FLAG(id, spelling, help) bool id = false;
#define JOINED(id, spelling, value, byDefault, help) std::string id = byDefault;
#define SEPARATE(id, spelling, value, byDefault, help) std::string id = byDefault;
#define LIST(id, spelling, value, help) std::vector<std::string> id;
#include "compiler/driver/options.def"

  std::string input;
  bool run = false;                   // `tauroc run FILE args...`
  std::vector<std::string> arguments; // of the program to run
  Emit emitKind = Emit::Program;
};

/// Reads a command line. False with `error` set when it is wrong.
bool parseOptions(int argc, const char* const* argv, Options* out, std::string* error);

std::string helpText();
std::string versionText();

} // namespace tauro::driver
