// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arithmetic itself is runtime-lib/abi/arith.h, the runtime's own.
#include "passes/fold_values.h"

#include <bit>
#include <cmath>

#include "runtime-lib/abi/arith.h"
#include "runtime-lib/abi/layout.h"

namespace tauro::passes {
namespace {

using namespace ir;

// CPython's compiler folds no further than these either (ast_opt.c).
constexpr size_t kMaxTextBytes = 4096;
constexpr size_t kMaxItems = 256;

bool isBool(const Constant* c) {
  return c->kind == ConstantKind::True || c->kind == ConstantKind::False;
}

// An int or bool as a number.
std::optional<int64_t> integer(const Constant* c) {
  if (c->kind == ConstantKind::Int)
    return c->integer;
  if (isBool(c))
    return c->kind == ConstantKind::True;
  return std::nullopt;
}

// An int, bool or float as a double, as mixed arithmetic converts it.
std::optional<double> number(const Constant* c) {
  if (c->kind == ConstantKind::Float)
    return c->real;
  if (auto i = integer(c))
    return static_cast<double>(*i);
  return std::nullopt;
}

// Results that do not fit the word would be big ints: those are left to run time.
const Constant* small(Module& module, int64_t value) {
  return abi::fitsInt(value) ? module.intConstant(value) : nullptr;
}

const Constant* boolean(Module& module, bool value) {
  return module.constant(value ? ConstantKind::True : ConstantKind::False);
}

const Constant* foldPower(Module& module, double a, double b) {
  double result;
  return abi::floatPow(a, b, &result) == abi::PowStatus::Ok ? module.floatConstant(result)
                                                            : nullptr;
}

const Constant* foldInts(Module& module, Op op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
  case Op::PyAdd:
  case Op::PyInPlaceAdd:
    overflow = abi::addOverflow(a, b, &result);
    break;
  case Op::PySub:
  case Op::PyInPlaceSub:
    overflow = abi::subOverflow(a, b, &result);
    break;
  case Op::PyMult:
  case Op::PyInPlaceMult:
    overflow = abi::mulOverflow(a, b, &result);
    break;
  case Op::PyDiv:
  case Op::PyInPlaceDiv:
    return b == 0 ? nullptr : module.floatConstant(abi::intTrueDiv(a, b));
  case Op::PyFloorDiv:
  case Op::PyInPlaceFloorDiv:
    if (b == 0)
      return nullptr;
    overflow = abi::floorDivOverflow(a, b, &result);
    break;
  case Op::PyMod:
  case Op::PyInPlaceMod:
    if (b == 0)
      return nullptr;
    result = abi::floorMod(a, b);
    break;
  case Op::PyPow:
  case Op::PyInPlacePow:
    if (b < 0)
      return foldPower(module, static_cast<double>(a), static_cast<double>(b));
    overflow = abi::powOverflow(a, b, &result);
    break;
  case Op::PyLShift:
  case Op::PyInPlaceLShift:
    overflow = b < 0 || abi::shiftLeftOverflow(a, b, &result);
    break;
  case Op::PyRShift:
  case Op::PyInPlaceRShift:
    if (b < 0)
      return nullptr;
    result = abi::shiftRight(a, b);
    break;
  case Op::PyBitAnd:
  case Op::PyInPlaceBitAnd:
    result = a & b;
    break;
  case Op::PyBitOr:
  case Op::PyInPlaceBitOr:
    result = a | b;
    break;
  case Op::PyBitXor:
  case Op::PyInPlaceBitXor:
    result = a ^ b;
    break;
  default:
    return nullptr;
  }
  return overflow ? nullptr : small(module, result);
}

const Constant* foldFloats(Module& module, Op op, double a, double b) {
  switch (op) {
  case Op::PyAdd:
  case Op::PyInPlaceAdd:
    return module.floatConstant(a + b);
  case Op::PySub:
  case Op::PyInPlaceSub:
    return module.floatConstant(a - b);
  case Op::PyMult:
  case Op::PyInPlaceMult:
    return module.floatConstant(a * b);
  case Op::PyDiv:
  case Op::PyInPlaceDiv:
    return b == 0 ? nullptr : module.floatConstant(a / b);
  case Op::PyFloorDiv:
  case Op::PyInPlaceFloorDiv:
    return b == 0 ? nullptr : module.floatConstant(abi::floatFloorDiv(a, b));
  case Op::PyMod:
  case Op::PyInPlaceMod:
    return b == 0 ? nullptr : module.floatConstant(abi::floatMod(a, b));
  case Op::PyPow:
  case Op::PyInPlacePow:
    return foldPower(module, a, b);
  default:
    return nullptr;
  }
}

bool isSequence(const Constant* c) {
  return c->kind == ConstantKind::Str || c->kind == ConstantKind::Bytes ||
         c->kind == ConstantKind::Tuple;
}

const Constant* makeText(Module& module, ConstantKind kind, std::string_view text) {
  return kind == ConstantKind::Str ? module.strConstant(text) : module.bytesConstant(text);
}

const Constant* foldConcatenation(Module& module, const Constant* a, const Constant* b) {
  if (a->kind == ConstantKind::Tuple) {
    if (a->items.size() + b->items.size() > kMaxItems)
      return nullptr;
    std::vector<const Constant*> items = a->items;
    items.insert(items.end(), b->items.begin(), b->items.end());
    return module.tupleConstant(std::move(items));
  }
  if (a->text.size() + b->text.size() > kMaxTextBytes)
    return nullptr;
  return makeText(module, a->kind, a->text + b->text);
}

const Constant* foldRepetition(Module& module, const Constant* a, int64_t count) {
  auto times = static_cast<size_t>(std::max<int64_t>(count, 0));
  bool isTuple = a->kind == ConstantKind::Tuple;
  size_t size = isTuple ? a->items.size() : a->text.size();
  size_t limit = isTuple ? kMaxItems : kMaxTextBytes;
  if (size != 0 && times > limit / size)
    return nullptr;
  std::vector<const Constant*> items;
  std::string text;
  for (size_t i = 0; i < times && size != 0; i++)
    if (isTuple)
      items.insert(items.end(), a->items.begin(), a->items.end());
    else
      text += a->text;
  return isTuple ? module.tupleConstant(std::move(items)) : makeText(module, a->kind, text);
}

template <class T> bool ordered(Op op, const T& a, const T& b) {
  switch (op) {
  case Op::PyLt:
    return a < b;
  case Op::PyLtE:
    return a <= b;
  case Op::PyGt:
    return a > b;
  case Op::PyGtE:
    return a >= b;
  case Op::PyEq:
    return a == b;
  default:
    return a != b;
  }
}

bool orderedAs(Op op, abi::Ordering order) {
  if (order == abi::Ordering::Unordered)
    return op == Op::PyNotEq;
  return ordered(op, static_cast<int>(order), 0);
}

abi::Ordering reversed(abi::Ordering order) {
  return order == abi::Ordering::Unordered ? order
                                           : static_cast<abi::Ordering>(-static_cast<int>(order));
}

// Kinds whose values equal none of another such kind (numbers among themselves aside).
int equalityClass(const Constant* c) {
  switch (c->kind) {
  case ConstantKind::None:
    return 1;
  case ConstantKind::Ellipsis:
    return 2;
  case ConstantKind::Int:
  case ConstantKind::Float:
  case ConstantKind::True:
  case ConstantKind::False:
  case ConstantKind::BigInt:
    return 3;
  case ConstantKind::Str:
    return 4;
  case ConstantKind::Tuple:
    return 5;
  // Bytes may warn when compared (-b); NotImplemented and unbound are no operands to reason about.
  default:
    return 0;
  }
}

} // namespace

const Constant* foldBinary(Module& module, Op op, const Constant* a, const Constant* b) {
  if (isBool(a) && isBool(b)) {
    bool x = a->kind == ConstantKind::True, y = b->kind == ConstantKind::True;
    if (op == Op::PyBitAnd || op == Op::PyInPlaceBitAnd)
      return boolean(module, x & y);
    if (op == Op::PyBitOr || op == Op::PyInPlaceBitOr)
      return boolean(module, x | y);
    if (op == Op::PyBitXor || op == Op::PyInPlaceBitXor)
      return boolean(module, x ^ y);
  }
  auto i = integer(a), j = integer(b);
  if (i && j)
    return foldInts(module, op, *i, *j);
  if (auto x = number(a))
    if (auto y = number(b))
      return foldFloats(module, op, *x, *y);
  bool isAdd = op == Op::PyAdd || op == Op::PyInPlaceAdd;
  bool isMultiply = op == Op::PyMult || op == Op::PyInPlaceMult;
  if (isAdd && isSequence(a) && a->kind == b->kind)
    return foldConcatenation(module, a, b);
  if (isMultiply && isSequence(a) && j)
    return foldRepetition(module, a, *j);
  if (isMultiply && isSequence(b) && i)
    return foldRepetition(module, b, *i);
  return nullptr;
}

const Constant* foldUnary(Module& module, Op op, const Constant* a) {
  if (auto i = integer(a)) {
    int64_t result;
    if (op == Op::PyUSub)
      return abi::negOverflow(*i, &result) ? nullptr : small(module, result);
    if (op == Op::PyUAdd)
      return module.intConstant(*i);
    // ~True warns.
    return op == Op::PyInvert && !isBool(a) ? module.intConstant(~*i) : nullptr;
  }
  if (a->kind == ConstantKind::Float && op == Op::PyUSub)
    return module.floatConstant(-a->real);
  if (a->kind == ConstantKind::Float && op == Op::PyUAdd)
    return a;
  return nullptr;
}

std::optional<bool> foldCompare(Op op, const Constant* a, const Constant* b) {
  auto i = integer(a), j = integer(b);
  if (i && j)
    return ordered(op, *i, *j);
  bool aFloat = a->kind == ConstantKind::Float, bFloat = b->kind == ConstantKind::Float;
  if (aFloat && bFloat)
    return ordered(op, a->real, b->real);
  if (i && bFloat)
    return orderedAs(op, abi::compareIntFloat(*i, b->real));
  if (aFloat && j)
    return orderedAs(op, reversed(abi::compareIntFloat(*j, a->real)));
  // The order of UTF-8's bytes is the order of code points, surrogates included.
  if (a->kind == b->kind && (a->kind == ConstantKind::Str || a->kind == ConstantKind::Bytes))
    return ordered(op, a->text, b->text);
  if (op != Op::PyEq && op != Op::PyNotEq)
    return std::nullopt;
  int x = equalityClass(a), y = equalityClass(b);
  if (x == 0 || y == 0 || (x == y && x > 2))
    return std::nullopt;
  return (x == y) == (op == Op::PyEq);
}

std::optional<bool> foldIs(const Constant* a, const Constant* b) {
  auto isSingleton = [](const Constant* c) { return c->kind <= ConstantKind::Unbound; };
  if (a == b)
    return true;
  if (isSingleton(a) || isSingleton(b) || a->kind != b->kind)
    return false;
  // `is` on these compares values (floats by their bits), and equal ones would be one constant.
  if (a->kind == ConstantKind::Int || a->kind == ConstantKind::Float ||
      a->kind == ConstantKind::Str || a->kind == ConstantKind::Bytes)
    return false;
  return std::nullopt;
}

std::optional<bool> foldTruth(const Constant* a) {
  switch (a->kind) {
  case ConstantKind::None:
  case ConstantKind::False:
    return false;
  case ConstantKind::True:
  case ConstantKind::Ellipsis:
    return true;
  case ConstantKind::Int:
    return a->integer != 0;
  case ConstantKind::BigInt:
    return true; // a zero is an Int
  case ConstantKind::Float:
    return a->real != 0;
  case ConstantKind::Complex:
    return a->real != 0 || a->imaginary != 0;
  case ConstantKind::Str:
  case ConstantKind::Bytes:
    return !a->text.empty();
  case ConstantKind::Tuple:
  case ConstantKind::FrozenSet:
    return !a->items.empty();
  case ConstantKind::NotImplemented: // its truth warns
  case ConstantKind::Unbound:
    return std::nullopt;
  }
  return std::nullopt;
}

const Constant* foldItem(Module& module, const Constant* a, const Constant* b) {
  auto index = integer(b);
  if (!index)
    return nullptr;
  auto within = [&](size_t size) {
    auto length = static_cast<int64_t>(size);
    int64_t at = *index < 0 ? *index + length : *index;
    return at >= 0 && at < length ? at : -1;
  };
  if (a->kind == ConstantKind::Tuple) {
    int64_t at = within(a->items.size());
    return at < 0 ? nullptr : a->items[static_cast<size_t>(at)];
  }
  if (a->kind == ConstantKind::Bytes) {
    int64_t at = within(a->text.size());
    return at < 0
               ? nullptr
               : module.intConstant(static_cast<unsigned char>(a->text[static_cast<size_t>(at)]));
  }
  if (a->kind == ConstantKind::Str) {
    std::vector<size_t> starts; // of code points
    for (size_t i = 0; i < a->text.size(); i++)
      if ((static_cast<unsigned char>(a->text[i]) & 0xC0) != 0x80)
        starts.push_back(i);
    int64_t at = within(starts.size());
    if (at < 0)
      return nullptr;
    starts.push_back(a->text.size());
    auto i = static_cast<size_t>(at);
    return module.strConstant(
        std::string_view(a->text).substr(starts[i], starts[i + 1] - starts[i]));
  }
  return nullptr;
}

} // namespace tauro::passes
