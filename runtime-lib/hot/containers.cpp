// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Items and iteration of the commonest containers, and the poll. Also built to bitcode.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/iterators.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/operators.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/hot/hot.h"

namespace tr {
namespace {

// An index from 0, counted from the end where negative; length or more where out of range.
TR_INLINE uint64_t indexIn(Value key, uint64_t length) {
  auto index = static_cast<uint64_t>(key.smallInt());
  return key.smallInt() < 0 ? index + length : index;
}

} // namespace

extern "C" {

Value tr_getitem(Value container, Value key) {
  if (container.isObject() && key.isInt()) [[likely]] {
    const Shape* shape = container.object()->shape;
    if (shape == &tr_shape_list) {
      List* list = asList(container);
      uint64_t index = indexIn(key, list->length);
      if (index < list->length) [[likely]]
        return listAt(list, index);
    } else if (shape == &tr_shape_tuple) {
      Tuple* tuple = asTuple(container);
      uint64_t index = indexIn(key, tuple->length);
      if (index < tuple->length)
        return tuple->items()[index];
    }
  }
  return tr_slow_getitem(container, key);
}

bool tr_setitem(Value container, Value key, Value value) {
  if (container.isObject() && key.isInt() && container.object()->shape == &tr_shape_list)
      [[likely]] {
    List* list = asList(container);
    uint64_t index = indexIn(key, list->length);
    if (index < list->length) [[likely]] {
      listSet(list, index, value);
      return true;
    }
  }
  return tr_slow_setitem(container, key, value);
}

Value tr_iter(Value v) { return tr_slow_iter(v); }

Value tr_next(Value iterator) {
  if (iterator.isObject()) [[likely]] {
    const Shape* shape = iterator.object()->shape;
    if (shape == &tr_shape_rangeIterator)
      return rangeIteratorNext(iterator.as<RangeIterator>());
    if (shape == &tr_shape_listIterator)
      return listIteratorNext(iterator.as<ListIterator>());
    if (shape == &tr_shape_tupleIterator)
      return tupleIteratorNext(iterator.as<TupleIterator>());
  }
  return tr_slow_next(iterator);
}

bool tr_list_append(Value list, Value v) {
  List* l = asList(list);
  if (l->shape == &tr_shape_list && l->length < l->capacity) [[likely]] {
    l->data[l->length++] = v;
    return true;
  }
  return tr_slow_list_append(list, v);
}

bool tr_poll() {
  // A waiting signal has set the limit above every address.
  if (tr_stack_limit != ~uint64_t{0}) [[likely]]
    return true;
  return tr_slow_poll();
}

} // extern "C"

} // namespace tr
