// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raising, passing on, and with statements. A traceback gets one entry for each op that an
// exception arises at or passes through in a frame: raise adds one, rethrow (an exception leaving a
// handler or a finally clause) does not, as it was added when the exception first came by. After a
// bare raise the runtime passes over the entry, unless there was nothing to raise again.
#include "compiler/codegen/handlers.h"

using namespace llvm;

namespace tauro::codegen {

void lowerRaise(FunctionState& f, const ir::Inst& inst) {
  f.call(Entry::raise, {f.operand(inst, 0), f.operand(inst, 1)});
  f.raiseAlways(inst);
}

void lowerReraise(FunctionState& f, const ir::Inst& inst) {
  f.call(Entry::reraise, {});
  f.raiseAlways(inst, true);
}

void lowerRethrow(FunctionState& f, const ir::Inst& inst) {
  f.call(Entry::restore_exception, {f.operand(inst, 0)});
  f.raiseAlways(inst, false);
}

void lowerAssertFail(FunctionState& f, const ir::Inst& inst) {
  f.call(Entry::assert_fail, {f.operand(inst, 0)});
  f.raiseAlways(inst);
}

void lowerWithEnter(FunctionState& f, const ir::Inst& inst) {
  Value* out = f.wordsFor(1);
  Value* entered = f.callChecked(inst, Entry::with_enter, {f.operand(inst, 0), out});
  Value* exit = f.b.CreateLoad(f.b.getInt64Ty(), out);
  f.definePack(inst, {entered, exit});
}

void lowerExcGroupMatch(FunctionState& f, const ir::Inst& inst) {
  Value* out = f.wordsFor(1);
  Value* match =
      f.callChecked(inst, Entry::exc_group_match, {f.operand(inst, 0), f.operand(inst, 1), out});
  Value* rest = f.b.CreateLoad(f.b.getInt64Ty(), out);
  f.definePack(inst, {match, rest});
}

void lowerAsyncEnter(FunctionState& f, const ir::Inst& inst) {
  Value* out = f.wordsFor(1);
  Value* entered = f.callChecked(inst, Entry::async_enter, {f.operand(inst, 0), out});
  Value* exit = f.b.CreateLoad(f.b.getInt64Ty(), out);
  f.definePack(inst, {entered, exit});
}

} // namespace tauro::codegen
