// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The statement dispatch and the simple statements. What follows a jump in the same block of
// statements is not built: nothing reaches it.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

using ast::NodeKind;

void FunctionBuilder::statements(Body body) {
  for (const ast::Stmt* node : body) {
    if (!reachable())
      return;
    statement(*node);
  }
}

void FunctionBuilder::statement(const ast::Stmt& node) {
  switch (node.kind) {
  case NodeKind::FunctionDef:
    return functionDefinition(static_cast<const ast::FunctionDef&>(node));
  case NodeKind::AsyncFunctionDef:
    return functionDefinition(static_cast<const ast::AsyncFunctionDef&>(node));
  case NodeKind::ClassDef:
    return classDefinition(static_cast<const ast::ClassDef&>(node));
  case NodeKind::Return:
    return returnStatement(static_cast<const ast::Return&>(node));
  case NodeKind::Delete:
    for (const ast::Expr* target : static_cast<const ast::Delete&>(node).targets)
      deleteTarget(*target);
    return;
  case NodeKind::Assign:
    return assignment(static_cast<const ast::Assign&>(node));
  case NodeKind::AugAssign:
    return augmentedAssignment(static_cast<const ast::AugAssign&>(node));
  case NodeKind::AnnAssign:
    return annotatedAssignment(static_cast<const ast::AnnAssign&>(node));
  case NodeKind::For:
    return forStatement(static_cast<const ast::For&>(node));
  case NodeKind::AsyncFor:
    return asyncForStatement(static_cast<const ast::AsyncFor&>(node));
  case NodeKind::While:
    return whileStatement(static_cast<const ast::While&>(node));
  case NodeKind::If:
    return ifStatement(static_cast<const ast::If&>(node));
  case NodeKind::With:
    return withStatement(static_cast<const ast::With&>(node).items,
                         static_cast<const ast::With&>(node).body, false);
  case NodeKind::AsyncWith:
    return withStatement(static_cast<const ast::AsyncWith&>(node).items,
                         static_cast<const ast::AsyncWith&>(node).body, true);
  case NodeKind::Match:
    return matchStatement(static_cast<const ast::Match&>(node));
  case NodeKind::Raise:
    return raiseStatement(static_cast<const ast::Raise&>(node));
  case NodeKind::Try:
    return tryStatement(Try(static_cast<const ast::Try&>(node)));
  case NodeKind::TryStar:
    return tryStatement(Try(static_cast<const ast::TryStar&>(node)));
  case NodeKind::Assert:
    return assertStatement(static_cast<const ast::Assert&>(node));
  case NodeKind::TypeAlias:
    return typeAlias(static_cast<const ast::TypeAlias&>(node));
  case NodeKind::Import:
    return importStatement(static_cast<const ast::Import&>(node));
  case NodeKind::ImportFrom:
    return importFromStatement(static_cast<const ast::ImportFrom&>(node));
  case NodeKind::ExprStmt: {
    const ast::Expr& value = *static_cast<const ast::ExprStmt&>(node).value;
    if (!m_.fold(value))
      expression(value);
    return;
  }
  case NodeKind::Global:
  case NodeKind::Nonlocal:
  case NodeKind::Pass:
    return;
  case NodeKind::Break:
  case NodeKind::Continue: {
    size_t depth = controls_.size();
    while (controls_[depth - 1]->kind != Control::Kind::Loop)
      --depth;
    bool isBreak = node.kind == NodeKind::Break;
    return leave(isBreak ? Control::Exit::Kind::Break : Control::Exit::Kind::Continue, depth,
                 nullptr);
  }
  default:
    assert(false && "refused by the resolver");
  }
}

void FunctionBuilder::ifStatement(const ast::If& node) {
  Block* end = newBlock("endif");
  bool joined = false; // something goes on behind the statement
  auto finishBranch = [&] {
    joined = joined || reachable();
    jumpTo(end);
  };
  // elif chains are walked, not recursed into: they may be long.
  for (const ast::If* at = &node; at;) {
    Body orelse = at->orelse;
    const ast::If* next = orelse.size() == 1 ? ast::dynAs<ast::If>(orelse[0]) : nullptr;
    int known = m_.constantTruth(*at->test);
    if (known < 0) {
      Block* then = newBlock("then");
      Block* otherwise = orelse.empty() ? end : newBlock("else");
      condition(*at->test, then, otherwise);
      startBlock(then);
      statements(at->body);
      finishBranch();
      if (orelse.empty()) {
        joined = true;
        break;
      }
      startBlock(otherwise);
    } else if (known == 1) {
      statements(at->body);
      finishBranch();
      break;
    }
    if (!next) {
      statements(orelse);
      finishBranch();
    }
    at = next;
  }
  startBlock(joined ? end : nullptr);
}

void FunctionBuilder::returnStatement(const ast::Return& node) {
  Value* value = node.value ? expression(*node.value) : nullptr;
  b_.setSite(m_.site(node.range));
  leave(Control::Exit::Kind::Return, 0, value ? value : none());
}

void FunctionBuilder::raiseStatement(const ast::Raise& node) {
  if (!node.exc) {
    emit(Op::Reraise, {}, node);
    return;
  }
  Value* exception = expression(*node.exc);
  Value* cause = node.cause ? expression(*node.cause) : b_.unbound();
  emit(Op::Raise, {exception, cause}, node);
}

void FunctionBuilder::assertStatement(const ast::Assert& node) {
  Block *passed = newBlock("passed"), *failed = newBlock("failed");
  failed->setCold(true);
  condition(*node.test, passed, failed);
  startBlock(failed);
  Value* message = node.msg ? expression(*node.msg) : b_.unbound();
  emit(Op::AssertFail, {message}, *node.test);
  startBlock(passed);
}

} // namespace tauro::irbuild
