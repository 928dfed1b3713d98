// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the values of the IR are while a function is lowered. A body has them in registers: SSA
// values of LLVM's, and block arguments as phis. Resume code has them in its frame, an array of
// words: each value has a slot, stored where it is made and loaded where it is used, so that the
// function can be entered in many places and its size stays linear in theirs. What lowers an op
// sees no difference.
#pragma once

#include "ir/ir.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <memory>

namespace llvm {
class BasicBlock;
class Value;
} // namespace llvm

namespace tauro::codegen {

class FunctionState;

class ValueStore {
public:
  virtual ~ValueStore();

  /// The value at the builder's place. Its definition has been lowered, or will be when the
  /// function is entered elsewhere.
  virtual llvm::Value* get(const ir::Value* value) = 0;
  virtual void set(const ir::Value* value, llvm::Value* made) = 0;
  /// The words of a pack.
  virtual llvm::Value* packWord(const ir::Value* pack, unsigned i) = 0;
  virtual void setPack(const ir::Value* pack, llvm::SmallVector<llvm::Value*, 4> words) = 0;

  /// A block's arguments; the builder stands in its empty head, which `edges` edges lead to.
  virtual void open(const ir::Block& block, unsigned edges) = 0;
  /// Passes `arguments` and, if the edge implies one more, `implied` to a block. The builder stands
  /// right before the jump to its head.
  virtual void pass(const ir::Block& target, llvm::ArrayRef<ir::Value*> arguments,
                    llvm::Value* implied) = 0;
  /// Whether the op is lowered where it stands; else where its result is used.
  virtual bool isLoweredInPlace(const ir::Inst& inst) const = 0;

  /// Where the frame begins, and a value's place in it; of values in a frame alone.
  virtual llvm::Value* frame();
  virtual unsigned slotOf(const ir::Value* value);
};

std::unique_ptr<ValueStore> valuesInRegisters(FunctionState& function);
std::unique_ptr<ValueStore> valuesInFrame(FunctionState& function);

} // namespace tauro::codegen
