// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// list: slots, methods and the type. Storage operations are in list.cpp.
//
// Comparisons and __index__ may run user code that changes the list: lengths and storage are read
// again after each.
#include <cstring>

#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/raw_list.h"
#include "runtime-lib/collections/slice.h"

namespace tr {

// --- display and comparison

static Value listRepr(Value self) {
  List* list = asList(self);
  if (!list->length)
    return makeStr("[]");
  int shown = reprEnter(self);
  if (shown)
    return shown < 0 ? kError : makeStr("[...]");
  StrBuilder out;
  bool ok = tr_stack_check();
  for (uint64_t i = 0; ok && i < list->length; ++i) {
    out.append(i ? std::string_view(", ") : std::string_view("["));
    ok = out.appendRepr(listItem(list, i));
  }
  out.append(std::string_view("]"));
  reprLeave(self);
  return ok ? out.take() : kError;
}

static Value listCompare(Value left, Value right, CompareOp op) {
  if (!isList(left) || !isList(right))
    return kNotImplemented;
  if (!tr_stack_check())
    return kError;
  List *a = asList(left), *b = asList(right);
  if (a->length != b->length && (op == CompareOp::Eq || op == CompareOp::NotEq))
    return boolean(op == CompareOp::NotEq);
  uint64_t i = 0;
  for (; i < a->length && i < b->length; ++i) {
    int same = equalItems(listAt(a, i), listAt(b, i));
    if (same < 0)
      return kError;
    if (!same)
      break;
  }
  if (i >= a->length || i >= b->length)
    return compareLengths(a->length, b->length, op);
  if (op == CompareOp::Eq)
    return kFalse;
  if (op == CompareOp::NotEq)
    return kTrue;
  return compare(listAt(a, i), listAt(b, i), op);
}

// --- subscripts

static int64_t listLen(Value self) { return static_cast<int64_t>(asList(self)->length); }

static Value listSubscript(Value self, Value key) {
  List* list = asList(self);
  if (isIndexLike(key)) {
    uint64_t i;
    return sequenceIndex(key, list->length, "list index out of range", &i) ? listItem(list, i)
                                                                           : kError;
  }
  if (!isSlice(key))
    return raiseTypeError("list indices must be integers or slices, not %T", key);
  SliceRange range;
  if (!sliceUnpack(key, &range))
    return kError;
  sliceClip(&range, static_cast<int64_t>(list->length));
  if (range.step == 1)
    return listSlice(list, range.start, range.stop);
  List* result = allocateList(range.count);
  if (!result)
    return kError;
  for (int64_t i = 0, from = range.start; i < range.count; ++i, from += range.step)
    listSet(result, i, listAt(list, from));
  result->length = range.count;
  return objectValue(result);
}

static bool deleteSlice(List* list, SliceRange range) {
  if (range.count <= 0)
    return true;
  if (range.step == 1)
    return listReplace(list, range.start, range.stop, nullptr, 0);
  if (range.step < 0) {
    range.start += range.step * (range.count - 1);
    range.step = -range.step;
  }
  // Close each gap by moving the elements between it and the next.
  auto length = static_cast<int64_t>(list->length);
  int64_t to = range.start;
  for (int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step) {
    int64_t end = i + 1 < range.count ? at + range.step : length;
    std::memmove(static_cast<void*>(list->data + to), list->data + at + 1,
                 (end - at - 1) * sizeof(Value));
    to += end - at - 1;
  }
  return listReplace(list, to, length, nullptr, 0);
}

// A snapshot of an iterable as an array: an exact list or tuple itself, else a new list. Keep
// *holder alive.
static bool itemsOf(Value iterable, const char* message, Value* holder, const Value** items,
                    uint64_t* count) {
  if (isTupleExact(iterable)) {
    *holder = iterable;
    *items = asTuple(iterable)->items();
    *count = asTuple(iterable)->length;
    return true;
  }
  if (!isListExact(iterable)) {
    Value iterator = iterate(iterable);
    if (iterator.isError()) {
      if (pendingIs(&tr_type_TypeError))
        raiseTypeError("%s", message);
      return false;
    }
    iterable = listFromIterable(iterator);
    if (iterable.isError())
      return false;
  }
  *holder = iterable;
  *items = asList(iterable)->data;
  *count = asList(iterable)->length;
  return true;
}

static bool assignSlice(Value self, Value key, Value value) {
  List* list = asList(self);
  SliceRange range;
  if (!sliceUnpack(key, &range))
    return false;
  const SliceRange written = range;
  sliceClip(&range, static_cast<int64_t>(list->length));
  if (value.isUnbound())
    return deleteSlice(list, range);
  Value holder;
  const Value* items;
  uint64_t count;
  if (value == self)
    value = makeList(list->data, list->length);
  if (value.isError() ||
      !itemsOf(value, "must assign iterable to extended slice", &holder, &items, &count))
    return false;
  if (range.step == 1) {
    // s[5:2] = ... inserts before 5.
    if (range.stop < range.start)
      range.stop = range.start;
    return listReplace(list, range.start, range.stop, items, count);
  }
  // Taking the items out of `value` may have changed the list's length.
  range = written;
  sliceClip(&range, static_cast<int64_t>(list->length));
  if (count != static_cast<uint64_t>(range.count)) {
    raiseValueError("attempt to assign sequence of size %zd to extended slice of size %zd",
                    static_cast<int64_t>(count), range.count);
    return false;
  }
  for (int64_t i = 0, to = range.start; i < range.count; ++i, to += range.step)
    if (static_cast<uint64_t>(to) < list->length)
      listSet(list, to, items[i]);
  return true;
}

static bool listAssign(Value self, Value key, Value value) {
  List* list = asList(self);
  if (isIndexLike(key)) {
    uint64_t i;
    if (!sequenceIndex(key, list->length, "list assignment index out of range", &i))
      return false;
    if (value.isUnbound())
      listRemoveAt(list, i);
    else
      listSet(list, i, listBits(list, value));
    return true;
  }
  if (isSlice(key))
    return assignSlice(self, key, value);
  raiseTypeError("list indices must be integers or slices, not %T", key);
  return false;
}

static int listContains(Value self, Value item) {
  List* list = asList(self);
  for (uint64_t i = 0; i < list->length; ++i)
    if (int found = equalItems(listAt(list, i), item))
      return found;
  return 0;
}

static Value listIter(Value self) { return makeListIterator(asList(self)); }

// --- operators

static Value listAdd(Value left, Value right) {
  if (!isList(left) || !isList(right))
    return kNotImplemented;
  List *a = asList(left), *b = asList(right);
  List* result = allocateList(a->length + b->length);
  if (!result)
    return kError;
  if (a->length)
    std::memcpy(static_cast<void*>(result->data), a->data, a->length * sizeof(Value));
  if (b->length)
    std::memcpy(static_cast<void*>(result->data + a->length), b->data, b->length * sizeof(Value));
  result->length = a->length + b->length;
  return objectValue(result);
}

static Value listInPlaceAdd(Value left, Value right) {
  return listExtend(asList(left), right) ? left : kError;
}

// Copies the first `length` items of `to` behind themselves until `total` are filled, doubling.
static void fillRepeated(Value* to, uint64_t length, uint64_t total) {
  if (length == 1) {
    for (uint64_t i = 1; i < total; ++i)
      to[i] = to[0];
    return;
  }
  for (uint64_t done = length; done < total;) {
    uint64_t count = done < total - done ? done : total - done;
    std::memcpy(static_cast<void*>(to + done), to, count * sizeof(Value));
    done += count;
  }
}

constexpr uint64_t kMaxLength = uint64_t{1} << 48;

static Value listMul(Value left, Value right) {
  if (!isList(left))
    std::swap(left, right);
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  List* list = asList(left);
  uint64_t length = list->length;
  if (!length || !times)
    return objectValue(allocateListLike(list, 0));
  if (static_cast<uint64_t>(times) > kMaxLength / length)
    return raiseMemoryError();
  List* result = allocateListLike(list, length * times);
  if (!result)
    return kError;
  std::memcpy(static_cast<void*>(result->data), list->data, length * sizeof(Value));
  fillRepeated(result->data, length, length * times);
  result->length = length * times;
  return objectValue(result);
}

static Value listInPlaceMul(Value left, Value right) {
  int64_t times;
  Value other = repeatCount(right, &times);
  if (!other.isUnbound())
    return other;
  List* list = asList(left);
  uint64_t length = list->length;
  if (!length || times == 1)
    return left;
  if (!times) {
    listClear(list);
    return left;
  }
  if (static_cast<uint64_t>(times) > kMaxLength / length)
    return raiseMemoryError();
  if (!listReserve(list, length * times))
    return kError;
  fillRepeated(list->data, length, length * times);
  list->length = length * times;
  return left;
}

// --- methods

static Value listAppendMethod(const Value* args, uint64_t nargs) {
  return tr_slow_list_append(args[0], args[1]) ? kNone : kError;
}

static Value listExtendMethod(const Value* args, uint64_t nargs) {
  return listExtend(asList(args[0]), args[1]) ? kNone : kError;
}

static Value listInsertMethod(const Value* args, uint64_t nargs) {
  int64_t index;
  if (!indexArgument(args[1], &index))
    return kError;
  return listInsert(asList(args[0]), index, args[2]) ? kNone : kError;
}

static Value listPopMethod(const Value* args, uint64_t nargs) {
  List* list = asList(args[0]);
  int64_t index = -1;
  if (nargs > 1 && !indexArgument(args[1], &index))
    return kError;
  auto length = static_cast<int64_t>(list->length);
  if (!length)
    return raiseIndexError("pop from empty list");
  if (index < 0)
    index += length;
  if (index < 0 || index >= length)
    return raiseIndexError("pop index out of range");
  return listRemoveAt(list, index);
}

static Value listRemoveMethod(const Value* args, uint64_t nargs) {
  List* list = asList(args[0]);
  for (uint64_t i = 0; i < list->length; ++i) {
    int found = equalItems(listAt(list, i), args[1]);
    if (found < 0)
      return kError;
    if (found) {
      if (i < list->length)
        listRemoveAt(list, i);
      return kNone;
    }
  }
  return raiseValueError("list.remove(x): x not in list");
}

static Value listClearMethod(const Value* args, uint64_t nargs) {
  listClear(asList(args[0]));
  return kNone;
}

static Value listCopyMethod(const Value* args, uint64_t nargs) {
  return makeList(asList(args[0])->data, asList(args[0])->length);
}

static Value listReverseMethod(const Value* args, uint64_t nargs) {
  listReverse(asList(args[0]));
  return kNone;
}

static Value listIndexMethod(const Value* args, uint64_t nargs) {
  List* list = asList(args[0]);
  int64_t start = 0, stop = INT64_MAX;
  if (nargs > 2 && !sliceArgument(args[2], &start))
    return kError;
  if (nargs > 3 && !sliceArgument(args[3], &stop))
    return kError;
  auto length = static_cast<int64_t>(list->length);
  if (start < 0 && (start += length) < 0)
    start = 0;
  if (stop < 0 && (stop += length) < 0)
    stop = 0;
  for (int64_t i = start; i < stop && i < static_cast<int64_t>(list->length); ++i) {
    int found = equalItems(listAt(list, i), args[1]);
    if (found < 0)
      return kError;
    if (found)
      return makeInt(i);
  }
  return raiseValueError("%R is not in list", args[1]);
}

static Value listCountMethod(const Value* args, uint64_t nargs) {
  List* list = asList(args[0]);
  int64_t count = 0;
  for (uint64_t i = 0; i < list->length; ++i) {
    int found = equalItems(listAt(list, i), args[1]);
    if (found < 0)
      return kError;
    count += found;
  }
  return makeInt(count);
}

// list.sort(*, key=None, reverse=False)
static Value listSortMethod(const Value* args, uint64_t nargs) {
  Value key = args[1].isUnbound() ? kNone : args[1];
  int reverse = args[2].isUnbound() ? 0 : truth(args[2]);
  if (reverse < 0)
    return kError;
  return listSort(asList(args[0]), key, reverse) ? kNone : kError;
}

static Value listReversedMethod(const Value* args, uint64_t nargs) {
  return makeListReverseIterator(asList(args[0]));
}

// --- construction

static Value listConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Object* list = newInstance(type);
  return list ? objectValue(list) : kError;
}

static bool listInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  Type* type = typeOf(self);
  if ((type == &tr_type_list || type->slots.construct == tr_type_list.slots.construct) &&
      !checkNoKeywords("list", kwnames))
    return false;
  if (!checkPositional("list", nargs, 0, 1))
    return false;
  List* list = asList(self);
  listClear(list);
  return !nargs || listExtend(list, args[0]);
}

static const NativeDef kListMethods[] = {
    nativeOne("append", listAppendMethod),
    nativeNone("clear", listClearMethod),
    nativeNone("copy", listCopyMethod),
    nativeOne("count", listCountMethod),
    nativeOne("extend", listExtendMethod),
    nativePositional("index", listIndexMethod, 1, 3),
    nativePositional("insert", listInsertMethod, 2, 2),
    nativePositional("pop", listPopMethod, 0, 1),
    nativeOne("remove", listRemoveMethod),
    nativeNone("reverse", listReverseMethod),
    nativeKeywords("sort", listSortMethod, "*, key=, reverse="),
    nativeNone("__reversed__", listReversedMethod),
    nativeOne("__class_getitem__", classGetItem, kNativeClass),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_TYPE(list, .cname = "list", .base = &tr_type_object,
               .flags = tr::kTypeBaseable | tr::kTypeIsSequence, .instanceSize = sizeof(tr::List),
               .layout = tr::Layout::List, .methods = tr::kListMethods,
               .slots = {.repr = tr::listRepr,
                         .iter = tr::listIter,
                         .getattr = tr::genericGetAttr,
                         .setattr = tr::genericSetAttr,
                         .compare = tr::listCompare,
                         .len = tr::listLen,
                         .getitem = tr::listSubscript,
                         .setitem = tr::listAssign,
                         .contains = tr::listContains,
                         .construct = tr::listConstruct,
                         .init = tr::listInit,
                         .add = tr::listAdd,
                         .iadd = tr::listInPlaceAdd,
                         .mul = tr::listMul,
                         .imul = tr::listInPlaceMul});
TR_BUILTIN_TYPE(list, list);
