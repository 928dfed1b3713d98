// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traceback objects: built backwards as an exception passes through frames.
//
// A recursion may pass millions of frames at one place, so a node stands for `repeat` equal frames
// in a row until the program looks at it (exposed): then it is unfolded node by node.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Traceback : Object {
  Value next; // Traceback or None: the frame that was called
  const SiteInfo* site;
  uint64_t repeat; // frames that this node stands for, at least 1
  bool exposed;    // the program may hold it: it is not changed any more
};

// Adds a frame to the exception's traceback.
void tracebackAdd(Value exception, const SiteInfo* site);
// Adds the frame of a function that has not begun: its first line, of which no part is marked.
void tracebackAddUnstarted(Value exception, const CodeInfo* code);
// The traceback as the program may see it (marks the head exposed).
Value tracebackOf(Value exception);

} // namespace tr
