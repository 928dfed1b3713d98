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

Value* makeLongList(FunctionState& f, const ir::Inst& inst, Entry entry = Entry::make_list) {
  Value* list = makeEmpty(f, inst, entry);
  for (unsigned i = 0; i < inst.operands().size(); ++i)
    f.callChecked(inst, Entry::list_append, {list, f.operand(inst, i)});
  return list;
}

void makeAnyList(FunctionState& f, const ir::Inst& inst, Entry entry) {
  f.define(inst, isLong(f, inst) ? makeLongList(f, inst, entry) : make(f, inst, entry));
}

} // namespace

void lowerListNew(FunctionState& f, const ir::Inst& inst) {
  makeAnyList(f, inst, Entry::make_list);
}
void lowerListNewF64(FunctionState& f, const ir::Inst& inst) {
  makeAnyList(f, inst, Entry::make_double_list);
}
void lowerListNewI64(FunctionState& f, const ir::Inst& inst) {
  makeAnyList(f, inst, Entry::make_int_list);
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

void lowerCheckIndex(FunctionState& f, const ir::Inst& inst) {
  f.exitIf(inst, f.b.CreateICmpUGE(f.operand(inst, 1), listLength(f, inst.operand(0))));
}
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

namespace {

void loadRaw(FunctionState& f, const ir::Inst& inst, Memory kind, Type* type) {
  Value* address = itemAddress(f, inst);
  f.define(inst, f.load(kind, type, address));
}

void storeRaw(FunctionState& f, const ir::Inst& inst, Memory kind) {
  Value* address = itemAddress(f, inst);
  f.store(kind, f.operand(inst, 2), address);
}

/// In line while there is room; `slow` makes some.
void appendRaw(FunctionState& f, const ir::Inst& inst, Memory kind, Entry slow) {
  Builder& b = f.b;
  Value* item = f.operand(inst, 1);
  Value* length = listLength(f, inst.operand(0));
  Value* header = f.listHeader(inst.operand(0));
  auto field = [&](unsigned offset) {
    return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), header, offset);
  };
  Value* capacity = f.loadWord(Memory::ListHeader, field(abi::kListCapacity));
  BasicBlock* room = f.newBlock("room");
  BasicBlock* full = f.newBlock("full", true);
  BasicBlock* joined = f.newBlock("");
  b.CreateCondBr(b.CreateICmpULT(length, capacity), room, full, f.likely());
  b.SetInsertPoint(full);
  f.callChecked(inst, slow, {f.operand(inst, 0), item});
  b.CreateBr(joined);
  b.SetInsertPoint(room);
  Value* items = f.load(Memory::ListHeader, b.getPtrTy(), field(abi::kListItems));
  f.store(kind, item, b.CreateInBoundsGEP(b.getInt64Ty(), items, length));
  f.store(Memory::ListHeader, b.CreateNUWAdd(length, b.getInt64(1)), field(abi::kListLength));
  b.CreateBr(joined);
  b.SetInsertPoint(joined);
}

} // namespace

void lowerElemLoadF64(FunctionState& f, const ir::Inst& inst) {
  loadRaw(f, inst, Memory::ListDouble, f.b.getDoubleTy());
}
void lowerElemLoadI64(FunctionState& f, const ir::Inst& inst) {
  loadRaw(f, inst, Memory::ListInt, f.b.getInt64Ty());
}
void lowerElemStoreF64(FunctionState& f, const ir::Inst& inst) {
  storeRaw(f, inst, Memory::ListDouble);
}
void lowerElemStoreI64(FunctionState& f, const ir::Inst& inst) {
  storeRaw(f, inst, Memory::ListInt);
}
void lowerListAppendF64(FunctionState& f, const ir::Inst& inst) {
  appendRaw(f, inst, Memory::ListDouble, Entry::list_append_double);
}
void lowerListAppendI64(FunctionState& f, const ir::Inst& inst) {
  appendRaw(f, inst, Memory::ListInt, Entry::list_append_int);
}

void lowerJoinStrings(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, make(f, inst, Entry::join_strings));
}

} // namespace tauro::codegen
