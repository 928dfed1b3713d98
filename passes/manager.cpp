// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One scope gives every run of a pass its timer, dump and verification.
#include "passes/manager.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/infer/summary.h"
#include "passes/remarks.h"

namespace tauro::passes {
namespace {

constexpr PassInfo kInfos[] = {
#define FUNCTION_PASS(Id, name, description, Kept)                                                 \
  {name, description, Preserves::Kept, run##Id, nullptr, nullptr},
#define MODULE_PASS(Id, name, description, Kept)                                                   \
  {name, description, Preserves::Kept, nullptr, run##Id, nullptr},
#define PROGRAM_PASS(Id, name, description, Kept)                                                  \
  {name, description, Preserves::Kept, nullptr, nullptr, run##Id},
#include "passes/passes.def"
};

// The function a pass runs on, or null for all of the module.
std::string textOf(const ir::Module& module, const ir::Function* function) {
  return function ? ir::print(*function) : ir::print(module);
}

// What a pass that preserves the graph must leave as it was.
std::vector<uint32_t> shapeOf(const ir::Function& function) {
  std::vector<uint32_t> shape;
  for (const auto& block : function.blocks()) {
    shape.push_back(block->id());
    std::vector<uint32_t> targets;
    for (ir::Inst* inst : *block)
      for (const ir::Edge& edge : inst->edges())
        targets.push_back(edge.target->id());
    shape.push_back(static_cast<uint32_t>(targets.size()));
    shape.insert(shape.end(), targets.begin(), targets.end());
  }
  return shape;
}

class Runner {
public:
  Runner(ir::Module& module, const Options& options, std::string* error)
      : module_(module), options_(options), error_(error), timings_(kPassCount) {}

  ~Runner() {
    if (!options_.timings)
      return;
    for (unsigned i = 0; i < kPassCount; i++)
      if (timings_[i].runs) {
        timings_[i].pass = kInfos[i].name;
        options_.timings->push_back(timings_[i]);
      }
  }

  bool run(const std::vector<Step>& steps) {
    for (size_t i = 0; i < steps.size();) {
      const PassInfo& first = info(steps[i].passes.front());
      if (!first.runOnFunction) {
        bool changed = false;
        if (!runPass(steps[i].passes.front(), nullptr, nullptr, &changed))
          return false;
        i++;
        continue;
      }
      size_t end = i;
      while (end < steps.size() && info(steps[end].passes.front()).runOnFunction)
        end++;
      // By index: passes do not add functions here, but nothing should depend on it.
      for (size_t f = 0; f < module_.functions().size(); f++)
        if (!runOnFunction(*module_.functions()[f], steps, i, end))
          return false;
      i = end;
    }
    return true;
  }

private:
  bool runOnFunction(ir::Function& function, const std::vector<Step>& steps, size_t begin,
                     size_t end) {
    if (function.isFrozen())
      return true;
    Analyses analyses(function);
    for (size_t i = begin; i < end; i++)
      for (unsigned round = 0; round < steps[i].rounds; round++) {
        bool changed = false;
        for (PassId pass : steps[i].passes)
          if (!runPass(pass, &function, &analyses, &changed))
            return false;
        if (!changed)
          break;
      }
    return true;
  }

  bool runPass(PassId id, ir::Function* function, Analyses* analyses, bool* changedAny) {
    const PassInfo& pass = info(id);
    std::string before;
    std::vector<uint32_t> shape;
    bool keepsShape = function && pass.preserves == Preserves::Cfg;
    if (options_.verifyEach) {
      before = textOf(module_, function);
      if (keepsShape)
        shape = shapeOf(*function);
    }
    auto start = std::chrono::steady_clock::now();
    bool changed = function           ? pass.runOnFunction(*function, *analyses)
                   : pass.runOnModule ? pass.runOnModule(module_)
                                      : pass.runOnProgram(module_, program(), options_.remarks);
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    Timing& timing = timings_[static_cast<size_t>(id)];
    timing.seconds += seconds.count();
    timing.runs++;
    timing.changes += changed;
    *changedAny |= changed;
    if (analyses && changed && pass.preserves == Preserves::Nothing)
      analyses->invalidate();
    if (options_.dumpAfter == "all" || options_.dumpAfter == pass.name) {
      std::string header = "; after " + std::string(pass.name);
      if (!changed)
        header += ": no change";
      std::string text = header + "\n" + (changed ? textOf(module_, function) : std::string());
      std::fwrite(text.data(), 1, text.size(), stderr);
    }
    return !options_.verifyEach || verify(pass, function, changed, before, shape, keepsShape);
  }

  bool verify(const PassInfo& pass, ir::Function* function, bool changed, const std::string& before,
              const std::vector<uint32_t>& shape, bool keepsShape) {
    std::string broken;
    bool correct = function ? ir::verify(*function, &broken) : ir::verify(module_, &broken);
    if (correct && !changed && textOf(module_, function) != before) {
      correct = false;
      broken = "the pass said that it changed nothing, but did\n";
    }
    if (correct && keepsShape && shapeOf(*function) != shape) {
      correct = false;
      broken = "the pass claims to preserve the graph, but changed it\n";
    }
    if (!correct)
      *error_ = "after pass " + std::string(pass.name) + ":\n" + broken + "the IR before it:\n" +
                before + "the IR after it:\n" + textOf(module_, function);
    return correct;
  }

  const infer::Program& program() {
    if (options_.program)
      return *options_.program;
    infer::ModuleSummary alone[] = {infer::summarise(module_)};
    return alone_.emplace(alone);
  }

  ir::Module& module_;
  const Options& options_;
  std::optional<infer::Program> alone_; // when no program is given
  std::string* error_;
  std::vector<Timing> timings_;
};

} // namespace

const PassInfo& info(PassId id) { return kInfos[static_cast<size_t>(id)]; }

std::vector<std::pair<std::string_view, std::string_view>> listPasses() {
  std::vector<std::pair<std::string_view, std::string_view>> list;
  for (const PassInfo& pass : kInfos)
    list.emplace_back(pass.name, pass.description);
  return list;
}

bool runSteps(ir::Module& module, const std::vector<Step>& steps, const Options& options,
              std::string* error) {
  return Runner(module, options, error).run(steps);
}

bool optimise(ir::Module& module, const Options& options, std::string* error) {
  return runSteps(module, pipeline(options.level), options, error);
}

bool optimiseInProgram(ir::Module& module, const Options& options, std::string* error) {
  bool done = runSteps(module, programPipeline(options), options, error);
  if (done && options.remarks)
    options.remarks->findExits(module);
  return done;
}

bool runPasses(ir::Module& module, const std::vector<std::string>& names, const Options& options,
               std::string* error) {
  std::vector<Step> steps;
  for (const std::string& name : names) {
    size_t i = 0;
    while (i < kPassCount && kInfos[i].name != name)
      i++;
    if (i == kPassCount) {
      *error = "no pass '" + name + "'";
      return false;
    }
    steps.push_back({{static_cast<PassId>(i)}});
  }
  return runSteps(module, steps, options, error);
}

} // namespace tauro::passes
