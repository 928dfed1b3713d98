// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The resolver's public face: what every name of a program means.
//
//   collectImports(module)   what the driver's loader has to look for; needs no other module
//   resolve(modules, ...)    scopes, bindings and captures of all modules at once, and every error
//                            that CPython's symtable and compile passes report
//
// The products are side tables: nothing is written into the trees. The rules are those of CPython
// 3.13's symtable.c and compile.c, with comprehensions as PEP 709 has them: a list, set or dict
// comprehension is a scope of its own that lives in the frame around it; a generator expression is
// a function.
#pragma once

#include "compiler/ast/ast.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tauro {
class DiagnosticSink;
class Interner;
} // namespace tauro

namespace tauro::resolve {

using ScopeId = Id<struct ScopeTag>;
using VariableId = Id<struct VariableTag>;

// ---- imports ----

/// One module that an import statement names.
struct Import {
  const ast::Node* node = nullptr; // the Import's Alias, or the ImportFrom
  NameId module;                   // dotted, as written; invalid in `from . import x`
  uint32_t level = 0;              // leading dots
  /// Names after `from ... import`, which may be submodules; empty for `import` and `*`.
  std::vector<NameId> names;
  bool star = false;
  /// Inside a `try` that has a handler (or under `if TYPE_CHECKING`): a module that is not found
  /// becomes an ImportError at run time instead of an error of the compiler.
  bool guarded = false;
};

/// Every import of the file in the order of the text. Class-private mangling is not applied to the
/// names; it applies to no dotted name and to hardly any other.
std::vector<Import> collectImports(const ast::Module& module, const Interner& names);

/// The absolute dotted name that `level` dots and `module` mean in module `from`; empty when they
/// lead out of its top-level package.
std::string absoluteName(std::string_view from, bool fromIsPackage, uint32_t level,
                         std::string_view module);

/// Why a relative import of `level` dots has no meaning in the module, in CPython's words after
/// "attempted relative import "; null when it has one, or is not relative.
const char* relativeImportError(std::string_view from, bool fromIsPackage, uint32_t level);

// ---- scopes ----

enum class ScopeKind : uint8_t {
  Module,
  Class,
  Function,
  Lambda,
  Comprehension, // list, set or dict: inline in the frame around it
  GeneratorExpression,
  TypeParameters, // of a generic function, class or alias: inline in the frame around it
  AliasValue,     // a type alias's value: a function, called when it is asked for
  ParameterValue, // a type parameter's bound or default: likewise
};

/// How code in a scope reaches a name.
enum class Access : uint8_t {
  Local,          // `variable` of this frame
  Free,           // `variable` of a frame outside, through the closure
  GlobalExplicit, // by a global statement (also on behalf of a scope inside)
  GlobalImplicit, // bound nowhere around: the module, then builtins
  ClassName,      // bound in this class body: its namespace, then the module, then builtins
};

/// A variable that lives in a function's frame, or a class's implicit __class__ or __classdict__.
struct Variable {
  NameId name;
  ScopeId owner;
  bool captured = false;  // some frame inside refers to it: it lives in a cell
  bool parameter = false; // bound when the frame starts ...
  bool deleted = false;   // ... but a del or an except clause may unbind it
};

struct Symbol {
  NameId name; // mangled
  Access access = Access::GlobalImplicit;
  VariableId variable; // of Local and Free
  uint32_t flags = 0;  // SymbolFlag
};

enum SymbolFlag : uint32_t {
  kAssigned = 1 << 0, // bound here in any way but as a parameter
  kParameter = 1 << 1,
  kUsed = 1 << 2,
  kGlobalStatement = 1 << 3,
  kNonlocalStatement = 1 << 4,
  kAnnotated = 1 << 5,
  kImported = 1 << 6,
  kIterationVariable = 1 << 7, // of a comprehension
  kDeleted = 1 << 8,
  kStored = 1 << 9, // assigned, and not by an import
  kTypeParameter = 1 << 10,
};

struct Scope {
  ScopeKind kind;
  ScopeId id;
  ScopeId parent; // invalid for a module
  ScopeId frame;  // the scope whose frame the code runs in: itself but for inline scopes
  const ast::Node* node = nullptr; // null for a module; of type parameters the first of them
  uint32_t module = 0;             // index into the modules resolved
  NameId name;                     // "<lambda>" and so on are names too
  NameId privateName; // the class whose name mangles `__x` here; invalid outside classes
  /// In the head of a generic class: of the names in it, only its type parameters are mangled.
  bool manglesListed = false;
  std::vector<NameId> mangledNames;
  std::string qualname;

  bool isGenerator = false; // contains yield
  bool isAsync = false;
  bool hasAnnotations = false; // module or class with an annotated assignment
  bool needsClassCell = false; // class: a method refers to __class__
  bool needsClassDict = false; // class: something evaluated on demand looks into its namespace
  /// Type parameters and values in a class body: names that they do not bind are looked up in the
  /// class's namespace first.
  bool seesClass = false;
  bool futureAnnotations = false;

  std::vector<Symbol> symbols;               // in the order of first mention
  std::vector<VariableId> variables;         // owned by this scope, in the order of first mention
  std::vector<VariableId> captures;          // frames: what the closure holds, sorted by name
  std::vector<std::string> staticAttributes; // class: x of `self.x = ...` in methods, sorted

  const Symbol* find(NameId name) const {
    auto it = index.find(name);
    return it == index.end() ? nullptr : &symbols[it->second];
  }
  bool isFunctionLike() const {
    return kind == ScopeKind::Function || kind == ScopeKind::Lambda ||
           kind == ScopeKind::GeneratorExpression || isTypeValue();
  }
  bool isTypeValue() const {
    return kind == ScopeKind::AliasValue || kind == ScopeKind::ParameterValue;
  }
  bool isInline() const {
    return kind == ScopeKind::Comprehension || kind == ScopeKind::TypeParameters;
  }

  std::unordered_map<NameId, uint32_t> index; // mangled name -> symbols
};

// ---- the product ----

/// A module of the program that exists as a tree.
struct ModuleInput {
  const ast::Module* ast;
  std::string name; // dotted; "__main__" for the program
  bool isPackage = false;
};

class Resolution {
public:
  const Scope& scope(ScopeId id) const { return *scopes_[id]; }
  size_t scopeCount() const { return scopes_.size(); }
  const Variable& variable(VariableId id) const { return variables_[id]; }

  const ModuleInput& module(uint32_t index) const { return modules_[index]; }
  uint32_t moduleCount() const { return static_cast<uint32_t>(modules_.size()); }
  /// The scope of a whole module.
  ScopeId moduleScope(uint32_t index) const { return moduleScopes_[index]; }
  /// The scope that a def, lambda, class or comprehension of the module opens; of a list of type
  /// parameters by the first of them.
  ScopeId scopeOf(uint32_t module, const ast::Node& node) const {
    auto it = scopeOfNode_[module].find(node.id);
    return it == scopeOfNode_[module].end() ? ScopeId() : it->second;
  }
  /// The scope in which an alias's value, or a type parameter's bound or default, is evaluated.
  ScopeId scopeOfTypeValue(uint32_t module, const ast::Expr& node) const {
    return scopeOfTypeValue_[module].at(node.id);
  }
  /// `name` as class-private mangling has it in `scope`.
  NameId mangle(const Scope& scope, NameId name) const;

  /// Whether a module of that absolute name is part of the program: compiled or native.
  bool hasModule(std::string_view dotted) const { return known_.count(std::string(dotted)) != 0; }

  const Interner& names() const { return *names_; }

private:
  friend class Resolver;
  Interner* names_ = nullptr;
  std::vector<ModuleInput> modules_;
  std::vector<ScopeId> moduleScopes_;
  std::vector<std::unordered_map<NodeId, ScopeId>> scopeOfNode_; // by module
  std::vector<std::unordered_map<NodeId, ScopeId>> scopeOfTypeValue_;
  IdVector<ScopeId, std::unique_ptr<Scope>> scopes_;
  IdVector<VariableId, Variable> variables_;
  std::unordered_set<std::string> known_;
};

/// Resolves all modules of a program. `otherModules` are the dotted names of modules that exist
/// without a tree here (native ones, library modules compiled before). Errors go to `sink`; with
/// errors the Resolution is of no use to IR build.
std::unique_ptr<const Resolution> resolve(std::span<const ModuleInput> modules,
                                          std::span<const std::string> otherModules,
                                          Interner& names, DiagnosticSink& sink);

/// Text for tests: every scope with its symbols.
std::string dumpScopes(const Resolution& resolution);

/// `name` mangled for a class called `className` (empty: no class).
std::string mangleName(std::string_view className, std::string_view name);

} // namespace tauro::resolve
