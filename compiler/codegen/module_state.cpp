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

Function* ModuleState::body(const ir::Function& function) {
  Function*& known = bodies_[&function];
  if (known)
    return known;
  SmallVector<Type*, 8> parameters{pointer_};
  for (const auto& argument : function.entry()->arguments())
    parameters.push_back(typeOf(argument->type()));
  if (!function.result.isTagged())
    internalError("@" + Twine(function.symbol()) + " answers a raw value; only words are answered");
  auto* type = FunctionType::get(i64_, parameters, false);
  auto linkage = part_.shared ? GlobalValue::ExternalLinkage : GlobalValue::InternalLinkage;
  known = createFunction(type, linkage, bodySymbol(function));
  if (part_.shared)
    known->setVisibility(GlobalValue::HiddenVisibility);
  return known;
}

/// Entry(self, args, nargs, kwnames), the runtime's for short parameter lists: the common call,
/// with just the positional arguments, goes straight on; the runtime sorts out every other one.
Function* ModuleState::uniformEntry(const ir::Function& function) {
  if (Function* known = uniformEntries_.lookup(&function))
    return known;
  Function* target = body(function);
  unsigned count = target->arg_size() - 1;
  for (unsigned i = 1; i <= count; ++i)
    if (!target->getArg(i)->getType()->isIntegerTy(64))
      internalError("@" + Twine(function.symbol()) + " has raw parameters and no uniform entry");

  const ir::Parameters& parameters = function.parameters;
  bool plain = !parameters.varArgs && !parameters.varKeywords && parameters.keywordOnly == 0;
  auto* type = FunctionType::get(i64_, {pointer_, pointer_, i64_, pointer_}, false);
  if (count < tr::kSharedEntries) {
    std::string symbol = (plain ? "tr_enter_" : "tr_enter_bound_") + std::to_string(count);
    auto* shared = cast<Function>(module_.getOrInsertFunction(symbol, type).getCallee());
    shared->setDSOLocal(true);
    return uniformEntries_[&function] = shared;
  }
  Function* entryFunction =
      createFunction(type, GlobalValue::InternalLinkage, target->getName() + ".entry");
  uniformEntries_[&function] = entryFunction;
  Value* self = entryFunction->getArg(0);
  Value* args = entryFunction->getArg(1);

  Builder b(BasicBlock::Create(context(), "", entryFunction));
  Value* words = b.CreateAlloca(ArrayType::get(i64_, count ? count : 1));
  auto callBody = [&](Value* words) {
    SmallVector<Value*, 8> operands{self};
    for (unsigned i = 0; i < count; ++i)
      operands.push_back(b.CreateLoad(i64_, b.CreateConstInBoundsGEP1_64(i64_, words, i)));
    CallInst* call = b.CreateCall(target, operands);
    // A jump to the one body: inlined, it would stand in the program up to three times.
    call->setIsNoInline();
    call->setTailCallKind(CallInst::TCK_Tail);
    b.CreateRet(call);
  };

  if (plain) {
    auto* fast = BasicBlock::Create(context(), "fast", entryFunction);
    auto* bind = BasicBlock::Create(context(), "bind", entryFunction);
    Value* exact =
        b.CreateAnd(b.CreateICmpEQ(entryFunction->getArg(2), b.getInt64(count)),
                    b.CreateICmpEQ(entryFunction->getArg(3), ConstantPointerNull::get(pointer_)));
    b.CreateCondBr(exact, fast, bind);
    b.SetInsertPoint(fast);
    callBody(args);
    b.SetInsertPoint(bind);
  }
  auto* bound = BasicBlock::Create(context(), "bound", entryFunction);
  auto* failed = BasicBlock::Create(context(), "failed", entryFunction);
  Value* ok = b.CreateCall(entry(Entry::bind_arguments),
                           {self, args, entryFunction->getArg(2), entryFunction->getArg(3), words});
  b.CreateCondBr(ok, bound, failed);
  b.SetInsertPoint(bound);
  callBody(words);
  // The words are this frame's.
  cast<CallInst>(cast<ReturnInst>(bound->getTerminator())->getReturnValue())
      ->setTailCallKind(CallInst::TCK_None);
  b.SetInsertPoint(failed);
  b.CreateRet(layout::word(context(), abi::kError));
  return entryFunction;
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

GlobalVariable* ModuleState::attributeCache() {
  auto* type = ArrayType::get(i64_, sizeof(tr::AttrCache) / 8);
  return define(ConstantAggregateZero::get(type), false, "cache");
}

} // namespace tauro::codegen
