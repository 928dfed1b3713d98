// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// def and class statements: what runs where the definition stands. The bodies become IR functions
// of their own.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

ir::Function* FunctionBuilder::declareFunction(const Scope& scope, ir::FunctionKind kind,
                                               uint32_t firstLine) {
  ir::Function* function = m_.ir().addFunction(m_.ir().name() + "." + scope.qualname);
  function->kind = kind;
  function->name = m_.name(scope.name);
  function->qualname = m_.str(scope.qualname);
  function->firstLine = firstLine;
  for (VariableId id : scope.captures)
    function->captureNames.push_back(m_.name(m_.resolution().variable(id).name));
  return function;
}

// The line that co_firstlineno and __firstlineno__ give: the first decorator's.
uint32_t FunctionBuilder::firstLineOf(Span<ast::Expr* const> decorators,
                                      const ast::Node& node) const {
  return m_.lineOf(decorators.empty() ? node.range.begin : decorators[0]->range.begin);
}

// ---- functions ----

Value* FunctionBuilder::positionalDefaults(const ast::Arguments& args, ir::SiteId site) {
  if (args.defaults.empty())
    return none();
  std::vector<const ir::Constant*> constants;
  for (const ast::Expr* value : args.defaults)
    if (const ir::Constant* folded = m_.fold(*value))
      constants.push_back(folded);
  if (constants.size() == args.defaults.size())
    return constant(m_.ir().tupleConstant(std::move(constants)));
  std::vector<Value*> values = expressions(args.defaults);
  return emitAt(Op::TupleNew, std::move(values), site);
}

Value* FunctionBuilder::keywordOnlyDefaults(const ast::Arguments& args, ir::SiteId site) {
  std::vector<Value*> pairs;
  for (size_t i = 0; i < args.kwonlyargs.size(); ++i) {
    if (!args.kwDefaults[i])
      continue;
    pairs.push_back(constant(mangledName(args.kwonlyargs[i]->arg)));
    pairs.push_back(expression(*args.kwDefaults[i]));
  }
  return pairs.empty() ? none() : emitAt(Op::DictNew, std::move(pairs), site);
}

// In CPython's order: plain parameters come before the positional-only ones.
Value* FunctionBuilder::annotationsDict(const ast::Arguments& args, const ast::Expr* returns,
                                        ir::SiteId site) {
  std::vector<Value*> pairs;
  auto add = [&](const ir::Constant* name, const ast::Expr* value) {
    pairs.push_back(constant(name));
    pairs.push_back(annotation(*value));
  };
  auto one = [&](const ast::Arg* arg) {
    if (arg && arg->annotation)
      add(mangledName(arg->arg), arg->annotation);
  };
  for (const ast::Arg* arg : args.args)
    one(arg);
  for (const ast::Arg* arg : args.posonlyargs)
    one(arg);
  one(args.vararg);
  for (const ast::Arg* arg : args.kwonlyargs)
    one(arg);
  one(args.kwarg);
  if (returns)
    add(m_.str("return"), returns);
  return pairs.empty() ? b_.unbound() : emitAt(Op::DictNew, std::move(pairs), site);
}

Value* FunctionBuilder::makeFunction(const Scope& scope, ir::Function* function, Value* defaults,
                                     Value* keywordDefaults, Value* annotations, ir::SiteId site) {
  std::vector<Value*> operands = {defaults, keywordDefaults, annotations, moduleName(site)};
  for (VariableId id : scope.captures)
    operands.push_back(cellOf(id));
  b_.setSite(site);
  ir::Attribute attribute;
  attribute.function = function;
  return b_.build(Op::FunctionNew, std::move(operands), std::move(attribute));
}

template <class Def> void FunctionBuilder::functionDefinition(const Def& node) {
  ir::SiteId site = m_.site(node.range);
  std::vector<Value*> decorators = expressions(node.decoratorList);
  Value* defaults = positionalDefaults(*node.args, site);
  Value* keywordDefaults = keywordOnlyDefaults(*node.args, site);
  const Scope* outer = scope_;
  uint32_t firstLine = firstLineOf(node.decoratorList, node);
  Value* typeParams = enterTypeParameters(node.typeParams, site, firstLine);
  site = m_.site(node.range);
  Value* annotations = annotationsDict(*node.args, node.returns, site);

  const Scope& scope = m_.scopeOf(node);
  using Kind = ir::FunctionKind;
  Kind kind = scope.isAsync       ? scope.isGenerator ? Kind::AsyncGenerator : Kind::Coroutine
              : scope.isGenerator ? Kind::Generator
                                  : Kind::Function;
  ir::Function* function = declareFunction(scope, kind, firstLine);
  FunctionBuilder(m_, scope, function).buildFunction(*node.args, node.body);

  Value* value = makeFunction(scope, function, defaults, keywordDefaults, annotations, site);
  if (typeParams) {
    emitAt(Op::FunctionTypeParams, {value, typeParams}, site);
    leaveTypeParameters(outer);
  }
  for (size_t i = decorators.size(); i-- > 0;)
    value = emit(Op::PyCall, {decorators[i], value}, *node.decoratorList[i]);
  b_.setSite(site);
  storeName(node.name, value, node);
}

template void FunctionBuilder::functionDefinition(const ast::FunctionDef&);
template void FunctionBuilder::functionDefinition(const ast::AsyncFunctionDef&);

// ---- classes ----

void FunctionBuilder::classDefinition(const ast::ClassDef& node) {
  ir::SiteId site = m_.site(node.range);
  std::vector<Value*> decorators = expressions(node.decoratorList);
  const Scope& scope = m_.scopeOf(node);
  const Scope* outer = scope_;
  uint32_t firstLine = firstLineOf(node.decoratorList, node);
  Value* typeParams = enterTypeParameters(node.typeParams, site, firstLine);
  site = m_.site(node.range);
  ir::Function* body = declareFunction(scope, ir::FunctionKind::ClassBody, firstLine);
  FunctionBuilder(m_, scope, body).buildClass(node);

  Value* bodyFunction = makeFunction(scope, body, none(), none(), b_.unbound(), site);
  Value* bases = typeParams ? genericBases(node, typeParams, site) : tupleOf(node.bases, node);
  Value* keywords = b_.unbound();
  if (!node.keywords.empty()) // a str is called by its text in errors
    keywords = keywordDict(node.keywords, constant(m_.ir().strConstant("__build_class__()")), node);
  Value* module = moduleName(site);
  Value* value = emitAt(
      Op::ClassBuild,
      {bodyFunction, constant(m_.name(node.name)), bases, keywords, b_.unbound(), module}, site);
  if (typeParams)
    leaveTypeParameters(outer);
  for (size_t i = decorators.size(); i-- > 0;)
    value = emit(Op::PyCall, {decorators[i], value}, *node.decoratorList[i]);
  b_.setSite(site);
  storeName(node.name, value, node);
}

} // namespace tauro::irbuild
