// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The out-of-line parts of the entries in runtime-lib/hot: what their inline fast paths leave.
#pragma once

#include "runtime-lib/core/call.h"

namespace tr {

// The builtin types whose + and * are a sequence's, which CPython has in other slots than numbers':
// they come after those of both operands.
inline constexpr Type* kSequences[] = {&tr_type_str,   &tr_type_list,      &tr_type_tuple,
                                       &tr_type_bytes, &tr_type_bytearray, &tr_type_deque};

} // namespace tr

extern "C" {
#define TR_BINARY(Name, id, spelling, precedence, dunder, reflected, inPlace)                      \
  tr::Value tr_slow_##id(tr::Value left, tr::Value right);                                         \
  tr::Value tr_slow_i##id(tr::Value left, tr::Value right);
#define TR_UNARY(Name, id, spelling, dunder) tr::Value tr_slow_##id(tr::Value operand);
#define TR_COMPARE(Name, id, spelling, dunder, Swapped)                                            \
  tr::Value tr_slow_##id(tr::Value left, tr::Value right);                                         \
  int32_t tr_slow_##id##_truth(tr::Value left, tr::Value right);
#include "runtime-lib/abi/operators.def"
int32_t tr_slow_truth(tr::Value v);
bool tr_slow_is(tr::Value left, tr::Value right);
tr::Value tr_slow_getattr(tr::Value object, tr::Value name, tr::AttrCache* cache);
bool tr_slow_setattr(tr::Value object, tr::Value name, tr::Value value, tr::AttrCache* cache);
tr::Value tr_slow_call_method(tr::Value receiver, const tr::Value* args, uint64_t nargs,
                              tr::Tuple* kwnames, tr::Value name, tr::AttrCache* cache);
tr::Value tr_slow_load_method(tr::Value receiver, tr::Value name, tr::AttrCache* cache,
                              tr::Value* first);
tr::Value tr_slow_call(tr::Value callee, const tr::Value* args, uint64_t nargs, tr::Tuple* kwnames);
tr::Value tr_slow_getitem(tr::Value container, tr::Value key);
bool tr_slow_setitem(tr::Value container, tr::Value key, tr::Value value);
tr::Value tr_slow_iter(tr::Value v);
tr::Value tr_slow_next(tr::Value v);
bool tr_slow_list_append(tr::Value list, tr::Value v);
bool tr_slow_stack_check(uint64_t room);
bool tr_slow_poll();
}
