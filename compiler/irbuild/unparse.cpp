// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modelled on CPython's ast_unparse.c, whose levels and spacing decide what programs see in
// __annotations__.
#include "compiler/irbuild/unparse.h"

#include "compiler/support/interner.h"

namespace tauro::irbuild {

namespace {
using namespace ast;

// How tightly an expression binds; one in a place of a higher level stands in parentheses.
enum Level {
  kTuple,
  kTest, // if-else, lambda
  kOr,
  kAnd,
  kNot,
  kCompare,
  kExpr, // |
  kXor,
  kAnd_, // &
  kShift,
  kArith,
  kTerm,
  kFactor,
  kPower,
  kAwait,
  kAtom,
};

int levelOf(BinaryOperator op) {
  switch (op) {
  case BinaryOperator::BitOr:
    return kExpr;
  case BinaryOperator::BitXor:
    return kXor;
  case BinaryOperator::BitAnd:
    return kAnd_;
  case BinaryOperator::LShift:
  case BinaryOperator::RShift:
    return kShift;
  case BinaryOperator::Add:
  case BinaryOperator::Sub:
    return kArith;
  case BinaryOperator::Mult:
  case BinaryOperator::MatMult:
  case BinaryOperator::Div:
  case BinaryOperator::FloorDiv:
  case BinaryOperator::Mod:
    return kTerm;
  case BinaryOperator::Pow:
    return kPower;
  }
  __builtin_unreachable();
}

class Unparser {
public:
  explicit Unparser(const Interner& names) : names_(names) {}

  std::string take() { return std::move(out_); }

  void write(const Expr& node, int level) {
    switch (node.kind) {
    case NodeKind::BoolOp: {
      const auto& operation = static_cast<const BoolOp&>(node);
      int own = operation.op == BoolOperator::And ? kAnd : kOr;
      return parenthesised(level > own, [&] {
        for (size_t i = 0; i < operation.values.size(); ++i) {
          if (i > 0)
            text(own == kAnd ? " and " : " or ");
          write(*operation.values[i], own + 1);
        }
      });
    }
    case NodeKind::BinOp: {
      const auto& binary = static_cast<const BinOp&>(node);
      int own = levelOf(binary.op);
      bool right = binary.op == BinaryOperator::Pow;
      return parenthesised(level > own, [&] {
        write(*binary.left, own + right);
        text(" ");
        text(spelling(binary.op));
        text(" ");
        write(*binary.right, own + !right);
      });
    }
    case NodeKind::UnaryOp: {
      const auto& unary = static_cast<const UnaryOp&>(node);
      int own = unary.op == UnaryOperator::Not ? kNot : kFactor;
      return parenthesised(level > own, [&] {
        text(spelling(unary.op));
        if (own == kNot)
          text(" ");
        write(*unary.operand, own);
      });
    }
    case NodeKind::Lambda: {
      const auto& lambda = static_cast<const Lambda&>(node);
      return parenthesised(level > kTest, [&] {
        text("lambda");
        size_t before = out_.size();
        text(" ");
        parameters(*lambda.args);
        if (out_.size() == before + 1)
          out_.pop_back();
        text(": ");
        write(*lambda.body, kTest);
      });
    }
    case NodeKind::IfExp: {
      const auto& choice = static_cast<const IfExp&>(node);
      return parenthesised(level > kTest, [&] {
        write(*choice.body, kTest + 1);
        text(" if ");
        write(*choice.test, kTest + 1);
        text(" else ");
        write(*choice.orelse, kTest);
      });
    }
    case NodeKind::NamedExpr: {
      const auto& walrus = static_cast<const NamedExpr&>(node);
      return parenthesised(level > kTuple, [&] {
        write(*walrus.target, kAtom);
        text(" := ");
        write(*walrus.value, kAtom);
      });
    }
    case NodeKind::Dict: {
      const auto& dict = static_cast<const Dict&>(node);
      text("{");
      for (size_t i = 0; i < dict.keys.size(); ++i) {
        if (i > 0)
          text(", ");
        if (!dict.keys[i]) {
          text("**");
          write(*dict.values[i], kExpr);
          continue;
        }
        write(*dict.keys[i], kTest);
        text(": ");
        write(*dict.values[i], kTest);
      }
      return text("}");
    }
    case NodeKind::Set:
      text("{");
      elements(static_cast<const Set&>(node).elts);
      return text("}");
    case NodeKind::List:
      text("[");
      elements(static_cast<const List&>(node).elts);
      return text("]");
    case NodeKind::Tuple: {
      const auto& tuple = static_cast<const Tuple&>(node);
      if (tuple.elts.empty())
        return text("()");
      return parenthesised(level > kTuple, [&] {
        elements(tuple.elts);
        if (tuple.elts.size() == 1)
          text(",");
      });
    }
    case NodeKind::ListComp: {
      const auto& comp = static_cast<const ListComp&>(node);
      return comprehension("[", comp.elt, nullptr, comp.generators, "]");
    }
    case NodeKind::SetComp: {
      const auto& comp = static_cast<const SetComp&>(node);
      return comprehension("{", comp.elt, nullptr, comp.generators, "}");
    }
    case NodeKind::DictComp: {
      const auto& comp = static_cast<const DictComp&>(node);
      return comprehension("{", comp.key, comp.value, comp.generators, "}");
    }
    case NodeKind::GeneratorExp: {
      const auto& comp = static_cast<const GeneratorExp&>(node);
      return comprehension("(", comp.elt, nullptr, comp.generators, ")");
    }
    case NodeKind::Await:
      return parenthesised(level > kAwait, [&] {
        text("await ");
        write(*static_cast<const Await&>(node).value, kAtom);
      });
    case NodeKind::Yield: {
      const auto& yield = static_cast<const Yield&>(node);
      text(yield.value ? "(yield " : "(yield)");
      if (yield.value) {
        write(*yield.value, kTest);
        text(")");
      }
      return;
    }
    case NodeKind::YieldFrom:
      text("(yield from ");
      write(*static_cast<const YieldFrom&>(node).value, kTest);
      return text(")");
    case NodeKind::Compare: {
      const auto& compare = static_cast<const Compare&>(node);
      return parenthesised(level > kCompare, [&] {
        write(*compare.left, kCompare + 1);
        for (size_t i = 0; i < compare.ops.size(); ++i) {
          text(" ");
          text(spelling(compare.ops[i]));
          text(" ");
          write(*compare.comparators[i], kCompare + 1);
        }
      });
    }
    case NodeKind::Call:
      return call(static_cast<const Call&>(node));
    case NodeKind::FormattedValue:
    case NodeKind::JoinedStr: {
      std::string body = interpolated(node);
      text("f");
      return text(repr(ConstantValue::ofStr(body)));
    }
    case NodeKind::Constant: {
      const auto& constant = static_cast<const Constant&>(node);
      if (constant.value.kind() == ConstantKind::Ellipsis)
        return text("...");
      if (constant.kind == UnicodePrefix::Yes)
        text("u");
      std::string shown = repr(constant.value);
      if (constant.value.kind() == ConstantKind::Float ||
          constant.value.kind() == ConstantKind::Complex)
        if (size_t inf = shown.find("inf"); inf != std::string::npos)
          shown.replace(inf, 3, "1e309");
      return text(shown);
    }
    case NodeKind::Attribute: {
      const auto& attribute = static_cast<const Attribute&>(node);
      write(*attribute.value, kAtom);
      const auto* number = dynAs<Constant>(attribute.value);
      bool isInt = number && (number->value.kind() == ConstantKind::Int ||
                              number->value.kind() == ConstantKind::BigInt);
      text(isInt ? " ." : "."); // or it would read as a float
      return text(names_.text(attribute.attr));
    }
    case NodeKind::Subscript: {
      const auto& subscript = static_cast<const Subscript&>(node);
      write(*subscript.value, kAtom);
      text("[");
      write(*subscript.slice, kTuple);
      return text("]");
    }
    case NodeKind::Starred:
      text("*");
      return write(*static_cast<const Starred&>(node).value, kExpr);
    case NodeKind::Name:
      return text(names_.text(static_cast<const Name&>(node).name));
    case NodeKind::Slice: {
      const auto& slice = static_cast<const Slice&>(node);
      if (slice.lower)
        write(*slice.lower, kTest);
      text(":");
      if (slice.upper)
        write(*slice.upper, kTest);
      if (slice.step) {
        text(":");
        write(*slice.step, kTest);
      }
      return;
    }
    default:
      assert(false && "not an expression");
    }
  }

private:
  void text(std::string_view piece) { out_ += piece; }

  template <class Inner> void parenthesised(bool needed, Inner&& inner) {
    if (needed)
      text("(");
    inner();
    if (needed)
      text(")");
  }

  void elements(Span<Expr* const> nodes) {
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (i > 0)
        text(", ");
      write(*nodes[i], kTest);
    }
  }

  void parameters(const Arguments& args) {
    bool first = true;
    auto comma = [&] {
      if (!first)
        text(", ");
      first = false;
    };
    auto name = [&](const Arg& arg) {
      text(names_.text(arg.arg));
      if (arg.annotation) {
        text(": ");
        write(*arg.annotation, kTest);
      }
    };
    size_t positional = args.posonlyargs.size() + args.args.size();
    for (size_t i = 0; i < positional; ++i) {
      comma();
      bool only = i < args.posonlyargs.size();
      name(only ? *args.posonlyargs[i] : *args.args[i - args.posonlyargs.size()]);
      if (i + args.defaults.size() >= positional) {
        text("=");
        write(*args.defaults[i + args.defaults.size() - positional], kTest);
      }
      if (only && i + 1 == args.posonlyargs.size())
        text(", /");
    }
    if (args.vararg || !args.kwonlyargs.empty()) {
      comma();
      text("*");
      if (args.vararg)
        name(*args.vararg);
    }
    for (size_t i = 0; i < args.kwonlyargs.size(); ++i) {
      comma();
      name(*args.kwonlyargs[i]);
      if (args.kwDefaults[i]) {
        text("=");
        write(*args.kwDefaults[i], kTest);
      }
    }
    if (args.kwarg) {
      comma();
      text("**");
      name(*args.kwarg);
    }
  }

  void comprehension(std::string_view open, const Expr* element, const Expr* value,
                     Span<Comprehension* const> generators, std::string_view close) {
    text(open);
    write(*element, kTest);
    if (value) {
      text(": ");
      write(*value, kTest);
    }
    for (const Comprehension* part : generators) {
      text(part->isAsync ? " async for " : " for ");
      write(*part->target, kTuple);
      text(" in ");
      write(*part->iter, kTest + 1);
      for (const Expr* test : part->ifs) {
        text(" if ");
        write(*test, kTest + 1);
      }
    }
    text(close);
  }

  void call(const Call& node) {
    write(*node.func, kAtom);
    if (node.args.size() == 1 && node.keywords.empty() && is<GeneratorExp>(node.args[0]))
      return write(*node.args[0], kTest); // it brings its own parentheses
    text("(");
    bool first = true;
    for (const Expr* argument : node.args) {
      if (!first)
        text(", ");
      first = false;
      write(*argument, kTest);
    }
    for (const Keyword* keyword : node.keywords) {
      if (!first)
        text(", ");
      first = false;
      if (keyword->arg) {
        text(names_.text(keyword->arg));
        text("=");
      } else {
        text("**");
      }
      write(*keyword->value, kTest);
    }
    text(")");
  }

  // The inside of an f-string or of a format specification.
  std::string interpolated(const Expr& node) const {
    if (const auto* joined = dynAs<JoinedStr>(&node)) {
      std::string all;
      for (const Expr* value : joined->values)
        all += interpolated(*value);
      return all;
    }
    if (const auto* constant = dynAs<Constant>(&node)) {
      std::string all;
      for (char c : constant->value.text()) {
        all += c;
        if (c == '{' || c == '}')
          all += c;
      }
      return all;
    }
    const auto& formatted = static_cast<const FormattedValue&>(node);
    Unparser inner(names_);
    inner.write(*formatted.value, kTest + 1);
    std::string value = inner.take();
    std::string all = value.starts_with('{') ? "{ " : "{";
    all += value;
    if (formatted.conversion > 0) {
      all += '!';
      all += static_cast<char>(formatted.conversion);
    }
    if (formatted.formatSpec) {
      all += ':';
      all += interpolated(*formatted.formatSpec);
    }
    return all + "}";
  }

  const Interner& names_;
  std::string out_;
};
} // namespace

std::string unparse(const ast::Expr& node, const Interner& names) {
  Unparser unparser(names);
  unparser.write(node, kTest);
  return unparser.take();
}

} // namespace tauro::irbuild
