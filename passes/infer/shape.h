// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What branches say about values. Behind `i < n` the word i is less than n, behind `x is None` it
// is None; the IR has one value for all of these places. A shape gives each *use* of a value the
// conditions that hold there, as a short chain of refinements.
#pragma once

#include <vector>

#include "ir/analysis/dominators.h"
#include "ir/ir.h"
#include "passes/infer/fact.h"

namespace tauro::passes::infer {

enum class Condition : uint8_t {
  Lt,
  Le,
  Gt,
  Ge,
  Eq,
  Ne,
  None,
  NotNone,
  True,
  False,
  Bound,
  Unbound
};

// One condition on a value, on top of those of `parent`.
struct Refinement {
  uint32_t parent; // Shape::kNothing: none
  unsigned depth;
  Condition condition;
  ir::Value* other; // what it is compared with, for Lt to Ne
};

// Facts about a function that hold whatever its values are; shared by all its instances.
class Shape {
public:
  static constexpr uint32_t kNothing = UINT32_MAX;
  explicit Shape(ir::Function& function);

  ir::Function& function() const { return function_; }
  const ir::Cfg& cfg() const { return cfg_; }
  // The refinement that holds at a use: operands by their numbers, then the arguments of all edges.
  uint32_t refinementAt(const ir::Inst* inst, size_t use) const {
    return uses_[useStarts_[inst->id()] + use];
  }
  const Refinement& refinement(uint32_t index) const { return refinements_[index]; }
  // Values whose refinements read the given one.
  const std::vector<ir::Value*>& refinedBy(const ir::Value* value) const {
    return refinedBy_[value->id()];
  }
  // A generator that has not been lowered: its body runs when it is iterated.
  bool hasYields() const { return hasYields_; }

private:
  void addConditions(ir::Value* condition, bool holds,
                     std::vector<std::pair<ir::Value*, uint32_t>>* log);
  void refine(ir::Value* value, Condition condition, ir::Value* other,
              std::vector<std::pair<ir::Value*, uint32_t>>* log);
  void place(const ir::Dominators& dominators);

  ir::Function& function_;
  ir::Cfg cfg_;
  std::vector<uint32_t> useStarts_; // by Value::id of the instruction
  std::vector<uint32_t> uses_;
  std::vector<Refinement> refinements_;
  std::vector<std::vector<ir::Value*>> refinedBy_; // by Value::id
  std::vector<uint32_t> current_;                  // by Value::id, while placing
  bool hasYields_ = false;
};

// The fact under one condition; `other` is what is known of the value compared with.
Fact refined(const Fact& fact, Condition condition, const Fact& other);

} // namespace tauro::passes::infer
