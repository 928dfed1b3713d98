// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on 64 bits that ends the program where Python's ints would grow: what C must do to be as
// right as the programs it stands beside.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline int64_t add(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_add_overflow(a, b, &r))
    abort();
  return r;
}

static inline int64_t sub(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_sub_overflow(a, b, &r))
    abort();
  return r;
}

static inline int64_t mul(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_mul_overflow(a, b, &r))
    abort();
  return r;
}
