// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Displays, and the items of lists. All-constant displays are made from constant data; long ones
// are filled item by item, so that frames stay small.
#include "compiler/codegen/handlers.h"

#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

/// More words than this are not put on the stack.
constexpr unsigned kLongDisplay = 1024;

bool allConstant(FunctionState& f, const ir::Inst& inst) {
  for (unsigned i = 0; i < inst.operands().size(); ++i)
    if (!f.constantOperand(inst, i))
      return false;
  return true;
}

bool isLong(FunctionState& f, const ir::Inst& inst) {
  return inst.operands().size() > kLongDisplay && !allConstant(f, inst);
}

Value* make(FunctionState& f, const ir::Inst& inst, Entry entry, unsigned wordsAnItem = 1) {
  Value* words = f.operandWords(inst, 0);
  return f.callChecked(inst, entry, {words, f.b.getInt64(inst.operands().size() / wordsAnItem)});
}

Value* makeEmpty(FunctionState& f, const ir::Inst& inst, Entry entry) {
  return f.callChecked(inst, entry,
                       {ConstantPointerNull::get(f.module.pointer()), f.b.getInt64(0)});
}

/// Never negative, as LLVM is told.
Value* listLength(FunctionState& f, const ir::Value* list) {
  Builder& b = f.b;
  Value* header = f.listHeader(list);
  LoadInst* length = f.loadWord(
      Memory::ListHeader, b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), header, abi::kListLength));
  MDBuilder metadata(f.module.context());
  length->setMetadata(LLVMContext::MD_range,
                      metadata.createRange(APInt(64, 0), APInt(64, uint64_t{1} << 60)));
  return length;
}

Value* makeLongList(FunctionState& f, const ir::Inst& inst) {
  Value* list = makeEmpty(f, inst, Entry::make_list);
  for (unsigned i = 0; i < inst.operands().size(); ++i)
    f.callChecked(inst, Entry::list_append, {list, f.operand(inst, i)});
  return list;
}

} // namespace

void lowerListNew(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, isLong(f, inst) ? makeLongList(f, inst) : make(f, inst, Entry::make_list));
}

void lowerTupleNew(FunctionState& f, const ir::Inst& inst) {
  if (!isLong(f, inst))
    return f.define(inst, make(f, inst, Entry::make_tuple));
  f.define(inst, f.callChecked(inst, Entry::list_to_tuple, {makeLongList(f, inst)}));
}

void lowerSetNew(FunctionState& f, const ir::Inst& inst) {
  if (!isLong(f, inst))
    return f.define(inst, make(f, inst, Entry::make_set));
  Value* set = makeEmpty(f, inst, Entry::make_set);
  for (unsigned i = 0; i < inst.operands().size(); ++i)
    f.callChecked(inst, Entry::set_add, {set, f.operand(inst, i)});
  f.define(inst, set);
}

void lowerDictNew(FunctionState& f, const ir::Inst& inst) {
  if (!isLong(f, inst))
    return f.define(inst, make(f, inst, Entry::make_dict, 2));
  Value* dict = makeEmpty(f, inst, Entry::make_dict);
  for (unsigned i = 0; i + 1 < inst.operands().size(); i += 2)
    f.callChecked(inst, Entry::dict_set, {dict, f.operand(inst, i), f.operand(inst, i + 1)});
  f.define(inst, dict);
}

namespace {

/// Item `index` of a list. Leaves by the exit where there is none.
Value* itemAddress(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* index = f.operand(inst, 1);
  if (f.hasExit(inst))
    f.exitIf(inst, b.CreateICmpUGE(index, listLength(f, inst.operand(0))));
  Value* header = f.listHeader(inst.operand(0));
  Value* items = f.load(Memory::ListHeader, b.getPtrTy(),
                        b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), header, abi::kListItems));
  return b.CreateInBoundsGEP(b.getInt64Ty(), items, index);
}

} // namespace

void lowerListLen(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, listLength(f, inst.operand(0)));
}
void lowerElemLoad(FunctionState& f, const ir::Inst& inst) {
  Value* address = itemAddress(f, inst);
  f.define(inst, f.loadWord(Memory::ListItem, address));
}
void lowerElemStore(FunctionState& f, const ir::Inst& inst) {
  Value* address = itemAddress(f, inst);
  f.store(Memory::ListItem, f.operand(inst, 2), address);
}

void lowerJoinStrings(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, make(f, inst, Entry::join_strings));
}

} // namespace tauro::codegen
