// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dict's table against a plain model: keys whose hashes collide in every way, growth through the
// three index widths, holes and their reuse, and keys whose == changes the dict.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/dict_probe.h"
#include "runtime-lib/collections/dict_views.h"
#include "runtime-lib/collections/set.h"
#include "runtime-lib/memory/memory.h"
#include "test/unit/runtime_fixture.h"

using namespace tr;

namespace {

// A key with a chosen hash; equal to keys of the same id. `onCompare` runs in ==.
struct Key : Object {
  int64_t id;
  uint64_t hash;
};
void (*onCompare)(Key*, Key*) = nullptr;

int64_t keyHash(Value self, bool* ok) { return static_cast<int64_t>(self.as<Key>()->hash); }
Value keyCompare(Value left, Value right, CompareOp op);
Value keySelf(Value self) { return makeInt(self.as<Key>()->id); }

extern Type keyType;
Shape keyShape = {&keyType, nullptr};
Type keyType = {{&tr_shape_type},
                callType,
                &keyShape,
                .cname = "Key",
                .base = &tr_type_object,
                .instanceSize = sizeof(Key),
                .layout = Layout::Other,
                .slots = {.repr = keySelf, .hash = keyHash, .compare = keyCompare}};

Value keyCompare(Value left, Value right, CompareOp op) {
  if (!isExact(right, &keyType) || op != CompareOp::Eq)
    return kNotImplemented;
  if (onCompare)
    onCompare(left.as<Key>(), right.as<Key>());
  return boolean(left.as<Key>()->id == right.as<Key>()->id);
}

Value makeKey(int64_t id, uint64_t hash) {
  auto* key = static_cast<Key*>(memory::allocate(sizeof(Key)));
  key->shape = &keyShape;
  key->id = id;
  key->hash = hash;
  return objectValue(key);
}

struct Random {
  uint64_t state;
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t below(uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % n;
  }
};

struct Model {
  std::vector<std::pair<int64_t, int64_t>> items; // in order
  int64_t find(int64_t id) const {
    for (size_t i = 0; i < items.size(); ++i)
      if (items[i].first == id)
        return static_cast<int64_t>(i);
    return -1;
  }
};

using HashStyle = uint64_t (*)(int64_t id);
uint64_t sameHash(int64_t) { return 42; }
uint64_t fewHashes(int64_t id) { return id % 3; }
uint64_t highBits(int64_t id) { return static_cast<uint64_t>(id) << 56; }
uint64_t strided(int64_t id) { return static_cast<uint64_t>(id) << 7; }
uint64_t negative(int64_t id) { return ~static_cast<uint64_t>(id); }

template <class MakeKey> void check(Dict* dict, const Model& model, MakeKey keyOf) {
  ASSERT_EQ(dict->used, model.items.size());
  uint64_t position = 0;
  Value key, value;
  for (const auto& [id, number] : model.items) {
    ASSERT_TRUE(dictNext(dict, &position, &key, &value));
    if (key.isInt())
      ASSERT_EQ(key, keyOf(id));
    else
      ASSERT_EQ(key.as<Key>()->id, id);
    ASSERT_EQ(value.smallInt(), number);
  }
  ASSERT_FALSE(dictNext(dict, &position, &key, &value));
}

template <class MakeKey>
void randomOperations(uint64_t seed, uint64_t range, int steps, MakeKey keyOf) {
  Random r(seed);
  Dict* dict = makeDict();
  Model model;
  for (int step = 0; step < steps; ++step) {
    int64_t id = r.below(range);
    Value key = keyOf(id);
    int64_t at = model.find(id);
    switch (r.below(8)) {
    case 0:
    case 1:
    case 2: {
      ASSERT_TRUE(dictSet(dict, key, smallInt(step)));
      if (at < 0)
        model.items.emplace_back(id, step);
      else
        model.items[at].second = step;
      break;
    }
    case 3:
    case 4: {
      Value removed = kNone;
      ASSERT_EQ(dictRemove(dict, key, &removed), at >= 0);
      if (at >= 0) {
        ASSERT_EQ(removed.smallInt(), model.items[at].second);
        model.items.erase(model.items.begin() + at);
      }
      break;
    }
    case 5: {
      Value value = dictGet(dict, key);
      if (at < 0)
        ASSERT_TRUE(value.isUnbound());
      else
        ASSERT_EQ(value.smallInt(), model.items[at].second);
      break;
    }
    case 6: {
      Value value = dictSetDefault(dict, key, smallInt(step));
      if (at < 0)
        model.items.emplace_back(id, step);
      ASSERT_EQ(value.smallInt(), at < 0 ? step : model.items[at].second);
      break;
    }
    default:
      if (dict->used && r.below(2)) {
        Value k, v;
        dictPopLast(dict, &k, &v);
        ASSERT_EQ(v.smallInt(), model.items.back().second);
        model.items.pop_back();
      } else if (r.below(20) == 0) {
        dict = asDict(dictCopy(dict));
      }
    }
  }
  check(dict, model, keyOf);
}

TEST(Dict, AgreesWithModelUnderAdversarialHashes) {
  for (HashStyle style : {sameHash, fewHashes, highBits, strided, negative})
    for (uint64_t range : {5, 40, 300})
      randomOperations(range, range, style == sameHash ? 400 : 3000,
                       [=](int64_t id) { return makeKey(id, style(id)); });
}

TEST(Dict, AgreesWithModelForSmallInts) {
  for (uint64_t range : {3, 60, 1000})
    randomOperations(range + 7, range, 6000, smallInt);
  randomOperations(9, 500, 6000, [](int64_t id) { return smallInt((id - 250) << 40); });
}

// Numbers equal across types are one key, and the first one stays.
TEST(Dict, EqualNumbersAreOneKey) {
  Dict* dict = makeDict();
  ASSERT_TRUE(dictSet(dict, smallInt(1), smallInt(10)));
  ASSERT_TRUE(dictSet(dict, makeFloat(1.0), smallInt(20)));
  ASSERT_TRUE(dictSet(dict, kTrue, smallInt(30)));
  EXPECT_EQ(dict->used, 1u);
  EXPECT_EQ(dictGet(dict, smallInt(1)).smallInt(), 30);
  uint64_t position = 0;
  Value key, value;
  ASSERT_TRUE(dictNext(dict, &position, &key, &value));
  EXPECT_TRUE(key.isInt());
  Dict* other = makeDict();
  ASSERT_TRUE(dictSet(other, makeFloat(2.0), smallInt(1)));
  EXPECT_EQ(dictGet(other, smallInt(2)).smallInt(), 1);
  EXPECT_TRUE(dictGet(other, smallInt(3)).isUnbound());
}

TEST(Dict, GrowsThroughAllIndexWidths) {
  constexpr int64_t kCount = 100000;
  Dict* dict = makeDict();
  for (int64_t i = 0; i < kCount; ++i)
    ASSERT_TRUE(dictSet(dict, smallInt(i * 3), smallInt(i)));
  for (int64_t i = 0; i < kCount; ++i) {
    ASSERT_EQ(dictGet(dict, smallInt(i * 3)).smallInt(), i);
    ASSERT_TRUE(dictGet(dict, smallInt(i * 3 + 1)).isUnbound());
  }
  for (int64_t i = 0; i < kCount; i += 2)
    ASSERT_EQ(dictRemove(dict, smallInt(i * 3)), 1);
  EXPECT_EQ(dict->used, static_cast<uint64_t>(kCount / 2));
  for (int64_t i = 0; i < kCount; ++i)
    ASSERT_EQ(dictGet(dict, smallInt(i * 3)).isUnbound(), i % 2 == 0);
  Value copy = dictCopy(dict);
  EXPECT_EQ(dictEquals(dict, asDict(copy)), 1);
  dictSet(asDict(copy), smallInt(-1), kNone);
  EXPECT_EQ(dictEquals(dict, asDict(copy)), 0);
}

TEST(Dict, StrKeys) {
  Dict* dict = makeDict();
  for (int64_t i = 0; i < 3000; ++i)
    ASSERT_TRUE(dictSetStr(dict, asStr(makeStr("key" + std::to_string(i))), smallInt(i)));
  for (int64_t i = 0; i < 3000; ++i) {
    std::string name = "key" + std::to_string(i);
    ASSERT_EQ(dictGetStr(dict, asStr(makeStr(name))).smallInt(), i);
    ASSERT_EQ(dictGet(dict, makeStr(name)).smallInt(), i);
  }
  EXPECT_TRUE(dictGetStr(dict, asStr(makeStr("key"))).isUnbound());
}

Dict* victim;

// == that clears, grows or shrinks the dict in the middle of a lookup.
TEST(Dict, SurvivesComparisonsThatChangeIt) {
  for (int way = 0; way < 4; ++way) {
    victim = makeDict();
    for (int64_t i = 0; i < 4; ++i)
      dictSet(victim, makeKey(i, 7), smallInt(i));
    static int rounds;
    rounds = 0;
    static int chosen;
    chosen = way;
    onCompare = [](Key*, Key*) {
      if (++rounds > 3)
        return;
      auto hook = onCompare;
      onCompare = nullptr;
      switch (chosen) {
      case 0:
        dictClear(victim);
        break;
      case 1:
        for (int64_t i = 0; i < 50; ++i)
          dictSet(victim, makeKey(100 + i, 7), smallInt(i));
        break;
      case 2:
        dictRemove(victim, makeKey(0, 7));
        break;
      default:
        dictSet(victim, makeKey(1000 + rounds, 7), kNone);
      }
      onCompare = hook;
    };
    ASSERT_TRUE(dictSet(victim, makeKey(99, 7), smallInt(99))) << way;
    onCompare = nullptr;
    EXPECT_EQ(dictGet(victim, makeKey(99, 7)).smallInt(), 99) << way;
    uint64_t position = 0, count = 0;
    Value key, value;
    while (dictNext(victim, &position, &key, &value))
      ++count;
    EXPECT_EQ(count, victim->used);
  }
}

TEST(Dict, ReusesThePlaceOfThePoppedEntry) {
  Dict* dict = makeDict();
  for (int64_t i = 0; i < 5; ++i)
    dictSet(dict, smallInt(i), kNone);
  Value key, value;
  dictPopLast(dict, &key, &value);
  EXPECT_EQ(key.smallInt(), 4);
  EXPECT_EQ(dict->filled, 4u);
  dictRemove(dict, smallInt(3));
  dictPopLast(dict, &key, &value);
  EXPECT_EQ(key.smallInt(), 2);
  EXPECT_EQ(dict->filled, 2u);
  EXPECT_EQ(dict->used, 2u);
}

TEST(DictIteration, SeesChanges) {
  Dict* dict = makeDict();
  for (int64_t i = 0; i < 3; ++i)
    dictSet(dict, smallInt(i), kNone);
  Value it = makeDictIterator(dict, DictPart::Keys);
  UnarySlot next = typeOf(it)->slots.next;
  EXPECT_EQ(next(it).smallInt(), 0);
  dictSet(dict, smallInt(9), kNone);
  EXPECT_TRUE(next(it).isError());
  EXPECT_TRUE(pendingIs(&tr_type_RuntimeError));
  clearPending();
  dictRemove(dict, smallInt(9));
  EXPECT_TRUE(next(it).isError()); // sticky
  clearPending();
  // As many keys, but exchanged.
  it = makeDictIterator(dict, DictPart::Keys);
  for (int64_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(next(it).isError());
    Value key = smallInt(i);
    dictRemove(dict, key);
    dictSet(dict, smallInt(i + 100), kNone);
  }
  EXPECT_TRUE(next(it).isError() || dict->filled == 3u);
  clearPending();
}

TEST(Dict, ObjectsSurviveCollection) {
  Dict* dict = makeDict();
  for (int64_t i = 0; i < 2000; ++i)
    dictSet(dict, makeStr("k" + std::to_string(i)), makeStr("v" + std::to_string(i)));
  memory::collect();
  for (int64_t i = 0; i < 2000; ++i)
    ASSERT_EQ(test::text(dictGet(dict, makeStr("k" + std::to_string(i)))), "v" + std::to_string(i));
}

} // namespace
