// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames as tracebacks show them. Expectations were made with CPython 3.13 from the same lines.
#include "runtime_fixture.h"

#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/control/traceback.h"

using namespace tr;
using namespace tr::test;

namespace {

// What one site of a source shows below its "File" line.
std::string linesOf(const char* source, SiteInfo site) {
  static Value name;
  name = makeStr("f");
  SourceInfo info = {"x.py", source, std::char_traits<char>::length(source)};
  CodeInfo code = {};
  code.name = code.qualname = &name;
  code.source = &info;
  site.code = &code;
  Value error = makeException(&tr_type_ValueError, "x");
  tracebackAdd(error, &site);
  StrBuilder out;
  appendFrames(out, error.as<Exception>()->traceback);
  std::string all = text(out.take());
  return all.substr(all.find('\n') + 1);
}

TEST(Traceback, CaretsUnderPartOfALine) {
  EXPECT_EQ(linesOf("def f():\n    x = g(1) + h(2)\n", {nullptr, 2, 2, 8, 12, 0, 0, 0, 0}),
            "    x = g(1) + h(2)\n        ^^^^\n");
}

TEST(Traceback, NoCaretsUnderAWholeLine) {
  EXPECT_EQ(linesOf("    raise E\n", {nullptr, 1, 1, 4, 11, 0, 0, 0, 0}), "    raise E\n");
  EXPECT_EQ(linesOf("    return g(x)\n", {nullptr, 1, 1, 11, 15, 1, 12, 1, 15}),
            "    return g(x)\n");
  EXPECT_EQ(linesOf("    y = a.g(x)  # why\n", {nullptr, 1, 1, 8, 14, 1, 11, 1, 14}),
            "    y = a.g(x)  # why\n");
  EXPECT_EQ(linesOf("    return a.g(x)\n", {nullptr, 1, 1, 11, 17, 1, 14, 1, 17}),
            "    return a.g(x)\n           ~~~^^^\n");
}

TEST(Traceback, Anchors) {
  EXPECT_EQ(linesOf("    return a + b\n", {nullptr, 1, 1, 11, 16, 1, 13, 1, 14}),
            "    return a + b\n           ~~^~~\n");
}

TEST(Traceback, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(linesOf("x = \"\xE6\x97\xA5\" + y\n", {nullptr, 1, 1, 4, 13, 1, 10, 1, 11}),
            "    x = \"\xE6\x97\xA5\" + y\n        ~~~~~^~~\n");
}

TEST(Traceback, LongRangesAreAbbreviated) {
  EXPECT_EQ(linesOf("  x = f(\n    1,\n    2,\n    3,\n    4,\n  ) + g\n",
                    {nullptr, 1, 6, 6, 3, 0, 0, 0, 0}),
            "    x = f(\n        ^^\n    ...<4 lines>...\n    ) + g\n    ^\n");
}

TEST(Traceback, RepeatsAreFolded) {
  static Value name;
  name = makeStr("f");
  SourceInfo info = {"x.py", nullptr, 0};
  CodeInfo code = {};
  code.name = code.qualname = &name;
  code.source = &info;
  SiteInfo outer = {&code, 9, 9, 0, 0, 0, 0, 0, 0}, inner = {&code, 3, 3, 0, 0, 0, 0, 0, 0};
  Value error = makeException(&tr_type_ValueError, "x");
  for (int i = 0; i < 1000000; ++i)
    tracebackAdd(error, &inner);
  tracebackAdd(error, &outer);
  StrBuilder out;
  appendFrames(out, error.as<Exception>()->traceback);
  EXPECT_EQ(text(out.take()),
            "  File \"x.py\", line 9, in f\n  File \"x.py\", line 3, in f\n  File \"x.py\", line "
            "3, in f\n"
            "  File \"x.py\", line 3, in f\n  [Previous line repeated 999997 more times]\n");
}

} // namespace
