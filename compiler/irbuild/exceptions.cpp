// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// try, with, and every way out of them. A handler is a block that gets the exception as its last
// argument. While a handler or a finally clause deals with an exception it is published by
// exc.enter and taken back by exc.leave on each way out, also when the body raises:
//
//   region  -- err -->  handler(exc):   previous = exc.enter exc
//                       [clauses]  -- err -->  cleanup(exc2): exc.leave previous; rethrow exc2
//                       exc.leave previous; jump end
//
// A finally clause that is short and holds no compound statement is copied to each way out; any
// other is built once, entered with a selector that says where to go on (0 behind the statement,
// 1 rethrow, 2.. the returns, breaks and continues that pass through it), so nested ones do not
// multiply. Ways in that have no exception enter with `unbound` for what was handled before, which
// exc.leave takes as nothing to restore: so on every path each exc.enter has its exc.leave.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

namespace {
constexpr size_t kCopiedStatements = 3;

bool isCopied(Body body) {
  if (body.size() > kCopiedStatements)
    return false;
  for (const ast::Stmt* node : body) {
    switch (node->kind) {
    case ast::NodeKind::ExprStmt:
    case ast::NodeKind::Assign:
    case ast::NodeKind::AugAssign:
    case ast::NodeKind::AnnAssign:
    case ast::NodeKind::Delete:
    case ast::NodeKind::Pass:
    case ast::NodeKind::Global:
    case ast::NodeKind::Nonlocal:
      break;
    default:
      return false;
    }
  }
  return true;
}

// The argument of a handler block: the exception.
Value* addHandlerArgument(Block* block) {
  block->setCold(true);
  return block->addArgument(ir::Type::value(), "exc");
}
} // namespace

Control* FunctionBuilder::push(Control::Kind kind) {
  ownedControls_.push_back(std::make_unique<Control>());
  Control* control = ownedControls_.back().get();
  control->kind = kind;
  control->outerHandler = b_.handler();
  controls_.push_back(control);
  return control;
}
void FunctionBuilder::pop() { controls_.pop_back(); }

// Ops from here on lead to `handler` when they raise. What they define cannot be seen there, what
// came before can: so the region begins a block.
void FunctionBuilder::startRegion(Block* handler) {
  Block* start = newBlock("region");
  b_.jump(start);
  startBlock(start);
  b_.setHandler(handler);
}

// ---- ways out ----

// Leaves all but the lowest `depth` controls, innermost first, and goes where the statement says.
void FunctionBuilder::leave(Control::Exit::Kind kind, size_t depth, Value* result) {
  Block* handler = b_.handler();
  ir::SiteId site = b_.site();
  std::vector<Control*> all = controls_;
  while (controls_.size() > depth && reachable()) {
    Control* control = controls_.back();
    controls_.pop_back();
    b_.setHandler(control->outerHandler);
    undo(*control, {kind, depth}, result);
    b_.setSite(site);
  }
  if (reachable()) {
    if (kind == Control::Exit::Kind::Return)
      b_.ret(result);
    else
      b_.jump(kind == Control::Exit::Kind::Break ? controls_.back()->breakTo
                                                 : controls_.back()->continueTo);
  }
  controls_ = std::move(all);
  b_.setHandler(handler);
}

void FunctionBuilder::undo(Control& control, Control::Exit exit, Value* result) {
  switch (control.kind) {
  case Control::Kind::Loop:
    return closeOwned(control.owned);
  case Control::Kind::Finally:
    if (!control.entry)
      return statements(control.body);
    {
      size_t index = 0;
      while (index < control.exits.size() &&
             (control.exits[index].kind != exit.kind || control.exits[index].depth != exit.depth))
        ++index;
      if (index == control.exits.size())
        control.exits.push_back(exit);
      Value* selector = b_.imm(Op::ConstI64, {}, static_cast<int64_t>(index + 2));
      b_.jump(control.entry, {selector, result ? result : none(), b_.unbound()});
    }
    return;
  case Control::Kind::FinallyShared:
    b_.build(Op::ExcLeave, {control.previous});
    return;
  case Control::Kind::ExceptBody:
    return endExceptBody(control);
  case Control::Kind::With:
    return withExit(control);
  }
}

// What is being handled gives way to an error, which may be the same one.
void FunctionBuilder::leaveAndRethrow(Value* previous, Value* exception) {
  b_.build(Op::ExcLeave, {previous});
  b_.build(Op::Rethrow, {exception});
}

void FunctionBuilder::endExceptBody(const Control& control) {
  b_.build(Op::ExcLeave, {control.previous});
  if (control.handler && control.handler->name)
    unbindName(control.handler->name, *control.handler);
}

// ---- try ----

void FunctionBuilder::tryStatement(const Try& node) {
  if (node.finalbody.empty())
    tryExcept(node);
  else
    tryFinally(node);
}

void FunctionBuilder::tryExcept(const Try& node) {
  if (node.handlers.empty())
    return statements(node.body);
  Block* outer = b_.handler();
  Block *handler = newBlock("except"), *end = newBlock("endtry");
  startRegion(handler);
  statements(node.body);
  endRegion(outer);
  if (reachable())
    statements(node.orelse);
  jumpTo(end);
  exceptClauses(node, handler, end);
  startBlock(end);
}

void FunctionBuilder::exceptClauses(const Try& node, Block* entry, Block* end) {
  if (node.isStar)
    return exceptStarClauses(node, entry, end);
  Block* outer = b_.handler();
  Value* exception = addHandlerArgument(entry);
  startBlock(entry);
  Value* previous = b_.build(Op::ExcEnter, {exception});
  Block* cleanup = newBlock("cleanup");
  Value* raised = addHandlerArgument(cleanup);
  startRegion(cleanup);

  for (const ast::ExceptHandler* clause : node.handlers) {
    if (!reachable())
      break; // behind a bare except
    Block* next = nullptr;
    if (clause->type) {
      Value* type = expression(*clause->type);
      Value* matches = emit(Op::ExcMatch, {exception, type}, *clause);
      Block* body = newBlock("clause");
      next = newBlock("next");
      b_.branch(matches, body, next);
      startBlock(body);
    }
    Control* control = push(Control::Kind::ExceptBody);
    control->outerHandler = outer;
    control->previous = previous;
    control->handler = clause;
    if (clause->name) {
      storeName(clause->name, exception, *clause);
      Block* unbind = newBlock("unbind");
      Value* inner = addHandlerArgument(unbind);
      startRegion(unbind);
      statements(clause->body);
      endRegion(cleanup);
      Block* here = b_.block();
      startBlock(unbind);
      unbindName(clause->name, *clause);
      b_.build(Op::Rethrow, {inner});
      startBlock(here);
    } else {
      statements(clause->body);
    }
    pop();
    if (reachable()) {
      b_.setHandler(outer);
      endExceptBody(*control);
      b_.jump(end);
      b_.setHandler(cleanup);
    }
    startBlock(next);
  }

  b_.setHandler(outer);
  if (reachable()) // no clause matched
    leaveAndRethrow(previous, exception);
  startBlock(cleanup);
  leaveAndRethrow(previous, raised);
}

// ---- finally ----

void FunctionBuilder::tryFinally(const Try& node) {
  if (isCopied(node.finalbody))
    copiedFinally(node);
  else
    sharedFinally(node);
}

void FunctionBuilder::copiedFinally(const Try& node) {
  Block* outer = b_.handler();
  Block* handler = newBlock("finally");
  Value* exception = addHandlerArgument(handler);
  Control* control = push(Control::Kind::Finally);
  control->body = node.finalbody;
  startRegion(handler);
  tryExcept(node);
  endRegion(outer);
  pop();
  Block* end = newBlock("endtry");
  if (reachable()) {
    statements(node.finalbody);
    jumpTo(end);
  }

  startBlock(handler);
  Value* previous = b_.build(Op::ExcEnter, {exception});
  Block* cleanup = newBlock("cleanup");
  Value* raised = addHandlerArgument(cleanup);
  startRegion(cleanup);
  statements(node.finalbody); // which no jump leaves
  endRegion(outer);
  if (reachable())
    leaveAndRethrow(previous, exception);
  startBlock(cleanup);
  leaveAndRethrow(previous, raised);
  startBlock(end);
}

void FunctionBuilder::sharedFinally(const Try& node) {
  Block* outer = b_.handler();
  Block *handler = newBlock("finally"), *entry = newBlock("finally.body");
  Value* exception = addHandlerArgument(handler);
  Value* selector = entry->addArgument(ir::Type::i64(), "selector");
  Value* payload = entry->addArgument(ir::Type::value(), "payload");
  Value* previous = entry->addArgument(ir::Type::value(), "previous");

  Control* control = push(Control::Kind::Finally);
  control->body = node.finalbody;
  control->entry = entry;
  startRegion(handler);
  tryExcept(node);
  endRegion(outer);
  pop();
  if (reachable())
    b_.jump(entry, {b_.imm(Op::ConstI64, {}, 0), none(), b_.unbound()});

  startBlock(handler);
  Value* handled = b_.build(Op::ExcEnter, {exception});
  b_.jump(entry, {b_.imm(Op::ConstI64, {}, 1), exception, handled});

  startBlock(entry);
  Block* cleanup = newBlock("cleanup");
  Value* raised = addHandlerArgument(cleanup);
  startRegion(cleanup);
  Control* inBody = push(Control::Kind::FinallyShared);
  inBody->outerHandler = outer;
  inBody->previous = previous;
  statements(node.finalbody);
  endRegion(outer);

  Block* end = newBlock("endtry");
  if (reachable()) {
    b_.build(Op::ExcLeave, {previous});
    ir::Inst* go = b_.build(Op::Switch, {selector});
    go->addEdge(ir::EdgeKind::Normal, end);
    Block* rethrow = newBlock("rethrow");
    go->addEdge(ir::EdgeKind::Normal, rethrow);
    std::vector<Block*> ways;
    for (size_t i = 0; i < control->exits.size(); ++i) {
      ways.push_back(newBlock("leave"));
      go->addEdge(ir::EdgeKind::Normal, ways.back());
    }
    Block* impossible = newBlock("impossible");
    go->addEdge(ir::EdgeKind::Normal, impossible);
    pop();

    startBlock(rethrow);
    b_.build(Op::Rethrow, {payload});
    for (size_t i = 0; i < ways.size(); ++i) {
      startBlock(ways[i]);
      leave(control->exits[i].kind, control->exits[i].depth, payload);
    }
    startBlock(impossible);
    b_.unreachable();
  } else {
    pop();
  }

  startBlock(cleanup);
  leaveAndRethrow(previous, raised);
  startBlock(end);
}

// ---- with ----

// Nothing was raised.
void FunctionBuilder::withExit(const Control& with) {
  if (with.isAsync)
    await(emitAt(Op::AsyncExitOk, {with.exitMethod}, with.site), with.site);
  else
    emitAt(Op::WithExitOk, {with.exitMethod}, with.site);
}

void FunctionBuilder::withStatement(Span<ast::WithItem* const> items, Body body, bool isAsync) {
  if (items.empty())
    return statements(body);
  const ast::WithItem& item = *items[0];
  ir::SiteId site = m_.site(*item.contextExpr);
  Value* manager = expression(*item.contextExpr);
  Value* pack = emitAt(isAsync ? Op::AsyncEnter : Op::WithEnter, {manager}, site);
  Value* entered = b_.imm(Op::PackGet, {pack}, 0);
  Value* exitMethod = b_.imm(Op::PackGet, {pack}, 1);
  if (isAsync)
    entered = await(entered, site);

  Block* outer = b_.handler();
  Block *handler = newBlock("with.error"), *end = newBlock("endwith");
  Value* exception = addHandlerArgument(handler);
  Control* control = push(Control::Kind::With);
  control->exitMethod = exitMethod;
  control->isAsync = isAsync;
  control->site = site;
  startRegion(handler);
  if (item.optionalVars)
    assign(*item.optionalVars, entered);
  withStatement(items.dropFront(), body, isAsync);
  endRegion(outer);
  pop();
  if (reachable()) {
    withExit(*control);
    b_.jump(end);
  }

  startBlock(handler);
  Value* previous = b_.build(Op::ExcEnter, {exception});
  Block* cleanup = newBlock("cleanup");
  Value* raised = addHandlerArgument(cleanup);
  startRegion(cleanup);
  Value* swallowed = nullptr;
  if (isAsync) {
    Value* answer = await(emitAt(Op::AsyncExitError, {exitMethod, exception}, site), site);
    swallowed = emitAt(Op::PyTruth, {answer}, site);
  } else {
    swallowed = emitAt(Op::WithExitError, {exitMethod, exception}, site);
  }
  Block *suppressed = newBlock("suppressed"), *onwards = newBlock("onwards");
  b_.branch(swallowed, suppressed, onwards);
  endRegion(outer);
  startBlock(suppressed);
  b_.build(Op::ExcLeave, {previous});
  b_.jump(end);
  startBlock(onwards);
  leaveAndRethrow(previous, exception);
  startBlock(cleanup);
  leaveAndRethrow(previous, raised);
  startBlock(end);
}

} // namespace tauro::irbuild
