// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The errors of CPython's compile.c that need the context of a statement rather than names, its
// warnings about literals, and the refusal of constructs that later stages do not lower yet.
#include "compiler/resolve/resolver.h"

#include <algorithm>

namespace tauro::resolve {

namespace {
using namespace ast;

// Features that `from __future__ import` knows; all are mandatory by now but annotations.
constexpr std::string_view kFutures[] = {
    "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations",
};

class PlacementChecker {
public:
  PlacementChecker(Resolver& resolver, const ModuleInput& module)
      : r_(resolver), module_(module), source_(module.ast->source()) {}

  void run(Span<Stmt* const> body) {
    checkFutures(body);
    statements(body);
  }

private:
  // What encloses a statement within its frame.
  struct Context {
    ScopeKind frame = ScopeKind::Module;
    bool isAsync = false;
    bool isGenerator = false;
    bool inComprehension = false; // where the symbol pass reports a yield
    bool inLoop = false;
    bool inExceptStar = false; // and not in a loop inside it
    bool loopInExceptStar = false;
  };

  template <class... Params, class... Args>
  void report(DiagKind<Params...> kind, const Node& node, Args&&... args) {
    r_.sink.emit(kind, source_.at(node.range), std::forward<Args>(args)...);
  }
  void refuse(const Node& node, std::string_view what) { report(diag::kNotSupported, node, what); }
  std::string_view text(NameId name) const { return r_.names.text(name); }

  // ---- __future__ ----

  static bool isDocstring(const Stmt& stmt) {
    const auto* expr = dynAs<ExprStmt>(&stmt);
    const auto* constant = expr ? dynAs<Constant>(expr->value) : nullptr;
    return constant && constant->value.isStr();
  }

  void checkFutures(Span<Stmt* const> body) {
    size_t i = 0;
    if (!body.empty() && isDocstring(*body[0]))
      ++i;
    for (; i < body.size(); ++i) {
      const auto* from = dynAs<ImportFrom>(body[i]);
      if (!from || from->level != 0 || from->module != known::kDunderFuture)
        break;
      earlyFutures_.push_back(from);
      for (const Alias* alias : from->names) {
        std::string_view feature = text(alias->name);
        if (feature == "braces")
          report(diag::kFutureBraces, *from);
        else if (std::find(std::begin(kFutures), std::end(kFutures), feature) == std::end(kFutures))
          report(diag::kUnknownFuture, *from, feature);
      }
    }
  }

  // ---- statements ----

  void statements(Span<Stmt* const> body) {
    for (const Stmt* stmt : body)
      statement(*stmt);
  }

  template <class Body> void inContext(const Context& inner, Body&& body) {
    Context outer = context_;
    context_ = inner;
    body();
    context_ = outer;
  }
  template <class Body> void inLoop(Body&& body) {
    Context inner = context_;
    inner.inLoop = true;
    inner.loopInExceptStar = context_.inExceptStar;
    inContext(inner, body);
  }

  void arguments(const Arguments& args) {
    auto one = [&](const Arg* arg) {
      if (arg && arg->arg == known::kDunderDebug)
        report(diag::kAssignToDebug, *arg);
      if (!arg || !arg->annotation)
        return;
      const auto* starred = dynAs<Starred>(arg->annotation); // *args: *Ts
      expression(starred ? *starred->value : *arg->annotation);
    };
    for (const Arg* arg : args.posonlyargs)
      one(arg);
    for (const Arg* arg : args.args)
      one(arg);
    one(args.vararg);
    for (const Arg* arg : args.kwonlyargs)
      one(arg);
    one(args.kwarg);
    expressions(args.defaults);
    for (const Expr* value : args.kwDefaults)
      if (value)
        expression(*value);
  }

  bool isGenerator(const Node& def) const {
    // Nested frames are their own business; walk this one's own yields.
    bool found = false;
    walkChildren(def, [&](const Node& child) { found = found || containsYield(child); });
    return found;
  }
  bool containsYield(const Node& node) const {
    if (is<Yield, YieldFrom>(&node))
      return true;
    if (is<FunctionDef, AsyncFunctionDef, ClassDef, Lambda, GeneratorExp>(&node))
      return false;
    bool found = false;
    walkChildren(node, [&](const Node& child) { found = found || containsYield(child); });
    return found;
  }

  template <class Def> void function(const Def& def, bool isAsync) {
    if (def.name == known::kDunderDebug)
      report(diag::kAssignToDebug, def);
    expressions(def.decoratorList);
    if (def.returns)
      expression(*def.returns);
    arguments(*def.args);
    if (!def.typeParams.empty())
      refuse(*def.typeParams[0], "type parameters");
    if (isAsync)
      refuse(def, "async def");
    Context inner;
    inner.frame = ScopeKind::Function;
    inner.isAsync = isAsync;
    inner.isGenerator = isAsync && isGenerator(def);
    inContext(inner, [&] { statements(def.body); });
  }

  template <class AnyTry> void tryStatement(const AnyTry& stmt, bool isStar) {
    statements(stmt.body);
    for (size_t i = 0; i < stmt.handlers.size(); ++i) {
      const ExceptHandler& handler = *stmt.handlers[i];
      if (!handler.type && i + 1 < stmt.handlers.size())
        report(diag::kDefaultExceptNotLast, handler);
      if (handler.name == known::kDunderDebug)
        report(diag::kAssignToDebug, handler);
      if (handler.type)
        expression(*handler.type);
      Context inner = context_;
      if (isStar) {
        inner.inExceptStar = true;
        inner.inLoop = context_.inLoop;
        inner.loopInExceptStar = false;
      }
      inContext(inner, [&] { statements(handler.body); });
    }
    statements(stmt.orelse);
    statements(stmt.finalbody);
  }

  void importFrom(const ImportFrom& stmt) {
    if (stmt.level == 0 && stmt.module == known::kDunderFuture &&
        std::find(earlyFutures_.begin(), earlyFutures_.end(), &stmt) == earlyFutures_.end())
      report(diag::kFutureNotFirst, stmt);
    if (stmt.level > 0) {
      bool inPackage = module_.isPackage || module_.name.find('.') != std::string::npos;
      if (!inPackage)
        report(diag::kRelativeImportOutside, stmt, "with no known parent package");
      else if (absoluteName(module_.name, module_.isPackage, stmt.level, "x").empty())
        report(diag::kRelativeImportOutside, stmt, "beyond top-level package");
    }
    for (const Alias* alias : stmt.names)
      if ((alias->asname ? alias->asname : alias->name) == known::kDunderDebug)
        report(diag::kAssignToDebug, stmt);
  }

  void statement(const Stmt& stmt) {
    switch (stmt.kind) {
    case NodeKind::FunctionDef:
      return function(static_cast<const FunctionDef&>(stmt), false);
    case NodeKind::AsyncFunctionDef:
      return function(static_cast<const AsyncFunctionDef&>(stmt), true);
    case NodeKind::ClassDef: {
      const auto& def = static_cast<const ClassDef&>(stmt);
      if (def.name == known::kDunderDebug)
        report(diag::kAssignToDebug, def);
      expressions(def.decoratorList);
      expressions(def.bases);
      keywords(def.keywords);
      if (!def.typeParams.empty())
        refuse(*def.typeParams[0], "type parameters");
      Context inner;
      inner.frame = ScopeKind::Class;
      return inContext(inner, [&] { statements(def.body); });
    }
    case NodeKind::Return: {
      const auto& ret = static_cast<const Return&>(stmt);
      if (context_.frame != ScopeKind::Function)
        report(diag::kReturnOutsideFunction, stmt);
      else if (context_.inExceptStar)
        report(diag::kJumpOutOfExceptStar, stmt);
      else if (ret.value && context_.isAsync && context_.isGenerator)
        report(diag::kReturnValueInAsyncGenerator, stmt);
      if (ret.value)
        expression(*ret.value);
      return;
    }
    case NodeKind::Break:
      if (!context_.inLoop)
        report(diag::kBreakOutsideLoop, stmt);
      else if (context_.inExceptStar && !context_.loopInExceptStar)
        report(diag::kJumpOutOfExceptStar, stmt);
      return;
    case NodeKind::Continue:
      if (!context_.inLoop)
        report(diag::kContinueOutsideLoop, stmt);
      else if (context_.inExceptStar && !context_.loopInExceptStar)
        report(diag::kJumpOutOfExceptStar, stmt);
      return;
    case NodeKind::For: {
      const auto& loop = static_cast<const For&>(stmt);
      target(*loop.target);
      expression(*loop.iter);
      inLoop([&] { statements(loop.body); });
      return statements(loop.orelse);
    }
    case NodeKind::AsyncFor: {
      const auto& loop = static_cast<const AsyncFor&>(stmt);
      if (!context_.isAsync)
        report(diag::kAsyncForOutsideAsync, stmt);
      target(*loop.target);
      expression(*loop.iter);
      inLoop([&] { statements(loop.body); });
      return statements(loop.orelse);
    }
    case NodeKind::While: {
      const auto& loop = static_cast<const While&>(stmt);
      expression(*loop.test);
      inLoop([&] { statements(loop.body); });
      return statements(loop.orelse);
    }
    case NodeKind::If: {
      const auto& branch = static_cast<const If&>(stmt);
      expression(*branch.test);
      statements(branch.body);
      return statements(branch.orelse);
    }
    case NodeKind::With:
      return withStatement(static_cast<const With&>(stmt));
    case NodeKind::AsyncWith:
      if (!context_.isAsync)
        report(diag::kAsyncWithOutsideAsync, stmt);
      return withStatement(static_cast<const AsyncWith&>(stmt));
    case NodeKind::Match:
      return match(static_cast<const Match&>(stmt));
    case NodeKind::Try:
      return tryStatement(static_cast<const Try&>(stmt), false);
    case NodeKind::TryStar:
      refuse(stmt, "except*");
      return tryStatement(static_cast<const TryStar&>(stmt), true);
    case NodeKind::TypeAlias:
      return refuse(stmt, "type statement");
    case NodeKind::Assign: {
      const auto& assign = static_cast<const Assign&>(stmt);
      for (const Expr* t : assign.targets)
        target(*t);
      return expression(*assign.value);
    }
    case NodeKind::AugAssign: {
      const auto& assign = static_cast<const AugAssign&>(stmt);
      target(*assign.target);
      return expression(*assign.value);
    }
    case NodeKind::AnnAssign: {
      const auto& assign = static_cast<const AnnAssign&>(stmt);
      target(*assign.target);
      expression(*assign.annotation);
      if (assign.value)
        expression(*assign.value);
      return;
    }
    case NodeKind::Delete:
      for (const Expr* t : static_cast<const Delete&>(stmt).targets)
        target(*t);
      return;
    case NodeKind::Assert: {
      const auto& assertion = static_cast<const Assert&>(stmt);
      const auto* tuple = dynAs<Tuple>(assertion.test);
      if (tuple && !tuple->elts.empty())
        report(diag::kAssertOnTuple, stmt);
      expression(*assertion.test);
      if (assertion.msg)
        expression(*assertion.msg);
      return;
    }
    case NodeKind::Import:
      for (const Alias* alias : static_cast<const ast::Import&>(stmt).names)
        if ((alias->asname ? alias->asname : alias->name) == known::kDunderDebug)
          report(diag::kAssignToDebug, stmt);
      return;
    case NodeKind::ImportFrom:
      return importFrom(static_cast<const ImportFrom&>(stmt));
    default:
      walkChildren(stmt, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
      return;
    }
  }

  template <class AnyWith> void withStatement(const AnyWith& stmt) {
    for (const WithItem* item : stmt.items) {
      expression(*item->contextExpr);
      if (item->optionalVars)
        target(*item->optionalVars);
    }
    statements(stmt.body);
  }

  // ---- match ----

  void match(const Match& stmt) {
    expression(*stmt.subject);
    for (size_t i = 0; i < stmt.cases.size(); ++i) {
      const MatchCase& c = *stmt.cases[i];
      bool last = i + 1 == stmt.cases.size();
      refuseIrrefutable(*c.pattern, last || c.guard);
      std::vector<NameId> bound;
      pattern(*c.pattern, bound);
      if (c.guard)
        expression(*c.guard);
      statements(c.body);
    }
  }

  // An irrefutable pattern must be the last alternative and in the last unguarded case.
  void refuseIrrefutable(const Pattern& p, bool allowed) {
    const Pattern* at = &p;
    while (const auto* as = dynAs<MatchAs>(at)) {
      if (!as->pattern) {
        if (allowed)
          return;
        if (as->name)
          report(diag::kCaptureHidesPatterns, *as, text(as->name));
        else
          report(diag::kWildcardHidesPatterns, *as);
        return;
      }
      at = as->pattern;
    }
    if (const auto* alternatives = dynAs<MatchOr>(at))
      for (size_t i = 0; i < alternatives->patterns.size(); ++i)
        refuseIrrefutable(*alternatives->patterns[i],
                          allowed && i + 1 == alternatives->patterns.size());
  }

  void bindPatternName(NameId name, const Node& node, std::vector<NameId>& bound) {
    if (!name)
      return;
    if (name == known::kDunderDebug)
      report(diag::kAssignToDebug, node);
    if (std::find(bound.begin(), bound.end(), name) != bound.end())
      report(diag::kRepeatedPatternName, node, text(name));
    else
      bound.push_back(name);
  }

  void pattern(const Pattern& p, std::vector<NameId>& bound) {
    switch (p.kind) {
    case NodeKind::MatchValue:
      return expression(*static_cast<const MatchValue&>(p).value);
    case NodeKind::MatchSequence: {
      const auto& sequence = static_cast<const MatchSequence&>(p);
      bool star = false;
      for (const Pattern* item : sequence.patterns) {
        if (is<MatchStar>(item)) {
          if (star)
            report(diag::kSeveralStarPatterns, p);
          star = true;
        }
        pattern(*item, bound);
      }
      return;
    }
    case NodeKind::MatchMapping: {
      const auto& mapping = static_cast<const MatchMapping&>(p);
      std::vector<std::string> seen;
      for (const Expr* key : mapping.keys) {
        expression(*key);
        const auto* constant = dynAs<Constant>(key);
        if (!constant)
          continue;
        std::string shown = repr(constant->value);
        if (std::find(seen.begin(), seen.end(), shown) != seen.end())
          report(diag::kRepeatedPatternKey, p, shown);
        seen.push_back(shown);
      }
      for (const Pattern* item : mapping.patterns)
        pattern(*item, bound);
      return bindPatternName(mapping.rest, p, bound);
    }
    case NodeKind::MatchClass: {
      const auto& cls = static_cast<const MatchClass&>(p);
      expression(*cls.cls);
      for (size_t i = 0; i < cls.kwdAttrs.size(); ++i)
        for (size_t j = 0; j < i; ++j)
          if (cls.kwdAttrs[i] == cls.kwdAttrs[j])
            report(diag::kRepeatedPatternAttribute, *cls.kwdPatterns[i], text(cls.kwdAttrs[i]));
      for (const Pattern* item : cls.patterns)
        pattern(*item, bound);
      for (const Pattern* item : cls.kwdPatterns)
        pattern(*item, bound);
      return;
    }
    case NodeKind::MatchStar:
      return bindPatternName(static_cast<const MatchStar&>(p).name, p, bound);
    case NodeKind::MatchAs: {
      const auto& as = static_cast<const MatchAs&>(p);
      if (as.pattern)
        pattern(*as.pattern, bound);
      return bindPatternName(as.name, p, bound);
    }
    case NodeKind::MatchOr: {
      const auto& alternatives = static_cast<const MatchOr&>(p);
      size_t outer = bound.size();
      std::vector<NameId> first;
      for (size_t i = 0; i < alternatives.patterns.size(); ++i) {
        std::vector<NameId> here(bound.begin(), bound.begin() + static_cast<ptrdiff_t>(outer));
        pattern(*alternatives.patterns[i], here);
        here.erase(here.begin(), here.begin() + static_cast<ptrdiff_t>(outer));
        std::vector<NameId> sorted = here;
        std::sort(sorted.begin(), sorted.end());
        if (i == 0)
          first = sorted;
        else if (sorted != first)
          return report(diag::kAlternativesBindDifferently, p);
      }
      bound.insert(bound.end(), first.begin(), first.end());
      return;
    }
    default: // MatchSingleton
      return;
    }
  }

  // ---- targets ----

  void target(const Expr& node) {
    switch (node.kind) {
    case NodeKind::Name: {
      const auto& name = static_cast<const Name&>(node);
      if (name.name == known::kDunderDebug)
        debugTarget(node, name.ctx);
      return;
    }
    case NodeKind::Attribute: {
      const auto& attribute = static_cast<const Attribute&>(node);
      if (attribute.attr == known::kDunderDebug)
        debugTarget(node, attribute.ctx);
      return expression(*attribute.value);
    }
    case NodeKind::Starred:
      report(diag::kBareStarTarget, node);
      return;
    case NodeKind::Tuple:
      return sequenceTarget(node, static_cast<const Tuple&>(node).elts);
    case NodeKind::List:
      return sequenceTarget(node, static_cast<const List&>(node).elts);
    default:
      return expression(node);
    }
  }
  void debugTarget(const Expr& node, ExprContext ctx) {
    if (ctx == ExprContext::Del)
      report(diag::kDeleteDebug, node);
    else
      report(diag::kAssignToDebug, node);
  }
  void sequenceTarget(const Expr& node, Span<Expr* const> elements) {
    bool star = false;
    for (size_t i = 0; i < elements.size(); ++i) {
      const auto* starred = dynAs<Starred>(elements[i]);
      if (!starred) {
        target(*elements[i]);
        continue;
      }
      if (star)
        report(diag::kSeveralStarTargets, node);
      star = true;
      if (i >= 256 || elements.size() - i - 1 >= (1u << 23))
        report(diag::kTooManyStarTargets, node);
      target(*starred->value);
    }
  }

  // ---- expressions ----

  void expressions(Span<Expr* const> nodes) {
    for (const Expr* node : nodes)
      expression(*node);
  }
  // Where `*x` may stand: displays and calls.
  void elements(Span<Expr* const> nodes) {
    for (const Expr* node : nodes) {
      const auto* starred = dynAs<Starred>(node);
      expression(starred ? *starred->value : *node);
    }
  }

  void keywords(Span<Keyword* const> nodes) {
    std::unordered_set<NameId> seen;
    for (const Keyword* keyword : nodes) {
      if (keyword->arg == known::kDunderDebug)
        report(diag::kAssignToDebug, *keyword);
      if (keyword->arg && !seen.insert(keyword->arg).second)
        report(diag::kRepeatedKeyword, *keyword, text(keyword->arg));
      expression(*keyword->value);
    }
  }

  void comprehension(const Expr& node, Span<Comprehension* const> generators, bool isGenerator,
                     const Expr& element, const Expr* value = nullptr) {
    bool isAsync = false;
    expression(*generators[0]->iter);
    Context inner = context_;
    inner.inComprehension = true;
    inContext(inner, [&] {
      for (size_t i = 0; i < generators.size(); ++i) {
        const Comprehension& part = *generators[i];
        isAsync |= part.isAsync;
        target(*part.target);
        if (i > 0)
          expression(*part.iter);
        expressions(part.ifs);
      }
      expression(element);
      if (value)
        expression(*value);
    });
    if (!isAsync)
      return;
    if (!isGenerator && !context_.isAsync)
      report(diag::kAsyncComprehensionOutsideAsync, node);
    else
      refuse(node, "asynchronous comprehension");
  }

  // The type's name when the expression can never be called or indexed.
  static std::string_view uncallableType(const Expr& node) {
    switch (node.kind) {
    case NodeKind::Constant:
      return typeName(static_cast<const Constant&>(node).value);
    case NodeKind::Tuple:
      return "tuple";
    case NodeKind::List:
    case NodeKind::ListComp:
      return "list";
    case NodeKind::Dict:
    case NodeKind::DictComp:
      return "dict";
    case NodeKind::Set:
    case NodeKind::SetComp:
      return "set";
    case NodeKind::GeneratorExp:
      return "generator";
    case NodeKind::Lambda:
      return "function";
    case NodeKind::JoinedStr:
    case NodeKind::FormattedValue:
      return "str";
    default:
      return {};
    }
  }
  static std::string_view typeName(const ConstantValue& value) {
    switch (value.kind()) {
    case ast::ConstantKind::None:
      return "NoneType";
    case ast::ConstantKind::True:
    case ast::ConstantKind::False:
      return "bool";
    case ast::ConstantKind::Ellipsis:
      return "ellipsis";
    case ast::ConstantKind::Int:
    case ast::ConstantKind::BigInt:
      return "int";
    case ast::ConstantKind::Float:
      return "float";
    case ast::ConstantKind::Complex:
      return "complex";
    case ast::ConstantKind::Str:
      return "str";
    case ast::ConstantKind::Bytes:
      return "bytes";
    }
    __builtin_unreachable();
  }

  void checkSubscript(const Subscript& node) {
    switch (node.value->kind) {
    case NodeKind::Constant: {
      auto kind = static_cast<const Constant*>(node.value)->value.kind();
      if (kind != ast::ConstantKind::Str && kind != ast::ConstantKind::Bytes &&
          kind != ast::ConstantKind::Ellipsis)
        return report(diag::kLiteralNotSubscriptable, node, uncallableType(*node.value));
      if (kind == ast::ConstantKind::Ellipsis)
        return report(diag::kLiteralNotSubscriptable, node, "ellipsis");
      break;
    }
    case NodeKind::Set:
    case NodeKind::SetComp:
    case NodeKind::GeneratorExp:
    case NodeKind::Lambda:
      return report(diag::kLiteralNotSubscriptable, node, uncallableType(*node.value));
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::ListComp:
    case NodeKind::JoinedStr:
    case NodeKind::FormattedValue:
      break;
    default:
      return;
    }
    std::string_view index = uncallableType(*node.slice);
    if (index.empty() || index == "int" || index == "bool")
      return;
    report(diag::kLiteralIndexType, node, uncallableType(*node.value), index);
  }

  void checkIs(const Compare& node) {
    const Expr* left = node.left;
    auto literal = [](const Expr* e) -> const Constant* {
      const auto* constant = dynAs<Constant>(e);
      if (!constant)
        return nullptr;
      auto kind = constant->value.kind();
      bool singleton = kind <= ast::ConstantKind::Ellipsis;
      return singleton ? nullptr : constant;
    };
    for (size_t i = 0; i < node.ops.size(); ++i) {
      const Expr* right = node.comparators[i];
      CompareOperator op = node.ops[i];
      if (op == CompareOperator::Is || op == CompareOperator::IsNot) {
        const Constant* found = literal(left);
        if (!found)
          found = literal(right);
        if (found)
          return report(diag::kIsLiteral, node, spelling(op), typeName(found->value),
                        op == CompareOperator::Is ? "==" : "!=");
      }
      left = right;
    }
  }

  void expression(const Expr& node) {
    switch (node.kind) {
    case NodeKind::Starred:
      report(diag::kStarHere, node);
      return expression(*static_cast<const Starred&>(node).value);
    case NodeKind::Tuple:
      return elements(static_cast<const Tuple&>(node).elts);
    case NodeKind::List:
      return elements(static_cast<const List&>(node).elts);
    case NodeKind::Set:
      return elements(static_cast<const Set&>(node).elts);
    case NodeKind::Subscript: {
      const auto& subscript = static_cast<const Subscript&>(node);
      if (subscript.ctx == ExprContext::Load)
        checkSubscript(subscript);
      expression(*subscript.value);
      return expression(*subscript.slice);
    }
    case NodeKind::Call: {
      const auto& call = static_cast<const Call&>(node);
      std::string_view type = uncallableType(*call.func);
      if (!type.empty() && !is<Lambda>(call.func))
        report(diag::kLiteralNotCallable, node, type);
      expression(*call.func);
      elements(call.args);
      return keywords(call.keywords);
    }
    case NodeKind::Compare:
      checkIs(static_cast<const Compare&>(node));
      break;
    case NodeKind::NamedExpr: {
      const auto& walrus = static_cast<const NamedExpr&>(node);
      target(*walrus.target);
      return expression(*walrus.value);
    }
    case NodeKind::Lambda: {
      const auto& lambda = static_cast<const Lambda&>(node);
      arguments(*lambda.args);
      Context inner;
      inner.frame = ScopeKind::Function;
      return inContext(inner, [&] { expression(*lambda.body); });
    }
    case NodeKind::ListComp: {
      const auto& comp = static_cast<const ListComp&>(node);
      return comprehension(node, comp.generators, false, *comp.elt);
    }
    case NodeKind::SetComp: {
      const auto& comp = static_cast<const SetComp&>(node);
      return comprehension(node, comp.generators, false, *comp.elt);
    }
    case NodeKind::DictComp: {
      const auto& comp = static_cast<const DictComp&>(node);
      return comprehension(node, comp.generators, false, *comp.key, comp.value);
    }
    case NodeKind::GeneratorExp: {
      const auto& comp = static_cast<const GeneratorExp&>(node);
      return comprehension(node, comp.generators, true, *comp.elt);
    }
    case NodeKind::Yield:
      if (context_.frame != ScopeKind::Function && !context_.inComprehension)
        report(diag::kYieldOutsideFunction, node);
      break;
    case NodeKind::YieldFrom:
      if (context_.inComprehension)
        break;
      if (context_.frame != ScopeKind::Function)
        report(diag::kYieldOutsideFunction, node);
      else if (context_.isAsync)
        report(diag::kYieldFromInsideAsync, node);
      break;
    case NodeKind::Await:
      if (context_.frame != ScopeKind::Function)
        report(diag::kAwaitOutsideFunction, node);
      else if (!context_.isAsync)
        report(diag::kAwaitOutsideAsync, node);
      break;
    default:
      break;
    }
    walkChildren(node, [&](const Node& child) { expression(static_cast<const Expr&>(child)); });
  }

  Resolver& r_;
  const ModuleInput& module_;
  const SourceBuffer& source_;
  Context context_;
  std::vector<const ImportFrom*> earlyFutures_;
};
} // namespace

void Resolver::checkPlacement(uint32_t module) {
  const ModuleInput& input = product->modules_[module];
  PlacementChecker(*this, input).run(input.ast->body());
}

} // namespace tauro::resolve
