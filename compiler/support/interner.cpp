// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/support/interner.h"

namespace tauro {

Interner::Interner() : slots_(1024), mask_(1023) {
#define KEYWORD(Id, Spelling) intern(Spelling);
#define SOFT_KEYWORD(Id, Spelling) intern(Spelling);
#define KNOWN_NAME(Id, Spelling) intern(Spelling);
#include "compiler/support/names.def"
  assert(names_.size() == known::kIndexCount && "a row of names.def stands twice");
}

NameId Interner::insert(std::string_view text, uint32_t hashOfText, uint32_t slot) {
  uint32_t id = static_cast<uint32_t>(names_.size());
  names_.push_back(arena_.copy(text));
  slots_[slot] = {id, hashOfText};
  if (names_.size() * 2 > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = static_cast<uint32_t>(slots_.size() - 1);
    for (const Slot& s : old) {
      if (s.id == kEmpty)
        continue;
      uint32_t to = s.hash & mask_;
      while (slots_[to].id != kEmpty)
        to = (to + 1) & mask_;
      slots_[to] = s;
    }
  }
  return NameId(id);
}

NameId Interner::find(std::string_view text) const {
  uint32_t h = hash(text);
  for (uint32_t slot = h & mask_; slots_[slot].id != kEmpty; slot = (slot + 1) & mask_)
    if (slots_[slot].hash == h && names_[slots_[slot].id] == text)
      return NameId(slots_[slot].id);
  return NameId();
}

} // namespace tauro
