// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lexer has to know of Unicode for names outside ASCII (PEP 3131).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tauro::unicode {

/// Whether a code point outside ASCII may begin, or continue, an identifier (XID_Start,
/// XID_Continue).
bool isIdentifierStart(uint32_t codePoint);
bool isIdentifierContinue(uint32_t codePoint);
/// str.isprintable() of one character.
bool isPrintable(uint32_t codePoint);
/// Normalisation form KC of valid UTF-8.
std::string normaliseNfkc(std::string_view text);

} // namespace tauro::unicode
