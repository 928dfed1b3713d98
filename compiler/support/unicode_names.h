// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names of Unicode characters, as \N{...} in literals uses them.
#pragma once

#include <cstdint>
#include <string_view>

namespace tauro::unicode {

inline constexpr uint32_t kNoCharacter = UINT32_MAX;

/// The character with this name or alias, in any case of letters; kNoCharacter if there is none.
uint32_t characterByName(std::string_view name);

} // namespace tauro::unicode
