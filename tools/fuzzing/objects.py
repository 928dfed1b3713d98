# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shapes about what versions assume of classes, of rows of lists, and of the module's own loops.

Classes here are small: numbers as attributes, methods that compute on them, an heir. They are used in loops in
whose middle an attribute changes its kind, a method is replaced, an object changes its shape. Module-level loops
stand outside of any `try`, since handlers change what versions may do, and so cannot raise.
"""


class Objects:
    """Methods of a case, as those of shapes.Shapes."""

    # --- classes

    def value(self, kind):
        return self.pick(self.small(), self.end()) if kind == "int" else self.pick("0.5", "-1.25", "3.0", "1e300", "-0.0")

    def record(self):
        """Puts a class, at times with an heir, at module level: (name, attributes with their kinds, methods)."""
        cls = f"R{self.number}_{len(self.records)}"
        attributes = {name: self.pick("int", "float", "float") for name in ["x", "y", "k"][:self.rng.randrange(1, 4)]}
        names = list(attributes)
        self.put(0, f"class {cls}:")
        if self.chance(15):
            self.put(1, f"unit = {self.pick('2', '0.5')}")
        defaults = {names[-1]: f"={self.value(attributes[names[-1]])}"} if self.chance(30) else {}
        self.put(1, f"def __init__(self, {', '.join(n + defaults.get(n, '') for n in names)}):")
        for name in self.rng.sample(names, len(names)):
            self.put(2, f"self.{name} = {name}")
        if self.chance(15):
            self.put(2, f"if self.{names[0]} == 3:")
            self.put(3, "self.late = self")
        self.methods(names, own=True)
        self.records.append((cls, attributes))
        if self.chance(50):
            heir = cls + "_heir"
            self.put(0, f"class {heir}({cls}):")
            form = self.rng.randrange(3)
            if form:
                self.put(1, f"def __init__(self, {', '.join(names)}):")
                first = self.pick(f"super().__init__({', '.join(names)})", f"{cls}.__init__(self, {', '.join(names)})")
                lines = [first, f"self.z = {self.pick(names[0], '0.5', '1')}"]
                for line in lines if form == 1 else reversed(lines):
                    self.put(2, line)
            before = len(self.lines)
            self.methods(names, own=False)
            if not form and len(self.lines) == before:
                self.put(1, "pass")
            self.records.append((heir, attributes))

    def methods(self, names, own):
        attribute = lambda: "self." + self.pick(*names)  # noqa: E731
        if own or self.chance(60):
            self.put(1, "def norm(self):")
            value = f"{attribute()} * {attribute()} {self.pick('+', '-')} {attribute()}"
            self.put(2, f"return {value if own or self.chance(40) else 'super().norm() + ' + attribute()}")
        if own or self.chance(40):
            self.put(1, "def move(self, by):")
            self.put(2, self.pick(f"{attribute()} += by", f"self.{names[0]} = self.{names[0]} * {self.small()} + by",
                                  f"self.{names[0]}, self.{names[-1]} = self.{names[-1]}, by",
                                  f"self.{names[0]} -= by * {attribute()}"))
            if self.chance(25):
                self.put(2, f"if {attribute()} > {self.pick('100', '1e10', str(2**62))}:")
                self.put(3, f"self.{names[-1]} = {self.pick('1', '0.5', 'None')}")
            self.put(2, self.pick(f"return {attribute()}", "return self", "pass", "return self.norm()"))
        if own and self.chance(25):
            self.put(1, "@property")
            self.put(1, "def twice(self):")
            self.put(2, f"return {attribute()} * 2")

    def record_loop(self, scope, indent):
        """Objects of one class or of two, in a list or by name, in a loop; something changes in its middle."""
        if not self.records:
            return self.accumulator(scope, indent)
        cls, attributes = self.pick(*self.records)
        kin = [r[0] for r in self.records if r[0].startswith(cls.removesuffix("_heir"))]
        names = list(attributes)
        make = lambda c: f"{c}({', '.join(self.value(k) for k in attributes.values())})"  # noqa: E731
        items, total, f = self.name("l"), self.name("s"), self.name("f")
        # Half of them in a function that is given the objects.
        inside = self.chance(50)
        body = indent
        if inside:
            self.put(indent, f"def {f}({items}, {total}):")
            body = indent + 1
        else:
            self.put(indent, f"{items} = [{', '.join(make(self.pick(cls, cls, *kin)) for _ in range(3))}]")
            self.put(indent, f"{total} = {self.start()}")
        i, b = self.name("i"), self.name("b")
        self.put(body, self.header(i, 4, 9))
        by_index = self.chance(30)
        if by_index:
            self.put(body + 1, f"{b} = {items}[{i} % 3]")
        self.put(body + 1, "while True:" if by_index else
                 self.pick(f"for {b} in {items}:", f"for {b} in {items}:", f"for _, {b} in enumerate({items}):",
                           f"for {b}, _ in zip({items}, range(9)):"))
        steps = self.rng.randrange(1, 4)
        attribute = lambda: self.pick(*names)  # noqa: E731
        for _ in range(steps):
            a = attribute()
            self.put(body + 2, self.pick(f"{total} += {b}.{a}", f"{b}.{a} += {self.step()}", f"{b}.move({self.small()})",
                                         f"{b}.move({i} * 0.5)", f"{total} += {b}.norm()",
                                         f"{b}.{a} = {b}.{a} - {i}", f"{b}.{attribute()} = {b}.{a}",
                                         f"{total} = {total} + {b}.{a} * {items}[0].{attribute()}",
                                         f"{b}.{a} = float({b}.{a}) * 0.5", f"{total} += {cls}.norm({b})"))
        self.put(body + 2, f"if {i} == {self.small()}:")
        a = attribute()
        changes = [f"{b}.{a} = {self.pick(*LATE_NUMBERS)}", f"{b}.{a} = {self.pick(*LATE_NUMBERS)}",
                   f"{b}.{a} = {self.pick(repr('s'), 'None', '[1]')}",
                   f"{cls}.norm = lambda self: {self.start()}", f"{cls}.move = lambda self, by: {self.pick('self', 'by')}",
                   f"{b}.norm = lambda: {self.start()}", f"{b}.extra = {self.small()}", f"del {b}.{a}",
                   f"{cls}.{a} = {self.start()}", f"{items}.append({make(self.pick(*kin))})" + f" if len({items}) < 5 else 0",
                   f"{cls}.norm, {cls}.move = {cls}.move, {cls}.norm", f"{items}[0] = {self.pick('3', make(cls))}",
                   f"{cls}.{a} = property(lambda self: 7)" if self.chance(30) else f"{b}.{a} = -{b}.{a}",
                   f"del {cls}.norm" if self.chance(30) else f"{b}.{a} *= 2"]
        if not self.calm:
            changes += [f"setattr({b}, '{a}', {self.start()})", f"{b}.__dict__['{a}'] = {self.start()}",
                        f"{b}.__class__ = {self.pick(*kin)}", f"globals()['{cls}'] = {self.pick('int', 'None')}"]
        self.put(body + 3, self.pick(*changes))
        if by_index:
            self.put(body + 2, "break")
        if inside:
            self.put(body, f"return {total}")
            self.put(indent, f"{items} = [{', '.join(make(self.pick(cls, cls, *kin)) for _ in range(3))}]")
            self.put(indent, "try:")
            for _ in range(self.rng.randrange(1, 3)):
                self.put(indent + 1, f"print({f}({items}, {self.start()}))")
            self.put(indent, "except (TypeError, AttributeError, ZeroDivisionError, OverflowError, ValueError) as e:")
            self.put(indent + 1, "print(e, where(e))")
        else:
            self.put(indent, f"print({total})")
        shown = ", ".join(f"o.{n}" for n in names)
        self.put(indent, f"print([({shown},) for o in {items}])")

    # --- rows

    def grid(self, scope, indent):
        """Lists of lists as programs make them, a product, a fill; a row that is replaced or shared."""
        a, b, c, n = self.name("l"), self.name("l"), self.name("l"), self.rng.randrange(2, 5)
        zero = self.pick("0", "0.0", "1", self.end())
        self.put(indent, f"{a} = {self.pick(f'[[{zero}] * {n} for _ in range({n})]', f'[[{zero}] * {n}] * {n}', f'[[i * j for i in range({n})] for j in range({n})]')}")
        self.put(indent, f"{b} = [[{self.pick('i + j', 'i * 0.5 - j', 'i << 60', 'float(i)')} for i in range({n})] for j in range({n})]")
        i, j, k, t = (self.name(p) for p in "iiis")
        self.put(indent, f"{c} = []")
        self.put(indent, f"for {i} in range({n}):")
        self.put(indent + 1, f"{c}.append([])")
        self.put(indent + 1, f"for {j} in range({n}):")
        self.put(indent + 2, f"{t} = {self.pick('0', '0.0', zero)}")
        self.put(indent + 2, f"for {k} in range({n}):")
        self.put(indent + 3, f"{t} += {a}[{i}][{k}] * {b}[{k}][{j}]")
        if self.chance(60):
            self.put(indent + 3, f"if {k} == 1 and {i} == {self.rng.randrange(3)}:")
            self.put(indent + 4, self.pick(f"{b}[{k}] = [{self.start()}] * {n}", f"{a}[{i}][{j}] = {self.pick(*LATE_NUMBERS)}",
                                           f"{b}[{j}].pop() if len({b}[{j}]) > 1 else 0", f"{b}[0], {b}[1] = {b}[1], {b}[0]",
                                           f"{a}[{i}] = {b}[{j}]", f"{t} = {self.start()}", "break", "continue"))
        self.put(indent + 2, self.pick(f"{c}[{i}].append({t})", f"{c}[-1].append({t})", f"{c}[{i}] += [{t}]"))
        self.put(indent, f"print({a}, {b}, {c})")

    # --- loops with several ways out

    def while_loop(self, scope, indent):
        x, y, turns = self.name("s"), self.name("s"), self.name("i")
        self.put(indent, f"{x}, {y}, {turns} = {self.start()}, {self.start()}, 0")
        self.put(indent, f"while {self.pick('True', 'True', f'{turns} < 20', f'{x} != {y}')}:")
        self.put(indent + 1, f"{turns} += 1")
        self.put(indent + 1, f"if {turns} > {self.rng.randrange(5, 25)}:")
        self.put(indent + 2, "break")
        inner = self.chance(50)
        level = indent + 1
        if inner:
            self.put(level, f"while {x} < {self.end()} and {turns} < 60:")
            level += 1
            self.put(level, f"{turns} += 1")
            self.put(level, f"{x} = {x} * {self.pick(2, 3)} + {self.small()}")
            self.put(level, f"if {x} % {self.pick(7, 11)} == {self.pick(0, 3)}:")
            self.put(level + 1, self.pick("break", f"{y} += {self.step()}", f"{x} += {self.end()}"))
            if self.chance(30):
                self.put(level - 1, "else:")
                self.put(level, f"{x} = {self.pick('0', '1', '0.5')}")
            level -= 1
        for _ in range(self.rng.randrange(1, 3)):
            line = self.pick(f"{x} += {self.step()}", f"{y} = {y} + {x} % 100", f"{x} = {x} // 2", f"{y} -= {turns}",
                             f"{x}, {y} = {y}, {x}")
            if self.chance(40):
                self.put(level, f"if {turns} % {self.pick(2, 3)}:")
                self.put(level + 1, self.pick(line, "continue"))
            else:
                self.put(level, line)
        if self.chance(25):
            self.put(indent, "else:")
            self.put(indent + 1, f"print('else', {x})")
        self.put(indent, f"print({x}, {y}, {turns})")

    def guarded_loop(self, scope, indent):
        """A loop inside `try`, with handlers and a `finally` that see what it computed."""
        x, n, xs, i = self.name("s"), self.name("s"), self.name("l"), self.name("i")
        self.put(indent, f"{x}, {n}, {xs} = {self.start()}, 0, {self.numbers()}")
        self.put(indent, "try:")
        self.put(indent + 1, self.header(i))
        for _ in range(self.rng.randrange(1, 4)):
            self.put(indent + 2, self.pick(f"{x} += {xs}[{i} % len({xs})]", f"{n} += {self.small()} // ({i} - {self.small()})",
                                           f"{x} = {x} * {self.small()}", f"{n} += {xs}[{i}]", f"{xs}[{i}] = {n}",
                                           f"{n} += 1", f"{x} -= {i}"))
        if self.chance(30):
            self.put(indent + 2, f"if {i} == {self.small()}:")
            self.put(indent + 3, self.pick("break", f"raise ValueError({x})", "continue"))
        handled = self.chance(70)
        if handled:
            self.put(indent, f"except {self.pick('(IndexError, ZeroDivisionError)', 'ValueError', 'ArithmeticError', 'TypeError')} as e:")
            self.put(indent + 1, f"print(e, where(e), {x}, {n}, {i})")
            if self.chance(40):
                self.put(indent, "else:")
                self.put(indent + 1, f"{x} += 1")
        if not handled or self.chance(50):
            self.put(indent, "finally:")
            self.put(indent + 1, f"print('finally', {x}, {n})")
            self.put(indent + 1, f"{n} = {n} + {self.small()}")
        self.put(indent, f"print({x}, {n}, {xs})")

    def produced(self, scope, indent):
        """What generators and closures give, walked along with lists."""
        g, xs, total, a, b = self.name("g"), self.name("l"), self.name("s"), self.name("v"), self.name("v")
        self.put(indent, f"{xs} = {self.numbers()}")
        self.put(indent, f"def {g}(n, step):")
        self.put(indent + 1, f"t = {self.start()}")
        self.put(indent + 1, "for k in range(n):")
        self.put(indent + 2, self.pick("t += step", "t = t * 2 + k", f"t -= {xs}[k % len({xs})]", "t = t + step * k"))
        self.put(indent + 2, self.pick("yield t", "yield t - k"))
        if self.chance(30):
            self.put(indent + 1, f"yield from {xs}")
        self.put(indent, f"{total} = {self.pick('0', '0.0', self.end())}")
        source = f"{g}({self.small()}, {self.step()})"
        self.put(indent, self.pick(f"for {a}, {b} in zip({source}, {xs}):", f"for {a}, {b} in enumerate({source}):",
                                   f"for {a}, {b} in zip({xs}, {source}):", f"for {a}, {b} in zip({source}, {source}):",
                                   f"for {a}, {b} in enumerate({xs}, {self.pick(self.small(), self.end())}):"))
        self.put(indent + 1, self.pick(f"{total} += {a}", f"{total} = {total} + {a} - {b}", f"{total} -= {b}"))
        if self.chance(40):
            self.put(indent + 1, f"if len({xs}) < 8:")
            self.put(indent + 2, self.pick(f"{xs}.append({self.step()})", f"{xs}[0] = {self.pick(*LATE_NUMBERS)}"))
        if self.chance(30):
            self.put(indent + 1, f"if {total} > {self.end()}:")
            self.put(indent + 2, "break")
        self.put(indent, f"print({total}, {xs})")

    def closure_loop(self, scope, indent):
        """Functions made in a loop, or called in one, that share its variables."""
        f, fs, x, i = self.name("f"), self.name("l"), self.name("s"), self.name("i")
        outer = self.name("f")
        self.put(indent, f"def {outer}(n, {x}):")
        self.put(indent + 1, f"{fs} = []")
        self.put(indent + 1, f"for {i} in range(n):")
        self.put(indent + 2, f"def {f}(by, at={i}):")
        writes = self.chance(60)
        if writes:
            self.put(indent + 3, f"nonlocal {x}")
            self.put(indent + 3, self.pick(f"{x} += by", f"{x} = {x} * 2 - by", f"{x} = by"))
        self.put(indent + 3, self.pick(f"return {x} + at", f"return {x} - {i}", f"return by + at"))
        self.put(indent + 2, f"{fs}.append({f})")
        self.put(indent + 2, self.pick(f"{x} += {self.step()}", f"{x} = {f}({i})", f"{x} -= {i}", f"{f}({self.step()})"))
        self.put(indent + 1, f"return [{f}(k) for k, {f} in enumerate({fs})] + [{x}]")
        for _ in range(2):
            self.put(indent, f"print({outer}({self.small()}, {self.start()}))")

    # --- module level

    def module_loop(self):
        """Loops over variables of the module, outside of any `try`; nothing in them raises."""
        number = self.number
        a, b, xs, i = (f"{p}{number}_{len(self.lines)}" for p in ("ma", "mb", "ml", "mi"))
        kind = self.pick("int", "float", "mixed")
        start = self.pick(self.end(), self.small()) if kind == "int" else self.pick("0.5", "1e300", "-0.0", "2.0**53")
        self.put(0, f"{a}, {b} = {start}, {self.small() if kind != 'float' else '1.5'}")
        self.put(0, f"{xs} = [{', '.join(self.value('int' if kind == 'int' else self.pick('int', 'float')) for _ in range(4))}]")
        if self.chance(60):
            self.put(0, f"for {i} in range({self.rng.randrange(3, 20)}):")
        else:
            self.put(0, f"{i} = 0")
            self.put(0, f"while {i} < {self.rng.randrange(3, 20)}:")
            self.put(1, f"{i} += 1")
        step = self.end if kind == "int" else lambda: self.pick("0.5", "-1.5", "1e10", "3")
        for _ in range(self.rng.randrange(1, 4)):
            lines = [f"{a} += {step()}", f"{a} = {a} + {b} * {i}", f"{b} -= {self.small()}", f"{a}, {b} = {b}, {a}",
                     f"{xs}[{i} % 4] = {a}", f"{a} += {xs}[{i} & 3]", f"{a} = {a} * 2", f"{b} = {a} - {b}",
                     f"{b} = len({xs}) + {i}", f"{a} = abs({a})"]
            line = self.pick(*lines)
            if self.chance(30):
                self.put(1, f"if {i} == {self.small()}:")
                self.put(2, self.pick(line, f"{a} = {self.pick(*LATE_NUMBERS)}", "break", "continue"))
            else:
                self.put(1, line)
        if self.chance(30):
            self.put(1, f"for {i}_ in {xs}:")
            self.put(2, self.pick(f"{a} += {i}_", f"{b} -= 1", f"{a} = {b}"))
        self.put(0, f"print({a}, {b}, {xs}, {i})")


LATE_NUMBERS = ["0.5", "-0.0", "True", "2**63", "-(2**62)", "float('inf')", "1e300", "7", "2**61 - 1"]
