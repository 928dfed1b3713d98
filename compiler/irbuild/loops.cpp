// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// while, for and comprehensions. A loop is
//
//   header:  test or iter.next   done/false -> the else clause
//   body ... continue -> latch
//   latch:   poll; jump header
//
// List, set and dict comprehensions run in the frame around them with variables of their own.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

// A call in the head of a loop, with the generators that its calls may have made: its own answer,
// or what is wrapped by an adapter among the builtins.
Value* FunctionBuilder::ownedIterable(const ast::Expr& node, std::vector<Owned>& owned) {
  Value* callee = nullptr;
  if (const auto* generator = ast::dynAs<ast::GeneratorExp>(&node)) {
    Value* value = generatorExpression(*generator, &callee, &owned);
    owned.push_back({value, callee});
    return value;
  }
  const auto* call = ast::dynAs<ast::Call>(&node);
  if (!call)
    return expression(node);
  bool plain = call->keywords.empty();
  for (const ast::Expr* argument : call->args)
    plain = plain && !ast::is<ast::Starred>(argument);
  for (std::string_view adapter : {"enumerate", "zip", "map", "filter", "iter"}) {
    if (!plain || !isBuiltin(*call->func, adapter))
      continue;
    std::vector<Value*> operands = {expression(*call->func)};
    for (const ast::Expr* argument : call->args)
      operands.push_back(ownedIterable(*argument, owned));
    return emit(Op::PyCall, std::move(operands), node);
  }
  if (const auto* name = ast::dynAs<ast::Name>(call->func);
      name && m_.isBuiltinName(m_.text(name->name)) && isBuiltin(*call->func, m_.text(name->name)))
    return expression(node); // makes no generator
  Value* value = this->call(*call, &callee);
  if (callee)
    owned.push_back({value, callee});
  return value;
}

// What was made last goes first: a generator before what it iterates, and adapters drop their
// iterators from the end.
void FunctionBuilder::closeOwned(const std::vector<Owned>& owned) {
  for (size_t i = owned.size(); i-- > 0;)
    b_.build(Op::IterClose, {owned[i].value, owned[i].callee});
}

Value* FunctionBuilder::iterate(const ast::Expr& iterable, std::vector<Owned>* owned) {
  // A list display that is only walked need not be a list.
  if (const auto* list = ast::dynAs<ast::List>(&iterable)) {
    bool star = false;
    for (const ast::Expr* element : list->elts)
      star = star || ast::is<ast::Starred>(element);
    if (!star && !list->elts.empty()) {
      std::vector<const ir::Constant*> items = constantElements(list->elts);
      Value* tuple = items.empty() ? tupleOf(list->elts, iterable)
                                   : constant(m_.ir().tupleConstant(std::move(items)));
      return emit(Op::PyIter, {tuple}, iterable);
    }
  }
  Value* value = owned ? ownedIterable(iterable, *owned) : expression(iterable);
  return emit(Op::PyIter, {value}, iterable);
}

void FunctionBuilder::loopBack(Block* latch, Block* header) {
  startBlock(latch);
  b_.build(Op::Poll);
  b_.jump(header);
}

// CPython tests at the end of a loop, and jumps back from the operand that decides: that is where
// an interrupt shows.
static const ast::Expr* decidingPart(const ast::Expr* test) {
  for (;;) {
    if (const auto* both = ast::dynAs<ast::BoolOp>(test))
      test = both->values.back();
    else if (const auto* unary = ast::dynAs<ast::UnaryOp>(test);
             unary && unary->op == ast::UnaryOperator::Not)
      test = unary->operand;
    else
      return test;
  }
}

void FunctionBuilder::whileStatement(const ast::While& node) {
  int known = m_.constantTruth(*node.test);
  if (known == 0) {
    statements(node.orelse);
    return;
  }
  Block *header = newBlock("while"), *body = newBlock("body"), *latch = newBlock("latch");
  Block *otherwise = newBlock("else"), *end = newBlock("endwhile");
  b_.jump(header);
  startBlock(header);
  condition(*node.test, body, otherwise);

  Control* loop = push(Control::Kind::Loop);
  loop->breakTo = end;
  loop->continueTo = latch;
  startBlock(body);
  statements(node.body);
  jumpTo(latch);
  pop();
  b_.setSite(m_.site(*decidingPart(node.test)));
  loopBack(latch, header);

  startBlock(otherwise);
  statements(node.orelse);
  jumpTo(end);
  startBlock(end);
}

void FunctionBuilder::forStatement(const ast::For& node) {
  std::vector<Owned> owned;
  Value* iterator = iterate(*node.iter, &owned);
  Block *header = newBlock("for"), *latch = newBlock("latch");
  Block *otherwise = newBlock("else"), *end = newBlock("endfor");
  // Whatever leaves the loop before its end closes the generators first.
  Block *outer = b_.handler(), *failed = nullptr;
  if (!owned.empty()) {
    failed = newBlock("close");
    failed->setCold(true);
    failed->addArgument(ir::Type::value(), "exc");
    startRegion(failed);
  }
  b_.jump(header);
  startBlock(header);
  ir::Inst* item = emit(Op::IterNext, {iterator}, *node.iter);
  item->addEdge(ir::EdgeKind::Done, otherwise);

  Control* loop = push(Control::Kind::Loop);
  loop->continueTo = latch;
  loop->owned = owned;
  loop->breakTo = failed ? newBlock("break") : end;
  assign(*node.target, item);
  statements(node.body);
  jumpTo(latch);
  b_.setSite(m_.site(node.body.back()->range));
  loopBack(latch, header);
  if (failed) {
    endRegion(outer);
    startBlock(failed);
    closeOwned(owned);
    b_.build(Op::Rethrow, {failed->arguments()[0].get()});
    startBlock(loop->breakTo);
    closeOwned(owned);
    b_.jump(end);
  }
  pop();

  startBlock(otherwise);
  statements(node.orelse);
  jumpTo(end);
  startBlock(end);
}

// ---- comprehensions ----

template <class Element>
void FunctionBuilder::comprehensionLoops(Span<ast::Comprehension* const> generators, size_t at,
                                         Value* iterator, const Element& element) {
  const ast::Comprehension& part = *generators[at];
  if (at > 0)
    iterator = part.isAsync ? emit(Op::AsyncIter, {expression(*part.iter)}, *part.iter)
                            : iterate(*part.iter);
  Block *header = newBlock("for"), *latch = newBlock("latch"), *end = newBlock("endfor");
  b_.jump(header);
  startBlock(header);
  Value* item = nullptr;
  if (part.isAsync) {
    item = asyncNext(iterator, m_.site(*part.iter), end);
  } else {
    ir::Inst* next = emit(Op::IterNext, {iterator}, *part.iter);
    next->addEdge(ir::EdgeKind::Done, end);
    item = next;
  }
  assign(*part.target, item);
  for (const ast::Expr* test : part.ifs) {
    Block* next = newBlock("if");
    condition(*test, next, latch);
    startBlock(next);
  }
  if (at + 1 < generators.size())
    comprehensionLoops(generators, at + 1, nullptr, element);
  else
    element();
  b_.jump(latch);
  loopBack(latch, header);
  startBlock(end);
}

Value* FunctionBuilder::comprehension(const ast::Expr& node,
                                      Span<ast::Comprehension* const> generators,
                                      const ast::Expr& element, const ast::Expr* value) {
  const ast::Expr& first = *generators[0]->iter; // in the scope outside
  Value* iterator =
      generators[0]->isAsync ? emit(Op::AsyncIter, {expression(first)}, first) : iterate(first);
  const Scope* outer = scope_;
  scope_ = &m_.scopeOf(node);
  declareVariables(*scope_);
  Op create = value ? Op::DictNew : ast::is<ast::ListComp>(&node) ? Op::ListNew : Op::SetNew;
  Value* result = emit(create, {}, node);
  comprehensionLoops(generators, 0, iterator, [&] {
    Value* item = expression(element);
    if (value) {
      Value* itemValue = expression(*value);
      emitAt(Op::DictSet, {result, item, itemValue},
             m_.site(SourceRange{element.range.begin, value->range.end}));
    } else if (create == Op::ListNew) {
      emit(Op::ListAppend, {result, item}, element);
    } else {
      emit(Op::SetAdd, {result, item}, element);
    }
  });
  scope_ = outer;
  return result;
}

Value* FunctionBuilder::generatorExpression(const ast::GeneratorExp& node, Value** callee,
                                            std::vector<Owned>* owned) {
  ir::SiteId site = m_.site(node);
  const Scope& scope = m_.scopeOf(node);
  ir::Function* body = declareFunction(
      scope, scope.isAsync ? ir::FunctionKind::AsyncGenerator : ir::FunctionKind::Generator,
      m_.lineOf(node.range.begin));
  FunctionBuilder(m_, scope, body).buildGeneratorExpression(node);
  Value* function = makeFunction(scope, body, none(), none(), b_.unbound(), site);
  const ast::Expr& first = *node.generators[0]->iter;
  Value* iterator = node.generators[0]->isAsync ? emit(Op::AsyncIter, {expression(first)}, first)
                                                : iterate(first, owned);
  if (callee)
    *callee = function;
  return emitAt(Op::PyCall, {function, iterator}, site);
}

void FunctionBuilder::buildGeneratorExpression(const ast::GeneratorExp& node) {
  const ir::Constant* name = m_.name(known::kDotZero);
  function_->parameters.names = {name};
  function_->parameters.positional = 1;
  Value* iterator = function_->entry()->addArgument(ir::Type::value(), "iterator");
  VariableId parameter = scope_->find(known::kDotZero)->variable;
  m_.place(parameter).local = addLocal(m_.text(known::kDotZero));
  storeVariable(parameter, iterator);
  declareVariables(*scope_);
  comprehensionLoops(node.generators, 0, iterator, [&] {
    Value* item = expression(*node.elt);
    yieldValue(item, *node.elt);
  });
  finish();
}

} // namespace tauro::irbuild
