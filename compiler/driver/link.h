// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Links objects with the runtime into an executable: lld in this process, or clang where the C
// library's start files are not where they are expected. Sanitized builds link through clang
// always.
#pragma once

#include "compiler/driver/installation.h"

#include <string>
#include <vector>

namespace tauro::driver {

struct LinkJob {
  std::vector<std::string> objects;
  std::string output;
  bool isStatic = false;
  bool keepDebugInfo = false;
  bool stripAll = false;
  bool withCharacterNames = false; // the table of abi/unicode_names.h
  bool withClang = false;          // as if the start files were not found
};

/// `program` gets the bytes to be written; it stays empty when a linker wrote job.output itself.
/// False with `error` set to the linker's messages.
bool link(const Installation& installation, const LinkJob& job, std::string* program,
          std::string* error);

} // namespace tauro::driver
