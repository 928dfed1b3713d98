// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Versions: what they share with the function they are versions of, and how they answer.
#include "ir/verifier_internal.h"

namespace tauro::ir {
namespace {

bool haveSameParameters(const Parameters& a, const Parameters& b) {
  return a.names == b.names && a.posOnly == b.posOnly && a.positional == b.positional &&
         a.keywordOnly == b.keywordOnly && a.varArgs == b.varArgs && a.varKeywords == b.varKeywords;
}

bool takesWords(const Function& function) {
  for (const auto& argument : function.entry()->arguments())
    if (!argument->type().isTagged())
      return false;
  return true;
}

} // namespace

static void verifyLoopVersion(const Function& function, const Function& generic, Report& report) {
  size_t at = static_cast<size_t>(function.versionAt);
  if (at >= generic.resumePoints.size() ||
      generic.resumePoints[at].kind != ResumeKind::BlockEntry) {
    report.fail("a loop's version begins at a resume point at a block's entry");
    return;
  }
  const std::vector<Value*>& live = generic.resumePoints[at].live;
  const auto& arguments = function.entry()->arguments();
  bool right = arguments.size() == live.size() && function.result.isTagged();
  for (size_t i = 0; right && i < live.size(); i++)
    right = arguments[i]->type() == live[i]->type();
  if (!right)
    report.fail("a loop's version takes the live values of its point and answers a word");
}

void verifyVersion(const Function& function, Report& report) {
  const Function* generic = function.versionOf;
  if (function.versionAt >= 0 && generic)
    verifyLoopVersion(function, *generic, report);
  bool raw = !function.result.isTagged();
  if (function.elseValue && (!generic || !raw))
    report.fail("only a version with a raw result answers a value else");
  if (!generic || (function.kind != FunctionKind::Function && function.versionAt < 0)) {
    // Unknown callers and the runtime come with words.
    if (raw || !takesWords(function))
      report.fail("only a version of a func takes or answers raw values");
    if (!generic)
      return;
  }
  bool kept = function.kind == FunctionKind::Function || function.kind == FunctionKind::Step ||
              function.kind == FunctionKind::Module;
  if (generic->versionOf || generic->module() != function.module() ||
      generic->kind != function.kind || generic->stepOf != function.stepOf || !kept)
    report.fail("a version is of a func, step or body of its module that is no version");
  if (!haveSameParameters(function.parameters, generic->parameters) ||
      function.captureNames != generic->captureNames)
    report.fail("a version has the parameters and captures of what it is a version of");
  if (!raw || function.elseValue)
    return;
  for (const auto& block : function.blocks())
    for (const Inst* inst : *block)
      if (mayRaise(inst->effects()) && !inst->edge(EdgeKind::Err))
        report.fail(block.get(), inst, "no error leaves a version that answers a bare raw value");
}

} // namespace tauro::ir
