// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which lists keep their items raw: as doubles, or as int64s. Decided for each place in the program
// that makes lists, from facts, so that no run asks: what is taken from such a list is a number in
// a register, without a test.
//
// A place's lists are raw when
//  * all they ever hold is floats, or ints whose bounds are within 64 bits;
//  * nothing is done with them but what the runtime can do with raw lists (runtime-lib/collections/
//    raw_list.h): they are passed on, stored, read and stored to by an int, appended to, iterated
//    over, measured, repeated, asked for truth and identity, and given to builtins that iterate;
//    they never escape to code that is not seen;
//  * wherever one of them may be, only lists that are raw in the same way may be.
// The places of one instruction, in the instances of its function, decide together: the generic
// body makes lists for all of them.
#pragma once

#include <unordered_map>
#include <vector>

#include "passes/infer/solver.h"

namespace tauro::passes::infer {

class Storage {
public:
  // Of a solver that is done.
  explicit Storage(Solver& solver);
  // How items lie in the lists that the word may be: I64 or F64; Word: as words.
  Rep of(const Fact& list) const;
  // How they lie in what a list.new makes.
  Rep madeBy(const ir::Inst* listNew) const;

private:
  void decide();
  void meet(const Fact& fact);
  void keepWords(const Fact& fact);
  void look(Work work);
  bool allows(Work work, unsigned operand, const Fact& list);
  SiteIndex leaderOf(SiteIndex site);

  Solver& solver_;
  std::vector<SiteIndex> leaders_; // by site: a union-find over lists that must be alike
  std::vector<bool> isWords_;      // by leader
  std::vector<Rep> reps_;          // by site, in the end
  std::unordered_map<const ir::Inst*, Rep> made_;
};

} // namespace tauro::passes::infer
