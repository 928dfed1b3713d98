// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR's data structures: the lattice of types, use lists, interning, blocks, dominators.
#include <gtest/gtest.h>

#include "ir/analysis/dominators.h"
#include "ir/analysis/loops.h"
#include "ir/builder.h"
#include "ir/text.h"
#include "ir/verifier.h"

using namespace tauro::ir;

namespace {

Type type(std::string_view text) {
  Type result;
  EXPECT_TRUE(Type::parse(text, &result)) << text;
  EXPECT_TRUE(text.empty()) << text;
  return result;
}

TEST(Types, TextIsCanonical) {
  for (const char* text :
       {"value", "int", "i64", "i64 [0..9]", "i64 [..9]", "i64 [-3..]", "list<int>", "tuple<>",
        "tuple<int, list<str>>", "dict<str, value>", "int|none", "int|str|list<int|none>",
        "obj<a.<locals>.B>", "func<f.<lambda>>", "ptr<C>", "pack", "never", "boolean", "bool"})
    EXPECT_EQ(type(text).str(), text);
  EXPECT_EQ(type("list<value>"), type("list"));
  EXPECT_EQ(type("none|int"), type("int|none"));
  EXPECT_EQ(type("int|int"), type("int"));
}

TEST(Types, MalformedIsRefused) {
  for (std::string_view text : {"", "nothing", "list<i64>", "list<int", "dict<int>", "i64 [9..0]",
                                "union", "int|i64", "obj<"}) {
    Type result;
    std::string_view rest = text;
    EXPECT_FALSE(Type::parse(rest, &result) && rest.empty()) << text;
  }
}

TEST(Types, Order) {
  EXPECT_TRUE(type("int").isSubtypeOf(type("value")));
  EXPECT_FALSE(type("value").isSubtypeOf(type("int")));
  EXPECT_FALSE(type("i64").isSubtypeOf(type("value")));
  EXPECT_FALSE(type("boolean").isSubtypeOf(type("int")));
  EXPECT_TRUE(type("i64 [1..5]").isSubtypeOf(type("i64 [0..]")));
  EXPECT_FALSE(type("i64 [-1..5]").isSubtypeOf(type("i64 [0..]")));
  EXPECT_TRUE(type("int").isSubtypeOf(type("int|none")));
  EXPECT_TRUE(type("int|none").isSubtypeOf(type("int|str|none")));
  EXPECT_FALSE(type("int|str").isSubtypeOf(type("int|none")));
  EXPECT_TRUE(type("list<int>").isSubtypeOf(type("list")));
  EXPECT_TRUE(type("list<int>").isSubtypeOf(type("list<int|none>")));
  EXPECT_FALSE(type("list").isSubtypeOf(type("list<int>")));
  EXPECT_TRUE(type("tuple<>").isSubtypeOf(type("tuple")));
  EXPECT_FALSE(type("tuple").isSubtypeOf(type("tuple<>")));
  EXPECT_FALSE(type("tuple<int>").isSubtypeOf(type("tuple<int, int>")));
  EXPECT_TRUE(type("never").isSubtypeOf(type("i64")));
}

TEST(Types, JoinAndMeetAreBounds) {
  const char* all[] = {"value",
                       "int",
                       "none",
                       "float",
                       "str",
                       "int|none",
                       "str|none",
                       "list",
                       "list<int>",
                       "list<str>",
                       "tuple<int, str>",
                       "tuple<>",
                       "dict<str, int>",
                       "obj<A>",
                       "obj<B>",
                       "obj"};
  for (const char* x : all)
    for (const char* y : all) {
      Type a = type(x), b = type(y), up = Type::join(a, b), down = Type::meet(a, b);
      EXPECT_TRUE(a.isSubtypeOf(up) && b.isSubtypeOf(up)) << x << " " << y << " " << up.str();
      EXPECT_TRUE(down.isSubtypeOf(a) && down.isSubtypeOf(b)) << x << " " << y << " " << down.str();
      EXPECT_EQ(up, Type::join(b, a)) << x << " " << y;
      EXPECT_EQ(down, Type::meet(b, a)) << x << " " << y;
    }
  EXPECT_EQ(Type::join(type("int"), type("none")), type("int|none"));
  EXPECT_EQ(Type::join(type("obj<A>"), type("obj<B>")), type("obj"));
  EXPECT_EQ(Type::join(type("i64 [0..3]"), type("i64 [7..9]")), type("i64 [0..9]"));
  EXPECT_EQ(Type::meet(type("i64 [0..3]"), type("i64 [7..9]")), type("never"));
  EXPECT_EQ(Type::meet(type("int|none"), type("str|none")), type("none"));
}

// Joining ever deeper types ends: below a limit a list is just a list.
TEST(Types, JoinsEnd) {
  Type joined = type("list<int>");
  unsigned steps = 0;
  for (Type before; joined != before; steps++) {
    before = joined;
    joined = Type::join(joined, Type::list(joined));
  }
  EXPECT_LT(steps, 10u);
  EXPECT_EQ(type("list<list<list<list<list<int>>>>>"), type("list<list<list<list<list>>>>"));
}

struct Built {
  Module module{"m"};
  Function* function = module.addFunction("f");
  Builder builder{function};
};

TEST(Uses, FollowEveryChange) {
  Built b;
  b.builder.setBlock(b.builder.newBlock());
  Value *x = b.builder.none(), *y = b.builder.unbound();
  Inst* list = b.builder.build(Op::ListNew, {x, y, x});
  EXPECT_EQ(x->users().size(), 2u);
  list->setOperand(0, y);
  EXPECT_EQ(x->users().size(), 1u);
  EXPECT_EQ(y->users().size(), 2u);
  list->removeOperand(1);
  list->addOperand(list->operand(0));
  EXPECT_EQ(y->users().size(), 2u);
  y->replaceAllUsesWith(x);
  EXPECT_EQ(x->users().size(), 3u);
  EXPECT_FALSE(y->hasUses());
  Block* next = b.builder.newBlock();
  Argument* argument = next->addArgument(Type::value());
  b.builder.jump(next, {list});
  b.builder.setBlock(next);
  b.builder.ret(argument);
  EXPECT_EQ(list->users().size(), 1u);
  std::string errors;
  EXPECT_TRUE(verify(*b.function, &errors)) << errors;
  next->function()->entry()->terminator()->setEdgeArg(0, 0, x);
  EXPECT_FALSE(list->hasUses());
  list->erase();
  EXPECT_EQ(x->users().size(), 1u);
  EXPECT_TRUE(verify(*b.function, &errors)) << errors;
}

TEST(Module, InternsConstants) {
  Module m("m");
  EXPECT_EQ(m.intConstant(1), m.intConstant(1));
  EXPECT_NE(m.floatConstant(0.0), m.floatConstant(-0.0));
  EXPECT_NE(m.intConstant(1), m.constant(ConstantKind::True));
  EXPECT_NE(m.strConstant("a"), m.bytesConstant("a"));
  EXPECT_EQ(m.tupleConstant({m.intConstant(1)}), m.tupleConstant({m.intConstant(1)}));
  EXPECT_NE(m.tupleConstant({}), m.frozenSetConstant({}));
  EXPECT_EQ(m.bigIntConstant("12"), m.intConstant(12));
  EXPECT_EQ(m.bigIntConstant("-9223372036854775808"), m.intConstant(INT64_MIN));
  EXPECT_EQ(m.bigIntConstant("9223372036854775808")->kind, ConstantKind::BigInt);
  EXPECT_EQ(m.bigIntConstant("0x10"), m.intConstant(16));
}

TEST(Module, MakesSymbolsUnique) {
  Module m("m");
  EXPECT_EQ(m.addFunction("f")->symbol(), "f");
  EXPECT_EQ(m.addFunction("f$2")->symbol(), "f$2");
  EXPECT_EQ(m.addFunction("f")->symbol(), "f$3");
  EXPECT_EQ(m.findFunction("f$3")->symbol(), "f$3");
  EXPECT_EQ(m.findFunction("g"), nullptr);
}

std::unique_ptr<Module> parsed(std::string_view text) {
  std::string error;
  auto module = parse(text, &error);
  EXPECT_TRUE(module) << error;
  return module;
}

Block* block(Function* f, std::string_view name) {
  for (const auto& b : f->blocks())
    if (b->name() == name)
      return b.get();
  return nullptr;
}

TEST(Dominators, BlocksAreTwoNodes) {
  auto m = parsed(
      "module \"m\"\nfunc @f(a) -> value {\nb0(a: value):\n  n = py.neg a  err h\n  jump b1\n"
      "b1:\n  c = py.truth n\n  branch c, b1, b2\nb2:\n  return n\nh(e: value):\n  return e\n}\n");
  Function* f = m->findFunction("f");
  Cfg cfg(*f);
  Dominators dominators(cfg);
  Block *b0 = f->entry(), *b1 = block(f, "b1"), *b2 = block(f, "b2"), *h = block(f, "h");
  EXPECT_TRUE(dominators.dominates(b0, h));
  EXPECT_FALSE(dominators.endDominates(b0, h));
  EXPECT_TRUE(dominators.endDominates(b0, b1));
  EXPECT_TRUE(dominators.endDominates(b1, b2));
  EXPECT_FALSE(dominators.dominates(b1, h));
  EXPECT_EQ(dominators.immediate(b2), b1);
  EXPECT_EQ(dominators.immediate(h), b0);
  EXPECT_FALSE(dominators.isBelowEnd(h));
  Loops loops(cfg, dominators);
  ASSERT_EQ(loops.all().size(), 1u);
  EXPECT_EQ(loops.all()[0]->header, b1);
  EXPECT_EQ(loops.depth(b1), 1u);
  EXPECT_EQ(loops.depth(b2), 0u);
}

// Against the definition, on random graphs of which many are irreducible: a block dominates another
// when nothing reaches that one without it.
TEST(Dominators, AgreeWithPaths) {
  uint32_t state = 12345;
  auto random = [&](uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % below;
  };
  for (int round = 0; round < 300; ++round) {
    uint32_t count = 3 + random(14);
    std::vector<std::vector<uint32_t>> targets(count);
    std::string text =
        "module \"m\"\nfunc @f(a) -> value {\nb0(a: value):\n  c = py.truth a\n  jump n0\n";
    for (uint32_t n = 0; n < count; ++n) {
      text += "n" + std::to_string(n) + ":\n";
      if (n > 0 && random(6) == 0) {
        text += "  return a\n";
        continue;
      }
      targets[n] = {random(count), random(count)};
      text += "  branch c, n" + std::to_string(targets[n][0]) + ", n" +
              std::to_string(targets[n][1]) + "\n";
    }
    auto m = parsed(text + "}\n");
    ASSERT_TRUE(m);
    Function* f = m->findFunction("f");
    auto reached = [&](uint32_t without) {
      std::vector<bool> seen(count);
      std::vector<uint32_t> work;
      auto visit = [&](uint32_t n) {
        if (n != without && !seen[n])
          seen[n] = true, work.push_back(n);
      };
      visit(0);
      while (!work.empty()) {
        uint32_t n = work.back();
        work.pop_back();
        for (uint32_t target : targets[n])
          visit(target);
      }
      return seen;
    };
    Cfg cfg(*f);
    Dominators dominators(cfg);
    std::vector<bool> all = reached(count);
    for (uint32_t a = 0; a < count; ++a) {
      std::vector<bool> without = reached(a);
      for (uint32_t b = 0; b < count; ++b)
        if (all[a] && all[b])
          EXPECT_EQ(dominators.dominates(block(f, "n" + std::to_string(a)),
                                         block(f, "n" + std::to_string(b))),
                    !without[b])
              << text << a << " " << b;
    }
  }
}

TEST(Loops, Nest) {
  auto m = parsed("module \"m\"\nfunc @f(a) -> value {\nb0(a: value):\n  c = py.truth a\n  jump o\n"
                  "o:\n  jump i\ni:\n  branch c, i, l\nl:\n  branch c, o, x\nx:\n  return a\n}\n");
  Function* f = m->findFunction("f");
  Cfg cfg(*f);
  Dominators dominators(cfg);
  Loops loops(cfg, dominators);
  ASSERT_EQ(loops.all().size(), 2u);
  EXPECT_EQ(loops.all()[0]->header, block(f, "i"));
  EXPECT_EQ(loops.all()[0]->parent, loops.all()[1].get());
  EXPECT_EQ(loops.depth(block(f, "i")), 2u);
  EXPECT_EQ(loops.depth(block(f, "l")), 1u);
  EXPECT_EQ(loops.all()[1]->blocks.size(), 3u);
}

TEST(Blocks, SplitAndMove) {
  auto m =
      parsed("module \"m\"\nfunc @f(a) -> value {\nb0(a: value):\n  n = py.neg a\n  o = py.neg n\n"
             "  return o\n}\n");
  Function* f = m->findFunction("f");
  Inst* o = f->entry()->first()->next();
  Block* rest = f->entry()->splitBefore(o);
  EXPECT_EQ(rest->first(), o);
  EXPECT_EQ(f->entry()->terminator(), nullptr);
  EXPECT_EQ(f->blocks()[1].get(), rest);
  Builder builder(f);
  builder.setBlock(f->entry());
  builder.jump(rest);
  std::string errors;
  EXPECT_TRUE(verify(*f, &errors)) << errors;
  f->entry()->terminator()->erase();
  f->entry()->takeAll(rest);
  f->eraseBlock(rest);
  EXPECT_TRUE(verify(*f, &errors)) << errors;
  EXPECT_EQ(f->blocks().size(), 1u);
}

} // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
