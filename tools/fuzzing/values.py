# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random values of the builtin types, as source text: ordinary ones, those at edges, and those of a wrong type.

Sizes are kept small: a value that counts something is below 40 or beyond what any object may have, so that no
program asks for gigabytes. Sets hold numbers, so that their order is one; floats avoid nan in containers.
"""

from writer import Family

INTS = ["0", "1", "-1", "2", "-3", "7", "10", "64", "255", "256", "-128", "1000", "2**31", "2**53 + 1", "2**61", "-2**61 - 1",
        "2**62", "2**63 - 1", "2**63", "-2**63", "2**64", "10**18", "-10**25", "3**80", "True", "False"]
COUNTS = ["0", "1", "2", "3", "5", "8", "12", "-1", "-2", "-7", "30", "True", "2**63", "-2**70", "10**30"]
FLOATS = ["0.0", "-0.0", "0.5", "1.5", "2.5", "-2.25", "3.0", "1e10", "1e16", "123456789.125", "1e22", "1e-5", "1e300", "-1e-300",
          "5e-324", "0.1", "2.0**53", "1e100", "3.14159", "99.995", "float('inf')", "float('-inf')"]
COMPLEX = ["0j", "1j", "-1j", "(1+2j)", "(-0.0+0j)", "(1.5-2.5j)", "complex('inf')", "complex(0.0, float('inf'))", "(1e100+1e-100j)", "(3+0j)"]
STRINGS = ["", "a", "A", "abc", "Hello World", "hello", "  pad\\t", "a,b,,c", "xyzxyz", "12", "-7", "3.5", " 42 ", "0x1f", "1_000", "1e5",
           "inf", "nan", "1+2j", "\u00df", "\u0130stanbul", "\u01c5ungla", "\ufb01x", "\u0345a", "\U0001f600", "\u65e5\u672c", "\\x00",
           "\\n", "a\\nb\\r\\nc", "\\x1c\\u2028x", "\u0663", "\u00b2", "\u00bd", "\u2167", "e\u0301", "\\ud800", "caf\u00e9", "NA\u00cfVE",
           "\u03a3\u03a3", "tEST cASE", "%s", "{}", "{0!r:>5}", "it's", '\\"q\\"', "a'b\\\"c", "_id", "class", "x" * 30, "\u00aa", "\u1e9e", "\u0149"]
BYTES = ["", "a", "abc", "ABC def", "  x ", "a,b,,c", "12", "\\x00", "\\xff\\xfe", "\\xc3\\xa9", "\\n", "a\\nb\\r\\nc", "xyzxyz", "%d", "\\x80abc",
         "616263", "it's", "\\t\\x0b"]
PLANES = [(0, 0x7f), (0x80, 0x24f), (0x250, 0x5ff), (0x900, 0xfff), (0x1e00, 0x2bff), (0x3000, 0x9fff), (0xa000, 0xd7ff),
          (0xe000, 0xffff), (0x10000, 0x10fff), (0x1d400, 0x1d7ff), (0x1f300, 0x1faff), (0x20000, 0x10ffff)]
KINDS = ["int", "float", "bool", "str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "range", "complex", "None"]


class Values(Family):
    """A family that needs values."""

    def any_kind(self):
        return self.pick(*KINDS)

    def value(self, kind, depth=1):
        """The source of a value of a kind: a type's name, or one of the words below that say what is wanted of it."""
        make = getattr(self, kind + "_value", None)
        return make(depth) if make else kind

    def any_value(self, depth=1):
        return self.value(self.any_kind() if not self.chance(4) else self.pick("slice", "object", "function", "type"), depth)

    def near(self, kind, depth=1, strange=12):
        """A value of the kind as a rule, of any other now and then; no large int where a small one is due, since it may
        be a length or a distance to shift by."""
        if not self.chance(strange):
            return self.value(kind, depth)
        return self.value(self.pick(*KINDS[1:]), 0) if kind in ("count", "small") else self.any_value(0)

    def int_value(self, depth=0):
        return self.pick(*INTS) if self.chance(45) else str(self.rng.randrange(-50, 120))

    def index_value(self, depth=0):
        return self.pick(*COUNTS) if self.chance(30) else str(self.rng.randrange(-6, 8))

    def count_value(self, depth=0):
        return self.pick(*COUNTS) if self.chance(40) else str(self.rng.randrange(0, 12))

    def digits_value(self, depth=0):
        return self.pick("0", "1", "2", "-1", "-2", "5", "-20", "17", "30", "True", "None", "1.0", "'a'")

    def bool_value(self, depth=0):
        return self.pick("True", "False")

    def float_value(self, depth=0):
        if self.chance(55):
            return self.pick(*FLOATS)
        return repr(self.rng.uniform(-1000, 1000) * 10.0 ** self.rng.randrange(-6, 12))

    def complex_value(self, depth=0):
        return self.pick(*COMPLEX)

    def number_value(self, depth=0):
        return self.value(self.pick("int", "int", "float", "float", "bool", "complex"))

    def real_value(self, depth=0):
        return self.value(self.pick("int", "int", "float", "float", "bool"))

    def character(self):
        low, high = self.rng.choice(PLANES)
        code = self.rng.randrange(low, high + 1)
        return chr(code) if chr(code).isprintable() and chr(code) not in "\\'\"{}" else f"\\U{code:08x}"

    def str_value(self, depth=0):
        if self.chance(65):
            text = self.pick(*STRINGS)
            return f'"{text}"' if "'" in text else f"'{text}'"
        return "'" + "".join(self.character() for _ in range(self.rng.randrange(1, 5))) + "'"

    def word_value(self, depth=0):
        """A short str, most often found in others."""
        return self.pick("'a'", "'b'", "''", "'ab'", "'l'", "','", "' '", "'xyz'", "'lo'", "'A'", self.str_value())

    def char_value(self, depth=0):
        return self.pick("'*'", "' '", "'\u65e5'", "'\U0001f600'", "'ab'", "''", "'0'")

    def bytes_value(self, depth=0):
        text = self.pick(*BYTES)
        return f'b"{text}"' if "'" in text else f"b'{text}'"

    def piece_value(self, depth=0):
        return self.pick("b'a'", "b'b'", "b''", "b'ab'", "b','", "b'xyz'", "97", "bytearray(b'c')", self.bytes_value())

    def byte_value(self, depth=0):
        return self.pick("97", "0", "255", "256", "-1", "b'x'", "b'*'", "b''", "'x'")

    def bytearray_value(self, depth=0):
        return f"bytearray({self.bytes_value()})"

    def hash_value(self, depth=1):
        """A key of a dict."""
        if self.chance(6):
            return self.pick("[]", "{}", "([],)", "set()")
        return self.pick(str(self.rng.randrange(5)), "'a'", "'b'", "'abc'", "1.0", "True", "None", "(1, 2)", "b'a'", "2**61", "frozenset((1,))", "0.5")

    def items(self, kind, low=0, high=6, depth=0):
        return [self.value(kind, depth) for _ in range(self.rng.randrange(low, high))]

    def element_kind(self):
        return self.pick("int", "int", "str", "float", "small", "small", "pair")

    def small_value(self, depth=0):
        return str(self.rng.randrange(0, 5))

    def pair_value(self, depth=0):
        return f"({self.small_value()}, {self.pick(self.small_value(), repr('k'), self.float_value())})"

    def elements(self, depth):
        kind = self.element_kind()
        items = self.items(kind)
        if items and self.chance(12):
            items[self.rng.randrange(len(items))] = self.any_value(0) if depth else self.small_value()
        return items

    def list_value(self, depth=1):
        return f"[{', '.join(self.elements(depth))}]"

    def tuple_value(self, depth=1):
        items = self.elements(depth)
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"

    def dict_value(self, depth=1):
        keys = self.items("hash", 0, 5) if self.chance(70) else self.items("small", 0, 5)
        return "{" + ", ".join(f"{k}: {self.value(self.pick('int', 'str', 'small'), 0)}" for k in keys if k[0] not in "[{" and k not in ("([],)", "set()")) + "}"

    def set_items(self):
        return ", ".join(self.items("small", 1, 7) if self.chance(70) else self.items("real", 1, 5))

    def set_value(self, depth=1):
        return "{" + self.set_items() + "}" if self.chance(85) else "set()"

    def frozenset_value(self, depth=1):
        return f"frozenset(({self.set_items()},))" if self.chance(85) else "frozenset()"

    def range_value(self, depth=1):
        r = self.rng
        return self.pick(f"range({r.randrange(-2, 9)})", f"range({r.randrange(-5, 5)}, {r.randrange(-5, 12)})",
                         f"range({r.randrange(-5, 12)}, {r.randrange(-5, 12)}, {self.pick(1, 2, 3, -1, -2)})",
                         "range(2**62, 2**64, 2**61)", "range(10**20, 10**20 + 9, 4)")

    def slice_value(self, depth=1):
        part = lambda: self.pick("None", "None", str(self.rng.randrange(-6, 8)))  # noqa: E731
        return f"slice({part()}, {part()}, {self.pick('None', '1', '2', '-1', '-2', '0')})"

    def iterable_value(self, depth=1):
        value = self.value(self.pick("list", "tuple", "range", "str", "dict", "bytes", "set", "list"), depth)
        if self.chance(25):
            return self.pick(f"iter({value})", f"(x for x in {value})", f"map(str, {value})", f"reversed(list({value}))", f"enumerate({value})")
        return value

    def numbers_value(self, depth=1):
        """An iterable of numbers."""
        return self.pick(self.range_value(), f"[{', '.join(self.items('int', 0, 6))}]", f"[{', '.join(self.items('real', 0, 6))}]",
                         f"({', '.join(self.items('small', 1, 5))},)" if self.chance(60) else "()", f"{{{', '.join(self.items('small', 1, 5))}}}")

    def texts_value(self, depth=1):
        """An iterable of str."""
        text = f"[{', '.join(self.items('str', 0, 5))}]"
        return self.pick(text, text, f"tuple({text})", f"iter({text})", "'abc'", "{'k': 1}")

    def pairs_value(self, depth=1):
        return self.pick(f"[{', '.join(self.items('pair', 0, 5))}]", self.dict_value(), "[(1,)]", "['ab', 'cd']", "[1]", "[(1, 2, 3)]", "'ab'")

    def object_value(self, depth=0):
        return self.pick("NotImplemented", "...", "print", "len", "Thing()", "iter([])")

    def function_value(self, depth=0):
        return self.pick("str", "len", "abs", "(lambda x: x)", "(lambda x: -x)", "repr", "(lambda: 1)", "(lambda x, y: x)", "None", "int", "bool", "type")

    def type_value(self, depth=0):
        return self.pick("int", "str", "float", "list", "dict", "object", "type", "(int, str)", "Thing", "ValueError", "int | None", "tuple")
