// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main() of a unit test that uses the runtime's objects, and short ways to make and read values.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "runtime-lib/collections/list.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/text/str.h"

namespace tr::test {

inline std::string text(Value v) { return std::string(utf8Of(asStr(v))); }
inline std::string reprText(Value v) {
  Value r = repr(v);
  return r.isError() ? "<error>" : text(r);
}
// "TypeError: message" of the pending exception, which is cleared.
inline std::string takeError() {
  if (pendingException().isUnbound())
    return "<nothing pending>";
  Value e = takePending();
  std::string name = typeName(typeOf(e)), message = text(str(e));
  return message.empty() ? name : name + ": " + message;
}
inline Value listOf(std::initializer_list<int64_t> items) {
  List* list = allocateList(items.size());
  for (int64_t i : items)
    listAppend(list, makeInt(i));
  return objectValue(list);
}

} // namespace tr::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  char* bottom = static_cast<char*>(__builtin_frame_address(0)) + 256;
  tr::startRuntime(bottom - (6 << 20), bottom);
  return RUN_ALL_TESTS();
}
