// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators on tagged words: the cases of two small ints and two doubles in line, everything else
// through tr_slow_*. Also built to bitcode, see CMakeLists.txt.
#include "runtime-lib/abi/arith.h"
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/hot/hot.h"

namespace tr {
namespace {

namespace arith = tauro::abi;

// Words of two small ints: both low bits of both are clear.
TR_INLINE bool bothInts(Value a, Value b) { return ((a.bits | b.bits) & abi::kIntTagMask) == 0; }
TR_INLINE bool bothDoubles(Value a, Value b) { return a.isTaggedDouble() && b.isTaggedDouble(); }
TR_INLINE int64_t word(Value v) { return static_cast<int64_t>(v.bits); }
TR_INLINE Value fromWord(int64_t w) { return {static_cast<uint64_t>(w)}; }

TR_INLINE Value addFast(Value a, Value b, Value (*slow)(Value, Value)) {
  int64_t sum;
  // The tag bits are zero, so words add as the numbers do and overflow together with them.
  if (bothInts(a, b) && !__builtin_add_overflow(word(a), word(b), &sum)) [[likely]]
    return fromWord(sum);
  if (bothDoubles(a, b))
    return makeFloat(a.taggedDouble() + b.taggedDouble());
  return slow(a, b);
}
TR_INLINE Value subFast(Value a, Value b, Value (*slow)(Value, Value)) {
  int64_t difference;
  if (bothInts(a, b) && !__builtin_sub_overflow(word(a), word(b), &difference)) [[likely]]
    return fromWord(difference);
  if (bothDoubles(a, b))
    return makeFloat(a.taggedDouble() - b.taggedDouble());
  return slow(a, b);
}
TR_INLINE Value mulFast(Value a, Value b, Value (*slow)(Value, Value)) {
  int64_t product;
  if (bothInts(a, b) && !__builtin_mul_overflow(a.smallInt(), word(b), &product)) [[likely]]
    return fromWord(product);
  if (bothDoubles(a, b))
    return makeFloat(a.taggedDouble() * b.taggedDouble());
  return slow(a, b);
}
TR_INLINE Value divFast(Value a, Value b, Value (*slow)(Value, Value)) {
  if (bothDoubles(a, b) && b.taggedDouble() != 0.0)
    return makeFloat(a.taggedDouble() / b.taggedDouble());
  return slow(a, b);
}
TR_INLINE Value floorDivFast(Value a, Value b, Value (*slow)(Value, Value)) {
  // The quotient of the smallest int by -1 alone leaves the word.
  if (bothInts(a, b) && b.bits != 0 && b.smallInt() != -1) [[likely]]
    return smallInt(arith::floorDiv(a.smallInt(), b.smallInt()));
  return slow(a, b);
}
TR_INLINE Value modFast(Value a, Value b, Value (*slow)(Value, Value)) {
  if (bothInts(a, b) && b.bits != 0) [[likely]]
    return smallInt(arith::floorMod(a.smallInt(), b.smallInt()));
  return slow(a, b);
}
TR_INLINE Value andFast(Value a, Value b, Value (*slow)(Value, Value)) {
  return bothInts(a, b) ? Value{a.bits & b.bits} : slow(a, b);
}
TR_INLINE Value orFast(Value a, Value b, Value (*slow)(Value, Value)) {
  return bothInts(a, b) ? Value{a.bits | b.bits} : slow(a, b);
}
TR_INLINE Value xorFast(Value a, Value b, Value (*slow)(Value, Value)) {
  return bothInts(a, b) ? Value{a.bits ^ b.bits} : slow(a, b);
}
TR_INLINE Value lshiftFast(Value a, Value b, Value (*slow)(Value, Value)) {
  if (bothInts(a, b) && b.bits < abi::intWord(61)) {
    int64_t shifted = word(a) << b.smallInt();
    if (shifted >> b.smallInt() == word(a))
      return fromWord(shifted);
  }
  return slow(a, b);
}
TR_INLINE Value rshiftFast(Value a, Value b, Value (*slow)(Value, Value)) {
  if (bothInts(a, b) && word(b) >= 0) {
    int64_t count = b.smallInt();
    return smallInt(a.smallInt() >> (count < 63 ? count : 63));
  }
  return slow(a, b);
}
TR_INLINE Value alwaysSlow(Value a, Value b, Value (*slow)(Value, Value)) { return slow(a, b); }

} // namespace

extern "C" {

#define TR_HOT_BINARY(id, fast)                                                                    \
  Value tr_##id(Value a, Value b) { return fast(a, b, tr_slow_##id); }                             \
  Value tr_i##id(Value a, Value b) { return fast(a, b, tr_slow_i##id); }
TR_HOT_BINARY(add, addFast)
TR_HOT_BINARY(sub, subFast)
TR_HOT_BINARY(mul, mulFast)
TR_HOT_BINARY(truediv, divFast)
TR_HOT_BINARY(floordiv, floorDivFast)
TR_HOT_BINARY(mod, modFast)
TR_HOT_BINARY(band, andFast)
TR_HOT_BINARY(bor, orFast)
TR_HOT_BINARY(bxor, xorFast)
TR_HOT_BINARY(lshift, lshiftFast)
TR_HOT_BINARY(rshift, rshiftFast)
TR_HOT_BINARY(pow, alwaysSlow)
TR_HOT_BINARY(matmul, alwaysSlow)

Value tr_neg(Value v) {
  int64_t negated;
  if (v.isInt() && !__builtin_sub_overflow(int64_t{0}, word(v), &negated))
    return fromWord(negated);
  if (v.isTaggedDouble())
    return makeFloat(-v.taggedDouble());
  return tr_slow_neg(v);
}
Value tr_pos(Value v) { return v.isInt() || v.isTaggedDouble() ? v : tr_slow_pos(v); }
Value tr_invert(Value v) {
  return v.isInt() ? Value{~v.bits & ~abi::kIntTagMask} : tr_slow_invert(v);
}

#define TR_HOT_COMPARE(id, op)                                                                     \
  Value tr_##id(Value a, Value b) {                                                                \
    if (bothInts(a, b)) [[likely]]                                                                 \
      return boolean(word(a) op word(b));                                                          \
    if (bothDoubles(a, b))                                                                         \
      return boolean(a.taggedDouble() op b.taggedDouble());                                        \
    return tr_slow_##id(a, b);                                                                     \
  }                                                                                                \
  int32_t tr_##id##_truth(Value a, Value b) {                                                      \
    if (bothInts(a, b)) [[likely]]                                                                 \
      return word(a) op word(b);                                                                   \
    if (bothDoubles(a, b))                                                                         \
      return a.taggedDouble() op b.taggedDouble();                                                 \
    return tr_slow_##id##_truth(a, b);                                                             \
  }
TR_HOT_COMPARE(lt, <)
TR_HOT_COMPARE(le, <=)
TR_HOT_COMPARE(eq, ==)
TR_HOT_COMPARE(ne, !=)
TR_HOT_COMPARE(gt, >)
TR_HOT_COMPARE(ge, >=)

int32_t tr_truth(Value v) {
  if (v.isBool()) [[likely]]
    return v == kTrue;
  if (v.isInt())
    return v.bits != 0;
  if (v.isNone())
    return 0;
  return tr_slow_truth(v);
}

double tr_float_floordiv(double a, double b) { return arith::floatFloorDiv(a, b); }
double tr_float_mod(double a, double b) { return arith::floatMod(a, b); }

// Words differ for equal values only among objects: big ints, boxed floats, complex, str, bytes,
// tuples.
bool tr_is(Value a, Value b) {
  if (a == b)
    return true;
  if (!a.isObject() || !b.isObject())
    return false;
  const Shape* shape = a.object()->shape;
  if (shape != b.object()->shape)
    return false;
  return tr_slow_is(a, b);
}

} // extern "C"

} // namespace tr
