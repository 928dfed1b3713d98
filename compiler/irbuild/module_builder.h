// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is shared while one module is built: constants, names, sites, and where each variable of a
// frame lives.
#pragma once

#include "compiler/irbuild/irbuild.h"
#include "compiler/support/interner.h"

#include <unordered_map>
#include <unordered_set>

namespace tauro::irbuild {

using resolve::Access;
using resolve::Scope;
using resolve::ScopeId;
using resolve::ScopeKind;
using resolve::Symbol;
using resolve::VariableId;

/// A variable in the frame that owns it: a local slot, or the cell made for it.
struct Place {
  int32_t local = -1;
  ir::Value* cell = nullptr;
};

class ModuleBuilder {
public:
  ModuleBuilder(const resolve::Resolution& resolution, uint32_t index, const Options& options);

  std::unique_ptr<ir::Module> build();

  const resolve::Resolution& resolution() const { return resolution_; }
  const resolve::ModuleInput& input() const { return resolution_.module(index_); }
  ir::Module& ir() { return *ir_; }
  const SourceBuffer& source() const { return source_; }
  const Scope& scopeOf(const ast::Node& node) const {
    return resolution_.scope(resolution_.scopeOf(index_, node));
  }
  const Scope& typeValueScope(const ast::Expr& node) const {
    return resolution_.scope(resolution_.scopeOfTypeValue(index_, node));
  }
  const Scope& scope(ScopeId id) const { return resolution_.scope(id); }
  const Scope& moduleScope() const { return scope(resolution_.moduleScope(index_)); }
  std::string_view text(NameId name) const { return resolution_.names().text(name); }
  Place& place(VariableId id) { return places_[id]; }

  // ---- constants (constants.cpp) ----

  const ir::Constant* constant(const ast::ConstantValue& value);
  const ir::Constant* name(NameId name) { return ir_->strConstant(text(name)); }
  const ir::Constant* str(std::string_view utf8) { return ir_->strConstant(utf8); }
  /// The expression as a constant: literals, negated numbers and tuples of such; else null.
  const ir::Constant* fold(const ast::Expr& node);
  /// The truth of an expression that is a constant: 1, 0; -1 when it is none.
  int constantTruth(const ast::Expr& node) const;
  /// The docstring that `body` starts with, with its indentation taken off as CPython does; or
  /// null.
  const ir::Constant* docstring(Span<ast::Stmt* const> body);

  // ---- module variables ----

  ir::Variable* global(NameId mangled);
  ir::Variable* global(std::string_view name);
  static bool isBuiltinName(std::string_view name);
  /// Whether the module's own code binds the name, so that a read may not mean the builtin.
  bool bindsGlobal(NameId name) const { return boundGlobals_.count(name) != 0; }

  /// Whether a global read of the name may find something without help from globals(): the module
  /// binds it, a star import may, it is a builtin, or a name that every module has.
  bool mayBind(NameId name) const;

  // ---- positions (positions.cpp) ----

  ir::SiteId site(SourceRange range);
  /// The site of an operation whose range is an expression's; with anchors where traceback.py finds
  /// some.
  ir::SiteId site(const ast::Node& node);
  /// Of an attribute access or method call: starts at the attribute's name when that stands on a
  /// later line than the object's start.
  ir::SiteId attributeSite(const ast::Attribute& attribute);
  ir::SiteId methodCallSite(const ast::Call& call, const ast::Attribute& method);
  uint32_t lineOf(uint32_t offset) const { return source_.lineColumn(offset).line; }
  /// The frame in line that sites belong to; null: the function's own.
  const ir::InlineFrame* inlineFrame = nullptr;

private:
  ir::SiteId siteWithAnchors(SourceRange range, const ast::Node* node);
  SourceRange fromAttributeName(const ast::Attribute& attribute, SourceRange range) const;

  const resolve::Resolution& resolution_;
  uint32_t index_;
  Options options_;
  const SourceBuffer& source_;
  std::unique_ptr<ir::Module> ir_;
  std::unordered_map<VariableId, Place> places_;
  std::unordered_set<NameId> boundGlobals_;
  bool importsStar_ = false;
};

} // namespace tauro::irbuild
