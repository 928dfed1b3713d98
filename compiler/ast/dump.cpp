// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree as text, generated from nodes.def, in the form of CPython 3.13's ast.dump(tree,
// indent=2): fields that are None or empty lists are left out, and a node stands on one line if it
// has at most three fields and all of them are simple (plain values and nodes without fields).
#include "compiler/ast/ast.h"
#include "compiler/support/interner.h"

namespace tauro::ast {

namespace {

/// "decoratorList" -> "decorator_list"
std::string pythonName(std::string_view field) {
  std::string out;
  for (char c : field) {
    if (c >= 'A' && c <= 'Z') {
      out += '_';
      out += static_cast<char>(c + 32);
    } else {
      out += c;
    }
  }
  return out;
}

/// Whether CPython gives nodes of this kind a position.
bool hasPosition(NodeKind kind) {
  switch (kind) {
  case NodeKind::Comprehension:
  case NodeKind::Arguments:
  case NodeKind::WithItem:
  case NodeKind::MatchCase:
    return false;
  default:
    return true;
  }
}

class Dumper {
public:
  Dumper(const Module& module, const Interner& names, bool positions)
      : module_(module), names_(names), positions_(positions) {}

  std::string run() {
    if (module_.body().empty())
      return "Module()";
    out_ = "Module(\n  body=";
    list(module_.body(), 1);
    return out_ += ')';
  }

private:
  struct Shape {
    int fields = 0;
    bool simple = true;
  };

  // ---- what a field amounts to ----
  bool isShown(NameId id) { return id.valid(); }
  bool isShown(UnicodePrefix prefix) { return prefix == UnicodePrefix::Yes; }
  template <class T> bool isShown(Span<T> items) { return !items.empty(); }
  template <class T> bool isShown(const T& value) {
    if constexpr (std::is_pointer_v<T>)
      return value != nullptr;
    return true;
  }

  template <class T> bool isSimple(Span<T>) { return false; }
  template <class T> bool isSimple(const T& value) {
    if constexpr (std::is_pointer_v<T>)
      return shapeOf(*value).fields == 0;
    return true;
  }

  Shape shapeOf(const Node& node) {
    Shape shape;
    auto field = [&](const auto& value) {
      if (isShown(value)) {
        ++shape.fields;
        shape.simple = shape.simple && isSimple(value);
      }
    };
    switch (node.kind) {
#define F(Type, name) field(n.name);
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
#undef F
    }
    if (positions_ && hasPosition(node.kind))
      shape.fields += 4;
    return shape;
  }

  // ---- values ----
  void value(NameId id, int) { out_ += repr(ConstantValue::ofStr(names_[id])); }
  void value(const ConstantValue& constant, int) { out_ += repr(constant); }
  void value(UnicodePrefix, int) { out_ += "'u'"; }
  void value(bool flag, int) { out_ += flag ? '1' : '0'; }
  void value(int32_t number, int) { out_ += std::to_string(number); }
  void value(uint32_t number, int) { out_ += std::to_string(number); }
  void value(const Node* n, int level) { node(*n, level); }
  template <class T> void value(Span<T> items, int level) { list(items, level); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void value(Enum op, int) {
    out_ += name(op);
    out_ += "()";
  }

  template <class T> void list(Span<T> items, int level) {
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      separate(first, level + 1, false);
      if constexpr (std::is_pointer_v<std::decay_t<decltype(item)>>) {
        if (!item) {
          out_ += "None";
          continue;
        }
      }
      value(item, level + 1);
    }
    out_ += ']';
  }

  void separate(bool& first, int level, bool oneLine) {
    if (!first)
      out_ += oneLine ? ", " : ",";
    first = false;
    if (!oneLine) {
      out_ += '\n';
      out_.append(static_cast<size_t>(level) * 2, ' ');
    }
  }

  void node(const Node& node, int level) {
    Shape shape = shapeOf(node);
    bool oneLine = shape.simple && shape.fields <= 3;
    bool first = true;
    out_ += spelling(node.kind);
    out_ += '(';
    auto field = [&](std::string_view fieldName, const auto& fieldValue) {
      if (!isShown(fieldValue))
        return;
      separate(first, level + 1, oneLine);
      out_ += pythonName(fieldName);
      out_ += '=';
      value(fieldValue, level + 1);
    };
    switch (node.kind) {
#define F(Type, name) field(#name, n.name);
#define FR(Type, name, pyName) field(pyName, n.name);
#define AST_STMT(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_EXPR(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_PATTERN(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_TYPEPARAM(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#define AST_AUX(Name, Spelling, ...) AST_ROW(Name, __VA_ARGS__)
#include "compiler/ast/nodes.def"
#undef AST_ROW
#undef F
    }
    if (positions_ && hasPosition(node.kind)) {
      LineColumn begin = module_.source().lineColumn(node.range.begin);
      LineColumn end = module_.source().lineColumn(node.range.end);
      field("lineno", begin.line);
      field("colOffset", begin.column);
      field("endLineno", end.line);
      field("endColOffset", end.column);
    }
    out_ += ')';
  }

  const Module& module_;
  const Interner& names_;
  const bool positions_;
  std::string out_;
};

} // namespace

std::string dump(const Module& module, const Interner& names, bool positions) {
  return Dumper(module, names, positions).run();
}

} // namespace tauro::ast
