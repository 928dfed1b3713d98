# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases that call every method of the builtin types, with arguments of the right kinds and of wrong ones, too few
and too many, by position and by keyword, bound and by the type. A table tells what each method takes."""

from values import Values

# Arguments by the words of values.py; those after `?` may be left out. `k:` says that it may be given by keyword.
TABLE = {
    "str": """capitalize|casefold|center count ? char|count word ? index index|encode ? k:encoding=encoding k:errors=errors|
        endswith affix ? index index|expandtabs ? k:tabsize=count|find word ? index index|index word ? index index|isalnum|isalpha|isascii|
        isdecimal|isdigit|isidentifier|islower|isnumeric|isprintable|isspace|istitle|isupper|join texts|ljust count ? char|lower|
        lstrip ? strippable|partition word|removeprefix word|removesuffix word|replace word word ? k:count=count|rfind word ? index index|
        rindex word ? index index|rjust count ? char|rpartition word|rsplit ? k:sep=separator k:maxsplit=count|rstrip ? strippable|
        split ? k:sep=separator k:maxsplit=count|splitlines ? k:keepends=bool|startswith affix ? index index|strip ? strippable|swapcase|
        title|translate table|upper|zfill count|format any any|format_map dict|__len__|__contains__ word|__getitem__ index|__add__ word|
        __mul__ count|__mod__ any|__eq__ str|__lt__ str|__format__ spec|__iter__|__repr__|__str__""",
    "bytes": """capitalize|center count ? byte|count piece ? index index|decode ? k:encoding=encoding k:errors=errors|endswith piece ? index index|
        expandtabs ? k:tabsize=count|find piece ? index index|hex ? separator1 count|index piece ? index index|isalnum|isalpha|isascii|isdigit|
        islower|isspace|istitle|isupper|join pieces|ljust count ? byte|lower|lstrip ? piece|partition piece|replace piece piece ? count|
        removeprefix piece|removesuffix piece|rfind piece ? index index|rindex piece ? index index|rjust count ? byte|rpartition piece|
        rsplit ? k:sep=piece k:maxsplit=count|rstrip ? piece|split ? k:sep=piece k:maxsplit=count|splitlines ? k:keepends=bool|
        startswith piece ? index index|strip ? piece|swapcase|title|translate btable|upper|zfill count|fromhex hexes|__contains__ piece|
        __getitem__ index|__mod__ any|__add__ piece|__mul__ count""",
    "list": """append any|clear|copy|count small|extend iterable|index small ? index index|insert index any|pop ? index|remove small|reverse|
        sort ? k:key=function k:reverse=bool|__len__|__contains__ small|__getitem__ index|__setitem__ index any|__delitem__ index|
        __iadd__ iterable|__imul__ count|__add__ list|__eq__ list|__lt__ list|__getitem__ slice|__setitem__ slice iterable|__delitem__ slice""",
    "tuple": "count small|index small ? index index|__getitem__ index|__contains__ small|__add__ tuple|__mul__ count|__lt__ tuple|__eq__ tuple",
    "dict": """clear|copy|get hash ? any|items|keys|pop hash ? any|popitem|setdefault hash ? any|update pairs|values|fromkeys iterable ? any|
        __getitem__ hash|__setitem__ hash any|__delitem__ hash|__contains__ hash|__or__ dict|__ior__ pairs|__ror__ dict|__eq__ dict|__reversed__|__len__""",
    "set": """add hash|clear|copy|difference numbers ? numbers|difference_update numbers|discard hash|intersection numbers ? numbers|
        intersection_update numbers|isdisjoint numbers|issubset numbers|issuperset numbers|pop|remove hash|symmetric_difference numbers|
        symmetric_difference_update numbers|union numbers ? numbers|update numbers ? numbers|__contains__ hash|__and__ set|__ior__ set|__le__ set|__sub__ frozenset""",
    "frozenset": """copy|difference numbers|intersection numbers|isdisjoint numbers|issubset numbers|issuperset numbers|symmetric_difference numbers|
        union numbers ? numbers|__contains__ hash|__or__ set|__lt__ set|__eq__ set|__xor__ set""",
    "range": "count int|index int|__len__|__getitem__ index|__getitem__ slice|__contains__ int|__eq__ range|__reversed__|start|stop|step",
    "int": """bit_length|bit_count|conjugate|as_integer_ratio|is_integer|to_bytes ? k:length=count k:byteorder=order k:signed=bool|
        from_bytes bytelike ? k:byteorder=order k:signed=bool|__add__ int|__sub__ int|__mul__ int|__floordiv__ int|__mod__ int|__divmod__ int|
        __truediv__ int|__pow__ small|__lshift__ small|__rshift__ count|__and__ int|__or__ int|__xor__ int|__neg__|__abs__|__invert__|__bool__|__int__|
        __float__|__index__|__round__ ? digits|__trunc__|__floor__|__ceil__|__eq__ real|__lt__ real|__radd__ int|__rsub__ int|__hash__|real|imag|numerator|denominator""",
    "float": """as_integer_ratio|conjugate|fromhex hexfloat|hex|is_integer|__add__ real|__sub__ real|__mul__ real|__truediv__ real|__floordiv__ real|
        __mod__ real|__divmod__ real|__pow__ small|__round__ ? digits|__trunc__|__floor__|__ceil__|__int__|__eq__ real|__lt__ real|__rsub__ real|
        __rpow__ small|__hash__|__bool__|real|imag""",
    "complex": "conjugate|__add__ number|__mul__ number|__truediv__ number|__pow__ small|__abs__|__eq__ number|__lt__ number|real|imag|__neg__|__bool__|__hash__",
    "slice": "indices count|start|stop|step|__eq__ slice|__lt__ slice",
}
TABLE["bytearray"] = TABLE["bytes"] + """|append byteint|extend byteints|insert index byteint|pop ? index|remove byteint|reverse|clear|copy|
    __setitem__ index byteint|__setitem__ slice byteints|__delitem__ index|__delitem__ slice|__iadd__ piece|__imul__ count"""
ENCODINGS = ["'utf-8'", "'ascii'", "'latin-1'", "'utf-16'", "'utf-16-le'", "'utf-32-be'", "'UTF8'", "'no-such'", "'utf_8_sig'", "'iso8859-1'"]
ERRORS = ["'strict'", "'ignore'", "'replace'", "'backslashreplace'", "'xmlcharrefreplace'", "'surrogateescape'", "'surrogatepass'", "'namereplace'", "'none such'"]


def parsed(text):
    """(method, what it must take, what it may take: (keyword or None, kind))."""
    methods = []
    for entry in text.split("|"):
        words = entry.split()
        name, rest = words[0], words[1:]
        at = rest.index("?") if "?" in rest else len(rest)
        optional = [tuple(w[2:].split("=")) if w.startswith("k:") else (None, w) for w in rest[at + 1:]]
        methods.append((name, rest[:at], optional))
    return methods


METHODS = {kind: parsed(text) for kind, text in TABLE.items()}
CHANGING = {"list", "dict", "set", "bytearray"}


class Methods(Values):
    # --- arguments that only methods take

    def encoding_value(self, depth=0):
        return self.pick(*ENCODINGS)

    def errors_value(self, depth=0):
        return self.pick(*ERRORS)

    def order_value(self, depth=0):
        return self.pick("'big'", "'little'", "'big'", "'little'", "'middle'", "''")

    def affix_value(self, depth=0):
        return self.word_value() if self.chance(70) else self.pick("('a', 'b')", "()", "('x', 1)", "['a']", "('', 'q')")

    def strippable_value(self, depth=0):
        return self.pick("None", "' '", "'ab'", "'xyz'", "'\\u2028 '", "''", self.word_value())

    def separator_value(self, depth=0):
        return self.pick("None", "None", self.word_value(), "''")

    def separator1_value(self, depth=0):
        return self.pick("':'", "b'-'", "''", "'ab'", "'\u00e9'", "' '")

    def table_value(self, depth=0):
        return self.pick("{97: 'x', 98: None, 99: 120}", "str.maketrans('abc', 'xyz')", "str.maketrans('ab', 'xy', 'l')", "{97: 'long'}", "{97: -1}",
                         "{97: 1.5}", "['q'] * 98", "{}", "str.maketrans({'a': 1, 'l': 'LL'})", "{97: 2**40}", "None", "'" + "q" * 120 + "'")

    def btable_value(self, depth=0):
        return self.pick("None", "bytes.maketrans(b'abc', b'xyz')", "b'short'", "bytes(range(256))", "None, b'a'", "bytes(range(255, -1, -1)), delete=b'bc'", "None, 'a'")

    def spec_value(self, depth=0):
        return self.pick("''", "'>10'", "'*^9'", "'.2'", "'d'", "'010'", "'=5'", "'s'", "',' ", "'<3.1s'")

    def hexes_value(self, depth=0):
        return self.pick("'616263'", "'61 62'", "'6'", "'zz'", "''", "' 61\\n'", "'6 1'", "b'61'")

    def hexfloat_value(self, depth=0):
        return self.pick("'0x1.8p3'", "'-0x0p0'", "'inf'", "'nan'", "'0x1p-1080'", "'1.5'", "'0x1p5000'", "'0x.8'", "'zz'", "''", "' 0x1.fffffffffffff8p0 '")

    def bytelike_value(self, depth=0):
        return self.pick(self.bytes_value(), self.bytearray_value(), "[1, 2]", "[256]", "(255,)", "'ab'", "[-1]")

    def byteint_value(self, depth=0):
        return self.pick("97", "0", "255", "256", "-1", "b'a'", "'a'", "True", "98.0", "99")

    def byteints_value(self, depth=0):
        return self.pick("b'xyz'", "[1, 2]", "[]", "(97, 98)", "range(3)", "[256]", "'ab'", "bytearray(b'q')", "5", "[b'a']", "iter([9])")

    def pieces_value(self, depth=0):
        return self.pick("[b'a', b'b']", "(b'x', bytearray(b'y'))", "[]", "b'ab'", "['a']", "[b'a', 1]", "iter((b'1', b'2'))")

    # --- calls

    def arguments(self, kind, name, needed, optional):
        r = self.rng
        given = [self.near(k, strange=10) for k in needed]
        for i, (keyword, k) in enumerate(optional):
            if not self.chance(55):
                if i + 1 < len(optional) and optional[i + 1][0] and self.chance(50):
                    keyword, k = optional[i + 1]
                    given.append(f"{keyword}={self.near(k, strange=10)}")
                break
            value = self.near(k, strange=10)
            by_keyword = keyword and (self.chance(40) or any("=" in g and g.split("=")[0].isidentifier() for g in given) or (kind, name) == ("list", "sort"))
            given.append(f"{keyword}={value}" if by_keyword else value)
        if self.chance(7):  # a wrong number of them, or a keyword that there is not
            form = r.randrange(4)
            if form == 0 and given:
                given.pop()
            elif form == 1:
                given.insert(0, self.any_value(0))
            elif form == 2:
                given.append(f"{self.pick('x', 'key', 'sep', 'start')}{self.fresh}={self.small_value()}")
                self.fresh += 1
            else:
                given += [f"*{self.pick('()', '(1,)', '[1, 2]')}"] if not any("=" in g for g in given) else []
        return ", ".join(given)

    def call(self, kind, target):
        name, needed, optional = self.rng.choice(METHODS[kind])
        if not needed and not optional and name in ("real", "imag", "numerator", "denominator", "start", "stop", "step") \
                and kind in ("int", "float", "complex", "slice", "range") and not self.chance(3):
            return f"{target}.{name}"
        arguments = self.arguments(kind, name, needed, optional)
        form = self.rng.randrange(20)
        ordered = str if (kind, name) != ("set", "pop") else "orderly({})".format
        target = ordered(target)
        if form == 0:
            return f"{kind}.{name}({target}{', ' if arguments else ''}{arguments})"
        if form == 1:
            return f"{kind}.{name}({ordered(self.any_value(0))}{', ' if arguments else ''}{arguments})"
        if form == 2:
            return f"getattr({target}, {name!r})({arguments})"
        if form == 3 and self.chance(30):
            return f"{kind}.{name}({arguments})"
        return f"{target}.{name}({arguments})"

    def body(self):
        kind = self.rng.choice(list(METHODS))
        value = self.value(kind)
        self.put(1, f"v = {value}")
        for _ in range(self.rng.randrange(5, 10)):
            if self.chance(25):
                self.check(self.call(kind, f"({self.value(kind)})"))
            else:
                self.check(self.call(kind, "v"))
            if kind in CHANGING and self.chance(60):
                self.check("v")
            if self.chance(8):
                self.put(1, f"v = {value}")
