// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the resolver's steps, and the small things that all of them use.
#include "compiler/resolve/resolver.h"

#include <algorithm>

namespace tauro::resolve {

namespace {
// The names of CPython's builtins module; those that builtins.def has not are refused.
constexpr std::string_view kAllBuiltins[] = {
    "__build_class__",
    "__import__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
};
constexpr std::string_view kOurBuiltins[] = {
#define TR_BUILTIN_NAME(name) #name,
#include "runtime-lib/abi/builtins.def"
};
} // namespace

Resolver::Resolver(Interner& names, DiagnosticSink& sink)
    : names(names), sink(sink), product(std::make_unique<Resolution>()) {
  product->names_ = &names;
  for (std::string_view name : kAllBuiltins)
    missingBuiltins.insert(names.intern(name));
  for (std::string_view name : kOurBuiltins)
    missingBuiltins.erase(names.intern(name));
}

void Resolver::refuseBuiltins() {
  for (const MissingBuiltinUse& use : missingUses) {
    const Scope& user = scope(use.scope);
    const Symbol* symbol = user.find(mangle(user, use.name));
    if (symbol->access == Access::Local || symbol->access == Access::Free ||
        symbol->access == Access::ClassName)
      continue;
    const Symbol* global = scope(product->moduleScopes_[user.module]).find(use.name);
    if (global && (global->flags & kAssigned))
      continue;
    sink.emit(diag::kNotSupported, source(user.module).at(use.where),
              "builtin '" + std::string(names.text(use.name)) + "'");
  }
}

std::string mangleName(std::string_view className, std::string_view name) {
  bool isPrivate = name.size() > 2 && name.substr(0, 2) == "__" &&
                   name.substr(name.size() - 2) != "__" && name.find('.') == name.npos;
  if (!isPrivate)
    return std::string(name);
  size_t start = className.find_first_not_of('_');
  if (start == className.npos) // no class, or one named with underscores alone
    return std::string(name);
  return "_" + std::string(className.substr(start)) + std::string(name);
}

static bool isMangled(const Scope& scope, NameId name, std::string_view text) {
  if (!scope.privateName || text.size() <= 2 || text.substr(0, 2) != "__")
    return false;
  const std::vector<NameId>& listed = scope.mangledNames;
  return !scope.manglesListed || std::find(listed.begin(), listed.end(), name) != listed.end();
}

NameId Resolution::mangle(const Scope& scope, NameId name) const {
  std::string_view text = names_->text(name);
  if (!isMangled(scope, name, text))
    return name;
  NameId found = names_->find(mangleName(names_->text(scope.privateName), text));
  return found ? found : name;
}

NameId Resolver::mangle(const Scope& scope, NameId name) {
  std::string_view text = names.text(name);
  if (!isMangled(scope, name, text))
    return name;
  return names.intern(mangleName(names.text(scope.privateName), text));
}

// compiler_set_qualname of compile.c. What stands in the type parameters of a definition, or is one
// of their bounds, is named as if it stood one scope further out; a name declared global stands
// alone.
std::string Resolver::qualnameIn(const Scope& around, ScopeKind kind, NameId name) {
  auto unit = [&](ScopeId id) {
    const Scope* at = &scope(id);
    while (at->kind == ScopeKind::Comprehension)
      at = &scope(at->parent);
    return at;
  };
  const Scope* outer = unit(around.id);
  if (outer->kind == ScopeKind::TypeParameters || outer->kind == ScopeKind::ParameterValue)
    outer = unit(outer->parent);
  bool named = kind == ScopeKind::Function || kind == ScopeKind::Class;
  const Symbol* declared = named ? outer->find(mangle(*outer, name)) : nullptr;
  std::string text(names.text(name));
  if (outer->kind == ScopeKind::Module || (declared && (declared->flags & kGlobalStatement)))
    return text;
  return outer->qualname + (outer->isFunctionLike() ? ".<locals>." : ".") + text;
}

ScopeId Resolver::addScope(ScopeKind kind, ScopeId parent, const ast::Node* node, uint32_t module,
                           NameId name) {
  auto made = std::make_unique<Scope>();
  ScopeId id(static_cast<uint32_t>(product->scopes_.size()));
  made->kind = kind;
  made->id = id;
  made->parent = parent;
  made->node = node;
  made->module = module;
  made->name = name;
  made->frame = id;
  if (parent) {
    Scope& outer = scope(parent);
    made->privateName = outer.privateName;
    made->futureAnnotations = outer.futureAnnotations;
    made->manglesListed = outer.manglesListed && kind != ScopeKind::Class;
    if (made->manglesListed)
      made->mangledNames = outer.mangledNames;
    if (kind == ScopeKind::Comprehension || kind == ScopeKind::TypeParameters)
      made->frame = outer.frame;
    made->qualname =
        kind == ScopeKind::Comprehension ? outer.qualname : qualnameIn(outer, kind, name);
  }
  if (made->isTypeValue())
    product->scopeOfTypeValue_[module][node->id] = id;
  else if (node)
    product->scopeOfNode_[module][node->id] = id;
  product->scopes_.push(std::move(made));
  return id;
}

VariableId Resolver::addVariable(NameId name, ScopeId owner) {
  Variable v;
  v.name = name;
  v.owner = owner;
  VariableId id = product->variables_.push(v);
  scope(owner).variables.push_back(id);
  return id;
}

Symbol& Resolver::symbol(Scope& scope, NameId mangled) {
  auto [it, fresh] = scope.index.try_emplace(mangled, static_cast<uint32_t>(scope.symbols.size()));
  if (fresh) {
    Symbol s;
    s.name = mangled;
    scope.symbols.push_back(s);
  }
  return scope.symbols[it->second];
}

void Resolver::addModules(std::span<const ModuleInput> modules,
                          std::span<const std::string> others) {
  product->modules_.assign(modules.begin(), modules.end());
  product->moduleScopes_.resize(modules.size());
  product->scopeOfNode_.resize(modules.size());
  product->scopeOfTypeValue_.resize(modules.size());
  for (const ModuleInput& module : modules)
    product->known_.insert(module.name);
  product->known_.insert(others.begin(), others.end());
}

std::unique_ptr<const Resolution> resolve(std::span<const ModuleInput> modules,
                                          std::span<const std::string> otherModules,
                                          Interner& names, DiagnosticSink& sink) {
  Resolver resolver(names, sink);
  resolver.addModules(modules, otherModules);
  for (uint32_t i = 0; i < modules.size(); ++i)
    resolver.collectSymbols(i);
  resolver.bindVariables();
  for (uint32_t i = 0; i < modules.size(); ++i)
    resolver.checkPlacement(i);
  resolver.refuseBuiltins();
  return resolver.take();
}

} // namespace tauro::resolve
