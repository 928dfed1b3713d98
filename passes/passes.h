// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The public face of the optimiser: pipelines by level, and single passes by name for tauro-opt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace tauro::passes {

namespace infer {
class Program;
}
class Remarks;

enum class Level : uint8_t { O0, O1, O2, O3, Os };

struct Timing {
  std::string_view pass;
  double seconds = 0;
  unsigned runs = 0, changes = 0; // functions (or modules) looked at, and changed
};

struct Options {
  Level level = Level::O2;
  bool verifyEach =
      false; // the verifier after each pass; a failure prints the IR from before and stops
  std::string dumpAfter;                  // name of a pass, or "all"; to stderr
  std::vector<Timing>* timings = nullptr; // when set, gets a row for each pass that ran
  // What all modules of the program do (infer/summary.h); null: the module is all that is known.
  const infer::Program* program = nullptr;
  bool checkFacts = false;    // instead of using what is inferred, check it at run time
  Remarks* remarks = nullptr; // when set, gets what stays generic in the module, and why
  bool versions = true;       // false: generic bodies alone
};

// Runs the level's pipeline, in two parts. The first looks at the module alone; the second rests on
// options.program, which is made of summaries of modules that are behind the first. False with
// `error` set only when verifyEach found a broken rule.
bool optimise(ir::Module& module, const Options& options, std::string* error);
bool optimiseInProgram(ir::Module& module, const Options& options, std::string* error);
// Name and description of every pass, in the order of passes.def.
std::vector<std::pair<std::string_view, std::string_view>> listPasses();

// Runs the named passes in order; false when a name is unknown or a rule broken.
bool runPasses(ir::Module& module, const std::vector<std::string>& names, const Options& options,
               std::string* error);

} // namespace tauro::passes
