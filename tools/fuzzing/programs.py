# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random programs for tools/fuzz-diff.

A program is a number of cases. A case is a function, with what it calls, that computes on variables of
loosely known types and prints what it finds; it is called under `try`, and the exception's type and text
are printed too, so a case that raises goes on being a case. Everything ends: loops count, recursion has a
depth, and ints that outgrow a few hundred bits are cut down by the program itself.

Types steer what is generated so that most operations succeed; now and then a value of another type is put
where it surprises. The same seed makes the same program.

The cases here (the family `numbers`) are what versions are made for: numbers, loops, calls. The other families
have a file each; FAMILIES says how often each is taken.
"""

import random

from asynchronous import Asynchronous
from classes import Classes
from endings import Ending
from flow import Flow
from formats import Formats
from library import Library
from methods import Methods
from operations import Operations
from protocols import Protocols
from shapes import Shapes
from writer import PRELUDE as SHOWING
from writer import Writer

# Around the widths where a representation ends: the tagged int, the machine word, exact doubles.
EDGES = [0, 1, -1, 2, 3, 7, 10, 63, 64, 255, 1000, 2**31 - 1, 2**31, 2**53, 2**53 + 1, 2**60, 2**61 - 1, 2**61,
         -2**61, -2**61 - 1, 2**62, 2**63 - 1, 2**63, -2**63, 2**64, 2**64 + 1, 10**18, -10**19, 3**50]
FLOATS = ["0.0", "-0.0", "0.5", "1.5", "-2.25", "3.0", "1e10", "1e-5", "1e300", "-1e-300", "0.1", "2.0**53",
          "float('inf')", "float('-inf')", "1e77", "1e78"]
KINDS = ["int", "int", "int", "float", "bool", "list", "flist", "str"]


class Case(Shapes, Writer):
    """The source of one case, named `case<number>`."""

    def __init__(self, rng, number, calm=False):
        super().__init__(rng, number)
        self.factors = 0  # how many products the expression that is being made stands in
        self.calm = calm  # nothing in the program looks into namespaces, so that names stay what they are
        self.helpers = []  # (name, parameter kinds, result kind)
        self.classes = []  # (name, attribute kinds)
        self.records = []  # (name of a class, its attributes with their kinds), with their heirs
        self.typed_functions = []  # (name, kind of its arguments)
        self.globals = []  # (name, function that writes it, function that reads it)

    # --- expressions

    def literal(self, kind):
        r = self.rng
        if kind == "int":
            value = r.choice(EDGES) if self.chance(40) else r.randrange(-20, 100)
            return str(value) if value >= 0 else f"({value})"
        if kind == "float":
            return r.choice(FLOATS) if self.chance(50) else repr(round(r.uniform(-50, 50), 3)).join("()")
        if kind == "bool":
            return self.pick("True", "False")
        if kind == "list":
            return "[" + ", ".join(self.literal("int") for _ in range(r.randrange(1, 6))) + "]"
        if kind == "flist":
            return "[" + ", ".join(self.literal("float") for _ in range(r.randrange(1, 5))) + "]"
        if kind == "str":
            return repr(r.choice(["", "a", "abc", "xyz" * 3, "é", "7", " ", "naïve\n"]))
        return "None"

    def variable(self, scope, kind):
        known = [name for name, k in scope.items() if k == kind]
        return self.rng.choice(known) if known else None

    def atom(self, scope, kind):
        name = self.variable(scope, kind)
        return name if name and self.chance(75) else self.literal(kind)

    def expr(self, scope, kind, depth=2):
        """An expression that is most often of the kind."""
        if self.chance(2) and not self.factors:
            kind = self.pick(*KINDS)
        if depth == 0 or self.chance(20):
            return self.atom(scope, kind)
        make = getattr(self, kind + "_expr", None)
        return make(lambda k: self.expr(scope, k, depth - 1), scope, depth) if make else self.literal(kind)

    def binary(self, sub, left, operators, right):
        operator = self.pick(*operators)
        self.factors += operator == "*"  # where no surprise may repeat a list 2**61 times
        text = f"({sub(left)} {operator} {sub(right)})"
        self.factors -= operator == "*"
        return text

    def int_expr(self, sub, scope, depth):
        form = self.rng.randrange(13)
        if form < 5:
            return self.binary(sub, "int", "+-*", "int")
        if form == 5:
            return self.binary(sub, "int", ("//", "%"), "int")
        if form == 6:
            return self.binary(sub, "int", "&|^", "int")
        if form == 7:
            return f"({sub('int')} {self.pick('<<', '>>')} {self.pick(0, 1, 2, 31, 60, 61, 62, 63, 64, 65)})"
        if form == 8:
            return f"({self.pick('-', '~', '+')}{sub('int')})"
        if form == 9:
            return self.pick(f"len({sub('list')})", f"abs({sub('int')})", f"int({sub('bool')})",
                             f"min({sub('int')}, {sub('int')})", f"sum({sub('list')})")
        if form == 10:
            return f"{sub('list')}[{self.pick('0', '-1', sub('int'))}]"
        if form == 11:
            return f"({sub('int')} if {sub('bool')} else {sub('int')})"
        return self.call(scope, "int", depth) or f"({sub('int')} ** {self.rng.randrange(4)})"

    def float_expr(self, sub, scope, depth):
        form = self.rng.randrange(8)
        if form < 4:
            return self.binary(sub, "float", "+-*", self.pick("float", "float", "int"))
        if form == 4:
            return self.binary(sub, self.pick("float", "int"), "/", self.pick("float", "int"))
        if form == 5:
            return self.pick(f"(-{sub('float')})", f"abs({sub('float')})",
                             self.binary(sub, "float", ("//", "%"), "float"))
        if form == 6:
            return f"{sub('flist')}[{self.pick('0', '-1')}]"
        return self.call(scope, "float", depth) or f"({sub('float')} if {sub('bool')} else {sub('float')})"

    def bool_expr(self, sub, scope, depth):
        form = self.rng.randrange(6)
        if form < 3:
            kind = self.pick("int", "int", "float", "str")
            return self.binary(sub, kind, ("<", "<=", "==", "!=", ">", ">="), kind)
        if form == 3:
            return self.binary(sub, "bool", ("and", "or"), "bool")
        if form == 4:
            return f"(not {sub(self.pick('bool', 'int', 'list', 'str'))})"
        return f"({sub('int')} in {sub('list')})"

    def list_expr(self, sub, scope, depth):
        form = self.rng.randrange(5)
        if form == 0:
            return f"[{sub('int')} for {self.name('c')} in range({self.rng.randrange(6)})]"
        if form == 1:
            name = self.name("c")
            inner = dict(scope, **{name: "int"})
            return f"[{self.expr(inner, 'int', depth - 1)} for {name} in {sub('list')} if {self.expr(inner, 'bool', 1)}]"
        if form == 2:
            return f"({sub('list')} + {sub('list')})"
        if form == 3:
            return f"{sub('list')}[{self.pick('', '1', '-2')}:{self.pick('', '3', '-1')}]"
        return self.pick(f"sorted({sub('list')})", f"list(range({self.rng.randrange(-3, 8)}))")

    def flist_expr(self, sub, scope, depth):
        return f"[{sub('float')}, {sub('float')}]"

    def str_expr(self, sub, scope, depth):
        return self.pick(f"({sub('str')} + {sub('str')})", f"str({sub('int')})", f"f'{{{sub('int')}}}|'",
                         f"({sub('str')} * {self.rng.randrange(4)})", f"repr({sub('float')})")

    def call(self, scope, kind, depth):
        known = [h for h in self.helpers if h[2] == kind]
        if not known or not scope:
            return None
        name, kinds, _ = self.rng.choice(known)
        return f"{name}({', '.join(self.expr(scope, k, max(depth - 1, 0)) for k in kinds)})"

    # --- statements

    def block(self, scope, indent, count, depth, loop):
        for _ in range(count):
            self.statement(scope, indent, depth, loop)

    def assign(self, scope, indent):
        r = self.rng
        assignable = [n for n in scope if not n.startswith("i")]
        if assignable and self.chance(60):
            name = r.choice(assignable)
            kind = scope[name]
            if kind in ("int", "float") and self.chance(60):
                op = self.pick("+", "-", "*", "+",
                               "-") if kind == "float" else self.pick("+", "-", "*", "+", "&", "|", "^", "//", "%")
                self.put(indent, f"{name} {op}= {self.expr(scope, kind)}")
            else:
                self.put(indent, f"{name} = {self.expr(scope, kind)}")
            if kind == "int" or kind in ("list", "str") and name in self.lines[-1].partition("=")[2]:
                self.put(indent, f"{name} = cut({name})")
        else:
            kind = r.choice(KINDS)
            name = self.name()
            self.put(indent, f"{name} = {self.expr(scope, kind)}")
            scope[name] = kind

    def statement(self, scope, indent, depth, loop):
        r = self.rng
        if depth and self.chance(30):
            return self.shape(scope, indent)
        form = r.randrange(24)
        if depth == 0 or form < 8:
            self.assign(scope, indent)
        elif form < 10:
            self.put(indent, f"if {self.expr(scope, 'bool')}:")
            self.block(dict(scope), indent + 1, r.randrange(1, 3), depth - 1, loop)
            if self.chance(50):
                self.put(indent, "else:")
                self.block(dict(scope), indent + 1, r.randrange(1, 3), depth - 1, loop)
        elif form < 13:
            index = self.name("i")
            header = self.pick(f"range({r.randrange(1, 12)})",
                               f"range({r.randrange(8)}, {r.randrange(-4, 12)}, {self.pick(1, 2, -1, -3)})",
                               self.expr(scope, "list"))
            inner = dict(scope, **{index: "int"})
            if self.chance(20):
                other = self.name("i")
                self.put(indent, f"for {index}, {other} in enumerate({self.expr(scope, 'list')}):")
                inner[other] = "int"
            elif self.chance(15):
                other = self.name("i")
                self.put(indent, f"for {index}, {other} in zip({self.expr(scope, 'list')}, {header}):")
                inner[other] = "int"
            else:
                self.put(indent, f"for {index} in {header}:")
            self.block(inner, indent + 1, r.randrange(1, 4), depth - 1, True)
            if self.chance(10):
                self.put(indent, "else:")
                self.block(dict(scope), indent + 1, 1, depth - 1, loop)
        elif form == 13:
            counter = self.name("i")
            self.put(indent, f"{counter} = {r.randrange(0, 3)}")
            self.put(indent, f"while {counter} < {r.randrange(3, 15)}:")
            self.put(indent + 1, f"{counter} += {self.pick(1, 1, 2)}")
            self.block(dict(scope, **{counter: "int"}), indent + 1, r.randrange(1, 4), depth - 1, True)
        elif form == 14 and loop:
            self.put(indent, f"if {self.expr(scope, 'bool')}:")
            self.put(indent + 1, self.pick("break", "continue"))
        elif form < 17:
            self.put(indent, f"print({', '.join(self.expr(scope, r.choice(KINDS)) for _ in range(r.randrange(1, 3)))})")
        elif form == 17:
            self.put(indent, "try:")
            self.block(dict(scope), indent + 1, r.randrange(1, 3), depth - 1, loop)
            self.put(indent, self.pick("except (ZeroDivisionError, OverflowError) as e:", "except IndexError as e:",
                                       "except Exception as e:", "except TypeError as e:"))
            self.put(indent + 1, "print(type(e).__name__, e)")
            if self.chance(40):
                self.put(indent, "finally:")
                self.block(dict(scope), indent + 1, 1, depth - 1, False)
        elif form == 18:
            name = self.variable(scope, "list")
            if name:
                # A loop may stand around this that walks along the list.
                self.put(indent, self.pick(f"if len({name}) < 40: {name}.append({self.expr(scope, 'int')})",
                                           f"{name}[{self.pick('0', '-1')}] = {self.expr(scope, 'int')}",
                                           f"{name}[0] = {self.expr(scope, 'float')}"))
            else:
                self.assign(scope, indent)
        elif form == 19:
            if self.chance(15):
                self.put(indent, f"raise ValueError({self.expr(scope, 'str')})")
            else:
                self.put(indent, f"assert {self.expr(scope, 'bool')} or True, 'kept'")
        elif form == 20 and self.classes:
            cls, kinds = r.choice(self.classes)
            name = self.name("o")
            self.put(indent, f"{name} = {cls}({', '.join(self.expr(scope, k) for k in kinds)})")
            self.put(indent, f"{name}.a0 = {self.expr(scope, kinds[0])}")
            value = self.name()
            self.put(indent, f"{value} = {name}.step({self.expr(scope, 'int')})")
            self.put(indent, f"print({name}.a0, {value}, {name}.run({self.small()}))")
            if self.chance(30):
                self.object_loop(scope, indent, name, cls)
        elif form == 21:
            inner_name, kind = self.name("f"), self.pick("int", "float")
            target = self.variable(scope, kind)
            self.put(indent, f"def {inner_name}(p):")
            if target and self.chance(50) and indent == 1:
                self.put(indent + 1, f"nonlocal_sum = {target}")
                self.put(indent + 1, f"return p + nonlocal_sum")
            else:
                self.put(indent + 1, f"return {self.expr(dict(scope, p=kind), kind)}")
            self.put(indent, f"print({inner_name}({self.expr(scope, kind)}))")
        elif form == 22:
            generator, item = self.name("g"), self.name("i")
            self.put(indent, f"def {generator}(n):")
            self.put(indent + 1, f"t = {self.literal('int')}")
            self.put(indent + 1, f"for {item} in range(n):")
            self.put(indent + 2, f"t = cut(t * {self.literal('int')} + {item})")
            self.put(indent + 2, f"yield t if {item} % 2 else {self.literal(self.pick('int', 'float'))}")
            self.put(indent, f"print({self.pick('list', 'sum', 'max', 'sorted')}({generator}({r.randrange(1, 6)})))")
        else:
            a, b = self.name(), self.name()
            self.put(indent, f"{a}, {b} = {self.expr(scope, 'int')}, {self.expr(scope, 'float')}")
            scope[a], scope[b] = "int", "float"

    # --- definitions

    def helper(self):
        """A function that the case calls; some of them recurse."""
        r = self.rng
        name = f"h{self.number}_{len(self.helpers)}"
        kinds = [self.pick("int", "int", "float") for _ in range(r.randrange(1, 4))]
        result = self.pick("int", "float")
        scope = {f"p{i}": k for i, k in enumerate(kinds)}
        self.put(0, f"def {name}({', '.join(scope)}):")
        if kinds[0] == "int" and self.chance(50):
            self.put(1, f"if p0 < {r.randrange(1, 4)} or p0 > 14:")
            self.put(2, f"return {self.expr(scope, result, 1)}")
            rest = ", ".join(["p0 - 1"] + list(scope)[1:])
            value = f"{name}({rest})" + (f" + {name}({rest.replace('p0 - 1', 'p0 - 2')})" if self.chance(40) else "")
            value = f"{value} {self.pick('+', '-', '*')} {self.expr(scope, result, 1)}"
            self.put(1, f"return {'cut' if result == 'int' else ''}({value})")
        else:
            self.block(scope, 1, r.randrange(1, 4), 1, False)
            self.put(1, f"return {self.expr(scope, result)}")
        self.helpers.append((name, kinds, result))

    def mutual(self):
        """Two functions that call each other."""
        a, b = f"h{self.number}_{len(self.helpers)}", f"h{self.number}_{len(self.helpers) + 1}"
        for one, other in ((a, b), (b, a)):
            self.put(0, f"def {one}(n, x):")
            self.put(1, f"if n <= 0 or n > 40:")
            self.put(2, f"return {self.pick('x', 'x', self.start(), 'n')}")
            answer = self.pick(f"{other}(n - 1, x + {self.step()})", f"{other}(n - 1, x * {self.small()}) - n",
                               f"{other}(n - 2, x) + x", f"-{other}(n - 1, x - n)")
            self.put(1, f"return {answer}")
            self.helpers.append((one, ["int", self.pick("int", "float")], "int"))

    def global_variable(self):
        """A variable of the module, with functions that write and read it."""
        n = len(self.globals)
        name, write, read = f"G{self.number}_{n}", f"set{self.number}_{n}", f"get{self.number}_{n}"
        self.put(0, f"{name} = {self.start()}")
        self.put(0, f"def {write}(x):")
        self.put(1, f"global {name}")
        self.put(1, f"{name} {self.pick('', '', '+', '-')}= x")
        if self.chance(20):
            self.put(1, f"if x == 5:")
            self.put(2, f"del {name}")
        self.put(1, "return x")
        self.put(0, f"def {read}():")
        self.put(1, f"return {name}")
        self.globals.append((name, write, read))

    def klass(self):
        r = self.rng
        name = f"K{self.number}_{len(self.classes)}"
        kinds = [self.pick("int", "float") for _ in range(r.randrange(1, 4))]
        scope = {f"self.a{i}": k for i, k in enumerate(kinds)}
        self.put(0, f"class {name}:")
        self.put(1, f"def __init__(self, {', '.join(f'x{i}' for i in range(len(kinds)))}):")
        for i in range(len(kinds)):
            self.put(2, f"self.a{i} = x{i}")
        self.put(1, "def step(self, by):")
        self.put(2, f"self.a0 = cut({self.expr(dict(scope, by='int'), kinds[0])})")
        if self.chance(30):
            self.put(2, f"self.extra = by")
        self.put(2, f"return {self.expr(dict(scope, by='int'), 'int')}")
        self.put(1, "def run(self, n):")
        self.put(2, f"t = {self.start()}")
        self.put(2, "for i in range(n):")
        for _ in range(r.randrange(1, 4)):
            attribute = f"self.a{r.randrange(len(kinds))}"
            self.put(3, self.pick(f"t += {attribute}", f"{attribute} += {self.step()}",
                                  f"{attribute} = {attribute} - i", f"t = t + i * {self.small()}",
                                  f"if i == {self.small()}:\n{'    ' * 4}{attribute} = {self.pick('0.5', self.end(), 'True')}"))
        self.put(2, "return t")
        if self.chance(40):
            self.put(1, f"def {self.pick('__add__', '__len__', '__getitem__', '__bool__', '__index__')}(self, *others):")
            self.put(2, f"return {self.pick('len(others)', 'self.a0', 'self.a0 != 0', '3')}")
        if self.chance(30):
            self.put(0, f"class {name}_sub({name}):")
            self.put(1, "def step(self, by):")
            self.put(2, f"return super().step(by {self.pick('+', '*')} {self.step()})")
            self.classes.append((f"{name}_sub", kinds))
        self.classes.append((name, kinds))

    def source(self):
        r = self.rng
        for _ in range(r.randrange(0, 3)):
            self.helper()
        if self.chance(20):
            self.mutual()
        for _ in range(r.randrange(0, 3)):
            self.typed()
        if self.chance(40):
            self.klass()
        if self.chance(40):
            self.record()
        if self.chance(40):
            self.global_variable()
        if self.chance(40):
            self.module_loop()
        self.module_level = module_level = self.chance(35)
        scope = {}
        if module_level:  # the same statements as module code
            self.put(0, "try:")
            for kind in ("int", "float", "list"):
                name = self.name(f"m{self.number}_")
                self.put(1, f"{name} = {self.literal(kind)}")
                scope[name] = kind
        else:
            self.put(0, f"def case{self.number}():")
            if self.globals:
                self.put(1, f"global {', '.join(g[0] for g in self.globals)}")
            for kind in ("int", "float", "list"):
                name = self.name()
                self.put(1, f"{name} = {self.literal(kind)}")
                scope[name] = kind
        self.block(scope, 1, r.randrange(3, 9), 3, False)
        self.put(1, f"print({', '.join(n for n in scope)})")
        if not module_level:
            self.put(0, "try:")
            self.put(1, f"case{self.number}()")
        self.put(0, "except Exception as e:")
        self.put(1, "print(type(e).__name__, e, where(e))")
        return "\n".join(self.lines)


PRELUDE = '''ends = [2**31, 2**53 + 1, 2**61 - 1, 2**62 - 1, 2**62, 2**63 - 1, 2**64]


def cut(n):
    if isinstance(n, (list, str)):
        return n[:20] if len(n) > 200 else n
    return n % 1000003 if isinstance(n, int) and abs(n) >> 400 else n


def where(e):
    lines = []
    trace = e.__traceback__
    while trace is not None and len(lines) < 9:
        lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines
'''


# The families of cases and how often each is taken.
FAMILIES = {"numbers": (Case, 6), "methods": (Methods, 4), "operations": (Operations, 4), "formats": (Formats, 3),
            "classes": (Classes, 3), "protocols": (Protocols, 3), "flow": (Flow, 4),
            "asynchronous": (Asynchronous, 2),
            "library": (Library, 4)}


def begun(seed, cases, only):
    """What a seed's choices begin with: the generator of them, whether the program is calm, the cases' families."""
    rng = random.Random(seed)
    calm = rng.randrange(100) < 60
    names = [name for name in FAMILIES if not only or name in only]
    return rng, calm, rng.choices(names, [FAMILIES[name][1] for name in names], k=cases)


def families(seed, cases, only=()):
    """The family of each case of the program of a seed."""
    return begun(seed, cases, only)[2]


def program(seed, cases, only=()):
    """The source of the program of a seed, of all families or of those named."""
    rng, calm, names = begun(seed, cases, only)
    texts = [PRELUDE]
    if any(name != "numbers" for name in names):
        texts.append(SHOWING)
    for number, name in enumerate(names):
        family = FAMILIES[name][0]
        texts.append(f"print('case {number}')")
        texts.append((family(rng, number, calm) if family is Case else family(rng, number)).source())
    if rng.randrange(100) < 15:
        texts.append(Ending(rng, cases).source())
    return "\n".join(texts) + "\n"
