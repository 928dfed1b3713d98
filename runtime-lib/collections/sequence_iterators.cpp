// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iterators over lists (both ways), tuples and anything with __getitem__; iter(callable, sentinel).
#include <algorithm>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/iterators.h"

extern "C" tr::Value tr_builtin_iter, tr_builtin_reversed;

namespace tr {

Value iteratorSelf(Value self) { return self; }

static Value recipe(Value make, Value source, Value state) {
  Value arguments = tupleOf(source);
  return state.isUnbound() ? tupleOf(make, arguments) : tupleOf(make, arguments, state);
}

Value iterRecipe(Value source, Value state) { return recipe(tr_builtin_iter, source, state); }

Value iterRecipeAt(const Object* source, uint64_t index, Value empty) {
  return source ? iterRecipe(objectValue(source), makeInt(static_cast<int64_t>(index)))
                : iterRecipe(empty);
}

bool stateWithin(Value state, uint64_t length, uint64_t* index) {
  int64_t given;
  if (!stateArgument(state, &given))
    return false;
  *index = given < 0 ? 0 : std::min(static_cast<uint64_t>(given), length);
  return true;
}

// --- list

Value makeListIterator(List* list) {
  auto* it = newObject<ListIterator>(&tr_shape_listIterator);
  it->list = list;
  return objectValue(it);
}

static Value listNext(Value self) { return listIteratorNext(self.as<ListIterator>()); }

static Value listHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListIterator>();
  return makeInt(it->list && it->list->length > it->index
                     ? static_cast<int64_t>(it->list->length - it->index)
                     : 0);
}

static Value listSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListIterator>();
  int64_t index;
  if (!stateArgument(args[1], &index))
    return kError;
  if (index < 0)
    it->list = nullptr;
  else if (it->list)
    it->index = std::min(static_cast<uint64_t>(index), it->list->length);
  return kNone;
}

static Value listReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListIterator>();
  return iterRecipeAt(it->list, it->index, it->list ? kUnbound : makeList(nullptr, 0));
}

static const NativeDef kListIteratorMethods[] = {
    nativeNone("__length_hint__", listHint),
    nativeNone("__reduce__", listReduce),
    nativeOne("__setstate__", listSetState),
    kNativeEnd,
};

// Counts down: `index` + 1 elements are left. One that is exhausted keeps its list, so that
// __setstate__ can put it back.
struct ListReverseIterator : Object {
  List* list;
  int64_t index;
};

Value makeListReverseIterator(List* list) {
  auto* it = newObject<ListReverseIterator>(&tr_shape_listReverseIterator);
  it->list = list;
  it->index = static_cast<int64_t>(list->length) - 1;
  return objectValue(it);
}

static Value listReverseNext(Value self) {
  auto* it = self.as<ListReverseIterator>();
  if (it->index >= 0 && it->index < static_cast<int64_t>(it->list->length))
    return listAt(it->list, it->index--);
  it->index = -1;
  return kDone;
}

static Value listReverseHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListReverseIterator>();
  int64_t left = it->index + 1;
  return makeInt(static_cast<int64_t>(it->list->length) < left ? 0 : left);
}

static Value listReverseSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListReverseIterator>();
  int64_t index;
  if (!stateArgument(args[1], &index))
    return kError;
  auto length = static_cast<int64_t>(it->list->length);
  it->index = index < -1 ? -1 : index > length - 1 ? length - 1 : index;
  return kNone;
}

static Value listReverseReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<ListReverseIterator>();
  return it->index >= 0 ? recipe(tr_builtin_reversed, objectValue(it->list), makeInt(it->index))
                        : recipe(tr_builtin_reversed, makeList(nullptr, 0), kUnbound);
}

static const NativeDef kListReverseIteratorMethods[] = {
    nativeNone("__length_hint__", listReverseHint),
    nativeNone("__reduce__", listReverseReduce),
    nativeOne("__setstate__", listReverseSetState),
    kNativeEnd,
};

// --- tuple

Value makeTupleIterator(Tuple* tuple) {
  auto* it = newObject<TupleIterator>(&tr_shape_tupleIterator);
  it->tuple = tuple;
  return objectValue(it);
}

static Value tupleNext(Value self) { return tupleIteratorNext(self.as<TupleIterator>()); }

static Value tupleHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<TupleIterator>();
  return makeInt(it->tuple ? static_cast<int64_t>(it->tuple->length - it->index) : 0);
}

static Value tupleSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<TupleIterator>();
  int64_t index;
  if (!stateArgument(args[1], &index))
    return kError;
  if (it->tuple) {
    auto length = static_cast<int64_t>(it->tuple->length);
    it->index = index < 0 ? 0 : index > length ? length : index;
  }
  return kNone;
}

static Value tupleReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<TupleIterator>();
  return iterRecipeAt(it->tuple, it->index, objectValue(emptyTuple()));
}

static const NativeDef kTupleIteratorMethods[] = {
    nativeNone("__length_hint__", tupleHint),
    nativeNone("__reduce__", tupleReduce),
    nativeOne("__setstate__", tupleSetState),
    kNativeEnd,
};

// --- the old sequence protocol

struct SequenceIterator : Object {
  Value sequence; // unbound: exhausted
  int64_t index;
};

Value makeSequenceIterator(Value sequence) {
  auto* it = newObject<SequenceIterator>(&tr_shape_sequenceIterator);
  it->sequence = sequence;
  return objectValue(it);
}

static Value sequenceNext(Value self) {
  auto* it = self.as<SequenceIterator>();
  if (it->sequence.isUnbound())
    return kDone;
  Value item = getItem(it->sequence, makeInt(it->index));
  if (!item.isError()) {
    ++it->index;
    return item;
  }
  if (!pendingIs(&tr_type_IndexError) && !pendingIs(&tr_type_StopIteration))
    return kError;
  clearPending();
  it->sequence = kUnbound;
  return kDone;
}

static Value sequenceHint(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<SequenceIterator>();
  if (it->sequence.isUnbound())
    return smallInt(0);
  if (!typeOf(it->sequence)->slots.len)
    return kNotImplemented;
  int64_t n = length(it->sequence);
  if (n < 0)
    return kError;
  return makeInt(n > it->index ? n - it->index : 0);
}

static Value sequenceSetState(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<SequenceIterator>();
  int64_t index;
  if (!stateArgument(args[1], &index))
    return kError;
  if (!it->sequence.isUnbound())
    it->index = index < 0 ? 0 : index;
  return kNone;
}

static Value sequenceReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<SequenceIterator>();
  return it->sequence.isUnbound() ? iterRecipe(objectValue(emptyTuple()))
                                  : iterRecipe(it->sequence, makeInt(it->index));
}

static const NativeDef kSequenceIteratorMethods[] = {
    nativeNone("__length_hint__", sequenceHint),
    nativeNone("__reduce__", sequenceReduce),
    nativeOne("__setstate__", sequenceSetState),
    kNativeEnd,
};

// --- iter(callable, sentinel)

struct CallableIterator : Object {
  Value callable; // unbound: exhausted
  Value sentinel;
};

Value makeCallableIterator(Value callable, Value sentinel) {
  auto* it = newObject<CallableIterator>(&tr_shape_callableIterator);
  it->callable = callable;
  it->sentinel = sentinel;
  return objectValue(it);
}

static Value callableNext(Value self) {
  auto* it = self.as<CallableIterator>();
  if (it->callable.isUnbound())
    return kDone;
  Value result = call0(it->callable);
  if (result.isError()) {
    if (!pendingIs(&tr_type_StopIteration))
      return kError;
    clearPending();
    it->callable = kUnbound;
    return kDone;
  }
  // The call may have exhausted this very iterator.
  if (it->callable.isUnbound())
    return kDone;
  int ended = equalItems(it->sentinel, result);
  if (ended < 0)
    return kError;
  if (!ended)
    return result;
  it->callable = kUnbound;
  return kDone;
}

static Value callableReduce(const Value* args, uint64_t nargs) {
  auto* it = args[0].as<CallableIterator>();
  return it->callable.isUnbound() ? iterRecipe(objectValue(emptyTuple()))
                                  : tupleOf(tr_builtin_iter, tupleOf(it->callable, it->sentinel));
}

static const NativeDef kCallableIteratorMethods[] = {
    nativeNone("__reduce__", callableReduce),
    kNativeEnd,
};

} // namespace tr

TR_DEFINE_ITERATOR_TYPE(listIterator, "list_iterator", ListIterator, tr::listNext,
                        tr::kListIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(listReverseIterator, "list_reverseiterator", ListReverseIterator,
                        tr::listReverseNext, tr::kListReverseIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(tupleIterator, "tuple_iterator", TupleIterator, tr::tupleNext,
                        tr::kTupleIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(sequenceIterator, "iterator", SequenceIterator, tr::sequenceNext,
                        tr::kSequenceIteratorMethods);
TR_DEFINE_ITERATOR_TYPE(callableIterator, "callable_iterator", CallableIterator, tr::callableNext,
                        tr::kCallableIteratorMethods);

namespace tr::entry_kinds {
extern "C" Value tr_make_list_iterator(Value list, int64_t index) {
  Value it = makeListIterator(asList(list));
  it.as<ListIterator>()->index = static_cast<uint64_t>(index);
  return it;
}
} // namespace tr::entry_kinds
