// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// List, tuple, set and dict displays. When an unhashable element is found follows CPython: small
// displays are evaluated whole and then built, large ones built as they are evaluated. All are
// linear in their size, and constants go into one tuple.
#include <algorithm>

#include "compiler/irbuild/constant_expressions.h"
#include "compiler/irbuild/function_builder.h"

namespace tauro::irbuild {

namespace {
constexpr size_t kLargeDisplay = 30;   // compile.c's STACK_USE_GUIDELINE
constexpr size_t kConstantDisplay = 3; // from here on, constants are copied from a tuple
} // namespace

bool hasStar(Span<ast::Expr* const> elements) {
  for (const ast::Expr* element : elements)
    if (ast::is<ast::Starred>(element))
      return true;
  return false;
}

// The elements as constants, when there are enough of them and all are; else empty.
std::vector<const ir::Constant*>
FunctionBuilder::constantElements(Span<ast::Expr* const> elements) {
  std::vector<const ir::Constant*> items;
  if (elements.size() < kConstantDisplay)
    return items;
  for (const ast::Expr* element : elements) {
    const ir::Constant* item = m_.fold(*element);
    if (!item)
      return {};
    items.push_back(item);
  }
  return items;
}

Value* FunctionBuilder::listOf(Span<ast::Expr* const> elements, const ast::Node& at) {
  ir::SiteId site = m_.site(at);
  bool star = hasStar(elements);
  if (auto items = constantElements(elements); !items.empty()) {
    Value* list = emitAt(Op::ListNew, {}, site);
    emitAt(Op::ListExtend, {list, constant(m_.ir().tupleConstant(std::move(items)))}, site);
    return list;
  }
  if (!star && elements.size() <= kLargeDisplay) {
    std::vector<Value*> values = expressions(elements);
    return emitAt(Op::ListNew, std::move(values), site);
  }
  // What stands before the first star is evaluated whole unless it is much.
  std::vector<Value*> first;
  size_t i = 0;
  if (elements.size() <= kLargeDisplay)
    for (; !ast::is<ast::Starred>(elements[i]); ++i)
      first.push_back(expression(*elements[i]));
  Value* list = emitAt(Op::ListNew, std::move(first), site);
  for (; i < elements.size(); ++i) {
    if (const auto* starred = ast::dynAs<ast::Starred>(elements[i])) {
      Value* iterable = expression(*starred->value);
      emitAt(Op::ListExtend, {list, iterable}, site);
    } else {
      Value* element = expression(*elements[i]);
      emitAt(Op::ListAppend, {list, element}, site);
    }
  }
  return list;
}

Value* FunctionBuilder::listDisplay(const ast::List& node) { return listOf(node.elts, node); }

Value* FunctionBuilder::tupleOf(Span<ast::Expr* const> elements, const ast::Node& at) {
  if (hasStar(elements) || elements.size() > kLargeDisplay)
    return emit(Op::ListToTuple, {listOf(elements, at)}, at);
  std::vector<Value*> values = expressions(elements);
  if (values.empty())
    return constant(m_.ir().tupleConstant({}));
  return emit(Op::TupleNew, std::move(values), at);
}

Value* FunctionBuilder::tupleDisplay(const ast::Tuple& node) { return tupleOf(node.elts, node); }

Value* FunctionBuilder::setDisplay(const ast::Set& node) {
  ir::SiteId site = m_.site(node);
  // Through a frozenset, as CPython does: the order of the elements follows from it.
  if (auto items = constantElements(node.elts); !items.empty()) {
    Value* set = emitAt(Op::SetNew, {}, site);
    emitAt(Op::SetUpdate, {set, constant(m_.ir().frozenSetConstant(std::move(items)))}, site);
    return set;
  }
  // A constant to CPython, which its compiler makes twice, the second time from the first one's
  // order, and of which the set is a copy. We compute its elements when the program runs.
  if (node.elts.size() >= kConstantDisplay &&
      std::all_of(node.elts.begin(), node.elts.end(),
                  [](const ast::Expr* element) { return isComputedByCompiler(*element); })) {
    Value* given = emitAt(Op::SetNew, expressions(node.elts), site);
    Value* ordered = emitAt(Op::ListNew, {}, site);
    emitAt(Op::ListExtend, {ordered, given}, site);
    Value* made = emitAt(Op::SetNew, {}, site);
    emitAt(Op::SetUpdate, {made, ordered}, site);
    Value* set = emitAt(Op::SetNew, {}, site);
    emitAt(Op::SetUpdate, {set, made}, site);
    return set;
  }
  if (!hasStar(node.elts) && node.elts.size() <= kLargeDisplay) {
    std::vector<Value*> values = expressions(node.elts);
    return emitAt(Op::SetNew, std::move(values), site);
  }
  std::vector<Value*> first;
  size_t i = 0;
  if (node.elts.size() <= kLargeDisplay)
    for (; !ast::is<ast::Starred>(node.elts[i]); ++i)
      first.push_back(expression(*node.elts[i]));
  Value* set = emitAt(Op::SetNew, std::move(first), site);
  for (; i < node.elts.size(); ++i) {
    if (const auto* starred = ast::dynAs<ast::Starred>(node.elts[i])) {
      Value* iterable = expression(*starred->value);
      emitAt(Op::SetUpdate, {set, iterable}, site);
    } else {
      Value* element = expression(*node.elts[i]);
      emitAt(Op::SetAdd, {set, element}, site);
    }
  }
  return set;
}

// Pairs come in runs: up to 15 are evaluated and then stored, more are stored one by one; CPython
// starts a new run behind the 17th.
Value* FunctionBuilder::dictDisplay(const ast::Dict& node) {
  ir::SiteId site = m_.site(node);
  constexpr size_t kRun = kLargeDisplay / 2;
  Value* dict = nullptr;
  auto run = [&](size_t begin, size_t end) {
    if (end - begin <= kRun) {
      std::vector<Value*> pairs;
      for (size_t i = begin; i < end; ++i) {
        pairs.push_back(expression(*node.keys[i]));
        pairs.push_back(expression(*node.values[i]));
      }
      if (!dict) {
        dict = emitAt(Op::DictNew, std::move(pairs), site);
        return;
      }
      for (size_t i = 0; i < pairs.size(); i += 2)
        emitAt(Op::DictSet, {dict, pairs[i], pairs[i + 1]}, site);
      return;
    }
    if (!dict)
      dict = emitAt(Op::DictNew, {}, site);
    for (size_t i = begin; i < end; ++i) {
      Value* key = expression(*node.keys[i]);
      Value* value = expression(*node.values[i]);
      emitAt(Op::DictSet, {dict, key, value}, site);
    }
  };

  size_t begin = 0;
  for (size_t i = 0; i < node.keys.size(); ++i) {
    if (!node.keys[i]) {
      if (begin < i)
        run(begin, i);
      if (!dict)
        dict = emitAt(Op::DictNew, {}, site);
      Value* mapping = expression(*node.values[i]);
      emitAt(Op::DictUpdate, {dict, mapping}, site);
      begin = i + 1;
    } else if (i - begin > kRun) {
      run(begin, i + 1);
      begin = i + 1;
    }
  }
  if (begin < node.keys.size())
    run(begin, node.keys.size());
  return dict ? dict : emitAt(Op::DictNew, {}, site);
}

} // namespace tauro::irbuild
