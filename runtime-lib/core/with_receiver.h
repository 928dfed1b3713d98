// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of a call with one more positional argument in front: what every bound thing passes on.
#pragma once

#include <cstring>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/memory/memory.h"

namespace tr {

// Few of them stay in the frame.
class WithReceiver {
public:
  WithReceiver(Value receiver, const Value* args, uint64_t nargs, Tuple* kwnames = nullptr) {
    uint64_t words = nargs + (kwnames ? kwnames->length : 0);
    words_ = words < kInline ? inline_
                             : static_cast<Value*>(memory::allocate((words + 1) * sizeof(Value)));
    words_[0] = receiver;
    if (words) // args may be null otherwise
      std::memcpy(static_cast<void*>(words_ + 1), args, words * sizeof(Value));
  }
  WithReceiver(const WithReceiver&) = delete;
  const Value* words() const { return words_; }

private:
  static constexpr uint64_t kInline = 12;
  Value inline_[kInline];
  Value* words_;
};

} // namespace tr
