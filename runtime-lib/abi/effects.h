// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Effects of IR ops and runtime entries. Separate bits; predicates are derived (ir/op.h), never
// stored. "Runs user code" implies every memory bit and may raise; kUser spells that out.
#pragma once

#include <cstdint>

namespace tauro::abi {

enum Effect : uint32_t {
  kPure = 0,
  kReadsObject = 1 << 0, // object slots, cells, type namespaces, dict and set contents
  kReadsList = 1 << 1,   // list storage
  kReadsGlobal = 1 << 2, // module variables
  kReadsFrame = 1 << 3,  // generator frames, memory frames of resume code
  kReadsThread = 1 << 4, // thread state: pending and handled exceptions
  kReadsShape = 1 << 5,  // shapes of objects, and what classes say about them
  kWritesObject = 1 << 6,
  kWritesList = 1 << 7,
  kWritesGlobal = 1 << 8,
  kWritesFrame = 1 << 9,
  kWritesThread = 1 << 10,
  kWritesShape = 1 << 11,
  kAllocates = 1 << 12,
  kRaises = 1 << 13,
  kRunsUser = 1 << 14, // may call back into the program
  kLeaves = 1 << 15,   // ends the block
  kStays = 1 << 16,    // does nothing, but says something about its place: not removed when unused

  kReads = kReadsObject | kReadsList | kReadsGlobal | kReadsFrame | kReadsThread | kReadsShape,
  kWrites =
      kWritesObject | kWritesList | kWritesGlobal | kWritesFrame | kWritesThread | kWritesShape,
  kUser = kRunsUser | kRaises | kReads | kWrites | kAllocates,
};

} // namespace tauro::abi
