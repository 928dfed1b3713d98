// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lookup in the table that tools/gen_unicode_names.py makes: names are sequences of word indices,
// found through a hash table and compared word by word. Hangul syllables and unified ideographs,
// whose names follow from their code points, are not in the table.
#include "compiler/support/unicode_names.h"

#include <cstring>
#include <string>

namespace tauro::unicode {

namespace {

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
alignas(4) constexpr unsigned char kTable[] = {
#embed "unicode_names.bin"
};
#pragma clang diagnostic pop

uint32_t wordAt(size_t offset) {
  uint32_t value;
  std::memcpy(&value, kTable + offset, 4);
  return value;
}
uint16_t halfAt(size_t offset) {
  uint16_t value;
  std::memcpy(&value, kTable + offset, 2);
  return value;
}

/// The file's layout; see the generator.
struct Table {
  uint32_t wordCount = wordAt(0), entryCount = wordAt(4), slotCount = wordAt(8);
  uint32_t textSize = wordAt(12), unitCount = wordAt(16);
  size_t wordOffsets = 20;
  size_t codes = wordOffsets + (wordCount + 1) * 4;
  size_t firstUnits = codes + entryCount * 4;
  size_t units = firstUnits + (entryCount + 1) * 4;
  size_t slots = units + unitCount * 2;
  size_t text = slots + slotCount * 2;

  std::string_view word(uint32_t index) const {
    uint32_t begin = wordAt(wordOffsets + index * 4), end = wordAt(wordOffsets + index * 4 + 4);
    return {reinterpret_cast<const char*>(kTable) + text + begin, end - begin};
  }
  bool isNameOf(uint32_t entry, std::string_view name) const {
    uint32_t begin = wordAt(firstUnits + entry * 4), end = wordAt(firstUnits + entry * 4 + 4);
    for (uint32_t unit = begin; unit < end; ++unit) {
      std::string_view part = word(halfAt(units + unit * 2));
      if (unit > begin && part[0] != '-' && part[0] != ' ') {
        if (!name.starts_with(' '))
          return false;
        name.remove_prefix(1);
      }
      if (!name.starts_with(part))
        return false;
      name.remove_prefix(part.size());
    }
    return name.empty();
  }
};

uint32_t hashOf(std::string_view name) {
  uint32_t h = 0x811C9DC5;
  for (char c : name)
    h = (h ^ static_cast<unsigned char>(c)) * 0x01000193;
  return h ^ h >> 15;
}

/// "HANGUL SYLLABLE " + names of the three letters (Unicode Standard, section 3.12).
uint32_t hangulSyllable(std::string_view name) {
  constexpr std::string_view kLeads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                         "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
  constexpr std::string_view kVowels[] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                          "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                          "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
  constexpr std::string_view kTails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                         "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                         "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};
  // The longest letter wins at each place.
  auto take = [&name](const auto& letters) {
    int best = -1;
    size_t bestSize = 0;
    for (size_t i = 0; i < std::size(letters); ++i)
      if (name.starts_with(letters[i]) && (best < 0 || letters[i].size() > bestSize)) {
        best = static_cast<int>(i);
        bestSize = letters[i].size();
      }
    name.remove_prefix(bestSize);
    return best;
  };
  int lead = take(kLeads), vowel = take(kVowels), tail = take(kTails);
  if (lead < 0 || vowel < 0 || tail < 0 || !name.empty())
    return kNoCharacter;
  return 0xAC00 + static_cast<uint32_t>((lead * 21 + vowel) * 28 + tail);
}

uint32_t unifiedIdeograph(std::string_view digits) {
  struct Range {
    uint32_t first, last;
  };
  constexpr Range kRanges[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF},
                               {0x2A700, 0x2B739}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1},
                               {0x2CEB0, 0x2EBE0}, {0x2EBF0, 0x2EE5D}, {0x30000, 0x3134A},
                               {0x31350, 0x323AF}};
  if (digits.size() != 4 && digits.size() != 5)
    return kNoCharacter;
  uint32_t code = 0;
  for (char c : digits) {
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')))
      return kNoCharacter;
    code = code * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'A' + 10);
  }
  for (const Range& range : kRanges)
    if (code >= range.first && code <= range.last)
      return code;
  return kNoCharacter;
}

} // namespace

uint32_t characterByName(std::string_view given) {
  constexpr std::string_view kHangul = "HANGUL SYLLABLE ", kIdeograph = "CJK UNIFIED IDEOGRAPH-";
  std::string name;
  for (char c : given)
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (name.starts_with(kHangul))
    return hangulSyllable(std::string_view(name).substr(kHangul.size()));
  if (name.starts_with(kIdeograph))
    return unifiedIdeograph(std::string_view(name).substr(kIdeograph.size()));
  const Table table;
  for (uint32_t at = hashOf(name) % table.slotCount;; at = (at + 1) % table.slotCount) {
    uint16_t slot = halfAt(table.slots + at * 2);
    if (slot == 0)
      return kNoCharacter;
    if (table.isNameOf(slot - 1u, name))
      return wordAt(table.codes + (slot - 1u) * 4);
  }
}

} // namespace tauro::unicode
