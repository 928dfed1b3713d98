// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strings to dense ids and back, one table for a whole program. Not synchronised: stages that run
// in parallel have to share one through a lock or have one each.
#pragma once

#include "compiler/support/arena.h"
#include "compiler/support/ids.h"

#include <string_view>
#include <vector>

namespace tauro {

/// Ids of the rows of names.def, the same in every Interner.
namespace known {
enum Index : uint32_t {
#define KEYWORD(Id, Spelling) k##Id##Index,
#define SOFT_KEYWORD(Id, Spelling) k##Id##Index,
#define KNOWN_NAME(Id, Spelling) k##Id##Index,
#include "compiler/support/names.def"
  kIndexCount
};
#define KEYWORD(Id, Spelling) inline constexpr NameId k##Id{k##Id##Index};
#define SOFT_KEYWORD(Id, Spelling) inline constexpr NameId k##Id{k##Id##Index};
#define KNOWN_NAME(Id, Spelling) inline constexpr NameId k##Id{k##Id##Index};
#include "compiler/support/names.def"

inline constexpr uint32_t kKeywordCount = kUnderscoreIndex;
} // namespace known

class Interner {
public:
  /// Knows the rows of names.def.
  Interner();

  /// The id of `text`, made on first sight.
  NameId intern(std::string_view text) { return intern(text, hash(text)); }
  /// The same with hash(text) already computed.
  NameId intern(std::string_view text, uint32_t hashOfText) {
    uint32_t slot = hashOfText & mask_;
    while (true) {
      const Slot& s = slots_[slot];
      if (s.id == kEmpty)
        return insert(text, hashOfText, slot);
      if (s.hash == hashOfText && names_[s.id] == text)
        return NameId(s.id);
      slot = (slot + 1) & mask_;
    }
  }

  /// The text of an id that this interner gave; stays valid as long as the interner lives.
  std::string_view text(NameId id) const {
    assert(id.index < names_.size());
    return names_[id.index];
  }
  std::string_view operator[](NameId id) const { return text(id); }

  /// The id of `text` if it was interned, else an invalid id.
  NameId find(std::string_view text) const;

  size_t size() const { return names_.size(); }

  static uint32_t hash(std::string_view text) {
    const char* p = text.data();
    size_t n = text.size();
    uint64_t h = n * 0x9E3779B97F4A7C15ull;
    auto mix = [&](uint64_t word) { h = (h ^ word) * 0xD6E8FEB86659FD93ull, h ^= h >> 32; };
    if (n >= 8) {
      uint64_t word;
      for (; n > 8; p += 8, n -= 8) {
        std::memcpy(&word, p, 8);
        mix(word);
      }
      std::memcpy(&word, p + n - 8, 8); // may overlap what was mixed already
      mix(word);
    } else if (n >= 4) {
      uint32_t head, tail;
      std::memcpy(&head, p, 4);
      std::memcpy(&tail, p + n - 4, 4);
      mix(uint64_t(head) << 32 | tail);
    } else if (n > 0) {
      mix(uint64_t(uint8_t(p[0])) << 16 | uint64_t(uint8_t(p[n / 2])) << 8 | uint8_t(p[n - 1]));
    }
    return static_cast<uint32_t>(h ^ (h >> 29));
  }

private:
  static constexpr uint32_t kEmpty = UINT32_MAX;
  struct Slot {
    uint32_t id = kEmpty;
    uint32_t hash = 0;
  };

  NameId insert(std::string_view text, uint32_t hashOfText, uint32_t slot);

  std::vector<Slot> slots_; // open addressing, a power of two, at most half full
  uint32_t mask_ = 0;
  std::vector<std::string_view> names_;
  Arena arena_;
};

} // namespace tauro
