// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// match: patterns that hide others, names bound twice or not by all alternatives.
#include "compiler/resolve/checks.h"

#include <algorithm>

namespace tauro::resolve {

using namespace ast;

void PlacementChecker::match(const Match& stmt) {
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
void PlacementChecker::refuseIrrefutable(const Pattern& p, bool allowed) {
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

void PlacementChecker::bindPatternName(NameId name, const Node& node, std::vector<NameId>& bound) {
  if (!name)
    return;
  if (name == known::kDunderDebug)
    report(diag::kAssignToDebug, node);
  if (std::find(bound.begin(), bound.end(), name) != bound.end())
    report(diag::kRepeatedPatternName, node, text(name));
  else
    bound.push_back(name);
}

void PlacementChecker::pattern(const Pattern& p, std::vector<NameId>& bound) {
  switch (p.kind) {
  case NodeKind::MatchValue:
    if (is<JoinedStr>(static_cast<const MatchValue&>(p).value))
      report(diag::kPatternNotLiteral, p);
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
      if (is<JoinedStr>(key))
        report(diag::kPatternKeyNotLiteral, p);
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

} // namespace tauro::resolve
