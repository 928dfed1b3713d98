// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dispatch of binary, in-place and unary operators to the operands' slots, with CPython's rules of
// who goes first and its error texts.
#include "runtime-lib/core/operators.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/native.h"

extern "C" tr::Value tr_builtin_print;

namespace tr {
namespace {

template <class Member> auto slotOf(Type* type, Member member) {
  auto slot = type->slots.*member;
  if (!slot && !(type->flags & kTypeReady)) {
    ensureReadySlow(type);
    slot = type->slots.*member;
  }
  return slot;
}

// The builtin sequence type whose + or * a slot is; a class has it by inheriting that type's method
// unchanged.
Type* sequenceOf(BinarySlot slot, BinarySlot Slots::*member) {
  if (slot && (member == &Slots::add || member == &Slots::mul))
    for (Type* base : kSequences)
      if (slot == base->slots.*member)
        return base;
  return nullptr;
}

BinarySlot numericSlot(Type* type, BinarySlot Slots::*member) {
  BinarySlot slot = slotOf(type, member);
  return sequenceOf(slot, member) ? nullptr : slot;
}

Value askNumeric(Value left, Value right, BinarySlot Slots::*member) {
  Type* leftType = typeOf(left);
  Type* rightType = typeOf(right);
  BinarySlot leftSlot = numericSlot(leftType, member);
  BinarySlot rightSlot = leftType == rightType ? nullptr : numericSlot(rightType, member);
  if (rightSlot == leftSlot)
    rightSlot = nullptr;
  if (leftSlot) {
    if (rightSlot && isSubtype(rightType, leftType)) {
      Value result = rightSlot(left, right);
      if (!result.isNotImplemented())
        return result;
      rightSlot = nullptr;
    }
    Value result = leftSlot(left, right);
    if (!result.isNotImplemented())
      return result;
  }
  return rightSlot ? rightSlot(left, right) : kNotImplemented;
}

// CPython keeps the + and * of sequences apart from the numeric slots, and tries them when the
// numeric slots of both operands have said no: + of the left one; * of the left one, or else,
// where `rightRepeats`, of the right one.
Value dispatchBinary(Value left, Value right, BinarySlot Slots::*member, bool rightRepeats) {
  BinarySlot leftSlot = slotOf(typeOf(left), member);
  if (typeOf(left) == typeOf(right))
    return leftSlot ? leftSlot(left, right) : kNotImplemented;
  if (right.isInt() && sequenceOf(leftSlot, member)) // ints have no answer to sequences
    return leftSlot(left, right);
  Value result = askNumeric(left, right, member);
  if (!result.isNotImplemented())
    return result;
  if (sequenceOf(leftSlot, member))
    return leftSlot(left, right);
  BinarySlot rightSlot = slotOf(typeOf(right), member);
  return rightRepeats && sequenceOf(rightSlot, member) ? rightSlot(right, left) : kNotImplemented;
}

Value raiseUnsupported(Value left, Value right, const char* spelling, BinarySlot Slots::*member,
                       bool rightRepeats) {
  Type* base = sequenceOf(slotOf(typeOf(left), member), member);
  if (base && member == &Slots::mul)
    return raiseTypeError("can't multiply sequence by non-int of type '%T'", right);
  if (base == &tr_type_bytes || base == &tr_type_bytearray)
    return raiseTypeError("can't concat %T to %N", right, typeOf(left));
  if (base) {
    ensureReady(base); // it has no name before
    return raiseTypeError("can only concatenate %U (not \"%T\") to %U", base->name, right,
                          base->name);
  }
  if (rightRepeats && sequenceOf(slotOf(typeOf(right), member), member))
    return raiseTypeError("can't multiply sequence by non-int of type '%T'", left);
  if (member == &Slots::rshift && left == tr_builtin_print)
    return raiseTypeError("unsupported operand type(s) for %s: '%T' and '%T'. Did you mean "
                          "\"print(<message>, file=<output_stream>)\"?",
                          spelling, left, right);
  return raiseTypeError("unsupported operand type(s) for %s: '%T' and '%T'", spelling, left, right);
}

Value binary(Value left, Value right, const char* spelling, BinarySlot Slots::*member) {
  bool rightRepeats = member == &Slots::mul;
  Value result = dispatchBinary(left, right, member, rightRepeats);
  return result.isNotImplemented()
             ? raiseUnsupported(left, right, member == &Slots::pow ? "** or pow()" : spelling,
                                member, rightRepeats)
             : result;
}

// += and *= of a mutable sequence by `slot`, its own. They come after the numeric slots too, but
// for += of classes derived from it, which CPython gives that slot as a numeric one.
Value inPlaceSequence(Value left, Value right, BinarySlot slot, BinarySlot Slots::*member) {
  Type* type = typeOf(left);
  bool derived = type->heap;
  if (derived ? member == &Slots::mul : typeOf(right) != type && !right.isInt()) {
    Value result = askNumeric(left, right, member);
    if (!result.isNotImplemented())
      return result;
  }
  Value result = slot(left, right);
  return result.isNotImplemented()
             ? raiseTypeError("can't multiply sequence by non-int of type '%T'", right)
             : result;
}

Value inPlace(Value left, Value right, const char* spelling, BinarySlot Slots::*inPlaceMember,
              BinarySlot Slots::*member) {
  Type* type = typeOf(left);
  if (BinarySlot slot = slotOf(type, inPlaceMember)) {
    if ((member == &Slots::add || member == &Slots::mul) &&
        std::ranges::any_of(kSequences,
                            [&](Type* base) { return slot == base->slots.*inPlaceMember; }))
      return inPlaceSequence(left, right, slot, member);
    Value result = slot(left, right);
    if (!result.isNotImplemented())
      return result;
  }
  // In CPython a type on the left that has slots of sequences or mappings at all hides what the
  // right side repeats.
  bool hides = type->heap || type->slots.len || type->slots.contains;
  bool rightRepeats = member == &Slots::mul && !hides;
  Value result = dispatchBinary(left, right, member, rightRepeats);
  return result.isNotImplemented() ? raiseUnsupported(left, right, spelling, member, rightRepeats)
                                   : result;
}

Value unary(Value operand, const char* spelling, UnarySlot Slots::*member) {
  if (UnarySlot slot = slotOf(typeOf(operand), member))
    return slot(operand);
  return raiseTypeError("bad operand type for unary %s: '%T'", spelling, operand);
}

constexpr CompareOp kSwapped[] = {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped) CompareOp::Swapped,
#include "runtime-lib/abi/operators.def"
};
constexpr const char* kCompareSpelling[] = {
#define TR_COMPARE(Name, id, spelling, dunder, Swapped) spelling,
#include "runtime-lib/abi/operators.def"
};

} // namespace

Value compare(Value left, Value right, CompareOp op) {
  Type* leftType = typeOf(left);
  Type* rightType = typeOf(right);
  CompareOp swapped = kSwapped[static_cast<unsigned>(op)];
  auto leftSlot = slotOf(leftType, &Slots::compare);
  auto rightSlot = slotOf(rightType, &Slots::compare);
  bool triedRight = false;
  if (rightSlot && leftType != rightType && isSubtype(rightType, leftType)) {
    triedRight = true;
    Value result = rightSlot(right, left, swapped);
    if (!result.isNotImplemented())
      return result;
  }
  if (leftSlot) {
    Value result = leftSlot(left, right, op);
    if (!result.isNotImplemented())
      return result;
  }
  if (!triedRight && rightSlot) {
    Value result = rightSlot(right, left, swapped);
    if (!result.isNotImplemented())
      return result;
  }
  if (op == CompareOp::Eq)
    return boolean(left == right);
  if (op == CompareOp::NotEq)
    return boolean(left != right);
  return raiseTypeError("'%s' not supported between instances of '%T' and '%T'",
                        kCompareSpelling[static_cast<unsigned>(op)], left, right);
}

int compareTruth(Value left, Value right, CompareOp op) {
  Value result = compare(left, right, op);
  return result == kTrue ? 1 : result == kFalse ? 0 : result.isError() ? -1 : truth(result);
}

int equals(Value left, Value right) {
  return left == right ? 1 : compareTruth(left, right, CompareOp::Eq);
}

extern "C" {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlaceDunder)                \
  Value tr_slow_##id(Value left, Value right) {                                                    \
    return binary(left, right, spelling, &Slots::id);                                              \
  }                                                                                                \
  Value tr_slow_i##id(Value left, Value right) {                                                   \
    return inPlace(left, right, spelling "=", &Slots::i##id, &Slots::id);                          \
  }
#define TR_UNARY(Name, id, spelling, dunder)                                                       \
  Value tr_slow_##id(Value operand) { return unary(operand, spelling, &Slots::id); }
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  Value tr_slow_##id(Value left, Value right) { return compare(left, right, CompareOp::Name); }    \
  int32_t tr_slow_##id##_truth(Value left, Value right) {                                          \
    return compareTruth(left, right, CompareOp::Name);                                             \
  }
#include "runtime-lib/abi/operators.def"

bool tr_slow_is(Value left, Value right) { return isSame(left, right); }
}

} // namespace tr
