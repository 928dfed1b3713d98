// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Limits on nesting. The parser's own recursion is counted as it goes. The height of the tree,
// which later stages walk recursively, is bounded cheaply from counters, and measured only where
// that bound passes the limit.
#include "compiler/parse/parser.h"

#include <algorithm>

namespace tauro::parse {

bool Parser::tooDeep() {
  raiseHere(diag::kNestedTooDeeply, static_cast<int64_t>(kMaxRecursion));
  return false;
}

namespace {
uint32_t heightOf(const Node* root) {
  struct Item {
    const Node* node;
    uint32_t depth;
  };
  std::vector<Item> stack{{root, 1}};
  uint32_t height = 0;
  while (!stack.empty()) {
    Item item = stack.back();
    stack.pop_back();
    height = std::max(height, item.depth);
    walkChildren(*item.node, [&](const Node& child) { stack.push_back({&child, item.depth + 1}); });
  }
  return height;
}
} // namespace

/// Reports a statement that is higher than kMaxDepth, and counts its height for the one around it.
/// `outer` is what nested_ was before it.
void Parser::checkHeight(const Stmt* statement, uint32_t outer) {
  // One level of expression() makes at most about this many nodes that are not links.
  constexpr uint32_t kNodesPerLevel = 16;
  uint32_t bound = links_ + deepest_ * kNodesPerLevel + nested_ + 4;
  if (bound > kMaxDepth) [[unlikely]] {
    bound = heightOf(statement);
    if (bound > kMaxDepth) {
      raise(diag::kNestedTooDeeply, {statement->range.begin, statement->range.begin + 1},
            static_cast<int64_t>(kMaxDepth));
      raised_ = false;
      bound = 0;
    }
  }
  nested_ = std::max(outer, bound);
}

} // namespace tauro::parse
