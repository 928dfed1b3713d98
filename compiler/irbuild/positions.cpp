// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sites: what a traceback underlines. CPython's traceback.py parses the text of an operation's
// range and marks a part of it; the same marks are computed here, from the tree. Its function
// _extract_caret_anchors_from_line_segment is the model: the operator of a binary operation (one
// or two characters), the brackets of a subscript, the parentheses of a call or of a class pattern,
// which reads like one.
#include "compiler/irbuild/module_builder.h"
#include "compiler/support/utf8.h"

namespace tauro::irbuild {

namespace {
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\n'; }

// The first offset from `at` on whose character satisfies `stop`; backslashes and comments skip
// the rest of their line.
template <class Stop>
uint32_t scan(std::string_view text, uint32_t at, uint32_t end, const Stop& stop) {
  while (at < end) {
    char c = text[at];
    if (c == '\\' || c == '#') {
      while (at < end && text[at] != '\n')
        ++at;
      ++at;
    } else if (c != '\n' && stop(c)) {
      return at;
    } else {
      ++at;
    }
  }
  return end;
}

// Whether `as` stands in a pattern: its text is no expression then, and CPython marks no part of it.
bool hasAs(const ast::Node& node) {
  const auto* as = ast::dynAs<ast::MatchAs>(&node);
  bool found = as && as->pattern;
  ast::walkChildren(node, [&](const ast::Node& child) { found = found || hasAs(child); });
  return found;
}
} // namespace

ir::SiteId ModuleBuilder::siteWithAnchors(SourceRange range, const ast::Node* node) {
  LineColumn begin = source_.lineColumn(range.begin), end = source_.lineColumn(range.end);
  ir::Site site;
  site.frame = inlineFrame;
  site.line = begin.line;
  site.column = begin.column;
  site.endLine = end.line;
  site.endColumn = end.column;

  std::string_view text = source_.text();
  uint32_t from = range.end, to = range.end;
  if (const auto* binary = ast::dynAs<ast::BinOp>(node)) {
    from = scan(text, binary->left->range.end, range.end,
                [](char c) { return !isSpace(c) && c != ')'; });
    to = from + 1;
    uint32_t right = binary->right->range.begin;
    if (to < range.end && to < right && !isSpace(text[to]) && text[to] != '\\' && text[to] != '#')
      ++to;
  } else if (const auto* subscript = ast::dynAs<ast::Subscript>(node)) {
    from = scan(text, subscript->value->range.end, range.end, [](char c) { return c == '['; });
  } else if (const auto* call = ast::dynAs<ast::Call>(node)) {
    from = scan(text, call->func->range.end, range.end, [](char c) { return c == '('; });
  } else if (const auto* pattern = ast::dynAs<ast::MatchClass>(node); pattern && !hasAs(*node)) {
    from = scan(text, pattern->cls->range.end, range.end, [](char c) { return c == '('; });
  }
  if (from < to) {
    LineColumn anchor = source_.lineColumn(from), anchorEnd = source_.lineColumn(to);
    site.anchorLine = anchor.line;
    site.anchorColumn = anchor.column;
    site.anchorEndLine = anchorEnd.line;
    site.anchorEndColumn = anchorEnd.column;
  }
  return ir_->addSite(site);
}

ir::SiteId ModuleBuilder::site(SourceRange range) { return siteWithAnchors(range, nullptr); }
ir::SiteId ModuleBuilder::site(const ast::Node& node) {
  if (const auto* attribute = ast::dynAs<ast::Attribute>(&node))
    return attributeSite(*attribute);
  if (const auto* value = ast::dynAs<ast::MatchValue>(&node))
    return siteWithAnchors(node.range, value->value);
  return siteWithAnchors(node.range, &node);
}

// update_start_location_to_match_attr of compile.c.
SourceRange ModuleBuilder::fromAttributeName(const ast::Attribute& attribute,
                                             SourceRange range) const {
  uint32_t nameEnd = attribute.range.end;
  if (lineOf(range.begin) == lineOf(nameEnd))
    return range;
  uint32_t length = countCodePoints(text(attribute.attr));
  range.begin = nameEnd - length;
  return range;
}

ir::SiteId ModuleBuilder::attributeSite(const ast::Attribute& attribute) {
  return siteWithAnchors(fromAttributeName(attribute, attribute.range), nullptr);
}
ir::SiteId ModuleBuilder::methodCallSite(const ast::Call& call, const ast::Attribute& method) {
  return siteWithAnchors(fromAttributeName(method, call.range), &call);
}

} // namespace tauro::irbuild
