// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Type parameters and type statements (PEP 695, PEP 696). The head of a generic definition runs in
// line in the code around it, with variables of its own; tracebacks show it as a frame. Values of
// aliases, bounds and defaults are functions, which the library's objects call when they are asked.
#include "compiler/irbuild/function_builder.h"

#include <algorithm>

namespace tauro::irbuild {

namespace {
// Makes the objects; imported by code that has type parameters or aliases, and by no other.
constexpr std::string_view kMakers = "_typing_variables";
} // namespace

std::string FunctionBuilder::mangledText(NameId name) const {
  const std::vector<NameId>& listed = scope_->mangledNames;
  bool is = scope_->privateName && (!scope_->manglesListed ||
                                    std::find(listed.begin(), listed.end(), name) != listed.end());
  return resolve::mangleName(is ? m_.text(scope_->privateName) : "", m_.text(name));
}

Value* FunctionBuilder::callMaker(std::string_view module, std::string_view function,
                                  std::vector<Value*> arguments, ir::SiteId site) {
  Value* from = importModule(module, false, site);
  arguments.insert(arguments.begin(), emitNamed(Op::ImportFrom, {from}, m_.str(function), site));
  return emitAt(Op::PyCall, std::move(arguments), site);
}

/// The function that evaluates an alias's value, or a bound or default.
Value* FunctionBuilder::typeValue(const ast::Expr& node) {
  const Scope& scope = m_.typeValueScope(node);
  ir::Function* function =
      declareFunction(scope, ir::FunctionKind::Function, m_.lineOf(node.range.begin));
  FunctionBuilder(m_, scope, function).buildTypeValue(node);
  return makeFunction(scope, function, none(), none(), b_.unbound(), m_.site(node.range));
}

void FunctionBuilder::buildTypeValue(const ast::Expr& node) {
  if (scope_->seesClass)
    namespace_ = loadRaw(symbolOf(known::kDunderClassDict).variable);
  const auto* starred = ast::dynAs<ast::Starred>(&node);
  if (starred) { // a TypeVarTuple's default
    Value* items = expression(*starred->value);
    b_.ret(unpackItems(items, 1, 1, node)[0]);
  } else {
    b_.ret(expression(node));
  }
  finish();
}

Value* FunctionBuilder::typeParameter(const ast::TypeParam& node) {
  ir::SiteId site = m_.site(node.range);
  auto lazy = [&](const ast::Expr* value) { return value ? typeValue(*value) : none(); };
  auto make = [&](std::string_view maker, NameId name, std::vector<Value*> values) {
    values.insert(values.begin(), constant(m_.name(name)));
    Value* made = callMaker(kMakers, maker, std::move(values), site);
    storeName(name, made, node);
    return made;
  };
  if (const auto* variable = ast::dynAs<ast::TypeVar>(&node)) {
    bool constraints = variable->bound && ast::is<ast::Tuple>(variable->bound);
    Value* bound = lazy(variable->bound);
    return make(
        "_make_type_var", variable->name,
        {constraints ? none() : bound, constraints ? bound : none(), lazy(variable->defaultValue)});
  }
  if (const auto* spec = ast::dynAs<ast::ParamSpec>(&node))
    return make("_make_param_spec", spec->name, {lazy(spec->defaultValue)});
  const auto& tuple = static_cast<const ast::TypeVarTuple&>(node);
  return make("_make_type_var_tuple", tuple.name, {lazy(tuple.defaultValue)});
}

/// Enters the head of a generic definition: makes its parameters, and answers them as a tuple.
/// Null, and nothing is entered, where there are none. What is built next needs its site anew.
Value* FunctionBuilder::enterTypeParameters(Span<ast::TypeParam* const> params, ir::SiteId caller,
                                            uint32_t firstLine) {
  if (params.empty())
    return nullptr;
  scope_ = &m_.scopeOf(*params[0]);
  ir::InlineFrame frame;
  frame.name = m_.name(scope_->name);
  frame.qualname = m_.str(scope_->qualname);
  frame.firstLine = firstLine;
  frame.caller = caller;
  m_.inlineFrame = m_.ir().inlineFrame(frame);
  declareVariables(*scope_);
  std::vector<Value*> made;
  for (const ast::TypeParam* param : params)
    made.push_back(typeParameter(*param));
  Value* tuple = b_.build(Op::TupleNew, std::move(made));
  if (const Symbol* symbol = scope_->find(known::kDotTypeParams))
    storeVariable(symbol->variable, tuple);
  return tuple;
}

void FunctionBuilder::leaveTypeParameters(const Scope* outer) {
  scope_ = outer;
  m_.inlineFrame = nullptr;
}

/// The bases of a generic class: those that are written, then Generic[...].
Value* FunctionBuilder::genericBases(const ast::ClassDef& node, Value* parameters,
                                     ir::SiteId site) {
  Value* generic = callMaker("typing", "_generic_base", {parameters}, site);
  if (hasStar(node.bases)) {
    Value* list = listOf(node.bases, node);
    emitAt(Op::ListAppend, {list, generic}, site);
    return emitAt(Op::ListToTuple, {list}, site);
  }
  std::vector<Value*> bases = expressions(node.bases);
  bases.push_back(generic);
  return emitAt(Op::TupleNew, std::move(bases), site);
}

void FunctionBuilder::typeAlias(const ast::TypeAlias& node) {
  ir::SiteId site = m_.site(node.range);
  const Scope* outer = scope_;
  const auto& name = static_cast<const ast::Name&>(*node.name);
  Value* parameters = enterTypeParameters(node.typeParams, site, m_.lineOf(node.range.begin));
  if (!parameters)
    parameters = constant(m_.ir().tupleConstant({}));
  site = m_.site(node.range);
  Value* alias = callMaker(
      kMakers, "_make_type_alias",
      {constant(m_.name(name.name)), moduleName(site), parameters, typeValue(*node.value)}, site);
  leaveTypeParameters(outer);
  storeName(name.name, alias, name);
}

} // namespace tauro::irbuild
