// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists the imports of a file for the loader, which needs them before anything can be resolved.
#include "compiler/resolve/resolve.h"
#include "compiler/support/interner.h"

namespace tauro::resolve {

namespace {
using namespace ast;

class ImportWalker {
public:
  explicit ImportWalker(const Interner& names) : names_(names) {}
  std::vector<Import> take() { return std::move(imports_); }

  void walk(Span<Stmt* const> body, bool guarded) {
    for (const Stmt* stmt : body)
      walk(*stmt, guarded);
  }

private:
  bool isTypeChecking(const Expr* test) const {
    if (const auto* name = dynAs<Name>(test))
      return names_.text(name->name) == "TYPE_CHECKING";
    if (const auto* attribute = dynAs<Attribute>(test))
      return names_.text(attribute->attr) == "TYPE_CHECKING";
    return false;
  }

  void walk(const Stmt& stmt, bool guarded) {
    switch (stmt.kind) {
    case NodeKind::Import:
      for (const Alias* alias : static_cast<const ast::Import&>(stmt).names) {
        resolve::Import import;
        import.node = alias;
        import.module = alias->name;
        import.guarded = guarded;
        imports_.push_back(std::move(import));
      }
      return;
    case NodeKind::ImportFrom: {
      const auto& from = static_cast<const ImportFrom&>(stmt);
      if (from.level == 0 && from.module == known::kDunderFuture)
        return;
      resolve::Import import;
      import.node = &from;
      import.module = from.module;
      import.level = from.level;
      import.guarded = guarded;
      for (const Alias* alias : from.names) {
        if (alias->name == known::kStar)
          import.star = true;
        else
          import.names.push_back(alias->name);
      }
      imports_.push_back(std::move(import));
      return;
    }
    case NodeKind::FunctionDef:
      return walk(static_cast<const FunctionDef&>(stmt).body, guarded);
    case NodeKind::AsyncFunctionDef:
      return walk(static_cast<const AsyncFunctionDef&>(stmt).body, guarded);
    case NodeKind::ClassDef:
      return walk(static_cast<const ClassDef&>(stmt).body, guarded);
    case NodeKind::For:
      return walkLoop(static_cast<const For&>(stmt), guarded);
    case NodeKind::AsyncFor:
      return walkLoop(static_cast<const AsyncFor&>(stmt), guarded);
    case NodeKind::While:
      return walkLoop(static_cast<const While&>(stmt), guarded);
    case NodeKind::If: {
      const auto& branch = static_cast<const If&>(stmt);
      walk(branch.body, guarded || isTypeChecking(branch.test));
      return walk(branch.orelse, guarded);
    }
    case NodeKind::With:
      return walk(static_cast<const With&>(stmt).body, guarded);
    case NodeKind::AsyncWith:
      return walk(static_cast<const AsyncWith&>(stmt).body, guarded);
    case NodeKind::Match:
      for (const MatchCase* c : static_cast<const Match&>(stmt).cases)
        walk(c->body, guarded);
      return;
    case NodeKind::Try:
      return walkTry(static_cast<const Try&>(stmt), guarded);
    case NodeKind::TryStar:
      return walkTry(static_cast<const TryStar&>(stmt), guarded);
    default:
      return; // simple statements hold no imports
    }
  }

  template <class Loop> void walkLoop(const Loop& loop, bool guarded) {
    walk(loop.body, guarded);
    walk(loop.orelse, guarded);
  }
  template <class AnyTry> void walkTry(const AnyTry& t, bool guarded) {
    walk(t.body, guarded || !t.handlers.empty());
    for (const ExceptHandler* handler : t.handlers)
      walk(handler->body, guarded);
    walk(t.orelse, guarded);
    walk(t.finalbody, guarded);
  }

  const Interner& names_;
  std::vector<resolve::Import> imports_;
};
} // namespace

std::vector<Import> collectImports(const ast::Module& module, const Interner& names) {
  ImportWalker walker(names);
  walker.walk(module.body(), false);
  return walker.take();
}

std::string absoluteName(std::string_view from, bool fromIsPackage, uint32_t level,
                         std::string_view module) {
  if (level == 0)
    return std::string(module);
  std::string_view package = from;
  for (uint32_t up = fromIsPackage ? 1 : 0; up < level; ++up) {
    if (package.empty())
      return {};
    size_t dot = package.rfind('.');
    package = dot == package.npos ? std::string_view() : package.substr(0, dot);
  }
  if (package.empty())
    return {};
  std::string result(package);
  if (!module.empty())
    result.append(".").append(module);
  return result;
}

const char* relativeImportError(std::string_view from, bool fromIsPackage, uint32_t level) {
  if (level == 0)
    return nullptr;
  if (!fromIsPackage && from.find('.') == from.npos)
    return "with no known parent package";
  return absoluteName(from, fromIsPackage, level, "").empty() ? "beyond top-level package" : nullptr;
}

} // namespace tauro::resolve
