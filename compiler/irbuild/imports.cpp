// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// import statements. A module that is not part of the program raises ModuleNotFoundError where it
// is imported, and a relative import that has no meaning ImportError; the driver has reported those
// that no handler guards.
#include "compiler/irbuild/function_builder.h"

#include <algorithm>

namespace tauro::irbuild {

Value* FunctionBuilder::importModule(std::string_view dotted, bool topLevel, ir::SiteId site) {
  b_.setSite(site);
  // Importing a.b.c imports a and a.b first, so the first that is missing is what is not found, if
  // the program has not put a module of its own there.
  Value* missing = nullptr;
  for (size_t dot = 0; dot != dotted.npos;) {
    dot = dotted.find('.', dot + 1);
    std::string_view part = dotted.substr(0, dot);
    if (!m_.resolution().hasModule(part)) {
      size_t parent = part.rfind('.');
      Value* first = missing;
      if (!missing && parent != part.npos) {
        ir::Attribute attribute;
        attribute.module = std::string(part.substr(0, parent));
        attribute.imm = topLevel;
        first = b_.build(Op::ImportModule, {}, std::move(attribute));
      }
      missing = b_.named(Op::ImportMissing, {}, m_.str(part));
      if (topLevel && first)
        missing = first;
      continue;
    }
    std::vector<std::string>& imports = m_.ir().imports;
    if (std::find(imports.begin(), imports.end(), part) == imports.end())
      imports.emplace_back(part);
  }
  if (missing)
    return missing;
  ir::Attribute attribute;
  attribute.module = std::string(dotted);
  attribute.imm = topLevel;
  return b_.build(Op::ImportModule, {}, std::move(attribute));
}

void FunctionBuilder::importStatement(const ast::Import& node) {
  ir::SiteId site = m_.site(node.range);
  for (const ast::Alias* alias : node.names) {
    std::string dotted = mangledText(alias->name);
    Value* value = importModule(dotted, true, site);
    size_t dot = dotted.find('.');
    if (!alias->asname) {
      storeName(m_.resolution().names().find(m_.text(alias->name).substr(0, dot)), value, node);
      continue;
    }
    // import a.b.c as m: each part is an attribute of the one before.
    while (dot != dotted.npos) {
      size_t next = dotted.find('.', dot + 1);
      std::string part = dotted.substr(dot + 1, next == dotted.npos ? next : next - dot - 1);
      value = emitNamed(Op::ImportFrom, {value}, m_.str(part), site);
      dot = next;
    }
    storeName(alias->asname, value, node);
  }
}

void FunctionBuilder::importFromStatement(const ast::ImportFrom& node) {
  if (node.level == 0 && node.module == known::kDunderFuture)
    return; // a directive to the compiler
  ir::SiteId site = m_.site(node.range);
  if (const char* why = resolve::relativeImportError(m_.input().name, m_.input().isPackage,
                                                     node.level)) {
    Value* raised = emitNamed(Op::ImportOutside, {}, m_.str(why), site);
    for (const ast::Alias* alias : node.names)
      if (alias->name != known::kStar)
        storeName(alias->asname ? alias->asname : alias->name, raised, node);
    return;
  }
  std::string written = node.module ? mangledText(node.module) : std::string();
  std::string dotted =
      resolve::absoluteName(m_.input().name, m_.input().isPackage, node.level, written);
  Value* module = importModule(dotted, false, site);
  std::vector<std::string>& imports = m_.ir().imports;
  for (const ast::Alias* alias : node.names) {
    if (alias->name == known::kStar) {
      b_.setSite(site);
      ir::Attribute attribute;
      attribute.module = m_.ir().name();
      b_.build(Op::ImportStar, {module}, std::move(attribute));
      continue;
    }
    std::string submodule = dotted + "." + std::string(m_.text(alias->name));
    if (m_.resolution().hasModule(submodule) &&
        std::find(imports.begin(), imports.end(), submodule) == imports.end())
      imports.push_back(submodule);
  }
  for (const ast::Alias* alias : node.names) {
    if (alias->name == known::kStar)
      continue;
    Value* value = emitNamed(Op::ImportFrom, {module}, mangledName(alias->name), site);
    storeName(alias->asname ? alias->asname : alias->name, value, node);
  }
}

} // namespace tauro::irbuild
