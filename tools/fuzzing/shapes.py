# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shapes of code in which a version for values in registers meets what it was not made for.

Each is a few statements of a random case (programs.py): a loop, and in its middle a value that outgrows
its register or changes its kind, a list or a name that changes under the loop, a way out. They call nothing of
the program's where the shape does not ask for it, so that what holds for quiet loops is met too. What they compute
on is theirs, so it stays small whatever loop stands around them.
"""

from objects import Objects

# Ends of representations: C's int, exact doubles, the tagged int, the machine word.
ENDS = [2**31, 2**32, 2**53, 2**61, 2**62, 2**63, 2**64]
LATE = ["0.5", "-0.0", "None", "'s'", "True", "2**63", "-(2**62)", "[1]", "float('nan')", "float('inf')", "1e300"]
CATCHES = ["Exception", "(TypeError, IndexError)", "(ZeroDivisionError, ValueError, OverflowError)",
           "ArithmeticError", "LookupError"]


class Shapes(Objects):
    """Methods of a case; each puts one shape at an indent."""

    def shape(self, scope, indent):
        shapes = [self.accumulator, self.accumulator, self.accumulator, self.indexing, self.indexing,
                  self.changing_list,
                  self.late_kind, self.kept_range, self.try_in_loop, self.try_in_loop, self.suspended, self.counter,
                  self.replaced_name, self.paired, self.matrix, self.number_loop, self.calls_in_loop, self.scan,
                  self.dividing, self.float_loop, self.global_loop, self.global_loop, self.function_loop,
                  self.typed_calls, self.typed_calls, self.record_loop, self.record_loop, self.record_loop, self.grid,
                  self.while_loop, self.guarded_loop, self.produced, self.closure_loop]
        self.pick(*shapes)(scope, indent)

    # --- parts

    def end(self):
        """An int within a few steps of an end, as text; now and then one that no compiler sees through."""
        if self.chance(20):
            return f"{self.pick('', '-')}ends[{self.rng.randrange(-3, 4)}]"
        value = self.pick(*ENDS) * self.pick(1, 1, 1, -1) + self.rng.randrange(-5, 6)
        return f"({value})" if value < 0 else str(value)

    def small(self):
        return str(self.rng.randrange(1, 10))

    def start(self):
        return self.pick(self.end(), self.end(), self.small(), "0", "1", "-1",
                         self.pick("0.0", "0.5", "1e300", "-0.0", "2.0**53"))

    def step(self):
        return self.pick("1", self.small(), self.small(), self.end(), "0.5", "True", f"-{self.small()}")

    def numbers(self, size=None):
        """A list of numbers: ints, floats, or one that fits the others badly."""
        size = size or self.rng.randrange(3, 7)
        make = self.pick(self.small, self.small, self.end, lambda: self.pick("0.5", "2.5", "-1.25", "1e10"))
        items = [make() for _ in range(size)]
        if self.chance(25):
            items[self.rng.randrange(size)] = self.pick(*LATE)
        return "[" + ", ".join(items) + "]"

    def header(self, index, low=3, high=12):
        """A loop over a counter; most run at least once."""
        n = self.rng.randrange(low, high)
        usual = f"range({n})"
        far = f"range({self.end()}, {self.end()}, {self.pick(2**62, 2**61 + 1, -(2**62))})"
        outgrown = f"range(2**62 - {n // 2}, 2**62 + {n // 2})"
        over = self.pick(usual, usual, usual, f"range({self.rng.randrange(-3, 4)}, {n})",
                         f"range({n}, {self.pick(-3, 0)}, {self.pick(-1, -2)})",
                         f"range(0, {n * 3}, {self.pick(2, 3, 5)})",
                         far if self.chance(30) else usual, outgrown if self.chance(30) else usual)
        return f"for {index} in {over}:"

    def open_loop(self, indent):
        """Puts the head of a for or while loop; the counter's name."""
        index = self.name("i")
        if self.chance(70):
            self.put(indent, self.header(index))
        else:
            self.put(indent, f"{index} = {self.pick('0', '-1', self.small())}")
            self.put(indent, f"while {index} < {self.rng.randrange(4, 14)}:")
            self.put(indent + 1, f"{index} += {self.pick(1, 1, 1, 2)}")
        return index

    def test(self, index, scope):
        k = self.rng.randrange(0, 8)
        return self.pick(f"{index} == {k}", f"{index} == {k}", f"{index} % {self.pick(2, 3, 5)} == {self.pick(0, 1)}",
                         f"{index} > {k}", self.expr(scope, "bool", 1))

    def leave(self, index, scope, indent):
        """A way out of the loop, or on to its next turn."""
        self.put(indent, f"if {self.test(index, scope)}:")
        self.put(indent + 1, self.pick("break", "continue", "continue"))

    # --- shapes

    def accumulator(self, scope, indent):
        total, other = self.name("s"), self.name("s")
        self.put(indent, f"{total} = {self.start()}")
        self.put(indent, f"{other} = {self.start()}")
        i = self.open_loop(indent)
        self.turn(scope, indent + 1, total, other, i)
        if self.chance(25):
            j = self.name("i")
            self.put(indent + 1, self.header(j, 2, 5))
            self.turn(scope, indent + 2, total, other, j)
        if self.chance(30):
            self.leave(i, scope, indent + 1)
        if self.chance(15):
            self.put(indent, "else:")
            self.put(indent + 1, f"{total} -= {self.step()}")
        self.put(indent, f"print({total}, {other}, {i})")

    def turn(self, scope, indent, total, other, i):
        for _ in range(self.rng.randrange(1, 4)):
            lines = [f"{total} += {self.step()}", f"{total} -= {self.step()}",
                     f"{total} = {total} * {self.small()} + {i}", f"{total} += {i}", f"{other} = {total} - {other}",
                     f"{total} += {i} * {self.step()}", f"{total}, {other} = {other}, {total} + {other}",
                     f"{total} = {total} * 3 // 2", f"{total} += {i} % {self.small()}",
                     f"{total} = -{total}", f"{total} += {total} > {other}",
                     f"{total} += {self.atom(scope, 'int')} % 1000", f"{other} = {total} / {self.small()}",
                     f"{total} += {i} << {self.pick(1, 30, 58, 61, 62)}", f"{total} = abs({total}) + {self.small()}",
                     f"{total} = {total} + ({i} & 3 | 4 ^ {i})"]
            line = self.pick(*lines)
            if self.chance(35):
                self.put(indent, f"if {self.test(i, scope)}:")
                self.put(indent + 1, line)
                if self.chance(40):
                    self.put(indent, "else:")
                    self.put(indent + 1, self.pick(*lines))
            else:
                self.put(indent, line)

    def indexing(self, scope, indent):
        xs, i, inside = self.name("l"), self.name("i"), self.chance(50)
        self.put(indent, f"{xs} = {self.pick(self.numbers(), f'[{self.start()}] * {self.small()}', self.numbers())}")
        low, high = self.pick("0", "1", "-2", f"-len({xs}) - 1"), self.pick(f"len({xs})", f"len({xs})",
                                                                            f"len({xs}) - 1", f"len({xs}) + 2", "9")
        total = self.name("s")
        self.put(indent, f"{total} = {self.pick('0', '0.0', self.end())}")
        if not inside:
            self.put(indent, "try:")
            indent += 1
        self.put(indent, self.pick(f"for {i} in range({low}, {high}):", f"for {i} in range({low}, {high}):",
                                   f"for {i} in range({high} - 1, {low} - 1, -1):"))
        if inside:
            self.put(indent + 1, "try:")
        body = indent + 1 + inside
        at = self.pick(i, i, f"{i} - 1", f"{i} + 1", f"-{i}", f"{i} // 2", f"{i} * 2", f"-1 - {i}",
                       f"{i} % len({xs})")
        for _ in range(self.rng.randrange(1, 4)):
            change = self.pick("pop()", "append(0.5)", "clear()", "insert(0, 7)", "reverse()")
            self.put(body, self.pick(f"{xs}[{i}] = {xs}[{at}] + {self.step()}", f"{total} += {xs}[{at}]",
                                     f"{xs}[{at}] += {i}", f"{xs}[{at}] *= {self.small()}",
                                     f"{xs}[{at}], {xs}[0] = {xs}[0], {xs}[{at}]",
                                     f"{total} = {total} + {xs}[{i}] * {xs}[{at}]",
                                     f"if {xs}[{at}] > {xs}[0]:\n{'    ' * (body + 1)}{total} -= {i}",
                                     f"{xs}[{at}] = {self.step()}",
                                     f"if {i} == 2:\n{'    ' * (body + 1)}{xs}.{change}",
                                     f"del {xs}[{at}]" if self.chance(20) else f"{total} += len({xs})"))
        level = indent if inside is False else indent + 1
        if not inside:
            level = indent - 1
        self.put(level, f"except {self.pick('IndexError', 'IndexError', 'Exception')} as e:")
        self.put(level + 1, f"print({i}, e, where(e))")
        self.put(indent if inside else indent - 1, f"print({xs}, {total})")

    def changing_list(self, scope, indent):
        xs, v, n = self.name("l"), self.name("v"), self.name("s")
        self.put(indent, f"{xs} = {self.numbers()}")
        self.put(indent, f"{n} = {self.pick('0', self.end(), '0.0')}")
        self.put(indent, f"for {v} in {self.pick(xs, xs, xs, f'list({xs})', f'iter({xs})', f'reversed({xs})')}:")
        self.put(indent + 1, f"{n} += {self.pick('1', v, f'len({xs})')}")
        change = self.pick(f"{xs}.append({self.step()})", f"{xs}.pop()", f"{xs}.clear()",
                           f"{xs}[-1] = {self.pick(*LATE)}", f"{xs} = {self.numbers()}", f"del {xs}[0]",
                           f"{xs}.insert(0, {v})",
                           f"{xs}[:] = {self.numbers()}", f"{xs} += [{self.pick(*LATE)}]", f"{xs}.sort(key=str)",
                           f"{xs}.extend({self.numbers(3)})")
        size = self.pick(f"len({xs}) < 9", f"0 < len({xs}) < 8", f"len({xs}) == {self.rng.randrange(3, 6)}")
        self.put(indent + 1, f"if {size}:")
        self.put(indent + 2, change)
        if self.chance(30):
            self.put(indent, "else:")
            self.put(indent + 1, f"print('else', {n})")
        self.put(indent, f"print({n}, {xs}, {v})")

    def late_kind(self, scope, indent):
        x, trail = self.name("s"), self.name("l")
        self.put(indent, f"{x} = {self.start()}")
        self.put(indent, f"{trail} = []")
        i = self.open_loop(indent)
        self.put(indent + 1, f"if {i} == {self.rng.randrange(0, 7)}:")
        self.put(indent + 2, f"{x} = {self.pick(*LATE)}")
        if self.chance(40):
            self.put(indent + 1, f"elif {i} == {self.rng.randrange(0, 7)}:")
            self.put(indent + 2, f"{x} = {self.start()}")
        caught = self.chance(60)
        if caught:
            self.put(indent + 1, "try:")
        self.put(indent + 1 + caught, self.pick(f"{x} = {x} + {self.step()}", f"{x} *= {self.small()}",
                                                f"{x} = {x} - {i}", f"{x} = {self.small()} - {x}", f"{x} //= 2",
                                                f"{x} = -{x}", f"{x} = {x} / 2", f"{x} <<= 1"))
        if caught:
            self.put(indent + 1, f"except {self.pick(*CATCHES)} as e:")
            self.put(indent + 2, f"print(e, where(e))")
            self.put(indent + 2, self.pick(f"{x} = {self.start()}", "pass", f"{x} = {i}", "break"))
        self.put(indent + 1, f"{trail}.append({x})")
        self.put(indent, f"print({trail})")

    def kept_range(self, scope, indent):
        r, a, b, out = self.name("r"), self.name("i"), self.name("i"), self.name("l")
        first, step = self.rng.randrange(-4, 5), self.pick(1, 1, 2, -1, -2, 3)
        count = self.rng.randrange(0, 6)
        offset = self.pick(0, 0, 0, 2**61 - 2, 2**62 - 2, 2**63 - 2, -(2**62) + 2)
        self.put(indent, f"{r} = range({first + offset}, {first + offset + count * step}, {step})")
        self.put(indent, f"{out} = []")
        if self.chance(40):
            self.put(indent, f"{r} = iter({r})")
        self.put(indent, f"for {a} in {r}:")
        self.put(indent + 1, f"{out}.append({a})")
        if self.chance(50):
            self.put(indent + 1, f"{a} {self.pick('+', '-', '*')}= {self.step()}")
        if self.chance(60):
            self.put(indent + 1, f"for {b} in {r}:")
            self.put(indent + 2, f"{out}.append({a} + {b})")
            if self.chance(50):
                self.put(indent + 2, f"if {b} > {a}:")
                self.put(indent + 3, "break")
        if self.chance(30):
            self.put(indent, "else:")
            self.put(indent + 1, f"{out}.append('else')")
        self.put(indent, f"print({out}, list({r}))")

    def try_in_loop(self, scope, indent):
        x, n = self.name("s"), self.name("s")
        self.put(indent, f"{x} = {self.start()}")
        self.put(indent, f"{n} = 0")
        i = self.open_loop(indent)
        self.put(indent + 1, "try:")
        for _ in range(self.rng.randrange(1, 4)):
            self.put(indent + 2, self.pick(f"{x} += {self.step()}", f"{x} = {x} * {self.small()}",
                                           f"{n} += {self.small()} // ({i} - {self.small()})",
                                           f"{n} += [1, 2.5, 3][{i}]", f"{n} += {self.expr(scope, 'int', 1)} % 10",
                                           f"{x} = {x} % ({i} - {self.small()})", f"{n} += 1 << min({i} - 2, 99)",
                                           f"{n} = {n} + int({self.pick(repr('7'), repr('x'), i)})"))
        if self.chance(35):
            self.leave(i, scope, indent + 2)
        if self.chance(12):
            self.put(indent + 2, f"if {i} == {self.small()}:")
            self.put(indent + 3, f"raise KeyError({i}, {x})")
        handled = self.chance(75)
        if handled:
            self.put(indent + 1, f"except {self.pick(*CATCHES)} as e:")
            self.put(indent + 2, f"print(type(e).__name__, e, where(e), {x})")
            self.put(indent + 2, self.pick("pass", f"{x} -= {i}", f"{n} = 0.5", "continue", "break", f"{x} = 2**61",
                                           "raise" if self.chance(20) else "pass"))
            if self.chance(25):
                self.put(indent + 1, "else:")
                self.put(indent + 2, f"{x} += 1")
        if not handled or self.chance(40):
            self.put(indent + 1, "finally:")
            self.put(indent + 2, self.pick(f"{n} += 1", f"{x} = {x} + {i}", f"{x} -= {self.end()}"))
            if self.chance(15):
                self.put(indent + 2, f"if {i} == {self.small()}:")
                self.put(indent + 3, self.pick("break", "continue"))
        self.put(indent, f"print({x}, {n}, {i})")

    def suspended(self, scope, indent):
        g, it = self.name("g"), self.name("t")
        self.put(indent, f"def {g}(n, x):")
        self.put(indent + 1, f"for k in {self.pick('range(n)', 'range(n)', 'range(n, 0, -1)', self.numbers())}:")
        caught = self.chance(50)
        if caught:
            self.put(indent + 2, "try:")
        body = indent + 2 + caught
        self.put(body, self.pick(f"x = x * {self.small()} + k", f"x += {self.end()}", "x = x + k",
                                 f"x -= {self.step()}", "x = x / 2 if k == 2 else x * 2"))
        self.put(body, self.pick("yield x", "y = yield x", "yield k, x"))
        if "y = yield" in self.lines[-1]:
            self.put(body, "if y is not None:")
            self.put(body + 1, "x = y")
        if caught:
            if self.chance(60):
                self.put(indent + 2, "except (ValueError, TypeError) as e:")
                self.put(indent + 3, self.pick("yield repr(e)", "x = 1", "x = 0.5"))
            else:
                self.put(indent + 2, "finally:")
                self.put(indent + 3, "print('left', k, x)")
        if self.chance(50):
            self.put(indent + 1, "return x")
        self.put(indent, f"{it} = {g}({self.rng.randrange(2, 8)}, {self.start()})")
        for _ in range(self.rng.randrange(1, 4)):
            self.put(indent, self.pick(f"print(next({it}, 'end'))", f"print(next({it}, 'end'))",
                                       f"print({it}.send(None))" if self.chance(30) else f"print(next({it}, None))",
                                       f"for v in {it}:\n{'    ' * (indent + 1)}print(v)\n{'    ' * (indent + 1)}break"))
        if self.chance(40):
            late = self.pick(f"{it}.send({self.pick(*LATE)})", f"{it}.throw(ValueError('thrown'))", f"{it}.close()",
                             f"{it}.send({self.end()})")
            self.put(indent, "try:")
            self.put(indent + 1, f"print({late})")
            self.put(indent, "except Exception as e:")
            self.put(indent + 1, "print(type(e).__name__, e)")
        self.put(indent, f"print(list({it}))")

    def counter(self, scope, indent):
        make, bump, i = self.name("f"), self.name("f"), self.name("i")
        self.put(indent, f"def {make}(count):")
        self.put(indent + 1, f"def add(by{self.pick('', '=1')}):")
        self.put(indent + 2, "nonlocal count")
        self.put(indent + 2, self.pick("count += by", "count = count * 2 + by", "count -= by", "count = by - count"))
        self.put(indent + 2, "return count")
        if self.chance(50):
            self.put(indent + 1, f"for k in range({self.small()}):")
            self.put(indent + 2, f"count += {self.step()}")
            self.put(indent + 2, "add(k)")
        self.put(indent + 1, "return add")
        self.put(indent, f"{bump} = {make}({self.start()})")
        self.put(indent, self.header(i))
        self.put(indent + 1, f"print({bump}({self.pick(i, self.step(), self.small())}), end=' ')")
        self.put(indent, f"print({bump}({self.pick(*LATE[:6])}))")

    def replaced_name(self, scope, indent):
        if self.calm:
            return self.accumulator(scope, indent)
        total = self.name("s")
        builtin, use, other = self.pick(("len", "len('abc')", "lambda x: 2**62"),
                                        ("abs", "abs(-3)", "lambda x: x + 0.5"), ("min", "min(4, 9)", "max"),
                                        ("range", "sum(range(4))", "lambda n: [n, n]"),
                                        ("cut", "cut(5)", "lambda n: n - 1"), ("int", "int('3')", "float"))
        kept = self.name("f")
        if builtin == "cut":
            self.put(indent, f"{kept} = cut")
        self.put(indent, f"{total} = {self.pick('0', self.end())}")
        self.put(indent, "try:")
        i = self.open_loop(indent + 1)
        self.put(indent + 2, f"{total} += {use}")
        self.put(indent + 2, f"if {i} == {self.rng.randrange(1, 5)}:")
        self.put(indent + 3, self.pick(f"globals()['{builtin}'] = {other}", f"globals().update({builtin}={other})"))
        if builtin != "cut" and self.chance(50):
            self.put(indent + 2, f"if {i} == {self.rng.randrange(3, 8)}:")
            self.put(indent + 3, f"globals().pop('{builtin}', None)")
        self.put(indent, "finally:")
        self.put(indent + 1, f"globals()['cut'] = {kept}" if builtin == "cut" else f"globals().pop('{builtin}', None)")
        self.put(indent, f"print({total})")

    def paired(self, scope, indent):
        xs, ys, i, a, b, total = (self.name(prefix) for prefix in "llivvs")
        self.put(indent, f"{xs} = {self.numbers()}")
        self.put(indent, f"{ys} = {self.numbers()}")
        self.put(indent, f"{total} = {self.pick('0', '0.0', self.end())}")
        self.put(indent, self.pick(f"for {i}, {a} in enumerate({xs}):",
                                   f"for {i}, {a} in enumerate({xs}, {self.pick(self.small(), self.end())}):",
                                   f"for {i}, {a} in zip({xs}, {ys}):",
                                   f"for {i}, {a} in zip(range({self.small()}), {ys}):",
                                   f"for {i}, ({a}, {b}) in enumerate(zip({xs}, {ys})):",
                                   f"for {i}, {a} in zip({xs}, {ys}, strict=True):"))
        self.put(indent + 1, self.pick(f"{total} += {a}", f"{total} += {i} * {a}", f"{total} = {total} - {a} + {i}"))
        if self.chance(40):
            self.put(indent + 1, f"if len({xs}) < 9:")
            self.put(indent + 2, self.pick(f"{xs}.append({self.step()})", f"{ys}.pop()", f"{xs} = {ys}",
                                           f"{ys}.append({a})", f"{a} = {i} = {self.end()}"))
        if self.chance(25):
            self.leave(i, scope, indent + 1)
        self.put(indent, f"print({total}, {i}, {a}, {xs}, {ys})")

    def matrix(self, scope, indent):
        m, i, j, total, row = self.name("l"), self.name("i"), self.name("i"), self.name("s"), self.name("l")
        n = self.rng.randrange(2, 5)
        self.put(indent, f"{m} = [{', '.join(self.numbers(n) for _ in range(n))}]")
        self.put(indent, f"{total} = {self.pick('0', '0.0', self.end())}")
        self.put(indent, f"for {i} in range({n}):")
        self.put(indent + 1, f"{row} = {m}[{i}]")
        self.put(indent + 1, f"for {j} in range({self.pick(n, n, i, n + 1)}):")
        for _ in range(self.rng.randrange(1, 3)):
            self.put(indent + 2, self.pick(f"{total} += {row}[{j}] * {m}[{j}][{i}]", f"{total} += {m}[{i}][{j}]",
                                           f"{row}[{j}] = {m}[{j}][{i}]", f"{m}[{j}][{i}] += {self.step()}",
                                           f"{row}[{j}] *= {self.small()}",
                                           f"if {j} == 1:\n{'    ' * (indent + 3)}{m}[{i}] = {self.numbers(n)}"))
        self.put(indent, f"print({total}, {m})")

    def number_loop(self, scope, indent):
        """Loops of number theory: as long as their numbers say, to a limit."""
        a, b, turns = self.name("s"), self.name("s"), self.name("i")
        first, second = self.pick(self.end(), self.small()), self.pick(self.end(), self.small())
        self.put(indent, f"{a}, {b}, {turns} = {first}, {second}, 0")
        form = self.rng.randrange(5)
        if form == 0:
            self.put(indent, f"while {b} and {turns} < 40:")
            self.put(indent + 1, f"{a}, {b} = {b}, {a} % {b}")
        elif form == 1:
            self.put(indent, f"while {a} != 1 and {turns} < 90:")
            self.put(indent + 1, f"{a} = 3 * {a} + 1 if {a} % 2 else {a} // 2")
        elif form == 2:
            self.put(indent, f"while {a} < {self.end()} and {turns} < 80:")
            self.put(indent + 1, f"{a} = {a} * {self.pick(2, 3, 10)} + {b} % 3")
        elif form == 3:
            self.put(indent, f"while {turns} < 12:")
            factor = self.pick(1103515245, 6364136223846793005, 31)
            cut = self.pick("% 2147483648", "& 2**64 - 1", "% (2**61 - 1)", "& 0xFFFFFFFF")
            self.put(indent + 1, f"{a} = ({a} * {factor} + {self.small()}) {cut}")
            self.put(indent + 1, f"{b} ^= {a} >> {self.pick(1, 7, 33)}")
        else:
            self.put(indent, f"while {a} > 0 and {turns} < 30:")
            self.put(indent + 1, f"{a}, {b} = divmod({a}, {self.pick(2, 7, 10, 2**31)})")
        self.put(indent + 1, f"{turns} += 1")
        self.put(indent, f"print({a}, {b}, {turns})")

    def calls_in_loop(self, scope, indent):
        if not self.helpers:
            return self.accumulator(scope, indent)
        name, kinds, _ = self.pick(*self.helpers)
        total = self.name("s")
        self.put(indent, f"{total} = {self.pick('0', '0.0', self.end())}")
        i = self.open_loop(indent)
        arguments = [self.pick(i, self.atom(scope, k), self.end() if n else i,
                               total if self.chance(20) and n else i) for n, k in enumerate(kinds)]
        self.put(indent + 1, f"{total} = cut({total} {self.pick('+', '-', '+')} {name}({', '.join(arguments)}))")
        if self.chance(20):
            self.put(indent + 1, f"if {i} == {self.small()}:")
            self.put(indent + 2, f"{total} = {self.pick(*LATE[:6])}")
        self.put(indent, f"print({total})")

    def scan(self, scope, indent):
        xs, best, at, i = self.name("l"), self.name("s"), self.name("s"), self.name("i")
        near = self.pick(*ENDS)
        items = [self.pick(str(near + self.rng.randrange(-2, 3)), f"{near}.0",
                           f"float({near + self.rng.randrange(-600, 600)})", self.small(), "-0.0", "0",
                           "float('nan')" if self.chance(30) else "0.0") for _ in range(self.rng.randrange(3, 8))]
        self.put(indent, f"{xs} = [{', '.join(items)}]")
        self.put(indent, f"{best}, {at} = {xs}[0], 0")
        by_index = self.chance(50)
        self.put(indent, f"for {i} in range(len({xs})):" if by_index else f"for {i} in {xs}:")
        value = f"{xs}[{i}]" if by_index else i
        self.put(indent + 1, f"if {value} {self.pick('<', '>', '<=', '>=', '==', '!=')} {best}:")
        self.put(indent + 2, f"{best}, {at} = {value}, {at} + 1")
        # A nan is found by identity, which is no matter of its value (docs/differences.md).
        found = f"{best} in {xs}, {xs}.count({best})" if "nan" not in "".join(items) else "'nan'"
        self.put(indent, f"print({best}, {at}, {found}, max({xs}), min({xs}))")

    def dividing(self, scope, indent):
        x, d, n = self.name("s"), self.name("i"), self.rng.randrange(1, 4)
        self.put(indent, f"{x} = {self.pick(self.end(), self.small(), '7.5', self.start())}")
        divisors = self.pick(f"range({n}, -{n + 1}, -1)", f"[{n}, 0.5, 0, -{n}, -0.0, {self.end()}]",
                             f"[-{n}, {n}, {self.end()}, {self.end()}]")
        self.put(indent, f"for {d} in {divisors}:")
        self.put(indent + 1, "try:")
        op = self.pick("//", "%", "/", "<<", ">>", "**", "//", "%")
        text = f"{x} {op} {d}" if op not in ("**", "<<") else f"{x} {op} ({d} % {self.pick(5, 70)})"
        if op not in ("/", "**") and self.chance(35):
            self.put(indent + 2, f"{x} = {x} + ({text}) % 100")
            self.put(indent + 2, f"print({x})")
        else:
            self.put(indent + 2, self.pick(f"print({text})", f"print(divmod({x}, {d}), {text})"))
        self.put(indent + 1, "except Exception as e:")
        self.put(indent + 2, f"print(type(e).__name__, e, where(e), {d})")

    def float_loop(self, scope, indent):
        x, y = self.name("s"), self.name("s")
        first = self.pick("0.0", "-0.0", "0.3", "1e300", "2.0**52", "1", "5e-324")
        second = self.pick("0.5", "1.5", "2", "-1e-3", "2.0**53", self.end())
        self.put(indent, f"{x}, {y} = {first}, {second}")
        i = self.open_loop(indent)
        for _ in range(self.rng.randrange(1, 4)):
            self.put(indent + 1, self.pick(f"{x} = {x} * {y} + {i}", f"{x} += {y}",
                                           f"{x}, {y} = {y} - {x}, {x} * 0.5", f"{x} = {x} / ({i} + 1)",
                                           f"{y} = {y} * {y} % 7.5", f"{x} = -{x}",
                                           f"{x} = {x} if {x} < {y} else {y}",
                                           f"if {x} == {i}:\n{'    ' * (indent + 2)}{x} = {i}", f"{y} += {i} / 4",
                                           f"{x} = {x} // 0.3", f"{x} = abs({x} - {y})", f"{x} = min({x}, {y}, {i})",
                                           f"{y} = int({y}) if abs({y}) < 1e20 else 1.5"))
        self.put(indent, f"print({x}, {y})")

    def global_loop(self, scope, indent):
        """A loop over a module variable that functions write and read."""
        if not self.globals:
            return self.accumulator(scope, indent)
        name, write, read = self.pick(*self.globals)
        if self.chance(50):
            self.put(indent, f"{name} = {self.start()}")
        i = self.open_loop(indent)
        for _ in range(self.rng.randrange(1, 4)):
            line = self.pick(f"{name} += {self.step()}", f"{name} = {name} - {i}",
                             f"{name} = {name} * {self.small()} % {self.pick(1000003, 2**61 - 1, 2**64)}",
                             f"{write}({self.pick(i, self.step(), name)})", f"print({read}(), {name})",
                             f"{name} = {self.pick(*LATE)}" if self.calm else f"globals()['{name}'] = {self.pick(*LATE)}",
                             f"{name} += {read}() % {self.pick(7, 2**62)}")
            if self.chance(40):
                self.put(indent + 1, f"if {self.test(i, scope)}:")
                self.put(indent + 2, line)
            else:
                self.put(indent + 1, line)
        if self.chance(20):
            self.leave(i, scope, indent + 1)
        self.put(indent, f"print({name}, {read}(), {i})")

    def object_loop(self, scope, indent, name, cls):
        """A loop over an object whose attributes or methods change."""
        total, kept = self.name("s"), self.name("f")
        self.put(indent, f"{total}, {kept} = 0, {cls}.step")
        i = self.open_loop(indent)
        self.put(indent + 1, f"{total} += {name}.{self.pick('a0', f'step({i})', f'run({i} % 4)')}")
        self.put(indent + 1, f"if {i} == {self.small()}:")
        self.put(indent + 2, self.pick(f"{name}.a0 = {self.pick(*LATE[:7])}",
                                       f"{cls}.step = lambda self, by: {self.start()}",
                                       f"{name}.step = lambda by: {self.start()}",
                                       f"{cls}.a0 = property(lambda self: 7)", f"del {name}.a0",
                                       f"{name}.a0 = -{name}.a0" if self.calm else f"{name}.__dict__['a0'] = {self.start()}",
                                       f"setattr({name}, 'a0', {self.start()})"))
        self.put(indent, f"{cls}.step = {kept}")
        self.put(indent, f"print({total})")

    def function_loop(self, scope, indent):
        """A function whose loop returns from its middle, with a default and what else it was given."""
        f, i = self.name("f"), "k"
        self.put(indent, f"def {f}(n, x={self.start()}, *more):")
        wrapped = self.chance(40)
        if wrapped:
            self.put(indent + 1, "try:")
        body = indent + 1 + wrapped
        self.put(body, f"for {i} in range(n):")
        for _ in range(self.rng.randrange(1, 3)):
            self.put(body + 1, self.pick(f"x += {self.step()}", f"x = x * {self.small()}", f"x -= {i}",
                                         f"x = x + len(more)", f"x //= {self.pick(2, i)}"))
        self.put(body + 1, f"if {self.pick(f'{i} == {self.small()}', f'x > {self.end()}', f'x < {self.start()}')}:")
        self.put(body + 2, self.pick("return x", f"return {i}, x", "return None", f"return {self.pick(*LATE)}",
                                     "break"))
        if wrapped:
            self.put(indent + 1, "finally:")
            self.put(indent + 2, self.pick("print('out', x)", "x = 1", "n += x"))
        self.put(indent + 1, self.pick("return -x", "return x, n", "pass"))
        for arguments in self.rng.sample([self.small(), f"{self.small()}, {self.start()}", f"5, {self.pick(*LATE)}",
                                          f"7, {self.end()}, 1, 2", "n=4", f"x={self.start()}, n=6", "*[3, 2]"], 3):
            self.put(indent, "try:")
            self.put(indent + 1, f"print({f}({arguments}))")
            self.put(indent, "except Exception as e:")
            self.put(indent + 1, "print(type(e).__name__, e, where(e))")

    def typed(self):
        """A function of the module that is called with numbers of one kind (typed_calls)."""
        name, kind = f"t{self.number}_{len(self.typed_functions)}", self.pick("int", "int", "float")
        step = lambda: self.pick("y", self.small(), "i", self.end() if kind == "int" else "0.5")  # noqa: E731
        self.put(0, f"def {name}(x, y, n=6):")
        self.put(1, f"t = {self.pick('x', 'x', '0', '0.0' if kind == 'float' else '1')}")
        self.put(1, self.pick("for i in range(n):", "for i in range(n, 0, -1):", "for i in range(0, 3 * n, 3):",
                              "i = 0\n    while i < n:\n        i += 1"))
        for _ in range(self.rng.randrange(1, 5)):
            line = self.pick(f"t += {step()}", f"t -= {step()}", f"t = t * {self.small()}", "t = t + x * i",
                             "t = t + x * y % 1000003",
                             "x, y = y, x + y", f"x += {step()}", "t = t - y * i", "y = -y",
                             f"t = (t + y) % {self.pick(1000003, 2**31, 2**61)}",
                             f"t = t // {self.pick(2, 3)} + y", "t = abs(t - x)", "t = max(t, x)", "x = t",
                             f"t = {name}(y, i, n - 3) + i" if kind == "int" else "t = t / 2")
            if self.chance(40):
                self.put(2, f"if {self.pick('t < y', 'x > t', 'i == 2', 'i % 2', 't % 2 == 0', f't > {self.end()}')}:")
                self.put(3, self.pick(line, line, line, "break", "continue", "return t - 1"))
            else:
                self.put(2, line)
        self.put(1, self.pick("return t", "return t", "return x - t", "return t + y", "print(t, x)"))
        self.typed_functions.append((name, kind))

    def typed_calls(self, scope, indent):
        if not self.typed_functions:
            return self.accumulator(scope, indent)
        name, kind = self.pick(*self.typed_functions)
        number = self.end if kind == "int" else lambda: self.pick("0.5", "-0.0", "1e300", "2.0**53", "float('inf')")
        for _ in range(self.rng.randrange(1, 4)):
            x, y = (self.pick(number(), number(), self.small() + ("" if kind == "int" else ".0")) for _ in range(2))
            if self.chance(8):
                y = self.pick(*LATE)
            self.put(indent, self.pick(f"print({name}({x}, {y}))", f"print({name}({x}, {y}, {self.small()}))",
                                       f"print({name}(y={y}, x={x}))",
                                       f"print([{name}(x, {y}) for x in ({x}, {self.small()})])",
                                       f"print({name}({x}, {y}) + {name}({y}, {x}))"))
