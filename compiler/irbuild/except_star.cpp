// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// except* (PEP 654). Each clause takes its part of what is left of the exception; what clauses
// raise is collected, and raised with the rest when all have run:
//
//   handler(exc):  previous = exc.enter exc
//                  raised = list.new
//                  m, rest = exc.group.match exc, type      one for each clause
//                  py.is m, None -> next, body
//   body:          inner = exc.enter m
//                  [body]  -- err -->  failed(e): exc.leave inner; list.append raised, e; -> next
//                  exc.leave inner; jump next
//   next:          ...                                      the next clause's type and match
//                  e = exc.group.finish exc, raised, rest   None: all is well
//                  exc.leave previous; rethrow e
//
// What a clause took is what the types of later ones are evaluated under: it is their errors'
// context.
//
//   next(taken):   kept = exc.enter taken
//                  [type, match]  -- err -->  undo(e): exc.leave kept; rethrow e
//                  exc.leave kept
//
// No return, break or continue leaves a clause.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

namespace {
Value* addHandlerArgument(Block* block) {
  block->setCold(true);
  return block->addArgument(ir::Type::value(), "exc");
}
} // namespace

void FunctionBuilder::exceptStarClauses(const Try& node, Block* entry, Block* end) {
  Block* outer = b_.handler();
  Value* exception = addHandlerArgument(entry);
  startBlock(entry);
  Value* previous = b_.build(Op::ExcEnter, {exception});
  Value* raised = b_.build(Op::ListNew, {});
  Block* cleanup = newBlock("cleanup");
  Value* error = addHandlerArgument(cleanup);
  startRegion(cleanup);

  Value* rest = exception;
  Value* taken = nullptr; // by the clauses before; the whole exception at first
  for (const ast::ExceptHandler* clause : node.handlers) {
    Value* kept = taken ? b_.build(Op::ExcEnter, {taken}) : nullptr;
    Block* undo = taken ? newBlock("undo") : nullptr;
    Value* wrong = taken ? addHandlerArgument(undo) : nullptr;
    if (taken)
      startRegion(undo);
    Value* type = expression(*clause->type);
    Value* pack = emit(Op::ExcGroupMatch, {rest, type}, *clause);
    Value* match = b_.imm(Op::PackGet, {pack}, 0);
    rest = b_.imm(Op::PackGet, {pack}, 1);
    Block *body = newBlock("clause"), *next = newBlock("next"), *failed = newBlock("failed");
    Value* isNone = b_.build(Op::PyIs, {match, none()});
    if (taken) {
      endRegion(cleanup);
      b_.build(Op::ExcLeave, {kept});
    }
    b_.branch(isNone, next, {taken ? taken : exception}, body, {});
    if (taken) {
      startBlock(undo);
      leaveAndRethrow(kept, wrong);
    }
    startBlock(body);
    Value* inner = b_.build(Op::ExcEnter, {match});
    if (clause->name)
      storeName(clause->name, match, *clause);
    Value* thrown = addHandlerArgument(failed);
    startRegion(failed);
    statements(clause->body);
    endRegion(cleanup);
    if (reachable()) {
      b_.build(Op::ExcLeave, {inner});
      if (clause->name)
        unbindName(clause->name, *clause);
      b_.jump(next, {match});
    }
    startBlock(failed);
    b_.build(Op::ExcLeave, {inner});
    if (clause->name)
      unbindName(clause->name, *clause);
    b_.build(Op::ListAppend, {raised, thrown});
    b_.jump(next, {match});
    taken = next->addArgument(ir::Type::value(), "taken");
    startBlock(next);
  }
  Value* left = b_.build(Op::ExcGroupFinish, {exception, raised, rest});
  Block *done = newBlock("done"), *onwards = newBlock("onwards");
  b_.branch(b_.build(Op::PyIs, {left, none()}), done, onwards);
  endRegion(outer);
  startBlock(done);
  b_.build(Op::ExcLeave, {previous});
  b_.jump(end);
  startBlock(onwards);
  leaveAndRethrow(previous, left);
  startBlock(cleanup);
  leaveAndRethrow(previous, error);
}

} // namespace tauro::irbuild
