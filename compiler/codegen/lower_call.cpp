// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls. Argument words go to the function's stack array right before the call, so that one array
// serves all calls, nested ones too.
#include "compiler/codegen/handlers.h"

#include "runtime-lib/abi/code.h"

using namespace llvm;

namespace tauro::codegen {

namespace {

Value* keywordNames(FunctionState& f, const ir::Inst& inst) {
  const ir::Constant* names = inst.attribute().kwnames;
  if (!names || names->items.empty())
    return ConstantPointerNull::get(f.module.pointer());
  return f.module.constants().tupleObject(names);
}

/// Arguments without the values of keywords.
uint64_t positionalCount(const ir::Inst& inst, unsigned from) {
  const ir::Constant* names = inst.attribute().kwnames;
  return inst.operands().size() - from - (names ? names->items.size() : 0);
}

Value* argumentWords(FunctionState& f, const ir::Inst& inst, unsigned from) {
  if (inst.operands().size() == from)
    return ConstantPointerNull::get(f.module.pointer());
  return f.storeOperands(inst, from);
}

Value* callAny(FunctionState& f, const ir::Inst& inst) {
  Value* words = argumentWords(f, inst, 1);
  return f.call(Entry::call, {f.operand(inst, 0), words, f.b.getInt64(positionalCount(inst, 1)),
                              keywordNames(f, inst)});
}

/// For each parameter of `target` the operand that binds to it, or empty when the call needs more
/// than that: defaults, star parameters, or an error.
SmallVector<unsigned, 8> bindStatically(const ir::Inst& inst, const ir::Function& target) {
  const ir::Parameters& p = target.parameters;
  unsigned count = p.positional + p.keywordOnly;
  if (p.varArgs || p.varKeywords || inst.operands().size() - 1 != count)
    return {};
  SmallVector<unsigned, 8> bound(count, 0); // operand 0 is the callee
  unsigned positional = static_cast<unsigned>(positionalCount(inst, 1));
  if (positional > p.positional)
    return {};
  for (unsigned i = 0; i < positional; ++i)
    bound[i] = i + 1;
  if (const ir::Constant* names = inst.attribute().kwnames)
    for (unsigned k = 0; k < names->items.size(); ++k) {
      unsigned i = p.posOnly;
      while (i < count && p.names[i]->text != names->items[k]->text)
        ++i;
      if (i == count || bound[i] != 0)
        return {};
      bound[i] = positional + 1 + k;
    }
  for (unsigned operand : bound)
    if (operand == 0)
      return {};
  return bound;
}

} // namespace

void lowerPyCall(FunctionState& f, const ir::Inst& inst) {
  Value* result = callAny(f, inst);
  f.raiseIfError(inst, result);
  f.define(inst, result);
}

void lowerPyCallMethod(FunctionState& f, const ir::Inst& inst) {
  // The receiver is the first argument word and counts as one.
  Value* words = f.storeOperands(inst, 0);
  Value* result =
      f.call(Entry::call_method, {f.operand(inst, 0), words, f.b.getInt64(positionalCount(inst, 0)),
                                  keywordNames(f, inst), f.constantWord(inst.attribute().constant),
                                  f.module.attributeCache()});
  f.raiseIfError(inst, result);
  f.define(inst, result);
}

void lowerMethodLoad(FunctionState& f, const ir::Inst& inst) {
  Value* out = f.wordsFor(1);
  Value* callee =
      f.call(Entry::load_method, {f.operand(inst, 0), f.constantWord(inst.attribute().constant),
                                  f.module.attributeCache(), out});
  f.raiseIfError(inst, callee);
  f.definePack(inst, {callee, f.b.CreateLoad(f.module.i64(), out)});
}

/// The word before the arguments is there whether it is used or not.
void lowerPyCallLoaded(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  Value* words = f.storeOperands(inst, 1);
  Value* none = b.CreateICmpEQ(f.operand(inst, 1), f.word(abi::kUnbound));
  uint64_t count = positionalCount(inst, 1);
  Value* arguments = b.CreateSelect(none, f.wordAddress(words, 1), words);
  Value* total = b.CreateSelect(none, b.getInt64(count - 1), b.getInt64(count));
  Value* result =
      f.call(Entry::call, {f.operand(inst, 0), arguments, total, keywordNames(f, inst)});
  f.raiseIfError(inst, result);
  f.define(inst, result);
}

/// If the callee is a function (its shape says so) made from the expected code, its body is called;
/// any other callee is called as py.call calls it.
void lowerCallGuarded(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  const ir::Function& target = *inst.attribute().function;
  SmallVector<unsigned, 8> bound = bindStatically(inst, target);
  bool anyArguments = inst.operands().size() > 1;
  if (anyArguments && bound.empty())
    return lowerPyCall(f, inst);
  if (!anyArguments && (target.parameters.positional + target.parameters.keywordOnly != 0 ||
                        target.parameters.varArgs || target.parameters.varKeywords))
    return lowerPyCall(f, inst);

  Value* callee = f.operand(inst, 0);
  BasicBlock* joined = f.newBlock("called");
  BasicBlock* other = f.newBlock("other", true);
  BasicBlock* direct = f.newBlock("direct");
  BasicBlock* object = f.newBlock("object");
  BasicBlock* function = f.newBlock("function");
  function->moveAfter(object);
  b.CreateCondBr(layout::isObject(b, callee), object, other, f.likely());
  b.SetInsertPoint(object);
  Value* shape =
      f.load(Memory::Shape, b.getPtrTy(), layout::fieldAddress(b, callee, abi::kObjectShape));
  b.CreateCondBr(b.CreateICmpEQ(shape, f.module.shape("function")), function, other, f.likely());
  b.SetInsertPoint(function);
  Value* code =
      f.load(Memory::Function, b.getPtrTy(), layout::fieldAddress(b, callee, abi::kFunctionCode));
  b.CreateCondBr(b.CreateICmpEQ(code, f.module.descriptors().code(target)), direct, other,
                 f.likely());

  b.SetInsertPoint(direct);
  SmallVector<Value*, 8> arguments{layout::objectPointer(b, callee)};
  for (unsigned operand : bound)
    arguments.push_back(f.operand(inst, operand));
  Value* directResult = b.CreateCall(f.module.wordsEntry(target), arguments);
  b.CreateBr(joined);

  b.SetInsertPoint(other);
  Value* otherResult = callAny(f, inst);
  BasicBlock* otherEnd = b.GetInsertBlock();
  b.CreateBr(joined);

  b.SetInsertPoint(joined);
  PHINode* result = b.CreatePHI(b.getInt64Ty(), 2);
  result->addIncoming(directResult, direct);
  result->addIncoming(otherResult, otherEnd);
  f.raiseIfError(inst, result);
  f.define(inst, result);
}

/// One test on the way through where the version may answer a word, two behind it.
void lowerCallVersion(FunctionState& f, const ir::Inst& inst) {
  Builder& b = f.b;
  const ir::Function& target = *inst.attribute().function;
  // Only captures are read from the function object.
  Value* self = target.captureNames.empty() ? PoisonValue::get(f.module.pointer())
                                            : layout::objectPointer(b, f.operand(inst, 0));
  SmallVector<Value*, 8> arguments{self};
  for (unsigned i = 1; i < inst.operands().size(); ++i)
    arguments.push_back(f.operand(inst, i));
  Value* answer = b.CreateCall(f.module.body(target), arguments);
  if (!target.elseValue) {
    if (target.result.isTagged())
      f.raiseIfError(inst, answer);
    f.define(inst, answer);
    return;
  }
  Value* word = b.CreateExtractValue(answer, 1);
  BasicBlock* next = f.newBlock("");
  BasicBlock* given = f.newBlock("given", true);
  b.CreateCondBr(b.CreateICmpEQ(word, f.word(abi::kUnbound)), next, given, f.likely());
  b.SetInsertPoint(given);
  f.raiseIfError(inst, word);
  f.take(*inst.edge(ir::EdgeKind::Exit), word);
  b.SetInsertPoint(next);
  Value* raw = b.CreateExtractValue(answer, 0);
  if (Value* forced = f.isExitForced(inst)) {
    BasicBlock* goOn = f.newBlock("");
    BasicBlock* boxed = f.newBlock("forced", true);
    b.CreateCondBr(forced, boxed, goOn);
    b.SetInsertPoint(boxed);
    f.take(*inst.edge(ir::EdgeKind::Exit),
           boxRaw(f.module, f.b, raw, target.result.representation()));
    b.SetInsertPoint(goOn);
  }
  f.define(inst, raw);
}

/// Operands: defaults, keyword defaults, annotations, module's name, then the captured words.
void lowerFunctionNew(FunctionState& f, const ir::Inst& inst) {
  const ir::Function& target = *inst.attribute().function;
  Value* captured = argumentWords(f, inst, 4);
  f.define(inst, f.call(Entry::make_function,
                        {f.module.uniformEntry(target), f.module.descriptors().code(target),
                         f.operand(inst, 0), f.operand(inst, 1), f.operand(inst, 2),
                         f.operand(inst, 3), captured}));
}

void lowerFactFunction(FunctionState& f, const ir::Inst& inst) {
  f.call(Entry::fact_function, {f.operand(inst, 0), f.operand(inst, 1),
                                f.module.descriptors().code(*inst.attribute().function)});
}

} // namespace tauro::codegen
