// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "ir/cursor.h"

#include <bit>
#include <charconv>

#include "ir/spelling.h"

namespace tauro::ir::spelling {

void Cursor::skipBlanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r'))
    at_++;
}

bool Cursor::atLineEnd() {
  skipBlanks();
  return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == ';';
}

bool Cursor::nextLine() {
  while (atLineEnd()) {
    while (at_ < text_.size() && text_[at_] != '\n')
      at_++;
    if (at_ >= text_.size())
      return false;
    at_++;
  }
  return true;
}

bool Cursor::expectLineEnd() { return atLineEnd() || fail("expected the end of the line"); }

bool Cursor::failAt(size_t at, std::string_view message) {
  if (failed())
    return false;
  size_t line = 1, start = 0;
  for (size_t i = 0; i < at && i < text_.size(); i++)
    if (text_[i] == '\n')
      line++, start = i + 1;
  error_ = std::to_string(line) + ":" + std::to_string(at - start + 1) + ": ";
  error_ += message;
  return false;
}

char Cursor::peek() {
  skipBlanks();
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool Cursor::take(char c) {
  if (peek() != c || at_ >= text_.size())
    return false;
  at_++;
  return true;
}

bool Cursor::take(std::string_view mark) {
  skipBlanks();
  if (!text_.substr(at_).starts_with(mark))
    return false;
  at_ += mark.size();
  return true;
}

bool Cursor::expect(char c) {
  if (take(c))
    return true;
  char message[] = "expected ' '";
  message[10] = c;
  return fail(message);
}

std::string_view Cursor::name() {
  skipBlanks();
  size_t end = at_;
  while (end < text_.size() && isNameByte(text_[end]))
    end++;
  std::string_view found = text_.substr(at_, end - at_);
  if (!isBareName(found))
    return {};
  at_ = end;
  return found;
}

bool Cursor::takeWord(std::string_view word) {
  size_t start = (skipBlanks(), at_);
  if (name() == word)
    return true;
  at_ = start;
  return false;
}

std::string_view Cursor::expectName(std::string_view what) {
  std::string_view found = name();
  if (found.empty())
    fail("expected " + std::string(what));
  return found;
}

bool Cursor::string(std::string* out) {
  out->clear();
  if (peek() != '"')
    return fail("expected a string");
  size_t start = at_++;
  while (true) {
    if (at_ >= text_.size() || text_[at_] == '\n')
      return failAt(start, "the string does not end on its line");
    char c = text_[at_++];
    if (c == '"')
      return true;
    if (c != '\\') {
      *out += c;
      continue;
    }
    char escape = at_ < text_.size() ? text_[at_++] : '\0';
    switch (escape) {
    case 'n':
      *out += '\n';
      break;
    case 't':
      *out += '\t';
      break;
    case 'r':
      *out += '\r';
      break;
    case '\\':
    case '"':
      *out += escape;
      break;
    case 'x': {
      unsigned value = 0;
      std::string_view digits = text_.substr(at_, 2);
      auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
      if (error != std::errc() || end != digits.data() + 2)
        return fail("\\x takes two hexadecimal digits");
      at_ += 2;
      *out += static_cast<char>(value);
      break;
    }
    default:
      return failAt(at_ - 2, "unknown escape");
    }
  }
}

bool Cursor::bareOrString(std::string* out) {
  if (peek() == '"')
    return string(out);
  *out = std::string(expectName("a name or string"));
  return !failed();
}

bool Cursor::symbol(std::string* out) {
  if (!expect('@'))
    return false;
  if (at_ < text_.size() && text_[at_] == '"')
    return string(out);
  size_t end = at_;
  while (end < text_.size() && isSymbolByte(text_[end]))
    end++;
  *out = std::string(text_.substr(at_, end - at_));
  at_ = end;
  return !out->empty() || fail("expected a symbol after '@'");
}

bool Cursor::integer(int64_t* out) {
  skipBlanks();
  auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), *out);
  if (error != std::errc())
    return fail("expected a 64-bit integer");
  at_ = static_cast<size_t>(end - text_.data());
  return true;
}

bool Cursor::unsignedInteger(uint32_t* out) {
  skipBlanks();
  auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), *out);
  if (error != std::errc())
    return fail("expected an unsigned 32-bit integer");
  at_ = static_cast<size_t>(end - text_.data());
  return true;
}

std::string_view Cursor::numberText() {
  skipBlanks();
  size_t end = at_;
  if (end < text_.size() && text_[end] == '-')
    end++;
  bool hexadecimal = text_.substr(end).starts_with("0x");
  while (end < text_.size() &&
         (isNameByte(text_[end]) || (!hexadecimal && (text_[end] == '-' || text_[end] == '+') &&
                                     (text_[end - 1] == 'e' || text_[end - 1] == 'E'))))
    end++;
  return text_.substr(at_, end - at_);
}

bool Cursor::nan(double* out) {
  if (!take("nan(0x"))
    return false;
  uint64_t bits = 0;
  auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), bits, 16);
  if (error != std::errc())
    return fail("expected the bits of a nan");
  at_ = static_cast<size_t>(end - text_.data());
  *out = std::bit_cast<double>(bits);
  return expect(')');
}

bool Cursor::real(double* out) {
  if (nan(out))
    return true;
  std::string_view digits = numberText();
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *out);
  if (digits.empty() || end != digits.data() + digits.size() ||
      (error != std::errc() && error != std::errc::result_out_of_range))
    return fail("expected a float");
  at_ += digits.size();
  return true;
}

bool Cursor::items(Module* module, std::vector<const Constant*>* out) {
  if (!expect('('))
    return false;
  while (!take(')')) {
    if (!out->empty() && !expect(','))
      return false;
    const Constant* item = constant(module);
    if (!item)
      return false;
    out->push_back(item);
  }
  return true;
}

const Constant* Cursor::constant(Module* module) {
  constexpr unsigned kMaxDepth = 200;
  static constexpr std::pair<std::string_view, ConstantKind> kSingletons[] = {
      {"None", ConstantKind::None},
      {"False", ConstantKind::False},
      {"True", ConstantKind::True},
      {"Ellipsis", ConstantKind::Ellipsis},
      {"NotImplemented", ConstantKind::NotImplemented},
      {"unbound", ConstantKind::Unbound},
  };
  char c = peek();
  std::string string_;
  std::vector<const Constant*> list;
  double real_ = 0, imaginary = 0;
  if (c == '"')
    return string(&string_) ? module->strConstant(string_) : nullptr;
  if (take("b\""))
    return at_--, string(&string_) ? module->bytesConstant(string_) : nullptr;
  if (c == '(' || text_.substr(at_).starts_with("frozenset(")) {
    if (++depth_ > kMaxDepth) {
      fail("constants are nested too deeply");
      return nullptr;
    }
    bool isSet = take("frozenset");
    if (!items(module, &list))
      return nullptr;
    depth_--;
    return isSet ? module->frozenSetConstant(std::move(list))
                 : module->tupleConstant(std::move(list));
  }
  if (take("complex("))
    return real(&real_) && expect(',') && real(&imaginary) && expect(')')
               ? module->complexConstant(real_, imaginary)
               : nullptr;
  if (nan(&real_))
    return module->floatConstant(real_);
  if (failed())
    return nullptr;
  std::string_view word = numberText();
  for (auto [spelling, kind] : kSingletons)
    if (word == spelling) {
      at_ += word.size();
      return module->constant(kind);
    }
  std::string_view digits = word.starts_with("-") ? word.substr(1) : word;
  bool hexadecimal = digits.starts_with("0x");
  bool isInt = digits.size() > (hexadecimal ? 2 : 0) &&
               (hexadecimal ? digits.substr(2).find_first_not_of("0123456789abcdefABCDEF")
                            : digits.find_first_not_of("0123456789")) == std::string_view::npos;
  if (isInt) {
    at_ += word.size();
    return module->bigIntConstant(std::string(word));
  }
  if (digits == "inf" || (!digits.empty() && digits[0] >= '0' && digits[0] <= '9'))
    return real(&real_) ? module->floatConstant(real_) : nullptr;
  fail("expected a constant");
  return nullptr;
}

bool Cursor::type(Type* out) {
  skipBlanks();
  std::string_view rest = text_.substr(at_);
  if (!Type::parse(rest, out))
    return fail("expected a type");
  at_ = text_.size() - rest.size();
  return true;
}

} // namespace tauro::ir::spelling
