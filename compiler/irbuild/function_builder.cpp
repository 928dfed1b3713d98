// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frame of every kind of body: parameters, cells, the implicit parts of modules and classes,
// and the end.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

FunctionBuilder::FunctionBuilder(ModuleBuilder& module, const Scope& frame, ir::Function* function)
    : m_(module), function_(function), b_(function), frame_(&frame), scope_(&frame),
      outerInlineFrame_(module.inlineFrame) {
  m_.inlineFrame = nullptr;
  b_.setBlock(b_.newBlock("entry"));
}

// ---- emitting ----

ir::Inst* FunctionBuilder::emitAt(Op op, std::vector<Value*> operands, ir::SiteId site) {
  b_.setSite(site);
  return b_.build(op, std::move(operands));
}

ir::Inst* FunctionBuilder::emit(Op op, std::vector<Value*> operands, const ast::Node& at) {
  return emitAt(op, std::move(operands), m_.site(at));
}

ir::Inst* FunctionBuilder::emitNamed(Op op, std::vector<Value*> operands, const ir::Constant* name,
                                     ir::SiteId site) {
  b_.setSite(site);
  return b_.named(op, std::move(operands), name);
}

void FunctionBuilder::jumpTo(Block* block) {
  if (reachable())
    b_.jump(block);
}

// ---- frames ----

void FunctionBuilder::declareVariables(const Scope& scope) {
  for (VariableId id : scope.variables) {
    const resolve::Variable& variable = m_.resolution().variable(id);
    if (variable.parameter && scope.isFunctionLike())
      continue; // bindParameters
    if (variable.captured)
      m_.place(id).cell = b_.build(Op::CellNew, {b_.unbound()});
    else
      m_.place(id).local = addLocal(m_.text(variable.name));
  }
}

void FunctionBuilder::bindParameters(const ast::Arguments& args) {
  ir::Parameters& parameters = function_->parameters;
  auto bind = [&](const ast::Arg* arg) {
    NameId name = mangle(arg->arg);
    parameters.names.push_back(m_.name(name));
    Value* value = function_->entry()->addArgument(ir::Type::value(), std::string(m_.text(name)));
    VariableId id = symbolOf(name).variable;
    if (m_.resolution().variable(id).captured) {
      m_.place(id).cell = b_.build(Op::CellNew, {value});
    } else {
      m_.place(id).local = addLocal(m_.text(name));
      storeVariable(id, value);
    }
  };
  for (const ast::Arg* arg : args.posonlyargs)
    bind(arg);
  for (const ast::Arg* arg : args.args)
    bind(arg);
  parameters.posOnly = args.posonlyargs.size();
  parameters.positional = args.posonlyargs.size() + args.args.size();
  for (const ast::Arg* arg : args.kwonlyargs)
    bind(arg);
  parameters.keywordOnly = args.kwonlyargs.size();
  if (args.vararg) {
    parameters.varArgs = true;
    bind(args.vararg);
  }
  if (args.kwarg) {
    parameters.varKeywords = true;
    bind(args.kwarg);
  }
}

// Falls off the end, checks the stack where the frame may call, and drops what nothing reaches.
void FunctionBuilder::finish() {
  if (reachable())
    b_.ret(none());
  function_->eraseUnreachable();
  if (function_->kind == ir::FunctionKind::Module)
    return;
  bool calls = false;
  for (const auto& block : function_->blocks())
    for (ir::Inst* inst : *block)
      calls |= inst->op() != Op::Poll && ir::mayRunUser(inst->effects());
  if (!calls)
    return;
  b_.setHandler(nullptr);
  b_.setBefore(function_->entry()->first());
  b_.setSite(0); // the error belongs to the caller's line
  b_.build(Op::StackCheck);
}

void FunctionBuilder::buildModule(Body body) {
  ir::Module& ir = m_.ir();
  auto set = [&](const char* name, Value* value) {
    b_.build(Op::GlobalStore, {value})->attribute().variable = m_.global(name);
  };
  std::string_view package = ir.name();
  if (!ir.isPackage) {
    size_t dot = package.rfind('.');
    package = dot == package.npos ? std::string_view() : package.substr(0, dot);
  }
  set("__name__", constant(m_.str(ir.name())));
  set("__doc__", none());
  set("__package__", ir.name() == "__main__" ? none() : constant(m_.str(package)));
  set("__file__", constant(m_.str(ir.file)));

  declareVariables(*scope_);
  if (scope_->hasAnnotations)
    setUpAnnotations();
  if (ir.doc) {
    set("__doc__", constant(ir.doc));
    body = body.dropFront();
  }
  statements(body);
  finish();
}

void FunctionBuilder::buildFunction(const ast::Arguments& args, Body body) {
  arguments_ = &args;
  bindParameters(args);
  declareVariables(*scope_);
  function_->doc = m_.docstring(body);
  if (function_->doc)
    body = body.dropFront();
  statements(body);
  finish();
}

void FunctionBuilder::buildLambda(const ast::Arguments& args, const ast::Expr& body) {
  arguments_ = &args;
  bindParameters(args);
  declareVariables(*scope_);
  Value* result = expression(body);
  // A lambda that yields answers what the generator protocol answers; its value is its last one.
  b_.ret(result);
  finish();
}

void FunctionBuilder::buildClass(const ast::ClassDef& def) {
  namespace_ = function_->entry()->addArgument(ir::Type::value(), "namespace");
  declareVariables(*scope_);
  auto implicit = [&](NameId name) {
    for (VariableId id : scope_->variables)
      if (m_.resolution().variable(id).name == name)
        return id;
    __builtin_unreachable();
  };
  if (scope_->needsClassDict)
    storeVariable(implicit(known::kDunderClassDict), namespace_);

  // CPython places the head of a class body at column 0 of its first line.
  ir::Site head;
  head.line = head.endLine = function_->firstLine;
  ir::SiteId site = m_.ir().addSite(head);
  auto set = [&](std::string_view name, Value* value) {
    emitNamed(Op::NamespaceSet, {namespace_, value}, m_.str(name), site);
  };
  set("__module__", namespaceOr(known::kDunderName, site, VariableId()));
  set("__qualname__", constant(m_.str(scope_->qualname)));
  set("__firstlineno__", constant(m_.ir().intConstant(function_->firstLine)));
  if (!def.typeParams.empty())
    set("__type_params__", loadRaw(symbolOf(known::kDotTypeParams).variable));
  if (scope_->hasAnnotations)
    setUpAnnotations();
  Body body = def.body;
  if (const ir::Constant* doc = m_.docstring(body)) {
    site = m_.site(*body[0]);
    set("__doc__", constant(doc));
    body = body.dropFront();
  }
  statements(body);

  std::vector<const ir::Constant*> attributes;
  for (const std::string& name : scope_->staticAttributes)
    attributes.push_back(m_.str(name));
  site = def.body.empty() ? site : m_.site(*def.body.back());
  if (reachable()) {
    set("__static_attributes__", constant(m_.ir().tupleConstant(std::move(attributes))));
    Value* result = none();
    if (scope_->needsClassDict)
      set("__classdictcell__", cellOf(implicit(known::kDunderClassDict)));
    if (scope_->needsClassCell) {
      result = cellOf(implicit(known::kDunderClass));
      set("__classcell__", result);
    }
    b_.ret(result);
  }
  finish();
}

} // namespace tauro::irbuild
