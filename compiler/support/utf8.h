// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// UTF-8 as the front end needs it. Text inside the compiler is valid UTF-8, save that the values of
// string literals may hold encoded surrogates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tauro {

/// Bytes in the sequence that `lead` starts, 1 for a stray continuation byte.
inline uint32_t utf8Length(char lead) {
  auto b = static_cast<unsigned char>(lead);
  return b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

/// Decodes the code point at `p` of valid UTF-8 (surrogates allowed) and moves `p` behind it.
uint32_t decodeUtf8(const char*& p);
/// Appends a code point below 0x110000; surrogates are encoded like any other.
void appendUtf8(std::string& out, uint32_t codePoint);
/// The number of code points in valid UTF-8.
uint32_t countCodePoints(std::string_view text);
/// Offset of the first byte that is not part of valid UTF-8 (surrogates are not), or npos.
size_t findInvalidUtf8(std::string_view text);
/// Terminal columns of a code point: 0, 1 or 2.
int displayWidth(uint32_t codePoint);

} // namespace tauro
