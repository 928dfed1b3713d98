// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What versions and tr_resume (control/resume.cpp) agree on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr {

struct Value;
struct Object;

// The resume code of a function: the live values of one of its resume points, and the point.
using ResumeCode = Value(Object* self, const Value* live, uint64_t point);

// Which slots of a resume code's frame the live values of its points belong to. A table has a
// uint32_t for each point's number, the offset of its codes from the table's beginning; the codes
// are the steps from slot to slot, from -1 on, each less one and folded so that small ones of
// either sign are small, in groups of seven bits, the lowest first. kEndOfSlots ends them.
constexpr uint64_t kEndOfSlots = 1; // a step of 0: no slot is taken twice in a row

template <class Bytes> class LiveSlotWriter {
public:
  explicit LiveSlotWriter(Bytes& bytes) : bytes_(bytes) {}
  void add(int64_t slot) {
    int64_t step = slot - last_ - 1;
    last_ = slot;
    put(step < 0 ? static_cast<uint64_t>(-step) * 2 - 1 : static_cast<uint64_t>(step) * 2);
  }
  void end() { put(kEndOfSlots); }

private:
  void put(uint64_t code) {
    for (; code >= 0x80; code >>= 7)
      bytes_.push_back(static_cast<uint8_t>(code | 0x80));
    bytes_.push_back(static_cast<uint8_t>(code));
  }

  Bytes& bytes_;
  int64_t last_ = -1;
};

class LiveSlotReader {
public:
  LiveSlotReader(const uint8_t* table, uint64_t point)
      : at_(table + reinterpret_cast<const uint32_t*>(table)[point]) {}
  // The next one, or -1.
  int64_t next() {
    uint64_t code = 0;
    for (unsigned shift = 0;; shift += 7) {
      uint8_t byte = *at_++;
      code |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80)
        break;
    }
    if (code == kEndOfSlots)
      return -1;
    last_ += 1 + (code & 1 ? -static_cast<int64_t>(code / 2 + 1) : static_cast<int64_t>(code / 2));
    return last_;
  }

private:
  const uint8_t* at_;
  int64_t last_ = -1;
};

// What tr_resume (control/resume.cpp) makes of each of the bits it is given: a text of these.
enum class LiveKind : char {
  AsIs = 'w',  // a word, or raw in the generic body too
  Int = 'i',   // to be boxed
  Float = 'f', // the same
  Bool = 'b',  // the same
  // A double, and one word more: whether it is the int that is equal to it.
  Number = 'n',
};

// An op that may leave by an exit, in programs compiled with -Xforce-exit (control/force_exit.cpp).
struct ExitSite {
  const char* name;
  uint64_t visits;
  uint64_t place; // of its line in the list
};

} // namespace tr
