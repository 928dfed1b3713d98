// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/partition.h"

#include "ir/analysis/cfg.h"
#include "ir/analysis/loops.h"

#include <algorithm>
#include <utility>

namespace tauro::codegen {

namespace {

/// Instructions to a part. Large enough that what each part repeats (declarations, descriptors, the
/// runtime's bitcode) is small beside it, small enough that a few thousand lines keep several cores
/// busy.
constexpr uint64_t kPartCost = 1500;
/// From this many instructions, or blocks that are not cold, on a function is Effort::Large. LLVM
/// takes about a second for one just below it.
constexpr uint64_t kLargeFunction = 6000;
constexpr size_t kManyBlocks = 1500;
/// Code compiled fast costs about a tenth.
constexpr uint64_t kRunsOnceDiscount = 10;

constexpr size_t kEfforts = static_cast<size_t>(Effort::Kernels) + 1;

/// What an exit leads to is hardly more than a call, which boxes (exits.cpp).
uint64_t costOf(const ir::Inst& inst) {
  if (ir::isBox(inst.op()) && inst.block()->isCold())
    return 0;
  constexpr size_t kLiveValues = 4; // cost as much as another instruction
  return inst.op() == ir::Op::Resume ? 1 + inst.operands().size() / kLiveValues : 1;
}

uint64_t costOf(const ir::Function& function) {
  uint64_t cost = 10;
  for (const auto& block : function.blocks())
    for (const ir::Inst* inst : *block)
      cost += costOf(*inst);
  return cost;
}

bool isLargeFunction(const ir::Function& function) {
  size_t blocks = 0;
  for (const auto& block : function.blocks())
    blocks += !block->isCold();
  return blocks >= kManyBlocks || costOf(function) >= kLargeFunction;
}

/// In reverse postorder every cycle has an edge that does not lead onwards.
bool hasCycle(const ir::Function& function) {
  ir::Cfg cfg(function);
  for (const ir::Block* block : cfg.order())
    for (const ir::Inst* inst : *block)
      for (const ir::Edge& edge : inst->edges())
        if (cfg.number(edge.target) <= cfg.number(block))
          return true;
  return false;
}

bool isRawArithmetic(const ir::Inst& inst) {
  for (const ir::Value* operand : inst.operands()) {
    ir::Representation r = operand->type().representation();
    if (r == ir::Representation::I64 || r == ir::Representation::F64)
      return true;
  }
  return false;
}

bool hasRawArithmetic(const ir::Function& function) {
  for (const auto& block : function.blocks())
    for (const ir::Inst* inst : *block)
      if (isRawArithmetic(*inst))
        return true;
  return false;
}

/// Whether some loop computes on raw values and calls nothing of the program: what LLVM's own
/// pipeline does to loops pays there. Where code that is not seen runs each time round, that is
/// what takes the time.
bool hasKernel(const ir::Function& function) {
  ir::Cfg cfg(function);
  ir::Dominators dominators(cfg);
  ir::Loops loops(cfg, dominators);
  for (const auto& loop : loops.all()) {
    bool isRaw = false, isQuiet = true;
    for (const ir::Block* block : loop->blocks)
      for (const ir::Inst* inst : *block) {
        isRaw = isRaw || isRawArithmetic(*inst);
        isQuiet = isQuiet && (inst->op() == ir::Op::Poll || !ir::mayRunUser(inst->effects()));
      }
    if (isRaw && isQuiet)
      return true;
  }
  return false;
}

/// Whether it does nothing but go on in resume code.
bool leavesAtOnce(const ir::Function& function) {
  const ir::Inst* first = function.entry()->first();
  while (first->op() == ir::Op::ResumePoint)
    first = first->next();
  return first->op() == ir::Op::Resume ||
         (first->op() == ir::Op::Jump && first->edges()[0].target->isCold());
}

/// For size every function is worth its time; so is what runs more than once at O3. At O0 none is.
Effort effortAt(OptLevel level, const ir::Function& function) {
  if (level == OptLevel::O0)
    return Effort::Kernels;
  Effort effort = effortFor(function);
  if (effort == Effort::Large)
    return effort;
  if (level == OptLevel::Os)
    return Effort::Kernels;
  return level == OptLevel::O3 && effort != Effort::Once ? Effort::Kernels : effort;
}

} // namespace

Effort effortFor(const ir::Function& function) {
  bool isLarge = isLargeFunction(function);
  // The version of a loop runs when another has given up: it gets the cases of small ints in line.
  if (function.versionAt >= 0)
    return isLarge ? Effort::Large : Effort::Words;
  if (hasCycle(function))
    return isLarge ? Effort::Large : hasKernel(function) ? Effort::Kernels : Effort::Loops;
  bool runsOnce = function.kind == ir::FunctionKind::Module ||
                  function.kind == ir::FunctionKind::ClassBody || leavesAtOnce(function);
  return runsOnce                     ? Effort::Once
         : isLarge                    ? Effort::Large
         : hasRawArithmetic(function) ? Effort::Straight
                                      : Effort::Words;
}

/// Each value of resume code has a slot, and what an op is lowered to may be kept over a call: its
/// answer, or what is passed on.
static uint64_t resumeFrame(const ir::Function& function) {
  constexpr uint64_t kOfOp = 8; // words
  uint64_t words = 0;
  for (const auto& block : function.blocks()) {
    words += block->arguments().size();
    for (const ir::Inst* inst : *block) {
      words += kOfOp + inst->operands().size();
      for (const ir::Edge& edge : inst->edges())
        words += edge.args.size();
    }
  }
  return words * sizeof(uint64_t);
}

const char* nameOf(Effort effort) {
  static constexpr const char* kNames[kEfforts] = {"once",     "large", "words",
                                                   "straight", "loops", "kernels"};
  return kNames[static_cast<size_t>(effort)];
}

ModuleFacts::ModuleFacts(const ir::Module& module) {
  std::unordered_set<const ir::Constant*> seen;
  for (const auto& function : module.functions()) {
    if (function->versionAt >= 0)
      loopVersions[function->versionOf->resumePoints[static_cast<size_t>(function->versionAt)]
                       .block] = function.get();
    else if (function->versionOf)
      versions[function->versionOf].push_back(function.get());
    for (const auto& block : function->blocks())
      for (const ir::Inst* inst : *block) {
        const ir::Attribute& attribute = inst->attribute();
        if (inst->op() == ir::Op::GlobalStore)
          stored.insert(attribute.variable);
        if (inst->op() == ir::Op::Resume)
          resumed[attribute.function].push_back(static_cast<unsigned>(attribute.imm));
        if (inst->op() != ir::Op::Const)
          continue;
        const ir::Constant* constant = inst->attribute().constant;
        if ((constant->kind == ir::ConstantKind::Tuple ||
             constant->kind == ir::ConstantKind::FrozenSet) &&
            seen.insert(constant).second)
          containers.push_back(constant);
      }
  }
  for (const auto& known : module.classes())
    for (const ir::KnownClass::Attribute& attribute : known->attributes)
      if (attribute.type == ir::Type::f64())
        rawNames.insert(attribute.name);
  for (auto& [function, points] : resumed) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    resumeFrames[function] = resumeFrame(*function);
  }
}

static bool takesWords(const ir::Function& version) {
  for (const auto& argument : version.entry()->arguments())
    if (!argument->type().isTagged())
      return false;
  return true;
}

const ir::Function& ModuleFacts::wordVersion(const ir::Function& function) const {
  auto known = versions.find(&function);
  if (known == versions.end())
    return function;
  for (const ir::Function* version : known->second)
    if (version->result.isTagged() && takesWords(*version))
      return *version;
  return function;
}

const ir::Function* ModuleFacts::replacement(const ir::Function& function) const {
  auto known = versions.find(&function);
  if (known == versions.end())
    return nullptr;
  for (const ir::Function* version : known->second)
    if (takesWords(*version))
      return version;
  return nullptr;
}

/// Entries are worth the effort of what they lead to: the first version, if words are just left
/// for.
const ir::Function* ModuleFacts::entered(const ir::Function& function) const {
  const ir::Function* words = replacement(function);
  return words && leavesAtOnce(*words) ? versions.at(&function).front() : words;
}

Part wholeModule(const ir::Module& module) {
  Part part;
  part.module = &module;
  part.facts = std::make_shared<ModuleFacts>(module);
  for (const auto& function : module.functions())
    part.functions.push_back(function.get());
  for (const auto& function : module.functions())
    if (part.facts->resumed.contains(function.get()))
      part.resumed.push_back(function.get());
  return part;
}

std::vector<Part> partition(const ir::Module& module, OptLevel level) {
  struct Item {
    const ir::Function* function;
    bool isResumeCode;
    uint64_t cost;
  };
  struct Kind {
    std::vector<Item> items;
    uint64_t cost = 0;
    void add(const Item& item) {
      items.push_back(item);
      cost += item.cost;
    }
  } kinds[kEfforts];
  auto facts = std::make_shared<const ModuleFacts>(module);
  for (const auto& function : module.functions()) {
    if (!facts->isReplaced(*function)) {
      Effort effort = effortAt(level, *function);
      uint64_t cost = costOf(*function) / (effort <= Effort::Large ? kRunsOnceDiscount : 1);
      kinds[static_cast<unsigned>(effort)].add({function.get(), false, cost});
    }
    // Resume code hardly ever runs.
    if (facts->resumed.contains(function.get())) {
      Effort least = level == OptLevel::O0 ? Effort::Kernels : Effort::Once;
      kinds[static_cast<unsigned>(least)].add(
          {function.get(), true, costOf(*function) / kRunsOnceDiscount});
    }
  }
  std::vector<Part> parts;
  size_t primary = 0;
  for (Effort effort : {Effort::Kernels, Effort::Loops, Effort::Straight, Effort::Words,
                        Effort::Large, Effort::Once}) {
    const Kind& kind = kinds[static_cast<unsigned>(effort)];
    // Parts of about the same size.
    uint64_t total = kind.cost;
    uint64_t limit = total / ((total + kPartCost - 1) / kPartCost + (total == 0));
    bool open = false;
    for (auto [function, isResumeCode, cost] : kind.items) {
      if (!open || parts.back().cost >= limit) {
        parts.emplace_back();
        parts.back().module = &module;
        parts.back().effort = effort;
        open = true;
      }
      Part& part = parts.back();
      part.cost += cost;
      if (isResumeCode) {
        part.resumed.push_back(function);
        continue;
      }
      const ir::Function* replaced = function->versionOf;
      if (replaced && facts->entered(*replaced) == function)
        part.functions.push_back(replaced);
      else
        replaced = nullptr;
      part.functions.push_back(function);
      if (module.body && (function == module.body || replaced == module.body))
        primary = parts.size() - 1;
    }
  }
  if (parts.empty())
    return {wholeModule(module)};
  std::rotate(parts.begin(), parts.begin() + static_cast<ptrdiff_t>(primary),
              parts.begin() + static_cast<ptrdiff_t>(primary) + 1);
  for (Part& part : parts) {
    part.facts = facts;
    part.primary = &part == &parts[0];
    part.shared = parts.size() > 1;
  }
  return parts;
}

} // namespace tauro::codegen
