// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/value_store.h"

#include "compiler/codegen/function_state.h"

using namespace llvm;

namespace tauro::codegen {

ValueStore::~ValueStore() = default;
Value* ValueStore::frame() { internalError("values in registers have no frame"); }
unsigned ValueStore::slotOf(const ir::Value*) { internalError("values in registers have no slot"); }

namespace {

class Registers final : public ValueStore {
public:
  explicit Registers(FunctionState& f) : f_(f) {}

  Value* get(const ir::Value* value) override {
    auto known = values_.find(value);
    if (known == values_.end())
      internalError("a value of @" + Twine(f_.source.symbol()) + " is used before its definition");
    return known->second;
  }

  void set(const ir::Value* value, Value* made) override { values_[value] = made; }

  Value* packWord(const ir::Value* pack, unsigned i) override {
    auto known = packs_.find(pack);
    if (known == packs_.end() || i >= known->second.size())
      internalError("a pack of @" + Twine(f_.source.symbol()) + " has no word " + Twine(i));
    return known->second[i];
  }

  void setPack(const ir::Value* pack, SmallVector<Value*, 4> words) override {
    packs_[pack] = std::move(words);
  }

  void open(const ir::Block& block, unsigned edges) override {
    for (const auto& argument : block.arguments())
      values_[argument.get()] = f_.b.CreatePHI(f_.module.typeOf(argument->type()), edges);
  }

  void pass(const ir::Block& target, ArrayRef<ir::Value*> arguments, Value* implied) override {
    for (const auto& argument : target.arguments()) {
      unsigned i = argument->index();
      Value* incoming = i < arguments.size() ? get(arguments[i]) : implied;
      cast<PHINode>(values_[argument.get()])->addIncoming(incoming, f_.b.GetInsertBlock());
    }
  }

  bool isLoweredInPlace(const ir::Inst&) const override { return true; }

private:
  FunctionState& f_;
  DenseMap<const ir::Value*, Value*> values_;
  DenseMap<const ir::Value*, SmallVector<Value*, 4>> packs_;
};

class Frame final : public ValueStore {
public:
  explicit Frame(FunctionState& f) : f_(f) {}

  Value* get(const ir::Value* value) override {
    if (value->valueKind() == ir::Value::Kind::Inst) {
      const auto& inst = static_cast<const ir::Inst&>(*value);
      if (!isLoweredInPlace(inst)) {
        f_.lower(inst);
        return made_;
      }
    }
    return f_.b.CreateLoad(f_.module.typeOf(value->type()), address(value));
  }

  void set(const ir::Value* value, Value* made) override {
    if (value->valueKind() == ir::Value::Kind::Inst &&
        !isLoweredInPlace(static_cast<const ir::Inst&>(*value)))
      made_ = made;
    else if (value->hasUses())
      f_.b.CreateStore(made, address(value));
  }

  Value* packWord(const ir::Value* pack, unsigned i) override {
    auto known = packs_.find(pack);
    if (known == packs_.end() || i >= known->second.size())
      internalError("a pack of @" + Twine(f_.source.symbol()) + " has no word " + Twine(i));
    return f_.b.CreateLoad(f_.module.i64(), known->second[i]);
  }

  void setPack(const ir::Value* pack, SmallVector<Value*, 4> words) override {
    auto& slots = packs_[pack];
    for (Value* word : words) {
      slots.push_back(f_.slot(f_.module.i64(), "word"));
      f_.b.CreateStore(word, slots.back());
    }
  }

  void open(const ir::Block&, unsigned) override {}

  // An argument may be passed to another argument of the block that it comes from: all are read
  // before the first is written.
  void pass(const ir::Block& target, ArrayRef<ir::Value*> arguments, Value* implied) override {
    SmallVector<std::pair<const ir::Value*, Value*>, 8> passed;
    for (const auto& argument : target.arguments())
      if (argument->hasUses()) {
        unsigned i = argument->index();
        passed.push_back({argument.get(), i < arguments.size() ? get(arguments[i]) : implied});
      }
    for (auto [argument, value] : passed)
      set(argument, value);
  }

  bool isLoweredInPlace(const ir::Inst& inst) const override {
    return !ir::isRematerialisable(ir::info(inst.op()));
  }

  Value* frame() override {
    if (!frame_)
      frame_ = f_.slot(f_.module.i64(), "frame");
    return frame_;
  }

  unsigned slotOf(const ir::Value* value) override {
    auto [known, isNew] = slots_.try_emplace(value, slots_.size());
    if (isNew)
      cast<AllocaInst>(frame())->setOperand(0, f_.b.getInt64(slots_.size()));
    return known->second;
  }

private:
  Value* address(const ir::Value* value) {
    unsigned slot = slotOf(value);
    return f_.wordAddress(frame(), slot);
  }

  FunctionState& f_;
  AllocaInst* frame_ = nullptr;
  DenseMap<const ir::Value*, unsigned> slots_;
  DenseMap<const ir::Value*, SmallVector<AllocaInst*, 4>> packs_;
  Value* made_ = nullptr; // by the op lowered at its use
};

} // namespace

std::unique_ptr<ValueStore> valuesInRegisters(FunctionState& function) {
  return std::make_unique<Registers>(function);
}

std::unique_ptr<ValueStore> valuesInFrame(FunctionState& function) {
  return std::make_unique<Frame>(function);
}

} // namespace tauro::codegen
