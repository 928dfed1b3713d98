// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/debug_info.h"

#include "compiler/codegen/module_state.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace tauro::codegen {

void DebugInfo::enter(const ir::Function& source, Function& function) {
  if (!module_.options().debugInfo)
    return;
  if (!builder_) {
    builder_ = std::make_unique<DIBuilder>(module_.module());
    StringRef path = module_.source().file;
    file_ = builder_->createFile(sys::path::filename(path), sys::path::parent_path(path));
    // Debuggers know Python's syntax for expressions and names best.
    builder_->createCompileUnit(DISourceLanguageName(dwarf::DW_LANG_Python), file_, "tauroc",
                                module_.options().level != OptLevel::O0, "", 0);
    module_.module().addModuleFlag(llvm::Module::Warning, "Debug Info Version",
                                   DEBUG_METADATA_VERSION);
    module_.module().addModuleFlag(llvm::Module::Max, "Dwarf Version", 5);
  }
  firstLine_ = std::max(source.firstLine, 1u);
  StringRef name = source.qualname ? StringRef(source.qualname->text) : function.getName();
  auto* type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  current_ = builder_->createFunction(
      file_, name, function.getName(), file_, firstLine_, type, firstLine_, DINode::FlagZero,
      DISubprogram::SPFlagDefinition | DISubprogram::SPFlagLocalToUnit |
          (module_.options().level != OptLevel::O0 ? DISubprogram::SPFlagOptimized
                                                   : DISubprogram::SPFlagZero));
  function.setSubprogram(current_);
}

DebugLoc DebugInfo::location(ir::SiteId site) {
  if (!current_)
    return DebugLoc();
  unsigned line = firstLine_, column = 0;
  if (site != 0) {
    const ir::Site& place = module_.source().site(site);
    line = place.line;
    column = place.column + 1;
  }
  return DILocation::get(module_.context(), line, column, current_);
}

DIType* DebugInfo::wordType() {
  if (!wordType_)
    wordType_ = builder_->createBasicType("value", 64, dwarf::DW_ATE_unsigned);
  return wordType_;
}

void DebugInfo::describeParameters(const ir::Function& source, Function& function) {
  if (!current_ || source.versionAt >= 0)
    return;
  BasicBlock& entry = function.getEntryBlock();
  for (unsigned i = 0; i < source.parameters.names.size() && i + 1 < function.arg_size(); ++i) {
    if (!source.entry()->argument(i)->type().isTagged())
      continue;
    auto* variable = builder_->createParameterVariable(current_, source.parameters.names[i]->text,
                                                       i + 1, file_, firstLine_, wordType(), true);
    builder_->insertDbgValueIntrinsic(function.getArg(i + 1), variable,
                                      builder_->createExpression(), location(0),
                                      entry.getFirstInsertionPt());
  }
}

void DebugInfo::finish() {
  if (builder_)
    builder_->finalize();
}

} // namespace tauro::codegen
