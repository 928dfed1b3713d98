// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether versions are worth their place: what they would gain by values in registers, against
// their length. `index` is of Inference::versions(), or -1 for a version that takes words.
#pragma once

#include "ir/analysis/loops.h"
#include "passes/infer/infer.h"
#include "passes/specialise/objects.h"

namespace tauro::passes::specialise {

class Gains {
public:
  Gains(const infer::Inference& inference, const Objects& objects)
      : inference_(inference), objects_(objects) {}
  // Whether a body with these facts has anything that words would do worse: enough for a version
  // that takes the generic body's place.
  bool hasAny(const ir::Function& function, int index) const;
  // Whether a version is worth its place beside a generic body that is compiled as well.
  bool isWorthBoth(const ir::Function& function, int index) const;
  // Whether one is worth its place beside others: by what it gains beyond one that takes words.
  bool isWorthMore(const ir::Function& function, int index) const;
  // Whether a loop is worth a version of its own, for runs that left the function's version: of
  // words and what bounds prove.
  bool isWorthLoop(const ir::Loop& loop, const ir::Loops& loops) const;

private:
  enum class Beyond : bool { Generic, Words };
  struct Share {
    unsigned gain = 0, cost = 0;
  };
  bool isTranslated(const ir::Inst* inst, int index) const;
  // What a version gains in an op, beyond generic code or a version that takes words.
  unsigned of(const ir::Inst* inst, int index, Beyond beyond = Beyond::Generic) const;
  unsigned costOf(const ir::Inst* inst, int index) const;
  Share shareOf(const ir::Loop& loop, const ir::Loops& loops, int index, Beyond beyond) const;
  bool isStraightWorthwhile(const ir::Function& function, int index, Beyond beyond) const;
  bool hasWorthwhileLoop(const ir::Function& function, int index, Beyond beyond) const;
  bool isRecursive(const ir::Function& function, int index) const;

  const infer::Inference& inference_;
  const Objects& objects_;
};

} // namespace tauro::passes::specialise
