// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// slice objects, and what every sequence does with subscripts: an int key becomes an index, a
// slice becomes a clipped arithmetic progression of indices.
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

struct Slice : Object {
  Value start, stop, step;
};

inline bool isSlice(Value v) { return v.isObject() && v.object()->shape == &tr_shape_slice; }
Value makeSlice(Value start, Value stop, Value step);

// A slice applied to a sequence: `count` indices start, start + step, ...
struct SliceRange {
  int64_t start, stop, step, count;
};

// The numbers of a slice, before a length is known. May run __index__. False with "slice step
// cannot be zero" or "slice indices must be integers or None or have an __index__ method" pending.
bool sliceUnpack(Value slice, SliceRange* out);
// Clips start and stop to a sequence of `length` items and counts. Never fails.
void sliceClip(SliceRange* range, int64_t length);

// An optional start or stop argument of index() and find(): ints beyond int64 clip. False when it
// is no index ("slice indices must be integers or have an __index__ method").
bool sliceArgument(Value v, int64_t* out);

// Whether v can be an index: int, bool or has __index__.
bool isIndexLike(Value v);
// Where an index-like key points in a sequence; negative ones count from the end. The length is
// read after __index__ has run, which may change it. False when __index__ raised, or with
// IndexError(outOfRange).
bool sequenceIndex(Value key, const uint64_t& length, const char* outOfRange, uint64_t* out);

} // namespace tr
