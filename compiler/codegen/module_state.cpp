// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/module_state.h"

#include "compiler/codegen/value_layout.h"
#include "runtime-lib/abi/code.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;

namespace tauro::codegen {

void internalError(const Twine& text) { report_fatal_error("codegen: " + text, false); }

std::string mangle(std::string_view name) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(name.size());
  for (unsigned char c : name) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '_' || c == '.' || c == '$' || c == '<' || c == '>';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += "$x";
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
  }
  return out;
}

std::string moduleSymbol(std::string_view dottedName) { return "tr_module_" + mangle(dottedName); }

// The dot between a module and what it defines is a dollar sign where the module's name has a dot
// itself: method c of class b in package a is not function c of module a.b.
std::string bodySymbol(const ir::Function& function) {
  std::string symbol = mangle(function.symbol());
  const std::string& module = function.module()->name();
  std::string prefix = mangle(module) + ".";
  if (module.find('.') != std::string::npos && symbol.starts_with(prefix))
    symbol[prefix.size() - 1] = '$';
  // A name without a dot could be taken for a C library function's, a module's for that of what its
  // package defines.
  if (symbol == mangle(module) || symbol.find('.') == std::string::npos)
    symbol = "tauro." + symbol;
  return symbol;
}

ModuleState::ModuleState(const Part& part, Module& module, const EmitOptions& options)
    : part_(part), source_(*part.module), module_(module), options_(options),
      i64_(Type::getInt64Ty(module.getContext())), i32_(Type::getInt32Ty(module.getContext())),
      pointer_(PointerType::get(module.getContext(), 0)), constants_(*this), descriptors_(*this),
      debugInfo_(*this) {
  functions_.insert(part.functions.begin(), part.functions.end());
}

constexpr uint64_t kCacheLine = 64;

Type* ModuleState::typeOf(ir::Type type) {
  switch (type.representation()) {
  case ir::Representation::Word:
  case ir::Representation::I64:
    return i64_;
  case ir::Representation::F64:
    return Type::getDoubleTy(context());
  case ir::Representation::Bool:
    return Type::getInt1Ty(context());
  case ir::Representation::Pointer:
    return pointer_;
  case ir::Representation::None:
    break;
  }
  internalError("a value of type " + type.str() + " has no register");
}

Function* ModuleState::createFunction(FunctionType* type, GlobalValue::LinkageTypes linkage,
                                      const Twine& symbol) {
  Function* function = Function::Create(type, linkage, symbol, module_);
  function->setDSOLocal(true);
  function->addFnAttr(Attribute::NoUnwind);
  if (options_.debugInfo) {
    function->setUWTableKind(UWTableKind::Async);
    function->addFnAttr("frame-pointer", "all");
  }
  if (options_.level == OptLevel::Os)
    function->addFnAttr(Attribute::OptimizeForSize);
  if (options_.sanitize)
    function->addFnAttr(Attribute::SanitizeAddress);
  return function;
}

/// Words as they are; raw values with a word beside them that says whether they count, or bare.
Type* ModuleState::resultOf(const ir::Function& function) {
  if (!function.result.isTagged() && !function.versionOf)
    internalError("@" + Twine(function.symbol()) + " answers a raw value and is no version");
  Type* result = typeOf(function.result);
  return function.elseValue ? StructType::get(context(), {result, i64_}) : result;
}

Function* ModuleState::body(const ir::Function& function) {
  Function*& known = bodies_[&function];
  if (known)
    return known;
  SmallVector<Type*, 8> parameters{pointer_};
  for (const auto& argument : function.entry()->arguments())
    parameters.push_back(typeOf(argument->type()));
  auto* type = FunctionType::get(resultOf(function), parameters, false);
  known = createSharedFunction(type, bodySymbol(function));
  // Where small functions that call each other begin decides how many lines of the processor's
  // cache of decoded instructions they take: fib(40) took between 0.87 and 1.35 times C's time for
  // it.
  if (function.versionOf && options_.level >= OptLevel::O2 && options_.level != OptLevel::Os)
    known->setAlignment(Align(kCacheLine));
  return known;
}

Function* ModuleState::resumeCode(const ir::Function& function) {
  Function*& known = resumeCodes_[&function];
  if (known)
    return known;
  auto* type = FunctionType::get(i64_, {pointer_, pointer_, i64_}, false);
  known = createSharedFunction(type, bodySymbol(function) + "$resume");
  known->addFnAttr(Attribute::Cold);
  // Its frame has a slot for each value and may be larger than a guard page.
  known->addFnAttr("probe-stack", "inline-asm");
  return known;
}

Function* ModuleState::resume() {
  auto* type = FunctionType::get(i64_, {pointer_, pointer_, i64_, pointer_}, true);
  auto* function = cast<Function>(module_.getOrInsertFunction("tr_resume", type).getCallee());
  function->setDSOLocal(true);
  function->addFnAttr(Attribute::NoUnwind);
  function->addFnAttr(Attribute::Cold);
  return function;
}

Function* ModuleState::forceExit() {
  auto* type = FunctionType::get(Type::getInt1Ty(context()), {pointer_}, false);
  auto* function = cast<Function>(module_.getOrInsertFunction("tr_force_exit", type).getCallee());
  function->setDSOLocal(true);
  function->addFnAttr(Attribute::NoUnwind);
  function->addRetAttr(Attribute::ZExt);
  return function;
}

/// Other parts of the module see it.
Function* ModuleState::createSharedFunction(FunctionType* type, const Twine& symbol) {
  auto linkage = part_.shared ? GlobalValue::ExternalLinkage : GlobalValue::InternalLinkage;
  Function* function = createFunction(type, linkage, symbol);
  if (part_.shared)
    function->setVisibility(GlobalValue::HiddenVisibility);
  return function;
}

GlobalVariable* ModuleState::define(llvm::Constant* initialiser, bool isConstant,
                                    const Twine& name) {
  auto* global = new GlobalVariable(module_, initialiser->getType(), isConstant,
                                    GlobalValue::InternalLinkage, initialiser, name);
  if (isConstant)
    global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  global->setAlignment(Align(8));
  return global;
}

GlobalVariable* ModuleState::slot(const ir::Variable& variable) {
  GlobalVariable*& known = slots_[&variable];
  if (known)
    return known;
  std::string name = mangle(variable.name);
  if (!part_.primary)
    return known = sharedElsewhere(name);
  known =
      define(layout::word(context(), abi::kUnbound), false, mangle(source_.name()) + "." + name);
  if (part_.shared)
    share(known, name);
  return known;
}

void ModuleState::share(GlobalVariable* global, const Twine& name) {
  global->setName(mangle(source_.name()) + "$$" + name);
  global->setLinkage(GlobalValue::ExternalLinkage);
  global->setVisibility(GlobalValue::HiddenVisibility);
}

void ModuleState::shareMerged(GlobalVariable* global, const Twine& name) {
  share(global, name);
  global->setLinkage(GlobalValue::LinkOnceODRLinkage);
  global->setComdat(module_.getOrInsertComdat(global->getName()));
}

GlobalVariable* ModuleState::sharedElsewhere(const Twine& name) {
  GlobalVariable* global = external(mangle(source_.name()) + "$$" + name);
  global->setVisibility(GlobalValue::HiddenVisibility);
  return global;
}

GlobalVariable* ModuleState::external(const Twine& symbol) {
  SmallString<64> storage;
  StringRef name = symbol.toStringRef(storage);
  if (GlobalVariable* known = module_.getNamedGlobal(name))
    return known;
  auto* global =
      new GlobalVariable(module_, i64_, false, GlobalValue::ExternalLinkage, nullptr, name);
  global->setDSOLocal(true);
  return global;
}

GlobalVariable* ModuleState::builtinSlot(StringRef name) { return external("tr_builtin_" + name); }

GlobalVariable* ModuleState::stackLimit() {
  GlobalVariable* limit = external("tr_stack_limit");
  limit->setThreadLocalMode(GlobalValue::LocalExecTLSModel);
  return limit;
}

GlobalVariable* ModuleState::frameTop() {
  GlobalVariable* top = external("tr_frame_top");
  top->setThreadLocalMode(GlobalValue::LocalExecTLSModel);
  return top;
}

GlobalVariable* ModuleState::attributeCache() {
  auto* type = ArrayType::get(i64_, sizeof(tr::AttrCache) / 8);
  return define(ConstantAggregateZero::get(type), false, "cache");
}

} // namespace tauro::codegen
