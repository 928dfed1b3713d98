// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small questions about values, and small steps, that several passes share.
#pragma once

#include "ir/analysis/dominators.h"
#include "ir/ir.h"

namespace tauro::passes {

// The constant that a word is, or null.
inline const ir::Constant* constantOf(ir::Value* value) {
  ir::Inst* inst = ir::asInst(value);
  return inst && inst->op() == ir::Op::Const ? inst->attribute().constant : nullptr;
}

// Whether the op may answer the unbound singleton.
bool mayBeUnbound(const ir::Inst* inst);

// What kind of word a value is for certain: its type, or what its op is known to make.
ir::Type knownType(ir::Value* value);

// Replaces an instruction by a value that is available there, and erases it.
void replaceWith(ir::Inst* inst, ir::Value* value);
// Replaces it by a constant word, bool, i64 or f64.
void replaceWithConstant(ir::Inst* inst, const ir::Constant* constant);
void replaceWithBool(ir::Inst* inst, bool value);
void replaceWithI64(ir::Inst* inst, int64_t value);
void replaceWithF64(ir::Inst* inst, double value);
// A new instruction before another one, with its site; without edges.
ir::Inst* insertBefore(ir::Inst* position, ir::Op op, std::vector<ir::Value*> operands,
                       ir::Attribute attribute = {});
// Replaces an instruction by a new one of another op, with its site and edges.
ir::Inst* rewrite(ir::Inst* inst, ir::Op op, std::vector<ir::Value*> operands,
                  ir::Attribute attribute = {});

// Walks the dominator tree of starts and ends. What was learnt at a block's start holds for what
// the start dominates, at its end for what the end dominates:
//   atStart(block) and atEnd(block) in that order, each followed by all below it and then undo()
template <class AtStart, class AtEnd, class Undo>
void walkDominatorTree(const ir::Dominators& dominators, AtStart atStart, AtEnd atEnd, Undo undo) {
  std::vector<std::vector<uint32_t>> children(dominators.nodeCount());
  for (uint32_t node = dominators.nodeCount() - 1; node > 0; node--)
    children[dominators.parent(node)].push_back(node);
  std::vector<uint32_t> stack;
  auto enter = [&](uint32_t node) {
    stack.push_back(node);
    if (node % 2 == 0)
      atStart(dominators.blockOf(node));
    else
      atEnd(dominators.blockOf(node));
  };
  enter(0);
  while (!stack.empty()) {
    std::vector<uint32_t>& rest = children[stack.back()];
    if (rest.empty()) {
      undo();
      stack.pop_back();
    } else {
      uint32_t next = rest.back();
      rest.pop_back();
      enter(next);
    }
  }
}

} // namespace tauro::passes
