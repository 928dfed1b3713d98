// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scopes as text, for tests.
#include "compiler/resolve/resolve.h"
#include "compiler/support/interner.h"

namespace tauro::resolve {

namespace {
std::string_view spelling(ScopeKind kind) {
  switch (kind) {
  case ScopeKind::Module:
    return "module";
  case ScopeKind::Class:
    return "class";
  case ScopeKind::Function:
    return "function";
  case ScopeKind::Lambda:
    return "lambda";
  case ScopeKind::Comprehension:
    return "comprehension";
  case ScopeKind::GeneratorExpression:
    return "generator expression";
  case ScopeKind::TypeParameters:
    return "type parameters";
  case ScopeKind::AliasValue:
    return "alias value";
  case ScopeKind::ParameterValue:
    return "parameter value";
  }
  __builtin_unreachable();
}

std::string_view spelling(Access access) {
  switch (access) {
  case Access::Local:
    return "local";
  case Access::Free:
    return "free";
  case Access::GlobalExplicit:
    return "global explicit";
  case Access::GlobalImplicit:
    return "global implicit";
  case Access::ClassName:
    return "class name";
  }
  __builtin_unreachable();
}
} // namespace

std::string dumpScopes(const Resolution& resolution) {
  std::string out;
  const Interner& names = resolution.names();
  for (uint32_t i = 0; i < resolution.scopeCount(); ++i) {
    const Scope& scope = resolution.scope(ScopeId(i));
    uint32_t depth = 0;
    for (ScopeId at = scope.parent; at; at = resolution.scope(at).parent)
      ++depth;
    std::string indent(depth * 2, ' ');
    out += indent + std::string(spelling(scope.kind)) + " ";
    out += scope.kind == ScopeKind::Module ? resolution.module(scope.module).name : scope.qualname;
    if (scope.isInline())
      out += " (inline)";
    if (scope.isGenerator)
      out += " generator";
    if (scope.needsClassCell)
      out += " needs-class-cell";
    if (scope.needsClassDict)
      out += " needs-class-dict";
    if (scope.seesClass)
      out += " sees-class";
    if (scope.hasAnnotations)
      out += " annotations";
    out += '\n';
    for (const Symbol& symbol : scope.symbols) {
      out += indent + "  " + std::string(names.text(symbol.name)) + ": " +
             std::string(spelling(symbol.access));
      if (symbol.variable) {
        const Variable& variable = resolution.variable(symbol.variable);
        if (variable.captured)
          out += " cell";
        if (variable.owner != scope.id)
          out += " of " + (resolution.scope(variable.owner).kind == ScopeKind::Comprehension
                               ? "comprehension in " + resolution.scope(variable.owner).qualname
                               : resolution.scope(variable.owner).qualname);
      }
      if (symbol.flags & kParameter)
        out += " parameter";
      if (symbol.flags & kDeleted)
        out += " deleted";
      out += '\n';
    }
    if (!scope.captures.empty()) {
      out += indent + "  captures:";
      for (VariableId v : scope.captures)
        out += " " + std::string(names.text(resolution.variable(v).name));
      out += '\n';
    }
    if (!scope.staticAttributes.empty()) {
      out += indent + "  static attributes:";
      for (const std::string& name : scope.staticAttributes)
        out += " " + name;
      out += '\n';
    }
  }
  return out;
}

} // namespace tauro::resolve
