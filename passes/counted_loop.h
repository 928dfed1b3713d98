// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops of versions as rotate-loops leaves them, which count:
//
//   b1(i: i64):
//     ...
//     j = i64.add.nowrap i, step
//     c = i64.lt j, bound
//     branch c, b1(j), b2
#pragma once

#include <optional>

#include "ir/analysis/loops.h"

namespace tauro::passes {

struct CountedLoop {
  ir::Inst* compare; // of what the counter is next with a bound that stays; the branch's alone
  unsigned counter;  // the header's argument
  int64_t step;      // up where the comparison is with an upper bound, down with a lower one
};

// The one way back of the loop, when it is of that form.
std::optional<CountedLoop> countedLoop(const ir::Loop& loop);

// Whether the value is made in the loop.
bool isMadeIn(const ir::Loop& loop, const ir::Value* value);

// The one edge by which a loop is entered, from the end of a block; or null.
const ir::EdgeRef* entryOf(const ir::Loop& loop, const ir::Cfg& cfg);

// The loop.entry that stands on that edge, behind which nothing happens that the program sees; or
// null.
ir::Inst* markOf(const ir::EdgeRef& entry);

// What to put ops before so that they run when the edge is taken. Makes a block where the edge is
// one of several, which `between` is then; else that is null.
ir::Inst* placeOn(const ir::EdgeRef& edge, ir::Block** between);

} // namespace tauro::passes
