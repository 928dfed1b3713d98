// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions: construction, text, context, the pending one, formats.
#include "runtime_fixture.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/tuple.h"

using namespace tr;
using namespace tr::test;

namespace {

Value make(Type* type, std::initializer_list<Value> args) {
  return call(typeValue(type), args.begin(), args.size());
}

TEST(Exceptions, Text) {
  EXPECT_EQ(text(str(make(&tr_type_ValueError, {}))), "");
  EXPECT_EQ(text(str(make(&tr_type_ValueError, {makeStr("x")}))), "x");
  EXPECT_EQ(text(str(make(&tr_type_ValueError, {makeStr("x"), makeInt(1)}))), "('x', 1)");
  EXPECT_EQ(reprText(make(&tr_type_ValueError, {makeStr("x")})), "ValueError('x')");
  EXPECT_EQ(text(str(make(&tr_type_KeyError, {makeStr("k")}))), "'k'");
  EXPECT_EQ(text(str(make(&tr_type_OSError,
                          {makeInt(2), makeStr("No such file or directory"), makeStr("f")}))),
            "[Errno 2] No such file or directory: 'f'");
  EXPECT_EQ(typeOf(make(&tr_type_OSError, {makeInt(2), makeStr("x")})), &tr_type_FileNotFoundError);
}

TEST(Exceptions, Formats) {
  EXPECT_EQ(text(formatText("%s %d %zu %x %c%% %.3s %T %R %S", "s", -5, size_t{7}, 255, 'c',
                            "abcdef", makeInt(1), makeStr("q"), makeStr("q"))),
            "s -5 7 ff c% abc int 'q' q");
}

TEST(Exceptions, HandledBecomesContext) {
  Value first = make(&tr_type_KeyError, {makeInt(1)});
  Value before = tr_exc_enter(first);
  raiseTypeError("second");
  Value second = tr_take_exception();
  tr_exc_leave(before);
  EXPECT_EQ(second.as<Exception>()->context, first);
  EXPECT_TRUE(second.as<Exception>()->cause.isNone());
  tr_raise(second, first);
  EXPECT_EQ(takePending().as<Exception>()->cause, first);
  EXPECT_TRUE(second.as<Exception>()->suppressContext);
}

TEST(Exceptions, RaisingWhatIsNone) {
  tr_raise(makeInt(1), kUnbound);
  EXPECT_EQ(takeError(), "TypeError: exceptions must derive from BaseException");
  tr_reraise();
  EXPECT_EQ(takeError(), "RuntimeError: No active exception to reraise");
}

TEST(Exceptions, Match) {
  Value error = make(&tr_type_KeyError, {});
  EXPECT_EQ(tr_exc_match(error, typeValue(&tr_type_LookupError)), 1);
  EXPECT_EQ(tr_exc_match(error, typeValue(&tr_type_OSError)), 0);
  EXPECT_EQ(
      tr_exc_match(error, tupleOf(typeValue(&tr_type_OSError), typeValue(&tr_type_Exception))), 1);
  EXPECT_EQ(tr_exc_match(error, makeInt(1)), -1);
  EXPECT_EQ(takeError(),
            "TypeError: catching classes that do not inherit from BaseException is not allowed");
}

} // namespace
