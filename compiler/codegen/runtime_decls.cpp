// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes are stated only where every body of the entry is known to keep them: no entry unwinds
// (errors are returned), none keeps the address of words on the caller's stack, and a pure one
// reads memory and returns. Whether an entry "only allocates" says nothing to LLVM: allocation
// collects, and finalisers run the program.
#include "compiler/codegen/runtime_decls.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ModRef.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

using namespace tauro::abi;

constexpr EntryInfo kEntries[] = {
#define TR_ENTRY(name, result, args, effects)                                                      \
  {#name, static_cast<EntryKind>(#result[0]), #args, effects, false},
#define TR_HOT(name, result, args, effects)                                                        \
  {#name, static_cast<EntryKind>(#result[0]), #args, effects, true},
#include "runtime-lib/abi/entries.def"
};

Type* typeOf(LLVMContext& context, EntryKind kind) {
  switch (kind) {
  case EntryKind::Value:
  case EntryKind::Int:
    return Type::getInt64Ty(context);
  case EntryKind::Pointer:
    return PointerType::get(context, 0);
  case EntryKind::Unsigned:
  case EntryKind::Tri:
    return Type::getInt32Ty(context);
  case EntryKind::Bool:
    return Type::getInt1Ty(context);
  case EntryKind::Double:
    return Type::getDoubleTy(context);
  case EntryKind::None:
    return Type::getVoidTy(context);
  }
  llvm_unreachable("entry kind");
}

/// Entries that compiled code reaches on its way out of a failed operation.
bool isCold(Entry entry) {
  switch (entry) {
  case Entry::raise:
  case Entry::reraise:
  case Entry::raise_unbound_local:
  case Entry::raise_unbound_free:
  case Entry::raise_unbound_name:
  case Entry::import_missing:
  case Entry::raise_import_outside:
  case Entry::restore_exception:
  case Entry::traceback_add:
  case Entry::assert_fail:
  case Entry::global_missing:
  case Entry::global_missing_among:
    return true;
  default:
    return false;
  }
}

/// The parameters that point to words on the caller's stack, read or filled during the call and
/// not kept: bit i for parameter i.
unsigned stackWords(Entry entry) {
  switch (entry) {
  case Entry::make_list:
  case Entry::make_tuple:
  case Entry::make_set:
  case Entry::make_frozenset:
  case Entry::make_dict:
  case Entry::join_strings:
    return 1u << 0;
  case Entry::call:
  case Entry::call_method:
  case Entry::unpack:
  case Entry::unpack_star:
  case Entry::with_enter:
    return 1u << 1;
  case Entry::bind_arguments:
    return 1u << 1 | 1u << 4;
  case Entry::take_live:
    return 1u << 0 | 1u << 1;
  case Entry::make_function:
    return 1u << 6;
  default:
    return 0;
  }
}

} // namespace

const EntryInfo& info(Entry entry) { return kEntries[static_cast<unsigned>(entry)]; }

Function* declareEntry(Module& module, Entry entry) {
  const EntryInfo& row = info(entry);
  std::string symbol = ("tr_" + StringRef(row.name.data(), row.name.size())).str();
  if (Function* known = module.getFunction(symbol))
    return known;

  LLVMContext& context = module.getContext();
  SmallVector<Type*, 8> parameters;
  for (char letter : row.arguments)
    if (letter >= 'A' && letter <= 'Z')
      parameters.push_back(typeOf(context, static_cast<EntryKind>(letter)));
  auto* type = FunctionType::get(typeOf(context, row.result), parameters, false);
  Function* function = Function::Create(type, GlobalValue::ExternalLinkage, symbol, module);
  function->setDSOLocal(true); // programs are linked with the runtime's archive
  function->addFnAttr(Attribute::NoUnwind);
  if (row.effects == kPure) {
    function->addFnAttr(Attribute::WillReturn);
    function->setMemoryEffects(MemoryEffects::readOnly());
  }
  if (isCold(entry))
    function->addFnAttr(Attribute::Cold);
  if (row.result == EntryKind::Bool)
    function->addRetAttr(Attribute::ZExt);
  unsigned words = stackWords(entry);
  for (Argument& argument : function->args()) {
    if (argument.getType()->isIntegerTy(1))
      argument.addAttr(Attribute::ZExt);
    if (words & (1u << argument.getArgNo()))
      argument.addAttr(Attribute::getWithCaptureInfo(context, CaptureInfo::none()));
  }
  return function;
}

bool isHotEntry(std::string_view symbol) {
  if (!symbol.starts_with("tr_"))
    return false;
  symbol.remove_prefix(3);
  for (const EntryInfo& row : kEntries)
    if (row.hot && row.name == symbol)
      return true;
  return false;
}

} // namespace tauro::codegen
