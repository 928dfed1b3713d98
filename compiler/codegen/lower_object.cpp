// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes, iteration and unpacking. Each attribute site has an inline cache of its own; what its
// words mean stands in runtime-lib/core/attr_cache.h.
#include "compiler/codegen/handlers.h"

#include "runtime-lib/abi/code.h"

#include <cstddef>

using namespace llvm;

namespace tauro::codegen {

namespace {

Value* cacheField(FunctionState& f, Value* cache, size_t offset) {
  return f.b.CreateLoad(f.b.getInt64Ty(),
                        f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), cache, offset));
}

/// Goes on where a condition holds, else to `missed`.
void goOn(FunctionState& f, Value* condition, BasicBlock* missed) {
  BasicBlock* next = f.newBlock("");
  f.b.CreateCondBr(condition, next, missed, f.likely());
  f.b.SetInsertPoint(next);
}

struct Versions {
  Value *cached, *epoch;
};

/// Tests in line whether a cache is for the receiver's shape; if so its version decides.
Versions testShape(FunctionState& f, Value* receiver, Value* cache, BasicBlock* missed) {
  Builder& b = f.b;
  goOn(f, layout::isObject(b, receiver), missed);
  Value* shape =
      f.load(Memory::Shape, b.getPtrTy(), layout::fieldAddress(b, receiver, abi::kObjectShape));
  Value* known =
      b.CreateLoad(b.getPtrTy(), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), cache,
                                                              offsetof(tr::AttrCache, shape)));
  goOn(f, b.CreateICmpEQ(shape, known), missed);
  return {cacheField(f, cache, offsetof(tr::AttrCache, version)),
          b.CreateLoad(b.getInt64Ty(), f.module.external("tr_attribute_epoch"))};
}

/// Tests in line whether the receiver has the shape that a cache knows an inline slot for. Goes on
/// where that holds a word, or in the block that is answered where it holds a raw double (null
/// where none is expected); `missed` is where the cache says something else.
BasicBlock* testInlineSlot(FunctionState& f, const ir::Inst& inst, Value* receiver, Value* cache,
                           BasicBlock* missed) {
  Builder& b = f.b;
  auto [version, epoch] = testShape(f, receiver, cache, missed);
  if (!f.module.isRawName(inst.attribute().constant)) {
    goOn(f, b.CreateICmpEQ(version, epoch), missed);
    return nullptr;
  }
  BasicBlock* other = f.newBlock("");
  BasicBlock* raw = f.newBlock("raw");
  BasicBlock* word = f.newBlock("");
  b.CreateCondBr(b.CreateICmpEQ(version, epoch), word, other, f.likely());
  b.SetInsertPoint(other);
  Value* rawEpoch = b.CreateAdd(epoch, b.getInt64(abi::kRawEpoch));
  b.CreateCondBr(b.CreateICmpEQ(version, rawEpoch), raw, missed, f.likely());
  b.SetInsertPoint(word);
  return raw;
}

/// Of a hit.
Value* inlineSlot(FunctionState& f, Value* receiver, Value* cache) {
  Builder& b = f.b;
  return b.CreateGEP(b.getInt8Ty(), layout::objectPointer(b, receiver),
                     cacheField(f, cache, offsetof(tr::AttrCache, payload)));
}

} // namespace

void lowerPyGetAttr(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* receiver = f.operand(inst, 0);
  Value* name = f.constantWord(inst.attribute().constant);
  Value* cache = f.module.attributeCache();
  if (f.inlines() != Inline::SmallInts) {
    f.define(inst, f.callChecked(inst, Entry::getattr, {receiver, name, cache}));
    return;
  }
  BasicBlock* missed = f.newBlock("missed", true);
  BasicBlock* raw = testInlineSlot(f, inst, receiver, cache, missed);
  Value* hit = b.CreateLoad(b.getInt64Ty(), inlineSlot(f, receiver, cache));
  BasicBlock* hitEnd = b.GetInsertBlock();
  BasicBlock* joined = f.newBlock("");
  b.CreateBr(joined);
  Value* tagged = nullptr;
  if (raw) {
    b.SetInsertPoint(raw);
    Value* real = b.CreateLoad(b.getDoubleTy(), inlineSlot(f, receiver, cache));
    tagged = layout::taggedDoubleWord(b, real);
    b.CreateCondBr(layout::isTaggedDouble(b, tagged), joined, missed, f.likely());
  }
  b.SetInsertPoint(missed);
  Value* other = f.callChecked(inst, Entry::getattr, {receiver, name, cache});
  BasicBlock* otherEnd = b.GetInsertBlock();
  b.CreateBr(joined);
  b.SetInsertPoint(joined);
  PHINode* result = b.CreatePHI(b.getInt64Ty(), 3);
  result->addIncoming(hit, hitEnd);
  if (raw)
    result->addIncoming(tagged, raw);
  result->addIncoming(other, otherEnd);
  f.define(inst, result);
}

namespace {

/// Whether an attribute is most likely new: stored by __init__ to what that is called on.
bool isAdded(const FunctionState& f, const ir::Inst& inst) {
  const ir::Block* entry = f.source.entry();
  return entry->argumentCount() && inst.operand(0) == entry->argument(0) && f.source.name &&
         f.source.name->text == "__init__";
}

/// Adds a word in line where a cache knows the shape that follows (AttrKind::AddSlot).
void addSlot(FunctionState& f, Value* receiver, Value* value, Value* cache, BasicBlock* missed) {
  Builder& b = f.b;
  auto [version, epoch] = testShape(f, receiver, cache, missed);
  goOn(f, b.CreateICmpEQ(version, b.CreateAdd(epoch, b.getInt64(abi::kAddEpoch))), missed);
  Value* offset = b.CreateLShr(cacheField(f, cache, offsetof(tr::AttrCache, kindAndIndex)), 8);
  b.CreateStore(value, b.CreateGEP(b.getInt8Ty(), layout::objectPointer(b, receiver), offset));
  f.store(Memory::Shape, cacheField(f, cache, offsetof(tr::AttrCache, payload)),
          layout::fieldAddress(b, receiver, abi::kObjectShape));
}

} // namespace

void lowerPySetAttr(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* receiver = f.operand(inst, 0);
  Value* name = f.constantWord(inst.attribute().constant);
  Value* value = f.operand(inst, 1);
  Value* cache = f.module.attributeCache();
  if (f.inlines() != Inline::SmallInts) {
    f.callChecked(inst, Entry::setattr, {receiver, name, value, cache});
    return;
  }
  BasicBlock* missed = f.newBlock("missed", true);
  BasicBlock* raw = nullptr;
  if (isAdded(f, inst)) {
    addSlot(f, receiver, value, cache, missed);
  } else {
    raw = testInlineSlot(f, inst, receiver, cache, missed);
    b.CreateStore(value, inlineSlot(f, receiver, cache));
  }
  BasicBlock* joined = f.newBlock("");
  b.CreateBr(joined);
  if (raw) {
    b.SetInsertPoint(raw);
    BasicBlock* fits = f.newBlock("");
    b.CreateCondBr(layout::isTaggedDouble(b, value), fits, missed, f.likely());
    b.SetInsertPoint(fits);
    b.CreateStore(layout::taggedDoubleValue(b, value), inlineSlot(f, receiver, cache));
    b.CreateBr(joined);
  }
  b.SetInsertPoint(missed);
  f.callChecked(inst, Entry::setattr, {receiver, name, value, cache});
  b.CreateBr(joined);
  b.SetInsertPoint(joined);
}

namespace {

/// A word that may be kDone or kError: one test on the way through, two behind it. Leaves the
/// builder where the word is a value.
void endOrRaise(FunctionState& f, const ir::Inst& inst, Value* word) {
  Builder& b = f.b;
  const ir::Edge* done = inst.edge(ir::EdgeKind::Done);
  if (!done)
    internalError(Twine(ir::info(inst.op()).mnemonic) + " has no done edge");
  BasicBlock* next = f.newBlock("");
  BasicBlock* ended = f.newBlock("ended");
  b.CreateCondBr(layout::isErrorOrDone(b, word), ended, next, f.unlikely());
  b.SetInsertPoint(ended);
  Value* isDone = b.CreateICmpEQ(word, f.word(abi::kDone));
  b.CreateCondBr(isDone, f.edgeBlock(*done), f.errorBlock(inst), f.likely());
  b.SetInsertPoint(next);
}

Value* unpack(FunctionState& f, const ir::Inst& inst, Entry entry, ArrayRef<Value*> counts,
              unsigned total) {
  Value* words = f.wordsFor(total);
  SmallVector<Value*, 4> arguments{f.operand(inst, 0), words};
  arguments.append(counts.begin(), counts.end());
  f.callChecked(inst, entry, arguments);
  SmallVector<Value*, 4> pack;
  for (unsigned i = 0; i < total; ++i)
    pack.push_back(f.b.CreateLoad(f.b.getInt64Ty(), f.wordAddress(words, i)));
  f.definePack(inst, std::move(pack));
  return words;
}

} // namespace

void lowerIterNext(FunctionState& f, const ir::Inst& inst) {
  Value* item = f.call(Entry::next, {f.operand(inst, 0)});
  endOrRaise(f, inst, item);
  f.define(inst, item);
}

void lowerPyUnpack(FunctionState& f, const ir::Inst& inst) {
  auto count = static_cast<unsigned>(inst.attribute().imm);
  unpack(f, inst, Entry::unpack, {f.b.getInt64(count)}, count);
}

void lowerPyUnpackStar(FunctionState& f, const ir::Inst& inst) {
  auto before = static_cast<unsigned>(inst.attribute().imm);
  auto after = static_cast<unsigned>(inst.attribute().imm2);
  unpack(f, inst, Entry::unpack_star, {f.b.getInt64(before), f.b.getInt64(after)},
         before + 1 + after);
}

void lowerTupleGet(FunctionState& f, const ir::Inst& inst) {
  auto index = static_cast<uint64_t>(inst.attribute().imm);
  Value* address =
      layout::fieldAddress(f.b, f.operand(inst, 0), abi::kTupleItems + index * sizeof(uint64_t));
  f.define(inst, f.loadWord(Memory::TupleItem, address));
}

void lowerPackGet(FunctionState& f, const ir::Inst& inst) {
  f.define(inst, f.packWord(inst.operand(0), static_cast<unsigned>(inst.attribute().imm)));
}

void lowerGenDelegateStep(FunctionState& f, const ir::Inst& inst) {
  Value* word = f.call(Entry::yield_from_step, {f.self(), f.operand(inst, 0), f.operand(inst, 1)});
  endOrRaise(f, inst, word);
  f.define(inst, word);
}

} // namespace tauro::codegen
