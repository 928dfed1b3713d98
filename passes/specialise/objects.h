// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which ops reach an attribute or a method of an instance of a known class.
#pragma once

#include <unordered_set>

#include "ir/ir.h"
#include "passes/infer/infer.h"

namespace tauro::passes::specialise {

class Objects {
public:
  Objects(ir::Module& module, const infer::Inference& inference);

  // The known class of an op's first operand, in the version with that index in inference; null
  // too where that is `self` of a method that runs before the instance has all attributes.
  const ir::KnownClass* classOf(const ir::Inst* inst, int version) const;
  // The number of the attribute that py.getattr or py.setattr reaches, or -1.
  int attributeOf(const ir::Inst* inst, int version) const;
  // The method that py.call.method or method.load finds, or null; of an operator, the one that
  // decides about the result.
  const ir::KnownClass::Method* methodOf(const ir::Inst* inst, int version) const;

private:
  const ir::KnownClass::Method* operatorOf(const ir::Inst* inst, int version) const;
  void findMakers(const ir::KnownClass& known, const ir::Function* method);

  ir::Module& module_; // for its interned names
  const infer::Inference& inference_;
  std::unordered_set<const ir::Function*> makers_;
};

} // namespace tauro::passes::specialise
