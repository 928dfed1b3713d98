// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The merge sort: the comparisons it makes and its results against those recorded from CPython 3.13
// (Inputs/record_sort_orders.py), stability with values beside keys, failure in mid-sort,
// adaptivity.
#include "runtime-lib/collections/merge_sort.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/type.h"
#include "test/unit/runtime_fixture.h"

using namespace tr;

namespace {
Value sortTestKey(const Value* args, uint64_t nargs);
}
TR_BUILTIN(sort_test_key, nativeOne("key", sortTestKey));

namespace {

struct Random {
  uint64_t state;
  explicit Random(uint64_t seed) : state(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint64_t below(uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
  }
};

std::vector<int64_t> items(Random& r, uint64_t style, int64_t n) {
  std::vector<int64_t> out;
  switch (style) {
  case 0:
    for (int64_t i = 0; i < n; ++i)
      out.push_back(r.below(1 << 30));
    return out;
  case 1:
    for (int64_t i = 0; i < n; ++i)
      out.push_back(r.below(4));
    return out;
  case 2:
    while (static_cast<int64_t>(out.size()) < n) {
      std::vector<int64_t> run;
      for (uint64_t left = r.below(90) + 1; left; --left)
        run.push_back(r.below(1000));
      std::sort(run.begin(), run.end());
      if (r.below(2))
        std::reverse(run.begin(), run.end());
      out.insert(out.end(), run.begin(), run.end());
    }
    out.resize(n);
    return out;
  case 3:
    for (int64_t i = 0; i < n; ++i)
      out.push_back(i % 37);
    return out;
  case 4:
    for (int64_t i = 0; i < n; ++i)
      out.push_back(i);
    for (int64_t left = n / 50 + 1; left; --left) {
      // Python evaluates the right side first.
      int64_t key = r.below(n);
      out[r.below(n)] = key;
    }
    return out;
  case 5:
    for (int64_t i = 0; i < n; ++i)
      out.push_back((n - i) / 3);
    return out;
  default:
    for (int64_t i = 0; i < n; i += 2)
      out.push_back(i);
    for (int64_t i = n / 3; i < n / 3 + n / 2; ++i)
      out.push_back(i);
    return out;
  }
}

struct Recorder {
  const std::vector<int64_t>* keys;
  uint64_t* checksum;
  bool inconsistent;
  void fold(int64_t x) const {
    *checksum = (*checksum ^ static_cast<uint64_t>(x)) * 0x100000001B3u;
  }
  // Items are their places; the key of a place is in the table.
  int operator()(Value a, Value b) const {
    int64_t i = a.smallInt(), j = b.smallInt();
    fold(i);
    fold(j);
    int64_t x = (*keys)[i], y = (*keys)[j];
    return inconsistent ? (x * 7 + y * 3 + i) % 5 < 2 : x < y;
  }
};

uint64_t run(uint64_t seed) {
  Random r(seed);
  uint64_t style = r.below(7);
  constexpr uint64_t kSizes[] = {30, 300, 3000};
  int64_t n = r.below(kSizes[seed % 3]) + 2;
  std::vector<int64_t> keys = items(r, style, n);
  n = keys.size();
  auto* places = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
  for (int64_t i = 0; i < n; ++i)
    places[i] = smallInt(i);
  uint64_t checksum = 0xCBF29CE484222325u;
  Recorder less{&keys, &checksum, seed % 10 == 9};
  SortLane lane{places, nullptr};
  bool reverse = seed % 4 == 0;
  if (reverse)
    lane.reverse(n);
  EXPECT_TRUE(MergeSort(lane, n, less).run());
  if (reverse)
    lane.reverse(n);
  for (int64_t i = 0; i < n; ++i)
    less.fold(places[i].smallInt());
  return checksum;
}

// key(place) -> the item there
List* keysToSort;
Value sortTestKey(const Value* args, uint64_t) { return listAt(keysToSort, args[0].smallInt()); }

TEST(Sort, ComparesAsRecorded) {
#define SORT(seed, checksum) EXPECT_EQ(run(seed), checksum##u) << "seed " << seed;
#include "test/unit/Inputs/sort_orders.inc"
}

TEST(Sort, ValuesFollowKeysStably) {
  Random r(5);
  for (int64_t n : {2, 33, 64, 65, 700, 5000}) {
    auto* keys = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
    auto* values = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
    std::vector<std::pair<int64_t, int64_t>> model;
    for (int64_t i = 0; i < n; ++i) {
      int64_t key = r.below(n / 4 + 2);
      keys[i] = smallInt(key);
      values[i] = smallInt(i);
      model.emplace_back(key, i);
    }
    std::sort(model.begin(), model.end());
    auto less = [](Value a, Value b) { return int{a.smallInt() < b.smallInt()}; };
    ASSERT_TRUE(MergeSort(SortLane{keys, values}, n, less).run());
    for (int64_t i = 0; i < n; ++i) {
      ASSERT_EQ(keys[i].smallInt(), model[i].first);
      ASSERT_EQ(values[i].smallInt(), model[i].second);
    }
  }
}

TEST(Sort, NothingIsLostWhenAComparisonRaises) {
  constexpr int64_t n = 700;
  for (int64_t stop = 1; stop < 8000; stop += 37) {
    Random r(stop);
    auto* keys = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
    for (int64_t i = 0; i < n; ++i)
      keys[i] = smallInt((r.below(3) ? i : r.below(n)) * 1000 + i);
    std::vector<uint64_t> before, after;
    for (int64_t i = 0; i < n; ++i)
      before.push_back(keys[i].bits);
    int64_t left = stop;
    auto less = [&](Value a, Value b) {
      return --left <= 0 ? -1 : int{a.smallInt() < b.smallInt()};
    };
    bool ok = MergeSort(SortLane{keys, nullptr}, n, less).run();
    EXPECT_EQ(ok, left > 0);
    for (int64_t i = 0; i < n; ++i)
      after.push_back(keys[i].bits);
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    ASSERT_EQ(before, after) << stop;
  }
}

TEST(Sort, SortedAndReversedInputTakesOneComparisonAnElement) {
  constexpr int64_t n = 10000;
  auto* keys = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
  for (bool descending : {false, true}) {
    for (int64_t i = 0; i < n; ++i)
      keys[i] = smallInt(descending ? n - i : i);
    int64_t count = 0;
    auto less = [&](Value a, Value b) {
      ++count;
      return int{a.smallInt() < b.smallInt()};
    };
    ASSERT_TRUE(MergeSort(SortLane{keys, nullptr}, n, less).run());
    EXPECT_EQ(count, n - 1);
    for (int64_t i = 1; i < n; ++i)
      ASSERT_LT(keys[i - 1].smallInt(), keys[i].smallInt());
  }
}

// Digit sorts of every kind of key against std::stable_sort, with and without values that follow.
TEST(ListSort, DigitsAgreeWithComparisons) {
  Random r(77);
  auto makeItem = [&](int kind) -> Value {
    switch (kind) {
    case 0:
      return smallInt(static_cast<int64_t>(r.below(1 << 20)) - (1 << 19));
    case 1:
      return smallInt(static_cast<int64_t>(r.below(1u << 31) << 29) - (int64_t{1} << 59));
    case 2: {
      double d = (static_cast<double>(r.below(2000)) - 1000) / 8;
      return makeFloat(d == 0 && r.below(2) ? -0.0 : d);
    }
    case 3:
      return makeFloat((static_cast<double>(r.below(1u << 31)) + 1) * (r.below(2) ? 1e-9 : -3e5));
    case 4:
      return makeFloat((static_cast<double>(r.below(100)) - 50) * 1e250); // boxed
    case 5:
      return makeStr("key" + std::to_string(r.below(900)));
    case 6:
      return makeStr(std::string("common start ") + std::string(r.below(12), "ab"[r.below(2)]) +
                     std::to_string(r.below(50)));
    case 7:
      return makeStr(std::string("x") + std::string(r.below(4), '\0') + (r.below(2) ? "a" : ""));
    default:
      return tupleOf(smallInt(r.below(300)), makeFloat(static_cast<double>(r.below(4))),
                     makeStr(std::to_string(r.below(3))));
    }
  };
  for (int kind = 0; kind < 9; ++kind)
    for (int64_t n : {250, 3000, 20000}) {
      std::vector<int64_t> model(n);
      List* items = allocateList(n);
      for (int64_t i = 0; i < n; ++i) {
        listAppend(items, makeItem(kind));
        model[i] = i;
      }
      std::stable_sort(model.begin(), model.end(), [&](int64_t i, int64_t j) {
        return compareTruth(listAt(items, i), listAt(items, j), CompareOp::Lt) > 0;
      });
      Value sorted = makeList(items->data, n);
      ASSERT_TRUE(listSort(asList(sorted), kNone, false));
      auto same = [](Value a, Value b) { return a == b || compareTruth(a, b, CompareOp::Eq) > 0; };
      for (int64_t i = 0; i < n; ++i)
        ASSERT_TRUE(same(listAt(asList(sorted), i), listAt(items, model[i]))) << kind << " " << i;
      // Places follow the keys: stability is visible.
      auto* keys = static_cast<Value*>(memory::allocate(n * sizeof(Value)));
      for (int64_t i = 0; i < n; ++i)
        keys[i] = smallInt(i);
      keysToSort = items;
      Value places = makeList(keys, n);
      ASSERT_TRUE(listSort(asList(places), objectValue(&tr_bfn_sort_test_key), false));
      for (int64_t i = 0; i < n; ++i)
        ASSERT_EQ(listAt(asList(places), i).smallInt(), model[i]) << kind << " " << i;
    }
}

// list.sort with the comparisons that it picks by the kinds of the keys.
TEST(ListSort, KindsOfKeys) {
  auto sorted = [](std::initializer_list<Value> items, bool reverse = false) {
    Value list = makeList(items.begin(), items.size());
    EXPECT_TRUE(listSort(asList(list), kNone, reverse));
    return test::reprText(list);
  };
  EXPECT_EQ(sorted({smallInt(3), smallInt(-1), smallInt(2)}), "[-1, 2, 3]");
  EXPECT_EQ(sorted({smallInt(3), smallInt(-1), smallInt(2)}, true), "[3, 2, -1]");
  EXPECT_EQ(sorted({makeFloat(2.5), makeFloat(-1e300), makeFloat(1.5)}), "[-1e+300, 1.5, 2.5]");
  EXPECT_EQ(sorted({makeFloat(2.5), smallInt(1), kTrue, makeFloat(0.5)}), "[0.5, 1, True, 2.5]");
  EXPECT_EQ(sorted({makeStr("b"), makeStr("ab"), makeStr("a"), makeStr("")}),
            "['', 'a', 'ab', 'b']");
  EXPECT_EQ(sorted({makeStr("z"), makeStr("\u00e9"), makeStr("\u4e2d")}),
            "['z', '\u00e9', '\u4e2d']");
}

} // namespace
