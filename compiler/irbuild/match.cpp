// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// match statements, as compile.c lowers them: each pattern is a row of tests that lead to the next
// case when they fail. Captured names are stored when the whole pattern has matched, before the
// guard. Wildcards look at nothing.
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

namespace {
using ast::NodeKind;

bool isWildcard(const ast::Pattern& node) {
  const auto* as = ast::dynAs<ast::MatchAs>(&node);
  return as && !as->pattern && !as->name;
}
bool isStarWildcard(const ast::Pattern& node) {
  const auto* star = ast::dynAs<ast::MatchStar>(&node);
  return star && !star->name;
}
} // namespace

void FunctionBuilder::matchStatement(const ast::Match& node) {
  Value* subject = expression(*node.subject);
  Block* end = newBlock("endmatch");
  for (const ast::MatchCase* c : node.cases) {
    Block* next = newBlock("case");
    Captures captures;
    pattern(*c->pattern, subject, next, captures);
    for (const Capture& captured : captures)
      storeName(captured.name, captured.value, *captured.pattern);
    if (c->guard) {
      Block* guarded = newBlock("guarded");
      condition(*c->guard, guarded, next);
      startBlock(guarded);
    }
    statements(c->body);
    jumpTo(end);
    startBlock(next);
  }
  jumpTo(end);
  startBlock(end);
}

// Goes on in a new block when the condition holds.
void FunctionBuilder::require(Value* condition, Block* fail) {
  Block* next = newBlock("matched");
  b_.branch(condition, next, fail);
  startBlock(next);
}

void FunctionBuilder::capture(NameId name, Value* value, const ast::Pattern& node,
                              Captures& captures) {
  if (name)
    captures.push_back({name, value, &node});
}

// Of what match.keys or match.class answered: the tuple, or None when nothing matches.
std::vector<Value*> FunctionBuilder::requireTuple(Value* tuple, size_t count, Block* fail) {
  Value* failed = b_.build(Op::PyIs, {tuple, none()});
  require(b_.build(Op::BoolNot, {failed}), fail);
  std::vector<Value*> items;
  for (size_t i = 0; i < count; ++i)
    items.push_back(b_.imm(Op::TupleGet, {tuple}, static_cast<int64_t>(i)));
  return items;
}

void FunctionBuilder::requireLength(Value* subject, Op compare, size_t length, const ast::Node& at,
                                    Block* fail) {
  Value* actual = emit(Op::MatchLength, {subject}, at);
  Value* wanted = constant(m_.ir().intConstant(static_cast<int64_t>(length)));
  require(emit(compare, {actual, wanted}, at), fail);
}

void FunctionBuilder::pattern(const ast::Pattern& node, Value* subject, Block* fail,
                              Captures& captures) {
  switch (node.kind) {
  case NodeKind::MatchValue: {
    Value* value = expression(*static_cast<const ast::MatchValue&>(node).value);
    return require(emit(Op::PyEqTruth, {subject, value}, node), fail);
  }
  case NodeKind::MatchSingleton: {
    Value* value = constant(m_.constant(static_cast<const ast::MatchSingleton&>(node).value));
    return require(b_.build(Op::PyIs, {subject, value}), fail);
  }
  case NodeKind::MatchSequence:
    return sequencePattern(static_cast<const ast::MatchSequence&>(node), subject, fail, captures);
  case NodeKind::MatchMapping:
    return mappingPattern(static_cast<const ast::MatchMapping&>(node), subject, fail, captures);
  case NodeKind::MatchClass:
    return classPattern(static_cast<const ast::MatchClass&>(node), subject, fail, captures);
  case NodeKind::MatchStar: // its list was made by the sequence around it
    return capture(static_cast<const ast::MatchStar&>(node).name, subject, node, captures);
  case NodeKind::MatchAs: {
    const auto& as = static_cast<const ast::MatchAs&>(node);
    if (as.pattern)
      pattern(*as.pattern, subject, fail, captures);
    return capture(as.name, subject, node, captures);
  }
  case NodeKind::MatchOr:
    return alternatives(static_cast<const ast::MatchOr&>(node), subject, fail, captures);
  default:
    assert(false && "not a pattern");
  }
}

void FunctionBuilder::sequencePattern(const ast::MatchSequence& node, Value* subject, Block* fail,
                                      Captures& captures) {
  size_t size = node.patterns.size(), star = size;
  bool onlyWildcards = true;
  for (size_t i = 0; i < size; ++i) {
    const ast::Pattern& item = *node.patterns[i];
    if (ast::is<ast::MatchStar>(&item))
      star = i;
    onlyWildcards = onlyWildcards && (isWildcard(item) || isStarWildcard(item));
  }
  require(emit(Op::MatchSequence, {subject}, node), fail);
  if (star == size)
    requireLength(subject, Op::PyEqTruth, size, node, fail);
  else if (size > 1)
    requireLength(subject, Op::PyGtETruth, size - 1, node, fail);
  if (onlyWildcards)
    return;

  if (star < size && isStarWildcard(*node.patterns[star])) {
    // Only the ends are looked at: by index, those behind the star from the end.
    for (size_t i = 0; i < size; ++i) {
      const ast::Pattern& item = *node.patterns[i];
      if (i == star || isWildcard(item))
        continue;
      Value* index;
      if (i < star) {
        index = constant(m_.ir().intConstant(static_cast<int64_t>(i)));
      } else {
        Value* length = emit(Op::MatchLength, {subject}, node);
        Value* fromEnd = constant(m_.ir().intConstant(static_cast<int64_t>(size - i)));
        index = emit(Op::PySub, {length, fromEnd}, node);
      }
      pattern(item, emit(Op::PyGetItem, {subject, index}, node), fail, captures);
    }
    return;
  }

  std::vector<Value*> values = unpackItems(subject, size, star, node);
  for (size_t i = 0; i < size; ++i)
    pattern(*node.patterns[i], values[i], fail, captures);
}

void FunctionBuilder::mappingPattern(const ast::MatchMapping& node, Value* subject, Block* fail,
                                     Captures& captures) {
  require(emit(Op::MatchMapping, {subject}, node), fail);
  size_t size = node.keys.size();
  std::vector<Value*> keys;
  if (size > 0) {
    requireLength(subject, Op::PyGtETruth, size, node, fail);
    keys = expressions(node.keys);
    Value* values = emit(Op::MatchKeys, {subject, emit(Op::TupleNew, keys, node)}, node);
    std::vector<Value*> items = requireTuple(values, size, fail);
    for (size_t i = 0; i < size; ++i)
      pattern(*node.patterns[i], items[i], fail, captures);
  }
  if (!node.rest)
    return;
  Value* rest = emit(Op::DictNew, {}, node);
  emit(Op::DictUpdate, {rest, subject}, node);
  for (Value* key : keys)
    emit(Op::PyDelItem, {rest, key}, node);
  capture(node.rest, rest, node, captures);
}

void FunctionBuilder::classPattern(const ast::MatchClass& node, Value* subject, Block* fail,
                                   Captures& captures) {
  Value* cls = expression(*node.cls);
  std::vector<const ir::Constant*> names;
  for (NameId name : node.kwdAttrs)
    names.push_back(m_.name(name)); // which CPython does not mangle
  Value* attributes = constant(m_.ir().tupleConstant(std::move(names)));
  b_.setSite(m_.site(node));
  Value* matched = b_.imm(Op::MatchClass, {subject, cls, attributes},
                          static_cast<int64_t>(node.patterns.size()));
  size_t positional = node.patterns.size(), count = positional + node.kwdPatterns.size();
  std::vector<Value*> values = requireTuple(matched, count, fail);
  for (size_t i = 0; i < count; ++i)
    pattern(i < positional ? *node.patterns[i] : *node.kwdPatterns[i - positional], values[i], fail,
            captures);
}

// Every alternative binds the same names, perhaps in another order; they meet as arguments of the
// block behind.
void FunctionBuilder::alternatives(const ast::MatchOr& node, Value* subject, Block* fail,
                                   Captures& captures) {
  Block* matched = newBlock("matched");
  Captures first;
  for (size_t i = 0; i < node.patterns.size(); ++i) {
    bool last = i + 1 == node.patterns.size();
    Block* next = last ? fail : newBlock("or");
    Captures here;
    pattern(*node.patterns[i], subject, next, here);
    if (i == 0) {
      first = here;
      for (size_t k = 0; k < here.size(); ++k)
        matched->addArgument(ir::Type::value(), std::string(m_.text(here[k].name)));
    }
    std::vector<Value*> arguments;
    for (const Capture& wanted : first)
      for (const Capture& captured : here)
        if (captured.name == wanted.name)
          arguments.push_back(captured.value);
    b_.jump(matched, std::move(arguments));
    if (!last)
      startBlock(next);
  }
  startBlock(matched);
  for (size_t i = 0; i < first.size(); ++i)
    capture(first[i].name, matched->argument(static_cast<unsigned>(i)), node, captures);
}

} // namespace tauro::irbuild
