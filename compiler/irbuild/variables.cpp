// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names: how each access that the resolver decided on becomes ops. Locals are slots until pass
// build-ssa; captured variables live in cells; a class body goes through its namespace first.
#include "compiler/irbuild/function_builder.h"

#include <algorithm>

namespace tauro::irbuild {

namespace {
// check.bound's immediate.
enum BoundKind : int { kUnboundLocal = 0, kUnboundFree = 1, kUndefinedName = 2 };
} // namespace

int32_t FunctionBuilder::addLocal(std::string_view name) {
  function_->localNames.push_back(m_.str(name));
  return static_cast<int32_t>(function_->localNames.size() - 1);
}

const Symbol& FunctionBuilder::symbolOf(NameId mangled) const {
  const Symbol* symbol = scope_->find(mangled);
  assert(symbol && "the resolver has seen every name");
  return *symbol;
}

Value* FunctionBuilder::checkBound(Value* value, NameId name, int kind, ir::SiteId site) {
  b_.setSite(site);
  ir::Attribute attribute;
  attribute.constant = m_.name(name);
  attribute.imm = kind;
  return b_.build(Op::CheckBound, {value}, std::move(attribute));
}

Value* FunctionBuilder::cellOf(VariableId id) {
  const resolve::Variable& variable = m_.resolution().variable(id);
  if (m_.scope(variable.owner).frame == frame_->id)
    return m_.place(id).cell;
  auto at = std::find(frame_->captures.begin(), frame_->captures.end(), id);
  assert(at != frame_->captures.end());
  return b_.imm(Op::ClosureLoad, {}, at - frame_->captures.begin());
}

Value* FunctionBuilder::loadRaw(VariableId id) {
  if (m_.resolution().variable(id).captured)
    return b_.build(Op::CellLoad, {cellOf(id)});
  return b_.imm(Op::LocalLoad, {}, m_.place(id).local);
}

Value* FunctionBuilder::loadVariable(VariableId id, ir::SiteId site) {
  const resolve::Variable& variable = m_.resolution().variable(id);
  b_.setSite(site);
  Value* value = loadRaw(id);
  if (variable.parameter && !variable.deleted)
    return value;
  bool own = m_.scope(variable.owner).frame == frame_->id;
  return checkBound(value, variable.name, own ? kUnboundLocal : kUnboundFree, site);
}

void FunctionBuilder::storeVariable(VariableId id, Value* value) {
  if (m_.resolution().variable(id).captured)
    b_.build(Op::CellStore, {cellOf(id), value});
  else
    b_.imm(Op::LocalStore, {value}, m_.place(id).local);
}

Value* FunctionBuilder::loadGlobal(NameId name, ir::SiteId site) {
  b_.setSite(site);
  ir::Attribute attribute;
  attribute.variable = m_.global(name);
  const Symbol* symbol = scope_->find(name);
  bool ownOfClass = symbol && symbol->access == Access::ClassName;
  if (frame_->kind == ScopeKind::Module || ownOfClass || m_.mayBind(name))
    return b_.build(Op::GlobalLoad, {}, std::move(attribute));
  // Nothing in the program binds it but globals() could: as a rule the load fails. CPython then
  // offers one of the frame's names instead. (What a class body binds itself hardly ever fails, and
  // what is known of the class would go where its namespace does.)
  Value* found = b_.build(Op::GlobalLoadRaw, {}, std::move(attribute));
  Block *missing = newBlock("missing"), *done = newBlock("name");
  Value* result = done->addArgument(ir::Type::value());
  b_.branch(b_.build(Op::IsUnbound, {found}), missing, {}, done, {found});
  startBlock(missing);
  Value* names = localsDict(site);
  b_.jump(done, {emitNamed(Op::GlobalMissing, {names}, m_.name(name), site)});
  startBlock(done);
  return result;
}

// The class namespace's value of a name; else the variable's, or the global's when there is none.
Value* FunctionBuilder::namespaceOr(NameId name, ir::SiteId site, VariableId variable) {
  Value* found = emitNamed(Op::NamespaceGet, {namespace_}, m_.name(name), site);
  Block *missing = newBlock("missing"), *done = newBlock("name");
  Value* result = done->addArgument(ir::Type::value());
  b_.branch(b_.build(Op::IsUnbound, {found}), missing, {}, done, {found});
  startBlock(missing);
  Value* outer = variable ? loadVariable(variable, site) : loadGlobal(name, site);
  b_.jump(done, {outer});
  startBlock(done);
  return result;
}

Value* FunctionBuilder::loadName(NameId name, const ast::Node& at) {
  NameId mangled = mangle(name);
  ir::SiteId site = m_.site(at);
  const Symbol& symbol = symbolOf(mangled);
  bool inClassBody = scope_->kind == ScopeKind::Class || scope_->seesClass;
  switch (symbol.access) {
  case Access::Local:
    // CPython looks into the class first even for a type parameter, if it lives in a cell.
    if (scope_->seesClass && m_.resolution().variable(symbol.variable).captured)
      return namespaceOr(mangled, site, symbol.variable);
    return loadVariable(symbol.variable, site);
  case Access::Free:
    if (inClassBody)
      return namespaceOr(mangled, site, symbol.variable);
    return loadVariable(symbol.variable, site);
  case Access::GlobalImplicit:
    if (inClassBody)
      return namespaceOr(mangled, site, VariableId());
    return loadGlobal(mangled, site);
  case Access::GlobalExplicit:
    return loadGlobal(mangled, site);
  case Access::ClassName:
    return namespaceOr(mangled, site, VariableId());
  }
  __builtin_unreachable();
}

void FunctionBuilder::storeName(NameId name, Value* value, const ast::Node& at) {
  NameId mangled = mangle(name);
  const Symbol& symbol = symbolOf(mangled);
  b_.setSite(m_.site(at));
  switch (symbol.access) {
  case Access::Local:
  case Access::Free:
    return storeVariable(symbol.variable, value);
  case Access::GlobalImplicit:
  case Access::GlobalExplicit: {
    ir::Attribute attribute;
    attribute.variable = m_.global(mangled);
    b_.build(Op::GlobalStore, {value}, std::move(attribute));
    return;
  }
  case Access::ClassName:
    b_.named(Op::NamespaceSet, {namespace_, value}, m_.name(mangled));
    return;
  }
}

void FunctionBuilder::deleteName(NameId name, const ast::Node& at) {
  NameId mangled = mangle(name);
  ir::SiteId site = m_.site(at);
  const Symbol& symbol = symbolOf(mangled);
  b_.setSite(site);
  switch (symbol.access) {
  case Access::Local:
  case Access::Free: {
    bool own = symbol.access == Access::Local;
    checkBound(loadRaw(symbol.variable), mangled, own ? kUnboundLocal : kUnboundFree, site);
    return storeVariable(symbol.variable, b_.unbound());
  }
  case Access::GlobalImplicit:
  case Access::GlobalExplicit: {
    ir::Attribute attribute;
    attribute.variable = m_.global(mangled);
    Value* value = b_.build(Op::GlobalLoadRaw, {}, attribute);
    checkBound(value, mangled, kUndefinedName, site);
    b_.build(Op::GlobalStore, {b_.unbound()}, std::move(attribute));
    return;
  }
  case Access::ClassName:
    b_.named(Op::NamespaceDelete, {namespace_}, m_.name(mangled));
    return;
  }
}

void FunctionBuilder::unbindName(NameId name, const ast::Node& at) {
  const Symbol& symbol = symbolOf(mangle(name));
  switch (symbol.access) {
  case Access::Local:
  case Access::Free:
    return storeVariable(symbol.variable, b_.unbound());
  case Access::GlobalImplicit:
  case Access::GlobalExplicit:
    return storeName(name, b_.unbound(), at);
  case Access::ClassName: // in two steps, which a namespace of the program's own can see
    storeName(name, none(), at);
    return deleteName(name, at);
  }
}

// Whether the expression is a name that can mean nothing but the builtin.
bool FunctionBuilder::isBuiltin(const ast::Expr& node, std::string_view name) const {
  const auto* named = ast::dynAs<ast::Name>(&node);
  if (!named || m_.text(named->name) != name)
    return false;
  const Symbol* symbol = scope_->find(named->name);
  return symbol && symbol->access == Access::GlobalImplicit && !m_.bindsGlobal(named->name);
}

Value* FunctionBuilder::moduleName(ir::SiteId site) {
  b_.setSite(site);
  ir::Attribute attribute;
  attribute.variable = m_.global(known::kDunderName);
  return b_.build(m_.bindsGlobal(known::kDunderName) ? Op::GlobalLoad : Op::GlobalLoadRaw, {},
                  std::move(attribute));
}

// What locals() answers: the namespace itself, or a new dict of the function's bound variables.
Value* FunctionBuilder::localsDict(ir::SiteId site) {
  if (frame_->kind == ScopeKind::Class)
    return namespace_;
  b_.setSite(site);
  if (frame_->kind == ScopeKind::Module) {
    ir::Attribute attribute;
    attribute.module = m_.ir().name();
    return b_.build(Op::ModuleGlobals, {}, std::move(attribute));
  }
  Value* dict = b_.build(Op::DictNew);
  auto add = [&](VariableId id) {
    const resolve::Variable& variable = m_.resolution().variable(id);
    Value* value = loadRaw(id);
    Block *bound = newBlock("bound"), *next = newBlock("next");
    b_.branch(b_.build(Op::IsUnbound, {value}), next, bound);
    startBlock(bound);
    b_.build(Op::DictSet, {dict, constant(m_.name(variable.name)), value});
    b_.jump(next);
    startBlock(next);
  };
  std::vector<VariableId> ids;
  for (const Scope* scope = scope_; scope != frame_; scope = &m_.scope(scope->parent))
    ids.insert(ids.end(), scope->variables.begin(), scope->variables.end());
  ids.insert(ids.begin(), frame_->variables.begin(), frame_->variables.end());
  ids.insert(ids.end(), frame_->captures.begin(), frame_->captures.end());
  for (bool captured : {false, true}) // cells come after plain locals
    for (VariableId id : ids)
      if (m_.resolution().variable(id).captured == captured)
        add(id);
  return dict;
}

} // namespace tauro::irbuild
