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

Scope& Resolver::classAround(const Scope& s) {
  ScopeId at = s.parent;
  while (scope(at).kind != ScopeKind::Class)
    at = scope(at).parent;
  return scope(at);
}

// A class's __class__ or __classdict__, which scopes inside refer to.
VariableId Resolver::implicitOf(Scope& classScope, NameId name) {
  (name == known::kDunderClass ? classScope.needsClassCell : classScope.needsClassDict) = true;
  for (VariableId v : classScope.variables)
    if (variable(v).name == name)
      return v;
  VariableId made = addVariable(name, classScope.id);
  variable(made).captured = true;
  return made;
}

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

  // Where types stand in a class, its names come before those of scopes around it, even before
  // type parameters.
  if (user.seesClass && symbol.name != known::kDunderClassDict) {
    const Symbol* there = classAround(user).find(symbol.name);
    if (there && (there->flags & kGlobalStatement)) {
      symbol.access = Access::GlobalExplicit;
      return;
    }
    if (there && binds(*there))
      return; // the namespace, then the module
  }

  bool isNonlocal = symbol.flags & kNonlocalStatement;
  for (ScopeId at = user.parent; at; at = scope(at).parent) {
    Scope& outer = scope(at);
    if (outer.kind == ScopeKind::Module)
      break;
    VariableId found;
    bool isTypeParameter = false;
    if (outer.kind == ScopeKind::Class) {
      // Scopes inside a class see its __class__; a comprehension inlined into the body does not.
      bool implicit = symbol.name == known::kDunderClass ||
                      (symbol.name == known::kDunderClassDict && user.seesClass);
      if (!implicit || user.frame == outer.id)
        continue;
      found = implicitOf(outer, symbol.name);
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
      isTypeParameter = there->flags & kTypeParameter;
    }

    if (isNonlocal && isTypeParameter)
      symbol.flags |= kTypeParameter; // an error, which bindVariables reports
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
    else if (symbol->flags & kTypeParameter)
      sink.emit(diag::kNonlocalTypeParameter, where, text);
    else if (!symbol->variable)
      sink.emit(diag::kNoBindingForNonlocal, where, text);
  }
}

} // namespace tauro::resolve
