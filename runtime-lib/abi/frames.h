// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The records that a program's functions keep of themselves while they run, in programs that ask
// for them by name (warnings, logging, print_stack, _getframe: compiler/driver). They lie in the functions' frames
// on the machine's stack, linked from the innermost one, tr_frame_top.
//
// A function links its record when it is entered, stores its site before each operation that may
// run code of the program, and unlinks it when it returns. Versions of a loop and resume code go on
// with the record of the function that they were entered from; resume code unlinks it.
#pragma once

#include "runtime-lib/abi/code.h"

namespace tr {

struct FrameRecord {
  FrameRecord* caller;
  const SiteInfo* site;
  Object* observer; // the frame object that was made of it; null when none was
};

} // namespace tr
