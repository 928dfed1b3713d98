// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types: orders of resolution, conflicts, slots of classes, the lookup cache.
#include "runtime_fixture.h"

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/native.h"

using namespace tr;
using namespace tr::test;

namespace {

Value newClass(const char* name, std::initializer_list<Value> bases, Dict* nameSpace = nullptr) {
  Value tuple = makeTuple(bases.begin(), bases.size());
  return makeClass(&tr_type_type, intern(name), asTuple(tuple), nameSpace ? nameSpace : makeDict(),
                   nullptr, nullptr);
}
std::string mroOf(Value type) {
  std::string out;
  Tuple* mro = asType(type)->mro;
  for (uint64_t i = 0; i < mro->length; ++i)
    out += (i ? " " : "") + std::string(typeName(asType(mro->items()[i])));
  return out;
}

TEST(Type, C3) {
  Value o = typeValue(&tr_type_object);
  Value a = newClass("A", {o}), b = newClass("B", {a}), c = newClass("C", {a});
  Value d = newClass("D", {b, c});
  EXPECT_EQ(mroOf(d), "D B C A object");
  Value x = newClass("X", {o}), y = newClass("Y", {o});
  Value xy = newClass("XY", {x, y}), yx = newClass("YX", {y, x});
  EXPECT_TRUE(newClass("Z", {xy, yx}).isError());
  EXPECT_EQ(takeError(),
            "TypeError: Cannot create a consistent method resolution order (MRO) for bases X, Y");
  EXPECT_TRUE(newClass("T", {a, a}).isError());
  EXPECT_EQ(takeError(), "TypeError: duplicate base class A");
}

TEST(Type, Layouts) {
  Value list = typeValue(&tr_type_list), dict = typeValue(&tr_type_dict);
  EXPECT_TRUE(newClass("LD", {list, dict}).isError());
  EXPECT_EQ(takeError(), "TypeError: multiple bases have instance lay-out conflict");
  EXPECT_TRUE(newClass("B", {typeValue(&tr_type_bool)}).isError());
  EXPECT_EQ(takeError(), "TypeError: type 'bool' is not an acceptable base type");
  Value mixin = newClass("Mixin", {typeValue(&tr_type_object)});
  Value both = newClass("Both", {mixin, list});
  ASSERT_FALSE(both.isError());
  EXPECT_EQ(asType(both)->base, &tr_type_list);
  EXPECT_FALSE(
      newClass("E", {typeValue(&tr_type_KeyError), typeValue(&tr_type_ValueError)}).isError());
}

TEST(Type, ExceptionGroupHasTwoBases) {
  ensureReady(&tr_type_ExceptionGroup);
  EXPECT_EQ(mroOf(typeValue(&tr_type_ExceptionGroup)),
            "ExceptionGroup BaseExceptionGroup Exception BaseException object");
}

TEST(Type, InheritedSlotsAreTheBuiltinOnes) {
  Value sub = newClass("L", {typeValue(&tr_type_list)});
  EXPECT_EQ(asType(sub)->slots.getitem, tr_type_list.slots.getitem);
  EXPECT_EQ(asType(sub)->slots.len, tr_type_list.slots.len);
  EXPECT_EQ(asType(sub)->slots.hash, nullptr);
  Value v = call1(sub, listOf({1, 2, 3}));
  ASSERT_FALSE(v.isError());
  EXPECT_EQ(length(v), 3);
  EXPECT_EQ(reprText(v), "[1, 2, 3]");
}

Value answer(const Value*, uint64_t) { return makeInt(42); }
const NativeDef kAnswer = nativePositional("answer", answer, 0, 255);

TEST(Type, AssigningADunderChangesTheSlot) {
  Value a = newClass("A", {typeValue(&tr_type_object)});
  Value b = newClass("B", {a});
  Value v = call0(b);
  EXPECT_EQ(length(v), -1);
  EXPECT_EQ(takeError(), "TypeError: object of type 'B' has no len()");
  static NativeFunction function = {
      {&tr_shape_builtinFunction}, nativeEntry, &kAnswer, kUnbound, kUnbound, nullptr};
  ASSERT_TRUE(setAttr(a, intern("__len__"), objectValue(&function)));
  EXPECT_EQ(length(v), 42);
  ASSERT_TRUE(setAttr(a, intern("__len__"), kUnbound));
  EXPECT_EQ(length(v), -1);
  takeError();
}

TEST(Type, LookupsFollowChanges) {
  Value a = newClass("A", {typeValue(&tr_type_object)}), b = newClass("B", {a});
  Str* name = intern("counter");
  EXPECT_TRUE(getAttrOrUnbound(b, name).isUnbound());
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(setAttr(a, name, makeInt(i)));
    EXPECT_EQ(getAttr(b, name), makeInt(i));
  }
  ASSERT_TRUE(setAttr(b, name, makeStr("own")));
  EXPECT_EQ(text(getAttr(b, name)), "own");
  ASSERT_TRUE(setAttr(b, name, kUnbound));
  EXPECT_EQ(getAttr(b, name), makeInt(9));
  ASSERT_TRUE(setAttr(a, name, kUnbound));
  EXPECT_TRUE(getAttrOrUnbound(b, name).isUnbound());
}

TEST(Type, BuiltinTypesAreImmutable) {
  EXPECT_FALSE(setAttr(typeValue(&tr_type_int), intern("x"), kTrue));
  EXPECT_EQ(takeError(), "TypeError: cannot set 'x' attribute of immutable type 'int'");
}

TEST(Type, OperatorErrors) {
  Value left = makeInt(1), right = makeStr("a");
  EXPECT_TRUE(compare(left, right, CompareOp::Lt).isError());
  EXPECT_EQ(takeError(), "TypeError: '<' not supported between instances of 'int' and 'str'");
  EXPECT_EQ(compare(left, right, CompareOp::Eq), kFalse);
  EXPECT_EQ(compare(left, right, CompareOp::NotEq), kTrue);
}

} // namespace
