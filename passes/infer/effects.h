// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which module variables running an instruction may read or write: by itself, by functions that it
// calls, and by code that is not seen. Unseen code reaches what escaped functions reach, and what
// lies open to other modules.
#pragma once

#include <unordered_map>
#include <vector>

#include "ir/ir.h"

namespace tauro::passes::infer {

class Solver;

class Effects {
public:
  explicit Effects(Solver& solver);
  bool mayTouch(const ir::Inst* inst, const ir::Variable* variable) const;
  // Whether code that is not seen may run.
  bool mayRunUnseen(const ir::Inst* inst) const;

private:
  // What some code does, as far as it is not a global.load or global.store itself.
  struct Summary {
    bool unseen = false;
    std::vector<bool> variables; // by their order in the module
    std::vector<const ir::Function*> callees;
  };
  const Summary* of(const ir::Function* function) const;
  void close();

  Solver& solver_;
  std::unordered_map<const ir::Variable*, size_t> numbers_;
  std::unordered_map<const ir::Function*, Summary> functions_; // with all that they call
  std::unordered_map<const ir::Inst*, Summary> calls_;         // what an instruction runs
  std::vector<bool> unseen_;                                   // what unseen code may touch
};

} // namespace tauro::passes::infer
