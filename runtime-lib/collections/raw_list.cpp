// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime-lib/collections/raw_list.h"

#include <bit>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/float.h"
#include "runtime-lib/numbers/int.h"

extern "C" {
tr::Shape tr_shape_doubleList = {&tr_type_list, nullptr};
tr::Shape tr_shape_intList = {&tr_type_list, nullptr};
}

namespace tr {

Value listItem(const List* list, uint64_t i) {
  Value bits = listAt(list, i);
  if (list->shape == &tr_shape_doubleList)
    return makeFloat(std::bit_cast<double>(bits.bits));
  if (list->shape == &tr_shape_intList)
    return makeInt(static_cast<int64_t>(bits.bits));
  return bits;
}

Value listBits(const List* list, Value item) {
  if (list->shape == &tr_shape_doubleList) {
    if (!isFloatExact(item))
      __builtin_trap();
    return {std::bit_cast<uint64_t>(floatOf(item))};
  }
  if (list->shape == &tr_shape_intList) {
    int64_t number;
    if (!isIntExact(item) || !intToInt64(item, &number))
      __builtin_trap();
    return {static_cast<uint64_t>(number)};
  }
  return item;
}

namespace {

Value makeRawList(const Shape* shape, const void* words, int64_t count) {
  List* list = newObject<List>(shape);
  if (count) {
    auto* items = static_cast<const Value*>(words);
    auto length = static_cast<uint64_t>(count);
    list->data = static_cast<Value*>(memory::allocateAtomic(length * sizeof(Value)));
    for (uint64_t i = 0; i < length; ++i)
      list->data[i] = listBits(list, items[i]);
    list->length = list->capacity = length;
  }
  return objectValue(list);
}

} // namespace

extern "C" {

Value tr_make_double_list(void* words, int64_t count) {
  return makeRawList(&tr_shape_doubleList, words, count);
}
Value tr_make_int_list(void* words, int64_t count) {
  return makeRawList(&tr_shape_intList, words, count);
}
bool tr_list_append_double(Value list, double item) {
  return listAppendSlow(asList(list), {std::bit_cast<uint64_t>(item)});
}
bool tr_list_append_int(Value list, int64_t item) {
  return listAppendSlow(asList(list), {static_cast<uint64_t>(item)});
}

} // extern "C"

} // namespace tr
