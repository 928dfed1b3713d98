// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Internal to the resolver: the steps that fill a Resolution, in order.
//
//   collectSymbols   per module: scopes, and in each how its names occur (symtable.c's first pass)
//   bindVariables    all modules: what each symbol is; variables, captures (symtable.c's analysis)
//   checkPlacement   per module: the errors of compile.c, and constructs that are not lowered yet
#pragma once

#include "compiler/resolve/resolve.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"

namespace tauro::resolve {

/// A nonlocal statement, for the errors that need the whole module.
struct NonlocalStatement {
  ScopeId scope;
  NameId name; // mangled
  SourceRange where;
};

/// A read of a name that means a builtin we do not have, unless the program binds it.
struct MissingBuiltinUse {
  ScopeId scope;
  NameId name;
  SourceRange where;
};

class Resolver {
public:
  Resolver(Interner& names, DiagnosticSink& sink);

  ScopeId addScope(ScopeKind kind, ScopeId parent, const ast::Node* node, uint32_t module,
                   NameId name);
  Scope& scope(ScopeId id) { return *product->scopes_[id]; }
  Variable& variable(VariableId id) { return product->variables_[id]; }
  VariableId addVariable(NameId name, ScopeId owner);
  Symbol& symbol(Scope& scope, NameId mangled);
  NameId mangle(const Scope& scope, NameId name);
  const SourceBuffer& source(uint32_t module) const {
    return product->modules_[module].ast->source();
  }
  void addModules(std::span<const ModuleInput> modules, std::span<const std::string> others);
  void setModuleScope(uint32_t module, ScopeId id) { product->moduleScopes_[module] = id; }

  void collectSymbols(uint32_t module);
  void bindVariables();
  void checkPlacement(uint32_t module);
  void refuseBuiltins();

  std::unique_ptr<Resolution> take() { return std::move(product); }
  size_t scopeCount() const { return product->scopeCount(); }

  Interner& names;
  DiagnosticSink& sink;
  std::vector<NonlocalStatement> nonlocals;
  std::vector<MissingBuiltinUse> missingUses;
  std::unordered_set<NameId> missingBuiltins;

private:
  void bindSymbol(Scope& scope, Symbol& symbol);
  std::string qualnameIn(const Scope& around, ScopeKind kind, NameId name);
  /// The class whose namespace a scope of type parameters or values looks into.
  Scope& classAround(const Scope& scope);
  VariableId implicitOf(Scope& classScope, NameId name);
  std::unique_ptr<Resolution> product;
};

} // namespace tauro::resolve
