// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names of Unicode characters, for the compiler (\N{...} in literals) and for programs (\N{...}
// in patterns of re, the error handler namereplace). Programs link the table behind them, which is
// a third of a small program's size, only if they can need it: those with the module re, and those
// that the compiler tells the linker of (Compilation::namesCharacters).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tauro::unicode {

// What is no character: nothing, or this plus the number of characters in a sequence.
inline constexpr uint32_t kNoCharacter = UINT32_MAX, kSequence = 0x80000000;
inline constexpr size_t kMaxCharacterName = 128;
/// What makes the linker bring the table to a program.
inline constexpr const char* kTableSymbol = "tr_character_name";

/// The character with this name or alias, as unicodedata.lookup() finds it: in any case of letters,
/// save that names made from code points are in capitals. kNoCharacter if there is none; from
/// kSequence on for names of sequences.
uint32_t characterByName(std::string_view name);

} // namespace tauro::unicode

/// Writes the name that namereplace has for a character to `out`, of kMaxCharacterName bytes, and
/// gives its length; 0 if it has none. Plane 15 has the names of aliases and sequences, as in
/// CPython.
extern "C" size_t tr_character_name(uint32_t character, char* out);
