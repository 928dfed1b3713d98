// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hashing of text and bytes: SipHash-1-3 under a key chosen once a process, so that nobody outside
// can prepare colliding keys. PYTHONHASHSEED fixes the key as in CPython: 0 makes it zero, another
// number derives it, "random" or nothing draws it from the system.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr {

// 0 for no bytes at all; otherwise never 0 and never -1.
uint64_t hashBytes(const void* bytes, size_t size);

// SipHash-1-3 with an explicit key (for tests).
uint64_t sipHash13(uint64_t key0, uint64_t key1, const void* bytes, size_t size);

} // namespace tr
