// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list.sort: keys, direction, and the choice of a way to sort that fits all keys.
//
// Many ints, floats (without nan), narrow strs, or tuples of these, in no apparent order are sorted
// by digits, which needs no comparisons; nobody can tell, as these have a total order and no code
// of the program runs. All others are merged (merge_sort.h).
#include <cmath>
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/merge_sort.h"
#include "runtime-lib/collections/radix_sort.h"
#include "runtime-lib/numbers/float.h"

namespace tr {
namespace {

// --- comparisons

struct IntLess {
  int operator()(Value a, Value b) const {
    return static_cast<int64_t>(a.bits) < static_cast<int64_t>(b.bits);
  }
};

inline double exactFloat(Value v) {
  return v.isTaggedDouble() ? v.taggedDouble() : v.as<FloatBox>()->value;
}
struct FloatLess {
  int operator()(Value a, Value b) const { return exactFloat(a) < exactFloat(b); }
};

struct Latin1Less {
  int operator()(Value a, Value b) const {
    const Str *s = asStr(a), *t = asStr(b);
    uint64_t m = s->length(), n = t->length();
    int order = std::memcmp(s->data, t->data, m < n ? m : n);
    return order ? order < 0 : m < n;
  }
};

struct StrLess {
  int operator()(Value a, Value b) const { return strCompare(asStr(a), asStr(b)) < 0; }
};

struct AnyLess {
  int operator()(Value a, Value b) const { return compareTruth(a, b, CompareOp::Lt); }
};

// Of keys of one class. As in CPython, a class's own comparison is asked first, alone; when it
// answers NotImplemented, the comparison starts again from the beginning, so that a program sees
// its __lt__ called twice.
struct OneClassLess {
  int operator()(Value a, Value b) const {
    Type* type = typeOf(a);
    ensureReady(type);
    auto compare = type->slots.compare;
    Value result = compare ? compare(a, b, CompareOp::Lt) : kNotImplemented;
    if (result.isNotImplemented())
      return AnyLess()(a, b);
    return result == kTrue ? 1 : result == kFalse ? 0 : result.isError() ? -1 : truth(result);
  }
};

enum class KeyKind : uint8_t { Int, Float, Latin1, Str, OneClass, Any };

inline int lessOfKind(KeyKind kind, Value a, Value b) {
  switch (kind) {
  case KeyKind::Int:
    return IntLess()(a, b);
  case KeyKind::Float:
    return FloatLess()(a, b);
  case KeyKind::Latin1:
    return Latin1Less()(a, b);
  case KeyKind::Str:
    return StrLess()(a, b);
  case KeyKind::OneClass:
    return OneClassLess()(a, b);
  case KeyKind::Any:
    break;
  }
  return AnyLess()(a, b);
}

// Tuples, none empty, whose first items are all of one kind.
int tupleLess(Value a, Value b, KeyKind first) {
  const Tuple *s = asTuple(a), *t = asTuple(b);
  uint64_t shorter = s->length < t->length ? s->length : t->length, i = 0;
  for (; i < shorter; ++i) {
    int same = equalItems(s->items()[i], t->items()[i]);
    if (same < 0)
      return -1;
    if (!same)
      break;
  }
  if (i == shorter)
    return s->length < t->length;
  return lessOfKind(i == 0 ? first : KeyKind::Any, s->items()[i], t->items()[i]);
}

// Keys whose comparison costs more than a call: one merge serves all of them.
struct KeyLess {
  int (*compare)(Value a, Value b, KeyKind first);
  KeyKind first; // of tuples
  int operator()(Value a, Value b) const { return compare(a, b, first); }
};

template <class Less> KeyLess lessBy() {
  return {[](Value a, Value b, KeyKind) { return Less()(a, b); }, KeyKind::Any};
}

// Indices of keys, as int values.
struct IndexLess {
  const Value* keys;
  KeyLess less;
  int operator()(Value a, Value b) const { return less(keys[a.smallInt()], keys[b.smallInt()]); }
};

KeyKind kindOf(Value v) {
  if (v.isInt())
    return KeyKind::Int;
  if (v.isTaggedDouble())
    return KeyKind::Float;
  if (v.isObject()) {
    const Shape* shape = v.object()->shape;
    if (shape == &tr_shape_str)
      return asStr(v)->width() == 1 ? KeyKind::Latin1 : KeyKind::Str;
    if (shape == &tr_shape_float)
      return KeyKind::Float;
  }
  return KeyKind::Any;
}

// The narrowest kind that all of at(0) ... at(count - 1) have.
template <class At> KeyKind commonKind(int64_t count, At at) {
  KeyKind kind = kindOf(at(0));
  for (int64_t i = 1; i < count && kind != KeyKind::Any; ++i) {
    KeyKind other = kindOf(at(i));
    if (other == kind)
      continue;
    bool text = (kind == KeyKind::Latin1 || kind == KeyKind::Str) &&
                (other == KeyKind::Latin1 || other == KeyKind::Str);
    kind = text ? KeyKind::Str : KeyKind::Any;
  }
  if (kind != KeyKind::Any)
    return kind;
  const Type* type = typeOf(at(0));
  for (int64_t i = 1; i < count; ++i)
    if (typeOf(at(i)) != type)
      return KeyKind::Any;
  return KeyKind::OneClass;
}

bool allNonEmptyTuples(const Value* keys, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    if (!isTupleExact(keys[i]) || !asTuple(keys[i])->length)
      return false;
  return true;
}

// --- sorting by digits

constexpr int64_t kRadixMinimum = 200;
constexpr int64_t kRadixMaximum = int64_t{1} << 31;

// Whether the keys make up only a few runs: merging those is quicker.
template <class Key> bool fewRuns(int64_t count, Key key) {
  constexpr int64_t kFew = 32;
  int64_t falls = 0, rises = 0;
  uint64_t last = key(0);
  for (int64_t i = 1; i < count && (falls < kFew || rises < kFew); ++i) {
    uint64_t next = key(i);
    falls += next < last;
    rises += next > last;
    last = next;
  }
  return falls < kFew || rises < kFew;
}

// Two arrays for a digit sort. They hold no references: the items themselves stay where they are.
template <class Item> struct RadixSpace {
  explicit RadixSpace(int64_t count)
      : bytes(count * sizeof(Item)), items(allocate()), scratch(items ? allocate() : nullptr) {}
  ~RadixSpace() {
    memory::release(items, bytes);
    memory::release(scratch, bytes);
  }
  RadixSpace(const RadixSpace&) = delete;
  RadixSpace& operator=(const RadixSpace&) = delete;

  size_t bytes;
  Item* items;
  Item* scratch; // null when memory ran out

private:
  Item* allocate() const { return static_cast<Item*>(memory::allocateAtomicOrNull(bytes)); }
};

// Puts what follows the keys (else the keys) into the order of sorted[0, count).
bool permute(SortLane lane, const KeyedIndex* sorted, int64_t count) {
  Value* items = lane.values ? lane.values : lane.keys;
  auto* ordered = static_cast<Value*>(memory::allocateOrNull(count * sizeof(Value)));
  if (!ordered)
    return false;
  for (int64_t i = 0; i < count; ++i)
    ordered[i] = items[sorted[i].index];
  std::memcpy(static_cast<void*>(items), ordered, count * sizeof(Value));
  return true;
}

bool radixSortInts(SortLane lane, int64_t count) {
  RadixSpace<uint64_t> space(count);
  if (!space.scratch)
    return false;
  for (int64_t i = 0; i < count; ++i)
    space.items[i] = intSortKey(lane.keys[i]);
  const uint64_t* keys = radixSort(space.items, space.scratch, count);
  for (int64_t i = 0; i < count; ++i)
    lane.keys[i] = intOfSortKey(keys[i]);
  return true;
}

template <class Key>
KeyedIndex* radixSortIndices(const RadixSpace<KeyedIndex>& space, int64_t count, Key key) {
  for (int64_t i = 0; i < count; ++i)
    space.items[i] = {key(i), static_cast<uint64_t>(i)};
  return radixSort(space.items, space.scratch, count);
}

template <class Key> bool radixSortBy(SortLane lane, int64_t count, Key key) {
  RadixSpace<KeyedIndex> space(count);
  return space.scratch && permute(lane, radixSortIndices(space, count, key), count);
}

// The length of what all the strs have in common at their starts, and of the longest.
uint64_t commonPrefix(const Value* keys, int64_t count, uint64_t* longest) {
  const Str* first = asStr(keys[0]);
  uint64_t common = *longest = first->length();
  for (int64_t i = 1; i < count; ++i) {
    const Str* s = asStr(keys[i]);
    if (s->length() > *longest)
      *longest = s->length();
    if (s->length() < common)
      common = s->length();
    while (common && std::memcmp(s->data, first->data, common) != 0)
      --common;
  }
  return common;
}

// Up to eight bytes of s from `from` on as a number, the first the most significant, zeros behind.
inline uint64_t strDigits(const Str* s, uint64_t from) {
  uint64_t left = s->length() - from, digits = 0;
  const uint8_t* bytes = s->bytes1() + from;
  if (left >= 8) {
    std::memcpy(&digits, bytes, 8);
    return __builtin_bswap64(digits);
  }
  for (uint64_t i = 0; i < left; ++i)
    digits |= uint64_t{bytes[i]} << (56 - 8 * i);
  return digits;
}

// Puts sorted[0, n), which are equal in what they were sorted by, into the order of `less`. ties
// has room for n values.
bool mergeTies(KeyedIndex* sorted, int64_t n, Value* ties, const IndexLess& less) {
  for (int64_t i = 0; i < n; ++i)
    ties[i] = smallInt(static_cast<int64_t>(sorted[i].index));
  if (!MergeSort(SortLane{ties, nullptr}, n, less).run())
    return false;
  for (int64_t i = 0; i < n; ++i)
    sorted[i].index = ties[i].smallInt();
  return true;
}

// By key(i) first; what is equal in that is merged by `less` of the keys themselves.
template <class Key> bool radixSortThenMerge(SortLane lane, int64_t count, Key key, KeyLess less) {
  RadixSpace<KeyedIndex> space(count);
  if (!space.scratch)
    return false;
  KeyedIndex* sorted = radixSortIndices(space, count, key);
  auto* ties = static_cast<Value*>(memory::allocateAtomicOrNull(count * sizeof(Value)));
  if (!ties)
    return false;
  for (int64_t begin = 0; begin < count;) {
    int64_t end = begin + 1;
    while (end < count && sorted[end].key == sorted[begin].key)
      ++end;
    if (end - begin > 1 && !mergeTies(sorted + begin, end - begin, ties, {lane.keys, less}))
      return false;
    begin = end;
  }
  return permute(lane, sorted, count);
}

// Whether the tuples, none empty, have one length and in each place one kind whose comparison
// nobody can observe.
bool havePureColumns(const Value* keys, int64_t count) {
  constexpr uint64_t kMaxColumns = 8;
  KeyKind kinds[kMaxColumns];
  uint64_t columns = asTuple(keys[0])->length;
  if (columns > kMaxColumns)
    return false;
  for (uint64_t c = 0; c < columns; ++c)
    kinds[c] = kindOf(asTuple(keys[0])->items()[c]);
  for (int64_t i = 0; i < count; ++i) {
    const Tuple* tuple = asTuple(keys[i]);
    if (tuple->length != columns)
      return false;
    for (uint64_t c = 0; c < columns; ++c) {
      Value v = tuple->items()[c];
      if (kinds[c] == KeyKind::Any || kindOf(v) != kinds[c])
        return false;
      if (kinds[c] == KeyKind::Float && std::isnan(exactFloat(v)))
        return false;
    }
  }
  return true;
}

// --- choice

bool sortInts(SortLane lane, int64_t count) {
  auto key = [&](int64_t i) { return intSortKey(lane.keys[i]); };
  if (count < kRadixMinimum || count >= kRadixMaximum || fewRuns(count, key))
    return MergeSort(lane, count, IntLess()).run();
  return lane.values ? radixSortBy(lane, count, key) : radixSortInts(lane, count);
}

// Doubles that all lie in their words, none of them a negative zero: their keys can be turned back.
bool radixSortFloats(SortLane lane, int64_t count) {
  RadixSpace<uint64_t> space(count);
  if (!space.scratch)
    return false;
  for (int64_t i = 0; i < count; ++i)
    space.items[i] = floatSortKey(lane.keys[i].taggedDouble());
  const uint64_t* keys = radixSort(space.items, space.scratch, count);
  for (int64_t i = 0; i < count; ++i)
    lane.keys[i] = {abi::doubleWord(std::bit_cast<uint64_t>(floatOfSortKey(keys[i])))};
  return true;
}

bool sortFloats(SortLane lane, int64_t count) {
  auto key = [&](int64_t i) { return floatSortKey(exactFloat(lane.keys[i])); };
  bool merge = count < kRadixMinimum || count >= kRadixMaximum, plain = !lane.values;
  constexpr uint64_t kNegativeZero = uint64_t{1} << 63;
  for (int64_t i = 0; !merge && i < count; ++i) {
    Value v = lane.keys[i];
    if (!v.isTaggedDouble()) {
      plain = false;
      merge = std::isnan(exactFloat(v));
    } else if (abi::doubleBits(v.bits) == kNegativeZero) {
      plain = false;
    }
  }
  if (merge || fewRuns(count, key))
    return MergeSort(lane, count, FloatLess()).run();
  return plain ? radixSortFloats(lane, count) : radixSortBy(lane, count, key);
}

bool sortLatin1(SortLane lane, int64_t count) {
  if (count < kRadixMinimum || count >= kRadixMaximum)
    return MergeSort(lane, count, Latin1Less()).run();
  uint64_t longest;
  uint64_t prefix = commonPrefix(lane.keys, count, &longest);
  // Seven bytes and the length are all there is to short strs; longer ones may tie in eight bytes.
  bool whole = longest - prefix < 8;
  auto key = [&](int64_t i) {
    const Str* s = asStr(lane.keys[i]);
    uint64_t digits = strDigits(s, prefix);
    return whole ? digits | (s->length() - prefix) : digits;
  };
  if (fewRuns(count, key))
    return MergeSort(lane, count, Latin1Less()).run();
  return whole ? radixSortBy(lane, count, key)
               : radixSortThenMerge(lane, count, key, lessBy<Latin1Less>());
}

bool sortTuples(SortLane lane, int64_t count) {
  auto firstOf = [&](int64_t i) { return asTuple(lane.keys[i])->items()[0]; };
  KeyLess less = {tupleLess, commonKind(count, firstOf)};
  if (count >= kRadixMinimum && count < kRadixMaximum && havePureColumns(lane.keys, count)) {
    auto intKey = [&](int64_t i) { return intSortKey(firstOf(i)); };
    auto floatKey = [&](int64_t i) { return floatSortKey(exactFloat(firstOf(i))); };
    if (less.first == KeyKind::Int && !fewRuns(count, intKey))
      return radixSortThenMerge(lane, count, intKey, less);
    if (less.first == KeyKind::Float && !fewRuns(count, floatKey))
      return radixSortThenMerge(lane, count, floatKey, less);
  }
  return MergeSort(lane, count, less).run();
}

bool sortLane(SortLane lane, int64_t count) {
  switch (commonKind(count, [&](int64_t i) { return lane.keys[i]; })) {
  case KeyKind::Int:
    return sortInts(lane, count);
  case KeyKind::Float:
    return sortFloats(lane, count);
  case KeyKind::Latin1:
    return sortLatin1(lane, count);
  case KeyKind::Str:
    return MergeSort(lane, count, StrLess()).run();
  case KeyKind::OneClass:
    if (allNonEmptyTuples(lane.keys, count))
      return sortTuples(lane, count);
    return MergeSort(lane, count, lessBy<OneClassLess>()).run();
  case KeyKind::Any:
    break;
  }
  return MergeSort(lane, count, lessBy<AnyLess>()).run();
}

// The list's storage while its items are elsewhere: any change replaces it.
Value beingSorted;

} // namespace

bool listSort(List* list, Value key, bool reverse) {
  auto count = static_cast<int64_t>(list->length);
  uint64_t capacity = list->capacity;
  Value* items = list->data;
  // The program sees an empty list meanwhile; what it does to it can't touch the items.
  list->length = list->capacity = 0;
  list->data = &beingSorted;

  bool ok = true;
  SortLane lane = {items, nullptr};
  if (!key.isNone() && count) {
    lane.values = items;
    lane.keys = static_cast<Value*>(memory::allocateOrNull(count * sizeof(Value)));
    ok = lane.keys;
    for (int64_t i = 0; ok && i < count; ++i) {
      lane.keys[i] = call1(key, items[i]);
      ok = !lane.keys[i].isError();
    }
  }
  if (ok && count > 1) {
    // A reverse sort stays stable by turning the items round before and after.
    if (reverse)
      lane.reverse(count);
    ok = sortLane(lane, count);
    if (reverse)
      SortLane{items, nullptr}.reverse(count);
  }
  bool changed = list->data != &beingSorted;
  list->data = items;
  list->length = count;
  list->capacity = capacity;
  if (ok && changed) {
    raiseValueError("list modified during sort");
    ok = false;
  }
  return ok;
}

} // namespace tr
