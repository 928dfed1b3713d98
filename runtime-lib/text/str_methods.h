// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bodies of str's methods, by subject, for the table in str_type.cpp; and what they share.
#pragma once

#include "runtime-lib/core/native.h"
#include "runtime-lib/text/str.h"

namespace tr {

#define STR_METHOD(name) Value str##name(const Value* args, uint64_t nargs);
// str_search.cpp
STR_METHOD(Find)
STR_METHOD(Rfind)
STR_METHOD(Index) STR_METHOD(Rindex) STR_METHOD(Count) STR_METHOD(StartsWith) STR_METHOD(EndsWith)
    STR_METHOD(Partition) STR_METHOD(Rpartition) STR_METHOD(RemovePrefix) STR_METHOD(RemoveSuffix)
        STR_METHOD(Replace)
    // str_split.cpp
    STR_METHOD(Split) STR_METHOD(Rsplit) STR_METHOD(SplitLines) STR_METHOD(Join) STR_METHOD(Strip)
        STR_METHOD(Lstrip) STR_METHOD(Rstrip)
    // str_case.cpp
    STR_METHOD(Lower) STR_METHOD(Upper) STR_METHOD(Title) STR_METHOD(Capitalize)
        STR_METHOD(SwapCase) STR_METHOD(CaseFold) STR_METHOD(IsAlnum) STR_METHOD(IsAlpha)
            STR_METHOD(IsAscii) STR_METHOD(IsDecimal) STR_METHOD(IsDigit) STR_METHOD(IsIdentifier)
                STR_METHOD(IsLower) STR_METHOD(IsNumeric) STR_METHOD(IsPrintable)
                    STR_METHOD(IsSpace) STR_METHOD(IsTitle) STR_METHOD(IsUpper)
    // str_layout.cpp
    STR_METHOD(Center) STR_METHOD(Ljust) STR_METHOD(Rjust) STR_METHOD(Zfill) STR_METHOD(ExpandTabs)
        STR_METHOD(Translate) STR_METHOD(MakeTrans)
    // str_format.cpp
    Value strFormatMethod(const Value* args, uint64_t nargs, Tuple* kwnames);
STR_METHOD(FormatMap)
#undef STR_METHOD

// percent_format.cpp: left % right for a str on the left.
Value strModulo(Value left, Value right);

// A start or end argument that is not None: ints beyond int64 clip. False with TypeError pending.
bool rangeArgument(Value v, int64_t* out);

// The place of needle in s between two character positions, or -1. Both str.
int64_t strFind(const Str* s, const Str* needle, uint64_t begin, uint64_t end);
int64_t strFindBackwards(const Str* s, const Str* needle, uint64_t begin, uint64_t end);

// The units of `s` in the width of units U: s's own, or a widened copy. Null when s is wider.
template <class U> const U* unitsAs(const Str* s);

} // namespace tr
