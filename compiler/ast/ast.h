// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The syntax tree: plain structs generated from nodes.def, allocated in the arena of their Module
// and const once the parser has given it out. Whatever later stages learn about a node goes into
// their own side tables, keyed by Node::id.
//
// Invariants: ids are unique and below Module::nodeCount(); a few belong to nodes that the parser
// made and dropped. A node's range covers
// those of its children, except that decorators and type parameters may stand before it.
#pragma once

#include "compiler/support/arena.h"
#include "compiler/support/ids.h"
#include "compiler/support/source.h"

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace tauro::ast {

enum class NodeKind : uint8_t {
#define AST_STMT(Name, Spelling, ...) Name,
#define AST_EXPR(Name, Spelling, ...) Name,
#define AST_PATTERN(Name, Spelling, ...) Name,
#define AST_TYPEPARAM(Name, Spelling, ...) Name,
#define AST_AUX(Name, Spelling, ...) Name,
#include "compiler/ast/nodes.def"
};

enum class BoolOperator : uint8_t {
#define BOOL_OPERATOR(Id, Spelling) Id,
#include "compiler/ast/operators.def"
};
enum class BinaryOperator : uint8_t {
#define BINARY_OPERATOR(Id, Spelling, Precedence) Id,
#include "compiler/ast/operators.def"
};
enum class UnaryOperator : uint8_t {
#define UNARY_OPERATOR(Id, Spelling) Id,
#include "compiler/ast/operators.def"
};
enum class CompareOperator : uint8_t {
#define COMPARE_OPERATOR(Id, Spelling) Id,
#include "compiler/ast/operators.def"
};

/// Whether an expression is read, assigned or deleted.
enum class ExprContext : uint8_t { Load, Store, Del };

/// Whether a string literal was written with a `u` prefix, which ast.Constant.kind remembers.
enum class UnicodePrefix : uint8_t { No, Yes };

enum class ConstantKind : uint8_t {
  None,
  True,
  False,
  Ellipsis,
  Int,     // fits int64
  BigInt,  // text: "0x1f..." or decimal digits, no underscores, no leading zeros
  Float,   //
  Complex, // an imaginary literal; the real part is 0
  Str,     // text: UTF-8 that may hold encoded surrogates, as "\ud800" denotes (WTF-8)
  Bytes,   // text: raw bytes
};

/// The value of a literal. Text lives in the module's arena or in its source.
class ConstantValue {
public:
  constexpr ConstantValue() : kind_(ConstantKind::None), integer_(0) {}
  constexpr explicit ConstantValue(ConstantKind kind) : kind_(kind), integer_(0) {
    assert(kind <= ConstantKind::Ellipsis);
  }
  static ConstantValue ofInt(int64_t value) {
    ConstantValue c;
    c.kind_ = ConstantKind::Int;
    c.integer_ = value;
    return c;
  }
  static ConstantValue ofFloat(double value) { return ofNumber(ConstantKind::Float, value); }
  static ConstantValue ofImaginary(double value) { return ofNumber(ConstantKind::Complex, value); }
  static ConstantValue ofBigInt(std::string_view digits) {
    return ofText(ConstantKind::BigInt, digits);
  }
  static ConstantValue ofStr(std::string_view text) { return ofText(ConstantKind::Str, text); }
  static ConstantValue ofBytes(std::string_view text) { return ofText(ConstantKind::Bytes, text); }

  ConstantKind kind() const { return kind_; }
  bool isStr() const { return kind_ == ConstantKind::Str; }
  bool isBytes() const { return kind_ == ConstantKind::Bytes; }

  int64_t integer() const {
    assert(kind_ == ConstantKind::Int);
    return integer_;
  }
  /// Of a Float, or the imaginary part of a Complex.
  double number() const {
    assert(kind_ == ConstantKind::Float || kind_ == ConstantKind::Complex);
    return number_;
  }
  /// Of a Str, Bytes or BigInt.
  std::string_view text() const {
    assert(kind_ >= ConstantKind::BigInt && kind_ != ConstantKind::Float &&
           kind_ != ConstantKind::Complex);
    return {data_, size_};
  }

private:
  static ConstantValue ofNumber(ConstantKind kind, double value) {
    ConstantValue c;
    c.kind_ = kind;
    c.number_ = value;
    return c;
  }
  static ConstantValue ofText(ConstantKind kind, std::string_view text) {
    ConstantValue c;
    c.kind_ = kind;
    c.data_ = text.data();
    c.size_ = static_cast<uint32_t>(text.size());
    return c;
  }

  ConstantKind kind_;
  uint32_t size_ = 0;
  union {
    int64_t integer_;
    double number_;
    const char* data_;
  };
};

struct Node {
  NodeKind kind;
  NodeId id;
  SourceRange range;
};
struct Stmt : Node {};
struct Expr : Node {};
struct Pattern : Node {};
struct TypeParam : Node {};

#define AST_STMT(Name, Spelling, ...) struct Name;
#define AST_EXPR(Name, Spelling, ...) struct Name;
#define AST_PATTERN(Name, Spelling, ...) struct Name;
#define AST_TYPEPARAM(Name, Spelling, ...) struct Name;
#define AST_AUX(Name, Spelling, ...) struct Name;
#include "compiler/ast/nodes.def"

#define F(Type, name) Type name;
#define AST_NODE(Name, Base, ...)                                                                  \
  struct Name : Base {                                                                             \
    static constexpr NodeKind kKind = NodeKind::Name;                                              \
    __VA_ARGS__                                                                                    \
  };
#define AST_STMT(Name, Spelling, ...) AST_NODE(Name, Stmt, __VA_ARGS__)
#define AST_EXPR(Name, Spelling, ...) AST_NODE(Name, Expr, __VA_ARGS__)
#define AST_PATTERN(Name, Spelling, ...) AST_NODE(Name, Pattern, __VA_ARGS__)
#define AST_TYPEPARAM(Name, Spelling, ...) AST_NODE(Name, TypeParam, __VA_ARGS__)
#define AST_AUX(Name, Spelling, ...) AST_NODE(Name, Node, __VA_ARGS__)
#include "compiler/ast/nodes.def"
#undef AST_NODE
#undef F

// ---- casts ----

template <class T> bool is(const Node* node) { return node->kind == T::kKind; }
template <class T, class U, class... Rest> bool is(const Node* node) {
  return node->kind == T::kKind || is<U, Rest...>(node);
}
/// The node as a T, which it must be.
template <class T> T* as(Node* node) {
  assert(is<T>(node));
  return static_cast<T*>(node);
}
template <class T> const T* as(const Node* node) {
  assert(is<T>(node));
  return static_cast<const T*>(node);
}
/// The node as a T, or null if it is null or something else.
template <class T> T* dynAs(Node* node) {
  return node && is<T>(node) ? static_cast<T*>(node) : nullptr;
}
template <class T> const T* dynAs(const Node* node) {
  return node && is<T>(node) ? static_cast<const T*>(node) : nullptr;
}

bool isPattern(NodeKind kind);

// ---- names of things ----

/// CPython's class name: "BinOp", "arguments", "Expr" for ExprStmt.
std::string_view spelling(NodeKind kind);
std::string_view name(BoolOperator op); // "And"
std::string_view name(BinaryOperator op);
std::string_view name(UnaryOperator op);
std::string_view name(CompareOperator op);
std::string_view name(ExprContext ctx);
std::string_view spelling(BoolOperator op); // "and"
std::string_view spelling(BinaryOperator op);
std::string_view spelling(UnaryOperator op);
std::string_view spelling(CompareOperator op);

// ---- walking ----

namespace detail {
template <class Fn, class T> void walkField(T value, Fn& fn) {
  if constexpr (std::is_pointer_v<T>) {
    if (value)
      fn(*value);
  } else if constexpr (requires { requires std::is_pointer_v<std::decay_t<decltype(value[0])>>; }) {
    for (auto* item : value)
      if (item)
        fn(*item);
  }
}
} // namespace detail

/// Calls `visit(const T&)` with the node as what it is: one overload or generic lambda per T.
template <class Visitor> decltype(auto) visit(const Node& node, Visitor&& visitor) {
  switch (node.kind) {
#define AST_ROW(Name)                                                                              \
  case NodeKind::Name:                                                                             \
    return visitor(static_cast<const Name&>(node));
#define AST_STMT(Name, Spelling, ...) AST_ROW(Name)
#define AST_EXPR(Name, Spelling, ...) AST_ROW(Name)
#define AST_PATTERN(Name, Spelling, ...) AST_ROW(Name)
#define AST_TYPEPARAM(Name, Spelling, ...) AST_ROW(Name)
#define AST_AUX(Name, Spelling, ...) AST_ROW(Name)
#include "compiler/ast/nodes.def"
#undef AST_ROW
  }
  __builtin_unreachable();
}

/// Calls fn(const Node&) for each direct child, in the order of the fields; that is not always the
/// order of evaluation.
template <class Fn> void walkChildren(const Node& node, Fn&& fn) {
  auto child = [&fn](const Node& c) { fn(c); };
  switch (node.kind) {
#define F(Type, field) detail::walkField(n.field, child);
#define AST_ROW(Name, ...)                                                                         \
  case NodeKind::Name: {                                                                           \
    [[maybe_unused]] const auto& n = static_cast<const Name&>(node);                               \
    __VA_ARGS__                                                                                    \
    break;                                                                                         \
  }
#define AST_STMT(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_EXPR(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_PATTERN(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_TYPEPARAM(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_AUX(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#include "compiler/ast/nodes.def"
#undef AST_ROW
#undef F
  }
}

// ---- the product ----

/// One parsed file. Owns its nodes; the SourceBuffer must outlive it.
class Module {
public:
  explicit Module(const SourceBuffer& source) : source_(&source) {}
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const SourceBuffer& source() const { return *source_; }
  Span<Stmt* const> body() const { return Span<Stmt* const>(body_.data(), body_.size()); }
  uint32_t nodeCount() const { return nodeCount_; }

private:
  friend class Builder;
  const SourceBuffer* source_;
  Arena arena_;
  Span<Stmt*> body_;
  uint32_t nodeCount_ = 0;
};

/// What a parser makes a Module with.
class Builder {
public:
  explicit Builder(const SourceBuffer& source) : module_(std::make_unique<Module>(source)) {}

  /// A new node with the next id; fields in the order of nodes.def.
  template <class T, class... Fields> T* make(SourceRange range, Fields... fields) {
    using Base = std::conditional_t<
        std::is_base_of_v<Expr, T>, Expr,
        std::conditional_t<std::is_base_of_v<Stmt, T>, Stmt,
                           std::conditional_t<std::is_base_of_v<Pattern, T>, Pattern,
                                              std::conditional_t<std::is_base_of_v<TypeParam, T>,
                                                                 TypeParam, Node>>>>;
    Node head{T::kKind, NodeId(module_->nodeCount_++), range};
    void* at = module_->arena_.allocate(sizeof(T), alignof(T));
    static_assert(std::is_trivially_destructible_v<T>);
    if constexpr (std::is_same_v<Base, Node>)
      return new (at) T{head, fields...};
    else
      return new (at) T{Base{head}, fields...};
  }
  Arena& arena() { return module_->arena_; }
  uint32_t nodeCount() const { return module_->nodeCount_; }

  std::unique_ptr<Module> finish(Span<Stmt*> body) {
    module_->body_ = body;
    return std::move(module_);
  }

private:
  std::unique_ptr<Module> module_;
};

} // namespace tauro::ast

namespace tauro {
class Interner;
namespace ast {
/// The text of CPython's `ast.dump(tree, indent=2)`; with `positions`, of
/// `include_attributes=True`.
std::string dump(const Module& module, const Interner& names, bool positions = false);
/// Python's repr() of a constant; a BigInt in decimal.
std::string repr(const ConstantValue& value);
} // namespace ast
} // namespace tauro
