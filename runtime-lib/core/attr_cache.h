// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the words of an AttrCache mean.
//
//   shape         of the receiver; every kind is guarded by it
//   version       of the receiver's type (of the receiver itself for classes), or for slots and
//                 modules a word made from tr_attribute_epoch: instance slots can only be hidden
//                 by a data descriptor that is put on a class later, and that changes the epoch
//   kindAndIndex  AttrKind in the low byte, an offset or index above it
//   payload       a value word or a pointer; of an inline slot the byte offset of the word
//
// The epoch itself is the version of inline words alone, rawEpoch() that of raw inline slots, and
// addEpoch() that of words that are added: shape and version tell hits of the commonest kinds,
// which compiled code tests in line (compiler/codegen/lower_object.cpp).
#pragma once

#include "runtime-lib/core/object.h"

namespace tr {

enum class AttrKind : uint8_t {
  None,
  InlineSlot,   // the epoch; payload: byte offset of the word in the object
  RawSlot,      // rawEpoch(); payload likewise: a raw double, and only floats are stored
  OverflowSlot, // otherEpoch(); index: byte offset of the area | slot << 24
  AddSlot,      // addEpoch(), set only; index: byte offset of the word, payload: the next shape
  AddRawSlot,   // otherEpoch(), likewise: a raw double
  Method,       // payload: a function that binds as a method
  TypeValue,    // payload: a value found on the type that does not bind
  ClassMethod,  // payload: function; the receiver is an instance
  Member,       // index: byte offset of a __slots__ word, which may be unbound
  Property,     // payload: the getter, a compiled function
  ClassValue,   // receiver is a class with this version; payload: the value
  ClassMethodOnClass,
  ModuleSlot, // otherEpoch(); payload: address of the variable, which may be unbound
};

// Changes when a cached instance slot may have become wrong: a data descriptor was put on a class
// that exists, or an attribute hook; or a shape was retired, which cached additions lead to. From
// kFirstEpoch on, so that no type has it as version.
extern "C" uint64_t tr_attribute_epoch;
constexpr uint64_t kFirstEpoch = uint64_t{1} << 62;
// Of raw slots.
inline uint64_t rawEpoch() { return tr_attribute_epoch + abi::kRawEpoch; }
// Of words that are added.
inline uint64_t addEpoch() { return tr_attribute_epoch + abi::kAddEpoch; }
// The version of the other kinds that the epoch guards.
inline uint64_t otherEpoch() { return ~tr_attribute_epoch; }
extern "C" Value tr_slow_call_class_method(Value function, const Value* args, uint64_t nargs,
                                           Tuple* kwnames);

} // namespace tr
