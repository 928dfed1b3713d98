// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Argument forms of C++ functions, in CPython's words.
#include "runtime_fixture.h"

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/native.h"

using namespace tr;
using namespace tr::test;

namespace {

Value call(const char* method, Value self, std::initializer_list<Value> args,
           std::initializer_list<const char*> names = {}) {
  Value callee = getAttr(self, intern(method));
  Tuple* kwnames = nullptr;
  if (names.size()) {
    kwnames = allocateTuple(names.size());
    uint64_t i = 0;
    for (const char* name : names)
      kwnames->items()[i++] = makeStr(name);
  }
  return tr::call(callee, args.begin(), args.size() - names.size(), kwnames);
}
std::string errorOf(Value v) { return v.isError() ? takeError() : "no error: " + reprText(v); }

TEST(NativeCall, Forms) {
  Value list = listOf({1, 2}), str = makeStr("a b");
  Value one = makeInt(1);
  EXPECT_EQ(errorOf(call("clear", list, {one})),
            "TypeError: list.clear() takes no arguments (1 given)");
  EXPECT_EQ(errorOf(call("append", list, {})),
            "TypeError: list.append() takes exactly one argument (0 given)");
  EXPECT_EQ(errorOf(call("append", list, {one}, {"x"})),
            "TypeError: list.append() takes no keyword arguments");
  EXPECT_EQ(errorOf(call("pop", list, {one, one})),
            "TypeError: pop expected at most 1 argument, got 2");
  EXPECT_EQ(errorOf(call("split", str, {one}, {"foo"})),
            "TypeError: split() got an unexpected keyword argument 'foo'");
  EXPECT_EQ(errorOf(call("split", str, {one}, {"sep2"})),
            "TypeError: split() got an unexpected keyword argument 'sep2'. Did you mean 'sep'?");
  EXPECT_EQ(errorOf(call("split", str, {one, one, one})),
            "TypeError: split() takes at most 2 arguments (3 given)");
  EXPECT_EQ(errorOf(call("split", str, {str, str}, {"sep"})),
            "TypeError: argument for split() given by name ('sep') and position (1)");
}

TEST(NativeCall, MethodsOfTypes) {
  Value append = getAttr(typeValue(&tr_type_list), intern("append"));
  Value five = makeInt(5);
  EXPECT_EQ(errorOf(tr::call(append, nullptr, 0)),
            "TypeError: unbound method list.append() needs an argument");
  Value args[] = {five, five};
  EXPECT_EQ(errorOf(tr::call(append, args, 2)),
            "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'int' object");
}

TEST(NativeCall, SlotWrappers) {
  Value add = getAttr(typeValue(&tr_type_int), intern("__add__"));
  Value args[] = {makeInt(2), makeInt(3)};
  EXPECT_EQ(tr::call(add, args, 2), makeInt(5));
  EXPECT_EQ(errorOf(tr::call(add, args, 0)),
            "TypeError: descriptor '__add__' of 'int' object needs an argument");
  EXPECT_EQ(errorOf(call("__add__", makeInt(1), {})), "TypeError: expected 1 argument, got 0");
  EXPECT_EQ(call("__radd__", makeInt(1), {makeInt(4)}), makeInt(5));
  EXPECT_EQ(errorOf(call("__add__", listOf({}), {makeInt(1)})),
            "TypeError: can only concatenate list (not \"int\") to list");
}

TEST(Call, NotCallable) {
  EXPECT_EQ(errorOf(call0(makeInt(3))), "TypeError: 'int' object is not callable");
}

} // namespace
