// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What versions and tr_resume (control/resume.cpp) agree on.
#pragma once

#include <cstdint>

namespace tr {

struct Value;
struct Object;

// The resume code of a function: the live values of one of its resume points, and the point.
using ResumeCode = Value(Object* self, const Value* live, uint64_t point);

// What tr_resume (control/resume.cpp) makes of each of the bits it is given: a text of these.
enum class LiveKind : char {
  AsIs = 'w',  // a word, or raw in the generic body too
  Int = 'i',   // to be boxed
  Float = 'f', // the same
  Bool = 'b',  // the same
};

// An op that may leave by an exit, in programs compiled with -Xforce-exit (control/force_exit.cpp).
struct ExitSite {
  const char* name;
  uint64_t visits;
  uint64_t place; // of its line in the list
};

} // namespace tr
