// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes: order, sharing, overflow, dictionary mode, learning; raw slots, and classes with
// predictions.
#include "runtime_fixture.h"

#include <bit>
#include <cmath>
#include <set>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/known_class.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/numbers/float.h"

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

// Never freed, as compiled code is not. A class with the attributes a0, a1, ..., predicted as
// `kinds` says: f raw, w word; and with the methods m0, m1, ....
struct Predicted {
  uint64_t words[6]{}; // a KnownClassState with four methods
  KnownClassState* state = reinterpret_cast<KnownClassState*>(words);
  Value names[kMaxInlineSlots], methodNames[4];
  CodeInfo codes[4]{};
  const CodeInfo* methodCodes[4];
  KnownClassInfo info{};
  Type* type = nullptr;

  explicit Predicted(const std::string& kinds, unsigned methods = 0, Type* base = &tr_type_object) {
    info = {state,   names, methodNames, methodCodes, static_cast<uint32_t>(kinds.size()),
            methods, 0};
    Dict* dict = makeDict();
    Value all = objectValue(makeDict());
    for (unsigned i = 0; i < kinds.size(); ++i) {
      names[i] = strValue(attr(static_cast<int>(i)));
      dictSet(asDict(all), names[i], kNone);
      info.rawAttributes |= uint64_t{kinds[i] == 'f'} << i;
    }
    dictSetStr(dict, intern("__static_attributes__"), tupleFromIterable(all));
    for (unsigned i = 0; i < methods; ++i) {
      methodNames[i] = strValue(intern("m" + std::to_string(i)));
      methodCodes[i] = &codes[i];
      dictSet(dict, methodNames[i], function(i));
    }
    type = asType(makeClass(&tr_type_type, intern("K"), asTuple(tupleOf(typeValue(base))), dict,
                            nullptr, nullptr));
    adoptKnownClass(type, &info);
  }
  Value function(unsigned i) {
    codes[i].name = codes[i].qualname = codes[i].doc = &kNone;
    return tr_make_function(nullptr, &codes[i], kNone, kNone, kUnbound, kNone, nullptr);
  }
  Value make() { return instanceOf(type); }
  const Shape* shape() const { return state->shape; }
};

uint64_t bitsOf(Value v) { return std::bit_cast<uint64_t>(floatOf(v)); }

TEST(RawSlots, HoldEveryDoubleExactly) {
  Predicted& p = *new Predicted("ffw");
  ASSERT_NE(p.shape(), nullptr);
  for (uint64_t bits :
       {uint64_t{0}, uint64_t{1} << 63, std::bit_cast<uint64_t>(1.5),
        std::bit_cast<uint64_t>(1e300), std::bit_cast<uint64_t>(-1e-300),
        std::bit_cast<uint64_t>(HUGE_VAL), uint64_t{1}, uint64_t{0x7ff8000000000000},
        uint64_t{0xfff8000000001234}, uint64_t{0x7ff4000000000001}}) {
    Value v = p.make();
    for (int i : {0, 1, 2})
      ASSERT_TRUE(setAttr(v, attr(i), makeFloat(std::bit_cast<double>(bits))));
    EXPECT_EQ(v.object()->shape, p.shape());
    for (int i : {0, 1, 2}) {
      ASSERT_TRUE(isFloatExact(getAttr(v, attr(i))));
      EXPECT_EQ(bitsOf(getAttr(v, attr(i))), bits) << i;
    }
    EXPECT_EQ(reinterpret_cast<uint64_t*>(v.object())[tauro::abi::kPlainSlots / 8], bits);
    Value dict = objectValue(instanceDict(v.object()));
    EXPECT_EQ(bitsOf(dictGetStr(asDict(dict), attr(1))), bits);
  }
}

TEST(RawSlots, OtherValuesMoveTheObject) {
  for (Value other : {makeInt(1), kTrue, kNone, strValue(intern("x"))}) {
    Predicted& p = *new Predicted("fff");
    Value before = p.make(), v = p.make();
    for (int i : {0, 1, 2}) {
      setAttr(before, attr(i), makeFloat(i + 0.5));
      setAttr(v, attr(i), makeFloat(i + 0.25));
    }
    ASSERT_TRUE(setAttr(v, attr(1), other));
    EXPECT_EQ(getAttr(v, attr(1)), other);
    EXPECT_EQ(getAttr(v, attr(0)), makeFloat(0.25));
    EXPECT_EQ(getAttr(v, attr(2)), makeFloat(2.25));
    EXPECT_EQ(v.object()->shape->table->rawSlots, 5u);
    // Old objects keep their shape, and the slot takes floats and others again.
    EXPECT_EQ(before.object()->shape, p.shape());
    EXPECT_EQ(getAttr(before, attr(1)), makeFloat(1.5));
    ASSERT_TRUE(setAttr(v, attr(1), makeFloat(1e300)));
    EXPECT_EQ(bitsOf(getAttr(v, attr(1))), std::bit_cast<uint64_t>(1e300));
    // Later ones go to the new shape whatever they hold, and old ones when they are looked at anew.
    Value later = p.make();
    for (int i : {0, 1, 2})
      setAttr(later, attr(i), makeFloat(7.5));
    EXPECT_EQ(later.object()->shape, v.object()->shape);
    shapeRefresh(before.object());
    EXPECT_EQ(before.object()->shape, v.object()->shape);
    EXPECT_EQ(getAttr(before, attr(1)), makeFloat(1.5));
    EXPECT_EQ(getAttr(before, attr(2)), makeFloat(2.5));
  }
}

TEST(RawSlots, TheFirstValueMayBeAnother) {
  Predicted& p = *new Predicted("ff");
  Value v = p.make();
  setAttr(v, attr(0), makeInt(3));
  setAttr(v, attr(1), makeFloat(3.5));
  EXPECT_EQ(getAttr(v, attr(0)), makeInt(3));
  EXPECT_EQ(getAttr(v, attr(1)), makeFloat(3.5));
  EXPECT_NE(v.object()->shape, p.shape());
  EXPECT_EQ(reprText(objectValue(instanceDict(v.object()))), "{'a0': 3, 'a1': 3.5}");
}

TEST(RawSlots, InstancesOfSubclassesOfFloatAreKept) {
  Predicted& p = *new Predicted("f");
  Type* sub = newClass("SubFloat", &tr_type_float);
  Value number = makeFloat(2.5), made = call(typeValue(sub), &number, 1, nullptr);
  Value v = p.make();
  setAttr(v, attr(0), number);
  setAttr(v, attr(0), made);
  EXPECT_EQ(getAttr(v, attr(0)), made);
}

TEST(RawSlots, DeletingAndOverflow) {
  Predicted& p = *new Predicted("fffff");
  Value v = p.make();
  for (int i = 0; i < 40; ++i)
    setAttr(v, attr(i), makeFloat(i + 0.5));
  for (int i = 0; i < 40; ++i)
    ASSERT_EQ(getAttr(v, attr(i)), makeFloat(i + 0.5)) << i;
  ASSERT_TRUE(setAttr(v, attr(2), kUnbound));
  EXPECT_TRUE(getAttrOrUnbound(v, attr(2)).isUnbound());
  ASSERT_TRUE(setAttr(v, attr(2), makeInt(2)));
  EXPECT_EQ(getAttr(v, attr(2)), makeInt(2));
  EXPECT_EQ(getAttr(v, attr(3)), makeFloat(3.5));
  // The instance needed more slots inline: the prediction is made again for larger ones.
  Value later = p.make();
  for (int i = 0; i < 5; ++i)
    setAttr(later, attr(i), makeFloat(i));
  EXPECT_EQ(later.object()->shape, p.shape());
  EXPECT_EQ(p.shape()->table->rawSlots, 31u);
}

// Each of 2^12 old objects gives up another set of its raw slots.
TEST(RawSlots, FewShapesWhateverFails) {
  constexpr int kSlots = 12;
  Predicted& p = *new Predicted(std::string(kSlots, 'f'));
  std::vector<Value> objects;
  for (int n = 0; n < 1 << kSlots; ++n) {
    objects.push_back(p.make());
    for (int i = 0; i < kSlots; ++i)
      setAttr(objects.back(), attr(i), makeFloat(i + 0.5));
  }
  std::set<const Shape*> shapes;
  for (int n = 0; n < 1 << kSlots; ++n) {
    for (int i = 0; i < kSlots; ++i)
      if (n >> i & 1)
        ASSERT_TRUE(setAttr(objects[n], attr(kSlots - 1 - i), makeInt(n)));
    shapes.insert(objects[n].object()->shape);
  }
  EXPECT_LE(shapes.size(), size_t{kSlots + 1});
  for (int n = 0; n < 1 << kSlots; ++n)
    for (int i = 0; i < kSlots; ++i)
      ASSERT_EQ(getAttr(objects[n], attr(kSlots - 1 - i)),
                n >> i & 1 ? makeInt(n) : makeFloat(kSlots - 1 - i + 0.5));
}

// What a cache was filled with is not used beyond what it was filled for.
TEST(RawSlots, CachesFollow) {
  Predicted& p = *new Predicted("ff");
  AttrCache get{}, getNext{}, set{}, add[2]{};
  for (int round = 0; round < 3; ++round) {
    Value v = p.make();
    for (int i : {0, 1})
      ASSERT_TRUE(tr_setattr(v, strValue(attr(i)), makeFloat(i + 0.5), &add[i]));
    for (double d : {1.5, 1e300, -0.0, std::nan("")}) {
      ASSERT_TRUE(tr_setattr(v, strValue(attr(0)), makeFloat(d), &set));
      EXPECT_EQ(bitsOf(tr_getattr(v, strValue(attr(0)), &get)), std::bit_cast<uint64_t>(d));
    }
    if (round == 1) {
      ASSERT_TRUE(tr_setattr(v, strValue(attr(0)), makeInt(4), &set));
      EXPECT_EQ(tr_getattr(v, strValue(attr(0)), &get), makeInt(4));
      EXPECT_EQ(tr_getattr(v, strValue(attr(1)), &getNext), makeFloat(1.5));
    }
    if (round == 2)
      EXPECT_EQ(v.object()->shape->table->rawSlots, 2u) << "an addition led to a retired shape";
  }
}

TEST(KnownClass, TheStateFollowsTheClass) {
  Type* base = newClass("Base");
  Predicted& p = *new Predicted("fw", 2, base);
  const Shape* shape = p.shape();
  ASSERT_NE(shape, nullptr);
  EXPECT_NE(p.state->methods[0], 0u);
  auto set = [](Type* type, const char* name, Value value) {
    ASSERT_TRUE(setAttr(typeValue(type), intern(name), value));
  };
  Value property = call0(typeValue(&tr_type_property));
  for (Type* type : {p.type, base}) {
    set(type, "a1", property);
    EXPECT_EQ(p.shape(), nullptr) << "a property hides the attribute";
    set(type, "a1", kUnbound);
    EXPECT_EQ(p.shape(), shape);
    set(type, "a1", makeInt(1));
    EXPECT_EQ(p.shape(), shape) << "a plain value does not";
    set(type, "a1", kUnbound);
    for (const char* hook : {"__getattribute__", "__getattr__", "__setattr__", "__delattr__"}) {
      set(type, hook, p.function(0));
      EXPECT_EQ(p.shape(), nullptr) << hook;
      set(type, hook, kUnbound);
      EXPECT_EQ(p.shape(), shape) << hook;
    }
  }
  // A value whose class becomes one of data descriptors.
  Type* descriptor = newClass("Descriptor");
  set(base, "a0", instanceOf(descriptor));
  EXPECT_EQ(p.shape(), shape);
  set(descriptor, "__set__", p.function(0));
  EXPECT_EQ(p.shape(), nullptr);
  set(descriptor, "__set__", kUnbound);
  EXPECT_EQ(p.shape(), shape);
  Type* other = newClass("Other");
  set(other, "__set__", p.function(0));
  Value instance = lookupInType(base, attr(0));
  ASSERT_TRUE(setAttr(instance, intern("__class__"), typeValue(other)));
  EXPECT_EQ(p.shape(), nullptr);

  set(p.type, "m1", p.function(0));
  EXPECT_EQ(p.state->methods[1], 0u) << "another function";
  EXPECT_NE(p.state->methods[0], 0u);
  Value again = p.function(1);
  set(p.type, "m1", again);
  EXPECT_EQ(p.state->methods[1], again.bits);
  set(p.type, "m0", kUnbound);
  EXPECT_EQ(p.state->methods[0], 0u);
  set(base, "m0", p.function(0));
  EXPECT_NE(p.state->methods[0], 0u) << "inherited";
}

TEST(KnownClass, OneClassHasTheState) {
  Predicted& p = *new Predicted("f");
  Type* second = newClass("K");
  adoptKnownClass(second, &p.info);
  EXPECT_EQ(p.shape()->type, p.type);
  // Instances that took another way before leave nothing to guard for.
  Predicted& early = *new Predicted("f");
  early.words[1] = 0; // adopted
  Type* type = newClass("Early");
  Value v = instanceOf(type);
  setAttr(v, attr(0), makeInt(1));
  adoptKnownClass(type, &early.info);
  EXPECT_EQ(early.state->shape, nullptr);
  EXPECT_EQ(getAttr(v, attr(0)), makeInt(1));
}

} // namespace
