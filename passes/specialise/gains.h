// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether versions are worth their place: what they would gain by values in registers, against
// their length. `index` is of Inference::versions(), or -1 for a version that takes words.
#pragma once

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

private:
  bool isTranslated(const ir::Inst* inst, int index) const;
  unsigned of(const ir::Inst* inst, int index) const;
  bool isStraightWorthwhile(const ir::Function& function, int index) const;
  bool hasWorthwhileLoop(const ir::Function& function, int index) const;
  bool isRecursive(const ir::Function& function, int index) const;

  const infer::Inference& inference_;
  const Objects& objects_;
};

} // namespace tauro::passes::specialise
