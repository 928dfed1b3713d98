// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module as a whole: its head, its body's function, its variables.
#include "compiler/irbuild/function_builder.h"

#include <unordered_set>

namespace tauro::irbuild {

namespace {
const std::unordered_set<std::string_view>& builtinNames() {
  static const std::unordered_set<std::string_view> names = {
#define TR_BUILTIN_NAME(name) #name,
#include "runtime-lib/abi/builtins.def"
  };
  return names;
}
} // namespace

ModuleBuilder::ModuleBuilder(const resolve::Resolution& resolution, uint32_t index,
                             const Options& options)
    : resolution_(resolution), index_(index), options_(options),
      source_(resolution.module(index).ast->source()) {
  for (uint32_t i = 0; i < resolution.scopeCount(); ++i) {
    const Scope& scope = resolution.scope(ScopeId(i));
    if (scope.module != index)
      continue;
    for (const Symbol& symbol : scope.symbols)
      if ((symbol.flags & resolve::kAssigned) &&
          (scope.kind == ScopeKind::Module || symbol.access == Access::GlobalExplicit))
        boundGlobals_.insert(symbol.name);
  }
  for (const resolve::Import& import : resolve::collectImports(*input().ast, resolution.names()))
    importsStar_ |= import.star;
}

std::unique_ptr<ir::Module> ModuleBuilder::build() {
  ir_ = std::make_unique<ir::Module>(input().name);
  ir_->file = options_.file.empty() ? source_.name() : options_.file;
  ir_->source = std::string(source_.text());
  ir_->isPackage = input().isPackage;
  ir_->doc = docstring(input().ast->body());

  const Scope& scope = moduleScope();
  ir::Function* body = ir_->addFunction(input().name);
  body->kind = ir::FunctionKind::Module;
  body->name = body->qualname = str("<module>");
  body->firstLine = 1;
  ir_->body = body;
  FunctionBuilder(*this, scope, body).buildModule(input().ast->body());
  return std::move(ir_);
}

bool ModuleBuilder::mayBind(NameId name) const {
  std::string_view spelled = text(name);
  return importsStar_ || bindsGlobal(name) || isBuiltinName(spelled) || spelled.starts_with("__");
}

bool ModuleBuilder::isBuiltinName(std::string_view name) { return builtinNames().count(name); }

ir::Variable* ModuleBuilder::global(NameId mangled) { return global(text(mangled)); }

ir::Variable* ModuleBuilder::global(std::string_view name) {
  ir::Variable* variable = ir_->variable(name);
  if (variable->builtin.empty() && builtinNames().count(name))
    variable->builtin = std::string(name);
  return variable;
}

std::unique_ptr<ir::Module> build(const resolve::Resolution& resolution, uint32_t index,
                                  const Options& options) {
  return ModuleBuilder(resolution, index, options).build();
}

} // namespace tauro::irbuild
