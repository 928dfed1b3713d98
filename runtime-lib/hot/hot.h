// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the hot paths share. A hot entry is small: its fast path is a few instructions, whatever
// else is to be done stands behind a call of a tr_slow_* function (core/operators.h).
#pragma once

#include "runtime-lib/core/object.h"

#define TR_INLINE __attribute__((always_inline)) inline
