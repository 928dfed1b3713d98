// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The uniform entries of compiled functions, shared by all functions of the same number of
// parameters: from words in memory to the body's registers.
//
// Contract: self is a Function whose code's body takes exactly N words after self. The body is
// called in tail position where nothing of this frame is needed, so a traceback or a profile shows
// only bodies.
#include "runtime-lib/abi/code.h"
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/function.h"

#include <utility>

namespace tr {
namespace {

template <size_t> using Word = Value;

template <size_t... I>
inline __attribute__((always_inline)) Value callBody(Function* function, const Value* words,
                                                     std::index_sequence<I...>) {
  auto body = reinterpret_cast<Value (*)(Function*, Word<I>...)>(function->code->body);
  return body(function, words[I]...);
}

template <size_t N>
__attribute__((noinline)) Value enterBound(Object* self, const Value* args, uint64_t nargs,
                                           Tuple* kwnames) {
  Value words[N ? N : 1];
  if (!tr_bind_arguments(self, const_cast<Value*>(args), static_cast<int64_t>(nargs), kwnames,
                         words))
    return kError;
  return callBody(static_cast<Function*>(self), words, std::make_index_sequence<N>());
}

template <size_t N>
inline __attribute__((always_inline)) Value enter(Object* self, const Value* args, uint64_t nargs,
                                                  Tuple* kwnames) {
  if (nargs == N && !kwnames) [[likely]]
    return callBody(static_cast<Function*>(self), args, std::make_index_sequence<N>());
  return enterBound<N>(self, args, nargs, kwnames);
}

} // namespace

extern "C" {

#define TR_ENTER(n)                                                                                \
  Value tr_enter_##n(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {            \
    return enter<n>(self, args, nargs, kwnames);                                                   \
  }                                                                                                \
  Value tr_enter_bound_##n(Object* self, const Value* args, uint64_t nargs, Tuple* kwnames) {      \
    return enterBound<n>(self, args, nargs, kwnames);                                              \
  }
TR_ENTER(0)
TR_ENTER(1)
TR_ENTER(2)
TR_ENTER(3)
TR_ENTER(4)
TR_ENTER(5)
TR_ENTER(6)
TR_ENTER(7)
static_assert(kSharedEntries == 8);

} // extern "C"

} // namespace tr
