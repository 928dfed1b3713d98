// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frame objects: of a traceback's entries, which know a place alone, and of functions that run, as
// far as these keep records (abi/frames.h).
//
// A frame object of a running function reads the function's record. When the function has returned,
// it keeps the place that it saw last. Locals are never kept.
#pragma once

#include "runtime-lib/abi/frames.h"
#include "runtime-lib/core/object.h"

namespace tr {

// A frame that stands still, of a traceback's entry.
Value makeSiteFrame(const SiteInfo* site);
// The record `depth` calls up from the innermost frame of the program; null when there are not so
// many. Functions of the library and of C++ keep no records and are passed over.
FrameRecord* callingRecord(uint64_t depth);
// Its frame object, the same each time.
Value frameOf(FrameRecord* record);
// The function that the site's frame shows: the head of a generic definition stands in line in the
// function around it.
const CodeInfo* codeOfFrame(const SiteInfo* site);
// Whether the program keeps records at all.
bool keepsFrames();

} // namespace tr
