// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/installation.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace tauro::driver {

namespace {
// Its address tells which executable this is.
void anchor() {}
} // namespace

bool findInstallation(const std::string& overridden, Installation* out, std::string* error) {
  SmallVector<std::string, 2> folders;
  if (!overridden.empty()) {
    folders.push_back(overridden);
  } else {
    std::string self = sys::fs::getMainExecutable("tauroc", reinterpret_cast<void*>(&anchor));
    std::string base(sys::path::parent_path(sys::path::parent_path(self)));
    folders.push_back(base + "/lib/tauroc");
    folders.push_back(base + "/lib");
  }
  for (const std::string& folder : folders) {
    auto file = [&](const char* name) {
      std::string path = folder + "/" + name;
      return sys::fs::exists(path) ? path : std::string();
    };
    std::string runtime = file("libtauro_runtime.a");
    if (runtime.empty())
      continue;
    *out = {folder, runtime, file("libtauro_modules.a"), file("tauro_hot.bc")};
    return true;
  }
  *error = "the runtime library (libtauro_runtime.a) is not beside the compiler, in " + folders[0];
  return false;
}

} // namespace tauro::driver
