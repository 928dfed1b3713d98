// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of what type inference believes, in programs that were compiled with -Xcheck-facts. A fact
// that does not hold is an error of the compiler: the process ends by SIGABRT.
#include <cstdio>
#include <cstdlib>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/control/function.h"
#include "runtime-lib/core/type.h"
#include "runtime-lib/text/str.h"

namespace tr {

namespace {

enum Kind : uint64_t {
#define TR_FACT_KIND(Id, name) k##Id##Bit,
#include "runtime-lib/abi/fact_kinds.def"
};

Kind kindOfObject(const Type* type, Value word) {
  static constexpr struct {
    const Type* type;
    Kind kind;
  } kExact[] = {
      {&tr_type_none, kNoneBit},
      {&tr_type_bool, kBoolBit},
      {&tr_type_int, kIntBit},
      {&tr_type_float, kFloatBit},
      {&tr_type_str, kStrBit},
      {&tr_type_bytes, kBytesBit},
      {&tr_type_list, kListBit},
      {&tr_type_tuple, kTupleBit},
      {&tr_type_dict, kDictBit},
      {&tr_type_set, kSetBit},
      {&tr_type_range, kRangeBit},
      {&tr_type_cell, kCellBit},
      {&tr_type_function, kFuncBit},
      {&tr_type_builtinFunction, kBuiltinBit},
      {&tr_type_generator, kIterBit},
      {&tr_type_strIterator, kIterBit},
      {&tr_type_asciiStrIterator, kIterBit},
      {&tr_type_bytesIterator, kIterBit},
      {&tr_type_listIterator, kIterBit},
      {&tr_type_listReverseIterator, kIterBit},
      {&tr_type_tupleIterator, kIterBit},
      {&tr_type_dictKeyIterator, kIterBit},
      {&tr_type_dictValueIterator, kIterBit},
      {&tr_type_dictItemIterator, kIterBit},
      {&tr_type_setIterator, kIterBit},
      {&tr_type_rangeIterator, kIterBit},
      {&tr_type_longRangeIterator, kIterBit},
      {&tr_type_enumerate, kIterBit},
      {&tr_type_zip, kIterBit},
      {&tr_type_map, kIterBit},
      {&tr_type_filter, kIterBit},
      {&tr_type_reversed, kIterBit},
  };
  for (const auto& row : kExact)
    if (row.type == type)
      return row.kind;
  return isType(word) && !(asType(word)->flags & kTypeHeap) ? kBuiltinBit : kOtherBit;
}

bool isOfKind(Value word, Value kinds) {
  Kind kind = word == kUnbound ? kUnboundBit : kindOfObject(typeOf(word), word);
  return kinds.smallInt() >> kind & 1;
}

[[noreturn]] void fail(Value text, Value word) {
  std::string_view fact = utf8Of(text.as<Str>());
  std::fflush(stdout);
  std::fprintf(stderr, "a fact does not hold: %.*s, but it is %s", static_cast<int>(fact.size()),
               fact.data(), word == kUnbound ? "unbound" : typeNameOf(word));
  if (word.isInt())
    std::fprintf(stderr, " %lld", static_cast<long long>(word.smallInt()));
  if (isExact(word, &tr_type_function)) {
    std::string_view name = utf8Of(word.as<Function>()->qualname.as<Str>());
    std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
  }
  std::fputc('\n', stderr);
  std::abort();
}

} // namespace

extern "C" bool tr_fact_fits(Value word, Value kinds) { return isOfKind(word, kinds); }

extern "C" void tr_fact_check(bool applies, Value word, Value kinds, Value low, Value high,
                              Value text) {
  // What a generator is sent may be the sign of an exception.
  if (!applies || word == kError)
    return;
  if (!isOfKind(word, kinds))
    fail(text, word);
  if (!isExact(word, &tr_type_int) && !word.isInt())
    return;
  if ((low != kUnbound && tr_lt_truth(word, low) != 0) ||
      (high != kUnbound && tr_gt_truth(word, high) != 0))
    fail(text, word);
}

extern "C" void tr_fact_function(bool applies, Value word, void* code) {
  if (applies && isExact(word, &tr_type_function) && word.as<Function>()->code != code)
    fail(*static_cast<const CodeInfo*>(code)->qualname, word);
}

} // namespace tr
