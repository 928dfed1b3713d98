// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What passes are to the manager, and what they may ask for.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "ir/analysis/cfg.h"
#include "ir/analysis/dominators.h"
#include "ir/analysis/loops.h"
#include "ir/ir.h"

namespace tauro::passes {

namespace infer {
class Program;
}
class Remarks;

// Facts about one function, computed when first asked for and kept while passes preserve them.
class Analyses {
public:
  explicit Analyses(ir::Function& function) : function_(function) {}
  const ir::Cfg& cfg() {
    if (!cfg_)
      cfg_ = std::make_unique<ir::Cfg>(function_);
    return *cfg_;
  }
  const ir::Dominators& dominators() {
    if (!dominators_)
      dominators_ = std::make_unique<ir::Dominators>(cfg());
    return *dominators_;
  }
  const ir::Loops& loops() {
    if (!loops_)
      loops_ = std::make_unique<ir::Loops>(cfg(), dominators());
    return *loops_;
  }
  void invalidate() {
    loops_.reset();
    dominators_.reset();
    cfg_.reset();
  }

private:
  ir::Function& function_;
  std::unique_ptr<ir::Cfg> cfg_;
  std::unique_ptr<ir::Dominators> dominators_;
  std::unique_ptr<ir::Loops> loops_;
};

#define FUNCTION_PASS(Id, name, description, Preserves) bool run##Id(ir::Function&, Analyses&);
#define MODULE_PASS(Id, name, description, Preserves) bool run##Id(ir::Module&);
#define PROGRAM_PASS(Id, name, description, Preserves)                                             \
  bool run##Id(ir::Module&, const infer::Program&, Remarks*);
#include "passes/passes.def"

enum class PassId : uint8_t {
#define FUNCTION_PASS(Id, name, description, Preserves) Id,
#define MODULE_PASS(Id, name, description, Preserves) Id,
#define PROGRAM_PASS(Id, name, description, Preserves) Id,
#include "passes/passes.def"
};

enum class Preserves : uint8_t { Nothing, Cfg };

struct PassInfo {
  std::string_view name;
  std::string_view description;
  Preserves preserves;
  // One of them is not null.
  bool (*runOnFunction)(ir::Function&, Analyses&);
  bool (*runOnModule)(ir::Module&);
  bool (*runOnProgram)(ir::Module&, const infer::Program&, Remarks*);
};
const PassInfo& info(PassId id);
constexpr unsigned kPassCount = 0
#define FUNCTION_PASS(Id, name, description, Preserves) +1
#define MODULE_PASS(Id, name, description, Preserves) +1
#define PROGRAM_PASS(Id, name, description, Preserves) +1
#include "passes/passes.def"
    ;

// A pipeline is a list of steps. A step is one pass, or several that run again until none of them
// changes the function, at most `rounds` times.
struct Step {
  std::vector<PassId> passes;
  unsigned rounds = 1;
};

} // namespace tauro::passes
