// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes: order, sharing, overflow, dictionary mode, learning.
#include "runtime_fixture.h"

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/shape.h"

using namespace tr;
using namespace tr::test;

namespace {

Type* newClass(const char* name, Type* base = &tr_type_object) {
  Value made = makeClass(&tr_type_type, intern(name), asTuple(tupleOf(typeValue(base))), makeDict(),
                         nullptr, nullptr);
  return made.isError() ? nullptr : asType(made);
}
Value instanceOf(Type* type) { return call0(typeValue(type)); }
Str* attr(int i) { return intern("a" + std::to_string(i)); }

TEST(Shape, SameOrderSharesAShape) {
  Type* type = newClass("A");
  Value a = instanceOf(type), b = instanceOf(type), c = instanceOf(type);
  for (int i : {1, 2, 3}) {
    setAttr(a, attr(i), makeInt(i));
    setAttr(b, attr(i), makeInt(10 * i));
  }
  for (int i : {3, 2, 1})
    setAttr(c, attr(i), makeInt(i));
  EXPECT_EQ(a.object()->shape, b.object()->shape);
  EXPECT_NE(a.object()->shape, c.object()->shape);
  EXPECT_EQ(reprText(objectValue(instanceDict(b.object()))), "{'a1': 10, 'a2': 20, 'a3': 30}");
  EXPECT_EQ(reprText(objectValue(instanceDict(c.object()))), "{'a3': 3, 'a2': 2, 'a1': 1}");
}

TEST(Shape, ManyAttributes) {
  Type* type = newClass("Many");
  for (int round = 0; round < 3; ++round) {
    Value v = instanceOf(type);
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(setAttr(v, attr(i), makeInt(i + round)));
    for (int i = 0; i < 200; ++i)
      ASSERT_EQ(getAttr(v, attr(i)), makeInt(i + round));
    ASSERT_TRUE(getAttrOrUnbound(v, attr(200)).isUnbound());
  }
  EXPECT_EQ(type->inlineSlots, kMaxInlineSlots) << "later instances have the slots inline";
}

TEST(Shape, DeletingMakesADictionary) {
  Value v = instanceOf(newClass("D"));
  for (int i = 0; i < 10; ++i)
    setAttr(v, attr(i), makeInt(i));
  ASSERT_TRUE(setAttr(v, attr(4), kUnbound));
  EXPECT_FALSE(setAttr(v, attr(4), kUnbound));
  EXPECT_EQ(takeError(), "AttributeError: 'D' object has no attribute 'a4'");
  EXPECT_EQ(getAttr(v, attr(9)), makeInt(9));
  EXPECT_TRUE(getAttrOrUnbound(v, attr(4)).isUnbound());
  setAttr(v, attr(4), kTrue);
  EXPECT_EQ(getAttr(v, attr(4)), kTrue);
}

TEST(Shape, TheDictIsLive) {
  Value v = instanceOf(newClass("L"));
  setAttr(v, intern("x"), makeInt(1));
  Dict* dict = instanceDict(v.object());
  dictSetStr(dict, intern("y"), makeInt(2));
  EXPECT_EQ(getAttr(v, intern("y")), makeInt(2));
  setAttr(v, intern("z"), makeInt(3));
  EXPECT_EQ(reprText(objectValue(dict)), "{'x': 1, 'y': 2, 'z': 3}");
  EXPECT_EQ(instanceDict(v.object()), dict);
}

TEST(Shape, SubclassesOfBuiltinsHaveAttributes) {
  for (Type* base : {&tr_type_list, &tr_type_dict, &tr_type_tuple, &tr_type_str, &tr_type_int,
                     &tr_type_ValueError}) {
    Type* type = newClass("Sub", base);
    ASSERT_NE(type, nullptr) << base->cname;
    Value v = instanceOf(type);
    ASSERT_FALSE(v.isError()) << base->cname << takeError();
    for (int i = 0; i < 12; ++i)
      ASSERT_TRUE(setAttr(v, attr(i), makeInt(i))) << base->cname;
    for (int i = 0; i < 12; ++i)
      ASSERT_EQ(getAttr(v, attr(i)), makeInt(i)) << base->cname;
    EXPECT_TRUE(isA(v, base));
  }
}

} // namespace
