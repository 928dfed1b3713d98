// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs steps over a module: function passes function by function, between module passes.
#pragma once

#include "passes/pass.h"
#include "passes/passes.h"

namespace tauro::passes {

// The steps of a level (pipelines.cpp): those that look at one module, and those that rest on the
// program.
std::vector<Step> pipeline(Level level);
std::vector<Step> programPipeline(const Options& options);

// False with `error` set when verifyEach found a broken rule.
bool runSteps(ir::Module& module, const std::vector<Step>& steps, const Options& options,
              std::string* error);

} // namespace tauro::passes
