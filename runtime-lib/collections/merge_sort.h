// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stable, adaptive merge sort: natural runs (short ones are extended by binary insertion),
// merged in the near-optimal order of powersort (Munro and Wild, "Nearly-Optimal Mergesorts",
// ESA 2018), with galloping merges (Peters' timsort, listsort.txt in CPython).
//
// The order of comparisons is CPython 3.13's, so that a program whose __lt__ has effects, or whose
// order is inconsistent (nan), sees the same.
//
// Less(a, b): 1, 0, or -1 when it raised. On -1 everything stops with the items in some order,
// none lost.
#pragma once

#include <cstring>

#include "runtime-lib/core/value.h"
#include "runtime-lib/memory/memory.h"

namespace tr {

// Positions in the keys and, in step with them, in the values that follow the keys (null: none).
struct SortLane {
  Value* keys;
  Value* values;

  SortLane at(int64_t offset) const { return {keys + offset, values ? values + offset : nullptr}; }
  void set(int64_t to, const SortLane& from, int64_t at) {
    keys[to] = from.keys[at];
    if (values)
      values[to] = from.values[at];
  }
  // Overlap is allowed.
  void copy(int64_t to, const SortLane& from, int64_t at, int64_t count) {
    std::memmove(static_cast<void*>(keys + to), from.keys + at, count * sizeof(Value));
    if (values)
      std::memmove(static_cast<void*>(values + to), from.values + at, count * sizeof(Value));
  }
  void reverse(int64_t count) {
    for (int64_t i = 0, j = count - 1; i < j; ++i, --j)
      std::swap(keys[i], keys[j]);
    if (values)
      for (int64_t i = 0, j = count - 1; i < j; ++i, --j)
        std::swap(values[i], values[j]);
  }
};

template <class Less> class MergeSort {
public:
  MergeSort(SortLane items, int64_t length, Less less)
      : items_(items), length_(length), less_(less) {}

  // False when a comparison raised, or memory ran out.
  bool run() {
    int64_t minimum = minimumRun(length_);
    for (int64_t begin = 0; begin < length_;) {
      int64_t left = length_ - begin;
      int64_t count = findRun(items_.at(begin), left);
      if (count < 0)
        return false;
      if (count < minimum) {
        int64_t forced = left < minimum ? left : minimum;
        if (!insertBinary(items_.at(begin), forced, count))
          return false;
        count = forced;
      }
      if (!pushRun(begin, count))
        return false;
      begin += count;
    }
    while (runCount_ > 1) {
      int i = runCount_ - 2;
      if (i > 0 && runs_[i - 1].length < runs_[i + 1].length)
        --i;
      if (!mergeRuns(i))
        return false;
    }
    return true;
  }

private:
  static constexpr int64_t kMaxMinimumRun = 64;
  static constexpr int64_t kMinGallop = 7;
  struct Run {
    int64_t begin, length;
    int power;
  };

  // So that length / minimum is a power of two or just below one.
  static int64_t minimumRun(int64_t length) {
    int64_t rest = 0;
    while (length >= kMaxMinimumRun) {
      rest |= length & 1;
      length >>= 1;
    }
    return length + rest;
  }

  // The length of the run at the start of `lane`; a descending one is turned round. Equal elements
  // within a descending run keep their order, as each stretch of them is reversed twice.
  int64_t findRun(SortLane lane, int64_t limit) {
    const Value* keys = lane.keys;
    int64_t n = 1;
    for (; n < limit; ++n) {
      int smaller = less_(keys[n], keys[n - 1]);
      if (smaller < 0)
        return -1;
      if (smaller)
        break;
    }
    if (n == limit)
      return n;
    if (n > 1) {
      // keys[n] ends an ascending stretch; if that rose anywhere, it is the run.
      int rose = less_(keys[0], keys[n - 1]);
      if (rose < 0)
        return -1;
      if (rose)
        return n;
      lane.reverse(n);
    }
    ++n;
    int64_t equal = 0; // the last equal + 1 elements are equal
    auto turnEqual = [&] {
      if (equal)
        lane.at(n - equal - 1).reverse(equal + 1);
      equal = 0;
    };
    for (; n < limit; ++n) {
      int smaller = less_(keys[n], keys[n - 1]);
      if (smaller < 0)
        return -1;
      if (smaller) {
        turnEqual();
        continue;
      }
      int larger = less_(keys[n - 1], keys[n]);
      if (larger < 0)
        return -1;
      if (larger)
        break;
      ++equal;
    }
    turnEqual();
    lane.reverse(n);
    for (; n < limit; ++n) {
      int smaller = less_(keys[n], keys[n - 1]);
      if (smaller < 0)
        return -1;
      if (smaller)
        break;
    }
    return n;
  }

  // Sorts lane[0, count), of which [0, sorted) is sorted.
  bool insertBinary(SortLane lane, int64_t count, int64_t sorted) {
    for (int64_t i = sorted ? sorted : 1; i < count; ++i) {
      Value pivot = lane.keys[i];
      int64_t low = 0, high = i;
      while (low < high) {
        int64_t middle = (low + high) >> 1;
        int smaller = less_(pivot, lane.keys[middle]);
        if (smaller < 0)
          return false;
        if (smaller)
          high = middle;
        else
          low = middle + 1;
      }
      Value value = lane.values ? lane.values[i] : kNone;
      lane.copy(low + 1, lane, low, i - low);
      lane.keys[low] = pivot;
      if (lane.values)
        lane.values[low] = value;
    }
    return true;
  }

  // Doubles the distance from `hint` while `beyond(distance)` holds, up to `limit`; the answer lies
  // in (*last, *offset]. False when a comparison raised.
  template <class Beyond>
  static bool leap(int64_t limit, int64_t* last, int64_t* offset, Beyond beyond) {
    *last = 0;
    *offset = 1;
    while (*offset < limit) {
      int further = beyond(*offset);
      if (further < 0)
        return false;
      if (!further)
        break;
      *last = *offset;
      *offset = (*offset << 1) + 1;
    }
    if (*offset > limit)
      *offset = limit;
    return true;
  }

  // Where `key` belongs among keys[0, count), which are sorted: before all that are equal to it
  // (Right: after them). The search starts at `hint`. -1 when a comparison raised.
  template <bool Right> int64_t gallop(Value key, const Value* keys, int64_t count, int64_t hint) {
    // Whether `key` belongs behind keys[i].
    auto behind = [&](int64_t i) {
      int c = Right ? less_(key, keys[i]) : less_(keys[i], key);
      return c < 0 ? c : Right ? !c : c;
    };
    int64_t last, offset;
    int first = behind(hint);
    if (first < 0)
      return -1;
    if (first) {
      if (!leap(count - hint, &last, &offset, [&](int64_t d) { return behind(hint + d); }))
        return -1;
      last += hint;
      offset += hint;
    } else {
      auto notBehind = [&](int64_t d) {
        int b = behind(hint - d);
        return b < 0 ? b : !b;
      };
      if (!leap(hint + 1, &last, &offset, notBehind))
        return -1;
      int64_t near = hint - last;
      last = hint - offset;
      offset = near;
    }
    for (++last; last < offset;) {
      int64_t middle = last + ((offset - last) >> 1);
      int b = behind(middle);
      if (b < 0)
        return -1;
      if (b)
        last = middle + 1;
      else
        offset = middle;
    }
    return offset;
  }

  // The depth, in an ideal binary merge tree over all items, of the node between two adjacent runs:
  // the first bit at which their middles, as fractions of the whole, differ.
  int power(const Run& left, int64_t rightLength) const {
    int64_t a = 2 * left.begin + left.length, b = a + left.length + rightLength;
    for (int depth = 1;; ++depth) {
      bool aBit = a >= length_, bBit = b >= length_;
      if (aBit != bBit)
        return depth;
      a = (aBit ? a - length_ : a) << 1;
      b = (bBit ? b - length_ : b) << 1;
    }
  }

  bool pushRun(int64_t begin, int64_t count) {
    if (runCount_) {
      int boundary = power(runs_[runCount_ - 1], count);
      while (runCount_ > 1 && runs_[runCount_ - 2].power > boundary)
        if (!mergeRuns(runCount_ - 2))
          return false;
      runs_[runCount_ - 1].power = boundary;
    }
    runs_[runCount_++] = {begin, count, 0};
    return true;
  }

  bool mergeRuns(int i) {
    SortLane a = items_.at(runs_[i].begin), b = items_.at(runs_[i + 1].begin);
    int64_t na = runs_[i].length, nb = runs_[i + 1].length;
    runs_[i].length = na + nb;
    if (i == runCount_ - 3)
      runs_[i + 1] = runs_[i + 2];
    --runCount_;
    // What of a is below b's first, and of b above a's last, is in place.
    int64_t inPlace = gallop<true>(b.keys[0], a.keys, na, 0);
    if (inPlace < 0)
      return false;
    a = a.at(inPlace);
    na -= inPlace;
    if (!na)
      return true;
    nb = gallop<false>(a.keys[na - 1], b.keys, nb, nb - 1);
    if (nb <= 0)
      return nb == 0;
    return na <= nb ? mergeLow(a, na, b, nb) : mergeHigh(a, na, b, nb);
  }

  // Temporary room for `count` keys, and values where there are any.
  bool reserve(int64_t count) {
    if (count <= temporaryLength_)
      return true;
    int64_t words = items_.values ? 2 * count : count;
    auto* memory = static_cast<Value*>(memory::allocateOrNull(words * sizeof(Value)));
    if (!memory)
      return false;
    temporary_ = {memory, items_.values ? memory + count : nullptr};
    temporaryLength_ = count;
    return true;
  }

  // Merges a[0, na) and b[0, nb), adjacent, from the left, a moved aside. a's last belongs at the
  // end.
  bool mergeLow(SortLane a, int64_t na, SortLane b, int64_t nb) {
    if (!reserve(na))
      return false;
    temporary_.copy(0, a, 0, na);
    SortLane to = a;
    a = temporary_;
    bool ok = true;
    auto takeA = [&] { to.set(0, a, 0), to = to.at(1), a = a.at(1), --na; };
    auto takeB = [&] { to.set(0, b, 0), to = to.at(1), b = b.at(1), --nb; };
    takeB();
    int64_t gallopAfter = minGallop_;
    while (nb && na > 1) {
      int64_t wonA = 0, wonB = 0;
      while (nb && na > 1 && wonA < gallopAfter && wonB < gallopAfter) {
        int smaller = less_(b.keys[0], a.keys[0]);
        if (smaller < 0) {
          ok = false;
          goto finish;
        }
        if (smaller) {
          takeB();
          ++wonB;
          wonA = 0;
        } else {
          takeA();
          ++wonA;
          wonB = 0;
        }
      }
      if (!nb || na <= 1)
        break;
      ++gallopAfter;
      do {
        gallopAfter -= gallopAfter > 1;
        minGallop_ = gallopAfter;
        wonA = gallop<true>(b.keys[0], a.keys, na, 0);
        if (wonA < 0) {
          ok = false;
          goto finish;
        }
        to.copy(0, a, 0, wonA);
        to = to.at(wonA);
        a = a.at(wonA);
        na -= wonA;
        if (na <= 1 && wonA)
          goto finish;
        takeB();
        if (!nb)
          goto finish;
        wonB = gallop<false>(a.keys[0], b.keys, nb, 0);
        if (wonB < 0) {
          ok = false;
          goto finish;
        }
        to.copy(0, b, 0, wonB);
        to = to.at(wonB);
        b = b.at(wonB);
        nb -= wonB;
        if (!nb)
          goto finish;
        takeA();
        if (na <= 1)
          goto finish;
      } while (wonA >= kMinGallop || wonB >= kMinGallop);
      ++gallopAfter; // leaving has its price
      minGallop_ = gallopAfter;
    }
  finish:
    if (ok && na == 1) {
      // The last of a follows all that is left of b.
      to.copy(0, b, 0, nb);
      to.set(nb, a, 0);
    } else {
      to.copy(0, a, 0, na);
    }
    return ok;
  }

  // The same from the right, b moved aside. b's first belongs at the start.
  bool mergeHigh(SortLane a, int64_t na, SortLane b, int64_t nb) {
    if (!reserve(nb))
      return false;
    temporary_.copy(0, b, 0, nb);
    // `to` is one beyond the next word to fill; a and b are addressed from their starts.
    SortLane to = b.at(nb);
    b = temporary_;
    bool ok = true;
    auto takeA = [&] { to = to.at(-1), to.set(0, a, --na); };
    auto takeB = [&] { to = to.at(-1), to.set(0, b, --nb); };
    takeA();
    int64_t gallopAfter = minGallop_;
    while (na && nb > 1) {
      int64_t wonA = 0, wonB = 0;
      while (na && nb > 1 && wonA < gallopAfter && wonB < gallopAfter) {
        int smaller = less_(b.keys[nb - 1], a.keys[na - 1]);
        if (smaller < 0) {
          ok = false;
          goto finish;
        }
        if (smaller) {
          takeA();
          ++wonA;
          wonB = 0;
        } else {
          takeB();
          ++wonB;
          wonA = 0;
        }
      }
      if (!na || nb <= 1)
        break;
      ++gallopAfter;
      do {
        gallopAfter -= gallopAfter > 1;
        minGallop_ = gallopAfter;
        int64_t below = gallop<true>(b.keys[nb - 1], a.keys, na, na - 1);
        if (below < 0) {
          ok = false;
          goto finish;
        }
        wonA = na - below;
        to = to.at(-wonA);
        to.copy(0, a, below, wonA);
        na = below;
        if (!na)
          goto finish;
        takeB();
        if (nb <= 1)
          goto finish;
        below = gallop<false>(a.keys[na - 1], b.keys, nb, nb - 1);
        if (below < 0) {
          ok = false;
          goto finish;
        }
        wonB = nb - below;
        to = to.at(-wonB);
        to.copy(0, b, below, wonB);
        nb = below;
        if (nb <= 1 && wonB)
          goto finish;
        takeA();
        if (!na)
          goto finish;
      } while (wonA >= kMinGallop || wonB >= kMinGallop);
      ++gallopAfter;
      minGallop_ = gallopAfter;
    }
  finish:
    if (ok && nb == 1 && na) {
      // The first of b precedes all that is left of a.
      to = to.at(-na);
      to.copy(0, a, 0, na);
      to = to.at(-1);
      to.set(0, b, 0);
    } else {
      to = to.at(-nb);
      to.copy(0, b, 0, nb);
    }
    return ok;
  }

  SortLane items_;
  int64_t length_;
  Less less_;
  SortLane temporary_ = {nullptr, nullptr};
  int64_t temporaryLength_ = 0;
  int64_t minGallop_ = kMinGallop; // wins in a row that start galloping; adapts
  int runCount_ = 0;
  Run runs_[64]; // powers are strictly increasing, so 64 are enough
};

} // namespace tr
