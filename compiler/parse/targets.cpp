// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Assignment and deletion targets. They are read as expressions and then turned into targets, which
// changes the context of the nodes that are assigned.
#include "compiler/parse/parser.h"

namespace tauro::parse {

/// Gives `e` and, in lists and tuples, its items the context `ctx`; false if it is no target. Stars
/// are fine in lists and tuples that are stored to, once each.
bool Parser::asTarget(Expr* e, ExprContext ctx) {
  switch (e->kind) {
  case NodeKind::Name:
    as<Name>(e)->ctx = ctx;
    return true;
  case NodeKind::Attribute:
    as<Attribute>(e)->ctx = ctx;
    return true;
  case NodeKind::Subscript:
    as<Subscript>(e)->ctx = ctx;
    return true;
  case NodeKind::Starred: {
    auto* starred = as<Starred>(e);
    if (ctx == ExprContext::Del || is<Starred>(starred->value))
      return false;
    starred->ctx = ctx;
    return asTarget(starred->value, ctx);
  }
  case NodeKind::Tuple:
  case NodeKind::List: {
    Span<Expr*> items = is<Tuple>(e) ? as<Tuple>(e)->elts : as<List>(e)->elts;
    (is<Tuple>(e) ? as<Tuple>(e)->ctx : as<List>(e)->ctx) = ctx;
    for (Expr* item : items)
      if (!asTarget(item, ctx))
        return false;
    return true;
  }
  default:
    return false;
  }
}

/// Makes a name, attribute or subscript the single target of an augmented or annotated assignment.
bool Parser::asSingleTarget(Expr* e) {
  return (is<Name, Attribute, Subscript>(e)) && asTarget(e, ExprContext::Store);
}

// star_target = ["*"] primary, where the primary is a target
Expr* Parser::starTarget() {
  uint32_t start = pos_;
  bool starred = accept(TokenKind::Star);
  Expr* e = memoising_ ? awaitPrimary() : primary();
  if (!e || is<Await>(e) || !asTarget(e, ExprContext::Store))
    return raised_ ? nullptr : fail(start);
  return starred ? make<Starred>(rangeFrom(start), e, ExprContext::Store) : e;
}

// star_targets = star_target ("," star_target)* [","]
Expr* Parser::starTargets() { return itemOrTuple<&Parser::starTarget>(ExprContext::Store); }

// del_target = primary, where the primary is a target without stars
Expr* Parser::deleteTarget() {
  uint32_t start = pos_;
  Expr* e = memoising_ ? awaitPrimary() : primary();
  if (!e || is<Await>(e) || !asTarget(e, ExprContext::Del))
    return raised_ ? nullptr : fail(start);
  return e;
}

/// The part of `e` that keeps it from being a target, or null.
Expr* Parser::invalidTarget(Expr* e, TargetKind targets) {
  switch (e->kind) {
  case NodeKind::Tuple:
  case NodeKind::List:
    for (Expr* item : is<Tuple>(e) ? as<Tuple>(e)->elts : as<List>(e)->elts)
      if (Expr* invalid = invalidTarget(item, targets))
        return invalid;
    return nullptr;
  case NodeKind::Starred:
    return targets == TargetKind::Del ? e : invalidTarget(as<Starred>(e)->value, targets);
  case NodeKind::Compare:
    // `for a in b` was read as the comparison `a in b`.
    if (targets != TargetKind::For)
      return e;
    return as<Compare>(e)->ops.front() == CompareOperator::In
               ? invalidTarget(as<Compare>(e)->left, targets)
               : nullptr;
  case NodeKind::Name:
  case NodeKind::Attribute:
  case NodeKind::Subscript:
    return nullptr;
  default:
    return e;
  }
}

std::nullptr_t Parser::raiseInvalidTarget(Expr* e, TargetKind targets) {
  Expr* invalid = invalidTarget(e, targets);
  if (!invalid)
    return nullptr;
  return targets == TargetKind::Del ? raise(diag::kCannotDelete, invalid->range, describe(invalid))
                                    : raise(diag::kCannotAssign, invalid->range, describe(invalid));
}

} // namespace tauro::parse
