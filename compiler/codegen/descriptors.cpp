// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Field by field as abi/code.h has it; the static_asserts below catch a struct that has changed.
#include "compiler/codegen/descriptors.h"

#include "compiler/codegen/module_state.h"
#include "compiler/codegen/value_layout.h"
#include "runtime-lib/abi/code.h"

#include <cstddef>

using namespace llvm;

namespace tauro::codegen {

namespace {

static_assert(sizeof(tr::SourceInfo) == 24 && offsetof(tr::SourceInfo, size) == 16);
static_assert(sizeof(tr::CodeInfo) == 88 && offsetof(tr::CodeInfo, firstLine) == 24 &&
              offsetof(tr::CodeInfo, params) == 48 && offsetof(tr::CodeInfo, body) == 72 &&
              offsetof(tr::CodeInfo, known) == 80);
static_assert(sizeof(tr::KnownClassInfo) == 48 && offsetof(tr::KnownClassInfo, methodCodes) == 24 &&
              offsetof(tr::KnownClassInfo, rawAttributes) == 40);
static_assert(offsetof(tr::InlineCodeInfo, caller) == 88);
static_assert(sizeof(tr::SiteInfo) == 40 && offsetof(tr::SiteInfo, line) == 8);
static_assert(sizeof(tr::VarInfo) == 16);
static_assert(sizeof(tr::ModuleInfo) == 64 && offsetof(tr::ModuleInfo, varCount) == 32 &&
              offsetof(tr::ModuleInfo, doc) == 40 && offsetof(tr::ModuleInfo, imports) == 56);

uint32_t flagsOf(const ir::Function& function) {
  uint32_t flags = 0;
  if (function.parameters.varArgs)
    flags |= tr::kCodeVarArgs;
  if (function.parameters.varKeywords)
    flags |= tr::kCodeVarKeywords;
  switch (function.kind) {
  case ir::FunctionKind::Function:
  case ir::FunctionKind::Step:
    break;
  case ir::FunctionKind::Module:
    flags |= tr::kCodeModule;
    break;
  case ir::FunctionKind::ClassBody:
    flags |= tr::kCodeClassBody;
    break;
  case ir::FunctionKind::Generator:
    flags |= tr::kCodeGenerator;
    break;
  case ir::FunctionKind::Coroutine:
    flags |= tr::kCodeCoroutine;
    break;
  case ir::FunctionKind::AsyncGenerator:
    flags |= tr::kCodeAsyncGenerator;
    break;
  }
  return flags;
}

} // namespace

Constant* Descriptors::source() {
  if (source_)
    return source_;
  if (!module_.part().primary)
    return source_ = module_.sharedElsewhere("source.");
  const ir::Module& module = module_.source();
  Constants& constants = module_.constants();
  Constant* text = module.source.empty()
                       ? static_cast<Constant*>(ConstantPointerNull::get(module_.pointer()))
                       : constants.cString(module.source);
  GlobalVariable* made = module_.define(
      ConstantStruct::getAnon({constants.cString(module.file), text,
                               ConstantInt::get(module_.i64(), module.source.size())}),
      true, "source");
  if (module_.part().shared)
    module_.share(made, "source.");
  return source_ = made;
}

Constant* Descriptors::names(ArrayRef<const ir::Constant*> texts, const Twine& name) {
  if (texts.empty())
    return ConstantPointerNull::get(module_.pointer());
  SmallVector<Constant*, 8> words;
  for (const ir::Constant* text : texts)
    words.push_back(module_.constants().word(text));
  return module_.constants().array(words, name);
}

GlobalVariable* Descriptors::code(const ir::Function& function) {
  if (function.kind == ir::FunctionKind::Step && function.stepOf)
    return code(*function.stepOf);
  if (function.versionOf)
    return code(*function.versionOf);
  GlobalVariable*& known = codes_[&function];
  if (known)
    return known;
  std::string symbol = mangle(function.symbol()) + ".code";
  if (!module_.defines(function))
    return known = module_.sharedElsewhere(symbol);
  auto* type = ArrayType::get(module_.i64(), sizeof(tr::CodeInfo) / 8);
  known = module_.define(ConstantAggregateZero::get(type), true, symbol);
  // Functions are told apart by the addresses of their CodeInfo.
  known->setUnnamedAddr(GlobalValue::UnnamedAddr::None);
  codeOrder_.push_back(&function);
  if (module_.part().shared)
    module_.share(known, symbol);
  return known;
}

void Descriptors::fillCode(const ir::Function& function, GlobalVariable* code) {
  Constants& constants = module_.constants();
  auto nameWord = [&](const ir::Constant* name) {
    return constants.addressOf(name ? constants.word(name) : constants.strWord(function.symbol()));
  };
  auto u32 = [&](uint64_t value) { return ConstantInt::get(module_.i32(), value); };
  auto textOrNone = [&](const ir::Constant* text) {
    return constants.addressOf(text ? constants.word(text)
                                    : layout::word(module_.context(), abi::kNone));
  };
  const ir::Parameters& p = function.parameters;
  std::string symbol = mangle(function.symbol());
  code->replaceInitializer(ConstantStruct::getAnon(
      {nameWord(function.name), nameWord(function.qualname ? function.qualname : function.name),
       source(), u32(function.firstLine), u32(flagsOf(function)), u32(p.posOnly), u32(p.positional),
       u32(p.keywordOnly), u32(function.captureNames.size()), names(p.names, symbol + ".params"),
       textOrNone(function.doc), names(function.captureNames, symbol + ".captures"),
       module_.wordsEntry(function), knownClass(function)}));
}

GlobalVariable* Descriptors::classState(const ir::KnownClass& known) {
  std::string symbol = mangle(known.name()) + ".class";
  if (!module_.defines(*known.body))
    return module_.sharedElsewhere(symbol);
  GlobalVariable*& made = classStates_[&known];
  if (made)
    return made;
  auto* type = ArrayType::get(module_.i64(),
                              offsetof(tr::KnownClassState, methods) / 8 + known.methods.size());
  made = module_.define(ConstantAggregateZero::get(type), false, symbol);
  if (module_.part().shared)
    module_.share(made, symbol);
  return made;
}

/// The KnownClassInfo of the class that the body makes, or null.
Constant* Descriptors::knownClass(const ir::Function& body) {
  auto* null = ConstantPointerNull::get(module_.pointer());
  const ir::KnownClass* known = body.kind == ir::FunctionKind::ClassBody
                                    ? module_.source().findClass(body.symbol())
                                    : nullptr;
  if (!known)
    return null;
  SmallVector<const ir::Constant*, 16> attributes, methods;
  uint64_t raw = 0;
  for (const ir::KnownClass::Attribute& attribute : known->attributes) {
    raw |= uint64_t{attribute.type == ir::Type::f64()} << attributes.size();
    attributes.push_back(attribute.name);
  }
  SmallVector<Constant*, 16> codes;
  for (const ir::KnownClass::Method& method : known->methods) {
    methods.push_back(method.name);
    codes.push_back(code(*method.function));
  }
  std::string symbol = mangle(known->name()) + ".known";
  auto u32 = [&](uint64_t value) { return ConstantInt::get(module_.i32(), value); };
  return module_.define(
      ConstantStruct::getAnon({classState(*known), names(attributes, symbol + ".attributes"),
                               names(methods, symbol + ".methods"),
                               codes.empty() ? static_cast<Constant*>(null)
                                             : module_.constants().array(codes, symbol + ".codes"),
                               u32(attributes.size()), u32(methods.size()),
                               ConstantInt::get(module_.i64(), raw)}),
      true, symbol);
}

Constant* Descriptors::site(const ir::Function& function, ir::SiteId id) {
  std::unique_ptr<Sites>& sites = sites_[&function];
  if (!sites) {
    sites = std::make_unique<Sites>();
    auto* type = ArrayType::get(module_.i64(), sizeof(tr::SiteInfo) / 8);
    sites->table = module_.define(ConstantAggregateZero::get(type), true,
                                  mangle(function.symbol()) + ".sites");
    siteOrder_.push_back(&function);
  }
  auto [known, isNew] = sites->index.try_emplace(id, sites->order.size());
  if (isNew)
    sites->order.push_back(id);
  return layout::offset(sites->table, uint64_t{known->second} * sizeof(tr::SiteInfo));
}

GlobalVariable* Descriptors::moduleInfo(std::string_view dottedName) {
  return module_.external(moduleSymbol(dottedName));
}

void Descriptors::emitModuleInfo() {
  const ir::Module& module = module_.source();
  Constants& constants = module_.constants();
  auto* null = ConstantPointerNull::get(module_.pointer());

  SmallVector<Constant*, 32> variables;
  for (const auto& variable : module.variables())
    variables.push_back(ConstantStruct::getAnon(
        {constants.addressOf(constants.word(variable->nameConstant)), module_.slot(*variable)}));
  Constant* table = null;
  if (!variables.empty())
    table = module_.define(
        ConstantArray::get(ArrayType::get(variables[0]->getType(), variables.size()), variables),
        true, "variables");

  SmallVector<Constant*, 8> imports;
  for (const std::string& name : module.imports)
    imports.push_back(moduleInfo(name));
  imports.push_back(null);
  Constant* importTable =
      module_.define(ConstantArray::get(ArrayType::get(module_.pointer(), imports.size()), imports),
                     true, "imports");

  GlobalVariable* info = moduleInfo(module.name());
  Constant* doc = constants.addressOf(module.doc ? constants.word(module.doc)
                                                 : layout::word(module_.context(), abi::kNone));
  info->replaceInitializer(ConstantStruct::getAnon(
      {constants.cString(module.name()), source(),
       module.body ? static_cast<Constant*>(module_.body(module_.wordVersion(*module.body))) : null,
       table, ConstantInt::get(module_.i32(), variables.size()),
       ConstantInt::get(module_.i32(), module.isPackage ? tr::kModulePackage : 0), doc, null,
       importTable}));
  info->setAlignment(Align(8));
}

/// The InlineCodeInfo of a frame that stands in line in the function.
Constant* Descriptors::inlineCode(const ir::Function& function, const ir::InlineFrame& frame) {
  Constants& constants = module_.constants();
  auto u32 = [&](uint64_t value) { return ConstantInt::get(module_.i32(), value); };
  auto* null = ConstantPointerNull::get(module_.pointer());
  Constant* none = constants.addressOf(layout::word(module_.context(), abi::kNone));
  return module_.define(
      ConstantStruct::getAnon({constants.addressOf(constants.word(frame.name)),
                               constants.addressOf(constants.word(frame.qualname)), source(),
                               u32(frame.firstLine), u32(tr::kCodeInline), u32(0), u32(0), u32(0),
                               u32(0), null, none, null, null, null, site(function, frame.caller)}),
      true, mangle(function.symbol()) + ".inline");
}

void Descriptors::fillSites(const ir::Function& function) {
  Sites& sites = *sites_[&function];
  SmallVector<Constant*, 64> table;
  Constant* own = code(function);
  DenseMap<const ir::InlineFrame*, Constant*> inlineCodes;
  for (size_t i = 0; i < sites.order.size(); ++i) { // frames in line add their callers' sites
    const ir::Site& site = module_.source().site(sites.order[i]);
    Constant* owner = own;
    if (site.frame) {
      Constant*& made = inlineCodes[site.frame];
      if (!made)
        made = inlineCode(function, *site.frame);
      owner = made;
    }
    const uint32_t numbers[] = {site.line,          site.endLine,        site.column,
                                site.endColumn,     site.anchorLine,     site.anchorColumn,
                                site.anchorEndLine, site.anchorEndColumn};
    table.push_back(
        ConstantStruct::getAnon({owner, ConstantDataArray::get(module_.context(), numbers)}));
  }
  sites.table->replaceInitializer(
      ConstantArray::get(ArrayType::get(table[0]->getType(), table.size()), table));
  sites.table->setAlignment(Align(8));
}

void Descriptors::finish() {
  if (module_.part().primary)
    emitModuleInfo();
  // Other parts name the code of this one's functions.
  if (module_.part().shared)
    for (const ir::Function* function : module_.part().functions)
      code(*function);
  if (module_.part().primary)
    source();
  // Sites name code, so they come first; that of a class body names the code of methods.
  for (const ir::Function* function : siteOrder_)
    fillSites(*function);
  for (size_t i = 0; i < codeOrder_.size(); ++i)
    fillCode(*codeOrder_[i], codes_[codeOrder_[i]]);
}

} // namespace tauro::codegen
