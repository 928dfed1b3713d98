# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about the methods that syntax and builtin functions call: operators with their reflected and in-place forms
and NotImplemented, comparison, hash, truth, length, subscripts, iteration, calls, conversion; dataclasses and enums."""

from values import Values

BINARY = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@", "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>"}
COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
# Methods of one object with what a body may answer, right or wrong. What can be walked along ends.
SINGLE = {
    "__len__": ["3", "0", "-1", "2.5", "True", "2**70", "None"], "__bool__": ["True", "False", "1", "None"], "__hash__": ["5", "-1", "2**70", "'x'", "None"],
    "__int__": ["4", "True", "4.0", "'x'"], "__float__": ["2.5", "3", "'x'"], "__complex__": ["2j", "1.0"], "__index__": ["2", "-1", "True", "2.0", "2**65"],
    "__neg__": ["'neg'", "NotImplemented"], "__pos__": ["self"], "__invert__": ["9"], "__abs__": ["7", "None"], "__round__": ["(args)", "1"], "__trunc__": ["5", "'t'"],
    "__floor__": ["6"], "__ceil__": ["7"], "__divmod__": ["args", "NotImplemented"], "__rdivmod__": ["args"], "__iter__": ["iter([1, 2])", "self", "5", "(x for x in 'ab')", "[1]"],
    "__next__": ["1 if len(log) % 5 else next(iter(()))", "2 if len(log) % 7 else next(iter(()))"], "__reversed__": ["[3, 2]", "iter((9,))"], "__contains__": ["args", "()", "0", "raise KeyError(args)"],
    "__getitem__": ["args if args != (6,) else [][1]", "args[0] if args[0] != 6 else [][1]", "5 if args[0] in (0, 1, 2) else [][1]", "raise KeyError(args[0])", "{}[args[0]]"], "__setitem__": ["log.append(args)"],
    "__delitem__": ["log.append(('del', args))"], "__missing__": ["('missing', args)"], "__call__": ["(args, kw)", "len(args)"], "__repr__": ["'<r>'", "5", "'é'"],
    "__str__": ["'str'", "None", "'s' * 3"], "__format__": ["'f' + args[0]", "3"], "__bytes__": ["b'by'", "'x'"], "__length_hint__": ["3", "-1", "'x'", "NotImplemented"],
    "__enter__": ["self", "5"], "__exit__": ["True", "False", "len(args)"], "__dir__": ["['z', 'y']", "'ab'", "5"], "__sizeof__": ["1"],
    "__instancecheck__": ["True"], "__fspath__": ["'p'"], "__getattr__": ["args[0]", "raise AttributeError(args[0])"], "__copy__": ["'copied'"],
}
USES = ["len({a})", "bool({a})", "'own' if isinstance({a}, (str, bytes, tuple)) or type({a}).__hash__ is object.__hash__ else hash({a})", "int({a})", "float({a})", "complex({a})", "[10, 20, 30][{a}]", "-{a}", "+{a}", "~{a}", "abs({a})",
        "round({a})", "round({a}, 2)", "divmod({a}, 3)", "divmod({a}, {b})", "divmod(3, {a})", "[*{a}][:5]", "list(zip({a}, range(4)))", "next({a})", "list(reversed({a}))", "1 in {a}", "{b} in {a}",
        "{a}[1]", "{a}[1:2]", "{a}[1, 2]", "{a}['k']", "{a}()", "{a}(1, *[2], k=3)", "repr({a})", "str({a})", "f'{{{a}:x}}'", "f'{{{a}!r}}'", "'%s' % {a}", "bytes({a})", "range({a})", "'abc' * {a}", "[1] * {a}",
        "{a} and 1", "not {a}", "x, y = {a}", "[i for i, _ in zip({a}, 'abc')]", "max({a}, {b})", "sorted([{a}, {b}]) is None", "{{{a}: 1}}.get({a}, 'none')", "[name for name in dir({a}) if name != '__buffer__'][:2]", "sum([{a}, {b}])", "{a}.nothing",
        "math.floor({a})", "math.ceil({a})", "math.trunc({a})", "math.sqrt({a})", "operator.index({a})", "operator.length_hint({a}, 7)", "chr({a})", "hex({a})", "'{{:>{{}}}}'.format(1, {a})", "pow({a}, {b}, 5)", "pow(2, {a})",
        "{a} if {b} else 0", "any([{a}])", "min([{a}, {b}])", "tuple(map({a}, [1, 2]))", "isinstance(3, {a})", "dict([{a}])", "'-'.join({a})", "slice({a}).indices(5)", "'abc'.find('b', {a})", "enumerate({a}, {b})", "copy.copy({a})"]


class Protocols(Values):
    def definitions(self):
        self.put(0, "import copy, dataclasses, enum, math, operator")
        self.put(0, f"log = []")
        self.known = []
        for _ in range(self.rng.randrange(1, 4)):
            self.klass()
        self.data = self.enumeration = None
        if self.chance(35):
            self.dataclass()
        if self.chance(30):
            self.enum()

    def answer(self, text):
        return text if text.startswith("raise") else f"return {text}"

    def klass(self):
        name = f"P{self.number}_{len(self.known)}"
        base = self.pick(*self.known) if self.known and self.chance(50) else self.pick("", "", "", "", "int", "str", "list", "float", "dict", "tuple", "bytes", "complex")
        self.put(0, f"class {name}{f'({base})' if base else ''}:")
        for _ in range(self.rng.randrange(1, 4)):
            operator = self.pick(*BINARY)
            for prefix in self.rng.sample(["", "r", "i"], self.rng.randrange(1, 3)):
                method = f"__{prefix}{operator}__"
                self.put(1, f"def {method}(self, other{', mod=None' if operator == 'pow' and self.chance(60) else ''}):")
                self.put(2, f"log.append('{name}.{method}')")
                forms = ["return NotImplemented", f"return ('{name}', '{method}', type(other).__name__)", "return self", "raise TypeError('mine')"]
                if base in self.known:
                    forms.append(f"return super().{method}(other)")
                self.put(2, self.pick(*forms))
        for _ in range(self.rng.randrange(0, 3)):
            method = self.pick(*COMPARE)
            self.put(1, f"def __{method}__(self, other):")
            self.put(2, f"log.append('{name}.__{method}__')")
            self.put(2, self.pick("return NotImplemented", "return NotImplemented", "return True", "return False", f"return '{method}'", "return []", "return self.__class__ is other.__class__"))
        for method in self.rng.sample(list(SINGLE), self.rng.randrange(1, 6)):
            if self.chance(4):
                self.put(1, f"{method} = None")
                continue
            arguments = {"__call__": "*args, **kw", "__getattr__": "*args"}.get(method, "*args")
            self.put(1, f"def {method}(self, {arguments}):")
            if method not in ("__getattr__", "__repr__"):
                self.put(2, f"log.append('{name}.{method}')")
            self.put(2, self.answer(self.pick(*SINGLE[method])))
        self.known.append(name)

    def dataclass(self):
        name = self.data = f"DC{self.number}"
        options = [f"{o}={self.pick('True', 'False')}" for o in self.rng.sample(["order", "frozen", "eq", "repr", "kw_only", "slots", "unsafe_hash", "init", "match_args"], self.rng.randrange(0, 3))]
        self.put(0, "try:")
        self.put(1, f"@dataclasses.dataclass{f'({chr(44).join(options)})' if options else ''}")
        self.put(1, f"class {name}:")
        self.put(2, "x: int")
        fields = ["y: int = 3", "z: list = dataclasses.field(default_factory=list)", "w: str = dataclasses.field(default='w', repr=False, compare=False)", "v: float = dataclasses.field(init=False, default=0.5)",
                  "_: dataclasses.KW_ONLY", "k: int", "bad: list = []", "i: dataclasses.InitVar[int] = 4", "c: 'ClassVar' = 1"]
        for field in self.rng.sample(fields[:5], self.rng.randrange(0, 4)) + ([self.pick(*fields[5:])] if self.chance(20) else []):
            self.put(2, field)
        if self.chance(30):
            self.put(2, "def __post_init__(self, *args):")
            self.put(3, self.pick("tell('post', args)", "self.made = 1", "object.__setattr__(self, 'x', -self.x)"))
        self.put(0, "except Exception as e:")
        self.put(1, f"failed({self.label()}, e)")
        self.put(1, f"{name} = Thing")

    def enum(self):
        name = self.enumeration = f"E{self.number}"
        base = self.pick("enum.Enum", "enum.IntEnum", "enum.Flag", "enum.IntFlag", "enum.StrEnum", "enum.Enum")
        self.put(0, "try:")
        self.put(1, f"class {name}({base}):")
        for member in "ABCD"[:self.rng.randrange(2, 5)]:
            value = self.pick(repr(member.lower()), "enum.auto()", "'dup'") if "Str" in base else self.pick("enum.auto()", str(self.rng.randrange(1, 9)), str(2 ** self.rng.randrange(4)), "enum.auto()", "'s'" if base == "enum.Enum" else "2")
            self.put(2, f"{member} = {value}")
        if self.chance(30):
            self.put(2, self.pick("def hello(self): return self.name + '!'", "@property\n        def twice(self): return self.value * 2", "@classmethod\n        def _missing_(cls, v): return cls.A",
                                  "def __str__(self): return 'S'", "A = 9"))
        self.put(0, "except Exception as e:")
        self.put(1, f"failed({self.label()}, e)")
        self.put(1, f"{name} = Thing")

    # --- uses

    def data_use(self):
        d, arguments = self.data, self.pick("1", "2, 3", "1, 2, [3]", "x=5", "", "1, y=2", "1, 2, 3, 4, 5, 6", "'q'")
        a, b = f"{d}({arguments})", f"{d}({self.pick(arguments, '1', '2')})"
        self.check(self.pick(a, f"{a} == {b}", f"{a} < {b}", f"(lambda p, q: hash(p) == hash(q))({a}, {b})", f"dataclasses.asdict({a})", f"dataclasses.astuple({a})", f"dataclasses.replace({a}, x=9)", f"dataclasses.replace({a}, {self.pick('y', 'v', 'q')}=9)",
                             f"[f.name for f in dataclasses.fields({d})]", f"{d}.__match_args__", f"repr({a})", f"{d}.y", f"{a}.z", f"{{{a}: 1}}", f"sorted([{a}, {b}])", f"vars({a})"))
        o = self.name("d")
        self.checked(f"{o} = {a}", self.pick(f"{o}.x = 7", f"del {o}.x", f"{o}.new = 1", f"{o}.y += 1"), f"tell({o})")

    def enum_use(self):
        e, m = self.enumeration, f"{self.enumeration}.{self.pick(*'ABCD')}"
        n = f"{e}.{self.pick(*'AB')}"
        value = self.pick("1", "2", "3", "0", "'a'", "'s'", "99", "-1", "None", m)
        self.check(self.pick(m, f"{m}.value", f"{m}.name", f"{e}({value})", f"{e}[{self.pick(repr('A'), repr('Z'), '1')}]", f"list({e})", f"len({e})", f"{m} == {n}", f"{m} == {value}", f"{m} < {n}", f"{m} | {n}", f"{m} & {n}", f"{m} ^ {n}", f"~{m}",
                             f"{m} in {e}", f"{value} in {e}", f"str({m})", f"f'{{{m}}}'", f"f'{{{m}:>8}}'", f"format({m}, 'd')", f"{m}.hello()", f"{m}.twice", f"{e}.__members__.keys()", f"isinstance({m}, int)", f"{m} + 1", f"hash({m}) == hash({n})", f"bool({m})", f"list({m} | {n})",
                             f"{e}('q')", f"{m}.{self.pick('B', 'nothing', '_value_')}", f"{e}.__name__", f"repr({e})", f"{m} | 16", f"{{{m}: 1}}[{n}]", f"int({m})", f"[{e}.A, {e}.B].index({m})"))
        self.checked(self.pick(f"{e}.A = 3", f"{m}.value = 3", f"{m}.extra = 3", f"del {e}.A", f"class X{self.fresh}({e}): pass", f"class X{self.fresh}({e}): Q = 1"))

    def body(self):
        names = []
        self.put(1, "global log")
        for _ in range(2):
            name = self.name("p")
            cls = self.pick(*self.known)
            self.put(1, f"{name} = None")
            self.checked(f"{name} = {cls}({self.pick('', '', '', '3', repr('12'))})")
            names.append(name)
        for _ in range(self.rng.randrange(7, 13)):
            if self.data and self.chance(20):
                self.data_use()
                continue
            if self.enumeration and self.chance(20):
                self.enum_use()
                continue
            a, b = self.pick(*names), self.pick(*names, *names, self.value(self.pick("small", "str", "float", "list")))
            form = self.rng.randrange(10)
            if form < 4:
                operator = BINARY[self.pick(*BINARY)]
                if self.chance(30):
                    x = self.name("x")
                    self.put(1, f"{x} = {a}")
                    self.checked(f"{x} {operator}= {b}", then=x)
                else:
                    self.check(f"{a} {operator} {b}" if self.chance(60) else f"{b} {operator} {a}")
            elif form < 6:
                operator = COMPARE[self.pick(*COMPARE)]
                self.check(f"{a} {operator} {b}" if self.chance(60) else f"{b} {operator} {a} {COMPARE[self.pick(*COMPARE)]} {b}")
            elif form == 6:
                where = self.pick("0", "1", "'k'", "1:2", "-1", "None")
                self.checked(self.pick(f"{a}[{where}] = {b}", f"del {a}[{where}]", f"{a}[{where}] += 1", f"with {a} as w: tell(w is {a}); raise KeyError('in with')", f"with {a}, {b}: pass"))
            else:
                use = self.pick(*USES).format(a=a, b=b)
                self.checked(use, "tell(x, y)") if use.startswith("x, y") else self.check(use)
        self.put(1, "tell(log[:40])")
        self.put(1, "log = []")
