// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the parts that come with the compiler are: beside its own executable, as built
// (bin/../lib) or as installed (bin/../lib/tauroc).
#pragma once

#include <string>

namespace tauro::driver {

struct Installation {
  std::string folder;     // holds the files below
  std::string runtime;    // libtauro_runtime.a
  std::string modules;    // libtauro_modules.a; empty: none (while it is being built)
  std::string hotBitcode; // tauro_hot.bc; empty: none
  /// What the library module does, for analysis of whole programs; written when it is compiled.
  std::string summaryOf(const std::string& module) const {
    return folder + "/modules/" + module + ".summary";
  }
};

/// False with `error` set when there is no runtime. `overridden` is a folder to look in instead.
bool findInstallation(const std::string& overridden, Installation* out, std::string* error);

} // namespace tauro::driver
