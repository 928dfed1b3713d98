// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of characters' names: every name leads back to its character, in any case of letters,
// and nothing else that looks like one does.
#include "runtime-lib/abi/unicode_names.h"

#include <gtest/gtest.h>

#include <string>

using namespace tauro::unicode;

namespace {

std::string nameOf(uint32_t character) {
  char name[kMaxCharacterName];
  return {name, tr_character_name(character, name)};
}

bool isDerived(const std::string& name) {
  return name.starts_with("HANGUL SYLLABLE ") || name.starts_with("CJK UNIFIED IDEOGRAPH-");
}

TEST(UnicodeNames, EveryNameLeadsBack) {
  uint32_t named = 0, aliases = 0, sequences = 0;
  for (uint32_t c = 0; c < 0x110000; ++c) {
    std::string name = nameOf(c);
    if (name.empty())
      continue;
    uint32_t found = characterByName(name);
    if (c < 0xF0000) {
      ++named;
      ASSERT_EQ(found, c) << name;
    } else {
      ++(found > kSequence && found < kNoCharacter ? sequences : aliases);
      ASSERT_NE(found, kNoCharacter) << name;
    }
    std::string lower = name;
    for (char& letter : lower)
      letter = static_cast<char>(std::tolower(letter));
    ASSERT_EQ(characterByName(lower), isDerived(name) ? kNoCharacter : found) << lower;
    ASSERT_EQ(characterByName(name + " "), kNoCharacter);
    ASSERT_EQ(characterByName(" " + name), kNoCharacter);
  }
  // Unicode 15.1 as CPython 3.13 has it.
  EXPECT_EQ(named, 143668u);
  EXPECT_EQ(aliases, 473u);
  EXPECT_EQ(sequences, 461u);
}

TEST(UnicodeNames, WhatIsNoName) {
  for (std::string_view name :
       {"", " ", "-", "--", " -", "- ", "A-", "LATIN", "SMALL LETTER A", "LATIN SMALL LETTER",
        "LATIN  SMALL LETTER A", "LATIN-SMALL LETTER A", "LATIN SMALL LETTER A\n", "\x80", "{"})
    EXPECT_EQ(characterByName(name), kNoCharacter) << name;
  EXPECT_EQ(characterByName(std::string(kMaxCharacterName, 'A')), kNoCharacter);
  EXPECT_EQ(characterByName(std::string(100000, 'A')), kNoCharacter);
  std::string many = "A";
  for (int i = 0; i < 63; ++i)
    many += " A";
  EXPECT_EQ(characterByName(many), kNoCharacter);
  EXPECT_EQ(characterByName(std::string("BULLET\0", 7)), kNoCharacter);
  EXPECT_EQ(nameOf(0x110000), "");
  EXPECT_EQ(nameOf(UINT32_MAX), "");
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
