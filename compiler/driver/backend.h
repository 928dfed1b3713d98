// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From parts of modules to objects or to text, each part on a thread of its own as far as there are
// cores.
#pragma once

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/partition.h"

#include <string>
#include <vector>

namespace tauro::driver {

enum class BackendOutput : uint8_t { Object, Assembly, Llvm };

struct BackendJob {
  codegen::Part part;
  bool mainProgram = false;
};

/// Compiles the jobs to contents[i] for jobs[i]. False with `error` set to the first failure's
/// reason.
bool runBackend(const std::vector<BackendJob>& jobs, const codegen::Target& target,
                const codegen::EmitOptions& options, BackendOutput output,
                std::vector<std::string>* contents, std::string* error);

} // namespace tauro::driver
