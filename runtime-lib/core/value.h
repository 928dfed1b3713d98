// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Value: the word of abi/layout.h as a C++ type, and its inline tests and conversions. Passed and
// returned in one register, like uint64_t.
//
// Conventions of the whole runtime:
//  * A function that can fail answers kError (Value), false (bool with an out parameter), nullptr,
//    or -1 (tri-state int), with the exception pending in the thread state. Nothing else is left
//    pending and no C++ exception exists.
//  * An iterator's `next` answers kDone at its end.
//  * kUnbound means "not given"; kUnbound, kError and kDone never reach the program.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "runtime-lib/abi/code.h"
#include "runtime-lib/abi/layout.h"

namespace tr {

namespace abi = tauro::abi;

struct Object;
struct Type;

struct Value {
  uint64_t bits;

  constexpr bool operator==(const Value&) const = default;

  // Small ints and most doubles; the others are objects (big ints, FloatBox).
  constexpr bool isInt() const { return (bits & abi::kIntTagMask) == 0; }
  constexpr bool isTaggedDouble() const { return abi::isDoubleWord(bits); }
  constexpr bool isObject() const { return (bits & abi::kTagMask) == abi::kObjectTag; }
  constexpr bool isBool() const { return bits == abi::kTrue || bits == abi::kFalse; }
  constexpr bool isNone() const { return bits == abi::kNone; }
  constexpr bool isError() const { return bits == abi::kError; }
  constexpr bool isDone() const { return bits == abi::kDone; }
  constexpr bool isUnbound() const { return bits == abi::kUnbound; }
  constexpr bool isNotImplemented() const { return bits == abi::kNotImplemented; }

  constexpr int64_t smallInt() const { return static_cast<int64_t>(bits) >> abi::kIntShift; }
  constexpr double taggedDouble() const { return std::bit_cast<double>(abi::doubleBits(bits)); }
  Object* object() const { return reinterpret_cast<Object*>(bits - abi::kObjectTag); }
  template <class T> T* as() const { return reinterpret_cast<T*>(bits - abi::kObjectTag); }
};
static_assert(sizeof(Value) == 8);

constexpr Value kNone{abi::kNone}, kFalse{abi::kFalse}, kTrue{abi::kTrue};
constexpr Value kEllipsis{abi::kEllipsis}, kNotImplemented{abi::kNotImplemented};
constexpr Value kUnbound{abi::kUnbound}, kError{abi::kError}, kDone{abi::kDone};

constexpr Value smallInt(int64_t v) { return {abi::intWord(v)}; } // v must fit: abi::fitsInt
constexpr Value boolean(bool b) { return b ? kTrue : kFalse; }
inline Value objectValue(const void* object) {
  return {reinterpret_cast<uint64_t>(object) + abi::kObjectTag};
}

// Any int64 as an int value (numbers/int.cpp makes a big int when it does not fit the word).
Value makeBigFromInt64(int64_t v);
inline Value makeInt(int64_t v) { return abi::fitsInt(v) ? smallInt(v) : makeBigFromInt64(v); }
Value makeIntFromUInt64(uint64_t v);
// Any double as a float value.
Value makeFloatBox(double d);
inline Value makeFloat(double d) {
  uint64_t bits = std::bit_cast<uint64_t>(d);
  return abi::fitsDouble(bits) ? Value{abi::doubleWord(bits)} : makeFloatBox(d);
}

} // namespace tr
