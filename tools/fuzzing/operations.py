# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about operators between values of all builtin types, subscripts and slices, and the builtin functions."""

from values import Values

# What builtin functions take, by the words of values.py, each a tuple of arguments; `name=` before one gives it by keyword.
CALLS = {
    "abs": ["number", "any"], "all": ["iterable"], "any": ["iterable"], "ascii": ["any", "str"], "bin": ["int"], "oct": ["int"], "hex": ["int"],
    "bool": ["any", ""], "bytearray": ["", "byteints", "str 'utf-8'", "count"], "bytes": ["", "byteints", "str 'ascii'", "count", "any", "str encoding='utf-8' errors='ignore'"],
    "callable": ["any", "function"], "chr": ["int", "97", "0x110000", "-1"], "complex": ["", "number", "number number", "numeral", "real= number"],
    "dict": ["", "pairs", "dict", "pairs a=1"], "divmod": ["real real", "int int", "any any"], "enumerate": ["iterable", "iterable int", "iterable start=int", "int"],
    "filter": ["function iterable", "None iterable"], "float": ["", "numeral", "real", "any"], "format": ["any", "any str", "int 'x'", "float '.2f'"],
    "frozenset": ["", "numbers", "any"], "getattr": ["any 'real'", "any 'nothing' 5", "any 'nothing'", "any small"], "hasattr": ["any 'real'", "any small"],
    "hash": ["int", "real", "(1,2)", "list", "dict", "complex", "range", "slice"], "int": ["", "numeral", "numeral base", "real", "any", "any base", "numeral base=base"],
    "isinstance": ["any type", "any any"], "issubclass": ["type type", "bool int", "any type"], "iter": ["any", "function 1", "int int"], "len": ["any", "iterable"],
    "list": ["", "iterable", "any", "iterable iterable"], "map": ["function iterable", "function iterable iterable", "function"],
    "max": ["numbers", "int int", "iterable", "numbers key=function", "numbers default=any", "int real int", "", "int", "int int default=int"],
    "min": ["numbers", "real real", "iterable", "texts key=function", "numbers default=any", "int real int", "", "int", "str int"],
    "next": ["iter(list)", "iter(list) any", "any"], "ord": ["char", "str", "bytes", "int"], "pow": ["int small", "int small int", "real small", "int (-1) int", "number number2", "any any", "base=int exp=small mod=int"],
    "range": ["index", "index index", "index index index", "float", ""], "repr": ["any", "str", "float"], "reversed": ["list", "str", "dict", "set", "any", "range"],
    "round": ["real", "real digits", "real ndigits=digits", "any", "int digits", "float None"], "set": ["", "numbers", "any"],
    "slice": ["index", "index index", "index index index", ""], "sorted": ["numbers", "iterable", "texts key=function", "numbers reverse=bool", "iterable any", "texts key=str.lower reverse=bool"],
    "str": ["", "any", "bytes 'utf-8'", "bytes 'ascii' 'replace'", "any 'utf-8'", "bytes errors='ignore'", "object=float"], "sum": ["numbers", "numbers real", "iterable", "list []", "list start=list", "texts ''", "numbers start=float"],
    "tuple": ["", "iterable", "any"], "type": ["any"], "vars": ["any"], "zip": ["iterable iterable", "iterable iterable strict=True", "", "iterable any", "list list list strict=bool"],
    "setattr": ["any 'x' 1", "any 'real' 1"], "delattr": ["any 'x'", "any 'real'"],
}
NUMERALS = ["12", "-7", " 42 ", "0x1f", "0b101", "0o17", "1_000", "1__0", "_1", "zz", "Z", "1e5", "inf", "-inf", "nan", "infinity", ".5", "5.", "1e", "0x", "", " ", "+", "--1",
            "١٢", "1 2", "9" * 30, "1.7976931348623157e308", "1e400", "1e-400", "2.5", "1+2j", "1j", "(1-1j)", "( 1j )", "1+j", "00", "012", "1_0.0_1", "0_0", "7f", "\\x001"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"]
COMPARISONS = ["<", "<=", "==", "!=", ">", ">=", "in", "not in"]


class Operations(Values):
    def numeral_value(self, depth=0):
        return f"'{self.pick(*NUMERALS)}'" if self.chance(85) else f"b'{self.rng.randrange(100)}'"

    def base_value(self, depth=0):
        return self.pick("10", "16", "2", "8", "0", "36", "1", "37", "-1", "7")

    def number2_value(self, depth=0):
        return self.pick("2", "0", "-1", "0.5", "1j", "-2.5", "3", "(0.5+1j)")

    def byteints_value(self, depth=0):
        return self.pick("b'xyz'", "[1, 2]", "[]", "range(3)", "[256]", "'ab'", "[-1]", "[1.5]", "iter([9])", "{5}", "[True]")

    # --- operators

    def operand(self, operator, right):
        """An operand for it that makes nothing huge."""
        if right and operator in ("<<", ">>"):
            return self.near("count", 0)if operator == ">>" else self.pick("0", "1", "5", "61", "70", "-1", "1.0", "'a'", "True", "None")
        if right and operator == "**":
            return self.pick("0", "1", "2", "3", "-1", "-2", "0.5", "2.5", "1j", "'a'", "True", "None", "-1.5", "[]")
        if operator == "*" and right:
            return self.value(self.pick("count", "count", "float", "complex", "str", "None", "list"))
        if operator == "*":
            return self.value(self.pick("str", "bytes", "list", "tuple", "float", "small", "complex", "bytearray", "None", "dict", "bool"))
        return self.any_value()

    def pair(self, operator):
        """Operands of kinds that go together, as a rule."""
        if operator == "*" and self.chance(60) or operator in ("<<", ">>", "**"):
            left = self.operand(operator, False) if operator == "*" else self.near("real" if operator == "**" else "int")
            right = self.operand(operator, True)
            if operator in ("*", "**") and "2**" in right and "2**" in left:
                left = "7"
            return left, right
        if operator == "*":
            return self.value("number"), self.value("number")
        if operator == "%" and self.chance(30):
            return self.pick("'%s'", "'%d|%s'", "'%5.1f'", "b'%d'", "'%(a)s'", "'abc'", "b'%s'"), self.any_value()
        if self.chance(25):
            return self.any_value(), self.any_value()
        kind = self.pick("int", "int", "number", "number", "real", "str", "bytes", "list", "tuple", "dict", "set", "frozenset", "bool", "bytearray")
        other = {"set": "frozenset", "bytes": "bytearray", "int": "bool", "str": "bytes"}.get(kind, kind)
        return self.value(kind), self.value(other if self.chance(15) else kind)

    def operator_check(self):
        form = self.rng.randrange(10)
        if form < 5:
            operator = self.pick(*OPERATORS[:-1], *"+-/%&|") if self.chance(97) else "@"
            left, right = self.pair(operator)
            if self.chance(30):
                name = self.name("x")
                self.put(1, f"{name} = {left}")
                self.checked(f"{name} {operator}= {right}", then=name)
            elif self.chance(30):
                a, b = self.name("a"), self.name("b")
                self.put(1, f"{a} = {left}")
                self.put(1, f"{b} = {right}")
                self.check(f"{a} {operator} {b}")
            else:
                self.check(f"({left}) {operator} ({right})")
        elif form < 8:
            kind = self.pick("int", "real", "real", "str", "list", "tuple", "set", "bytes", "dict", "complex", "range")
            comparison = self.pick(*COMPARISONS)
            if comparison.endswith("in"):
                self.check(f"{self.near('small' if kind != 'str' else 'word')} {comparison} {self.near(kind if kind not in ('int', 'real', 'complex') else 'iterable')}")
            else:
                values = [self.near(kind) for _ in range(self.rng.randrange(2, 4))]
                self.check(f" {comparison} ".join(f"({v})" for v in values))
        else:
            self.check(f"{self.pick('-', '+', '~', 'not ', '-')}({self.any_value()})")

    def subscript_check(self):
        kind = self.pick("list", "tuple", "str", "bytes", "bytearray", "range", "dict", "list")
        name = self.name("s")
        self.put(1, f"{name} = {self.near(kind, strange=6)}")
        part = lambda: self.pick("", "", "", str(self.rng.randrange(-7, 9)), self.pick("None", "2**64", "-2**64", "True", "1.0", "'a'"))  # noqa: E731
        where = self.near("hash", strange=8) if kind == "dict" else self.pick(self.near("index", strange=8), f"{part()}:{part()}", f"{part()}:{part()}:{self.pick('1', '2', '-1', '-2', '0', '')}")
        form = self.rng.randrange(4)
        if form < 2:
            self.check(f"{name}[{where}]")
        elif form == 2:
            value = self.near("iterable" if ":" in where else "int", strange=10)
            self.checked(f"{name}[{where}] = {value}", then=name)
        else:
            self.checked(f"del {name}[{where}]", then=name)

    # --- builtin functions

    def argument(self, name, word):
        if "=" in word:
            keyword, _, kind = word.partition("=")
            return f"{keyword}={self.argument(name, kind)}" if kind else None
        if word.startswith("iter("):
            return f"iter({self.value(word[5:-1])})"
        if word == "any":
            return self.any_value()
        value = self.value(word)
        return value if value == word or name in ("hash", "round", "pow") or not self.chance(8) else self.any_value(0)

    def builtin_check(self):
        name = self.rng.choice(list(CALLS))
        arguments = [a for a in (self.argument(name, word) for word in self.rng.choice(CALLS[name]).split()) if a]
        if name in ("range",) and any("2**" in a or "10**" in a for a in arguments):
            return self.check(f"len({name}({', '.join(arguments)}))")
        if self.chance(6):
            form = self.rng.randrange(3)
            if form == 0 and name not in ("pow", "setattr"):
                arguments.insert(0, self.small_value())
            elif form == 1 and arguments:
                arguments.pop()
            else:
                arguments.append(f"wrong{self.fresh}={self.small_value()}")
        if name in ("bytes", "bytearray") and arguments and arguments[0].isdigit() and len(arguments[0]) > 4:
            arguments[0] = "9"
        self.check(f"{name}({', '.join(arguments)})")

    def body(self):
        for _ in range(self.rng.randrange(6, 11)):
            form = self.rng.randrange(10)
            if form < 4:
                self.operator_check()
            elif form < 6:
                self.subscript_check()
            else:
                self.builtin_check()
