// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lowering of one function shares: the instruction builder, the maps from IR values and
// blocks to LLVM's, and the edges that leave the middle of a block.
//
// An IR block becomes a chain of LLVM blocks, split where an op may leave. Where values are, a
// ValueStore knows. IR blocks are lowered in reverse post-order, so that a value is known before
// its uses. The cold blocks that an error runs through are shared by all ops with the same site and
// the same destination, and stand after all others.
#pragma once

#include "compiler/codegen/module_state.h"
#include "compiler/codegen/value_layout.h"
#include "compiler/codegen/value_store.h"
#include "runtime-lib/abi/resume.h"

#include <map>

namespace tauro::codegen {

/// What of the hot entries stands in line, by how often a block is expected to run.
enum class Inline : uint8_t {
  Nothing,   // it runs once or hardly ever
  SmallInts, // the shortest cases
  Bodies,    // in loops: whatever LLVM's inliner takes
};

/// What is made of a function.
enum class Form : uint8_t {
  Body,   // entered at its start, values in registers
  Resume, // entered at resume points, values in the frame: word f$resume(ptr self, ptr live, i64)
};

class FunctionState {
public:
  FunctionState(ModuleState& module, const ir::Function& source, Form form);

  /// Lowers the whole function.
  void run();
  /// Lowers one op at the builder's place.
  void lower(const ir::Inst& inst);

  ModuleState& module;
  const ir::Function& source;
  llvm::Function* const function;
  Builder b;

  llvm::Value* self() { return function->getArg(0); }
  llvm::ConstantInt* word(uint64_t bits) { return layout::word(module.context(), bits); }

  // --- values
  llvm::Value* value(const ir::Value* value) { return values_->get(value); }
  llvm::Value* operand(const ir::Inst& inst, unsigned i) { return value(inst.operand(i)); }
  /// The static word of an operand that is a constant; else null.
  llvm::Constant* constantOperand(const ir::Inst& inst, unsigned i);
  void define(const ir::Inst& inst, llvm::Value* value) {
    values_->set(&inst, value);
    noteList(inst, value);
  }
  /// The words of a pack, in order.
  void definePack(const ir::Inst& inst, llvm::SmallVector<llvm::Value*, 4> words) {
    values_->setPack(&inst, std::move(words));
  }
  llvm::Value* packWord(const ir::Value* pack, unsigned i) { return values_->packWord(pack, i); }
  /// A constant's word, loaded where the runtime builds it.
  llvm::Value* constantWord(const ir::Constant* constant);

  // --- memory
  llvm::LoadInst* load(Memory kind, llvm::Type* type, llvm::Value* address);
  llvm::LoadInst* loadWord(Memory kind, llvm::Value* address) {
    return load(kind, b.getInt64Ty(), address);
  }
  void store(Memory kind, llvm::Value* value, llvm::Value* address);
  /// Where a list begins, whose header may be read wherever the value exists.
  llvm::Value* listHeader(const ir::Value* list);

  // --- words on the stack
  /// The function's one array for argument words, large enough for `count`; its contents live
  /// until the next use.
  llvm::Value* wordsFor(unsigned count);
  /// Stores the operands from `from` on into the array.
  llvm::Value* storeOperands(const ir::Inst& inst, unsigned from);
  /// The address of the operands from `from` on as constant data if all are constants, else of the
  /// stack array.
  llvm::Value* operandWords(const ir::Inst& inst, unsigned from);
  llvm::Value* wordAddress(llvm::Value* words, unsigned i);
  /// The slot of a local variable; for IR that has not been through SSA construction.
  llvm::Value* local(unsigned index);
  /// A stack slot for one value.
  llvm::AllocaInst* slot(llvm::Type* type, const llvm::Twine& name);

  // --- runtime calls
  Inline inlines() const { return inline_; }
  /// Calls an entry without looking at the answer.
  llvm::CallInst* call(Entry entry, llvm::ArrayRef<llvm::Value*> arguments);
  /// Calls an entry and leaves by the op's err edge when it raised (if its effects say it may).
  llvm::Value* callChecked(const ir::Inst& inst, Entry entry,
                           llvm::ArrayRef<llvm::Value*> arguments);

  /// How resuming boxes the value of an op that does nothing but box it for that; AsIs for every
  /// other op. Such an op is not lowered.
  tr::LiveKind boxedOnResume(const ir::Inst& inst) const;
  llvm::SmallVector<llvm::Value*, 16> resumeArguments(const ir::Inst& resume,
                                                      const ir::Edge* taken);

  // --- leaving
  /// Goes on in a new block unless `failed`, which leads to the op's err edge.
  void raiseIf(const ir::Inst& inst, llvm::Value* failed);
  /// The same for a word that is kError.
  void raiseIfError(const ir::Inst& inst, llvm::Value* word);
  /// Ends the block: the op raised. `addTraceback` is false for what only passes on.
  void raiseAlways(const ir::Inst& inst, bool addTraceback = true);
  /// Ends the block: the function raised.
  void returnError();
  /// Ends the block: the function answers a word in the place of a raw value.
  void returnWord(llvm::Value* word);
  /// The block that an error at this op runs through.
  llvm::BasicBlock* errorBlock(const ir::Inst& inst, bool addTraceback = true);
  /// Goes on in a new block unless `failed`, which leads to the op's exit edge. Without such an
  /// edge the failure was proven impossible and nothing is tested.
  void exitIf(const ir::Inst& inst, llvm::Value* failed);
  /// Whether a test wants the op's exit taken now; null where programs cannot be asked for that.
  llvm::Value* isExitForced(const ir::Inst& inst);
  bool hasExit(const ir::Inst& inst) { return inst.edge(ir::EdgeKind::Exit) != nullptr; }
  /// A block that takes an edge: the target itself where that is possible. `implied` is the
  /// argument that the edge adds, if it adds one.
  llvm::BasicBlock* edgeBlock(const ir::Edge& edge, llvm::Value* implied = nullptr);
  /// Ends the block by taking an edge.
  void take(const ir::Edge& edge, llvm::Value* implied = nullptr);
  /// A block of this function, after the current one or, if cold, at the end.
  llvm::BasicBlock* newBlock(const llvm::Twine& name, bool cold = false);
  llvm::MDNode* unlikely() { return unlikely_; }
  llvm::MDNode* likely() { return likely_; }

  // --- records of frames (frame_records.cpp)
  void noteSite(const ir::Inst& inst);
  void beforeResume(const ir::Function& target, bool isOwn);
  void afterResume(bool isOwn);

private:
  struct ErrorKey {
    ir::SiteId site;         // 0 when no traceback entry is added
    const ir::Block* target; // null: out of the function
    llvm::SmallVector<ir::Value*, 2> arguments;
    bool operator<(const ErrorKey& o) const;
  };

  void plan();
  const ir::Inst* guardedResume(const ir::Block& block);
  bool isGuarded(const ir::Inst& inst, const ir::Edge& edge);
  bool isLoweredInGuards(const ir::Block& block);
  void noteList(const ir::Value& value, llvm::Value* word);
  llvm::Value* listPointer(llvm::Value* word);
  Inline inlineIn(const ir::Block& block) const;
  void lowerBlock(const ir::Block& block, const ir::Inst* from);
  llvm::ArrayRef<unsigned> pointsAt(const void* place) const;
  void enterAt(const void* place, ir::ResumeKind kind);
  void enterLoopVersion(const ir::Block& block);
  void lowerResumeEntry();
  llvm::Constant* liveSlots(llvm::ArrayRef<unsigned> points);
  llvm::BasicBlock* destination(const ErrorKey& key);
  void describe(llvm::CallInst* call);
  bool keepsRecord(const ir::Function& f) const;
  llvm::Value* linkRecord();
  void enterRecord();
  void leaveRecord();

  const Form form_;
  unsigned guards_ = 0; // in all
  unsigned exits_ = 0;  // lowered so far, where they can be forced
  std::unique_ptr<ValueStore> values_;
  llvm::DenseMap<const ir::Value*, llvm::Value*> lists_; // where they begin
  std::vector<const ir::Block*> order_;                  // reverse post-order
  llvm::DenseMap<const ir::Block*, llvm::BasicBlock*> heads_;
  llvm::DenseSet<const ir::Block*> cold_;   // only errors and exits lead there
  llvm::DenseSet<const ir::Block*> cyclic_; // in a loop
  // The resume of blocks that exits reach by guards; blocks that are reached in other ways too.
  llvm::DenseMap<const ir::Block*, const ir::Inst*> guarded_;
  llvm::DenseSet<const ir::Block*> enteredOtherwise_;
  // Of resume code: the points to enter at, by instruction or block, and the LLVM block of each.
  llvm::DenseMap<const void*, llvm::SmallVector<unsigned, 2>> points_;
  llvm::DenseMap<unsigned, llvm::BasicBlock*> resumed_;
  std::map<ErrorKey, llvm::BasicBlock*> errors_;       // with a site
  std::map<ErrorKey, llvm::BasicBlock*> destinations_; // without
  llvm::SmallVector<std::pair<unsigned, llvm::AllocaInst*>, 4> locals_;
  llvm::BasicBlock* entry_ = nullptr;
  llvm::Value* record_ = nullptr; // null: none is kept
  llvm::PHINode* returnedWord_ = nullptr;
  llvm::AllocaInst* words_ = nullptr;
  unsigned wordCount_ = 0;
  Inline inline_ = Inline::Nothing; // in the block lowered now
  llvm::MDNode* unlikely_;
  llvm::MDNode* likely_;
};

/// The operands and attribute of a plain op to its entry, the answer checked and defined.
void lowerEntry(FunctionState& f, const ir::Inst& inst, Entry entry);

/// The word of a raw value. Goes on in a new block where that may need a box.
llvm::Value* boxRaw(ModuleState& module, Builder& b, llvm::Value* raw,
                    ir::Representation representation);

/// Lowers an operator with its case of two small ints (of a bool, for py.truth) in line. False, and
/// nothing is done, when the entry has no such case.
bool lowerSmallInts(FunctionState& f, const ir::Inst& inst, Entry entry);
/// Likewise `is`, also of anything with a constant that is no object.
bool lowerIs(FunctionState& f, const ir::Inst& inst);

} // namespace tauro::codegen
