// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names of node kinds and operators.
#include "compiler/ast/ast.h"

namespace tauro::ast {

std::string_view spelling(NodeKind kind) {
  constexpr std::string_view kNames[] = {
#define AST_STMT(Name, Spelling, ...) Spelling,
#define AST_EXPR(Name, Spelling, ...) Spelling,
#define AST_PATTERN(Name, Spelling, ...) Spelling,
#define AST_TYPEPARAM(Name, Spelling, ...) Spelling,
#define AST_AUX(Name, Spelling, ...) Spelling,
#include "compiler/ast/nodes.def"
  };
  return kNames[static_cast<size_t>(kind)];
}

bool isPattern(NodeKind kind) {
  switch (kind) {
#define AST_PATTERN(Name, Spelling, ...) case NodeKind::Name:
#include "compiler/ast/nodes.def"
    return true;
  default:
    return false;
  }
}

#define OPERATOR_TEXTS(Enum)                                                                       \
  std::string_view name(Enum op) { return k##Enum##Names[static_cast<size_t>(op)]; }               \
  std::string_view spelling(Enum op) { return k##Enum##Spellings[static_cast<size_t>(op)]; }

namespace {
constexpr std::string_view kBoolOperatorNames[] = {
#define BOOL_OPERATOR(Id, Spelling) #Id,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kBoolOperatorSpellings[] = {
#define BOOL_OPERATOR(Id, Spelling) Spelling,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kBinaryOperatorNames[] = {
#define BINARY_OPERATOR(Id, Spelling, Precedence) #Id,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kBinaryOperatorSpellings[] = {
#define BINARY_OPERATOR(Id, Spelling, Precedence) Spelling,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kUnaryOperatorNames[] = {
#define UNARY_OPERATOR(Id, Spelling) #Id,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kUnaryOperatorSpellings[] = {
#define UNARY_OPERATOR(Id, Spelling) Spelling,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kCompareOperatorNames[] = {
#define COMPARE_OPERATOR(Id, Spelling) #Id,
#include "compiler/ast/operators.def"
};
constexpr std::string_view kCompareOperatorSpellings[] = {
#define COMPARE_OPERATOR(Id, Spelling) Spelling,
#include "compiler/ast/operators.def"
};
} // namespace

OPERATOR_TEXTS(BoolOperator)
OPERATOR_TEXTS(BinaryOperator)
OPERATOR_TEXTS(UnaryOperator)
OPERATOR_TEXTS(CompareOperator)
#undef OPERATOR_TEXTS

std::string_view name(ExprContext ctx) {
  switch (ctx) {
  case ExprContext::Load:
    return "Load";
  case ExprContext::Store:
    return "Store";
  case ExprContext::Del:
    return "Del";
  }
  __builtin_unreachable();
}

} // namespace tauro::ast
