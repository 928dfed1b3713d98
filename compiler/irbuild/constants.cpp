// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Literals as IR constants, the folding that IR build does itself (negated numbers, tuples), and
// docstrings.
#include "compiler/irbuild/module_builder.h"

namespace tauro::irbuild {

namespace {
// str.expandtabs() for UTF-8, which counts columns in code points.
std::string expandTabs(std::string_view text) {
  std::string out;
  uint32_t column = 0;
  for (char c : text) {
    if (c == '\t') {
      uint32_t spaces = 8 - column % 8;
      out.append(spaces, ' ');
      column += spaces;
      continue;
    }
    out += c;
    if (c == '\n' || c == '\r')
      column = 0;
    else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
      ++column;
  }
  return out;
}

// What 3.13 does to docstrings when it compiles them: the indentation that all lines but the first
// share goes, and all of the first line's.
std::string cleanDocstring(std::string_view text) {
  std::string doc = expandTabs(text);
  size_t margin = std::string::npos;
  for (size_t line = doc.find('\n'); line != std::string::npos; line = doc.find('\n', line + 1)) {
    size_t start = line + 1;
    size_t first = doc.find_first_not_of(' ', start);
    if (first != std::string::npos && doc[first] != '\n')
      margin = std::min(margin, first - start);
  }
  if (margin == std::string::npos)
    margin = 0;

  std::string out;
  size_t at = doc.find_first_not_of(' ');
  if (at == std::string::npos)
    at = doc.size();
  while (at < doc.size()) {
    size_t end = doc.find('\n', at);
    end = end == std::string::npos ? doc.size() : end + 1;
    out.append(doc, at, end - at);
    at = end;
    for (size_t i = 0; i < margin && at < doc.size() && doc[at] == ' '; ++i)
      ++at;
  }
  return out;
}

std::string negated(std::string_view digits) {
  return digits[0] == '-' ? std::string(digits.substr(1)) : "-" + std::string(digits);
}
} // namespace

const ir::Constant* ModuleBuilder::constant(const ast::ConstantValue& value) {
  switch (value.kind()) {
  case ast::ConstantKind::None:
    return ir_->constant(ir::ConstantKind::None);
  case ast::ConstantKind::True:
    return ir_->constant(ir::ConstantKind::True);
  case ast::ConstantKind::False:
    return ir_->constant(ir::ConstantKind::False);
  case ast::ConstantKind::Ellipsis:
    return ir_->constant(ir::ConstantKind::Ellipsis);
  case ast::ConstantKind::Int:
    return ir_->intConstant(value.integer());
  case ast::ConstantKind::BigInt:
    return ir_->bigIntConstant(std::string(value.text()));
  case ast::ConstantKind::Float:
    return ir_->floatConstant(value.number());
  case ast::ConstantKind::Complex:
    return ir_->complexConstant(0, value.number());
  case ast::ConstantKind::Str:
    return ir_->strConstant(value.text());
  case ast::ConstantKind::Bytes:
    return ir_->bytesConstant(value.text());
  }
  __builtin_unreachable();
}

const ir::Constant* ModuleBuilder::fold(const ast::Expr& node) {
  switch (node.kind) {
  case ast::NodeKind::Constant:
    return constant(static_cast<const ast::Constant&>(node).value);
  case ast::NodeKind::Name:
    if (static_cast<const ast::Name&>(node).name == known::kDunderDebug)
      return ir_->constant(ir::ConstantKind::True);
    return nullptr;
  case ast::NodeKind::UnaryOp: {
    const auto& unary = static_cast<const ast::UnaryOp&>(node);
    const auto* operand = ast::dynAs<ast::Constant>(unary.operand);
    if (unary.op != ast::UnaryOperator::USub || !operand)
      return nullptr;
    switch (operand->value.kind()) {
    case ast::ConstantKind::Int:
      return ir_->intConstant(-operand->value.integer()); // literals are not negative
    case ast::ConstantKind::BigInt:
      return ir_->bigIntConstant(negated(operand->value.text()));
    case ast::ConstantKind::Float:
      return ir_->floatConstant(-operand->value.number());
    case ast::ConstantKind::Complex:
      return ir_->complexConstant(-0.0, -operand->value.number());
    default:
      return nullptr;
    }
  }
  case ast::NodeKind::Tuple: {
    std::vector<const ir::Constant*> items;
    for (const ast::Expr* element : static_cast<const ast::Tuple&>(node).elts) {
      const ir::Constant* item = fold(*element);
      if (!item)
        return nullptr;
      items.push_back(item);
    }
    return ir_->tupleConstant(std::move(items));
  }
  default:
    return nullptr;
  }
}

int ModuleBuilder::constantTruth(const ast::Expr& node) const {
  if (const auto* name = ast::dynAs<ast::Name>(&node))
    return name->name == known::kDunderDebug ? 1 : -1;
  const auto* constant = ast::dynAs<ast::Constant>(&node);
  if (!constant)
    return -1;
  const ast::ConstantValue& value = constant->value;
  switch (value.kind()) {
  case ast::ConstantKind::None:
  case ast::ConstantKind::False:
    return 0;
  case ast::ConstantKind::True:
  case ast::ConstantKind::Ellipsis:
  case ast::ConstantKind::BigInt:
    return 1;
  case ast::ConstantKind::Int:
    return value.integer() != 0;
  case ast::ConstantKind::Float:
  case ast::ConstantKind::Complex:
    return value.number() != 0;
  case ast::ConstantKind::Str:
  case ast::ConstantKind::Bytes:
    return !value.text().empty();
  }
  __builtin_unreachable();
}

const ir::Constant* ModuleBuilder::docstring(Span<ast::Stmt* const> body) {
  if (body.empty())
    return nullptr;
  const auto* statement = ast::dynAs<ast::ExprStmt>(body[0]);
  const auto* constant = statement ? ast::dynAs<ast::Constant>(statement->value) : nullptr;
  if (!constant || !constant->value.isStr())
    return nullptr;
  return ir_->strConstant(cleanDocstring(constant->value.text()));
}

} // namespace tauro::irbuild
