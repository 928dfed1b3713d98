// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// await, async for, and what asynchronous generators yield (PEP 492, 525, 530). An await delegates
// to an iterator as yield from does; await.iter and its like find it:
//
//   i = await.iter x              header:  i = async.next it   err -> stop
//   r = await i                            item = await i      err -> stop
//                                 stop(e): async.is.end e -> the else clause; else rethrow
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

Value* FunctionBuilder::awaitExpression(const ast::Await& node) {
  Value* awaitable = expression(*node.value);
  ir::SiteId site = m_.site(node);
  return await(emitAt(Op::AwaitIter, {awaitable}, site), site);
}

Value* FunctionBuilder::yieldValue(Value* value, const ast::Node& at) {
  if (function_->kind == ir::FunctionKind::AsyncGenerator)
    value = emit(Op::AsyncWrap, {value}, at);
  return emit(Op::Yield, {value}, at);
}

Value* FunctionBuilder::asyncNext(Value* iterator, ir::SiteId site, Block* end) {
  Block *outer = b_.handler(), *stop = newBlock("stop"), *failed = newBlock("failed");
  stop->setCold(true);
  failed->setCold(true);
  Value* exception = stop->addArgument(ir::Type::value(), "exc");
  startRegion(stop);
  Value* item = await(emitAt(Op::AsyncNext, {iterator}, site), site);
  endRegion(outer);
  Block* here = b_.block();
  startBlock(stop);
  b_.branch(emitAt(Op::AsyncIsEnd, {exception}, site), end, failed);
  startBlock(failed);
  b_.build(Op::Rethrow, {exception});
  startBlock(here);
  return item;
}

void FunctionBuilder::asyncForStatement(const ast::AsyncFor& node) {
  ir::SiteId site = m_.site(node);
  Value* iterator = emit(Op::AsyncIter, {expression(*node.iter)}, *node.iter);
  Block *header = newBlock("for"), *latch = newBlock("latch");
  Block *otherwise = newBlock("else"), *end = newBlock("endfor");
  b_.jump(header);
  startBlock(header);
  Value* item = asyncNext(iterator, site, otherwise);
  Control* loop = push(Control::Kind::Loop);
  loop->continueTo = latch;
  loop->breakTo = end;
  assign(*node.target, item);
  statements(node.body);
  jumpTo(latch);
  b_.setSite(m_.site(node.body.back()->range));
  loopBack(latch, header);
  pop();

  startBlock(otherwise);
  statements(node.orelse);
  jumpTo(end);
  startBlock(end);
}

} // namespace tauro::irbuild
