// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/hot_bitcode.h"

#include "compiler/codegen/runtime_decls.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

constexpr const char* kProcessorAttributes[] = {"target-cpu", "target-features", "tune-cpu"};

} // namespace

bool linkHotBitcode(Module& module, const std::string& path, std::string* error) {
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer) {
    *error = path + ": " + buffer.getError().message();
    return false;
  }
  auto hot = getOwningLazyBitcodeModule(std::move(*buffer), module.getContext(), true);
  if (!hot) {
    *error = path + ": " + toString(hot.takeError());
    return false;
  }
  const Triple& made = (*hot)->getTargetTriple();
  const Triple& wanted = module.getTargetTriple();
  if (made.getArch() != wanted.getArch() || made.getOS() != wanted.getOS())
    return true; // for another target every entry is called out of line
  (*hot)->setTargetTriple(wanted);
  (*hot)->setDataLayout(module.getDataLayout());

  // The bitcode's own flags (wchar size, uwtable) and identification are nothing to the program.
  for (const char* name : {"llvm.module.flags", "llvm.ident"})
    if (NamedMDNode* metadata = (*hot)->getNamedMetadata(name))
      metadata->eraseFromParent();

  AttrBuilder processor(module.getContext());
  for (Function& function : **hot) {
    if (function.isDeclaration() && !function.isMaterializable())
      continue;
    for (const char* name : kProcessorAttributes)
      if (function.hasFnAttribute(name))
        processor.addAttribute(function.getFnAttribute(name));
    break;
  }
  for (Function& function : module)
    if (!function.isDeclaration())
      function.addFnAttrs(processor);

  // What the runtime's archive defines too must not be emitted again. Helpers that are private to
  // the bitcode come along and are emitted if something still calls them.
  for (GlobalValue& value : (*hot)->global_values())
    if (value.hasExternalLinkage() && !value.isDeclaration() && !isa<GlobalAlias>(value))
      value.setLinkage(GlobalValue::AvailableExternallyLinkage);
  // A COMDAT must hold a definition.
  for (GlobalObject& object : (*hot)->global_objects())
    if (object.hasAvailableExternallyLinkage())
      object.setComdat(nullptr);

  if (Linker::linkModules(module, std::move(*hot), Linker::LinkOnlyNeeded)) {
    *error = path + ": does not link with the program";
    return false;
  }
  for (Function& function : module) {
    if (function.hasAvailableExternallyLinkage() ||
        isHotEntry(std::string_view(function.getName())))
      function.setDSOLocal(true);
    // Bodies that are the archive's and not to be inlined would be optimised for nothing.
    if (function.hasAvailableExternallyLinkage() && function.hasFnAttribute(Attribute::NoInline))
      function.deleteBody();
  }
  return true;
}

} // namespace tauro::codegen
