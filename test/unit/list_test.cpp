// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list's storage against std::vector: growth, insertion, removal, replacement of slices, shrinking.
#include "runtime-lib/collections/list.h"

#include "runtime-lib/collections/slice.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/memory/memory.h"
#include "test/unit/runtime_fixture.h"

using namespace tr;

namespace {

struct Random {
  uint64_t state;
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t below(uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
  }
};

void check(const List* list, const std::vector<int64_t>& model) {
  ASSERT_EQ(list->length, model.size());
  ASSERT_LE(list->length, list->capacity);
  for (size_t i = 0; i < model.size(); ++i)
    ASSERT_EQ(listAt(list, i).smallInt(), model[i]) << i;
  for (uint64_t i = list->length; i < list->capacity; ++i)
    ASSERT_EQ(list->data[i].bits, 0u);
}

TEST(List, AgreesWithModel) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Random r(seed);
    List* list = allocateList(r.below(5));
    std::vector<int64_t> model;
    for (int64_t step = 0; step < 1500; ++step) {
      auto n = static_cast<int64_t>(model.size());
      switch (r.below(seed % 2 ? 9 : 10)) {
      case 0:
      case 1:
      case 2:
        listAppend(list, smallInt(step));
        model.push_back(step);
        break;
      case 3: {
        int64_t at = static_cast<int64_t>(r.below(2 * n + 3)) - n - 1;
        listInsert(list, at, smallInt(step));
        int64_t place = at < 0 ? std::max<int64_t>(0, at + n) : std::min(at, n);
        model.insert(model.begin() + place, step);
        break;
      }
      case 4:
        if (n) {
          int64_t at = r.below(n);
          ASSERT_EQ(listRemoveAt(list, at).smallInt(), model[at]);
          model.erase(model.begin() + at);
        }
        break;
      case 5: {
        int64_t low = r.below(n + 1), high = r.below(n + 1);
        if (high < low)
          high = low;
        Value items[20];
        uint64_t count = r.below(20);
        std::vector<int64_t> fresh;
        for (uint64_t i = 0; i < count; ++i) {
          items[i] = smallInt(step * 100 + i);
          fresh.push_back(step * 100 + i);
        }
        ASSERT_TRUE(listReplace(list, low, high, items, count));
        model.erase(model.begin() + low, model.begin() + high);
        model.insert(model.begin() + low, fresh.begin(), fresh.end());
        break;
      }
      case 6: {
        int64_t low = r.below(n + 1), high = r.below(n + 1);
        Value slice = listSlice(list, low, high);
        std::vector<int64_t> expected;
        for (int64_t i = low; i < high; ++i)
          expected.push_back(model[i]);
        check(asList(slice), expected);
        break;
      }
      case 7:
        listReverse(list);
        std::reverse(model.begin(), model.end());
        break;
      case 8:
        if (n < 3000 && r.below(4) == 0) {
          ASSERT_TRUE(listExtend(list, objectValue(list)));
          std::vector<int64_t> copy = model;
          model.insert(model.end(), copy.begin(), copy.end());
        }
        break;
      default:
        if (r.below(10) == 0) {
          listClear(list);
          model.clear();
        }
      }
    }
    check(list, model);
  }
}

TEST(List, AppendIsAmortised) {
  List* list = allocateList(0);
  uint64_t moves = 0;
  for (int64_t i = 0; i < 1000000; ++i) {
    Value* before = list->data;
    listAppend(list, smallInt(i));
    if (list->data != before)
      ++moves;
  }
  EXPECT_LT(moves, 60u);
  while (list->length > 10)
    listRemoveAt(list, list->length - 1);
  EXPECT_LT(list->capacity, 300u); // storage is given back
  for (int64_t i = 0; i < 10; ++i)
    EXPECT_EQ(listAt(list, i).smallInt(), i);
}

TEST(Slice, ClipsAsSequencesDo) {
  auto indices = [](int64_t start, int64_t stop, int64_t step, int64_t length) {
    SliceRange r = {start, stop, step, 0};
    sliceClip(&r, length);
    std::string out;
    for (int64_t i = 0, at = r.start; i < r.count; ++i, at += r.step)
      out += std::to_string(at) + " ";
    return out;
  };
  EXPECT_EQ(indices(0, INT64_MAX, 1, 3), "0 1 2 ");
  EXPECT_EQ(indices(INT64_MAX, INT64_MIN, -1, 3), "2 1 0 ");
  EXPECT_EQ(indices(-2, 100, 1, 5), "3 4 ");
  EXPECT_EQ(indices(4, 0, -2, 5), "4 2 ");
  EXPECT_EQ(indices(3, 1, 1, 5), "");
  EXPECT_EQ(indices(-100, -1, 2, 4), "0 2 ");
  EXPECT_EQ(indices(0, 5, INT64_MAX, 5), "0 ");
  EXPECT_EQ(indices(4, INT64_MIN, -INT64_MAX, 5), "4 ");
}

TEST(Tuple, EmptyOneIsShared) {
  EXPECT_EQ(makeTuple(nullptr, 0), objectValue(emptyTuple()));
  Value pair = tupleOf(smallInt(1), smallInt(2));
  EXPECT_EQ(asTuple(pair)->length, 2u);
  EXPECT_EQ(tupleFromIterable(pair), pair);
}

// Values recorded from CPython 3.13.
TEST(Tuple, HashEqualsRecorded) {
  bool ok;
  EXPECT_EQ(hashOf(objectValue(emptyTuple()), &ok), 5740354900026072187);
  EXPECT_EQ(hashOf(tupleOf(smallInt(1)), &ok), -6644214454873602895);
  EXPECT_EQ(hashOf(tupleOf(smallInt(1), smallInt(2), smallInt(3)), &ok), 529344067295497451);
  EXPECT_EQ(hashOf(tupleOf(smallInt(-1), tupleOf(smallInt(0), kTrue)), &ok), -6845068063150273727);
}

} // namespace
