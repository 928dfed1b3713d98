// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iteration order of sets after random operations against orders recorded from CPython 3.13
// (Inputs/record_set_orders.py performs the same operations).
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/set.h"
#include "test/unit/runtime_fixture.h"

using namespace tr;

namespace {

struct Random {
  uint64_t state;
  explicit Random(uint64_t seed) : state(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint64_t below(uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
  }
};

int64_t value(Random& r, uint64_t style) {
  switch (style) {
  case 0:
    return r.below(20);
  case 1:
    return static_cast<int64_t>(r.below(200)) - 100;
  case 2: {
    uint64_t v = r.below(64);
    return v << r.below(40);
  }
  case 3:
    return static_cast<int64_t>(r.below(1 << 30) * 1048583) - (int64_t{1} << 40);
  case 4:
    return r.below(3000);
  default:
    return r.below(100) * 4096;
  }
}

Value values(Random& r, uint64_t style) {
  uint64_t count = r.below(r.below(60) + 1);
  List* list = allocateList(count);
  for (uint64_t i = 0; i < count; ++i)
    listAppend(list, makeInt(value(r, style)));
  return objectValue(list);
}

Value dictOfKeys(Value list) {
  Dict* dict = makeDict();
  for (uint64_t i = 0; i < asList(list)->length; ++i)
    dictSet(dict, listAt(asList(list), i), kNone);
  return objectValue(dict);
}

uint64_t run(uint64_t seed, int steps) {
  Random r(seed);
  uint64_t style = r.below(6);
  Set* sets[4] = {makeSet(), makeSet(), makeSet(), makeSet()};
  uint64_t checksum = 0xCBF29CE484222325u;
  auto fold = [&](int64_t x) { checksum = (checksum ^ static_cast<uint64_t>(x)) * 0x100000001B3u; };
  for (int step = 0; step < steps; ++step) {
    uint64_t op = r.below(26), k = r.below(4), i = r.below(4), j = r.below(4);
    Set* s = sets[k];
    Value other = objectValue(sets[j]);
    switch (op) {
    case 0:
    case 1:
    case 2:
    case 3:
      setAdd(s, makeInt(value(r, style)));
      break;
    case 4:
    case 5:
      setDiscard(s, makeInt(value(r, style)));
      break;
    case 6:
      if (s->used)
        fold(setPop(s).smallInt());
      break;
    case 7:
      if (r.below(4) == 0)
        setClear(s);
      break;
    case 8:
      setUpdate(s, values(r, style));
      break;
    case 9:
      setUpdate(s, other);
      break;
    case 10: {
      Set* result = setCopy(sets[i]);
      setMerge(result, i == j ? result : sets[j]);
      sets[k] = result;
      break;
    }
    case 11:
      sets[k] = setIntersection(sets[i], other);
      break;
    case 12:
      sets[k] = setDifference(sets[i], other);
      break;
    case 13:
      sets[k] = setSymmetricDifference(sets[i], other);
      break;
    case 14:
      setMerge(s, sets[j]);
      break;
    case 15:
      setSwap(s, setIntersection(s, other));
      break;
    case 16:
      setDifferenceUpdate(s, other);
      break;
    case 17:
      setSymmetricUpdate(s, other);
      break;
    case 18:
      sets[k] = setCopy(sets[i]);
      break;
    case 19:
      sets[k] = asSet(setFromIterable(&tr_type_set, values(r, style)));
      break;
    case 20: {
      Set* result = setCopy(sets[i]);
      setUpdate(result, values(r, style));
      if (i != j)
        setUpdate(result, other);
      sets[k] = result;
      break;
    }
    case 21:
      sets[k] = setIntersection(sets[i], values(r, style));
      break;
    case 22: {
      Set* result = setDifference(sets[i], values(r, style));
      setDifferenceUpdate(result, other);
      sets[k] = result;
      break;
    }
    case 23:
      sets[k] = setSymmetricDifference(sets[i], values(r, style));
      break;
    case 24:
      sets[k] = setDifference(sets[i], dictOfKeys(values(r, style)));
      break;
    default:
      setSymmetricUpdate(s, dictOfKeys(values(r, style)));
    }
    uint64_t position = 0;
    while (const SetEntry* entry = setNext(sets[k], &position))
      fold(entry->key.smallInt());
    fold(sets[k]->used);
  }
  bool ok;
  fold(hashOf(setFromIterable(&tr_type_frozenset, objectValue(sets[0])), &ok));
  return checksum;
}

TEST(SetOrder, EqualsRecorded) {
#define ORDER(seed, steps, checksum) EXPECT_EQ(run(seed, steps), checksum##u) << "seed " << seed;
#include "test/unit/Inputs/set_orders.inc"
}

} // namespace
