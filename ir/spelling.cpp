// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "ir/spelling.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace tauro::ir::spelling {

bool isBareName(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), isNameByte);
}

bool isBareSymbol(std::string_view symbol) {
  return !symbol.empty() && std::all_of(symbol.begin(), symbol.end(), isSymbolByte);
}

bool isReserved(std::string_view word) {
  return word == "err" || word == "done" || word == "exit" || word == "point";
}

std::string toName(std::string_view name) {
  std::string result;
  if (name.empty() || (name[0] >= '0' && name[0] <= '9'))
    result += '_';
  for (char c : name)
    result += isNameByte(c) ? c : '_';
  if (isReserved(result))
    result += '_';
  return result;
}

// Length of the valid UTF-8 sequence at the start of `text`; 0 when there is none.
static size_t sequenceLength(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned first = byte(0);
  size_t length = first < 0x80   ? 1
                  : first < 0xC2 ? 0
                  : first < 0xE0 ? 2
                  : first < 0xF0 ? 3
                  : first < 0xF5 ? 4
                                 : 0;
  if (length == 0 || length > text.size())
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
      (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F))
    return 0;
  return length;
}

void appendQuoted(std::string& out, std::string_view text, bool asciiOnly) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    auto c = static_cast<unsigned char>(text[0]);
    size_t length = asciiOnly && c >= 0x80 ? 0 : sequenceLength(text);
    if (length > 1) {
      out += text.substr(0, length);
      text.remove_prefix(length);
      continue;
    }
    switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '"':
      out += "\\\"";
      break;
    default:
      if (length == 1 && c >= 0x20 && c != 0x7F) {
        out += static_cast<char>(c);
      } else {
        out += "\\x";
        out += kDigits[c >> 4];
        out += kDigits[c & 15];
      }
    }
    text.remove_prefix(1);
  }
  out += '"';
}

void appendDouble(std::string& out, double value) {
  char buffer[40];
  if (std::isnan(value)) {
    auto bits = std::bit_cast<uint64_t>(value);
    auto end = std::to_chars(buffer, std::end(buffer), bits, 16).ptr;
    out.append("nan(0x").append(buffer, end).append(")");
    return;
  }
  auto end = std::to_chars(buffer, std::end(buffer), value).ptr;
  std::string_view digits(buffer, static_cast<size_t>(end - buffer));
  out += digits;
  // Told from an int by its point, exponent or name.
  if (digits.find_first_of(".ein") == std::string_view::npos)
    out += ".0";
}

static void appendItems(std::string& out, const Constant* c) {
  out += '(';
  for (size_t i = 0; i < c->items.size(); i++) {
    if (i)
      out += ", ";
    appendConstant(out, c->items[i]);
  }
  out += ')';
}

void appendConstant(std::string& out, const Constant* c) {
  switch (c->kind) {
  case ConstantKind::None:
    out += "None";
    return;
  case ConstantKind::False:
    out += "False";
    return;
  case ConstantKind::True:
    out += "True";
    return;
  case ConstantKind::Ellipsis:
    out += "Ellipsis";
    return;
  case ConstantKind::NotImplemented:
    out += "NotImplemented";
    return;
  case ConstantKind::Unbound:
    out += "unbound";
    return;
  case ConstantKind::Int:
    out += std::to_string(c->integer);
    return;
  case ConstantKind::BigInt:
    out += c->text;
    return;
  case ConstantKind::Float:
    appendDouble(out, c->real);
    return;
  case ConstantKind::Complex:
    out += "complex(";
    appendDouble(out, c->real);
    out += ", ";
    appendDouble(out, c->imaginary);
    out += ')';
    return;
  case ConstantKind::Str:
    appendQuoted(out, c->text);
    return;
  case ConstantKind::Bytes:
    out += 'b';
    appendQuoted(out, c->text, true);
    return;
  case ConstantKind::Tuple:
    appendItems(out, c);
    return;
  case ConstantKind::FrozenSet:
    out += "frozenset";
    appendItems(out, c);
    return;
  }
}

std::string_view kindWord(FunctionKind kind) {
  switch (kind) {
  case FunctionKind::Function:
    return "func";
  case FunctionKind::Module:
    return "modulebody";
  case FunctionKind::ClassBody:
    return "classbody";
  case FunctionKind::Generator:
    return "generator";
  case FunctionKind::Coroutine:
    return "coroutine";
  case FunctionKind::AsyncGenerator:
    return "asyncgenerator";
  case FunctionKind::Step:
    return "step";
  }
  return "func";
}

std::string_view edgeWord(EdgeKind kind) {
  switch (kind) {
  case EdgeKind::Normal:
    return "";
  case EdgeKind::Err:
    return "err";
  case EdgeKind::Done:
    return "done";
  case EdgeKind::Exit:
    return "exit";
  }
  return "";
}

std::string_view resumeWord(ResumeKind kind) {
  switch (kind) {
  case ResumeKind::Before:
    return "before";
  case ResumeKind::AfterResult:
    return "after";
  case ResumeKind::AfterException:
    return "after.exception";
  case ResumeKind::BlockEntry:
    return "entry";
  }
  return "";
}

} // namespace tauro::ir::spelling
