# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about library modules with random input: re, json, struct, datetime, itertools, functools, collections, heapq,
bisect, textwrap, statistics, fractions, string, math. Each case takes a few of them."""

from values import Values

IMPORTS = "import bisect, collections, datetime, fractions, functools, heapq, itertools, json, math, re, statistics, string, struct, textwrap"
WORDS = "the quick brown fox jumps over a lazy dog; naïve café — 3.5 apples, e-mail: x@y.z\\n\\nNew  paragraph\\there".split(" ")


class Library(Values):
    def definitions(self):
        self.put(0, IMPORTS)

    def body(self):
        for _ in range(self.rng.randrange(5, 9)):
            self.pick(self.regular, self.regular, self.json_text, self.packed, self.dates, self.dates, self.iterators, self.iterators, self.functions, self.containers, self.texts, self.numbers)()

    def small_list(self, kind="small", low=0, high=6):
        return f"[{', '.join(self.items(kind, low, high))}]"

    # --- re

    def pattern(self, depth=2):
        form = self.rng.randrange(14)
        if depth == 0 or form < 5:
            return self.pick("a", "b", "ab", ".", "\\\\d", "\\\\w", "\\\\s", "[a-c]", "[^a]", "\\\\b", "^", "$", "x", " ", "[\\\\d_]", "\u00e9", "\\\\D", "\\\\.", "[]a]", "\\\\Z", "\\\\A", "\\\\W")
        inner = self.pattern(depth - 1)
        if form < 8:
            return f"(?:{inner}){self.pick('*', '+', '?', '{2}', '{1,2}', '*?', '+?', '{,2}', '??', '*+', '{0}')}" if self.chance(80) else f"{inner}{self.pick('*', '+', '?')}"
        if form == 8:
            return f"({inner})"
        if form == 9:
            return f"(?P<n{self.rng.randrange(3)}>{inner})"
        if form == 10:
            return f"(?:{inner}|{self.pattern(depth - 1)})"
        if form == 11:
            return self.pick(f"(?={inner})", f"(?!{inner})", "(?<=a)", "(?<!b)", f"({inner})\\\\1", f"(?i:{inner})", f"(?>{inner})", "\\\\1", "(", "[", "*", "a{3,1}", "(?P<n0>x)(?P=n0)", "(a)?(?(1)b|c)", "\\\\q", "(?P<1>a)", "(?z)", ")", "a**", "[b-a]")
        return inner + self.pattern(depth - 1)

    def regular(self):
        flags = self.pick("", "", "", ", flags=re.I", ", flags=re.M | re.S", ", flags=re.X", ", flags=re.A")
        pattern, text = f"'{self.pattern()}'", self.pick("'abcab'", "'a1b22 c'", "'aaa'", "''", "'xAb\\nab'", "'caf\u00e9 x_1'", "'a.b.c'", "' ab  a '", f"'{self.pick(*WORDS)}'", self.str_value())
        template = self.pick("'-'", "'[\\\\g<0>]'", "'\\\\1'", "'\\\\g<n0>'", "''", "lambda m: m.group().upper()", "'\\\\q'", "'\\\\n'", "'\\\\g<9>'", "r'\\1\\1'")
        found = self.name("m")
        form = self.rng.randrange(8)
        if form < 3:
            self.checked(f"{found} = re.{self.pick('search', 'match', 'fullmatch')}({pattern}, {text}{flags})",
                         f"tell({found} and ({found}.group(), {found}.span(), {found}.groups(), {found}.groupdict(), {found}.lastindex, {found}.start(), {found}.expand('<\\\\g<0>>'), {found}.regs))")
        else:
            self.check(self.pick(f"re.findall({pattern}, {text}{flags})", f"re.sub({pattern}, {template}, {text}{flags})", f"re.subn({pattern}, {template}, {text}, count={self.pick(0, 1, 2)})", f"re.split({pattern}, {text}{flags})", f"re.split({pattern}, {text}, maxsplit=1)",
                                 f"[m.span() for m in re.finditer({pattern}, {text}{flags})]", f"re.compile({pattern}).groups", f"re.compile({pattern}{flags}).groupindex", f"re.escape({text})", f"re.compile({pattern}).search({text}, {self.small_value()}) is None"))

    # --- json

    def json_value(self, depth=3):
        form = self.rng.randrange(10)
        if depth == 0 or form < 6:
            return self.pick("1", "-2.5", "'a'", "None", "True", "1e100", "float('inf')", "float('nan')", "10**25", "'\u00e9\\n\\u2028\"\\\\'", "''", "'\U0001f600'", self.str_value(), self.float_value(), "{1}" if self.chance(10) else "0")
        if form < 8:
            return f"[{', '.join(self.json_value(depth - 1) for _ in range(self.rng.randrange(0, 4)))}]"
        keys = self.rng.sample(["'k'", "1", "2.5", "None", "True", "'\u00e9'", "'a b'", "(1,)" if self.chance(15) else "'z'"], self.rng.randrange(0, 4))
        return "{" + ", ".join(f"{k}: {self.json_value(depth - 1)}" for k in keys) + "}"

    def json_text(self):
        if self.chance(50):
            options = self.pick("", "", ", indent=2", ", indent=0", ", sort_keys=True", ", ensure_ascii=False", ", separators=(',', ':')", ", indent='\\t', sort_keys=True", ", skipkeys=True", ", allow_nan=False", ", default=repr")
            self.check(f"json.dumps({self.json_value()}{options})")
        else:
            text = self.pick('[1, 2, {"a": null}]', "[1,]", '{"a": 1, "a": 2}', "{\\'a\\': 1}", '"\\\\u00e9\\\\n"', "nul", "", "  12  ", "-", "1.5e3", "01", "[1 2]", '{"a" 1}', '{"a": }', "NaN", "-Infinity", '"\\\\x"', '"open', "[", "{", '{"a":1,}', '"\\\\ud83d\\\\ude00"',
                             '"tab\\t"', "1e400", "12345678901234567890123", "true false", "[[[]]]", '"\\\\ud83d"', "+1", ".5", "1.", '{1: 2}', "[true, false, null]", "\ufeff1")
            self.check(f"json.loads('{text}'{self.pick('', '', ', parse_float=str', ', object_pairs_hook=list', ', parse_int=float', ', strict=False')})")

    def packed(self):
        form = self.pick("", "<", ">", "!", "=", "@") + "".join(self.pick("", "", "2", "3", "0") + self.pick(*"bBhHiIlLqQfd?cxsp") for _ in range(self.rng.randrange(1, 4)))
        if self.chance(4):
            form = self.pick("z", "<n", "3", "é", "e", "i i", "")
        values = ", ".join(self.pick(self.small_value(), self.int_value(), self.float_value(), "b'ab'", "b'x'", "'s'", "True") if self.chance(60) else self.small_value() for _ in range(self.rng.randrange(1, 5)))
        self.check(self.pick(f"struct.pack('{form}', {values})", f"struct.calcsize('{form}')", f"struct.unpack('{form}', {self.pick('bytes(range(8))', 'bytes(struct.calcsize(' + repr(form) + '))', 'b' + repr('abcd'))})", f"list(struct.iter_unpack('{form}', bytes(range(12))))", f"struct.unpack_from('{form}', bytes(range(20)), {self.small_value()})"))

    # --- datetime

    def date(self):
        r = self.rng
        return self.pick(f"datetime.date({r.randrange(1, 3000)}, {r.randrange(1, 13)}, {r.randrange(1, 29)})", "datetime.date(2024, 2, 29)", "datetime.date.min", "datetime.date.max", f"datetime.date({r.randrange(0, 2)}, {r.randrange(0, 14)}, {r.randrange(1, 33)})")

    def moment(self):
        r = self.rng
        zone = self.pick("", "", ", tzinfo=datetime.timezone.utc", ", tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))", ", tzinfo=datetime.timezone(datetime.timedelta(seconds=-1))", ", fold=1")
        return f"datetime.datetime({r.randrange(1, 3000)}, {r.randrange(1, 13)}, {r.randrange(1, 29)}, {r.randrange(0, 24)}, {r.randrange(0, 60)}, {r.randrange(0, 60)}, {self.pick(0, 1, 999999, 120000)}{zone})"

    def delta(self):
        return f"datetime.timedelta({self.pick('1', 'days=-1', 'hours=30', 'seconds=1.5', 'weeks=2, microseconds=7', 'minutes=-90.25', 'days=999999999', 'milliseconds=1', '0', 'days=1e-6', self.float_value())})"

    def dates(self):
        a, b, d = self.pick(self.date(), self.moment()), self.pick(self.date(), self.moment()), self.delta()
        directive = "%" + self.pick(*"YmdHMSjaAbBpIfzZwuUWGVyCcxX%DFTRehnt")
        self.check(self.pick(f"{a} + {d}", f"{a} - {b}", f"{a} < {b}", f"{a} == {b}", f"{a}.isoformat()", f"str({a})", f"repr({a})", f"{a}.strftime('{directive}|%Y-%m-%d')", f"{a}.isocalendar()", f"{a}.weekday(), {a}.isoweekday(), {a}.toordinal()", f"{a}.replace(year={self.pick(2023, 0, 1, 10000)})",
                             f"{a}.ctime()", f"{d} * {self.pick('2', '0.5', '-1', '1/3')}", f"{d} // {self.delta()}", f"{d} / {self.pick('3', self.delta(), '0')}", f"{d} % {self.delta()}", f"divmod({d}, {self.delta()})", f"str({d}), repr({d})", f"{d}.total_seconds()", f"abs({d}), -{d}", f"{a}.timetuple()", f"format({a}, '%d/%m/%y')",
                             f"{self.moment()}.astimezone(datetime.timezone.utc).isoformat()" if self.chance(20) else f"{self.moment()}.utcoffset()", f"{self.moment()}.isoformat({self.pick('', repr(' '), 'timespec=' + repr('milliseconds'), repr('T') + ', ' + repr('minutes'), repr('xx'), 'timespec=' + repr('bad'))})", f"{self.moment()}.time(), {self.moment()}.timetz()",
                             f"datetime.datetime.fromisoformat('{self.pick('2024-02-30', '2024-02-29', '2024-02-29T12', '20240229T123456', '2024-02-29 12:34:56.789+05:30', '2024-W09-4', '2024-060', 'x', '2024-02-29T24:00', '2024-2-9', '2024-02-29T12:34Z', '2024-02-29T12:34:56,5')}')",
                             f"datetime.datetime.strptime('{self.pick('2024-02-29 12:30', '29 Feb 2024', '12:61', '1 PM', '060 2024', '24-13-01', '2024-02-30 00:00')}', '{self.pick('%Y-%m-%d %H:%M', '%d %b %Y', '%H:%M', '%I %p', '%j %Y', '%y-%m-%d', '%Q')}')",
                             f"datetime.date.fromordinal({self.pick('1', '0', '738000', '10**7')})", f"datetime.date.fromisocalendar(2024, {self.pick('1', '53', '9')}, {self.pick('1', '7', '8')})", f"datetime.time({self.rng.randrange(25)}, {self.rng.randrange(61)}).isoformat()", f"hash({a}) == hash({b})", f"{a} + {b}", f"min({a}, {b})"))

    # --- itertools and functools

    def iterators(self):
        a, b, n, f = self.iterable_value(), self.iterable_value(), self.index_value() if self.chance(30) else self.small_value(), self.function_value()
        a2 = self.numbers_value()
        text = self.pick(f"itertools.chain({a}, {b})", f"itertools.chain.from_iterable([{a}, {b}])", f"itertools.islice({a}, {n})", f"itertools.islice({a}, {self.small_value()}, {self.pick('None', n)}, {self.pick('1', '2', '0', 'None')})", f"itertools.accumulate({a2})", f"itertools.accumulate({a2}, max, initial={self.small_value()})",
                         f"itertools.batched({a}, {n})", f"itertools.batched({a}, 2, strict=True)", f"itertools.combinations({a}, {self.small_value()})", f"itertools.permutations([1, 2, 3], {self.pick('None', '2', '-1')})", f"itertools.product([1, 2], {a}, repeat=1)", f"itertools.product('ab', repeat={self.pick('0', '2', '-1')})",
                         f"itertools.combinations_with_replacement('abc', {self.pick('2', '0', '-1')})", f"itertools.compress({a}, [1, 0, 1, 1])", f"itertools.dropwhile(lambda x: x < 3, {a2})", f"itertools.takewhile(lambda x: x < 3, {a2})", f"itertools.filterfalse({f}, {a2})", f"[(k, list(g)) for k, g in itertools.groupby({a2}, {self.pick('None', 'lambda x: x > 1', 'bool')})]",
                         f"itertools.pairwise({a})", f"itertools.starmap(pow, {self.pairs_value()})", f"itertools.zip_longest({a}, {b}, fillvalue='-')", f"itertools.islice(itertools.count({self.real_value()}, {self.pick('1', '0.5', '-2')}), 4)", f"itertools.islice(itertools.cycle({a}), 7)", f"itertools.repeat({self.small_value()}, {n if n not in ('2**63', '10**30') else '2'})",
                         f"[list(x) for x in itertools.tee({a}, 2)]")
        self.check(text if text.startswith("[") else f"list(itertools.islice({text}, 20))")

    def functions(self):
        self.check(self.pick(f"functools.reduce(lambda a, b: a + b, {self.numbers_value()})", f"functools.reduce(max, {self.numbers_value()}, {self.small_value()})", f"functools.partial(pow, 2)({self.small_value()})", f"functools.partial(dict, a=1)(b={self.small_value()})", f"functools.partial(max, {self.small_value()}).args",
                             f"sorted({self.small_list()}, key=functools.cmp_to_key(lambda a, b: b - a))", f"functools.partial(int, base=2)({self.pick(repr('101'), repr('12'), '5')})", f"repr(functools.partial(len, 'a'))[:18]"))
        name = self.name("f")
        self.put(1, f"@functools.{self.pick('lru_cache(maxsize=2)', 'cache', 'lru_cache', 'lru_cache(maxsize=None, typed=True)')}")
        self.put(1, f"def {name}(x, y=1): tell('computes', x, y); return (x, y)")
        for _ in range(4):
            self.checked(f"{name}({self.pick('1', '2', '3', '1.0', 'y=2, x=1', '1, 2', '[]', '1, y=1')})")
        self.check(f"{name}.cache_info()")

    def containers(self):
        c, d = self.name("c"), self.name("d")
        self.put(1, f"{c} = collections.Counter({self.pick(repr('abracadabra'), self.small_list(), '{1: 2, 3: -1}', 'a=3, b=0')})")
        self.put(1, f"{d} = collections.deque({self.small_list()}{self.pick('', ', maxlen=3', ', 2', ', 0')})")
        for _ in range(3):
            self.check(self.pick(f"{c}.most_common({self.pick('', '2', '-1', '0')})", f"{c} + collections.Counter('aab')", f"{c} - collections.Counter('aab')", f"{c} & collections.Counter('ab')", f"{c} | collections.Counter([1])", f"sorted({c}.elements(), key=str)", f"{c}['zz']", f"{c}.total()", f"+{c}, -{c}", f"{c} <= collections.Counter('aaa')", f"{c}.subtract('ab')", c))
            self.check(self.pick(f"{d}.append({self.small_value()})", f"{d}.appendleft(9)", f"{d}.pop()", f"{d}.popleft()", f"{d}.rotate({self.pick('1', '-2', '5')})", f"{d}.extend({self.iterable_value()})", f"{d}.extendleft([7, 8])", f"{d}.index({self.small_value()})", f"{d}[{self.index_value()}]", f"{d}.insert(1, 'x')", f"{d}.remove({self.small_value()})", f"{d}.count(1)", f"{d} + {d}", f"{d} * 2", d, f"{d}.maxlen", f"{d}.reverse()", f"{d} < collections.deque([1])", f"{d}.copy() == {d}"))
        self.check(self.pick(f"collections.OrderedDict({self.pairs_value()})", f"collections.defaultdict(list, {self.dict_value()})['new']", f"collections.defaultdict()[1]", f"collections.ChainMap({self.dict_value()}, {self.dict_value()})", f"collections.namedtuple('P', '{self.pick('x y', 'x, x', 'class', 'a b c', '_a', '')}'{self.pick('', ', rename=True', ', defaults=(1,)')})({self.pick('1, 2', '1', 'x=1, y=2')})"))
        heap = self.name("h")
        self.put(1, f"{heap} = {self.small_list('int', 1, 7)}")
        self.checked(f"heapq.heapify({heap})", then=heap)
        self.check(self.pick(f"heapq.heappop({heap})", f"heapq.heappushpop({heap}, {self.small_value()})", f"heapq.heapreplace({heap}, 5)", f"heapq.nsmallest({self.index_value()}, {self.numbers_value()})", f"heapq.nlargest(2, {self.numbers_value()}, key=lambda x: -x)", f"list(heapq.merge([1, 4], [2, 3], reverse={self.pick('True', 'False')}))", f"heapq.heappop([])"))
        self.check(self.pick(f"bisect.{self.pick('bisect', 'bisect_left', 'insort', 'insort_left')}({self.small_list()}, {self.real_value()})", f"bisect.bisect_right([1, 2, 2, 3], 2, {self.pick('0', '-1', '3')}, {self.pick('None', '2', '9')})", f"bisect.bisect(['a', 'B'], 'b', key=str.lower)"))

    # --- text and numbers

    def texts(self):
        text = "'" + " ".join(self.pick(*WORDS) for _ in range(self.rng.randrange(3, 14))) + "'"
        width = self.pick("10", "20", "1", "0", "7", "-1")
        self.check(self.pick(f"textwrap.wrap({text}, {width})", f"textwrap.fill({text}, 15, initial_indent='* ', subsequent_indent='  ')", f"textwrap.shorten({text}, {self.pick('20', '5', '3', '100')})", f"textwrap.dedent('  a\\n    b\\n\\n  c')", f"textwrap.indent({text}, '> ')", f"textwrap.wrap({text}, 12, break_long_words=False, max_lines={self.pick('1', '2')})",
                             f"string.Template('{self.pick('$a and ${b}', '$$a', '$', '${a', '$1', '$a$a', '$é')}').{self.pick('substitute', 'safe_substitute')}({self.pick('a=1, b=2', 'a=1', '{}', '')})", f"string.capwords({text})", f"string.Formatter().format('{self.pick('{0} {1}', '{a!r:>5}', '{} {}', '{0[1]}', '{x}')}', {self.pick('1, 2', '[1, 2], a=3', repr('s') + ', a=4')})"))

    def numbers(self):
        values = f"[{', '.join(self.items(self.pick('int', 'small', 'real'), 0, 6))}]"
        small = f"[{', '.join(self.items('small', 1, 7))}]"
        a, b = f"fractions.Fraction({self.pick('1, 3', '-2, 4', '0.125', repr('3/7'), repr('-1.5'), repr('1e2'), '1, 0', repr('x'), '5', '2**70, 3')})", f"fractions.Fraction({self.pick('1, 3', '2, 5', '7')})"
        self.check(self.pick(f"statistics.mean({small})", f"statistics.median({values})", f"statistics.mode({values})", f"statistics.stdev({small})", f"statistics.pvariance({small})", f"statistics.multimode({values})", f"statistics.quantiles({small}, n=4)", f"statistics.fmean({values})", f"statistics.geometric_mean({small})", f"statistics.harmonic_mean({small})", f"statistics.median_low({small})",
                             f"{a} {self.pick('+', '-', '*', '/', '//', '%', '**', '<', '==')} {self.pick(b, '2', '0.5', '0')}", f"round({a}, {self.pick('0', '2', '-1')})", f"{a}.limit_denominator(10)", f"str({a}), repr({a}), float({a})", f"format({a}, '{self.pick('.2f', '>10', '.3e', '+', 'd')}')", f"hash({a}) == hash({b})", f"divmod({a}, {b})", f"math.floor({a}), math.ceil({a}), int({a})",
                             f"math.{self.pick('sqrt', 'log', 'log2', 'exp', 'floor', 'ceil', 'trunc', 'factorial', 'isqrt', 'degrees', 'isfinite', 'frexp', 'modf', 'cbrt', 'log10', 'fabs')}({self.near('real') if self.chance(70) else self.small_value()})" if self.chance(70) else f"math.{self.pick('gcd', 'lcm', 'hypot', 'prod', 'comb', 'perm', 'pow', 'fmod', 'copysign', 'ldexp', 'dist', 'isclose', 'nextafter', 'remainder', 'log')}({self.small_value()}, {self.pick(self.small_value(), self.float_value(), '[]')})"))
