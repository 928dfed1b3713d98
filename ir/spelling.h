// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How names, strings and numbers are spelt in the textual form: what printer and parser share.
#pragma once

#include <string>
#include <string_view>

#include "ir/ir.h"

namespace tauro::ir::spelling {

// Bytes of bare names of values, blocks, variables and locals; a name does not start with a digit.
inline bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}
// Bytes of bare symbols after @.
inline bool isSymbolByte(char c) { return isNameByte(c) || c == '<' || c == '>' || c == '-'; }
bool isBareName(std::string_view name);
bool isBareSymbol(std::string_view symbol);

// Words that stand where a value's name could.
bool isReserved(std::string_view word);
// `name` as a value or block may be called in text: other bytes become _, reserved words get one.
std::string toName(std::string_view name);

// With quotes. Bytes that are no valid UTF-8 (or surrogates), and with asciiOnly all beyond ASCII,
// are written as \xNN.
void appendQuoted(std::string& out, std::string_view text, bool asciiOnly = false);
// Shortest digits that read back as the same double; nans with their bits.
void appendDouble(std::string& out, double value);
void appendConstant(std::string& out, const Constant* c);

std::string_view kindWord(FunctionKind kind);
std::string_view edgeWord(EdgeKind kind);
std::string_view resumeWord(ResumeKind kind);

} // namespace tauro::ir::spelling
