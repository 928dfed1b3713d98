// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The value word and the layouts of the objects that the compiler emits as static data. The only
// place that knows bits and offsets; the runtime static_asserts its structs against it.
//
//   63                                                    3 2 1 0
//  +-------------------------------------------------------+-----+
//  | 62-bit signed integer                                   |x 0 0|  int: value = word >> 2
//  | address of a heap object (8-aligned)                    |0 0 1|  object: address = word - 1
//  | double, bits rotated left by 4, plus 2           |0 1 0|1 0 1|1 1 0|  see below
//  | index of a singleton                                    |0 1 1|  None, False, True, ...
//  | spare                                                   |1 1 1|
//  +-------------------------------------------------------+-----+
//
// Doubles are self-tagged (Melancon, Serrano, Feeley, "Float Self-Tagging", arXiv 2411.16544):
// rotating left by 4 brings the exponent's three top bits to the tag. The commonest patterns, 000
// (zero and tiny), 011 and 100 (about 1e-77 to 1e77), land on tags 010, 101 and 110 when 2 is
// added, without a carry out of the tag. All other doubles live in 16-byte heap boxes.
//
// The collector is conservative and knows heap words at displacements 0 and 1 only: no high-bit
// tags, and no interior pointers in the heap.
#pragma once

#include <cstdint>

namespace tauro::abi {

constexpr unsigned kIntShift = 2;
constexpr uint64_t kIntTagMask = 3; // both low bits clear: an int
constexpr int64_t kIntMax = (int64_t{1} << 61) - 1;
constexpr int64_t kIntMin = -(int64_t{1} << 61);

constexpr uint64_t kTagMask = 7;
constexpr uint64_t kObjectTag = 1;

constexpr unsigned kDoubleRotate = 4;
constexpr uint64_t kDoubleBias = 2;
constexpr unsigned kDoubleTagSet = (1u << 2) | (1u << 5) | (1u << 6); // bit t: tag t is a double

constexpr uint64_t singleton(uint64_t index) { return (index << 3) | 3; }
constexpr uint64_t kNone = singleton(0);
constexpr uint64_t kFalse = singleton(1);
constexpr uint64_t kTrue = singleton(2);
constexpr uint64_t kEllipsis = singleton(3);
constexpr uint64_t kNotImplemented = singleton(4);
// No value: a name that is not bound, an argument that was not given.
constexpr uint64_t kUnbound = singleton(5);
// A call raised: the exception is in the thread state.
constexpr uint64_t kError = singleton(6);
// An iterator ended without a value. Never seen by the program.
constexpr uint64_t kDone = singleton(7);

constexpr uint64_t intWord(int64_t value) { return static_cast<uint64_t>(value) << kIntShift; }
constexpr bool fitsInt(int64_t value) { return value >= kIntMin && value <= kIntMax; }

constexpr uint64_t rotateLeft(uint64_t bits, unsigned by) {
  return (bits << by) | (bits >> (64 - by));
}
constexpr uint64_t doubleWord(uint64_t bits) {
  return rotateLeft(bits, kDoubleRotate) + kDoubleBias;
}
constexpr uint64_t doubleBits(uint64_t word) {
  return rotateLeft(word - kDoubleBias, 64 - kDoubleRotate);
}
constexpr bool isDoubleWord(uint64_t word) { return (kDoubleTagSet >> (word & kTagMask)) & 1; }
// Whether a double with these bits lives in the word itself; else it needs a box.
constexpr bool fitsDouble(uint64_t bits) { return isDoubleWord(doubleWord(bits)); }

// --- Objects that the compiler emits as static data (and loads from, inline). Offsets in bytes.
// Every object starts with a pointer to its shape; a builtin type's first shape is tr_shape_<type>.
constexpr unsigned kObjectShape = 0;

// Attribute slots of instances of plain classes, whose fixed part is the shape alone
// (core/shape.h).
constexpr unsigned kPlainSlots = 16;
// What an inline cache's version is above the attribute epoch: of a raw slot, and of an added word
// (core/attr_cache.h).
constexpr uint64_t kRawEpoch = uint64_t{1} << 61;
constexpr uint64_t kAddEpoch = uint64_t{1} << 60;

// A callable whose type has kTypeHasEntry: its uniform entry stands right after the header.
constexpr unsigned kCallableEntry = 8;

// float box: shape, double
constexpr unsigned kFloatBoxValue = 8;
constexpr unsigned kFloatBoxSize = 16;

// complex: shape, real, imaginary
constexpr unsigned kComplexReal = 8;
constexpr unsigned kComplexImaginary = 16;
constexpr unsigned kComplexSize = 24;

// big int: shape, signed count of limbs (its sign is the number's), 64-bit limbs, least first
constexpr unsigned kBigCount = 8;
constexpr unsigned kBigLimbs = 16;

// str: shape, hash (0: not computed yet), length << 8 | flags, pointer to the code points (inline
// ones follow the header; a zero unit ends them)
constexpr unsigned kStrHash = 8;
constexpr unsigned kStrMeta = 16;
constexpr unsigned kStrData = 24;
constexpr unsigned kStrInline = 32;
constexpr uint64_t kStrWidthMask = 3;   // log2 of bytes a code point: 0, 1, 2
constexpr uint64_t kStrAscii = 1 << 2;  // every code point < 128
constexpr uint64_t kStrShared = 1 << 3; // data is a growable buffer, see text/str.h
constexpr uint64_t kStrJoined = 1 << 4; // made by a concatenation: the next one makes a buffer
constexpr unsigned kStrLengthShift = 8;

// bytes: shape, hash (0: not computed), length, data, a zero byte
constexpr unsigned kBytesHash = 8;
constexpr unsigned kBytesLength = 16;
constexpr unsigned kBytesData = 24;

// tuple: shape, length, items
constexpr unsigned kTupleLength = 8;
constexpr unsigned kTupleItems = 16;

// list: shape, length, capacity, pointer to the items
constexpr unsigned kListLength = 8;
constexpr unsigned kListCapacity = 16;
constexpr unsigned kListItems = 24;

// cell: shape, value
constexpr unsigned kCellValue = 8;
constexpr unsigned kCellSize = 16;

// function: shape, entry, code, ..., captured values at the end (control/function.h)
constexpr unsigned kFunctionCode = 16;
constexpr unsigned kFunctionCaptures = 96;

// generator: shape, step, ..., state, ..., frame words at the end (control/generator.h)
constexpr unsigned kGeneratorState = 16;  // u32: 0 not started, k after the k-th yield
constexpr unsigned kGeneratorResult = 24; // the returned value, once the step answers kDone
constexpr unsigned kGeneratorFrame = 72;

} // namespace tauro::abi
