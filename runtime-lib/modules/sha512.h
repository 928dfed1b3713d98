// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA-512 (FIPS 180-4) of one block of memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tr {

constexpr size_t kSha512Size = 64;
void sha512(const uint8_t* data, size_t size, uint8_t digest[kSha512Size]);

} // namespace tr
