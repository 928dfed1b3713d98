// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides what each symbol is, given the symbols of all scopes: CPython's analyze_block, done from
// each use outward. A name that a scope does not bind belongs to the nearest enclosing function
// scope that binds it; class scopes are passed over, save that they give __class__ to what is
// inside. Every frame between use and owner captures the variable.
#include "compiler/resolve/resolver.h"

#include <algorithm>

namespace tauro::resolve {

namespace {
constexpr uint32_t kBinds = kAssigned | kParameter;

bool binds(const Symbol& symbol) {
  return (symbol.flags & kBinds) && !(symbol.flags & (kGlobalStatement | kNonlocalStatement));
}
} // namespace

void Resolver::bindSymbol(Scope& user, Symbol& symbol) {
  if (symbol.flags & kGlobalStatement) {
    symbol.access = Access::GlobalExplicit;
    return;
  }
  if (user.kind == ScopeKind::Module)
    return; // a module's names are its globals
  if (binds(symbol)) {
    if (user.kind == ScopeKind::Class) {
      symbol.access = Access::ClassName;
      return;
    }
    symbol.access = Access::Local;
    symbol.variable = addVariable(symbol.name, user.id);
    Variable& v = variable(symbol.variable);
    v.parameter = symbol.flags & kParameter;
    v.deleted = symbol.flags & kDeleted;
    return;
  }

  bool isNonlocal = symbol.flags & kNonlocalStatement;
  for (ScopeId at = user.parent; at; at = scope(at).parent) {
    Scope& outer = scope(at);
    if (outer.kind == ScopeKind::Module)
      break;
    VariableId found;
    if (outer.kind == ScopeKind::Class) {
      // Scopes inside a class see its __class__; a comprehension inlined into the body does not.
      if (symbol.name != known::kDunderClass || user.frame == outer.id)
        continue;
      outer.needsClassCell = true;
      for (VariableId v : outer.variables)
        if (variable(v).name == known::kDunderClass && variable(v).owner == outer.id)
          found = v;
      if (!found)
        found = addVariable(known::kDunderClass, outer.id);
      variable(found).captured = true;
    } else {
      const Symbol* there = outer.find(symbol.name);
      if (!there)
        continue;
      if (there->flags & kGlobalStatement) {
        if (isNonlocal)
          continue;
        return; // global there, so global here
      }
      if (!binds(*there))
        continue;
      found = there->variable;
    }

    symbol.variable = found;
    if (outer.frame == user.frame) {
      symbol.access = Access::Local;
    } else {
      symbol.access = Access::Free;
      variable(found).captured = true;
      for (ScopeId frame = user.frame; frame != outer.frame;
           frame = scope(scope(frame).parent).frame) {
        std::vector<VariableId>& captures = scope(frame).captures;
        if (std::find(captures.begin(), captures.end(), found) == captures.end())
          captures.push_back(found);
      }
    }
    // What a scope inside changes, the owner's flow cannot know.
    if (symbol.flags & kDeleted)
      variable(found).deleted = true;
    return;
  }
}

void Resolver::bindVariables() {
  // Parents come before children, so an owner's variable exists when a scope inside looks for it.
  for (size_t i = 0; i < scopeCount(); ++i) {
    Scope& s = scope(ScopeId(static_cast<uint32_t>(i)));
    for (Symbol& symbol : s.symbols)
      bindSymbol(s, symbol);
  }
  for (size_t i = 0; i < scopeCount(); ++i) {
    Scope& s = scope(ScopeId(static_cast<uint32_t>(i)));
    std::sort(s.captures.begin(), s.captures.end(), [&](VariableId a, VariableId b) {
      std::string_view x = names.text(variable(a).name), y = names.text(variable(b).name);
      return x != y ? x < y : a < b;
    });
  }
  for (const NonlocalStatement& statement : nonlocals) {
    const Scope& s = scope(statement.scope);
    const Symbol* symbol = s.find(statement.name);
    Location where = source(s.module).at(statement.where);
    std::string_view text = names.text(statement.name);
    if (symbol->flags & kGlobalStatement)
      sink.emit(diag::kNonlocalAndGlobal, where, text);
    else if (s.kind == ScopeKind::Module)
      sink.emit(diag::kNonlocalAtModuleLevel, where);
    else if (!symbol->variable)
      sink.emit(diag::kNoBindingForNonlocal, where, text);
  }
}

} // namespace tauro::resolve
