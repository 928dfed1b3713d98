// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// math's sums and norms: fsum (exact partial sums, J. Shewchuk 1997), sumprod and the Euclidean
// norms (error-free transformations; T. Ogita, S. Rump, S. Oishi, "Accurate sum and dot product",
// 2005), prod.
#include <cfloat>
#include <cmath>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/modules/math_functions.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

namespace tr {
namespace {

// A growing array of doubles.
class Doubles {
public:
  ~Doubles() {
    if (data_ != inline_)
      free(data_);
  }
  Doubles() = default;
  Doubles(const Doubles&) = delete;
  Doubles& operator=(const Doubles&) = delete;
  double& operator[](size_t i) { return data_[i]; }
  double* data() { return data_; }
  size_t size() const { return size_; }
  void truncate(size_t n) { size_ = n; }
  bool push(double d) { // false with MemoryError pending
    if (size_ == capacity_) {
      size_t larger = capacity_ * 2;
      auto* moved = static_cast<double*>(
          realloc(data_ == inline_ ? nullptr : data_, larger * sizeof(double)));
      if (!moved)
        return raiseMemoryError(), false;
      if (data_ == inline_)
        for (size_t i = 0; i < size_; i++)
          moved[i] = inline_[i];
      data_ = moved;
      capacity_ = larger;
    }
    data_[size_++] = d;
    return true;
  }

private:
  double inline_[32];
  double* data_ = inline_;
  size_t size_ = 0, capacity_ = 32;
};

// A sum or product and what its rounding lost.
struct Exact {
  double high, low;
};
Exact sumOf(double a, double b) {
  double x = a + b, z = x - a;
  return {x, (a - (x - z)) + (b - z)};
}
Exact fastSumOf(double a, double b) { // |a| >= |b|
  double x = a + b;
  return {x, (a - x) + b};
}
Exact productOf(double a, double b) {
  double x = a * b;
  return {x, std::fma(a, b, -x)};
}

struct Triple {
  double high = 0, low = 0, tiny = 0;
  Triple plusProduct(double a, double b) const {
    Exact product = productOf(a, b);
    Exact sum = sumOf(high, product.high);
    Exact r1 = sumOf(low, product.low), r2 = sumOf(r1.high, sum.low);
    return {sum.high, r2.high, tiny + r1.low + r2.low};
  }
  double value() const {
    Exact last = sumOf(low, high);
    return tiny + last.low + last.high;
  }
};

// The root of the sum of squares. vec holds absolute values, largest is their maximum. Squares are
// scaled to be below 1 and summed onto 1.0 without loss; one correction step follows the root.
double norm(double* vec, size_t n, double largest, bool foundNan) {
  if (std::isinf(largest))
    return largest;
  if (foundNan)
    return std::nan("");
  if (largest == 0.0 || n <= 1)
    return largest;
  int exponent;
  std::frexp(largest, &exponent);
  if (exponent < -1023) {
    // The scale would overflow: bring subnormals into the normal range first.
    for (size_t i = 0; i < n; i++)
      vec[i] /= DBL_MIN;
    return DBL_MIN * norm(vec, n, largest / DBL_MIN, foundNan);
  }
  double scale = std::ldexp(1.0, -exponent);
  double sum = 1.0, lostProducts = 0.0, lostSums = 0.0;
  for (size_t i = 0; i < n; i++) {
    double x = vec[i] * scale;
    Exact square = productOf(x, x), added = fastSumOf(sum, square.high);
    sum = added.high;
    lostProducts += square.low;
    lostSums += added.low;
  }
  double root = std::sqrt(sum - 1.0 + (lostProducts + lostSums));
  Exact square = productOf(-root, root), rest = fastSumOf(sum, square.high);
  lostProducts += square.low;
  lostSums += rest.low;
  double error = rest.high - 1.0 + (lostProducts + lostSums);
  root += error / (2.0 * root);
  return root / scale;
}

bool isFloatOrInt(Value v) { return isFloatExact(v) || isIntExact(v) || v.isBool(); }

} // namespace

Value mathFsum(const Value* args, uint64_t) {
  Cursor cursor;
  if (!cursor.start(args[0]))
    return kError;
  Doubles partials;
  double specials = 0, infinities = 0;
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      break;
    double x;
    if (item.isTaggedDouble())
      x = item.taggedDouble();
    else if (item.isError() || !toDouble(item, &x))
      return kError;
    double given = x;
    size_t kept = 0;
    for (size_t j = 0; j < partials.size(); j++) {
      double y = partials[j];
      // A branch that predicts well keeps the chain to one addition a partial.
      if (std::fabs(x) < std::fabs(y))
        std::swap(x, y);
      Exact sum = fastSumOf(x, y);
      if (sum.low != 0.0)
        partials[kept++] = sum.low;
      x = sum.high;
    }
    partials.truncate(kept);
    if (x == 0.0)
      continue;
    if (!std::isfinite(x)) {
      // Finite input that overflows is an error; given infinities and nans are summed apart.
      if (std::isfinite(given))
        return raiseOverflowError("intermediate overflow in fsum");
      if (std::isinf(given))
        infinities += given;
      specials += given;
      partials.truncate(0);
    } else if (!partials.push(x)) {
      return kError;
    }
  }
  if (specials != 0.0) {
    if (std::isnan(infinities))
      return raiseValueError("-inf + inf in fsum");
    return makeFloat(specials);
  }
  size_t n = partials.size();
  if (n == 0)
    return makeFloat(0.0);
  double high = partials[--n], low = 0.0;
  while (n > 0) {
    Exact sum = fastSumOf(high, partials[--n]);
    high = sum.high;
    low = sum.low;
    if (low != 0.0)
      break;
  }
  // A tie that was rounded to even goes the way of the partials below it.
  if (n > 0 && ((low < 0.0 && partials[n - 1] < 0.0) || (low > 0.0 && partials[n - 1] > 0.0))) {
    double twice = low * 2.0, x = high + twice;
    if (twice == x - high)
      high = x;
  }
  return makeFloat(high);
}

Value mathProd(const Value* args, uint64_t) {
  Cursor cursor;
  if (!cursor.start(args[0]))
    return kError;
  Value result = args[1].isUnbound() ? smallInt(1) : args[1];
  for (;;) {
    Value item = cursor.next();
    if (item.isDone())
      return result;
    if (item.isError())
      return kError;
    result = entry_kinds::tr_mul(result, item);
    if (result.isError())
      return kError;
  }
}

// The sum stays a machine int while both sides are ints, then an extended double while the pairs
// are floats and ints; once a run ends its way is closed and the operators take over.
Value mathSumprod(const Value* args, uint64_t) {
  Cursor left, right;
  if (!left.start(args[0]) || !right.start(args[1]))
    return kError;
  Value total = smallInt(0);
  bool intsOpen = true, floatsOpen = true, intsUsed = false, floatsUsed = false;
  int64_t ints = 0;
  Triple floats;
  for (;;) {
    Value p = left.next();
    if (p.isError())
      return kError;
    Value q = right.next();
    if (q.isError())
      return kError;
    if (p.isDone() != q.isDone())
      return raiseValueError("Inputs are not the same length");
    bool done = p.isDone();
    if (intsOpen) {
      int64_t a, b, product, sum;
      if (!done && isIntExact(p) && isIntExact(q) && intToInt64(p, &a) && intToInt64(q, &b) &&
          !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(ints, product, &sum)) {
        ints = sum;
        intsUsed = true;
        continue;
      }
      intsOpen = false;
      if (intsUsed)
        total = entry_kinds::tr_add(total, makeInt(ints));
      if (total.isError())
        return kError;
    }
    if (floatsOpen) {
      double a, b;
      bool overflow = false;
      auto convert = [&](Value v, double* out) {
        if (isFloatExact(v)) {
          *out = floatOf(v);
          return true;
        }
        *out = intToDouble(v, &overflow);
        return !overflow;
      };
      if (!done && isFloatOrInt(p) && isFloatOrInt(q) && (isFloatExact(p) || isFloatExact(q)) &&
          convert(p, &a) && convert(q, &b)) {
        Triple sum = floats.plusProduct(a, b);
        if (std::isfinite(sum.high)) {
          floats = sum;
          floatsUsed = true;
          continue;
        }
      }
      floatsOpen = false;
      if (floatsUsed)
        total = entry_kinds::tr_add(total, makeFloat(floats.value()));
      if (total.isError())
        return kError;
    }
    if (done)
      return total;
    Value product = entry_kinds::tr_mul(p, q);
    if (product.isError())
      return kError;
    total = entry_kinds::tr_add(total, product);
    if (total.isError())
      return kError;
  }
}

Value mathHypot(const Value* args, uint64_t nargs) {
  Doubles sizes;
  double largest = 0;
  bool foundNan = false;
  for (uint64_t i = 0; i < nargs; i++) {
    double x;
    if (!toDouble(args[i], &x))
      return kError;
    x = std::fabs(x);
    foundNan |= std::isnan(x);
    if (x > largest)
      largest = x;
    if (!sizes.push(x))
      return kError;
  }
  return makeFloat(norm(sizes.data(), sizes.size(), largest, foundNan));
}

Value mathDist(const Value* args, uint64_t) {
  Value p = tupleFromIterable(args[0]);
  if (p.isError())
    return kError;
  Value q = tupleFromIterable(args[1]);
  if (q.isError())
    return kError;
  uint64_t n = asTuple(p)->length;
  if (n != asTuple(q)->length)
    return raiseValueError("both points must have the same number of dimensions");
  Doubles sizes;
  double largest = 0;
  bool foundNan = false;
  for (uint64_t i = 0; i < n; i++) {
    double a, b;
    if (!toDouble(asTuple(p)->items()[i], &a) || !toDouble(asTuple(q)->items()[i], &b))
      return kError;
    double x = std::fabs(a - b);
    foundNan |= std::isnan(x);
    if (x > largest)
      largest = x;
    if (!sizes.push(x))
      return kError;
  }
  return makeFloat(norm(sizes.data(), sizes.size(), largest, foundNan));
}

} // namespace tr
