// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list.sort: keys, direction, and the choice of a comparison that fits all keys.
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/merge_sort.h"
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

enum class KeyKind : uint8_t { Int, Float, Latin1, Str, Any };

inline int lessOfKind(KeyKind kind, Value a, Value b) {
  switch (kind) {
  case KeyKind::Int: return IntLess()(a, b);
  case KeyKind::Float: return FloatLess()(a, b);
  case KeyKind::Latin1: return Latin1Less()(a, b);
  case KeyKind::Str: return StrLess()(a, b);
  case KeyKind::Any: break;
  }
  return AnyLess()(a, b);
}

// Tuples, none empty, whose first items are all of one kind.
struct TupleLess {
  KeyKind first;
  int operator()(Value a, Value b) const {
    const Tuple *s = asTuple(a), *t = asTuple(b);
    uint64_t shorter = s->length < t->length ? s->length : t->length, i = 0;
    for (; i < shorter; ++i) {
      int same = equalItems(s->items()[i], t->items()[i]);
      if (same < 0) return -1;
      if (!same) break;
    }
    if (i == shorter) return s->length < t->length;
    return lessOfKind(i == 0 ? first : KeyKind::Any, s->items()[i], t->items()[i]);
  }
};

KeyKind kindOf(Value v) {
  if (v.isInt()) return KeyKind::Int;
  if (v.isTaggedDouble()) return KeyKind::Float;
  if (v.isObject()) {
    const Shape* shape = v.object()->shape;
    if (shape == &tr_shape_str) return asStr(v)->width() == 1 ? KeyKind::Latin1 : KeyKind::Str;
    if (shape == &tr_shape_float) return KeyKind::Float;
  }
  return KeyKind::Any;
}

// The narrowest kind that all of at(0) ... at(count - 1) have.
template <class At> KeyKind commonKind(int64_t count, At at) {
  KeyKind kind = kindOf(at(0));
  for (int64_t i = 1; i < count && kind != KeyKind::Any; ++i) {
    KeyKind other = kindOf(at(i));
    if (other == kind) continue;
    bool text = (kind == KeyKind::Latin1 || kind == KeyKind::Str) &&
                (other == KeyKind::Latin1 || other == KeyKind::Str);
    kind = text ? KeyKind::Str : KeyKind::Any;
  }
  return kind;
}

bool allNonEmptyTuples(const Value* keys, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    if (!isTupleExact(keys[i]) || !asTuple(keys[i])->length) return false;
  return true;
}

bool sortLane(SortLane lane, int64_t count) {
  switch (commonKind(count, [&](int64_t i) { return lane.keys[i]; })) {
  case KeyKind::Int: return MergeSort(lane, count, IntLess()).run();
  case KeyKind::Float: return MergeSort(lane, count, FloatLess()).run();
  case KeyKind::Latin1: return MergeSort(lane, count, Latin1Less()).run();
  case KeyKind::Str: return MergeSort(lane, count, StrLess()).run();
  case KeyKind::Any: break;
  }
  if (!allNonEmptyTuples(lane.keys, count)) return MergeSort(lane, count, AnyLess()).run();
  KeyKind first = commonKind(count, [&](int64_t i) { return asTuple(lane.keys[i])->items()[0]; });
  return MergeSort(lane, count, TupleLess{first}).run();
}

// The list's storage while its items are elsewhere: any change replaces it.
Value beingSorted;

}  // namespace

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
    if (reverse) lane.reverse(count);
    ok = sortLane(lane, count);
    if (reverse) SortLane{items, nullptr}.reverse(count);
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

}  // namespace tr
