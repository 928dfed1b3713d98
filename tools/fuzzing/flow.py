# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about statements and calls: match, try with all its parts, groups of exceptions, with, generators, unpacking,
comprehensions, closures, and calls with every mixture of arguments, also wrong ones."""

from values import Values

ERRORS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "LookupError", "RuntimeError", "Exception"]


class Flow(Values):
    def definitions(self):
        n = self.number
        self.put(0, "import math")
        self.put(0, f"class Pt{n}:")
        self.put(1, f"__match_args__ = {self.pick(repr(('x', 'y')), repr(('x',)), '()', repr(['x']), repr(('x', 'x')), repr((1,)))}" if self.chance(60) else "pass")
        self.put(1, "def __init__(self, x, y=0): self.x = x; self.y = y")
        self.put(0, f"class Cm{n}:")
        self.put(1, "def __init__(self, tag, swallow=False, fail=None): self.tag = tag; self.swallow = swallow; self.fail = fail")
        self.put(1, "def __enter__(self):")
        self.put(2, "print('enter', self.tag)")
        self.put(2, "if self.fail == 'enter': raise ValueError('enter ' + self.tag)")
        self.put(2, "return self.tag")
        self.put(1, "def __exit__(self, kind, e, trace):")
        self.put(2, "print('exit', self.tag, kind and kind.__name__, e)")
        self.put(2, "if self.fail == 'exit': raise KeyError('exit ' + self.tag)")
        self.put(2, "return self.swallow")

    def body(self):
        for _ in range(self.rng.randrange(3, 6)):
            self.pick(self.match_statement, self.try_statement, self.group_statement, self.with_statement, self.generator, self.calls, self.calls, self.unpacking, self.comprehension, self.closure, self.loop)()

    # --- match

    def pattern(self, depth, names):
        form = self.rng.randrange(13)
        bind = lambda: names.append(self.name("m")) or names[-1]  # noqa: E731
        if depth == 0 or form < 3:
            return self.pick("_", bind(), "1", "-1", "0", "'a'", "None", "True", "1.5", "b'x'", "2+1j", "int()", "str()", "-0.0", "'k' 'ey'", "math.pi")
        if form < 5:
            parts = [self.pattern(depth - 1, names) for _ in range(self.rng.randrange(0, 4))]
            if self.chance(40):
                parts.insert(self.rng.randrange(len(parts) + 1), "*" + self.pick("_", bind()))
            return f"[{', '.join(parts)}]" if self.chance(60) else f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
        if form < 7:
            keys = self.rng.sample(["'a'", "1", "'k'", "None", "2", "-1"], self.rng.randrange(0, 3))
            parts = [f"{k}: {self.pattern(depth - 1, names)}" for k in keys]
            if self.chance(40):
                parts.append("**" + bind())
            return "{" + ", ".join(parts) + "}"
        if form < 9:
            cls = self.pick(f"Pt{self.number}", "int", "str", "float", "list", "dict", "tuple", "bool", "bytes", f"Pt{self.number}", "object")
            if cls[0] != "P":
                return f"{cls}({self.pattern(depth - 1, names) if self.chance(60) and cls != 'object' else ''})"
            parts = [self.pattern(depth - 1, names) for _ in range(self.rng.randrange(0, 3))] + [f"{k}={self.pattern(depth - 1, names)}" for k in self.rng.sample(["x", "y", "z"], self.rng.randrange(0, 2))]
            return f"{cls}({', '.join(parts)})"
        if form == 9:
            count = len(names)
            first, second = self.pattern(0, names), self.pattern(0, names)
            if len(names) > count or first == "_":  # alternatives bind the same names, and only the last may match all
                del names[count:]
                return self.pick("1 | 2", "'a' | None", "[_] | (_, _)", "int() | str()")
            return f"({first} | {second})"
        if form == 10:
            inner = self.pattern(depth - 1, names)
            return f"({inner}) as {bind()}" if inner != "_" and not inner.isidentifier() else inner
        return self.pattern(depth - 1, names)

    def subject(self, depth=2):
        form = self.rng.randrange(12)
        if form < 4 or depth == 0:
            return self.pick("1", "-1", "0", "'a'", "None", "True", "1.5", "b'x'", "'key'", "2+1j", "''", self.any_value(0))
        if form < 8:
            parts = [self.subject(depth - 1) for _ in range(self.rng.randrange(0, 4))]
            return self.pick(f"[{', '.join(parts)}]", f"({', '.join(parts)}{',' if parts else ''})")
        if form < 10:
            return "{" + ", ".join(f"{k}: {self.subject(depth - 1)}" for k in self.rng.sample(["'a'", "1", "'k'", "None"], self.rng.randrange(0, 4))) + "}"
        return f"Pt{self.number}({self.subject(depth - 1)}, {self.subject(depth - 1)})" if form == 10 else self.pick("range(3)", "'abc'", "iter([1])", "bytearray(b'ab')", "{1, 2}", "int", "...")

    def match_statement(self):
        subjects = self.name("s")
        self.put(1, f"{subjects} = [{', '.join(self.subject() for _ in range(5))}]")
        subject, label = self.name("s"), self.label()
        self.put(1, f"for {subject} in {subjects}:")
        self.put(2, "try:")
        self.put(3, f"match {subject}:" if self.chance(85) else f"match {subject}, 1:")
        for i in range(self.rng.randrange(2, 5)):
            names = []
            text = self.pattern(2, names)
            if text == "_" or text.isidentifier() or text == names and not names[1:]:
                text = f"[{text}]"
            unique = [n for n in names if n in text]
            guard = self.pick("", "", "", f" if {unique[0]}" if unique else " if True", " if False", " if not 1 / 0" if self.chance(20) else "")
            self.put(4, f"case {text}{guard}:")
            self.put(5, f"tell({label}, {i}{''.join(', ' + n for n in unique)})")
        if self.chance(60):
            self.put(4, "case _:")
            self.put(5, f"tell({label}, 'none of them')")
        self.failure(label, 2)

    # --- exceptions

    def risky(self):
        """A statement that may raise."""
        return self.pick(f"raise {self.pick(*ERRORS)}({self.pick('', '1', repr('text'))})", "1 / 0", "[][1]", "{}['k']", "int('x')", "print('fine')", "pass", "raise", "assert 0, 'asserted'", "undefined_name", "None + 1", "raise ValueError from KeyError('cause')",
                         "raise TypeError('new') from None", "raise 5", "raise ValueError from 5", "raise KeyError", "next(iter([]))", "x = 1; del x; x")

    def clause(self):
        names = self.rng.sample(ERRORS, self.rng.randrange(1, 3))
        kind = names[0] if len(names) == 1 else f"({', '.join(names)})"
        return f"except {kind}{self.pick(' as e', ' as e', '')}:"

    def handler_body(self, indent, loop, clause):
        self.put(indent, f"tell('handled'{', type(e).__name__, e.args, type(e.__context__).__name__' if ' as e' in clause else ''})")
        self.put(indent, self.pick("pass", "pass", "raise", self.risky(), "return 'from handler'", "raise ValueError('second')", self.pick("break", "continue") if loop else "pass", "del e" if " as e" in clause else "pass"))

    def try_statement(self):
        name, label = self.name("f"), self.label()
        self.put(1, f"def {name}(k):")
        loop = self.chance(50)
        depth = 2
        if loop:
            self.put(2, "for i in range(3):")
            depth = 3
        self.put(depth, "try:")
        self.put(depth + 1, f"if k == 1: {self.risky()}")
        self.put(depth + 1, self.pick("pass", self.risky(), "return 'body'", self.pick("break", "continue") if loop else "pass"))
        clauses = [self.clause() for _ in range(self.rng.randrange(0, 3))]
        for clause in clauses:
            self.put(depth, clause)
            self.handler_body(depth + 1, loop, clause)
        if clauses and self.chance(30):
            self.put(depth, "else:")
            self.put(depth + 1, self.pick("tell('else')", self.risky(), "return 'else'"))
        if not clauses or self.chance(60):
            self.put(depth, "finally:")
            self.put(depth + 1, "tell('finally')")
            self.put(depth + 1, self.pick("pass", "pass", "return 'finally'" if self.chance(50) else "pass", self.risky(), self.pick("break", "continue") if loop else "pass"))
        if loop and self.chance(40):
            self.put(2, "else:")
            self.put(3, "tell('loop else')")
        self.put(2, "return 'end'")
        for k in (0, 1):
            self.put(1, "try:")
            self.put(2, f"show({label}, {name}({k}))")
            self.put(1, "except BaseException as e:")
            self.put(2, f"failed({label}, e)")
            self.put(2, "tell(type(e.__context__).__name__, e.__suppress_context__, where(e))")

    def group(self, depth=2):
        parts = [self.group(depth - 1) if depth and self.chance(25) else f"{self.pick(*ERRORS)}({self.rng.randrange(5)})" for _ in range(self.rng.randrange(1, 4))]
        return f"ExceptionGroup({self.pick(repr('g'), repr('group'))}, [{', '.join(parts)}])"

    def group_statement(self):
        label = self.label()
        self.put(1, "try:")
        self.put(2, "try:")
        self.put(3, f"raise {self.group() if self.chance(80) else self.pick(*ERRORS) + '(1)'}")
        for _ in range(self.rng.randrange(1, 4)):
            kind = self.pick(*ERRORS[:-1]) if self.chance(85) else self.pick("Exception", "ExceptionGroup", "(ValueError, OSError)", "int")
            self.put(2, f"except* {kind} as e:")
            self.put(3, "tell('star', repr(e), e.exceptions)")
            if self.chance(35):
                self.put(3, self.pick("raise", "raise ValueError('in star')", "raise e", "raise KeyError('x') from e", "e = 1"))
        if self.chance(25):
            self.put(2, "else:")
            self.put(3, "tell('else')")
        if self.chance(25):
            self.put(2, "finally:")
            self.put(3, "tell('finally')")
        self.failure(label, 1)
        self.put(2, f"tell({label}, repr(e), repr(e.__context__), repr(e.__cause__))")
        g = self.group()
        self.check(self.pick(f"{g}.split({self.pick(*ERRORS)})", f"{g}.subgroup(({self.pick(*ERRORS)}, OSError))", f"{g}.derive([KeyError(1)])", f"str({g})", f"{g}.subgroup(lambda e: e.args == (1,))", "ExceptionGroup('x', [])", "ExceptionGroup('x', [1])",
                             "ExceptionGroup(1, [ValueError()])", "BaseExceptionGroup('b', [ValueError()])", "ExceptionGroup('x', [KeyboardInterrupt()])", f"{g}.message, {g}.exceptions", f"{g}.split(5)"))

    def with_statement(self):
        label = self.label()
        managers = []
        for i in range(self.rng.randrange(1, 4)):
            options = self.pick("", "", ", swallow=True", ", fail='enter'", ", fail='exit'", ", swallow=1")
            managers.append(f"Cm{self.number}('m{i}'{options}){self.pick('', f' as w{i}')}")
        self.put(1, f"def with{self.fresh}():")
        self.put(2, f"for i in range(2):")
        self.put(3, f"with {', '.join(managers)}:" if self.chance(70) else f"with ({', '.join(managers)}):")
        self.put(4, "tell('inside', i)")
        self.put(4, self.pick("pass", self.risky(), self.risky(), "return 'left'", "break", "continue", "if i: " + self.risky()))
        self.put(3, "tell('after', i)")
        self.put(2, "return 'end'")
        self.check(f"with{self.fresh}()")
        self.fresh += 1

    # --- generators

    def generator(self):
        inner, outer, label = self.name("g"), self.name("g"), self.label()
        self.put(1, f"def {inner}(n):")
        self.put(2, "try:")
        self.put(3, "for i in range(n):")
        self.put(4, self.pick("got = yield i", "got = yield (i, i * 2)", "got = (yield i) or 0"))
        self.put(4, "if got is not None: tell('got', got)")
        clause = self.clause()
        self.put(2, clause)
        self.put(3, self.pick("tell('caught in generator')", "yield 'from handler'", "return 'handled'", "raise"))
        if self.chance(50):
            self.put(2, "finally:")
            self.put(3, self.pick("tell('closing')", "tell('closing'); return 'finally'" if self.chance(40) else "tell('bye')", "yield 'late'" if self.chance(30) else "tell('end')"))
        self.put(2, f"return {self.pick(repr('done'), 'n', 'None')}")
        self.put(1, f"def {outer}(n):")
        self.put(2, self.pick(f"r = yield from {inner}(n)", f"r = yield from {inner}(n)", f"r = yield from [1, 2]", f"r = list({inner}(n))", f"r = yield from {inner}(n); yield from 'ab'"))
        self.put(2, "tell('result', r)")
        self.put(2, "return r")
        name = self.name("it")
        self.put(1, f"{name} = {self.pick(inner, outer, outer)}({self.rng.randrange(0, 4)})")
        for _ in range(self.rng.randrange(3, 7)):
            self.checked(f"tell({label}, {self.pick(f'next({name})', f'next({name})', f'next({name}, {0})', f'{name}.send({self.small_value()})', f'{name}.send(None)', f'{name}.throw({self.pick(*ERRORS)}(7))', f'{name}.throw({self.pick(*ERRORS)})', f'{name}.close()', f'list({name})', f'{name}.gi_running')})")
        self.checked(f"{name}.close()")  # one that is dropped would be closed when it likes
        label = self.label()
        variable = self.name("i")
        self.checked(self.pick(f"a, *b = {inner}(3)", f"a = sum([*{inner}({self.rng.randrange(4)})])", f"a = [*{outer}(2), *{inner}(1)]", f"a = dict(zip({inner}(2), 'ab'))", f"for {variable} in {outer}(4):\n    if {variable} == 2: {self.pick('break', self.risky())}\na = {variable}"), f"tell({label}, a)")

    # --- calls

    def parameters(self):
        """A parameter list and its names."""
        names = ["p", "q", "r", "s", "t"][:self.rng.randrange(0, 5)]
        if not names:
            return self.pick("", "*args", "**kw", "*args, **kw"), names
        cuts = sorted(self.rng.randrange(0, len(names) + 1) for _ in range(2))
        default = self.chance(50)
        parts = []
        for i, name in enumerate(names):
            if i == cuts[0] and 0 < i <= cuts[1] and self.chance(50):
                parts.append("/")
            if i == cuts[1] and not any(p.startswith("*") for p in parts) and self.chance(60):
                parts.append(self.pick("*", "*args"))
            keyword = any(p.startswith("*") for p in parts)
            optional = (default and i >= 1 or any("=" in p for p in parts)) if not keyword else self.chance(50)
            parts.append(f"{name}={self.pick('0', repr('d'), '[]', 'None')}" if optional else name)
        if self.chance(25) and not any(p.startswith("*") for p in parts):
            parts.append("*args")
        if self.chance(30):
            parts.append("**kw")
        return ", ".join(parts), names

    def call_arguments(self):
        parts = []
        for _ in range(self.rng.randrange(0, 5)):
            parts.append(self.pick(self.small_value(), self.small_value(), "'v'", "*(1, 2)", "*[]", "*'ab'", "*range(2)", "*{7: 1}", "*None" if self.chance(15) else "5"))
        for key in self.rng.sample(["p", "q", "r", "s", "t", "extra", "q2"], self.rng.randrange(0, 4)):
            parts.append(f"{key}={self.small_value()}")
        if self.chance(25):
            parts.append(self.pick("**{}", "**{'p': 1}", "**{'t': 2, 'r': 3}", "**{'self': 1}", "**{1: 2}", "**None", "**{'q': 1, 'extra': 2}", "**[]", "**dict(s=4)"))
        if self.chance(8):
            parts.append(self.pick("**{'x y': 1}", "**{'p': 2}"))
        return ", ".join(parts)

    def calls(self):
        text, names = self.parameters()
        name = self.name("f")
        kept = names + [w for w in ("args", "kw") if "*" + w in text]
        shown_names = f"({', '.join(kept)}{',' if len(kept) == 1 else ''})"
        form = self.rng.randrange(6)
        target = name
        if form < 3:
            self.put(1, f"def {name}({text}): return {shown_names}")
        elif form == 3:
            self.put(1, f"{name} = lambda {text}: {shown_names}")
        else:
            decorator = self.pick("", "@staticmethod", "@classmethod")
            self.put(1, f"class {name}:")
            if decorator:
                self.put(2, decorator)
            method = self.pick("method", "__init__", "__call__", "__new__") if not decorator else "method"
            first = "" if decorator == "@staticmethod" else "self, "
            if text.startswith("/"):
                text = text[3:]
            self.put(2, f"def {method}({(first + text).rstrip(', ')}): {'self.seen = ' if method == '__init__' else 'return '}{shown_names}")
            target = {"method": f"{name}.method" if decorator else f"{name}().method", "__init__": f"{name}", "__call__": f"{name}()", "__new__": name}[method]
        for _ in range(self.rng.randrange(3, 6)):
            arguments = self.call_arguments()
            self.check(f"{target}({arguments}).seen" if form > 3 and "__init__" in self.lines[-1] else f"{target}({arguments})")

    # --- the rest

    def unpacking(self):
        names = [self.name("u") for _ in range(self.rng.randrange(1, 4))]
        targets = list(names)
        if self.chance(50):
            at = self.rng.randrange(len(targets))
            targets[at] = "*" + targets[at]
        if self.chance(25):
            targets.append(self.pick("(w1, w2)", "[w1, *w2]"))
        value = self.pick(self.iterable_value(), self.tuple_value(), f"[{', '.join(self.items('pair', 1, 4))}]", self.any_value())
        self.put(1, f"{' = '.join(names)} = w1 = w2 = None")
        self.checked(f"{', '.join(targets)}{',' if len(targets) == 1 else ''} = {value}", then=f"({', '.join(names)}, w1, w2)")
        self.check(self.pick(f"[*{self.iterable_value()}, *{self.any_value()}]", f"{{**{self.dict_value()}, **{self.near('dict')}}}", f"(*{self.iterable_value()}, 1)", f"{{*{self.numbers_value()}, 2}}"))

    def comprehension(self):
        a, b = self.name("c"), self.name("c")
        condition = self.pick("", f" if {a}", f" if {a} != {b}", f" if isinstance({a}, int)")
        element = self.pick(a, f"({a}, {b})", f"{a} + {b}", f"str({a}) + str({b})", f"[{b} for _ in range(2)]", f"(z := {a})", f"lambda: {a}")
        inner = self.pick(self.iterable_value(), f"[{a}, 1]", f"range({self.small_value()})", f"({a} for _ in 'x')")
        loops = f"for {a} in {self.iterable_value()} for {b} in {inner}{condition}"
        text = self.pick(f"[{element} {loops}]", f"list({element} {loops})", f"{{{b}: {element} {loops}}}", f"tuple({element} {loops})", f"len([{element} {loops}])")
        if "lambda" in text:
            text = f"[f() for f in {text}]" if text[0] == "[" else "0"
        if "(z := " in text and text[0] == "{":
            text = "1"
        self.check(text)

    def closure(self):
        name = self.name("f")
        self.put(1, f"def {name}(n):")
        self.put(2, f"total = {self.small_value()}")
        self.put(2, "def add(by=n, *, times=1):")
        self.put(3, "nonlocal total")
        self.put(3, self.pick("total += by * times", "total = (total, by)", "del total", "total -= by; return lambda: total"))
        self.put(3, self.pick("return total", "return add", "return lambda: (total, n)"))
        self.put(2, "def read(): return total, n")
        self.put(2, self.pick("n += 1", "n = [n]", "pass", "del n" if self.chance(40) else "pass"))
        self.put(2, "return add, read")
        a, r = self.name("a"), self.name("r")
        self.put(1, f"{a}, {r} = {name}({self.small_value()})")
        for _ in range(3):
            self.check(self.pick(f"{a}()", f"{a}(2)", f"{a}('s')", f"{r}()", f"{a}(1, times=3)", f"{a}()()", f"{r}.__closure__[0].cell_contents", f"{a}.__defaults__, {a}.__kwdefaults__, {a}.__name__, {a}.__qualname__", f"{a}.__code__.co_freevars"))

    def loop(self):
        i, label = self.name("i"), self.label()
        self.put(1, "try:")
        self.put(2, self.pick(f"for {i} in {self.iterable_value()}:", f"for {i}, j in {self.pairs_value()}:", f"for {i} in {self.any_value()}:", f"while ({i} := {self.name('n')}_count()) < 5:" if False else f"for {i} in range({self.small_value()}):"))
        self.put(3, f"tell({label}, {i})")
        self.put(3, self.pick("pass", f"if {i} == {self.small_value()}: break", f"if {i}: continue", f"if 1 < {i} <= 3 != {i}: tell('chain')", f"{i} = {i} if {i} else 'none'; tell({i})"))
        if self.chance(40):
            self.put(2, "else:")
            self.put(3, f"tell({label}, 'else')")
        self.failure(label, 1)
