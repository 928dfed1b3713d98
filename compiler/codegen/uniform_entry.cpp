// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entry(self, args, nargs, kwnames): how unknown callers reach a function. Short parameter lists
// share the runtime's entries, long ones have one of their own. The common call, with just the
// positional arguments, goes straight on; the runtime sorts out every other one. What callers with
// words in registers reach is the words entry: the first version runs whose raw parameters the
// words fit, else the function's body.
#include "compiler/codegen/function_state.h"

#include "compiler/codegen/value_layout.h"
#include "runtime-lib/abi/code.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

class WordsEntry {
public:
  WordsEntry(ModuleState& module, const ir::Function& source, Function* function)
      : module_(module), source_(source), function_(function), b_(block("entry")) {}

  void emit() {
    for (const ir::Function* version : module_.versions(source_))
      if (isRaw(*version)) {
        tryVersion(*version);
        // One that takes any words is never passed over.
        if (version == module_.part().facts->replacement(source_)) {
          b_.CreateUnreachable();
          return;
        }
      }
    SmallVector<Value*, 8> arguments;
    for (unsigned i = 1; i < function_->arg_size(); ++i)
      arguments.push_back(function_->getArg(i));
    CallInst* answer = call(module_.wordVersion(source_), arguments);
    answer->setTailCallKind(CallInst::TCK_Tail);
    b_.CreateRet(answer);
  }

  static bool hasRawVersion(ModuleState& module, const ir::Function& source) {
    for (const ir::Function* version : module.versions(source))
      if (isRaw(*version))
        return true;
    return false;
  }

private:
  static bool isRaw(const ir::Function& version) {
    for (const auto& argument : version.entry()->arguments())
      if (!argument->type().isTagged())
        return true;
    return !version.result.isTagged();
  }

  BasicBlock* block(const Twine& name) {
    return BasicBlock::Create(module_.context(), name, function_);
  }

  CallInst* call(const ir::Function& target, ArrayRef<Value*> arguments) {
    SmallVector<Value*, 8> operands{function_->getArg(0)};
    operands.append(arguments.begin(), arguments.end());
    CallInst* call = b_.CreateCall(module_.body(target), operands);
    // Inlined, a body would stand in the program once more for each way to it.
    call->setIsNoInline();
    return call;
  }

  /// Goes on where the words do not fit the version's parameters.
  void tryVersion(const ir::Function& version) {
    BasicBlock* other = block("other");
    SmallVector<Value*, 8> arguments;
    for (const auto& argument : version.entry()->arguments())
      arguments.push_back(
          unboxed(function_->getArg(argument->index() + 1), argument->type(), other));
    Value* answer = call(version, arguments);
    if (version.result.isTagged()) {
      b_.CreateRet(answer);
    } else if (!version.elseValue) {
      b_.CreateRet(boxRaw(module_, b_, answer, version.result.representation()));
    } else {
      Value* word = b_.CreateExtractValue(answer, 1);
      BasicBlock* raw = block("raw");
      BasicBlock* given = block("given");
      Value* isRaw = b_.CreateICmpEQ(word, layout::word(module_.context(), abi::kUnbound));
      b_.CreateCondBr(isRaw, raw, given);
      b_.SetInsertPoint(given);
      b_.CreateRet(word);
      b_.SetInsertPoint(raw);
      b_.CreateRet(
          boxRaw(module_, b_, b_.CreateExtractValue(answer, 0), version.result.representation()));
    }
    b_.SetInsertPoint(other);
  }

  void leaveUnless(Value* fits, BasicBlock* other) {
    BasicBlock* next = block("");
    b_.CreateCondBr(fits, next, other);
    b_.SetInsertPoint(next);
  }

  Value* unboxed(Value* word, ir::Type type, BasicBlock* other) {
    switch (type.representation()) {
    case ir::Representation::Word:
      if (type != ir::Type::value())
        internalError("@" + Twine(source_.symbol()) + " has a version for words of type " +
                      type.str() + ", which its entry cannot tell");
      return word;
    case ir::Representation::I64:
      if (type != ir::Type::i64())
        internalError("@" + Twine(source_.symbol()) + " has a version for integers of a range");
      leaveUnless(layout::isSmallInt(b_, word), other);
      return layout::smallIntValue(b_, word);
    case ir::Representation::Bool:
      leaveUnless(layout::isBool(b_, word), other);
      return layout::boolValue(b_, word);
    case ir::Representation::F64:
      return unboxedDouble(word, other);
    case ir::Representation::Pointer:
    case ir::Representation::None:
      break;
    }
    internalError("@" + Twine(source_.symbol()) + " has a version that takes a " + type.str());
  }

  /// In the word, or in a box.
  Value* unboxedDouble(Value* word, BasicBlock* other) {
    BasicBlock* tagged = block("tagged");
    BasicBlock* untagged = block("untagged");
    BasicBlock* box = block("box");
    BasicBlock* done = block("double");
    b_.CreateCondBr(layout::isTaggedDouble(b_, word), tagged, untagged);
    b_.SetInsertPoint(tagged);
    Value* direct = layout::taggedDoubleValue(b_, word);
    b_.CreateBr(done);
    b_.SetInsertPoint(untagged);
    leaveUnless(layout::isObject(b_, word), other);
    Value* shape =
        b_.CreateLoad(module_.pointer(), layout::fieldAddress(b_, word, abi::kObjectShape));
    b_.CreateCondBr(b_.CreateICmpEQ(shape, module_.shape("float")), box, other);
    b_.SetInsertPoint(box);
    Value* loaded =
        b_.CreateLoad(b_.getDoubleTy(), layout::fieldAddress(b_, word, abi::kFloatBoxValue));
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
    PHINode* result = b_.CreatePHI(b_.getDoubleTy(), 2);
    result->addIncoming(direct, tagged);
    result->addIncoming(loaded, box);
    return result;
  }

  ModuleState& module_;
  const ir::Function& source_;
  Function* function_;
  Builder b_;
};

class UniformEntry {
public:
  UniformEntry(ModuleState& module, const ir::Function& source, Function* function)
      : module_(module), source_(source), function_(function), b_(block("entry")),
        count_(source.entry()->argumentCount()) {}

  void emit() {
    Value* self = function_->getArg(0);
    Value* args = function_->getArg(1);
    Value* bound = b_.CreateAlloca(ArrayType::get(module_.i64(), std::max(count_, 1u)));
    if (isPlain(source_)) {
      BasicBlock* fast = block("fast");
      BasicBlock* bind = block("bind");
      Value* none = ConstantPointerNull::get(module_.pointer());
      Value* exact = b_.CreateAnd(b_.CreateICmpEQ(function_->getArg(2), b_.getInt64(count_)),
                                  b_.CreateICmpEQ(function_->getArg(3), none));
      b_.CreateCondBr(exact, fast, bind);
      b_.SetInsertPoint(fast);
      callWords(args, true);
      b_.SetInsertPoint(bind);
    }
    BasicBlock* fits = block("bound");
    BasicBlock* failed = block("failed");
    Value* ok = b_.CreateCall(module_.entry(Entry::bind_arguments),
                              {self, args, function_->getArg(2), function_->getArg(3), bound});
    b_.CreateCondBr(ok, fits, failed);
    b_.SetInsertPoint(failed);
    b_.CreateRet(layout::word(module_.context(), abi::kError));
    b_.SetInsertPoint(fits);
    callWords(bound, false); // the words are this frame's
  }

  static bool isPlain(const ir::Function& source) {
    const ir::Parameters& p = source.parameters;
    return !p.varArgs && !p.varKeywords && p.keywordOnly == 0;
  }

private:
  BasicBlock* block(const Twine& name) {
    return BasicBlock::Create(module_.context(), name, function_);
  }

  Value* load(Value* words, unsigned i) {
    return b_.CreateLoad(module_.i64(), b_.CreateConstInBoundsGEP1_64(module_.i64(), words, i));
  }

  void callWords(Value* words, bool mayTail) {
    SmallVector<Value*, 8> arguments{function_->getArg(0)};
    for (unsigned i = 0; i < count_; ++i)
      arguments.push_back(load(words, i));
    CallInst* answer = b_.CreateCall(module_.wordsEntry(source_), arguments);
    // Inlined, a body would stand in the program once more for each way to it.
    answer->setIsNoInline();
    if (mayTail)
      answer->setTailCallKind(CallInst::TCK_Tail);
    b_.CreateRet(answer);
  }

  ModuleState& module_;
  const ir::Function& source_;
  Function* function_;
  Builder b_;
  unsigned count_;
};

} // namespace

Function* ModuleState::wordsEntry(const ir::Function& function) {
  if (!WordsEntry::hasRawVersion(*this, function))
    return body(wordVersion(function));
  if (Function* known = wordsEntries_.lookup(&function))
    return known;
  // It stands beside the function's CodeInfo, which names it.
  Function* own = createSharedFunction(body(wordVersion(function))->getFunctionType(),
                                       bodySymbol(function) + ".words");
  wordsEntries_[&function] = own;
  if (defines(function))
    WordsEntry(*this, function, own).emit();
  return own;
}

Function* ModuleState::uniformEntry(const ir::Function& function) {
  if (Function* known = uniformEntries_.lookup(&function))
    return known;
  body(function); // declared first, it has the symbol that its module's variable of that name might
  auto* type = FunctionType::get(i64_, {pointer_, pointer_, i64_, pointer_}, false);
  unsigned count = function.entry()->argumentCount();
  if (count < tr::kSharedEntries) {
    bool plain = UniformEntry::isPlain(function);
    std::string symbol = (plain ? "tr_enter_" : "tr_enter_bound_") + std::to_string(count);
    auto* shared = cast<Function>(module_.getOrInsertFunction(symbol, type).getCallee());
    shared->setDSOLocal(true);
    return uniformEntries_[&function] = shared;
  }
  Function* own =
      createFunction(type, GlobalValue::InternalLinkage, bodySymbol(function) + ".entry");
  uniformEntries_[&function] = own;
  UniformEntry(*this, function, own).emit();
  return own;
}

} // namespace tauro::codegen
