// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls: plain, of methods, with star arguments; super() without arguments; globals() and locals().
// Subscripts, which like calls may be all that sees a view.
#include "compiler/irbuild/function_builder.h"

#include <utility>

namespace tauro::irbuild {

namespace {
bool hasStars(const ast::Call& node) {
  for (const ast::Expr* argument : node.args)
    if (ast::is<ast::Starred>(argument))
      return true;
  for (const ast::Keyword* keyword : node.keywords)
    if (!keyword->arg)
      return true;
  return false;
}
} // namespace

// Whether evaluating the expression can neither raise nor run code of the program, so that a
// method looked up after it is the one looked up before: constants and bound parameters.
bool FunctionBuilder::isInert(const ast::Expr& node) const {
  if (m_.fold(node))
    return true;
  const auto* name = ast::dynAs<ast::Name>(&node);
  if (!name)
    return false;
  const Symbol& symbol = symbolOf(mangle(name->name));
  if (symbol.access != Access::Local)
    return false;
  const resolve::Variable& variable = m_.resolution().variable(symbol.variable);
  return variable.parameter && !variable.deleted && !variable.captured;
}

// The call of memoryview whose view, or a part or cast of it, is what the expression answers, and
// which nothing else can see; or null.
const ast::Call* FunctionBuilder::unseenView(const ast::Expr& node) const {
  const ast::Expr* at = &node;
  while (true) {
    if (const auto* part = ast::dynAs<ast::Subscript>(at)) {
      at = part->value;
      continue;
    }
    const auto* call = ast::dynAs<ast::Call>(at);
    if (!call || hasStars(*call))
      return nullptr;
    if (isBuiltin(*call->func, "memoryview"))
      return call;
    const auto* method = ast::dynAs<ast::Attribute>(call->func);
    if (!method || (m_.text(method->attr) != "cast" && m_.text(method->attr) != "toreadonly"))
      return nullptr;
    at = method->value;
  }
}

// The same for a call that answers none of the view: bytes(memoryview(b)[:4]),
// memoryview(b).cast("H").tolist().
const ast::Call* FunctionBuilder::viewUsedUp(const ast::Call& node) const {
  if (const auto* method = ast::dynAs<ast::Attribute>(node.func)) {
    std::string_view name = m_.text(method->attr);
    bool copies = name == "tobytes" || name == "tolist" || name == "hex";
    return copies ? unseenView(*method->value) : nullptr;
  }
  if (node.args.size() != 1 || !node.keywords.empty())
    return nullptr;
  for (const char* name : {"bytes", "bytearray", "list", "tuple", "sum", "len"})
    if (isBuiltin(*node.func, name))
      return unseenView(*node.args[0]);
  return nullptr;
}

// Builds an expression around a view that nothing else sees. Behind it the view is released where
// it was used up, and else hands what it holds on to the result: bytearrays may not change their
// length while they have views, and CPython drops such a view with its last reference.
template <class Build>
Value* FunctionBuilder::aroundView(const ast::Call* view, const ast::Expr& node, bool isUsedUp,
                                   Build build) {
  UnseenView outer = std::exchange(unseenView_, UnseenView{view, nullptr});
  Value* result = build();
  Value* made = std::exchange(unseenView_, outer).value;
  std::vector<Value*> operands{made};
  if (!isUsedUp)
    operands.push_back(result);
  emitNamed(Op::PyCallMethod, std::move(operands), m_.str(isUsedUp ? "release" : "_hand_over"),
            m_.site(node));
  return result;
}

Value* FunctionBuilder::call(const ast::Call& node, Value** callee) {
  const ast::Call* used = viewUsedUp(node);
  const ast::Call* view = used ? used : unseenView(node);
  if (view && view != &node && view != unseenView_.call)
    return aroundView(view, node, used, [&] { return plainCall(node, callee); });
  Value* result = plainCall(node, callee);
  if (&node == unseenView_.call)
    unseenView_.value = result;
  return result;
}

Value* FunctionBuilder::subscript(const ast::Subscript& node) {
  auto build = [&] {
    Value* container = expression(*node.value);
    Value* key = expression(*node.slice);
    return emit(Op::PyGetItem, {container, key}, node);
  };
  const ast::Call* view = unseenView(node);
  return view && view != unseenView_.call ? aroundView(view, node, false, build) : build();
}

Value* FunctionBuilder::plainCall(const ast::Call& node, Value** callee) {
  if (Value* result = namespaceCall(node))
    return result;
  if (isPlainSuper(node))
    return superCall(node);
  if (hasStars(node))
    return callWithStars(node, callee);

  const auto* method = ast::dynAs<ast::Attribute>(node.func);
  if (method && isPlainSuper(*method->value))
    method = nullptr; // found through super, then called like a function
  // One op may do both lookup and call when nothing can tell which came first, and when a failed
  // lookup's range follows from the call's: it ends where the parentheses begin.
  bool late = method && !callee && node.range.begin == method->range.begin &&
              m_.source().text()[method->range.end] == '(';
  for (const ast::Expr* argument : node.args)
    late = late && isInert(*argument);
  for (const ast::Keyword* keyword : node.keywords)
    late = late && isInert(*keyword->value);

  std::vector<Value*> operands;
  if (late) {
    operands.push_back(expression(*method->value));
  } else if (method) {
    Value* object = expression(*method->value);
    Value* pack =
        emitNamed(Op::MethodLoad, {object}, mangledName(method->attr), m_.attributeSite(*method));
    operands.push_back(b_.imm(Op::PackGet, {pack}, 0));
    operands.push_back(b_.imm(Op::PackGet, {pack}, 1));
  } else {
    operands.push_back(expression(*node.func));
  }
  if (callee)
    *callee = operands[0];
  std::vector<const ir::Constant*> keywordNames;
  for (const ast::Expr* argument : node.args)
    operands.push_back(expression(*argument));
  for (const ast::Keyword* keyword : node.keywords) {
    operands.push_back(expression(*keyword->value));
    keywordNames.push_back(m_.name(keyword->arg));
  }
  ir::Attribute attribute;
  if (!keywordNames.empty())
    attribute.kwnames = m_.ir().tupleConstant(std::move(keywordNames));
  if (late)
    attribute.constant = mangledName(method->attr);
  b_.setSite(method ? m_.methodCallSite(node, *method) : m_.site(node));
  Op op = late ? Op::PyCallMethod : method ? Op::PyCallLoaded : Op::PyCall;
  return b_.build(op, std::move(operands), std::move(attribute));
}

Value* FunctionBuilder::callWithStars(const ast::Call& node, Value** called) {
  Value* callee = expression(*node.func);
  if (called)
    *called = callee;
  Value* arguments;
  // A lone star argument goes to the call as it is, which makes a tuple of it and names the callee
  // when it cannot.
  if (node.args.size() == 1 && ast::is<ast::Starred>(node.args[0]))
    arguments = expression(*static_cast<const ast::Starred*>(node.args[0])->value);
  else
    arguments = tupleOf(node.args, node);
  Value* keywords = node.keywords.empty() ? b_.unbound() : keywordDict(node.keywords, callee, node);
  return emit(Op::PyCallEx, {callee, arguments, keywords}, node);
}

Value* FunctionBuilder::keywordDict(Span<ast::Keyword* const> keywords, Value* callee,
                                    const ast::Node& at) {
  ir::SiteId site = m_.site(at);
  Value* dict = nullptr;
  size_t i = 0;
  while (i < keywords.size()) {
    if (!keywords[i]->arg) {
      if (!dict)
        dict = emitAt(Op::DictNew, {}, site);
      Value* mapping = expression(*keywords[i++]->value);
      emitAt(Op::MergeKeywords, {dict, mapping, callee}, site);
      continue;
    }
    std::vector<Value*> pairs;
    for (; i < keywords.size() && keywords[i]->arg; ++i) {
      pairs.push_back(constant(m_.name(keywords[i]->arg)));
      pairs.push_back(expression(*keywords[i]->value));
    }
    if (!dict) {
      dict = emitAt(Op::DictNew, std::move(pairs), site);
      continue;
    }
    for (size_t k = 0; k < pairs.size(); k += 2)
      emitAt(Op::SetKeyword, {dict, pairs[k], pairs[k + 1], callee}, site);
  }
  return dict;
}

// ---- super() ----

// super() of the builtin, without arguments, in a function that has a first argument.
bool FunctionBuilder::isPlainSuper(const ast::Expr& node) const {
  const auto* call = ast::dynAs<ast::Call>(&node);
  return call && call->args.empty() && call->keywords.empty() && isBuiltin(*call->func, "super") &&
         !function_->parameters.names.empty() && function_->parameters.positional > 0;
}

bool FunctionBuilder::hasClassCell() const {
  const Symbol* cell = scope_->find(known::kDunderClass);
  return cell && cell->access == Access::Free;
}

Value* FunctionBuilder::superClass() {
  return loadRaw(scope_->find(known::kDunderClass)->variable);
}

VariableId FunctionBuilder::superSelf() const {
  if (!arguments_) // a generator expression: its argument is the iterator
    return frame_->find(known::kDotZero)->variable;
  const ast::Arg* first =
      arguments_->posonlyargs.empty() ? arguments_->args[0] : arguments_->posonlyargs[0];
  return frame_->find(m_.resolution().mangle(*frame_, first->arg))->variable;
}

Value* FunctionBuilder::superAttribute(const ast::Attribute& node) {
  ir::SiteId site = m_.attributeSite(node);
  Value* cls = superClass();
  Value* self = loadVariable(superSelf(), m_.site(*node.value)); // as variables are, unlike in super()
  return emitNamed(Op::SuperGetAttr, {cls, self}, mangledName(node.attr), site);
}

Value* FunctionBuilder::superCall(const ast::Call& node) {
  Value* type = expression(*node.func);
  bool inClass = hasClassCell();
  Value* cls = inClass ? superClass() : none();
  Value* self = loadRaw(superSelf());
  b_.setSite(m_.site(node));
  return b_.imm(Op::SuperNew, {type, cls, self}, inClass);
}

// ---- namespaces ----

// globals(), locals(), vars() and dir() of the builtins without arguments, which need to know where
// they are called; null for any other call.
Value* FunctionBuilder::namespaceCall(const ast::Call& node) {
  if (!node.args.empty() || !node.keywords.empty())
    return nullptr;
  ir::SiteId site = m_.site(node);
  if (isBuiltin(*node.func, "globals")) {
    b_.setSite(site);
    ir::Attribute attribute;
    attribute.module = m_.ir().name();
    return b_.build(Op::ModuleGlobals, {}, std::move(attribute));
  }
  if (isBuiltin(*node.func, "locals") || isBuiltin(*node.func, "vars"))
    return localsDict(m_.site(node));
  if (isBuiltin(*node.func, "dir")) {
    Value* names = emitAt(Op::ListNew, {}, site);
    Value* dict = localsDict(m_.site(node));
    emitAt(Op::ListExtend, {names, dict}, site);
    emitNamed(Op::PyCallMethod, {names}, m_.str("sort"), site);
    return names;
  }
  return nullptr;
}

} // namespace tauro::irbuild
