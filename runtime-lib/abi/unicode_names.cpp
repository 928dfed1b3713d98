// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lookup in the table that tools/gen_unicode_names.py makes and describes. It is kept small rather
// than fast: a name's words are looked up in the sorted words, and their indices then searched for
// among those of all names, which takes some microseconds. Hangul syllables and unified ideographs,
// whose names follow from their code points, are not in it.
#include "runtime-lib/abi/unicode_names.h"

#include <cstring>
#include <iterator>

namespace tauro::unicode {

namespace {

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
alignas(4) constexpr unsigned char kTable[] = {
#embed "unicode_names.bin"
};
#pragma clang diagnostic pop

constexpr uint32_t kFirstAlias = 0xF0000, kEndOfPlane = 0x100000; // see the generator
constexpr uint32_t kBlock = 16;
constexpr uint16_t kLastUnit = 0x8000;
constexpr unsigned char kLastByte = 0x80;
constexpr size_t kMaxWords = 32;

constexpr std::string_view kHangul = "HANGUL SYLLABLE ", kIdeograph = "CJK UNIFIED IDEOGRAPH-";
constexpr uint32_t kFirstSyllable = 0xAC00, kLastSyllable = 0xD7A3;
// The names of a syllable's three letters (Unicode Standard, section 3.12).
constexpr std::string_view kLeads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                       "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
constexpr std::string_view kVowels[] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                        "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                        "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
constexpr std::string_view kTails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                       "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                       "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

struct Range {
  uint32_t first, last;
};
constexpr Range kIdeographs[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF},
                                 {0x2A700, 0x2B739}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1},
                                 {0x2CEB0, 0x2EBE0}, {0x2EBF0, 0x2EE5D}, {0x30000, 0x3134A},
                                 {0x31350, 0x323AF}};

uint32_t wordAt(size_t offset) {
  uint32_t value;
  std::memcpy(&value, kTable + offset, 4);
  return value;
}

/// A column of the table.
struct Words {
  size_t offset;
  uint32_t count;

  uint32_t operator[](uint32_t i) const { return wordAt(offset + i * 4); }
  size_t end() const { return offset + count * 4; }
  /// The last item that is at most `value`; the items rise, and the first is.
  uint32_t lastUpTo(uint32_t value) const {
    uint32_t low = 0, high = count;
    while (high - low > 1) {
      uint32_t middle = (low + high) / 2;
      ((*this)[middle] <= value ? low : high) = middle;
    }
    return low;
  }
};

constexpr uint32_t blocksOf(uint32_t count) { return (count + kBlock - 1) / kBlock; }

struct Table {
  uint32_t entryCount = wordAt(4), wordCount = wordAt(8), unitCount = wordAt(12);
  Words runEntries{20, wordAt(0)};
  Words runCodes{runEntries.end(), runEntries.count};
  Words entryBlocks{runCodes.end(), blocksOf(entryCount)};
  Words wordBlocks{entryBlocks.end(), blocksOf(wordCount)};
  Words targets{wordBlocks.end(), wordAt(16)};
  const uint16_t* units = reinterpret_cast<const uint16_t*>(kTable + targets.end());
  const unsigned char* text = kTable + targets.end() + unitCount * 2;

  /// The next word of the text, and a step over it.
  static std::string_view takeWord(const unsigned char*& at, char (&buffer)[kMaxCharacterName]) {
    size_t size = 0;
    while (!(*at & kLastByte))
      buffer[size++] = static_cast<char>(*at++);
    buffer[size++] = static_cast<char>(*at++ & ~kLastByte);
    return {buffer, size};
  }

  std::string_view word(uint32_t index, char (&buffer)[kMaxCharacterName]) const {
    const unsigned char* at = text + wordBlocks[index / kBlock];
    for (uint32_t i = index % kBlock; i > 0; --i)
      takeWord(at, buffer);
    return takeWord(at, buffer);
  }

  /// The word's index; wordCount if no name has it.
  uint32_t indexOf(std::string_view wanted) const {
    char buffer[kMaxCharacterName];
    uint32_t low = 0, high = wordBlocks.count;
    while (high - low > 1) {
      uint32_t middle = (low + high) / 2;
      (word(middle * kBlock, buffer) <= wanted ? low : high) = middle;
    }
    const unsigned char* at = text + wordBlocks[low];
    for (uint32_t i = low * kBlock; i < wordCount && i < (low + 1) * kBlock; ++i)
      if (takeWord(at, buffer) == wanted)
        return i;
    return wordCount;
  }

  /// The first unit behind `from` that is the last one of a name and has this value.
  uint32_t findUnit(uint16_t unit, uint32_t from) const {
    // By pieces without a way out, which the compiler makes wide instructions of.
    constexpr uint32_t kPiece = 64;
    for (; from + kPiece <= unitCount; from += kPiece) {
      uint16_t equal = 0;
      for (uint32_t i = 0; i < kPiece; ++i)
        equal |= static_cast<uint16_t>(units[from + i] == unit);
      if (equal)
        break;
    }
    while (from < unitCount && units[from] != unit)
      ++from;
    return from;
  }

  uint32_t codeAtUnit(uint32_t unit) const {
    uint32_t block = entryBlocks.lastUpTo(unit), entry = block * kBlock;
    for (uint32_t at = entryBlocks[block]; at < unit; ++at)
      entry += units[at] & kLastUnit ? 1 : 0;
    uint32_t run = runEntries.lastUpTo(entry);
    return runCodes[run] + (entry - runEntries[run]);
  }

  /// The entry of a code point; entryCount if there is none.
  uint32_t entryOf(uint32_t code) const {
    if (code < runCodes[0])
      return entryCount;
    uint32_t run = runCodes.lastUpTo(code);
    uint32_t entry = runEntries[run] + (code - runCodes[run]);
    uint32_t end = run + 1 < runEntries.count ? runEntries[run + 1] : entryCount;
    return entry < end ? entry : entryCount;
  }
};

/// Splits a name as the generator does. The number of words; 0 if it is nobody's name.
size_t splitName(const Table& table, std::string_view name, uint16_t (&units)[kMaxWords]) {
  size_t count = 0;
  for (size_t at = 0; at < name.size();) {
    size_t begin = at;
    if (name[at] == ' ' && at > 0) {
      ++at;
      // What a space stands before keeps it only if it is a hyphen.
      if (at == name.size() || name[at] != '-')
        begin = at;
    }
    if (at < name.size() && name[at] == '-')
      ++at;
    while (at < name.size() && name[at] != '-' && name[at] != ' ')
      ++at;
    uint32_t index = table.indexOf(name.substr(begin, at - begin));
    if (index == table.wordCount || count == kMaxWords)
      return 0;
    units[count++] = static_cast<uint16_t>(index);
  }
  return count;
}

uint32_t hangulSyllable(std::string_view name) {
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
  return kFirstSyllable + static_cast<uint32_t>((lead * 21 + vowel) * 28 + tail);
}

bool isIdeograph(uint32_t code) {
  for (const Range& range : kIdeographs)
    if (code >= range.first && code <= range.last)
      return true;
  return false;
}

uint32_t unifiedIdeograph(std::string_view digits) {
  if (digits.size() != 4 && digits.size() != 5)
    return kNoCharacter;
  uint32_t code = 0;
  for (char c : digits) {
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')))
      return kNoCharacter;
    code = code * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'A' + 10);
  }
  return isIdeograph(code) ? code : kNoCharacter;
}

/// A name in the making.
struct NameWriter {
  char* out;
  size_t size = 0;

  void add(std::string_view part) {
    std::memcpy(out + size, part.data(), part.size());
    size += part.size();
  }
};

} // namespace

uint32_t characterByName(std::string_view given) {
  if (given.starts_with(kHangul))
    return hangulSyllable(given.substr(kHangul.size()));
  if (given.starts_with(kIdeograph))
    return unifiedIdeograph(given.substr(kIdeograph.size()));
  if (given.empty() || given.size() > kMaxCharacterName)
    return kNoCharacter;
  char name[kMaxCharacterName];
  for (size_t i = 0; i < given.size(); ++i)
    name[i] = given[i] >= 'a' && given[i] <= 'z' ? static_cast<char>(given[i] - 32) : given[i];
  const Table table;
  uint16_t wanted[kMaxWords];
  auto count = static_cast<uint32_t>(splitName(table, {name, given.size()}, wanted));
  if (count == 0)
    return kNoCharacter;
  wanted[count - 1] |= kLastUnit;
  for (uint32_t last = table.findUnit(wanted[count - 1], count - 1); last < table.unitCount;
       last = table.findUnit(wanted[count - 1], last + 1)) {
    uint32_t first = last + 1 - count;
    if (std::memcmp(table.units + first, wanted, count * 2) != 0 ||
        (first > 0 && !(table.units[first - 1] & kLastUnit)))
      continue;
    uint32_t code = table.codeAtUnit(first);
    if (code < kFirstAlias || code >= kEndOfPlane)
      return code;
    return table.targets[code - kFirstAlias];
  }
  return kNoCharacter;
}

} // namespace tauro::unicode

size_t tr_character_name(uint32_t character, char* out) {
  using namespace tauro::unicode;
  NameWriter name{out};
  if (character >= kFirstSyllable && character <= kLastSyllable) {
    uint32_t syllable = character - kFirstSyllable;
    name.add(kHangul);
    name.add(kLeads[syllable / (21 * 28)]);
    name.add(kVowels[syllable / 28 % 21]);
    name.add(kTails[syllable % 28]);
    return name.size;
  }
  if (isIdeograph(character)) {
    name.add(kIdeograph);
    for (int shift = character > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
      name.add({&"0123456789ABCDEF"[character >> shift & 15], 1});
    return name.size;
  }
  const Table table;
  uint32_t entry = table.entryOf(character);
  if (entry == table.entryCount)
    return 0;
  uint32_t unit = table.entryBlocks[entry / kBlock];
  for (uint32_t skipped = entry % kBlock; skipped > 0; ++unit)
    skipped -= table.units[unit] & kLastUnit ? 1 : 0;
  for (bool last = false; !last; ++unit) {
    last = table.units[unit] & kLastUnit;
    char buffer[kMaxCharacterName];
    std::string_view word =
        table.word(static_cast<uint16_t>(table.units[unit] & ~kLastUnit), buffer);
    if (name.size > 0 && word[0] != '-' && word[0] != ' ')
      name.add(" ");
    name.add(word);
  }
  return name.size;
}
