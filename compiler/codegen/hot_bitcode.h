// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the bodies of the runtime's hot entries known to LLVM, so that it can inline them.
#pragma once

#include <string>

namespace llvm {
class Module;
}

namespace tauro::codegen {

/// Links the bodies that `module` calls from a bitcode file, as available_externally: they serve
/// inlining and are never emitted. Functions of `module` get the processor attributes of the
/// bitcode, without which nothing would be inlined. False with `error` set when the file cannot be
/// used.
bool linkHotBitcode(llvm::Module& module, const std::string& path, std::string* error);

} // namespace tauro::codegen
