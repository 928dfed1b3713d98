# The functions of formulas. Strict ones get values; lazy ones get trees and evaluate what they need.
from __future__ import annotations

import functools
import itertools
import math
import operator
import re
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from .formats import formatted
from .formulas import Call, Node, Range, Ref
from .values import (BLANK, CellError, Code, Matrix, Raised, Scalar, Value, compare, fail, from_serial, parse_number,
                     to_number, to_serial, to_text, to_truth)


class Evaluator(Protocol):
    def value(self, node: Node) -> Value: ...


@dataclass(frozen=True)
class Function:
    name: str
    body: Callable[..., Value]
    least: int
    most: float
    lazy: bool = False

    def __call__(self, evaluator: Evaluator, arguments: tuple[Node, ...]) -> Value:
        if not self.least <= len(arguments) <= self.most:
            fail(Code.VALUE, f"{self.name} takes {self.signature()}, got {len(arguments)}")
        if self.lazy:
            return self.body(evaluator, *arguments)
        return self.body(*map(evaluator.value, arguments))

    def signature(self) -> str:
        if self.most == math.inf:
            return f"{self.least} or more"
        return f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"


FUNCTIONS: dict[str, Function] = {}


def function(least: int, most: float | None = None, *, name: str = "", lazy: bool = False):
    def register(body: Callable[..., Value]) -> Callable[..., Value]:
        key = name or body.__name__.strip("_").upper()
        assert key not in FUNCTIONS, key
        FUNCTIONS[key] = Function(key, body, least, least if most is None else most, lazy)
        return body
    return register


def flat(values: Iterable[Value]) -> Iterator[Scalar]:
    for value in values:
        if isinstance(value, Matrix):
            yield from value
        else:
            yield value


def numbers(values: Iterable[Value]) -> Iterator[float]:
    """Numbers in ranges count, texts and truths there do not; single values are converted."""
    for value in values:
        if isinstance(value, Matrix):
            for item in value:
                match item:
                    case CellError():
                        raise Raised(item)
                    case bool():
                        pass
                    case int() | float() | date():
                        yield to_number(item)
        elif value is not BLANK:
            yield to_number(value)


def single(value: Value) -> Scalar:
    if isinstance(value, Matrix):
        if len(value) != 1:
            fail(Code.VALUE, "one value expected")
        return value[0, 0]
    if isinstance(value, CellError):
        raise Raised(value)
    return value


# ---- numbers

@function(1, math.inf, name="SUM")
def sum_(*values: Value) -> float:
    found = list(numbers(values))
    return sum(found) if all(isinstance(n, int) for n in found) else math.fsum(found)


@function(1, math.inf)
def product(*values: Value) -> float:
    return functools.reduce(operator.mul, numbers(values), 1)


@function(1, math.inf)
def average(*values: Value) -> float:
    found = list(numbers(values))
    return math.fsum(found) / len(found) if found else fail(Code.DIV0, "no numbers")


def register_statistics() -> None:
    table: dict[str, tuple[Callable[[list[float]], float], int]] = {
        "MIN": (min, 0), "MAX": (max, 0), "MEDIAN": (statistics.median, 1), "MODE": (statistics.mode, 1),
        "STDEV": (statistics.stdev, 2), "VAR": (statistics.variance, 2), "STDEVP": (statistics.pstdev, 1),
    }
    for name, (compute, least) in table.items():
        def body(*values: Value, compute=compute, least=least) -> float:
            found = list(numbers(values))
            if len(found) < max(least, 1):
                return fail(Code.NUM if least == 1 else Code.DIV0, "too few numbers") if least else 0
            return compute(found)
        FUNCTIONS[name] = Function(name, body, 1, math.inf)


register_statistics()


@function(1, math.inf)
def count(*values: Value) -> int:
    return sum(isinstance(v, (int, float, date)) and not isinstance(v, bool) for v in flat(values))


@function(1, math.inf)
def counta(*values: Value) -> int:
    return sum(v is not BLANK for v in flat(values))


@function(1)
def countblank(values: Value) -> int:
    return sum(v is BLANK or v == "" for v in flat([values]))


@function(1, 2, name="ROUND")
def round_(value: Value, digits: Value = 0) -> float:
    number, places = to_number(value), int(to_number(digits))
    scale = 10.0 ** places
    rounded = math.floor(abs(number) * scale + 0.5) / scale * (1 if number >= 0 else -1)
    return int(rounded) if places <= 0 else rounded


@function(1, name="INT")
def int_(value: Value) -> int:
    return math.floor(to_number(value))


@function(1, name="ABS")
def abs_(value: Value) -> float:
    return abs(to_number(value))


@function(1)
def sqrt(value: Value) -> float:
    number = to_number(value)
    return math.sqrt(number) if number >= 0 else fail(Code.NUM, "root of a negative number")


@function(2)
def mod(value: Value, divisor: Value) -> float:
    n, d = to_number(value), to_number(divisor)
    return n % d if d else fail(Code.DIV0)


@function(2)
def power(base: Value, exponent: Value) -> float:
    return raised(to_number(base), to_number(exponent))


def raised(base: float, exponent: float) -> float:
    try:
        result = base ** exponent
    except ZeroDivisionError:
        fail(Code.DIV0)
    except OverflowError:
        fail(Code.NUM)
    return fail(Code.NUM) if isinstance(result, complex) else result


@function(0, name="PI")
def pi() -> float:
    return math.pi


@function(2, math.inf)
def sumproduct(*values: Value) -> float:
    sizes = {(v.height, v.width) if isinstance(v, Matrix) else (1, 1) for v in values}
    if len(sizes) != 1:
        fail(Code.VALUE, "different sizes")
    columns = (v if isinstance(v, Matrix) else [v] for v in values)
    return sum(math.prod(to_number(x) if not isinstance(x, str) else 0 for x in row) for row in zip(*columns))


# ---- conditions

CRITERION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
TESTS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}


@functools.cache
def wildcard(text: str) -> re.Pattern[str]:
    parts = re.split(r"(~[*?~]|\*|\?)", text)
    translated = (".*" if p == "*" else "." if p == "?" else re.escape(p[-1] if p.startswith("~") and len(p) == 2 else p)
                  for p in parts)
    return re.compile("".join(translated), re.IGNORECASE | re.DOTALL)


def criterion(value: Scalar) -> Callable[[Scalar], bool]:
    if not isinstance(value, str):
        return lambda item: type(item) is type(value) and compare(item, value) == 0 or (
            isinstance(item, (int, float)) and not isinstance(item, bool) and item == value)
    sign, text = CRITERION.fullmatch(value).groups()
    test = TESTS[sign or "="]
    number = parse_number(text)
    if number is not None:
        return lambda item: (isinstance(item, (int, float)) and not isinstance(item, bool)
                             and test(compare(item, number), 0)) or (sign == "<>" and isinstance(item, str))
    if sign in (None, "=", "<>"):
        pattern = wildcard(text)
        return lambda item: (isinstance(item, str) and pattern.fullmatch(item) is not None) != (sign == "<>")
    return lambda item: isinstance(item, str) and test(compare(item, text), 0)


def matrix(value: Value) -> Matrix:
    return value if isinstance(value, Matrix) else Matrix(((value,),))


def selected(pairs: Iterable[Value]) -> Iterator[bool]:
    """For each place, whether all criteria hold there."""
    tests = [(matrix(area), criterion(single(wanted))) for area, wanted in itertools.batched(pairs, 2)]
    if len({(area.height, area.width) for area, _ in tests}) != 1:
        fail(Code.VALUE, "different sizes")
    for row in zip(*(area for area, _ in tests)):
        yield all(test(item) for item, (_, test) in zip(row, tests))


@function(2)
def countif(area: Value, wanted: Value) -> int:
    return sum(selected([area, wanted]))


@function(2, math.inf)
def countifs(*pairs: Value) -> int:
    return sum(selected(pairs))


@function(2, 3)
def sumif(area: Value, wanted: Value, summed: Value | None = None) -> float:
    chosen = itertools.compress(matrix(area if summed is None else summed), selected([area, wanted]))
    return sum_(Matrix((tuple(chosen),)))


@function(2, 3)
def averageif(area: Value, wanted: Value, summed: Value | None = None) -> float:
    chosen = itertools.compress(matrix(area if summed is None else summed), selected([area, wanted]))
    return average(Matrix((tuple(chosen),)))


@function(2, 3, name="IF", lazy=True)
def if_(evaluator: Evaluator, condition: Node, then: Node, otherwise: Node | None = None) -> Value:
    if to_truth(single(evaluator.value(condition))):
        return evaluator.value(then)
    return False if otherwise is None else evaluator.value(otherwise)


@function(2, math.inf, lazy=True)
def ifs(evaluator: Evaluator, *arguments: Node) -> Value:
    for pair in itertools.batched(arguments, 2):
        match pair:
            case (condition, then):
                if to_truth(single(evaluator.value(condition))):
                    return evaluator.value(then)
            case (_,):
                fail(Code.VALUE, "a condition without a value")
    fail(Code.NA, "no condition holds")


def trying(caught: Callable[[CellError], bool]):
    def body(evaluator: Evaluator, tried: Node, otherwise: Node) -> Value:
        try:
            value = evaluator.value(tried)
            error = value if isinstance(value, CellError) else None
        except Raised as raised:
            value, error = None, raised.error
        return evaluator.value(otherwise) if error is not None and caught(error) else value if error is None else error
    return body


function(2, name="IFERROR", lazy=True)(trying(lambda error: error.code is not Code.CYCLE))
function(2, name="IFNA", lazy=True)(trying(lambda error: error.code is Code.NA))


@function(1, math.inf, name="AND")
def and_(*values: Value) -> bool:
    return all(to_truth(v) for v in flat(values) if v is not BLANK)


@function(1, math.inf, name="OR")
def or_(*values: Value) -> bool:
    return any([to_truth(v) for v in flat(values) if v is not BLANK])


@function(1, name="NOT")
def not_(value: Value) -> bool:
    return not to_truth(single(value))


@function(2, math.inf, lazy=True)
def choose(evaluator: Evaluator, index: Node, *choices: Node) -> Value:
    number = int(to_number(evaluator.value(index)))
    return evaluator.value(choices[number - 1]) if 1 <= number <= len(choices) else fail(Code.VALUE, f"no choice {number}")


@function(3, math.inf, lazy=True)
def switch(evaluator: Evaluator, tested: Node, *cases: Node) -> Value:
    value = single(evaluator.value(tested))
    for pair in itertools.batched(cases, 2):
        if len(pair) == 1:
            return evaluator.value(*pair)
        wanted, then = pair
        if compare(value, single(evaluator.value(wanted))) == 0:
            return evaluator.value(then)
    fail(Code.NA)


# ---- what kind of value

def register_kinds() -> None:
    kinds: dict[str, Callable[[Value], bool]] = {
        "ISBLANK": lambda v: v is BLANK,
        "ISNUMBER": lambda v: isinstance(v, (int, float, date)) and not isinstance(v, bool),
        "ISTEXT": lambda v: isinstance(v, str),
        "ISLOGICAL": lambda v: isinstance(v, bool),
        "ISERROR": lambda v: isinstance(v, CellError),
        "ISNA": lambda v: isinstance(v, CellError) and v.code is Code.NA,
    }
    for name, test in kinds.items():
        def body(evaluator: Evaluator, node: Node, test=test) -> bool:
            try:
                return test(evaluator.value(node))
            except Raised as raised:
                return test(raised.error)
        FUNCTIONS[name] = Function(name, body, 1, 1, lazy=True)


register_kinds()


@function(0)
def na() -> Value:
    return CellError(Code.NA)


# ---- tables

def exact_or_below(wanted: Scalar, items: Iterable[Scalar], approximate: bool) -> int:
    best = -1
    for index, item in enumerate(items):
        if item is BLANK or isinstance(item, CellError):
            continue
        order = compare(item, wanted)
        if not approximate and isinstance(wanted, str) and isinstance(item, str):
            order = 0 if wildcard(wanted).fullmatch(item) else 1
        if order == 0:
            return index
        if approximate and order < 0:
            best = index
    return best if best >= 0 else fail(Code.NA, f"{to_text(wanted)} not found")


def lookup(wanted: Value, table: Value, index: Value, sorted_: Value) -> Scalar:
    grid, number = matrix(table), int(to_number(index))
    if number < 1:
        fail(Code.VALUE, f"column {number}")
    if number > grid.width:
        fail(Code.REF, f"column {number} of {grid.width}")
    row = exact_or_below(single(wanted), (line[0] for line in grid.rows), to_truth(sorted_))
    return grid[row, number - 1]


@function(3, 4)
def vlookup(wanted: Value, table: Value, index: Value, sorted_: Value = True) -> Scalar:
    return lookup(wanted, table, index, sorted_)


@function(3, 4)
def hlookup(wanted: Value, table: Value, index: Value, sorted_: Value = True) -> Scalar:
    return lookup(wanted, matrix(table).transposed(), index, sorted_)


@function(2, 3, name="MATCH")
def match_(wanted: Value, area: Value, kind: Value = 1) -> int:
    return exact_or_below(single(wanted), matrix(area), to_number(kind) != 0) + 1


@function(2, 3)
def index(area: Value, row: Value, column: Value = 0) -> Value:
    grid = matrix(area)
    r, c = int(to_number(row)), int(to_number(column))
    if grid.height == 1 and c == 0:
        r, c = 1, r
    if not (0 <= r <= grid.height and 0 <= c <= grid.width):
        fail(Code.REF, f"{r},{c} of {grid.height}x{grid.width}")
    rows = grid.rows if r == 0 else grid.rows[r - 1:r]
    chosen = Matrix(tuple(line if c == 0 else line[c - 1:c] for line in rows))
    return chosen[0, 0] if len(chosen) == 1 else chosen


@function(1)
def transpose(area: Value) -> Matrix:
    return matrix(area).transposed()


@function(1, name="ROWS")
def rows(area: Value) -> int:
    return matrix(area).height


@function(1, name="COLUMNS")
def columns(area: Value) -> int:
    return matrix(area).width


@function(1, name="ROW", lazy=True)
def row(evaluator: Evaluator, node: Node) -> int:
    match node:
        case Ref(reference) | Range(reference, _):
            return reference.row + 1
        case Call(name):
            fail(Code.VALUE, f"ROW of {name}")
        case _:
            fail(Code.VALUE)


# ---- texts

@function(1, math.inf)
def concat(*values: Value) -> str:
    return "".join(map(to_text, flat(values)))


@function(3, math.inf)
def textjoin(separator: Value, skip: Value, *values: Value) -> str:
    skips = to_truth(skip)
    return to_text(separator).join(text for v in flat(values) if (text := to_text(v)) or not skips)


def register_texts() -> None:
    plain: dict[str, Callable[[str], Value]] = {
        "UPPER": str.upper, "LOWER": str.lower, "PROPER": str.title, "LEN": len,
        "TRIM": lambda s: " ".join(s.split()), "VALUE": lambda s: to_number(s),
        "CODE": lambda s: ord(s[0]) if s else fail(Code.VALUE),
    }
    for name, change in plain.items():
        FUNCTIONS[name] = Function(name, lambda v, change=change: change(to_text(single(v))), 1, 1)


register_texts()


@function(1, 2)
def left(text: Value, count: Value = 1) -> str:
    return to_text(single(text))[:max(int(to_number(count)), 0)]


@function(1, 2)
def right(text: Value, count: Value = 1) -> str:
    number = int(to_number(count))
    return to_text(single(text))[-number:] if number > 0 else ""


@function(3)
def mid(text: Value, start: Value, count: Value) -> str:
    first, length = int(to_number(start)), int(to_number(count))
    if first < 1 or length < 0:
        fail(Code.VALUE, "MID")
    return to_text(single(text))[first - 1:][:length]


@function(2, 3)
def find(wanted: Value, text: Value, start: Value = 1) -> int:
    at = to_text(text).find(to_text(wanted), int(to_number(start)) - 1)
    return at + 1 if at >= 0 else fail(Code.VALUE, "not found")


@function(3, 4)
def substitute(text: Value, old: Value, new: Value, which: Value = BLANK) -> str:
    whole, out, into = to_text(text), to_text(old), to_text(new)
    if which is BLANK:
        return whole.replace(out, into) if out else whole
    number = int(to_number(which))
    pieces = whole.split(out)
    return out.join(pieces[:number]) + into + out.join(pieces[number:]) if number < len(pieces) else whole


@function(2)
def rept(text: Value, count: Value) -> str:
    return to_text(text) * int(to_number(count))


@function(2)
def text(value: Value, form: Value) -> str:
    return formatted(single(value), to_text(form))


# ---- dates

@function(3, name="DATE")
def date_(year: Value, month: Value, day: Value) -> date:
    y, m, d = (int(to_number(v)) for v in (year, month, day))
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    try:
        return from_serial(to_serial(date(y, m, 1)) + d - 1)
    except ValueError as error:
        fail(Code.NUM, str(error))


def to_date(value: Value) -> date:
    match single(value):
        case date() as day:
            return day
        case str(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                fail(Code.VALUE, f"{text!r} as date")
        case other:
            return from_serial(to_number(other))


def register_dates() -> None:
    parts: dict[str, Callable[[date], int]] = {
        "YEAR": operator.attrgetter("year"), "MONTH": operator.attrgetter("month"), "DAY": operator.attrgetter("day"),
        "WEEKDAY": lambda d: d.isoweekday() % 7 + 1, "ISOWEEKNUM": lambda d: d.isocalendar().week,
    }
    for name, part in parts.items():
        FUNCTIONS[name] = Function(name, lambda v, part=part: part(to_date(v)), 1, 1)


register_dates()


@function(2)
def edate(start: Value, months: Value) -> date:
    day = to_date(start)
    total = day.year * 12 + day.month - 1 + int(to_number(months))
    year, month = divmod(total, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


@function(2)
def days(end: Value, start: Value) -> int:
    return (to_date(end) - to_date(start)).days
