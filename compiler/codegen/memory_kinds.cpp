// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/memory_kinds.h"

#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace tauro::codegen {

MDNode* makeMemoryTag(LLVMContext& context, Memory kind) {
  static constexpr const char* kNames[kMemoryKinds] = {
      "shape",  "list header", "list item", "list double", "list int", "tuple item",
      "number", "cell",        "function",  "variable",    "frame"};
  MDBuilder metadata(context);
  MDNode* root = metadata.createTBAARoot("tauro");
  MDNode* type = metadata.createTBAAScalarTypeNode(kNames[static_cast<unsigned>(kind)], root);
  return metadata.createTBAAStructTagNode(type, type, 0);
}

} // namespace tauro::codegen
