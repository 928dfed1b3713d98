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
  kWritesObject = 1 << 5,
  kWritesList = 1 << 6,
  kWritesGlobal = 1 << 7,
  kWritesFrame = 1 << 8,
  kWritesThread = 1 << 9,
  kAllocates = 1 << 10,
  kRaises = 1 << 11,
  kRunsUser = 1 << 12, // may call back into the program
  kLeaves = 1 << 13,   // ends the block
  kStays = 1 << 14,    // does nothing, but says something about its place: not removed when unused

  kReads = kReadsObject | kReadsList | kReadsGlobal | kReadsFrame | kReadsThread,
  kWrites = kWritesObject | kWritesList | kWritesGlobal | kWritesFrame | kWritesThread,
  kUser = kRunsUser | kRaises | kReads | kWrites | kAllocates,
};

} // namespace tauro::abi
