# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about classes: inheritance of several bases, metaclasses, descriptors, attribute hooks, slots, patches midway.

Each case makes a few classes whose parts are drawn at random, then reads, sets, deletes and calls on instances and
classes. Methods say who they are, so the order in which they run shows.
"""

from values import Values

ATTRIBUTES = ["a", "b", "c", "d"]


class Classes(Values):
    def definitions(self):
        self.known = []  # names of classes, bases first
        self.metas = []
        n = self.number
        if self.chance(35):
            self.metaclass()
        self.descriptors = []
        for _ in range(self.rng.randrange(0, 3)):
            self.descriptor()
        for _ in range(self.rng.randrange(2, 6)):
            self.put(0, "try:")
            self.klass()
            self.put(0, "except Exception as e:")
            self.put(1, f"failed({self.label()}, e)")
            if self.chance(80):  # a class that could not be made is missed later
                self.put(1, f"{self.known[-1]} = Thing")
        self.mine = f"C{n}"

    # --- parts

    def metaclass(self):
        name = f"M{self.number}"
        self.put(0, f"class {name}(type):")
        self.put(1, "def __new__(m, name, bases, ns, **kw):")
        self.put(2, f"tell('new', name, len(bases), sorted(k for k in ns if k[0] != '_'), kw)")
        self.put(2, self.pick("return super().__new__(m, name, bases, ns)", "return type.__new__(m, name, bases, dict(ns, d='made'))", "return super().__new__(m, name, bases, ns, **kw)"))
        if self.chance(50):
            self.put(1, "def __init__(cls, name, bases, ns, **kw):")
            self.put(2, self.pick("super().__init__(name, bases, ns)", "cls.meta_made = name", "tell('init', name)"))
        if self.chance(35):
            self.put(1, "@classmethod")
            self.put(1, "def __prepare__(m, name, bases, **kw):")
            self.put(2, self.pick("return {'prepared': name}", "tell('prepare', name, sorted(kw)); return {}", "return {'a': 'from prepare'}"))
        if self.chance(35):
            self.put(1, "def __call__(cls, *args, **kw):")
            self.put(2, "tell('call', cls.__name__, args, kw)")
            self.put(2, self.pick("return super().__call__(*args, **kw)", "o = super().__call__(); o.given = args; return o"))
        if self.chance(30):
            self.put(1, self.pick("def __getattr__(cls, name): return 'meta ' + name", "def __instancecheck__(cls, o): return o == 3",
                                  "def __len__(cls): return 7", "def __iter__(cls): return iter(sorted(k for k in vars(cls) if k[0] != '_'))",
                                  "def __repr__(cls): return '<' + cls.__name__ + '>'", "def __setattr__(cls, k, v):\n        tell('meta set', k); super().__setattr__(k, v)",
                                  "def __contains__(cls, x): return x in cls.__dict__", "def __getitem__(cls, i): return (cls.__name__, i)",
                                  "@property\n    def b(cls): return 'meta property'", "def __subclasscheck__(cls, c): return 'a' in vars(c)",
                                  "def mro(cls): tell('mro', cls.__name__); return super().mro()", "a = 'meta a'", "def __or__(cls, o): return 'or'", "def __eq__(cls, o): return o is int or cls is o\n    __hash__ = type.__hash__"))
        self.metas.append(name)

    def descriptor(self):
        name = f"D{self.number}_{len(self.descriptors)}"
        self.put(0, f"class {name}:")
        self.put(1, "def __init__(self, tag='t'): self.tag = tag")
        parts = self.rng.sample(["get", "set", "delete", "name"], self.rng.randrange(1, 5))
        if "get" in parts:
            self.put(1, "def __get__(self, o, cls=None):")
            self.put(2, self.pick("return ('get', self.tag, o is None, cls and cls.__name__)", "return self if o is None else o.__dict__.get(self.tag, 'unset')",
                                  "tell('getting', self.tag); raise AttributeError('no ' + self.tag)", "return lambda *a: (self.tag, a)"))
        if "set" in parts:
            self.put(1, "def __set__(self, o, value):")
            self.put(2, self.pick("o.__dict__[self.tag] = value", "tell('setting', self.tag, value)", "raise AttributeError('read only')", "self.tag = value"))
        if "delete" in parts:
            self.put(1, "def __delete__(self, o):")
            self.put(2, self.pick("del o.__dict__[self.tag]", "tell('deleting', self.tag)"))
        if "name" in parts:
            self.put(1, "def __set_name__(self, owner, name):")
            self.put(2, self.pick("self.tag = name", "tell('named', owner.__name__, name)", "self.tag = (owner.__name__, name)"))
        self.descriptors.append(name)

    def member(self, name):
        """One attribute of a class body."""
        a = self.pick(*ATTRIBUTES)
        other = self.pick(*ATTRIBUTES)
        form = self.rng.randrange(17)
        if form < 2:
            self.put(2, f"{a} = {self.pick('1', repr('class ' + a), '[]', 'print', 'len', 'lambda *args: args[1:]', 'None', 'property(lambda s: 5)', 'int')}")
        elif form < 5:
            later = [name for name in ATTRIBUTES if name > a]  # calls among methods go one way, so that they end
            up = f"self.{self.pick(*later)}" if later and self.chance(40) else f"super().{a}"
            self.put(2, f"def {a}(self, *args, **kw):")
            self.put(3, f"tell('{name}.{a}', args, kw)")
            self.put(3, self.pick("return args", f"return ('{name}', {up}(*args))", f"return {up}(*args)", f"return {up}", "return self"))
        elif form == 5:
            self.put(2, self.pick("@staticmethod", "@classmethod"))
            self.put(2, f"def {a}(*args): return [getattr(x, '__name__', 'object') for x in args if isinstance(x, type)] or len(args)")
        elif form == 6:
            self.put(2, "@property")
            self.put(2, f"def {a}(self): return {self.pick(repr('property ' + a), 'self.__dict__.get(' + repr('_' + a) + ')', 'type(self).__name__')}")
            if self.chance(50):
                self.put(2, f"@{a}.setter")
                self.put(2, f"def {a}(self, value): self.__dict__['_{a}'] = value")
            if self.chance(30):
                self.put(2, f"@{a}.deleter")
                self.put(2, f"def {a}(self): tell('deleter')")
        elif form < 9 and self.descriptors:
            self.put(2, f"{a} = {self.pick(*self.descriptors)}({self.pick('', repr(a))})")
        elif form == 9:
            self.put(2, f"def __getattr__(self, name):")
            self.put(3, self.pick("return 'missing ' + name", f"tell('getattr', name); raise AttributeError(name)", "return super().__getattribute__('a')",
                                  "raise KeyError(name)"))
        elif form == 10:
            self.put(2, "def __getattribute__(self, name):")
            self.put(3, self.pick("if name[0] != '_': tell('attribute', name)", "if name == 'c': return 'hooked'", "if name == 'd': raise AttributeError('hidden d')"))
            self.put(3, "return super().__getattribute__(name)")
        elif form == 11:
            self.put(2, "def __setattr__(self, name, value):")
            self.put(3, "tell('setattr', name, value)")
            self.put(3, self.pick("super().__setattr__(name, value)", "object.__setattr__(self, name, value)", "self.__dict__[name] = value"))
        elif form == 12:
            self.put(2, "def __delattr__(self, name):")
            self.put(3, "tell('delattr', name)")
            self.put(3, "super().__delattr__(name)")
        elif form == 13:
            self.put(2, f"def __init_subclass__(cls, {self.pick('/, **kw', 'tag=None, **kw', '**kw')}):")
            self.put(3, "super().__init_subclass__(**kw)" if self.chance(70) else "tell('kw', sorted(kw))")
            self.put(3, "tell('subclass', cls.__name__)")
        elif form == 14:
            self.put(2, f"def __init__(self, *args, **kw):")
            self.put(3, f"tell('{name}.__init__', args, kw)")
            if self.chance(60):
                self.put(3, self.pick("super().__init__()", "super().__init__(*args, **kw)"))
            if self.chance(60):
                self.put(3, f"self.{other} = {self.pick('args', '5', repr('instance'))}")
        elif form == 15:
            self.put(2, "def __new__(cls, *args, **kw):")
            self.put(3, self.pick("o = super().__new__(cls); o.__dict__ if hasattr(o, '__dict__') else 0; return o", "tell('new', cls.__name__, args); return super().__new__(cls)",
                                  "return super().__new__(cls, *args)", "return object.__new__(cls)"))
        else:
            self.put(2, f"def __class_getitem__(cls, item): return (cls.__name__, item)")

    def klass(self):
        name = f"C{self.number}_{len(self.known)}"
        bases = self.rng.sample(self.known, min(len(self.known), self.pick(0, 1, 1, 2, 2, 3)))
        if self.chance(12):
            bases.append(self.pick("int", "list", "str", "dict", "Exception", "tuple", "object", "float", "bool", "type(None)"))
        keywords = [f"metaclass={self.metas[0]}"] if self.metas and self.chance(60) else []
        if self.chance(12):
            keywords.append("tag='x'")
        self.put(1, f"class {name}({', '.join(bases + keywords)}):")
        if self.chance(15):
            self.put(2, f"__slots__ = {self.pick(repr(('a', 'b')), repr('c'), '()', repr(('d', '__dict__')), repr(['a']), repr(('a', 'a')), repr(('1x',)))}")
        for _ in range(self.rng.randrange(1, 5)):
            self.member(name)
        self.put(2, "pass")
        self.known.append(name)

    # --- uses

    def body(self):
        objects = []
        for _ in range(2):
            o = self.name("o")
            self.put(1, f"{o} = None")
            self.checked(f"{o} = {self.pick(*self.known)}({self.pick('', '', '', '1', '1, k=2')})")
            objects.append(o)
        for _ in range(self.rng.randrange(7, 14)):
            self.use(objects)

    def use(self, objects):
        o, cls, a = self.pick(*objects), self.pick(*self.known), self.pick(*ATTRIBUTES)
        subject = self.pick(o, o, cls)
        form = self.rng.randrange(22)
        if form < 5:
            self.check(f"{subject}.{a}")
        elif form < 8:
            self.check(f"{subject}.{a}({self.pick('', '1', '2, k=3', '*[1, 2]')})")
        elif form < 11:
            self.checked(f"{subject}.{a} = {self.pick('1', repr('set'), 'lambda *args: len(args)', 'property(lambda s: 4)', '[1]')}")
        elif form == 11:
            self.checked(f"del {subject}.{a}")
        elif form == 12:
            self.check(f"[c.__name__ for c in {cls}.__mro__]")
        elif form == 13:
            self.check(self.pick(f"sorted(k for k in vars({o}) if k[0] != '_')", f"sorted(vars({cls}).keys() & {{'a', 'b', 'c', 'd'}})", f"{o}.__dict__", f"type({o}).__name__", f"{cls}.__bases__",
                                 f"sorted(k for k in dir({o}) if k[0] != '_')", f"{cls}.__qualname__, {cls}.__module__", f"type({cls}).__name__"))
        elif form == 14:
            self.checked(f"{o}.__class__ = {cls}", then=f"type({o}).__name__")
        elif form == 15:
            self.check(self.pick(f"isinstance({o}, {cls})", f"issubclass({cls}, {self.pick(*self.known)})", f"isinstance({o}, ({cls}, int))"))
        elif form == 16:
            self.check(self.pick(f"getattr({subject}, '{a}', 'default')", f"hasattr({subject}, '{a}')", f"super({cls}, {o}).{a}", f"super({cls}, {o}).{a}()", f"object.__getattribute__({o}, '{a}')", f"type.__getattribute__({cls}, '{a}')"))
        elif form == 17:
            self.check(self.pick(f"{cls}[1]", f"len({cls})", f"list({cls})", f"{cls} | None", f"1 in {cls}", f"{cls} == int", f"repr({cls})", f"bool({cls})"))
        elif form == 18:
            self.checked(f"{cls}.__{self.pick('getattr', 'call', 'len', 'repr', 'bool', 'iter', 'eq')}__ = {self.pick('lambda s, *x: 3', 'lambda s, *x: x', 'lambda s, *x: str(len(x))', 'None')}")
            self.check(self.pick(f"{o}.nothing", f"{o}()", f"len({o})", f"repr({o})", f"bool({o})", f"iter({o})", f"{o} == 1", f"{o}.{a}"))
        elif form == 19:
            self.checked(f"class X({cls}, {self.pick(*self.known)}{self.pick('', ', metaclass=type', ', k=1')}):", f"    {a} = 'x'", then=f"[k for k in ('X',) if 'X' in dir()]")
        elif form == 20:
            self.checked(f"{cls}.__bases__ = ({self.pick(*self.known)},)" if self.chance(10) else f"x = type('T', ({cls},), {{'{a}': 1}})", f"tell(x.{a}, [c.__name__ for c in x.__mro__])" if self.chance(50) else "pass")
        else:
            loop = self.name("i")
            self.checked(f"for {loop} in range(3):", f"    if {loop} == 1: {subject}.{a} = {self.pick(loop, '0.5')}", f"    tell({loop}, {subject}.{self.pick(a, *ATTRIBUTES)})")
