// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the passes, with reasons.
#include "passes/manager.h"

namespace tauro::passes {

std::vector<Step> pipeline(Level level) {
  // What codegen needs, and no more: it knows neither locals nor yields.
  if (level == Level::O0)
    return {
        {{PassId::BuildSsa}},        {{PassId::SimplifyCfg}}, {{PassId::Dce}},
        {{PassId::LowerGenerators}}, {{PassId::Safepoints}},
    };

  // Each rule of these passes goes one way (towards fewer or cheaper ops), so the group ends by
  // itself; a second round pays since folded branches make values constant, and the cap only
  // bounds time. The graph comes first: the others are better on straight lines.
  Step cleanUp{{PassId::SimplifyCfg, PassId::Fold, PassId::Simplify, PassId::Bound, PassId::Cse,
                PassId::Dce},
               3};
  return {
      {{PassId::BuildSsa}},
      cleanUp,
      // Cells that are plain values make the functions in them visible to known-callees.
      {{PassId::Cells}},
      {{PassId::KnownCallees}},
      cleanUp,
      // After all that could remove a value: what is live across a yield costs a frame word.
      {{PassId::LowerGenerators}},
      // The step's dispatch and its reloads are new code.
      {{PassId::SimplifyCfg, PassId::Cse, PassId::Dce}, 2},
      // Last, since a poll may run anything and would stand in the way of all of the above.
      {{PassId::Safepoints}},
  };
}

std::vector<Step> programPipeline(const Options& options) {
  // In the place of what rests on the facts, so that it checks just these.
  if (options.checkFacts)
    return {{{PassId::CheckFacts}}};
  if (options.level == Level::O0 || !options.versions)
    return {};
  return {
      // On generic bodies in their last form: versions leave to exactly these.
      {{PassId::Specialise}},
      {{PassId::SimplifyCfg, PassId::Fold, PassId::Simplify, PassId::Cse, PassId::Dce}, 2},
      {{PassId::InlineVersions}},
      {{PassId::SimplifyCfg, PassId::Cse, PassId::Dce}},
      {{PassId::RotateLoops}},
      {{PassId::SimplifyCfg}}, // the head joins what leads to it, where loop.entry stands
      // Into rotated loops every way leads past their first ops.
      {{PassId::Hoist}},
      {{PassId::CheckIndexes}}, // of lists that are known before the loop by now
      // What the copies of a loop's head have in common; blocks that now have one way in.
      {{PassId::SimplifyCfg, PassId::Fold, PassId::Cse, PassId::Dce}, 2},
      // Where loops have the form in which they stay.
      {{PassId::StripMine}},
  };
}

} // namespace tauro::passes
