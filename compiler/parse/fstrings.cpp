// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f-strings (PEP 701): text and replacement fields between FStringStart and FStringEnd.
#include "compiler/parse/parser.h"

namespace tauro::parse {

// fstring = FSTRING_START (FSTRING_MIDDLE | replacement_field)* FSTRING_END
bool Parser::fstring(ExprList& out) {
  Recursion recursion(*this);
  if (!recursion.ok())
    return false;
  std::string_view prefix = tokens_.text(pos_);
  bool raw = (prefix[0] | 32) == 'r' || (prefix[1] | 32) == 'r';
  advance();
  while (true) {
    switch (kind()) {
    case TokenKind::FStringMiddle: {
      Expr* text = fstringMiddle(raw);
      if (!text)
        return false;
      out.push(text);
      break;
    }
    case TokenKind::LBrace:
      if (!replacementField(out, raw))
        return false;
      break;
    case TokenKind::FStringEnd:
      advance();
      return true;
    default:
      return false;
    }
  }
}

Expr* Parser::fstringMiddle(bool raw) {
  scratch_.clear();
  std::string_view text = tokens_.text(pos_);
  if (!decodeString(pos_, text, raw, false, true, scratch_))
    return nullptr;
  SourceRange range = tokens_.range(pos_);
  advance();
  return make<Constant>(range, ConstantValue::ofStr(arena().copy(scratch_)), UnicodePrefix::No);
}

// replacement_field = "{" annotated_rhs ["="] ["!" NAME] [":" spec] "}"
// With "=", the source text up to what follows it comes first, and !r is the conversion unless
// another one or a spec is given.
bool Parser::replacementField(ExprList& out, bool raw) {
  uint32_t brace = pos_;
  advance();
  auto wrong = [&] {
    if (explaining_ && !raised_) {
      pos_ = brace + 1;
      invalidReplacementField();
    }
    return false;
  };
  Expr* value = annotatedRhs();
  if (!value)
    return wrong();
  bool debug = accept(TokenKind::Equal);
  uint32_t textEnd = tokens_.begin(pos_);
  int32_t conversion = -1;
  if (at(TokenKind::Exclamation)) {
    uint32_t mark = pos_;
    advance();
    if (!at(TokenKind::Name))
      return wrong();
    if (tokens_.begin(pos_) != tokens_.end(mark)) {
      raise(diag::kFStringConversionSpace, {tokens_.begin(mark), tokens_.end(pos_)});
      return false;
    }
    std::string_view name = names_[tokens_.name(pos_)];
    if (name != "s" && name != "r" && name != "a") {
      raiseHere(diag::kFStringConversion, name);
      return false;
    }
    conversion = static_cast<unsigned char>(name[0]);
    advance();
  }
  Expr* spec = nullptr;
  if (at(TokenKind::Colon)) {
    spec = formatSpec(raw);
    if (!spec)
      return raised_ ? false : wrong();
  }
  if (!at(TokenKind::RBrace))
    return wrong();
  advance();
  SourceRange range = rangeFrom(brace);
  if (debug) {
    if (conversion < 0 && !spec)
      conversion = 'r';
    uint32_t textBegin = tokens_.end(brace);
    std::string_view text = tokens_.source().text({textBegin, textEnd});
    if (text.find('#') != std::string_view::npos) {
      // Comments are left out.
      scratch_.clear();
      for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '#')
          while (i < text.size() && text[i] != '\n')
            ++i;
        if (i < text.size())
          scratch_ += text[i];
      }
      text = scratch_;
    }
    out.push(make<Constant>({textBegin, textEnd}, ConstantValue::ofStr(arena().copy(text)),
                            UnicodePrefix::No));
  }
  out.push(make<FormattedValue>(range, value, conversion, spec));
  return true;
}

// spec = (FSTRING_MIDDLE | replacement_field)*
Expr* Parser::formatSpec(bool raw) {
  uint32_t start = pos_;
  advance();
  ExprList parts(exprs_);
  while (true) {
    if (at(TokenKind::FStringMiddle)) {
      Expr* text = fstringMiddle(raw);
      if (!text)
        return nullptr;
      parts.push(text);
    } else if (at(TokenKind::LBrace)) {
      if (!replacementField(parts, raw))
        return nullptr;
    } else {
      break;
    }
  }
  return foldStrings(parts, start, true);
}

} // namespace tauro::parse
