// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The verifier's frame: functions, blocks and edges. verify_ops.cpp checks instructions against
// their rows, verify_flow.cpp use lists and dominance, verify_handled.cpp the exception being
// handled, verify_resume.cpp resume points, verify_version.cpp versions.
#include "ir/verifier.h"

#include <unordered_map>
#include <unordered_set>

#include "ir/text.h"
#include "ir/verifier_internal.h"

namespace tauro::ir {

void Report::fail(const Block* block, const Inst* inst, std::string_view rule) {
  failed_ = true;
  // A broken pass breaks a rule in thousands of places; the first ones tell.
  if (!errors_ || ++count_ > kMaxErrors)
    return;
  *errors_ += "@" + function_.symbol();
  if (block)
    *errors_ += ", " + block->name();
  if (inst)
    *errors_ += ", " + print(*inst);
  *errors_ += ": ";
  *errors_ += rule;
  *errors_ += '\n';
}

namespace {

void verifyParameters(const Function& function, Report& report) {
  const Parameters& p = function.parameters;
  size_t count = size_t{p.positional} + p.keywordOnly + p.varArgs + p.varKeywords;
  if (p.names.size() != count)
    report.fail("there is a name for each parameter");
  if (p.posOnly > p.positional)
    report.fail("positional-only parameters are positional");
  size_t arguments = function.entry()->argumentCount();
  if (function.versionAt >= 0)
    return; // takes its point's live values: verify_version.cpp
  switch (function.kind) {
  case FunctionKind::Function:
  case FunctionKind::Generator:
  case FunctionKind::Coroutine:
  case FunctionKind::AsyncGenerator:
    if (arguments != count)
      report.fail("the entry block has an argument for each parameter");
    break;
  case FunctionKind::Module:
    if (arguments != 0 || count != 0)
      report.fail("a module's body has no parameters");
    break;
  case FunctionKind::ClassBody:
  case FunctionKind::Step:
    if (arguments != 1)
      report.fail("class bodies and steps take one argument");
    break;
  }
  if ((function.kind == FunctionKind::Step) != (function.stepOf != nullptr))
    report.fail("a step, and nothing else, is the step of a function");
}

void verifyEdge(const Block* block, const Inst* inst, const Edge& edge,
                const std::unordered_set<const Block*>& blocks, Report& report) {
  if (!blocks.count(edge.target)) {
    report.fail(block, nullptr, "an edge leads to a block of another function or an erased one");
    return;
  }
  size_t wanted = edge.args.size() + edge.impliedArgs();
  const Block* target = edge.target;
  if (target->argumentCount() != wanted) {
    report.fail(block, inst,
                "the edge to " + target->name() + " passes " + std::to_string(wanted) +
                    " arguments, which takes " + std::to_string(target->argumentCount()));
    return;
  }
  for (unsigned i = 0; i < edge.args.size(); i++) {
    Type given = edge.args[i]->type(), taken = target->argument(i)->type();
    if (given.representation() != taken.representation())
      report.fail(block, inst, "an edge's argument has the representation of the target's");
    else if (!given.isSubtypeOf(taken))
      report.fail(block, inst, "an edge's argument is of the target's type");
  }
  if (edge.impliedArgs() && target->argument(target->argumentCount() - 1)->type() != Type::value())
    report.fail(block, inst,
                edge.kind == EdgeKind::Err
                    ? "a handler's last argument, the exception, is a value"
                    : "the last argument behind a call.version's exit, its answer, is a value");
}

bool verifyBlocks(const Function& function, Report& report) {
  std::unordered_set<const Block*> blocks;
  for (const auto& block : function.blocks())
    blocks.insert(block.get());
  bool sound = true;
  for (const auto& block : function.blocks()) {
    if (block->function() != &function)
      report.fail(block.get(), nullptr, "the block belongs to another function");
    if (!block->terminator()) {
      report.fail(block.get(), nullptr, "a block ends with a terminator");
      sound = false;
    }
    for (unsigned i = 0; i < block->argumentCount(); i++)
      if (block->argument(i)->type().representation() == Representation::None)
        report.fail(block.get(), nullptr, "a block's argument has a value");
    for (Inst* inst : *block) {
      if (inst->isTerminator() && inst != block->last()) {
        report.fail(block.get(), inst, "a terminator stands at the end of its block");
        sound = false;
      }
      for (const Edge& edge : inst->edges()) {
        if (edge.target == function.entry())
          report.fail(block.get(), inst, "no edge leads to the entry block");
        verifyEdge(block.get(), inst, edge, blocks, report);
        sound &= blocks.count(edge.target) != 0;
      }
    }
  }
  return sound;
}

void verifyFunction(const Function& function, Report& report) {
  if (function.blocks().empty()) {
    report.fail("a function has an entry block");
    return;
  }
  if (!function.result.isTagged() && function.result.representation() == Representation::None)
    report.fail("a function's result has a value");
  verifyParameters(function, report);
  verifyVersion(function, report);
  bool sound = verifyBlocks(function, report);
  for (const auto& block : function.blocks())
    for (Inst* inst : *block)
      verifyInst(function, *inst, report);
  verifyUses(function, report);
  // Paths are only followed in a graph whose blocks end and whose edges lead somewhere.
  if (!sound)
    return;
  verifyDominance(function, report);
  // The rest reads operands and attributes by their rows.
  if (report.failed())
    return;
  verifyHandled(function, report);
  verifyResumePoints(function, report);
  verifyResumes(function, report);
}

// The frame of a step function is what the gen.new of its outer function makes.
void verifyFrame(const Function& function,
                 const std::unordered_map<const Function*, int64_t>& frames, Report& report) {
  for (const auto& block : function.blocks())
    for (Inst* inst : *block) {
      const Function* step = &function;
      if (inst->op() == Op::FrameInit) {
        const Inst* made = asInst(inst->operand(0));
        if (!made || made->op() != Op::GenNew) {
          report.fail(block.get(), inst, "frame.init is into a generator that gen.new made");
          continue;
        }
        step = made->attribute().function;
      } else if (inst->op() != Op::FrameLoad && inst->op() != Op::FrameStore) {
        continue;
      }
      auto frame = frames.find(step);
      if (frame != frames.end() && inst->attribute().imm >= frame->second)
        report.fail(block.get(), inst, "the word is one of the generator's frame");
    }
}

// Of a known class: the rule that it breaks, or nothing.
std::string_view brokenRule(const KnownClass& known) {
  if (known.body->kind != FunctionKind::ClassBody)
    return "a class is named by its classbody";
  if (known.attributes.size() > KnownClass::kMaxAttributes)
    return "there are no more attributes than lie in the object";
  std::unordered_set<const Constant*> names;
  for (const KnownClass::Attribute& attribute : known.attributes) {
    if (!attribute.name || !names.insert(attribute.name).second)
      return "attributes and methods have names of their own";
    if (attribute.type != Type::value() && attribute.type != Type::f64())
      return "an attribute is a value or an f64";
  }
  for (const KnownClass::Method& method : known.methods) {
    if (!method.name || !names.insert(method.name).second)
      return "attributes and methods have names of their own";
    if (!method.function || method.function->module() != known.body->module() ||
        (method.function->kind != FunctionKind::Function && !isSuspendable(method.function->kind)))
      return "a method is a func or generator of the module";
  }
  return {};
}

} // namespace

bool verify(const Function& function, std::string* errors) {
  Report report(function, errors);
  verifyFunction(function, report);
  return !report.failed();
}

bool verify(const Module& module, std::string* errors) {
  std::unordered_map<const Function*, int64_t> frames; // words of each step function's
  for (const auto& function : module.functions())
    for (const auto& block : function->blocks())
      for (Inst* inst : *block)
        if (inst->op() == Op::GenNew)
          frames[inst->attribute().function] = inst->attribute().imm;
  bool correct = true;
  for (const auto& function : module.functions()) {
    Report report(*function, errors);
    verifyFunction(*function, report);
    verifyFrame(*function, frames, report);
    correct &= !report.failed();
  }
  auto fail = [&](std::string_view rule) {
    correct = false;
    if (errors)
      errors->append("module ").append(module.name()).append(": ").append(rule).append("\n");
  };
  for (const auto& known : module.classes())
    if (std::string_view rule = brokenRule(*known); !rule.empty())
      fail("class " + known->name() + ": " + std::string(rule));
  if (module.body && (module.body->kind != FunctionKind::Module || module.body->versionOf))
    fail("the body is a modulebody");
  for (const auto& function : module.functions())
    if (function->kind == FunctionKind::Module && function.get() != module.body &&
        (!function->versionOf || function->versionOf != module.body))
      fail("a modulebody is the module's body");
  return correct;
}

} // namespace tauro::ir
